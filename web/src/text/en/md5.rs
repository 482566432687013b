//! The words of the check of an MD5 that came with a key.

use super::{DoctorSays, doctor_says};
use sealport_client::{Md5Covers, Md5Diagnosis, Md5Form};

pub const MD5_CHECK: &str = "Check an MD5 you were given";
pub const MD5_LABEL: &str = "MD5 for this key";
pub const MD5_CHECK_IT: &str = "Check";
pub const MD5_COMMAND: &str = "openssl base64 -d -in customer.key | openssl md5 -binary | openssl base64";
const MD5_RIGHT_WAY: &str = "The header takes base64 of the MD5 over the 32 raw bytes. From a key file in base64:";

/// What an MD5 is that was given for a key.
#[must_use]
pub fn md5_said(found: Md5Diagnosis) -> DoctorSays {
    match found {
        Md5Diagnosis::Md5 { covers: Md5Covers::RawKey, form: Md5Form::Base64 } => {
            doctor_says("Right.", "It is the MD5 of this key, as the header takes it.", None)
        }
        Md5Diagnosis::Md5 { covers: Md5Covers::RawKey, form: Md5Form::Base64Variant } => doctor_says(
            "The right MD5, written another way.",
            "It is this key's, but in quotes or odd spaces, without == at its end, or with - and _ for + and /. The header takes the 24 \
             characters of base64 alone; storages refuse the rest.",
            MD5_RIGHT_WAY,
        ),
        Md5Diagnosis::Md5 { covers: Md5Covers::RawKey, .. } => doctor_says(
            "The right MD5, written in hex.",
            "It is this key's, but the header takes base64 of the 16 bytes, not their hex digits.",
            MD5_RIGHT_WAY,
        ),
        Md5Diagnosis::Md5 { covers: Md5Covers::Other, .. } => doctor_says(
            "Not of this key.",
            "It is most likely another key's, or was made of something else.",
            MD5_RIGHT_WAY,
        ),
        Md5Diagnosis::Md5 { covers, .. } => {
            let of = match covers {
                Md5Covers::RawKeyWithLineEnd => "the 32 bytes and a line end",
                Md5Covers::Base64Text => "the base64 text",
                Md5Covers::Base64TextWithLineEnd => "the base64 text and a line end",
                Md5Covers::HexText => "the hex text",
                _ => "the hex text and a line end",
            };
            doctor_says(
                format!("Made of {of}, not of the key."),
                "A storage that checks it refuses every request with this key.",
                MD5_RIGHT_WAY,
            )
        }
        Md5Diagnosis::TheKeyItself => doctor_says(
            "This is the key itself, not its MD5.",
            "It was taken out of the field. Where an MD5 was asked for, a key must not go.",
            MD5_RIGHT_WAY,
        ),
        Md5Diagnosis::Empty => {
            doctor_says("Nothing to check yet.", "Paste the MD5 that you were given into the field above.", None)
        }
        _ => {
            doctor_says("Not an MD5.", "An MD5 has 16 bytes: 24 characters of base64 or 32 hex digits.", MD5_RIGHT_WAY)
        }
    }
}
