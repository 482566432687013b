//! Sealed files: how fast the client seals and opens a file in a browser and moves it to a bucket and back, beside what
//! WebCrypto, XHR and fetch can do at best with the same file, and beside other programs.

use std::path::Path;

use anyhow::{Context, Result};
use sealport_s3::LinkOperation;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::session::Session;
use sealport_tests::site::Site;
use sealport_tests::{Browser, places};
use serde_json::{Value, json};
use thirtyfour::By;

use crate::processes;
use crate::sealed_report::{Peer, RustEngine, Sealed, Way};
use crate::ways::{LIMIT, presigned};

/// Others hold everything in memory: they are given a part of the file, in bytes.
const PEER_LEN: u64 = 64 << 20;
/// What the Rust engine seals, in bytes: it is slow.
const ENGINE_LEN: u32 = 32 << 20;

/// What is measured, and with which settings.
pub struct How {
    /// Length of a frame in KiB.
    pub frame_kib: u32,
    /// Frames in the cipher at once; without it, as many as in the page.
    pub in_flight: Option<u32>,
    /// Names of ways; empty for all.
    pub ways: Vec<String>,
    /// Whether the peers and the Rust engine are measured too.
    pub peers: bool,
}

/// A browser with the benchmark's page, connected to a bucket.
struct Window {
    session: Session,
    site: Site,
    sandbox: Sandbox,
}

/// Measures: all ways take turns, the first turn only warms up.
///
/// # Errors
///
/// When a way fails: then there is nothing to compare.
pub async fn measure(file: &Path, mib: u64, rounds: usize, how: &How) -> Result<Sealed> {
    let site = Site::start(&places::bench_page()?, "", None).await?;
    let sandbox = Sandbox::start(None, &[&site.origin()]).await?;
    let window = Window { session: Session::open(Browser::Chromium).await?, site, sandbox };
    let measured = window.measure(file, mib, rounds, how).await;
    window.session.close().await?;
    let mut sealed = measured?;
    for peer in &mut sealed.peers {
        peer.peak = peak(&window.site, file, &peer.name, sealed.peer_len).await?;
    }
    Ok(sealed)
}

impl Window {
    async fn measure(&self, file: &Path, mib: u64, rounds: usize, how: &How) -> Result<Sealed> {
        let session = &self.session;
        load(session, &self.site, file).await?;
        let frame_len = how.frame_kib << 10;
        let settings = json!({ "frameLength": frame_len, "inFlight": how.in_flight });
        let storage = self.sandbox.storage();
        let mut links = serde_json::Map::new();
        for (name, operation) in [("put", LinkOperation::Put), ("get", LinkOperation::Get)] {
            let (url, headers) = presigned(storage, operation, "plain.bin", None)?;
            links.insert(name.to_owned(), json!({ "url": url, "headers": headers }));
        }
        let connection =
            json!([storage.endpoint, storage.region, storage.bucket, storage.access_key_id, storage.secret_access_key]);
        let prepare = "await bench.prepare(...args); return bench;";
        let bench = session.async_script(prepare, vec![settings.clone(), connection, Value::Object(links)]).await?;
        let wanted = |name: &String| how.ways.is_empty() || how.ways.contains(name);
        let names_of = |what: &str| names(bench.get(what));
        let mut ways: Vec<Way> = names_of("ways").filter(wanted).map(Way::new).collect();
        for round in 0..=rounds {
            for turn in 0..ways.len() {
                let index = (turn + round) % ways.len();
                let way = ways.get_mut(index).context("a way")?;
                let arguments = vec![json!(way.name), settings.clone()];
                let cpu = || session.process_id().and_then(processes::cpu_ms);
                let cpu_before = cpu();
                let times = session.async_script("return bench.way(...args)", arguments).await?;
                if round > 0 {
                    way.cpu_ms.extend(cpu().zip(cpu_before).map(|(after, before)| after - before));
                    way.samples_ms.push(number(&times, "ms")?);
                    way.longest_task_ms = way.longest_task_ms.max(number(&times, "longest")?);
                }
            }
            eprintln!("sealed files: round {round} of {rounds}");
        }
        let peer_len = PEER_LEN.min(mib << 20);
        let mut peers = Vec::new();
        let mut engine = RustEngine::new(ENGINE_LEN);
        if how.peers {
            peers.extend(names_of("peers").map(Peer::new));
            for round in 0..=rounds {
                for peer in &mut peers {
                    let arguments = vec![json!(peer.name), json!(peer_len)];
                    let times = session.async_script("return bench.peer(...args)", arguments).await?;
                    if round > 0 {
                        peer.sealing_ms.push(number(&times, "sealing")?);
                        peer.opening_ms.push(number(&times, "opening")?);
                        peer.handing_ms.push(number(&times, "handing")?);
                    }
                }
                let arguments = vec![json!(frame_len), json!(ENGINE_LEN / frame_len)];
                let times = session.async_script("return bench.rustEngine(...args)", arguments).await?;
                if round > 0 {
                    engine.bare_ms.push(number(&times, "bare")?);
                    engine.buffers_ms.push(number(&times, "buffers")?);
                    engine.one_ms.push(number(&times, "one")?);
                    engine.two_ms.push(number(&times, "two")?);
                }
                eprintln!("peers: round {round} of {rounds}");
            }
        }
        Ok(Sealed { mib, frame_kib: how.frame_kib, in_flight: how.in_flight, ways, peers, peer_len, engine })
    }
}

/// The memory that sealing and opening again takes in a browser of its own, which has done nothing else.
async fn peak(site: &Site, file: &Path, name: &str, len: u64) -> Result<Option<u64>> {
    let session = Session::open(Browser::Chromium).await?;
    let measured = async {
        load(&session, site, file).await?;
        let sealing = session.async_script("return bench.peer(...args)", vec![json!(name), json!(len)]);
        let (done, peak) = processes::peak_above(session.process_id(), sealing).await;
        done.map(|_| peak)
    };
    let measured = measured.await;
    session.close().await?;
    measured
}

async fn load(session: &Session, site: &Site, file: &Path) -> Result<()> {
    let driver = session.driver();
    driver.set_script_timeout(LIMIT).await?;
    driver.goto(site.address()).await?;
    driver.find(By::Css("#bench-file")).await?.send_keys(file.display().to_string()).await?;
    let ready = "while (!window.bench) await new Promise((done) => setTimeout(done, 50));";
    session.async_script(ready, Vec::new()).await.map(drop)
}

fn number(times: &Value, name: &str) -> Result<f64> {
    times.get(name).and_then(Value::as_f64).with_context(|| format!("{times} has no {name}"))
}

fn names(list: Option<&Value>) -> impl Iterator<Item = String> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned)
}
