//! The words of what is wrong with a sealed file: what happened, and what to do.

use super::{count, size};
use crate::state::format::grouped;
use sealport_client::message::{CostFigure, Lookalike, MessageError};

/// Title and advice of a sealed file's fault. Every one ends with what helps.
#[must_use]
pub fn sealed_fault(error: &MessageError) -> (&'static str, String) {
    use MessageError as E;
    match error {
        E::NotSealed { looks_like } => ("This is not a sealed file", not_sealed(*looks_like)),
        E::UnsupportedSuite { suite } => (
            "Sealed in a way that is not supported",
            format!(
                "It was made with suite {suite} of the AWS Encryption SDK. This page opens suite 0x0478 only. Open it \
                 with the official decryptor."
            ),
        ),
        E::NotFramed => (
            "Sealed in one piece",
            "It has no frames, so nothing of it could be checked before its end. Open it with the official decryptor \
             of the AWS Encryption SDK."
                .to_owned(),
        ),
        E::MalformedHeader { offset, .. } => (
            "The start of the sealed file is damaged",
            format!("Its header makes no sense at byte {}. Take another copy of the file.", grouped(*offset as u64)),
        ),
        E::HeaderTooLarge { .. } | E::TooManyDataKeys { .. } | E::FrameTooLarge { .. } | E::TooManyFrames => (
            "This sealed file is beyond what this page reads",
            "Its header asks for more than is safe to give to a file. If it comes from a source that you trust, open it \
             with the official decryptor of the AWS Encryption SDK."
                .to_owned(),
        ),
        E::NoKeyFits { wanted, foreign } => ("Sealed for other keys", no_key_fits(wanted, *foreign)),
        E::CannotUnlock { tried, .. } if tried.iter().all(|name| name.is_passphrase()) => (
            "Wrong passphrase, or the start of the file was altered",
            "Check capital letters, blanks and the keyboard's language, then try again. Nobody can tell the two apart."
                .to_owned(),
        ),
        E::CannotUnlock { context_pairs: 2.., .. } => (
            "Wrong key, or the start of the file was altered, or the Node SDK made it",
            "A key of the right name did not open it. Import the right key, or take another copy of the file. If the AWS \
             Encryption SDK for Node made it without its setting utf8Sorting, only that SDK opens it."
                .to_owned(),
        ),
        E::CannotUnlock { .. } => (
            "Wrong key, or the start of the file was altered",
            "A key of the right name did not open it. Import the right key, or take another copy of the file.".to_owned(),
        ),
        E::ContextDiffers => (
            "This sealed file belongs elsewhere",
            "It is whole, but it was sealed as something else. Ask who put it here.".to_owned(),
        ),
        E::AlteredHeader => (
            "The start of the sealed file was altered",
            "The key is the right one, and the rest of the header is not what was sealed with it. Nothing was saved. \
             Take another copy of the file."
                .to_owned(),
        ),
        E::TamperedFrame { frame } => (
            "The sealed file is damaged",
            format!(
                "Frame {} is not what was sealed: it was altered or damaged. Nothing was saved. Take another copy of the \
                 file.",
                grouped(u64::from(*frame))
            ),
        ),
        E::FrameOutOfOrder { expected } => (
            "A piece of the sealed file is missing",
            format!(
                "Where frame {} belongs, another one stands. Nothing was saved. Take another copy of the file.",
                grouped(u64::from(*expected))
            ),
        ),
        E::CutShort { frames } => (
            "The sealed file is cut short",
            format!(
                "It ends after {}. Nothing was saved. Copy or download it again, whole.",
                count(*frames as usize, "whole frame", "whole frames")
            ),
        ),
        E::ImpossibleLength { found } => (
            "The sealed file is cut short, or something was added",
            format!(
                "No sealed file of this kind is {} bytes long. Nothing was saved. Copy or download it again, whole.",
                grouped(*found)
            ),
        ),
        E::TrailingBytes => (
            "Something follows the sealed file",
            "There are bytes after its end. Nothing was saved. Take another copy of the file.".to_owned(),
        ),
        E::KdfTooCostly { figure, found, .. } => (
            "The file's passphrase asks for too much work",
            format!(
                "It asks for {}, more than is safe to give to a file. Open it with a key, if it has one.",
                cost(*figure, *found)
            ),
        ),
        E::TooManyPassphrases { found, limit } => (
            "The file has too many passphrases",
            format!("It has {found}; up to {limit} are tried. Open it with a key, if it has one."),
        ),
        E::MalformedPassphrase => (
            "What the file says of its passphrase is damaged",
            "Its cost or salt cannot be read. Open it with a key, if it has one, or take another copy of the file."
                .to_owned(),
        ),
        E::RecipientsNotAllowed { limit } => (
            "Choose who can open it",
            format!("A file is sealed for 1 to {limit} keys and passphrases. Choose at least one."),
        ),
        _ => (
            "The file cannot be sealed like this",
            "Please report it with the details below, which contain no key.".to_owned(),
        ),
    }
}

fn not_sealed(looks_like: Option<Lookalike>) -> String {
    match looks_like {
        Some(Lookalike::Base64OfMessage) => {
            "It is the base64 text of a sealed file. Decode it first, then open what comes out: base64 -d turns it back."
        }
        Some(Lookalike::OpensslEnc | Lookalike::OpensslEncBase64) => {
            "It was made by openssl enc. Open it under Local, with its passphrase."
        }
        Some(Lookalike::Age) => "It was made by age. Open it with the age program.",
        Some(Lookalike::PgpText) => "It is a PGP message. Open it with GnuPG or the like.",
        Some(Lookalike::Zip) => "It is a ZIP archive or an office document. Use it as it is, or choose another file.",
        Some(Lookalike::Gzip) => "It is a gzip archive. Use it as it is, or choose another file.",
        Some(Lookalike::Pdf) => "It is a PDF document. Use it as it is, or choose another file.",
        Some(Lookalike::Empty) => "It is empty. Take another copy of the file.",
        _ => "Its first bytes are not those of a sealed file. Use it as it is, or choose another file.",
    }
    .to_owned()
}

fn no_key_fits(wanted: &[sealport_client::message::WrappingKeyName], foreign: usize) -> String {
    let mut parts = wanted_parts(wanted);
    if foreign > 0 {
        parts.push(count(foreign, "key of a kind that is not supported", "keys of kinds that are not supported"));
    }
    if parts.is_empty() {
        return "It names no key that this page knows. Ask who sealed it.".to_owned();
    }
    format!(
        "It opens with {}, unless its start was altered. Import that key, or type the passphrase; if you are sure of yours, \
         take another copy of the file.",
        either(&parts)
    )
}

/// The keys that a file asks for, for people: `key 7F3A-K9QX`, `key demo/k1`, `a passphrase`.
#[must_use]
pub fn wanted_parts(wanted: &[sealport_client::message::WrappingKeyName]) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let keys = wanted.iter().filter(|name| !name.is_passphrase());
    for name in keys {
        parts.push(format!("key {}", key_label(name)));
    }
    match wanted.iter().filter(|name| name.is_passphrase()).count() {
        0 => {}
        1 => parts.push("a passphrase".to_owned()),
        many => parts.push(format!("one of {many} passphrases")),
    }
    parts
}

/// A key's name as people see it: eight characters of a fingerprint, or the whole name where it is another's.
#[must_use]
pub fn key_label(name: &sealport_client::message::WrappingKeyName) -> String {
    match name.fingerprint() {
        Some(fingerprint) => fingerprint.short(),
        None => crate::state::names::shown(&name.to_string()),
    }
}

/// One of several: `a, b or c`.
#[must_use]
pub fn either(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn cost(figure: CostFigure, found: u64) -> String {
    match figure {
        CostFigure::MemoryKib => format!("{} of memory", size(found.saturating_mul(1024))),
        CostFigure::Passes => format!("{} passes over the memory", grouped(found)),
        CostFigure::Lanes => format!("{} lanes", grouped(found)),
        _ => grouped(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sealport_client::message::{Suite, WrappingKeyName};

    fn named(text: &str) -> WrappingKeyName {
        WrappingKeyName::parse(text).unwrap()
    }

    #[test]
    fn each_fault_of_a_sealed_file_has_words_of_its_own() {
        let faults = [
            MessageError::NotSealed { looks_like: None },
            MessageError::UnsupportedSuite { suite: Suite::of_id(0x0578).unwrap() },
            MessageError::NotFramed,
            MessageError::NoKeyFits { wanted: vec![named("demo/k1")], foreign: 0 },
            MessageError::CannotUnlock { tried: vec![named("demo/k1")], context_pairs: 1 },
            MessageError::CannotUnlock { tried: vec![named("demo/k1")], context_pairs: 2 },
            MessageError::CannotUnlock { tried: vec![named("sealport-passphrase/x")], context_pairs: 0 },
            MessageError::AlteredHeader,
            MessageError::TamperedFrame { frame: 41 },
            MessageError::FrameOutOfOrder { expected: 2 },
            MessageError::CutShort { frames: 0 },
            MessageError::ImpossibleLength { found: 77 },
            MessageError::TrailingBytes,
            MessageError::MalformedPassphrase,
            MessageError::TooManyPassphrases { found: 9, limit: 4 },
            MessageError::KdfTooCostly { figure: CostFigure::MemoryKib, found: 4 << 20, limit: 1 << 20 },
        ];
        let titles: std::collections::HashSet<_> = faults.iter().map(|fault| sealed_fault(fault).0).collect();
        assert_eq!(titles.len(), faults.len());
        for fault in &faults {
            assert!(sealed_fault(fault).1.ends_with('.'), "{fault}");
        }
        assert!(sealed_fault(&faults[1]).1.contains("0x0578"));
        assert!(sealed_fault(&faults[8]).1.contains("Frame 41"));
    }

    #[test]
    fn the_keys_that_a_file_asks_for_are_named() {
        let wanted = [named("sealport/7F3AK9QX00000000"), named("demo/k1"), named("sealport-passphrase/x")];
        assert_eq!(either(&wanted_parts(&wanted)), "key 7F3A-K9QX, key demo/k1 or a passphrase");
        assert_eq!(either(&wanted_parts(&wanted[2..])), "a passphrase");
    }

    #[test]
    fn the_name_of_a_recipient_may_have_been_altered() {
        let fault = MessageError::NoKeyFits { wanted: vec![named("demo/k1")], foreign: 0 };
        assert!(sealed_fault(&fault).1.contains("key demo/k1, unless its start was altered"));
    }

    #[test]
    fn base64_of_a_sealed_file_is_told_from_other_files() {
        let said = |looks_like| sealed_fault(&MessageError::NotSealed { looks_like }).1;
        assert!(said(Some(Lookalike::Base64OfMessage)).contains("base64 -d"));
        assert_ne!(said(Some(Lookalike::Age)), said(None));
    }
}
