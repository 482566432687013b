//! What the official SDKs seal, opened at the terminal.

use std::fs;

use anyhow::{Result, ensure};
use sealport_core::message::PassphraseParams;
use tempfile::TempDir;

use crate::files::{Key, PASSPHRASE, PASSPHRASE_TYPED_OTHERWISE, lengths, program, random, succeeds, write_contents};
use crate::sdk::{Job, Sdk};

/// The SDKs' own, ours, and one that is no power of two (Python's wants multiples of 128).
const FRAME_LENS: [u32; 3] = [4096, 9 * 128, 256 << 10];

fn opens(sdk: Sdk) -> Result<()> {
    let params = PassphraseParams::recommended(random()?);
    let keys = [
        Key::fresh("clinic", "main/2026")?,
        Key::fresh("clinic", "recovery")?,
        Key::of_passphrase(&params, PASSPHRASE)?,
    ];
    for frame_len in FRAME_LENS {
        let folder = TempDir::new()?;
        let contents = write_contents(folder.path(), &lengths(frame_len))?;
        for (at, key) in keys.iter().enumerate() {
            key.write(folder.path(), &format!("key-{at}"))?;
        }
        let seal = |len: &usize| Job::seal(&len.to_string(), &format!("{len}.sealed"), &keys, frame_len);
        let jobs: Vec<_> = contents.iter().map(|(len, _)| seal(len)).collect();
        sdk.work(folder.path(), &jobs)?;
        for (at, (len, plaintext)) in contents.iter().enumerate() {
            // Each way in has its turn.
            let mut open = program(folder.path())?;
            open.args(["open", &format!("{len}.sealed"), "-o", "opened", "--force"]);
            match at % 3 {
                2 => open.args(["--passphrase-env", "TYPED"]).env("TYPED", PASSPHRASE_TYPED_OTHERWISE),
                one => open.args(["--key-file", &format!("key-{one}"), "--key-id", &keys[one].name.to_string()]),
            };
            succeeds(&mut open)?;
            let same = fs::read(folder.path().join("opened"))? == *plaintext;
            ensure!(same, "{len} bytes in frames of {frame_len} by {sdk} opened to something else");
        }
    }
    Ok(())
}

#[test]
fn files_sealed_by_the_python_sdk_open_at_the_terminal_with_each_key_and_the_passphrase() -> Result<()> {
    opens(Sdk::Python)
}

#[test]
fn files_sealed_by_the_node_sdk_open_at_the_terminal_with_each_key_and_the_passphrase() -> Result<()> {
    opens(Sdk::Node)
}
