//! Medians, rates and ratios, as a table and as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::ways::Way;

/// The page is to reach this part of its peers' rates.
const TARGET: f64 = 0.95;

/// All samples of one way on one server.
pub struct Series {
    /// Which way.
    pub way: Way,
    /// Which server.
    pub server: String,
    /// One a round, without the round that warmed up.
    pub samples_ms: Vec<f64>,
}

impl Series {
    /// Without samples yet.
    pub fn new(server: &str, way: Way) -> Self {
        Self { way, server: server.to_owned(), samples_ms: Vec::new() }
    }

    fn median_ms(&self) -> f64 {
        median(&self.samples_ms)
    }
}

/// The middle one, or the mean of the two in the middle.
pub fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match (sorted.get(middle), sorted.get(middle.wrapping_sub(1))) {
        (Some(upper), Some(lower)) if sorted.len().is_multiple_of(2) => f64::midpoint(*upper, *lower),
        (Some(middle), _) => *middle,
        (None, _) => f64::NAN,
    }
}

/// Everything measured.
pub struct Report {
    mib: u64,
    rounds: usize,
    series: Vec<Series>,
    longest_task_ms: BTreeMap<String, f64>,
}

impl Report {
    /// Nothing measured yet.
    pub fn new(mib: u64, rounds: usize) -> Self {
        Self { mib, rounds, series: Vec::new(), longest_task_ms: BTreeMap::new() }
    }

    /// Adds what was measured on one server.
    pub fn add(&mut self, series: Vec<Series>, longest_task_ms: f64, server: &str) {
        self.series.extend(series);
        self.longest_task_ms.insert(server.to_owned(), longest_task_ms);
    }

    fn mb_per_s(&self, series: &Series) -> f64 {
        #[allow(clippy::cast_precision_loss)]
        let megabytes = (self.mib << 20) as f64 / 1e6;
        megabytes / series.median_ms() * 1e3
    }

    fn find(&self, server: &str, way: Way) -> Option<&Series> {
        self.series.iter().find(|series| series.server == server && series.way == way)
    }

    /// Ours, its peer, and the part of the peer's rate that ours reaches.
    fn ratios(&self) -> Vec<(String, Way, Way, f64)> {
        let mut ratios = Vec::new();
        for server in self.longest_task_ms.keys() {
            for (ours, peer) in [
                (Way::PageUp, Way::XhrSseC),
                (Way::PageUp, Way::XhrPlain),
                (Way::PageDown, Way::FetchSseC),
                (Way::PageDown, Way::FetchPlain),
            ] {
                if let (Some(one), Some(other)) = (self.find(server, ours), self.find(server, peer)) {
                    ratios.push((server.clone(), ours, peer, other.median_ms() / one.median_ms()));
                }
            }
        }
        ratios
    }

    /// Whether nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// The table.
    pub fn print(&self) {
        println!("\n{} MiB, medians of {} rounds in one run, headless Chromium\n", self.mib, self.rounds);
        println!("{:<10} {:<22} {:>10} {:>10}", "server", "way", "ms", "MB/s");
        for series in &self.series {
            let (ms, rate) = (series.median_ms(), self.mb_per_s(series));
            println!("{:<10} {:<22} {ms:>10.0} {rate:>10.0}", series.server, series.way.name());
        }
        println!("\n{:<10} {:<46} {:>6}", "server", "ratio", "");
        for (server, ours, peer, ratio) in self.ratios() {
            let met = if ratio >= TARGET { "" } else { "  below 0.95" };
            println!("{server:<10} {:<46} {ratio:>6.2}{met}", format!("{} / {}", ours.name(), peer.name()));
        }
        for (server, ms) in &self.longest_task_ms {
            println!("{server:<10} {:<46} {ms:>6.0} ms", "longest task on the main thread");
        }
    }

    /// Every sample.
    pub fn to_json(&self) -> Value {
        let series: Vec<Value> = self
            .series
            .iter()
            .map(|series| {
                json!({ "server": series.server, "way": series.way.name(), "samplesMs": series.samples_ms,
                    "medianMs": series.median_ms(), "mbPerS": self.mb_per_s(series) })
            })
            .collect();
        let ratios: Vec<Value> = self
            .ratios()
            .into_iter()
            .map(|(server, ours, peer, ratio)| {
                json!({ "server": server, "ours": ours.name(), "peer": peer.name(), "ratio": ratio, "target": TARGET })
            })
            .collect();
        json!({ "mib": self.mib, "rounds": self.rounds, "series": series, "ratios": ratios,
            "longestTaskMs": self.longest_task_ms })
    }
}
