//! What a newcomer meets on the keys screen: one click, one key; a gate that wants a copy; names of any length.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::page::{Page, TestKey, id};

#[tokio::test]
async fn the_gate_opens_only_with_a_copy_outside_the_page() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("gate-copy", async |page| {
            page.connected_to_demo().await?;
            page.go_to_keys().await?;
            page.click(&id("new-key")).await?;
            let button = page.see(&id("new-sse-c")).await?;
            page.session().driver().action_chain().double_click_element(&button).perform().await?;
            page.see(&id("gate")).await?;
            let keys = page.script("return document.querySelectorAll('[data-testid=ring] li').length", Vec::new());
            ensure!(keys.await? == json!(1), "a double click makes more than one key");

            page.click(&id("show-key")).await?;
            let shown = page.text(&id("key-text")).await?;
            page.note_secret(&shown);
            let last4: String = {
                let bare: Vec<char> = shown.trim_end_matches('=').chars().collect();
                bare.iter().rev().take(4).rev().collect()
            };
            page.fill(&id("gate-proof-text"), &last4).await?;
            page.read(&id("gate"), "there is no copy yet").await?;
            page.click(&id("gate-saved")).await?;
            page.see(&id("gate")).await?;
            page.picture("gate-copy-first").await?;

            let key = TestKey::random()?;
            let no_key = bytes::write(key.folder(), "holiday.txt", b"nothing of the kind")?;
            page.choose(&id("gate-proof-file"), &[no_key]).await?;
            page.read(&id("gate"), "That file holds no key").await?;
            page.choose(&id("gate-proof-file"), &[&key.file]).await?;
            page.read(&id("gate"), "That file holds another key").await?;

            // The characters that waited count once there is a copy.
            page.click(&id("gate-key-file")).await?;
            page.read(&id("gate"), "Proven").await?;
            page.click(&id("gate-saved")).await?;
            page.miss(&id("gate")).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_unknown_key_is_not_replaced_and_a_long_name_fits_a_phone() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("key-names", async |page| {
            page.connected_to_demo().await?;
            page.import_key(&TestKey::random()?).await?;
            page.session().resize(360, 740).await?;
            page.click("#rename").await?;
            page.fill(&id("key-name"), "given up").await?;
            page.press(Key::Escape).await?;
            page.miss(&id("key-name")).await?;
            ensure!(!page.text(&id("key-sheet")).await?.contains("given up"), "Escape kept the name");
            page.click("#rename").await?;
            page.fill(&id("key-name"), &"n".repeat(60)).await?;
            page.picture("key-rename-narrow").await?;
            page.press(Key::Enter).await?;
            page.read(&id("key-sheet"), "nnnnnnnnnn").await?;
            page.picture("key-long-name-narrow").await?;
            let wider = page.script(
                "const sheet = document.querySelector('[data-testid=key-sheet]').getBoundingClientRect();
                return [...document.querySelectorAll('[data-testid=key-sheet] *')].some((part) =>
                    part.getBoundingClientRect().right > sheet.right + 1)
                    || document.documentElement.scrollWidth > innerWidth;",
                Vec::new(),
            );
            ensure!(wider.await? == Value::Bool(false), "a long name is wider than its sheet");

            page.script("location.hash = '#/keys/ZZZZ-ZZZZ'", Vec::new()).await?;
            page.read(&id("key-gone"), "Key ZZZZ-ZZZZ is not in this tab").await?;
            page.miss(&id("key-sheet")).await?;
            page.picture("key-gone-narrow").await?;
            Ok(())
        })
        .await?;
    }
    Ok(())
}
