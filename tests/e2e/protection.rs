//! The three ways to protect an upload, and what the page says of each: no more than the storage has shown.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::site::Site;
use sealport_tests::{Browser, bytes, places, wait};
use thirtyfour::Key;

use crate::page::{LATER, Page, TestKey, Way, id};
use crate::screens::Looks;

/// What a row says that failed.
async fn failure(page: &Page, object_key: &str) -> Result<String> {
    wait::until(format!("the upload of {object_key:?} to fail"), LATER, async || {
        let now = page.transfer(object_key, Way::Up).await?;
        Ok(now.filter(|(state, _)| state == "failed").map(|(_, text)| text))
    })
    .await
}

#[tokio::test]
async fn a_file_goes_up_and_down_under_the_providers_key() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let contents = bytes::random(150_000)?;
        let folder = tempfile::tempdir()?;
        let file = bytes::write(folder.path(), "report.bin", &contents)?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("sse-s3", async |page| {
            page.connected_to_demo().await?;
            page.click(&id("change-protection")).await?;
            page.click("label[for=protect-sse-s3]").await?;
            page.read(&id("choice-facts"), "You have none to lose").await?;
            page.click(&id("protection-done")).await?;
            page.read(&id("protection-now"), "SSE-S3").await?;
            page.upload(&[file]).await?;
            let row = page.transfer_is("report.bin", Way::Up, "done", LATER).await?;
            ensure!(row.contains("Stored with SSE-S3"), "the row says: {row}");
            page.click(&format!("{} summary", id("receipt"))).await?;
            page.read(&id("receipt-proof"), "Nobody but the storage can check that").await?;
            ensure!(page.row("report.bin").await?.contains("SSE-S3"), "the list does not show it");

            let head = sealport_tests::call::Call::head("report.bin").send(sandbox.storage()).await?;
            ensure!(head.header("x-amz-server-side-encryption") == "AES256", "it is stored in another way");
            ensure!(head.header("x-amz-server-side-encryption-customer-algorithm").is_empty(), "a key was sent");

            page.download_and_compare("report.bin", "report.bin", &contents).await?;
            page.open_details("report.bin").await?;
            let encryption = page.fact("Encryption").await?;
            ensure!(encryption == "SSE-S3: AES256 with the provider's key", "it says: {encryption:?}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_storage_that_does_not_repeat_the_key_is_checked_by_reading() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start_like(Some(&places::dist()?), &[], &["--like", "ovh"]).await?;
        let key = TestKey::random()?;
        let contents = bytes::random(90_000)?;
        let file = bytes::write(key.folder(), "scan.bin", &contents)?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("like-ovh", async |page| {
            page.connected_to_demo().await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.upload(&[file]).await?;
            page.upload_is_confirmed("scan.bin").await?;
            page.click(&format!("{} summary", id("receipt"))).await?;
            page.read(&id("receipt-proof"), "refuses without it").await?;
            ensure!(sandbox.storage().object_keys().await? == ["scan.bin"], "the test object was left behind");
            page.open_details("scan.bin").await?;
            let encryption = page.fact("Encryption").await?;
            ensure!(encryption.contains("refuses without the key"), "it says: {encryption:?}");
            ensure!(!encryption.contains("provider"), "its AES256 is taken for SSE-S3: {encryption:?}");
            page.go_to_files().await?;
            page.download_and_compare("scan.bin", "scan.bin", &contents).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn no_file_is_sent_to_a_storage_that_stores_in_clear() -> Result<()> {
    for browser in Browser::wanted()? {
        let options = ["--like", "ovh", "--fault", "store-in-clear"];
        let sandbox = Sandbox::start_like(Some(&places::dist()?), &[], &options).await?;
        let key = TestKey::random()?;
        let marker = bytes::marker(60)?;
        let file = bytes::write(key.folder(), "secret.txt", marker.as_bytes())?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("store-in-clear", async |page| {
            page.connected_to_demo().await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.upload(&[file]).await?;
            let row = failure(page, "secret.txt").await?;
            page.picture("nothing-uploaded").await?;
            ensure!(row.contains("Nothing was uploaded") && row.contains("one byte"), "the row says: {row}");
            ensure!(sandbox.storage().object_keys().await?.is_empty(), "something was stored and left there");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// The storage encrypted at first, so that its test was passed; then it stops doing so.
#[tokio::test]
async fn what_was_stored_in_clear_is_said_and_deleted_from_its_row() -> Result<()> {
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "", None).await?;
        let origin = site.origin();
        let mut sandbox = Sandbox::start_like(None, &[&origin], &["--like", "ovh"]).await?;
        let key = TestKey::random()?;
        let (first, second) = (bytes::random(20_000)?, bytes::random(20_000)?);
        let files =
            [bytes::write(key.folder(), "first.bin", &first)?, bytes::write(key.folder(), "second.bin", &second)?];
        let page = Page::open(browser, &site.address()).await?;
        page.run("stored-in-clear", async |page| {
            page.connect(sandbox.storage()).await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.upload(&files[..1]).await?;
            page.upload_is_confirmed("first.bin").await?;

            sandbox = sandbox.restart_like(&[&origin], &["--like", "ovh", "--fault", "store-in-clear"]).await?;
            page.upload(&files[1..]).await?;
            let row = failure(page, "second.bin").await?;
            ensure!(row.contains("not encrypted") && row.contains("without the key"), "the row says: {row}");
            ensure!(sandbox.storage().read("second.bin", None).await?.status() == 200, "the fault is none");
            page.row("second.bin").await?;

            page.picture("stored-in-clear").await?;
            page.click_in_transfer("second.bin", "delete-leftover").await?;
            page.read(&id("leftover-settled"), "deleted from the storage").await?;
            ensure!(sandbox.storage().object_keys().await? == ["first.bin"], "another object was deleted, or none");
            let mut looks = Looks::new()?;
            page.bring_up_tray().await?;
            looks.at(page, "leftover-settled").await?;
            looks.result()?;

            // The storage mends its ways, and the same file goes up with the same key.
            sandbox = sandbox.restart_like(&[&origin], &["--like", "ovh"]).await?;
            page.click_in_transfer("second.bin", "retry-after-delete").await?;
            page.upload_is_confirmed("second.bin").await?;
            ensure!(
                sandbox.storage().read("second.bin", None).await?.status() == 400,
                "it can be read without the key"
            );
            page.download_and_compare("second.bin", "second.bin", &second).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_methods_are_compared_and_chosen_by_keyboard() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("compare", async |page| {
            page.connected_to_demo().await?;
            page.click(&id("change-protection")).await?;
            page.script("document.querySelector('[data-testid=compare]').focus()", Vec::new()).await?;
            page.press(Key::Enter).await?;
            let table = page.read(&id("compare-table"), "Who can read the content").await?;
            for method in ["Sealed in this browser (CSE)", "SSE-C", "SSE-S3"] {
                ensure!(table.contains(method), "{method} is missing in {table}");
            }
            page.press(Key::Escape).await?;
            page.no_dialog().await?;
            page.click(&id("compare")).await?;
            page.click(&id("compare-use-sse-s3")).await?;
            page.no_dialog().await?;
            page.read(&id("choice-facts"), "The provider.").await?;
            page.click(&id("protection-done")).await?;
            page.read(&id("protection-now"), "SSE-S3").await.map(drop)
        })
        .await?;
    }
    Ok(())
}
