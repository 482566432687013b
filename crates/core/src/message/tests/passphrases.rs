//! Passphrases in names of keys, and as bytes.

use proptest::prelude::*;

use super::*;

const SALT: [u8; 16] = [0xfb; 16];

fn parse(name: &str) -> Result<PassphraseParams, MessageError> {
    PassphraseParams::parse(name)
}

#[test]
fn the_recommended_parameters_are_those_of_the_format() {
    let params = PassphraseParams::recommended(SALT);
    assert_eq!(params.encode(), "$argon2id$v=19$m=65536,t=3,p=1$+/v7+/v7+/v7+/v7+/v7+w");
    assert_eq!(parse(&params.encode()), Ok(params));
    assert_eq!(params.key_name().namespace(), "sealport-passphrase");
    assert!(params.key_name().is_passphrase());
    assert_eq!((params.memory_kib(), params.passes(), params.lanes(), params.salt()), (65_536, 3, 1, &SALT));
}

#[test]
fn a_name_in_any_other_form_is_refused() {
    let good = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA";
    assert!(parse(good).is_ok());
    for (from, to) in [
        ("$argon2id", "argon2id"),
        ("argon2id", "argon2i"),
        ("v=19", "v=16"),
        ("v=19$", ""),
        ("m=65536", "m=065536"),
        ("m=65536", "m=+65536"),
        ("m=65536", "m=65536 "),
        ("m=65536", "m="),
        ("m=65536", "m=-1"),
        ("m=65536", "m=99999999999999999999"),
        ("m=65536,t=3", "t=3,m=65536"),
        ("t=3", "t=0"),
        ("p=1", "p=0"),
        ("m=65536", "m=7"),
        ("p=1", "p=1,x=2"),
        ("AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA=="),
        ("AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB"),
        ("AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA"),
        ("AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA_-"),
        ("AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA$"),
        ("AAAAAAAAAAAAAAAAAAAAAA", ""),
    ] {
        let name = good.replacen(from, to, 1);
        assert_eq!(parse(&name), Err(MessageError::MalformedPassphrase), "{name}");
    }
}

#[test]
fn costs_up_to_the_limits_are_taken_and_beyond_them_named() {
    let name = |m: u64, t: u64, p: u64| format!("$argon2id$v=19$m={m},t={t},p={p}$AAAAAAAAAAAAAAAAAAAAAA");
    let costly = |figure, found, limit| Err(MessageError::KdfTooCostly { figure, found, limit });
    assert!(parse(&name(1 << 20, 16, 4)).is_ok());
    assert_eq!(parse(&name((1 << 20) + 1, 3, 1)), costly(CostFigure::MemoryKib, (1 << 20) + 1, 1 << 20));
    assert_eq!(parse(&name(1 << 40, 3, 1)), costly(CostFigure::MemoryKib, 1 << 40, 1 << 20));
    assert_eq!(parse(&name(65_536, 17, 1)), costly(CostFigure::Passes, 17, 16));
    assert_eq!(parse(&name(65_536, 3, 5)), costly(CostFigure::Lanes, 5, 4));
    // All of the name comes first.
    assert_eq!(parse(&format!("{}x", name(1 << 40, 3, 1))), Err(MessageError::MalformedPassphrase));
}

/// The message's header, for passphrases of those names.
fn header_for(names: &[&str]) -> Header {
    let key = SealingKey::from_bytes([5; 32]);
    let named = |name: &&str| WrappingKeyName::new(PassphraseParams::NAMESPACE, name).unwrap();
    let keys: Vec<_> = names.iter().map(|name| WrappingKey::named(named(name), &key)).collect();
    parsed(&example_header(&keys, 128).bytes)
}

#[test]
fn passphrases_of_a_file_are_listed_once_each_and_four_at_most() {
    let (one, other) = (PassphraseParams::recommended(SALT), PassphraseParams::recommended([1; 16]));
    let (first, second) = (one.encode(), other.encode());
    assert_eq!(header_for(&[&first, &second, &first, &first]).passphrases(), Ok(vec![one, other]));
    let five = header_for(&[first.as_str(); 5]).passphrases();
    assert_eq!(five, Err(MessageError::TooManyPassphrases { found: 5, limit: 4 }));
    assert_eq!(header_for(&[&first, "argon"]).passphrases(), Err(MessageError::MalformedPassphrase));
    assert_eq!(parsed(&example().1).passphrases(), Ok(vec![]));
}

#[test]
fn what_a_passphrase_makes_opens_the_file_and_another_one_says_so() {
    let params = PassphraseParams::recommended(SALT);
    let key = WrappingKey::of_passphrase(&params, [7; 32]);
    let header = parsed(&example_header(std::slice::from_ref(&key), 128).bytes);
    assert!(header.unlock(&[key], &EncryptionContext::empty()).is_ok());
    let wrong = WrappingKey::of_passphrase(&params, [8; 32]);
    let refused = header.unlock(&[wrong], &EncryptionContext::empty()).unwrap_err();
    assert_eq!(refused, MessageError::CannotUnlock { tried: vec![params.key_name()], context_pairs: 1 });
    assert!(refused.to_string().starts_with("wrong key or passphrase"));
}

#[test]
fn a_passphrase_is_the_same_however_its_accents_were_typed() {
    assert_eq!(*passphrase_bytes("caf\u{e9}"), *passphrase_bytes("cafe\u{301}"));
    assert_eq!(*passphrase_bytes("caf\u{e9}"), b"caf\xc3\xa9");
    // Compatibility characters stay what they are: that would be another form.
    assert_ne!(*passphrase_bytes("\u{fb01}"), *passphrase_bytes("fi"));
    assert!(passphrase_bytes("").is_empty());
}

proptest! {
    #[test]
    fn every_text_fits_the_buffer_that_is_never_moved(text in "\\PC{0,40}|[\u{340}-\u{390}\u{f40}-\u{fb0}\u{1d150}-\u{1d1c0}\u{fb1d}-\u{fb4f}]{0,40}") {
        let bytes = passphrase_bytes(&text);
        prop_assert!(bytes.len() <= 3 * text.len());
        let again = passphrase_bytes(std::str::from_utf8(&bytes).unwrap());
        prop_assert_eq!(bytes.as_slice(), again.as_slice());
    }

    #[test]
    fn parameters_come_back_from_their_name(
        lanes in 1u32..=4, memory in 32u32..=1 << 20, passes in 1u32..=16, salt in any::<[u8; 16]>(),
    ) {
        let params = PassphraseParams::new(memory, passes, lanes, salt).unwrap();
        prop_assert_eq!(parse(&params.encode()), Ok(params));
    }

    #[test]
    fn no_name_panics(name in "\\$argon2id\\$v=19\\$m=[0-9]{0,25},t=[0-9]{0,5},p=[0-9]{0,5}\\$[A-Za-z0-9+/=]{0,30}|\\PC*") {
        if let Ok(params) = parse(&name) {
            prop_assert_eq!(params.encode(), name);
        }
    }
}
