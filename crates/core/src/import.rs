//! From what people paste or choose to a key. Nothing is guessed: what is not exactly a 256-bit key is refused with a
//! diagnosis, and read in another way only when the caller hands that diagnosis back.

use crate::doctor::{Finding, KeyDiagnosis, MAX_FILE_LEN, examine_file, examine_text, read_file, read_text};
use crate::key::{Job, Key};
use crate::key_bytes::KeyBytes;

impl<J: Job> Key<J> {
    /// The longest file that is looked at, in bytes: a key as text with generous white space.
    pub const MAX_FILE_LEN: u64 = MAX_FILE_LEN;

    /// Reads a key from text: base64 (padded or not, standard or URL alphabet) or 64 hex digits.
    ///
    /// White space around the text is ignored, since files and clipboards add it; within it, it is refused.
    /// A text of 64 hex digits is always hex, though it would also be base64 (of 48 bytes, which are no key).
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse_text(text: &str) -> Result<Self, KeyDiagnosis> {
        found(examine_text(text)).map(Self::of)
    }

    /// Reads a key from a file's content: the raw 32 bytes, or a text as for [`Key::parse_text`].
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse_file(content: &[u8]) -> Result<Self, KeyDiagnosis> {
        found(examine_file(content)).map(Self::of)
    }

    /// Reads what [`Key::parse_text`] reads. It does not say why a text is no key: for programs too small for the doctor.
    pub fn read_text(text: &str) -> Option<Self> {
        read_text(text).map(Self::of)
    }

    /// Reads what [`Key::parse_file`] reads, and does not say why something is no key either.
    pub fn read_file(content: &[u8]) -> Option<Self> {
        read_file(content).map(Self::of)
    }

    /// Reads a damaged text in the one way that the diagnosis `agreed` stands for. For use when a person was shown that
    /// diagnosis and asked for the repair, never by default.
    ///
    /// # Errors
    ///
    /// The diagnosis of the text, if it is another one or has no repair.
    pub fn repair_text(text: &str, agreed: KeyDiagnosis) -> Result<Self, KeyDiagnosis> {
        repaired(examine_text(text), agreed).map(Self::of)
    }

    /// Reads a damaged file as [`Key::repair_text`] does a text.
    ///
    /// # Errors
    ///
    /// The diagnosis of the content, if it is another one or has no repair.
    pub fn repair_file(content: &[u8], agreed: KeyDiagnosis) -> Result<Self, KeyDiagnosis> {
        repaired(examine_file(content), agreed).map(Self::of)
    }
}

fn found(examined: Result<KeyBytes, Finding>) -> Result<KeyBytes, KeyDiagnosis> {
    examined.map_err(|finding| finding.diagnosis)
}

fn repaired(examined: Result<KeyBytes, Finding>, agreed: KeyDiagnosis) -> Result<KeyBytes, KeyDiagnosis> {
    match examined {
        Ok(key) => Ok(key),
        Err(Finding { diagnosis, repaired: Some(key) }) if diagnosis == agreed => Ok(key),
        Err(finding) => Err(finding.diagnosis),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use proptest::prelude::*;

    use super::*;
    use crate::doctor::KeyForm;
    use crate::encoding::BASE64;
    use crate::ssec::SseCKey;

    fn key(bytes: [u8; 32]) -> SseCKey {
        SseCKey::from_bytes(bytes)
    }

    #[test]
    fn every_form_of_one_key_is_the_same_key() {
        let bytes = [0xfb; 32];
        let standard = BASE64.encode(bytes);
        assert!(standard.contains('+') && standard.ends_with('='));
        let url = standard.replace('+', "-").replace('/', "_");
        for text in [
            standard.clone(),
            standard.trim_end_matches('=').to_owned(),
            url.clone(),
            url.trim_end_matches('=').to_owned(),
            format!("  {standard}\r\n"),
            "fb".repeat(32),
            "FB".repeat(32),
            "Fb".repeat(32),
        ] {
            assert!(SseCKey::parse_text(&text) == Ok(key(bytes)), "{text}");
            assert!(SseCKey::parse_file(text.as_bytes()) == Ok(key(bytes)), "{text} as a file");
            let read = [SseCKey::read_text(&text), SseCKey::read_file(text.as_bytes())];
            assert!(read.iter().all(|found| *found == Some(key(bytes))), "{text}, read without the doctor");
        }
        assert!(SseCKey::parse_file(&bytes) == Ok(key(bytes)));
    }

    #[test]
    fn other_lengths_are_refused_with_the_number_of_bytes() {
        for len in [0usize, 1, 16, 24, 30, 31, 33, 48, 64] {
            let bytes = vec![0xa7; len];
            for (form, found) in [
                (KeyForm::Base64, SseCKey::parse_text(&BASE64.encode(&bytes))),
                (KeyForm::Raw, SseCKey::parse_file(&bytes)),
            ] {
                let expected = match len {
                    0 => KeyDiagnosis::Empty,
                    16 => KeyDiagnosis::LikeMd5 { form },
                    30 | 31 => KeyDiagnosis::BytesLost { found: len, form },
                    // 24 bytes are 32 characters of base64: as likely a password.
                    24 if form == KeyForm::Base64 => KeyDiagnosis::ThirtyTwoCharacters,
                    _ => KeyDiagnosis::WrongLength { found: len, form },
                };
                assert_eq!(found.err(), Some(expected), "{len} bytes, {}", form.as_str());
            }
        }
    }

    #[test]
    fn a_long_file_is_refused_unread() {
        let content = vec![b'A'; 4096];
        assert_eq!(SseCKey::parse_file(&content).err(), Some(KeyDiagnosis::FileTooLong { found: 4096 }));
    }

    proptest! {
        #[test]
        fn no_input_panics(content in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(SseCKey::read_file(&content) == SseCKey::parse_file(&content).ok());
        }

        #[test]
        fn what_is_exported_is_imported(bytes in any::<[u8; 32]>()) {
            let key = key(bytes);
            prop_assert!(SseCKey::parse_text(&key.expose_base64()) == Ok(key.clone()));
            prop_assert!(SseCKey::parse_file(key.key_file().contents.as_bytes()) == Ok(key.clone()));
        }
    }
}
