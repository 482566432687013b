//! Words for what a storage refused, by its reason, and for a wrong clock.

use crate::state::format::grouped;
use sealport_client::{Reason, Side};

pub const TO_THE_BUCKET: &str = "Bucket settings";
pub const CONNECT_AGAIN: &str = "Connect again";
pub const RELOAD_PAGE: &str = "Reload the page";

/// Title and advice of a refusal; none for a reason that is newer than these words.
#[must_use]
pub fn reason_words(reason: Reason) -> Option<(&'static str, &'static str)> {
    Some(match reason {
        Reason::KeyRequired => ("This object needs its key", "Choose the key that it was uploaded with."),
        Reason::WrongKey => (
            "The key does not fit this object",
            "The storage refused the key. Choose the key that the object was uploaded with.",
        ),
        Reason::KeyNotApplicable => {
            ("This object has no key", "It is not encrypted with a key of yours; open it without one.")
        }
        Reason::KeyDigestMismatch => {
            ("The key arrived damaged", "The storage says that key and MD5 do not belong together. Try again.")
        }
        Reason::KeyMalformed => (
            "The key arrived with the wrong length",
            "It left here with 32 bytes. Something on the way changed it. Try again.",
        ),
        Reason::CustomerHeadersLost => (
            "The key did not reach the storage",
            "Something between this page and the storage removed headers. Ask who runs the network or the storage.",
        ),
        Reason::CustomerHeadersIncomplete => (
            "The storage misses part of the key's headers",
            "An SSE-C request needs all three: algorithm, key and MD5. Sign and send all of them.",
        ),
        Reason::InsecureConnection => {
            ("The storage takes keys over https only", "Connect again with the storage's https address.")
        }
        Reason::SseCBlocked => (
            "This bucket refuses SSE-C",
            "AWS blocks SSE-C on new buckets. Whoever manages the bucket can allow it in the bucket's settings.",
        ),
        Reason::EncryptionConflict => (
            "Two ways to encrypt were asked for at once",
            "That is a mistake of this page. Please report it with the details below.",
        ),
        Reason::EncryptionUnknown => {
            ("The storage does not know this encryption", "Choose another protection, or another storage.")
        }
        Reason::HeadersNotSigned => (
            "The storage wants every header signed",
            "Something on the way may add headers. Ask who runs the network or the storage.",
        ),
        Reason::SignatureMismatch => (
            "The secret access key does not fit",
            "The storage knows the access key ID, but computed another signature. Enter the secret access key again. If it \
            worked before, something on the way changes requests, such as a proxy that drops headers: ask who runs it.",
        ),
        Reason::LinkMismatch => (
            "The link was made for another request",
            "Its signature does not cover this operation, or the file's type or length. Ask for a new link.",
        ),
        Reason::LinkNotYetValid => (
            "This link is dated in the future",
            "The clock of whoever made it is ahead of the storage's. Wait, or ask for a new link.",
        ),
        Reason::KeyOrLinkMismatch => (
            "What was sent does not fit this link",
            "The key, the operation, or the file's type or length is not what it was signed for. Choose the key that the \
             link was made for, or ask for a new link.",
        ),
        Reason::WrongKeyOrDenied => (
            "The key is another one, or the link does not allow this",
            "The storage does not say which. Try another key, or ask whoever made the link.",
        ),
        Reason::Contended => {
            ("Somebody else changed this name at the same time", "Try again; then it shows which of both is there.")
        }
        Reason::ChecksumRequired => (
            "This bucket locks its objects and wants a checksum",
            "This page does not send one with whole files. Use another bucket, or the command for aws.",
        ),
        Reason::Stalled => {
            ("The storage gave up waiting for the file", "The connection is slow or was broken for a while. Try again.")
        }
        Reason::UnknownAccessKey => (
            "The storage does not know this access key ID",
            "Check the access key ID, and that it belongs to this storage.",
        ),
        Reason::TokenExpired => (
            "The session token is over",
            "Temporary credentials end. Get new ones, and enter all three: access key ID, secret and session token.",
        ),
        Reason::Denied => ("The storage does not allow this", "Ask for the permission, or use another access key."),
        Reason::AccountProblem => {
            ("The storage has closed this account", "Ask who runs the storage; it may be suspended or unpaid.")
        }
        Reason::SignatureMalformed => {
            ("The storage cannot read the signature", "Make the link anew. If it stays like this, please report it.")
        }
        Reason::LinkExpired => (
            "The request came too late",
            "This computer's clock is probably behind the storage's. Set it, by the network if you can, then try again.",
        ),
        Reason::ClockSkew => (
            "This computer's clock is wrong",
            "The storage accepts a difference of 15 minutes. Set the clock, then try again.",
        ),
        Reason::NoSuchObject => ("It is not there", "It was deleted or renamed. Load the list again."),
        Reason::NoSuchVersion => {
            ("This version is not there", "It was deleted. Load the list again, or take another version.")
        }
        Reason::NoSuchBucket => ("There is no such bucket", "Check the bucket's name and the region."),
        Reason::NoSuchSetting => ("The bucket has no such setting", "Nobody has set it. Load this again."),
        Reason::AlreadyExists => ("An object of this name exists already", "Keep both, replace it, or skip the file."),
        Reason::ObjectChanged => ("The object changed meanwhile", "Somebody stored it anew. Load the list again."),
        Reason::Archived => {
            ("The object lies in an archive", "Have it restored by the storage first; that can take hours.")
        }
        Reason::ContentDamaged => ("The file arrived damaged", "What arrived is not what was sent. Try again."),
        Reason::ContentDigestMalformed => (
            "The checksum in the link is no checksum",
            "The link was made with a checksum that fits no file. Ask for a link without one.",
        ),
        Reason::TooLarge => {
            ("The file is larger than the storage takes", "Split it, or ask who runs the storage for the limit.")
        }
        Reason::QuotaFull => ("The storage has no room left", "Ask for more room, or delete what is not needed."),
        Reason::RangeOutside => {
            ("The object is shorter than was thought", "Somebody may have stored it anew. Load the list again.")
        }
        Reason::WrongRegion => {
            ("The region is another one", "Another region or another endpoint serves this bucket. Check both.")
        }
        Reason::MalformedSetting => (
            "The storage does not understand the setting",
            "That is a mistake of this page. Please report it; the details are below.",
        ),
        Reason::NotOffered => ("The storage does not offer this", "Use another protection, or another storage."),
        Reason::Throttled => ("The storage is busy", "Wait a moment, then try again."),
        Reason::ServiceFailed => ("The storage failed", "Try again. If it stays like this, ask who runs the storage."),
        Reason::Unknown => (
            "The storage refused, and its reason is not known here",
            "Try again. If it stays like this, please report it with the details below.",
        ),
        _ => return None,
    })
}

/// Whose side a fault is on, in the details.
#[must_use]
pub fn side_name(side: Side) -> &'static str {
    match side {
        Side::Caller => "here: what was asked or typed",
        Side::Key => "the key",
        Side::Object => "the object",
        Side::Service => "the storage, its settings or its administrator",
        Side::Way => "the way between this page and the storage",
        Side::Device => "this device",
        Side::Ourselves => "Sealport",
    }
}

/// What the storage said against a field of the connection form.
#[must_use]
pub fn refused_field(reason: Reason) -> &'static str {
    match reason {
        Reason::UnknownAccessKey => "The storage does not know it.",
        Reason::SignatureMismatch => "It does not fit the access key ID.",
        Reason::TokenExpired => "It is over, or damaged. Get a new one.",
        Reason::NoSuchBucket => "There is no bucket of this name.",
        _ => "The storage did not take it.",
    }
}

/// What the storage said against the region.
#[must_use]
pub fn refused_region(right: Option<&str>) -> String {
    match right {
        Some(region) => format!("The storage expects {region}."),
        None => "The storage expects another one.".to_owned(),
    }
}

/// The button that takes the storage's region over.
#[must_use]
pub fn use_region(region: &str) -> String {
    format!("Use {region}")
}

pub const CLOCK_TEXT: &str = "The page goes on with the storage's time. Please set the clock.";

/// By how much the clock is wrong; `minutes` behind, or ahead when negative.
#[must_use]
pub fn clock_title(minutes: i64) -> String {
    let way = if minutes > 0 { "behind" } else { "ahead" };
    let apart = minutes.unsigned_abs();
    let apart = match apart {
        1 => "1 minute".to_owned(),
        0..120 => format!("{apart} minutes"),
        120..2880 => format!("{} hours", apart / 60),
        _ => format!("{} days", grouped(apart / 1440)),
    };
    format!("This computer's clock is {apart} {way}")
}

#[cfg(test)]
mod tests {
    use super::super::{DETAIL_SIDE, GET, advice, error_advice, error_title, fault_details, fault_title};
    use super::*;
    use crate::state::fault::{CONNECTION_LOST, DEMO_GONE, Fault, NOT_S3, Named};
    use std::collections::HashSet;

    fn refused(reason: Reason) -> Fault {
        Fault { reason: Some(reason), ..Fault::here(reason.code().as_str(), GET, "", 0) }
    }

    #[test]
    fn every_reason_has_words_of_its_own() {
        let (mut titles, mut advices) = (HashSet::new(), HashSet::new());
        for reason in Reason::ALL {
            assert!(reason_words(*reason).is_some(), "{reason:?} has no words");
            let fault = refused(*reason);
            assert!(titles.insert(fault_title(&fault)), "{reason:?} shares its title");
            let advice = error_advice(&fault);
            assert!(advice.ends_with('.') && !advice.contains('!'), "{reason:?}: {advice}");
            // Trying again is good advice for many; the title still tells them apart.
            advices.insert(advice);
            assert!(fault_details(&fault).iter().any(|(name, _)| *name == DETAIL_SIDE), "{reason:?}");
        }
        assert!(advices.len() + 2 >= Reason::ALL.len(), "too many share one advice: {}", advices.len());
    }

    #[test]
    fn a_file_that_changed_is_not_called_badly_encrypted() {
        let advice = super::super::leftover_advice("source-changed", "report.txt");
        assert!(advice.contains("report.txt") && advice.contains("length") && !advice.contains("key"), "{advice}");
    }

    #[test]
    fn what_the_storage_named_is_named() {
        let named = Named { region: Some("eu-west-3".into()), headers_not_signed: Some("x-amz-acl".into()) };
        let region = Fault { named: Box::new(named.clone()), ..refused(Reason::WrongRegion) };
        assert!(error_advice(&region).contains("eu-west-3"));
        let headers = Fault { named: Box::new(named), ..refused(Reason::HeadersNotSigned) };
        assert!(error_advice(&headers).contains("x-amz-acl"));
        let (id, secret) = (refused(Reason::UnknownAccessKey), refused(Reason::SignatureMismatch));
        assert!(fault_title(&id).contains("access key ID") && fault_title(&secret).contains("secret"));
    }

    #[test]
    fn a_request_id_is_spoken_of_where_there_is_one() {
        let without = refused(Reason::ServiceFailed);
        let with = Fault { request_id: Some("4442587FB7D0A2F9".into()), ..without.clone() };
        assert!(!error_advice(&without).contains("request id"));
        assert!(error_advice(&with).contains("request id below"));
    }

    #[test]
    fn a_code_of_the_pages_own_is_not_hidden_by_the_reason_it_was_made_of() {
        for code in [CONNECTION_LOST, NOT_S3, DEMO_GONE, "ssec-off"] {
            let fault = Fault { code, ..refused(Reason::Denied) };
            assert_eq!(fault_title(&fault), error_title(code));
            assert_ne!(error_title(code), error_title("bug"));
            assert_eq!(error_advice(&fault), advice(code));
        }
    }

    #[test]
    fn a_corrected_clock_says_which_way_and_how_far() {
        assert_eq!(clock_title(11), "This computer's clock is 11 minutes behind");
        assert_eq!(clock_title(-1), "This computer's clock is 1 minute ahead");
        assert_eq!(clock_title(-181), "This computer's clock is 3 hours ahead");
        assert_eq!(clock_title(2 * 1440), "This computer's clock is 2 days behind");
    }
}
