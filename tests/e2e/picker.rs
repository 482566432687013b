//! Saving through the save picker: a real writable file of the browser's, in the page's own private file system.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places, wait};
use serde_json::{Value, json};

use crate::cancelling::{connect_own, is_midway, slow};
use crate::page::{LATER, Page, SOON, TestKey, Way};

/// Answers the picker as a person who takes the suggested name.
pub const PICK: &str = "window.showSaveFilePicker = async (options) => {
    const folder = await navigator.storage.getDirectory();
    return folder.getFileHandle(options.suggestedName, { create: true });
};";
/// Answers it as a person who closes it, and counts how often it was shown.
pub const DISMISS: &str = "window.asked = 0; window.showSaveFilePicker = async () => {
    window.asked += 1;
    throw new DOMException('The user aborted a request.', 'AbortError');
};";

/// Only Chromium has the picker.
pub fn browsers() -> Result<Vec<Browser>> {
    Ok(Browser::wanted()?.into_iter().filter(|browser| *browser == Browser::Chromium).collect())
}

#[tokio::test]
async fn a_picked_file_gets_every_byte_at_the_end() -> Result<()> {
    for browser in browsers()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (key, contents) = (TestKey::random()?, bytes::random(9_000_001)?);
        sandbox.storage().store("folder/Été 1.bin", contents.clone(), Some(&key.bytes)).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("picker", async |page| {
            page.connected_to_demo().await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.click("tr[data-folder='folder/'] a").await?;
            page.row("folder/Été 1.bin").await?;

            page.script(DISMISS, Vec::new()).await?;
            page.click_in_row("folder/Été 1.bin", "download").await?;
            wait::until("the picker", SOON, async || {
                Ok((page.script("return window.asked", Vec::new()).await? == json!(1)).then_some(()))
            })
            .await?;
            ensure!(
                page.transfer("folder/Été 1.bin", Way::Down).await?.is_none(),
                "a dismissed picker starts a transfer"
            );

            page.script(PICK, Vec::new()).await?;
            page.click_in_row("folder/Été 1.bin", "download").await?;
            page.transfer_is("folder/Été 1.bin", Way::Down, "done", LATER).await?;
            let saved = files(page).await?;
            ensure!(saved == json!({ "Été 1.bin": [contents.len(), bytes::digest(&contents)] }), "saved is {saved}");
            ensure!(page.session().download_names().is_empty(), "it landed in the download folder too");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn cancel_in_mid_download_leaves_no_picked_file() -> Result<()> {
    for browser in browsers()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (line, storage) = slow(&sandbox).await?;
        let key = TestKey::random()?;
        sandbox.storage().store("large.bin", bytes::random(64 << 20)?, Some(&key.bytes)).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("picker-cancel", async |page| {
            connect_own(page, &storage).await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.script(PICK, Vec::new()).await?;
            page.click_in_row("large.bin", "download").await?;
            wait::until("the download to be in its middle", LATER, async || {
                is_midway(page, "large.bin", Way::Down).await
            })
            .await?;
            let meanwhile = files(page).await?;
            ensure!(meanwhile["large.bin"][0] == json!(0), "half a file shows under its name: {meanwhile}");
            page.click_in_transfer("large.bin", "transfer-cancel").await?;
            page.transfer_is("large.bin", Way::Down, "cancelled", SOON).await?;
            wait::until(
                "the picked file to be gone",
                SOON,
                async || Ok((files(page).await? == json!({})).then_some(())),
            )
            .await
        })
        .await?;
        drop(line);
    }
    Ok(())
}

/// Name, length and SHA-256 of each file in the private file system.
pub async fn files(page: &Page) -> Result<Value> {
    page.session()
        .async_script(
            "const found = {};
            for await (const [name, handle] of await navigator.storage.getDirectory()) {
                // Where Chromium writes until the commit: it changes while it is read.
                if (name.endsWith('.crswap')) continue;
                const bytes = await (await handle.getFile()).arrayBuffer();
                const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
                found[name] = [bytes.byteLength, [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')];
            }
            return found;",
            Vec::new(),
        )
        .await
}
