//! What is written, what is not written over, and what a failure leaves behind.

use std::fs;
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::run::{Folder, KEY, Outcome, content};

/// A folder with a key, a plaintext and its sealed file.
fn prepared() -> Folder {
    let folder = Folder::new();
    folder.write("k", KEY);
    folder.write("in", content(1000));
    folder.run(&["seal", "in", "-o", "s", "--key-file", "k"]).done();
    folder
}

const SEAL: &[&str] = &["seal", "in", "--key-file", "k", "-o"];
const OPEN: &[&str] = &["open", "s", "--key-file", "k", "-o"];

fn to<'a>(command: &[&'a str], output: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [command, &[output], more].concat()
}

#[test]
fn what_exists_is_replaced_only_by_force() {
    let folder = prepared();
    for command in [SEAL, OPEN] {
        folder.write("old", "precious");
        folder.run(&to(command, "old", &[])).failed(5, "exists already");
        assert_eq!(folder.read("old"), b"precious");
        folder.run(&to(command, "old", &["--force"])).done();
        assert_ne!(folder.read("old"), b"precious");
        assert_eq!(folder.names(), ["in", "k", "old", "s"]);
    }
}

#[test]
fn a_failure_leaves_what_was_to_be_replaced() {
    let folder = prepared();
    folder.write("old", "precious");
    folder.write("s", &folder.read("s")[..200]);
    folder.run(&to(OPEN, "old", &["--force"])).failed(4, "cut short");
    assert_eq!(folder.read("old"), b"precious");
    assert_eq!(folder.names(), ["in", "k", "old", "s"]);
}

#[test]
fn places_that_take_no_file_are_named() {
    let folder = prepared();
    fs::create_dir(folder.path("folder")).unwrap();
    for command in [SEAL, OPEN] {
        for more in [&[][..], &["--force"]] {
            folder.run(&to(command, "folder", more)).failed(5, "is a folder");
            folder.run(&to(command, "new/", more)).failed(5, "is a folder");
            folder.run(&to(command, "..", more)).failed(5, "is a folder");
            folder.run(&to(command, "none/out", more)).failed(5, "no folder");
        }
    }
    folder.run(&["seal", "missing", "--key-file", "k"]).failed(5, "no file missing");
    folder.run(&["seal", "folder", "--key-file", "k"]).failed(5, "is a folder");
    folder.run(&["open", "missing", "-o", "x", "--key-file", "k"]).failed(5, "no file missing");
    assert_eq!(folder.names(), ["folder", "in", "k", "s"]);
}

#[test]
fn a_file_is_never_written_over_itself() {
    let folder = prepared();
    let before = folder.read("in");
    fs::hard_link(folder.path("in"), folder.path("same")).unwrap();
    for output in ["in", "./in", "same"] {
        for more in [&[][..], &["--force"]] {
            folder.run(&to(SEAL, output, more)).failed(2, "same time");
        }
    }
    assert_eq!(folder.read("in"), before);
}

#[test]
fn a_key_is_never_replaced_by_what_it_opens() {
    let folder = prepared();
    let before = folder.read("k");
    for command in [SEAL, OPEN] {
        for output in ["k", "./k"] {
            for more in [&[][..], &["--force"]] {
                folder.run(&to(command, output, more)).failed(2, "same time");
            }
        }
    }
    assert_eq!(folder.read("k"), before);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_its_file_is_what_is_replaced() {
    let folder = prepared();
    folder.write("real", "precious");
    std::os::unix::fs::symlink("real", folder.path("link")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path("dangling")).unwrap();
    folder.run(&to(OPEN, "link", &[])).failed(5, "exists already");
    folder.run(&to(OPEN, "dangling", &[])).failed(5, "exists already");
    folder.run(&to(OPEN, "dangling", &["--force"])).failed(5, "leads to no file");
    assert!(folder.path("dangling").is_symlink());
    folder.run(&to(OPEN, "link", &["--force"])).done();
    assert!(folder.path("link").is_symlink());
    assert_eq!(folder.read("real"), content(1000));
}

#[cfg(unix)]
#[test]
fn what_replaces_a_private_file_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = prepared();
    for mode in [0o600, 0o640, 0o400] {
        folder.write("old", "precious");
        fs::set_permissions(folder.path("old"), fs::Permissions::from_mode(mode)).unwrap();
        folder.run(&to(OPEN, "old", &["--force"])).done();
        assert_eq!(fs::metadata(folder.path("old")).unwrap().permissions().mode() & 0o777, mode, "{mode:o}");
        assert_eq!(folder.read("old"), content(1000));
        fs::remove_file(folder.path("old")).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_device_is_not_replaced_by_a_file() {
    use std::os::unix::fs::FileTypeExt;
    let folder = prepared();
    folder.run(&to(OPEN, "/dev/null", &["--force"])).failed(5, "not a plain file");
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

#[cfg(unix)]
#[test]
fn sealed_and_opened_files_have_the_usual_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = prepared();
    folder.write("usual", "");
    let mode = |name| folder.path(name).metadata().unwrap().permissions().mode();
    folder.run(&to(OPEN, "out", &[])).done();
    assert_eq!((mode("s"), mode("out")), (mode("usual"), mode("usual")));
}

#[test]
fn a_name_that_is_taken_meanwhile_is_left_alone() {
    let folder = prepared();
    let mut child = folder
        .command(&["seal", "-", "--key-file", "k", "-o", "late"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for_unfinished(&folder);
    folder.write("late", "precious");
    child.stdin.take().unwrap().write_all(b"text").unwrap();
    Outcome::of(child.wait_with_output().unwrap()).failed(5, "exists already");
    assert_eq!(folder.read("late"), b"precious");
    assert_eq!(folder.names(), ["in", "k", "late", "s"]);
}

/// Until the program has begun its file. Under its final name there is nothing yet.
pub fn wait_for_unfinished(folder: &Folder) {
    let start = Instant::now();
    while !folder.names().iter().any(|name| name.ends_with(".part")) {
        assert!(start.elapsed() < Duration::from_secs(30), "no file was begun: {:?}", folder.names());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_changes_while_it_is_sealed_is_spoken_of() {
    let folder = prepared();
    // Its length is said to be 0, and it has content.
    let sealed = folder.run(&["seal", "/proc/self/status", "-o", "p", "--key-file", "k"]).done();
    assert!(sealed.stderr.contains("changed while it was read"), "{}", sealed.stderr);
    let told = folder.run(&["seal", "/proc/self/status", "-o", "q", "--key-file", "k", "--json"]).done();
    assert_eq!(told.json()["sourceChanged"], true);
    assert_eq!(
        folder.run(&["seal", "in", "-o", "r", "--key-file", "k", "--json"]).done().json()["sourceChanged"],
        false
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named() {
    let folder = prepared();
    for command in [SEAL, OPEN] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = folder.command(&to(command, "-", &["--json"])).stdout(full).output().unwrap();
        let told = Outcome::of(output);
        assert_eq!((told.code, &told.error()["code"]), (Some(5), &"storage-full".into()));
    }
}

#[test]
fn a_reader_that_stops_ends_the_program_with_a_word() {
    let folder = prepared();
    folder.write("in", content(4 << 20));
    let mut child = folder.command(&to(SEAL, "-", &[])).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    Outcome::of(child.wait_with_output().unwrap()).failed(5, "stopped taking it");
}
