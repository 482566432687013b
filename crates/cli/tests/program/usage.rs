//! The command line itself.

use crate::run::{Folder, KEY};

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
        let next = ["Usage", "--help", "never arguments"].iter().any(|next| told.stderr.contains(next));
        assert!(next, "{arguments:?}: {}", told.stderr);
        let told = folder.run(&[arguments, &["--json"]].concat());
        assert_eq!((told.code, &told.error()["code"]), (Some(2), &"invalid-input".into()), "{arguments:?}");
    }
}

#[test]
fn a_secret_that_was_put_on_the_command_line_is_not_repeated() {
    let folder = Folder::new();
    for arguments in [
        &["open", "in", "-o", "out", "--passphrase", "hunter2"][..],
        &["open", "in", "--passphrase=hunter2"],
        &["seal", "in", "--key", "hunter2"],
        &["seal", "in", "--key=hunter2"],
        &["key", "new", "hunter2"],
    ] {
        for more in [&[][..], &["--json"]] {
            let told = folder.run(&[arguments, more].concat());
            assert_eq!(told.code, Some(2));
            assert!(!told.stderr.contains("hunter2"), "{arguments:?}: {}", told.stderr);
        }
    }
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
