//! One object's details, and which key to try on it.

use super::fault::Fault;
use super::key_trial::KeyProof;
use super::keyring::{Home, KeyRing, Leave};
use super::protection::{KnownProtections, Learnt, NewUploads};
use sealport_client::message::WrappingKeyName;

/// What HEAD answered, as the page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// Stored length in bytes.
    pub len: Option<u64>,
    /// As the header says it.
    pub last_modified: Option<String>,
    /// ETag, quotes and all.
    pub etag: Option<String>,
    /// Version id.
    pub version_id: Option<String>,
    /// Content type.
    pub content_type: Option<String>,
    /// Storage class.
    pub storage_class: Option<String>,
    /// User metadata the browser may see.
    pub metadata: Vec<(String, String)>,
    /// `x-amz-server-side-encryption`.
    pub server_side_encryption: Option<String>,
    /// `x-amz-server-side-encryption-customer-algorithm`.
    pub customer_algorithm: Option<String>,
    /// `x-amz-server-side-encryption-customer-key-md5`.
    pub customer_key_md5: Option<String>,
    /// Every other header the browser may see.
    pub other: Vec<(String, String)>,
    /// The key that opened it.
    pub fingerprint: Option<String>,
    /// What is known of that key.
    pub proof: KeyProof,
    /// What its first bytes tell, where it is a sealed file. Nobody has checked that before it is unlocked.
    pub sealed: Option<SealedFacts>,
}

/// What a sealed object says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedFacts {
    /// The keys that open it.
    pub names: Vec<WrappingKeyName>,
    /// The suite, as its number.
    pub suite: String,
    /// Length of its frames in bytes.
    pub frame_len: u32,
    /// Length of what it holds, in bytes.
    pub plaintext_len: u64,
}

impl Details {
    /// How the object is encrypted, as far as the storage's word or refusal shows.
    #[must_use]
    pub fn learnt(&self) -> Option<Learnt> {
        match (&self.fingerprint, &self.server_side_encryption) {
            (Some(fingerprint), _) if self.proof.is_proven() => Some(Learnt::SseC { fingerprint: fingerprint.clone() }),
            (None, Some(value)) if self.customer_algorithm.is_none() => Some(Learnt::Provider(value.clone())),
            _ => None,
        }
    }
}

/// Where asking stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// On its way.
    #[default]
    Loading,
    /// Here.
    Ready(Box<Details>),
    /// A key is needed; the short fingerprint of one that was refused.
    Locked {
        /// Refused key, if one was tried.
        refused: Option<String>,
    },
    /// It could not be had.
    Failed(Fault),
}

/// The object being shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectView {
    /// The S3 name.
    pub object_key: String,
    /// Answers to older questions are dropped.
    pub generation: u64,
    /// Where asking stands.
    pub phase: Phase,
}

impl ObjectView {
    /// Starts on an object; returns the generation that answers must carry.
    pub fn start(&mut self, object_key: &str) -> u64 {
        self.generation += 1;
        self.object_key = object_key.to_owned();
        self.phase = Phase::Loading;
        self.generation
    }

    /// Adds what the first bytes tell, unless the page has moved on.
    pub fn is_sealed(&mut self, generation: u64, facts: SealedFacts) {
        if let Phase::Ready(details) = &mut self.phase
            && generation == self.generation
        {
            details.sealed = Some(facts);
        }
    }

    /// Takes an answer, unless the page has moved on.
    pub fn finish(&mut self, generation: u64, phase: Phase) {
        if generation == self.generation {
            self.phase = phase;
        }
    }
}

/// The key to try on an object: the one just chosen for it, otherwise the one it is known to need, otherwise the one
/// chosen for uploads, unless it was found sealed without one; never one that the person has not agreed to send to this
/// storage, and none while SSE-C is off.
#[must_use]
pub fn key_to_try(
    object_key: &str,
    etag: Option<&str>,
    chosen: Option<&str>,
    known: &KnownProtections,
    ring: &KeyRing,
    choice: &NewUploads,
    home: &Home,
) -> Option<String> {
    if choice.ssec_off {
        return None;
    }
    let needs_none = || known.sealed_for(object_key, etag).is_some();
    chosen
        .or_else(|| known.fingerprint_of(object_key, etag))
        .filter(|id| ring.find(id).is_some())
        .map(str::to_owned)
        .or_else(|| choice.key_of(ring).filter(|_| !needs_none()).map(|key| key.fingerprint.clone()))
        .filter(|id| ring.leave_to_read(id, home) == Leave::Given)
}

#[cfg(test)]
mod tests {
    use super::super::keyring::{Job, KeyFace, Source};
    use super::*;
    use sealport_client::message::WrappingKeyName;

    fn home(bucket: &str) -> Home {
        Home { origin: "https://s3.example".into(), bucket: bucket.into() }
    }

    fn ring() -> KeyRing {
        let mut ring = KeyRing::default();
        for id in ["first", "second"] {
            ring.add(KeyFace::new(Job::SseC, id.into(), id.into(), [0; 10], Source::Made, Some(home("b")), 0));
        }
        ring
    }

    #[test]
    fn no_key_is_tried_on_what_was_found_sealed_without_one() {
        let mut known = KnownProtections::default();
        let choice = NewUploads { fingerprint: Some("second".into()), ..NewUploads::default() };
        let name = WrappingKeyName::parse("sealport/A").unwrap();
        known.sealed("o", vec![name], Some("e1"));
        let try_it = |known: &KnownProtections, etag, chosen| {
            key_to_try("o", Some(etag), chosen, known, &ring(), &choice, &home("b"))
        };
        assert_eq!(try_it(&known, "e1", None), None);
        assert_eq!(try_it(&known, "e1", Some("first")).as_deref(), Some("first"));
        assert_eq!(try_it(&known, "e2", None).as_deref(), Some("second"), "replaced meanwhile");
        known.learn("o", "first", Some("e1"));
        assert_eq!(try_it(&known, "e1", None).as_deref(), Some("first"), "sealed and SSE-C");
    }

    #[test]
    fn the_known_key_goes_before_the_chosen_one() {
        let mut known = KnownProtections::default();
        let choice = NewUploads { fingerprint: Some("second".into()), ..NewUploads::default() };
        let try_it = |known: &KnownProtections, home: &Home| key_to_try("o", None, None, known, &ring(), &choice, home);
        assert_eq!(try_it(&known, &home("b")).as_deref(), Some("second"));
        known.learn("o", "first", None);
        assert_eq!(try_it(&known, &home("b")).as_deref(), Some("first"));
        known.learn("o", "gone", None);
        assert_eq!(try_it(&known, &home("b")).as_deref(), Some("second"));
    }

    #[test]
    fn no_key_goes_to_a_strange_storage_unasked() {
        let mut known = KnownProtections::default();
        known.learn("o", "first", None);
        let choice = NewUploads::default();
        for chosen in [None, Some("second")] {
            assert_eq!(key_to_try("o", None, chosen, &known, &ring(), &choice, &home("elsewhere")), None);
        }
    }

    #[test]
    fn a_key_chosen_for_the_object_goes_before_all_others() {
        let mut known = KnownProtections::default();
        known.learn("o", "first", None);
        let choice = NewUploads { fingerprint: Some("first".into()), ..NewUploads::default() };
        let chosen = key_to_try("o", None, Some("second"), &known, &ring(), &choice, &home("b"));
        assert_eq!(chosen.as_deref(), Some("second"));
    }

    #[test]
    fn no_key_is_tried_while_ssec_is_off() {
        let mut known = KnownProtections::default();
        known.learn("o", "first", None);
        let mut choice = NewUploads::default();
        choice.connected(true);
        assert_eq!(key_to_try("o", None, Some("second"), &known, &ring(), &choice, &home("b")), None);
    }

    #[test]
    fn an_answer_to_an_older_question_is_dropped() {
        let mut view = ObjectView::default();
        let old = view.start("a");
        let new = view.start("b");
        view.finish(old, Phase::Locked { refused: None });
        assert_eq!(view.phase, Phase::Loading);
        view.finish(new, Phase::Locked { refused: None });
        assert_eq!(view.phase, Phase::Locked { refused: None });
    }
}
