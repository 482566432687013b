//! The keys without any storage: from the first screen and from local mode, with nothing on the screen that needs one.

use anyhow::{Result, ensure};
use sealport_tests::site::Site;
use sealport_tests::{Browser, bytes, places};
use serde_json::json;

use crate::local::{saved, take};
use crate::page::{Page, id};
use crate::screens::Looks;

async fn scene(browser: Browser) -> Result<(Site, Page)> {
    let site = Site::start(&places::dist()?, "", None).await?;
    let page = Page::open(browser, &site.address()).await?;
    Ok((site, page))
}

#[tokio::test]
async fn a_key_is_made_kept_and_used_without_a_storage() -> Result<()> {
    for browser in Browser::wanted()? {
        let (site, page) = scene(browser).await?;
        let folder = tempfile::tempdir()?;
        page.run("keys-alone", async |page| {
            page.click(&id("to-keys")).await?;
            page.see(&id("new-key")).await?;
            page.miss(&id("nav-files")).await?;
            page.new_key("new-sealing").await?;
            let key = page.pass_sealing_gate().await?;
            let [short] = page.sees_keys(1).await?.try_into().map_err(|_| anyhow::anyhow!("one key"))?;
            for needs_storage in ["Uploads", "Used at", "Keep this connection"] {
                let shown = page.text("main").await?;
                ensure!(!shown.contains(needs_storage), "{needs_storage:?} is shown without a storage");
            }

            // In local mode it seals.
            page.click(&id("keys-local")).await?;
            let plain = bytes::write(folder.path(), "scan.tif", b"content")?;
            take(page, &[&plain]).await?;
            page.click("label:has([data-testid=seal-key])").await?;
            page.read("label[for^=seal-key-]", &short).await?;
            page.click("label[for^=seal-key-]").await?;
            page.click(&id("seal-start")).await?;
            saved(page, "Sealed and given to the browser to save as", "scan.tif.sealed").await?;

            // Back to the keys, where they are kept, locked and unlocked.
            page.click(&id("local-keys")).await?;
            page.click(&id("ring-keep")).await?;
            let passphrase = page.take_generated_passphrase().await?;
            page.see(&id("ring-open")).await?;
            page.no_dialog().await?;
            page.click(&id("ring-lock")).await?;
            page.see(&id("ring-locked")).await?;
            page.see(&id("new-key")).await?;
            ensure!(page.shown_keys().await?.is_empty(), "keys are shown although the ring is locked");
            page.goto(&format!("{}/#/keys", site.address().trim_end_matches('/'))).await?;
            page.see(&id("ring-locked")).await?;
            page.give_passphrase(&passphrase).await?;
            ensure!(page.sees_keys(1).await? == [short], "another key came back");
            page.click(&id("keys-connect")).await?;
            page.see(&id("connect")).await?;
            page.miss(&id("new-key")).await?;
            drop(key);
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_gate_names_its_key_where_no_sheet_does() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page) = scene(browser).await?;
        let folder = tempfile::tempdir()?;
        page.run("gate-names-key", async |page| {
            let mut looks = Looks::new()?;
            page.click(&id("to-local")).await?;
            let plain = bytes::write(folder.path(), "scan.tif", b"content")?;
            take(page, &[&plain]).await?;
            page.click("label:has([data-testid=seal-key])").await?;
            page.click(&id("seal-new-key")).await?;
            page.click(&id("seal-start")).await?;
            let chip = page.read(&format!("dialog {}", id("gate-key")), "Sealing key").await?;
            let short = chip.split_whitespace().next().unwrap_or_default().to_owned();
            ensure!(short.len() == 9 && short.contains('-'), "the gate shows {chip:?}");
            page.read("#ask-title", &format!("Save key {short} before its first use")).await?;
            let chosen = page.text("label[for^=seal-key-]").await?;
            ensure!(chosen.contains(&short), "the gate names {short}, chosen is {chosen}");
            looks.at(page, "gate-local").await?;
            page.click(&id("gate-later")).await?;
            page.no_dialog().await?;
            looks.result()
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_keys_screens_without_a_storage_are_accessible_and_fit() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page) = scene(browser).await?;
        page.run("screens-keys-alone", async |page| {
            let mut looks = Looks::new()?;
            page.click(&id("to-keys")).await?;
            page.see(&id("new-key")).await?;
            looks.at(page, "keys-alone-empty").await?;
            page.new_key("new-sealing").await?;
            page.see(&id("gate")).await?;
            looks.at(page, "keys-alone-gate").await?;
            page.pass_sealing_gate().await?;
            page.see(&id("key-file")).await?;
            looks.at(page, "keys-alone-saved").await?;
            page.click(&id("key-print")).await?;
            page.see(&id("sheet-key")).await?;
            looks.at(page, "keys-alone-sheet").await?;
            page.script("scrollTo(0, 0)", Vec::new()).await?;
            page.click(&id("back-to-key")).await?;
            page.click(&id("ring-keep")).await?;
            let passphrase = page.take_generated_passphrase().await?;
            page.note_secret(&passphrase);
            page.see(&id("ring-open")).await?;
            looks.at(page, "keys-alone-open").await?;
            page.click(&id("ring-change")).await?;
            page.see("#ring-old").await?;
            page.click("label:has([data-testid=passphrase-own])").await?;
            page.fill("#ring-passphrase", "sunday").await?;
            page.fill("#passphrase-again", "monday").await?;
            page.read("dialog", "not the same").await?;
            page.see("#ring-insists").await?;
            looks.at(page, "ring-change").await?;
            page.press(thirtyfour::Key::Escape).await?;
            page.no_dialog().await?;
            page.click(&id("ring-lock")).await?;
            page.see(&id("ring-locked")).await?;
            looks.at(page, "keys-alone-locked").await?;
            let fields = page.script("return document.querySelectorAll('input').length", Vec::new()).await?;
            ensure!(fields == json!(1), "there are {fields} fields beside a locked ring");
            looks.result()
        })
        .await?;
    }
    Ok(())
}
