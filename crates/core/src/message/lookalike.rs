//! What a file is that is no sealed file, where its first bytes tell.

/// Something else that people try to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lookalike {
    /// A sealed file as base64 text: decoded, it can be opened.
    Base64OfMessage,
    /// A file of `openssl enc`.
    OpensslEnc,
    /// The same as base64 text (`openssl enc -a`).
    OpensslEncBase64,
    /// A file of age.
    Age,
    /// Text of PGP, such as an encrypted message.
    PgpText,
    /// A ZIP archive; also what office programs save.
    Zip,
    /// Gzip.
    Gzip,
    /// A PDF document.
    Pdf,
    /// No bytes at all.
    Empty,
}

/// How many first bytes tell.
pub(super) const TELLING_LEN: usize = 16;

/// First bytes of others. The base64 forms are those of `02 04 78`, `02 05 78` and `01 80`.
const STARTS: [(&[u8], Lookalike); 10] = [
    (b"AgR4", Lookalike::Base64OfMessage),
    (b"AgV4", Lookalike::Base64OfMessage),
    (b"AYAA", Lookalike::Base64OfMessage),
    (b"Salted__", Lookalike::OpensslEnc),
    (b"U2FsdGVkX1", Lookalike::OpensslEncBase64),
    (b"age-encryption.", Lookalike::Age),
    (b"-----BEGIN PGP", Lookalike::PgpText),
    (b"PK\x03\x04", Lookalike::Zip),
    (b"\x1f\x8b", Lookalike::Gzip),
    (b"%PDF-", Lookalike::Pdf),
];

impl Lookalike {
    /// Stable kebab-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Base64OfMessage => "base64-of-message",
            Self::OpensslEnc => "openssl-enc",
            Self::OpensslEncBase64 => "openssl-enc-base64",
            Self::Age => "age",
            Self::PgpText => "pgp-text",
            Self::Zip => "zip",
            Self::Gzip => "gzip",
            Self::Pdf => "pdf",
            Self::Empty => "empty",
        }
    }

    /// Tells by the first bytes of a file. 16 bytes are enough.
    pub fn of_start(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self::Empty);
        }
        // Version 1 has a suite in its next bytes; `AY` alone would be many a text.
        if let [b'A', b'Y', b'A', second, ..] = bytes
            && (b'A'..=b'P').contains(second)
        {
            return Some(Self::Base64OfMessage);
        }
        STARTS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, found)| *found)
    }

    /// Whether more bytes could still make it one of them.
    pub(super) fn may_become(bytes: &[u8]) -> bool {
        STARTS.iter().any(|(start, _)| start.len() > bytes.len() && start.starts_with(bytes))
    }
}
