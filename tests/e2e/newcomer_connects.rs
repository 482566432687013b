//! What a newcomer meets while connecting, and when the storage goes away or comes back with other credentials.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::site::Site;
use sealport_tests::{Browser, bytes, places};
use serde_json::json;

use crate::page::{Page, TestKey, id};
use crate::screens::Looks;

#[tokio::test]
async fn a_wrong_region_is_named_and_put_right_by_a_button() -> Result<()> {
    for browser in Browser::wanted()? {
        let dist = places::dist()?;
        let site = Site::start(&dist, "", None).await?;
        let sandbox = Sandbox::start(None, &[&site.origin()]).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("wrong-region", async |page| {
            let mut storage = sandbox.storage().clone();
            storage.region = "eu-west-9".to_owned();
            page.ask_to_connect(&storage).await?;
            let checks = page.read(&id("checks"), "The storage expects the region us-east-1").await?;
            ensure!(!checks.contains("secret access key"), "the access key is blamed: {checks}");
            page.see("#region[aria-invalid=true]").await?;
            page.picture("wrong-region").await?;
            page.click(&id("use-region")).await?;
            page.read(&id("checks"), "all passed").await?;
            page.miss("#region[aria-invalid=true]").await?;

            // Credentials are told apart, each at its own field.
            page.fill("#access-key-id", "NOBODY").await?;
            page.click(&id("connect")).await?;
            page.read(&id("checks"), "does not know this access key ID").await?;
            page.see("#access-key-id[aria-invalid=true]").await?;
            page.fill("#access-key-id", &storage.access_key_id).await?;
            page.miss("#access-key-id[aria-invalid=true]").await?;
            page.fill("#endpoint", "https://user:word@s3.example").await?;
            page.click(&id("connect")).await?;
            page.read("form", "Leave out the user name and password").await?;
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn on_a_phone_a_failed_connect_brings_its_check_into_sight() -> Result<()> {
    for browser in Browser::wanted()? {
        let dist = places::dist()?;
        let site = Site::start(&dist, "", None).await?;
        let sandbox = Sandbox::start(None, &[]).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("phone-connect", async |page| {
            page.session().resize(360, 740).await?;
            page.ask_to_connect(sandbox.storage()).await?;
            page.see("#failed-check:focus").await?;
            let top = page
                .script("return document.querySelector('#failed-check').getBoundingClientRect().top", Vec::new())
                .await?;
            let top = top.as_f64().unwrap_or(f64::MAX);
            ensure!((0.0..600.0).contains(&top), "the failed check begins at {top}");
            page.picture("phone-connect-failed").await?;
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_storage_that_answered_before_and_is_silent_now_is_a_lost_connection() -> Result<()> {
    for browser in Browser::wanted()? {
        let dist = places::dist()?;
        let mut sandbox = Sandbox::start(Some(&dist), &[]).await?;
        let key = TestKey::random()?;
        sandbox.storage().store("minutes.txt", b"content".to_vec(), Some(&key.bytes)).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("lost", async |page| {
            page.connected_to_demo().await?;
            page.row("minutes.txt").await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;

            // Started anew, with other credentials: the open page joins it again, and its keys are still here.
            sandbox = sandbox.started_anew(&dist).await?;
            page.note_secret(&sandbox.storage().secret_access_key);
            let file = bytes::write(key.folder(), "notes.txt", b"notes")?;
            page.upload(&[file]).await?;
            page.upload_is_confirmed("notes.txt").await?;
            sandbox = sandbox.started_anew(&dist).await?;
            page.reload_list().await?;
            page.download_and_compare("minutes.txt", "minutes.txt", b"content").await?;

            drop(sandbox);
            page.click(&id("reload")).await?;
            page.read(&id("list-failed"), "Connection lost").await?;
            page.miss(&id("cors-json")).await?;
            page.picture("connection-lost").await?;
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_demo_can_be_left_and_found_again() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("back-to-demo", async |page| {
            page.connected_to_demo().await?;
            page.click(&id("where")).await?;
            page.click(&id("menu-disconnect")).await?;
            page.picture("connect-with-demo").await?;
            page.click(&id("back-to-demo")).await?;
            page.connected_to_demo().await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_said_once_and_does_not_stop_anything() -> Result<()> {
    for browser in Browser::wanted()?.into_iter().filter(|browser| browser.has_devtools()) {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        sandbox.storage().store("minutes.txt", b"content".to_vec(), None).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("clock", async |page| {
            let slow = "const now = Date.now; Date.now = () => now() - 40 * 60 * 1000;";
            page.session().devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": slow })).await?;
            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.row("minutes.txt").await?;
            page.read(&id("clock-note"), "This computer's clock is 40 minutes behind").await?;
            let mut looks = Looks::new()?;
            looks.at(page, "clock").await?;
            page.script("location.hash = '#/keys/ZZZZ-ZZZZ'", Vec::new()).await?;
            page.see(&id("key-gone")).await?;
            looks.at(page, "key-gone").await?;
            page.script("location.hash = '#/object/minutes.txt'", Vec::new()).await?;
            page.click(&id("object-download")).await?;
            page.see(&format!("{} [data-state=done]", id("object-transfers"))).await?;
            looks.at(page, "object-downloaded").await?;
            looks.result()?;
            page.click(&id("clock-dismiss")).await?;
            page.miss(&id("clock-note")).await?;
            page.go_to_files().await?;
            page.reload_list().await?;
            page.row("minutes.txt").await?;
            page.miss(&id("clock-note")).await
        })
        .await?;
    }
    Ok(())
}
