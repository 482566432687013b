//! Another passphrase for the kept ring, in one step; and a writing that breaks on the way to it.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, places};

use crate::page::{Page, id};

/// A passphrase that the meter finds strong.
pub const NEW: &str = "seven quiet herons over the reservoir";

/// The store refuses every writing: at once, or when all seemed done.
const BREAK_PUT: &str = "window.put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };";
const BREAK_COMMIT: &str = "IDBObjectStore.prototype.put = function (...given) {
        const request = window.put.apply(this, given);
        request.addEventListener('success', () => request.transaction.abort());
        return request;
    };";
const REPAIR: &str = "IDBObjectStore.prototype.put = window.put;";

/// Fills the dialog, whose meter must have judged before the button works.
pub async fn change(page: &mut Page, old: &str, new: &str) -> Result<()> {
    page.click(&id("ring-change")).await?;
    page.fill("#ring-old", old).await?;
    page.click("label:has([data-testid=passphrase-own])").await?;
    page.fill("#ring-passphrase", new).await?;
    page.read(&id("passphrase-meter"), "Strong").await?;
    page.fill("#passphrase-again", new).await?;
    page.note_secret(new);
    page.click(&id("passphrase-accept")).await
}

#[tokio::test]
async fn the_new_passphrase_opens_the_ring_and_the_old_one_no_more() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ring-change", async |page| {
            page.connected_to_demo().await?;
            page.import_random().await?;
            let old = page.keep_ring(false).await?;
            let before = page.databases().await?;

            // Nothing is done while the two differ, nor with another passphrase than that of now.
            page.click(&id("ring-change")).await?;
            page.click("label:has([data-testid=passphrase-own])").await?;
            page.fill("#ring-passphrase", NEW).await?;
            page.read(&id("passphrase-meter"), "Strong").await?;
            page.fill("#passphrase-again", "seven quiet herons").await?;
            page.read("dialog", "It is not the same as above").await?;
            page.see("[data-testid=passphrase-accept][aria-disabled=true]").await?;
            page.fill("#passphrase-again", NEW).await?;
            page.click(&id("passphrase-accept")).await?;
            page.read("dialog", "Type the passphrase that opens your keys now").await?;
            page.fill("#ring-old", "not the right words at all").await?;
            page.click(&id("passphrase-accept")).await?;
            page.read(&id("ring-fault"), "That passphrase does not open it").await?;
            ensure!(page.databases().await? == before, "a wrong passphrase changed what is kept");
            page.fill("#ring-old", &old).await?;
            page.click(&id("passphrase-accept")).await?;
            page.no_dialog().await?;
            let now = page.databases().await?;
            ensure!(now != before && now.len() == 1, "it was not sealed anew");
            ensure!(now[0].get(3..35) != before[0].get(3..35), "the message id was used twice");

            // What changes afterwards is kept under the new one.
            page.import_random().await?;
            page.ring_changes_from(&now).await?;
            page.see(&id("ring-open")).await?;
            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.go_to_keys().await?;
            page.give_passphrase(&old).await?;
            page.read(&id("ring-fault"), "That passphrase does not open it").await?;
            page.unlock_ring(NEW).await?;
            page.sees_keys(2).await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_broken_writing_leaves_the_ring_under_its_old_passphrase() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ring-change-broken", async |page| {
            page.connected_to_demo().await?;
            page.import_random().await?;
            let old = page.keep_ring(false).await?;
            let before = page.databases().await?;
            for broken in [BREAK_PUT, BREAK_COMMIT] {
                page.script(broken, Vec::new()).await?;
                change(page, &old, NEW).await?;
                page.see(&format!("dialog {}", id("ring-fault"))).await?;
                ensure!(page.databases().await? == before, "a broken writing changed what is kept");
                page.press(thirtyfour::Key::Escape).await?;
                page.no_dialog().await?;
            }
            page.script(REPAIR, Vec::new()).await?;

            // This tab goes on with it as it was, and so does the next one.
            page.import_random().await?;
            page.ring_changes_from(&before).await?;
            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.unlock_ring(&old).await?;
            page.sees_keys(2).await?;
            change(page, &old, NEW).await?;
            page.no_dialog().await
        })
        .await?;
    }
    Ok(())
}
