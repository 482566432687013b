//! The bucket's default encryption, read and changed from its screen.

use std::env;

use anyhow::{Result, ensure};
use reqwest::Method;
use sealport_tests::call::Call;
use sealport_tests::garage::Garage;
use sealport_tests::localstack::LocalStack;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::site::Site;
use sealport_tests::storage::Storage;
use sealport_tests::{Browser, bytes, places, wait};

use crate::page::{LATER, Page, TestKey, Way, id};

/// As AWS has it on buckets made since April 2026.
const SSE_C_BLOCKED: &str = "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
    </ApplyServerSideEncryptionByDefault><BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType>\
    </BlockedEncryptionTypes>";

/// What a newer S3 might have beside it.
const FROM_THE_FUTURE: &str = "<f:Future xmlns:f=\"urn:f\" mode=\"on\"><f:Inner>a &amp; b</f:Inner></f:Future>";

async fn encryption_of(storage: &Storage) -> Result<String> {
    let answer = Call::bucket(Method::GET, "encryption", String::new()).send(storage).await?;
    Ok(String::from_utf8(answer.body)?)
}

async fn go_to_bucket(page: &Page) -> Result<()> {
    page.click(&id("nav-bucket")).await?;
    page.see(&id("bucket-page")).await.map(drop)
}

#[tokio::test]
async fn the_default_is_turned_on_used_and_turned_off() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let folder = tempfile::tempdir()?;
        let encrypted = bytes::write(folder.path(), "by-default.txt", b"content")?;
        let plain = bytes::write(folder.path(), "plain.txt", b"content")?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("bucket-default", async |page| {
            page.connected_to_demo().await?;
            go_to_bucket(page).await?;
            page.read(&id("default-encryption"), "None set").await?;
            page.read(&id("default-encryption"), "Only new objects are affected").await?;
            page.click(&id("turn-on")).await?;
            page.read(&id("bucket-changed"), "New objects are now encrypted").await?;
            page.read(&id("default-encryption"), "SSE-S3 for every new object").await?;

            page.go_to_files().await?;
            page.click(&id("change-protection")).await?;
            page.click("label[for=protect-bucket]").await?;
            page.read(&id("protection-panel"), "This bucket encrypts them with the provider's key").await?;
            page.click(&id("protection-done")).await?;
            page.upload(&[encrypted]).await?;
            let row = page.transfer_is("by-default.txt", Way::Up, "done", LATER).await?;
            ensure!(row.contains("the bucket encrypted it with SSE-S3"), "the row says: {row}");
            ensure!(page.row("by-default.txt").await?.contains("SSE-S3"), "the list does not show it");
            page.open_details("by-default.txt").await?;
            ensure!(page.fact("Encryption").await?.starts_with("SSE-S3"), "the details say something else");

            go_to_bucket(page).await?;
            page.click(&id("turn-off")).await?;
            page.read("dialog[open]", "Objects that exist stay as they are").await?;
            page.click(&id("change-confirm")).await?;
            page.no_dialog().await?;
            page.read(&id("bucket-changed"), "is removed").await?;
            page.read(&id("default-encryption"), "None set").await?;

            page.go_to_files().await?;
            page.upload(&[plain]).await?;
            page.transfer_is("plain.txt", Way::Up, "done", LATER).await?;
            let head = Call::head("plain.txt").send(sandbox.storage()).await?;
            ensure!(head.header("x-amz-server-side-encryption").is_empty(), "the default is still in force");
            page.open_details("plain.txt").await?;
            ensure!(page.fact("Encryption").await?.contains("No encryption reported"), "a claim without ground");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_default_that_the_provider_puts_back_is_not_called_off() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start_like(Some(&places::dist()?), &[], &["--default-encryption", "sse-s3"]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("bucket-back", async |page| {
            page.connected_to_demo().await?;
            go_to_bucket(page).await?;
            page.click(&id("turn-off")).await?;
            page.click(&id("change-confirm")).await?;
            page.read(&id("bucket-changed"), "goes on with SSE-S3 by itself").await?;
            page.read(&id("default-encryption"), "SSE-S3 for every new object").await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn blocked_ssec_is_explained_and_allowed_again() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        sandbox.storage().configure_encryption(&format!("{SSE_C_BLOCKED}{FROM_THE_FUTURE}")).await?;
        let key = TestKey::random()?;
        let contents = bytes::random(30_000)?;
        let file = bytes::write(key.folder(), "scan.bin", &contents)?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ssec-blocked", async |page| {
            page.connected_to_demo().await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.click(&id("change-protection")).await?;
            page.read(&id("panel-blocked"), "refuses new objects with SSE-C").await?;
            page.click(&id("protection-done")).await?;
            page.upload(&[file]).await?;
            let row = wait::until("the upload to be refused", LATER, async || {
                let now = page.transfer("scan.bin", Way::Up).await?;
                Ok(now.filter(|(state, _)| state == "failed").map(|(_, text)| text))
            })
            .await?;
            ensure!(row.contains("This bucket refuses SSE-C"), "the row says: {row}");
            ensure!(sandbox.storage().object_keys().await?.is_empty(), "something was stored");

            page.click_in_transfer("scan.bin", "to-bucket").await?;
            page.read(&id("blocked-types"), "refuses new objects with SSE-C").await?;
            page.click(&id("allow-ssec")).await?;
            page.read(&id("bucket-changed"), "SSE-C is allowed again").await?;
            page.read(&id("blocked-types"), "Nothing is refused").await?;
            let kept = encryption_of(sandbox.storage()).await?;
            ensure!(kept.contains(FROM_THE_FUTURE), "what the page does not know is lost: {kept}");
            page.read(&id("default-encryption"), "SSE-S3 for every new object").await?;

            page.go_to_files().await?;
            page.click_in_transfer("scan.bin", "transfer-retry").await?;
            page.upload_is_confirmed("scan.bin").await?;
            page.download_and_compare("scan.bin", "scan.bin", &contents).await
        })
        .await?;
    }
    Ok(())
}

/// LocalStack, since the sandbox knows no keys of a key management service.
#[tokio::test]
async fn another_default_is_replaced_only_after_a_question() -> Result<()> {
    if env::var("SEALPORT_LEFT_OUT").unwrap_or_default().contains("LocalStack") {
        return Ok(());
    }
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "", None).await?;
        let localstack = LocalStack::start().await?;
        let storage = localstack.storage();
        storage.let_in(&site.origin()).await?;
        let kms = "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>\
            <KMSMasterKeyID>arn:aws:kms:us-east-1:000000000000:key/1</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>";
        storage.configure_encryption(kms).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("bucket-replace", async |page| {
            page.ask_to_connect(storage).await?;
            page.read(&id("checks"), "all passed").await?;
            page.click(&id("open-bucket")).await?;
            go_to_bucket(page).await?;
            page.read(&id("default-encryption"), "aws:kms for every new object").await?;
            page.click(&id("turn-on")).await?;
            page.read("dialog[open]", "Replace aws:kms with SSE-S3?").await?;
            page.read("dialog[open]", "key/1 is taken out").await?;
            page.click("dialog[open] [data-first]").await?;
            page.no_dialog().await?;
            ensure!(encryption_of(storage).await?.contains("key/1"), "the KMS key is gone without a yes");

            // Somebody names another key while the question is open: that one was not agreed to.
            for (button, other) in [("turn-on", "key/2"), ("turn-off", "key/3")] {
                page.click(&id(button)).await?;
                page.see(&id("change-confirm")).await?;
                storage.configure_encryption(&kms.replace("key/1", other)).await?;
                if button == "turn-on" {
                    // The page learns of it behind the question, which is still about the key before.
                    let read_again = "document.querySelector('[data-testid=bucket-read-again]').click()";
                    page.script(read_again, Vec::new()).await?;
                    page.read(&id("default-encryption"), other).await?;
                }
                page.click(&id("change-confirm")).await?;
                page.read(&id("bucket-change-failed"), "Somebody changed the setting meanwhile").await?;
                page.read(&id("default-encryption"), other).await?;
                ensure!(encryption_of(storage).await?.contains(other), "{other} is gone without a yes");
            }
            page.click(&id("turn-off")).await?;
            page.read("dialog[open]", "key/3 is taken out").await?;
            page.click("dialog[open] [data-first]").await?;
            page.click(&id("turn-on")).await?;
            page.click(&id("change-confirm")).await?;
            page.read(&id("bucket-changed"), "New objects are now encrypted").await?;
            page.read(&id("default-encryption"), "SSE-S3 for every new object").await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_storage_without_the_setting_is_used_all_the_same() -> Result<()> {
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "", None).await?;
        let garage = Garage::start(&site.origin()).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("bucket-not-offered", async |page| {
            page.ask_to_connect(garage.storage()).await?;
            let checks = page.read(&id("checks"), "all passed").await?;
            ensure!(checks.contains("Default encryption") && checks.contains("not told"), "the checks say: {checks}");
            page.click(&id("open-bucket")).await?;
            go_to_bucket(page).await?;
            page.read(&id("bucket-unable"), "This storage has no such setting").await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_connection_check_names_the_default() -> Result<()> {
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "", None).await?;
        let sandbox = Sandbox::start(None, &[&site.origin()]).await?;
        sandbox.storage().configure_encryption(SSE_C_BLOCKED).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("bucket-check", async |page| {
            page.ask_to_connect(sandbox.storage()).await?;
            let checks = page.read(&id("checks"), "all passed").await?;
            ensure!(checks.contains("Default encryption") && checks.contains("SSE-S3"), "the checks say: {checks}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}
