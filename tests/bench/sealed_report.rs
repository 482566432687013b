//! What was measured of sealed files, as a table and as JSON.

use serde_json::{Value, json};

use crate::report::median;

/// Ways, ours before what it is held against, and the part of its rate that ours is to reach.
const RATIOS: [(&str, &str, f64); 7] = [
    ("seal", "L-seal", 0.9),
    ("open", "L-open", 0.9),
    ("verified seal", "seal", 0.0),
    ("sealed upload", "L-seal and L-put at once", 0.85),
    ("sealed upload", "L-put", 0.0),
    ("verified upload", "sealed upload", 0.9),
    ("sealed download", "L-get", 0.0),
];
/// Ours among the peers, as the page names it: verified, as by default, and not, as the peers do it.
const OURS: [&str; 2] = ["ours", "ours, not verified"];
/// Ours is to be this many times as quick as each peer.
const PEER_TARGET: f64 = 2.0;
/// A worker is to reach this part of the bare cipher's rate, and two of them this many times one.
const ENGINE_TARGETS: [f64; 2] = [0.9, 1.8];
/// No task is to be longer, in milliseconds.
const TASK_TARGET: f64 = 50.0;

/// Everything.
pub struct Sealed {
    /// Length of the file in MiB.
    pub mib: u64,
    /// Length of a frame in KiB.
    pub frame_kib: u32,
    /// Frames in the cipher at once, where another number than the page's was asked for.
    pub in_flight: Option<u32>,
    /// Each with its samples.
    pub ways: Vec<Way>,
    /// Ours among them; empty where they were left out.
    pub peers: Vec<Peer>,
    /// What each peer sealed and opened, in bytes.
    pub peer_len: u64,
    /// Without samples where the peers were left out.
    pub engine: RustEngine,
}

/// One way.
pub struct Way {
    /// As the page names it.
    pub name: String,
    /// One a round, without the round that warmed up.
    pub samples_ms: Vec<f64>,
    /// Processor time of the whole browser, one a round, where the system tells.
    pub cpu_ms: Vec<f64>,
    /// On the main thread; 0 for none over 50 ms.
    pub longest_task_ms: f64,
}

/// A program that seals and opens a part of the file.
pub struct Peer {
    /// As the page names it.
    pub name: String,
    /// Into what can be opened afterwards; one a round.
    pub sealing_ms: Vec<f64>,
    /// Sealing alone, each piece dropped as it comes; one a round.
    pub handing_ms: Vec<f64>,
    /// One a round.
    pub opening_ms: Vec<f64>,
    /// Memory above what the browser took before, in bytes, where the system tells.
    pub peak: Option<u64>,
}

/// The Rust engine in workers, each of which sealed so many bytes.
pub struct RustEngine {
    len: u32,
    /// The cipher alone, in place.
    pub bare_ms: Vec<f64>,
    /// The cipher alone, from one buffer of the page into another, which is what the workers are compared with.
    pub buffers_ms: Vec<f64>,
    /// One worker.
    pub one_ms: Vec<f64>,
    /// Two workers, each with as much as the one.
    pub two_ms: Vec<f64>,
}

impl Way {
    /// Not gone yet.
    pub fn new(name: String) -> Self {
        Self { name, samples_ms: Vec::new(), cpu_ms: Vec::new(), longest_task_ms: 0.0 }
    }
}

impl Peer {
    /// Not measured yet.
    pub fn new(name: String) -> Self {
        Self { name, sealing_ms: Vec::new(), handing_ms: Vec::new(), opening_ms: Vec::new(), peak: None }
    }
}

impl RustEngine {
    /// Not measured yet, for so many bytes a worker.
    pub fn new(len: u32) -> Self {
        Self { len, bare_ms: Vec::new(), buffers_ms: Vec::new(), one_ms: Vec::new(), two_ms: Vec::new() }
    }
}

impl Sealed {
    fn median_ms(&self, way: &str) -> Option<f64> {
        self.ways.iter().find(|known| known.name == way).map(|way| median(&way.samples_ms))
    }

    /// The table.
    pub fn print(&self) {
        let in_flight = self.in_flight.map(|frames| format!(", {frames} in flight")).unwrap_or_default();
        println!(
            "\nSealed files: {} MiB in frames of {} KiB{in_flight}, medians in one run, headless Chromium\n",
            self.mib, self.frame_kib
        );
        println!("{:<44} {:>8} {:>8} {:>8}  longest task", "way", "ms", "MB/s", "CPU ms");
        for way in &self.ways {
            let (ms, longest) = (median(&way.samples_ms), way.longest_task_ms);
            let met = if longest > TASK_TARGET { format!("{longest:.0} ms") } else { "under 50 ms".to_owned() };
            let (rate, cpu_ms) = (rate(self.mib << 20, ms), median(&way.cpu_ms));
            println!("{:<44} {ms:>8.0} {rate:>8.0} {cpu_ms:>8.0}  {met}", way.name);
        }
        for peer in &self.peers {
            let kinds =
                [("seals", &peer.handing_ms), ("seals into a Blob", &peer.sealing_ms), ("opens", &peer.opening_ms)];
            for (what, samples) in kinds {
                let (name, ms) = (format!("{} {what}", peer.name), median(samples));
                println!("{name:<44} {ms:>8.0} {:>8.0}", rate(self.peer_len, ms));
            }
        }
        println!();
        for (ours, limit, target) in RATIOS {
            if let (Some(ours_ms), Some(limit_ms)) = (self.median_ms(ours), self.median_ms(limit)) {
                print_ratio(&format!("{ours} / {limit}"), limit_ms / ours_ms, target);
            }
        }
        self.print_peers();
        self.print_engine();
    }

    fn print_peers(&self) {
        let mib = |bytes: u64| bytes >> 20;
        let [as_in_page, not_verified] = OURS.map(|name| self.peers.iter().find(|peer| peer.name == name));
        for peer in self.peers.iter().filter(|peer| !OURS.contains(&peer.name.as_str())) {
            for ours in [as_in_page, not_verified].into_iter().flatten() {
                let handing = median(&peer.handing_ms) / median(&ours.handing_ms);
                print_ratio(&format!("seal: {} / {}", ours.name, peer.name), handing, PEER_TARGET);
                // The Blob is the browser's work, for ours and theirs alike.
                let sealing = median(&peer.sealing_ms) / median(&ours.sealing_ms);
                print_ratio(&format!("seal into a Blob: {} / {}", ours.name, peer.name), sealing, PEER_TARGET);
            }
            if let Some(ours) = as_in_page {
                let ratio = median(&peer.opening_ms) / median(&ours.opening_ms);
                print_ratio(&format!("open: {} / {}", ours.name, peer.name), ratio, PEER_TARGET);
            }
        }
        for peer in &self.peers {
            if let Some(peak) = peer.peak {
                println!(
                    "{:<64} {:>6} MiB",
                    format!("peak memory, {} MiB: {}", mib(self.peer_len), peer.name),
                    mib(peak)
                );
            }
        }
    }

    fn print_engine(&self) {
        if self.engine.bare_ms.is_empty() {
            return;
        }
        let engine = &self.engine;
        let [bare, buffers, one, two] =
            [&engine.bare_ms, &engine.buffers_ms, &engine.one_ms, &engine.two_ms].map(|all| median(all));
        println!("{:<64} {:>6.0} MB/s", "bare aes-gcm in wasm, in place", rate(self.engine.len.into(), bare));
        println!(
            "{:<64} {:>6.0} MB/s",
            "bare aes-gcm in wasm, buffer to buffer",
            rate(self.engine.len.into(), buffers)
        );
        println!("{:<64} {:>6.0} MB/s", "Rust engine, one worker", rate(self.engine.len.into(), one));
        print_ratio("Rust engine, one worker / bare aes-gcm, in place", bare / one, 0.0);
        print_ratio("Rust engine, one worker / the same, buffer to buffer", buffers / one, ENGINE_TARGETS[0]);
        print_ratio("Rust engine, two workers / one", 2.0 * one / two, ENGINE_TARGETS[1]);
    }

    /// Every sample.
    pub fn to_json(&self) -> Value {
        let ways = self.ways.iter().map(|way| {
            json!({ "way": way.name, "samplesMs": way.samples_ms, "mbPerS": rate(self.mib << 20, median(&way.samples_ms)),
                "cpuMs": way.cpu_ms, "longestTaskMs": way.longest_task_ms })
        });
        let peers = self.peers.iter().map(|peer| {
            json!({ "name": peer.name, "sealingMs": peer.sealing_ms, "handingMs": peer.handing_ms, "openingMs": peer.opening_ms,
                "peakBytes": peer.peak })
        });
        let engine = json!({ "bytesAWorker": self.engine.len, "bareMs": self.engine.bare_ms,
            "buffersMs": self.engine.buffers_ms,
            "oneWorkerMs": self.engine.one_ms, "twoWorkersMs": self.engine.two_ms });
        json!({ "mib": self.mib, "frameKib": self.frame_kib, "inFlight": self.in_flight,
            "ways": ways.collect::<Vec<_>>(), "peers": peers.collect::<Vec<_>>(), "peerBytes": self.peer_len,
            "rustEngine": engine })
    }
}

fn print_ratio(what: &str, ratio: f64, target: f64) {
    let met = if ratio >= target { String::new() } else { format!("  below {target}") };
    println!("{what:<64} {ratio:>6.2}{met}");
}

/// MB/s.
fn rate(len: u64, ms: f64) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let megabytes = len as f64 / 1e6;
    megabytes / ms * 1e3
}
