//! The words of receipts: what is known of an upload's protection, and what was done about one that failed it.

use crate::state::protection::SSE_S3;
use crate::state::transfers::Receipt;
use sealport_client::{Confirmation, Deletion, Doubt, Proof};

pub const STORED: &str = "Stored";
pub const DELETE_IT_NOW: &str = "Delete it now";
pub const DELETE_AND_TRY_AGAIN: &str = "Delete it and try again";
pub const LEFTOVER_DELETING: &str = "Deleting it";
pub const LEFTOVER_DELETED: &str = "Was not protected as asked; deleted";
pub const LEFTOVER_STAYS: &str = "It could not be deleted.";
pub const TESTED_TITLE: &str = "Nothing was uploaded";
pub const TESTED_ADVICE: &str = "The storage was tried with one byte under a throw-away key, and did not encrypt it with \
    that key. So the file was not sent. Choose another protection for this storage, or ask who runs it.";

/// How an upload ended, for its row.
#[must_use]
pub fn receipt_short(receipt: &Receipt) -> String {
    let at_rest = receipt_at_rest(receipt);
    if receipt.sealed_for.is_empty() {
        return at_rest;
    }
    match receipt.confirmation {
        Confirmation::NotAsked => "Sealed and stored".to_owned(),
        _ => format!("Sealed. {at_rest}"),
    }
}

fn receipt_at_rest(receipt: &Receipt) -> String {
    match (receipt.confirmation, receipt.reported.as_deref()) {
        (Confirmation::Confirmed(Proof::Echo | Proof::KeyNeeded), _) => {
            "Stored, encryption with your key confirmed".to_owned()
        }
        (Confirmation::Confirmed(Proof::Reported), _) => "Stored with SSE-S3".to_owned(),
        (Confirmation::NotVerified(Doubt::Gone), _) => "Taken, and gone again".to_owned(),
        (Confirmation::NotVerified(_), _) => "Stored; encryption not verified".to_owned(),
        (Confirmation::NotAsked, Some(SSE_S3)) => "Stored; the bucket encrypted it with SSE-S3".to_owned(),
        (Confirmation::NotAsked, Some(other)) => format!("Stored; the bucket encrypted it with {other}"),
        (Confirmation::NotAsked, None) => STORED.to_owned(),
    }
}

/// How that is known, or why it is not.
#[must_use]
pub fn receipt_long(receipt: &Receipt) -> String {
    match receipt.confirmation {
        Confirmation::Confirmed(proof) => proof_text(proof).to_owned(),
        Confirmation::NotVerified(doubt) => doubt_text(doubt).to_owned(),
        Confirmation::NotAsked => match receipt.reported.as_deref() {
            Some(SSE_S3) => {
                "This page asked for nothing. The storage says that the bucket's default encrypted the object \
                with a key of the provider's."
                    .to_owned()
            }
            Some(other) => {
                format!("This page asked for nothing. The storage says that it encrypted the object: {other}.")
            }
            None => "This page asked for no encryption, and the storage names none.".to_owned(),
        },
    }
}

fn proof_text(proof: Proof) -> &'static str {
    match proof {
        Proof::Echo => "Confirmed: the storage repeated the MD5 of your key.",
        Proof::KeyNeeded => {
            "Confirmed: the storage does not repeat the key, so the object was asked for. It answers with your key and \
            refuses without it."
        }
        Proof::Reported => "The storage says SSE-S3. Nobody but the storage can check that.",
    }
}

fn doubt_text(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Unanswerable => {
            "Not verified: the storage does not repeat the key, and its answers have nothing to know the object by."
        }
        Doubt::ReadRefused => {
            "Not verified: the storage does not repeat the key, and did not let this page read the object back."
        }
        Doubt::Interrupted => {
            "Not verified: the storage does not repeat the key, and the check was interrupted. Open the object's details to \
            look again."
        }
        Doubt::ReadableWithoutKey => {
            "Not verified: an object of this name can be read without the key, and nothing tells whether it is this one. \
            Look at it, and delete it if it must not be readable."
        }
        Doubt::Overwritten => "Not verified: another object took the name before this one could be looked at.",
        Doubt::Gone => {
            "Not verified: the storage took the object, and has none of this name any more. Somebody deleted it, or the \
            storage lost it. Look for it in the list, and store it again."
        }
        Doubt::Unreported => {
            "Not verified: SSE-S3 was asked for, and the answer does not mention it. The storage may not know SSE-S3."
        }
    }
}

/// For whom an upload was sealed, and what that means.
#[must_use]
pub fn receipt_sealed(receipt: &Receipt) -> Option<String> {
    (!receipt.sealed_for.is_empty()).then(|| {
        format!(
            "Sealed in this browser for {}. Each piece was opened again before it left. The storage has bytes that it \
            cannot read.",
            super::sealed_for(&receipt.sealed_for)
        )
    })
}

/// A version, in a bucket that keeps them.
#[must_use]
pub fn version(id: &str) -> String {
    format!("Version {id}")
}

/// A failed upload that left an object behind which is not protected as it was asked for, or not the file that was
/// chosen.
#[must_use]
pub fn leftover_advice(code: &str, name: &str) -> String {
    if code == "source-changed" {
        format!(
            "Something rewrote the file just then. The storage took {name} with another length than the one that you \
            chose. Delete it, and choose the file again once it is complete."
        )
    } else if code == "stored-in-clear" {
        format!(
            "The storage took {name} and answers without the key. The provider, and anyone allowed to read the bucket, \
            can read it. Delete it, or try again."
        )
    } else {
        format!(
            "The storage took {name} and says that it used another key than yours. Your key may not open it. Delete it, \
            or try again."
        )
    }
}

/// What became of such an object, in its row.
#[must_use]
pub fn leftover_settled(deletion: Deletion) -> &'static str {
    match deletion {
        Deletion::Whole => "It is deleted from the storage. Nothing of this upload is left there.",
        Deletion::ByName => {
            "It is deleted from the storage. If the bucket keeps versions, it still has this one: nothing told this page \
            whether it does. Whoever runs the bucket can look (list-object-versions) and delete that version too."
        }
        Deletion::NotThere => {
            "Nothing was deleted: the name does not lead to what this upload stored any more, and what it leads to now is not \
            touched. If the bucket keeps versions that it does not list to you, what this upload stored may be one of them."
        }
        Deletion::Untold => {
            "Nothing was deleted: the storage does not tell which of its objects this upload stored. Look in the list, \
            and delete it there if it is yours."
        }
    }
}

/// Announced when its deletion came to an end.
#[must_use]
pub fn leftover_announced(deletion: Deletion, name: &str) -> String {
    match deletion {
        Deletion::Whole | Deletion::ByName => format!("{name} is deleted from the storage."),
        Deletion::NotThere | Deletion::Untold => format!("{name} was not deleted."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn receipt(confirmation: Confirmation, reported: Option<&str>) -> Receipt {
        Receipt { confirmation, reported: reported.map(str::to_owned), version_id: None, sealed_for: Vec::new() }
    }

    #[test]
    fn every_receipt_has_words_of_its_own() {
        let all = [Proof::Echo, Proof::KeyNeeded, Proof::Reported].map(Confirmation::Confirmed).into_iter().chain(
            [
                Doubt::Unanswerable,
                Doubt::ReadRefused,
                Doubt::Interrupted,
                Doubt::ReadableWithoutKey,
                Doubt::Overwritten,
                Doubt::Gone,
                Doubt::Unreported,
            ]
            .map(Confirmation::NotVerified),
        );
        let mut said = HashSet::new();
        for confirmation in all.chain([Confirmation::NotAsked]) {
            let receipt = receipt(confirmation, None);
            let long = receipt_long(&receipt);
            assert!(long.ends_with('.'), "{long}");
            assert!(said.insert(long.clone()), "{confirmation:?} shares its words");
            let claims = receipt_short(&receipt).contains("confirmed") || long.starts_with("Confirmed");
            assert_eq!(claims, matches!(confirmation, Confirmation::Confirmed(Proof::Echo | Proof::KeyNeeded)));
        }
    }

    #[test]
    fn what_the_bucket_did_is_said_as_the_storage_named_it() {
        assert!(receipt_short(&receipt(Confirmation::NotAsked, Some("AES256"))).contains("SSE-S3"));
        assert!(receipt_short(&receipt(Confirmation::NotAsked, Some("aws:kms"))).contains("aws:kms"));
        let ssec = receipt(Confirmation::NotVerified(Doubt::ReadRefused), Some("AES256"));
        assert!(!receipt_short(&ssec).contains("SSE-S3"), "the header proves nothing of our key");
    }
}
