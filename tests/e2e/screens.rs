//! Every screen, light and dark, wide and narrow: axe-core finds nothing, nothing is wider than the window, and a
//! picture is kept for people to look at.

use std::fs;

use anyhow::{Context, Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::site::Site;
use sealport_tests::{Browser, bytes, places};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::page::{LATER, Page, TestKey, Way, id};

const THEMES: [&str; 2] = ["light", "dark"];
/// Width and height in CSS pixels.
const WINDOWS: [(u32, u32); 2] = [(1280, 900), (360, 740)];

#[tokio::test]
async fn the_connect_screens_are_accessible_and_fit() -> Result<()> {
    for browser in Browser::wanted()? {
        let dist = places::dist()?;
        let sandbox = Sandbox::start(None, &["http://127.0.0.1:1"]).await?;
        let site = Site::start(&dist, "", None).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("screens-connect", async |page| {
            let mut looks = Looks::new()?;
            page.see(&id("connect")).await?;
            looks.at(page, "connect-ovh").await?;
            page.click(&id("connect")).await?;
            page.see("[aria-invalid=true]").await?;
            looks.at(page, "connect-faults").await?;
            page.ask_to_connect(sandbox.storage()).await?;
            page.see(&id("cors-json")).await?;
            looks.at(page, "connect-refused").await?;
            looks.result()
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_files_screens_are_accessible_and_fit() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (key, foreign) = (TestKey::random()?, TestKey::random()?);
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("screens-files", async |page| {
            let mut looks = Looks::new()?;
            page.connected_to_demo().await?;
            page.see(&id("list-empty")).await?;
            looks.at(page, "files-empty").await?;

            let long =
                format!("{} with a name that is much longer than any column.txt", "a rather long file ".repeat(4));
            for name in ["minutes.txt", "été/inside.txt", long.as_str()] {
                sandbox.storage().store(name, b"content".to_vec(), Some(&foreign.bytes)).await?;
            }
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.reload_list().await?;
            page.row("minutes.txt").await?;
            looks.at(page, "files-list").await?;
            page.click(&id("change-protection")).await?;
            page.see(&id("protection-panel")).await?;
            looks.at_width(page, "files-protection", WINDOWS[0]).await?;
            // On a narrow window it is below the list, behind a button.
            page.session().resize(WINDOWS[1].0, WINDOWS[1].1).await?;
            page.click(&id("open-tray")).await?;
            looks.at_width(page, "tray-protection", WINDOWS[1]).await?;
            page.click(&id("protection-done")).await?;
            page.see(&id("protection-now")).await?;
            looks.at_width(page, "tray-empty", WINDOWS[1]).await?;
            page.click(".trayhead button").await?;
            page.session().resize(WINDOWS[0].0, WINDOWS[0].1).await?;

            let staged = bytes::write(key.folder(), "minutes.txt", b"other")?;
            page.stage(&[staged]).await?;
            page.see(&id("clash")).await?;
            looks.at(page, "files-staged").await?;
            page.click(&id("upload-staged")).await?;
            page.upload_is_confirmed("minutes (1).txt").await?;

            // One transfer fails: its object is gone when it is asked for.
            sandbox.storage().store("gone.txt", b"content".to_vec(), Some(&key.bytes)).await?;
            page.reload_list().await?;
            page.row("gone.txt").await?;
            sandbox.storage().remove("gone.txt").await?;
            page.click_in_row("gone.txt", "download").await?;
            sealport_tests::wait::until("the download to fail", LATER, async || {
                let now = page.transfer("gone.txt", Way::Down).await?;
                Ok(now.filter(|(state, _)| state == "failed"))
            })
            .await?;
            looks.at(page, "files-transfers").await?;

            page.click_in_row("minutes.txt", "more").await?;
            page.see("[role=menu]").await?;
            looks.at_width(page, "files-menu", WINDOWS[0]).await?;
            page.press(Key::Escape).await?;
            page.click_in_row("minutes.txt", "download").await?;
            page.see(&id("need-key")).await?;
            looks.at(page, "dialog-need-key").await?;
            page.press(Key::Escape).await?;
            page.no_dialog().await?;
            page.press("?").await?;
            page.read("dialog[open]", "Help and shortcuts").await?;
            looks.at(page, "dialog-help").await?;
            page.press(Key::Escape).await?;
            page.no_dialog().await?;
            looks.result()
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_keys_and_object_screens_are_accessible_and_fit() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (key, foreign) = (TestKey::random()?, TestKey::random()?);
        sandbox.storage().store("minutes.txt", b"content".to_vec(), Some(&key.bytes)).await?;
        sandbox.storage().store("foreign.txt", b"content".to_vec(), Some(&foreign.bytes)).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("screens-keys", async |page| {
            let mut looks = Looks::new()?;
            page.connected_to_demo().await?;
            page.go_to_keys().await?;
            looks.at(page, "keys-none").await?;
            page.click(&id("import-key")).await?;
            page.fill("#import-text", "no key").await?;
            page.click(&id("import-submit")).await?;
            page.see("[aria-invalid=true]").await?;
            looks.at(page, "keys-import").await?;
            // 31 bytes, of no key.
            page.fill("#import-text", "m0yX3vJ7c1Yt9kQeZ5aRb2LpU8hGd4sWnF6iTjVxOg==").await?;
            page.click(&id("import-submit")).await?;
            page.see(&id("doctor")).await?;
            page.click(&format!("{} summary", id("doctor"))).await?;
            looks.at(page, "keys-doctor").await?;
            page.fill("#import-text", "correct horse battery staple 123").await?;
            page.click(&id("import-submit")).await?;
            page.see(&id("doctor-agree")).await?;
            looks.at(page, "keys-doctor-repair").await?;
            page.paste_key(&key).await?;
            page.see(&id("key-sheet")).await?;
            looks.at(page, "keys-ring").await?;
            page.click(&format!("{} summary", id("md5-check"))).await?;
            page.fill("#md5-text", "cLyPS3KoaSFGi/joRB3OUQ==").await?;
            page.click(&id("md5-submit")).await?;
            page.see(&id("md5-said")).await?;
            looks.at(page, "keys-md5").await?;
            page.click(&id("new-key")).await?;
            page.see(&id("new-sealing")).await?;
            looks.at(page, "dialog-new-key").await?;
            page.click(&id("new-sse-c")).await?;
            page.see(&id("gate")).await?;
            looks.at(page, "keys-gate").await?;
            page.go_to_files().await?;
            page.stage(&[&key.file]).await?;
            page.click(&id("upload-staged")).await?;
            page.see(&format!("dialog {}", id("gate"))).await?;
            looks.at(page, "dialog-gate").await?;
            page.click(&id("gate-later")).await?;
            page.no_dialog().await?;

            page.open_details("foreign.txt").await?;
            page.see(&id("locked")).await?;
            looks.at(page, "object-locked").await?;
            page.click(&id("choose-key")).await?;
            page.click("label[for=need-import]").await?;
            page.paste_key(&foreign).await?;
            page.fact("ETag").await?;
            page.see(&id("request")).await?;
            looks.at(page, "object-details").await?;
            page.click(&id("object-delete")).await?;
            page.see("dialog[open]").await?;
            looks.at(page, "object-delete").await?;
            page.press(Key::Escape).await?;
            page.no_dialog().await?;

            let missing = format!("{}/#/object/not-there.txt", sandbox.page());
            page.script("location.href = arguments[0]", vec![json!(missing)]).await?;
            page.see(&id("fault")).await?;
            looks.at(page, "error").await?;
            looks.result()
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_protection_and_bucket_screens_are_accessible_and_fit() -> Result<()> {
    const BLOCKED: &str = "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
        </ApplyServerSideEncryptionByDefault><BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType>\
        </BlockedEncryptionTypes>";
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let key = TestKey::random()?;
        let long = format!("{} longer than any column.txt", "a rather long name ".repeat(4));
        let files = [
            bytes::write(key.folder(), "by-default.txt", b"content")?,
            bytes::write(key.folder(), &long, b"content")?,
            bytes::write(key.folder(), "blocked.txt", b"content")?,
        ];
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("screens-protection", async |page| {
            let mut looks = Looks::new()?;
            page.connected_to_demo().await?;
            page.click(&id("nav-bucket")).await?;
            page.see(&id("default-encryption")).await?;
            looks.at(page, "bucket-unset").await?;
            page.click(&id("turn-on")).await?;
            page.see(&id("bucket-changed")).await?;
            looks.at(page, "bucket-on").await?;
            page.click(&id("turn-off")).await?;
            page.see("dialog[open]").await?;
            looks.at(page, "dialog-turn-off").await?;
            page.press(Key::Escape).await?;
            page.no_dialog().await?;
            sandbox.storage().configure_encryption(BLOCKED).await?;
            page.click(&id("bucket-read-again")).await?;
            page.see(&id("allow-ssec")).await?;
            looks.at(page, "bucket-blocked").await?;

            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.upload(&files[2..]).await?;
            sealport_tests::wait::until("the upload to be refused", LATER, async || {
                Ok(page.transfer("blocked.txt", Way::Up).await?.filter(|(state, _)| state == "failed"))
            })
            .await?;
            for (option, index) in [("protect-bucket", 0), ("protect-sse-s3", 1)] {
                page.click(&id("change-protection")).await?;
                page.click(&format!("label[for={option}]")).await?;
                looks.at_width(page, option, WINDOWS[0]).await?;
                page.click(&id("protection-done")).await?;
                page.upload(&files[index..=index]).await?;
            }
            page.transfer_is(&long, Way::Up, "done", LATER).await?;
            page.script("for (const one of document.querySelectorAll('.receipt')) one.open = true", Vec::new()).await?;
            looks.at_width(page, "files-receipts", WINDOWS[0]).await?;
            // An upload brings the tray up, which a wide window shows anyway.
            looks.at_width(page, "tray-receipts", WINDOWS[1]).await?;
            page.click(&id("change-protection")).await?;
            looks.at_width(page, "tray-choice", WINDOWS[1]).await?;
            page.click(&id("compare")).await?;
            page.see(&id("compare-table")).await?;
            looks.at(page, "dialog-compare").await?;
            page.press(Key::Escape).await?;
            page.no_dialog().await?;
            page.open_details(&long).await?;
            page.fact("Encryption").await?;
            looks.at(page, "object-sse-s3").await?;
            looks.result()
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_theme_switch_works_and_is_kept() -> Result<()> {
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "", None).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("theme", async |page| {
            let colours = async || {
                let script = "const style = getComputedStyle(document.body);
                    return [document.documentElement.dataset.theme ?? null, style.backgroundColor]";
                page.script(script, Vec::new()).await
            };
            let mut seen = Vec::new();
            for _ in 0..3 {
                page.click(&id("theme")).await?;
                seen.push(colours().await?);
            }
            let of = |theme: Value| seen.iter().find(|one| one[0] == theme).map(|one| one[1].clone());
            let (light, dark) =
                (of(json!("light")).context("no light theme")?, of(json!("dark")).context("no dark theme")?);
            ensure!(light != dark, "light and dark look the same: {light}");
            ensure!(of(Value::Null).is_some(), "the switch never comes back to the system's theme");
            while colours().await?[0] != json!("dark") {
                page.click(&id("theme")).await?;
            }
            page.goto(&site.address()).await?;
            ensure!(colours().await? == json!(["dark", dark]), "the choice is lost on loading anew");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_axe_or_a_narrow_window_would_refuse_is_noticed() -> Result<()> {
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "", None).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("noticed-screens", async |page| {
            let mut looks = Looks::new()?;
            page.see(&id("connect")).await?;
            let script = "const main = document.querySelector('main');
                main.append(document.createElement('button'));
                const wide = main.appendChild(document.createElement('p'));
                wide.textContent = 'unbreakable'.repeat(40);";
            page.script(script, Vec::new()).await?;
            looks.at_width(page, "noticed", WINDOWS[1]).await?;
            for fault in ["button-name", "wider than the window"] {
                ensure!(
                    looks.faults.iter().any(|found| found.contains(fault)),
                    "{fault} went unnoticed: {:?}",
                    looks.faults
                );
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// Looks at screens and gathers what is wrong, so that one run tells everything.
pub struct Looks {
    axe: String,
    faults: Vec<String>,
}

impl Looks {
    pub fn new() -> Result<Self> {
        let path = places::root().join("tests/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(&path)
            .with_context(|| format!("{} is missing; `cargo xtask setup` installs it", path.display()))?;
        Ok(Self { axe, faults: Vec::new() })
    }

    pub async fn at(&mut self, page: &Page, screen: &str) -> Result<()> {
        for window in WINDOWS {
            self.at_width(page, screen, window).await?;
        }
        let (width, height) = WINDOWS[0];
        page.session().resize(width, height).await
    }

    async fn at_width(&mut self, page: &Page, screen: &str, (width, height): (u32, u32)) -> Result<()> {
        page.session().resize(width, height).await?;
        if page.session().browser().has_devtools() {
            // Colours on their way from one theme to the other are no theme's; and narrow screens are those of phones,
            // whose scroll bars take no room.
            let still = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
            page.session().devtools("Emulation.setEmulatedMedia", still).await?;
            page.session().devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await?;
        }
        page.script(&format!("if (!window.axe) {{ {} }}", self.axe), Vec::new()).await?;
        for theme in THEMES {
            let place = format!("{screen} at {width} px, {theme}");
            page.script("document.documentElement.dataset.theme = arguments[0]", vec![json!(theme)]).await?;
            page.picture(&format!("{screen}-{width}-{theme}")).await?;
            let wide =
                page.script("return document.documentElement.scrollWidth - window.innerWidth", Vec::new()).await?;
            if wide.as_i64().is_none_or(|more| more > 0) {
                self.faults.push(format!("{place}: wider than the window by {wide} px"));
            }
            let found = page
                .session()
                .async_script(
                    "const { violations } = await axe.run(document, { resultTypes: ['violations'] });
                    return violations.flatMap(({ id, help, nodes }) => nodes.map((node) =>
                        `${id} (${help}): ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join(' ')}`));",
                    Vec::new(),
                )
                .await?;
            let found: Vec<String> = serde_json::from_value(found)?;
            self.faults.extend(found.into_iter().map(|fault| format!("{place}: {fault}")));
        }
        page.script("delete document.documentElement.dataset.theme", Vec::new()).await.map(drop)
    }

    pub fn result(self) -> Result<()> {
        ensure!(self.faults.is_empty(), "{} faults:\n{}", self.faults.len(), self.faults.join("\n"));
        Ok(())
    }
}
