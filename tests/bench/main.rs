//! `cargo xtask bench`: how fast the page moves a large file with SSE-C, beside plain XHR and fetch of the same bytes, how
//! fast the client seals and opens it, and how soon the page can be used.
//!
//! Machines differ and are noisy, so only ratios within one run mean something: all ways take turns, and medians are
//! compared. The peers have nothing of ours in them. Each is measured with and without the SSE-C headers, since the
//! server's own encryption is no cost of ours.

#![forbid(unsafe_code)]

mod processes;
// The page as the browser tests drive it; the benchmark needs a part of it.
#[allow(dead_code, unused_imports)]
#[path = "../e2e/page/mod.rs"]
mod page;
mod report;
mod sealed;
mod sealed_report;
mod start;
mod ways;

use std::env;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sealport_client::message::DEFAULT_FRAME_LEN;
use sealport_tests::garage::Garage;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::site::Site;
use sealport_tests::storage::Storage;
use sealport_tests::{Browser, bytes, places};
use serde_json::json;

use crate::page::Page;
use crate::report::{Report, Series};
use crate::sealed::How;
use crate::sealed_report::Sealed;
use crate::start::Start;
use crate::ways::{DOWN, UP, Way, Window};

/// What new files have, in KiB.
const FRAME_KIB: u32 = DEFAULT_FRAME_LEN >> 10;

/// What is asked for on the command line.
struct Options {
    mib: u64,
    rounds: usize,
    parts: Vec<String>,
    how: How,
    json: Option<PathBuf>,
}

impl Options {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let how = How { frame_kib: FRAME_KIB, in_flight: None, ways: Vec::new(), peers: true };
        let mut options = Self { mib: 1024, rounds: 5, parts: Vec::new(), how, json: None };
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            match word.as_str() {
                "--mib" => options.mib = value()?.parse().context("--mib takes a number of MiB")?,
                "--rounds" => options.rounds = value()?.parse().context("--rounds takes a number")?,
                "--parts" => options.parts = value()?.split(',').map(str::to_owned).collect(),
                "--frame-kib" => {
                    options.how.frame_kib = value()?.parse().context("--frame-kib takes a number of KiB")?
                }
                "--in-flight" => {
                    options.how.in_flight = Some(value()?.parse().context("--in-flight takes a number of frames")?);
                }
                "--ways" => options.how.ways = value()?.split(',').map(str::to_owned).collect(),
                "--no-peers" => options.how.peers = false,
                "--json" => options.json = Some(value()?.into()),
                other => bail!("unknown option {other}; `cargo xtask bench --help` names them"),
            }
        }
        Ok(options)
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let options = Options::parse(env::args().skip(1))?;
    let mut report = Report::new(options.mib, options.rounds);
    let (mut sealed, mut start) = (None, None);
    let folder = tempfile::tempdir()?;
    let file = random_file(folder.path(), options.mib)?;
    for server in &options.parts {
        match server.as_str() {
            "sandbox" => {
                let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
                let page = Page::open(Browser::Chromium, sandbox.page()).await?;
                page.run("bench-sandbox", async |page| {
                    page.connected_to_demo().await?;
                    measure(page, server, sandbox.storage(), &file, &options, &mut report).await
                })
                .await?;
            }
            "garage" => {
                let site = Site::start(&places::dist()?, "", None).await?;
                let garage = Garage::start(&site.origin()).await?;
                let page = Page::open(Browser::Chromium, &site.address()).await?;
                page.run("bench-garage", async |page| {
                    page.connect(garage.storage()).await?;
                    measure(page, server, garage.storage(), &file, &options, &mut report).await
                })
                .await?;
            }
            "sealed" => {
                sealed = Some(sealed::measure(&file, options.mib, options.rounds, &options.how).await?);
            }
            "start" => start = Some(Start::measure(options.rounds).await?),
            other => bail!("there is no part {other}; there are start, sandbox, garage and sealed"),
        }
    }
    if !report.is_empty() {
        report.print();
    }
    if let Some(sealed) = &sealed {
        sealed.print();
    }
    if let Some(start) = &start {
        start.print();
    }
    if let Some(path) = &options.json {
        let all = json!({
            "transfers": report.to_json(),
            "sealed": sealed.as_ref().map(Sealed::to_json),
            "start": start.as_ref().map(Start::to_json),
        });
        fs::write(path, serde_json::to_string_pretty(&all)?)
            .with_context(|| format!("cannot write {}", path.display()))?;
        println!("\nAll samples are in {}", path.display());
    }
    Ok(())
}

/// All ways take turns, up and then down; the first turn only warms up.
async fn measure(
    page: &mut Page,
    server: &str,
    storage: &Storage,
    file: &Path,
    options: &Options,
    report: &mut Report,
) -> Result<()> {
    let window = Window::prepare(page, storage, file).await?;
    let mut series: Vec<Series> = UP.iter().chain(&DOWN).map(|way| Series::new(server, *way)).collect();
    for round in 0..=options.rounds {
        // Another order in each round: what comes first finds the machine in another state.
        for turn in 0..UP.len() {
            sample(&window, UP[(turn + round) % UP.len()], round, &mut series).await?;
        }
        for turn in 0..DOWN.len() {
            sample(&window, DOWN[(turn + round) % DOWN.len()], round, &mut series).await?;
        }
        window.clean_up(round).await?;
        eprintln!("{server}: round {round} of {}", options.rounds);
    }
    report.add(series, window.longest_task_ms().await?, server);
    Ok(())
}

async fn sample(window: &Window<'_>, way: Way, round: usize, series: &mut [Series]) -> Result<()> {
    let ms = window.run(way, round).await.with_context(|| format!("{} in round {round}", way.name()))?;
    if round > 0
        && let Some(series) = series.iter_mut().find(|series| series.way == way)
    {
        series.samples_ms.push(ms);
    }
    Ok(())
}

/// Random, so that nothing on the way can be clever about it.
fn random_file(folder: &Path, mib: u64) -> Result<PathBuf> {
    let path = folder.join("bench.bin");
    let mut file = File::create(&path)?;
    for _ in 0..mib {
        file.write_all(&bytes::random(1 << 20)?)?;
    }
    file.sync_all()?;
    Ok(path)
}
