//! What a passphrase made in this tab, and opened a file, opens the next one without a question.

use std::fs;

use anyhow::{Context, Result, ensure};
use sealport_tests::{Browser, bytes};

use crate::local::{saved, scene, suggested, take};
use crate::page::{LATER, id};

#[tokio::test]
async fn a_passphrase_that_opened_a_file_is_not_asked_for_again() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page, folder) = scene(browser).await?;
        let folder = folder.path();
        page.run("local-known-passphrase", async |page| {
            let (first, second) = (bytes::random(5_000)?, bytes::random(6_000)?);
            let files = [bytes::write(folder, "first.bin", &first)?, bytes::write(folder, "second.bin", &second)?];
            take(page, &files).await?;
            let phrase = suggested(page).await?;
            page.click(&id("seal-start")).await?;
            let mut sealed = Vec::new();
            for name in ["first.bin.sealed", "second.bin.sealed"] {
                sealed.push(bytes::write(folder, name, &page.session().downloaded(name, LATER).await?)?);
            }
            // What sealed is not known: a person who opens the file sees whether the passphrase was kept.
            take(page, &sealed[..1]).await?;
            page.miss(&id("open-known")).await?;
            page.fill("#passphrase", "not the passphrase").await?;
            page.click(&id("open-start")).await?;
            page.read(&id("local-file"), "Wrong passphrase").await?;
            page.miss(&id("open-known")).await?;
            page.fill("#passphrase", &phrase).await?;
            page.click(&id("open-start")).await?;
            ensure!(
                saved(page, "Opened and given to the browser to save as", "first.bin").await? == first,
                "it opened to other bytes"
            );

            take(page, &sealed[1..]).await?;
            page.see(&id("open-known")).await?;
            page.miss("#passphrase").await?;
            page.picture("local-known").await?;
            page.click(&id("open-start")).await?;
            ensure!(
                saved(page, "Opened and given to the browser to save as", "second.bin").await? == second,
                "it opened to other bytes"
            );

            // Another salt is another key, whatever the words; and a name that is known may fit no longer.
            take(page, &files[..1]).await?;
            let other = suggested(page).await?;
            page.click(&id("seal-start")).await?;
            let contents = saved(page, "Sealed and given to the browser to save as", "first.bin.sealed").await?;
            take(page, &[bytes::write(folder, "other.sealed", &contents)?]).await?;
            page.miss(&id("open-known")).await?;
            page.fill("#passphrase", &other).await?;
            page.click(&id("open-start")).await?;
            ensure!(
                saved(page, "Opened and given to the browser to save as", "other").await? == first,
                "it opened to other bytes"
            );
            let mut altered = fs::read(&sealed[1])?;
            let at = memchr::memmem::find(&altered, b"$p=1$").or(memchr::memmem::find(&altered, b",p=1$"));
            altered[at.context("no passphrase in the header")? + 5 + 22 + 30] ^= 1;
            take(page, &[bytes::write(folder, "altered.sealed", &altered)?]).await?;
            page.see(&id("open-known")).await?;
            page.click(&id("open-start")).await?;
            page.read(&id("local-file"), "the start of the file was altered").await?;
            page.see("#passphrase").await.map(drop)
        })
        .await?;
    }
    Ok(())
}
