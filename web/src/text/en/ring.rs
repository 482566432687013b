//! The words of the key ring that stays: keeping it, unlocking, export, import, forgetting.

use super::units::count;
use crate::state::kept::RingFault;

pub const KEEP_HERE: &str = "Keep on this device";
pub const KEEP_HERE_OFFER: &str = "Or keep them on this device, sealed under a passphrase.";
pub const KEEP_TITLE: &str = "Keep your keys on this device";
pub const KEEP_TEXT: &str = "They stay in this browser, sealed under a passphrase. At your next visit you unlock them \
    with it. Without the passphrase nobody can read them, and nobody can recover it.";
pub const KEEP_CONNECTION_TOO: &str = "Keep this connection too, with its secret access key:";
pub const KEPT_TITLE: &str = "Kept on this device, sealed.";
pub const KEPT_TEXT: &str = "Changes are kept as you make them. A key file of each key elsewhere is still worth having: \
    browsers may clear what they keep.";
pub const KEPT_DONE: &str = "Your keys are kept on this device.";
pub const LOCK_NOW: &str = "Lock now";
pub const LOCK_AFTER: &str = "Lock without use after";
pub const LOCK_TITLE: &str = "Stop the transfers and lock?";
pub const STOP_AND_LOCK: &str = "Stop and lock";
pub const RING_LOCKED_TITLE: &str = "Your keys are kept here, locked";
pub const RING_LOCKED_TEXT: &str = "Keys and connections are on this device, sealed. Your passphrase opens them.";
pub const UNLOCK: &str = "Unlock";
pub const UNLOCKED: &str = "Unlocked.";
pub const FORGET_RING: &str = "Forget on this device";
pub const FORGET_TITLE: &str = "Forget the keys that are kept here?";
pub const FORGET_OPEN: &str = "They are wiped from this device. In this tab they stay until you close it; what has no \
    copy elsewhere is lost then.";
pub const FORGET_LOCKED: &str = "They are wiped from this device, unopened. Keys that have no copy elsewhere are lost, \
    and all that was encrypted with them.";
pub const KEEP_RING: &str = "Leave them here";
pub const RING_FORGOTTEN: &str = "Nothing is kept on this device any more.";
pub const EXPORT_RING: &str = "Export";
pub const EXPORT_TITLE: &str = "Export your keys";
pub const EXPORT_TEXT: &str = "One file with all keys and connections of this tab, sealed under a passphrase. Any program \
    that opens sealed files shows what is in it.";
pub const EXPORT_DONE: &str = "Exported. The file opens with its passphrase only.";
pub const IMPORT_RING: &str = "Import a key ring";
pub const IMPORT_RING_TITLE: &str = "Import a key ring";
pub const IMPORT_RING_TEXT: &str = "Choose the file that was exported, sealport-ring.sealed, then type its passphrase.";
pub const IMPORT_RING_ADD: &str = "Add";
pub const IMPORT_RING_CHOOSE: &str = "Choose the file";
pub const IMPORT_RING_DONE: &str = "Added.";
pub const IMPORT_NEW_KEYS: &str = "New keys";
pub const IMPORT_NEW_CONNECTIONS: &str = "New connections";
pub const IMPORT_NOTHING_NEW: &str = "Everything in it is here already.";
pub const RING_FILE_QUESTION: &str = "Keys from another device?";
pub const RING_FILE_HINT: &str = "Import the key ring that you exported there.";
pub const CONNECTIONS: &str = "Connections";
pub const NO_CONNECTIONS: &str = "No connection is kept.";
pub const KEEP_THIS_CONNECTION: &str = "Keep this connection";
pub const DROP_CONNECTION: &str = "Do not keep";
pub const CONNECT_KEPT: &str = "Connect";

pub const CHANGE_PASSPHRASE: &str = "Change passphrase";
pub const CHANGE_PASSPHRASE_TITLE: &str = "Change the passphrase of your keys";
pub const CHANGE_PASSPHRASE_TEXT: &str = "What is kept here is sealed anew. Files that you exported before still open \
    with the passphrase that they had then.";
pub const OLD_PASSPHRASE: &str = "Passphrase until now";
pub const OLD_PASSPHRASE_MISSING: &str = "Type the passphrase that opens your keys now.";
pub const NEW_PASSPHRASE: &str = "New passphrase";
pub const PASSPHRASE_CHANGED: &str = "The passphrase is changed.";

pub const KEY_PRINT: &str = "Key sheet";
pub const PRINT: &str = "Print";
pub const BACK_TO_KEY: &str = "Back to the key";
pub const SHEET_TITLE: &str = "Sealport key sheet";
pub const SHEET_FINGERPRINT: &str = "Fingerprint (not secret)";
pub const SHEET_KEY: &str = "Key (secret): 64 hex digits";
pub const SHEET_QR: &str = "QR code of the key";
pub const SHEET_QR_SAY: &str = "The same 64 digits.";
pub const SHEET_SECRET: &str = "Whoever holds this sheet can read the files: keep it where you keep contracts.";
pub const SHEET_USE: &str = "To use it, import the 64 digits in Sealport, on the keys screen.";
pub const SHEET_WITHOUT_US: &str = "Without Sealport";
pub const SHEET_SEALED_SAY: &str = "Sealed files are messages of the AWS Encryption SDK, whose official libraries open \
    them with this raw AES-256 key. Namespace and name of the key:";
pub const SHEET_SSEC_SAY: &str = "Any S3 program that takes customer keys (SSE-C, AES256) reads the objects. With the 64 \
    digits in key.hex:";
pub const SHEET_CHECK: &str = "Check the paper";
pub const SHEET_CHECK_SAY: &str = "Read it back: type the last 8 digits of the key as they stand on the paper. A sheet that \
    cannot be read is no copy.";
pub const SHEET_CHECK_LABEL: &str = "Last 8 digits on the paper";
pub const SHEET_CHECKED: &str = "They are right. The paper is a copy.";
pub const SHEET_WRONG: &str = "Those are not the last 8 digits of this key. Look at the paper again, or print it anew.";
pub const SHEET_PRINT_FIRST: &str =
    "Right, but nothing was printed yet. Print the sheet, and read the digits from the paper.";

/// For what a key's sheet is, and since when.
#[must_use]
pub fn sheet_about(job: crate::state::keyring::Job, name: &str, day: &str) -> String {
    let what = match job {
        crate::state::keyring::Job::SseC => "An SSE-C key",
        crate::state::keyring::Job::Sealing => "A sealing key",
    };
    if name.is_empty() { format!("{what}, since {day}.") } else { format!("{what}, “{name}”, since {day}.") }
}

/// A choice of when to lock.
#[must_use]
pub fn lock_after(secs: Option<u32>) -> String {
    match secs {
        None => "never".to_owned(),
        Some(secs) if secs >= 3600 => count((secs / 3600) as usize, "hour", "hours"),
        Some(secs) => count((secs / 60) as usize, "minute", "minutes"),
    }
}

/// What an import leaves alone.
#[must_use]
pub fn import_known(keys: usize, connections: usize) -> Option<String> {
    let keys = (keys > 0).then(|| count(keys, "key", "keys"));
    let connections = (connections > 0).then(|| count(connections, "connection", "connections"));
    let all: Vec<_> = keys.into_iter().chain(connections).collect();
    (!all.is_empty()).then(|| format!("Here already: {}.", all.join(", ")))
}

/// Keys that have another job here.
#[must_use]
pub fn import_refused(keys: usize) -> String {
    format!("{} of the file are used for the other job here, and are not added.", count(keys, "key", "keys"))
}

/// What locking would stop.
#[must_use]
pub fn lock_text(active: usize) -> String {
    let transfers = if active == 1 { "transfer is" } else { "transfers are" };
    format!(
        "{active} {transfers} under way or waiting. Locking leaves the storage and stops them; what has not arrived \
        whole is lost."
    )
}

/// Names a kept connection's button for those who do not see its row.
#[must_use]
pub fn connect_to(bucket: &str, host: &str) -> String {
    format!("Connect to {bucket} at {host}")
}

/// Why something about the ring did not work, with the next step.
#[must_use]
pub fn ring_fault(fault: RingFault) -> &'static str {
    match fault {
        RingFault::WrongPassphrase => {
            "That passphrase does not open it. Try again; if it is surely right, the file was altered."
        }
        RingFault::Damaged => "It was altered or cut short. Use another copy of the exported file.",
        RingFault::NotARing => "That file holds no key ring. Choose the file that was exported, sealport-ring.sealed.",
        RingFault::Newer => "A newer Sealport wrote it. Open it with that one.",
        RingFault::TooCostly => {
            "This device has not enough memory to work with that passphrase. Close other tabs, or use \
            another device."
        }
        RingFault::NoWorker => "A part of this page could not be loaded. Reload the page and try again.",
        RingFault::TooLarge => "It is larger than a key ring can be.",
        RingFault::NothingIsKept => {
            "This browser keeps nothing for pages here: a private window, or a setting. Export \
            your keys as a file instead."
        }
        RingFault::NoRoom => "This browser has no room left for this page. Free some, or export your keys as a file.",
        RingFault::KeptMeanwhile => {
            "Another tab has kept keys here meanwhile. Unlock those first: both will be kept \
            together."
        }
        RingFault::ForgottenMeanwhile => {
            "Another tab has made this device forget the keys. Those of this tab stay until \
            you close it."
        }
        RingFault::ResealedMeanwhile => {
            "Another tab changed the passphrase, so this tab locks, as soon as no transfer runs. Unlock with the new \
            passphrase. A key that only this tab has stays until then, and joins them."
        }
        RingFault::Failed => "The browser could not do it. Reload the page and try again; your keys are as they were.",
    }
}
