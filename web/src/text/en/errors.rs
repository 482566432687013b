//! The words of errors: what happened, what to do, the details.

use super::{instant_utc, reason_words, sealed_fault, side_name};
use crate::state::fault::{
    CONNECTION_LOST, DEMO_GONE, Fault, NO_LONGER_SEALED, NOT_S3, REDIRECTS, SEALING_KEY_MISSING, UNREACHABLE,
};
use crate::state::format::grouped;
use sealport_client::Reason;

pub const COPY_DETAILS: &str = "Copy details";
pub const DETAILS_CLEAN: &str = "Contains no key and no link.";
pub const DETAIL_CODE: &str = "Code";
pub const DETAIL_SAID: &str = "Storage said";
pub const DETAIL_MESSAGE: &str = "In short";
pub const DETAIL_SIDE: &str = "Whose side";
pub const DETAIL_OPERATION: &str = "Operation";
pub const DETAIL_REQUEST_ID: &str = "Request id";
pub const DETAIL_TIME: &str = "Time here";
pub const DETAIL_SERVER_TIME: &str = "Time there";

/// What happened, in a few words. Every code of the client has its own.
#[must_use]
pub fn error_title(code: &str) -> &'static str {
    match code {
        "invalid-input" => "The storage cannot be asked like this",
        "too-large" => "The file is too large",
        "source-changed" => "The file changed while it was read",
        "already-exists" => "An object of this name exists already",
        "wrong-key" => "The key does not fit this object",
        "key-digest-mismatch" => "The key arrived damaged",
        "cannot-unlock" => "No key of yours opens this file",
        "kdf-too-costly" => "This file's passphrase asks for too much work",
        "tampered" => "The sealed file is damaged",
        "not-sealed" => "This is not a sealed file",
        "unsupported-suite" => "Sealed in a way that is not supported",
        "object-changed" => "The object changed meanwhile",
        "truncated" => "The download broke off",
        "denied" => "The storage does not allow this",
        "link-expired" => "The request came too late",
        "clock-skew" => "This computer's clock is wrong",
        "not-found" => "It is not there",
        "ssec-key-required" => "This object needs its key",
        "ssec-off" => "This object needs its key, and SSE-C is off",
        "ssec-not-applicable" => "This object has no key",
        "headers-not-signed" => "The storage wants every header signed",
        "protection-not-confirmed" => "The storage did not use our key",
        "stored-in-clear" => "Stored, but not encrypted with your key",
        "ssec-blocked" => "This bucket refuses SSE-C",
        "headers-lost" => "The key did not reach the storage",
        "content-digest-mismatch" => "The file arrived damaged",
        "not-offered" => "The storage does not offer this",
        "quota-full" => "The storage has no room left",
        "contended" => "Somebody else changed this name at the same time",
        "stalled" => "The storage gave up waiting for the file",
        "throttled" => "The storage is busy",
        "service-failed" => "The storage failed",
        "network-or-cors" => "The storage did not let this page in",
        CONNECTION_LOST => "Connection lost",
        UNREACHABLE => "Nothing answers at this address",
        REDIRECTS => "The address passes requests on to another server",
        NOT_S3 => "What answered is no S3 storage",
        SEALING_KEY_MISSING => "A key to seal with is not here",
        NO_LONGER_SEALED => "It was sealed, and is not any more",
        DEMO_GONE => "The demo storage was started anew",
        "storage-full" => "The disk is full",
        "not-saved" => "The file could not be saved",
        "memory-fault" => "This device's memory gave back other bytes",
        "unsupported-browser" => "This browser cannot do that",
        "cancelled" => "Cancelled",
        _ => "Something unexpected happened",
    }
}

/// What happened, with what is known beyond the code.
#[must_use]
pub fn fault_title(fault: &Fault) -> &'static str {
    if fault.redirected {
        return "The storage passed the request on to another server";
    }
    if let Some(message) = &fault.message {
        return sealed_fault(message).0;
    }
    // The page's own codes say more than the reason that they were made of.
    let by_reason = fault.reason.filter(|reason| reason.code().as_str() == fault.code).and_then(reason_words);
    by_reason.map_or_else(|| error_title(fault.code), |(title, _)| title)
}

/// What to do about it.
#[must_use]
pub fn error_advice(fault: &Fault) -> String {
    if let Some(message) = &fault.message {
        return sealed_fault(message).1;
    }
    match fault.code {
        _ if fault.redirected && fault.operation == PUT => "The other server got the file, and the SSE-C key if one \
            went along. Do not use this key again, and ask who runs the storage."
            .to_owned(),
        "clock-skew" => match fault.clock_apart_min() {
            Some(apart) if apart != 0 => {
                let way = if apart > 0 { "ahead" } else { "behind" };
                format!(
                    "It is {} minutes {way} of the storage's, which accepts 15. Set the clock, then try again.",
                    grouped(apart.unsigned_abs())
                )
            }
            _ => "The storage accepts a difference of 15 minutes. Set the clock, then try again.".to_owned(),
        },
        code => {
            let is_by_reason = fault.reason.is_some_and(|reason| reason.code().as_str() == code);
            let said = if is_by_reason { reason_advice(fault) } else { advice(code).to_owned() };
            let named = code == "service-failed" && fault.request_id.is_some();
            if named { format!("{said} {NAME_REQUEST_ID}") } else { said }
        }
    }
}

const NAME_REQUEST_ID: &str = "The request id below tells them which request it was.";

/// What to do about a refusal, with the names that the storage gave.
fn reason_advice(fault: &Fault) -> String {
    match fault.reason {
        Some(Reason::WrongRegion) => match fault.right_region() {
            Some(region) => format!("The storage expects the region {region}. Use that name."),
            None => "Another region or another endpoint serves this bucket. Check the region's name and the endpoint."
                .to_owned(),
        },
        Some(Reason::HeadersNotSigned) => match &fault.named.headers_not_signed {
            Some(names) => format!(
                "These arrived without a signature: {names}. Something on the way may add headers. Ask who runs the \
                network or the storage."
            ),
            None => advice("headers-not-signed").to_owned(),
        },
        Some(Reason::Denied) if fault.operation == LIST => {
            "The access key may not list this bucket. Uploads may still \
            work. Ask for the permission s3:ListBucket."
                .to_owned()
        }
        Some(reason) => reason_words(reason).map_or_else(|| advice(fault.code), |(_, advice)| advice).to_owned(),
        None => advice(fault.code).to_owned(),
    }
}

pub(super) fn advice(code: &str) -> &'static str {
    match code {
        "invalid-input" => "Check the name and the address.",
        "too-large" => {
            "Uploads hold up to 5 GiB. For a large download use Chrome or Edge, which write to disk as it \
            arrives."
        }
        "source-changed" => "Choose it again once it is complete.",
        "already-exists" => "Keep both, replace it, or skip the file.",
        "wrong-key" => "The storage refused the key. Choose the key that the object was uploaded with.",
        "key-digest-mismatch" => "Key and MD5 did not agree on arrival. Try again.",
        "cannot-unlock" => {
            "The key or passphrase is another one, or the file was altered at its start. Try the key that it asks for."
        }
        "kdf-too-costly" => {
            "It needs more memory or time than is safe to give to a file. Open it with a key, or with the official \
            decryptor."
        }
        "tampered" => {
            "It is not what was sealed: it was altered or damaged. Nothing was saved. Take another copy of the file."
        }
        "not-sealed" => "Its first bytes are not those of a sealed file. Use it as it is, or choose another file.",
        "unsupported-suite" => "Open it with the official decryptor of the AWS Encryption SDK.",
        "object-changed" => "Somebody stored it anew. Load the list again.",
        "truncated" => "Nothing was saved. Try again.",
        "denied" => "Ask for the permission, or use another access key.",
        "link-expired" => {
            "This computer's clock is probably behind the storage's. Set it, by the network if you can, then try again."
        }
        "not-found" => "It was deleted or renamed. Load the list again.",
        "ssec-key-required" => "Choose the key that it was uploaded with.",
        "ssec-off" => {
            "The bucket does not let this page send keys. Add the rule that the checks show, then connect again."
        }
        "ssec-not-applicable" => "It is not encrypted with a key of yours; open it without one.",
        "headers-not-signed" => "A proxy on the way may add headers. Ask who runs the storage.",
        "protection-not-confirmed" => {
            "The object may be stored without your key. Look at its details, and delete it if \
            it must not be readable."
        }
        "stored-in-clear" => "The storage gives the object out without the key. Delete it, or try again elsewhere.",
        "ssec-blocked" => {
            "AWS blocks SSE-C on new buckets. Whoever manages the bucket can allow it in the bucket's settings."
        }
        "headers-lost" => {
            "Something between this page and the storage removed headers. Ask who runs the network or storage."
        }
        "content-digest-mismatch" => "What arrived is not what was sent. Try again.",
        "not-offered" => "Use another protection, or another storage.",
        "quota-full" => "Ask for more room, or delete what is not needed.",
        "contended" => "Try again; then it shows which of both is there.",
        "stalled" => "The connection is slow or was broken for a while. Try again.",
        "throttled" => "Wait a moment, then try again.",
        "service-failed" => "Try again. If it stays like this, ask who runs the storage.",
        "network-or-cors" => {
            "Something answers there, but not to this page: the bucket has no rule for it (CORS), there is no such \
            bucket, or the request was passed on to another server, which this page does not follow. An administrator can \
            add the rule in a minute. Some storages (Ceph) also keep from a page that a key, secret or clock is wrong."
        }
        CONNECTION_LOST => {
            "The storage answered before, and does not now. Check the network, or wait a moment, then try again. Some storages \
            (Ceph) also keep from a page that a key, secret or clock is wrong."
        }
        UNREACHABLE => {
            "No server is there, or the network does not let this device reach it. Check the address and the network, \
            then try again."
        }
        REDIRECTS => {
            "This page does not follow: file and key could end up anywhere. Use the address of the server that answers by \
            itself, often https:// for http://, or that of another region."
        }
        NOT_S3 => "Something answered at this address, but not as S3 storage does. Check the endpoint.",
        NO_LONGER_SEALED => {
            "Somebody stored another object under this name, and that one is not sealed: nothing shows who made it. Ask \
            before you use it."
        }
        SEALING_KEY_MISSING => {
            "It was removed from this tab, or may not seal. Nothing was sent. Choose who can open the file, then upload it \
            again."
        }
        DEMO_GONE => {
            "It does not know this page any more. Reload the page. That forgets the keys of this tab: save them first."
        }
        "storage-full" => "Make room on this device, then try again.",
        "not-saved" => "The browser or the system refused to write it. Choose another place, then try again.",
        "memory-fault" => {
            "A sealed piece changed before it was sent, so nothing was sent. Try again; if it happens again, this \
             device's memory may be failing."
        }
        "unsupported-browser" => "Use a current Chrome, Edge, Firefox or Safari.",
        "cancelled" => "Nothing was kept.",
        _ => "Try again. If it stays like this, please report it with the details below.",
    }
}

/// Names of what was being asked, for the details of an error.
pub const LIST: &str = "list";
pub const HEAD: &str = "HEAD";
pub const GET: &str = "GET";
pub const PUT: &str = "PUT";
pub const DELETE_OP: &str = "DELETE";
pub const PRESIGN: &str = "presign";

/// The details of an error as lines of name and value.
#[must_use]
pub fn fault_details(fault: &Fault) -> Vec<(&'static str, String)> {
    let mut lines = vec![(DETAIL_CODE, fault.code.to_owned())];
    if let Some(said) = fault.storage_said() {
        lines.push((DETAIL_SAID, said));
    }
    if !fault.said.is_empty() {
        lines.push((DETAIL_MESSAGE, fault.said.clone()));
    }
    if let Some(side) = fault.side() {
        lines.push((DETAIL_SIDE, side_name(side).to_owned()));
    }
    lines.push((DETAIL_OPERATION, fault.operation.to_owned()));
    if let Some(id) = &fault.request_id {
        lines.push((DETAIL_REQUEST_ID, id.clone()));
    }
    lines.push((DETAIL_TIME, instant_utc(fault.at_secs)));
    if let Some(time) = &fault.server_time {
        lines.push((DETAIL_SERVER_TIME, time.clone()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use sealport_client::ErrorCode;
    use std::collections::HashSet;

    #[test]
    fn every_error_code_has_words_of_its_own() {
        let mut titles = HashSet::new();
        for code in ErrorCode::ALL {
            assert!(titles.insert(error_title(code.as_str())), "{code} shares its title");
            let words = error_advice(&Fault::here(code.as_str(), GET, "", 0));
            assert!(words.ends_with('.'), "{code}: {words}");
        }
        assert_eq!(error_title("bug"), error_title("never heard of"));
    }

    #[test]
    fn a_key_that_another_server_got_is_not_to_be_used_again() {
        let fault = Fault { redirected: true, ..Fault::here("protection-not-confirmed", PUT, "", 0) };
        assert!(error_advice(&fault).contains("Do not use this key again"));
        assert_ne!(fault_title(&fault), error_title(fault.code));
    }

    #[test]
    fn a_wrong_clock_is_named_in_minutes() {
        let mut fault = Fault::here("clock-skew", LIST, "", 1_795_608_000);
        fault.server_time = Some("2026-11-25T12:21:00Z".into());
        assert!(error_advice(&fault).starts_with("It is 21 minutes behind"), "{}", error_advice(&fault));
    }

    #[test]
    fn details_have_no_empty_lines() {
        let fault = Fault::here("denied", LIST, "", 0);
        assert!(fault_details(&fault).iter().all(|(_, value)| !value.is_empty()));
    }
}
