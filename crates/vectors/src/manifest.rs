//! The manifest, as far as tests ask.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::plaintext::counter_plaintext;

/// All of `manifest.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// Wrapping keys by the ids that cases use.
    pub keys: BTreeMap<String, Key>,
    /// Messages that must open (of supported suites).
    pub cases: Vec<Case>,
    /// Messages that must be refused, or may.
    pub negative: Vec<NegativeCase>,
}

/// A wrapping key.
#[derive(Clone, Debug, Deserialize)]
pub struct Key {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// 16, 24 or 32 bytes in hex.
    pub key_hex: String,
}

/// A message that must open.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// `0x0478` and others.
    pub suite: String,
    /// Frame length in bytes.
    pub frame_length: u32,
    /// Ids of all its recipients' keys.
    pub keys: Vec<String>,
    /// Ids of keys of which each alone must open it.
    pub decrypt_with: Vec<String>,
    /// The stored context.
    pub encryption_context: BTreeMap<String, String>,
    /// Context that is authenticated and not stored.
    #[serde(default)]
    pub required_encryption_context: BTreeMap<String, String>,
    plaintext: PlaintextRule,
    /// Length of the plaintext in bytes.
    pub plaintext_length: usize,
    /// Its SHA-256 in hex.
    pub plaintext_sha256: String,
    /// Length of the message in bytes.
    pub ciphertext_length: u64,
    /// Its SHA-256 in hex.
    pub ciphertext_sha256: String,
    /// Length of the header, its tag included.
    pub header_length: u64,
    /// Number of frames.
    pub frames: u32,
    /// `partial`, `full` or `empty`; none where there are no frames.
    pub final_frame: Option<String>,
    /// The file; none where the recipe makes it.
    pub file: Option<String>,
    /// How to make it.
    pub recipe: Option<Recipe>,
    /// The last bytes of a message that is not kept, in hex.
    pub tail_hex: Option<String>,
    /// Everything that went into it.
    pub kat: Option<Kat>,
}

#[derive(Clone, Debug, Deserialize)]
struct PlaintextRule {
    rule: String,
    seed: String,
}

/// How to make a message that is too large to keep: this header, then frames of the plaintext.
#[derive(Clone, Debug, Deserialize)]
pub struct Recipe {
    /// The header in hex, its tag included.
    pub header_hex: String,
}

/// What went into a message: with it the same message must come out.
#[derive(Clone, Debug, Deserialize)]
pub struct Kat {
    /// The data key.
    pub data_key_hex: String,
    /// The message id.
    pub message_id_hex: String,
    /// The content key that follows.
    pub content_key_hex: String,
    /// The commit key that follows; none in suites without one.
    pub commit_key_hex: Option<String>,
    /// The wraps, in the message's order.
    pub edks: Vec<KatEdk>,
    /// The header's tag.
    pub header_tag_hex: String,
}

/// One wrap.
#[derive(Clone, Debug, Deserialize)]
pub struct KatEdk {
    /// Namespace of its key, or another provider.
    pub provider_id: String,
    /// Name of its key.
    pub name: String,
    /// IV of the wrap; none for other providers.
    pub iv_hex: Option<String>,
    /// The wrapped data key.
    pub ciphertext_hex: String,
}

/// A message that must be refused, or may.
#[derive(Clone, Debug, Deserialize)]
pub struct NegativeCase {
    /// Its name.
    pub id: String,
    /// What must become of it.
    pub expect: Expect,
    /// Where it should be caught.
    pub layer: String,
    /// What was done to it.
    pub why: String,
    /// The case that it was made of.
    pub base: String,
    /// The file.
    pub file: String,
    /// Its length in bytes.
    pub length: usize,
    /// The keys to try, in wrong-key cases the wrong ones.
    pub keys: Vec<Key>,
    /// Plaintext bytes that may come out before it is refused.
    pub may_release_at_most: usize,
    /// The plaintext, should it open.
    pub plaintext_hex: Option<String>,
}

/// What must become of a negative case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    /// It must be refused.
    Reject,
    /// It must open to the right plaintext, or be refused.
    Either,
}

impl Case {
    /// Its plaintext, or nothing for a rule that this crate does not know.
    pub fn plaintext(&self) -> Option<Vec<u8>> {
        let is_known = self.plaintext.rule == "sha256-counter";
        is_known.then(|| counter_plaintext(&self.plaintext.seed, self.plaintext_length))
    }

    /// Whether its suite is the one that this project reads.
    pub fn is_supported(&self) -> bool {
        self.suite == "0x0478"
    }
}
