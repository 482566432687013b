//! The words for what a pasted link cannot do: refused when it is read, or by the storage. Whoever has a link has no list,
//! no access key and no bucket: what helps is another key or file, or a word with the link's maker.

use super::{LINK_OTHER_CONTENT, PUT, error_advice, fault_title, field_fault, link_other_content, sentence};
use crate::state::connect::FieldFault;
use crate::state::fault::Fault;
use sealport_client::{InputError, LinkError, Reason};

/// Why a pasted text does not work, and what to ask its maker for.
#[must_use]
pub fn link_refusal(error: &LinkError) -> (String, String) {
    let whole = "Copy it again, from https to its last character.";
    let (title, advice) = match error {
        LinkError::NoLink => (
            "This is no link".to_owned(),
            "A presigned link starts with https:// and has X-Amz-Signature in it. Copy the whole of it.".to_owned(),
        ),
        LinkError::Several => {
            ("These are several links".to_owned(), "Paste one at a time.".to_owned())
        }
        LinkError::UserInfo => (
            "This link has a user name before its host".to_owned(),
            "Browsers do not send it, and a presigned link needs none. Ask for a link without what stands before the @."
                .to_owned(),
        ),
        LinkError::Malformed => ("This is not one whole link".to_owned(), whole.to_owned()),
        LinkError::NoObject => {
            let advice = "It leads to a host, a bucket or a folder. Ask for a presigned link to one object.";
            ("This link names no object".to_owned(), advice.to_owned())
        }
        LinkError::NotPresigned => (
            "This address has no signature".to_owned(),
            "A presigned link has X-Amz-Signature in it. Ask for one, or copy the whole address.".to_owned(),
        ),
        LinkError::SignatureVersion2 => (
            "This link has the former signature, version 2".to_owned(),
            "It does not say which headers it covers. Ask its maker to sign with version 4 (AWS4-HMAC-SHA256)."
                .to_owned(),
        ),
        LinkError::Parameter(name) => {
            (format!("{name} is missing or unreadable"), format!("The link was probably cut. {whole}"))
        }
        LinkError::Lifetime => (
            "This link asks for a lifetime that no storage gives".to_owned(),
            "X-Amz-Expires goes from 1 to 604,800 seconds, which is 7 days. Ask its maker for a link within that.".to_owned(),
        ),
        LinkError::Encryption(value) => (
            format!("This link asks for the encryption {value}"),
            "S3 has AES256, aws:kms and aws:kms:dsse in x-amz-server-side-encryption. Ask its maker for one of these."
                .to_owned(),
        ),
        LinkError::OtherOperation(name) => (
            format!("This link was made for another operation: {name}"),
            "This page reads, looks up and stores whole objects. Ask for a link for GET, HEAD or PUT.".to_owned(),
        ),
        LinkError::KeyInAddress => (
            "This link has the SSE-C key itself in its address".to_owned(),
            "Logs and histories keep addresses: treat that key as known to others. Ask for a link that signs the header \
             x-amz-server-side-encryption-customer-algorithm instead, and store the object anew under another key."
                .to_owned(),
        ),
        LinkError::CustomerHeaderInAddress(name) => (
            format!("This link has {name} in its address"),
            "Servers refuse that, or store the object in clear. Ask its maker to sign it as a header, so that it is named \
             in X-Amz-SignedHeaders."
                .to_owned(),
        ),
        LinkError::ChecksumOfNothing => (
            "This link can store nothing but an empty object".to_owned(),
            "Its maker's SDK signed the checksum of an empty body (x-amz-checksum-crc32 or one like it). Ask for a link made with \
             requestChecksumCalculation set to WHEN_REQUIRED."
                .to_owned(),
        ),
        LinkError::SignedHeader(name) if name.starts_with("x-amz-checksum-") || name == "content-md5" => (
            format!("The signature covers the header {name}"),
            "So it stores one content only, whose checksum its maker knows and this page does not. Ask for a link that \
             signs host and the SSE-C headers only."
                .to_owned(),
        ),
        LinkError::SignedHeader(name) => (
            format!("The signature covers the header {name}"),
            "This page does not know the value that was signed, so the storage would refuse it. Ask for a link that \
             signs host and the SSE-C headers only."
                .to_owned(),
        ),
        LinkError::Address(fault) => ("The address in this link cannot be used".to_owned(), link_address(fault)),
        other => ("This link cannot be used".to_owned(), sentence(&other.to_string())),
    };
    (title, advice)
}

fn link_address(fault: &InputError) -> String {
    match fault {
        InputError::EndpointHost => {
            "Its host is no plain name or IP address. Copy the link again, or ask its maker for another.".to_owned()
        }
        InputError::EndpointPort => {
            "The number after its host is no port. Copy the link again, or ask its maker for another.".to_owned()
        }
        InputError::ObjectKeyDotSegment => {
            "A part of its path is just . or .., and browsers would ask for another object. Ask for a link to another name."
                .to_owned()
        }
        other => sentence(&other.to_string()),
    }
}

/// Why this page may not reach a link's host: title and advice.
#[must_use]
pub fn link_host_refusal(fault: &FieldFault) -> (&'static str, String) {
    let advice = match fault {
        FieldFault::ClearText => {
            "It goes over plain http, so that keys and files would cross the network in clear. Ask for a link that starts \
            with https://."
                .to_owned()
        }
        FieldFault::Ipv6Loopback => {
            "A browser page cannot be allowed to reach [::1]. Ask for a link to 127.0.0.1 or localhost.".to_owned()
        }
        FieldFault::OtherLoopback => {
            "On this machine the page may reach 127.0.0.1, localhost and names under .localhost only. Ask for a link to one \
            of these."
                .to_owned()
        }
        other => field_fault(other),
    };
    ("This page cannot use the address in this link", advice)
}

/// What became of using a link: title and advice. `content_binding` is the header by which it stores one content only.
#[must_use]
pub fn link_fault(fault: &Fault, needs_key: bool, content_binding: Option<&str>) -> (&'static str, String) {
    let usual = || (fault_title(fault), error_advice(fault));
    if fault.redirected {
        return usual();
    }
    if let (Some(name), "content-digest-mismatch") = (content_binding, fault.code) {
        return (LINK_OTHER_CONTENT, link_other_content(name));
    }
    // The page's own codes say more than the reason that they were made of.
    let reason = fault.reason.filter(|reason| reason.code().as_str() == fault.code);
    let said = match reason {
        Some(reason) => by_reason(reason, fault, needs_key),
        None => by_code(fault),
    };
    said.map_or_else(usual, |(title, advice)| (title.unwrap_or_else(|| fault_title(fault)), advice))
}

type Said = Option<(Option<&'static str>, String)>;

fn by_reason(reason: Reason, fault: &Fault, needs_key: bool) -> Said {
    let (title, advice) = match reason {
        Reason::KeyRequired if !needs_key => (
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
        Reason::SignatureMismatch => (
            Some("The link was made for another request"),
            "Its signature does not cover this operation, or the file's type or length. Ask for a new link.",
        ),
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

fn by_code(fault: &Fault) -> Said {
    let advice = match fault.code {
        "not-found" => "Nobody has stored it yet, or it was deleted or renamed. Ask the link's maker.",
        "object-changed" => "Somebody stored it anew meanwhile. Try again.",
        "already-exists" => "This link replaces nothing. Ask its maker for a link to another name.",
        "denied" => "The link's maker may not do this either, or a rule of the bucket forbids it. Ask its maker.",
        "link-expired" => "Ask its maker for a new one.",
        "not-offered" => "Ask the link's maker for another link, or to use another storage.",
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
    use crate::text::en::GET;
    use sealport_client::ErrorCode;

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
    fn every_refusal_names_its_trouble_and_what_to_ask_for() {
        let refusals = [
            (LinkError::NoLink, "no link"),
            (LinkError::Several, "several"),
            (LinkError::UserInfo, "user name"),
            (LinkError::Lifetime, "lifetime"),
            (LinkError::Encryption("AES512".to_owned()), "AES512"),
            (LinkError::OtherOperation("tagging".to_owned()), "tagging"),
            (LinkError::Address(InputError::EndpointHost), "address"),
            (LinkError::Malformed, "whole"),
            (LinkError::NoObject, "object"),
            (LinkError::NotPresigned, "signature"),
            (LinkError::SignatureVersion2, "version 2"),
            (LinkError::Parameter("X-Amz-Date"), "X-Amz-Date"),
            (LinkError::KeyInAddress, "SSE-C key itself"),
            (
                LinkError::CustomerHeaderInAddress("x-amz-server-side-encryption-customer-algorithm"),
                "x-amz-server-side-encryption-customer-algorithm",
            ),
            (LinkError::ChecksumOfNothing, "empty object"),
            (LinkError::SignedHeader("x-amz-meta-a".to_owned()), "x-amz-meta-a"),
        ];
        for (error, trouble) in refusals {
            let (title, advice) = link_refusal(&error);
            assert!(title.contains(trouble), "{title}");
            assert!(!advice.contains("endpoint") && !advice.contains("field"), "words of the form: {advice}");
            assert!(error == LinkError::Parameter("X-Amz-Date") || !advice.contains("cut"), "{advice}");
            assert!(advice.ends_with('.') && !advice.contains('!'), "{advice}");
        }
        assert!(link_refusal(&LinkError::ChecksumOfNothing).1.contains("requestChecksumCalculation"));
    }

    #[test]
    fn nobody_with_a_link_is_sent_to_a_list_or_a_connection() {
        let reasons = Reason::ALL
            .iter()
            .map(|reason| Fault { reason: Some(*reason), ..Fault::here(reason.code().as_str(), GET, "", 0) });
        let codes = ErrorCode::ALL.iter().map(|code| Fault::here(code.as_str(), PUT, "", 0));
        for fault in reasons.chain(codes) {
            let (title, advice) = link_fault(&fault, true, None);
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
        let (title, advice) = link_fault(&fault, false, Some("x-amz-checksum-crc32"));
        assert!(title.contains("another file") && advice.contains("x-amz-checksum-crc32"), "{title} {advice}");
        assert!(link_fault(&fault, false, None).0.contains("damaged"));
    }

    #[test]
    fn an_object_with_a_key_behind_a_link_without_one_needs_another_link() {
        let reason = Reason::KeyRequired;
        let fault = Fault { reason: Some(reason), ..Fault::here(reason.code().as_str(), GET, "", 0) };
        assert!(link_fault(&fault, false, None).1.contains("Ask its maker"));
        assert!(link_fault(&fault, true, None).1.contains("Choose the key"));
    }

    #[test]
    fn a_link_over_plain_http_is_told_in_words_about_the_link() {
        assert!(link_host_refusal(&FieldFault::ClearText).1.contains("Ask for a link"));
    }
}
