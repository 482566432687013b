//! What the page puts on the clipboard: a link and headers that work, and error details that give nothing away.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places, wait};
use serde_json::Value;

use crate::page::{Page, SOON, TestKey, id};

/// A clipboard that the test can read: the real one asks for leave in a window without a person.
pub const CLIPBOARD: &str = "window.copied = null;
    navigator.clipboard.writeText = async (text) => { window.copied = text; };";

#[tokio::test]
async fn the_copied_link_opens_the_object_with_the_copied_headers_and_not_alone() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (key, contents) = (TestKey::random()?, bytes::random(4_000)?);
        sandbox.storage().store("a b/été+1.bin", contents.clone(), Some(&key.bytes)).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("copying-request", async |page| {
            page.connected_to_demo().await?;
            page.script(CLIPBOARD, Vec::new()).await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.click("tr[data-folder='a b/'] a").await?;
            page.open_details("a b/été+1.bin").await?;
            let shown = page.read(&id("request"), "expires").await?;
            ensure!(shown.contains("x-amz-server-side-encryption-customer-key: •"), "the key is not masked: {shown}");
            ensure!(!shown.contains(&key.base64()), "the request shows the key");
            ensure!(shown.contains("The link alone does not open the object"), "the request says: {shown}");

            let link = copied(page, "copy-link").await?;
            let headers = copied(page, "copy-headers").await?;
            for form in bytes::forms_of(&key.bytes) {
                ensure!(!link.as_bytes().windows(form.len()).any(|part| part == form), "the link carries the key");
            }
            let mut request = reqwest::Client::new().get(&link);
            for line in headers.lines() {
                let (name, value) = line.split_once(": ").context("a copied header has no colon")?;
                request = request.header(name, value);
            }
            let answer = request.send().await?;
            ensure!(answer.status() == 200, "with its headers the link answers {}", answer.status());
            ensure!(answer.bytes().await? == contents.as_slice(), "the link opens another content");
            let alone = reqwest::get(&link).await?;
            ensure!(alone.status().is_client_error(), "alone the link answers {}", alone.status());
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn copied_error_details_contain_no_key_and_no_link() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let key = TestKey::random()?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("copying-details", async |page| {
            page.connected_to_demo().await?;
            page.script(CLIPBOARD, Vec::new()).await?;
            page.import_key(&key).await?;
            page.script("location.hash = '#/object/not-there.txt'", Vec::new()).await?;
            page.see(&id("fault")).await?;
            page.click(&format!("{} summary", id("fault"))).await?;
            page.click(&format!("{} details button", id("fault"))).await?;
            let details = clipboard(page).await?;
            ensure!(details.contains("Code: not-found"), "the details say: {details}");
            ensure!(details.contains("Request id: "), "the details name no request: {details}");
            for secret in [key.base64(), STANDARD.encode(md5_of(&key)), sandbox.storage().secret_access_key.clone()] {
                ensure!(!details.contains(&secret), "the details give a secret away");
            }
            for part in ["http", "X-Amz-", "Signature", "test-access-key"] {
                ensure!(!details.contains(part), "the details contain {part:?}: {details}");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

fn md5_of(key: &TestKey) -> Vec<u8> {
    use md5::Digest;
    md5::Md5::digest(key.bytes).to_vec()
}

pub async fn copied(page: &Page, test_id: &str) -> Result<String> {
    page.script("window.copied = null", Vec::new()).await?;
    page.click(&id(test_id)).await?;
    clipboard(page).await
}

async fn clipboard(page: &Page) -> Result<String> {
    wait::until("something on the clipboard", SOON, async || {
        let text = page.script("return window.copied", Vec::new()).await?;
        Ok(match text {
            Value::String(text) => Some(text),
            _ => None,
        })
    })
    .await
}
