//! Local mode where and how people come to it: on an insecure page, by dropping files, by the keyboard alone.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::site::Site;
use sealport_tests::{Browser, INSECURE_HOST, bytes, places};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::local::{FRAME_LEN, saved, suggested, take};
use crate::page::{Page, id};

#[tokio::test]
async fn local_mode_works_on_an_insecure_page_after_its_warning() -> Result<()> {
    for browser in Browser::wanted()?.into_iter().filter(|browser| *browser == Browser::Chromium) {
        let site = Site::start(&places::dist()?, "", None).await?;
        let address = format!("{}/#/local", site.address().replace("127.0.0.1", INSECURE_HOST).trim_end_matches('/'));
        let page = Page::open(browser, &address).await?;
        let folder = tempfile::tempdir()?;
        page.run("local-insecure", async |page| {
            page.read(&id("insecure"), "do not use real keys").await?;
            let fields = page.script("return document.querySelectorAll('input, textarea').length", Vec::new()).await?;
            ensure!(fields == json!(0), "there are {fields} fields before the warning is accepted");
            page.click(&id("insecure-accept")).await?;
            page.see(&id("local-choose")).await?;
            // On such a page Chromium asks whether a download is to be kept; nobody is there to answer.
            let allowed = json!({ "behavior": "allow", "downloadPath": page.session().downloads() });
            page.session().devtools("Browser.setDownloadBehavior", allowed).await?;
            // Here is no cipher of the browser's: the frames are sealed and opened in a worker, by Rust.
            ensure!(page.script("return crypto.subtle === undefined", Vec::new()).await? == json!(true));
            let contents = bytes::random(3 * FRAME_LEN + 17)?;
            let plain = bytes::write(folder.path(), "a.bin", &contents)?;
            take(page, &[plain]).await?;
            let phrase = suggested(page).await?;
            page.click(&id("seal-start")).await?;
            let sealed = saved(page, "Sealed and given to the browser to save as", "a.bin.sealed").await?;
            page.read(&id("held-back"), "the browser asks there").await?;
            ensure!(!sealed.windows(64).any(|bytes| bytes == &contents[..64]), "the sealed file has the plaintext");
            take(page, &[bytes::write(folder.path(), "other.sealed", &sealed)?]).await?;
            page.fill("#passphrase", &phrase).await?;
            page.click(&id("open-start")).await?;
            let opened = saved(page, "Opened and given to the browser to save as other", "other").await?;
            ensure!(opened == contents, "it opened to other bytes");
            let mut damaged = sealed;
            let at = damaged.len() - 40;
            damaged[at] ^= 1;
            take(page, &[bytes::write(folder.path(), "damaged.sealed", &damaged)?]).await?;
            page.see(&id("open-known")).await?;
            page.click(&id("open-start")).await?;
            page.read(&id("local-file"), "Frame 4 is not what was sealed").await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn files_can_be_dropped_and_every_control_is_reached_by_keyboard() -> Result<()> {
    const DROP: &str = "const data = new DataTransfer();
        data.items.add(new File(['dropped'], 'dropped.txt'));
        document.querySelector('main').dispatchEvent(
            new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));";
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("local-keyboard", async |page| {
            page.connected_to_demo().await?;
            page.click(&id("nav-local")).await?;
            page.see(&id("local-choose")).await?;
            page.script(DROP, Vec::new()).await?;
            page.see(&id("seal-part")).await?;
            suggested(page).await?;
            let mut reached = std::collections::HashSet::new();
            page.script("document.activeElement?.blur()", Vec::new()).await?;
            for _ in 0..40 {
                page.press(Key::Tab).await?;
                let now = page.script("return document.activeElement?.dataset.testid ?? null", Vec::new()).await?;
                if let Value::String(now) = now {
                    reached.insert(now);
                }
            }
            for control in
                ["local-more", "local-clear", "seal-passphrase", "new-passphrase", "passphrase-copy", "seal-start"]
            {
                ensure!(reached.contains(control), "Tab never comes to {control}; it comes to {reached:?}");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}
