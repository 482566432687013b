use super::*;

fn desk_of(kinds: &[Kind]) -> LocalDesk {
    let mut desk = LocalDesk::default();
    for kind in kinds {
        let id = desk.add("a file".into(), 5);
        desk.looked(id, kind.clone());
    }
    desk
}

fn saved(name: &str) -> Saved {
    Saved { name: name.to_owned(), is_picked: false }
}

#[test]
fn a_file_is_offered_until_it_is_done() {
    let mut desk = desk_of(&[Kind::Plain, Kind::OpenSsl, Kind::Plain, Kind::Looking]);
    assert_eq!((desk.to_seal(), desk.to_import(), desk.to_open()), (vec![1, 3], vec![2], vec![]));
    let run = desk.start();
    desk.set_phase(run, 1, Phase::Sealed(saved("a file.sealed")));
    desk.set_phase(run, 3, Phase::Cancelled);
    assert_eq!(desk.to_seal(), [3]);
}

#[test]
fn an_earlier_run_is_not_heard_any_more() {
    let mut desk = desk_of(&[Kind::Plain]);
    let old = desk.start();
    desk.clear();
    let id = desk.add("another".into(), 1);
    desk.set_phase(old, id, Phase::Cancelled);
    desk.moved(old, id, 1, 1, 0.0);
    desk.finish(old);
    assert_eq!(desk.item(id).map(|item| item.phase.clone()), Some(Phase::Waiting));
    let new = desk.start();
    desk.finish(old);
    assert!(desk.is_running());
    desk.finish(new);
    assert!(!desk.is_running());
}

#[test]
fn nothing_is_sealed_without_a_key_or_with_a_weak_passphrase_unasked() {
    let mut desk = LocalDesk { seal_with: SealWith::Both, ..LocalDesk::default() };
    assert_eq!(desk.missing_to_seal(), Some(Complaint::NoKey));
    desk.keys = vec!["A".into()];
    assert_eq!(desk.missing_to_seal(), Some(Complaint::NoPassphrase));
    let typed = Zeroizing::new("sunday".to_owned());
    desk.type_new(typed.clone());
    assert_eq!(desk.missing_to_seal(), Some(Complaint::Weak), "it was not judged yet");
    desk.judge(&Zeroizing::new("sund".into()), GOOD_SCORE, String::new());
    assert_eq!(desk.missing_to_seal(), Some(Complaint::Weak), "another one was judged");
    desk.judge(&typed, 1, "Weak.".into());
    assert_eq!(desk.missing_to_seal(), Some(Complaint::Weak));
    desk.weak_is_wanted = true;
    assert_eq!(desk.missing_to_seal(), None);
    desk.suggest(Zeroizing::new("six words".into()));
    assert_eq!(desk.missing_to_seal(), None);
    desk.seal_with = SealWith::Key;
    desk.forget_secrets();
    assert_eq!(desk.missing_to_seal(), None);
}

#[test]
fn clearing_forgets_what_was_typed() {
    let mut desk = desk_of(&[Kind::Plain]);
    desk.passphrase = Zeroizing::new("secret".into());
    desk.new_passphrase = Zeroizing::new("secret".into());
    desk.clear();
    assert!(desk.passphrase.is_empty() && desk.new_passphrase.is_empty() && desk.items.is_empty());
}

#[test]
fn what_openssl_made_gives_its_place_to_what_it_opened_to() {
    let mut desk = desk_of(&[Kind::OpenSsl, Kind::OpenSsl]);
    let run = desk.start();
    desk.set_phase(run, 1, Phase::OpenedUnproven(saved("a.tar")));
    desk.finish(run);
    assert_eq!(desk.put_opened_in_place(1, 70), Some(3));
    let names: Vec<_> = desk.items.iter().map(|item| (item.id, item.name.as_str(), item.len)).collect();
    assert_eq!(names, [(3, "a.tar", 70), (2, "a file", 5)]);
    assert_eq!((desk.to_seal(), desk.to_import()), (vec![3], vec![2]));
    assert_eq!(desk.put_opened_in_place(2, 70), None, "it was not opened");
    assert_eq!(desk.add("next".into(), 1), 4);
}

#[test]
fn from_the_second_file_on_it_is_said_that_some_may_be_held_back() {
    let mut desk = desk_of(&[Kind::Plain, Kind::Plain]);
    let run = desk.start();
    desk.set_phase(run, 1, Phase::Sealed(saved("a.sealed")));
    assert!(!desk.has_saved_several());
    desk.set_phase(run, 2, Phase::Sealed(saved("b.sealed")));
    assert!(desk.has_saved_several());
    desk.finish(run);
    desk.clear();
    assert!(!desk.has_saved_several(), "nothing is shown");
    let id = desk.add("c".into(), 1);
    let run = desk.start();
    desk.set_phase(run, id, Phase::Sealed(saved("c.sealed")));
    assert!(desk.has_saved_several(), "what the browser was told to do with others holds for this one");
}

#[test]
fn files_of_one_name_become_files_of_several() {
    let mut desk = LocalDesk::default();
    for name in ["a.txt", "b.txt", "A.TXT", "a.txt.sealed", "a.txt"] {
        desk.add(name.to_owned(), 1);
    }
    let made: Vec<_> = (1..=6).map(|id| desk.made_name(id, |name| format!("{name}.sealed"))).collect();
    let expected = ["a.txt.sealed", "b.txt.sealed", "A (2).TXT.sealed", "a.txt.sealed.sealed", "a (3).txt.sealed"];
    assert_eq!(made, expected.map(|name| Some(name.to_owned())).into_iter().chain([None]).collect::<Vec<_>>());
}

#[test]
fn a_number_never_makes_the_name_of_another_file() {
    let given = ["a.txt", "a (3).txt", "a.txt", "sub a.txt", "A.TXT", "a (2).txt", "a.txt", "a (2).txt"];
    for order in [given.to_vec(), given.iter().rev().copied().collect()] {
        let mut desk = LocalDesk::default();
        for name in &order {
            desk.add((*name).to_owned(), 1);
        }
        let made: Vec<_> = (1..=8).filter_map(|id| desk.made_name(id, |name| format!("{name}.sealed"))).collect();
        let distinct: std::collections::HashSet<_> = made.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(distinct.len(), order.len(), "{made:?}");
        // The first of each name keeps it.
        let sub = made.iter().position(|name| name == "sub a.txt.sealed");
        assert_eq!(sub, order.iter().position(|name| *name == "sub a.txt"));
        assert!(made.contains(&"a (3).txt.sealed".to_owned()), "{made:?}");
    }
}

#[test]
fn a_file_that_is_only_called_sealed_is_told() {
    let mut desk = LocalDesk::default();
    for (name, kind, expected) in [
        ("a.sealed", Kind::Plain, true),
        ("a.SEALED", Kind::Plain, true),
        ("a.sealed", Kind::Looking, false),
        ("a.sealed.pdf", Kind::Plain, false),
    ] {
        let id = desk.add(name.to_owned(), 1);
        desk.looked(id, kind);
        assert_eq!(desk.is_misnamed(id), expected, "{name}");
    }
}
