//! What the answers to a question with a key, and to the same one without, tell about an object's key.
//!
//! Some storages do not echo the key's headers, or do not let a page see them; some answer a wrong key like any missing
//! permission. Asking again without the key tells these apart.

use sealport_client::SseCEcho;

/// How a question for an object's details was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// With the details, and what they say of the key.
    Found(SseCEcho),
    /// The object needs a key.
    KeyRequired,
    /// Not this key.
    WrongKey,
    /// The object has no key.
    NotApplicable,
    /// Not allowed, whatever the reason.
    Denied,
    /// Anything else: says nothing about the key.
    Other,
}

/// What is known of the key that details were asked with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyProof {
    /// No key was needed.
    #[default]
    NoKey,
    /// The storage says that the object is encrypted with it.
    Named,
    /// The storage does not say so, but refuses without the key.
    RefusedWithout,
    /// The storage took the key, and names another one.
    OtherNamed,
    /// The storage took the key; whether the object needs it could not be found out.
    Untold,
}

impl KeyProof {
    /// Whether the object is known to be encrypted with the key.
    #[must_use]
    pub fn is_proven(self) -> bool {
        matches!(self, Self::Named | Self::RefusedWithout)
    }
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// The key opens the object: the answer with the key holds.
    Opened(KeyProof),
    /// The key is not the object's: the answer without it holds.
    WithoutKey,
    /// The object has another key.
    KeyRefused,
    /// The answer with the key holds, and is a failure that says nothing about the key.
    Failed,
}

/// What the answer with the key tells by itself; `None` when the same must be asked without it.
#[must_use]
pub fn judge(with_key: Heard) -> Option<Judged> {
    match with_key {
        Heard::Found(SseCEcho::Ours) => Some(Judged::Opened(KeyProof::Named)),
        // An algorithm without the key's own MD5 proves nothing: a gateway may repeat what it was sent.
        Heard::Found(SseCEcho::Absent | SseCEcho::Another) | Heard::NotApplicable | Heard::Denied => None,
        Heard::WrongKey => Some(Judged::KeyRefused),
        Heard::KeyRequired | Heard::Other => Some(Judged::Failed),
    }
}

/// What both answers tell together.
#[must_use]
pub fn judge_both(with_key: Heard, without: Heard) -> Judged {
    match (judge(with_key), with_key, without) {
        (Some(judged), _, _) => judged,
        (None, _, Heard::Found(_)) | (None, Heard::NotApplicable, _) => Judged::WithoutKey,
        (None, Heard::Found(SseCEcho::Another), _) => Judged::Opened(KeyProof::OtherNamed),
        (None, Heard::Found(_), Heard::KeyRequired) => Judged::Opened(KeyProof::RefusedWithout),
        (None, Heard::Found(_), _) => Judged::Opened(KeyProof::Untold),
        (None, _, Heard::KeyRequired) => Judged::KeyRefused,
        (None, _, _) => Judged::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENT: Heard = Heard::Found(SseCEcho::Absent);

    #[test]
    fn a_storage_that_names_the_key_is_asked_once() {
        assert_eq!(judge(Heard::Found(SseCEcho::Ours)), Some(Judged::Opened(KeyProof::Named)));
        assert_eq!(judge(Heard::WrongKey), Some(Judged::KeyRefused));
        assert_eq!(judge(Heard::Other), Some(Judged::Failed));
    }

    #[test]
    fn a_key_that_is_not_echoed_is_kept_when_the_storage_refuses_without_it() {
        assert_eq!(judge(SILENT), None);
        let judged = judge_both(SILENT, Heard::KeyRequired);
        assert_eq!(judged, Judged::Opened(KeyProof::RefusedWithout));
        assert!(KeyProof::RefusedWithout.is_proven());
    }

    #[test]
    fn an_object_that_opens_without_the_key_has_none() {
        for with_key in [SILENT, Heard::NotApplicable, Heard::Denied] {
            assert_eq!(judge_both(with_key, SILENT), Judged::WithoutKey);
        }
        assert_eq!(judge_both(Heard::NotApplicable, Heard::Other), Judged::WithoutKey);
    }

    #[test]
    fn a_key_that_opened_is_kept_when_nothing_can_be_learnt_without_it() {
        for without in [Heard::Denied, Heard::Other, Heard::WrongKey] {
            assert_eq!(judge_both(SILENT, without), Judged::Opened(KeyProof::Untold));
        }
        assert!(!KeyProof::Untold.is_proven());
    }

    #[test]
    fn another_keys_name_proves_nothing_of_ours() {
        let other = Heard::Found(SseCEcho::Another);
        assert_eq!(judge(other), None);
        assert_eq!(judge_both(other, SILENT), Judged::WithoutKey);
        for without in [Heard::KeyRequired, Heard::Denied] {
            assert_eq!(judge_both(other, without), Judged::Opened(KeyProof::OtherNamed));
        }
        assert!(!KeyProof::OtherNamed.is_proven());
    }

    #[test]
    fn a_denial_is_a_wrong_key_only_where_the_object_needs_one() {
        assert_eq!(judge(Heard::Denied), None);
        assert_eq!(judge_both(Heard::Denied, Heard::KeyRequired), Judged::KeyRefused);
        assert_eq!(judge_both(Heard::Denied, Heard::Denied), Judged::Failed);
    }
}
