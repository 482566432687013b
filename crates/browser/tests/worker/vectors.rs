//! Every vector of `tests/vectors` for sealed files through the Rust engine in a worker.

use js_sys::Uint8Array;
use sealport_browser::worker::{RustEngineWorker, WorkerError};
use sealport_client::message::{
    EncryptionContext, FoundFrame, HeadProgress, Header, HeaderLimits, HeaderProgress, MessageError, WrappingKey,
};
use sealport_vectors::{Expect, hex, manifest, read};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::address;
use crate::made::{expected_context, key, message, openers};

/// Opens a message frame by frame, in order. Gives what came out, and how it ended.
async fn opened(
    engine: &RustEngineWorker,
    message: &[u8],
    keys: &[WrappingKey],
    expected: &EncryptionContext,
) -> (Vec<u8>, Result<(), WorkerError>) {
    let mut released = Vec::new();
    let ended = opened_onto(&mut released, engine, message, keys, expected).await;
    (released, ended)
}

async fn opened_onto(
    released: &mut Vec<u8>,
    engine: &RustEngineWorker,
    message: &[u8],
    keys: &[WrappingKey],
    expected: &EncryptionContext,
) -> Result<(), WorkerError> {
    let refused = WorkerError::Message;
    let header = match Header::parse(message, &HeaderLimits::default()).map_err(refused)? {
        HeaderProgress::Complete(header) => header,
        HeaderProgress::Incomplete { .. } => return Err(refused(MessageError::CutShort { frames: 0 })),
    };
    let content_keys = header.unlock(keys, expected).map_err(refused)?;
    let frames = engine.message(&content_keys);
    let mut rest = &message[usize::try_from(header.len()).unwrap()..];
    for sequence in 1.. {
        let cut_short = || refused(MessageError::CutShort { frames: sequence - 1 });
        let HeadProgress::Complete(found) =
            FoundFrame::parse(rest, sequence, content_keys.frame_len()).map_err(refused)?
        else {
            return Err(cut_short());
        };
        let (frame, after) =
            rest.split_at_checked(usize::try_from(found.sealed_len()).unwrap()).ok_or_else(cut_short)?;
        released.extend(frames.open(&found, Uint8Array::from(frame)).await?.to_vec());
        rest = after;
        if found.position.is_final {
            break;
        }
    }
    if rest.is_empty() { Ok(()) } else { Err(refused(MessageError::TrailingBytes)) }
}

#[wasm_bindgen_test]
async fn every_message_of_the_supported_suite_opens() {
    let (manifest, engine) = (manifest().unwrap(), RustEngineWorker::new(address()));
    let mut cases = 0;
    for case in manifest.cases.iter().filter(|case| case.is_supported()) {
        let (message, plaintext) = (message(&manifest, case), case.plaintext().unwrap());
        for one in openers(&manifest, case) {
            let (released, ended) = opened(&engine, &message, &[one], &expected_context(case)).await;
            assert_eq!(ended, Ok(()), "{}", case.id);
            assert!(released == plaintext, "{}", case.id);
        }
        cases += 1;
    }
    assert!(cases >= 36, "{cases} cases");
}

#[wasm_bindgen_test]
async fn every_negative_case_is_refused_before_it_gives_out_too_much() {
    let (manifest, engine) = (manifest().unwrap(), RustEngineWorker::new(address()));
    for case in &manifest.negative {
        let keys: Vec<_> = case.keys.iter().filter_map(key).collect();
        let base = manifest.cases.iter().find(|base| base.id == case.base).unwrap().plaintext().unwrap();
        let plaintext = case.plaintext_hex.as_deref().map_or(base, |text| hex(text).unwrap());
        let (released, ended) = opened(&engine, &read(&case.file).unwrap(), &keys, &EncryptionContext::empty()).await;
        match (case.expect, ended) {
            (_, Err(_)) => {
                assert!(released.len() <= case.may_release_at_most, "{}: {}", case.id, released.len());
                assert!(plaintext.starts_with(&released), "{}", case.id);
            }
            (Expect::Either, Ok(())) => assert!(released == plaintext, "{}", case.id),
            (Expect::Reject, Ok(())) => panic!("{} was opened", case.id),
        }
    }
    assert!(manifest.negative.len() >= 68);
}
