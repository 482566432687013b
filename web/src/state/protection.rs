//! How new uploads are protected, and what is known of objects in the list.

use super::keyring::{Job, KeyFace, KeyRing};
use sealport_client::bare_etag;
use sealport_client::message::WrappingKeyName;
use std::collections::HashMap;

/// Who is to encrypt an upload where it lies, and with whose key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Choice {
    /// SSE-C: the storage encrypts with a key of ours.
    #[default]
    SseC,
    /// SSE-S3: the storage encrypts with a key of its own.
    SseS3,
    /// Nothing is asked: the bucket's own rule applies.
    Bucket,
}

/// The choice for new uploads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewUploads {
    /// Whether files are sealed in this browser before they leave.
    pub sealed: bool,
    /// Who encrypts.
    pub choice: Choice,
    /// The chosen SSE-C key's fingerprint; none until there is one.
    pub fingerprint: Option<String>,
    /// SSE-C is off for this connection: the bucket does not let this page send keys.
    pub ssec_off: bool,
    /// The choice that sealing took the place of, since it had no key: it is back once sealing is off.
    pub(super) set_aside: Option<Choice>,
}

impl NewUploads {
    /// A storage was connected. Where it lets no keys through, SSE-C is off; the next one begins with it again.
    pub fn connected(&mut self, ssec_off: bool) {
        if ssec_off {
            if self.choice == Choice::SseC {
                // Not SSE-S3: a bucket that keeps key headers out is likely to keep that header out too.
                self.choice = Choice::Bucket;
            }
        } else if self.ssec_off {
            self.choice = Choice::SseC;
        }
        self.ssec_off = ssec_off;
    }

    /// The person chooses for new uploads; what is off stays off.
    pub fn choose(&mut self, choice: Choice) {
        if !(self.ssec_off && choice == Choice::SseC) {
            self.set_aside = None;
            self.choice = choice;
        }
    }

    /// Files are sealed from now on, or no longer. SSE-C without a key yet is set aside meanwhile: whoever seals has not
    /// asked for a second key.
    pub fn seal(&mut self, wanted: bool, ring: &KeyRing) {
        self.sealed = wanted;
        if wanted && self.choice == Choice::SseC && self.key_of(ring).is_none() {
            self.set_aside = Some(self.choice);
            self.choice = Choice::Bucket;
        } else if !wanted && let Some(choice) = self.set_aside.take() {
            self.choose(choice);
        }
    }

    /// The chosen SSE-C key, or the newest when none was chosen or the chosen one has gone.
    #[must_use]
    pub fn key_of<'a>(&self, ring: &'a KeyRing) -> Option<&'a KeyFace> {
        let chosen = self.fingerprint.as_deref().and_then(|id| ring.find(id)).filter(|key| key.job == Job::SseC);
        chosen.or_else(|| ring.of_job(Job::SseC).next())
    }
}

/// How an object is encrypted, as far as this tab learnt it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Learnt {
    /// With a customer key.
    SseC {
        /// The key's fingerprint.
        fingerprint: String,
    },
    /// With a key of the provider's; the value of `x-amz-server-side-encryption`.
    Provider(String),
}

/// The value of `x-amz-server-side-encryption` that means SSE-S3.
pub const SSE_S3: &str = "AES256";

/// Everything learnt in this tab about the connected bucket, by object key: by its own uploads, and by asking for details.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownProtections {
    /// With the ETag it was learnt with: another ETag is another content.
    by_object: HashMap<String, (Learnt, Option<String>)>,
    /// For whom objects are sealed, as their headers or our uploads say, with the ETag then.
    sealed: HashMap<String, (Vec<WrappingKeyName>, Option<String>)>,
}

impl KnownProtections {
    /// Notes that an object is SSE-C under a key.
    pub fn learn(&mut self, object_key: &str, fingerprint: &str, etag: Option<&str>) {
        self.note(object_key, Learnt::SseC { fingerprint: fingerprint.to_owned() }, etag);
    }

    /// Notes what the storage says of an object that needs no key of ours. Nothing said is nothing learnt.
    pub fn reported(&mut self, object_key: &str, server_side_encryption: Option<&str>, etag: Option<&str>) {
        match server_side_encryption {
            Some(value) => self.note(object_key, Learnt::Provider(value.to_owned()), etag),
            None => self.forget(object_key),
        }
    }

    fn note(&mut self, object_key: &str, learnt: Learnt, etag: Option<&str>) {
        self.by_object.insert(object_key.to_owned(), (learnt, etag.map(|etag| bare_etag(etag).to_owned())));
    }

    /// Forgets how an object is encrypted: deleted, or overwritten without a key.
    pub fn forget(&mut self, object_key: &str) {
        self.by_object.remove(object_key);
    }

    /// Notes for whom an object is sealed. Nobody: it is not sealed.
    pub fn sealed(&mut self, object_key: &str, names: Vec<WrappingKeyName>, etag: Option<&str>) {
        if names.is_empty() {
            self.sealed.remove(object_key);
        } else {
            self.sealed.insert(object_key.to_owned(), (names, etag.map(|etag| bare_etag(etag).to_owned())));
        }
    }

    /// Whether an object of this name was sealed when this tab last stored or looked into it.
    #[must_use]
    pub fn was_sealed(&self, object_key: &str) -> bool {
        self.sealed.contains_key(object_key)
    }

    /// For whom an object is sealed, as far as that was learnt, unless its ETag says that it is another content by now.
    #[must_use]
    pub fn sealed_for(&self, object_key: &str, etag: Option<&str>) -> Option<&[WrappingKeyName]> {
        let (names, then) = self.sealed.get(object_key)?;
        match (then, etag) {
            (Some(then), Some(now)) if *then != bare_etag(now) => None,
            _ => Some(names),
        }
    }

    /// Forgets a key that turned out not to fit an object; what was learnt of another key stays.
    pub fn refused(&mut self, object_key: &str, refused: &str) {
        let is_it = |learnt: &Learnt| matches!(learnt, Learnt::SseC { fingerprint } if fingerprint == refused);
        if self.by_object.get(object_key).is_some_and(|(learnt, _)| is_it(learnt)) {
            self.by_object.remove(object_key);
        }
    }

    /// Forgets everything: another bucket.
    pub fn clear(&mut self) {
        self.by_object.clear();
        self.sealed.clear();
    }

    /// Whether anything was learnt about an object: it exists, then.
    #[must_use]
    pub fn has(&self, object_key: &str) -> bool {
        self.by_object.contains_key(object_key) || self.sealed.contains_key(object_key)
    }

    /// What is known of an object, unless its ETag says that it is another content by now.
    #[must_use]
    pub fn of(&self, object_key: &str, etag: Option<&str>) -> Option<&Learnt> {
        let (learnt, then) = self.by_object.get(object_key)?;
        match (then, etag) {
            (Some(then), Some(now)) if *then != bare_etag(now) => None,
            _ => Some(learnt),
        }
    }

    /// The key of an object, unless its ETag says that it is another content by now.
    #[must_use]
    pub fn fingerprint_of(&self, object_key: &str, etag: Option<&str>) -> Option<&str> {
        match self.of(object_key, etag) {
            Some(Learnt::SseC { fingerprint }) => Some(fingerprint),
            Some(Learnt::Provider(_)) | None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_replaced_elsewhere_is_unknown_again() {
        let mut known = KnownProtections::default();
        known.learn("a", "FP", Some("\"e1\""));
        assert_eq!(known.fingerprint_of("a", Some("e1")), Some("FP"));
        assert_eq!(known.fingerprint_of("a", None), Some("FP"));
        assert_eq!(known.fingerprint_of("a", Some("e2")), None);
        assert_eq!(known.fingerprint_of("b", Some("e1")), None);
        known.forget("a");
        assert_eq!(known.fingerprint_of("a", None), None);
    }

    #[test]
    fn whom_an_object_is_sealed_for_holds_for_that_content_only() {
        let name = WrappingKeyName::parse("sealport/7F3AK9QX7F3AK9QX").unwrap();
        let mut known = KnownProtections::default();
        known.sealed("a", vec![name.clone()], Some("\"e1\""));
        assert_eq!(known.sealed_for("a", Some("e1")), Some([name].as_slice()));
        assert_eq!(known.sealed_for("a", Some("e2")), None);
        assert!(known.was_sealed("a"), "whatever lies there now");
        known.sealed("a", Vec::new(), Some("e3"));
        assert_eq!(known.sealed_for("a", None), None);
        assert!(!known.was_sealed("a"));
    }

    #[test]
    fn only_the_refused_key_is_forgotten() {
        let mut known = KnownProtections::default();
        known.learn("a", "FP", None);
        known.refused("a", "OTHER");
        assert_eq!(known.fingerprint_of("a", None), Some("FP"));
        known.refused("a", "FP");
        assert_eq!(known.fingerprint_of("a", None), None);
    }

    #[test]
    fn ssec_is_off_for_the_connection_that_lets_no_keys_through() {
        let mut uploads = NewUploads::default();
        uploads.connected(true);
        assert_eq!(uploads.choice, Choice::Bucket);
        uploads.choose(Choice::SseC);
        assert_eq!(uploads.choice, Choice::Bucket);
        uploads.choose(Choice::SseS3);
        assert_eq!(uploads.choice, Choice::SseS3);
        uploads.connected(false);
        assert_eq!(uploads.choice, Choice::SseC, "the next storage begins with SSE-C");
        uploads.choose(Choice::SseS3);
        uploads.connected(false);
        assert_eq!(uploads.choice, Choice::SseS3, "what the person chose stays");
    }

    #[test]
    fn sealing_asks_for_no_second_key_and_turned_off_it_leaves_nothing_unprotected() {
        let ring = KeyRing::default();
        let mut uploads = NewUploads::default();
        uploads.seal(true, &ring);
        assert_eq!((uploads.sealed, uploads.choice), (true, Choice::Bucket));
        uploads.seal(false, &ring);
        assert_eq!((uploads.sealed, uploads.choice), (false, Choice::SseC));
        uploads.seal(true, &ring);
        uploads.choose(Choice::SseS3);
        uploads.seal(false, &ring);
        assert_eq!(uploads.choice, Choice::SseS3, "what the person chose stays");
    }

    #[test]
    fn what_the_storage_reports_is_no_key_of_ours() {
        let mut known = KnownProtections::default();
        known.learn("a", "FP", None);
        known.reported("a", Some("aws:kms"), Some("e1"));
        assert_eq!(known.of("a", Some("e1")), Some(&Learnt::Provider("aws:kms".into())));
        assert_eq!(known.fingerprint_of("a", None), None);
        assert_eq!(known.of("a", Some("e2")), None, "replaced elsewhere");
        known.refused("a", "FP");
        assert!(known.has("a"), "a refused key says nothing about the provider's");
        known.reported("a", None, None);
        assert!(!known.has("a"));
    }

    #[test]
    fn without_a_choice_the_newest_key_is_taken() {
        use super::super::keyring::{Home, Source};
        let home = Home { origin: "o".into(), bucket: "b".into() };
        let mut ring = KeyRing::default();
        let choice = NewUploads::default();
        assert_eq!(choice.key_of(&ring), None);
        for id in ["old", "new"] {
            let home = Some(home.clone());
            ring.add(KeyFace::new(Job::SseC, id.into(), id.into(), [0; 10], Source::Made, home, 0));
        }
        assert_eq!(choice.key_of(&ring).map(|k| k.short.as_str()), Some("new"));
        let choice = NewUploads { fingerprint: Some("old".into()), ..choice };
        assert_eq!(choice.key_of(&ring).map(|k| k.short.as_str()), Some("old"));
        ring.remove("old");
        assert_eq!(choice.key_of(&ring).map(|k| k.short.as_str()), Some("new"));
    }
}
