//! Cancelling in the middle: nothing half-done stays, on either side.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::slow::SlowLine;
use sealport_tests::storage::Storage;
use sealport_tests::{Browser, bytes, places, wait};
use serde_json::json;

use crate::page::{LATER, Page, SOON, TestKey, Way, id};

/// Slow enough to be caught in the middle, quick enough not to be waited for.
const BYTES_PER_SEC: usize = 4 << 20;
const LEN: usize = 64 << 20;

#[tokio::test]
async fn cancel_in_mid_upload_leaves_no_object() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (line, storage) = slow(&sandbox).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("cancel-upload", async |page| {
            connect_own(page, &storage).await?;
            let key = page.make_key().await?;
            page.go_to_files().await?;
            let before = bytes::files_with(&sandbox.data(), &[])?.1;
            let large = bytes::write(key.folder(), "large.bin", &bytes::random(LEN)?)?;
            page.upload(&[large]).await?;
            wait::until("the upload to be in its middle", LATER, async || is_midway(page, "large.bin", Way::Up).await)
                .await?;
            let title = page.session().driver().title().await?;
            ensure!(title.contains(" % "), "the window's title tells no progress: {title}");
            page.click_in_transfer("large.bin", "transfer-cancel").await?;
            let text = page.transfer_is("large.bin", Way::Up, "cancelled", SOON).await?;
            ensure!(text.contains("Cancelled"), "the row says: {text}");
            wait::until("the server to drop what had come", SOON, async || {
                Ok((bytes::files_with(&sandbox.data(), &[])?.1 == before).then_some(()))
            })
            .await?;
            ensure!(sandbox.storage().object_keys().await?.is_empty(), "a cancelled upload left an object");

            // The line works: another file goes through, and is all there is.
            let small = bytes::write(key.folder(), "small.bin", b"small")?;
            page.upload(&[small]).await?;
            page.upload_is_confirmed("small.bin").await?;
            page.reload_list().await?;
            ensure!(page.listed().await? == ["small.bin"], "the list shows {:?}", page.listed().await?);
            ensure!(sandbox.storage().object_keys().await? == ["small.bin"]);
            Ok(())
        })
        .await?;
        drop(line);
    }
    Ok(())
}

#[tokio::test]
async fn cancel_in_mid_download_leaves_no_file() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (line, storage) = slow(&sandbox).await?;
        let key = TestKey::random()?;
        sandbox.storage().store("large.bin", bytes::random(LEN)?, Some(&key.bytes)).await?;
        sandbox.storage().store("small.bin", b"small".to_vec(), Some(&key.bytes)).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("cancel-download", async |page| {
            connect_own(page, &storage).await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.click_in_row("large.bin", "download").await?;
            wait::until("the download to be in its middle", LATER, async || {
                is_midway(page, "large.bin", Way::Down).await
            })
            .await?;
            page.click_in_transfer("large.bin", "transfer-cancel").await?;
            page.transfer_is("large.bin", Way::Down, "cancelled", SOON).await?;
            // A whole one afterwards shows that files do land where one looks for them.
            page.download_and_compare("small.bin", "small.bin", b"small").await?;
            let left = page.session().download_names();
            ensure!(left.is_empty(), "a cancelled download left {left:?}");
            Ok(())
        })
        .await?;
        drop(line);
    }
    Ok(())
}

/// The local server behind a slow line.
pub async fn slow(sandbox: &Sandbox) -> Result<(SlowLine, Storage)> {
    let line = SlowLine::to(&sandbox.storage().endpoint, BYTES_PER_SEC).await?;
    let storage = Storage { endpoint: line.endpoint(), ..sandbox.storage().clone() };
    Ok((line, storage))
}

/// Leaves the demo for a storage of one's own.
pub async fn connect_own(page: &mut Page, storage: &Storage) -> Result<()> {
    page.connected_to_demo().await?;
    page.click(&format!("{} button", id("demo-banner"))).await?;
    page.connect(storage).await
}

/// Whether a transfer has begun and is far from its end.
pub async fn is_midway(page: &Page, object_key: &str, way: Way) -> Result<Option<()>> {
    let Some((state, text)) = page.transfer(object_key, way).await? else {
        return Ok(None);
    };
    let before = ["looking", "choosing", "waiting", "running"].contains(&state.as_str());
    ensure!(before, "the transfer is {state} already: {text}");
    let value =
        page.script("return document.querySelector('[data-testid=transfer] progress')?.value ?? 0", Vec::new()).await?;
    let percent = value.as_f64().unwrap_or_default();
    ensure!(percent < 90.0 || value == json!(0), "the transfer is at {percent} % already");
    Ok((percent >= 10.0).then_some(()))
}
