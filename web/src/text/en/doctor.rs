//! The words of the key doctor: what is wrong with a key and what to do.

use super::sentence;
use crate::state::doctor::{ByteMarks, Refusal};
use crate::state::format::grouped;
use crate::state::keyring::Job;
use sealport_client::{KeyContainer, KeyDiagnosis, KeyForm, KeyWarning};

pub const DOCTOR_MAKE: &str = "Make a new key";
pub const DOCTOR_TERMINAL: &str = "How to make one in a terminal";
pub const DOCTOR_COMMAND: &str = "openssl rand -out customer.key 32";
pub const DOCTOR_COMMAND_WHY: &str =
    "It writes the 32 bytes straight into a file, past the shell. Choose that file here.";
const DOCTOR_COMPARE: &str = "Copy the whole key again from where it is kept, or choose its file.";
const DOCTOR_NOTHING_ADDED: &str = "Nothing is added to the key and nothing guessed: it has no other reading.";

/// What the doctor says of one refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorSays {
    /// What it is.
    pub title: String,
    /// How it most likely came about.
    pub cause: String,
    /// What follows.
    pub advice: Option<String>,
}

pub(super) fn doctor_says(
    title: impl Into<String>,
    cause: impl Into<String>,
    advice: impl Into<Option<&'static str>>,
) -> DoctorSays {
    DoctorSays { title: title.into(), cause: cause.into(), advice: advice.into().map(str::to_owned) }
}

fn bytes(count: u64) -> String {
    if count == 1 { "1 byte".to_owned() } else { format!("{} bytes", grouped(count)) }
}

fn form(form: KeyForm) -> &'static str {
    match form {
        KeyForm::Base64 => "base64",
        KeyForm::Hex => "hex",
        _ => "raw bytes",
    }
}

/// What is wrong with something that was given as a key.
#[must_use]
pub fn doctor(refusal: Refusal) -> DoctorSays {
    match refusal {
        Refusal::NoKey(diagnosis) => doctor_no_key(diagnosis),
        Refusal::HasOtherJob { has } => has_other_job(has),
        Refusal::EasyToGuess(warning) => {
            let cause = match warning {
                KeyWarning::AllBytesEqual => "All its 32 bytes are the same.",
                KeyWarning::CountingBytes => "Its bytes count up or down in even steps.",
                KeyWarning::RepeatingPattern => "Its bytes are a short pattern that repeats.",
                _ => {
                    "All its bytes are characters one can type: a password, or the text of a shorter key that was \
                    never decoded."
                }
            };
            doctor_says(
                "This key is easy to guess",
                cause,
                "It works, and objects may exist under it: import it to read those. Encrypt new ones with a new key.",
            )
        }
    }
}

/// A key that was given for one job has the other.
fn has_other_job(has: Job) -> DoctorSays {
    match has {
        Job::SseC => doctor_says(
            "This key is an SSE-C key here",
            "The storage sees SSE-C keys. What is sealed with one is not sealed from the storage.",
            "Make a new key for sealing.",
        ),
        Job::Sealing => doctor_says(
            "This key is a sealing key here",
            "Sent as an SSE-C key, it would be seen by the storage, which could then open the files sealed with it.",
            "Make a new key for SSE-C.",
        ),
    }
}

fn doctor_no_key(diagnosis: KeyDiagnosis) -> DoctorSays {
    match diagnosis {
        KeyDiagnosis::Empty => doctor_says(
            "Nothing was given",
            "A key has 32 bytes: 44 characters of base64, 64 hex digits, or a file of 32 bytes.",
            None,
        ),
        KeyDiagnosis::FileTooLong { found } => doctor_says(
            "Too long for a key",
            format!("This file has {}; a key file has 32, or one line of text. It was not looked at.", bytes(found)),
            None,
        ),
        KeyDiagnosis::BytesLost { found, form } => {
            let short = ["", "one", "two", "three"].get(32usize.saturating_sub(found)).copied().unwrap_or("some");
            let mut cause =
                "A shell variable most likely dropped the rest. Such variables cannot hold a zero byte and \
                lose line ends at their end, which hits about one random key in eight. Without quotes around the \
                variable spaces go too, and it is one in seven."
                    .to_owned();
            if found == 30 && form == KeyForm::Base64 {
                cause.push_str(" Or this is no key: secret access keys often have 40 characters, as this has.");
            }
            doctor_says(
                format!("{found} bytes, {short} short of a key"),
                cause,
                "Nothing can be encrypted with it, and no storage accepts it. If files exist under this key, look for \
                    the original bytes: a key file, not the variable.",
            )
        }
        KeyDiagnosis::WrongLength { found, form: KeyForm::Raw } => doctor_says(
            format!("{}; a key has 32", bytes(found as u64)),
            "A key file holds the 32 bytes and nothing else, or one line of text.",
            DOCTOR_COMPARE,
        ),
        KeyDiagnosis::WrongLength { found, form: as_form } => doctor_says(
            format!("{}; a key has 32", bytes(found as u64)),
            format!(
                "That is what it makes when read as {}. It may {}, or be something else: a password, an access key.",
                form(as_form),
                if found < 32 { "be cut" } else { "have more after it" }
            ),
            DOCTOR_COMPARE,
        ),
        KeyDiagnosis::LineEndAttached { found, .. } => doctor_says(
            "A key with a line end after it",
            format!("{}: 32, then the line end that echo and editors add.", bytes(found as u64)),
            DOCTOR_NOTHING_ADDED,
        ),
        KeyDiagnosis::EncodedTwice { outer, inner } => doctor_says(
            "A key, encoded twice",
            format!(
                "Decoded once, this {} is still a text: the key in {}. Some tools encode a key that is encoded already.",
                form(outer),
                form(inner)
            ),
            DOCTOR_NOTHING_ADDED,
        ),
        KeyDiagnosis::ExtraCharacters { form: of, count } => doctor_says(
            if count == 1 {
                "A key with 1 character more".to_owned()
            } else {
                format!("A key with {count} characters more")
            },
            format!(
                "Spaces, line breaks, quotes or the like stand in or around it. Without them it is a whole key in {}.",
                form(of)
            ),
            DOCTOR_NOTHING_ADDED,
        ),
        KeyDiagnosis::AmongText => doctor_says(
            "A key among other text",
            "One word of this is a whole key in base64, as in a header or a line of settings.",
            DOCTOR_NOTHING_ADDED,
        ),
        KeyDiagnosis::SeveralKeys { count } => doctor_says(
            format!("{count} keys, and only one can be used"),
            "Each of them is a whole key, and nothing here tells which one is meant.",
            "Paste the one that you need. If you do not know which, try each: the wrong ones change nothing.",
        ),
        KeyDiagnosis::PlusesBecameSpaces { count } => doctor_says(
            "A key in which + became a space",
            format!(
                "Forms and addresses write a space as +, and something read the key as one of them. With + in place of {}, \
                 it has 32 bytes.",
                if count == 1 { "the space".to_owned() } else { format!("the {count} spaces") }
            ),
            DOCTOR_NOTHING_ADDED,
        ),
        KeyDiagnosis::MixedAlphabets => doctor_says(
            "A key in two alphabets",
            "Base64 has two: one with + and /, one with - and _. This mixes them, but each character stands for the \
                same bits in either.",
            DOCTOR_NOTHING_ADDED,
        ),
        KeyDiagnosis::HexLength { digits } if digits < 64 => doctor_says(
            format!("{digits} hex digits; a key has 64"),
            "Some are missing: programs drop zeros at the start, and copying loses the end. Which ones, nothing here tells.",
            DOCTOR_COMPARE,
        ),
        KeyDiagnosis::HexLength { digits } => doctor_says(
            format!("{digits} hex digits; a key has 64"),
            "There are too many: two keys, or something copied with it.",
            DOCTOR_COMPARE,
        ),
        KeyDiagnosis::Base64Length { symbols } => doctor_says(
            format!("{symbols} characters of base64; a key has 43"),
            if symbols < 43 {
                "Not counting the = at the end, some are missing. They were most likely lost in copying."
            } else {
                "Not counting the = at the end, there are too many. Something was most likely copied with it."
            },
            DOCTOR_COMPARE,
        ),
        KeyDiagnosis::Base64LastCharacter => doctor_says(
            "The last character is wrong",
            "43 characters of base64 carry two bits more than a key has, and here they are not empty: a character was \
                lost or changed.",
            DOCTOR_COMPARE,
        ),
        KeyDiagnosis::ForeignCharacters { form: of, count, position } => doctor_says(
            format!("Character {position} does not belong into {}", form(of)),
            if count == 1 {
                "All the others do.".to_owned()
            } else {
                format!("It is the first of {count} such characters.")
            },
            "Compare it with the original. A capital O is often taken for a zero, a small l for a one.",
        ),
        KeyDiagnosis::LikeMd5 { form: KeyForm::Hex } => doctor_says(
            "16 bytes: an MD5 rather than a key",
            "32 hex digits are also what OVHcloud gives as access keys and secret keys. No key can be computed from any \
                of these.",
            "If a program took the 32 characters themselves as the key, save them in a file without a line end and \
                choose that file.",
        ),
        KeyDiagnosis::LikeMd5 { .. } => doctor_says(
            "16 bytes: an MD5 rather than a key",
            "The MD5 that goes with an SSE-C key has this length. It names the key; the key cannot be computed from it.",
            "Look for the key that it came with.",
        ),
        KeyDiagnosis::ThirtyTwoCharacters => doctor_says(
            "32 characters of text, not an encoded key",
            "A key is 32 random bytes, written as 44 characters of base64 or 64 hex digits. Some tools take 32 \
                characters as they are; objects stored that way need exactly these.",
            "Text can be guessed. Use it to read what exists, and encrypt new files with a new key.",
        ),
        KeyDiagnosis::Utf16 { holds_key: true } => doctor_says(
            "A key, stored as UTF-16",
            "A Windows program wrote two bytes for each character. The text itself is a whole key.",
            DOCTOR_NOTHING_ADDED,
        ),
        KeyDiagnosis::Utf16 { .. } => doctor_says(
            "Text stored as UTF-16",
            "There is no key in it. The > of PowerShell makes such files, and changes raw bytes on the way: a key that \
                went through it is lost.",
            "Let the program write its file itself, as below.",
        ),
        KeyDiagnosis::ByteOrderMark => doctor_says(
            "A key behind a byte order mark",
            "An editor put three invisible bytes before it.",
            DOCTOR_NOTHING_ADDED,
        ),
        KeyDiagnosis::BytesAsCharacters { found } => doctor_says(
            "A key whose bytes were stored as text",
            format!("A program wrote each byte as a character, so that 32 became {found}. All 32 can be read back."),
            DOCTOR_NOTHING_ADDED,
        ),
        KeyDiagnosis::ReplacedBytes { count, .. } => doctor_says(
            if count == 1 {
                "1 place of this key was overwritten".to_owned()
            } else {
                format!("{count} places of this key were overwritten")
            },
            "A program read its bytes as text and put a replacement character wherever it could not. What stood there \
                is gone.",
            "If files exist under this key, look for a copy that no text program touched.",
        ),
        KeyDiagnosis::OtherFile { container } => doctor_says(
            format!("{}, not an SSE-C key", doctor_container(container)),
            if container == KeyContainer::Json {
                "An SSE-C key is 32 bytes and nothing else. Of a JSON Web Key of type oct, the value named k is the key: \
                    paste that."
            } else {
                "An SSE-C key is 32 bytes and nothing else. This belongs to another tool."
            },
            None,
        ),
        KeyDiagnosis::NotEncoded { found } => doctor_says(
            "Neither base64 nor hex",
            format!("{} that cannot be read as a key: a password, or another text.", bytes(found as u64)),
            DOCTOR_COMPARE,
        ),
        other => doctor_says("This is no key", sentence(&other.to_string()), None),
    }
}

fn doctor_container(container: KeyContainer) -> &'static str {
    match container {
        KeyContainer::PemPrivateKey => "A private key in PEM",
        KeyContainer::PemPublicKey => "A public key in PEM",
        KeyContainer::PemCertificate => "A certificate",
        KeyContainer::Pem => "A PEM file",
        KeyContainer::Pgp => "A PGP block",
        KeyContainer::SshPrivateKey => "An SSH private key",
        KeyContainer::SshPublicKey => "An SSH public key",
        KeyContainer::Putty => "A PuTTY key",
        KeyContainer::AgeKey => "An age key",
        KeyContainer::AgeFile => "A file encrypted by age",
        KeyContainer::Json => "JSON",
        KeyContainer::Der => "A key or certificate in DER",
        KeyContainer::Gzip => "A gzip file",
        KeyContainer::Zip => "A zip file",
        _ => "A file of another tool",
    }
}

/// The button that asks for the one thing the doctor offers.
#[must_use]
pub fn doctor_agree(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::EasyToGuess(_) | Refusal::HasOtherJob { .. } => "Import it all the same",
        Refusal::NoKey(diagnosis) => match diagnosis {
            KeyDiagnosis::LineEndAttached { .. } => "Use the 32 bytes before it",
            KeyDiagnosis::EncodedTwice { .. } | KeyDiagnosis::Utf16 { .. } => "Use the key inside",
            KeyDiagnosis::ExtraCharacters { .. } => "Use it without them",
            KeyDiagnosis::AmongText => "Use that word as the key",
            KeyDiagnosis::ThirtyTwoCharacters => "Use these characters as the key",
            KeyDiagnosis::ByteOrderMark => "Use the key behind it",
            KeyDiagnosis::BytesAsCharacters { .. } => "Use the 32 bytes",
            _ => "Use it as it was meant",
        },
    }
}

/// The row of marks, for those who hear it.
#[must_use]
pub fn bytes_present(marks: ByteMarks) -> String {
    match marks {
        ByteMarks { surplus: 0, present, .. } => format!("{present} of 32 bytes present"),
        ByteMarks { surplus, .. } => format!("32 bytes and {surplus} more"),
    }
}
