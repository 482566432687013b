//! Is the object protected as it was asked for? Scripted answers of storages that do, do not, or do not say.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod memory;

use futures_executor::block_on;
use memory::{Memory, MemorySource, Reply, aws_client, client, refusal, reply};
use sealport_client::{
    AtRest, BucketEncryption, Cancel, ClientError, Confirmation, Doubt, EncryptionChange, ErrorCode, ObjectKey, Proof,
    Protection, SseCKey, UploadOptions, UploadReceipt,
};

const STORED: &str = "The object was stored using a form of Server Side Encryption. The correct parameters must be \
                      provided to retrieve the object.";

fn ssec() -> SseCKey {
    SseCKey::from_bytes([7; 32])
}

fn object_key() -> ObjectKey {
    ObjectKey::parse("imaging/scan 1.tif").unwrap()
}

fn absent() -> Reply {
    reply(404, &[], "")
}

fn silent_put(etag: &str) -> Reply {
    reply(200, &[("x-amz-server-side-encryption", "AES256"), ("etag", etag)], "")
}

fn needs_key() -> Reply {
    refusal(400, "InvalidRequest", STORED)
}

fn head(etag: &str) -> Reply {
    reply(200, &[("etag", etag), ("content-length", "1")], "")
}

fn deleted() -> Reply {
    reply(204, &[], "")
}

/// A silent storage that passes its test: the test object, read without and with the key, deleted.
fn passed_test() -> Vec<Reply> {
    vec![silent_put("\"t\""), needs_key(), head("\"t\""), deleted()]
}

fn upload(replies: Vec<Reply>, at_rest: AtRest) -> (Result<UploadReceipt, ClientError>, Memory) {
    let (client, memory) = client(&replies);
    let source = MemorySource { len: 1000, ..Default::default() };
    let options = UploadOptions { protection: Protection { sealing: None, at_rest }, ..Default::default() };
    let outcome = block_on(client.upload(&object_key(), &source, options, |_| {}, &Cancel::new()));
    assert!(memory.replies.borrow().is_empty(), "{} replies were not asked for", memory.replies.borrow().len());
    (outcome, memory)
}

/// The upload proper, after a passed test.
fn upload_after_test(after: Vec<Reply>) -> (Result<UploadReceipt, ClientError>, Memory) {
    let replies = [vec![absent()], passed_test(), after].concat();
    upload(replies, AtRest::SseC(ssec()))
}

#[test]
fn a_silent_storage_is_tried_with_one_byte_under_a_throw_away_key() {
    let (receipt, memory) = upload_after_test(vec![silent_put("\"e\""), needs_key(), head("\"e\"")]);
    assert_eq!(receipt.unwrap().confirmation, Confirmation::Confirmed(Proof::KeyNeeded));
    let sent = memory.sent.borrow();
    let of = |at: usize| (sent[at].method, sent[at].body_len);
    assert_eq!([of(1), of(2), of(3), of(4)], [("PUT", Some(1)), ("GET", None), ("HEAD", None), ("DELETE", None)]);
    assert!(sent[1].url.contains("/imaging/.sealport-test-"), "it lies beside the object: {}", sent[1].url);
    let throw_away = sent[1].header("x-amz-server-side-encryption-customer-key").unwrap();
    assert_ne!(throw_away, ssec().expose_base64().as_str());
    assert_eq!(of(5), ("PUT", Some(1000)));
    // One byte needs no progress, and browsers tell that only where they follow redirects.
    assert_eq!((sent[1].forbids_redirect, sent[5].forbids_redirect), (true, false));
    assert!(!sent[6].carries_customer_key() && sent[7].carries_customer_key());
}

#[test]
fn a_storage_that_repeats_the_key_is_tried_once_and_believed() {
    let echo = |of: &SseCKey| {
        reply(
            200,
            &[
                ("x-amz-server-side-encryption-customer-algorithm", "AES256"),
                ("x-amz-server-side-encryption-customer-key-md5", &of.md5_base64()),
            ],
            "",
        )
    };
    // The memory platform's random numbers: 8 bytes of a name, then the key.
    let throw_away = SseCKey::from_bytes(std::array::from_fn(|i| u8::try_from(i + 9).unwrap()));
    let (client, memory) = client(&[absent(), echo(&throw_away), deleted(), echo(&ssec()), absent(), echo(&ssec())]);
    for _ in 0..2 {
        let source = MemorySource { len: 1000, ..Default::default() };
        let options = UploadOptions {
            protection: Protection { sealing: None, at_rest: AtRest::SseC(ssec()) },
            ..Default::default()
        };
        let receipt = block_on(client.upload(&object_key(), &source, options, |_| {}, &Cancel::new())).unwrap();
        assert_eq!(receipt.confirmation, Confirmation::Confirmed(Proof::Echo));
    }
    let methods: Vec<_> = memory.sent.borrow().iter().map(|sent| sent.method).collect();
    assert_eq!(methods, ["HEAD", "PUT", "DELETE", "PUT", "HEAD", "PUT"]);
}

#[test]
fn a_storage_that_keeps_the_test_object_in_clear_gets_no_file() {
    // Whatever else it says or hides: no ETag, a weak one, or one that changes.
    for put in [silent_put("\"t\""), silent_put("W/\"t\""), reply(200, &[], "")] {
        let (outcome, memory) = upload(vec![absent(), put, reply(206, &[], "x"), deleted()], AtRest::SseC(ssec()));
        let error = outcome.unwrap_err();
        assert_eq!((error.code(), error.stored()), (ErrorCode::ProtectionNotConfirmed, None));
        assert!(memory.sent.borrow().iter().all(|sent| sent.body_len != Some(1000)), "the file was not sent");
    }
}

#[test]
fn a_test_that_fails_in_passing_is_an_error_and_is_made_anew() {
    let busy = || refusal(503, "SlowDown", "Please reduce your request rate.");
    let mut replies = vec![absent(), silent_put("\"t\""), busy(), busy(), deleted()];
    let again = [vec![absent()], passed_test(), vec![silent_put("\"e\""), needs_key(), head("\"e\"")]].concat();
    replies.extend(again);
    let (client, memory) = client(&replies);
    let send = || {
        let source = MemorySource { len: 1000, ..Default::default() };
        let options = UploadOptions {
            protection: Protection { sealing: None, at_rest: AtRest::SseC(ssec()) },
            ..Default::default()
        };
        block_on(client.upload(&object_key(), &source, options, |_| {}, &Cancel::new()))
    };
    assert_eq!(send().unwrap_err().code(), ErrorCode::Throttled);
    assert_eq!(send().unwrap().confirmation, Confirmation::Confirmed(Proof::KeyNeeded));
    assert!(memory.replies.borrow().is_empty());
}

#[test]
fn where_the_test_object_is_not_permitted_the_upload_goes_on_and_its_receipt_says_what_is_known() {
    let denied = || refusal(403, "AccessDenied", "Access Denied");
    let replies = vec![absent(), denied(), silent_put("\"e\""), needs_key(), head("\"e\"")];
    let (receipt, _) = upload(replies, AtRest::SseC(ssec()));
    assert_eq!(receipt.unwrap().confirmation, Confirmation::Confirmed(Proof::KeyNeeded));
    // Who may write only.
    let replies = vec![absent(), silent_put("\"t\""), denied(), denied(), silent_put("\"e\""), denied()];
    let (receipt, _) = upload(replies, AtRest::SseC(ssec()));
    assert_eq!(receipt.unwrap().confirmation, Confirmation::NotVerified(Doubt::ReadRefused));
}

#[test]
fn what_was_seen_in_clear_is_not_forgotten_when_the_rest_fails() {
    let lost = || Reply::Lost(sealport_client::TransportError::NetworkOrCors);
    let not_applicable =
        || refusal(400, "InvalidRequest", "The encryption parameters are not applicable to this object.");
    let after = vec![silent_put("\"e\""), reply(206, &[], "x"), reply(400, &[], ""), not_applicable(), lost()];
    let (receipt, _) = upload_after_test(after);
    assert_eq!(receipt.unwrap().confirmation, Confirmation::NotVerified(Doubt::ReadableWithoutKey));
    let after = vec![silent_put("\"e\""), reply(206, &[], "x"), reply(400, &[], ""), not_applicable(), head("\"e\"")];
    let (outcome, _) = upload_after_test(after);
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::StoredInClear);
}

#[test]
fn the_version_null_tells_no_object_from_another() {
    let version = |etag: &str| reply(200, &[("etag", etag), ("x-amz-version-id", "null")], "");
    let (receipt, memory) = upload_after_test(vec![version("\"e\""), needs_key(), version("\"other\"")]);
    assert_eq!(receipt.unwrap().confirmation, Confirmation::NotVerified(Doubt::Overwritten));
    assert!(memory.sent.borrow().iter().all(|sent| !sent.url.contains("versionId")));
}

#[test]
fn an_empty_object_that_is_locked_counts_as_being_there() {
    // Ceph looks at the range before it looks for a key.
    let range = || refusal(416, "InvalidRange", "");
    let (client, _) = aws_client(&[reply(400, &[], ""), range(), needs_key()]);
    let source = MemorySource { len: 1000, ..Default::default() };
    let options =
        UploadOptions { protection: Protection { sealing: None, at_rest: AtRest::SseC(ssec()) }, ..Default::default() };
    let outcome = block_on(client.upload(&object_key(), &source, options, |_| {}, &Cancel::new()));
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::AlreadyExists);
}

#[test]
fn bad_credentials_send_no_file() {
    let unknown =
        refusal(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
    let (client, memory) = aws_client(&[reply(403, &[], ""), unknown]);
    let source = MemorySource { len: 1000, ..Default::default() };
    let outcome = block_on(client.upload(&object_key(), &source, UploadOptions::default(), |_| {}, &Cancel::new()));
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::Denied);
    assert!(memory.sent.borrow().iter().all(|sent| sent.body_len.is_none()));
}

#[test]
fn a_file_goes_again_only_where_the_storage_speaks_of_the_time() {
    let body = |code: &str, message: &str| {
        format!(
            "<Error><Code>{code}</Code><Message>{message}</Message><ServerTime>2026-11-25T08:51:07Z</ServerTime></Error>"
        )
    };
    for (code, message, sent) in [("AccessDenied", "Access Denied", 1), ("AccessDenied", "Request is not valid yet", 2)]
    {
        let (client, memory) = client(&[absent(), reply(403, &[], &body(code, message)), silent_put("\"e\"")]);
        let source = MemorySource { len: 1000, ..Default::default() };
        let _ = block_on(client.upload(&object_key(), &source, UploadOptions::default(), |_| {}, &Cancel::new()));
        let files = memory.sent.borrow().iter().filter(|sent| sent.body_len == Some(1000)).count();
        assert_eq!(files, sent, "{message}");
    }
}

#[test]
fn an_object_that_is_given_out_without_its_key_is_named_for_deletion() {
    let put = reply(200, &[("etag", "\"e\""), ("x-amz-version-id", "v7")], "");
    // Ceph answers 200 to a key for a plain object: that proves nothing.
    let (outcome, memory) = upload_after_test(vec![put, reply(206, &[], "x"), head("\"e\"")]);
    let error = outcome.unwrap_err();
    assert_eq!(error.code(), ErrorCode::StoredInClear);
    let stored = error.stored().unwrap();
    assert_eq!((stored.object_key.as_str(), stored.version_id.as_deref()), ("imaging/scan 1.tif", Some("v7")));
    assert!(memory.sent.borrow()[6].url.contains("versionId=v7"), "exactly that version is looked at");
    assert_eq!(stored.etag.as_deref(), Some("\"e\""));
}

#[test]
fn an_object_that_is_gone_before_the_check_is_told_as_gone() {
    let gone = refusal(404, "NoSuchKey", "The specified key does not exist.");
    let (receipt, _) = upload_after_test(vec![silent_put("\"e\""), gone]);
    assert_eq!(receipt.unwrap().confirmation, Confirmation::NotVerified(Doubt::Gone));
    // Or between its two reads.
    let (receipt, _) = upload_after_test(vec![silent_put("\"e\""), needs_key(), reply(404, &[], "")]);
    assert_eq!(receipt.unwrap().confirmation, Confirmation::NotVerified(Doubt::Gone));
}

#[test]
fn an_overwrite_between_put_and_check_confirms_nothing() {
    // Somebody else's encrypted object: our key does not open it.
    let wrong = refusal(400, "InvalidRequest", "Invalid encryption key, could not decrypt object metadata");
    for after in [
        vec![silent_put("\"e\""), needs_key(), reply(400, &[], ""), wrong],
        // Somebody else's object in clear.
        vec![silent_put("\"e\""), reply(206, &[], "x"), head("\"other\"")],
        // Ours again, but another upload of it.
        vec![silent_put("\"e\""), needs_key(), head("\"other\"")],
    ] {
        let (receipt, _) = upload_after_test(after);
        assert_eq!(receipt.unwrap().confirmation, Confirmation::NotVerified(Doubt::Overwritten));
    }
}

#[test]
fn what_cannot_be_read_back_is_not_verified() {
    let denied = || refusal(403, "AccessDenied", "Access Denied");
    // A 400 alone has many reasons (Garage gives it to an expired URL).
    let odd = || refusal(400, "InvalidRequest", "Bad request: something else");
    for (after, doubt) in [
        (vec![silent_put("\"e\""), denied()], Doubt::ReadRefused),
        (vec![silent_put("\"e\""), needs_key(), reply(403, &[], ""), denied(), denied()], Doubt::ReadRefused),
        (vec![silent_put("\"e\""), odd()], Doubt::Interrupted),
        // No ETag to know the object by.
        (vec![reply(200, &[], ""), needs_key(), head("\"e\"")], Doubt::Unanswerable),
        (vec![reply(200, &[], ""), reply(206, &[], "x"), head("\"e\"")], Doubt::ReadableWithoutKey),
    ] {
        let (receipt, _) = upload_after_test(after);
        assert_eq!(receipt.unwrap().confirmation, Confirmation::NotVerified(doubt));
    }
}

#[test]
fn sse_s3_is_confirmed_only_where_the_storage_says_it() {
    let (receipt, memory) = upload(vec![absent(), silent_put("\"e\"")], AtRest::SseS3);
    assert_eq!(receipt.unwrap().confirmation, Confirmation::Confirmed(Proof::Reported));
    let sent = memory.sent.borrow();
    assert_eq!(sent[0].header("x-amz-server-side-encryption"), None, "reads do not carry it");
    assert_eq!(sent[1].header("x-amz-server-side-encryption"), Some("AES256"));
    // Garage ignores the header.
    let (receipt, _) = upload(vec![absent(), reply(200, &[("etag", "\"e\"")], "")], AtRest::SseS3);
    assert_eq!(receipt.unwrap().confirmation, Confirmation::NotVerified(Doubt::Unreported));
    let (receipt, _) = upload(vec![absent(), silent_put("\"e\"")], AtRest::BucketDefault);
    assert_eq!(receipt.unwrap().confirmation, Confirmation::NotAsked);
}

const BLOCKED: &str = "<ServerSideEncryptionConfiguration><Rule><BlockedEncryptionTypes><EncryptionType>SSE-C\
    </EncryptionType></BlockedEncryptionTypes><New>kept</New></Rule></ServerSideEncryptionConfiguration>";

#[test]
fn a_denied_upload_is_told_from_a_blocked_one_by_the_bucket_s_settings() {
    let denied = || refusal(403, "AccessDenied", "Access Denied");
    for (settings, code) in [
        (reply(200, &[], BLOCKED), ErrorCode::SseCBlocked),
        (reply(200, &[], &BLOCKED.replace("SSE-C", "NONE")), ErrorCode::Denied),
        (denied(), ErrorCode::Denied),
    ] {
        let (client, memory) = aws_client(&[absent(), denied(), settings]);
        let source = MemorySource { len: 1000, ..Default::default() };
        let options = UploadOptions {
            protection: Protection { sealing: None, at_rest: AtRest::SseC(ssec()) },
            ..Default::default()
        };
        let outcome = block_on(client.upload(&object_key(), &source, options, |_| {}, &Cancel::new()));
        assert_eq!(outcome.unwrap_err().code(), code);
        assert!(memory.sent.borrow()[2].url.contains("encryption="));
    }
}

#[test]
fn a_bucket_s_encryption_is_changed_in_one_place() {
    let after = BLOCKED.replace("SSE-C", "NONE");
    let (client, memory) = client(&[reply(200, &[], BLOCKED), reply(200, &[], ""), reply(200, &[], &after)]);
    let shown = BucketEncryption::parse(BLOCKED).unwrap();
    let changing =
        async { client.change_bucket_encryption(&shown, EncryptionChange::UnblockSseC, &Cancel::new()).await };
    let changed = block_on(changing).unwrap();
    assert!(!changed.blocks_ssec());
    let sent = memory.sent.borrow();
    let written: Vec<_> = sent.iter().map(|sent| (sent.method, sent.body_len.is_some())).collect();
    assert_eq!(written, [("GET", false), ("PUT", true), ("GET", false)]);
    assert!(sent[1].header("content-md5").is_some());
}

fn none_set() -> Reply {
    refusal(404, "ServerSideEncryptionConfigurationNotFoundError", "not found")
}

#[test]
fn a_bucket_without_setting_has_an_empty_one() {
    let (client, _) = client(&[none_set()]);
    let found = block_on(client.bucket_encryption(&Cancel::new())).unwrap();
    assert!(!found.blocks_ssec() && found.blocked_types().is_empty());
}

#[test]
fn where_the_setting_is_not_known_nothing_is_changed_or_deleted() {
    // Ceph 16.2 lists the bucket instead; its answer to DELETE would be to delete the bucket.
    let listing = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
    let garage = || refusal(501, "NotImplemented", "Unimplemented action: GetBucketEncryption");
    for answer in [reply(200, &[], listing), reply(200, &[], ""), garage()] {
        let (client, memory) = client(&[answer.clone(), answer.clone(), answer]);
        let (shown, cancel) = (BucketEncryption::empty(), Cancel::new());
        for outcome in [
            block_on(client.bucket_encryption(&cancel)),
            block_on(client.delete_bucket_encryption(&shown, &cancel)),
            block_on(client.change_bucket_encryption(&shown, EncryptionChange::UseSseS3, &cancel)),
        ] {
            assert_eq!(outcome.unwrap_err().code(), ErrorCode::NotOffered);
        }
        assert!(memory.sent.borrow().iter().all(|sent| sent.method == "GET"));
    }
}

#[test]
fn an_answer_that_cannot_be_read_is_no_missing_setting() {
    let answers = ["<html><p>maintenance", &"x".repeat(300_000), "<Error><Code>InternalError</Code></Error>"];
    let (client, memory) = client(&answers.map(|answer| reply(200, &[], answer)));
    for _ in 0..3 {
        let outcome = block_on(client.bucket_encryption(&Cancel::new()));
        assert_eq!(outcome.unwrap_err().code(), ErrorCode::ServiceFailed);
    }
    assert_eq!(memory.sent.borrow().len(), 3);
}

#[test]
fn a_setting_is_deleted_only_where_there_is_one() {
    let (absent_setting, memory) = client(&[none_set(), none_set()]);
    let shown = BucketEncryption::parse(BLOCKED).unwrap();
    block_on(absent_setting.delete_bucket_encryption(&shown, &Cancel::new())).unwrap();
    assert!(memory.sent.borrow().iter().all(|sent| sent.method == "GET"));
    let (set, memory) = client(&[reply(200, &[], BLOCKED), reply(204, &[], ""), none_set()]);
    block_on(set.delete_bucket_encryption(&shown, &Cancel::new())).unwrap();
    assert_eq!(memory.sent.borrow()[1].method, "DELETE");
}

#[test]
fn a_setting_that_somebody_changed_meanwhile_is_left_alone() {
    // The person saw a setting without a KMS key, and would lose the one that is there now.
    let shown = BucketEncryption::parse(BLOCKED).unwrap();
    let kms = BLOCKED.replace(
        "<BlockedEncryptionTypes>",
        "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>\
         </ApplyServerSideEncryptionByDefault><BlockedEncryptionTypes>",
    );
    let now = reply(200, &[], &kms);
    let (client, memory) = client(&[now.clone(), now.clone(), now]);
    let cancel = Cancel::new();
    for outcome in [
        block_on(client.change_bucket_encryption(&shown, EncryptionChange::UseSseS3, &cancel)),
        block_on(client.change_bucket_encryption(&shown, EncryptionChange::UnblockSseC, &cancel)),
        block_on(client.delete_bucket_encryption(&shown, &cancel)),
    ] {
        assert_eq!(outcome.unwrap_err().code(), ErrorCode::Contended);
    }
    assert!(memory.sent.borrow().iter().all(|sent| sent.method == "GET"));
}

#[test]
fn a_bare_denial_of_a_wrong_key_is_told_by_asking_without_one() {
    let denied = || refusal(403, "AccessDenied", "Access Denied");
    for (without, code) in [(needs_key(), ErrorCode::WrongKey), (denied(), ErrorCode::Denied)] {
        let (client, memory) = client(&[reply(403, &[], ""), denied(), without]);
        let error = block_on(client.head(&object_key(), Some(&ssec()), &Cancel::new())).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(!memory.sent.borrow()[2].carries_customer_key());
    }
}

#[test]
fn a_wrong_clock_is_set_right_once() {
    let skewed = |time: &str| {
        reply(403, &[], &format!("<Error><Code>RequestTimeTooSkewed</Code><ServerTime>{time}</ServerTime></Error>"))
    };
    let listing = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
    // The platform says 08:41:07.
    let (right, memory) = client(&[skewed("2026-11-25T09:41:07Z"), reply(200, &[], listing)]);
    block_on(right.list(&Default::default(), &Cancel::new())).unwrap();
    assert_eq!(right.clock_correction_secs(), 3600);
    assert!(memory.sent.borrow()[0].url.contains("X-Amz-Date=20261125T084107Z"));
    assert!(memory.sent.borrow()[1].url.contains("X-Amz-Date=20261125T094107Z"));
    // A storage that is never content is not asked for ever.
    let (client, memory) = client(&[skewed("2026-11-25T09:41:07Z"), skewed("2026-11-25T09:41:08Z")]);
    let error = block_on(client.list(&Default::default(), &Cancel::new())).unwrap_err();
    assert_eq!((error.code(), memory.sent.borrow().len()), (ErrorCode::ClockSkew, 2));
}
