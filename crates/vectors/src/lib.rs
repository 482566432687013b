//! The test vectors for sealed files as values: what `tests/vectors/manifest.json` names, and the files beside it.
//!
//! This crate knows what the manifest says and nothing of how a file is opened, so that every runner (native, command
//! line, wasm, browser) walks the same cases. The files are compiled in, since a test in wasm can read none; never shipped.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod manifest;
mod plaintext;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{fs, io};

use include_dir::{Dir, include_dir};

pub use manifest::{Case, Expect, Kat, KatEdk, Key, Manifest, NegativeCase, Recipe};
pub use plaintext::counter_plaintext;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../tests/vectors");

/// Why the vectors cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VectorError {
    /// A file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The manifest is not what this crate expects.
    #[error("the manifest is not understood")]
    Manifest(#[from] serde_json::Error),
    /// A text of the manifest is not hex.
    #[error("not hex: {0}")]
    Hex(String),
}

/// The folder `tests/vectors` of the checkout that this was compiled in.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")
}

/// Reads the manifest.
///
/// # Errors
///
/// When it cannot be read or understood.
pub fn manifest() -> Result<Manifest, VectorError> {
    Ok(serde_json::from_slice(&read("manifest.json")?)?)
}

/// Reads a file that the manifest names, such as `esdk/0478-f1-n3.bin`.
///
/// # Errors
///
/// When there is no such file.
pub fn read(file: &str) -> Result<Vec<u8>, VectorError> {
    let found = FILES.get_file(file).map(|found| found.contents().to_vec());
    found.ok_or_else(|| VectorError::Read { path: file.into(), source: io::ErrorKind::NotFound.into() })
}

/// Files of `esdk/` and `neg/` that no case names: a runner that walks the manifest would never open them. Looks into
/// the folders themselves, so natively only.
///
/// # Errors
///
/// When a folder cannot be listed.
pub fn unnamed_files(manifest: &Manifest) -> Result<Vec<String>, VectorError> {
    let cases = manifest.cases.iter().filter_map(|case| case.file.as_deref());
    let named: BTreeSet<&str> = cases.chain(manifest.negative.iter().map(|case| case.file.as_str())).collect();
    let mut unnamed = Vec::new();
    for part in ["esdk", "neg"] {
        let path = folder().join(part);
        let failed = |source| VectorError::Read { path: path.clone(), source };
        for entry in fs::read_dir(&path).map_err(failed)? {
            let file = format!("{part}/{}", entry.map_err(failed)?.file_name().to_string_lossy());
            if !named.contains(file.as_str()) {
                unnamed.push(file);
            }
        }
    }
    Ok(unnamed)
}

/// Decodes hex of the manifest.
///
/// # Errors
///
/// [`VectorError::Hex`].
pub fn hex(text: &str) -> Result<Vec<u8>, VectorError> {
    base16ct::mixed::decode_vec(text).map_err(|_| VectorError::Hex(text.to_owned()))
}
