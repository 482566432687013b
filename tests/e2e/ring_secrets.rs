//! What a locked tab still holds: nothing, down to the bytes of its memory; and a ring that was forgotten comes back by
//! its export alone.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places, wait};
use serde_json::json;

use crate::cancelling::connect_own;
use crate::page::{Page, SOON, TestKey, id};

/// Notes the memory of each wasm module before the page starts any.
const NOTE_MEMORIES: &str = "
    window.memories = [];
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const real = WebAssembly[name].bind(WebAssembly);
        WebAssembly[name] = async (...given) => {
            const made = await real(...given);
            const { memory } = (made.instance ?? made).exports;
            if (memory) window.memories.push(memory);
            return made;
        };
    }";
/// In how many places of them the given bytes are.
const COUNT: &str = "let found = 0;
    for (const memory of window.memories) {
        const bytes = new Uint8Array(memory.buffer), wanted = arguments[0];
        for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
            if (wanted.every((byte, index) => bytes[at + index] === byte)) found += 1;
        }
    }
    return found;";

async fn count(page: &Page, wanted: &[u8]) -> Result<u64> {
    let count = page.script(COUNT, vec![json!(wanted)]).await?;
    Ok(count.as_u64().unwrap_or_default())
}

/// The page with its memories in sight.
async fn in_sight(browser: Browser, address: &str) -> Result<Page> {
    let page = Page::open(browser, address).await?;
    page.session().devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": NOTE_MEMORIES })).await?;
    page.session().driver().goto("about:blank").await?;
    page.goto(address).await?;
    Ok(page)
}

#[tokio::test]
async fn a_locked_tab_neither_shows_nor_uses_nor_holds_a_key() -> Result<()> {
    for browser in Browser::wanted()?.into_iter().filter(|browser| browser.has_devtools()) {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = in_sight(browser, sandbox.page()).await?;
        page.run("ring-secrets-lock", async |page| {
            connect_own(page, sandbox.storage()).await?;
            let (ssec, sealing) = (page.import_random().await?, TestKey::random()?);
            page.import_sealing_key(&sealing).await?;
            page.go_to_files().await?;
            page.upload(&[bytes::write(ssec.folder(), "locked.bin", b"content")?]).await?;
            page.upload_is_confirmed("locked.bin").await?;
            let passphrase = page.keep_ring(true).await?;
            let secret = sandbox.storage().secret_access_key.clone();
            let open = [count(page, &ssec.bytes).await?, count(page, &sealing.bytes).await?];
            ensure!(
                open[0] > 0 && open[1] > 0 && count(page, secret.as_bytes()).await? > 0,
                "the memory is not what the page works with"
            );

            page.click(&id("ring-lock")).await?;
            page.see(&id("ring-locked")).await?;
            ensure!(page.shown_keys().await?.is_empty(), "keys are shown");
            for text in [&secret, &passphrase, &ssec.base64()] {
                let found = count(page, text.as_bytes()).await?;
                ensure!(found == 0, "a secret text is in {found} places of the memory");
            }
            for bytes in [&ssec.bytes, &sealing.bytes] {
                // The last task of locking wipes the stack.
                wait::until("the keys to leave the memory", SOON, async || {
                    Ok((count(page, bytes).await? == 0).then_some(()))
                })
                .await?;
            }

            // Nor does it open anything.
            page.connect(sandbox.storage()).await?;
            page.click_in_row("locked.bin", "download").await?;
            page.see(&id("need-key")).await?;
            page.press(thirtyfour::Key::Escape).await?;
            page.no_dialog().await?;
            page.seal_uploads().await?;
            page.read(&id("recipients"), "").await?;
            ensure!(page.shown_keys().await?.is_empty(), "a key is offered");
            page.unlock_ring(&passphrase).await?;
            page.sees_keys(2).await?;
            page.go_to_files().await?;
            page.download_and_compare("locked.bin", "locked.bin", b"content").await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_forgotten_ring_comes_back_by_its_export_alone() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let folder = tempfile::tempdir()?;
        let contents = bytes::random(70_001)?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ring-secrets-forget", async |page| {
            page.connected_to_demo().await?;
            page.import_random().await?;
            page.go_to_files().await?;
            page.upload(&[bytes::write(folder.path(), "kept.bin", &contents)?]).await?;
            page.upload_is_confirmed("kept.bin").await?;
            let passphrase = page.keep_ring(false).await?;
            let keys = page.sees_keys(1).await?;
            page.click(&id("ring-export")).await?;
            let exported = page.session().downloaded("sealport-ring.sealed", SOON).await?;
            page.click(&id("ring-forget")).await?;
            page.click(&id("forget-confirm")).await?;
            page.no_dialog().await?;

            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.go_to_files().await?;
            page.click_in_row("kept.bin", "download").await?;
            page.see(&id("need-key")).await?;
            page.press(thirtyfour::Key::Escape).await?;
            page.no_dialog().await?;
            page.go_to_keys().await?;
            ensure!(page.shown_keys().await?.is_empty(), "a forgotten key is shown");

            page.click(&id("ring-import")).await?;
            let file = bytes::write(folder.path(), "sealport-ring.sealed", &exported)?;
            page.choose(&id("ring-file"), &[&file]).await?;
            page.give_passphrase(&passphrase).await?;
            page.click(&id("ring-add")).await?;
            ensure!(page.sees_keys(1).await? == keys, "another key came back");
            page.go_to_files().await?;
            page.download_and_compare("kept.bin", "kept.bin", &contents).await?;
            // The key encrypts as well: it still belongs to this storage.
            page.upload(&[bytes::write(folder.path(), "new.bin", b"new")?]).await?;
            page.upload_is_confirmed("new.bin").await
        })
        .await?;
    }
    Ok(())
}
