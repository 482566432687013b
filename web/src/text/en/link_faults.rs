//! The words for what a storage refused to whoever has a link and nothing else: no list, no access key, no bucket. What helps
//! is another key or file, or a word with the link's maker.

use super::{HEAD, LINK_OTHER_CONTENT, PUT, error_advice, fault_title, link_other_content};
use crate::state::fault::{Fault, REDIRECTS};
use crate::state::link::LinkFacts;
use sealport_client::Reason;

/// What became of using a link: title and advice.
#[must_use]
pub fn link_fault(fault: &Fault, facts: &LinkFacts) -> (&'static str, String) {
    let usual = || (fault_title(fault), error_advice(fault));
    if fault.redirected && fault.operation == PUT {
        let advice = "The other server got the file. Tell the link's maker, and ask who runs the storage.";
        return (fault_title(fault), advice.to_owned());
    }
    if fault.redirected {
        return usual();
    }
    if let (Some(name), "content-digest-mismatch") = (facts.content_binding, fault.code) {
        return (LINK_OTHER_CONTENT, link_other_content(name));
    }
    // The page's own codes say more than the reason that they were made of.
    let reason = fault.reason.filter(|reason| reason.code().as_str() == fault.code);
    let said = match reason {
        Some(reason) => by_reason(reason, fault, facts),
        None => by_code(fault),
    };
    said.map_or_else(usual, |(title, advice)| (title.unwrap_or_else(|| fault_title(fault)), advice))
}

type Said = Option<(Option<&'static str>, String)>;

fn by_reason(reason: Reason, fault: &Fault, facts: &LinkFacts) -> Said {
    let (title, advice) = match reason {
        Reason::KeyRequired if !facts.needs_key() => (
            None,
            "The link does not cover SSE-C headers, so none can be sent with it. Ask its maker for one that signs them.",
        ),
        Reason::KeyNotApplicable => (
            None,
            "It is stored without a key of yours, and this link is for an object with one. Ask its maker for another link.",
        ),
        Reason::CustomerHeadersIncomplete => (None, "Ask the link's maker to sign all three SSE-C headers."),
        Reason::HeadersNotSigned => (
            None,
            "This storage accepts the link only with all three SSE-C headers signed (binding \u{201c}this key\u{201d}). \
            Ask its maker for such a link.",
        ),
        Reason::InsecureConnection => (None, "Ask the link's maker for one that starts with https://."),
        Reason::SseCBlocked => {
            (None, "AWS blocks SSE-C on new buckets. Ask the link's maker to have it allowed for this bucket.")
        }
        Reason::EncryptionUnknown | Reason::EncryptionConflict => (
            Some("The storage does not do the encryption that this link asks for"),
            "Ask the link's maker for one that asks for another.",
        ),
        Reason::SignatureMismatch | Reason::LinkMismatch | Reason::KeyOrLinkMismatch => {
            return Some((Some("The link's signature does not fit"), signature_mismatch(fault, facts)));
        }
        // A refused HEAD has no body to say why.
        Reason::Denied if fault.operation == HEAD && facts.takes_one_key() => (
            None,
            "For details the storage does not say why. The link fits one key: another one is refused like this. \
            Otherwise the link's maker may not do this either. Try another key, or ask its maker.",
        ),
        Reason::Denied if fault.operation == HEAD => (
            None,
            "For details the storage does not say why. The link may have been made for another operation, or a character of \
            it is missing or changed; otherwise its maker may not do this either. Copy it again, or ask its maker.",
        ),
        Reason::WrongKeyOrDenied if fault.operation == HEAD => return Some((None, head_with_key(facts))),
        Reason::UnknownAccessKey => (
            Some("The storage does not know who signed this link"),
            "The access key of its maker was removed, or belongs to another storage. Ask for a new link.",
        ),
        Reason::TokenExpired => (
            Some("The access behind this link is over"),
            "Its maker signed it with temporary credentials, which ended before the link. Ask for a new link.",
        ),
        Reason::Denied => {
            (None, "The link's maker may not do this either, or a rule of the bucket forbids it. Ask its maker.")
        }
        Reason::SignatureMalformed => (None, "Ask the link's maker for a new one."),
        Reason::LinkExpired => (Some("This link has expired"), "Ask its maker for a new one."),
        Reason::NoSuchObject | Reason::NoSuchVersion => {
            (None, "Nobody has stored it yet, or it was deleted or renamed. Ask the link's maker.")
        }
        Reason::NoSuchBucket => (None, "It was deleted, or the link was made for another storage. Ask its maker."),
        Reason::ObjectChanged | Reason::RangeOutside => (None, "Somebody stored it anew meanwhile. Try again."),
        Reason::AlreadyExists => {
            (None, "This link replaces nothing. Ask its maker for a link to another name, or to delete what is there.")
        }
        Reason::QuotaFull => (None, "Tell the link's maker: they can make room, or ask for more."),
        Reason::ChecksumRequired => {
            (None, "This page does not send one. Ask the link's maker for a link into another bucket.")
        }
        Reason::NotOffered => (None, "Ask the link's maker for another link, or to use another storage."),
        Reason::WrongRegion => {
            let region = fault.right_region().map(|region| format!(" It expects {region}.")).unwrap_or_default();
            let advice =
                format!("The storage serves this bucket in another region.{region} Ask its maker for a new link.");
            return Some((Some("This link was signed for another region"), advice));
        }
        _ => return None,
    };
    Some((title, advice.to_owned()))
}

/// What may be wrong with a request for details that carried a key: a refusal has no words.
fn head_with_key(facts: &LinkFacts) -> String {
    let signed = if facts.signs_whole_key() {
        ""
    } else {
        " Some storages (Garage) also want all three SSE-C headers signed, and this link signs fewer."
    };
    format!(
        "For details the storage does not say why. The key may be another one, or a character of the link is missing or \
        changed; otherwise its maker may not do this.{signed} Try another key, or copy the link again."
    )
}

/// What may be other than what was signed.
fn signature_mismatch(fault: &Fault, facts: &LinkFacts) -> String {
    let mut others = Vec::new();
    if facts.takes_one_key() {
        others.push("another key");
    }
    if facts.operation.is_none() {
        others.push("another operation");
    }
    if fault.operation == PUT {
        others.extend(facts.binds_content_type.then_some("another content type"));
        others.extend(facts.binds_length.then_some("a file of another length"));
    }
    if others.is_empty() {
        return "A character of it is missing or changed, or its maker signed it wrongly. Copy it again; if it stays like \
            this, ask its maker for a new one."
            .to_owned();
    }
    format!(
        "It was made for {}, or a character of it is missing or changed. Try that, or copy the link again; otherwise ask \
        its maker for a new one.",
        others.join(" or ")
    )
}

fn by_code(fault: &Fault) -> Said {
    let advice = match fault.code {
        "not-found" => "Nobody has stored it yet, or it was deleted or renamed. Ask the link's maker.",
        "object-changed" => "Somebody stored it anew meanwhile. Try again.",
        "already-exists" => "This link replaces nothing. Ask its maker for a link to another name.",
        "denied" => "The link's maker may not do this either, or a rule of the bucket forbids it. Ask its maker.",
        "link-expired" => "Ask its maker for a new one.",
        "network-or-cors" if fault.operation == PUT => {
            "Something answers there, but not to this page: the bucket has no rule for it (CORS), or the upload was passed \
            on to another server, which this page does not follow. Ask the link's maker."
        }
        "not-offered" => "Ask the link's maker for another link, or to use another storage.",
        REDIRECTS => {
            "This page does not follow: file and key could end up anywhere. Ask the link's maker for a link to the server \
            that answers by itself."
        }
        "protection-not-confirmed" | "stored-in-clear" if fault.operation == PUT => {
            "The object may be readable without your key. Tell the link's maker: they can look at it and delete it."
        }
        "invalid-input" => "Look at the link, the key and the content type: one of them cannot be sent like this.",
        _ => return None,
    };
    Some((None, advice.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::link::tests::facts_of as facts;
    use crate::text::en::GET;
    use sealport_client::ErrorCode;

    const KEYED: &str = "host%3Bx-amz-server-side-encryption-customer-algorithm";

    #[test]
    fn a_signature_that_does_not_fit_blames_only_what_was_signed() {
        // What the table of refusals calls it for links.
        let of = |operation: &'static str| Fault {
            reason: Some(Reason::LinkMismatch),
            ..Fault::here("denied", operation, "", 0)
        };
        let (_, plain) = link_fault(&of(GET), &facts("host", "&x-id=GetObject"));
        assert!(plain.starts_with("A character") && !plain.contains("made for"), "{plain}");
        let (_, unsaid) = link_fault(&of(GET), &facts("host", ""));
        assert!(unsaid.contains("made for another operation,"), "{unsaid}");
        let (_, typed) = link_fault(&of(PUT), &facts("content-type%3Bhost", ""));
        assert!(typed.contains("made for another content type,") && !typed.contains("length"), "{typed}");
        let signed = format!("{KEYED}%3Bx-amz-server-side-encryption-customer-key-md5");
        let with_key = Fault { reason: Some(Reason::KeyOrLinkMismatch), ..Fault::here("wrong-key", GET, "", 0) };
        let (title, keyed) = link_fault(&with_key, &facts(&signed, "&x-id=GetObject"));
        assert_eq!(title, "The link's signature does not fit");
        assert!(keyed.contains("made for another key,"), "{keyed}");
        let untold = Fault { reason: Some(Reason::WrongKeyOrDenied), ..Fault::here("wrong-key", HEAD, "", 0) };
        assert!(link_fault(&untold, &facts(&signed, "")).1.contains("want all three SSE-C headers signed"));
        let whole = format!("{signed}%3Bx-amz-server-side-encryption-customer-key");
        assert!(!link_fault(&untold, &facts(&whole, "")).1.contains("signed"));
        let denied = Fault { reason: Some(Reason::Denied), ..Fault::here("denied", HEAD, "", 0) };
        assert!(link_fault(&denied, &facts("host", "")).1.contains("another operation, or a character"));
        assert!(link_fault(&denied, &facts(&signed, "&x-id=HeadObject")).1.contains("Try another key"));
        assert!(!link_fault(&denied, &facts(KEYED, "&x-id=HeadObject")).1.contains("another key"));
    }

    /// What is offered where there is a list, a connection or an access key.
    const OF_THE_LIST: [&str; 9] = [
        "Load the list",
        "access key ID",
        "secret",
        "Use that name",
        "another protection",
        "Keep both",
        "Connect again",
        "another access key",
        "endpoint",
    ];

    #[test]
    fn nobody_with_a_link_is_sent_to_a_list_or_a_connection() {
        let reasons = Reason::ALL
            .iter()
            .map(|reason| Fault { reason: Some(*reason), ..Fault::here(reason.code().as_str(), GET, "", 0) });
        let with_key = facts(KEYED, "");
        let codes = ErrorCode::ALL.iter().map(|code| Fault::here(code.as_str(), PUT, "", 0));
        for fault in reasons.chain(codes) {
            let (title, advice) = link_fault(&fault, &with_key);
            let about = fault.reason;
            assert!(advice.ends_with('.') && !advice.contains('!'), "{about:?}: {advice}");
            for words in OF_THE_LIST {
                assert!(!format!("{title} {advice}").contains(words), "{about:?} {}: {title}. {advice}", fault.code);
            }
        }
    }

    #[test]
    fn a_file_that_the_link_was_not_made_for_is_not_called_damaged() {
        let reason = Reason::ContentDamaged;
        let fault = Fault { reason: Some(reason), ..Fault::here(reason.code().as_str(), PUT, "", 0) };
        let (title, advice) = link_fault(&fault, &facts("host", "&x-amz-checksum-crc32=NhCmhg%3D%3D"));
        assert!(title.contains("another file") && advice.contains("x-amz-checksum-crc32"), "{title} {advice}");
        assert!(link_fault(&fault, &facts("host", "")).0.contains("damaged"));
    }

    #[test]
    fn no_key_is_given_up_over_a_redirect_of_a_file_alone() {
        let fault = Fault { redirected: true, ..Fault::here("protection-not-confirmed", PUT, "", 0) };
        let (title, advice) = link_fault(&fault, &facts("host", ""));
        assert!(title.contains("another server") && !advice.contains("key"), "{title} {advice}");
    }

    #[test]
    fn an_object_with_a_key_behind_a_link_without_one_needs_another_link() {
        let reason = Reason::KeyRequired;
        let fault = Fault { reason: Some(reason), ..Fault::here(reason.code().as_str(), GET, "", 0) };
        assert!(link_fault(&fault, &facts("host", "")).1.contains("Ask its maker"));
        assert!(link_fault(&fault, &facts(KEYED, "")).1.contains("Choose the key"));
    }
}
