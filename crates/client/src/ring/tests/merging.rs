//! Two rings that changed apart.

use proptest::prelude::*;

use super::*;

fn names(ring: &Ring) -> Vec<&str> {
    ring.keys.iter().map(|key| key.name.as_str()).collect()
}

fn of(keys: &[u8]) -> Ring {
    Ring { keys: keys.iter().map(|byte| RingKey { name: byte.to_string(), ..key(*byte) }).collect(), ..Ring::default() }
}

#[test]
fn what_either_added_stays_and_what_either_removed_goes() {
    let merged = of(&[1, 2, 5]).merged_with(&of(&[1, 2, 3]), &of(&[1, 3, 9]));
    assert_eq!(names(&merged), ["9", "5", "1"]);
}

#[test]
fn changes_of_both_to_one_key_are_both_kept() {
    let base = of(&[1]);
    let (mut mine, mut theirs) = (base.clone(), base.clone());
    mine.keys[0].name = "mine".into();
    mine.keys[0].homes.push(home("mine"));
    theirs.keys[0].saved = true;
    theirs.keys[0].homes.retain(|home| !home.bucket.is_empty());
    theirs.keys[0].homes.push(home("theirs"));
    let merged = mine.merged_with(&base, &theirs);
    assert_eq!(merged.keys[0].name, "mine");
    assert!(merged.keys[0].saved);
    let buckets: Vec<_> = merged.keys[0].homes.iter().map(|home| home.bucket.as_str()).collect();
    assert_eq!(buckets, ["one", "mine", "theirs"]);
    // The other way round the name is theirs to have changed.
    assert_eq!(theirs.merged_with(&base, &mine).keys[0].name, "mine");
}

#[test]
fn the_choice_of_a_lock_and_other_credentials_follow_who_changed_them() {
    let base = ring();
    let mut theirs = base.clone();
    theirs.lock_after_secs = None;
    theirs.connections[0] = connection("first", "renewed");
    let merged = base.merged_with(&base, &theirs);
    assert_eq!((&merged.lock_after_secs, &merged.connections), (&None, &theirs.connections));
}

#[test]
fn the_kept_lock_counts_when_a_ring_is_unlocked_and_the_own_one_when_another_is_added() {
    let (never, usual) = (Ring::default(), ring());
    assert_eq!(never.with_kept(&usual).lock_after_secs, Some(900));
    assert_eq!(never.with_added(&usual).lock_after_secs, None);
    assert_eq!(usual.with_kept(&never).lock_after_secs, None);
}

#[test]
fn a_key_that_got_two_jobs_apart_keeps_the_one_that_is_here() {
    let mut theirs = Ring::default();
    theirs.keys.push(RingKey { secret: RingSecret::Sealing(SealingKey::from_bytes([4; 32])), ..key(9) });
    let merged = of(&[4]).merged_with(&Ring::default(), &theirs);
    assert_eq!(merged.keys.len(), 1);
    assert!(matches!(merged.keys[0].secret, RingSecret::SseC(_)));
    let news = of(&[4]).news_of(&theirs);
    assert_eq!((news.keys.len(), news.refused_keys), (0, 1));
}

#[test]
fn an_import_says_what_it_would_bring() {
    let mut here = ring();
    here.keys.remove(0);
    here.connections[1] = connection("second", "elsewise");
    let news = here.news_of(&ring());
    assert_eq!((news.keys, news.known_keys), (vec![key(9)], 2));
    assert_eq!((news.connections, news.known_connections), (vec![], 2));
    here.connections.remove(0);
    let news = here.news_of(&ring());
    assert_eq!((news.connections, news.known_connections), (vec![connection("first", "S3cret/+=")], 1));
    let added = here.with_added(&ring());
    assert_eq!(
        (added.keys, added.connections),
        (ring().keys, vec![connection("second", "elsewise"), connection("first", "S3cret/+=")])
    );
}

#[test]
fn what_was_gained_since_is_all_that_the_stored_ring_has_not() {
    let mut mine = ring();
    let base = Ring { keys: vec![mine.keys[1].clone()], connections: vec![mine.connections[0].clone()], ..ring() };
    mine.keys[1].name = "another name".into();
    let gained = mine.gained_since(&base);
    assert_eq!(gained.keys, [mine.keys[0].clone(), mine.keys[2].clone()]);
    assert_eq!(gained.connections, [mine.connections[1].clone()]);
    let nothing = mine.gained_since(&mine);
    assert!(nothing.keys.is_empty() && nothing.connections.is_empty());
}

proptest! {
    #[test]
    fn merging_loses_nothing_and_settles(base: Vec<u8>, mine: Vec<u8>, theirs: Vec<u8>) {
        let only_once = |mut keys: Vec<u8>| { keys.sort_unstable(); keys.dedup(); keys };
        let (base, mine, theirs) = (of(&only_once(base)), of(&only_once(mine)), of(&only_once(theirs)));
        let merged = mine.merged_with(&base, &theirs);
        let has = |ring: &Ring, key: &RingKey| ring.keys.iter().any(|other| other.secret == key.secret);
        for key in mine.keys.iter().chain(&theirs.keys) {
            let removed = has(&base, key) && !(has(&mine, key) && has(&theirs, key));
            prop_assert_eq!(has(&merged, key), !removed);
        }
        // Both sides end with the same keys, and merging once more changes nothing.
        let other = theirs.merged_with(&base, &mine);
        prop_assert_eq!(merged.keys.len(), other.keys.len());
        prop_assert_eq!(merged.merged_with(&merged, &merged), merged);
    }
}
