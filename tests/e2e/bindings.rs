//! The request panel: the three bindings, what a storage makes of them, and the commands.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, RequestBuilder};
use sealport_tests::customer_key::CustomerKey;
use sealport_tests::garage::Garage;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::site::Site;
use sealport_tests::{Browser, bytes, places};
use serde_json::json;

use crate::copying::{CLIPBOARD, copied};
use crate::page::{Page, TestKey, id};
use crate::screens::Looks;

/// With the three customer headers, as whoever got the link adds them.
fn with_key(request: RequestBuilder, key: &TestKey) -> RequestBuilder {
    CustomerKey::new(&key.bytes).headers("akm").fold(request, |request, (name, value)| request.header(name, value))
}

/// The details of an object that has this key.
async fn open(page: &mut Page, object_key: &str, key: &TestKey) -> Result<()> {
    page.script(CLIPBOARD, Vec::new()).await?;
    page.import_key(key).await?;
    page.go_to_files().await?;
    page.open_details(object_key).await?;
    page.see(&id("bindings")).await.map(drop)
}

async fn choose(page: &Page, operation: &str, binding: &str) -> Result<()> {
    page.click(&format!("label:has([data-testid=operation-{operation}])")).await?;
    page.click(&id(&format!("binding-{binding}"))).await
}

#[tokio::test]
async fn links_of_each_binding_sign_what_they_say_and_work_for_download_and_upload() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (key, other) = (TestKey::random()?, TestKey::random()?);
        let contents = bytes::random(4_000)?;
        sandbox.storage().store("minutes.txt", contents.clone(), Some(&key.bytes)).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("bindings", async |page| {
            page.connected_to_demo().await?;
            open(page, "minutes.txt", &key).await?;
            // What is not known is asked on a click.
            page.read(&id("bindings-untried"), "Not tried yet").await?;
            page.click(&id("try-bindings")).await?;
            page.read(&id("support-any-key"), "This storage accepts it").await?;
            page.read(&id("support-this-key-md5"), "This storage accepts it").await?;
            page.miss(&id("bindings-untried")).await?;

            let client = reqwest::Client::new();
            for (binding, signed) in
                [("any-key", [true, false, false]), ("this-key-md5", [true, true, false]), ("this-key", [true; 3])]
            {
                choose(page, "get", binding).await?;
                let shown = page.text(&id("request")).await?;
                ensure!(shown.contains("added by whoever sends it") != signed[2], "{binding} shows {shown}");
                ensure!(!shown.contains(&key.base64()), "{binding} shows the key");
                let link = copied(page, "copy-link").await?;
                for (name, is_signed) in [("algorithm", signed[0]), ("key-md5", signed[1]), ("key", signed[2])] {
                    let header = format!("x-amz-server-side-encryption-customer-{name}");
                    let names = link.split("X-Amz-SignedHeaders=").nth(1).context("no signed headers")?;
                    let names = names.split('&').next().unwrap_or_default().replace("%3B", ";");
                    ensure!(names.split(';').any(|name| name == header) == is_signed, "{binding} signs {names}");
                }
                let answer = with_key(client.get(&link), &key).send().await?;
                ensure!(answer.status() == 200, "{binding} answers {}", answer.status());
                ensure!(answer.bytes().await? == contents);
                let headers = copied(page, "copy-headers").await?;
                ensure!(headers.contains(&key.base64()) == signed[2], "the headers of {binding} are wrong");
            }

            // A link for any key can lock the object: short, and it replaces nothing.
            choose(page, "put", "any-key").await?;
            page.read(&id("lets-lock"), "lock the object").await?;
            let lifetime = page.see("#lifetime").await?;
            ensure!(lifetime.prop("value").await?.as_deref() == Some("300"), "an any-key PUT link is not short-lived");
            let shown = page.text(&id("request")).await?;
            ensure!(shown.contains("if-none-match: *"), "the request is {shown}");
            let put = async |link: &str, only: bool| -> Result<u16> {
                let mut request = with_key(client.request(Method::PUT, link), &other).body("locked");
                if only {
                    request = request.header("if-none-match", "*");
                }
                Ok(request.send().await?.status().as_u16())
            };
            let link = copied(page, "copy-link").await?;
            ensure!(put(&link, true).await? == 412, "the link replaces the object");
            ensure!(put(&link, false).await? == 403, "without the signed header the link works");
            page.click(&id("only-if-absent")).await?;
            let link = copied(page, "copy-link").await?;
            ensure!(put(&link, false).await? == 200, "the link does not work");
            // For one key it is as long-lived as others, and takes no other key.
            choose(page, "put", "this-key").await?;
            page.miss(&id("lets-lock")).await?;
            ensure!(page.see("#lifetime").await?.prop("value").await?.as_deref() == Some("3600"));
            let link = copied(page, "copy-link").await?;
            ensure!(put(&link, false).await? == 403, "a link for one key takes another");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_binding_that_the_storage_refuses_cannot_be_chosen() -> Result<()> {
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "", None).await?;
        let garage = Garage::start(&site.origin()).await?;
        let key = TestKey::random()?;
        garage.storage().store("minutes.txt", b"content".to_vec(), Some(&key.bytes)).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("bindings-garage", async |page| {
            page.connect(garage.storage()).await?;
            open(page, "minutes.txt", &key).await?;
            choose(page, "get", "any-key").await?;
            page.click(&id("try-bindings")).await?;
            page.read(&id("support-any-key"), "refuses it").await?;
            page.read(&id("support-this-key-md5"), "refuses it").await?;
            let state = "return ['any-key', 'this-key-md5', 'this-key'].map((name) => {
                const choice = document.querySelector(`[data-testid=binding-${name}]`);
                return [choice.disabled, choice.checked]; })";
            let state = page.script(state, Vec::new()).await?;
            ensure!(state == json!([[true, false], [true, false], [false, true]]), "the choices are {state}");
            let link = copied(page, "copy-link").await?;
            let answer = with_key(reqwest::Client::new().get(&link), &key).send().await?;
            ensure!(answer.status() == 200, "this-key answers {}", answer.status());
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_storage_that_compares_no_md5_is_found_out_with_the_object_at_hand() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start_like(Some(&places::dist()?), &[], &["--like", "ovh"]).await?;
        let key = TestKey::random()?;
        sandbox.storage().store("minutes.txt", b"content".to_vec(), Some(&key.bytes)).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("bindings-ovh", async |page| {
            page.connected_to_demo().await?;
            open(page, "minutes.txt", &key).await?;
            page.click(&id("try-bindings")).await?;
            page.read(&id("support-this-key-md5"), "works like Any key").await?;
            let said = page.text(&format!("tr:has({})", id("binding-this-key-md5"))).await?;
            ensure!(!said.contains("Only this key fits"), "two things are said at once: {said}");
            choose(page, "put", "this-key-md5").await?;
            page.see(&id("lets-lock")).await?;
            page.read(&id("request"), "The link alone stores nothing").await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_copied_command_runs_beside_the_key_file() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (key, contents) = (TestKey::random()?, bytes::random(4_000)?);
        let name = "it's $(touch ran) a name.txt";
        sandbox.storage().store(name, contents.clone(), Some(&key.bytes)).await?;
        sandbox.storage().store("two\nlines", b"content".to_vec(), Some(&key.bytes)).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("commands", async |page| {
            page.connected_to_demo().await?;
            open(page, name, &key).await?;
            let shown = page.text(&id("command")).await?;
            ensure!(shown.contains('…'), "the signature is shown whole: {shown}");
            let command = copied(page, "copy-command").await?;
            ensure!(command.contains("X-Amz-Signature=") && !command.contains('…'), "the copied command is cut");
            ensure!(!command.contains(&key.base64()), "the command has the key in it");
            let note = page.text(&id("request")).await?;
            let key_file = note
                .split("Run it where the key file ")
                .nth(1)
                .and_then(|rest| rest.split(" is").next())
                .context("no key file")?;
            let folder = tempfile::tempdir()?;
            bytes::write(folder.path(), key_file, format!("{}\n", STANDARD.encode(key.bytes)).as_bytes())?;
            let ran = Command::new("sh").args(["-c", &command]).current_dir(folder.path()).output()?;
            ensure!(ran.status.success(), "the command says {}", String::from_utf8_lossy(&ran.stderr));
            let saved = fs::read(folder.path().join(name)).with_context(|| format!("{command} wrote no {name}"))?;
            ensure!(saved == contents, "it saved other bytes");
            ensure!(!folder.path().join("ran").exists(), "the name ran a command");

            page.click("label:has([data-testid=tool-aws])").await?;
            page.read(&id("command"), "aws s3api get-object").await?;
            page.script("location.hash = '#/object/two%0Alines'", Vec::new()).await?;
            page.read(&id("no-command"), "control characters").await?;
            page.click("label:has([data-testid=tool-aws])").await?;
            page.read(&id("no-command"), "control characters").await?;
            page.miss(&id("copy-command")).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_request_panel_is_accessible_and_fits() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let key = TestKey::random()?;
        let name = format!("{}.txt", "a-long-name-without-any-blank".repeat(4));
        sandbox.storage().store(&name, b"content".to_vec(), Some(&key.bytes)).await?;
        sandbox.storage().store("plain.txt", b"content".to_vec(), None).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("screens-bindings", async |page| {
            let mut looks = Looks::new()?;
            page.connected_to_demo().await?;
            open(page, &name, &key).await?;
            looks.at(page, "request-get").await?;
            page.click(&id("try-bindings")).await?;
            page.read(&id("support-any-key"), "accepts").await?;
            choose(page, "put", "any-key").await?;
            looks.at(page, "request-put-any-key").await?;
            page.session().resize(360, 740).await?;
            page.script("document.querySelector('[data-testid=bindings]').scrollIntoView()", Vec::new()).await?;
            page.picture("bindings-narrow").await?;
            // What a binding means has the width of the panel, not what three columns leave of it.
            let width = "const of = (css) => document.querySelector(css).getBoundingClientRect().width;
                return of('[data-testid=bindings] tbody label') / of('[data-testid=bindings]')";
            let width = page.script(width, Vec::new()).await?.as_f64().unwrap_or_default();
            ensure!(width > 0.9, "the words have {width} of the table");
            page.session().resize(1280, 900).await?;
            page.script("location.hash = '#/object/plain.txt'", Vec::new()).await?;
            page.fact("ETag").await?;
            page.click("label:has([data-testid=operation-put])").await?;
            page.see(&id("ask-sse-s3")).await?;
            looks.at(page, "request-put-plain").await?;
            looks.result()
        })
        .await?;
    }
    Ok(())
}
