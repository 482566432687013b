//! Secrets on the command line, where the name of a file or of a variable is expected.
//!
//! This module decides what looks so much like one that it is never repeated: keys, whole or nearly, in any encoding, and
//! passphrases of words. What is really the name of something is a name, and a password that somebody chose cannot be
//! told from one.

use std::ffi::OsStr;
use std::ops::RangeInclusive;
use std::path::Path;
use std::{env, fs};

use sealport_client::{KeyDiagnosis, SealingKey};

/// From so many hex digits on, half a key.
const HALF_A_KEY: usize = 32;

/// Bytes of a raw key, or of what a shell leaves of one.
const RAW: RangeInclusive<usize> = 29..=32;

/// From so many words on, a passphrase.
const WORDS: usize = 4;

/// Whether an argument is a secret, or an option with one as its value.
pub fn is_spilled(argument: &OsStr) -> bool {
    let Some(text) = argument.to_str() else {
        return RAW.contains(&argument.len()) && !is_name(argument);
    };
    let value_of_short = text.strip_prefix('-').and_then(|rest| rest.split_at_checked(1)).map(|(_, value)| value);
    let value_of_long = text.split_once('=').map(|(_, value)| value).filter(|_| text.starts_with("--"));
    let values = [Some(text), Some(text.trim_start_matches('-')), value_of_short, value_of_long];
    values.into_iter().flatten().any(|value| (reads_as_key(value) || is_of_words(value)) && !is_name(value))
}

/// Whether something has that name, or nothing but a file can.
fn is_name(value: impl AsRef<OsStr>) -> bool {
    let value = value.as_ref();
    let path = Path::new(value);
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    let has_extension =
        (1..=8).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    has_extension
        || path.starts_with(".")
        || path.starts_with("..")
        || fs::symlink_metadata(path).is_ok()
        || env::var_os(value).is_some()
}

fn reads_as_key(text: &str) -> bool {
    match SealingKey::parse_text(text) {
        Ok(_) | Err(KeyDiagnosis::OtherFile { .. }) => true,
        Err(KeyDiagnosis::ThirtyTwoCharacters) => false,
        Err(KeyDiagnosis::HexLength { digits: len } | KeyDiagnosis::WrongLength { found: len, .. }) => {
            len >= HALF_A_KEY && looks_random(text)
        }
        Err(
            KeyDiagnosis::Base64Length { .. }
            | KeyDiagnosis::Base64LastCharacter
            | KeyDiagnosis::BytesLost { .. }
            | KeyDiagnosis::ForeignCharacters { .. }
            | KeyDiagnosis::SeveralKeys { .. },
        ) => looks_random(text),
        Err(other) => other.is_repairable() && looks_random(text),
    }
}

/// Whether capitals, small letters and digits take turns as they do in no name. A random key has some twenty turns; one in
/// some thousands has fewer than six.
fn looks_random(text: &str) -> bool {
    let turns = text.as_bytes().windows(2).filter(|pair| match pair {
        [before, after] => {
            (before.is_ascii_digit() && after.is_ascii_alphabetic())
                || (before.is_ascii_alphabetic() && after.is_ascii_digit())
                || (before.is_ascii_lowercase() && after.is_ascii_uppercase())
        }
        _ => false,
    });
    turns.count() >= 6
}

/// As passphrases of words are made: in small letters, with blanks between them.
fn is_of_words(text: &str) -> bool {
    let is_word = |word: &str| word.chars().all(|letter| letter.is_lowercase() || letter == '-');
    text.split_whitespace().count() >= WORDS && text.split_whitespace().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE64: &str = "ofMHfcRb4hluipDSszdMXwHp2Gp7JMOYFf1grkJxuFw=";
    const HEX: &str = "a1f3077dc45be2196e8a90d2b3374c5f01e9d86a7b24c39815fd60ae4271b85c";

    fn spilled(text: &str) -> bool {
        is_spilled(OsStr::new(text))
    }

    #[test]
    fn a_key_is_known_in_every_encoding_and_place() {
        for key in [
            BASE64,
            BASE64.trim_end_matches('='),
            "-_MHfcRb4hluipDSszdMXwHp2Gp7JMOYFf1grkJxuFw",
            "--MHfcRb4hluipDSszdMXwHp2Gp7JMOYFf1grkJxuFw=",
            "/+MHfcRb4hluipDSszdMXwHp2Gp7JMOYFf1grkJxuFw=",
            HEX,
            &HEX.to_uppercase(),
            // Nearly whole ones are as secret.
            &HEX[..62],
            &HEX[..40],
            &HEX.replace('0', "O"),
            &BASE64[..42],
            &BASE64[..40],
            &BASE64.replacen('M', "*", 1),
            &format!("key: {BASE64}"),
            &format!(" '{BASE64}' "),
        ] {
            for written in [key.to_owned(), format!("--key-file={key}"), format!("--{key}"), format!("-o{key}")] {
                assert!(spilled(&written), "{written}");
            }
        }
    }

    #[test]
    fn words_of_a_passphrase_are_known() {
        for words in ["mulled xylophone drop-down gravel", "café orbit lantern quiet maple seven"] {
            assert!(spilled(words) && spilled(&format!("--passphrase={words}")), "{words}");
        }
        for name in ["letter to my aunt.odt", "Letter to my aunt", "three small words", "four-words-with-hyphens"] {
            assert!(!spilled(name), "{name}");
        }
    }

    #[test]
    fn names_stay_names() {
        for name in [
            "scan.tif",
            "clinic.key",
            "-",
            "",
            "--passphrase-env",
            "CLINIC_KEY",
            "sealport-sealing-7F3A-K9QX.key",
            "sealport/7F3AK9QX0M2N4P6R",
            "archive/2026/quarterly-report-of-the-clinic.pdf",
            // As long as a key in base64, and of its characters.
            "archive/2026/Quarterly-report-of-the-clinic",
            "clinic-archive/recovery-key-of-2026-number-2",
            "20261126102030202611261020302026",
            "Quarterly-report-for-the-clinic-2026-11.tiff",
            "a-file-name-of-thirty-two-letter",
            "2026-11-26-10-20-30",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.sealed",
            "./e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "da39a3ee",
            "Cargo.toml",
            "src",
        ] {
            assert!(!spilled(name), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn raw_bytes_are_no_name() {
        use std::os::unix::ffi::OsStrExt as _;
        assert!(is_spilled(OsStr::from_bytes(&[0xa7; 32])) && is_spilled(OsStr::from_bytes(&[0xa7; 30])));
        assert!(!is_spilled(OsStr::from_bytes(b"Gr\xfc\xdfe.txt")));
    }
}
