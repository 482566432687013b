//! How new uploads are protected, and what is known of objects in the list.

use super::keyring::KeyRing;
use std::collections::HashMap;

/// The choice for new uploads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUploads {
    /// Encrypt with a key of ours (SSE-C); otherwise the bucket's own rule applies.
    pub ssec: bool,
    /// The chosen key's fingerprint; none until there is one.
    pub fingerprint: Option<String>,
    /// SSE-C is off for this connection: the bucket does not let this page send keys.
    pub ssec_off: bool,
}

impl Default for NewUploads {
    fn default() -> Self {
        Self { ssec: true, fingerprint: None, ssec_off: false }
    }
}

impl NewUploads {
    /// A storage was connected. Where it lets no keys through, SSE-C is off; the next one begins with it again.
    pub fn connected(&mut self, ssec_off: bool) {
        if ssec_off || self.ssec_off {
            self.ssec = !ssec_off;
        }
        self.ssec_off = ssec_off;
    }

    /// The person chooses for new uploads; what is off stays off.
    pub fn choose(&mut self, ssec: bool) {
        self.ssec = ssec && !self.ssec_off;
    }

    /// The chosen key, or the newest when none was chosen or the chosen one has gone.
    #[must_use]
    pub fn key_of<'a>(&self, ring: &'a KeyRing) -> Option<&'a super::keyring::KeyFace> {
        self.fingerprint.as_deref().and_then(|id| ring.find(id)).or_else(|| ring.keys().first())
    }
}

/// What this tab learnt about one object by its own upload or by asking for its details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The key's fingerprint.
    pub fingerprint: String,
    /// The ETag it was learnt with: another ETag is another content.
    pub etag: Option<String>,
}

/// Everything learnt in this tab about the connected bucket, by object key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownProtections {
    by_object: HashMap<String, Known>,
}

impl KnownProtections {
    /// Notes that an object is SSE-C under a key.
    pub fn learn(&mut self, object_key: &str, fingerprint: &str, etag: Option<&str>) {
        self.by_object
            .insert(object_key.to_owned(), Known { fingerprint: fingerprint.to_owned(), etag: etag.map(bare_etag) });
    }

    /// Forgets an object: deleted, or overwritten without a key.
    pub fn forget(&mut self, object_key: &str) {
        self.by_object.remove(object_key);
    }

    /// Forgets a key that turned out not to fit an object; what was learnt of another key stays.
    pub fn refused(&mut self, object_key: &str, fingerprint: &str) {
        if self.by_object.get(object_key).is_some_and(|known| known.fingerprint == fingerprint) {
            self.by_object.remove(object_key);
        }
    }

    /// Forgets everything: another bucket.
    pub fn clear(&mut self) {
        self.by_object.clear();
    }

    /// Whether anything was learnt about an object: it exists, then.
    #[must_use]
    pub fn has(&self, object_key: &str) -> bool {
        self.by_object.contains_key(object_key)
    }

    /// The key of an object, unless its ETag says that it is another content by now.
    #[must_use]
    pub fn fingerprint_of(&self, object_key: &str, etag: Option<&str>) -> Option<&str> {
        let known = self.by_object.get(object_key)?;
        match (&known.etag, etag) {
            (Some(learnt), Some(now)) if *learnt != bare_etag(now) => None,
            _ => Some(&known.fingerprint),
        }
    }
}

/// Headers quote an ETag, some listings do not.
#[must_use]
pub fn bare_etag(etag: &str) -> String {
    etag.trim().trim_start_matches("W/").trim_matches('"').to_owned()
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
        let mut choice = NewUploads::default();
        choice.connected(true);
        choice.choose(true);
        assert!(!choice.ssec);
        choice.connected(false);
        assert!(choice.ssec, "the next storage begins with SSE-C");
        choice.choose(false);
        choice.connected(false);
        assert!(!choice.ssec, "what the person chose stays");
    }

    #[test]
    fn without_a_choice_the_newest_key_is_taken() {
        use super::super::keyring::{Home, KeyFace, Source};
        let home = Home { origin: "o".into(), bucket: "b".into() };
        let mut ring = KeyRing::default();
        let choice = NewUploads::default();
        assert_eq!(choice.key_of(&ring), None);
        for id in ["old", "new"] {
            ring.add(KeyFace::new(id.into(), id.into(), [0; 10], Source::Made, home.clone(), 0));
        }
        assert_eq!(choice.key_of(&ring).map(|k| k.short.as_str()), Some("new"));
        let choice = NewUploads { fingerprint: Some("old".into()), ..choice };
        assert_eq!(choice.key_of(&ring).map(|k| k.short.as_str()), Some("old"));
        ring.remove("old");
        assert_eq!(choice.key_of(&ring).map(|k| k.short.as_str()), Some("new"));
    }
}
