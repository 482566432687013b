//! Transfers over the in-memory platform: order of requests, checks before and after, failures.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod memory;

use futures_executor::block_on;
use memory::{Fate, Memory, MemorySink, MemorySource, Reply, aws_client, client, client_at, refusal, reply};
use sealport_client::{
    AtRest, Cancel, ClientError, Confirmation, ErrorCode, LinkOperation, ListRequest, ObjectKey, PresignOptions,
    Progress, Proof, Protection, SinkError, SseCKey, TransportError, UnixTime, UploadOptions, UploadReceipt,
};

const ALGORITHM: &str = "x-amz-server-side-encryption-customer-algorithm";
const KEY_MD5: &str = "x-amz-server-side-encryption-customer-key-MD5";

fn ssec() -> SseCKey {
    SseCKey::from_bytes([7; 32])
}

fn with_key() -> Protection {
    Protection { sealing: None, at_rest: AtRest::SseC(ssec()) }
}

fn object_key() -> ObjectKey {
    ObjectKey::parse("imaging/scan 1.tif").unwrap()
}

fn absent() -> Reply {
    reply(404, &[], "")
}

fn echo(of: &SseCKey) -> Reply {
    reply(200, &[(ALGORITHM, "AES256"), (KEY_MD5, &of.md5_base64()), ("ETag", "\"e\"")], "")
}

fn upload(replies: &[Reply], overwrite: bool) -> (Result<UploadReceipt, ClientError>, Memory, Vec<Progress>) {
    let (client, memory) = aws_client(replies);
    let source = MemorySource { len: 1000, ..Default::default() };
    let options = UploadOptions { protection: with_key(), overwrite, content_type: Some("image/tiff".into()) };
    let mut seen = Vec::new();
    let outcome = block_on(client.upload(&object_key(), &source, options, |p| seen.push(p), &Cancel::new()));
    (outcome, memory, seen)
}

#[test]
fn an_upload_is_confirmed_by_the_echo_of_our_key() {
    let (receipt, memory, progress) = upload(&[absent(), echo(&ssec())], false);
    let receipt = receipt.unwrap();
    assert_eq!(receipt.confirmation, Confirmation::Confirmed(Proof::Echo));
    assert_eq!((receipt.len, receipt.fingerprint), (1000, Some(ssec().fingerprint())));
    let transferred: Vec<u64> = progress.iter().map(|p| p.transferred).collect();
    assert_eq!(transferred, [500, 1000, 1000]);
    let sent = memory.sent.borrow();
    assert_eq!((sent[1].method, sent[1].body_len), ("PUT", Some(1000)));
    assert_eq!(sent[1].header("x-amz-server-side-encryption-customer-key").unwrap(), ssec().expose_base64().as_str());
    assert_eq!(sent[1].header("if-none-match"), Some("*"));
    assert_eq!(sent[1].header("content-type"), Some("image/tiff"));
    assert_eq!(sent[1].header("cache-control"), Some("no-store"));
    assert!(!sent[1].url.contains("customer-key="), "keys are never in a URL");
}

#[test]
fn an_echo_of_another_key_is_an_error() {
    let (outcome, ..) = upload(&[absent(), echo(&SseCKey::from_bytes([8; 32]))], false);
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::ProtectionNotConfirmed);
}

#[test]
fn the_key_goes_nowhere_before_the_storage_answered_without_it() {
    for overwrite in [false, true] {
        let (outcome, memory, _) = upload(&[absent(), echo(&ssec())], overwrite);
        assert!(outcome.is_ok());
        let sent = memory.sent.borrow();
        assert!(!sent[0].carries_customer_key() && sent[1].carries_customer_key());
        let (outcome, memory, _) = upload(&[Reply::Lost(TransportError::NetworkOrCors)], overwrite);
        assert_eq!(outcome.unwrap_err().code(), ErrorCode::NetworkOrCors);
        assert_eq!(memory.sent.borrow().len(), 1, "a storage that redirects or does not answer gets no key");
    }
}

#[test]
fn an_existing_object_is_not_replaced_unasked() {
    let stored = "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.";
    let plain = vec![reply(200, &[("etag", "\"x\"")], "")];
    let encrypted = vec![reply(400, &[], ""), refusal(400, "InvalidRequest", stored)];
    let race = vec![absent(), refusal(412, "PreconditionFailed", "At least one of the preconditions did not hold")];
    for replies in [plain, encrypted, race] {
        let (outcome, memory, _) = upload(&replies, false);
        assert_eq!(outcome.unwrap_err().code(), ErrorCode::AlreadyExists);
        assert!(memory.replies.borrow().is_empty());
    }
}

#[test]
fn replacing_sends_no_condition() {
    let (outcome, memory, _) = upload(&[absent(), echo(&ssec())], true);
    assert!(outcome.is_ok());
    assert_eq!(memory.sent.borrow()[1].header("if-none-match"), None);
}

#[test]
fn a_customer_key_is_not_sent_in_clear() {
    let memory = Memory::default();
    let client = client_at("http://s3.intranet.example:9000", &memory);
    let source = MemorySource { len: 1, ..Default::default() };
    let options = UploadOptions { protection: with_key(), ..Default::default() };
    let outcome = block_on(client.upload(&object_key(), &source, options, |_| {}, &Cancel::new()));
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::InvalidInput);
    let outcome = block_on(client.download(&object_key(), Some(&ssec()), MemorySink::new(), |_| {}, &Cancel::new()));
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::InvalidInput);
    assert!(memory.sent.borrow().is_empty());
}

#[test]
fn more_than_one_put_holds_is_refused_before_anything_is_sent() {
    let (client, memory) = client(&[]);
    let source = MemorySource { len: (5 << 30) + 1, ..Default::default() };
    let outcome = block_on(client.upload(&object_key(), &source, UploadOptions::default(), |_| {}, &Cancel::new()));
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::TooLarge);
    assert!(memory.sent.borrow().is_empty());
}

#[test]
fn a_file_that_was_sent_with_another_length_gets_no_receipt_and_what_was_stored_is_named() {
    for sent_len in [3, 12] {
        let date = "Wed, 25 Nov 2026 08:41:07 GMT";
        let stored = reply(200, &[("x-amz-version-id", "v7")], "");
        let seen = reply(200, &[("x-amz-version-id", "v7"), ("last-modified", date)], "");
        let (client, _) = client(&[refusal(404, "NoSuchKey", ""), stored, seen]);
        let source = MemorySource { len: 10, sent_len: Some(sent_len), ..Default::default() };
        let outcome = block_on(client.upload(&object_key(), &source, UploadOptions::default(), |_| {}, &Cancel::new()));
        let error = outcome.unwrap_err();
        assert_eq!(error.code(), ErrorCode::SourceChanged);
        let stored = error.stored().expect("what lies in the storage is named");
        assert_eq!((stored.object_key.as_str(), stored.version_id.as_deref()), (object_key().as_str(), Some("v7")));
        assert_eq!(stored.stored_at, UnixTime::parse_http_date(date));
    }
}

#[test]
fn a_file_that_changed_is_told_from_a_broken_connection() {
    for (changed, code) in [(true, ErrorCode::SourceChanged), (false, ErrorCode::NetworkOrCors)] {
        let (client, _) = client(&[absent(), Reply::Lost(TransportError::NetworkOrCors)]);
        let source = MemorySource { len: 5, changed, ..Default::default() };
        let outcome = block_on(client.upload(&object_key(), &source, UploadOptions::default(), |_| {}, &Cancel::new()));
        assert_eq!(outcome.unwrap_err().code(), code);
    }
}

#[test]
fn a_media_type_that_is_no_header_value_is_left_out() {
    let (client, memory) = client(&[absent(), reply(200, &[], "")]);
    let source = MemorySource { len: 5, ..Default::default() };
    let options = UploadOptions { content_type: Some("text/plain\r\nx: y".into()), ..Default::default() };
    assert!(block_on(client.upload(&object_key(), &source, options, |_| {}, &Cancel::new())).is_ok());
    assert_eq!(memory.sent.borrow()[1].header("content-type"), None);
}

#[test]
fn cancelling_an_upload_midway_ends_it_at_once() {
    let (client, memory) = client(&[absent()]);
    let cancel = Cancel::new();
    *memory.cancel_midway.borrow_mut() = Some(cancel.clone());
    let source = MemorySource { len: 5, ..Default::default() };
    let options = UploadOptions { overwrite: true, ..Default::default() };
    let outcome = block_on(client.upload(&object_key(), &source, options, |_| {}, &cancel));
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::Cancelled);
}

#[test]
fn what_is_cancelled_already_sends_nothing() {
    let (client, memory) = client(&[]);
    let cancel = Cancel::new();
    cancel.cancel();
    let sink = MemorySink::new();
    let outcome = block_on(client.download(&object_key(), None, sink.clone(), |_| {}, &cancel));
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::Cancelled);
    assert_eq!(sink.fate(), Fate::Discarded);
    assert!(memory.sent.borrow().is_empty());
}

fn download(replies: &[Reply]) -> (Result<u64, ErrorCode>, MemorySink) {
    let (client, _) = client(replies);
    let sink = MemorySink::new();
    let outcome = block_on(client.download(&object_key(), Some(&ssec()), sink.clone(), |_| {}, &Cancel::new()));
    (outcome.map(|receipt| receipt.len).map_err(|error| error.code()), sink)
}

fn object(announced: &str, chunks: Vec<Result<Vec<u8>, TransportError>>) -> Reply {
    Reply::Answer { status: 200, headers: vec![("content-length", announced.to_owned())], chunks }
}

#[test]
fn a_whole_download_is_committed() {
    let (outcome, sink) = download(&[object("6", vec![Ok(b"abc".to_vec()), Ok(b"def".to_vec())])]);
    assert_eq!((outcome, sink.fate()), (Ok(6), Fate::Committed));
    assert_eq!(sink.content.borrow().as_slice(), b"abcdef");
    let (outcome, sink) = download(&[object("0", vec![])]);
    assert_eq!((outcome, sink.fate()), (Ok(0), Fate::Committed));
}

#[test]
fn a_download_that_fails_leaves_nothing() {
    let wrong =
        "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.";
    for (reply, code) in [
        (object("7", vec![Ok(b"abcdef".to_vec())]), ErrorCode::Truncated),
        (object("5", vec![Ok(b"abcdef".to_vec())]), ErrorCode::Truncated),
        (object("6", vec![Ok(b"abc".to_vec()), Err(TransportError::NetworkOrCors)]), ErrorCode::NetworkOrCors),
        (refusal(403, "AccessDenied", wrong), ErrorCode::WrongKey),
        (refusal(404, "NoSuchKey", "The specified key does not exist."), ErrorCode::NotFound),
        (Reply::Lost(TransportError::NetworkOrCors), ErrorCode::NetworkOrCors),
    ] {
        let (outcome, sink) = download(&[reply]);
        assert_eq!((outcome, sink.fate()), (Err(code), Fate::Discarded));
        assert!(sink.content.borrow().is_empty());
    }
}

#[test]
fn a_full_disk_is_said_and_leaves_nothing() {
    let (client, _) = client(&[object("6", vec![Ok(b"abc".to_vec()), Ok(b"def".to_vec())])]);
    let sink = MemorySink::new();
    sink.room.set(4);
    let outcome = block_on(client.download(&object_key(), None, sink.clone(), |_| {}, &Cancel::new()));
    assert_eq!((outcome.unwrap_err().code(), sink.fate()), (ErrorCode::StorageFull, Fate::Discarded));
    assert_eq!(ClientError::from(SinkError::TooLarge { limit: 1 }).code(), ErrorCode::TooLarge);
}

#[test]
fn cancelling_a_download_midway_leaves_nothing() {
    let (client, memory) = client(&[object("6", vec![Ok(b"abc".to_vec())])]);
    let cancel = Cancel::new();
    *memory.cancel_midway.borrow_mut() = Some(cancel.clone());
    let sink = MemorySink::new();
    let outcome = block_on(client.download(&object_key(), None, sink.clone(), |_| {}, &cancel));
    assert_eq!((outcome.unwrap_err().code(), sink.fate()), (ErrorCode::Cancelled, Fate::Discarded));
}

#[test]
fn a_refused_head_is_asked_again_for_its_reason() {
    let ours = ssec();
    for (second, code) in [
        (
            refusal(400, "InvalidRequest", "Invalid encryption key, could not decrypt object metadata"),
            ErrorCode::WrongKey,
        ),
        (refusal(400, "InvalidRequest", "Trying to decrypt a plaintext object"), ErrorCode::SseCNotApplicable),
        // Says nothing new: the first refusal stands.
        (reply(206, &[], "x"), ErrorCode::ServiceFailed),
    ] {
        let (client, memory) = client(&[reply(400, &[], ""), second]);
        let outcome = block_on(client.head(&object_key(), Some(&ours), &Cancel::new()));
        assert_eq!(outcome.unwrap_err().code(), code);
        let sent = memory.sent.borrow();
        assert_eq!((sent[0].method, sent[1].method), ("HEAD", "GET"));
        assert_eq!(sent[1].header("range"), Some("bytes=0-0"));
        assert!(sent[1].carries_customer_key());
    }
}

#[test]
fn details_need_one_request() {
    let (client, memory) = client(&[reply(200, &[("Content-Length", "3"), ("x-amz-meta-a", "b")], "")]);
    let details = block_on(client.head(&object_key(), None, &Cancel::new())).unwrap();
    assert_eq!((details.content_length, details.metadata.len()), (Some(3), 1));
    assert_eq!(memory.sent.borrow().len(), 1);
}

#[test]
fn listings_are_read_and_anything_else_is_refused() {
    let listing = "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>";
    let (client, memory) = client(&[
        reply(200, &[], listing),
        reply(200, &[], "<html>captive portal</html>"),
        refusal(404, "NoSuchBucket", "The specified bucket does not exist"),
        Reply::Answer { status: 200, headers: vec![], chunks: vec![Ok(vec![b'x'; 10 << 20]); 3] },
    ]);
    let request = ListRequest { folders: true, ..Default::default() };
    let list = || block_on(client.list(&request, &Cancel::new())).map_err(|error| error.code());
    assert_eq!(list().map(|page| page.objects.len()), Ok(1));
    assert_eq!(list().map(drop), Err(ErrorCode::ServiceFailed));
    assert_eq!(list().map(drop), Err(ErrorCode::NotFound));
    assert_eq!(list().map(drop), Err(ErrorCode::ServiceFailed), "an endless answer is not gathered");
    assert!(memory.sent.borrow()[0].url.contains("list-type=2"));
}

#[test]
fn a_listing_that_never_comes_can_be_cancelled() {
    let (client, _) = client(&[Reply::Never]);
    let cancel = Cancel::new();
    let request = ListRequest::default();
    let mut listing = std::pin::pin!(client.list(&request, &cancel));
    let waker = std::task::Waker::noop();
    let mut context = std::task::Context::from_waker(waker);
    assert!(listing.as_mut().poll(&mut context).is_pending());
    cancel.cancel();
    match listing.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Err(error)) => assert_eq!(error.code(), ErrorCode::Cancelled),
        other => panic!("{other:?}"),
    }
}

#[test]
fn deleting_needs_no_key_and_what_is_gone_is_gone() {
    let (client, memory) = client(&[reply(204, &[], ""), refusal(403, "AccessDenied", "Access Denied")]);
    assert!(block_on(client.delete(&object_key(), &Cancel::new())).is_ok());
    assert_eq!(block_on(client.delete(&object_key(), &Cancel::new())).unwrap_err().code(), ErrorCode::Denied);
    let sent = memory.sent.borrow();
    assert_eq!(sent[0].method, "DELETE");
    assert!(!sent[0].carries_customer_key());
}

#[test]
fn presigning_sends_nothing_and_checks_the_time() {
    let (client, memory) = client(&[]);
    let ours = ssec();
    let signed = client.presign_for_key(&object_key(), &ours, PresignOptions::new(LinkOperation::Get, 3600)).unwrap();
    assert_eq!(signed.signed_header_names().len(), 4);
    assert_eq!(signed.expires_at().as_secs(), 1_795_596_067 + 3600);
    assert!(!signed.url().expose().contains(&*ours.expose_base64()));
    for secs in [0, 604_801] {
        let refused = client.presign(&object_key(), &AtRest::SseS3, PresignOptions::new(LinkOperation::Put, secs));
        assert_eq!(refused.unwrap_err().code(), ErrorCode::InvalidInput);
    }
    assert!(memory.sent.borrow().is_empty());
}
