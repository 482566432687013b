//! Who may talk to whom: pages on other origins, foreign host names, and the demo's credentials.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, ensure};
use sealport_tests::proxy::{Mischief, Proxy};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::site::Site;
use sealport_tests::{Browser, INSECURE_HOST, bytes, places};
use serde_json::{Value, json};

use crate::cancelling::connect_own;
use crate::page::{LATER, Page, TestKey, Way, id};

#[tokio::test]
async fn a_page_on_another_origin_is_refused_and_shows_the_rule_for_itself() -> Result<()> {
    for browser in Browser::wanted()? {
        let dist = places::dist()?;
        let sandbox = Sandbox::start(Some(&dist), &[]).await?;
        let site = Site::start(&dist, "", None).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("other-origin", async |page| {
            page.ask_to_connect(sandbox.storage()).await?;
            let checks = page.read(&id("checks"), "1 to fix").await?;
            ensure!(checks.contains("not to this page"), "the checks say: {checks}");
            ensure!(
                page.script("return document.querySelector('[data-state=failed]')?.dataset.code", Vec::new()).await?
                    == json!("network-or-cors")
            );
            let document: Value = serde_json::from_str(&page.text(&id("cors-json")).await?)?;
            ensure!(document["CORSRules"][0]["AllowedOrigins"] == json!([site.origin()]), "the rule is {document}");
            let command = page.text(&id("cors-command")).await?;
            for part in ["put-bucket-cors", &sandbox.storage().endpoint, &sandbox.storage().bucket, &site.origin()] {
                ensure!(command.contains(part), "{part:?} is missing in the command {command}");
            }
            ensure!(page.script("return !document.querySelector('#open-bucket')", Vec::new()).await? == json!(true));
            page.picture("connect-failed").await?;

            // Not even the demo's description can be read from here.
            let demo = page.session().async_script(
                "try { return (await fetch(args[0])).status } catch (error) { return error.name }",
                vec![json!(format!("{}/sealport-demo.json", sandbox.page()))],
            );
            ensure!(demo.await? == json!("TypeError"), "another origin can read the demo's credentials");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_local_server_refuses_a_foreign_host_on_both_ports() -> Result<()> {
    let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
    let client = reqwest::Client::new();
    for address in [format!("{}/sealport-demo.json", sandbox.page()), format!("{}/demo", sandbox.storage().endpoint)] {
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"] {
            let answer = client.get(&address).header("host", host).send().await?;
            ensure!(answer.status() == 421, "{address} answers {} to the host {host}", answer.status());
            let text = answer.text().await?;
            ensure!(!text.contains(&sandbox.storage().secret_access_key), "the refusal of {host} tells the secret");
        }
    }
    let own = client.get(format!("{}/sealport-demo.json", sandbox.page())).send().await?;
    ensure!(own.status() == 200, "its own host is answered {}", own.status());
    ensure!(!own.headers().contains_key("access-control-allow-origin"));
    let elsewhere = client.get(format!("{}/sealport-demo.json", sandbox.page())).header("sec-fetch-site", "cross-site");
    ensure!(elsewhere.send().await?.status() == 403, "a page elsewhere is given the demo's credentials");
    Ok(())
}

#[tokio::test]
async fn a_wrong_secret_and_a_missing_bucket_are_told_apart() -> Result<()> {
    for browser in Browser::wanted()? {
        let dist = places::dist()?;
        let site = Site::start(&dist, "", None).await?;
        let sandbox = Sandbox::start(None, &[&site.origin()]).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("wrong-secret", async |page| {
            let mut storage = sandbox.storage().clone();
            storage.secret_access_key = "not-the-secret-of-this-server".to_owned();
            page.ask_to_connect(&storage).await?;
            page.read(&id("checks"), "The secret access key does not fit").await?;
            page.fill("#secret-access-key", &sandbox.storage().secret_access_key).await?;
            page.fill("#bucket", "no-such-bucket").await?;
            page.click(&id("connect")).await?;
            // A bucket that is not there has no rule either: the browser keeps the answer from the page.
            page.read(&id("checks"), "not to this page: there is no such bucket").await?;
            page.fill("#bucket", &sandbox.storage().bucket).await?;
            page.click(&id("connect")).await?;
            page.read(&id("checks"), "all passed").await?;
            // Where nothing is, no rule is asked for.
            let nobody = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
            page.fill("#endpoint", &format!("http://{nobody}")).await?;
            page.click(&id("connect")).await?;
            let checks = page.read(&id("checks"), "Nothing answers at this address").await?;
            ensure!(!checks.contains("Rule for this page"), "the checks say: {checks}");
            // Nothing is sent that would show a key to whoever listens on the way.
            page.fill("#endpoint", "http://storage.example").await?;
            page.click(&id("connect")).await?;
            page.read("form", "SSE-C keys would cross the network in clear").await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_came_in_clear_takes_no_secret_before_its_warning_is_accepted() -> Result<()> {
    for browser in Browser::wanted()?.into_iter().filter(|browser| *browser == Browser::Chromium) {
        let site = Site::start(&places::dist()?, "", None).await?;
        let address = site.address().replace("127.0.0.1", INSECURE_HOST);
        let page = Page::open(browser, &address).await?;
        page.run("insecure", async |page| {
            ensure!(
                page.script("return isSecureContext", Vec::new()).await? == json!(false),
                "the page counts as secure"
            );
            page.read(&id("insecure"), "do not use real keys").await?;
            let fields = page.script("return document.querySelectorAll('input, textarea').length", Vec::new()).await?;
            ensure!(fields == json!(0), "there are {fields} fields before the warning is accepted");
            page.click(&id("insecure-accept")).await?;
            page.see(&id("connect")).await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_key_of_one_storage_goes_to_another_only_after_a_question_that_names_the_host() -> Result<()> {
    for browser in Browser::wanted()? {
        let first = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let second = Sandbox::start(None, &[first.page()]).await?;
        let page = Page::open(browser, first.page()).await?;
        page.run("other-storage", async |page| {
            page.connected_to_demo().await?;
            let key = TestKey::random()?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            connect_own(page, second.storage()).await?;
            let file = bytes::write(key.folder(), "notes.txt", b"notes")?;
            page.stage(&[file]).await?;
            page.click(&id("upload-staged")).await?;
            page.read("dialog[open]", "to this storage?").await?;
            let host = second.storage().endpoint.trim_start_matches("http://").to_owned();
            ensure!(page.text(&id("other-storage-host")).await? == host, "the question names another host");
            page.picture("other-storage").await?;
            page.click("dialog[open] [data-first]").await?;
            page.no_dialog().await?;
            ensure!(second.storage().object_keys().await?.is_empty(), "the key was sent although the answer was no");
            page.click(&id("upload-staged")).await?;
            page.click(&id("other-storage-accept")).await?;
            page.upload_is_confirmed("notes.txt").await?;
            ensure!(second.storage().object_keys().await? == ["notes.txt"]);
            ensure!(first.storage().object_keys().await?.is_empty());
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_storage_that_begins_to_pass_requests_on_is_named_and_nobody_else_is_asked() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let elsewhere = Proxy::start(sandbox.storage(), Mischief::default()).await?;
        let begun = Arc::new(AtomicBool::new(false));
        let redirects_to = Some(elsewhere.storage().endpoint.clone());
        let mischief = Mischief { redirects_to, redirects_from: Some(begun.clone()), ..Mischief::default() };
        let proxy = Proxy::start(sandbox.storage(), mischief).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("passes-on", async |page| {
            connect_own(page, proxy.storage()).await?;
            page.reload_list().await?;
            begun.store(true, Ordering::SeqCst);
            page.reload_list().await?;
            page.read("main", "passes requests on to another server").await?;
            let key = TestKey::random()?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.stage(&[bytes::write(key.folder(), "notes.txt", b"notes")?]).await?;
            page.click(&id("upload-staged")).await?;
            let said = page.transfer_is("notes.txt", Way::Up, "failed", LATER).await?;
            ensure!(said.contains("passes requests on"), "the upload says: {said}");
            ensure!(elsewhere.seen().is_empty(), "somebody else was asked: {:?}", elsewhere.seen());
            Ok(())
        })
        .await?;
    }
    Ok(())
}
