//! `docs/FORMAT.md` says what the vectors say: its worked example, number by number.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use hmac::{Hmac, KeyInit, Mac};
use sealport_core::SealingKey;
use sealport_core::message::{
    DEFAULT_FRAME_LEN, EncryptionContext, Header, HeaderLimits, HeaderProgress, Layout, MAX_FRAME_LEN, Opener,
    PassphraseParams, WrappingKey, WrappingKeyName,
};
use sealport_vectors::{counter_plaintext, hex, manifest, read};
use sha2::Sha512;

const DOCUMENT: &str = include_str!("../../../docs/FORMAT.md");
const EXAMPLE: &str = "0478-f128-n129";

fn blocks() -> Vec<&'static str> {
    let (_, example) = DOCUMENT.split_once("\n## Worked example\n").unwrap();
    let (example, _) = example.split_once("\n## ").unwrap();
    example.split("```text\n").skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

/// The hex after a name, over as many lines as it takes.
fn figure(block: &str, name: &str) -> Vec<u8> {
    let mut lines = block.lines().skip_while(|line| !line.starts_with(name));
    let mut found = lines.next().unwrap()[name.len()..].trim().to_owned();
    for line in lines.take_while(|line| line.starts_with(' ')) {
        found += line.trim();
    }
    hex(&found).unwrap()
}

#[test]
fn the_message_of_the_worked_example_is_the_vector_and_every_offset_is_right() {
    let manifest = manifest().unwrap();
    let case = manifest.cases.iter().find(|case| case.id == EXAMPLE).unwrap();
    assert!(DOCUMENT.contains(case.file.as_deref().unwrap()));
    let mut message = Vec::new();
    for line in blocks()[2].lines() {
        let [offset, field, bytes] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert_eq!(offset.is_empty(), field.is_empty(), "{line}");
        assert!(offset.is_empty() || offset.parse() == Ok(message.len()), "{line}");
        message.extend(hex(bytes).unwrap());
    }
    assert!(message == read(case.file.as_deref().unwrap()).unwrap());
}

#[test]
fn the_keys_of_the_worked_example_are_those_of_the_vector_and_follow_as_the_document_says() {
    let manifest = manifest().unwrap();
    let case = manifest.cases.iter().find(|case| case.id == EXAMPLE).unwrap();
    let (kat, keys) = (case.kat.as_ref().unwrap(), blocks()[1]);
    let [data_key, prk, content_key] = ["data key", "PRK", "content key"].map(|name| figure(keys, name));
    let wrapping_key = figure(keys, "wrapping key");
    assert_eq!(wrapping_key, hex(&manifest.keys["k1"].key_hex).unwrap());
    assert_eq!((&data_key, &content_key), (&hex(&kat.data_key_hex).unwrap(), &hex(&kat.content_key_hex).unwrap()));
    let hmac = |key: &[u8], parts: &[&[u8]]| {
        let mut mac = Hmac::<Sha512>::new_from_slice(key).unwrap();
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().to_vec()
    };
    assert_eq!(prk, hmac(&hex(&kat.message_id_hex).unwrap(), &[&data_key]));
    assert_eq!(content_key, hmac(&prk, &[&[4, 0x78], b"DERIVEKEY", &[1]])[..32]);
    let commit_key = hex(kat.commit_key_hex.as_deref().unwrap()).unwrap();
    assert_eq!(commit_key, hmac(&prk, &[b"COMMITKEY", &[1]])[..32]);
}

#[test]
fn what_is_said_about_the_worked_example_is_what_opens() {
    let about = blocks()[0];
    let value = |name: &str| about.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim();
    let name = WrappingKeyName::new(value("namespace"), value("key name")).unwrap();
    let key: [u8; 32] = figure(blocks()[1], "wrapping key").try_into().unwrap();
    let message = read(&format!("esdk/{EXAMPLE}.bin")).unwrap();
    let HeaderProgress::Complete(header) = Header::parse(&message, &HeaderLimits::default()).unwrap() else { panic!() };
    let (context_key, context) = value("context").split_once(" = ").unwrap();
    assert_eq!(header.context().pairs().collect::<Vec<_>>(), [(context_key, context)]);
    assert_eq!(header.frame_len().to_string(), value("frame length"));
    assert!(DOCUMENT.contains(&format!("H = {}", header.len())));
    let layout = Layout::of_message(header.len(), header.frame_len(), message.len() as u64).unwrap();
    let (len, _) = value("plaintext").split_once(" bytes").unwrap();
    assert_eq!(layout.plaintext_len().to_string(), len);
    let keys = [WrappingKey::named(name, &SealingKey::from_bytes(key))];
    let unlocked = header.unlock(&keys, &EncryptionContext::empty()).unwrap();
    let (mut opener, mut plaintext) = (Opener::new(&unlocked), Vec::new());
    let mut left = &message[header.as_bytes().len()..];
    while let Some(frame) = opener.feed(&mut left).unwrap() {
        plaintext.extend_from_slice(frame);
    }
    opener.finish().unwrap();
    let (_, seed) = value("plaintext").split_once("SHA-256(\"").unwrap();
    assert_eq!(plaintext, counter_plaintext(seed.split('"').next().unwrap(), plaintext.len()));
}

#[test]
fn the_limits_of_the_document_are_those_of_the_code() {
    let grouped = |number: u64| {
        let digits = number.to_string();
        let groups = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap());
        groups.collect::<Vec<_>>().join(",")
    };
    let limits = HeaderLimits::default();
    for said in [
        format!("| F | {} (256 KiB)", grouped(DEFAULT_FRAME_LEN.into())),
        format!("| F | 1 to {} (64 MiB)", grouped(MAX_FRAME_LEN.into())),
        format!("| recipients | {} |", limits.data_keys),
        format!("| header, tag included | {} KiB |", limits.header_len >> 10),
        format!("m above {} (1 GiB)", grouped(PassphraseParams::MAX_MEMORY_KIB.into())),
        format!("t above {}", PassphraseParams::MAX_PASSES),
        format!("p above {}", PassphraseParams::MAX_LANES),
        format!("more than {} recipients of this namespace", PassphraseParams::MAX_RECIPIENTS),
    ] {
        assert!(DOCUMENT.contains(&said), "the document does not say: {said}");
    }
    let new = PassphraseParams::recommended([0; 16]);
    let costs = format!("m={}, t={}, p={}", new.memory_kib(), new.passes(), new.lanes());
    assert!(DOCUMENT.contains(&format!("New messages have {costs}")), "{costs}");
}
