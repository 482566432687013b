//! Random contents, and looking for bytes where they must not be.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memmem::Finder;
use sha2::{Digest, Sha256};

/// So many random bytes.
///
/// # Errors
///
/// When the system has none.
pub fn random(len: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; len];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no random bytes: {error}"))?;
    Ok(bytes)
}

/// Random visible text of that length: a marker that appears nowhere by chance.
///
/// # Errors
///
/// As [`random`].
pub fn marker(len: usize) -> Result<String> {
    let mut text = URL_SAFE_NO_PAD.encode(random(len)?).replace(['-', '_'], "x");
    text.truncate(len);
    Ok(text)
}

/// Writes a file into a folder and returns its path.
///
/// # Errors
///
/// When it cannot be written.
pub fn write(folder: &Path, name: &str, contents: &[u8]) -> Result<PathBuf> {
    let path = folder.join(name);
    fs::write(&path, contents).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// SHA-256 in hex, for messages about contents too long to show.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

/// A secret in each form in which it could leak: raw, base64 in both alphabets, hex, and base64 as a URL carries it.
#[must_use]
pub fn forms_of(secret: &[u8]) -> Vec<Vec<u8>> {
    let base64 = STANDARD_NO_PAD.encode(secret);
    let in_url = STANDARD.encode(secret).replace('+', "%2B").replace('/', "%2F");
    let mut forms = vec![
        secret.to_vec(),
        base64.clone().into_bytes(),
        URL_SAFE_NO_PAD.encode(secret).into_bytes(),
        base16ct::lower::encode_string(secret).into_bytes(),
        base16ct::upper::encode_string(secret).into_bytes(),
        // As text in UTF-16, which browsers keep strings in.
        base64.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ];
    forms.push(in_url.trim_end_matches('=').as_bytes().to_vec());
    forms
}

/// Files under a folder that contain any of the given byte strings, with the number of files looked at.
///
/// # Errors
///
/// When the folder cannot be read.
pub fn files_with(folder: &Path, needles: &[Vec<u8>]) -> Result<(Vec<PathBuf>, usize)> {
    let finders: Vec<Finder<'_>> = needles.iter().map(Finder::new).collect();
    let (mut found, mut looked_at) = (Vec::new(), 0);
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                // A file may go while one looks; what is gone holds nothing.
                if let Ok(contents) = fs::read(entry.path()) {
                    looked_at += 1;
                    if finders.iter().any(|finder| finder.find(&contents).is_some()) {
                        found.push(entry.path());
                    }
                }
            }
        }
    }
    Ok((found, looked_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_in_a_file_is_found_in_every_form() {
        let secret = random(32).unwrap();
        for form in forms_of(&secret) {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir(folder.path().join("deep")).unwrap();
            let path = write(folder.path(), "deep/file", &[b"before ", form.as_slice(), b" after"].concat()).unwrap();
            write(folder.path(), "other", b"nothing").unwrap();
            assert_eq!(files_with(folder.path(), &forms_of(&secret)).unwrap(), (vec![path], 2));
        }
    }
}
