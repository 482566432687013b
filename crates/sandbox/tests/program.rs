//! The program: its one line, its credentials, how it ends.
#![allow(clippy::unwrap_used)] // helpers of tests fail loudly
#![cfg(unix)]

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
};

fn start(arguments: &[&str], data: &std::path::Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_sealport-sandbox"))
        .args(["--bucket", "demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .args(arguments)
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn lines_until_ready(child: &mut Child) -> Vec<String> {
    let mut lines = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        lines.push(line.unwrap());
        if lines.last().is_some_and(|line| line.starts_with("ready ")) {
            break;
        }
    }
    lines
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn it_prints_its_credentials_once_and_ends_by_a_signal() {
    for name in ["TERM", "INT"] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = start(&[], folder.path());
        let lines = lines_until_ready(&mut child);
        assert!(lines[0].starts_with("AWS_ACCESS_KEY_ID=SBOX"), "{lines:?}");
        assert!(lines[1].starts_with("AWS_SECRET_ACCESS_KEY="), "{lines:?}");
        assert!(lines[2].starts_with("ready s3=http://127.0.0.1:") && !lines[2].contains("page="), "{lines:?}");
        signal(&child, name);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn with_a_page_it_prints_both_addresses_and_no_credentials() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "x").unwrap();
    let page = folder.path().to_str().unwrap();
    let mut child = start(&["--page", page, "--page-listen", "127.0.0.1:0"], &folder.path().join("data"));
    let lines = lines_until_ready(&mut child);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains(" page=http://127.0.0.1:"), "{lines:?}");
    signal(&child, "TERM");
    assert!(child.wait().unwrap().success());
}

#[test]
fn it_takes_its_behaviours_as_options_and_help_says_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let options = ["--like", "ovh", "--fault", "store-in-clear", "--default-encryption", "sse-s3"];
    let mut child = start(&options, folder.path());
    assert_eq!(lines_until_ready(&mut child).len(), 3);
    signal(&child, "TERM");
    assert!(child.wait().unwrap().success());
    let help = Command::new(env!("CARGO_BIN_EXE_sealport-sandbox")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for words in ["Misbehave on purpose", "OVHcloud", "AWS was so before 2023"] {
        assert!(help.contains(words), "{help}");
    }
}

#[test]
fn what_it_cannot_do_is_one_line_and_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, text) in [
        (vec!["--listen", "0.0.0.0:0"], "not a loopback address"),
        (vec!["--region", "a b"], "not a region"),
        (vec!["--cors-origin", "http://x/"], "not an origin"),
        (vec!["--access-key-id", "a"], "--secret-access-key"),
        (vec!["--fault", "store-in-clear"], "needs the behaviour of OVHcloud's gateway"),
        (vec!["--like", "azure"], "possible values: aws, ovh"),
        (vec!["--default-encryption", "aws:kms"], "possible values: none, sse-s3"),
    ] {
        // The later `--listen` would be a second one.
        let mut command = Command::new(env!("CARGO_BIN_EXE_sealport-sandbox"));
        command.args(["--bucket", "demo", "--data"]).arg(folder.path()).args(&arguments);
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut error = String::new();
        child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        assert!(!child.wait().unwrap().success());
        assert!(error.contains(text), "{arguments:?}: {error}");
    }
}
