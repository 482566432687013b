//! Transfers through pasted links, and what a storage makes of each binding.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod memory;

use std::cell::RefCell;
use std::rc::Rc;

use futures_executor::block_on;
use memory::{Memory, MemorySink, MemorySource, Reply, client, refusal, reply};
use sealport_client::{
    Binding, BindingSupport, Cancel, Confirmation, Doubt, ErrorCode, KnownObject, LinkClient, LinkExtras,
    LinkOperation, ObjectKey, PresignOptions, PresignedLink, Proof, ProviderEncryption, SseCKey,
};

fn ssec() -> SseCKey {
    SseCKey::from_bytes([7; 32])
}

/// A link that somebody's backend made, and a client that has nothing but this link.
fn pasted(binding: Option<Binding>, operation: LinkOperation, replies: &[Reply]) -> (LinkClient<Memory>, Memory) {
    let (signer, _) = client(&[]);
    let object_key = ObjectKey::parse("inbox/scan-0042.tif").unwrap();
    let options = PresignOptions::new(operation, 900);
    let signed = match binding {
        None => signer.presign(&object_key, &Default::default(), options),
        Some(Binding::AnyKey) => signer.presign_for_any_key(&object_key, options),
        Some(Binding::ThisKeyMd5) => signer.presign_for_key_md5(&object_key, &(&ssec()).into(), options),
        Some(Binding::ThisKey) => signer.presign_for_key(&object_key, &ssec(), options),
    };
    let link = PresignedLink::parse(signed.unwrap().url().expose()).unwrap();
    let memory = Memory { replies: Rc::new(RefCell::new(replies.iter().cloned().collect())), ..Default::default() };
    (LinkClient::new(memory.clone(), link), memory)
}

const ORIGIN: &str = "https://s3.gra.io.cloud.ovh.net";

#[test]
fn a_key_goes_to_the_approved_host_only() {
    let (mut link, memory) = pasted(Some(Binding::AnyKey), LinkOperation::Get, &[reply(200, &[], "abc")]);
    let download = |link: &LinkClient<Memory>| {
        block_on(link.download(Some(&ssec()), MemorySink::new(), |_| {}, &Cancel::new())).map_err(|error| error.code())
    };
    assert_eq!(download(&link).map(drop), Err(ErrorCode::InvalidInput));
    link.approve_host("https://s3.gra.io.cloud.ovh.net.evil.example");
    assert_eq!(download(&link).map(drop), Err(ErrorCode::InvalidInput));
    assert!(memory.sent.borrow().is_empty());
    link.approve_host(ORIGIN);
    assert_eq!(download(&link).map(|receipt| receipt.len), Ok(3));
    let sent = memory.sent.borrow();
    assert_eq!(sent[0].header("x-amz-server-side-encryption-customer-key"), Some(ssec().expose_base64().as_str()));
}

#[test]
fn a_link_says_whether_it_takes_a_key() {
    let (mut plain, memory) = pasted(None, LinkOperation::Get, &[]);
    plain.approve_host(ORIGIN);
    let (keyed, _) = pasted(Some(Binding::AnyKey), LinkOperation::Head, &[]);
    let refused = block_on(plain.download(Some(&ssec()), MemorySink::new(), |_| {}, &Cancel::new())).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidInput);
    assert_eq!(block_on(keyed.head(None, &Cancel::new())).unwrap_err().code(), ErrorCode::InvalidInput);
    assert!(memory.sent.borrow().is_empty());
}

#[test]
fn a_key_that_goes_with_a_file_through_a_link_follows_no_redirect() {
    let echo = [
        ("x-amz-server-side-encryption-customer-algorithm", "AES256"),
        ("x-amz-server-side-encryption-customer-key-md5", &ssec().md5_base64()),
    ];
    for (binding, answer, confirmation) in [
        (Some(Binding::ThisKeyMd5), reply(200, &echo, ""), Confirmation::Confirmed(Proof::Echo)),
        // Nothing more can be asked through one PUT link.
        (Some(Binding::AnyKey), reply(200, &[], ""), Confirmation::NotVerified(Doubt::Unanswerable)),
        // Without a key, progress is worth more.
        (None, reply(200, &[], ""), Confirmation::NotAsked),
    ] {
        let (mut link, memory) = pasted(binding, LinkOperation::Put, &[answer]);
        link.approve_host(ORIGIN);
        let source = MemorySource { len: 9, ..Default::default() };
        let ssec = binding.map(|_| ssec());
        let cancel = Cancel::new();
        let sending = link.upload(&source, LinkExtras::default(), ssec.as_ref(), |_| {}, &cancel);
        assert_eq!(block_on(sending).unwrap().confirmation, confirmation);
        let sent = memory.sent.borrow();
        assert_eq!(sent.len(), 1, "nothing is asked before");
        assert_eq!((sent[0].carries_customer_key(), sent[0].forbids_redirect), (binding.is_some(), binding.is_some()));
    }
}

#[test]
fn refusals_of_a_link_speak_of_the_link() {
    let mismatch = "The request signature we calculated does not match the signature you provided.";
    for (answer, code) in [
        (refusal(403, "SignatureDoesNotMatch", mismatch), ErrorCode::Denied),
        (refusal(403, "AccessDenied", "Request has expired"), ErrorCode::LinkExpired),
        (
            refusal(403, "AccessDenied", "There were headers present in the request which were not signed"),
            ErrorCode::HeadersNotSigned,
        ),
    ] {
        let (link, _) = pasted(None, LinkOperation::Get, &[answer]);
        let error = block_on(link.download(None, MemorySink::new(), |_| {}, &Cancel::new())).unwrap_err();
        assert_eq!(error.code(), code);
    }
}

#[test]
fn a_wrong_key_through_a_link_is_told_as_far_as_the_storage_tells() {
    let wrong =
        "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.";
    for answer in [
        refusal(403, "AccessDenied", wrong),
        refusal(403, "AccessDenied", "Access Denied"),
        refusal(403, "SignatureDoesNotMatch", "The request signature we calculated does not match"),
    ] {
        let (mut link, _) = pasted(Some(Binding::ThisKey), LinkOperation::Get, &[answer]);
        link.approve_host(ORIGIN);
        let error = block_on(link.download(Some(&ssec()), MemorySink::new(), |_| {}, &Cancel::new())).unwrap_err();
        assert_eq!(error.code(), ErrorCode::WrongKey);
    }
}

#[test]
fn bindings_are_known_or_asked_for_with_throw_away_keys() {
    use BindingSupport::{Accepted, BindsNothing, Refused, Unknown};
    let missing = || refusal(404, "NoSuchKey", "The specified key does not exist.");
    let unsigned = || {
        refusal(
            400,
            "InvalidRequest",
            "Bad request: Header `x-amz-server-side-encryption-customer-key` should be signed",
        )
    };
    let mismatch = || {
        refusal(400, "InvalidArgument", "The calculated MD5 hash of the key did not match the hash that was provided.")
    };
    let denied = || refusal(403, "AccessDenied", "Access Denied");
    let no_bucket = || refusal(404, "NoSuchBucket", "The specified bucket does not exist");
    let elsewhere = || refusal(301, "PermanentRedirect", "another endpoint");
    let web_page = || reply(404, &[], "<html>not here</html>");
    for (answers, any_key, this_key_md5) in [
        (vec![missing(), missing(), mismatch()], Accepted, Accepted),
        // Signed, and perhaps compared with nothing.
        (vec![missing(), missing(), missing()], Accepted, Unknown),
        (vec![unsigned(), unsigned()], Refused, Refused),
        (vec![denied(), denied()], Unknown, Unknown),
        (vec![no_bucket(), web_page()], Unknown, Unknown),
        (vec![elsewhere(), elsewhere()], Unknown, Unknown),
    ] {
        let memory = Memory { replies: Rc::new(RefCell::new(answers.into())), ..Default::default() };
        let client = memory::client_at("https://garage.example", &memory);
        assert_eq!(client.known_bindings().of(Binding::AnyKey), Unknown);
        let found = block_on(client.probe_bindings(None, &Cancel::new())).unwrap();
        assert_eq!((found.any_key, found.this_key_md5, found.this_key), (any_key, this_key_md5, Accepted));
        assert!(memory.replies.borrow().is_empty());
        assert!(
            memory.sent.borrow().iter().all(|sent| sent.method == "GET" && sent.url.contains(".sealport-missing-"))
        );
    }
    // OVHcloud is known: nothing is asked.
    let (client, memory) = client(&[]);
    let found = block_on(client.probe_bindings(None, &Cancel::new())).unwrap();
    assert_eq!(found.of(Binding::ThisKeyMd5), BindsNothing);
    assert!(memory.sent.borrow().is_empty());
}

#[test]
fn an_object_at_hand_tells_what_a_missing_one_does_not() {
    use BindingSupport::{Accepted, BindsNothing, Unknown};
    let denied = || refusal(403, "AccessDenied", "Access Denied");
    let missing = || refusal(404, "NoSuchKey", "The specified key does not exist.");
    let (yes, no, busy) = (|| reply(200, &[], ""), || reply(400, &[], ""), || reply(503, &[], ""));
    for (answers, any_key, this_key_md5) in [
        // Nothing is compared: the link opens with the right key under another key's MD5, and not with that other key.
        (vec![missing(), missing(), missing(), yes(), yes(), no()], Accepted, BindsNothing),
        (vec![denied(), yes(), denied(), yes(), no()], Accepted, Accepted),
        // It opens with every key.
        (vec![missing(), missing(), missing(), yes(), yes(), yes()], Accepted, Unknown),
        (vec![missing(), missing(), missing(), yes(), busy()], Accepted, Unknown),
        // The key itself is refused, or the person may not read.
        (vec![denied(), no(), denied(), no()], Unknown, Unknown),
    ] {
        let memory = Memory { replies: Rc::new(RefCell::new(answers.into())), ..Default::default() };
        let client = memory::client_at("https://garage.example", &memory);
        let (object_key, ssec) = (ObjectKey::parse("there").unwrap(), ssec());
        let known = KnownObject { object_key: &object_key, ssec: &ssec };
        let found = block_on(client.probe_bindings(Some(known), &Cancel::new())).unwrap();
        assert_eq!((found.any_key, found.this_key_md5), (any_key, this_key_md5));
        assert!(memory.replies.borrow().is_empty());
        let header = "x-amz-server-side-encryption-customer-key";
        for sent in memory.sent.borrow().iter() {
            let is_known = sent.method == "HEAD" && sent.url.contains("/there?");
            assert!(is_known || sent.url.contains(".sealport-missing-"), "{}", sent.url);
            assert!(is_known || sent.header(header) != Some(ssec.expose_base64().as_str()), "a key went along");
        }
    }
}

#[test]
fn any_answer_to_a_link_tells_the_storages_time() {
    let expired = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message>\
                   <ServerTime>2026-11-25T09:41:07Z</ServerTime></Error>";
    // This device says 08:41:07.
    for (answer, ahead) in [
        (reply(200, &[("date", "Wed, 25 Nov 2026 08:31:07 GMT")], "abc"), Some(-600)),
        (reply(404, &[("date", "Wed, 25 Nov 2026 08:41:08 GMT")], ""), Some(1)),
        (reply(403, &[("date", "Wed, 25 Nov 2026 08:41:07 GMT")], expired), Some(3600)),
        (reply(200, &[], "abc"), None),
    ] {
        let (link, _) = pasted(None, LinkOperation::Get, &[answer]);
        let used = link.clone();
        let _ = block_on(used.download(None, MemorySink::new(), |_| {}, &Cancel::new()));
        assert_eq!(link.storage_ahead_secs(), ahead);
    }
}

#[test]
fn an_encryption_counts_as_reported_only_where_the_storage_names_that_very_one() {
    let text = pasted(None, LinkOperation::Put, &[]).0.link().request(LinkOperation::Put, None, LinkExtras::default());
    let text =
        text.unwrap().url().expose().replace("SignedHeaders=host", "SignedHeaders=host%3Bx-amz-server-side-encryption");
    for (said, confirmation) in [
        ("aws:kms", Confirmation::Confirmed(Proof::Reported)),
        ("AES256", Confirmation::NotVerified(Doubt::Unreported)),
    ] {
        let answer = reply(200, &[("x-amz-server-side-encryption", said)], "");
        let memory = Memory { replies: Rc::new(RefCell::new([answer].into())), ..Default::default() };
        let link = LinkClient::new(memory.clone(), PresignedLink::parse(&text).unwrap());
        let source = MemorySource { len: 9, ..Default::default() };
        let upload = |encryption| {
            let extras = LinkExtras { encryption, ..LinkExtras::default() };
            block_on(link.upload(&source, extras, None, |_| {}, &Cancel::new()))
        };
        assert_eq!(upload(None).unwrap_err().code(), ErrorCode::InvalidInput);
        assert!(memory.sent.borrow().is_empty(), "without a value nothing is sent");
        assert_eq!(upload(Some(ProviderEncryption::SseKms)).unwrap().confirmation, confirmation);
        assert_eq!(memory.sent.borrow()[0].header("x-amz-server-side-encryption"), Some("aws:kms"));
    }
}

#[test]
fn a_put_link_for_any_key_is_short_lived_and_replaces_nothing_unless_said_otherwise() {
    let (client, _) = client(&[]);
    let object_key = ObjectKey::parse("a").unwrap();
    let signed = client.presign_for_any_key(&object_key, PresignOptions::for_any_key(LinkOperation::Put)).unwrap();
    assert_eq!(signed.expires_at().as_secs(), 1_795_596_067 + 300);
    assert!(signed.signed_header_names().iter().any(|name| name == "if-none-match"));
    let signed = client.presign_for_any_key(&object_key, PresignOptions::for_any_key(LinkOperation::Get)).unwrap();
    assert!(!signed.signed_header_names().iter().any(|name| name == "if-none-match"));
    let with_key = sealport_client::AtRest::SseC(ssec());
    let refused = client.presign(&object_key, &with_key, PresignOptions::new(LinkOperation::Get, 60)).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidInput);
}
