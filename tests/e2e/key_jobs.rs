//! A key has one job: it is made or imported for it, and the other one is refused.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, places};

use crate::page::{Page, TestKey, id};

#[tokio::test]
async fn a_key_that_has_one_job_is_refused_for_the_other() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let ssec = TestKey::random()?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("key-jobs", async |page| {
            page.connected_to_demo().await?;
            let sealing = page.make_sealing_key().await?;
            ensure!(page.text(&id("key-sheet")).await?.contains("Sealing key"));
            page.miss(&id("md5-check")).await?;
            page.import_key(&ssec).await?;
            page.read(&id("ring-sealing"), "saved").await?;
            page.read(&id("ring"), "saved").await?;

            page.click(&id("import-key")).await?;
            page.click("label:has([data-testid=import-sealing])").await?;
            page.paste_key(&ssec).await?;
            page.read(&id("doctor"), "This key is an SSE-C key here").await?;
            page.click("label:has([data-testid=import-sse-c])").await?;
            page.paste_key(&sealing).await?;
            page.read(&id("doctor"), "This key is a sealing key here").await?;
            page.picture("key-other-job").await?;

            // The same key for the same job is no trouble.
            page.import_sealing_key(&sealing).await
        })
        .await?;
    }
    Ok(())
}
