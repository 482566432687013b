//! Sealed files and the official implementations of the format: what is sealed here, at the terminal, by the library and
//! in a browser, opens with the AWS Encryption SDKs for Python and Node, and what those seal opens here. And the README's
//! section "Open your files without us", run as it stands.

mod files;
mod readme;
mod sdk;
mod theirs;
mod webcrypto;

use std::path::Path;

use anyhow::{Result, ensure};
use getrandom::SysRng;
use sealport_core::message::{EncryptionContext, FinalForm, NewMessage, Sealer};
use tempfile::TempDir;

use files::{Key, PASSPHRASE, PASSPHRASE_TYPED_OTHERWISE, lengths, program, succeeds, write_contents};
use sdk::{Job, Sdk};

/// What the program seals with.
const OUR_FRAME_LEN: u32 = sealport_core::message::DEFAULT_FRAME_LEN;

/// Opens each `LEN.sealed` of a folder with both SDKs, with each of the keys alone, and compares with `LEN`.
fn others_open(folder: &Path, lengths: &[usize], keys: &[Key]) -> Result<()> {
    for sdk in Sdk::ALL {
        let mut jobs = Vec::new();
        for len in lengths {
            for (at, key) in keys.iter().enumerate() {
                let to = format!("{len}.{sdk}.{at}");
                jobs.push(Job::open(&format!("{len}.sealed"), &to, std::slice::from_ref(key)));
            }
        }
        sdk.work(folder, &jobs)?;
        for job in &jobs {
            let (len, _) = job.to.split_once('.').unwrap_or_default();
            let same = std::fs::read(folder.join(&job.to))? == std::fs::read(folder.join(len))?;
            ensure!(same, "{sdk} made something else of {}", job.from);
        }
    }
    Ok(())
}

#[test]
fn files_sealed_at_the_terminal_open_with_the_official_sdks_by_any_key_and_by_the_passphrase() -> Result<()> {
    let folder = TempDir::new()?;
    let keys = [Key::fresh("sealport", "main")?, Key::fresh("archive", "recovery/2026")?];
    let lengths = lengths(OUR_FRAME_LEN);
    write_contents(folder.path(), &lengths)?;
    let mut arguments = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let file = format!("key-{at}");
        key.write(folder.path(), &file)?;
        arguments.extend(["--key-file".to_owned(), file, "--key-id".to_owned(), key.name.to_string()]);
    }
    for len in &lengths {
        let mut seal = program(folder.path())?;
        seal.args(["seal", &len.to_string(), "--passphrase-env", "TYPED"]).args(&arguments);
        succeeds(seal.env("TYPED", PASSPHRASE_TYPED_OTHERWISE))?;
    }
    others_open(folder.path(), &lengths, &keys)?;

    // A salt of its own for each file, so one is as good as all; Python does the derivation, by Argon2 of its own.
    for len in [0, OUR_FRAME_LEN as usize + 1] {
        let params = files::passphrase_of(&folder.path().join(format!("{len}.sealed")))?;
        let typed = Key::of_passphrase(&params, PASSPHRASE)?;
        others_open(folder.path(), &[len], &[typed])?;
    }
    Ok(())
}

#[test]
fn files_sealed_by_the_library_open_with_the_official_sdks() -> Result<()> {
    let keys = [Key::fresh("sealport", "main")?, Key::fresh("\u{41a}\u{43b}\u{44e}\u{447}", "ключ-🔑")?];
    let wrapping: Vec<_> = keys.iter().map(Key::wrapping_key).collect();
    for (frame_len, form) in [(128, FinalForm::Full), (4096, FinalForm::Full), (4096, FinalForm::Empty)] {
        let folder = TempDir::new()?;
        let lengths = lengths(frame_len);
        for (len, contents) in write_contents(folder.path(), &lengths)? {
            let context = EncryptionContext::single("fileid", "7f3ak9qx")?;
            let header = NewMessage::generate(&mut SysRng, &wrapping, context, frame_len)?.seal()?;
            let (mut sealer, mut sealed, mut left) = (Sealer::new(&header.keys, form), header.bytes, &*contents);
            while let Some(frame) = sealer.feed(&mut left)? {
                sealed.extend_from_slice(frame);
            }
            sealed.extend(sealer.finish()?);
            std::fs::write(folder.path().join(format!("{len}.sealed")), sealed)?;
        }
        others_open(folder.path(), &lengths, &keys)?;
    }
    Ok(())
}
