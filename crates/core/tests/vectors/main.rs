//! Every vector of `tests/vectors` for sealed files, through the library: opened in pieces and at once, refused as the
//! manifest says, and made again byte for byte.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use sealport_core::message::{
    ContentKeys, DataKey, EncryptedDataKey, EncryptionContext, FinalForm, FoundFrame, Header, HeaderLimits,
    HeaderProgress, HeaderReader, Layout, MessageError, Opener, RustEngine, SealedHeader, Sealer, WrappingKey,
    assemble,
};
use sealport_vectors::{Case, KatEdk, Key, Manifest, hex, manifest, unnamed_files};
use sha2::{Digest, Sha256};

use sealport_core as library;

#[path = "../../../vectors/fed.rs"]
mod fed;
#[path = "../../../vectors/made.rs"]
mod made;
mod negative;

use fed::{opened, opened_with};
use made::{expected_context, form, key, openers};

fn array<const N: usize>(text: &str) -> [u8; N] {
    hex(text).unwrap().try_into().unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

fn supported(manifest: &Manifest) -> impl Iterator<Item = &Case> {
    manifest.cases.iter().filter(|case| case.is_supported())
}

/// The message of a case, kept or made by its recipe, which must be the one that is meant.
fn message(case: &Case) -> Vec<u8> {
    let message = made::message(&manifest().unwrap(), case);
    assert_eq!((message.len() as u64, sha256(&message)), (case.ciphertext_length, case.ciphertext_sha256.clone()));
    if let Some(tail) = &case.tail_hex {
        assert!(message.ends_with(&hex(tail).unwrap()), "{}", case.id);
    }
    message
}

fn sealed_in_order(keys: &ContentKeys, plaintext: &[u8], form: FinalForm, piece: usize) -> Vec<u8> {
    let (mut sealer, mut sealed) = (Sealer::new(keys, form), Vec::new());
    for mut left in plaintext.chunks(piece) {
        while let Some(frame) = sealer.feed(&mut left).unwrap() {
            sealed.extend_from_slice(frame);
        }
    }
    sealed.extend(sealer.finish().unwrap());
    sealed
}

#[test]
fn every_file_is_named_by_a_case() {
    let manifest = manifest().unwrap();
    assert_eq!(unnamed_files(&manifest).unwrap(), Vec::<String>::new());
    assert!(supported(&manifest).count() >= 36 && manifest.negative.len() >= 68);
}

#[test]
fn every_message_of_the_supported_suite_opens_in_pieces_of_any_length() {
    let manifest = manifest().unwrap();
    for case in supported(&manifest) {
        let (message, plaintext) = (message(case), case.plaintext().unwrap());
        assert_eq!(sha256(&plaintext), case.plaintext_sha256, "{}", case.id);
        let keys = openers(&manifest, case);
        assert!(!keys.is_empty(), "{}", case.id);
        for one in keys {
            for piece in [1, 7, 4099, message.len()] {
                let (released, ended) =
                    opened_with(&message, piece, std::slice::from_ref(&one), &expected_context(case));
                assert_eq!(ended, Ok(()), "{} in pieces of {piece}", case.id);
                assert!(released == plaintext, "{} in pieces of {piece}", case.id);
            }
        }
    }
}

#[test]
fn every_frame_of_every_message_opens_at_the_place_that_follows_from_its_length() {
    let manifest = manifest().unwrap();
    for case in supported(&manifest) {
        let (mut message, plaintext) = (message(case), case.plaintext().unwrap());
        let HeaderProgress::Complete(header) = Header::parse(&message, &HeaderLimits::default()).unwrap() else {
            panic!("{}", case.id)
        };
        assert_eq!((header.len(), header.frame_len()), (case.header_length, case.frame_length), "{}", case.id);
        let stored: Vec<_> = header.context().pairs().map(|(key, value)| (key.into(), value.into())).collect();
        assert_eq!(stored, case.encryption_context.clone().into_iter().collect::<Vec<(String, String)>>());
        let keys = openers(&manifest, case);
        let engine = RustEngine::new(&header.unlock(&keys, &expected_context(case)).unwrap());
        let layout = Layout::of_message(header.len(), header.frame_len(), message.len() as u64).unwrap();
        assert_eq!(layout.plaintext_len(), plaintext.len() as u64, "{}", case.id);
        assert_eq!(layout.frames(), case.frames, "{}", case.id);
        let made = Layout::of_plaintext(header.len(), header.frame_len(), layout.plaintext_len(), form(case));
        assert_eq!(made.unwrap(), layout, "{}", case.id);
        for index in (0..layout.frames()).rev() {
            let range = layout.frame_range(index).unwrap();
            let frame = &mut message[range.start as usize..range.end as usize];
            let found = FoundFrame::parse_at(frame, layout.frame(index).unwrap(), header.frame_len()).unwrap();
            let text = engine.open_in_place(&found, frame).unwrap();
            let range = layout.frame_plaintext(index).unwrap();
            assert!(text == &plaintext[range.start as usize..range.end as usize], "{} frame {index}", case.id);
        }
    }
}

#[test]
fn other_suites_are_named_and_refused_before_anything_else() {
    let manifest = manifest().unwrap();
    let others: Vec<_> = manifest.cases.iter().filter(|case| !case.is_supported()).collect();
    assert!(others.len() >= 8);
    for case in others {
        let keys: Vec<_> = case.keys.iter().filter_map(|id| key(&manifest.keys[id])).collect();
        for piece in [1, usize::MAX] {
            let (released, ended) = opened(&message(case), piece, &keys);
            let Err(MessageError::UnsupportedSuite { suite }) = ended else { panic!("{}: {ended:?}", case.id) };
            assert_eq!((suite.to_string(), released.len()), (case.suite.clone(), 0), "{}", case.id);
        }
    }
}

/// The wrap of a recipe: made by us where the key has 256 bits and is the one that was used, else as it is given.
fn wrap(
    edk: &KatEdk,
    manifest: &Manifest,
    data_key: &DataKey,
    context: &EncryptionContext,
) -> (EncryptedDataKey, bool) {
    let iv = edk.iv_hex.as_deref().unwrap();
    let provider_info = [edk.name.as_bytes(), &128u32.to_be_bytes(), &12u32.to_be_bytes(), &hex(iv).unwrap()].concat();
    let ciphertext = hex(&edk.ciphertext_hex).unwrap();
    let given = EncryptedDataKey { provider_id: edk.provider_id.clone().into(), provider_info, ciphertext };
    let is_it = |key: &&Key| (&key.namespace, &key.name) == (&edk.provider_id, &edk.name);
    let made = manifest.keys.values().find(is_it).and_then(key);
    let made = made.map(|key| key.wrap(data_key, &array(iv), context).unwrap());
    let is_ours = made.as_ref() == Some(&given);
    (given, is_ours)
}

#[test]
fn every_message_is_made_again_byte_for_byte() {
    let manifest = manifest().unwrap();
    for case in supported(&manifest) {
        let (message, plaintext) = (message(case), case.plaintext().unwrap());
        let kat = case.kat.as_ref().unwrap();
        let data_key = DataKey::from_bytes(array(&kat.data_key_hex));
        let stored = EncryptionContext::of_pairs(case.encryption_context.clone()).unwrap();
        let omitted = expected_context(case);
        let all = case.encryption_context.iter().chain(&case.required_encryption_context);
        let all = EncryptionContext::of_pairs(all.map(|(key, value)| (key.as_str(), value.as_str()))).unwrap();
        let wraps: Vec<_> = kat.edks.iter().map(|edk| wrap(edk, &manifest, &data_key, &all)).collect();
        assert!(wraps.iter().any(|(_, is_ours)| *is_ours), "{}: no wrap is made by us", case.id);
        let wraps: Vec<_> = wraps.into_iter().map(|(wrap, _)| wrap).collect();
        let message_id = array(&kat.message_id_hex);
        let SealedHeader { bytes, keys } =
            assemble(&data_key, &message_id, &stored, &omitted, &wraps, case.frame_length).unwrap();
        assert_eq!(*keys.expose_content_key(), array(&kat.content_key_hex), "{}", case.id);
        assert!(bytes.ends_with(&hex(&kat.header_tag_hex).unwrap()), "{}", case.id);
        let commit_key = hex(kat.commit_key_hex.as_deref().unwrap()).unwrap();
        assert!(bytes[..bytes.len() - 16].ends_with(&commit_key), "{}", case.id);
        let in_order = sealed_in_order(&keys, &plaintext, form(case), 1009);
        assert!([bytes.as_slice(), &in_order].concat() == message, "{}", case.id);

        // Backwards, each frame for itself, in place.
        let layout =
            Layout::of_plaintext(keys.header_len(), keys.frame_len(), plaintext.len() as u64, form(case)).unwrap();
        assert_eq!(layout.message_len(), message.len() as u64, "{}", case.id);
        let (engine, mut made) = (RustEngine::new(&keys), vec![0; message.len()]);
        made[..bytes.len()].copy_from_slice(&bytes);
        for index in (0..layout.frames()).rev() {
            let (position, range) = (layout.frame(index).unwrap(), layout.frame_range(index).unwrap());
            let frame = &mut made[range.start as usize..range.end as usize];
            let text = layout.frame_plaintext(index).unwrap();
            let text = &plaintext[text.start as usize..text.end as usize];
            frame[position.head_len()..][..text.len()].copy_from_slice(text);
            engine.seal_in_place(position, frame).unwrap();
        }
        assert!(made == message, "{} frame by frame", case.id);
    }
}

#[test]
fn a_context_that_only_the_reader_knows_must_be_given_and_be_right() {
    let manifest = manifest().unwrap();
    let case = manifest.cases.iter().find(|case| case.id == "0478-required-ec").unwrap();
    let (message, keys) = (message(case), [key(&manifest.keys["k1"]).unwrap()]);
    let context = |pairs: &[(&str, &str)]| EncryptionContext::of_pairs(pairs.iter().copied()).unwrap();
    let ended = |expected| opened_with(&message, 4096, &keys, &expected).1;
    assert_eq!(ended(expected_context(case)), Ok(()));
    let both = [("path", "/docs/ключ.txt"), ("stored", "yes")];
    assert_eq!(ended(context(&both)), Ok(()));
    assert_eq!(ended(context(&[("stored", "no")])), Err(MessageError::ContextDiffers));
    for wrong in
        [context(&[]), context(&[("path", "/docs/other.txt")]), context(&[("path", "/docs/ключ.txt"), ("x", "")])]
    {
        assert!(matches!(ended(wrong), Err(MessageError::CannotUnlock { .. })));
    }
}
