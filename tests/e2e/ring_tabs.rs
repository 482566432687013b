//! Two tabs with one kept ring: what one does is never undone by the other, and a new passphrase shuts the other out.

use std::time::Duration;

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places, wait};
use serde_json::json;
use thirtyfour::WindowHandle;

use crate::cancelling::{connect_own, slow};
use crate::page::{LATER, Page, TestKey, id};
use crate::ring::holds_nothing;
use crate::ring_change::{NEW, change};

/// The windows of the first tab and of a second one, which unlocked the same ring and is in front.
struct Tabs {
    first: WindowHandle,
    second: WindowHandle,
}

impl Tabs {
    async fn open(page: &mut Page, address: &str, passphrase: &str) -> Result<Self> {
        let driver = page.session().driver().clone();
        let (first, second) = (driver.window().await?, driver.new_tab().await?);
        driver.switch_to_window(second.clone()).await?;
        page.goto(address).await?;
        page.connected_to_demo().await?;
        page.unlock_ring(passphrase).await?;
        Ok(Self { first, second })
    }

    async fn to_first(&self, page: &Page) -> Result<()> {
        Ok(page.session().driver().switch_to_window(self.first.clone()).await?)
    }

    async fn to_second(&self, page: &Page) -> Result<()> {
        Ok(page.session().driver().switch_to_window(self.second.clone()).await?)
    }
}

/// A tab that is never told that it comes into sight: as if it lay beside the other all the time.
async fn unaware(browser: Browser, address: &str) -> Result<Page> {
    let page = Page::open(browser, address).await?;
    let deaf = "window.addEventListener('focus', (event) => event.isTrusted && event.stopImmediatePropagation());";
    page.session().devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": deaf })).await?;
    page.session().driver().goto("about:blank").await?;
    page.goto(address).await?;
    Ok(page)
}

fn with_devtools() -> Result<impl Iterator<Item = Browser>> {
    Ok(Browser::wanted()?.into_iter().filter(|browser| browser.has_devtools()))
}

/// As if the window came into sight, which not every driver's switching tells pages.
async fn come_into_sight(page: &Page) -> Result<()> {
    page.script("window.dispatchEvent(new Event('focus'))", Vec::new()).await.map(drop)
}

/// Pastes a key without waiting for what becomes of it.
async fn paste(page: &mut Page, key: &TestKey) -> Result<()> {
    page.go_to_keys().await?;
    page.click(&id("import-key")).await?;
    page.paste_key(key).await
}

/// Unlocks a tab that lost its storage when it was locked.
async fn unlock_alone(page: &mut Page, passphrase: &str) -> Result<()> {
    page.give_passphrase(passphrase).await?;
    page.see(&id("ring-open")).await.map(drop)
}

/// The keys screen of a tab that was shut out, which shows nothing but `left`.
async fn is_shut_out(page: &Page, left: usize) -> Result<()> {
    page.see(&id("ring-locked")).await?;
    page.read(&id("ring-fault"), "Another tab changed the passphrase").await?;
    page.click(&id("to-keys")).await?;
    page.see(&id("ring-locked")).await?;
    page.sees_keys(left).await.map(drop)
}

#[tokio::test]
async fn two_tabs_lose_none_of_each_others_keys() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ring-tabs", async |page| {
            page.connected_to_demo().await?;
            page.import_random().await?;
            let passphrase = page.keep_ring(false).await?;
            let driver = page.session().driver().clone();
            let first = driver.window().await?;
            let second = driver.new_tab().await?;
            driver.switch_to_window(second.clone()).await?;
            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.unlock_ring(&passphrase).await?;
            page.sees_keys(1).await?;
            let before = page.databases().await?;
            page.import_random().await?;
            let before = page.ring_changes_from(&before).await?;

            // The first tab does not know of that key when it writes its own.
            driver.switch_to_window(first.clone()).await?;
            page.import_random().await?;
            page.ring_changes_from(&before).await?;
            let here = page.sees_keys(3).await?;

            driver.switch_to_window(second).await?;
            page.script("window.dispatchEvent(new Event('focus'))", Vec::new()).await?;
            ensure!(page.sees_keys(3).await? == here, "the second tab shows others");
            driver.close_window().await?;
            driver.switch_to_window(first).await?;
            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.unlock_ring(&passphrase).await?;
            ensure!(page.sees_keys(3).await? == here, "a key was lost");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_new_passphrase_in_one_tab_locks_the_other() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ring-tabs-change", async |page| {
            page.connected_to_demo().await?;
            let key = page.import_random().await?;
            let old = page.keep_ring(false).await?;
            let tabs = Tabs::open(page, sandbox.page(), &old).await?;
            change(page, &old, NEW).await?;
            page.no_dialog().await?;
            let before = page.databases().await?;
            page.import_random().await?;
            let kept = page.ring_changes_from(&before).await?;

            tabs.to_first(page).await?;
            come_into_sight(page).await?;
            is_shut_out(page, 0).await?;
            holds_nothing(page, &[&key], &[&old, NEW]).await?;
            page.give_passphrase(&old).await?;
            page.read(&id("ring-fault"), "That passphrase does not open it").await?;
            ensure!(page.databases().await? == kept, "the tab that was shut out wrote");
            unlock_alone(page, NEW).await?;
            page.sees_keys(2).await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_a_shut_out_tab_alone_has_stays_and_joins_the_others() -> Result<()> {
    for browser in with_devtools()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = unaware(browser, sandbox.page()).await?;
        page.run("ring-tabs-key", async |page| {
            page.connected_to_demo().await?;
            page.import_random().await?;
            let removed = page.shown_keys().await?;
            let old = page.keep_ring(false).await?;
            let tabs = Tabs::open(page, sandbox.page(), &old).await?;
            change(page, &old, NEW).await?;
            page.no_dialog().await?;
            let before = page.databases().await?;
            page.click(&id("remove-key")).await?;
            page.click(&id("remove-key-confirm")).await?;
            page.sees_keys(0).await?;
            let kept = page.ring_changes_from(&before).await?;

            tabs.to_first(page).await?;
            paste(page, &TestKey::random()?).await?;
            is_shut_out(page, 1).await?;
            ensure!(page.databases().await? == kept, "the tab that was shut out wrote");
            unlock_alone(page, NEW).await?;
            page.ring_changes_from(&kept).await?;
            let here = page.sees_keys(1).await?;
            ensure!(here != removed, "the key that the other tab removed came back instead of the new one");

            tabs.to_second(page).await?;
            come_into_sight(page).await?;
            ensure!(page.sees_keys(1).await? == here, "the other tab shows others");
            page.session().driver().clone().close_window().await?;
            tabs.to_first(page).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_shut_out_tab_ends_its_transfers_before_it_locks() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (line, storage) = slow(&sandbox).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ring-tabs-transfer", async |page| {
            connect_own(page, &storage).await?;
            let key = page.import_random().await?;
            let old = page.keep_ring(false).await?;
            let tabs = Tabs::open(page, sandbox.page(), &old).await?;
            tabs.to_first(page).await?;
            page.go_to_files().await?;
            page.upload(&[bytes::write(key.folder(), "large.bin", &bytes::random(64 << 20)?)?]).await?;
            tabs.to_second(page).await?;
            change(page, &old, NEW).await?;
            page.no_dialog().await?;

            tabs.to_first(page).await?;
            come_into_sight(page).await?;
            page.go_to_keys().await?;
            page.read(&id("ring-fault"), "as soon as no transfer runs").await?;
            page.sees_keys(1).await?;
            wait::until("the lock", LATER, async || Ok(page.shown_keys().await?.is_empty().then_some(()))).await?;
            is_shut_out(page, 0).await?;
            ensure!(sandbox.storage().object_keys().await? == ["large.bin"], "the upload was stopped");
            Ok(())
        })
        .await?;
        drop(line);
    }
    Ok(())
}

#[tokio::test]
async fn locking_one_tab_writes_nothing_and_leaves_the_other_open() -> Result<()> {
    for browser in with_devtools()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = unaware(browser, sandbox.page()).await?;
        page.run("ring-tabs-lock", async |page| {
            page.connected_to_demo().await?;
            page.import_random().await?;
            let passphrase = page.keep_ring(false).await?;
            let tabs = Tabs::open(page, sandbox.page(), &passphrase).await?;
            let before = page.databases().await?;
            page.import_random().await?;
            let kept = page.ring_changes_from(&before).await?;

            // It knows nothing of the second key when it locks.
            tabs.to_first(page).await?;
            page.click(&id("ring-lock")).await?;
            page.see(&id("ring-locked")).await?;
            ensure!(page.databases().await? == kept, "locking wrote over what the other tab kept");

            tabs.to_second(page).await?;
            come_into_sight(page).await?;
            page.see(&id("ring-open")).await?;
            page.script("scrollTo(0, 0)", Vec::new()).await?;
            page.import_random().await?;
            page.ring_changes_from(&kept).await?;

            tabs.to_first(page).await?;
            page.miss(&id("ring-fault")).await?;
            page.click(&id("to-keys")).await?;
            unlock_alone(page, &passphrase).await?;
            page.sees_keys(3).await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_one_tab_forgets_stays_in_the_other_and_is_not_written_back() -> Result<()> {
    for browser in with_devtools()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        for locks in [false, true] {
            let page = unaware(browser, sandbox.page()).await?;
            page.run("ring-tabs-forget", async |page| {
                page.connected_to_demo().await?;
                page.import_random().await?;
                let passphrase = page.keep_ring(false).await?;
                let keys = page.sees_keys(1).await?;
                let tabs = Tabs::open(page, sandbox.page(), &passphrase).await?;
                page.click(&id("ring-forget")).await?;
                page.click(&id("forget-confirm")).await?;
                page.no_dialog().await?;

                tabs.to_first(page).await?;
                if locks {
                    // There is nothing to unlock: these keys may be nowhere else.
                    page.click(&id("ring-lock")).await?;
                    page.read(&id("ring-fault"), "forget the keys").await?;
                    page.click(&id("to-keys")).await?;
                } else {
                    come_into_sight(page).await?;
                }
                page.read(&id("ring-fault"), "Those of this tab stay until you close it").await?;
                page.miss(&id("ring-locked")).await?;
                ensure!(page.sees_keys(1).await? == keys, "the keys of this tab are gone");
                page.click(&id("import-key")).await?;
                page.paste_key(&TestKey::random()?).await?;
                page.sees_keys(2).await?;
                // Long enough for a writing.
                tokio::time::sleep(Duration::from_secs(1)).await;
                ensure!(page.databases().await?.is_empty(), "what was forgotten is kept again");
                Ok(())
            })
            .await?;
        }
    }
    Ok(())
}
