//! Messages that must be refused.

use sealport_client::ErrorCode;
use sealport_client::message::EncryptionContext;
use sealport_vectors::{Expect, NegativeCase, hex, manifest, read};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::desk::{Opened, downloaded, opened};
use crate::made::key;

fn judge(case: &NegativeCase, plaintext: &[u8], opened: Opened, how: &str) {
    let what = format!("{} ({}) {how}: {:?}", case.id, case.why, opened.outcome);
    assert!(plaintext.starts_with(&opened.released), "{what}");
    match (case.expect, opened.outcome) {
        (Expect::Either, Ok(_)) => assert!(opened.kept && opened.released == plaintext, "{what}"),
        (Expect::Reject, Ok(_)) => panic!("{what}"),
        (_, Err(error)) => {
            assert!(opened.released.len() <= case.may_release_at_most, "{what}, {} bytes", opened.released.len());
            assert!(!opened.kept, "{what}");
            match case.layer.as_str() {
                "signature" => assert_eq!(error.code(), ErrorCode::UnsupportedSuite, "{what}"),
                "unwrap" => assert_eq!(error.code(), ErrorCode::CannotUnlock, "{what}"),
                "commitment" => assert_eq!(error.code(), ErrorCode::Tampered, "{what}"),
                _ => assert_ne!(error.code(), ErrorCode::Bug, "{what}"),
            }
        }
    }
}

#[wasm_bindgen_test]
async fn every_bad_message_is_refused_and_gives_out_nothing_that_was_not_authenticated() {
    let manifest = manifest().unwrap();
    assert!(manifest.negative.len() >= 68);
    for case in &manifest.negative {
        let message = read(&case.file).unwrap();
        let keys: Vec<_> = case.keys.iter().filter_map(key).collect();
        let base = manifest.cases.iter().find(|base| base.id == case.base).unwrap().plaintext().unwrap();
        let plaintext = case.plaintext_hex.as_deref().map_or(base, |text| hex(text).unwrap());
        judge(case, &plaintext, opened(&message, &keys, &EncryptionContext::empty()).await, "as a file");
        for piece in [1, 7, 4099] {
            let how = format!("in pieces of {piece}");
            judge(case, &plaintext, downloaded(&message, piece, &keys).await, &how);
        }
    }
}
