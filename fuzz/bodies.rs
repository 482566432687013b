//! What each fuzz target does with its input. Ordinary property tests call the same functions (`crates/core/tests/fuzz.rs`),
//! so that they are tried at every run and cannot rot.
//!
//! A body panics where the code broke a promise.

use sealport_core::SealingKey;
use sealport_core::message::{
    DataKey, EncryptionContext, FinalForm, Header, HeaderLimits, HeaderProgress, HeaderReader, MessageError, Opener,
    SealedHeader, Sealer, WrappingKey, WrappingKeyName, assemble,
};
use sealport_core::openssl::{Decryptor, Hash, Settings, Survey, recognise};

#[path = "../crates/vectors/fed.rs"]
mod fed;

use fed::opened;

/// Parses anything as a header: at once and byte by byte it must mean the same, and stay within the limits.
pub fn header(data: &[u8]) {
    let limits = HeaderLimits::default();
    let at_once = Header::parse(data, &limits);
    match &at_once {
        Ok(HeaderProgress::Complete(header)) => {
            assert!(data.starts_with(header.as_bytes()) && header.as_bytes().len() <= limits.header_len);
            assert!(header.key_names().len() + header.foreign_recipients() <= usize::from(limits.data_keys));
            // A refusal is as good as an answer here; neither may panic.
            let _ = header.passphrases();
            assert!(header.unlock(&[wrapping_key()], &EncryptionContext::empty()).is_err() || is_ours(header));
        }
        Ok(HeaderProgress::Incomplete { need_at_least }) => {
            assert!(*need_at_least > data.len() && *need_at_least <= limits.header_len);
        }
        Err(_) => {}
    }
    let mut reader = HeaderReader::default();
    let mut in_pieces = Ok(None);
    for mut piece in data.chunks(1) {
        in_pieces = reader.feed(&mut piece);
        if !matches!(in_pieces, Ok(None)) {
            break;
        }
    }
    match (at_once, in_pieces) {
        (Ok(HeaderProgress::Complete(one)), Ok(Some(other))) => assert_eq!(one, other),
        (Ok(HeaderProgress::Incomplete { .. }), Ok(None)) => {}
        // What a file is instead may show only later; that it is no sealed file shows both times.
        (Err(MessageError::NotSealed { .. }), Err(MessageError::NotSealed { .. })) => {}
        (Err(one), Err(other)) => assert_eq!(one, other),
        (one, other) => panic!("at once {one:?}, in pieces {other:?}"),
    }
}

/// Applies edits to a good message (three bytes each: where, and what to flip; an edit beyond the end cuts or adds) and
/// opens it: only the good one may open, and nothing but its plaintext may come out.
pub fn opener(data: &[u8]) {
    let plaintext: Vec<u8> = (0..83).collect();
    let good = message(&plaintext);
    let (piece, edits) = data.split_first().map_or((1, data), |(piece, edits)| (usize::from(*piece).max(1), edits));
    let mut edited = good.clone();
    for edit in edits.chunks_exact(3) {
        let (at, flip) = (usize::from(u16::from_be_bytes([edit[0], edit[1]])), edit[2]);
        match edited.get_mut(at) {
            Some(byte) => *byte ^= flip,
            None if at % 2 == 0 => edited.truncate(at % good.len()),
            None => edited.push(flip),
        }
    }
    let (released, ended) = opened(&edited, piece, &[wrapping_key()]);
    assert!(plaintext.starts_with(&released), "what was not sealed came out");
    assert_eq!(ended.is_ok(), edited == good, "{ended:?}");
    assert_eq!(ended.is_ok(), released.len() == plaintext.len() && edited.len() == good.len());
}

/// Reads anything as the frames of a message. None of it can be authentic.
pub fn frames(data: &[u8]) {
    let mut opener = Opener::new(&sealed_header().keys);
    let mut left = data;
    assert!(!matches!(opener.feed(&mut left), Ok(Some(_))), "a frame that nobody sealed was opened");
    assert!(opener.finish().is_err());
}

/// Opens anything as a file of `openssl enc`, in pieces: nothing may panic, and no more may come out than went in.
pub fn openssl_import(data: &[u8]) {
    let (piece, file) = data.split_first().map_or((1, data), |(piece, file)| (usize::from(*piece).max(1), file));
    let _ = recognise(file);
    let mut survey = Survey::new();
    let surveyed = file.chunks(piece).try_for_each(|piece| survey.feed(piece)).and_then(|()| survey.finish());
    let mut decryptor = Decryptor::new(b"passphrase", Settings::bytes_to_key(Hash::Sha256));
    let mut out = Vec::new();
    let fed = file.chunks(piece).try_for_each(|piece| decryptor.feed(piece, &mut out));
    let opened = fed.and_then(|()| decryptor.finish(&mut out).map(|_| ()));
    assert!(out.len() <= file.len());
    assert!(surveyed.is_ok() || opened.is_err(), "opened though the survey refused it");
}

fn is_ours(header: &Header) -> bool {
    header.as_bytes() == sealed_header().bytes
}

fn wrapping_key() -> WrappingKey {
    let name = WrappingKeyName::new("cse", "k1").expect("a good name");
    WrappingKey::named(name, &SealingKey::from_bytes([1; 32]))
}

/// A header for one key, the same every time.
pub fn sealed_header() -> SealedHeader {
    let data_key = DataKey::from_bytes([2; 32]);
    let context = EncryptionContext::single("a", "1").expect("a good context");
    let wrap = wrapping_key().wrap(&data_key, &[3; 12], &context).expect("a wrap");
    assemble(&data_key, &[4; 32], &context, &EncryptionContext::empty(), &[wrap], 32).expect("a header")
}

fn message(plaintext: &[u8]) -> Vec<u8> {
    let SealedHeader { bytes: mut message, keys } = sealed_header();
    let (mut sealer, mut left) = (Sealer::new(&keys, FinalForm::Full), plaintext);
    while let Some(frame) = sealer.feed(&mut left).expect("few frames") {
        message.extend_from_slice(frame);
    }
    message.extend(sealer.finish().expect("few frames"));
    message
}
