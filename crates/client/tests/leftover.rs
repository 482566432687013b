//! Deleting what a failed upload left in the storage, and nothing else. Scripted answers of storages that keep versions,
//! hide them, do not know them, or hold somebody else's object by now.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod memory;

use futures_executor::block_on;
use memory::{Memory, Reply, client, refusal, reply};
use sealport_client::{Cancel, ClientError, Deletion, ErrorCode, ObjectKey, StoredObject, UnixTime};

const NAME: &str = "imaging/scan 1.tif";
/// As listings write it, and as headers do.
const STORED_AT: &str = "2026-11-25T08:41:07.250Z";
const STORED_AT_HTTP: &str = "Wed, 25 Nov 2026 08:41:07 GMT";
const LATER: &str = "2026-11-25T08:41:08Z";

fn delete(
    version_id: Option<&str>,
    etag: Option<&str>,
    replies: Vec<Reply>,
) -> (Result<Deletion, ClientError>, Memory) {
    let stored = StoredObject {
        object_key: ObjectKey::parse(NAME).unwrap(),
        version_id: version_id.map(str::to_owned),
        etag: etag.map(str::to_owned),
        stored_at: UnixTime::parse_iso8601(STORED_AT),
        in_clear: false,
    };
    delete_this(&stored, replies)
}

fn delete_this(stored: &StoredObject, replies: Vec<Reply>) -> (Result<Deletion, ClientError>, Memory) {
    let (client, memory) = client(&replies);
    let outcome = block_on(client.delete_stored(stored, &Cancel::new()));
    assert!(memory.replies.borrow().is_empty(), "{} replies were not asked for", memory.replies.borrow().len());
    (outcome, memory)
}

fn deleted() -> Reply {
    reply(204, &[], "")
}

/// Versions as `(id, ETag, whether it is the latest)`, of one time.
fn versions(of: &[(&str, &str, bool)]) -> Reply {
    let of: Vec<_> = of.iter().map(|(id, etag, latest)| (*id, *etag, *latest, STORED_AT)).collect();
    versions_at(&of)
}

fn versions_at(of: &[(&str, &str, bool, &str)]) -> Reply {
    let version = |(id, etag, latest, at): &(&str, &str, bool, &str)| {
        format!(
            "<Version><Key>{NAME}</Key><VersionId>{id}</VersionId><IsLatest>{latest}</IsLatest><ETag>{etag}</ETag>\
             <LastModified>{at}</LastModified></Version>"
        )
    };
    let all: String = of.iter().map(version).collect();
    // What only starts with the name is another object.
    let other = "<Version><Key>imaging/scan 1.tif.old</Key><VersionId>o</VersionId><ETag>e</ETag></Version>";
    reply(200, &[], &format!("<ListVersionsResult>{all}{other}</ListVersionsResult>"))
}

fn listed(name: &str, etag: &str) -> Reply {
    listed_at(name, etag, STORED_AT)
}

fn listed_at(name: &str, etag: &str, at: &str) -> Reply {
    let contents = format!(
        "<Contents><Key>{name}</Key><Size>1</Size><ETag>{etag}</ETag><LastModified>{at}</LastModified></Contents>"
    );
    reply(200, &[], &format!("<ListBucketResult>{contents}</ListBucketResult>"))
}

fn no_versions() -> Reply {
    refusal(501, "NotImplemented", "A header you provided implies functionality that is not implemented.")
}

/// Methods and addresses, without what signs them.
fn sent(memory: &Memory) -> Vec<String> {
    memory
        .sent
        .borrow()
        .iter()
        .map(|sent| format!("{:?} {}", sent.method, sent.url.split("X-Amz").next().unwrap()))
        .collect()
}

#[test]
fn a_version_that_was_named_is_deleted_where_it_is_one() {
    let there = versions(&[("v8", "e", true), ("v7", "e", false)]);
    let denied = || refusal(403, "AccessDenied", "Access Denied");
    for listing in [there, denied()] {
        let (outcome, memory) = delete(Some("v7"), Some("e"), vec![listing, deleted()]);
        assert_eq!(outcome.unwrap(), Deletion::Whole);
        assert!(memory.sent.borrow()[1].url.contains("versionId=v7"), "{:?}", sent(&memory));
    }
    let (outcome, _) = delete(Some("v7"), Some("e"), vec![versions(&[("v8", "e", true)])]);
    assert_eq!(outcome.unwrap(), Deletion::NotThere);
}

#[test]
fn the_version_of_a_storage_that_keeps_none_is_no_version() {
    // Garage gives each object one, and deletes the object whatever version it is asked to delete.
    let (outcome, memory) = delete(Some("v7"), Some("e"), vec![no_versions(), listed(NAME, "another")]);
    assert_eq!(outcome.unwrap(), Deletion::NotThere, "{:?}", sent(&memory));
    let (outcome, memory) = delete(Some("v7"), Some("e"), vec![no_versions(), listed(NAME, "e"), deleted()]);
    assert_eq!(outcome.unwrap(), Deletion::ByName);
    assert!(!memory.sent.borrow()[2].url.contains("versionId"), "{:?}", sent(&memory));
}

#[test]
fn a_version_that_was_hidden_is_found_by_its_etag() {
    let there = versions(&[("v8", "another", true), ("v7", "&quot;e&quot;", false)]);
    let (outcome, memory) = delete(None, Some("\"e\""), vec![there, deleted()]);
    assert_eq!(outcome.unwrap(), Deletion::Whole);
    assert!(memory.sent.borrow()[1].url.contains("versionId=v7"), "{:?}", sent(&memory));
}

#[test]
fn an_object_of_a_bucket_without_versions_is_deleted_for_good() {
    for version_id in [None, Some("null")] {
        // Versions may have been switched on since, and the name lead elsewhere.
        for there in [versions(&[("null", "e", true)]), versions(&[("v8", "another", true), ("null", "e", false)])] {
            let (outcome, memory) = delete(version_id, Some("e"), vec![there, deleted()]);
            assert_eq!(outcome.unwrap(), Deletion::Whole);
            assert!(memory.sent.borrow()[1].url.contains("versionId=null"), "{:?}", sent(&memory));
        }
    }
}

#[test]
fn what_somebody_else_stored_under_the_name_stays() {
    for replies in [
        vec![versions(&[("null", "another", true)])],
        vec![versions(&[])],
        vec![no_versions(), listed(NAME, "another")],
        vec![no_versions(), listed("imaging/scan 1.tif.old", "e")],
        // A storage that does not know the request lists objects.
        vec![listed(NAME, "e"), listed(NAME, "another")],
        vec![no_versions(), refusal(403, "AccessDenied", "Access Denied"), reply(200, &[("etag", "another")], "")],
    ] {
        let (outcome, memory) = delete(None, Some("e"), replies);
        assert_eq!(outcome.unwrap(), Deletion::NotThere, "{:?}", sent(&memory));
    }
}

#[test]
fn what_cannot_be_told_apart_stays() {
    let twice = versions(&[("v8", "e", true), ("v7", "e", false)]);
    assert_eq!(delete(None, Some("e"), vec![twice]).0.unwrap(), Deletion::Untold);
    assert_eq!(delete(None, None, vec![versions(&[("v8", "e", true)])]).0.unwrap(), Deletion::Untold);
    assert_eq!(delete(None, None, vec![no_versions()]).0.unwrap(), Deletion::Untold);
    let silent = reply(200, &[], "");
    let denied = || refusal(403, "AccessDenied", "Access Denied");
    assert_eq!(delete(None, Some("e"), vec![denied(), denied(), silent]).0.unwrap(), Deletion::Untold);
}

#[test]
fn where_versions_are_not_to_be_had_that_is_told() {
    for replies in [
        vec![no_versions(), listed(NAME, "e"), deleted()],
        vec![
            no_versions(),
            refusal(403, "AccessDenied", "Access Denied"),
            reply(200, &[("etag", "W/\"e\""), ("last-modified", STORED_AT_HTTP)], ""),
            deleted(),
        ],
    ] {
        assert_eq!(delete(None, Some("\"e\""), replies).0.unwrap(), Deletion::ByName);
    }
}

#[test]
fn a_refused_deletion_is_an_error() {
    let denied = || refusal(403, "AccessDenied", "Access Denied");
    let (outcome, _) = delete(None, Some("e"), vec![versions(&[("v7", "e", true)]), denied()]);
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::Denied);
    // Nothing can be found out: nothing is deleted. A refused HEAD has no body, and is asked once more for the reason.
    let (outcome, _) = delete(None, Some("e"), vec![denied(), denied(), reply(403, &[], ""), denied()]);
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::Denied);
}

/// Many storages make the ETag of the content alone: the same file, stored once more by somebody, has it too.
#[test]
fn the_same_content_stored_again_stays() {
    for replies in [
        vec![versions_at(&[("null", "e", true, LATER)])],
        vec![no_versions(), listed_at(NAME, "e", LATER)],
        vec![
            no_versions(),
            refusal(403, "AccessDenied", "Access Denied"),
            reply(200, &[("etag", "e"), ("last-modified", "Wed, 25 Nov 2026 08:41:08 GMT")], ""),
        ],
    ] {
        let (outcome, memory) = delete(None, Some("e"), replies);
        assert_eq!(outcome.unwrap(), Deletion::NotThere, "{:?}", sent(&memory));
    }
    // Of versions the right one goes.
    let there = versions_at(&[("v8", "e", true, LATER), ("v7", "e", false, STORED_AT)]);
    let (outcome, memory) = delete(None, Some("e"), vec![there, deleted()]);
    assert_eq!(outcome.unwrap(), Deletion::Whole);
    assert!(memory.sent.borrow()[1].url.contains("versionId=v7"), "{:?}", sent(&memory));
}

#[test]
fn without_the_time_of_storing_only_a_version_is_deleted() {
    let untimed = |version_id: Option<&str>| StoredObject {
        object_key: ObjectKey::parse(NAME).unwrap(),
        version_id: version_id.map(str::to_owned),
        etag: Some("e".to_owned()),
        stored_at: None,
        in_clear: false,
    };
    assert_eq!(delete_this(&untimed(None), vec![versions(&[("null", "e", true)])]).0.unwrap(), Deletion::Untold);
    assert_eq!(delete_this(&untimed(None), vec![no_versions()]).0.unwrap(), Deletion::Untold);
    let there = versions(&[("v7", "e", true)]);
    assert_eq!(delete_this(&untimed(Some("v7")), vec![there, deleted()]).0.unwrap(), Deletion::Whole);
    // What tells no time is nobody's.
    let silent = reply(200, &[("etag", "e")], "");
    let denied = || refusal(403, "AccessDenied", "Access Denied");
    assert_eq!(delete(None, Some("e"), vec![denied(), denied(), silent]).0.unwrap(), Deletion::Untold);
}

/// The same content again within the same second, encrypted this time.
#[test]
fn what_was_stored_in_clear_is_deleted_only_while_it_is() {
    let stored = StoredObject {
        object_key: ObjectKey::parse(NAME).unwrap(),
        version_id: None,
        etag: Some("e".to_owned()),
        stored_at: UnixTime::parse_iso8601(STORED_AT),
        in_clear: true,
    };
    let needs_key = "The object was stored using a form of Server Side Encryption. The correct parameters must be provided \
                     to retrieve the object.";
    for there in [vec![versions(&[("null", "e", true)])], vec![no_versions(), listed(NAME, "e")]] {
        for (answer, expected) in [
            (refusal(400, "InvalidRequest", needs_key), Ok(Deletion::NotThere)),
            (refusal(404, "NoSuchKey", ""), Ok(Deletion::NotThere)),
            (refusal(403, "AccessDenied", "Access Denied"), Ok(Deletion::Untold)),
            (refusal(400, "InvalidArgument", "Something else."), Err(())),
        ] {
            let replies = [there.clone(), vec![answer]].concat();
            let (outcome, memory) = delete_this(&stored, replies);
            assert_eq!(outcome.map_err(drop), expected, "{:?}", sent(&memory));
        }
        let readable = reply(206, &[("content-range", "bytes 0-0/9")], "x");
        let (outcome, memory) = delete_this(&stored, [there, vec![readable, deleted()]].concat());
        assert!(matches!(outcome, Ok(Deletion::Whole | Deletion::ByName)), "{:?}", sent(&memory));
    }
}
