//! What sealing added to the page, looked at: the panel, questions, receipts, the key ring and the sheet of a key.

use anyhow::Result;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places};
use thirtyfour::Key;

use crate::page::{LATER, Page, TestKey, Way, id};
use crate::screens::Looks;

#[tokio::test]
async fn the_screens_of_sealing_are_accessible_and_fit() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("screens-sealing", async |page| {
            let mut looks = Looks::new()?;
            page.connected_to_demo().await?;
            let key = page.make_sealing_key().await?;
            looks.at(page, "key-sealing").await?;
            page.seal_uploads().await?;
            page.bring_up_tray().await?;
            looks.at(page, "seal-panel").await?;
            // Whatever is chosen beneath the seal, the provider gets the sealed file only.
            let said = page.text(&id("protection-panel")).await?;
            for untrue in ["It sees the content", "provider can read", "key and can read"] {
                anyhow::ensure!(!said.contains(untrue), "of sealed files the panel says: {said}");
            }
            page.script("document.querySelector('#protect-ssec').click()", Vec::new()).await?;
            page.read(&id("choice-facts"), "lost with its SSE-C key").await?;
            looks.at(page, "seal-on-ssec").await?;
            page.script("document.querySelector('#protect-bucket').click()", Vec::new()).await?;
            page.click(&id("seal-for-passphrase")).await?;
            page.read(&id("passphrase-text"), " ").await?;
            looks.at(page, "seal-passphrase").await?;
            page.click("label:has([data-testid=passphrase-own])").await?;
            page.fill("#passphrase", "dragon-4711-sesame").await?;
            page.read(&id("passphrase-meter"), "Weak").await?;
            looks.at(page, "seal-weak").await?;
            page.click(&id("passphrase-insists")).await?;
            page.click(&id("passphrase-accept")).await?;
            page.see(&id("passphrase-set")).await?;
            looks.at(page, "seal-recipients").await?;
            page.click(&id("protection-done")).await?;
            let long = format!("{} longer than any column.txt", "a rather long name ".repeat(4));
            page.upload(&[bytes::write(key.folder(), &long, b"content")?]).await?;
            page.transfer_is(&long, Way::Up, "done", LATER).await?;
            page.script("for (const one of document.querySelectorAll('.receipt')) one.open = true", Vec::new()).await?;
            looks.at(page, "seal-receipt").await?;
            page.open_details(&long).await?;
            page.fact("Size inside").await?;
            looks.at(page, "object-sealed").await?;

            // Another tab without the key.
            page.session().driver().goto("about:blank").await?;
            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.go_to_files().await?;
            page.click_in_row(&long, "download").await?;
            page.see(&id("open-sealed")).await?;
            looks.at(page, "dialog-open-sealed").await?;
            looks.result()
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_screens_of_the_key_ring_are_accessible_and_fit() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("screens-ring", async |page| {
            let mut looks = Looks::new()?;
            page.connected_to_demo().await?;
            page.go_to_keys().await?;
            page.new_key("new-sse-c").await?;
            page.see(&id("gate")).await?;
            page.click(&id("key-print")).await?;
            page.see("svg.qr").await?;
            looks.at(page, "key-print").await?;
            page.script("scrollTo(0, 0)", Vec::new()).await?;
            page.click(&id("back-to-key")).await?;
            page.see(&id("gate")).await?;
            page.import_sealing_key(&TestKey::random()?).await?;
            page.click(&id("ring-keep")).await?;
            page.read(&id("passphrase-text"), " ").await?;
            looks.at(page, "dialog-ring-keep").await?;
            let passphrase = page.take_generated_passphrase().await?;
            page.see(&id("ring-open")).await?;
            page.no_dialog().await?;
            looks.at(page, "ring-open").await?;
            page.click(&id("ring-forget")).await?;
            page.see("dialog[open]").await?;
            looks.at(page, "dialog-ring-forget").await?;
            page.press(Key::Escape).await?;
            page.no_dialog().await?;
            page.click(&id("ring-lock")).await?;
            page.see(&id("ring-locked")).await?;
            looks.at(page, "ring-locked").await?;
            page.give_passphrase("wrong words").await?;
            page.see(&id("ring-fault")).await?;
            looks.at(page, "ring-wrong").await?;
            page.give_passphrase(&passphrase).await?;
            page.miss(&id("ring-locked")).await?;
            looks.at(page, "connect-ring").await?;
            looks.result()
        })
        .await?;
    }
    Ok(())
}
