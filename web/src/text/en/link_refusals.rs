//! The words for a pasted text that cannot be used as a link, and what to ask its maker for.

use super::{field_fault, sentence};
use crate::state::connect::FieldFault;
use sealport_client::{InputError, LinkError};

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
            ("These are several links".to_owned(), "Paste one, alone. A link that was cut counts too.".to_owned())
        }
        LinkError::UserInfo => (
            "This link has a user name before its host".to_owned(),
            "Browsers do not send it, and a presigned link needs none. Ask for a link without what stands before the @."
                .to_owned(),
        ),
        LinkError::Malformed => (
            "This is not one whole link, or it is not clear where it ends".to_owned(),
            "Paste it alone, in one line, from https to its last character.".to_owned(),
        ),
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
        LinkError::SignatureVersion4A => (
            "This link has the signature for several regions, version 4A".to_owned(),
            "This page reads AWS4-HMAC-SHA256 only, not AWS4-ECDSA-P256-SHA256. Ask its maker to sign for one region."
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
            format!(
                "So it stores one content only, whose checksum its maker knows and this page does not. Ask for a link \
                without {name}."
            ),
        ),
        LinkError::SignedHeader(name) => (
            format!("The signature covers the header {name}"),
            format!(
                "This page does not know the value that was signed, so the storage would refuse it. Ask for a link \
                without {name}."
            ),
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

#[cfg(test)]
mod tests {
    use super::*;

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
            (LinkError::SignatureVersion4A, "version 4A"),
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
            let may_be_cut = [LinkError::Parameter("X-Amz-Date"), LinkError::Several].contains(&error);
            assert!(may_be_cut || !advice.contains("cut"), "{advice}");
            assert!(advice.ends_with('.') && !advice.contains('!'), "{advice}");
        }
        assert!(link_refusal(&LinkError::ChecksumOfNothing).1.contains("requestChecksumCalculation"));
    }

    #[test]
    fn a_link_over_plain_http_is_told_in_words_about_the_link() {
        assert!(link_host_refusal(&FieldFault::ClearText).1.contains("Ask for a link"));
    }
}
