//! What a newcomer meets in lists and downloads: feedback at once, folders' own objects, files that change.

use std::fs::{self, File};

use anyhow::{Context, Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places, wait};
use serde_json::{Value, json};

use crate::cancelling::{connect_own, slow};
use crate::page::{LATER, Page, SOON, TestKey, Way, id};

/// From now on no answer to a fetch is known before its time.
const HESITATE: &str = "const real = window.fetch;
    window.fetch = async (...asked) => { await new Promise((go) => setTimeout(go, 1500)); return real(...asked); };";

#[tokio::test]
async fn a_download_shows_at_once_and_two_more_clicks_start_no_other() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        sandbox.storage().store("plain.txt", b"in clear".to_vec(), None).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("one-download", async |page| {
            page.connected_to_demo().await?;
            page.row("plain.txt").await?;
            page.script(HESITATE, Vec::new()).await?;
            for _ in 0..3 {
                page.click_in_row("plain.txt", "download").await?;
            }
            let (state, text) = page.transfer("plain.txt", Way::Down).await?.context("no row is shown")?;
            ensure!(state == "looking" && text.contains("Asking the storage"), "the row says {state}: {text}");
            page.picture("download-looking").await?;
            page.downloaded_is("plain.txt", "plain.txt", b"in clear").await?;
            let rows = page.script("return document.querySelectorAll('[data-testid=transfer]').length", Vec::new());
            ensure!(rows.await? == json!(1), "three clicks made more than one transfer");

            // A question can be stopped before it is answered.
            page.click(&id("clear-ended")).await?;
            page.click_in_row("plain.txt", "download").await?;
            page.click_in_transfer("plain.txt", "transfer-cancel").await?;
            page.transfer_is("plain.txt", Way::Down, "cancelled", SOON).await?;
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_download_is_seen_and_stopped_where_it_was_asked_for() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (line, storage) = slow(&sandbox).await?;
        sandbox.storage().store("large.bin", bytes::random(48 << 20)?, None).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("object-download", async |page| {
            connect_own(page, &storage).await?;
            page.open_details("large.bin").await?;
            page.click(&id("object-download")).await?;
            page.see(&format!("{} [data-state=running] progress", id("object-transfers"))).await?;
            page.picture("object-download").await?;
            page.session().resize(360, 740).await?;
            page.picture("object-download-narrow").await?;
            page.click_in_transfer("large.bin", "transfer-cancel").await?;
            page.transfer_is("large.bin", Way::Down, "cancelled", SOON).await?;
            page.session().resize(1280, 900).await?;

            // What is not there is offered neither for download nor for deletion.
            sandbox.storage().remove("large.bin").await?;
            page.click(&id("object-download")).await?;
            let rows = format!("{} [data-state=failed]", id("object-transfers"));
            page.read(&rows, "It is not there").await?;
            page.script("location.hash = '#/object/gone.bin'", Vec::new()).await?;
            page.read("#main", "It is not there").await?;
            page.miss(&id("object-download")).await?;
            page.miss(&id("object-delete")).await?;
            Ok(())
        })
        .await?;
        drop(line);
    }
    Ok(())
}

#[tokio::test]
async fn the_object_that_marks_a_folder_can_be_seen_fetched_and_deleted() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        sandbox.storage().store("folder/", Vec::new(), None).await?;
        sandbox.storage().store("folder/hundred.bin", vec![7; 100], None).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("folder-marker", async |page| {
            page.connected_to_demo().await?;
            page.click("tr[data-folder='folder/'] a").await?;
            let row = page.row("folder/").await?;
            ensure!(row.contains("folder's own object"), "the row says: {row}");
            // No size is cut.
            let cut = page.script(
                "return [...document.querySelectorAll('td.c-size')].some((cell) => cell.scrollWidth > cell.clientWidth)",
                Vec::new(),
            );
            ensure!(page.row("folder/hundred.bin").await?.contains("100 bytes"));
            ensure!(cut.await? == Value::Bool(false), "the column of sizes cuts them");
            page.picture("folder-marker").await?;
            page.download_and_compare("folder/", "folder", b"").await?;
            page.open_details("folder/").await?;
            page.delete_shown("folder/").await?;
            page.row("folder/hundred.bin").await?;
            ensure!(sandbox.storage().object_keys().await? == ["folder/hundred.bin"], "more was deleted");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_file_rewritten_within_the_second_gets_no_receipt_with_the_old_length() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("rewritten", async |page| {
            page.connected_to_demo().await?;
            let key = TestKey::random()?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            let path = bytes::write(key.folder(), "report.txt", &[b'a'; 1000])?;
            let written = fs::metadata(&path)?.modified()?;
            page.stage(&[&path]).await?;
            fs::write(&path, [b'b'; 1700])?;
            File::options().write(true).open(&path)?.set_modified(written)?;
            page.click(&id("upload-staged")).await?;
            let text = wait::until("the end of the upload", LATER, async || {
                Ok(page
                    .transfer("report.txt", Way::Up)
                    .await?
                    .filter(|(state, _)| state != "running" && state != "waiting"))
            })
            .await?;
            ensure!(text.0 == "failed" && text.1.contains("The file changed while it was read"), "it ended {text:?}");
            ensure!(text.1.contains("with another length"), "the row says {}", text.1);
            page.picture("rewritten").await?;
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn on_a_phone_the_raised_tray_leaves_the_tabs_free() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("phone-tray", async |page| {
            page.connected_to_demo().await?;
            page.session().resize(360, 740).await?;
            page.click(&id("open-tray")).await?;
            page.see(&format!("{}.up", id("tray"))).await?;
            page.picture("phone-tray").await?;
            page.click(&id("nav-keys")).await?;
            page.see(&id("new-key")).await.map(drop)
        })
        .await?;
    }
    Ok(())
}
