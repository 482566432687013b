//! Sealed files: how fast the client seals and opens a file in a browser, beside what WebCrypto can do at best with the
//! same file, and beside other programs.

use std::path::Path;

use anyhow::{Context, Result};
use sealport_tests::session::Session;
use sealport_tests::site::Site;
use sealport_tests::{Browser, places};
use serde_json::{Value, json};
use thirtyfour::By;

use crate::report::median;
use crate::ways::LIMIT;

/// Ways of the page, ours before the limit that it is held against, and the part of its rate that ours is to reach.
const RATIOS: [(&str, &str, f64); 3] =
    [("seal", "L-seal", 0.9), ("open", "L-open", 0.9), ("seal, verified", "seal", 0.0)];
const WAYS: [&str; 6] = ["seal", "seal, verified", "seal into a Blob, verified", "L-seal", "open", "L-open"];

/// Others hold everything in memory: they are given a part of the file, in bytes.
const PEER_LEN: u64 = 64 << 20;
/// Ours is to be this many times as quick as each of them.
const PEER_TARGET: f64 = 2.0;

/// What was measured.
pub struct Sealed {
    mib: u64,
    frame_kib: u32,
    rounds: Vec<(&'static str, Vec<f64>)>,
    peers: Vec<Peer>,
    longest_task_ms: f64,
}

struct Peer {
    name: String,
    sealing_ms: Vec<f64>,
    opening_ms: Vec<f64>,
}

/// Measures: all ways take turns, the first turn only warms up.
///
/// # Errors
///
/// When a way fails: then there is nothing to compare.
pub async fn measure(file: &Path, mib: u64, frame_kib: u32, rounds: usize, with_peers: bool) -> Result<Sealed> {
    let site = Site::start(&places::bench_page()?, "", None).await?;
    let session = Session::open(Browser::Chromium).await?;
    let measured = measure_in(&session, &site, file, mib, frame_kib, rounds, with_peers).await;
    session.close().await?;
    measured
}

async fn measure_in(
    session: &Session,
    site: &Site,
    file: &Path,
    mib: u64,
    frame_kib: u32,
    rounds: usize,
    with_peers: bool,
) -> Result<Sealed> {
    let driver = session.driver();
    driver.set_script_timeout(LIMIT).await?;
    driver.goto(site.address()).await?;
    driver.find(By::Css("#bench-file")).await?.send_keys(file.display().to_string()).await?;
    let frame_len = frame_kib << 10;
    let ready = "
        while (!window.bench) await new Promise((done) => setTimeout(done, 50));
        await bench.prepare(args[0]);
        return bench.peers;";
    let peers = session.async_script(ready, vec![json!(frame_len)]).await?;
    let mut sealed = Sealed {
        mib,
        frame_kib,
        rounds: WAYS.iter().map(|way| (*way, Vec::new())).collect(),
        peers: names(&peers).filter(|_| with_peers).map(Peer::new).collect(),
        longest_task_ms: 0.0,
    };
    for round in 0..=rounds {
        for turn in 0..WAYS.len() {
            let index = (turn + round) % WAYS.len();
            let (way, samples) = sealed.rounds.get_mut(index).context("a way")?;
            let arguments = vec![json!(way), json!(frame_len)];
            let ms = session.async_script("return bench.WAYS[args[0]](args[1])", arguments).await?;
            let ms = ms.as_f64().with_context(|| format!("{way}: {ms} is no time"))?;
            if round > 0 {
                samples.push(ms);
            }
        }
        eprintln!("sealed files: round {round} of {rounds}");
    }
    let longest = session.script("return window.longestTask", Vec::new()).await?;
    sealed.longest_task_ms = longest.as_f64().context("no long tasks were watched")?;
    // After that, since what they block is no task of ours.
    let length = PEER_LEN.min(mib << 20);
    for round in 0..=rounds {
        for peer in &mut sealed.peers {
            let arguments = vec![json!(peer.name), json!(length)];
            let times = session.async_script("return bench.peer(args[0], args[1])", arguments).await?;
            let ms = |name: &str| times.get(name).and_then(Value::as_f64).context("no time");
            if round > 0 {
                peer.sealing_ms.push(ms("sealing")?);
                peer.opening_ms.push(ms("opening")?);
            }
        }
    }
    Ok(sealed)
}

fn names(peers: &Value) -> impl Iterator<Item = String> {
    peers.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned)
}

impl Peer {
    fn new(name: String) -> Self {
        Self { name, sealing_ms: Vec::new(), opening_ms: Vec::new() }
    }
}

impl Sealed {
    fn median_ms(&self, way: &str) -> f64 {
        self.rounds.iter().find(|(name, _)| *name == way).map_or(f64::NAN, |(_, samples)| median(samples))
    }

    fn rate(&self, way: &str) -> f64 {
        rate(self.mib << 20, self.median_ms(way))
    }

    fn peer_len(&self) -> u64 {
        PEER_LEN.min(self.mib << 20)
    }

    /// The table.
    pub fn print(&self) {
        println!(
            "\nSealed files: {} MiB in frames of {} KiB, medians in one run, headless Chromium\n",
            self.mib, self.frame_kib
        );
        println!("{:<30} {:>10} {:>10}", "way", "ms", "MB/s");
        for (way, samples) in &self.rounds {
            println!("{way:<30} {:>10.0} {:>10.0}", median(samples), self.rate(way));
        }
        for peer in &self.peers {
            for (what, samples) in [("seals", &peer.sealing_ms), ("opens", &peer.opening_ms)] {
                let (name, ms) = (format!("{} {what}", peer.name), median(samples));
                println!("{name:<36} {ms:>4.0} {:>10.0}", rate(self.peer_len(), ms));
            }
        }
        println!();
        for (ours, limit, target) in RATIOS {
            let ratio = self.median_ms(limit) / self.median_ms(ours);
            let met = if ratio >= target { String::new() } else { format!("  below {target}") };
            println!("{:<52} {ratio:>6.2}{met}", format!("{ours} / {limit}"));
        }
        for (what, ratio) in self.against_peers() {
            let met = if ratio >= PEER_TARGET { "" } else { "  below 2" };
            println!("{what:<52} {ratio:>6.1}{met}");
        }
        println!("{:<52} {:>6.0} ms", "longest task on the main thread", self.longest_task_ms);
    }

    /// Sealing into a Blob, verified, is what the peers are compared with: they too end with the whole sealed form.
    fn against_peers(&self) -> Vec<(String, f64)> {
        let mut ratios = Vec::new();
        for peer in &self.peers {
            let len = self.peer_len();
            let seal = self.rate("seal into a Blob, verified") / rate(len, median(&peer.sealing_ms));
            let open = self.rate("open") / rate(len, median(&peer.opening_ms));
            ratios.push((format!("seal into a Blob, verified / {}", peer.name), seal));
            ratios.push((format!("open / {}", peer.name), open));
        }
        ratios
    }

    /// Every sample.
    pub fn to_json(&self) -> Value {
        let ways: Vec<Value> = self
            .rounds
            .iter()
            .map(|(way, samples)| json!({ "way": way, "samplesMs": samples, "mbPerS": self.rate(way) }))
            .collect();
        let peers: Vec<Value> = self
            .peers
            .iter()
            .map(|peer| json!({ "name": peer.name, "sealingMs": peer.sealing_ms, "openingMs": peer.opening_ms }))
            .collect();
        json!({ "mib": self.mib, "frameKib": self.frame_kib, "ways": ways, "peers": peers,
            "peerBytes": self.peer_len(), "longestTaskMs": self.longest_task_ms })
    }
}

/// MB/s.
fn rate(len: u64, ms: f64) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let megabytes = len as f64 / 1e6;
    megabytes / ms * 1e3
}
