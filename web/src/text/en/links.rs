//! The words of the place for pasted links.

use super::size_exact;
use crate::state::link::Missing;
use sealport_client::{Confirmation, Doubt, LinkOperation, Proof, ProviderEncryption};

pub const HAVE_LINK: &str = "I have a link";
pub const LINK_LABEL: &str = "Presigned link";
pub const LINK_HELP: &str = "From your own backend or a colleague. It needs no access key. It stays in this tab's memory \
    and goes when you leave.";
pub const LINK_WHY_TITLE: &str = "Why a link alone is not enough";
pub const LINK_WHY_TEXT: &str = "An SSE-C object needs three headers, and a link carries none. This page sends them for \
    you.";
pub const LINK_TRY: &str = "Try it all the same";
pub const LINK_ENCRYPTION: &str =
    "Which encryption did its maker sign? The link does not tell, and works with that one only.";
pub const LINK_LEADS_TO: &str = "It leads to";
pub const LINK_VALID: &str = "Valid";
pub const LINK_SIGNED: &str = "Signed headers";
pub const LINK_ADDS: &str = "This page adds";
pub const LINK_UNSAID: &str = "The link does not say what it is for, and works for one of these. Choose what its maker \
    told you.";
pub const LINK_CHOOSE_FILE: &str = "Choose a file";
pub const LINK_TYPE_HELP: &str = "The link works with one content type. Its maker knows which.";
pub const LINK_KEY_TITLE: &str = "The SSE-C key";
pub const LINK_COMPARING: &str = "Comparing the file with the link.";
pub const LINK_OTHER_CONTENT: &str = "This is another file than the link was made for";
pub const LINK_SENDING: &str = "Sending. With an SSE-C key nothing may be passed on to another server, and the browser then \
    tells no progress.";
pub const LINK_SAVED: &str = "Saved";
pub const LINK_CANCELLED: &str = "Cancelled";

/// The buttons for what a link may do.
#[must_use]
pub fn link_operation(operation: LinkOperation) -> &'static str {
    match operation {
        LinkOperation::Get => "Download (GET)",
        LinkOperation::Head => "Details (HEAD)",
        LinkOperation::Put => "Upload (PUT)",
    }
}

/// The button that uses the link.
#[must_use]
pub fn link_start(operation: LinkOperation) -> &'static str {
    match operation {
        LinkOperation::Get => "Download",
        LinkOperation::Head => "Show the details",
        LinkOperation::Put => "Upload the file",
    }
}

/// What is still to be chosen.
#[must_use]
pub fn link_missing(missing: Missing) -> String {
    let things = [(missing.key, "a key"), (missing.file, "a file"), (missing.encryption, "the encryption")];
    let things: Vec<_> = things.into_iter().filter_map(|(is_missing, name)| is_missing.then_some(name)).collect();
    if things.is_empty() { String::new() } else { format!("Choose {} first.", things.join(" and ")) }
}

/// An encryption with the storage's keys.
#[must_use]
pub fn encryption_name(encryption: ProviderEncryption) -> &'static str {
    match encryption {
        ProviderEncryption::SseS3 => "SSE-S3",
        ProviderEncryption::SseKms => "SSE-KMS",
        ProviderEncryption::SseKmsDsse => "SSE-KMS in two layers",
    }
}

/// What to do about a file that a link for one content was not made for.
#[must_use]
pub fn link_other_content(name: &str) -> String {
    format!(
        "The link stores one content only: its signature holds a checksum of it ({name}). Choose that very file, or ask \
        its maker for a link without a checksum."
    )
}

/// Whether a receipt must be read with care.
#[must_use]
pub fn is_doubtful(confirmation: Confirmation) -> bool {
    matches!(confirmation, Confirmation::NotVerified(_))
}

/// The receipt of an upload through a link that asked for an encryption with the storage's keys, or for none.
#[must_use]
pub fn link_stored(confirmation: Confirmation, len: u64, asked: Option<ProviderEncryption>) -> (String, String) {
    let size = size_exact(len);
    let name = asked.map_or("encryption", encryption_name);
    match confirmation {
        Confirmation::Confirmed(Proof::Reported) => (
            format!("Stored, encrypted by the storage ({name})"),
            format!("{size}. The storage says so; nobody but the storage can check it."),
        ),
        Confirmation::Confirmed(_) => (
            "Stored, encryption with your key confirmed".to_owned(),
            format!("{size}. The answer named your key's MD5. Only this key opens the object: keep it."),
        ),
        Confirmation::NotVerified(Doubt::Unreported) => (
            format!("Stored; {name} not confirmed"),
            format!("{size}. {name} was asked for, and the answer does not mention it."),
        ),
        Confirmation::NotVerified(_) => (
            "Stored; encryption not verified".to_owned(),
            format!(
                "{size}. The storage took the key and did not say what it did. A link for one upload cannot read the \
                 object back; ask its maker to check that it cannot be read without the key."
            ),
        ),
        Confirmation::NotAsked => ("Stored".to_owned(), format!("{size}, as the bucket does it.")),
    }
}

/// The receipt of a download through a link.
#[must_use]
pub fn link_saved(name: &str, len: u64) -> String {
    format!("{name}, {}.", size_exact(len))
}

/// After cancelling.
#[must_use]
pub fn link_cancelled(put: bool) -> &'static str {
    if put { "If all of it had been sent, it may have been stored." } else { "Nothing was kept." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_named_key_is_called_confirmed() {
        let (title, text) = link_stored(Confirmation::NotVerified(Doubt::Unanswerable), 5, None);
        assert!(title.contains("not verified") && text.contains("cannot read the object back"), "{title} {text}");
        assert!(is_doubtful(Confirmation::NotVerified(Doubt::Unanswerable)));
        assert!(link_stored(Confirmation::Confirmed(Proof::Echo), 5, None).0.contains("your key confirmed"));
        assert!(
            link_stored(Confirmation::Confirmed(Proof::Reported), 5, Some(ProviderEncryption::SseKms))
                .0
                .contains("SSE-KMS")
        );
        assert!(
            !link_stored(Confirmation::Confirmed(Proof::Reported), 5, Some(ProviderEncryption::SseKms))
                .0
                .contains("your key")
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = Missing { key: true, file: true, encryption: false };
        assert_eq!(link_missing(missing), "Choose a key and a file first.");
        assert_eq!(link_missing(Missing::default()), "");
    }
}
