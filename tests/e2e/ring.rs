//! Keys and connections that stay on the device: kept, unlocked, locked, forgotten, taken elsewhere, and never in clear.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places, wait};
use serde_json::json;

use crate::cancelling::connect_own;
use crate::page::{Page, SOON, TestKey, id};

/// What else a page can leave behind.
const TRACES: &str = "return JSON.stringify([
    Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, location.href, history.state,
    document.title, window.name, [...document.querySelectorAll('input, textarea, select')].map((field) => field.value),
    document.documentElement.outerHTML])";

/// Nothing that stays holds a key or a passphrase, in any form.
pub async fn holds_nothing(page: &Page, keys: &[&TestKey], texts: &[&str]) -> Result<()> {
    let mut needles: Vec<Vec<u8>> = keys.iter().flat_map(|key| bytes::forms_of(&key.bytes)).collect();
    needles.extend(texts.iter().map(|text| text.as_bytes().to_vec()));
    let traces = page.script(TRACES, Vec::new()).await?.as_str().unwrap_or_default().as_bytes().to_vec();
    ensure!(!traces.is_empty(), "no traces to look at");
    let kept = page.databases().await?;
    for (place, value) in kept.iter().map(|value| ("IndexedDB", value)).chain([("the page", &traces)]) {
        for needle in &needles {
            ensure!(!value.windows(needle.len()).any(|part| part == needle), "{place} holds a key or a passphrase");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_kept_ring_is_unlocked_after_a_reload_and_opens_what_its_key_encrypted() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let contents = bytes::random(70_001)?;
        let page = Page::open(browser, sandbox.page()).await?;
        let mut secrets = Vec::new();
        let profile = page
            .run("ring-reload", async |page| {
                page.connected_to_demo().await?;
                ensure!(page.databases().await?.is_empty(), "there is a database before anybody asked");
                let key = page.make_key().await?;
                page.go_to_files().await?;
                let file = bytes::write(key.folder(), "kept.bin", &contents)?;
                page.upload(&[file]).await?;
                page.upload_is_confirmed("kept.bin").await?;
                let passphrase = page.keep_ring(false).await?;
                let kept = page.databases().await?;
                ensure!(kept.len() == 1 && kept[0].starts_with(&[2, 4, 0x78]), "what is kept is no sealed file");
                holds_nothing(page, &[&key], &[&passphrase]).await?;
                let [before] = page.sees_keys(1).await?.try_into().map_err(|_| anyhow::anyhow!("one key"))?;

                page.goto(sandbox.page()).await?;
                page.connected_to_demo().await?;
                page.go_to_keys().await?;
                page.see(&id("ring-locked")).await?;
                ensure!(page.shown_keys().await?.is_empty(), "keys are shown although the ring is locked");
                page.give_passphrase("not the right words at all").await?;
                page.read(&id("ring-fault"), "That passphrase does not open it").await?;
                ensure!(page.shown_keys().await?.is_empty(), "a wrong passphrase shows keys");
                page.give_passphrase(&passphrase).await?;
                page.see(&id("ring-open")).await?;
                ensure!(page.sees_keys(1).await? == [before.clone()], "another key came back");

                // A key that is made now is kept without asking, and sealed anew.
                let second = TestKey::random()?;
                page.import_sealing_key(&second).await?;
                let now = page.ring_changes_from(&kept).await?;
                ensure!(now[0].get(3..35) != kept[0].get(3..35), "the message id was used twice");
                holds_nothing(page, &[&key, &second], &[&passphrase]).await?;

                page.goto(sandbox.page()).await?;
                page.connected_to_demo().await?;
                page.unlock_ring(&passphrase).await?;
                page.sees_keys(2).await?;
                page.go_to_files().await?;
                page.download_and_compare("kept.bin", "kept.bin", &contents).await?;

                // Locked by hand: nothing is left in the page.
                page.go_to_keys().await?;
                page.click(&id("ring-lock")).await?;
                page.see(&id("ring-locked")).await?;
                holds_nothing(page, &[&key, &second], &[&passphrase]).await?;
                secrets.extend(bytes::forms_of(&second.bytes));
                secrets.extend(bytes::forms_of(&key.bytes));
                secrets.push(passphrase.into_bytes());
                Ok(())
            })
            .await?;
        // The key file that was saved for real lies in the download folder; the profile is another.
        let (found, _) = bytes::files_with(profile.path(), &secrets)?;
        let found: Vec<_> = found.into_iter().filter(|file| file.extension().is_none_or(|it| it != "key")).collect();
        ensure!(found.is_empty(), "the profile holds a secret in {found:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_idle_page_locks_itself_and_a_kept_connection_is_used_again() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ring-idle", async |page| {
            connect_own(page, sandbox.storage()).await?;
            let key = page.make_key().await?;
            let passphrase = page.keep_ring(true).await?;
            page.see(&id("connection-drop")).await?;
            let secret = sandbox.storage().secret_access_key.clone();
            holds_nothing(page, &[&key], &[&passphrase, &secret]).await?;

            // Used all the time: it stays open.
            page.sleep_for(10).await?;
            page.click("h1").await?;
            page.sleep_for(10).await?;
            tokio::time::sleep(std::time::Duration::from_secs(7)).await;
            page.see(&id("ring-open")).await?;
            page.sleep_for(6).await?;
            page.see(&id("ring-locked")).await?;
            page.see(&id("connect")).await?;
            holds_nothing(page, &[&key], &[&passphrase, &secret]).await?;

            page.set_clock_right().await?;
            page.give_passphrase(&passphrase).await?;
            page.click(&id("connection-use")).await?;
            page.read(&id("checks"), "all passed").await?;
            page.click(&id("open-bucket")).await?;
            page.go_to_keys().await?;
            page.sees_keys(1).await?;

            // A choice of another time is kept too.
            let before = page.databases().await?;
            page.script(
                "const choice = document.querySelector('#lock-after'); choice.value = '3600';
                choice.dispatchEvent(new Event('change', { bubbles: true }));",
                Vec::new(),
            )
            .await?;
            page.ring_changes_from(&before).await?;
            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.unlock_ring(&passphrase).await?;
            wait::until("the kept choice", SOON, async || {
                let chosen = page.script("return document.querySelector('#lock-after').value", Vec::new()).await?;
                Ok((chosen == json!("3600")).then_some(()))
            })
            .await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn forgetting_leaves_no_database_and_the_tab_its_keys() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ring-forget", async |page| {
            page.connected_to_demo().await?;
            page.make_key().await?;
            page.keep_ring(false).await?;
            page.click(&id("ring-forget")).await?;
            page.click(&id("forget-confirm")).await?;
            page.no_dialog().await?;
            page.see(&id("ring-keep")).await?;
            page.sees_keys(1).await?;
            let names = page.session().async_script("return (await indexedDB.databases()).length", Vec::new()).await?;
            ensure!(names == json!(0), "{names} databases stay");

            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.go_to_keys().await?;
            page.see(&id("ring-import")).await?;
            page.miss(&id("ring-locked")).await?;
            ensure!(page.shown_keys().await?.is_empty(), "keys came back");

            // Also unopened, when the passphrase is lost.
            page.make_key().await?;
            page.keep_ring(false).await?;
            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.go_to_keys().await?;
            page.click(&id("ring-forget")).await?;
            page.read("dialog", "Keys that have no copy elsewhere are lost").await?;
            page.click(&id("forget-confirm")).await?;
            page.miss(&id("ring-locked")).await?;
            ensure!(page.databases().await?.is_empty(), "something stays");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_exported_ring_is_imported_in_a_fresh_browser() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let folder = tempfile::tempdir()?;
        let mut exported = None;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ring-export", async |page| {
            connect_own(page, sandbox.storage()).await?;
            let key = page.make_key().await?;
            let second = page.import_random().await?;
            let passphrase = page.keep_ring(true).await?;
            let keys = page.sees_keys(2).await?;
            page.click(&id("ring-export")).await?;
            let file = page.session().downloaded("sealport-ring.sealed", SOON).await?;
            ensure!(vec![file.clone()] == page.databases().await?, "the export is another file than what is kept");
            exported =
                Some((bytes::write(folder.path(), "sealport-ring.sealed", &file)?, passphrase, keys, key, second));
            Ok(())
        })
        .await?;
        let Some((file, passphrase, keys, key, second)) = exported else { anyhow::bail!("nothing was exported") };

        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ring-import", async |page| {
            page.connected_to_demo().await?;
            // One of them is here already.
            page.import_key(&second).await?;
            page.click(&id("ring-import")).await?;
            let other = bytes::write(folder.path(), "other.sealed", b"no sealed file, and no key ring")?;
            page.choose(&id("ring-file"), &[&other]).await?;
            page.give_passphrase(&passphrase).await?;
            page.read(&id("ring-fault"), "holds no key ring").await?;
            page.choose(&id("ring-file"), &[&file]).await?;
            page.give_passphrase("wrong words").await?;
            page.read(&id("ring-fault"), "That passphrase does not open it").await?;
            page.give_passphrase(&passphrase).await?;
            let found = page.read(&id("ring-found"), "Here already: 1 key").await?;
            ensure!(found.contains("New keys") && found.contains("New connections"), "the dialog says: {found}");
            ensure!(page.shown_keys().await?.len() == 1, "keys were added before anybody agreed");
            page.click(&id("ring-add")).await?;
            ensure!(page.sees_keys(2).await? == keys, "other keys came");
            // Nothing is kept here: nobody asked for that.
            ensure!(page.databases().await?.is_empty(), "an import was kept");
            holds_nothing(page, &[&key, &second], &[&passphrase]).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_key_sheet_counts_as_a_copy_once_it_was_read_back() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("key-sheet", async |page| {
            page.connected_to_demo().await?;
            page.go_to_keys().await?;
            page.new_key("new-sse-c").await?;
            page.see(&id("gate")).await?;
            page.click(&id("key-print")).await?;
            let digits = page.read(&id("sheet-key"), " ").await?.split_whitespace().collect::<String>();
            ensure!(digits.len() == 64, "the sheet shows {} digits", digits.len());
            page.note_secret(&digits);
            page.see("svg.qr").await?;
            let last = &digits[56..];
            page.fill(&id("sheet-proof"), last).await?;
            page.read(&id("sheet-proof-said"), "nothing was printed yet").await?;
            page.script("window.printed = 0; window.print = () => { window.printed += 1; };", Vec::new()).await?;
            // From below the sheet, where the digits are typed.
            page.script("scrollTo(0, 0)", Vec::new()).await?;
            page.click(&id("print")).await?;
            ensure!(page.script("return window.printed", Vec::new()).await? == json!(1), "nothing was printed");
            page.fill(&id("sheet-proof"), "0000 0000").await?;
            page.read(&id("sheet-proof-said"), "not the last 8 digits").await?;
            page.fill(&id("sheet-proof"), &format!("{} {}", &last[..4], last[4..].to_uppercase())).await?;
            page.read(&id("sheet-proof-said"), "The paper is a copy").await?;
            page.script("scrollTo(0, 0)", Vec::new()).await?;
            page.click(&id("back-to-key")).await?;
            page.see(&id("key-file")).await?;
            page.miss(&id("gate")).await
        })
        .await?;
    }
    Ok(())
}
