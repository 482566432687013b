//! The words of local mode: sealing and opening files on this device.

use super::{count, either, key_label, sentence, size, size_of, speed, time_left, wanted_parts};
use crate::state::fault::Fault;
use crate::state::format::grouped;
use crate::state::local::{Complaint, Saved, SealedFacts, Step};

pub const LOCAL: &str = "Local";
pub const LOCAL_QUESTION: &str = "Only a file to seal or open?";
pub const LOCAL_OFFER: &str = "That needs no storage: it is done on this device.";
pub const LOCAL_USE: &str = "Use local mode";
pub const LOCAL_TITLE: &str = "Seal or open a file here";
pub const LOCAL_LEAD: &str = "No storage and no connection needed. Sealed files are opened, all others are sealed.";
pub const LOCAL_CONNECT: &str = "Connect a storage";
pub const LOCAL_DROP: &str = "Drop files";
pub const LOCAL_OR: &str = " or ";
pub const LOCAL_CHOOSE: &str = "choose them";
pub const LOCAL_FILES: &str = "Files to seal or open";
pub const LOCAL_STAY: &str = "They do not leave this device.";
pub const LOCAL_DROP_HERE: &str = "Drop to seal or open here";
pub const LOCAL_FORMAT: &str = "The format is public (AWS Encryption SDK, AES-256-GCM). Official tools for Python, Node and \
    others open these files without us.";
pub const LOCAL_MORE: &str = "Add files";
pub const LOCAL_OTHER: &str = "Other file";
pub const LOCAL_OTHERS: &str = "Other files";
pub const LOCAL_LOOKING: &str = "Looking at its first bytes";
pub const LOCAL_REMOVE: &str = "Take out";

// ---- sealing ----

pub const SEAL_WITH: &str = "Seal with";
pub const WITH_A_KEY: &str = "Key";
pub const WITH_A_PASSPHRASE: &str = "Passphrase";
pub const WITH_BOTH: &str = "Both";
pub const WITH_BOTH_SAY: &str = "Any one of them opens the file: the passphrase is for the day when the key is lost.";
pub const SEAL_KEYS: &str = "Keys that can open it";
pub const SEAL_NO_KEYS: &str = "There is no sealing key in this tab.";
pub const SEAL_NEW_KEY: &str = "Make a new key";
pub const SEAL_IMPORT_KEY: &str = "Import a key";
pub const LOCAL_PASSPHRASE: &str = "Passphrase";
pub const LOCAL_SHOW_PASSPHRASE: &str = "Show the passphrase";
pub const LOCAL_HIDE_PASSPHRASE: &str = "Hide the passphrase";
pub const SUGGEST: &str = "Another one";
pub const SUGGEST_BETTER: &str = "Suggest a better one";
pub const LOCAL_PASSPHRASE_COPIED: &str = "Passphrase copied. Clear the clipboard once you have kept it.";
pub const KEEP_PASSPHRASE: &str =
    "Keep it in a safe place before you seal: without it nobody opens the file, not even we.";
pub const WEAK: &str = "Weak.";
pub const STRONG: &str = "Strong.";
pub const LOCAL_USE_WEAK: &str = "Use it all the same";
pub const SEAL_AND_SAVE: &str = "Seal and save";
pub const NAME_STAYS: &str = "The name of the file stays visible; its content does not.";
pub const SEAL_ALL_THE_SAME: &str = "Seal it as it is";
pub const HOW_WITHOUT_US: &str = "Every piece was opened again before it was written.";

// ---- opening ----

pub const A_SEALED_FILE: &str = "A sealed file";
pub const OPEN_AND_SAVE: &str = "Open and save";
pub const SAVE_UNLOCKED: &str = "Save";
pub const UNLOCKED_SAY: &str = "It is unlocked. Choose where to save it.";
pub const IN_YOUR_RING: &str = "in this tab";
pub const PASSPHRASE_KNOWN: &str = "Its passphrase opened a file in this tab before: nothing has to be typed.";
pub const FACTS: &str = "What it tells without a key";
pub const NOT_BELIEVED: &str = "Nobody has checked these yet: that takes the key.";
pub const OPEN_IMPORT: &str = "Import the key";

// ---- openssl ----

pub const OPENSSL_TITLE: &str = "Made by openssl enc: not tamper-proof";
pub const OPENSSL_TEXT: &str = "It can be opened, but nobody can tell whether it was altered on the way. Seal it again \
    afterwards.";
pub const OPENSSL_OPTIONS: &str = "Options it was made with";
pub const OPENSSL_ORDER: &str = "AES-256-CBC, salted. Without other word these are tried: SHA-256 once, PBKDF2 with 10,000 \
    rounds, MD5 once.";
pub const OPENSSL_HASH: &str = "Hash (-md)";
pub const OPENSSL_ANY_HASH: &str = "Not known";
pub const OPENSSL_ROUNDS: &str = "Rounds (-iter)";
pub const OPENSSL_PBKDF2: &str = "It was made with -pbkdf2";
pub const OPENSSL_CHOOSE: &str = "Which of these is your file?";
pub const OPENSSL_CHOOSE_TEXT: &str = "The passphrase fits, as far as the last bytes tell. Look at how each begins: the wrong \
    one is gibberish.";
pub const OPENSSL_READY: &str = "The passphrase fits";
pub const OPENSSL_READY_TEXT: &str = "Look at how it begins, then choose where to save it.";
pub const OPENSSL_BEGINS: &str = "It begins";
pub const OPENSSL_AGAIN: &str = "Seal it again";

/// Names of what was being done, for the details of an error.
pub const LOOK_AT: &str = "look at a file";
pub const SEAL: &str = "seal";
pub const OPEN: &str = "open";
pub const OPEN_OPENSSL: &str = "open a file of openssl";

/// Beside "Seal it again", where the plaintext is on the disk only.
#[must_use]
pub fn openssl_choose_again(name: &str) -> String {
    format!("This page has no copy of it any more: choose {name} where you saved it.")
}

/// Several files.
#[must_use]
pub fn local_files(files: usize, len: u64) -> String {
    format!("{} · {}", count(files, "file", "files"), size(len))
}

/// The button that seals.
#[must_use]
pub fn seal_and_save(files: usize) -> String {
    if files == 1 { SEAL_AND_SAVE.to_owned() } else { format!("Seal and save {}", count(files, "file", "files")) }
}

/// The button that opens.
#[must_use]
pub fn open_and_save(files: usize) -> String {
    if files == 1 { OPEN_AND_SAVE.to_owned() } else { format!("Open and save {}", count(files, "file", "files")) }
}

/// What opens a sealed file, and how much is inside.
#[must_use]
pub fn opens_with(facts: &SealedFacts) -> String {
    let parts = wanted_parts(&facts.wanted);
    let inside =
        if facts.plaintext_len == 1 { "1 byte".to_owned() } else { format!("{} bytes", grouped(facts.plaintext_len)) };
    if parts.is_empty() {
        return format!("It opens with keys that this page does not know. {inside} inside.");
    }
    format!("Opens with {}. {inside} inside.", either(&parts))
}

/// The facts of a sealed file, as lines of name and value.
#[must_use]
pub fn sealed_facts(facts: &SealedFacts) -> Vec<(&'static str, String)> {
    let names: Vec<String> = facts
        .wanted
        .iter()
        .map(|name| if name.is_passphrase() { "a passphrase".to_owned() } else { key_label(name) })
        .collect();
    let mut recipients = names.join(", ");
    if facts.foreign > 0 {
        let foreign = count(facts.foreign, "of another kind", "of other kinds");
        recipients = if recipients.is_empty() { foreign } else { format!("{recipients}, {foreign}") };
    }
    vec![
        ("Format", "AWS Encryption SDK message, version 2".to_owned()),
        ("Suite", format!("{} (AES-256-GCM, HKDF-SHA-512, key commitment)", facts.suite)),
        ("Sealed for", recipients),
        ("Frames", format!("{} of {} each", grouped(u64::from(facts.frames)), size(u64::from(facts.frame_len)))),
        ("Inside", format!("{} bytes", grouped(facts.plaintext_len))),
    ]
}

/// What is being done.
#[must_use]
pub fn local_step(step: Step) -> &'static str {
    match step {
        Step::Deriving => "Making the key of the passphrase",
        Step::Choosing => "Where to save it?",
        Step::Working => "Under way",
    }
}

/// Bytes, speed and time left.
#[must_use]
pub fn local_progress(moved: u64, total: u64, bytes_per_sec: Option<f64>, secs_left: Option<u64>) -> String {
    let mut text = size_of(moved, total);
    if let Some(pace) = bytes_per_sec {
        text = format!("{text} · {}", speed(pace));
    }
    if let Some(secs) = secs_left {
        text = format!("{text} · {}", time_left(secs));
    }
    text
}

/// What came of it.
#[must_use]
pub fn sealed_as(saved: &Saved) -> String {
    format!("Sealed and {}", kept_as(saved))
}

/// What came of it.
#[must_use]
pub fn opened_as(saved: &Saved) -> String {
    format!("Opened and {}", kept_as(saved))
}

/// A browser tells a page nothing of what it does with a download.
fn kept_as(saved: &Saved) -> String {
    let name = &saved.name;
    if saved.is_picked { format!("saved as {name}") } else { format!("given to the browser to save as {name}") }
}

pub const NO_SEALED_FILE: &str = "This is not a sealed file, although it is called one";
pub const NO_SEALED_FILE_SAY: &str = "It does not begin as a sealed file does: it was damaged or is something else. Look for \
    another copy. Sealing it here would put a seal around it as it is.";

pub const HELD_BACK: &str = "If it is not among your downloads: the browser asks there whether to keep a file of a page \
    without a secure connection.";
/// Browsers tell a page nothing of what they do with a download.
pub const COUNT_SAVED: &str = "Files whose place was not asked for go to your downloads. The browser may ask once whether \
    this page may save more than one, and keeps none of the others until you allow it (once blocked: in its settings for this \
    site). A name that is taken there gets a number. Count them there before you delete any original.";
pub const OPENED_SAY: &str = "All of it was checked: it is what was sealed.";
pub const UNPROVEN_SAY: &str = "Nobody can tell whether it was altered on the way: openssl enc protects against reading only. \
    Look at it, then seal it again here and delete the old file.";
pub const LOCAL_CANCELLED: &str = "Stopped. Nothing was kept.";

/// Why nothing was begun.
#[must_use]
pub fn complaint(complaint: Complaint) -> &'static str {
    match complaint {
        Complaint::NoKey => "Choose a key, or make one.",
        Complaint::NoPassphrase => "Type the passphrase.",
        Complaint::Weak => "This passphrase is weak. Take a suggested one, or say that it shall be used all the same.",
        Complaint::Iterations => "Rounds are a whole number from 1 to 10,000,000, or nothing.",
    }
}

/// There is no worker to make a passphrase.
#[must_use]
pub fn no_suggestion(why: &str) -> String {
    format!("No passphrase could be suggested: {}", sentence(why))
}

/// The words of a fault of local mode, where the usual ones speak of storages.
#[must_use]
pub fn local_fault(fault: &Fault) -> Option<(&'static str, String)> {
    if fault.message.is_some() {
        return None;
    }
    let openssl = fault.operation == OPEN_OPENSSL;
    let (title, advice) = match fault.code {
        "cannot-unlock" if openssl => (
            "Wrong passphrase or options, or the file was cut or altered",
            "Nobody can tell these apart. Check the passphrase; then the options that the file was made with, and that its cipher \
                was aes-256-cbc.",
        ),
        "truncated" if openssl => (
            "The file is cut short, or made with another cipher",
            "It does not end where a block of aes-256-cbc ends, which is what opens here. Take another copy of it; if openssl was \
                given another cipher, only openssl opens it.",
        ),
        "tampered" if openssl => ("The base64 of the file is damaged", "Take another copy of the file."),
        "not-sealed" if openssl => ("This is no file of openssl enc", "Choose another file."),
        "too-large" => (
            "Too large for this browser's memory",
            "Take the file alone, in Chrome or Edge: they ask where to save, and write to disk as it is made.",
        ),
        "kdf-too-costly" => (
            "The memory for this passphrase cannot be had here",
            "Close other tabs and try again, open it with a key, or use a device with more memory.",
        ),
        "network-or-cors" => (
            "A part of this page could not be loaded",
            "Passphrases are worked on by a second file of this page. Check the network, then try again.",
        ),
        "source-changed" => ("The file changed while it was read", "Choose it again once it is complete."),
        _ => return None,
    };
    Some((title, advice.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sealport_client::message::WrappingKeyName;

    fn facts(names: &[&str]) -> SealedFacts {
        let wanted = names.iter().map(|name| WrappingKeyName::parse(name).unwrap()).collect();
        SealedFacts { suite: "0x0478".into(), wanted, foreign: 0, frame_len: 4096, frames: 2, plaintext_len: 4097 }
    }

    #[test]
    fn a_sealed_file_says_what_opens_it() {
        let said = opens_with(&facts(&["demo/k1", "sealport-passphrase/x"]));
        assert_eq!(said, "Opens with key demo/k1 or a passphrase. 4,097 bytes inside.");
        assert!(sealed_facts(&facts(&["demo/k1"])).contains(&("Sealed for", "demo/k1".to_owned())));
    }

    #[test]
    fn a_wrong_passphrase_of_openssl_is_not_said_as_one_of_a_sealed_file() {
        let fault = Fault::here("cannot-unlock", OPEN_OPENSSL, "", 0);
        assert!(local_fault(&fault).unwrap().0.contains("options"));
        assert_eq!(local_fault(&Fault::here("cannot-unlock", OPEN, "", 0)), None);
    }
}
