//! The words of uploads and transfers.

use super::{
    LEFTOVER_DELETED, TESTED_ADVICE, TESTED_TITLE, WORKING, error_advice, fault_title, files, leftover_advice,
    receipt_short, sentence, size,
};
use crate::state::fault::Fault;
use crate::state::format::grouped;
use crate::state::names;
use crate::state::staged::Obstacle;
use crate::state::transfers::{Leftover, Outcome, Progress, Transfer, Way};
use sealport_client::{Deletion, InputError};

pub const TRAY: &str = "Uploads and transfers";
pub const TRAY_CONTENT: &str = "Uploads and transfers, content";
pub const UPLOADS: &str = "Uploads";
pub const NEW_UPLOADS_ARE: &str = "New uploads are";
pub const THEY_WILL_BE: &str = "They will be";
pub const PROTECT_NEW: &str = "Protect new uploads";
pub const PROTECTION_CHOICE: &str = "Protection for new uploads";
pub const SSEC_TITLE: &str = "SSE-C: your key, their encryption";
pub const SSEC_SAY: &str = "The provider encrypts with your key, then forgets it. It sees the content while it works.";
pub const SSEC_SHORT: &str = "Encrypted with your key (SSE-C)";
pub const BUCKET_TITLE: &str = "As the bucket does";
pub const BUCKET_SAY: &str = "No key from you. If the bucket encrypts by default, the provider holds the key and can \
    read the content; if not, the files are stored as they are.";
pub const BUCKET_SHORT: &str = "Stored as the bucket does it";
pub const SSEC_OFF: &str = "Off for this connection: the bucket does not let this page send keys. Add the rule that \
    the checks show, then connect again.";
pub const SSEC_OFF_SHORT: &str = "SSE-C is off: the bucket does not let this page send keys. The provider can read what \
    is uploaded.";
pub const WITH_KEY: &str = "with key";
pub const KEY: &str = "Key";
pub const NO_KEY_YET: &str = "No key yet.";
pub const MAKE_KEY: &str = "Make a key";
pub const IMPORT_KEY: &str = "Import a key";
pub const WHERE_READABLE: &str = "Where the content can be read";
pub const PATH_BROWSER: &str = "Browser";
pub const PATH_PROVIDER: &str = "Provider";
pub const PATH_DISKS: &str = "Disks";
pub const READABLE: &str = "readable";
pub const SEES_FORGETS: &str = "sees, forgets";
pub const YOUR_KEY: &str = "your key";
pub const CAN_READ: &str = "can read";
pub const THEIR_RULE: &str = "their rule";
pub const DROP_BOLD: &str = "Drop files or folders";
pub const DROP_REST: &str = " anywhere on this page";
pub const OR: &str = "or ";
pub const LINK_CHOOSE_FILES: &str = "choose files";
pub const LINK_CHOOSE_FOLDER: &str = "choose a folder";
pub const GOES_TO: &str = "Goes to ";
pub const DESTINATION: &str = "Object key prefix";
pub const DESTINATION_HELP: &str = "Folders in the bucket, ending in a slash. Empty is the top.";
pub const USE_IT: &str = "Use it";
pub const TOP_OF_BUCKET: &str = "the top of the bucket";
pub const TALKS_ONLY_TO: &str = "This page talks only to ";
pub const CLEAR: &str = "Clear";
pub const KEEP_BOTH: &str = "Keep both";
pub const REPLACE: &str = "Replace";
pub const SKIP_FILE: &str = "Skip";
pub const EXISTS_HERE: &str = " exists already here.";
pub const CHOSEN_TWICE: &str = " is the name of another file chosen here.";
pub const NOTHING_TO_UPLOAD: &str = "Nothing to upload";
pub const SEALING: &str = "Sealing";
pub const TRANSFERS: &str = "Transfers";
pub const ALL_TRANSFERS: &str = "All transfers";
pub const CANCEL_ALL: &str = "Cancel all";
pub const CLEAR_ENDED: &str = "Clear finished";
pub const READING_FOLDERS: &str = "Reading the folders";
pub const NOT_READ: &str = "Some files could not be read and were left out.";

/// What is staged.
#[must_use]
pub fn staged_title(count: usize, len: u64) -> String {
    format!("{} · {}", files(count), size(len))
}

/// The button that sends what is staged.
#[must_use]
pub fn upload_staged(count: usize) -> String {
    if count == 0 { NOTHING_TO_UPLOAD.to_owned() } else { format!("Upload {}", files(count)) }
}

/// Label of the cross beside a staged file.
#[must_use]
pub fn remove_named(name: &str) -> String {
    format!("Remove {name}")
}

/// Label of a clash's choice.
#[must_use]
pub fn exists_already(name: &str) -> String {
    format!("{name} exists already")
}

/// Label of the choice between two chosen files of one name.
#[must_use]
pub fn chosen_already(name: &str) -> String {
    format!("{name} is chosen already")
}

/// Keeping both is not possible.
#[must_use]
pub fn no_number(fault: &InputError) -> String {
    format!("Left out: with a number, the name does not work. {}", sentence(&fault.to_string()))
}

/// What stands in the way of a staged file.
#[must_use]
pub fn obstacle(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Name(fault) => format!("Left out: {}", fault),
        Obstacle::TooLarge => "Left out: larger than 5 GiB, the most that fits one upload.".to_owned(),
        Obstacle::InUse => "Exists already here.".to_owned(),
        Obstacle::Chosen => "Another file of this name is chosen.".to_owned(),
    }
}

/// Files not drawn in a long staged list.
#[must_use]
pub fn and_more(count: usize) -> String {
    format!("and {} more", grouped(count as u64))
}

/// A transfer's state in words.
#[must_use]
pub fn transfer_state(transfer: &Transfer) -> String {
    match (&transfer.progress, transfer.way) {
        (Progress::Cancelled, _) if transfer.may_be_stored() => "Cancelled; it may have been stored".to_owned(),
        (Progress::Failed(_), _) if transfer.may_be_stored() => "No answer came; it may have been stored".to_owned(),
        (Progress::Failed(_), _) if transfer.needs_upload_key() => "Its key cannot be used".to_owned(),
        (Progress::Looking, _) => "Asking the storage".to_owned(),
        (Progress::Choosing, _) => "Choosing where to save it".to_owned(),
        (Progress::Waiting, _) => "Waiting".to_owned(),
        (Progress::Running, Way::Up) if transfer.total == Some(transfer.moved) => "Waiting for the storage".to_owned(),
        (Progress::Running, Way::Up) if transfer.is_sealing() => SEALING.to_owned(),
        // Whether the name is free, and for SSE-C whether the storage encrypts at all.
        (Progress::Running, Way::Up) if transfer.moved == 0 => WORKING.to_owned(),
        (Progress::Running, Way::Up) => "Uploading".to_owned(),
        (Progress::Running, Way::Down) => "Downloading".to_owned(),
        (Progress::InUse, _) => "The name is in use".to_owned(),
        (Progress::Done(Outcome::Stored(receipt)), _) => receipt_short(receipt),
        (Progress::Done(Outcome::Saved), _) => "Saved".to_owned(),
        (Progress::Done(Outcome::Opened), _) => "Opened and saved".to_owned(),
        (Progress::Failed(_), _) if transfer.is_refused_by_test() => TESTED_TITLE.to_owned(),
        (Progress::Failed(_), _)
            if matches!(transfer.leftover, Leftover::Settled(Deletion::Whole | Deletion::ByName)) =>
        {
            LEFTOVER_DELETED.to_owned()
        }
        (Progress::Failed(fault), _) => fault_title(fault).to_owned(),
        (Progress::Cancelled, _) => "Cancelled".to_owned(),
    }
}

/// What to do about a failed transfer.
#[must_use]
pub fn transfer_advice(transfer: &Transfer, fault: &Fault) -> String {
    if transfer.may_be_stored() {
        "All of it was sent, but the connection broke before an answer came. Look in the list before you try again."
            .to_owned()
    } else if transfer.needs_upload_key() {
        format!("{} Choose or import the key for new uploads, then try again with it.", sentence(&fault.said))
    } else if transfer.is_refused_by_test() {
        TESTED_ADVICE.to_owned()
    } else if transfer.left_behind().is_some() {
        leftover_advice(fault.code, &names::shown(names::file_name(&transfer.object_key)))
    } else {
        error_advice(fault)
    }
}

/// The button that tries an upload again with the key for new uploads.
#[must_use]
pub fn retry_with_key(short: &str) -> String {
    format!("Try again with key {short}")
}

/// Announced to screen readers when a transfer ends.
#[must_use]
pub fn transfer_ended(name: &str, transfer: &Transfer) -> String {
    format!("{name}: {}", transfer_state(transfer))
}

/// Label of a transfer's cross, and others.
#[must_use]
pub fn cancel_named(name: &str) -> String {
    format!("Cancel {name}")
}

/// Label of a failed transfer's arrow.
#[must_use]
pub fn retry_named(name: &str) -> String {
    format!("Retry {name}")
}

/// The totals' failed part.
#[must_use]
pub fn failed_count(count: usize) -> String {
    format!("{count} failed")
}

/// Percent with a space, as the whole page writes it.
#[must_use]
pub fn percent(value: u8) -> String {
    format!("{value} %")
}

/// Over the page while files are dragged.
#[must_use]
pub fn drop_into(prefix: &str) -> String {
    if prefix.is_empty() { "Drop to upload".to_owned() } else { format!("Drop to upload into {prefix}") }
}

/// Under the invitation to drop.
#[must_use]
pub fn drop_key(short: &str) -> String {
    format!("Encrypted with your key {short}.")
}

pub const DROP_CHECK: &str = "You can check everything before it leaves.";

/// The tray's short line below the list on narrow screens.
#[must_use]
pub fn dock_ssec(short: &str) -> String {
    format!("SSE-C · {short}")
}
