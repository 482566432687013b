//! What the key doctor's findings are called, and what to do.

use sealport_client::{KeyContainer, KeyDiagnosis, KeyForm, KeyWarning};

use super::Words;
use super::failure::words;

const REPAIR: &str = "The key itself is whole. The page's key import shows it and takes it as it was meant.";
const AGAIN: &str = "Copy the whole key again from where it is kept.";
const LOST: &str = "Nothing opens with it. Look for the original key file; a shell variable cannot hold raw bytes.";
const MAKE: &str = "`sealport key new` makes one.";

fn form(form: KeyForm) -> &'static str {
    match form {
        KeyForm::Base64 => "base64",
        KeyForm::Hex => "hex",
        _ => "raw bytes",
    }
}

/// What is wrong with something that was given as a key.
pub fn diagnosis(diagnosis: KeyDiagnosis) -> Words {
    match diagnosis {
        KeyDiagnosis::Empty => words("It is empty.", MAKE),
        KeyDiagnosis::FileTooLong { .. } => {
            words("It is too long for one: a key file has 32 bytes, or one line of text.", MAKE)
        }
        KeyDiagnosis::BytesLost { found, .. } => {
            words(format!("{found} of 32 bytes are there; a shell variable most likely dropped the rest."), LOST)
        }
        KeyDiagnosis::WrongLength { found, form: as_form } => {
            words(format!("Read as {} it makes {found} bytes; a key has 32.", form(as_form)), AGAIN)
        }
        KeyDiagnosis::LineEndAttached { .. } => words("The 32 bytes have a line end after them.", REPAIR),
        KeyDiagnosis::EncodedTwice { outer, inner } => {
            words(format!("It was encoded twice: {} within {}.", form(inner), form(outer)), REPAIR)
        }
        KeyDiagnosis::ExtraCharacters { count, .. } => words(
            format!("{count} characters in or around it do not belong there, such as spaces, quotes or colons."),
            REPAIR,
        ),
        KeyDiagnosis::AmongText => words("The key stands among other text.", REPAIR),
        KeyDiagnosis::PlusesBecameSpaces { count } => {
            words(format!("It has a space in place of each + ({count}): something read it as a form's field."), REPAIR)
        }
        KeyDiagnosis::MixedAlphabets => words("It mixes the two alphabets of base64.", REPAIR),
        KeyDiagnosis::HexLength { digits } => words(format!("It has {digits} hex digits; a key has 64."), AGAIN),
        KeyDiagnosis::Base64Length { symbols } => {
            words(format!("It has {symbols} characters of base64; a key has 43, and = at the end."), AGAIN)
        }
        KeyDiagnosis::Base64LastCharacter => {
            words("Its last character cannot be right: a character was lost or changed.", AGAIN)
        }
        KeyDiagnosis::ForeignCharacters { form: of, position, .. } => words(
            format!("Character {position} does not belong into {}.", form(of)),
            "Compare it with the original. A capital O is often taken for a zero, a small l for a one.",
        ),
        KeyDiagnosis::LikeMd5 { .. } => words(
            "16 bytes are an MD5 rather than a key.",
            "Look for the key that it came with; it cannot be computed from the MD5.",
        ),
        KeyDiagnosis::ThirtyTwoCharacters => words(
            "32 characters of text are no encoded key, though some tools take them as one.",
            "To open what was stored with exactly these characters, import them in the page. Seal with a new key.",
        ),
        KeyDiagnosis::Utf16 { holds_key: true } => words("It is stored as UTF-16.", REPAIR),
        KeyDiagnosis::Utf16 { .. } => words("It is text in UTF-16, without a key in it.", MAKE),
        KeyDiagnosis::ByteOrderMark => words("An editor put a byte order mark before it.", REPAIR),
        KeyDiagnosis::BytesAsCharacters { .. } => words("Its bytes were stored as characters of text.", REPAIR),
        KeyDiagnosis::ReplacedBytes { count, .. } => {
            words(format!("A program read it as text and overwrote {count} places of it."), LOST)
        }
        KeyDiagnosis::OtherFile { container } => {
            words(format!("It is {}.", other(container)), "A key here is 32 random bytes and nothing else.")
        }
        KeyDiagnosis::NotEncoded { .. } => {
            words("It is neither base64 nor hex nor 32 bytes: a password, or another text.", MAKE)
        }
        other => words(format!("{other}."), AGAIN),
    }
}

fn other(container: KeyContainer) -> &'static str {
    match container {
        KeyContainer::PemPrivateKey => "a private key in PEM",
        KeyContainer::PemPublicKey => "a public key in PEM",
        KeyContainer::PemCertificate => "a certificate",
        KeyContainer::Pem => "a PEM file",
        KeyContainer::Pgp => "a PGP block",
        KeyContainer::SshPrivateKey => "an SSH private key",
        KeyContainer::SshPublicKey => "an SSH public key",
        KeyContainer::Putty => "a PuTTY key",
        KeyContainer::AgeKey => "an age key",
        KeyContainer::AgeFile => "a file encrypted by age",
        KeyContainer::Json => "JSON",
        KeyContainer::Der => "a key or certificate in DER",
        KeyContainer::Gzip => "a gzip file",
        KeyContainer::Zip => "a zip file",
        _ => "a file of another tool",
    }
}

/// A whole key that is easy to guess.
pub fn key_warning(warning: KeyWarning) -> &'static str {
    match warning {
        KeyWarning::AllBytesEqual => "Easy to guess: all its bytes are the same. Do not seal with it.",
        KeyWarning::CountingBytes => "Easy to guess: its bytes count in even steps. Do not seal with it.",
        KeyWarning::RepeatingPattern => "Easy to guess: its bytes repeat a short pattern. Do not seal with it.",
        _ => "Easy to guess: all its bytes are characters one can type. Do not seal with it.",
    }
}
