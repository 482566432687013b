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
        Key::fresh("clinic/x-ray", "main/2026 \u{e9}")?,
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

/// One key and a file that Node made with a context of several pairs, and what the program says of it.
fn opened_with_context_sorted(utf8_sorting: bool) -> Result<(Option<i32>, String)> {
    let folder = TempDir::new()?;
    let keys = [Key::fresh("clinic", "main")?];
    keys[0].write(folder.path(), "key")?;
    fs::write(folder.path().join("in"), "text")?;
    let seal = Job::seal("in", "sealed", &keys, 4096).sorting(utf8_sorting);
    let open = Job::open("sealed", "theirs", &keys).sorting(utf8_sorting);
    Sdk::Node.work(folder.path(), &[seal, open])?;
    let name = keys[0].name.to_string();
    let mut ours = program(folder.path())?;
    let output = ours.args(["open", "sealed", "--key-file", "key", "--key-id", &name, "-o", "-"]).output()?;
    let said = String::from_utf8(if output.status.success() { output.stdout } else { output.stderr })?;
    Ok((output.status.code(), said))
}

/// FORMAT.md, "Order of context".
#[test]
fn a_context_that_node_sorts_in_its_own_way_is_named_as_a_reason_and_one_in_order_opens() -> Result<()> {
    let (code, said) = opened_with_context_sorted(true)?;
    ensure!((code, &*said) == (Some(0), "text"), "{said}");
    let (code, said) = opened_with_context_sorted(false)?;
    ensure!(code == Some(3) && said.contains("utf8Sorting: true"), "{said}");
    Ok(())
}
