//! The Rust engine: frames of one's own messages.

use js_sys::Uint8Array;
use sealport_browser::worker::{MessageFrames, RustEngineWorker, WorkerError};
use sealport_client::message::{
    ContentKeys, EncryptionContext, FoundFrame, FramePosition, Header, HeaderLimits, HeaderProgress, MessageError,
    NewMessage, PassphraseParams, WrappingKey,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::address;

const FRAME_LEN: u32 = 1024;

/// What opens and seals a new message.
pub(crate) fn keys(frame_len: u32) -> ContentKeys {
    let params = PassphraseParams::new(8, 1, 1, [3; 16]).unwrap();
    let key = WrappingKey::of_passphrase(&params, [5; 32]);
    let context = EncryptionContext::empty();
    let mut random = sealport_browser::SystemEntropy;
    let message = NewMessage::generate(&mut random, std::slice::from_ref(&key), context.clone(), frame_len).unwrap();
    let HeaderProgress::Complete(header) =
        Header::parse(&message.seal().unwrap().bytes, &HeaderLimits::default()).unwrap()
    else {
        panic!("the header is not whole")
    };
    header.unlock(&[key], &context).unwrap()
}

fn frames() -> MessageFrames {
    RustEngineWorker::new(address()).message(&keys(FRAME_LEN))
}

#[wasm_bindgen_test]
async fn frames_open_to_what_was_sealed_whatever_their_length() {
    let frames = frames();
    for len in [0, 1, 1023, 1024] {
        let plaintext = vec![0xA5; len as usize];
        let position = FramePosition { sequence: 2, is_final: true, len };
        let sealed = frames.seal(position, Uint8Array::from(plaintext.as_slice())).await.unwrap();
        let found = FoundFrame::parse_at(&sealed.to_vec(), position, FRAME_LEN).unwrap();
        assert_eq!(frames.open(&found, sealed).await.unwrap().to_vec(), plaintext);
    }
}

#[wasm_bindgen_test]
async fn an_altered_frame_is_named_and_the_next_one_opens() {
    let frames = frames();
    let position = FramePosition { sequence: 9, is_final: true, len: 3 };
    let sealed = frames.seal(position, Uint8Array::from(b"abc".as_slice())).await.unwrap();
    let found = FoundFrame::parse_at(&sealed.to_vec(), position, FRAME_LEN).unwrap();
    let altered = sealed.slice(0, sealed.length());
    altered.set_index(30, altered.get_index(30) ^ 1);
    let refused = frames.open(&found, altered).await.unwrap_err();
    assert_eq!(refused, WorkerError::Message(MessageError::TamperedFrame { frame: 9 }));
    assert_eq!(refused.code().as_str(), "tampered");
    assert_eq!(frames.open(&found, sealed).await.unwrap().to_vec(), b"abc");
}

#[wasm_bindgen_test]
async fn bytes_within_a_larger_buffer_stay_and_bytes_alone_are_given_away() {
    let frames = frames();
    let larger = Uint8Array::new_with_length(4096);
    let position = FramePosition { sequence: 1, is_final: false, len: FRAME_LEN };
    frames.seal(position, larger.subarray(1024, 2048)).await.unwrap();
    assert_eq!(larger.length(), 4096);
    let alone = Uint8Array::new_with_length(FRAME_LEN);
    let kept = alone.clone();
    frames.seal(position, alone).await.unwrap();
    assert_eq!(kept.length(), 0, "its buffer was moved");
}

#[wasm_bindgen_test]
async fn wrong_lengths_are_refused() {
    let frames = frames();
    let position = FramePosition { sequence: 1, is_final: false, len: FRAME_LEN };
    for len in [0, 1023, 1025] {
        let refused = frames.seal(position, Uint8Array::new_with_length(len)).await;
        assert_eq!(refused.unwrap_err(), WorkerError::Message(MessageError::OutOfRange), "{len} bytes");
    }
}

#[wasm_bindgen_test]
async fn messages_do_not_mix() {
    let engine = RustEngineWorker::new(address());
    let (one, other) = (engine.message(&keys(FRAME_LEN)), engine.message(&keys(FRAME_LEN)));
    let position = FramePosition { sequence: 1, is_final: true, len: 1 };
    let sealed = one.seal(position, Uint8Array::from(b"a".as_slice())).await.unwrap();
    let found = FoundFrame::parse_at(&sealed.to_vec(), position, FRAME_LEN).unwrap();
    assert!(other.open(&found, sealed.slice(0, sealed.length())).await.is_err());
    drop(other);
    assert_eq!(one.open(&found, sealed).await.unwrap().to_vec(), b"a", "only the other one was forgotten");
}
