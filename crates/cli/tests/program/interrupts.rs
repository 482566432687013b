//! Ctrl-C and its like, which leave nothing half done.

#![cfg(unix)]

use std::process::{Command, Stdio};

use crate::output::wait_for_unfinished;
use crate::run::{Folder, KEY};

#[test]
fn an_interrupted_program_takes_its_unfinished_file_along() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let folder = Folder::new();
        folder.write("k", KEY);
        folder.write("old", "precious");
        let mut child = folder
            .command(&["seal", "-", "--key-file", "k", "-o", "old", "--force"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        // Held open: at the end of its input the program would be done.
        let stdin = child.stdin.take();
        wait_for_unfinished(&folder);
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        drop(stdin);
        assert_eq!(folder.names(), ["k", "old"], "{signal}");
        assert_eq!(folder.read("old"), b"precious");
    }
}
