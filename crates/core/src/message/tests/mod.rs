//! The worked example of the format, made and read; and the parts of this module on their own.

use super::*;
use crate::sealing::SealingKey;

mod altered;
mod errors;
#[path = "../../../../vectors/fed.rs"]
mod fed;
mod lengths;
mod lookalikes;
mod passphrases;
mod recipients;
mod wycheproof;

use fed::opened;

fn counting<const N: usize>(from: u8) -> [u8; N] {
    std::array::from_fn(|i| from + i as u8)
}

const PLAINTEXT: &[u8] = b"The quick brown fox.";

fn wrapping_key() -> WrappingKey {
    WrappingKey::named(WrappingKeyName::parse("cse/k1").unwrap(), &SealingKey::from_bytes(counting(0)))
}

/// Key and parameters of the example; its frames are shorter than what is written otherwise.
fn example() -> (SealedHeader, Vec<u8>) {
    let header = example_header(&[wrapping_key()], 16);
    let message = sealed(&header, PLAINTEXT, FinalForm::Full, PLAINTEXT.len());
    (header, message)
}

fn example_header(keys: &[WrappingKey], frame_len: u32) -> SealedHeader {
    let data_key = DataKey::from_bytes(counting(0x20));
    let context = EncryptionContext::single("a", "1").unwrap();
    let wraps: Vec<_> = keys.iter().map(|key| key.wrap(&data_key, &counting(0x60), &context).unwrap()).collect();
    let none = EncryptionContext::empty();
    assemble(&data_key, &counting(0x40), &context, &none, &wraps, frame_len).unwrap()
}

fn sealed(header: &SealedHeader, plaintext: &[u8], form: FinalForm, piece: usize) -> Vec<u8> {
    let mut message = header.bytes.clone();
    let mut sealer = Sealer::new(&header.keys, form);
    for mut left in plaintext.chunks(piece.max(1)) {
        while let Some(frame) = sealer.feed(&mut left).unwrap() {
            message.extend_from_slice(frame);
        }
    }
    message.extend(sealer.finish().unwrap());
    message
}

fn parsed(message: &[u8]) -> Header {
    match Header::parse(message, &HeaderLimits::default()).unwrap() {
        HeaderProgress::Complete(header) => header,
        HeaderProgress::Incomplete { need_at_least } => panic!("{need_at_least} bytes are needed"),
    }
}

#[test]
fn the_worked_example_is_made_byte_for_byte() {
    let (header, message) = example();
    let hex = base16ct::lower::encode_string(&message);
    assert_eq!((header.bytes.len(), message.len()), (179, 271));
    assert_eq!(
        base16ct::lower::encode_string(header.keys.expose_content_key()),
        "42b9038b9bd3e8ab73591b447a13c9fd236d8227076a7150e0d6f7d6da207193"
    );
    assert!(
        hex.ends_with(
            "ffffffff00000002000000000000000000000002000000040797\
         17d430402459408151f37556b3f929592de7"
        ),
        "{hex}"
    );
    use sha2::Digest;
    assert_eq!(
        base16ct::lower::encode_string(&sha2::Sha256::digest(&message)),
        "e25961e31d38a9a86d8601c21c03aa16c40e8d6c251ee2aa601c79664f2a3a20"
    );
}

#[test]
fn the_worked_example_is_read() {
    let (_, message) = example();
    let mut left = message.as_slice();
    let header = HeaderReader::default().feed(&mut left).unwrap().unwrap();
    assert_eq!((header.len(), header.frame_len(), left.len()), (179, 16, 92));
    assert_eq!(header.key_names(), [WrappingKeyName::new("cse", "k1").unwrap()]);
    let keys = header.unlock(&[wrapping_key()], &EncryptionContext::empty()).unwrap();
    let mut opener = Opener::new(&keys);
    let mut found = Vec::new();
    while let Some(plaintext) = opener.feed(&mut left).unwrap() {
        found.extend_from_slice(plaintext);
    }
    opener.finish().unwrap();
    assert_eq!(found, PLAINTEXT);
}
