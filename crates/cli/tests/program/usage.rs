//! The command line itself.

use sealport_client::SealingKey;

use crate::run::{Folder, KEY, OTHER_KEY};

#[test]
fn what_is_not_understood_exits_with_2_and_says_where_to_look() {
    let folder = Folder::new();
    for arguments in [
        &[][..],
        &["bogus"],
        &["key"],
        &["seal"],
        &["open", "a", "b"],
        &["seal", "in", "--key", KEY],
        &["open", "in", "--passphrase=words"],
        &["open", "in", "--passphrase", "--passphrase-env", "X"],
        &["open", "in", "--md", "sha256"],
        &["open", "in", "--openssl", "--md", "whirlpool"],
        &["open", "in", "--openssl", "--iter", "many"],
        &["open", "in", "--openssl", "--key-file", "k"],
    ] {
        let told = folder.run(arguments);
        assert_eq!(told.code, Some(2), "{arguments:?}: {}", told.stderr);
        let next = ["Usage", "--help", "never arguments", "history"].iter().any(|next| told.stderr.contains(next));
        assert!(next, "{arguments:?}: {}", told.stderr);
        let told = folder.run(&[arguments, &["--json"]].concat());
        assert_eq!((told.code, &told.error()["code"]), (Some(2), &"invalid-input".into()), "{arguments:?}");
    }
}

#[test]
fn a_password_where_none_belongs_is_not_repeated() {
    let folder = Folder::new();
    for arguments in [
        &["open", "in", "-o", "out", "--passphrase", "hunter2"][..],
        &["open", "in", "--passphrase=hunter2"],
        &["seal", "in", "--key", "hunter2"],
        &["seal", "in", "--key=hunter2"],
        &["key", "new", "hunter2"],
        &["key", "hunter2"],
        &["hunter2"],
        &["open", "in", "--openssl", "--md", "hunter2"],
        &["open", "in", "--openssl", "--iter", "hunter2"],
        &["seal", "in", "--passphrase-env", "hunter2!"],
        &["seal", "in", "--key-env", "2hunter2"],
        &["seal", "in", "--key-env", ""],
    ] {
        for more in [&[][..], &["--json"]] {
            let told = folder.run(&[arguments, more].concat());
            assert_eq!(told.code, Some(2), "{arguments:?}: {}", told.stderr);
            assert!(!told.stderr.contains("hunter2"), "{arguments:?}: {}", told.stderr);
        }
    }
    // It might be a variable.
    folder.write("in", "x");
    for option in ["--passphrase-env", "--key-env"] {
        let told = folder.run(&["seal", "in", option, "hunter2"]).failed(3, "that was named is not set");
        assert!(!told.stderr.contains("hunter2"), "{}", told.stderr);
    }
}

#[test]
fn a_key_or_words_of_a_passphrase_are_repeated_in_no_place() {
    let folder = Folder::new();
    folder.write("in", "x");
    folder.write("k", OTHER_KEY);
    let base64 = SealingKey::parse_text(KEY).unwrap().expose_base64();
    let upper = KEY.to_uppercase();
    let words = "mulled xylophone orbit gravel";
    for secret in [KEY, &upper, &KEY[..62], &base64, base64.trim_end_matches('='), words] {
        for arguments in [
            &["seal", secret, "--key-file", "k"][..],
            &["seal", "in", "--key-file", secret],
            &["seal", "in", "--key-env", secret],
            &["seal", "in", "--passphrase-env", secret],
            &["seal", "in", "--key-file", "k", "-o", secret],
            &["seal", "in", "--key-file", "k", "--key-id", secret],
            &["seal", "in", "extra", secret, "--key-file", "k"],
            &["open", secret],
            &["open", "in", "-o", "out", "--openssl", "--md", secret],
            &["open", "in", "-o", "out", "--openssl", "--iter", secret],
            &["inspect", secret],
            &["key", "inspect", secret],
            &["key", "new", "-o", secret],
            &["key", secret],
            &[secret],
        ] {
            let told = folder.run(arguments).failed(2, "it is not repeated here");
            let as_json = folder.run(&[arguments, &["--json"]].concat());
            assert_eq!((as_json.code, &as_json.error()["code"]), (Some(2), &"invalid-input".into()));
            for said in [&told.stderr, &as_json.stderr] {
                assert!(!said.contains(&secret[..12]) && said.contains("history"), "{arguments:?}: {said}");
            }
        }
        let with = folder.run(&["seal", "in", &format!("--key-file={secret}")]).failed(2, "it is not repeated here");
        assert!(!with.stderr.contains(&secret[..12]));
    }
    assert_eq!(folder.names(), ["in", "k"]);
}

#[test]
fn a_file_that_is_called_like_a_key_is_a_file() {
    let folder = Folder::new();
    folder.write("k", OTHER_KEY);
    folder.write(KEY, "named by its hash");
    folder.run(&["seal", KEY, "--key-file", "k"]).done();
    let sealed = format!("{KEY}.sealed");
    std::fs::remove_file(folder.path(KEY)).unwrap();
    folder.run(&["open", &sealed, "-o", KEY, "--key-file", "k"]).failed(2, "put ./ before it");
    folder.run(&["open", &sealed, "-o", &format!("./{KEY}"), "--key-file", "k"]).done();
    assert_eq!(folder.read(KEY), b"named by its hash");
}

#[test]
fn help_names_every_command_and_every_exit_code() {
    let folder = Folder::new();
    let help = folder.run(&["--help"]).done();
    for word in ["key", "seal", "open", "inspect", "0 ", "2 ", "3 ", "4 ", "5 ", "6 ", "130 "] {
        assert!(help.text().contains(word), "{word}");
    }
    assert!(folder.run(&["--version"]).done().text().starts_with("sealport "));
    assert!(folder.run(&["seal", "--help", "--json"]).done().text().contains("--key-file"));
}

#[test]
fn no_option_takes_a_key_or_a_passphrase() {
    let folder = Folder::new();
    for command in
        [&["seal", "--help"][..], &["open", "--help"], &["key", "new", "--help"], &["key", "inspect", "--help"]]
    {
        let help = folder.run(command).done();
        let takes_secret = help.text().lines().filter(|line| {
            let option = line.trim_start();
            ["--key ", "--key=", "--passphrase <", "--passphrase=", "--password"].iter().any(|o| option.contains(o))
        });
        assert_eq!(takes_secret.count(), 0, "{}", help.text());
    }
}
