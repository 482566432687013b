//! A storage that says nothing about the customer key, as OVHcloud: the page must work, and find out by
//! reading what the answers do not say.

use anyhow::{Result, ensure};
use sealport_tests::garage::Garage;
use sealport_tests::site::Site;
use sealport_tests::{Browser, bytes, places};

use crate::page::{LATER, Page, TestKey, Way, id};

#[tokio::test]
async fn objects_are_used_with_their_key_where_the_storage_does_not_echo_it() -> Result<()> {
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "/page", None).await?;
        let garage = Garage::start_silent(&site.origin()).await?;
        let (foreign, own) = (bytes::random(5_000)?, bytes::random(70_000)?);
        let key = TestKey::random()?;
        garage.storage().store("foreign.bin", foreign.clone(), Some(&key.bytes)).await?;
        garage.storage().store("plain.txt", b"plain".to_vec(), None).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("silent-storage", async |page| {
            page.connect(garage.storage()).await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;

            let folder = tempfile::tempdir()?;
            bytes::write(folder.path(), "own.bin", &own)?;
            page.upload(&[folder.path().join("own.bin")]).await?;
            let receipt = page.transfer_is("own.bin", Way::Up, "done", LATER).await?;
            ensure!(receipt.contains("encryption with your key confirmed"), "the receipt says: {receipt}");
            page.click(&format!("{} summary", id("receipt"))).await?;
            page.read(&id("receipt-proof"), "refuses without it").await?;
            let read = garage.storage().read("own.bin", Some(&key.bytes)).await?;
            ensure!(read.bytes().await? == own.as_slice(), "another content is stored");

            page.reload_list().await?;
            for (name, contents) in [("own.bin", &own), ("foreign.bin", &foreign), ("plain.txt", &b"plain".to_vec())] {
                page.download_and_compare(name, name, contents).await?;
            }
            page.open_details("foreign.bin").await?;
            let encryption = page.fact("Encryption").await?;
            ensure!(encryption.contains("your key") && !encryption.contains("provider"), "it says: {encryption:?}");
            let shown = page.read(&id("request"), "expires").await?;
            ensure!(
                shown.contains("x-amz-server-side-encryption-customer-key: •"),
                "the request lacks the key: {shown}"
            );
            page.go_to_files().await?;
            page.open_details("plain.txt").await?;
            let encryption = page.fact("Encryption").await?;
            ensure!(!encryption.contains("your key"), "a plain object is said to have a key: {encryption:?}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}
