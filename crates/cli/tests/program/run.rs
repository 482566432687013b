//! A folder of its own for each test, and the program in it.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Sealing keys in hex, one byte after the other, that no random source made yet no warning is about.
pub const KEY: &str = "a1f3077dc45be2196e8a90d2b3374c5f01e9d86a7b24c39815fd60ae4271b85c";
pub const OTHER_KEY: &str = "5e20c9b7318df46a92e07c15ab83d64f7716f0295cc8be3d40a25b91ed6f3812";

/// A folder that goes with the test.
pub struct Folder(TempDir);

/// What became of a run.
#[derive(Debug)]
pub struct Outcome {
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// All names in it, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The program in this folder, with nothing to read.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(self.command(arguments).output().unwrap())
    }

    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
        Outcome::of(self.command(arguments).envs(variables.iter().copied()).output().unwrap())
    }

    /// With `input` on standard input.
    pub fn pipe(&self, arguments: &[&str], input: &[u8]) -> Outcome {
        self.pipe_with(arguments, &[], input)
    }

    /// With `input` on standard input, and variables.
    pub fn pipe_with(&self, arguments: &[&str], variables: &[(&str, &str)], input: &[u8]) -> Outcome {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::thread::scope(|scope| {
            // A program that refuses does not read to the end.
            scope.spawn(move || drop(stdin.write_all(input)));
            Outcome::of(child.wait_with_output().unwrap())
        })
    }
}

pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_sealport"))
}

impl Outcome {
    pub fn of(output: Output) -> Self {
        let Output { status, stdout, stderr } = output;
        Self { code: status.code(), stdout, stderr: String::from_utf8(stderr).unwrap() }
    }

    /// Asserts that it went well.
    #[track_caller]
    pub fn done(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }

    /// Asserts that it failed so, and says so in a way that has a next step.
    #[track_caller]
    pub fn failed(self, code: i32, word: &str) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        assert!(self.stderr.contains(word), "{word} is not in: {}", self.stderr);
        assert!(
            self.stderr.starts_with("sealport: ") && self.stderr.trim_end().lines().count() >= 2,
            "{}",
            self.stderr
        );
        self
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|_| panic!("{} {}", self.text(), self.stderr))
    }

    /// The error that standard error holds as JSON.
    #[track_caller]
    pub fn error(&self) -> Value {
        let told: Value = serde_json::from_str(&self.stderr).unwrap_or_else(|_| panic!("{}", self.stderr));
        told["error"].clone()
    }
}

/// Bytes that do not repeat soon.
pub fn content(len: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = Vec::with_capacity(len + 8);
    while bytes.len() < len {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(len);
    bytes
}
