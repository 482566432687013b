//! `seal`, `open` and `inspect`: what goes in comes out, for each who may open it and for nobody else.

use sealport_client::SealingKey;

use crate::run::{Folder, KEY, OTHER_KEY, content};

/// Frame length of new files.
const FRAME: usize = 262_144;

fn with_key() -> Folder {
    let folder = Folder::new();
    folder.write("k", KEY);
    folder.write("other", OTHER_KEY);
    folder
}

#[test]
fn every_length_around_a_frame_comes_back() {
    let folder = with_key();
    for len in [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_017] {
        folder.write("in", content(len));
        folder.run(&["seal", "in", "-o", "s", "--key-file", "k", "--force"]).done();
        folder.run(&["open", "s", "-o", "out", "--key-file", "k", "--force"]).done();
        assert!(folder.read("out") == content(len), "{len}");
        let facts = folder.run(&["inspect", "s", "--json"]).done().json();
        assert_eq!((&facts["plaintextLen"], &facts["frames"]), (&len.into(), &len.div_ceil(FRAME).max(1).into()));
    }
}

#[test]
fn pipes_carry_both_ways() {
    let folder = with_key();
    for len in [0, 1, FRAME, 2_500_000] {
        let sealed = folder.pipe(&["seal", "-", "-o", "-", "--key-file", "k", "-q"], &content(len)).done();
        assert!(sealed.stderr.is_empty());
        let opened = folder.pipe(&["open", "-", "-o", "-", "--key-file", "k"], &sealed.stdout).done();
        assert!(opened.stdout == content(len), "{len}");
        let facts = folder.pipe(&["inspect", "-", "--json"], &sealed.stdout).done().json();
        assert!(facts["plaintextLen"].is_null());
    }
    assert_eq!(folder.names(), ["k", "other"]);
}

#[test]
fn names_follow_from_the_suffix() {
    let folder = with_key();
    folder.write("a b.txt", "text");
    folder.run(&["seal", "a b.txt", "--key-file", "k"]).done();
    assert_eq!(folder.names(), ["a b.txt", "a b.txt.sealed", "k", "other"]);
    folder.run(&["open", "a b.txt.sealed", "--key-file", "k"]).failed(5, "exists already");
    std::fs::remove_file(folder.path("a b.txt")).unwrap();
    folder.run(&["open", "a b.txt.sealed", "--key-file", "k"]).done();
    assert_eq!(folder.read("a b.txt"), b"text");
    folder.run(&["open", "k", "--key-file", "k"]).failed(2, "Where to write was not said");
    folder.pipe(&["seal", "-", "--key-file", "k"], b"x").failed(2, "Where to write was not said");
}

#[test]
fn each_of_several_recipients_opens_it_alone() {
    let folder = with_key();
    folder.write("in", content(1000));
    let seal = [
        "seal",
        "in",
        "-o",
        "s",
        "--key-file",
        "k",
        "--key-env",
        "OTHER",
        "--key-id",
        "team/it/2026",
        "--passphrase-env",
        "WORDS",
        "--json",
    ];
    // A letter with a mark, in one character here and in two below.
    let sealed = folder.run_with(&seal, &[("OTHER", OTHER_KEY), ("WORDS", "cl\u{e9} d'acier")]).done().json();
    let own = format!("sealport/{}", SealingKey::parse_text(KEY).unwrap().fingerprint());
    assert_eq!(sealed["keyNames"][0], own);
    assert_eq!(sealed["keyNames"][1], "team/it/2026");
    assert!(sealed["keyNames"][2].as_str().unwrap().starts_with("sealport-passphrase/$argon2id$v=19$m=65536,t=3,p=1$"));
    assert_eq!(sealed["plaintextLen"], 1000);
    assert_eq!(sealed["sealedLen"], folder.read("s").len());

    let facts = folder.run(&["inspect", "s", "--json"]).done().json();
    assert_eq!(facts["keys"][1]["namespace"], "team");
    assert_eq!(facts["keys"][1]["name"], "it/2026");
    assert_eq!(facts["keys"][2]["isPassphrase"], true);
    assert_eq!(facts["checked"], false);

    let open = |more: &[&str], variables: &[(&str, &str)]| {
        let arguments = [&["open", "s", "-o", "-"], more].concat();
        folder.run_with(&arguments, variables)
    };
    for (more, variables) in [
        (&["--key-file", "k"][..], &[][..]),
        (&["--key-file", "other", "--key-id", "team/it/2026"], &[]),
        (&["--key-env", "OTHER", "--key-id", "team/it/2026"], &[("OTHER", OTHER_KEY)]),
        (&["--passphrase-env", "WORDS"], &[("WORDS", "cle\u{301} d'acier")]),
        // Wrong ones before the right one do no harm.
        (&["--key-file", "other", "--key-id", &own, "--key-file", "k"], &[]),
        (&["--key-file", "other", "--passphrase-env", "WORDS"], &[("WORDS", "clé d'acier")]),
    ] {
        assert!(open(more, variables).done().stdout == content(1000), "{more:?}");
    }
    for (more, variables, words) in [
        (&["--key-file", "other"][..], &[][..], "That is not what was given"),
        (&["--key-file", "k", "--key-id", "team/it/2026"], &[], "Wrong key or passphrase"),
        (&["--key-file", "k", "--key-id", "team/it"], &[], "That is not what was given"),
        (&["--passphrase-env", "WORDS"], &[("WORDS", "cle d'acier")], "Wrong key or passphrase"),
        (&["--passphrase-env", "WORDS"], &[], "WORDS is not set"),
        (&["--passphrase-env", "WORDS"], &[("WORDS", "")], "WORDS is not set"),
        (&["--key-env", "OTHER"], &[("OTHER", "hunter2")], "OTHER holds no key"),
    ] {
        let refused = open(more, variables).failed(3, words);
        assert!(refused.stdout.is_empty());
        assert!(!refused.stderr.contains("hunter2"), "{}", refused.stderr);
    }
}

#[test]
fn a_file_that_nobody_could_open_is_not_made() {
    let folder = with_key();
    folder.write("in", "x");
    folder.run(&["seal", "in", "-o", "s"]).failed(2, "Nobody to seal for");
    folder.run(&["seal", "in", "-o", "s", "--key-file", "in"]).failed(3, "in holds no key");
    folder.run(&["seal", "in", "-o", "s", "--key-file", "missing"]).failed(5, "no file missing");
    folder
        .run(&["seal", "in", "-o", "s", "--key-id", "a/b", "--key-file", "k", "--key-file", "other"])
        .failed(2, "pair");
    folder.run(&["seal", "in", "-o", "s", "--key-file", "k", "--key-id", "no-slash"]).failed(2, "slash");
    let long = format!("n/{}", "x".repeat(257));
    folder.run(&["seal", "in", "-o", "s", "--key-file", "k", "--key-id", &long]).failed(2, "256 bytes");
    assert_eq!(folder.names(), ["in", "k", "other"]);
}

#[test]
fn no_name_in_a_file_is_its_key_or_passphrase() {
    let folder = with_key();
    folder.write("in", "x");
    // Put between other words it is no key by itself.
    let named = format!("x/copy of {KEY}, the old one");
    for (keys, name, words) in [
        (&["--key-file", "k"][..], named.as_str(), "mulled xylophone 41 gravel"),
        (&["--key-file", "k"], "x/open sesame", "open sesame"),
        (&["--key-file", "k"], "open sesame/x", "open sesame"),
        (&["--key-env", "K"], &named, "mulled xylophone 41 gravel"),
    ] {
        let seal = [&["seal", "in", "-o", "s", "--passphrase-env", "W"], keys, &["--key-id", name]].concat();
        let told = folder.run_with(&seal, &[("W", words), ("K", KEY)]).failed(2, "names stand in the file");
        assert!(!told.stderr.contains(KEY) && !told.stderr.contains("sesame"), "{}", told.stderr);
    }
    assert_eq!(folder.names(), ["in", "k", "other"]);
}

#[test]
fn an_altered_recipient_is_spoken_of_where_no_key_fits() {
    let folder = with_key();
    folder.write("in", "x");
    folder.run(&["seal", "in", "-o", "s", "--key-file", "k"]).done();
    let sealed = folder.read("s");
    let name = sealed.windows(8).position(|part| part == b"sealport").unwrap();
    for at in [name, name + 8 + 2] {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        folder.write("altered", altered);
        folder.run(&["open", "altered", "-o", "out", "--key-file", "k"]).failed(3, "or the header was altered");
    }
}

#[test]
fn a_guessable_key_does_not_stand_in_a_file_by_its_fingerprint() {
    let folder = with_key();
    folder.write("in", "x");
    folder.write("weak", "00".repeat(32));
    folder.run(&["seal", "in", "-o", "s", "--key-file", "weak"]).failed(3, "Easy to guess");
    let sealed = folder.run(&["seal", "in", "-o", "s", "--key-file", "weak", "--key-id", "old/one"]).done();
    assert!(sealed.stderr.contains("Easy to guess"), "{}", sealed.stderr);
    folder.run(&["open", "s", "-o", "out", "--key-file", "weak", "--key-id", "old/one"]).done();
}

#[test]
fn a_weak_passphrase_is_spoken_of_and_never_shown() {
    let folder = with_key();
    folder.write("in", "x");
    let seal = |words| folder.run_with(&["seal", "in", "-o", "s", "--passphrase-env", "W", "--force"], &[("W", words)]);
    let weak = seal("hunter2").done();
    assert!(weak.stderr.contains("may be guessed") && !weak.stderr.contains("hunter2"), "{}", weak.stderr);
    assert!(!seal("mulled xylophone 41 gravel").done().stderr.contains("may be guessed"));
}

#[test]
fn two_files_of_the_same_content_have_nothing_in_common() {
    let folder = with_key();
    folder.write("in", content(100));
    folder.run(&["seal", "in", "-o", "one", "--key-file", "k"]).done();
    folder.run(&["seal", "in", "-o", "two", "--key-file", "k"]).done();
    let (one, two) = (folder.read("one"), folder.read("two"));
    assert_ne!(one[3..35], two[3..35]);
    assert_ne!(one[one.len() - 40..], two[two.len() - 40..]);
}

#[test]
fn damage_is_named_for_what_it_is_and_leaves_no_file() {
    let folder = with_key();
    folder.write("in", content(700_000));
    folder.run(&["seal", "in", "-o", "s", "--key-file", "k"]).done();
    let sealed = folder.read("s");
    let header_len = folder.run(&["inspect", "s", "--json"]).json()["headerLen"].as_u64().unwrap() as usize;
    let flipped = |at: usize| {
        let mut damaged = sealed.clone();
        damaged[at] ^= 1;
        damaged
    };
    for (damaged, code, words) in [
        (flipped(header_len + 100), "tampered", "damaged at frame 1"),
        (flipped(header_len + FRAME + 100), "tampered", "damaged at frame 2"),
        (flipped(sealed.len() - 1), "tampered", "damaged at frame 3"),
        (flipped(5), "tampered", "start of this file was altered"),
        (sealed[..sealed.len() - 1].to_vec(), "truncated", "cut short, after 2 whole frames"),
        (sealed[..header_len + FRAME + 32].to_vec(), "truncated", "cut short, after 1 whole frame."),
        (sealed[..header_len].to_vec(), "truncated", "cut short"),
        (sealed[..40].to_vec(), "truncated", "cut short"),
        ([sealed.as_slice(), b"x"].concat(), "tampered", "Bytes were added"),
        (Vec::new(), "not-sealed", "empty"),
        (b"%PDF-1.7 and more".to_vec(), "not-sealed", "PDF"),
        (b"Salted__12345678and so on".to_vec(), "not-sealed", "openssl enc"),
        (b"AgR4AAAAAAAAAAAAAAAAAAAA".to_vec(), "not-sealed", "base64"),
    ] {
        folder.write("d", &damaged);
        folder.run(&["open", "d", "-o", "out", "--key-file", "k"]).failed(4, words);
        let told = folder.run(&["open", "d", "-o", "out", "--key-file", "k", "--json"]);
        assert_eq!((told.code, &told.error()["code"]), (Some(4), &code.into()), "{words}");
        assert_eq!(folder.names(), ["d", "in", "k", "other", "s"], "{words}");

        // Through a pipe what was checked has gone, and is spoken of.
        let piped = folder.pipe(&["open", "-", "-o", "-", "--key-file", "k"], &damaged).failed(4, words);
        assert!(content(700_000).starts_with(&piped.stdout));
        assert_eq!(piped.stderr.contains("Do not use what was already printed"), !piped.stdout.is_empty(), "{words}");
    }
}

#[test]
fn a_file_that_was_cut_has_no_length() {
    let folder = with_key();
    folder.write("in", content(10));
    folder.run(&["seal", "in", "-o", "s", "--key-file", "k"]).done();
    let sealed = folder.read("s");
    folder.write("s", &sealed[..sealed.len() - 11]);
    folder.run(&["inspect", "s"]).failed(4, "cut short or added to");
    folder.run(&["inspect", "k"]).failed(4, "not a sealed file");
}

#[test]
fn what_a_file_says_of_itself_moves_no_cursor() {
    let folder = with_key();
    folder.write("in", "x");
    folder.run(&["seal", "in", "-o", "s", "--key-file", "k", "--key-id", "a\u{1b}[2J/b\nc"]).done();
    for told in [folder.run(&["inspect", "s"]).done(), folder.run(&["open", "s", "-o", "out"])] {
        let said = format!("{}{}", told.text(), told.stderr);
        assert!(said.contains(r"a\u{1b}[2J/b\nc") && !said.contains('\u{1b}'), "{said}");
    }
}

#[test]
fn standard_input_is_not_read_for_two_things() {
    let folder = with_key();
    folder.write("in", "x");
    let piped = |arguments: &[&str]| folder.pipe(arguments, KEY.as_bytes());
    piped(&["seal", "in", "-o", "s", "--key-file", "-"]).done();
    piped(&["open", "s", "-o", "-", "--key-file", "-"]).done();
    piped(&["seal", "-", "-o", "t", "--key-file", "-"]).failed(2, "standard input");
    piped(&["open", "s", "-o", "t", "--key-file", "-", "--key-file", "-"]).failed(2, "standard input");
}
