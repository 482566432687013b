//! For whom files are sealed: sealing keys by their fingerprints, and a passphrase by the number of its derived key.

use super::keyring::{Job, KeyFace, KeyRing, Leave};

/// Any one of these opens what was sealed for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipients {
    /// Fingerprints of sealing keys, in the order in which they were chosen.
    pub keys: Vec<String>,
    /// The key that was derived from a passphrase; `bind` holds it under this number.
    pub passphrase: Option<u64>,
}

impl Recipients {
    /// Whether nobody could open it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.passphrase.is_none()
    }

    /// Whether a key is chosen.
    #[must_use]
    pub fn has(&self, fingerprint: &str) -> bool {
        self.keys.iter().any(|key| key == fingerprint)
    }

    /// Chooses a key.
    pub fn choose(&mut self, fingerprint: &str) {
        if !self.has(fingerprint) {
            self.keys.push(fingerprint.to_owned());
        }
    }

    /// Chooses a key, or no longer.
    pub fn toggle(&mut self, fingerprint: &str) {
        if self.has(fingerprint) {
            self.keys.retain(|key| key != fingerprint);
        } else {
            self.choose(fingerprint);
        }
    }

    /// Drops keys that left the tab.
    pub fn keep_those_of(&mut self, ring: &KeyRing) {
        self.keys.retain(|key| ring.find(key).is_some());
    }

    /// The newest key that can seal, where nobody was chosen yet.
    pub fn choose_by_default(&mut self, ring: &KeyRing) {
        if self.is_empty()
            && let Some(key) = candidates(ring).next()
        {
            self.choose(&key.fingerprint);
        }
    }

    /// The first key that may not seal yet, and why.
    #[must_use]
    pub fn obstacle(&self, ring: &KeyRing) -> Option<(String, Leave)> {
        self.keys.iter().find_map(|id| match ring.find(id) {
            None => Some((id.clone(), Leave::Missing)),
            Some(key) if !can_seal(key) => Some((id.clone(), Leave::Missing)),
            Some(key) if !key.saved => Some((id.clone(), Leave::NotSaved)),
            Some(_) => None,
        })
    }
}

/// Whether a key may seal: a sealing key whose published name helps nobody to guess it.
#[must_use]
pub fn can_seal(key: &KeyFace) -> bool {
    key.job == Job::Sealing && !key.guessable
}

/// The keys to choose from, newest first.
pub fn candidates(ring: &KeyRing) -> impl Iterator<Item = &KeyFace> {
    ring.of_job(Job::Sealing).filter(|key| can_seal(key))
}

#[cfg(test)]
mod tests {
    use super::super::keyring::Source;
    use super::*;

    fn face(id: &str, job: Job) -> KeyFace {
        KeyFace::new(job, id.into(), id.into(), [0; 10], Source::Made, None, 0)
    }

    #[test]
    fn only_sealing_keys_that_cannot_be_guessed_seal() {
        let mut ring = KeyRing::default();
        ring.add(face("good", Job::Sealing));
        let mut weak = face("weak", Job::Sealing);
        weak.guessable = true;
        ring.add(weak);
        ring.add(face("ssec", Job::SseC));
        assert_eq!(candidates(&ring).map(|key| key.short.as_str()).collect::<Vec<_>>(), ["good"]);
        let mut chosen = Recipients::default();
        chosen.choose_by_default(&ring);
        assert_eq!(chosen.keys, ["good"]);
        for id in ["weak", "ssec", "gone"] {
            let chosen = Recipients { keys: vec![id.into()], passphrase: None };
            assert_eq!(chosen.obstacle(&ring), Some((id.into(), Leave::Missing)));
        }
    }

    #[test]
    fn every_key_must_be_saved_before_it_seals() {
        let mut ring = KeyRing::default();
        ring.add(face("a", Job::Sealing));
        ring.add(face("b", Job::Sealing));
        ring.mark_saved("a");
        let chosen = Recipients { keys: vec!["a".into(), "b".into()], passphrase: None };
        assert_eq!(chosen.obstacle(&ring), Some(("b".into(), Leave::NotSaved)));
        ring.mark_saved("b");
        assert_eq!(chosen.obstacle(&ring), None);
    }

    #[test]
    fn a_key_that_left_the_tab_is_chosen_no_longer() {
        let mut ring = KeyRing::default();
        ring.add(face("a", Job::Sealing));
        let mut chosen = Recipients { keys: vec!["a".into(), "b".into()], passphrase: Some(1) };
        chosen.keep_those_of(&ring);
        assert_eq!(chosen, Recipients { keys: vec!["a".into()], passphrase: Some(1) });
        chosen.toggle("a");
        assert!(!chosen.is_empty(), "the passphrase opens it");
        chosen.passphrase = None;
        assert!(chosen.is_empty());
    }
}
