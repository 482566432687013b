//! Where local mode saves: through the save picker, and nowhere when it is stopped in the middle.

use anyhow::{Result, ensure};
use sealport_tests::{Browser, bytes, wait};
use serde_json::{Value, json};

use crate::local::{FRAME_LEN, saved, scene, suggested, take};
use crate::local_openssl::{PHRASE, openssl};
use crate::page::{LATER, Page, SOON, id};
use crate::picker::{self, DISMISS, PICK};

/// Makes the browser's cipher slow enough to be stopped in the middle of a file: 20 MiB in a second.
const SLOW_CIPHER: &str = "for (const method of ['encrypt', 'decrypt']) {
    const quick = crypto.subtle[method].bind(crypto.subtle);
    crypto.subtle[method] = async (...given) => {
        await new Promise((done) => setTimeout(done, 100));
        return quick(...given);
    };
}";
/// Long enough for that, in bytes.
const LEN: usize = 32 << 20;
/// Long enough for an import to be stopped in its middle.
const IMPORT_LEN: usize = 256 << 20;

/// Stops what is under way, once a good part of it is written and before all of it is.
async fn stop_midway(page: &Page) -> Result<()> {
    wait::until("its middle", LATER, async || {
        let value = "return document.querySelector('[data-testid=local-progress] progress')?.getAttribute('value')";
        let percent = match page.script(value, Vec::new()).await? {
            Value::String(percent) => percent.parse::<u8>()?,
            _ => 0,
        };
        ensure!(percent < 90, "it is at {percent} % already");
        Ok((percent >= 10).then_some(()))
    })
    .await?;
    page.click(&id("local-cancel")).await?;
    page.read(&id("local-file"), "Stopped. Nothing was kept.").await.map(drop)
}

/// Nothing is in the private file system, where the tests' picker saves.
async fn nothing_picked(page: &Page) -> Result<()> {
    wait::until(
        "the picked file to be gone",
        SOON,
        async || Ok((picker::files(page).await? == json!({})).then_some(())),
    )
    .await
}

/// More than a browser takes from a page in a second.
const MANY: usize = 25;

#[tokio::test]
async fn every_one_of_many_files_lands_in_the_download_folder() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page, folder) = scene(browser).await?;
        page.run("local-many", async |page| {
            let contents: Vec<_> = (0..MANY).map(|number| format!("file {number}").into_bytes()).collect();
            let written =
                |(number, text): (usize, &Vec<u8>)| bytes::write(folder.path(), &format!("{number}.txt"), text);
            let files = contents.iter().enumerate().map(written).collect::<Result<Vec<_>>>()?;
            take(page, &files).await?;
            let phrase = suggested(page).await?;
            page.click(&id("seal-start")).await?;
            page.read(&id("local-count"), "Count them there").await?;
            all_done(page).await?;
            let mut sealed = Vec::new();
            for number in 0..MANY {
                let name = format!("{number}.txt.sealed");
                sealed.push(bytes::write(folder.path(), &name, &page.session().downloaded(&name, SOON).await?)?);
            }
            take(page, &sealed).await?;
            page.fill("#passphrase", &phrase).await?;
            page.click(&id("open-start")).await?;
            all_done(page).await?;
            for (number, contents) in contents.iter().enumerate() {
                let opened = page.session().downloaded(&format!("{number}.txt"), SOON).await?;
                ensure!(opened == *contents, "{number}.txt has other bytes");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

async fn all_done(page: &Page) -> Result<()> {
    wait::until("all files", LATER, async || {
        let done = "return document.querySelectorAll('[data-testid=local-file][data-state=done]').length";
        Ok((page.script(done, Vec::new()).await? == json!(MANY)).then_some(()))
    })
    .await
}

#[tokio::test]
async fn local_mode_saves_through_the_picker() -> Result<()> {
    for browser in picker::browsers()? {
        let (_site, page, folder) = scene(browser).await?;
        let folder = folder.path();
        page.run("local-picker", async |page| {
            let contents = bytes::random(3 * FRAME_LEN + 17)?;
            let plain = bytes::write(folder, "Été 1.bin", &contents)?;
            take(page, &[&plain]).await?;
            let phrase = suggested(page).await?;

            // Whoever closes the picker has changed nothing, and may go on.
            page.script(DISMISS, Vec::new()).await?;
            page.click(&id("seal-start")).await?;
            wait::until("the picker", SOON, async || {
                Ok((page.script("return window.asked", Vec::new()).await? == json!(1)).then_some(()))
            })
            .await?;
            page.see(&id("seal-start")).await?;
            page.miss(&id("local-result")).await?;

            page.script(PICK, Vec::new()).await?;
            page.click(&id("seal-start")).await?;
            page.read(&id("local-result"), "Sealed and saved as Été 1.bin.sealed").await?;
            let Value::Object(kept) = picker::files(page).await? else { anyhow::bail!("no list of files") };
            ensure!(kept.len() == 1 && kept.contains_key("Été 1.bin.sealed"), "saved is {kept:?}");
            ensure!(page.session().download_names().is_empty(), "it landed in the download folder too");

            let sealed = "const root = await navigator.storage.getDirectory();
                const file = await (await root.getFileHandle('Été 1.bin.sealed')).getFile();
                const bytes = new Uint8Array(await file.arrayBuffer());
                await root.removeEntry('Été 1.bin.sealed');
                return Array.from(bytes);";
            let sealed: Vec<u8> = serde_json::from_value(page.session().async_script(sealed, Vec::new()).await?)?;
            take(page, &[bytes::write(folder, "Été 1.bin.sealed", &sealed)?]).await?;
            page.fill("#passphrase", "not the passphrase").await?;
            page.click(&id("open-start")).await?;
            page.read(&id("local-file"), "Wrong passphrase").await?;
            nothing_picked(page).await?;
            page.fill("#passphrase", &phrase).await?;
            page.click(&id("open-start")).await?;
            page.read(&id("local-result"), "Opened and saved as Été 1.bin").await?;
            let kept = picker::files(page).await?;
            ensure!(kept == json!({ "Été 1.bin": [contents.len(), bytes::digest(&contents)] }), "saved is {kept}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn stopping_in_the_middle_leaves_no_picked_file() -> Result<()> {
    for browser in picker::browsers()? {
        let (_site, page, folder) = scene(browser).await?;
        let folder = folder.path();
        page.run("local-stop-picked", async |page| {
            let contents = bytes::random(LEN)?;
            take(page, &[bytes::write(folder, "large.bin", &contents)?]).await?;
            let phrase = suggested(page).await?;
            page.script(PICK, Vec::new()).await?;
            page.script(SLOW_CIPHER, Vec::new()).await?;
            page.click(&id("seal-start")).await?;
            stop_midway(page).await?;
            nothing_picked(page).await?;

            // It goes on from there, to the download folder this time; and is opened by way of the picker.
            page.script("delete window.showSaveFilePicker", Vec::new()).await?;
            page.click(&id("seal-start")).await?;
            let sealed = saved(page, "Sealed and given to the browser to save as", "large.bin.sealed").await?;
            take(page, &[bytes::write(folder, "large.bin.sealed", &sealed)?]).await?;
            page.fill("#passphrase", &phrase).await?;
            page.script(PICK, Vec::new()).await?;
            page.click(&id("open-start")).await?;
            stop_midway(page).await?;
            nothing_picked(page).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn stopping_in_the_middle_leaves_no_download() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page, folder) = scene(browser).await?;
        let folder = folder.path();
        page.run("local-stop", async |page| {
            let contents = bytes::random(LEN)?;
            take(page, &[bytes::write(folder, "large.bin", &contents)?]).await?;
            let phrase = suggested(page).await?;
            page.script(SLOW_CIPHER, Vec::new()).await?;
            page.click(&id("seal-start")).await?;
            stop_midway(page).await?;
            page.click(&id("seal-start")).await?;
            let sealed = saved(page, "Sealed and given to the browser to save as", "large.bin.sealed").await?;
            take(page, &[bytes::write(folder, "large.bin.sealed", &sealed)?]).await?;
            page.fill("#passphrase", &phrase).await?;
            page.click(&id("open-start")).await?;
            stop_midway(page).await?;
            // A whole one afterwards shows that files do land where one looks for them.
            page.click(&id("open-start")).await?;
            let opened = saved(page, "Opened and given to the browser to save as large.bin", "large.bin").await?;
            ensure!(opened == contents, "it opened to other bytes");
            let left = page.session().download_names();
            ensure!(left.is_empty(), "a stopped run left {left:?}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// Stops an import once a part of it is written: it is too quick to be caught from outside the page.
const STOP_SOON: &str = "window.stoppedAt = 0;
    const watch = setInterval(() => {
        const percent = Number(document.querySelector('[data-testid=local-progress] progress')?.getAttribute('value'));
        const cancel = document.querySelector('[data-testid=local-cancel]');
        if (percent >= 5 && cancel) {
            clearInterval(watch);
            window.stoppedAt = percent;
            cancel.click();
        }
    }, 2);";

#[tokio::test]
async fn stopping_an_openssl_import_leaves_no_file_and_a_second_try_works() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page, folder) = scene(browser).await?;
        let folder = folder.path();
        page.run("local-stop-openssl", async |page| {
            let contents = bytes::random(IMPORT_LEN)?;
            let plain = bytes::write(folder, "export.tar", &contents)?;
            // With typed options one setting alone is tried, so that no question comes in between.
            let file = openssl(folder, &plain, "export.tar.enc", &["-pbkdf2", "-md", "sha256"], PHRASE)?;
            let picks = picker::browsers()?.contains(&browser);
            for picked in [false, true].into_iter().filter(|picked| picks || !picked) {
                if picked {
                    page.script(PICK, Vec::new()).await?;
                }
                take(page, &[&file]).await?;
                page.fill("#openssl-passphrase", PHRASE).await?;
                page.script(STOP_SOON, Vec::new()).await?;
                open(page, "Stopped. Nothing was kept.").await?;
                let at = page.script("return window.stoppedAt", Vec::new()).await?.as_f64().unwrap_or_default();
                ensure!(at < 95.0, "it was stopped at its end only, at {at} %");
                nothing_picked(page).await?;
                ensure!(page.session().download_names().is_empty(), "half of it landed in the download folder");

                // The same file once more, where it lies.
                page.fill("#openssl-passphrase", PHRASE).await?;
                let kept = if picked { "saved as export.tar" } else { "given to the browser to save as export.tar" };
                open(page, &format!("Opened and {kept}")).await?;
                if picked {
                    let kept = picker::files(page).await?;
                    let whole = json!({ "export.tar": [contents.len(), bytes::digest(&contents)] });
                    ensure!(kept == whole, "saved is {kept}");
                } else {
                    let opened = page.session().downloaded("export.tar", LATER).await?;
                    ensure!(opened == contents, "the second try opened to other bytes");
                }
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// Opens the file on the desk, and waits for what is said of it.
async fn open(page: &Page, said: &str) -> Result<()> {
    page.click(&id("openssl-start")).await?;
    wait::until(format!("{said:?}"), LATER, async || {
        let now = page.text(&id("local-file")).await?;
        Ok(now.contains(said).then_some(()))
    })
    .await
}
