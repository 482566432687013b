//! Every error has a kind and words, and neither says too much.

use std::collections::HashSet;

use super::*;

/// One of each variant; the match fails to compile when one is added.
fn all() -> Vec<MessageError> {
    let name = WrappingKeyName::parse("sealport/NAME").unwrap();
    use MessageError as E;
    let all = vec![
        E::NotSealed { looks_like: None },
        E::UnsupportedSuite { suite: Suite::of_id(0x0578).unwrap() },
        E::NotFramed,
        E::MalformedHeader { fault: HeaderFault::NoDataKeys, offset: 35 },
        E::HeaderTooLarge { limit: 1 },
        E::TooManyDataKeys { found: 33, limit: 32 },
        E::FrameTooLarge { found: 1 },
        E::NoKeyFits { wanted: vec![name.clone()], foreign: 0 },
        E::CannotUnlock { tried: vec![name], context_pairs: 0 },
        E::ContextDiffers,
        E::AlteredHeader,
        E::TamperedFrame { frame: 1 },
        E::FrameOutOfOrder { expected: 1 },
        E::CutShort { frames: 0 },
        E::TrailingBytes,
        E::ImpossibleLength { found: 1 },
        E::TooManyFrames,
        E::KdfTooCostly { figure: CostFigure::Passes, found: 17, limit: 16 },
        E::TooManyPassphrases { found: 5, limit: 4 },
        E::MalformedPassphrase,
        E::KeyNameNotAllowed { limit: 1 },
        E::KeyNameReserved,
        E::KeyNameHoldsSecret,
        E::ContextNotAllowed,
        E::FrameLengthNotAllowed,
        E::RecipientsNotAllowed { limit: 32 },
        E::OutOfRange,
    ];
    for error in &all {
        match error {
            E::NotSealed { .. } | E::UnsupportedSuite { .. } | E::NotFramed | E::MalformedHeader { .. } => {}
            E::HeaderTooLarge { .. } | E::TooManyDataKeys { .. } | E::FrameTooLarge { .. } | E::NoKeyFits { .. } => {}
            E::CannotUnlock { .. } | E::ContextDiffers | E::AlteredHeader | E::TamperedFrame { .. } => {}
            E::FrameOutOfOrder { .. } | E::CutShort { .. } | E::TrailingBytes | E::ImpossibleLength { .. } => {}
            E::TooManyFrames | E::KdfTooCostly { .. } | E::TooManyPassphrases { .. } | E::MalformedPassphrase => {}
            E::KeyNameNotAllowed { .. }
            | E::KeyNameReserved
            | E::KeyNameHoldsSecret
            | E::ContextNotAllowed
            | E::FrameLengthNotAllowed => {}
            E::RecipientsNotAllowed { .. } | E::OutOfRange => {}
        }
    }
    all
}

#[test]
fn every_error_has_words_of_its_own_and_every_kind_an_error() {
    let all = all();
    let words: HashSet<String> = all.iter().map(ToString::to_string).collect();
    assert_eq!(words.len(), all.len());
    let kinds: HashSet<_> = all.iter().map(MessageError::kind).collect();
    assert_eq!(kinds, MessageErrorKind::ALL.iter().copied().collect());
    let names: HashSet<_> = MessageErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names.len(), MessageErrorKind::ALL.len());
}

#[test]
fn a_costly_passphrase_is_refused_with_its_figure() {
    let error = PassphraseParams::parse("$argon2id$v=19$m=2097152,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA").unwrap_err();
    assert_eq!(error.to_string(), "the passphrase asks for too much work: memory in KiB 2097152, the limit is 1048576");
}

#[test]
fn debug_output_shows_no_key() {
    let sealing = SealingKey::from_bytes(*b"an-ascii-key-of-thirty-two-bytes");
    let key = WrappingKey::of_sealing_key(&sealing);
    let data_key = DataKey::from_bytes(*b"a-data-key-of-ascii-32-bytes-lng");
    let recipients = vec![Recipient { wrapping_key: key.clone(), iv: [0; 12] }];
    let context = EncryptionContext::empty();
    let new = NewMessage { data_key, message_id: [1; 32], context, recipients, frame_len: 128 };
    let header = new.seal().unwrap();
    let engine = (RustEngine::new(&header.keys), Opener::new(&header.keys), Sealer::new(&header.keys, FinalForm::Full));
    let shown = format!("{key:?} {new:?} {header:?} {engine:?}");
    let content_key = format!("{:?}", header.keys.expose_content_key());
    for secret in ["an-ascii", "97, 110, 45, 97", "a-data-key", "97, 45, 100, 97", content_key.trim_matches(['[', ']'])]
    {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
