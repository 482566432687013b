//! Local mode: files are sealed and opened without any storage, and other programs open what was sealed here.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use sealport_tests::site::Site;
use sealport_tests::{Browser, bytes, places, wait};

use crate::page::{LATER, Page, SOON, TestKey, id};

/// Plaintext bytes of a frame that is sealed here.
pub const FRAME_LEN: usize = 256 << 10;

/// The page without any storage.
pub async fn scene(browser: Browser) -> Result<(Site, Page, tempfile::TempDir)> {
    let site = Site::start(&places::dist()?, "", None).await?;
    let page = Page::open(browser, &format!("{}/#/local", site.address().trim_end_matches('/'))).await?;
    Ok((site, page, tempfile::tempdir()?))
}

/// Takes files, after those before were put away.
pub async fn take(page: &Page, files: &[impl AsRef<Path>]) -> Result<()> {
    if page.text(&id("local-desk")).await.is_ok() {
        page.click(&id("local-clear")).await?;
        page.see(&id("local-choose")).await?;
    }
    page.choose(&id("local-input"), files).await?;
    page.see(&id("local-desk")).await.map(drop)
}

/// The passphrase that was suggested.
pub async fn suggested(page: &mut Page) -> Result<String> {
    let phrase = wait::until("a suggested passphrase", SOON, async || {
        let value = page.script("return document.querySelector('#new-passphrase')?.value", Vec::new()).await?;
        Ok(value.as_str().filter(|value| !value.is_empty()).map(str::to_owned))
    })
    .await?;
    ensure!(phrase.split(' ').count() >= 6, "too few words were suggested");
    page.note_secret(&phrase);
    Ok(phrase)
}

/// Waits until the page says that it saved, and takes the file from the download folder.
pub async fn saved(page: &Page, said: &str, name: &str) -> Result<Vec<u8>> {
    wait::until(format!("{said:?}"), LATER, async || {
        let now = page.text("[data-testid=local]").await?;
        ensure!(!now.contains("Details") || now.contains(said), "it failed: {now}");
        Ok(now.contains(said).then_some(()))
    })
    .await?;
    page.session().downloaded(name, SOON).await
}

#[tokio::test]
async fn a_file_sealed_with_a_passphrase_opens_again_and_damage_is_named() -> Result<()> {
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "", None).await?;
        let page = Page::open(browser, &site.address()).await?;
        let folder = tempfile::tempdir()?;
        let folder = folder.path();
        page.run("local-passphrase", async |page| {
            // From the first screen, without any connection.
            page.click(&id("to-local")).await?;
            page.see(&id("local-choose")).await?;
            let contents = bytes::random(2_500_001)?;
            let plain = bytes::write(folder, "board minutes.pdf", &contents)?;
            take(page, &[&plain]).await?;
            let phrase = suggested(page).await?;
            page.click(&id("seal-start")).await?;
            let sealed = saved(page, "Sealed and given to the browser to save as", "board minutes.pdf.sealed").await?;
            ensure!(sealed.starts_with(&[2, 4, 0x78]), "it is no message of the format");
            ensure!(memchr::memmem::find(&sealed, &contents[1000..1032]).is_none(), "the content shows");

            let file = bytes::write(folder, "board minutes.pdf.sealed", &sealed)?;
            take(page, &[&file]).await?;
            let told = page.read(&id("local-sealed"), "a passphrase").await?;
            ensure!(told.contains("2,500,001 bytes inside"), "it says {told}");
            page.click(&format!("{} summary", id("local-facts"))).await?;
            page.read(&id("local-facts"), "0x0478").await?;
            page.fill("#passphrase", "not the passphrase").await?;
            page.click(&id("open-start")).await?;
            page.read(&id("local-file"), "Wrong passphrase, or the start of the file was altered").await?;
            ensure!(page.session().download_names().is_empty(), "something was saved all the same");
            page.fill("#passphrase", &phrase).await?;
            page.click(&id("open-start")).await?;
            let opened =
                saved(page, "Opened and given to the browser to save as board minutes.pdf", "board minutes.pdf")
                    .await?;
            ensure!(opened == contents, "it opened to other bytes");

            let header_len = sealed.len() - contents.len() - 40 - 32 * (contents.len() / FRAME_LEN);
            ensure!(header_len < 4096, "the header is {header_len} bytes, or frames have another length");
            let altered = |at: usize| {
                let mut altered = sealed.clone();
                altered[at] ^= 1;
                altered
            };
            let longer = [sealed.as_slice(), b"x".as_slice()].concat();
            let cases: [(&str, Vec<u8>, &str); 6] = [
                ("frame.sealed", altered(header_len + FRAME_LEN + 40), "Frame 2 is not what was sealed"),
                ("header.sealed", altered(header_len - 1), "The start of the sealed file was altered"),
                ("wrap.sealed", altered(130), "the start of the file was altered"),
                ("cut.sealed", sealed[..sealed.len() - 1].to_vec(), "cut short"),
                ("cut between.sealed", sealed[..header_len + 10].to_vec(), "cut short"),
                ("longer.sealed", longer, "Something follows the sealed file"),
            ];
            for (name, contents, said) in cases {
                let file = bytes::write(folder, name, &contents)?;
                take(page, &[&file]).await?;
                page.read("[data-testid=local-file] strong", "").await?;
                if page.text(&id("open-part")).await.is_ok() {
                    // What its passphrase opened before is not asked about again.
                    if page.text("#passphrase").await.is_ok() {
                        page.fill("#passphrase", &phrase).await?;
                    }
                    page.click(&id("open-start")).await?;
                }
                page.read(&id("local-file"), said).await.with_context(|| name.to_owned())?;
                ensure!(page.session().download_names().is_empty(), "{name}: something was saved all the same");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn several_files_are_sealed_under_one_salt_and_empty_ones_and_hostile_names_too() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page, folder) = scene(browser).await?;
        let folder = folder.path();
        page.run("local-batch", async |page| {
            let contents = bytes::random(70_000)?;
            let files = [
                bytes::write(folder, "empty.bin", b"")?,
                bytes::write(folder, "a\u{202e}fdp.exe", &contents)?,
                bytes::write(folder, "CON", b"x")?,
            ];
            take(page, &files).await?;
            let phrase = suggested(page).await?;
            page.click(&id("seal-start")).await?;
            let names = ["empty.bin.sealed", "a_fdp.exe.sealed", "_CON.sealed"];
            let mut sealed = Vec::new();
            for name in names {
                let contents = page.session().downloaded(name, LATER).await?;
                sealed.push(bytes::write(folder, name, &contents)?);
            }
            let salts: Vec<Vec<u8>> = sealed.iter().map(|file| salt_of(file)).collect::<Result<_>>()?;
            ensure!(salts[0] == salts[1] && salts[1] == salts[2], "each file of a batch has a salt of its own");

            take(page, &sealed).await?;
            page.see(&id("open-part")).await?;
            page.fill("#passphrase", &phrase).await?;
            page.click(&id("open-start")).await?;
            for (name, expected) in [("empty.bin", b"".as_slice()), ("a_fdp.exe", &contents), ("_CON", b"x")] {
                let opened = page.session().downloaded(name, LATER).await?;
                ensure!(opened == expected, "{name} opened to other bytes");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// The text of the passphrase's parameters in a header.
fn salt_of(file: &Path) -> Result<Vec<u8>> {
    let sealed = fs::read(file)?;
    let at =
        memchr::memmem::find(&sealed, b"$argon2id$v=19$m=65536,t=3,p=1$").context("no passphrase in the header")?;
    Ok(sealed[at..at + 53].to_vec())
}

#[tokio::test]
async fn a_new_key_is_saved_before_it_seals_and_the_program_opens_what_the_page_sealed() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page, folder) = scene(browser).await?;
        let folder = folder.path();
        page.run("local-key", async |page| {
            let contents = bytes::random(300_000)?;
            let plain = bytes::write(folder, "scan.tif", &contents)?;
            take(page, &[&plain]).await?;
            page.click("label:has([data-testid=seal-both])").await?;
            let phrase = suggested(page).await?;
            page.click(&id("seal-start")).await?;
            page.read(&id("local-complaint"), "Choose a key").await?;
            page.click(&id("seal-new-key")).await?;
            page.click(&id("seal-start")).await?;
            page.see(&format!("dialog {}", id("gate"))).await?;
            let key = page.pass_sealing_gate().await?;
            let sealed = saved(page, "Sealed and given to the browser to save as", "scan.tif.sealed").await?;
            let file = bytes::write(folder, "scan.tif.sealed", &sealed)?;

            // Each recipient alone, in the program for a terminal.
            let by_key = folder.join("by-key.tif");
            sealport(&["open", path(&file)?, "-o", path(&by_key)?, "--key-file", path(&key.file)?], None)?;
            ensure!(fs::read(&by_key)? == contents, "the program opened it to other bytes");
            let by_phrase = folder.join("by-phrase.tif");
            sealport(&["open", path(&file)?, "-o", path(&by_phrase)?, "--passphrase-env", "PHRASE"], Some(&phrase))?;
            ensure!(fs::read(&by_phrase)? == contents, "the program opened it to other bytes");

            // And back: with the key in this tab nothing has to be typed.
            let theirs = folder.join("theirs.bin.sealed");
            sealport(&["seal", path(&plain)?, "-o", path(&theirs)?, "--key-file", path(&key.file)?], None)?;
            take(page, &[&theirs]).await?;
            page.see(&id("open-keys")).await?;
            page.picture("local-open-key").await?;
            page.click(&id("open-start")).await?;
            let opened = saved(page, "Opened and given to the browser to save as theirs.bin", "theirs.bin").await?;
            ensure!(opened == contents, "the page opened it to other bytes");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// A path as an argument of a program.
pub fn path(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is no text")
}

/// Runs our program for a terminal.
pub fn sealport(arguments: &[&str], phrase: Option<&str>) -> Result<()> {
    let mut command = Command::new(places::cli()?);
    command.args(arguments).stdin(Stdio::null());
    if let Some(phrase) = phrase {
        command.env("PHRASE", phrase);
    }
    let ran = command.output()?;
    ensure!(ran.status.success(), "{arguments:?} failed: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(())
}

#[tokio::test]
async fn messages_of_others_open_by_an_imported_key_and_what_cannot_be_opened_says_why() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page, folder) = scene(browser).await?;
        let vectors = sealport_vectors::manifest()?;
        let case = vectors.cases.iter().find(|case| case.id == "0478-f4096-n4097").context("no such vector")?;
        let folder_of_vectors = fs::canonicalize(sealport_vectors::folder())?;
        let file = |name: &str| folder_of_vectors.join(name);
        let key = TestKey::of_hex(&vectors.keys["k1"].key_hex)?;
        page.run("local-vectors", async |page| {
            take(page, &[file(case.file.as_deref().context("a vector without a file")?)]).await?;
            let told = page.read(&id("local-sealed"), "4,097 bytes inside").await?;
            ensure!(told.contains("key cse/main-2026"), "the key is not named: {told}");
            page.click(&id("open-start")).await?;
            page.read(&id("local-file"), "Sealed for other keys").await?;
            page.click(&id("open-import-key")).await?;
            page.paste_key(&key).await?;
            page.click(&id("open-start")).await?;
            let name = format!("{}.bin.opened", case.id);
            let opened = saved(page, "Opened and given to the browser to save as", &name).await?;
            ensure!(Some(opened) == case.plaintext(), "it opened to other bytes");

            take(page, &[file("esdk/0578-f128-n401.bin")]).await?;
            page.read(&id("local-file"), "suite 0x0578").await?;
            let text = base64::Engine::encode(
                &base64::engine::general_purpose::STANDARD,
                fs::read(file("esdk/0478-f4096-n0.bin"))?,
            );
            let text = bytes::write(folder.path(), "message.txt", text.as_bytes())?;
            take(page, &[text]).await?;
            page.read(&id("local-file"), "base64 text of a sealed file").await?;
            page.click(&id("local-seal-anyway")).await?;
            page.see(&id("seal-part")).await.map(drop)
        })
        .await?;
    }
    Ok(())
}
