//! How long the page takes from its address to a first screen that can be used, with nothing of it in any cache.

use std::time::Duration;

use anyhow::{Context, Result};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, places, wait};

use crate::page::Page;
use crate::report::median;

/// Interactive within this many milliseconds (performance.md).
const TARGET_MS: f64 = 1000.0;

/// The page's own mark, in milliseconds since the address was asked for; null before.
const INTERACTIVE: &str = "return performance.getEntriesByName('sealport-interactive')[0]?.startTime ?? null";

/// One sample a round, in milliseconds.
pub struct Start(Vec<f64>);

impl Start {
    /// Opens the page in a browser of its own each time.
    pub async fn measure(rounds: usize) -> Result<Self> {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let mut samples = Vec::new();
        for round in 0..=rounds {
            let page = Page::open(Browser::Chromium, sandbox.page()).await?;
            let mut taken = None;
            page.run("bench-start", async |page| {
                let mark = wait::until("the first screen", Duration::from_secs(30), async || {
                    Ok(page.script(INTERACTIVE, Vec::new()).await?.as_f64())
                });
                taken = Some(mark.await?);
                Ok(())
            })
            .await?;
            // The first warms the disk's cache up, not the browser's.
            if round > 0 {
                samples.push(taken.context("no time was taken")?);
            }
            eprintln!("page start: round {round} of {rounds}");
        }
        Ok(Self(samples))
    }

    pub fn print(&self) {
        let ms = median(&self.0);
        let verdict = if ms <= TARGET_MS { "" } else { "  above" };
        println!("\nPage start, no cache: interactive after {ms:.0} ms, of {TARGET_MS:.0} that it may take{verdict}");
    }

    pub fn to_json(&self) -> serde_json::Value {
        self.0.as_slice().into()
    }
}
