//! Messages that must open, and be made again.

use sealport_browser::BrowserPlatform;
use sealport_client::message::{DataKey, EncryptedDataKey, EncryptionContext, Layout, SealedHeader, assemble};
use sealport_client::{Chunk, Engine, ErrorCode, Platform};
use sealport_vectors::{Case, Manifest, hex, manifest, read};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::desk::{downloaded, opened};
use crate::made::{expected_context, form, key, message, openers};

fn array<const N: usize>(text: &str) -> [u8; N] {
    hex(text).unwrap().try_into().unwrap()
}

fn supported(manifest: &Manifest) -> impl Iterator<Item = &Case> {
    manifest.cases.iter().filter(|case| case.is_supported())
}

#[wasm_bindgen_test]
async fn every_message_of_the_supported_suite_opens_as_a_file_with_each_key_alone() {
    let manifest = manifest().unwrap();
    let mut openings = 0;
    for case in supported(&manifest) {
        let (message, plaintext) = (message(&manifest, case), case.plaintext().unwrap());
        assert_eq!(message.len() as u64, case.ciphertext_length, "{}", case.id);
        for one in openers(&manifest, case) {
            let opened = opened(&message, &[one], &expected_context(case)).await;
            assert_eq!(opened.outcome.unwrap(), case.plaintext_length as u64, "{}", case.id);
            assert!(opened.kept && opened.released == plaintext, "{}", case.id);
            openings += 1;
        }
    }
    assert!(openings >= 36, "{openings}");
}

#[wasm_bindgen_test]
async fn every_message_of_the_supported_suite_opens_as_an_object_in_pieces_of_any_length() {
    let manifest = manifest().unwrap();
    // What only the reader knows is not asked for in the page: `CannotUnlock` is tested with the file.
    for case in supported(&manifest).filter(|case| case.required_encryption_context.is_empty()) {
        let (message, plaintext) = (message(&manifest, case), case.plaintext().unwrap());
        // Byte by byte at the edges of fields and frames, which short messages are made of.
        let pieces = if message.len() < 2000 { vec![1, 7, 4099] } else { vec![4099, message.len()] };
        for piece in pieces {
            let opened = downloaded(&message, piece, &openers(&manifest, case)).await;
            let what = format!("{} in pieces of {piece}", case.id);
            assert_eq!(opened.outcome.expect(&what), case.plaintext_length as u64, "{what}");
            assert!(opened.kept && opened.released == plaintext, "{what}");
        }
    }
}

#[wasm_bindgen_test]
async fn other_suites_are_named_and_refused() {
    let manifest = manifest().unwrap();
    let others: Vec<_> = manifest.cases.iter().filter(|case| !case.is_supported()).collect();
    assert!(others.len() >= 8);
    for case in others {
        let message = read(case.file.as_deref().unwrap()).unwrap();
        let keys: Vec<_> = case.keys.iter().filter_map(|id| key(&manifest.keys[id])).collect();
        let opened = opened(&message, &keys, &EncryptionContext::empty()).await;
        let error = opened.outcome.unwrap_err();
        assert_eq!((error.code(), opened.released.len()), (ErrorCode::UnsupportedSuite, 0), "{}", case.id);
        assert!(error.to_string().contains(&case.suite), "{}: {error}", case.id);
    }
}

#[wasm_bindgen_test]
async fn a_context_that_only_the_reader_knows_must_be_given() {
    let manifest = manifest().unwrap();
    let case = supported(&manifest).find(|case| !case.required_encryption_context.is_empty()).unwrap();
    let (message, keys) = (message(&manifest, case), openers(&manifest, case));
    let without = opened(&message, &keys, &EncryptionContext::empty()).await;
    assert_eq!(without.outcome.unwrap_err().code(), ErrorCode::CannotUnlock);
    assert!(without.released.is_empty() && !without.kept);
}

#[wasm_bindgen_test]
async fn every_message_is_made_again_byte_for_byte() {
    let (manifest, browser) = (manifest().unwrap(), BrowserPlatform::new());
    for case in supported(&manifest) {
        let plaintext = case.plaintext().unwrap();
        let kat = case.kat.as_ref().unwrap();
        let wraps = kat.edks.iter().map(|edk| {
            let iv = hex(edk.iv_hex.as_deref().unwrap()).unwrap();
            let info = [edk.name.as_bytes(), &128u32.to_be_bytes(), &12u32.to_be_bytes(), &iv].concat();
            let ciphertext = hex(&edk.ciphertext_hex).unwrap();
            EncryptedDataKey { provider_id: edk.provider_id.clone().into(), provider_info: info, ciphertext }
        });
        let wraps: Vec<_> = wraps.collect();
        let stored = EncryptionContext::of_pairs(case.encryption_context.clone()).unwrap();
        let data_key = DataKey::from_bytes(array(&kat.data_key_hex));
        let message_id = array(&kat.message_id_hex);
        let made = assemble(&data_key, &message_id, &stored, &expected_context(case), &wraps, case.frame_length);
        let SealedHeader { bytes: mut made, keys } = made.unwrap();

        let layout =
            Layout::of_plaintext(keys.header_len(), keys.frame_len(), plaintext.len() as u64, form(case)).unwrap();
        let engine = browser.engine(&keys).await.unwrap();
        for index in 0..layout.frames() {
            let (position, text) = (layout.frame(index).unwrap(), layout.frame_plaintext(index).unwrap());
            let text = browser.chunk_of(&plaintext[text.start as usize..text.end as usize]);
            made.extend_from_slice(&position.head());
            engine.seal(position, text).await.unwrap().append_to(&mut made);
        }
        assert!(made == message(&manifest, case), "{}", case.id);
    }
}
