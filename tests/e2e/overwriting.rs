//! A name in use: the page asks first, and does what it is told.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places};
use tempfile::TempDir;

use crate::page::{Page, SOON, TestKey, Way, id};

#[tokio::test]
async fn keep_both_replace_and_skip_do_what_they_say() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let key = TestKey::random()?;
        let stored = async |object_key: &str| {
            Ok::<_, anyhow::Error>(sandbox.storage().read(object_key, Some(&key.bytes)).await?.text().await?)
        };
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("overwriting", async |page| {
            page.connected_to_demo().await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            let mut notes = Notes(Vec::new());
            page.upload(&[notes.with("first")?]).await?;
            page.upload_is_confirmed("notes.txt").await?;

            page.stage(&[notes.with("second")?]).await?;
            page.read(&id("clash"), "notes.txt exists already here").await?;
            page.picture("files-staged").await?;
            page.click(&format!("label:has({})", id("clash-skip"))).await?;
            page.read(&id("upload-staged"), "Nothing to upload").await?;
            page.click(&id("upload-staged")).await?;
            ensure!(stored("notes.txt").await? == "first", "Skip replaced the object");

            page.click(&format!("label:has({})", id("clash-replace"))).await?;
            page.read(&id("upload-staged"), "Upload 1 file").await?;
            // So that the row that comes is the new one's.
            page.click(&id("clear-ended")).await?;
            page.click(&id("upload-staged")).await?;
            page.upload_is_confirmed("notes.txt").await?;
            ensure!(stored("notes.txt").await? == "second", "Replace left the old content");

            page.stage(&[notes.with("third")?]).await?;
            page.see(&id("clash")).await?;
            // It is the choice from the start: nothing is lost by a quick hand.
            page.click(&id("upload-staged")).await?;
            page.upload_is_confirmed("notes (1).txt").await?;
            ensure!(stored("notes.txt").await? == "second", "Keep both replaced the object");
            ensure!(stored("notes (1).txt").await? == "third");
            ensure!(sandbox.storage().object_keys().await?.len() == 2);
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_object_that_somebody_else_stored_meanwhile_is_not_replaced_silently() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let key = TestKey::random()?;
        let stored =
            async || Ok::<_, anyhow::Error>(sandbox.storage().read("notes.txt", Some(&key.bytes)).await?.text().await?);
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("race", async |page| {
            page.connected_to_demo().await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.see(&id("list-empty")).await?;
            // After the page has read its list.
            sandbox.storage().store("notes.txt", b"theirs".to_vec(), Some(&key.bytes)).await?;
            let mut notes = Notes(Vec::new());
            page.upload(&[notes.with("mine")?]).await?;
            let text = page.transfer_is("notes.txt", Way::Up, "asking", SOON).await?;
            ensure!(text.contains("The name is in use"), "the row says: {text}");
            ensure!(stored().await? == "theirs", "the object was replaced before the question");
            page.click_in_transfer("notes.txt", "asked-skip").await?;
            page.transfer_is("notes.txt", Way::Up, "cancelled", SOON).await?;
            ensure!(stored().await? == "theirs", "Skip replaced the object");

            page.click_in_transfer("notes.txt", "transfer-retry").await?;
            page.transfer_is("notes.txt", Way::Up, "asking", SOON).await?;
            page.click_in_transfer("notes.txt", "asked-replace").await?;
            page.upload_is_confirmed("notes.txt").await?;
            ensure!(stored().await? == "mine", "Replace left the old content");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// Files of the same name with other contents, each in a folder of its own.
struct Notes(Vec<TempDir>);

impl Notes {
    fn with(&mut self, contents: &str) -> Result<PathBuf> {
        let folder = tempfile::tempdir()?;
        let path = bytes::write(folder.path(), "notes.txt", contents.as_bytes())?;
        self.0.push(folder);
        Ok(path)
    }
}
