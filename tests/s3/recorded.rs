//! The refusals of all servers word for word, in `recorded.json`.
//!
//! They are data, since the error table of the crate `s3` must know them: it reads the same file.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::servers::Server;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/s3/recorded.json");

/// Server, group, row.
type Place = (String, String, String);
/// Status, code, message.
type Refusal = (u64, String, String);

/// What was recorded, and what is found now.
#[derive(Debug)]
pub struct Recorded {
    known: BTreeMap<Place, Refusal>,
    found: Mutex<BTreeMap<Place, Refusal>>,
}

impl Recorded {
    pub fn load() -> Result<Self> {
        let mut known = BTreeMap::new();
        if Path::new(FILE).is_file() {
            let rows: Vec<Value> = serde_json::from_str(&fs::read_to_string(FILE)?).context("recorded.json")?;
            for row in rows {
                let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                let status = row.get("status").and_then(Value::as_u64).unwrap_or_default();
                known.insert((text("server"), text("group"), text("row")), (status, text("code"), text("message")));
            }
        }
        Ok(Self { known, found: Mutex::default() })
    }

    /// Notes a refusal; says how it differs from the one recorded.
    pub fn compare(&self, server: Server, group: &str, row: &str, found: Refusal) -> Option<String> {
        let (status, code, message) = found;
        let found = (status, code, lasting(&message));
        let place = (server.to_string(), group.to_owned(), row.to_owned());
        let known = self.known.get(&place);
        let differs = known != Some(&found) && !is_recording();
        let difference = differs.then(|| format!("recorded {known:?}, found {found:?}"));
        self.found.lock().unwrap_or_else(PoisonError::into_inner).insert(place, found);
        difference
    }

    /// Writes what was found into the file, if that was asked for. Rows that were not walked stay.
    pub fn save(&self) -> Result<()> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_recording() || found.is_empty() {
            return Ok(());
        }
        // Of a group that was walked on a server, only what was found now: rows may have gone.
        let walked = |place: &Place| found.keys().any(|one| (&one.0, &one.1) == (&place.0, &place.1));
        let mut rows: BTreeMap<&Place, &Refusal> = self.known.iter().filter(|(place, _)| !walked(place)).collect();
        rows.extend(found.iter());
        let lines = rows.into_iter().map(|((server, group, row), (status, code, message))| {
            json!({ "server": server, "group": group, "row": row, "status": status, "code": code, "message": message })
                .to_string()
        });
        let text = format!("[\n{}\n]\n", lines.collect::<Vec<_>>().join(",\n"));
        fs::write(FILE, text).context("cannot write recorded.json")
    }
}

/// Without what changes from day to day: the date of a signature's scope (`20261125/`).
fn lasting(message: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in message.split('/') {
        let kept = word.len().checked_sub(8).and_then(|from| word.split_at_checked(from));
        match kept {
            Some((before, date)) if date.bytes().all(|byte| byte.is_ascii_digit()) => {
                words.push(format!("{before}DATE"))
            }
            _ => words.push(word.to_owned()),
        }
    }
    words.join("/")
}

fn is_recording() -> bool {
    env::var("SEALPORT_RECORD").is_ok_and(|value| value == "1")
}
