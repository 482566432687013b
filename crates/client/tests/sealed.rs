//! Sealed files over the ports: any range both ways, and every way in which something can be wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::cast_possible_truncation)]

mod memory;

use futures_executor::block_on;
use memory::{Fate, Memory, MemorySink, MemorySource, Reply, client, reply};
use proptest::prelude::*;
use sealport_client::message::{MessageError, WrappingKey};
use sealport_client::{
    Cancel, ClientError, ErrorCode, LocalFile, ObjectKey, Protection, SealedFile, SealedSource, SealingKey,
    SealingKeys, TransportError, UploadOptions, look_at, open_file, seal_file,
};

const FRAME_LEN: u32 = 128;

fn wrapping_key(byte: u8) -> WrappingKey {
    WrappingKey::of_sealing_key(&SealingKey::from_bytes([byte; 32]))
}

fn keys() -> SealingKeys {
    SealingKeys::new(vec![wrapping_key(7), wrapping_key(8)]).with_frame_len(FRAME_LEN)
}

fn plaintext(len: usize) -> Vec<u8> {
    (0..len).map(|index| (index * 31 % 251) as u8).collect()
}

fn sealed(content: &[u8]) -> Vec<u8> {
    let sink = MemorySink::new();
    let source = MemorySource::of(content.to_vec());
    block_on(seal_file(&Memory::default(), &source, &keys(), sink.clone(), |_| {}, &Cancel::new())).unwrap();
    assert_eq!(sink.fate(), Fate::Committed);
    sink.content.take()
}

fn recognised(bytes: &[u8]) -> Result<SealedFile, ClientError> {
    match block_on(look_at::<Memory>(&MemorySource::of(bytes.to_vec())))? {
        LocalFile::Sealed(sealed) => Ok(sealed),
        LocalFile::Other(_) => panic!("not recognised"),
    }
}

/// Opens what is in a file, and tells what became of the sink.
fn opened(bytes: &[u8], key: u8) -> (Result<u64, ClientError>, Vec<u8>, Fate) {
    let sink = MemorySink::new();
    let outcome = recognised(bytes).and_then(|file| {
        let keys = file.unlock(&[wrapping_key(key)])?;
        let source = MemorySource::of(bytes.to_vec());
        block_on(open_file(&Memory::default(), &source, &file, &keys, sink.clone(), |_| {}, &Cancel::new()))
    });
    let content = sink.content.borrow().clone();
    (outcome, content, sink.fate())
}

#[test]
fn what_was_sealed_opens_with_either_key_at_every_length_around_frame_edges() {
    let edges = [0, 1, 127, 128, 129, 255, 256, 257, 384, 401];
    for len in edges {
        let content = plaintext(len);
        let message = sealed(&content);
        for key in [7, 8] {
            let (outcome, found, fate) = opened(&message, key);
            assert_eq!((outcome.unwrap(), found, fate), (len as u64, content.clone(), Fate::Committed));
        }
    }
}

#[test]
fn the_same_file_is_never_sealed_under_the_same_keys_twice() {
    let memory = Memory::default();
    let source = MemorySource::of(plaintext(300));
    let make = || {
        let sink = MemorySink::new();
        block_on(seal_file(&memory, &source, &keys(), sink.clone(), |_| {}, &Cancel::new())).unwrap();
        sink.content.take()
    };
    let (one, two) = (make(), make());
    assert_eq!(one.len(), two.len());
    // The message id begins at byte 3; the frames differ with it.
    assert_ne!(one[3..35], two[3..35]);
    assert_ne!(one[one.len() - 100..], two[two.len() - 100..]);
}

#[test]
fn another_key_is_told_which_keys_are_wanted() {
    let (outcome, _, _) = opened(&sealed(&plaintext(5)), 9);
    let error = outcome.unwrap_err();
    assert_eq!(error.code(), ErrorCode::CannotUnlock);
    let Some(MessageError::NoKeyFits { wanted, .. }) = error.message() else { panic!("{error:?}") };
    assert_eq!(wanted, &keys().names());
}

#[test]
fn every_flipped_bit_is_refused_and_nothing_keeps_the_name() {
    let content = plaintext(300);
    let message = sealed(&content);
    for bit in 0..message.len() * 8 {
        let mut altered = message.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let sink = MemorySink::new();
        let looked = block_on(look_at::<Memory>(&MemorySource::of(altered.clone())));
        let Ok(LocalFile::Sealed(file)) = looked else { continue };
        // The other recipient's wrap may open a header in which this one's was altered; the header's tag does not.
        let Ok(keys) = file.unlock(&[wrapping_key(7), wrapping_key(8)]) else { continue };
        let source = MemorySource::of(altered);
        let outcome =
            block_on(open_file(&Memory::default(), &source, &file, &keys, sink.clone(), |_| {}, &Cancel::new()));
        let code = outcome.unwrap_err().code();
        assert!(matches!(code, ErrorCode::Tampered | ErrorCode::Truncated), "bit {bit}: {code:?}");
        assert_eq!(sink.fate(), Fate::Discarded);
    }
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    let message = sealed(&plaintext(300));
    for len in 0..message.len() {
        let cut = &message[..len];
        let refused = match block_on(look_at::<Memory>(&MemorySource::of(cut.to_vec()))) {
            // Too few bytes to be known as anything.
            Ok(LocalFile::Other(_)) => len < 3,
            Ok(LocalFile::Sealed(_)) => opened(cut, 7).0.is_err_and(|error| error.code() == ErrorCode::Truncated),
            Err(error) => error.code() == ErrorCode::Truncated,
        };
        assert!(refused, "cut to {len}");
    }
    let (outcome, _, _) = opened(&[message, vec![0]].concat(), 7);
    assert_eq!(outcome.unwrap_err().message(), Some(&MessageError::TrailingBytes), "a byte too many");
}

#[test]
fn a_short_file_that_begins_like_something_is_no_sealed_file() {
    let starts: [&[u8]; 6] =
        [b"Salted_", b"age-encryption.org/v", b"-----BEGIN PG", b"PK\x03", b"\x02\x04", b"\x01\x80"];
    let bytes = (0..=u8::MAX).map(|byte| vec![byte]);
    for content in bytes.chain(starts.map(<[u8]>::to_vec)) {
        let looked = block_on(look_at::<Memory>(&MemorySource::of(content.clone())));
        assert!(matches!(&looked, Ok(LocalFile::Other(bytes)) if *bytes == content), "{content:x?}");
    }
}

#[test]
fn frames_that_change_places_are_refused() {
    let message = sealed(&plaintext(401));
    let header_len = recognised(&message).unwrap().layout.header_len() as usize;
    let stride = FRAME_LEN as usize + 32;
    let mut swapped = message.clone();
    let (one, two) = (header_len, header_len + stride);
    swapped[one..two].copy_from_slice(&message[two..two + stride]);
    swapped[two..two + stride].copy_from_slice(&message[one..two]);
    let (outcome, content, fate) = opened(&swapped, 7);
    assert_eq!(outcome.unwrap_err().message(), Some(&MessageError::FrameOutOfOrder { expected: 1 }));
    assert_eq!((content, fate), (Vec::new(), Fate::Discarded));
}

#[test]
fn bits_that_flip_between_sealing_and_sending_never_reach_the_storage() {
    let content = plaintext(300);
    for round in 0..10_000_usize {
        let (client, memory) = client(&[reply(404, &[], ""), reply(200, &[("etag", "\"x\"")], "")]);
        // Pseudo-random, and the same in every run.
        memory.flip.set(Some((1 + (round % 3) as u32, round.wrapping_mul(2_654_435_761) >> 7)));
        let options = UploadOptions {
            protection: Protection { sealing: Some(keys()), ..Default::default() },
            ..Default::default()
        };
        let object_key = ObjectKey::parse("a.sealed").unwrap();
        let source = MemorySource::of(content.clone());
        let outcome = block_on(client.upload(&object_key, &source, options, |_| {}, &Cancel::new()));
        assert_eq!(outcome.unwrap_err().code(), ErrorCode::MemoryFault);
        assert!(memory.sent.borrow().iter().all(|sent| sent.method != "PUT"), "round {round}");
    }
}

#[test]
fn without_verification_a_flipped_bit_is_found_by_whoever_opens() {
    let memory = Memory::default();
    memory.flip.set(Some((2, 77)));
    let sink = MemorySink::new();
    let (source, keys) = (MemorySource::of(plaintext(300)), keys().with_verification(false));
    block_on(seal_file(&memory, &source, &keys, sink.clone(), |_| {}, &Cancel::new())).unwrap();
    let bytes = sink.content.borrow().clone();
    let (outcome, _, fate) = opened(&bytes, 7);
    assert_eq!(outcome.unwrap_err().message(), Some(&MessageError::TamperedFrame { frame: 2 }));
    assert_eq!(fate, Fate::Discarded);
}

#[test]
fn a_sealed_upload_sends_the_sealed_form_only_and_says_for_whom() {
    let content = plaintext(401);
    let (client, memory) = client(&[reply(404, &[], ""), reply(200, &[("etag", "\"x\"")], "")]);
    let options = UploadOptions {
        content_type: Some("text/plain".to_owned()),
        protection: Protection { sealing: Some(keys()), ..Default::default() },
        ..Default::default()
    };
    let object_key = ObjectKey::parse("scan.dcm").unwrap();
    let source = MemorySource::of(content.clone());
    let mut seen = Vec::new();
    let cancel = Cancel::new();
    let uploading = client.upload(&object_key, &source, options, |progress| seen.push(progress), &cancel);
    let receipt = block_on(uploading).unwrap();
    let put = memory.sent.borrow().iter().find(|sent| sent.method == "PUT").cloned().unwrap();
    assert_eq!(put.header("content-type"), None, "the media type tells what is inside");
    let (outcome, found, _) = opened(&put.body, 8);
    assert_eq!((outcome.unwrap(), found), (401, content));
    let sealed = receipt.sealed.unwrap();
    assert_eq!((sealed.plaintext_len, sealed.message_len), (401, put.body.len() as u64));
    assert_eq!(sealed.key_names, keys().names());
    assert!(sealed.verified);
    assert!(seen.iter().any(|progress| progress.transferred == 0 && progress.sealed == Some(sealed.message_len)));
}

#[test]
fn a_file_that_changes_while_it_is_sealed_is_not_sent() {
    let (client, memory) = client(&[reply(404, &[], "")]);
    let protection = Protection { sealing: Some(keys()), ..Default::default() };
    let source = MemorySource { changed: true, ..MemorySource::of(plaintext(300)) };
    let object_key = ObjectKey::parse("a").unwrap();
    let options = UploadOptions { protection, ..Default::default() };
    let outcome = block_on(client.upload(&object_key, &source, options, |_| {}, &Cancel::new()));
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::SourceChanged);
    assert!(memory.sent.borrow().iter().all(|sent| sent.method != "PUT"));
}

fn part(message: &[u8], range: std::ops::Range<usize>) -> Reply {
    let content_range = format!("bytes {}-{}/{}", range.start, range.end - 1, message.len());
    Reply::Answer {
        status: 206,
        headers: vec![("etag", "\"v1\"".to_owned()), ("content-range", content_range)],
        chunks: message[range].chunks(50).map(|chunk| Ok(chunk.to_vec())).collect(),
    }
}

fn whole(message: &[u8]) -> Reply {
    Reply::Answer {
        status: 200,
        headers: vec![("etag", "\"v1\"".to_owned()), ("content-length", message.len().to_string())],
        chunks: message.chunks(70).map(|chunk| Ok(chunk.to_vec())).collect(),
    }
}

/// Recognises and opens an object that is answered like this.
fn downloaded(replies: &[Reply]) -> (Result<u64, ClientError>, Vec<u8>, Fate, Memory) {
    let (client, memory) = client(replies);
    let sink = MemorySink::new();
    let (object_key, cancel) = (ObjectKey::parse("a").unwrap(), Cancel::new());
    let outcome = block_on(async {
        let object = client.sealed_object(&object_key, None, &cancel).await?.expect("sealed");
        let keys = object.unlock(&[wrapping_key(8)])?;
        client.download_sealed(&object, &keys, None, sink.clone(), |_| {}, &cancel).await
    });
    let content = sink.content.borrow().clone();
    (outcome.map(|receipt| receipt.len), content, sink.fate(), memory)
}

#[test]
fn a_sealed_object_is_recognised_by_its_first_bytes_and_opened() {
    let content = plaintext(5000);
    let message = sealed(&content);
    let (outcome, found, fate, memory) = downloaded(&[part(&message, 0..4096), whole(&message)]);
    assert_eq!((outcome.unwrap(), found, fate), (5000, content, Fate::Committed));
    let sent = memory.sent.borrow();
    assert_eq!(sent[0].header("range"), Some("bytes=0-4095"));
    assert_eq!(sent[1].header("if-match"), Some("\"v1\""));
}

#[test]
fn what_is_no_sealed_object_is_left_to_the_plain_download() {
    let plain = plaintext(6000);
    let object_key = ObjectKey::parse("a").unwrap();
    let answers = [part(&plain, 0..4096), refusal_of_range(), reply(200, &[("content-length", "2")], "hi")];
    for answer in answers {
        let (client, _) = client(&[answer]);
        assert!(block_on(client.sealed_object(&object_key, None, &Cancel::new())).unwrap().is_none());
    }
}

fn refusal_of_range() -> Reply {
    memory::refusal(416, "InvalidRange", "The requested range is not satisfiable")
}

#[test]
fn a_connection_that_breaks_at_any_byte_is_never_called_a_wrong_key() {
    let message = sealed(&plaintext(300));
    for broken_at in (0..message.len()).step_by(7) {
        for lost in [true, false] {
            let Reply::Answer { status, headers, .. } = whole(&message) else { unreachable!() };
            let mut chunks = vec![Ok(message[..broken_at].to_vec())];
            if lost {
                chunks.push(Err(TransportError::NetworkOrCors));
            }
            let broken = Reply::Answer { status, headers, chunks };
            let (outcome, _, fate, _) = downloaded(&[part(&message, 0..message.len()), broken]);
            let error = outcome.unwrap_err();
            let code = if lost { ErrorCode::NetworkOrCors } else { ErrorCode::Truncated };
            assert_eq!((error.code(), error.retryable(), fate), (code, true, Fate::Discarded), "at {broken_at}");
        }
    }
}

#[test]
fn an_object_that_is_replaced_between_looking_and_reading_is_said_to_be() {
    let (one, two) = (sealed(&plaintext(300)), sealed(&plaintext(300)));
    let mut other = two.clone();
    // Another message of the same length.
    other[3] ^= 1;
    for second in [whole(&other), whole(&two[..200])] {
        let (outcome, content, fate, _) = downloaded(&[part(&one, 0..one.len()), second]);
        assert_eq!(outcome.unwrap_err().code(), ErrorCode::ObjectChanged);
        assert_eq!((content, fate), (Vec::new(), Fate::Discarded));
    }
}

#[test]
fn bytes_after_the_end_of_an_object_are_refused() {
    let message = sealed(&plaintext(300));
    let Reply::Answer { status, headers, mut chunks } = whole(&message) else { unreachable!() };
    chunks.push(Ok(vec![0]));
    let (outcome, _, fate, _) =
        downloaded(&[part(&message, 0..message.len()), Reply::Answer { status, headers, chunks }]);
    assert_eq!(outcome.unwrap_err().message(), Some(&MessageError::TrailingBytes));
    assert_eq!(fate, Fate::Discarded);
}

#[test]
fn a_length_that_the_storage_made_up_gives_no_byte_of_a_range() {
    let content = plaintext(1000);
    let message = sealed(&content);
    let object_key = ObjectKey::parse("a").unwrap();
    // One whole frame fewer: a length that a message can have.
    let shorter = message.len() - (FRAME_LEN as usize + 32);
    let lie = |range: std::ops::Range<usize>| part(&message[..shorter], range);
    let header_len = recognised(&message).unwrap().layout.header_len() as usize;
    let last = shorter - (shorter - header_len) % (FRAME_LEN as usize + 32);
    let (client, _) = client(&[lie(0..shorter), lie(last..shorter)]);
    let mut sink = MemorySink::new();
    let outcome = block_on(async {
        let object = client.sealed_object(&object_key, None, &Cancel::new()).await?.expect("sealed");
        let keys = object.unlock(&[wrapping_key(7)])?;
        client.open_range(&object, &keys, None, 0..10, &mut sink, &Cancel::new()).await
    });
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::Truncated);
    assert!(sink.content.borrow().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_range_of_the_sealed_form_is_the_same_bytes(len in 0_usize..900, a in 0.0_f64..1.0, b in 0.0_f64..1.0) {
        let source = MemorySource::of(plaintext(len));
        let virtual_file = SealedSource::new(&Memory::default(), &source, &keys()).unwrap();
        let total = virtual_file.message_len();
        let write = |range| {
            let mut sink = MemorySink::new();
            block_on(virtual_file.write_range(range, &mut sink, |_| {})).unwrap();
            sink.content.take()
        };
        let all = write(0..total);
        prop_assert_eq!(all.len() as u64, total);
        let at = |share: f64| (share * (total as f64 + 1.0)) as u64;
        let (from, to) = (at(a).min(at(b)).min(total), at(a).max(at(b)).min(total));
        prop_assert_eq!(&write(from..to), &all[from as usize..to as usize]);
    }

    #[test]
    fn any_range_of_the_plaintext_is_read_from_whole_frames(len in 0_usize..900, a in 0.0_f64..1.0, b in 0.0_f64..1.0) {
        let content = plaintext(len);
        let message = sealed(&content);
        let at = |share: f64| ((share * (len as f64 + 1.0)) as usize).min(len);
        let (from, to) = (at(a).min(at(b)), at(a).max(at(b)));
        let layout = recognised(&message).unwrap().layout;
        let span = layout.plaintext_span(from as u64..to as u64).unwrap();
        let last = layout.frame_range(layout.frames() - 1).unwrap();
        let reply_of = |range: std::ops::Range<u64>| part(&message, range.start as usize..range.end as usize);
        let first = part(&message, 0..message.len().min(4096));
        let (client, memory) = client(&[first, reply_of(last), reply_of(span.message)]);
        let object_key = ObjectKey::parse("a").unwrap();
        let mut sink = MemorySink::new();
        let whole_len = block_on(async {
            let object = client.sealed_object(&object_key, None, &Cancel::new()).await.unwrap().expect("sealed");
            let keys = object.unlock(&[wrapping_key(7)]).unwrap();
            let range = from as u64..to as u64;
            client.open_range(&object, &keys, None, range, &mut sink, &Cancel::new()).await.unwrap()
        });
        prop_assert_eq!(whole_len, len as u64);
        prop_assert_eq!(&*sink.content.borrow(), &content[from..to]);
        prop_assert!(memory.sent.borrow()[1..].iter().all(|sent| sent.header("if-match") == Some("\"v1\"")));
    }
}
