//! What to go on with after a question was answered, and the questions themselves.

/// Something the person started that had to wait for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Upload what is staged.
    UploadStaged,
    /// Try a failed upload again.
    Retry(u64),
    /// Save an object to this device.
    Download {
        /// The S3 name.
        object_key: String,
    },
    /// Show an object's details.
    Details {
        /// The S3 name.
        object_key: String,
    },
}

/// A question or notice in front of the page; one at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The keyboard shortcuts.
    Help,
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
