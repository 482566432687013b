//! How a file is protected, chosen once and carried by its transfer, so that no request can forget its headers.

use sealport_s3::AtRest;

use crate::sealed::SealingKeys;

/// The protection of one upload: two halves that do not depend on each other.
#[derive(Clone, Debug, Default)]
pub struct Protection {
    /// For whom the file is sealed on this device before it leaves; not at all where there is none.
    pub sealing: Option<SealingKeys>,
    /// How the storage is to encrypt the object.
    pub at_rest: AtRest,
}

/// What is known of the protection of a stored object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Confirmation {
    /// It is as it was asked for.
    Confirmed(Proof),
    /// It was asked for, and nothing shows that it was done.
    NotVerified(Doubt),
    /// Nothing was asked for: the bucket's default decides.
    NotAsked,
}

/// How a protection was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proof {
    /// The answer repeated the algorithm and the MD5 of our customer key.
    Echo,
    /// The object answers with the key, and is refused without it.
    KeyNeeded,
    /// The storage says that it encrypted as asked with keys of its own (SSE-S3, SSE-KMS); nobody but the storage can check that.
    Reported,
}

/// Why a protection was not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// The storage said nothing, and it cannot be asked: a link for one request, or answers without an ETag to know the
    /// object by.
    Unanswerable,
    /// The storage would not let the object be read back.
    ReadRefused,
    /// The check itself failed: the connection broke, or the storage was busy.
    Interrupted,
    /// An object of this name can be read without the key, and nothing tells whether it is this one.
    ReadableWithoutKey,
    /// Somebody else wrote an object of the same name before this one could be looked at.
    Overwritten,
    /// There was no object of this name when it was to be looked at: somebody deleted it, or the storage lost it.
    Gone,
    /// SSE-S3 or SSE-KMS was asked for, and the answer does not mention it: the storage may not know it.
    Unreported,
}
