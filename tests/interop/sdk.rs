//! The official SDKs, each a script that does many jobs in one start.

use std::fmt::{self, Display};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use sealport_tests::places;
use serde_json::{Value, json};

use crate::files::Key;

/// An implementation that is not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sdk {
    Python,
    Node,
}

/// One file to seal or to open.
pub struct Job {
    pub from: String,
    pub to: String,
    asked: Value,
}

impl Job {
    /// Opens with the first of the keys that fits.
    pub fn open(from: &str, to: &str, keys: &[Key]) -> Self {
        let asked = json!({ "do": "open", "from": from, "to": to, "keys": keys_of(keys) });
        Self { from: from.to_owned(), to: to.to_owned(), asked }
    }

    /// Seals for all of the keys.
    pub fn seal(from: &str, to: &str, keys: &[Key], frame_len: u32) -> Self {
        let asked = json!({ "do": "seal", "from": from, "to": to, "frameLen": frame_len, "keys": keys_of(keys) });
        Self { from: from.to_owned(), to: to.to_owned(), asked }
    }
}

/// The keys of a context that JavaScript's `localeCompare` sorts otherwise than their bytes.
const MIXED: [&str; 4] = ["Department", "department", "purpose", "\u{e9}tage"];

impl Job {
    /// Both with a context of several pairs, and with that setting of the Node SDK.
    pub fn sorting(mut self, utf8_sorting: bool) -> Self {
        self.asked["utf8Sorting"] = utf8_sorting.into();
        self.asked["context"] = MIXED.iter().map(|key| ((*key).to_owned(), Value::from("value"))).collect();
        self
    }
}

fn keys_of(keys: &[Key]) -> Vec<Value> {
    let one = |key: &Key| {
        let (namespace, name) = (key.name.namespace(), key.name.name());
        json!({ "namespace": namespace, "name": name, "hex": key.hex(), "passphrase": key.passphrase })
    };
    keys.iter().map(one).collect()
}

impl Display for Sdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Python => "python",
            Self::Node => "node",
        })
    }
}

impl Sdk {
    pub const ALL: [Self; 2] = [Self::Python, Self::Node];

    fn command(self) -> Result<Command> {
        let script = |name: &str| places::root().join("tests/interop").join(name);
        let mut command = match self {
            Self::Python => Command::new(places::sdk_python()?),
            Self::Node => Command::new(places::program("SEALPORT_NODE", &["node"])?),
        };
        command.arg(script(if self == Self::Python { "batch.py" } else { "batch.mjs" }));
        Ok(command)
    }

    /// Does the jobs in a folder; every one must be done.
    pub fn work(self, folder: &Path, jobs: &[Job]) -> Result<()> {
        let asked: Vec<&Value> = jobs.iter().map(|job| &job.asked).collect();
        let mut command = self.command()?;
        command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot start the SDK for {self}"))?;
        child.stdin.take().context("no standard input")?.write_all(&serde_json::to_vec(&asked)?)?;
        let output = child.wait_with_output()?;
        let text = String::from_utf8(output.stdout)?;
        ensure!(output.status.success(), "{self} ended with {} after {text}", output.status);
        let answers: Vec<String> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        ensure!(answers.len() == jobs.len(), "{self} did {} of {} jobs", answers.len(), jobs.len());
        for (job, answer) in jobs.iter().zip(answers) {
            ensure!(answer == "done", "{self} on {}: {answer}", job.asked["from"]);
        }
        Ok(())
    }
}
