//! What must be refused, and how.

use sealport_core::message::{
    Header, HeaderFault, HeaderLimits, HeaderProgress, Lookalike, MessageError, MessageErrorKind,
};
use sealport_vectors::{Expect, NegativeCase, hex, manifest, read};

use super::{key, opened};

/// The error that tells the truth about a case, where only one does.
fn truth(case: &NegativeCase) -> Option<MessageError> {
    let frame = |frame| Some(MessageError::TamperedFrame { frame });
    let order = |expected| Some(MessageError::FrameOutOfOrder { expected });
    let cut = |frames| Some(MessageError::CutShort { frames });
    let fault = |fault, offset| Some(MessageError::MalformedHeader { fault, offset });
    match case.id.as_str() {
        "s-flip-commit_key"
        | "s-flip-commit_key-first"
        | "s-flip-header_tag-first"
        | "s-flip-message_id"
        | "s-flip-message_id-first"
        | "s-commit-zero-reauth" => Some(MessageError::AlteredHeader),
        "s-frame1-iv-high" | "s-frame1-ct-last" | "s-frame1-tag-last" | "s-single-block-aad" | "s-splice-body" => {
            frame(1)
        }
        "s-frame1-seq" | "s-seq-from-2" => order(1),
        "s-seq-gap" | "s-dup-1" => order(2),
        "s-final-iv" | "s-final-ct" | "s-splice-final" | "s-final-with-frame-aad" => frame(4),
        "s-final-marker" => order(4),
        "s-trunc-0" => Some(MessageError::NotSealed { looks_like: Some(Lookalike::Empty) }),
        "s-openssl-magic" => Some(MessageError::NotSealed { looks_like: Some(Lookalike::OpensslEnc) }),
        "s-trunc-in-frame2" => cut(1),
        "s-trunc-in-frame3" => cut(2),
        "s-trunc-final-seq" | "s-trunc-final-length" | "s-trunc-final-last-byte" => cut(3),
        id if id.starts_with("s-trunc-") => cut(0),
        "s-trailing-16" | "s-trailing-message" | "s-double-final" => Some(MessageError::TrailingBytes),
        "s-v1-with-0478" => fault(HeaderFault::SuiteOfOtherVersion, 2),
        "s-ec-duplicate" => fault(HeaderFault::ContextKeyTwice, 35),
        "s-ec-extra-bytes" => fault(HeaderFault::ContextLength, 35),
        "s-ec-bad-utf8" => fault(HeaderFault::ContextNotUtf8, 35),
        "s-pubkey-in-unsigned" => fault(HeaderFault::ContextKeyOfSignature, 35),
        "s-content-type-1" => Some(MessageError::NotFramed),
        "s-edk-count-65535" => Some(MessageError::TooManyDataKeys { found: 65_535, limit: 32 }),
        _ => None,
    }
}

#[test]
fn every_bad_message_is_refused_with_the_truth_and_releases_nothing_unauthenticated() {
    let manifest = manifest().unwrap();
    for case in &manifest.negative {
        let message = read(&case.file).unwrap();
        assert_eq!(message.len(), case.length, "{}", case.id);
        let keys: Vec<_> = case.keys.iter().filter_map(key).collect();
        let base = manifest.cases.iter().find(|base| base.id == case.base).unwrap().plaintext().unwrap();
        let plaintext = case.plaintext_hex.as_deref().map_or(base, |text| hex(text).unwrap());
        for piece in [1, 7, usize::MAX] {
            let (released, ended) = opened(&message, piece, &keys);
            let what = format!("{} ({}) in pieces of {piece}: {ended:?}", case.id, case.why);
            assert!(plaintext.starts_with(&released), "{what}");
            match (case.expect, ended) {
                (Expect::Either, Ok(())) => assert!(released == plaintext, "{what}"),
                (Expect::Reject, Ok(())) => panic!("{what}"),
                (_, Err(error)) => {
                    assert!(released.len() <= case.may_release_at_most, "{what}, {} bytes", released.len());
                    if let Some(truth) = truth(case) {
                        assert_eq!(error, truth, "{what}");
                    }
                    let kind = error.kind();
                    match case.layer.as_str() {
                        "signature" => assert_eq!(kind, MessageErrorKind::UnsupportedSuite, "{what}"),
                        "unwrap" => assert_eq!(kind, MessageErrorKind::CannotUnlock, "{what}"),
                        "frame" | "commitment" => assert_eq!(kind, MessageErrorKind::Tampered, "{what}"),
                        _ => {}
                    }
                }
            }
        }
    }
}

#[test]
fn a_limit_of_the_reader_s_own_replaces_the_usual_one() {
    let message = read("neg/s-edk-count-65535.bin").unwrap();
    let limits = HeaderLimits { data_keys: u16::MAX, ..HeaderLimits::default() };
    // It has no more keys than the message it was made of, so that the rest is read as keys, and ends or is too long.
    match Header::parse(&message, &limits) {
        Ok(HeaderProgress::Incomplete { need_at_least }) => assert!(need_at_least > message.len()),
        other => assert_eq!(other, Err(MessageError::HeaderTooLarge { limit: 128 << 10 })),
    }
}
