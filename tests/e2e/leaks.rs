//! Nothing secret stays: not in the page, not in the browser's profile, not on the server's disk.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places};
use serde_json::json;

use crate::cancelling::connect_own;
use crate::page::{Page, TestKey, id};

/// Everything that a page can leave behind in the browser, and all of the document.
pub(crate) const TRACES: &str = "
    const databases = indexedDB.databases ? await indexedDB.databases() : [];
    const caches_ = 'caches' in window ? await caches.keys() : [];
    const values = [...document.querySelectorAll('input, textarea, select')].map((field) => field.value);
    return {
        local: Object.entries(localStorage), session: Object.entries(sessionStorage), cookie: document.cookie,
        databases: databases.map((one) => one.name), caches: caches_, workers: !!navigator.serviceWorker?.controller,
        address: location.href, state: JSON.stringify(history.state), title: document.title, name: window.name,
        document: document.documentElement.outerHTML, values,
    };";

#[tokio::test]
async fn nothing_secret_stays_in_the_browser_or_on_the_servers_disk() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let marker = bytes::marker(64)?;
        // Large enough that a browser would move it to its disk.
        let contents = marker.repeat((40 << 20) / marker.len()).into_bytes();
        let secret = sandbox.storage().secret_access_key.clone();
        let imported = TestKey::random()?;
        let mut made = None;

        let page = Page::open(browser, sandbox.page()).await?;
        let profile = page
            .run("leaks", async |page| {
                connect_own(page, sandbox.storage()).await?;
                page.import_key(&imported).await?;
                let key = page.make_key().await?;
                page.click(&id("show-key")).await?;
                page.read(&id("key-text"), &key.base64()).await?;
                page.click(&id("show-key")).await?;
                page.go_to_files().await?;
                let file = bytes::write(key.folder(), "marked.txt", &contents)?;
                page.upload(&[file]).await?;
                page.upload_is_confirmed("marked.txt").await?;
                page.download_and_compare("marked.txt", "marked.txt", &contents).await?;
                page.open_details("marked.txt").await?;
                page.fact("ETag").await?;
                page.see(&id("request")).await?;

                let traces = page.session().async_script(TRACES, Vec::new()).await?;
                for (what, trace) in traces.as_object().into_iter().flatten() {
                    let trace = trace.to_string();
                    for (secret_name, secret) in [
                        ("secret access key", &secret),
                        ("made key", &key.base64()),
                        ("imported key", &imported.base64()),
                    ] {
                        ensure!(!trace.contains(secret.as_str()), "the {secret_name} lies in {what}");
                    }
                }
                // Only the theme may be kept, and nobody chose one.
                for empty in ["local", "session", "databases", "caches"] {
                    ensure!(traces[empty] == json!([]), "{empty} holds {}", traces[empty]);
                }
                ensure!(traces["cookie"] == json!(""), "there is a cookie: {}", traces["cookie"]);
                made = Some(key);
                Ok(())
            })
            .await?;

        let mut needles = vec![marker.as_bytes().to_vec(), secret.as_bytes().to_vec()];
        for key in [Some(&imported), made.as_ref()].into_iter().flatten() {
            needles.extend(bytes::forms_of(&key.bytes));
        }
        if browser.has_devtools() {
            // The browser does write into this folder, and what it writes is found: the page's own address.
            let port = sandbox.page().rsplit(':').next().unwrap_or_default().as_bytes().to_vec();
            let (known, looked_at) = bytes::files_with(profile.path(), &[port])?;
            ensure!(!known.is_empty(), "of {looked_at} files of the profile none names the page");
        }
        let (found, _) = bytes::files_with(profile.path(), &needles)?;
        ensure!(found.is_empty(), "the profile holds a secret in {found:?}");
        let (found, looked_at) = bytes::files_with(&sandbox.data(), &needles)?;
        ensure!(found.is_empty(), "the server's disk holds a secret in {found:?}");
        ensure!(looked_at >= 2, "the server keeps {looked_at} files, so nothing was looked at");
    }
    Ok(())
}
