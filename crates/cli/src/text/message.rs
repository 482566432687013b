//! What is said of sealed files.

use std::fmt::Write;

use sealport_client::message::{Header, Layout, Lookalike, MessageError, WrappingKeyName};

use super::failure::words;
use super::{SEE_HELP, Words, plain, size, source, target};
use crate::files::Place;

const FETCH_AGAIN: &str = "Fetch the file again from where it is kept, or use another copy.";

/// A key's name within a sentence.
fn named(name: &WrappingKeyName) -> String {
    if name.is_passphrase() { "a passphrase".to_owned() } else { plain(&name.to_string()) }
}

fn list<'a>(names: impl IntoIterator<Item = &'a WrappingKeyName>) -> String {
    let names: Vec<_> = names.into_iter().map(named).collect();
    if names.is_empty() { "keys of kinds that are not supported".to_owned() } else { names.join(", ") }
}

/// A file was sealed.
pub fn sealed(from: &Place, to: &Place, len: u64, names: &[&WrappingKeyName]) -> String {
    format!("Sealed {} to {}: {}. It opens with {}.", source(from), target(to), size(len), list(names.iter().copied()))
}

/// A file that was sealed was longer or shorter at its end than at its start.
pub fn changed_while_read(from: &Place, len: u64) -> String {
    format!(
        "{} changed while it was read: {} were sealed. Seal it again when nothing writes to it.",
        source(from),
        size(len)
    )
}

/// A file was opened.
pub fn opened(from: &Place, to: &Place, len: u64, name: &WrappingKeyName) -> String {
    format!("Opened {} to {}: {}, whole and unaltered, with {}.", source(from), target(to), size(len), named(name))
}

/// What a header says.
pub fn facts(header: &Header, names: &[WrappingKeyName], layout: Option<&Layout>) -> String {
    let mut said = format!("A sealed file, AWS Encryption SDK suite {}.\n", header.suite());
    for name in names {
        let _ = writeln!(said, "opens with    {}", plain(&name.to_string()));
    }
    if header.foreign_recipients() > 0 {
        let _ = writeln!(said, "              and {} of kinds that are not supported", header.foreign_recipients());
    }
    for (key, value) in header.context().pairs() {
        let _ = writeln!(said, "context       {} = {}", plain(key), plain(value));
    }
    let _ = writeln!(said, "frame length  {}", size(header.frame_len().into()));
    if let Some(layout) = layout {
        let _ = writeln!(said, "content       {}, {} bytes", size(layout.plaintext_len()), layout.plaintext_len());
    }
    said.push_str("Nothing of this is checked before the file is opened.");
    said
}

/// The keys at hand are not those that the file asks for.
pub(super) fn no_key_fits(wanted: &[WrappingKeyName], given: bool) -> Words {
    let next = "Give one of them: --key-file FILE, with --key-id NAMESPACE/NAME if that is its name; --passphrase for a \
        passphrase.";
    let what = format!("This file opens with {}.", list(wanted));
    if given {
        words(format!("{what} That is not what was given, or the header was altered."), next)
    } else {
        words(what, next)
    }
}

/// A file was not sealed or did not open.
pub(super) fn message(error: &MessageError) -> Words {
    match error {
        MessageError::NotSealed { looks_like } => not_sealed(*looks_like),
        MessageError::UnsupportedSuite { suite } => words(
            format!("This file was made with suite {suite}, which is not supported."),
            "Open it with an AWS Encryption SDK, as it was made.",
        ),
        MessageError::NotFramed => words(
            "This file was made without frames, which is not supported.",
            "Open it with an AWS Encryption SDK, as it was made.",
        ),
        MessageError::CannotUnlock { context_pairs: 2.., .. } => words(
            "Wrong key or passphrase, or the header was altered, or the Node SDK made it.",
            "Check which key belongs to it. By default the AWS Encryption SDK for Node sorts a context of several entries \
                in its own way: open such a file with that SDK, and make new ones with utf8Sorting: true.",
        ),
        MessageError::CannotUnlock { .. } => words(
            "Wrong key or passphrase, or the header was altered.",
            "Check which key belongs to it. If you are sure of the key, fetch the file again.",
        ),
        MessageError::AlteredHeader => words("The start of this file was altered after it was sealed.", FETCH_AGAIN),
        MessageError::MalformedHeader { offset, .. } => {
            words(format!("The start of this file is damaged, at byte {offset}."), FETCH_AGAIN)
        }
        MessageError::TamperedFrame { frame } => {
            words(format!("This file is damaged at frame {frame}: it is not what was sealed."), FETCH_AGAIN)
        }
        MessageError::FrameOutOfOrder { expected } => {
            words(format!("This file is damaged: frame {expected} is missing or out of order."), FETCH_AGAIN)
        }
        MessageError::CutShort { frames } => {
            let whole = if *frames == 1 { "frame" } else { "frames" };
            words(format!("This file was cut short, after {frames} whole {whole}."), FETCH_AGAIN)
        }
        MessageError::ImpossibleLength { found } => {
            words(format!("This file was cut short or added to: none like it has {found} bytes."), FETCH_AGAIN)
        }
        MessageError::TrailingBytes => words("Bytes were added after the end of this file.", FETCH_AGAIN),
        MessageError::HeaderTooLarge { .. } | MessageError::TooManyDataKeys { .. } => words(
            "The start of this file is longer than is read.",
            "Open it with an AWS Encryption SDK, if you trust who made it.",
        ),
        MessageError::FrameTooLarge { found } => words(
            format!("This file has frames of {}, longer than is read.", size((*found).into())),
            "Open it with an AWS Encryption SDK, if you trust who made it.",
        ),
        MessageError::KdfTooCostly { .. } | MessageError::TooManyPassphrases { .. } => words(
            format!("It was not tried: {error}."),
            "Open it with a key instead. Somebody may have made the file to keep this machine busy.",
        ),
        MessageError::MalformedPassphrase => {
            words("What this file says of its passphrase is damaged.", "Open it with a key, or fetch the file again.")
        }
        MessageError::TooManyFrames => words("This is longer than one sealed file can be.", "Seal it in pieces."),
        MessageError::KeyNameNotAllowed { .. } => words(
            "A key's name is a namespace, a slash and a name, up to 256 bytes each when sealing.",
            "Write it as in --key-id sealport/7F3AK9QX0M2N4P6R.",
        ),
        MessageError::KeyNameReserved => words(
            "A key file cannot have a name in the namespaces aws-kms or sealport-passphrase: other programs would take it for \
                a key of AWS, or ask for a passphrase.",
            "Nothing was sealed. Choose another namespace, as in --key-id clinic/archive.",
        ),
        MessageError::KeyNameHoldsSecret => words(
            "The name of a key holds a key or passphrase, and names stand in the file for all to read.",
            "Nothing was sealed. Give it another name with --key-id. The secret is in your shell's history now, and others \
                on this machine may have seen it: delete it there, and better make a new one.",
        ),
        MessageError::RecipientsNotAllowed { limit } => {
            words(format!("A file is sealed for 1 to {limit} keys."), "Seal it for fewer.")
        }
        other => words(format!("It did not work: {other}."), SEE_HELP),
    }
}

fn not_sealed(looks_like: Option<Lookalike>) -> Words {
    let is = match looks_like {
        Some(Lookalike::OpensslEnc | Lookalike::OpensslEncBase64) => {
            return words("This is a file of `openssl enc`.", "Open it with --openssl.");
        }
        Some(Lookalike::Base64OfMessage) => {
            return words("This is a sealed file as base64 text.", "Decode it first: base64 -d IN > OUT.");
        }
        Some(Lookalike::Empty) => "This file is empty, and no sealed file is.",
        Some(Lookalike::Age) => "This is a file of age, not a sealed file.",
        Some(Lookalike::PgpText) => "This is a file of PGP, not a sealed file.",
        Some(Lookalike::Zip | Lookalike::Gzip) => "This is an archive, not a sealed file.",
        Some(Lookalike::Pdf) => "This is a PDF document, not a sealed file.",
        _ => "This is not a sealed file, or its first bytes were altered.",
    };
    words(is, "Check that it is the file you mean.")
}
