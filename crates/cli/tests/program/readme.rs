//! The commands of the README, in its order, in one folder.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::output::wait_for_unfinished;
use crate::run::{Folder, KEY, Outcome, content, program};

const README: &str = include_str!("../../../../README.md");

/// The lines of the section that run the program.
fn commands() -> Vec<&'static str> {
    let section = README.split("\n## ").find(|section| section.starts_with("Seal files at the terminal")).unwrap();
    section.lines().filter_map(|line| line.strip_prefix("$ ")).filter(|line| line.contains("sealport ")).collect()
}

/// Nobody can take along what a kill by force leaves: the README names it.
#[test]
fn what_a_killed_program_leaves_is_named_as_it_is() {
    let folder = Folder::new();
    folder.write("k", KEY);
    let mut child =
        folder.command(&["seal", "-", "--key-file", "k", "-o", "out"]).stdin(Stdio::piped()).spawn().unwrap();
    wait_for_unfinished(&folder);
    child.kill().unwrap();
    child.wait().unwrap();
    let names = folder.names();
    let [left, key] = names.as_slice() else { panic!("{names:?}") };
    assert_eq!(key, "k");
    let random = left.strip_prefix(".sealport-").and_then(|rest| rest.strip_suffix(".part")).unwrap();
    let named = left.replace(random, &"X".repeat(random.len()));
    assert!(README.contains(&format!("`{named}`")), "{left}");
}

/// A file of openssl of which the default settings alone fit.
const OLD: (&str, &str, usize) = ("openssl/openssl-default-n1000.enc", "NxOrK+xs2sBhDf02HDAAO+2QZLK3jRyJ", 1000);

/// How openssl made the other one, as the README has it.
const NEW: &str = "-pbkdf2 -iter 600000 -md sha512 -a";

/// A file of openssl, made now.
fn made_by_openssl(folder: &Folder, name: &str, contents: &[u8]) {
    assert!(README.contains(&format!("`{NEW}`")));
    folder.write("plain", contents);
    let made = Command::new("openssl")
        .args(["enc", "-aes-256-cbc", "-in", "plain", "-out", name, "-pass", "env:OLD_PASSPHRASE"])
        .args(NEW.split(' '))
        .current_dir(folder.path(""))
        .env("OLD_PASSPHRASE", OLD.1)
        .output();
    Outcome::of(made.unwrap()).done();
}

#[test]
fn the_commands_of_the_readme_do_what_it_says() {
    let folder = Folder::new();
    folder.write("scan.tif", content(300_000));
    folder.write("old.enc", sealport_vectors::read(OLD.0).unwrap());
    made_by_openssl(&folder, "new.enc", &content(5000));
    fs::create_dir(folder.path("imaging")).unwrap();
    fs::create_dir(folder.path("restored")).unwrap();
    folder.write("imaging/1", content(1000));
    let path = [program().parent().unwrap(), Path::new("/usr/bin"), Path::new("/bin")];
    let commands = commands();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in commands {
        let shell = Command::new("sh")
            .args(["-c", command])
            .current_dir(folder.path(""))
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("OLD_PASSPHRASE", OLD.1)
            .output()
            .unwrap();
        Outcome::of(shell).done();
    }
    assert_eq!(folder.read("copy.tif"), content(300_000));
    assert_eq!(folder.read("restored/imaging/1"), content(1000));
    assert_eq!(folder.read("old.txt").len(), OLD.2);
    assert_eq!(folder.read("new.txt"), content(5000));
}

#[test]
fn the_readme_has_the_exit_codes_of_the_help() {
    let help = Folder::new().run(&["--help"]).done();
    let codes = help.text().split("Exit codes:").nth(1).unwrap();
    for line in codes.lines().filter(|line| !line.trim().is_empty()) {
        let (code, meaning) = line.trim().split_once(' ').unwrap();
        assert!(README.contains(&format!("| {code} | {} |", meaning.trim())), "{line}");
    }
}
