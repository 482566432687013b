//! What WebCrypto seals, it opens, and so do the ciphers of Rust.

use sealport_client::message::{EncryptionContext, Header, HeaderLimits, HeaderProgress, Opener, WrappingKey};
use sealport_client::{Cancel, SealedSource, SealingKey, SealingKeys, seal_file};
use sealport_vectors::counter_plaintext;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::desk::{Desk, Tray, downloaded, opened};

fn wrapping_key(byte: u8) -> WrappingKey {
    WrappingKey::of_sealing_key(&SealingKey::from_bytes([byte; 32]))
}

async fn sealed(plaintext: &[u8], frame_len: u32) -> Vec<u8> {
    let keys = SealingKeys::new(vec![wrapping_key(1), wrapping_key(2)]).with_frame_len(frame_len);
    let (tray, source) = (Tray::default(), Desk::file_of(plaintext));
    let desk = Desk::with(&[], 1);
    let receipt = seal_file(&desk, &source, &keys, tray.clone(), |_| {}, &Cancel::new()).await.unwrap();
    let message = tray.written.take();
    assert!(tray.kept.take() && receipt.verified);
    assert_eq!((receipt.message_len, receipt.plaintext_len), (message.len() as u64, plaintext.len() as u64));
    message
}

fn opened_by_rust(message: &[u8]) -> Vec<u8> {
    let HeaderProgress::Complete(header) = Header::parse(message, &HeaderLimits::default()).unwrap() else {
        panic!("the header is not whole")
    };
    let keys = header.unlock(&[wrapping_key(2)], &EncryptionContext::empty()).unwrap();
    let (mut opener, mut plaintext) = (Opener::new(&keys), Vec::new());
    let mut left = &message[header.as_bytes().len()..];
    while let Some(frame) = opener.feed(&mut left).unwrap() {
        plaintext.extend_from_slice(frame);
    }
    opener.finish().unwrap();
    plaintext
}

#[wasm_bindgen_test]
async fn what_was_sealed_opens_at_every_length_around_the_edges_of_frames() {
    for frame_len in [128_u32, 4096, 65_536] {
        let f = frame_len as usize;
        let near = |at: usize| (at.saturating_sub(2))..=(at + 2);
        let lengths = near(0).chain(near(f)).chain(near(2 * f)).chain(near(3 * f)).chain([3 * f + 17]);
        for len in lengths {
            let plaintext = counter_plaintext("round trip", len);
            let message = sealed(&plaintext, frame_len).await;
            for byte in [1, 2] {
                let opened = opened(&message, &[wrapping_key(byte)], &EncryptionContext::empty()).await;
                assert_eq!(opened.outcome.unwrap(), len as u64, "{len} in frames of {frame_len}");
                assert!(opened.kept && opened.released == plaintext, "{len} in frames of {frame_len}");
            }
            let piece = if frame_len == 128 { 5 } else { 1021 };
            let opened = downloaded(&message, piece, &[wrapping_key(1)]).await;
            assert!(opened.outcome.unwrap() == len as u64 && opened.released == plaintext, "{len} from pieces");
            assert!(opened_by_rust(&message) == plaintext, "{len} in frames of {frame_len}, by Rust");
        }
    }
}

#[wasm_bindgen_test]
async fn any_range_of_the_sealed_form_is_the_same_as_in_the_whole() {
    let plaintext = counter_plaintext("ranges", 1000);
    let keys = SealingKeys::new(vec![wrapping_key(1)]).with_frame_len(128);
    let sealed = SealedSource::new(&Desk::with(&[], 1), &Desk::file_of(&plaintext), &keys).unwrap();
    let range = async |start: u64, end: u64| {
        let mut tray = Tray::default();
        sealed.write_range(start..end, &mut tray, |_| {}).await.unwrap();
        tray.written.take()
    };
    let whole = range(0, sealed.message_len()).await;
    for start in (0..whole.len()).step_by(97) {
        for len in [0, 1, 31, 160, 400] {
            let end = whole.len().min(start + len);
            assert!(range(start as u64, end as u64).await == whole[start..end], "{start}..{end}");
        }
    }
}
