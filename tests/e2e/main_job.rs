//! The main job: a key, uploads, the list, details, downloads byte for byte, deleting.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use sealport_tests::garage::Garage;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::site::Site;
use sealport_tests::storage::Storage;
use sealport_tests::{Browser, bytes, places};

use crate::page::{Page, TestKey, id};

/// Names and lengths: nothing, the least, one of several read sizes, a large one; a name with spaces and accents.
const FILES: [(&str, usize); 5] = [
    ("empty.bin", 0),
    ("one.bin", 1),
    ("five.bin", 5 << 20),
    ("large.bin", 64 << 20),
    ("Été à la plage, n° 3 (copie).txt", 70_001),
];

#[tokio::test]
async fn the_main_job_works_on_the_local_server() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("main-job-sandbox", async |page| {
            page.connected_to_demo().await?;
            // The other way to a key: none is there when the first upload is asked for.
            let files = Files::make()?;
            page.stage(&files.paths()).await?;
            page.click(&id("upload-staged")).await?;
            page.read("dialog", "before its first use").await?;
            page.read(&format!("dialog {}", id("gate-key")), "SSE-C key").await?;
            ensure!(
                sandbox.storage().object_keys().await?.is_empty(),
                "something was uploaded before the key was saved"
            );
            page.click(&id("gate-later")).await?;
            page.no_dialog().await?;
            page.click(&id("upload-staged")).await?;
            let key = page.pass_gate().await?;
            main_job(page, &files, &key, sandbox.storage()).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_main_job_works_on_garage_from_a_static_host_under_a_sub_path() -> Result<()> {
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "/some/where", None).await?;
        let garage = Garage::start(&site.origin()).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("main-job-garage", async |page| {
            page.connect(garage.storage()).await?;
            let key = page.make_key().await?;
            page.go_to_files().await?;
            let files = Files::make()?;
            page.upload(&files.paths()).await?;
            main_job(page, &files, &key, garage.storage()).await
        })
        .await?;
    }
    Ok(())
}

/// From running uploads to an empty bucket.
async fn main_job(page: &Page, files: &Files, key: &TestKey, storage: &Storage) -> Result<()> {
    for (name, contents) in &files.0 {
        page.upload_is_confirmed(name).await?;
        let row = page.row(name).await?;
        ensure!(row.contains("SSE-C"), "the row of {name:?} does not tell its protection: {row}");
        // A client that is not ours finds the same under the same key, and nothing without it.
        let read = storage.read(name, Some(&key.bytes)).await?;
        ensure!(read.status().is_success(), "{name:?} cannot be read with the key: {}", read.status());
        ensure!(read.bytes().await? == contents.as_slice(), "{name:?} is stored with another content");
        let without = storage.read(name, None).await?;
        ensure!(without.status() == 400, "{name:?} is read without the key: {}", without.status());
    }
    // From the storage's own list, not from what the page remembers.
    page.reload_list().await?;
    let mut listed = page.listed().await?;
    listed.sort();
    let mut sent: Vec<String> = files.0.iter().map(|(name, _)| (*name).to_owned()).collect();
    sent.sort();
    ensure!(listed == sent, "the list shows {listed:?}");
    page.picture("files-browse").await?;

    for (name, contents) in &files.0 {
        page.download_and_compare(name, name, contents).await?;
    }

    let (name, contents) = files.0.last().context("there are files")?;
    page.open_details(name).await?;
    let size = page.fact("Size").await?;
    ensure!(size.contains(&grouped(contents.len())), "the size is shown as {size:?}");
    let etag = page.fact("ETag").await?;
    ensure!(etag.contains('"') && etag.contains("No checksum"), "the ETag is shown as {etag:?}");
    let media_type = page.fact("Content type").await?;
    ensure!(media_type == "text/plain", "the content type is shown as {media_type:?}");
    let encryption = page.fact("Encryption").await?;
    ensure!(encryption.contains("AES256 with your key"), "the encryption is shown as {encryption:?}");
    let modified = page.fact("Last modified").await?;
    ensure!(modified.ends_with("UTC"), "the date is shown as {modified:?}");
    page.picture("object-details").await?;
    page.delete_shown(name).await?;
    page.reload_list().await?;
    ensure!(!page.listed().await?.contains(&(*name).to_owned()), "{name:?} is still in the list");
    ensure!(!storage.object_keys().await?.contains(&(*name).to_owned()), "{name:?} is still in the bucket");
    Ok(())
}

/// `1234567` as `1,234,567`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let start = digits.len() % 3;
    let mut parts = vec![digits.get(..start).unwrap_or_default().to_owned()];
    parts.extend(
        digits
            .as_bytes()
            .get(start..)
            .unwrap_or_default()
            .chunks(3)
            .map(|part| String::from_utf8_lossy(part).into_owned()),
    );
    parts.retain(|part| !part.is_empty());
    parts.join(",")
}

/// The files on disk, and what is in them.
struct Files(Vec<(&'static str, Vec<u8>)>, tempfile::TempDir);

impl Files {
    fn make() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut files = Vec::new();
        for (name, len) in FILES {
            let contents = bytes::random(len)?;
            bytes::write(folder.path(), name, &contents)?;
            files.push((name, contents));
        }
        Ok(Self(files, folder))
    }

    fn paths(&self) -> Vec<PathBuf> {
        self.0.iter().map(|(name, _)| self.1.path().join(name)).collect()
    }
}
