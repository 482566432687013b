//! The words of one object: its facts, its presigned request, deleting it.

use crate::state::key_trial::KeyProof;
use crate::state::names::shown;
use crate::state::object::Details;
use crate::state::protection::SSE_S3;

pub const OBJECT: &str = "Object";
pub const REQUEST: &str = "Request";
pub const FACT_KEY: &str = "Key";
pub const FACT_SIZE: &str = "Size";
pub const FACT_MODIFIED: &str = "Last modified";
pub const FACT_TYPE: &str = "Content type";
pub const FACT_CLASS: &str = "Storage class";
pub const FACT_ETAG: &str = "ETag";
pub const FACT_VERSION: &str = "Version ID";
pub const FACT_ENCRYPTION: &str = "Encryption";
pub const FACT_METADATA: &str = "Metadata";
pub const ETAG_NOTE: &str = "No checksum: do not compare it with the content.";
pub const NEEDS_THE_KEY: &str = "needs the key";
pub const NOT_TOLD: &str = "not told";
pub const NONE: &str = "none";
pub const METADATA_NOTE: &str = "A page sees only the names that the bucket's rule exposes.";
pub const OTHER_HEADERS: &str = "All other headers";
pub const LOCKED_NEEDS: &str = "This object needs its key";
pub const LOCKED_TEXT: &str = "It is encrypted with an SSE-C key. Details and content need that key.";
pub const CHOOSE_KEY: &str = "Choose the key";
pub const OPERATION: &str = "Operation";
pub const VALID_FOR: &str = "Valid for";
pub const COPY_LINK: &str = "Copy link";
pub const COPY_HEADERS: &str = "Copy headers";
pub const REQUEST_LOCKED: &str = "Choose the key first: the request carries it.";
pub const REQUEST_LABEL: &str = "Presigned request";
pub const DELETE_TEXT: &str = "Deleting needs no key. If the bucket keeps versions, the older ones stay; otherwise \
    this cannot be undone.";
pub const DELETE_MARKER_TEXT: &str =
    "Its object key ends in a slash: it stands for the folder. What lies in the folder stays.";
pub const KEEP_IT: &str = "Keep it";
pub const DELETING: &str = "Deleting";

/// How long a link lives, in the form.
#[must_use]
pub fn lifetime(secs: u64) -> String {
    match secs {
        300 => "5 minutes".to_owned(),
        3_600 => "1 hour".to_owned(),
        86_400 => "1 day".to_owned(),
        604_800 => "7 days, the most allowed".to_owned(),
        other => format!("{other} seconds"),
    }
}

/// How an object is encrypted, as far as that is known.
#[must_use]
pub fn encryption(details: &Details) -> String {
    let customer = details.customer_algorithm.as_deref();
    match (details.proof, customer, details.server_side_encryption.as_deref()) {
        (KeyProof::Named, algorithm, _) => {
            let algorithm = algorithm.map(|algorithm| format!(": {algorithm}")).unwrap_or_default();
            format!("SSE-C{algorithm} with your key. The storage names the key itself.")
        }
        (KeyProof::RefusedWithout, _, _) => {
            "SSE-C with your key. The storage does not say so itself, but refuses without the key.".to_owned()
        }
        (KeyProof::OtherNamed, _, _) => {
            "Not with your key, as the storage tells it: it took the key, and names another one. Ask who runs it."
                .to_owned()
        }
        (KeyProof::Untold, _, _) => {
            "Not told. The storage took your key, but whether the object needs it could not be found out: it may be stored \
            without."
                .to_owned()
        }
        (KeyProof::NoKey, customer, provider) => {
            let told = match provider {
                Some(SSE_S3) => "SSE-S3: AES256 with the provider's key".to_owned(),
                Some(other) => format!("{}, by the provider", shown(other)),
                None => "No encryption reported. No key of yours is needed.".to_owned(),
            };
            // An object with a customer key is given to nobody without it.
            let doubt = |algorithm| {
                let algorithm = shown(algorithm);
                format!(
                    "{told} (The answer also names a customer key, {algorithm}. None was needed: something on the way \
                    may have added that.)"
                )
            };
            customer.map_or_else(|| told.clone(), doubt)
        }
    }
}

/// Title of the dialog.
#[must_use]
pub fn delete_question(name: &str) -> String {
    format!("Delete {name}?")
}

/// After deleting.
#[must_use]
pub fn deleted(name: &str) -> String {
    format!("{name} deleted.")
}

/// A deletion failed after its question was closed.
#[must_use]
pub fn not_deleted(name: &str) -> String {
    format!("{name} could not be deleted.")
}

/// The object refused a key.
#[must_use]
pub fn locked_refused(short: &str) -> String {
    format!("Key {short} does not fit this object")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_ours_is_never_called_the_providers() {
        let provider = Some("AES256".to_owned());
        for proof in [KeyProof::Named, KeyProof::RefusedWithout, KeyProof::OtherNamed, KeyProof::Untold] {
            let said = encryption(&Details { proof, server_side_encryption: provider.clone(), ..Details::default() });
            assert!(said.contains("your key") && !said.contains("provider"), "{said}");
        }
        let plain = Details { server_side_encryption: provider, ..Details::default() };
        assert_eq!(encryption(&plain), "SSE-S3: AES256 with the provider's key");
        let kms = Details { server_side_encryption: Some("aws:kms".into()), ..Details::default() };
        assert!(encryption(&kms).starts_with("aws:kms"), "shown as it is");
        // A gateway that names the algorithm in every answer.
        for details in [plain, kms, Details::default()] {
            let named = Details { customer_algorithm: Some("AES256".into()), ..details.clone() };
            let said = encryption(&named);
            assert!(said.starts_with(&encryption(&details)) && said.contains("None was needed"), "{said}");
            assert!(!said.contains("SSE-C"), "{said}");
        }
    }
}
