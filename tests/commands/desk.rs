//! A folder in which commands run as a person would run them: in `sh`, with a PATH on which every program notes its
//! arguments before it does its work.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};
use sealport_core::SseCKey;
use sealport_tests::bytes;
use sealport_tests::places;
use sealport_tests::storage::Storage;
use tempfile::TempDir;

/// What commands use, and what a name that gets out of its quotes would run.
const PROGRAMS: [&str; 9] = ["base64", "cat", "curl", "mv", "openssl", "grep", "sed", "tr", "touch"];

/// One person's desk.
#[derive(Debug)]
pub struct Desk {
    folder: TempDir,
    /// Texts that no program may get as an argument.
    secrets: Vec<Vec<u8>>,
}

impl Desk {
    /// An empty desk.
    pub fn new() -> Result<Self> {
        let desk = Self { folder: tempfile::tempdir()?, secrets: Vec::new() };
        for folder in ["bin", "work", "seen"] {
            fs::create_dir(desk.place(folder))?;
        }
        for name in PROGRAMS {
            let variable = format!("SEALPORT_{}", name.to_uppercase());
            desk.note_arguments_of(name, &places::program(&variable, &[name])?)?;
        }
        if !leaves_aws_out() {
            desk.note_arguments_of("aws", &places::aws()?)?;
        }
        Ok(desk)
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn note_arguments_of(&self, name: &str, program: &Path) -> Result<()> {
        // A file of its own for each process: the programs of a pipeline run at the same time.
        let (seen, program) = (self.place("seen"), program.display());
        let seen = seen.display();
        let script = format!("#!/bin/sh\nprintf '%s\\0' {name} \"$@\" > '{seen}/{name}.'$$\nexec '{program}' \"$@\"\n");
        let path = bytes::write(&self.place("bin"), name, script.as_bytes())?;
        Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
    }

    /// Where commands run.
    pub fn work(&self) -> PathBuf {
        self.place("work")
    }

    /// A key's file, as the page writes it, under a name of the caller's.
    pub fn put_key_file(&mut self, name: &str, ssec: &SseCKey, raw: &[u8; 32]) -> Result<()> {
        bytes::write(&self.work(), name, ssec.key_file().contents.as_bytes())?;
        self.secrets.extend(bytes::forms_of(raw));
        Ok(())
    }

    /// Something that no program may get as an argument.
    pub fn keep_secret(&mut self, text: &str) {
        self.secrets.push(text.as_bytes().to_vec());
    }

    /// Runs a command in a shell. Fails where a program saw a secret, or another program ran than the command needs.
    pub fn run(&self, shell: &str, command: &str, storage: &Storage) -> Result<Output> {
        let seen = self.place("seen");
        fs::remove_dir_all(&seen)?;
        fs::create_dir(&seen)?;
        let mut sh = Command::new(places::program("", &[shell])?);
        sh.args(["-c", command]).current_dir(self.work()).stdin(Stdio::null()).env_clear();
        // Whatever the machine's own settings are, they are not these commands'.
        sh.env("PATH", self.place("bin")).env("HOME", self.place("")).env("LC_ALL", "C.UTF-8");
        sh.env("AWS_ACCESS_KEY_ID", &storage.access_key_id).env("AWS_SECRET_ACCESS_KEY", &storage.secret_access_key);
        sh.env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_CONFIG_FILE", "/dev/null");
        let output = sh.output()?;
        let mut ran = BTreeSet::new();
        for entry in fs::read_dir(&seen)? {
            let entry = entry?;
            let arguments = fs::read(entry.path())?;
            let text = String::from_utf8_lossy(&arguments);
            for secret in &self.secrets {
                let leaks = memchr::memmem::find(&arguments, secret).is_some();
                ensure!(!leaks, "a program got a secret as an argument: {text}");
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            ran.insert(name.split('.').next().unwrap_or_default().to_owned());
        }
        ensure!(ran.iter().any(|name| name == "curl" || name == "aws"), "neither curl nor aws ran: {ran:?}");
        ensure!(!ran.contains("touch"), "a name ran a command: {ran:?}");
        Ok(output)
    }

    /// As [`Desk::run`] with `sh`, and the command must succeed.
    pub fn succeed(&self, command: &str, storage: &Storage) -> Result<String> {
        let output = self.run("sh", command, storage)?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "ended with {}: {said}\n{command}", output.status);
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The file of that name must be there, and is taken away.
    pub fn take(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.work().join(name);
        let contents = fs::read(&path).with_context(|| format!("the command wrote no {name:?}: {:?}", self.names()))?;
        fs::remove_file(path)?;
        Ok(contents)
    }

    /// All files of the desk.
    pub fn names(&self) -> Result<BTreeSet<String>> {
        let entries = fs::read_dir(self.work())?;
        Ok(entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
    }
}

/// Whether this system lacks what AWS's client needs; `cargo xtask test` says so loudly.
pub fn leaves_aws_out() -> bool {
    env::var("SEALPORT_LEFT_OUT").unwrap_or_default().split(',').any(|name| name == "AWS's client")
}
