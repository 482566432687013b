//! `open --openssl`: every vector, and what the command adds to the library.

use std::fs;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::run::{Folder, Outcome};

fn cases() -> Vec<Value> {
    let manifest: Value = serde_json::from_slice(&sealport_vectors::read("openssl/manifest.json").unwrap()).unwrap();
    manifest["cases"].as_array().unwrap().clone()
}

fn text<'a>(case: &'a Value, field: &str) -> &'a str {
    case[field].as_str().unwrap()
}

/// The options with which openssl was run, for our own command.
fn options(case: &Value) -> Vec<String> {
    match (text(case, "kdf"), case["iterations"].as_u64().unwrap()) {
        ("EVP_BytesToKey", 1) => vec!["--md".to_owned(), text(case, "md").to_owned()],
        ("pbkdf2", 10_000) => vec!["--pbkdf2".to_owned()],
        ("pbkdf2", iterations) => vec!["--iter".to_owned(), iterations.to_string()],
        other => panic!("settings that no test knows: {other:?}"),
    }
}

fn open(folder: &Folder, more: &[String], passphrase: &str) -> Outcome {
    let mut arguments: Vec<&str> = vec!["open", "--openssl", "in", "-o", "out", "--passphrase-env", "WORDS", "--json"];
    arguments.extend(more.iter().map(String::as_str));
    folder.run_with(&arguments, &[("WORDS", passphrase)])
}

#[test]
fn every_vector_opens_or_is_refused() {
    for case in cases() {
        let (id, folder) = (text(&case, "id"), Folder::new());
        fs::copy(sealport_vectors::folder().join(text(&case, "file")), folder.path("in")).unwrap();
        let told = open(&folder, &options(&case), text(&case, "passphrase"));
        if text(&case, "expect") == "accept" {
            assert_eq!(told.code, Some(0), "{id}: {}", told.stderr);
            assert_eq!(told.json()["tamperProof"], false);
            assert_eq!(told.json()["plaintextLen"], case["plaintext_length"], "{id}");
            let sum = base16ct::lower::encode_string(&Sha256::digest(folder.read("out")));
            assert_eq!(sum, text(&case, "plaintext_sha256"), "{id}");
            continue;
        }
        let expected = match text(&case, "why") {
            "magic" => (4, "not-sealed"),
            "cut-1" | "header-only" | "short" => (4, "truncated"),
            "cut-block" | "wrong-pass" => (3, "cannot-unlock"),
            other => panic!("{id} is refused for a reason that no test knows: {other}"),
        };
        assert_eq!((told.code, told.error()["code"].as_str()), (Some(expected.0), Some(expected.1)), "{id}");
        assert_eq!(folder.names(), ["in"], "{id}");
    }
}

#[test]
fn settings_that_nobody_named_are_found() {
    for case in cases().iter().filter(|case| text(case, "expect") == "accept" && case["iterations"] != 600_000) {
        let (id, folder) = (text(case, "id"), Folder::new());
        folder.write("in", sealport_vectors::read(text(case, "file")).unwrap());
        // Where two settings fit, which chance brings about, the program would ask.
        assert_eq!(open(&folder, &[], text(case, "passphrase")).code, Some(0), "{id}");
    }
}

#[test]
fn a_pipe_opens_with_and_without_settings() {
    let case = cases().into_iter().find(|case| case["id"] == "openssl-pbkdf2-n4096").unwrap();
    let file = sealport_vectors::read(text(&case, "file")).unwrap();
    let folder = Folder::new();
    folder.write("in", &file);
    open(&folder, &[], text(&case, "passphrase")).done();
    for more in [&[][..], &["--pbkdf2"], &["--iter", "10000", "--md", "sha256"]] {
        let arguments = [&["open", "--openssl", "-", "-o", "-", "--passphrase-env", "WORDS"], more].concat();
        let piped = folder.pipe_with(&arguments, &[("WORDS", text(&case, "passphrase"))], &file).done();
        assert!(piped.stderr.contains("Not tamper-proof"), "{}", piped.stderr);
        assert!(piped.stdout == folder.read("out"), "{more:?}");
    }
}

/// Made by openssl with SHA-256; its last block happens to have padding with MD5 too.
const TWO_FIT: &str =
    "53616c7465645f5ff37c2dfeaae713711a9e5561c01ff36249d323593415347567697a65e3e5d6845c8db1b2ccf63a14";

pub fn two_fit(folder: &Folder) {
    folder.write("in", base16ct::lower::decode_vec(TWO_FIT).unwrap());
}

#[test]
fn where_two_settings_fit_nobody_guesses() {
    let folder = Folder::new();
    two_fit(&folder);
    let refused = folder
        .run_with(&["open", "--openssl", "in", "-o", "out", "--passphrase-env", "WORDS"], &[("WORDS", "two-fit")]);
    refused.failed(3, "-md sha256; -md md5");
    assert_eq!(folder.names(), ["in"]);
    open(&folder, &["--md".to_owned(), "sha256".to_owned()], "two-fit").done();
    assert_eq!(folder.read("out"), b"Dear reader, this is the text.");
}

#[test]
fn numbers_beyond_reason_are_refused_at_once() {
    let folder = Folder::new();
    two_fit(&folder);
    for iterations in ["0", "10000001", "18446744073709551615"] {
        let told = open(&folder, &["--iter".to_owned(), iterations.to_owned()], "x");
        assert_eq!((told.code, &told.error()["code"]), (Some(2), &"invalid-input".into()));
    }
    folder.run(&["open", "--openssl", "in"]).failed(2, "Where to write was not said");
}
