//! Tests: The queue of transfers.

use super::*;
use sealport_client::{Confirmation, Deletion, Proof, StoredObject};
use sealport_client::{Doubt, ObjectKey};

fn planned(key: &str, len: u64) -> Planned {
    Planned { id: 0, object_key: key.into(), len, overwrite: false, renumber: false }
}

fn queue(count: usize) -> Transfers {
    let mut transfers = Transfers::default();
    for at in 0..count {
        transfers.add_upload(&planned(&format!("f{at}"), 100), Choice::Bucket, None, None);
    }
    transfers
}

fn stored() -> Outcome {
    Outcome::Stored(Receipt {
        confirmation: Confirmation::NotAsked,
        reported: None,
        version_id: None,
        sealed_for: Vec::new(),
    })
}

fn fault() -> Fault {
    Fault::here("throttled", "PUT", "", 0)
}

#[test]
fn three_run_at_a_time() {
    let mut transfers = queue(5);
    let started: Vec<_> = std::iter::from_fn(|| transfers.start_next()).collect();
    assert_eq!(started, [1, 2, 3]);
    transfers.done(2, 100, stored());
    assert_eq!(transfers.start_next(), Some(4));
    assert_eq!(transfers.start_next(), None);
}

#[test]
fn totals_speak_of_the_current_run() {
    let mut transfers = queue(2);
    while transfers.start_next().is_some() {}
    transfers.moved(1, 50, None, 0.0);
    assert_eq!(transfers.totals().percent, 25);
    transfers.done(1, 100, stored());
    transfers.done(2, 100, stored());
    assert_eq!(transfers.totals().percent, 100);
    let id = transfers.add_upload(&planned("later", 1000), Choice::Bucket, None, None);
    assert_eq!((transfers.totals().total, transfers.totals().percent), (1000, 0));
    transfers.start_next();
    transfers.moved(id, 1000, None, 1.0);
    assert_eq!(transfers.totals().percent, 99, "not 100 before the storage has answered");
}

#[test]
fn speed_and_time_left_come_from_all_running_transfers() {
    let mut transfers = queue(2);
    while transfers.start_next().is_some() {}
    for step in 0..=10u32 {
        transfers.moved(1, u64::from(step), None, f64::from(step) * 200.0);
        transfers.moved(2, u64::from(step), None, f64::from(step) * 200.0);
    }
    let totals = transfers.totals();
    let speed = totals.bytes_per_sec.unwrap_or(0.0);
    assert!((9.0..12.0).contains(&speed), "{speed}");
    assert!(totals.secs_left.is_some_and(|secs| (15..=20).contains(&secs)), "{:?}", totals.secs_left);
}

#[test]
fn a_cancelled_transfer_stays_cancelled() {
    let mut transfers = queue(1);
    transfers.start_next();
    assert!(transfers.cancel(1));
    transfers.failed(1, fault());
    transfers.moved(1, 50, None, 0.0);
    assert_eq!(transfers.find(1).map(|t| t.progress.name()), Some("cancelled"));
    assert!(!transfers.cancel(1));
}

#[test]
fn a_failed_transfer_starts_over_on_retry() {
    let mut transfers = queue(1);
    transfers.start_next();
    transfers.moved(1, 60, None, 0.0);
    transfers.failed(1, fault());
    assert_eq!(transfers.totals().failed, 1);
    assert!(transfers.retry(1));
    assert_eq!(transfers.find(1).map(|t| t.moved), Some(0));
    assert_eq!(transfers.start_next(), Some(1));
    assert!(!transfers.retry(1), "a running transfer is not retried");
}

#[test]
fn a_name_found_in_use_asks_the_person() {
    let mut transfers = queue(1);
    transfers.start_next();
    assert!(!transfers.in_use(1, |_| false));
    assert_eq!(transfers.find(1).map(|t| t.progress.name()), Some("asking"));
    assert_eq!(transfers.active(), 0);
    transfers.replace(1);
    assert!(transfers.find(1).is_some_and(|t| t.overwrite));
    assert_eq!(transfers.start_next(), Some(1));
}

#[test]
fn keeping_both_finds_a_free_name_by_itself() {
    let mut transfers = Transfers::default();
    let id = transfers.add_upload(&planned("a.txt", 1), Choice::Bucket, None, None);
    transfers.add_upload(&planned("a (1).txt", 1), Choice::Bucket, None, None);
    transfers.start_next();
    transfers.in_use(id, |_| false);
    transfers.keep_both(id, |_| false);
    assert_eq!(transfers.find(id).map(|t| t.object_key.as_str()), Some("a (2).txt"));
    transfers.start_next();
    assert!(transfers.in_use(id, |key| key == "a (3).txt"), "goes on without asking again");
    assert_eq!(transfers.find(id).map(|t| t.object_key.as_str()), Some("a (4).txt"));
    assert!(transfers.find(id).is_some_and(|t| !t.overwrite));
}

#[test]
fn thousands_of_transfers_are_not_all_drawn() {
    let mut transfers = queue(2000);
    while transfers.start_next().is_some() {}
    let (listed, left_out) = transfers.listed();
    assert_eq!(listed[..3], [1, 2, 3]);
    assert_eq!(listed.len() + left_out, 2000);
    assert!(listed.len() < 100);
}

#[test]
fn only_ended_transfers_can_be_cleared() {
    let mut transfers = queue(2);
    transfers.start_next();
    transfers.done(1, 100, Outcome::Saved);
    transfers.remove(2);
    assert_eq!(transfers.clear_ended(), [1]);
    assert_eq!(transfers.list().len(), 1);
}

#[test]
fn an_end_from_the_storage_before_hits_no_transfer_of_the_next() {
    let mut transfers = queue(2);
    let old = transfers.start_next().unwrap_or(0);
    transfers.clear();
    assert!(transfers.list().is_empty());
    let new = transfers.add_upload(&planned("other", 5), Choice::Bucket, None, None);
    transfers.start_next();
    assert!(new > 2);
    transfers.done(old, 100, stored());
    transfers.failed(old, fault());
    assert_eq!(transfers.find(new).map(|t| t.progress.name()), Some("running"));
}

#[test]
fn names_of_queued_and_running_uploads_are_taken() {
    let mut transfers = queue(2);
    transfers.start_next();
    let down = transfers.look_for("down").unwrap();
    transfers.found(down, None, None);
    assert!(transfers.place_chosen(down));
    let taken = transfers.unfinished_uploads();
    assert!(taken.contains("f0") && taken.contains("f1") && !taken.contains("down"));
    transfers.cancel(2);
    assert!(!transfers.unfinished_uploads().contains("f1"));
}

#[test]
fn uploads_to_one_name_go_one_after_the_other() {
    let mut transfers = Transfers::default();
    for _ in 0..2 {
        transfers.add_upload(&planned("same", 1), Choice::Bucket, None, None);
    }
    transfers.add_upload(&planned("other", 1), Choice::Bucket, None, None);
    assert_eq!(transfers.start_next(), Some(1));
    assert_eq!(transfers.start_next(), Some(3));
    assert_eq!(transfers.start_next(), None);
    transfers.done(1, 1, stored());
    assert_eq!(transfers.start_next(), Some(2));
}

#[test]
fn an_upload_without_an_answer_may_be_stored_once_all_of_it_was_sent() {
    let may_be = |moved: u64, end: &dyn Fn(&mut Transfers)| {
        let mut transfers = queue(1);
        transfers.start_next();
        transfers.moved(1, moved, Some(100), 0.0);
        end(&mut transfers);
        transfers.find(1).is_some_and(Transfer::may_be_stored)
    };
    let lost = Fault::here("network-or-cors", "PUT", "", 0);
    assert!(may_be(100, &|t| assert!(t.cancel(1))));
    assert!(may_be(100, &|t| t.failed(1, lost.clone())));
    assert!(!may_be(99, &|t| assert!(t.cancel(1))));
    assert!(!may_be(99, &|t| t.failed(1, lost.clone())));
    assert!(!may_be(100, &|t| t.failed(1, fault())), "the storage said what became of it");
    assert!(!may_be(100, &|t| assert!(t.cancel(1) && t.retry(1) && t.cancel(1))), "nothing was sent again yet");
}

#[test]
fn what_was_saved_in_the_last_moment_is_saved() {
    let mut transfers = Transfers::default();
    let id = transfers.look_for("a").unwrap();
    transfers.found(id, Some(10), None);
    assert!(transfers.place_chosen(id));
    transfers.start_next();
    transfers.cancel(id);
    transfers.done(id, 10, Outcome::Saved);
    assert_eq!(transfers.find(id).map(|t| t.progress.clone()), Some(Progress::Done(Outcome::Saved)));
}

#[test]
fn only_an_upload_that_failed_over_its_key_takes_another() {
    let mut transfers = Transfers::default();
    let id = transfers.add_upload(&planned("a", 1), Choice::SseC, Some("OLD".into()), None);
    transfers.use_key(id, "NEW");
    assert_eq!(transfers.find(id).and_then(|t| t.fingerprint.as_deref()), Some("OLD"));
    transfers.failed(id, Fault::here("ssec-key-required", "PUT", "", 0));
    transfers.use_key(id, "NEW");
    assert_eq!(transfers.find(id).and_then(|t| t.fingerprint.as_deref()), Some("NEW"));
    let plain = transfers.add_upload(&planned("b", 1), Choice::Bucket, None, None);
    transfers.failed(plain, Fault::here("ssec-key-required", "PUT", "", 0));
    transfers.use_key(plain, "NEW");
    assert_eq!(transfers.find(plain).and_then(|t| t.fingerprint.as_deref()), None);
}

#[test]
fn another_try_asks_for_the_same_protection() {
    let mut transfers = Transfers::default();
    let id = transfers.add_upload(&planned("a", 1), Choice::SseS3, None, None);
    transfers.start_next();
    transfers.failed(id, fault());
    transfers.retry(id);
    assert_eq!(transfers.find(id).map(|t| t.choice), Some(Choice::SseS3));
}

#[test]
fn what_a_failed_upload_left_behind_is_named_until_it_is_deleted() {
    let object = StoredObject {
        object_key: ObjectKey::parse("a").unwrap(),
        version_id: Some("v1".into()),
        etag: None,
        stored_at: None,
        in_clear: true,
    };
    let mut transfers = queue(1);
    transfers.start_next();
    transfers.failed(1, fault());
    assert_eq!(transfers.find(1).and_then(Transfer::left_behind), None);
    transfers.retry(1);
    transfers.start_next();
    transfers.failed(1, Fault { stored: Some(Box::new(object.clone())), ..fault() });
    assert_eq!(transfers.find(1).and_then(Transfer::left_behind), Some(&object));
    transfers.leftover(1, Leftover::Settled(Deletion::Whole));
    assert_eq!(transfers.find(1).and_then(Transfer::left_behind), None);
    transfers.retry(1);
    transfers.start_next();
    transfers.failed(1, Fault { stored: Some(Box::new(object.clone())), ..fault() });
    assert_eq!(transfers.find(1).and_then(Transfer::left_behind), Some(&object), "it happened again");
}

#[test]
fn a_second_click_on_a_download_that_is_being_prepared_does_nothing() {
    let mut transfers = Transfers::default();
    let id = transfers.look_for("a").unwrap();
    assert_eq!(transfers.look_for("a"), None);
    assert!(transfers.look_for("b").is_some());
    transfers.found(id, Some(3), None);
    assert_eq!(transfers.look_for("a"), None);
    assert!(transfers.place_chosen(id));
    // Once it runs, another copy may be wished for.
    assert!(transfers.look_for("a").is_some());
    assert_eq!(transfers.downloads_of("a").len(), 2);
}

#[test]
fn a_download_is_shown_at_once_and_moves_nothing_before_a_place_is_chosen() {
    let mut transfers = Transfers::default();
    let id = transfers.look_for("a").unwrap();
    assert_eq!(transfers.listed().0, [id]);
    assert_eq!((transfers.active(), transfers.start_next()), (0, None));
    assert!(!transfers.place_chosen(id));
    transfers.found(id, Some(3), Some("FP".into()));
    assert_eq!(transfers.preparing().map(|t| t.progress.name()), Some("choosing"));
    assert!(transfers.place_chosen(id));
    assert_eq!(transfers.start_next(), Some(id));
    assert_eq!(transfers.find(id).and_then(|t| t.fingerprint.as_deref()), Some("FP"));
}

#[test]
fn a_download_stopped_while_it_was_prepared_stays_stopped() {
    let mut transfers = Transfers::default();
    let id = transfers.look_for("a").unwrap();
    assert!(transfers.cancel(id));
    transfers.found(id, Some(3), None);
    assert!(!transfers.place_chosen(id));
    transfers.unbegun(id);
    assert_eq!(transfers.find(id).map(|t| t.progress.name()), Some("cancelled"));
    let other = transfers.look_for("b").unwrap();
    transfers.unbegun(other);
    assert_eq!(transfers.find(other), None);
    let refused = transfers.look_for("c").unwrap();
    transfers.failed(refused, Fault::here("not-found", "HEAD", "", 0));
    assert_eq!(transfers.find(refused).map(|t| t.progress.name()), Some("failed"));
}

#[test]
fn a_mark_of_protection_needs_more_than_having_asked_for_it() {
    let mark_of = |confirmation, reported: Option<&str>| {
        let mut transfers = Transfers::default();
        let id = transfers.add_upload(&planned("a", 1), Choice::SseC, Some("FP".into()), None);
        assert_eq!(transfers.find(id).and_then(Transfer::encrypted_by), None);
        transfers.start_next();
        let receipt =
            Receipt { confirmation, reported: reported.map(str::to_owned), version_id: None, sealed_for: Vec::new() };
        transfers.done(id, 1, Outcome::Stored(receipt));
        transfers.find(id).and_then(Transfer::encrypted_by)
    };
    assert_eq!(mark_of(Confirmation::Confirmed(Proof::KeyNeeded), Some("AES256")), Some(Choice::SseC));
    assert_eq!(mark_of(Confirmation::NotVerified(Doubt::ReadRefused), Some("AES256")), None);
    assert_eq!(mark_of(Confirmation::NotAsked, Some("AES256")), Some(Choice::SseS3));
    assert_eq!(mark_of(Confirmation::NotAsked, None), None);
}
