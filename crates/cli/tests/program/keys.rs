//! `key new` and `key inspect`.

use sealport_client::{SealingKey, SseCKey};

use crate::run::{Folder, KEY, Outcome};

fn only_file(folder: &Folder) -> String {
    let names = folder.names();
    let [name] = names.as_slice() else { panic!("{names:?}") };
    name.clone()
}

#[test]
fn a_new_key_is_saved_under_its_fingerprint_and_never_shown() {
    let folder = Folder::new();
    let made = folder.run(&["key", "new"]).done();
    let name = only_file(&folder);
    let key = SealingKey::parse_file(&folder.read(&name)).unwrap();
    assert_eq!(name, format!("sealport-sealing-{}.key", key.fingerprint().short()));
    assert!(made.text().contains(&key.fingerprint().to_string()), "{}", made.text());
    assert!(!made.text().contains(key.expose_base64().as_str()) && made.stderr.is_empty());
    // Never the same twice.
    folder.run(&["key", "new"]).done();
    assert_eq!(folder.names().len(), 2);
}

#[test]
fn a_new_customer_key_is_of_its_kind() {
    let folder = Folder::new();
    let made = folder.run(&["key", "new", "--sse-c", "--json"]).done().json();
    let name = only_file(&folder);
    let key = SseCKey::parse_file(&folder.read(&name)).unwrap();
    assert_eq!(name, key.key_file().name);
    assert_eq!(made["kind"], "sse-c");
    assert_eq!(made["fingerprint"], key.fingerprint().to_string());
    assert_eq!(made["file"], name);
}

#[test]
fn a_new_customer_key_comes_with_the_word_not_to_seal_with_it() {
    let folder = Folder::new();
    for arguments in
        [&["key", "new", "--sse-c"][..], &["key", "new", "--sse-c", "-o", "-"], &["key", "new", "--sse-c", "-q"]]
    {
        let made = folder.run(arguments).done();
        assert!(made.stderr.contains("never seal a file with it"), "{}", made.stderr);
        assert_eq!(made.stderr.lines().count(), 1);
    }
}

#[test]
fn a_key_is_printed_only_when_that_is_asked_for() {
    let folder = Folder::new();
    let printed = folder.run(&["key", "new", "-o", "-"]).done();
    assert!(SealingKey::parse_file(&printed.stdout).is_ok());
    assert_eq!(printed.text().lines().count(), 1);
    assert!(folder.names().is_empty());
}

#[test]
fn a_key_file_is_replaced_only_by_force() {
    let folder = Folder::new();
    folder.write("k", "precious");
    folder.run(&["key", "new", "-o", "k"]).failed(5, "exists already");
    let told = folder.run(&["key", "new", "-o", "k", "--json"]);
    assert_eq!((told.code, &told.error()["code"]), (Some(5), &"already-exists".into()));
    assert_eq!(folder.read("k"), b"precious");
    folder.run(&["key", "new", "-o", "k", "--force"]).done();
    assert!(SealingKey::parse_file(&folder.read("k")).is_ok());
    assert_eq!(folder.names(), ["k"]);
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_a_key_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.write("old", "x");
    for arguments in [&["key", "new", "-o", "k"][..], &["key", "new", "-o", "old", "--force"]] {
        folder.run(arguments).done();
        let file = folder.path(arguments[3]);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_key_is_known_in_each_form() {
    let folder = Folder::new();
    let raw = base16ct::mixed::decode_vec(KEY).unwrap();
    let key = SealingKey::parse_text(KEY).unwrap();
    folder.write("raw", &raw);
    folder.write("hex", KEY);
    folder.write("base64", key.key_file().contents.as_bytes());
    for form in ["raw", "hex", "base64"] {
        let told = folder.run(&["key", "inspect", form, "--json"]).done().json();
        assert_eq!(told["form"], form);
        assert_eq!(told["sealing"]["keyName"], format!("sealport/{}", key.fingerprint()));
        let ssec = SseCKey::parse_text(KEY).unwrap();
        assert_eq!(told["sseC"]["fingerprint"], ssec.fingerprint().to_string());
        assert_eq!(told["sseC"]["md5"], ssec.md5_base64());
        let words = folder.run(&["key", "inspect", form]).done();
        assert!(words.text().contains(&key.fingerprint().to_string()));
        assert!(!words.text().contains(KEY) && !words.text().contains(key.expose_base64().as_str()));
    }
    let piped = folder.pipe(&["key", "inspect", "-", "--json"], &raw).done();
    assert_eq!(piped.json()["form"], "raw");
}

#[test]
fn a_key_that_is_easy_to_guess_is_warned_of() {
    let folder = Folder::new();
    for (content, warning) in [
        ("00".repeat(32), "all-bytes-equal"),
        ("deadbeef".repeat(8), "repeating-pattern"),
        ((0..32).map(|byte| format!("{byte:02x}")).collect(), "counting-bytes"),
        (base16ct::lower::encode_string(b"correct horse battery staple !!!"), "looks-like-text"),
    ] {
        folder.write("k", &content);
        assert_eq!(folder.run(&["key", "inspect", "k", "--json"]).done().json()["warning"], warning);
        assert!(folder.run(&["key", "inspect", "k"]).done().text().contains("Easy to guess"));
    }
}

/// Each with what the doctor calls it and a part of what is said.
const NO_KEYS: &[(&[u8], &str, &str)] = &[
    (b"", "empty", "is empty"),
    (b"a1f3077dc45be2196e8a90d2b3374c5f01e9d86a7b24c39815fd60ae4271b8", "hex-length", "62 hex digits"),
    (b"YhZC8maqhCsXTFe5aE+V8YzKokKqsUlohaMP0wqkvv", "base64-length", "42 characters"),
    (b"correct horse battery staple", "not-encoded", "password"),
    (
        b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n",
        "other-file",
        "private key",
    ),
    (b"age-encryption.org/v1\n-> X25519 abc\n", "other-file", "age"),
    (b"key: YhZC8maqhCsXTFe5aE+V8YzKokKqsUlohaMP0wqkvv8=", "among-text", "among other text"),
    (b"\xef\xbb\xbfYhZC8maqhCsXTFe5aE+V8YzKokKqsUlohaMP0wqkvv8=", "byte-order-mark", "byte order mark"),
    (b"YhZC8maqhCsXTFe5aE+V8Q==", "like-md5", "MD5"),
];

#[test]
fn what_is_no_key_is_named_and_not_shown() {
    let folder = Folder::new();
    for (content, kind, words) in NO_KEYS {
        folder.write("k", content);
        let told = folder.run(&["key", "inspect", "k"]).failed(3, words);
        assert!(!shows(&told, content), "{}", told.stderr);
        let told = folder.run(&["key", "inspect", "k", "--json"]);
        assert_eq!((told.code, &told.error()["code"]), (Some(3), &"invalid-input".into()), "{kind}");
        assert_eq!(told.error()["diagnosis"]["kind"], *kind);
        assert!(!shows(&told, content), "{}", told.stderr);
    }
    folder.write("k", vec![b'x'; 3_000_000]);
    folder.run(&["key", "inspect", "k"]).failed(3, "too long");
}

/// Whether a piece of the content is in what was said.
fn shows(told: &Outcome, content: &[u8]) -> bool {
    content.windows(12).any(|piece| {
        let piece = String::from_utf8_lossy(piece);
        told.stderr.contains(&*piece) || String::from_utf8_lossy(&told.stdout).contains(&*piece)
    })
}

#[test]
fn a_key_file_that_is_not_there_is_no_key_trouble() {
    let folder = Folder::new();
    folder.run(&["key", "inspect", "missing"]).failed(5, "no file missing");
    folder.run(&["key", "inspect", "."]).failed(5, "is a folder");
}
