//! Prompts, on a terminal that `script` makes.

#![cfg(target_os = "linux")]

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::import::two_fit;
use crate::run::{Folder, KEY, Outcome, content, program};

/// A terminal with a program on it.
struct Terminal {
    child: Child,
    /// All that was shown so far, and how much of it was waited for.
    seen: Vec<u8>,
    read: usize,
}

impl Terminal {
    fn start(folder: &Folder, command: &str, variables: &[(&str, &str)]) -> Self {
        let child = Command::new("script")
            .args(["--quiet", "--return", "--command", command, "/dev/null"])
            .current_dir(folder.path(""))
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this test needs `script` of util-linux");
        Self { child, seen: Vec::new(), read: 0 }
    }

    /// Reads on until `text` is there, and gives what came before it.
    fn wait_for(&mut self, text: &str) -> String {
        loop {
            let unread = String::from_utf8_lossy(&self.seen[self.read..]).into_owned();
            if let Some((before, _)) = unread.split_once(text) {
                self.read += before.len() + text.len();
                return before.to_owned();
            }
            let mut chunk = [0; 1024];
            let len = self.child.stdout.as_mut().unwrap().read(&mut chunk).unwrap();
            assert_ne!(len, 0, "it ended without {text:?}: {unread}");
            self.seen.extend_from_slice(&chunk[..len]);
        }
    }

    fn press(&mut self, keys: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{keys}").unwrap();
    }

    /// Its exit code, and all that was shown.
    fn end(mut self) -> (i32, String) {
        self.child.stdout.take().unwrap().read_to_end(&mut self.seen).unwrap();
        (self.child.wait().unwrap().code().unwrap(), String::from_utf8_lossy(&self.seen).into_owned())
    }
}

/// Runs the program on a terminal, answers each prompt once it waits for it, and gives its exit code with all that was
/// seen.
fn on_terminal(
    folder: &Folder,
    arguments: &str,
    variables: &[(&str, &str)],
    answers: &[(&str, &str)],
) -> (i32, String) {
    let mut terminal = Terminal::start(folder, &format!("tty; '{}' {arguments}", program().display()), variables);
    let device = terminal.wait_for("\n").trim().to_owned();
    for (prompt, answer) in answers {
        terminal.wait_for(prompt);
        if [NEW, AGAIN, ASK].contains(prompt) {
            wait_until_keys_are_hidden(&device);
        }
        terminal.press(answer);
    }
    terminal.end()
}

/// A prompt stands there just before the terminal is told not to show what is typed.
fn wait_until_keys_are_hidden(device: &str) {
    let start = Instant::now();
    loop {
        let modes = Command::new("stty").args(["-a", "-F", device]).output().unwrap();
        if String::from_utf8_lossy(&modes.stdout).split_whitespace().any(|mode| mode == "-echo") {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "{device} shows what is typed");
        std::thread::sleep(Duration::from_millis(10));
    }
}

const NEW: &str = "New passphrase: ";
const AGAIN: &str = "Once more: ";
const ASK: &str = "Passphrase: ";

#[test]
fn a_typed_passphrase_seals_and_opens_and_is_not_shown() {
    let folder = Folder::new();
    folder.write("in", content(5000));
    let secret = "mulled-xylophone-41";
    let (code, seen) = on_terminal(&folder, "seal in --passphrase", &[], &[(NEW, secret), (AGAIN, secret)]);
    assert_eq!(code, 0, "{seen}");
    assert!(!seen.contains(secret), "{seen}");
    // Nothing else was given and the file has a passphrase, so it is asked for.
    let (code, seen) = on_terminal(&folder, "open in.sealed -o out", &[], &[(ASK, secret)]);
    assert_eq!(code, 0, "{seen}");
    assert!(!seen.contains(secret), "{seen}");
    assert_eq!(folder.read("out"), content(5000));
    let (code, seen) = on_terminal(&folder, "open in.sealed -o two", &[], &[(ASK, "other")]);
    assert_eq!(code, 3, "{seen}");
    assert!(seen.contains("Wrong key or passphrase"), "{seen}");
}

#[test]
fn a_passphrase_that_is_typed_in_two_ways_seals_nothing() {
    let folder = Folder::new();
    folder.write("in", "x");
    let (code, seen) = on_terminal(&folder, "seal in --passphrase", &[], &[(NEW, "one"), (AGAIN, "other")]);
    assert_eq!(code, 3, "{seen}");
    assert!(seen.contains("not the same"), "{seen}");
    let (code, seen) = on_terminal(&folder, "seal in --passphrase", &[], &[(NEW, "")]);
    assert_eq!(code, 3, "{seen}");
    assert_eq!(folder.names(), ["in"]);
}

#[test]
fn an_interrupted_prompt_leaves_the_terminal_as_it_was() {
    let folder = Folder::new();
    folder.write("in", "x");
    let then = "seal in --passphrase; echo code=$?; stty -a";
    let (_, seen) = on_terminal(&folder, then, &[], &[(NEW, "half\u{3}")]);
    assert!(seen.contains("code=130"), "{seen}");
    for mode in ["echo", "isig", "icanon"] {
        assert!(seen.split_whitespace().any(|word| word == mode), "{mode} is off: {seen}");
    }
    assert!(!seen.contains("half"), "{seen}");
    assert_eq!(folder.names(), ["in"]);
}

#[test]
fn a_person_chooses_where_two_settings_fit() {
    let folder = Folder::new();
    two_fit(&folder);
    let open = "open --openssl in -o out --passphrase-env WORDS";
    let variables = [("WORDS", "two-fit")];
    let (code, seen) = on_terminal(&folder, open, &variables, &[("Number: ", "7")]);
    assert_eq!(code, 3, "{seen}");
    let (code, seen) = on_terminal(&folder, open, &variables, &[("Number: ", "1")]);
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("begins: Dear reader"), "{seen}");
    assert_eq!(folder.read("out"), b"Dear reader, this is the text.");
}

#[test]
fn without_a_terminal_it_says_how_else_to_give_a_passphrase() {
    let folder = Folder::new();
    folder.write("in", "x");
    folder.write("k", KEY);
    let alone = |arguments: &[&str]| {
        let mut command = Command::new("setsid");
        command.arg("--wait").arg(program()).args(arguments).current_dir(folder.path("")).stdin(Stdio::null());
        Outcome::of(command.output().unwrap())
    };
    alone(&["seal", "in", "--passphrase"]).failed(2, "no terminal");
    folder.run_with(&["seal", "in", "--passphrase-env", "WORDS"], &[("WORDS", "words")]).done();
    alone(&["open", "in.sealed", "-o", "out", "--passphrase"]).failed(2, "no terminal");
    alone(&["open", "in.sealed", "-o", "out"]).failed(3, "This file opens with a passphrase.");
    assert_eq!(folder.names(), ["in", "in.sealed", "k"]);
}
