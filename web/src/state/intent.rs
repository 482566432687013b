//! What to go on with after a question was answered, and the questions themselves.

use super::bucket::Settings;
use super::fault::Fault;

/// Something the person started that had to wait for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Upload what is staged.
    UploadStaged,
    /// Try a failed upload again.
    Retry(u64),
    /// Use the pasted link.
    UseLink,
    /// Seal the files of this device.
    SealHere,
    /// Save an object to this device.
    Download {
        /// The S3 name.
        object_key: String,
        /// The fingerprint of the key chosen for it.
        chosen: Option<String>,
        /// Whether it stays sealed, if it is.
        as_is: bool,
    },
    /// Show an object's details.
    Details {
        /// The S3 name.
        object_key: String,
        /// The fingerprint of the key chosen for it.
        chosen: Option<String>,
    },
}

impl Intent {
    /// The same, without opening what is sealed.
    #[must_use]
    pub fn left_sealed(self) -> Self {
        match self {
            Self::Download { object_key, chosen, .. } => Self::Download { object_key, chosen, as_is: true },
            other => other,
        }
    }

    /// The same, with a key chosen for the object. It counts as the object's only once the storage has accepted it.
    #[must_use]
    pub fn with_key(self, fingerprint: &str) -> Self {
        let chosen = Some(fingerprint.to_owned());
        match self {
            Self::Download { object_key, as_is, .. } => Self::Download { object_key, chosen, as_is },
            Self::Details { object_key, .. } => Self::Details { object_key, chosen },
            other @ (Self::UploadStaged | Self::Retry(_) | Self::UseLink | Self::SealHere) => other,
        }
    }
}

/// A question or notice in front of the page; one at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The keyboard shortcuts.
    Help,
    /// For which job is the new key?
    NewKey,
    /// The methods of protection side by side.
    Compare,
    /// Turn the bucket's default encryption off?
    TurnOffEncryption {
        /// The setting that is to go.
        settings: Box<Settings>,
    },
    /// Put SSE-S3 in the place of another default, with the key that it names?
    ReplaceEncryption {
        /// The setting as it is now.
        settings: Box<Settings>,
    },
    /// Keep keys and connections on this device?
    KeepRing,
    /// Another passphrase for what is kept?
    ChangePassphrase,
    /// Export them under a passphrase?
    ExportRing,
    /// Add an exported ring?
    ImportRing,
    /// Wipe what is kept on this device?
    ForgetRing,
    /// Lock although transfers are under way?
    Lock,
    /// Leave the storage although transfers are under way?
    Leave,
    /// Really delete?
    Delete {
        /// The S3 name.
        object_key: String,
    },
    /// Save this key before its first upload.
    SaveKey {
        /// Its fingerprint.
        fingerprint: String,
        /// What goes on afterwards.
        then: Intent,
    },
    /// Which key opens the object?
    NeedKey {
        /// The S3 name.
        object_key: String,
        /// The short fingerprint of a key that was refused.
        refused: Option<String>,
        /// What goes on afterwards.
        then: Intent,
    },
    /// Which key or passphrase opens the sealed object?
    OpenSealed {
        /// The S3 name.
        object_key: String,
        /// Why a key of this tab that the object names does not open it.
        refused: Option<Box<Fault>>,
        /// What goes on afterwards.
        then: Intent,
    },
    /// A key is about to go to a storage where it was never used.
    OtherStorage {
        /// Its fingerprint.
        fingerprint: String,
        /// What goes on afterwards.
        then: Intent,
    },
    /// Take a key out of the tab?
    RemoveKey {
        /// Its fingerprint.
        fingerprint: String,
    },
}

impl Ask {
    /// Whether this is the question about deleting an object.
    #[must_use]
    pub fn is_delete_of(&self, name: &str) -> bool {
        matches!(self, Self::Delete { object_key } if object_key == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_key_goes_along_with_what_waits_for_it() {
        let details = Intent::Details { object_key: "a".into(), chosen: None };
        assert_eq!(details.with_key("FP"), Intent::Details { object_key: "a".into(), chosen: Some("FP".into()) });
        assert_eq!(Intent::Retry(3).with_key("FP"), Intent::Retry(3));
    }

    #[test]
    fn only_the_question_about_the_same_object_is_answered_by_its_end() {
        assert!(Ask::Delete { object_key: "a".into() }.is_delete_of("a"));
        assert!(!Ask::Delete { object_key: "b".into() }.is_delete_of("a"));
        assert!(!Ask::Help.is_delete_of("a"));
    }
}
