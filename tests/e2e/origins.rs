//! Who may talk to whom: pages on other origins, foreign host names, and the demo's credentials.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::site::Site;
use sealport_tests::{Browser, places};
use serde_json::{Value, json};

use crate::page::{Page, id};

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
            ensure!(checks.contains("No answer that this page may read"), "the checks say: {checks}");
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
            page.read(&id("checks"), "Check the access key ID and the secret access key").await?;
            page.fill("#secret-access-key", &sandbox.storage().secret_access_key).await?;
            page.fill("#bucket", "no-such-bucket").await?;
            page.click(&id("connect")).await?;
            page.read(&id("checks"), "Check the bucket's name").await?;
            page.fill("#bucket", &sandbox.storage().bucket).await?;
            page.click(&id("connect")).await?;
            page.read(&id("checks"), "all passed").await?;
            // Nothing is sent that would show a key to whoever listens on the way.
            page.fill("#endpoint", "http://storage.example").await?;
            page.click(&id("connect")).await?;
            page.read("form", "SSE-C keys would cross the network in clear").await.map(drop)
        })
        .await?;
    }
    Ok(())
}
