//! The words for people, but for those of `--help`, which stand with the options in `arguments`.

mod doctor;
mod failure;
mod message;

use std::fmt::Write;
use std::time::Duration;

use sealport_client::openssl::Candidate;

use crate::files::Place;

pub use doctor::{diagnosis, key_warning};
pub use failure::{Words, failure};
pub use message::{changed_while_read, facts, opened, sealed};

/// Ends `--help`.
pub const EXIT_CODES: &str = "\
Exit codes:
  0    done
  2    the command line is not right
  3    key or passphrase: missing, no key, or not the one that opens the file
  4    the file is damaged, cut short, or no sealed file
  5    a file could not be read or written, or exists
  6    something else
  130  interrupted";

pub const SEE_HELP: &str = "`sealport --help` lists what there is.";

pub const ASK_PASSPHRASE: &str = "Passphrase: ";
pub const ASK_NEW_PASSPHRASE: &str = "New passphrase: ";
pub const ASK_PASSPHRASE_AGAIN: &str = "Once more: ";

/// The two kinds of keys, within a sentence.
pub const SEALING_KEY: &str = "sealing key";
pub const SSEC_KEY: &str = "SSE-C key";

/// With every new SSE-C key.
pub const SSEC_KEY_NEVER_SEALS: &str = "\
This key is for requests to the storage, which sees it: never seal a file with it.";

/// After every file of openssl.
pub const NOT_TAMPER_PROOF: &str = "\
Not tamper-proof: openssl enc cannot tell whether somebody changed the file. Check what came out, then seal it again \
with `sealport seal`.";

pub const WEAK_PASSPHRASE: &str = "\
This passphrase may be guessed by whoever has the file. Six words that dice or a password manager chose cannot.";

/// Where something stands on the command line that no option takes: it may be a secret, and is not repeated.
pub const NOT_AN_ARGUMENT: &str = "There is one argument too many, or a value that an option does not take.";
pub const SECRETS_ARE_NO_ARGUMENTS: &str = "\
Keys and passphrases are never arguments, since others can read those: --key-file FILE, --passphrase to be asked, \
--passphrase-env VAR.";

/// A secret stands on the command line.
pub const SPILLED: &str = "\
A key or passphrase stands where a name is expected; it is not repeated here.";
pub const AFTER_SPILLING: &str = "\
Put it into a file or a variable and give the name of that: --key-file FILE, --key-env VAR, --passphrase-env VAR; \
--passphrase asks for one. It is in your shell's history now, and others on this machine may have seen it: delete it \
there, and better make a new one. If it is the name of a file after all, put ./ before it.";

/// In place of a value that an option refused.
pub const NOT_REPEATED: &str = "(not repeated here)";
pub const NO_VARIABLE_NAME: &str = "\
the name of a variable has letters, digits and _. If a key or passphrase stands there, it is in your shell's history now";

pub const SEVERAL_SETTINGS: &str = "Several settings fit this passphrase. Which of these looks right?";

pub const ASK_NUMBER: &str = "Number: ";

/// Where something comes from, within a sentence.
pub fn source(place: &Place) -> String {
    named(place, "standard input")
}

/// Where something goes to, within a sentence.
pub fn target(place: &Place) -> String {
    named(place, "standard output")
}

fn named(place: &Place, stream: &str) -> String {
    match place {
        Place::Standard => stream.to_owned(),
        Place::Path(path) => plain(&path.to_string_lossy()),
    }
}

/// Text of others without what would move a terminal's cursor or turn the writing around.
pub fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\'' | '"' | '\\') {
            shown.push(letter);
        } else {
            shown.extend(letter.escape_debug());
        }
    }
    shown
}

/// `1 byte`, `917 bytes`, `12.3 MiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    match bytes {
        1 => return "1 byte".to_owned(),
        0..1024 => return format!("{bytes} bytes"),
        _ => {}
    }
    let mut size = bytes as f64 / 1024.0;
    let mut unit = 0;
    while size >= 1023.95 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    format!("{size:.1} {}", UNITS.get(unit).unwrap_or(&"TiB"))
}

/// `412.0 MiB of 1.0 GiB, 830 MB/s, 1 s left`.
pub fn progress(done: u64, total: Option<u64>, after: Duration) -> String {
    let seconds = after.as_secs_f64().max(0.001);
    let mut line = size(done);
    if let Some(total) = total {
        let _ = write!(line, " of {}", size(total));
    }
    let _ = write!(line, ", {:.0} MB/s", done as f64 / seconds / 1e6);
    if let Some(total) = total.filter(|_| done > 0) {
        let left = total.saturating_sub(done) as f64 * seconds / done as f64;
        let _ = write!(line, ", {} left", time(left));
    }
    line
}

fn time(seconds: f64) -> String {
    let seconds = seconds.ceil() as u64;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// One line of a list to choose from: what a file of openssl would begin with.
pub fn choice(number: usize, candidate: &Candidate) -> String {
    let begins = String::from_utf8_lossy(candidate.first_bytes());
    format!("  {number}  {:<34} begins: {}", candidate.settings().to_string(), plain(&begins))
}

/// A file of openssl was opened.
pub fn opened_import(from: &Place, to: &Place, len: u64, settings: &str) -> String {
    format!("Opened {} to {}: {} (openssl enc {settings}).", source(from), target(to), size(len))
}

/// A key was made.
pub fn key_made(kind: &str, fingerprint: &str, file: &Place) -> String {
    format!("New {kind} {fingerprint} in {}.\nKeep a copy: what is locked with it is lost without it.", target(file))
}

/// What a key file holds.
pub fn key_facts(form: &str, sealing: &str, ssec: &str, md5: &str) -> String {
    format!(
        "A whole key of 256 bits, as {form}.\n\
         As a sealing key it is named  sealport/{sealing}\n\
         As an SSE-C key               {ssec}, MD5 {md5}\n\
         A key has one job: the storage sees every SSE-C key, so never seal with one."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_others_moves_no_cursor() {
        assert_eq!(plain("a\x1b[2Jb\r\n\u{202e}c"), r"a\u{1b}[2Jb\r\n\u{202e}c");
        assert_eq!(plain("Grüße 'x' \"y\" \\z"), "Grüße 'x' \"y\" \\z");
    }

    #[test]
    fn sizes_have_the_unit_that_fits() {
        for (bytes, shown) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1023, "1023 bytes"),
            (1024, "1.0 KiB"),
            ((1 << 20) - 1, "1.0 MiB"),
            (1 << 30, "1.0 GiB"),
            (u64::MAX, "16777216.0 TiB"),
        ] {
            assert_eq!(size(bytes), shown);
        }
    }

    #[test]
    fn progress_tells_speed_and_time_left_where_the_end_is_known() {
        let after = Duration::from_secs(2);
        assert_eq!(progress(2_000_000, Some(6_000_000), after), "1.9 MiB of 5.7 MiB, 1 MB/s, 4 s left");
        assert_eq!(progress(2_000_000, None, after), "1.9 MiB, 1 MB/s");
        assert_eq!(progress(0, Some(1), Duration::ZERO), "0 bytes of 1 byte, 0 MB/s");
        assert_eq!(time(3_725.0), "1 h 2 min");
        assert_eq!(time(61.2), "1 min 2 s");
    }
}
