use std::convert::Infallible;

use sealport_core::message::{MessageError, PassphraseParams, WrappingKey};
use sealport_core::{SealingKey, SseCKey, Zeroizing};
use sealport_s3::{AddressingStyle, BucketName, Endpoint, Region, Storage};

use super::*;

mod merging;

/// Counts upwards: every draw differs from the one before.
struct Counter(u8);

impl rand_core::TryRng for Counter {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for byte in bytes {
            *byte = self.0;
            self.0 = self.0.wrapping_add(1);
        }
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Counter {}

fn passphrase(derived: u8) -> WrappingKey {
    WrappingKey::of_passphrase(&PassphraseParams::recommended([3; 16]), [derived; 32])
}

fn key(byte: u8) -> RingKey {
    let secret = match byte % 2 {
        0 => RingSecret::SseC(SseCKey::from_bytes([byte; 32])),
        _ => RingSecret::Sealing(SealingKey::from_bytes([byte; 32])),
    };
    RingKey {
        secret,
        name: format!("Schlüssel \"{byte}\" \\ 🔑"),
        since_secs: i64::from(byte) - 5,
        origin: if byte < 8 { RingKeyOrigin::Made } else { RingKeyOrigin::Imported },
        saved: byte > 2,
        homes: vec![home("one"), home("")],
    }
}

fn home(bucket: &str) -> RingHome {
    RingHome { origin: "https://s3.example:8443".into(), bucket: bucket.into() }
}

fn connection(bucket: &str, secret: &str) -> KeptConnection {
    let storage = Storage::new(
        Endpoint::parse("https://s3.example").unwrap(),
        Region::parse("gra").unwrap(),
        BucketName::parse(bucket).unwrap(),
        AddressingStyle::VirtualHost,
    );
    let secret_access_key = Zeroizing::new(secret.to_owned());
    KeptConnection { storage, access_key_id: "AKID".into(), secret_access_key }
}

fn ring() -> Ring {
    Ring {
        keys: vec![key(9), key(4), key(1)],
        connections: vec![connection("first", "S3cret/+="), connection("second", "other")],
        lock_after_secs: Some(900),
    }
}

fn sealed(document: &str) -> Vec<u8> {
    use sealport_core::message::{EncryptionContext, FinalForm, NewMessage, Sealer};
    let context = EncryptionContext::single("content", "keyring").unwrap();
    let header = NewMessage::generate(&mut Counter(0), &[passphrase(1)], context, 128).unwrap().seal().unwrap();
    let (mut file, mut sealer) = (header.bytes, Sealer::new(&header.keys, FinalForm::Full));
    let mut input = document.as_bytes();
    while let Some(frame) = sealer.feed(&mut input).unwrap() {
        file.extend_from_slice(frame);
    }
    file.extend(sealer.finish().unwrap());
    file
}

fn opened(document: &str) -> Result<Ring, RingError> {
    RingFile::parse(&sealed(document))?.open(&[passphrase(1)])
}

fn document() -> String {
    ring().encode_document().unwrap().to_string()
}

#[test]
fn a_ring_that_is_sealed_opens_as_it_was() {
    for ring in [ring(), Ring::default()] {
        let file = ring.seal(&mut Counter(7), &passphrase(1)).unwrap();
        let file = RingFile::parse(&file).unwrap();
        assert_eq!(file.passphrases().unwrap(), [PassphraseParams::recommended([3; 16])]);
        assert_eq!(file.open(&[passphrase(1)]), Ok(ring));
    }
}

#[test]
fn each_sealing_is_another_message() {
    let mut random = Counter(0);
    let one = ring().seal(&mut random, &passphrase(1)).unwrap();
    let two = ring().seal(&mut random, &passphrase(1)).unwrap();
    // The message id: the same one with the same data key would repeat nonces.
    assert_ne!(one.get(3..35), two.get(3..35));
}

#[test]
fn a_wrong_passphrase_is_refused_as_one() {
    let file = RingFile::parse(&ring().seal(&mut Counter(0), &passphrase(1)).unwrap()).unwrap();
    let error = file.open(&[passphrase(2)]).unwrap_err();
    assert!(error.is_wrong_passphrase(), "{error:?}");
    assert_eq!(error.code().as_str(), "cannot-unlock");
    let other_salt = WrappingKey::of_passphrase(&PassphraseParams::recommended([4; 16]), [1; 32]);
    assert!(file.open(&[other_salt]).unwrap_err().is_wrong_passphrase());
}

#[test]
fn every_altered_byte_is_refused() {
    let whole = ring().seal(&mut Counter(0), &passphrase(1)).unwrap();
    for at in 0..whole.len() {
        let mut file = whole.clone();
        file[at] ^= 4;
        let opened = RingFile::parse(&file).and_then(|file| file.open(&[passphrase(1)]));
        assert!(opened.is_err(), "byte {at}");
    }
}

#[test]
fn every_cut_and_anything_behind_is_refused() {
    let whole = ring().seal(&mut Counter(0), &passphrase(1)).unwrap();
    for len in 0..whole.len() {
        let opened = RingFile::parse(&whole[..len]).and_then(|file| file.open(&[passphrase(1)]));
        assert!(opened.is_err(), "{len} bytes");
    }
    let longer = [whole.as_slice(), b"x"].concat();
    let opened = RingFile::parse(&longer).unwrap().open(&[passphrase(1)]);
    assert_eq!(opened, Err(RingError::Message(MessageError::TrailingBytes)));
}

#[test]
fn a_sealed_file_of_something_else_is_no_ring() {
    use sealport_core::message::{EncryptionContext, NewMessage};
    let keys = [passphrase(1)];
    let header = NewMessage::generate(&mut Counter(0), &keys, EncryptionContext::empty(), 128).unwrap().seal().unwrap();
    assert!(matches!(RingFile::parse(&header.bytes), Err(RingError::NotARing)));
    assert!(matches!(RingFile::parse(b"{}"), Err(RingError::Message(MessageError::NotSealed { .. }))));
}

#[test]
fn a_future_version_says_so() {
    let future = document().replace("\"version\":1", "\"version\":2");
    assert_eq!(opened(&future), Err(RingError::FutureVersion { found: 2 }));
    // Even when its other fields are unknown.
    let future = r#"{"format":"sealport key ring","version":7,"boxes":[]}"#;
    assert_eq!(opened(future), Err(RingError::FutureVersion { found: 7 }));
}

#[test]
fn what_is_not_exactly_a_ring_is_refused() {
    assert_eq!(opened(&document()), Ok(ring()));
    let changes = [
        ("{\"connections\"", "{\"more\":1,\"connections\""),
        ("\"bucket\":\"one\"", "\"bucket\":\"one\",\"path\":\"/\""),
        ("\"version\":1", "\"version\":0"),
        ("\"version\":1", "\"version\":\"1\""),
        ("sealport key ring", "sealport keys"),
        ("\"job\":\"sse-c\"", "\"job\":\"sealing\""),
        ("\"job\":\"sse-c\"", "\"job\":\"both\""),
        ("\"lockAfterSecs\":900", "\"lockAfterSecs\":-1"),
        ("\"lockAfterSecs\":900", "\"lockAfterSecs\":4294967296"),
        ("https://s3.example\"", "http://s3.example\""),
        ("https://s3.example\"", "https://user@s3.example\""),
        ("https://s3.example:8443", "javascript:alert(1)"),
        ("\"accessKeyId\":\"AKID\"", "\"accessKeyId\":\"A KID\""),
        ("\"saved\":true", "\"saved\":1"),
        ("\"saved\":true,", ""),
    ];
    for (from, to) in changes {
        let changed = document().replacen(from, to, 1);
        assert_ne!(changed, document(), "{from}");
        assert_eq!(opened(&changed), Err(RingError::Malformed), "{to}");
    }
    for text in ["", "[]", "null", "{", "{}", "\u{feff}{}", &"[".repeat(100_000)] {
        assert_eq!(opened(text), Err(RingError::Malformed), "{text:.10}");
    }
}

#[test]
fn a_key_twice_or_in_both_jobs_is_refused() {
    let both = RingSecret::Sealing(SealingKey::from_bytes([4; 32]));
    for keys in [vec![key(4), key(4)], vec![key(4), RingKey { secret: both.clone(), ..key(5) }]] {
        let document = Ring { keys, ..Ring::default() }.encode_document().unwrap();
        assert_eq!(opened(&document), Err(RingError::Malformed));
    }
    let connections = vec![connection("first", "a"), connection("first", "b")];
    let document = Ring { connections, ..Ring::default() }.encode_document().unwrap();
    assert_eq!(opened(&document), Err(RingError::Malformed));
}

#[test]
fn more_than_there_is_room_for_is_refused() {
    let keys = vec![key(1); Ring::MAX_KEYS + 1];
    let full = Ring { keys, ..Ring::default() }.seal(&mut Counter(0), &passphrase(1));
    assert_eq!(full, Err(RingError::TooLarge));
    let long = vec![2; usize::try_from(Ring::MAX_FILE_LEN).unwrap() + 1];
    assert!(matches!(RingFile::parse(&long), Err(RingError::TooLarge)));
}

#[test]
fn debug_output_and_errors_hide_secrets() {
    let file = RingFile::parse(&ring().seal(&mut Counter(0), &passphrase(1)).unwrap()).unwrap();
    let error = file.open(&[passphrase(2)]).unwrap_err();
    let shown = format!("{:?} {file:?} {error:?} {error}", ring());
    for key in ring().keys {
        assert!(!shown.contains(key.secret.expose_base64().as_str()), "{shown}");
    }
    assert!(!shown.contains("S3cret"), "{shown}");
    assert!(shown.contains("first"), "{shown}");
}

#[test]
fn a_real_passphrase_opens_it_through_argon2id() {
    // As page, program and recovery do it: the parameters come from the file.
    let derive = |params: &PassphraseParams, passphrase: &str| {
        let costs = argon2::Params::new(params.memory_kib(), params.passes(), params.lanes(), Some(32)).unwrap();
        let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, costs);
        let mut derived = [0; 32];
        let bytes = sealport_core::message::passphrase_bytes(passphrase);
        argon2.hash_password_into(&bytes, params.salt(), &mut derived).unwrap();
        WrappingKey::of_passphrase(params, derived)
    };
    let params = PassphraseParams::new(64, 1, 1, [9; 16]).unwrap();
    let file = ring().seal(&mut Counter(0), &derive(&params, "caf\u{e9} \u{2014} one two")).unwrap();
    let file = RingFile::parse(&file).unwrap();
    let asked = file.passphrases().unwrap();
    // Typed with a combining accent.
    assert_eq!(file.open(&[derive(&asked[0], "cafe\u{301} \u{2014} one two")]), Ok(ring()));
    assert!(file.open(&[derive(&asked[0], "cafe \u{2014} one two")]).unwrap_err().is_wrong_passphrase());
}
