use super::*;

fn home(bucket: &str) -> Home {
    Home { origin: "https://s3.example".into(), bucket: bucket.into() }
}

fn key(letter: char, source: Source) -> KeyFace {
    let fingerprint: String = std::iter::repeat_n(letter, 16).collect();
    let short = format!("{0}{0}{0}{0}-{0}{0}{0}{0}", letter);
    KeyFace::new(Job::SseC, fingerprint, short, [letter as u8; 10], source, Some(home("one")), 0)
}

#[test]
fn a_made_key_must_be_saved_before_its_first_upload() {
    let mut ring = KeyRing::default();
    ring.add(key('A', Source::Made));
    let id = "A".repeat(16);
    assert_eq!(ring.leave_to_upload(&id, &home("one")), Leave::NotSaved);
    assert_eq!(ring.leave_to_read(&id, &home("one")), Leave::Given);
    ring.mark_saved(&id);
    assert_eq!(ring.leave_to_upload(&id, &home("one")), Leave::Given);
}

#[test]
fn characters_prove_nothing_before_a_copy_was_made() {
    let mut ring = KeyRing::default();
    ring.add(key('A', Source::Made));
    let id = "A".repeat(16);
    assert_eq!(ring.typed_proof(&id, true), Proof::CopyFirst);
    assert_eq!(ring.typed_proof(&id, false), Proof::WrongText);
    ring.mark_copied(&id);
    assert_eq!(ring.typed_proof(&id, true), Proof::Proven);
    assert_eq!(ring.typed_proof(&id, false), Proof::WrongText);
    assert!(!ring.find(&id).unwrap().saved);
}

#[test]
fn an_imported_key_counts_as_saved() {
    let mut ring = KeyRing::default();
    ring.add(key('B', Source::Imported));
    assert_eq!(ring.leave_to_upload(&"B".repeat(16), &home("one")), Leave::Given);
}

#[test]
fn another_storage_is_asked_about_first() {
    let mut ring = KeyRing::default();
    ring.add(key('A', Source::Imported));
    let id = "A".repeat(16);
    assert_eq!(ring.leave_to_upload(&id, &home("two")), Leave::OtherStorage);
    let other_origin = Home { origin: "https://evil.example".into(), bucket: "one".into() };
    assert_eq!(ring.leave_to_read(&id, &other_origin), Leave::OtherStorage);
    ring.allow(&id, &home("two"));
    assert_eq!(ring.leave_to_upload(&id, &home("two")), Leave::Given);
}

#[test]
fn a_sealing_key_is_sent_nowhere_and_must_be_saved_all_the_same() {
    let mut ring = KeyRing::default();
    ring.add(key('A', Source::Made));
    let id = "S".repeat(16);
    ring.add(KeyFace::new(Job::Sealing, id.clone(), "SSSS-SSSS".into(), [0; 10], Source::Made, None, 0));
    assert_eq!(ring.leave_to_upload(&id, &home("any")), Leave::NotSaved);
    ring.mark_saved(&id);
    assert_eq!(ring.leave_to_upload(&id, &home("any")), Leave::Given);
    let of = |job| ring.of_job(job).map(|key| key.short.as_str()).collect::<Vec<_>>();
    assert_eq!((of(Job::SseC), of(Job::Sealing)), (vec!["AAAA-AAAA"], vec!["SSSS-SSSS"]));
}

#[test]
fn importing_a_made_key_proves_that_it_was_saved() {
    let mut ring = KeyRing::default();
    assert!(ring.add(key('A', Source::Made)));
    assert!(!ring.add(key('A', Source::Imported)));
    assert_eq!(ring.keys().len(), 1);
    assert!(ring.keys()[0].saved);
}

#[test]
fn a_removed_key_is_missing() {
    let mut ring = KeyRing::default();
    ring.add(key('A', Source::Made));
    ring.remove(&"A".repeat(16));
    assert_eq!(ring.leave_to_read(&"A".repeat(16), &home("one")), Leave::Missing);
}

#[test]
fn an_unknown_key_is_not_replaced_by_another() {
    let mut ring = KeyRing::default();
    ring.add(key('A', Source::Made));
    ring.add(key('B', Source::Made));
    assert_eq!(ring.to_show(None).map(|key| key.short.as_str()), Some("BBBB-BBBB"));
    assert_eq!(ring.to_show(Some("AAAA-AAAA")).map(|key| key.short.as_str()), Some("AAAA-AAAA"));
    assert_eq!(ring.to_show(Some("ZZZZ-ZZZZ")), None);
}

#[test]
fn keys_that_are_taken_over_keep_what_the_tab_knows_of_them() {
    let mut ring = KeyRing::default();
    ring.add(key('A', Source::Made));
    ring.add(key('B', Source::Made));
    ring.mark_copied(&"A".repeat(16));
    ring.count_upload(&"A".repeat(16));
    let named = KeyFace { name: "elsewhere".into(), ..key('A', Source::Made) }.with_homes(vec![home("two")]);
    ring.take_over(vec![key('C', Source::Imported), named]);
    let shorts: Vec<_> = ring.keys().iter().map(|key| key.short.as_str()).collect();
    assert_eq!(shorts, ["CCCC-CCCC", "AAAA-AAAA"]);
    let taken = &ring.keys()[1];
    assert_eq!((taken.name.as_str(), taken.copied, taken.uploads), ("elsewhere", true, 1));
    assert!(taken.at_home(&home("two")) && !taken.at_home(&home("one")));
}

#[test]
fn names_are_trimmed_and_bounded() {
    let mut ring = KeyRing::default();
    ring.add(key('A', Source::Made));
    ring.rename("AAAAAAAAAAAAAAAA", &format!("  {} ", "n".repeat(90)));
    assert_eq!(ring.find("AAAA-AAAA").map(|k| k.name.len()), Some(60));
}

#[test]
fn the_drawing_follows_the_fingerprint() {
    assert_eq!(
        blade_path(&[4, 2, 0, 2, 2, 4, 3, 3, 0, 0]),
        "M9 3H27.5V8.8H24.88V7.0H22.75V5.2H20.62V7.0H18.50V7.0H16.38V8.8H14.25V7.9H12.12V7.9H9.00z"
    );
    assert_ne!(blade_path(&[0; 10]), blade_path(&[1; 10]));
}
