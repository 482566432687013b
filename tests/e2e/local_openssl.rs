//! Files of `openssl enc` in local mode: opened with a warning, whatever options they were made with, and sealed again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use sealport_tests::{Browser, bytes, places, wait};
use serde_json::json;

use crate::local::{path, saved, scene, suggested, take};
use crate::page::{LATER, Page, SOON, id};
use crate::picker;

/// What the files of these tests are encrypted with.
pub const PHRASE: &str = "correct horse é battery";
/// How every plaintext of these tests begins.
const BEGINS: &str = "A report for people to recognise. ";

/// A file made by `openssl enc`.
pub fn openssl(folder: &Path, plain: &Path, name: &str, options: &[&str], passphrase: &str) -> Result<PathBuf> {
    let made = folder.join(name);
    let program = places::program("SEALPORT_OPENSSL", &["openssl"])?;
    let ran = Command::new(program)
        .args(["enc", "-aes-256-cbc", "-salt", "-pass", "env:PHRASE", "-in", path(plain)?, "-out", path(&made)?])
        .args(options)
        .env("PHRASE", passphrase)
        .output()?;
    ensure!(ran.status.success(), "openssl failed: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(made)
}

/// Opens the file on the desk, and says which one it is where two settings fit, as about one file in a hundred has it.
async fn open(page: &Page) -> Result<()> {
    page.click(&id("openssl-start")).await?;
    wait::until("an end or a question", LATER, async || {
        let state = "return document.querySelector('[data-testid=local-file]')?.dataset.state";
        match page.script(state, Vec::new()).await?.as_str() {
            Some("asking") => {
                page.read(&id("openssl-choice"), BEGINS.trim_end()).await?;
                let button = "return [...document.querySelectorAll('[data-testid=openssl-choice] .sentto')]
                    .find((one) => one.innerText.includes('A report')).querySelector('button').click()";
                page.script(button, Vec::new()).await?;
                Ok(None)
            }
            Some("done") => Ok(Some(())),
            _ => Ok(None),
        }
    })
    .await
}

/// Options as openssl has them, typed into the page's fields.
async fn type_options(page: &Page, options: &[&str]) -> Result<()> {
    page.click(&format!("{} summary", id("openssl-options"))).await?;
    if options.contains(&"-pbkdf2") {
        page.click("label[for=openssl-pbkdf2]").await?;
    }
    for pair in options.windows(2) {
        match pair {
            ["-iter", rounds] => page.fill("#openssl-iter", rounds).await?,
            ["-md", hash] => page.click(&format!("#openssl-hash option[value={hash}]")).await?,
            _ => {}
        }
    }
    Ok(())
}

#[tokio::test]
async fn files_of_openssl_are_opened_with_a_warning() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page, folder) = scene(browser).await?;
        let folder = folder.path();
        page.run("local-openssl", async |page| {
            let contents = [BEGINS.as_bytes(), &bytes::random(3_000_000)?].concat();
            let plain = bytes::write(folder, "export.tar", &contents)?;
            // Whether the options must be typed: the three usual ways are found by themselves.
            let ways: [(&str, bool, &[&str]); 9] = [
                ("once.enc", false, &[]),
                ("old.enc", false, &["-md", "md5"]),
                ("pbkdf2.enc", false, &["-pbkdf2", "-a"]),
                ("text.enc", false, &["-a"]),
                ("hash.enc", true, &["-md", "sha1"]),
                ("rounds.enc", true, &["-iter", "4321", "-md", "sha512"]),
                ("pbkdf2 rounds.enc", true, &["-pbkdf2", "-iter", "50000"]),
                ("all.enc", true, &["-md", "sha1", "-pbkdf2", "-iter", "777", "-a"]),
                ("long.enc", true, &["-md", "sha384", "-pbkdf2"]),
            ];
            for (name, typed, options) in ways {
                let file = openssl(folder, &plain, name, options, PHRASE)?;
                take(page, &[&file]).await?;
                page.read(&id("openssl-part"), "not tamper-proof").await?;
                page.fill("#openssl-passphrase", PHRASE).await?;
                if typed {
                    type_options(page, options).await?;
                }
                open(page).await?;
                let opened = page.session().downloaded(name.trim_end_matches(".enc"), SOON).await?;
                ensure!(opened == contents, "{name} opened to other bytes");
                page.read(&id("local-result"), "Nobody can tell whether it was altered").await?;
            }

            let file = openssl(folder, &plain, "wrong.enc", &["-md", "sha512"], PHRASE)?;
            take(page, &[&file]).await?;
            page.click(&id("openssl-start")).await?;
            page.read(&id("local-complaint"), "Type the passphrase").await?;
            page.fill("#openssl-passphrase", PHRASE).await?;
            type_options(page, &["-md", "sha384"]).await?;
            page.click(&id("openssl-start")).await?;
            page.read(&id("local-file"), "Wrong passphrase or options").await?;
            let cut = fs::read(&file)?;
            let cut = bytes::write(folder, "cut.enc", &cut[..cut.len() - 5])?;
            take(page, &[cut]).await?;
            page.fill("#openssl-passphrase", PHRASE).await?;
            page.click(&id("openssl-start")).await?;
            page.read(&id("local-file"), "cut short").await?;
            ensure!(page.session().download_names().is_empty(), "something was saved all the same");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_openssl_made_is_sealed_again_without_choosing_it_anew() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page, folder) = scene(browser).await?;
        let folder = folder.path();
        page.run("local-openssl-again", async |page| {
            let contents = [BEGINS.as_bytes(), &bytes::random(700_001)?].concat();
            let plain = bytes::write(folder, "export.tar", &contents)?;
            let file = openssl(folder, &plain, "export.tar.enc", &["-pbkdf2"], PHRASE)?;
            take(page, &[&file]).await?;
            page.fill("#openssl-passphrase", PHRASE).await?;
            open(page).await?;
            ensure!(page.session().downloaded("export.tar", SOON).await? == contents, "it opened to other bytes");
            page.picture("local-openssl-opened").await?;
            page.click(&id("local-again")).await?;
            page.see(&id("seal-part")).await?;
            page.miss(&id("openssl-part")).await?;
            page.read(&id("local-desk"), "export.tar").await?;
            let phrase = suggested(page).await?;
            page.click(&id("seal-start")).await?;
            let sealed = saved(page, "Sealed and given to the browser to save as", "export.tar.sealed").await?;

            take(page, &[bytes::write(folder, "export.tar.sealed", &sealed)?]).await?;
            page.fill("#passphrase", &phrase).await?;
            page.click(&id("open-start")).await?;
            let opened = saved(page, "Opened and given to the browser to save as export.tar", "export.tar").await?;
            ensure!(opened == contents, "what was sealed again is something else");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_went_to_the_disk_is_chosen_anew_and_the_page_says_so() -> Result<()> {
    for browser in picker::browsers()? {
        let (_site, page, folder) = scene(browser).await?;
        let folder = folder.path();
        page.run("local-openssl-picked", async |page| {
            let contents = [BEGINS.as_bytes(), &bytes::random(700_001)?].concat();
            let plain = bytes::write(folder, "export.tar", &contents)?;
            let file = openssl(folder, &plain, "export.tar.enc", &[], PHRASE)?;
            page.script(picker::PICK, Vec::new()).await?;
            take(page, &[&file]).await?;
            page.fill("#openssl-passphrase", PHRASE).await?;
            open(page).await?;
            let kept = picker::files(page).await?;
            ensure!(kept == json!({ "export.tar": [contents.len(), bytes::digest(&contents)] }), "saved is {kept}");
            page.read("#local-again-help", "no copy of it any more: choose export.tar where you saved it").await?;
            page.picture("local-openssl-picked").await?;
            let counted = "window.choosers = 0;
                document.querySelector('#choose-local').addEventListener('click', (event) => {
                    event.preventDefault();
                    window.choosers += 1;
                });";
            page.script(counted, Vec::new()).await?;
            page.click(&id("local-again")).await?;
            ensure!(page.script("return window.choosers", Vec::new()).await? == json!(1), "no chooser was opened");
            Ok(())
        })
        .await?;
    }
    Ok(())
}
