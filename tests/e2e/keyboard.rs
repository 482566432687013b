//! Without a mouse: every main control is reached by Tab, and whatever opens is closed by Escape.

use std::collections::HashSet;

use anyhow::{Context, Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, places};
use serde_json::json;
use thirtyfour::Key;

use crate::page::{Page, TestKey, id};

#[tokio::test]
async fn the_main_controls_are_reached_and_dialogs_closed_by_keyboard() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let key = TestKey::random()?;
        sandbox.storage().store("minutes.txt", b"content".to_vec(), Some(&key.bytes)).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("keyboard", async |page| {
            page.connected_to_demo().await?;
            page.row("minutes.txt").await?;
            let reached = tab_through(page).await?;
            for control in [
                "where",
                "nav-files",
                "nav-keys",
                "theme",
                "help",
                "filter",
                "reload",
                "upload",
                "download",
                "more",
                "change-protection",
                "make-key",
                "change-destination",
            ] {
                ensure!(reached.contains(control), "Tab never comes to {control}; it comes to {reached:?}");
            }

            // A menu: opened by Enter, walked by arrows, closed by Escape with the focus back where it was.
            focus(page, &id("more")).await?;
            page.press(Key::Enter).await?;
            page.see("[role=menu]").await?;
            focused_is(page, "menu-download").await?;
            page.press(Key::Down).await?;
            focused_is(page, "menu-details").await?;
            page.press(Key::Escape).await?;
            page.miss("[role=menu]").await?;
            focused_is(page, "more").await?;

            // Dialogs: the focus goes in, stays in, and comes back.
            page.press("?").await?;
            page.read("dialog[open]", "Help and shortcuts").await?;
            for _ in 0..4 {
                page.press(Key::Tab).await?;
                let inside = page.script(
                    "return document.activeElement === document.body || !!document.activeElement.closest('dialog')",
                    Vec::new(),
                );
                ensure!(inside.await? == json!(true), "the focus leaves an open dialog");
            }
            page.press(Key::Escape).await?;
            page.no_dialog().await?;

            focus(page, &id("download")).await?;
            page.press(Key::Enter).await?;
            page.read("dialog[open]", "This object needs its key").await?;
            page.press(Key::Escape).await?;
            page.no_dialog().await?;

            page.press("/").await?;
            focused_is(page, "filter").await?;
            page.press("nothing like it").await?;
            page.see(&id("list-nomatch")).await?;
            page.fill("#filter", "minutes").await?;
            page.row("minutes.txt").await?;

            focus(page, "tr[data-object-key] a").await?;
            page.press(Key::Enter).await?;
            page.see(&id("object-page")).await?;
            focus(page, &id("object-delete")).await?;
            page.press(Key::Enter).await?;
            page.read("dialog[open]", "Delete minutes.txt?").await?;
            page.press(Key::Escape).await?;
            page.no_dialog().await?;
            ensure!(sandbox.storage().object_keys().await? == ["minutes.txt"], "Escape deleted the object");

            let reached = tab_through(page).await?;
            for control in ["object-download", "object-delete", "choose-key"] {
                ensure!(reached.contains(control), "Tab never comes to {control}; it comes to {reached:?}");
            }
            page.go_to_keys().await?;
            page.new_key("new-sse-c").await?;
            let reached = tab_through(page).await?;
            for control in [
                "import-key",
                "new-key",
                "show-key",
                "gate-key-file",
                "gate-copy",
                "gate-proof-text",
                "gate-saved",
                "gate-later",
            ] {
                ensure!(reached.contains(control), "Tab never comes to {control}; it comes to {reached:?}");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// The `data-testid` of everything that Tab comes to, from the page's start until it comes round.
async fn tab_through(page: &Page) -> Result<HashSet<String>> {
    // The first of all: merely to blur what has the focus would go on from there.
    page.script("document.querySelector('.skip').focus(); window.tabbed = new Set();", Vec::new()).await?;
    let mut reached = HashSet::new();
    for _ in 0..120 {
        page.press(Key::Tab).await?;
        let at = page
            .script(
                "const now = document.activeElement;
                if (!now || now === document.body) return [null, false, true];
                const box = now.getBoundingClientRect(), again = window.tabbed.has(now);
                window.tabbed.add(now);
                return [now.dataset.testid ?? now.id, again, box.width > 0 && box.height > 0];",
                Vec::new(),
            )
            .await?;
        ensure!(at[2] == json!(true), "Tab comes to something that has no size: {at}");
        if at[1] == json!(true) || at[0].is_null() {
            break;
        }
        if let Some(name) = at[0].as_str() {
            reached.insert(name.to_owned());
        }
    }
    Ok(reached)
}

async fn focus(page: &Page, css: &str) -> Result<()> {
    page.see(css).await?.focus().await.with_context(|| format!("{css} takes no focus"))
}

async fn focused_is(page: &Page, test_id: &str) -> Result<()> {
    sealport_tests::wait::until(format!("the focus on {test_id}"), crate::page::SOON, async || {
        let now = page
            .script("return document.activeElement?.dataset.testid ?? document.activeElement?.id", Vec::new())
            .await?;
        Ok((now == json!(test_id)).then_some(()))
    })
    .await
}
