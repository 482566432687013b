//! The README's section on opening files without us: its scripts are saved and its commands run, as they stand there.

#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};
use sealport_core::SealingKey;
use sealport_tests::{bytes, places};
use tempfile::TempDir;

use crate::files::{PASSPHRASE, PASSPHRASE_TYPED_OTHERWISE, program, random, succeeds};

const README: &str = include_str!("../../README.md");
const SEALED: &str = "scan.tif.sealed";
const OPENED: &str = "scan.tif";

/// What a reader of the section has: scripts as files, and lines for the terminal.
struct Section {
    text: &'static str,
    scripts: Vec<(&'static str, &'static str)>,
    commands: Vec<&'static str>,
}

impl Section {
    fn read() -> Result<Self> {
        let text = README.split("\n## ").find(|section| section.starts_with("Open your files without us"));
        let text = text.context("the README has no such section")?;
        let block = |language: &str| {
            let (_, rest) = text.split_once(&format!("\n```{language}\n"))?;
            rest.split_once("\n```\n").map(|(block, _)| block)
        };
        let mut scripts = Vec::new();
        for (language, name) in [("python", "open_sealed.py"), ("js", "open_sealed.mjs")] {
            ensure!(text.contains(&format!("Save this as `{name}`")), "{name} is not named");
            scripts.push((name, block(language).with_context(|| format!("no block of {language}"))?));
        }
        let commands = text.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
        Ok(Self { text, scripts, commands })
    }

    /// The lines that get packages. They are here already, by `cargo xtask setup`.
    fn installs(line: &str) -> bool {
        [" -m venv ", "pip install ", "npm install "].iter().any(|part| line.contains(part))
    }

    fn openings(&self) -> impl Iterator<Item = &'static str> {
        self.commands.iter().copied().filter(|line| !Self::installs(line))
    }
}

/// A folder as after the lines that install.
fn desk(section: &Section) -> Result<TempDir> {
    let folder = TempDir::new()?;
    for (name, script) in &section.scripts {
        bytes::write(folder.path(), name, script.as_bytes())?;
    }
    let python = places::sdk_python()?;
    let venv = python.parent().and_then(Path::parent).context("Python is in no environment")?;
    symlink(venv, folder.path().join("sdk"))?;
    symlink(places::root().join("tests/node_modules"), folder.path().join("node_modules"))?;
    Ok(folder)
}

fn run(folder: &Path, command: &str, passphrase: &str) -> Result<Output> {
    let node = places::program("SEALPORT_NODE", &["node"])?;
    let path = [node.parent().context("Node is in no folder")?, Path::new("/usr/bin"), Path::new("/bin")];
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(folder).env("PATH", std::env::join_paths(path)?);
    let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    // Who has a key file is not asked, and may have ended by now.
    let _ = child.stdin.take().context("no standard input")?.write_all(format!("{passphrase}\n").as_bytes());
    Ok(child.wait_with_output()?)
}

/// Seals for two key files and a passphrase.
fn seal(folder: &Path, contents: &[u8]) -> Result<()> {
    for file in ["clinic.key", "other.key"] {
        fs::write(folder.join(file), SealingKey::from_bytes(random()?).key_file().contents.as_bytes())?;
    }
    fs::write(folder.join(OPENED), contents)?;
    let mut seal = program(folder)?;
    seal.args(["seal", OPENED, "--key-file", "other.key", "--key-file", "clinic.key", "--passphrase-env", "TYPED"]);
    succeeds(seal.env("TYPED", PASSPHRASE))?;
    Ok(fs::remove_file(folder.join(OPENED))?)
}

#[test]
fn the_commands_of_the_readme_open_what_we_sealed_with_nothing_of_ours() -> Result<()> {
    let section = Section::read()?;
    let folder = desk(&section)?;
    let contents = bytes::random(1_000_003)?;
    seal(folder.path(), &contents)?;
    ensure!(section.openings().count() == 3, "{:?}", section.commands);
    for command in section.openings() {
        let output = run(folder.path(), command, PASSPHRASE_TYPED_OTHERWISE)?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "`{command}` ended with {}: {said}", output.status);
        let opened = fs::read(folder.path().join(OPENED)).with_context(|| format!("`{command}` wrote nothing"))?;
        ensure!(opened == contents, "`{command}` opened it to something else");
        fs::remove_file(folder.path().join(OPENED))?;
    }
    Ok(())
}

#[test]
fn the_commands_of_the_readme_take_a_key_file_in_each_of_its_forms() -> Result<()> {
    let section = Section::read()?;
    let folder = desk(&section)?;
    let contents = bytes::random(3)?;
    seal(folder.path(), &contents)?;
    let key = SealingKey::parse_file(&fs::read(folder.path().join("clinic.key"))?)?;
    let (hex, base64) = (key.expose_hex(), key.expose_base64());
    let in_url = base64.replace('+', "-").replace('/', "_");
    let forms: [&[u8]; 7] = [
        key.expose_bytes(),
        hex.as_bytes(),
        &[hex.to_uppercase().as_bytes(), b"\r\n"].concat(),
        base64.as_bytes(),
        &[base64.trim_end_matches('=').as_bytes(), b"\n"].concat(),
        in_url.as_bytes(),
        &[b" ", in_url.trim_end_matches('=').as_bytes(), b"\n"].concat(),
    ];
    for (number, form) in forms.iter().enumerate() {
        fs::write(folder.path().join("clinic.key"), form)?;
        for command in section.openings().filter(|command| command.ends_with("clinic.key")) {
            let output = run(folder.path(), command, "")?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "`{command}` with form {number} ended with {}: {said}", output.status);
            ensure!(fs::read(folder.path().join(OPENED))? == contents, "`{command}` opened it to something else");
            fs::remove_file(folder.path().join(OPENED))?;
        }
    }
    Ok(())
}

#[test]
fn the_commands_of_the_readme_open_each_length_and_notice_what_was_added() -> Result<()> {
    let section = Section::read()?;
    let folder = desk(&section)?;
    let frame_len = usize::try_from(sealport_core::message::DEFAULT_FRAME_LEN)?;
    for len in [0, frame_len, frame_len + 1] {
        let contents = bytes::random(len)?;
        seal(folder.path(), &contents)?;
        let sealed = fs::read(folder.path().join(SEALED))?;
        // Derivation takes long, and what follows is the same for a passphrase.
        for command in section.openings().filter(|command| command.ends_with("clinic.key") || len == 0) {
            let output = run(folder.path(), command, PASSPHRASE)?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(output.status.success(), "`{command}` ended with {} at {len}: {said}", output.status);
            ensure!(fs::read(folder.path().join(OPENED))? == contents, "`{command}` opened {len} to something else");
            fs::remove_file(folder.path().join(OPENED))?;
            // 32 bytes are what one more frame would add.
            for added in [1, 32] {
                fs::write(folder.path().join(SEALED), [sealed.as_slice(), &vec![0; added]].concat())?;
                refuses(folder.path(), command, PASSPHRASE).with_context(|| format!("{added} behind {len}"))?;
            }
            fs::write(folder.path().join(SEALED), &sealed)?;
        }
        fs::remove_file(folder.path().join(SEALED))?;
    }
    Ok(())
}

#[test]
fn the_commands_of_the_readme_leave_no_file_of_what_was_changed_or_cut_or_is_for_another_key() -> Result<()> {
    let section = Section::read()?;
    let folder = desk(&section)?;
    seal(folder.path(), &bytes::random(600_000)?)?;
    let sealed = fs::read(folder.path().join(SEALED))?;
    let mut changed = sealed.clone();
    let last = changed.last_mut().context("an empty file")?;
    *last ^= 1;
    let cut = sealed.get(..sealed.len() - 50_000).context("a short file")?;
    for (what, bytes) in [("changed", changed.as_slice()), ("cut", cut)] {
        fs::write(folder.path().join(SEALED), bytes)?;
        for command in section.openings() {
            refuses(folder.path(), command, PASSPHRASE).context(what)?;
        }
    }
    fs::write(folder.path().join(SEALED), &sealed)?;
    let stranger = SealingKey::from_bytes(random()?);
    fs::write(folder.path().join("clinic.key"), stranger.key_file().contents.as_bytes())?;
    for command in section.openings() {
        refuses(folder.path(), command, "not the passphrase").context("another key")?;
    }
    Ok(())
}

fn refuses(folder: &Path, command: &str, passphrase: &str) -> Result<()> {
    let output = run(folder, command, passphrase)?;
    ensure!(!output.status.success(), "`{command}` opened it");
    let names: Vec<_> = fs::read_dir(folder)?.flatten().map(|entry| entry.file_name()).collect();
    let left = names.iter().any(|name| name == OPENED || name.to_string_lossy().ends_with(".part"));
    ensure!(!left, "`{command}` left {names:?}");
    Ok(())
}

#[test]
fn the_packages_that_the_readme_names_are_those_that_are_tested() -> Result<()> {
    let section = Section::read()?;
    let named: Vec<&str> = section.commands.iter().copied().filter(|line| Section::installs(line)).collect();
    let all = ["python3 -m venv sdk", "sdk/bin/pip install ", "npm install @aws-crypto/client-node"];
    ensure!(
        named.len() == all.len() && named.iter().zip(all).all(|(line, start)| line.starts_with(start)),
        "{named:?}"
    );
    let requirements = include_str!("requirements.txt").lines().filter(|line| !line.starts_with('#'));
    for package in requirements.filter_map(|line| line.split_once("==")).map(|(package, _)| package) {
        ensure!(named.iter().any(|line| line.contains(package)), "{package} is tested and not named");
    }
    ensure!(include_str!("../package.json").contains("\"@aws-crypto/client-node\""), "Node's is not tested");
    ensure!(
        !section.text.contains("cargo run") && !section.text.contains("sealport open"),
        "it uses something of ours"
    );
    Ok(())
}
