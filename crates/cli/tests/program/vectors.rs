//! Every message of `tests/vectors` through the program.

use std::fs;

use sealport_vectors::{Case, Expect, Key, Manifest, hex, manifest};
use sha2::{Digest, Sha256};

use crate::made::message;
use crate::run::{Folder, OTHER_KEY, Outcome};

/// Keys of 128 and 192 bits are for others.
fn is_ours(key: &Key) -> bool {
    key.key_hex.len() == 64
}

fn open(folder: &Folder, file: &str, keys: &[&Key]) -> Outcome {
    let mut arguments =
        vec!["open".to_owned(), file.to_owned(), "-o".to_owned(), "out".to_owned(), "--json".to_owned()];
    for (at, key) in keys.iter().enumerate() {
        folder.write(&format!("key-{at}"), &key.key_hex);
        let name = format!("{}/{}", key.namespace, key.name);
        arguments.extend(["--key-file".to_owned(), format!("key-{at}"), "--key-id".to_owned(), name]);
    }
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    folder.run(&arguments)
}

fn path(file: &str) -> String {
    fs::canonicalize(sealport_vectors::folder().join(file)).unwrap().to_str().unwrap().to_owned()
}

fn keys<'a>(manifest: &'a Manifest, ids: &[String]) -> Vec<&'a Key> {
    ids.iter().map(|id| &manifest.keys[id]).filter(|key| is_ours(key)).collect()
}

/// The context that only a reader knows is the library's affair.
fn applies(case: &&Case) -> bool {
    case.required_encryption_context.is_empty()
}

#[test]
fn every_message_of_the_supported_suite_opens_with_each_key_alone() {
    let manifest = manifest().unwrap();
    let mut opened = 0;
    for case in manifest.cases.iter().filter(|case| case.is_supported()).filter(applies) {
        for key in keys(&manifest, &case.decrypt_with) {
            let folder = Folder::new();
            folder.write("in", message(&manifest, case));
            let told = open(&folder, "in", &[key]);
            assert_eq!(told.code, Some(0), "{}: {}", case.id, told.stderr);
            assert_eq!(told.json()["plaintextLen"], case.plaintext_length, "{}", case.id);
            let sum = base16ct::lower::encode_string(&Sha256::digest(folder.read("out")));
            assert_eq!(sum, case.plaintext_sha256, "{}", case.id);
            opened += 1;
        }
    }
    assert!(opened >= 36, "{opened}");
}

#[test]
fn every_message_tells_its_facts_without_a_key() {
    let manifest = manifest().unwrap();
    for case in manifest.cases.iter().filter(|case| case.is_supported()) {
        let folder = Folder::new();
        folder.write("in", message(&manifest, case));
        let facts = folder.run(&["inspect", "in", "--json"]).done().json();
        assert_eq!(facts["suite"], case.suite);
        assert_eq!(facts["frameLen"], case.frame_length, "{}", case.id);
        assert_eq!(facts["headerLen"], case.header_length, "{}", case.id);
        assert_eq!(facts["frames"], case.frames, "{}", case.id);
        assert_eq!(facts["plaintextLen"], case.plaintext_length, "{}", case.id);
        let context = facts["context"].as_object().unwrap();
        assert_eq!(context.len(), case.encryption_context.len());
        assert!(case.encryption_context.iter().all(|(key, value)| context[key] == *value), "{}", case.id);
    }
}

/// FORMAT.md, "Order of context": the right key may be the wrong thing to doubt.
#[test]
fn a_key_that_does_not_open_a_file_of_several_pairs_is_not_the_only_thing_to_doubt() {
    let manifest = manifest().unwrap();
    for (id, named) in [("0478-f128-n1", false), ("0478-multi2", true)] {
        let case = manifest.cases.iter().find(|case| case.id == id).unwrap();
        let folder = Folder::new();
        folder.write("in", message(&manifest, case));
        folder.write("other", OTHER_KEY);
        let key = &manifest.keys[&case.keys[0]];
        let name = format!("{}/{}", key.namespace, key.name);
        let told = folder.run(&["open", "in", "-o", "-", "--key-file", "other", "--key-id", &name]);
        let told = told.failed(3, "Wrong key or passphrase");
        assert_eq!(told.stderr.contains("utf8Sorting"), named, "{id}: {}", told.stderr);
    }
}

#[test]
fn other_suites_are_named_and_refused() {
    let manifest = manifest().unwrap();
    for case in manifest.cases.iter().filter(|case| !case.is_supported()) {
        let folder = Folder::new();
        let told = open(&folder, &path(case.file.as_deref().unwrap()), &keys(&manifest, &case.keys));
        assert_eq!((told.code, &told.error()["code"]), (Some(4), &"unsupported-suite".into()), "{}", case.id);
        assert!(told.error()["message"].as_str().unwrap().contains(&case.suite), "{}", case.id);
        assert_eq!(folder.names().iter().filter(|name| !name.starts_with("key-")).count(), 0);
    }
}

#[test]
fn every_bad_message_is_refused_and_leaves_no_file() {
    let manifest = manifest().unwrap();
    for case in &manifest.negative {
        let keys: Vec<_> = case.keys.iter().filter(|key| is_ours(key)).collect();
        let (folder, file) = (Folder::new(), path(&case.file));
        let told = open(&folder, &file, &keys);
        if case.expect == Expect::Either && told.code == Some(0) {
            let base = manifest.cases.iter().find(|base| base.id == case.base).unwrap().plaintext().unwrap();
            let plaintext = case.plaintext_hex.as_deref().map_or(base, |text| hex(text).unwrap());
            assert_eq!(folder.read("out"), plaintext, "{}", case.id);
            continue;
        }
        assert!(matches!(told.code, Some(3 | 4)), "{}: {:?} {}", case.id, told.code, told.stderr);
        assert!(folder.names().iter().all(|name| name.starts_with("key-")), "{}: {:?}", case.id, folder.names());
        let code = told.error()["code"].as_str().unwrap().to_owned();
        match case.layer.as_str() {
            "signature" => assert_eq!(code, "unsupported-suite", "{}", case.id),
            "unwrap" => assert_eq!(code, "cannot-unlock", "{}", case.id),
            "frame" | "commitment" => assert_eq!(code, "tampered", "{}", case.id),
            _ => {}
        }

        // To a pipe no more goes than was authenticated.
        let mut arguments = vec!["open".to_owned(), file, "-o".to_owned(), "-".to_owned()];
        for (at, key) in keys.iter().enumerate() {
            let name = format!("{}/{}", key.namespace, key.name);
            arguments.extend(["--key-file".to_owned(), format!("key-{at}"), "--key-id".to_owned(), name]);
        }
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let piped = folder.run(&arguments);
        assert!(matches!(piped.code, Some(3 | 4)), "{}", case.id);
        assert!(piped.stdout.len() <= case.may_release_at_most, "{}: {} bytes", case.id, piped.stdout.len());
    }
}
