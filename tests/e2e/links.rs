//! Presigned links from somebody's backend, pasted into a page that has no connection of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, ensure};
use reqwest::Method;
use sealport_tests::call::Call;
use sealport_tests::customer_key::CustomerKey;
use sealport_tests::garage::Garage;
use sealport_tests::proxy::{Mischief, Proxy};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::site::Site;
use sealport_tests::storage::Storage;
use sealport_tests::{Browser, bytes, places};
use serde_json::json;
use tokio::net::TcpListener;

use crate::page::{Page, SOON, TestKey, id};
use crate::screens::Looks;

/// The three bindings by which of the customer headers are signed.
const SIGNED: [&str; 3] = ["a", "am", "akm"];

/// A link whose signature covers some of the headers of a key.
pub fn link(call: Call, key: &TestKey, signed: &str, storage: &Storage) -> Result<String> {
    call.key_parts(&CustomerKey::new(&key.bytes), signed, "").lasting(900).to_address(storage)
}

/// Opens the place for links and pastes one.
pub async fn paste(page: &mut Page, link: &str) -> Result<()> {
    if page.script("return !document.querySelector('#link')", Vec::new()).await? == json!(true) {
        page.click("label:has([data-testid=provider-link])").await?;
    }
    page.fill("#link", link).await
}

/// Says what the link is for, gives the key, and begins.
pub async fn begin(page: &mut Page, operation: &str, key: Option<&TestKey>) -> Result<()> {
    page.click(&format!("label:has([data-testid=link-{operation}])")).await?;
    if let Some(key) = key {
        page.see(&id("link-key")).await?;
        page.paste_key(key).await?;
        let focused = page.script("return document.activeElement.type ?? document.activeElement.tagName", Vec::new());
        let focused = focused.await?;
        ensure!(focused == json!("radio"), "after the import of a key the focus is at {focused}");
    }
    page.click(&id("link-start")).await
}

/// What became of it.
pub async fn result(page: &Page, part: &str) -> Result<String> {
    page.see(&id("link-result")).await?;
    page.read(&id("link-result"), part).await
}

/// A page without a connection, and a storage that lets it in.
pub async fn scene(browser: Browser) -> Result<(Site, Sandbox, Page)> {
    let site = Site::start(&places::dist()?, "", None).await?;
    let sandbox = Sandbox::start(None, &[&site.origin()]).await?;
    let page = Page::open(browser, &site.address()).await?;
    page.see(&id("connect")).await?;
    Ok((site, sandbox, page))
}

#[tokio::test]
async fn links_of_every_binding_download_look_up_and_upload() -> Result<()> {
    for browser in Browser::wanted()? {
        let (site, sandbox, page) = scene(browser).await?;
        let storage = sandbox.storage();
        let (key, contents) = (TestKey::random()?, bytes::random(70_000)?);
        storage.store("inbox/été 1.bin", contents.clone(), Some(&key.bytes)).await?;
        page.run("links", async |page| {
            for signed in SIGNED {
                // Anew each time, so that the page has no key yet.
                page.goto(&site.address()).await?;
                paste(page, &link(Call::get("inbox/été 1.bin"), &key, signed, storage)?).await?;
                let is = page.read(&id("link-is"), "SSE-C object").await?;
                let learns = if signed == "a" { "does not learn yours" } else { "It fits one key" };
                ensure!(is.contains(learns), "of a link that signs {signed} the page says {is}");
                page.read(&id("link-facts"), "demo/inbox/été 1.bin").await?;
                ensure!(storage.endpoint.ends_with(&page.text(&id("link-host")).await?), "the host is not named");
                begin(page, "get", Some(&key)).await?;
                let receipt = result(page, "Saved").await?;
                ensure!(page.session().downloaded("été 1.bin", SOON).await? == contents, "other bytes: {receipt}");

                paste(page, &link(Call::head("inbox/été 1.bin"), &key, signed, storage)?).await?;
                begin(page, "head", None).await?;
                let told = result(page, "with your key").await?;
                ensure!(told.contains("70,000 bytes"), "the details say {told}");

                let name = format!("inbox/new {signed}.bin");
                paste(page, &link(Call::put(&name, ""), &key, signed, storage)?).await?;
                page.click("label:has([data-testid=link-put])").await?;
                page.read(&id("link-notes"), "it is replaced").await?;
                let file = bytes::write(key.folder(), "sent.bin", &contents)?;
                page.choose(&id("link-file"), &[file]).await?;
                page.click(&id("link-start")).await?;
                result(page, "encryption with your key confirmed").await?;
                let stored = storage.read(&name, Some(&key.bytes)).await?;
                ensure!(stored.bytes().await? == contents, "other bytes were stored");
                ensure!(storage.read(&name, None).await?.status() == 400, "it can be read without the key");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_link_for_this_key_works_on_garage() -> Result<()> {
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "", None).await?;
        let garage = Garage::start(&site.origin()).await?;
        let storage = garage.storage();
        let (key, contents) = (TestKey::random()?, bytes::random(50_000)?);
        let page = Page::open(browser, &site.address()).await?;
        page.run("links-garage", async |page| {
            paste(page, &link(Call::put("scan.tif", ""), &key, "akm", storage)?).await?;
            page.click("label:has([data-testid=link-put])").await?;
            page.choose(&id("link-file"), &[bytes::write(key.folder(), "scan.tif", &contents)?]).await?;
            page.paste_key(&key).await?;
            page.click(&id("link-start")).await?;
            result(page, "Stored").await?;
            paste(page, &link(Call::get("scan.tif"), &key, "akm", storage)?).await?;
            begin(page, "get", None).await?;
            result(page, "Saved").await?;
            ensure!(page.session().downloaded("scan.tif", SOON).await? == contents, "it came back as other bytes");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn another_host_gets_no_key_without_the_question() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, sandbox, page) = scene(browser).await?;
        let storage = sandbox.storage();
        let key = TestKey::random()?;
        storage.store("a.txt", b"content".to_vec(), Some(&key.bytes)).await?;
        // Whoever listens there only counts who comes.
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let elsewhere = Storage { endpoint: format!("http://{}", listener.local_addr()?), ..storage.clone() };
        let came = Arc::new(AtomicUsize::new(0));
        let counting = came.clone();
        let task = tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counting.fetch_add(1, Ordering::SeqCst);
            }
        });
        page.run("links-host", async |page| {
            paste(page, &link(Call::get("a.txt"), &key, "akm", storage)?).await?;
            begin(page, "get", Some(&key)).await?;
            result(page, "Saved").await?;

            paste(page, &link(Call::get("a.txt"), &key, "akm", &elsewhere)?).await?;
            page.click("label:has([data-testid=link-get])").await?;
            page.click("[data-testid=link-key] .opt label").await?;
            page.click(&id("link-start")).await?;
            let host = page.text(&id("other-storage-host")).await;
            let host = match host {
                Ok(host) => host,
                Err(_) => page.see(&id("other-storage-host")).await?.text().await?,
            };
            ensure!(elsewhere.endpoint.ends_with(&host), "the question names {host}");
            page.click("dialog [data-first]").await?;
            page.no_dialog().await?;
            ensure!(came.load(Ordering::SeqCst) == 0, "something was sent before the question was answered");

            page.click(&id("link-start")).await?;
            page.click(&id("other-storage-accept")).await?;
            page.see(&id("fault")).await?;
            ensure!(came.load(Ordering::SeqCst) > 0, "after the question nothing was sent, so nothing was tested");
            Ok(())
        })
        .await?;
        task.abort();
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_and_a_link_without_a_key_are_told_apart() -> Result<()> {
    for browser in Browser::wanted()? {
        let (site, sandbox, page) = scene(browser).await?;
        let storage = sandbox.storage();
        let (right, wrong) = (TestKey::random()?, TestKey::random()?);
        storage.store("locked.txt", b"content".to_vec(), Some(&right.bytes)).await?;
        storage.store("open.txt", b"in clear".to_vec(), None).await?;
        page.run("links-wrong-key", async |page| {
            paste(page, &link(Call::get("locked.txt"), &right, "a", storage)?).await?;
            begin(page, "get", Some(&wrong)).await?;
            page.see(&id("fault")).await?;
            let code = page.script("return document.querySelector('[data-testid=fault]').dataset.code", Vec::new());
            ensure!(code.await? == json!("wrong-key"), "a wrong key is called otherwise");
            ensure!(page.session().download_names().is_empty(), "a refused download leaves a file");

            // A link that covers no SSE-C header gets no key, though one is chosen.
            paste(page, &Call::get("open.txt").to_address(storage)?).await?;
            page.read(&id("link-is"), "without an SSE-C key").await?;
            begin(page, "get", None).await?;
            result(page, "Saved").await?;
            ensure!(page.session().downloaded("open.txt", SOON).await? == b"in clear");

            // A character of it changed: nobody's key is to blame, and there is no secret to enter again.
            let mut altered = Call::get("open.txt").to_address(storage)?;
            let last = if altered.ends_with('0') { "1" } else { "0" };
            altered.replace_range(altered.len() - 1.., last);
            paste(page, &altered).await?;
            begin(page, "get", None).await?;
            result(page, "The link's signature does not fit").await?;
            let altered =
                link(Call::get("locked.txt"), &right, "a", storage)?.replace("X-Amz-Expires=900", "X-Amz-Expires=899");
            paste(page, &altered).await?;
            begin(page, "get", None).await?;
            let said = result(page, "The link's signature does not fit").await?;
            ensure!(!said.contains("another key"), "of a link for any key it says {said}");

            // SSE-S3, and no replacing.
            let put = Call::put("sse-s3.txt", "").signed("x-amz-server-side-encryption", "AES256");
            paste(page, &put.signed("if-none-match", "*").to_address(storage)?).await?;
            page.read(&id("link-notes"), "The provider can read the content").await?;
            page.click(&format!("label:has({})", id("link-AES256"))).await?;
            let file = bytes::write(right.folder(), "sse-s3.txt", b"by the storage")?;
            page.choose(&id("link-file"), std::slice::from_ref(&file)).await?;
            page.click(&id("link-start")).await?;
            result(page, "encrypted by the storage (SSE-S3)").await?;
            page.click(&id("link-start")).await?;
            page.read(&id("link-result"), "exists already").await?;

            // The link is nowhere but in this panel, and goes with it.
            let kept = "return [location.href, JSON.stringify(localStorage), JSON.stringify(sessionStorage),
                JSON.stringify(history.state), document.title].join()";
            let kept = page.script(kept, Vec::new()).await?;
            ensure!(!kept.to_string().contains("X-Amz"), "the link is kept: {kept}");
            page.script("scrollTo(0, 0)", Vec::new()).await?;
            page.click("label:has([data-testid=provider-ovh])").await?;
            page.see("#bucket").await?;
            page.click("label:has([data-testid=provider-link])").await?;
            let left = page.script("return document.querySelector('#link').value", Vec::new()).await?;
            ensure!(left == json!(""), "the link is still there");
            ensure!(page.text("body").await?.contains("Presigned link"), "not the place for links");
            page.goto(&site.address()).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_address_that_passes_an_upload_on_does_not_take_the_key_along() -> Result<()> {
    for browser in Browser::wanted()? {
        let (site, sandbox, page) = scene(browser).await?;
        let key = TestKey::random()?;
        let file = bytes::write(key.folder(), "notes.txt", b"secret")?;
        page.run("links-redirect", async |page| {
            // The method that a HEAD asked before does not tell of; then all of them.
            for (only, said) in [(Some(Method::PUT), "did not let this page in"), (None, "passes requests on")] {
                let elsewhere = Proxy::start(sandbox.storage(), Mischief::default()).await?;
                let redirects_to = Some(elsewhere.storage().endpoint.clone());
                let mischief = Mischief { redirects_to, redirects_only: only, ..Mischief::default() };
                let proxy = Proxy::start(sandbox.storage(), mischief).await?;
                page.goto(&site.address()).await?;
                let call = Call::put("inbox/notes.txt", "");
                paste(page, &link(call, &key, "a", proxy.storage())?).await?;
                page.click("label:has([data-testid=link-put])").await?;
                page.choose(&id("link-file"), std::slice::from_ref(&file)).await?;
                page.see(&id("link-key")).await?;
                page.paste_key(&key).await?;
                page.click(&id("link-start")).await?;
                result(page, said).await?;
                ensure!(
                    proxy.seen().iter().any(|seen| seen.method == "PUT" && seen.carried_key),
                    "the key was not sent"
                );
                // Whether anything answers at an address is asked with nothing but `/`, and may be passed on.
                let mut seen = elsewhere.seen();
                seen.retain(|seen| seen.method != "HEAD" || seen.path != "/" || seen.carried_key);
                ensure!(seen.is_empty(), "somebody else was asked: {seen:?}");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_upload_through_a_link_can_be_cancelled() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, sandbox, page) = scene(browser).await?;
        let storage = sandbox.storage();
        let key = TestKey::random()?;
        page.run("links-cancel", async |page| {
            if page.session().browser().has_devtools() {
                let slow =
                    json!({ "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000 });
                page.session().devtools("Network.enable", json!({})).await?;
                page.session().devtools("Network.emulateNetworkConditions", slow).await?;
            }
            paste(page, &link(Call::put("big.bin", ""), &key, "a", storage)?).await?;
            page.click("label:has([data-testid=link-put])").await?;
            let file = bytes::write(key.folder(), "big.bin", &bytes::random(8_000_000)?)?;
            page.choose(&id("link-file"), &[file]).await?;
            page.paste_key(&key).await?;
            page.click(&id("link-start")).await?;
            page.click(&id("link-cancel")).await?;
            result(page, "Cancelled").await?;
            page.see(&id("link-start")).await?;
            ensure!(storage.object_keys().await?.is_empty(), "a cancelled upload is stored");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_link_screens_are_accessible_and_fit() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, sandbox, page) = scene(browser).await?;
        let storage = sandbox.storage();
        let key = TestKey::random()?;
        let name = format!("{}/a rather long name.bin", "a-long-folder-without-any-blank".repeat(4));
        page.run("screens-links", async |page| {
            let mut looks = Looks::new()?;
            page.click("label:has([data-testid=provider-link])").await?;
            page.see("#link").await?;
            looks.at(page, "link-empty").await?;
            paste(page, &Call::put("a", "").query("x-amz-checksum-crc32", "AAAAAA==").to_address(storage)?).await?;
            page.see(&id("link-refused")).await?;
            looks.at(page, "link-refused").await?;
            paste(page, &Call::get("a").lasting(60).aged(4_000).to_address(storage)?).await?;
            page.see(&id("link-expired")).await?;
            looks.at(page, "link-expired").await?;
            page.click(&id("link-try")).await?;
            looks.at(page, "link-tried").await?;
            paste(page, &Call::put("a", "").signed("x-amz-server-side-encryption", "aws:kms").to_address(storage)?)
                .await?;
            page.see(&id("link-encryption")).await?;
            looks.at(page, "link-encryption").await?;
            paste(page, &link(Call::put(&name, ""), &key, "a", storage)?).await?;
            page.click("label:has([data-testid=link-put])").await?;
            looks.at(page, "link-put").await?;
            page.choose(&id("link-file"), &[bytes::write(key.folder(), &"long".repeat(30), b"content")?]).await?;
            page.paste_key(&key).await?;
            page.click(&id("link-start")).await?;
            result(page, "confirmed").await?;
            looks.at(page, "link-stored").await?;
            paste(page, &link(Call::head(&name), &key, "a", storage)?).await?;
            begin(page, "head", None).await?;
            result(page, "with your key").await?;
            looks.at(page, "link-details").await?;
            looks.result()
        })
        .await?;
    }
    Ok(())
}
