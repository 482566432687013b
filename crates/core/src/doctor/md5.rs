//! What an MD5 that was given with a key was made of.

use base64::Engine;
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use crate::encoding::{BASE64, BASE64_URL};
use crate::ssec::SseCKey;

/// What an MD5 covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Md5Covers {
    /// The 32 raw bytes: right.
    RawKey,
    /// The 32 raw bytes and a line end.
    RawKeyWithLineEnd,
    /// The 44 characters of base64.
    Base64Text,
    /// The 44 characters of base64 and a line end.
    Base64TextWithLineEnd,
    /// The 64 hex digits.
    HexText,
    /// The 64 hex digits and a line end.
    HexTextWithLineEnd,
    /// Something else: most likely another key.
    Other,
}

impl Md5Covers {
    /// Stable kebab-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RawKey => "raw-key",
            Self::RawKeyWithLineEnd => "raw-key-with-line-end",
            Self::Base64Text => "base64-text",
            Self::Base64TextWithLineEnd => "base64-text-with-line-end",
            Self::HexText => "hex-text",
            Self::HexTextWithLineEnd => "hex-text-with-line-end",
            Self::Other => "other",
        }
    }
}

/// How an MD5 is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Md5Form {
    /// Base64 of the 16 bytes, 24 characters: right.
    Base64,
    /// Base64 of the 16 bytes without its padding, in the alphabet of addresses, or in quotes.
    Base64Variant,
    /// 32 hex digits.
    Hex,
    /// Base64 of the hex digits, as `md5sum | base64` makes it.
    Base64OfHex,
}

impl Md5Form {
    /// Stable kebab-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Base64Variant => "base64-variant",
            Self::Hex => "hex",
            Self::Base64OfHex => "base64-of-hex",
        }
    }
}

/// What a text that should be a key's MD5 is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Md5Diagnosis {
    /// An MD5.
    Md5 {
        /// What it was made of.
        covers: Md5Covers,
        /// How it is written.
        form: Md5Form,
    },
    /// The customer key itself, which is secret: not an MD5.
    TheKeyItself,
    /// Nothing was given.
    Empty,
    /// No MD5.
    NotMd5,
}

impl Md5Diagnosis {
    /// Whether the text may be sent as the MD5 header of the key as it is.
    pub fn is_right(self) -> bool {
        self == Self::Md5 { covers: Md5Covers::RawKey, form: Md5Form::Base64 }
    }
}

type Md5Bytes = [u8; 16];

fn from_hex(text: &[u8]) -> Option<Md5Bytes> {
    let mut bytes = Md5Bytes::default();
    // The decoder fills a buffer that is longer only in part, and would leave zeros.
    (text.len() == 32 && base16ct::mixed::decode(text, &mut bytes).is_ok()).then_some(bytes)
}

/// Reads the digest, also where `md5sum` (`hex  -`) or `openssl dgst` (`MD5(stdin)= hex`) put words beside it.
fn read(text: &str) -> Option<(Md5Bytes, Md5Form)> {
    let hex_word = |text: &str| text.split_whitespace().find_map(|word| from_hex(word.as_bytes()));
    if let Some(bytes) = hex_word(text) {
        return Some((bytes, Md5Form::Hex));
    }
    let decoded = BASE64.decode(text).or_else(|_| BASE64_URL.decode(text)).ok()?;
    if let Ok(bytes) = Md5Bytes::try_from(decoded.as_slice()) {
        // A storage takes one writing of it only.
        let is_written_so = BASE64.encode(bytes) == text;
        return Some((bytes, if is_written_so { Md5Form::Base64 } else { Md5Form::Base64Variant }));
    }
    let inner = std::str::from_utf8(&decoded).ok().and_then(hex_word)?;
    Some((inner, Md5Form::Base64OfHex))
}

impl SseCKey {
    /// Says what a text that was given as this key's MD5 is, and what it was made of.
    ///
    /// The right one is base64 of the MD5 over the 32 raw bytes, see [`SseCKey::md5_base64`]. White space around the text is
    /// ignored. In quotes, or with white space that no header drops, it is told and not right: that would be sent.
    pub fn diagnose_md5(&self, text: &str) -> Md5Diagnosis {
        // What a header takes off its value, and no other white space.
        let given = text.trim_matches([' ', '\t', '\r', '\n']);
        let text = given.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        if text.is_empty() {
            return Md5Diagnosis::Empty;
        }
        if SseCKey::parse_text(text).is_ok_and(|key| key == *self) {
            return Md5Diagnosis::TheKeyItself;
        }
        let Some((digest, form)) = read(text) else {
            return Md5Diagnosis::NotMd5;
        };
        let is_quoted = form == Md5Form::Base64 && given != text;
        let form = if is_quoted { Md5Form::Base64Variant } else { form };
        let raw = self.expose_bytes();
        let base64 = self.expose_base64();
        let lower = Zeroizing::new(base16ct::lower::encode_string(raw));
        let upper = Zeroizing::new(base16ct::upper::encode_string(raw));
        let covers = [
            (raw.as_slice(), Md5Covers::RawKey, Md5Covers::RawKeyWithLineEnd),
            (base64.as_bytes(), Md5Covers::Base64Text, Md5Covers::Base64TextWithLineEnd),
            (lower.as_bytes(), Md5Covers::HexText, Md5Covers::HexTextWithLineEnd),
            (upper.as_bytes(), Md5Covers::HexText, Md5Covers::HexTextWithLineEnd),
        ]
        .into_iter()
        .find_map(|(content, alone, with_line_end)| {
            let is = |end: &str| Md5::new().chain_update(content).chain_update(end).finalize().as_slice() == digest;
            if is("") { Some(alone) } else { (is("\n") || is("\r\n")).then_some(with_line_end) }
        });
        Md5Diagnosis::Md5 { covers: covers.unwrap_or(Md5Covers::Other), form }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `openssl rand -base64 32`, and its MD5s by `openssl dgst -md5` and `md5sum`, none made by this code.
    const KEY: &str = "YhZC8maqhCsXTFe5aE+V8YzKokKqsUlohaMP0wqkvv8=";

    fn diagnose(text: &str) -> Md5Diagnosis {
        SseCKey::parse_text(KEY).unwrap().diagnose_md5(text)
    }

    #[test]
    fn the_right_md5_is_right_in_base64_only() {
        for text in ["GyagDZTK7ZLqsa3fFpzeGA==", " GyagDZTK7ZLqsa3fFpzeGA==\n"] {
            assert!(diagnose(text).is_right(), "{text}");
        }
        let variant = Md5Diagnosis::Md5 { covers: Md5Covers::RawKey, form: Md5Form::Base64Variant };
        for text in [
            "\u{a0}GyagDZTK7ZLqsa3fFpzeGA==",
            "GyagDZTK7ZLqsa3fFpzeGA==\u{2028}",
            "GyagDZTK7ZLqsa3fFpzeGA==\u{b}",
            "GyagDZTK7ZLqsa3fFpzeGA",
            "GyagDZTK7ZLqsa3fFpzeGA=",
            "\"GyagDZTK7ZLqsa3fFpzeGA==\"",
            "'GyagDZTK7ZLqsa3fFpzeGA'",
        ] {
            assert_eq!(diagnose(text), variant, "{text}");
            assert!(!diagnose(text).is_right());
        }
        for text in ["1b26a00d94caed92eab1addf169cde18", "1B26A00D94CAED92EAB1ADDF169CDE18  -"] {
            assert_eq!(diagnose(text), Md5Diagnosis::Md5 { covers: Md5Covers::RawKey, form: Md5Form::Hex });
            assert!(!diagnose(text).is_right());
        }
    }

    #[test]
    fn the_alphabet_of_addresses_is_told_from_the_headers() {
        // `openssl rand -base64 32` until its MD5 held both characters that differ.
        let ssec = SseCKey::parse_text("x6WZMCsShC78SYwmFl0rXCP4vJ7jiVcm8XTHIAulc4w=").unwrap();
        assert!(ssec.diagnose_md5("e/BUB1+CeefrXG9XFZ/2Kw==").is_right());
        let variant = Md5Diagnosis::Md5 { covers: Md5Covers::RawKey, form: Md5Form::Base64Variant };
        assert_eq!(ssec.diagnose_md5("e_BUB1-CeefrXG9XFZ_2Kw=="), variant);
    }

    #[test]
    fn other_texts_are_no_md5() {
        assert_eq!(diagnose(KEY), Md5Diagnosis::TheKeyItself);
        assert_eq!(diagnose(" \n"), Md5Diagnosis::Empty);
        for text in ["x", "GyagDZTK7ZLqsa3fFpzeG", "1b26a00d94caed92eab1addf169cde1", "AAAA"] {
            assert_eq!(diagnose(text), Md5Diagnosis::NotMd5, "{text}");
        }
        assert_eq!(
            diagnose("cLyPS3KoaSFGi/joRB3OUQ=="),
            Md5Diagnosis::Md5 { covers: Md5Covers::Other, form: Md5Form::Base64 }
        );
    }
}
