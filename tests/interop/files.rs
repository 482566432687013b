//! Keys, contents, and the program.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, ensure};
use argon2::{Algorithm, Argon2, Params, Version};
use sealport_core::SealingKey;
use sealport_core::message::{
    Header, HeaderLimits, HeaderProgress, PassphraseParams, WrappingKey, WrappingKeyName, passphrase_bytes,
};
use sealport_tests::{bytes, places};

/// In Unicode NFC, as everybody must derive it.
pub const PASSPHRASE: &str = "caf\u{e9} orbit lantern quiet maple seven";
/// The same words as some keyboards give them.
pub const PASSPHRASE_TYPED_OTHERWISE: &str = "cafe\u{301} orbit lantern quiet maple seven";

/// Several MiB, and no multiple of anything.
const LONG: usize = (5 << 20) + 3;

/// A key as every implementation takes it.
pub struct Key {
    pub name: WrappingKeyName,
    pub secret: [u8; 32],
    /// What it was derived of.
    pub passphrase: Option<&'static str>,
}

/// Random bytes of a fixed number.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    bytes::random(N)?.try_into().map_err(|_| anyhow!("not {N} bytes"))
}

impl Key {
    pub fn fresh(namespace: &str, name: &str) -> Result<Self> {
        Ok(Self { name: WrappingKeyName::new(namespace, name)?, secret: random()?, passphrase: None })
    }

    pub fn of_passphrase(params: &PassphraseParams, passphrase: &'static str) -> Result<Self> {
        let mut secret = [0; 32];
        let costs = Params::new(params.memory_kib(), params.passes(), params.lanes(), Some(secret.len()));
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, costs.map_err(|error| anyhow!("{error}"))?);
        argon2
            .hash_password_into(&passphrase_bytes(passphrase), params.salt(), &mut secret)
            .map_err(|error| anyhow!("{error}"))?;
        Ok(Self { name: params.key_name(), secret, passphrase: Some(passphrase) })
    }

    pub fn wrapping_key(&self) -> WrappingKey {
        WrappingKey::named(self.name.clone(), &SealingKey::from_bytes(self.secret))
    }

    pub fn hex(&self) -> String {
        base16ct::lower::encode_string(&self.secret)
    }

    pub fn write(&self, folder: &Path, name: &str) -> Result<()> {
        Ok(fs::write(folder.join(name), self.hex())?)
    }
}

/// The lengths at which frames begin and end, and some MiB.
pub fn lengths(frame_len: u32) -> Vec<usize> {
    let frame = frame_len as usize;
    vec![0, 1, frame - 1, frame, frame + 1, 3 * frame, 3 * frame + 17, LONG.max(4 * frame)]
}

/// Writes a file of each length, named by it.
pub fn write_contents(folder: &Path, lengths: &[usize]) -> Result<Vec<(usize, Vec<u8>)>> {
    let mut made = Vec::new();
    for len in lengths {
        let contents = bytes::random(*len)?;
        fs::write(folder.join(len.to_string()), &contents)?;
        made.push((*len, contents));
    }
    Ok(made)
}

/// The passphrase that a sealed file asks for.
pub fn passphrase_of(sealed: &Path) -> Result<PassphraseParams> {
    let HeaderProgress::Complete(header) = Header::parse(&fs::read(sealed)?, &HeaderLimits::default())? else {
        anyhow::bail!("the header is not whole")
    };
    header.passphrases()?.first().copied().context("no passphrase opens this file")
}

/// Our program, to be run in a folder, with nothing to read.
pub fn program(folder: &Path) -> Result<Command> {
    let mut command = Command::new(places::cli()?);
    command.current_dir(folder).stdin(Stdio::null());
    Ok(command)
}

/// Runs a command, which must end well.
pub fn succeeds(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("cannot start {command:?}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{:?} ended with {}: {said}", command.get_args(), output.status);
    Ok(())
}
