use super::*;
use crate::state::connect::FieldFault;
use crate::state::keyring::Home;
use sealport_client::{Binding, LinkError, LinkKey};

fn link(host: &str, signed: &str) -> String {
    format!(
        "https://{host}/inbox/scan-0042.tif?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKID%2F20261125%2Fgra%2Fs3%2Faws4_request&X-Amz-Date=20261125T085803Z&X-Amz-Expires=900\
         &X-Amz-SignedHeaders={signed}&X-Amz-Signature={}",
        "ab".repeat(32)
    )
}

const ALGORITHM: &str = "host%3Bx-amz-server-side-encryption-customer-algorithm";

fn facts(text: &str) -> LinkFacts {
    read(text).unwrap().1
}

/// What a link tells that signs these headers, with more of a query after them, both percent-encoded.
pub(crate) fn facts_of(signed: &str, more: &str) -> LinkFacts {
    facts(&link("s3.example", &format!("{signed}{more}")))
}

#[test]
fn a_link_is_described_without_its_signature() {
    let facts = facts(&link("s3.example:9000", ALGORITHM));
    assert_eq!((facts.origin.as_str(), facts.host.as_str()), ("https://s3.example:9000", "s3.example:9000"));
    assert_eq!((facts.object_name.as_str(), facts.file_name.as_str()), ("inbox/scan-0042.tif", "scan-0042.tif"));
    assert_eq!(facts.key, LinkKey::Needed(Binding::AnyKey));
    assert_eq!(facts.expires_secs - facts.signed_secs, 900);
    assert!(facts.needs_key());
    assert!(!format!("{facts:?}").contains("abab"));
}

#[test]
fn nothing_pasted_is_no_fault() {
    assert_eq!(read("  ").err(), Some(None));
    assert_eq!(read("https://s3.example/a?b=c").err(), Some(Some(Refusal::Link(LinkError::NotPresigned))));
    let clear = link("s3.example", "host").replace("https", "http");
    assert_eq!(read(&clear).err(), Some(Some(Refusal::Host(FieldFault::ClearText))));
}

#[test]
fn it_begins_once_key_operation_and_file_are_there() {
    let mut desk = LinkDesk { open: true, ..LinkDesk::default() };
    assert!(!desk.is_ready(0));
    let facts = facts(&link("s3.example", ALGORITHM));
    let now = facts.signed_secs;
    desk.paste(Pasted::Link(Box::new(facts)));
    assert!(desk.open && !desk.is_ready(now));
    desk.operation = Some(LinkOperation::Get);
    assert!(!desk.is_ready(now));
    desk.fingerprint = Some("FP".into());
    assert!(desk.is_ready(now) && !desk.is_ready(now + 901));
    desk.operation = Some(LinkOperation::Put);
    assert!(!desk.is_ready(now));
    desk.file = Some(ChosenFile { name: "a".into(), len: 1 });
    assert!(desk.is_ready(now));
}

#[test]
fn this_computers_clock_locks_no_link_out() {
    let facts = facts(&link("s3.example", "host"));
    let (signed, end) = (facts.signed_secs, facts.expires_secs);
    let mut desk = LinkDesk::default();
    desk.paste(Pasted::Link(Box::new(facts)));
    desk.operation = Some(LinkOperation::Get);
    assert_eq!((desk.lifetime(end), desk.lifetime(end + 1)), (Lifetime::Running, Lifetime::OverHere));
    assert!(desk.is_ready(end) && !desk.is_ready(end + 1));
    desk.insists = true;
    assert!(desk.is_ready(end + 1));
    // Once the storage told its time, that one counts, either way.
    desk.storage_ahead_secs = Some(-7_200);
    assert_eq!(desk.lifetime(end + 7_200), Lifetime::Running);
    assert_eq!(desk.lifetime(end + 7_201), Lifetime::Over);
    desk.storage_ahead_secs = Some(7_200);
    assert_eq!(desk.lifetime(signed), Lifetime::Over);
    assert!(!desk.is_ready(signed));
    // A refusal whose time this page may not read says it as well.
    desk.storage_ahead_secs = None;
    desk.progress =
        Use::Failed(Fault { reason: Some(Reason::LinkExpired), ..Fault::here("link-expired", "GET", "", 0) });
    assert_eq!(desk.lifetime(end + 1), Lifetime::Over);
    // Another link may lead to another storage.
    desk.storage_ahead_secs = Some(5);
    desk.paste(Pasted::Nothing);
    assert_eq!((desk.storage_ahead_secs, desk.insists), (None, false));
}

#[test]
fn an_encryption_that_the_link_does_not_tell_is_asked_for() {
    let mut desk = LinkDesk::default();
    let facts = facts(&link("s3.example", "host%3Bx-amz-server-side-encryption"));
    let now = facts.signed_secs;
    desk.paste(Pasted::Link(Box::new(facts)));
    desk.file = Some(ChosenFile { name: "a".into(), len: 1 });
    assert_eq!(desk.missing(), Missing { encryption: true, ..Missing::default() });
    assert!(!desk.is_ready(now) && desk.asks_for().is_none());
    desk.encryption = Some(ProviderEncryption::SseKms);
    assert!(desk.is_ready(now));
    assert_eq!(desk.asks_for(), Some(ProviderEncryption::SseKms));
}

#[test]
fn a_file_that_the_link_was_not_made_for_is_not_sent() {
    let mut desk = LinkDesk::default();
    let facts = facts(&link("s3.example", "host&x-amz-checksum-crc32=NhCmhg%3D%3D"));
    let now = facts.signed_secs;
    assert_eq!((facts.operation, facts.content_binding), (Some(LinkOperation::Put), Some("x-amz-checksum-crc32")));
    desk.paste(Pasted::Link(Box::new(facts)));
    let file = || ChosenFile { name: "a".into(), len: 1 };
    let first = desk.choose_file(file(), String::new(), true);
    assert!(!desk.is_ready(now), "it is being compared");
    let second = desk.choose_file(file(), String::new(), true);
    desk.compared(first, ContentFit::Fits);
    assert!(!desk.is_ready(now), "that was about the file before");
    desk.compared(second, ContentFit::Other);
    assert!(!desk.is_ready(now));
    desk.compared(second, ContentFit::Fits);
    assert!(desk.is_ready(now));
    desk.compared(second, ContentFit::Untold);
    assert!(desk.is_ready(now), "the storage will tell");
}

#[test]
fn the_end_of_an_earlier_use_is_dropped() {
    let mut desk = LinkDesk::default();
    let old = desk.start();
    desk.paste(Pasted::Nothing);
    desk.report(old, Use::Saved(3));
    assert_eq!(desk.progress, Use::Idle);
    let new = desk.start();
    desk.report(new, Use::Running { moved: 1, total: Some(2) });
    assert!(desk.is_running());
    desk.report(new, Use::Saved(3));
    assert_eq!(desk.progress, Use::Saved(3));
}

#[test]
fn a_link_is_a_home_of_its_own() {
    let facts = facts(&link("s3.example", "host"));
    assert_ne!(facts.home(), Home { origin: facts.origin.clone(), bucket: "inbox".into() });
}
