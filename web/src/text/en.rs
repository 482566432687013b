//! Every English word of the page. Sentences with something to fill in are functions.

use crate::state::connect::FieldFault;
use crate::state::doctor::{ByteMarks, Refusal};
use crate::state::fault::{CONNECTION_LOST, DEMO_GONE, Fault, NOT_S3};
use crate::state::format::{grouped, in_unit, scaled, unit_of};
use crate::state::key_trial::KeyProof;
use crate::state::moment::{Parts, When, parts, when};
use crate::state::names;
use crate::state::object::Details;
use crate::state::protection::SSE_S3;
use crate::state::regions::OvhRegion;
use crate::state::staged::Obstacle;
use crate::state::transfers::{Leftover, Outcome, Progress, Transfer, Way};
use sealport_client::Reason;
use sealport_client::{InputError, KeyContainer, KeyDiagnosis, KeyForm, KeyWarning, Md5Covers, Md5Diagnosis, Md5Form};

mod links;
mod protection;
mod refusals;

pub use links::*;
pub use protection::*;
pub use refusals::*;

// ---- units, dates ----

const UNITS: [&str; 7] = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn unit(index: usize) -> &'static str {
    UNITS.get(index).copied().unwrap_or("")
}

fn month(parts: Parts) -> &'static str {
    MONTHS.get(usize::from(parts.month).saturating_sub(1)).copied().unwrap_or("")
}

/// A length: `48.2 MB`.
#[must_use]
pub fn size(len: u64) -> String {
    if len == 1 {
        return "1 byte".to_owned();
    }
    let scaled = scaled(len);
    format!("{} {}", scaled.number, unit(scaled.unit))
}

/// A length with all its digits: `3.4 MB (3,412,907 bytes)`.
#[must_use]
pub fn size_exact(len: u64) -> String {
    if len < 1000 { size(len) } else { format!("{} ({} bytes)", size(len), grouped(len)) }
}

/// Part of a length, in the unit of the whole: `31.2 of 50.3 MB`.
#[must_use]
pub fn size_of(moved: u64, total: u64) -> String {
    let index = unit_of(total);
    format!("{} of {} {}", in_unit(moved, index), in_unit(total, index), unit(index))
}

/// A speed: `12 MB/s`.
#[must_use]
pub fn speed(bytes_per_sec: f64) -> String {
    format!("{}/s", size(bytes_per_sec.max(0.0) as u64))
}

/// Time left: `8 s left`, `3 min left`.
#[must_use]
pub fn time_left(secs: u64) -> String {
    match secs {
        0..90 => format!("{secs} s left"),
        90..5400 => format!("{} min left", secs.div_ceil(60)),
        5400..172_800 => format!("{} h left", secs.div_ceil(3600)),
        _ => format!("{} days left", secs.div_ceil(86_400)),
    }
}

/// When, as a list says it: `12 min ago`, `Yesterday`, `18 Nov`.
#[must_use]
pub fn ago(unix_secs: i64, now_secs: i64, offset_min: i32) -> String {
    match when(unix_secs, now_secs, offset_min) {
        When::Now => "Just now".to_owned(),
        When::Minutes(minutes) => format!("{minutes} min ago"),
        When::Today(p) => format!("Today {:02}:{:02}", p.hour, p.minute),
        When::Yesterday => "Yesterday".to_owned(),
        When::ThisYear(p) => format!("{} {}", p.day, month(p)),
        When::Date(p) => format!("{} {} {}", p.day, month(p), p.year),
    }
}

/// A full instant: `25 Nov 2026, 08:41:07 UTC`.
#[must_use]
pub fn instant_utc(unix_secs: i64) -> String {
    let p = parts(unix_secs, 0);
    format!("{} {} {}, {:02}:{:02}:{:02} UTC", p.day, month(p), p.year, p.hour, p.minute, p.second)
}

/// A day: `25 Nov 2026`.
#[must_use]
pub fn day(unix_secs: i64, offset_min: i32) -> String {
    let p = parts(unix_secs, offset_min);
    format!("{} {} {}", p.day, month(p), p.year)
}

/// When a link stops working.
#[must_use]
pub fn expires(unix_secs: i64, now_secs: i64, offset_min: i32) -> String {
    let then = parts(unix_secs, offset_min);
    if then.day_number == parts(now_secs, offset_min).day_number {
        format!("expires {:02}:{:02}", then.hour, then.minute)
    } else {
        format!("expires {} {}, {:02}:{:02}", then.day, month(then), then.hour, then.minute)
    }
}

/// `1 file`, `3 files`.
#[must_use]
pub fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{} files", grouped(count as u64)) }
}

fn items(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{} items", grouped(count as u64)) }
}

// ---- shell ----

pub const PRODUCT: &str = "Sealport";
pub const SKIP: &str = "Skip to content";
pub const HOME: &str = "Sealport, files";
pub const NAV: &str = "Main";
pub const FILES: &str = "Files";
pub const KEYS: &str = "Keys";
pub const CONNECTED_TO: &str = "Connected to";
pub const THIS_MACHINE: &str = "this machine";
pub const STORAGE_MENU: &str = "Storage";
pub const DISCONNECT: &str = "Disconnect, connect another";
pub const HELP: &str = "Help and shortcuts";
pub const THEME: &str = "Theme";
pub const STARTING: &str = "Starting";
pub const CLOSE: &str = "Close";
pub const CANCEL: &str = "Cancel";
pub const CHANGE: &str = "Change";
pub const DONE: &str = "Done";
pub const TRY_AGAIN: &str = "Try again";
pub const DISMISS: &str = "Dismiss";

/// Label of the theme switch.
#[must_use]
pub fn theme_label(theme: crate::state::theme::Theme) -> &'static str {
    use crate::state::theme::Theme;
    match theme {
        Theme::System => "Theme: as the system. Change",
        Theme::Dark => "Theme: dark. Change",
        Theme::Light => "Theme: light. Change",
    }
}

/// Where a storage is, beside the bucket's name.
#[must_use]
pub fn region_label(place: &crate::state::connect::Place) -> String {
    match &place.ovh {
        _ if place.demo => THIS_MACHINE.to_owned(),
        Some(code) => format!("OVHcloud {code}"),
        None => place.host.clone(),
    }
}

/// The window's title.
#[must_use]
pub fn title(screen: &str, percent: Option<u8>) -> String {
    match percent {
        Some(percent) => format!("{percent} % · {screen} · Sealport"),
        None => format!("{screen} · Sealport"),
    }
}

// ---- insecure page ----

pub const INSECURE_TITLE: &str = "This page did not come over a secure connection";
pub const INSECURE_TEXT: &str = "This page may have been altered on its way; do not use real keys. \
    Open it over https, or on this machine as 127.0.0.1 or localhost.";
pub const INSECURE_ACCEPT: &str = "Go on, without real keys";

// ---- connect ----

pub const CONNECT_TITLE: &str = "Connect your storage";
pub const CONNECT_LEAD: &str = "Your keys and files go from this page straight to the storage you name here. \
    There is no server of ours in between.";
pub const WHAT_DO_YOU_HAVE: &str = "What do you have?";
pub const OVH: &str = "OVHcloud";
pub const OTHER_S3: &str = "Other S3";
pub const REGION: &str = "Region";
pub const REGION_NAME: &str = "Region name";
pub const BUCKET: &str = "Bucket";
pub const ENDPOINT: &str = "Endpoint";
pub const ACCESS_KEY_ID: &str = "Access key ID";
pub const SECRET_ACCESS_KEY: &str = "Secret access key";
pub const SHOW_SECRET: &str = "Show the secret";
pub const HIDE_SECRET: &str = "Hide the secret";
pub const MEMORY_ONLY: &str = "Kept in memory only. Closing this tab forgets it.";
pub const ADVANCED: &str = "Advanced";
pub const SESSION_TOKEN: &str = "Session token";
pub const SESSION_TOKEN_HINT: &str = "Only with temporary credentials";
pub const PATH_STYLE: &str = "Put the bucket in the path, not in the host name";
pub const CONNECT: &str = "Connect";
pub const CONNECTING: &str = "Connecting";
pub const CONNECT_NOTE: &str = "Runs the checks first. Nothing is written.";
pub const CHECKS: &str = "Checks";
pub const CHECKS_NOT_RUN: &str = "not run yet";
pub const CHECKS_RUNNING: &str = "running";
pub const CHECKS_PASSED: &str = "all passed";
pub const CHECK_ENDPOINT: &str = "Endpoint, region, clock";
pub const CHECK_ACCESS_KEY: &str = "Access key";
pub const CHECK_LISTING: &str = "Listing";
pub const CHECK_CORS: &str = "Browser access (CORS)";
pub const CHECK_ASKING: &str = "asking";
pub const CHECK_ACCEPTED: &str = "accepted";
pub const CHECK_KEY_HEADERS: &str = "SSE-C headers pass";
pub const CORS_NOTHING_READABLE: &str = "No answer that this page may read. Either the address cannot be reached, \
    or there is no such bucket, or it has no rule that lets this page in. An administrator can add this rule in a \
    minute.";
pub const CORS_NO_KEY_HEADERS: &str = "The bucket lets this page read, but not send SSE-C keys. \
    This rule allows it.";
pub const CORS_RULE: &str = "Rule for this page";
pub const CORS_COMMAND: &str = "The same as one command";
pub const COPY_JSON: &str = "Copy JSON";
pub const COPY_COMMAND: &str = "Copy command";
pub const GO_ON_WITHOUT_SSEC: &str = "Go on without SSE-C";
pub const GO_ON_WITHOUT_LISTING: &str = "Go on without the list";
pub const DEMO_QUESTION: &str = "No storage at hand?";
pub const DEMO_HINT: &str = "The command cargo xtask start opens this page with a demo storage on your machine.";

/// A region in the form.
#[must_use]
pub fn region_option(region: &OvhRegion) -> String {
    let code = region.code.to_ascii_uppercase();
    if region.zones > 1 {
        format!("{}, {} zones ({code})", region.city, region.zones)
    } else {
        format!("{} ({code})", region.city)
    }
}

/// What is wrong with a field.
#[must_use]
pub fn field_fault(fault: &FieldFault) -> String {
    match fault {
        FieldFault::Missing => "This is needed.".to_owned(),
        FieldFault::ClearText => "SSE-C keys would cross the network in clear. Use an https address.".to_owned(),
        FieldFault::Ipv6Loopback => {
            "A browser page cannot be allowed to reach [::1]. Use 127.0.0.1 or localhost.".to_owned()
        }
        FieldFault::OtherLoopback => {
            "On this machine the page may reach 127.0.0.1, localhost and names under .localhost only.".to_owned()
        }
        FieldFault::UserInfo => {
            "Leave out the user name and password before the @. They go into the fields below.".to_owned()
        }
        FieldFault::Refused(reason) => refused_field(*reason).to_owned(),
        FieldFault::Region(right) => refused_region(right.as_deref()),
        FieldFault::Input(fault) => sentence(&fault.to_string()),
    }
}

/// Starts with a capital, ends with a full stop.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let mut out: String = first.to_uppercase().chain(chars).collect();
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

/// So many checks failed.
#[must_use]
pub fn to_fix(count: usize) -> String {
    format!("{count} to fix")
}

/// Time of the first answer.
#[must_use]
pub fn millis(millis: u32) -> String {
    format!("{millis} ms")
}

/// Entries at the top of the bucket.
#[must_use]
pub fn entries(count: usize, more: bool) -> String {
    if more { format!("{} and more", items(count)) } else { items(count) }
}

/// The button that leads into the bucket.
#[must_use]
pub fn open_bucket(bucket: &str) -> String {
    format!("Open {bucket}")
}

// ---- demo ----

pub const DEMO_TITLE: &str = "Demo storage on this machine.";
pub const DEMO_TEXT: &str = "Everything works; the files stay in a folder beside the program. \
    Do not keep anything here that matters.";
pub const DEMO_CONNECT: &str = "Connect your own storage";
pub const DEMO_HERE: &str = "There is a demo storage on this machine.";
pub const DEMO_BACK: &str = "Open the demo";
pub const DEMO_UNREADABLE: &str = "The demo storage's description could not be read.";

// ---- files ----

pub const WORKSPACE: &str = "Workspace";
pub const FOLDERS: &str = "Folders";
pub const FILTER: &str = "Filter";
pub const FILTER_LABEL: &str = "Filter this folder";
pub const RELOAD: &str = "Reload the list";
pub const UPLOAD: &str = "Upload";
pub const OBJECTS: &str = "Objects";
pub const COLUMN_NAME: &str = "Name";
pub const COLUMN_PROTECTION: &str = "Protection";
pub const COLUMN_SIZE: &str = "Size";
pub const COLUMN_MODIFIED: &str = "Modified";
pub const COLUMN_ACTIONS: &str = "Actions";
pub const FOLDER: &str = "Folder";
pub const FOLDER_ITSELF: &str = "(this folder's own object)";
pub const NO_NAME: &str = "(no name)";
pub const UNKNOWN: &str = "Unknown";
pub const SSE_C: &str = "SSE-C";
pub const KEY_NOT_HERE: &str = "key not here";
pub const NO_SIZE: &str = "no size";
pub const NO_DATE: &str = "no date";
pub const LOADING: &str = "Loading";
pub const EMPTY_TITLE: &str = "This folder is empty";
pub const NOTHING_MATCHES: &str = "Nothing here matches the filter";
pub const CLEAR_FILTER: &str = "Clear the filter";
pub const CHOOSE_FILES: &str = "Choose files";
pub const CHOOSE_FOLDER: &str = "Choose a folder";
pub const LOAD_MORE: &str = "Load more";
pub const LOAD_ALL: &str = "Load all";
pub const STOP: &str = "Stop";
pub const KEY_U: &str = "upload";
pub const KEY_SLASH: &str = "filter";
pub const KEY_HELP: &str = "all keys";
pub const DOWNLOAD: &str = "Download";
pub const DETAILS: &str = "Details";
pub const DELETE: &str = "Delete";
pub const LOADED_ONLY: &str = "loaded so far; filter and order see only these";

/// Objects of a folder, for the table's name.
#[must_use]
pub fn objects_in(bucket: &str, prefix: &str) -> String {
    format!("Objects in {bucket}/{prefix}")
}

/// Below the list.
#[must_use]
pub fn list_sum(count: usize, bytes: u64) -> String {
    format!("{} · {}", items(count), size(bytes))
}

/// The empty folder's advice, with a key.
#[must_use]
pub fn empty_text_ssec(short: &str) -> String {
    format!("Drop files anywhere on this page. The storage encrypts them with your key {short}.")
}

pub const EMPTY_TEXT_NO_KEY: &str = "Drop files anywhere on this page. \
    Make a key first: the storage encrypts them with it.";
pub const EMPTY_TEXT_BUCKET: &str = "Drop files anywhere on this page. They are stored as the bucket does it.";

/// Labels of the buttons in a row.
#[must_use]
pub fn download_named(name: &str) -> String {
    format!("Download {name}")
}

/// Label of a row's menu.
#[must_use]
pub fn more_for(name: &str) -> String {
    format!("More for {name}")
}

// ---- tray ----

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
        // Whether the name is free, and for SSE-C whether the storage encrypts at all.
        (Progress::Running, Way::Up) if transfer.moved == 0 => WORKING.to_owned(),
        (Progress::Running, Way::Up) => "Uploading".to_owned(),
        (Progress::Running, Way::Down) => "Downloading".to_owned(),
        (Progress::InUse, _) => "The name is in use".to_owned(),
        (Progress::Done(Outcome::Stored(receipt)), _) => receipt_short(receipt),
        (Progress::Done(Outcome::Saved), _) => "Saved".to_owned(),
        (Progress::Failed(_), _) if transfer.is_refused_by_test() => TESTED_TITLE.to_owned(),
        (Progress::Failed(_), _) if transfer.leftover == Leftover::Deleted => LEFTOVER_DELETED.to_owned(),
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

// ---- keys ----

pub const KEYS_LEAD: &str = "An SSE-C key is sent to your storage with each request that needs it, and kept nowhere \
    but in this tab.";
pub const IMPORT: &str = "Import";
pub const NEW_KEY: &str = "New key";
pub const TAB_ONLY_TITLE: &str = "These keys live in this tab.";
pub const TAB_ONLY_TEXT: &str = "Closing or reloading it forgets them. Keep a key file of each.";
pub const SSEC_KEYS: &str = "SSE-C keys";
pub const KEY_GONE_TEXT: &str = "It was removed, or the page was loaded anew since. Import it from the copy that you \
    saved.";
pub const NO_KEYS_TITLE: &str = "No key in this tab";
pub const NO_KEYS_TEXT: &str = "Make one, or import one that you saved. Every object is encrypted with the key you \
    choose; lose the key and the object is lost.";
pub const SAVED: &str = "saved";
pub const NOT_SAVED: &str = "not saved";
pub const SSEC_KEY: &str = "SSE-C key";
pub const BITS_RANDOM: &str = "256 bits, random";
pub const BITS: &str = "256 bits";
pub const UNNAMED: &str = "No name";
pub const RENAME: &str = "Rename";
pub const KEY_NAME: &str = "Name of the key";
pub const KEY_HIDDEN: &str = "Key hidden";
pub const KEY_SHOWN: &str = "Key, as base64";
pub const SHOW: &str = "Show";
pub const HIDE: &str = "Hide";
pub const HIDDEN_AGAIN: &str = "Hidden again after 30 seconds.";
pub const DOWNLOAD_KEY_FILE: &str = "Download key file";
pub const KEY_FILE: &str = "Key file";
pub const COPY: &str = "Copy";
pub const REMOVE_KEY: &str = "Remove from this tab";
pub const FACT_USED_AT: &str = "Used at";
pub const FACT_UPLOADS: &str = "Uploads";
pub const FACT_MADE: &str = "Made";
pub const FACT_IMPORTED: &str = "Imported";
pub const FACT_MD5: &str = "Key MD5";
pub const FACT_FINGERPRINT: &str = "Fingerprint";
pub const LOSE_IT: &str = "Lose the key and the object is lost. Nobody can recover it, the provider included.";
pub const GATE_TITLE: &str = "Save this key before its first upload";
pub const GATE_STEP_COPY: &str = "Keep a copy outside this browser";
pub const GATE_STEP_PROVE: &str = "Prove it: choose the file you saved, or type the last 4 characters of the key";
pub const GATE_CHOOSE: &str = "Choose the file";
pub const GATE_LAST4: &str = "Last 4 characters of the key";
pub const GATE_LAST4_HELP: &str = "Those before the final =, capitals and small letters as they are.";
pub const GATE_SAVED: &str = "I have saved it";
pub const GATE_LATER: &str = "Later";
pub const GATE_PROVEN: &str = "Proven";
/// Why the gate stays shut; none when it opens.
#[must_use]
pub fn gate_fault(proof: crate::state::keyring::Proof) -> Option<&'static str> {
    use crate::state::keyring::Proof;
    match proof {
        Proof::Proven => None,
        Proof::CopyFirst => Some("Right, but there is no copy yet. Save the key file or copy the key first."),
        Proof::WrongText => Some("Those are not the last 4 characters of this key."),
        Proof::OtherKey => Some("That file holds another key."),
        Proof::NoKey => Some("That file holds no key. Choose the key file that you saved."),
    }
}

pub const KEY_COPIED: &str = "Key copied. Clear the clipboard once you have pasted it.";
pub const CLEAR_CLIPBOARD: &str = "Clear it";
pub const CLIPBOARD_CLEARED: &str = "Clipboard cleared.";
pub const COPIED: &str = "Copied.";
pub const COPY_FAILED: &str = "The browser did not let this page use the clipboard.";
pub const LINK_COPIED: &str = "Link copied. It does not open the object by itself: the headers are needed too.";
pub const PLAIN_LINK_COPIED: &str = "Link copied.";
pub const HEADERS_COPIED: &str = "Headers copied, the key among them. Clear the clipboard once you have pasted them.";
pub const ADD_A_KEY: &str = "Import a key";
pub const IMPORT_LABEL: &str = "Key, as base64 or 64 hex digits";
pub const OR_CAPITAL: &str = "Or ";
pub const CHOOSE_KEY_FILE: &str = "choose a key file";
pub const READ_HERE: &str = ". It is read here and sent nowhere before you use it.";
pub const IMPORT_SENT_TO: &str = "When you use it, it is sent to";
pub const SHOW_KEY: &str = "Show the key";
pub const HIDE_KEY: &str = "Hide the key";
pub const NO_CRYPTO: &str = "This browser gives no random numbers fit for keys.";

/// An address names a key that is not here.
#[must_use]
pub fn key_gone(named: &str) -> String {
    format!("Key {named} is not in this tab")
}

/// Lead of the gate.
#[must_use]
pub fn gate_lose(provider: &str) -> String {
    format!("Lose it and the files are gone. Nobody can recover them, {provider} included.")
}

/// Who runs the storage, in the gate's sentence.
#[must_use]
pub fn provider(place: Option<&crate::state::connect::Place>) -> &'static str {
    match place {
        Some(place) if place.ovh.is_some() => "OVHcloud",
        _ => "the provider",
    }
}

/// A key was imported.
#[must_use]
pub fn key_added(short: &str, new: bool) -> String {
    if new { format!("Key {short} added.") } else { format!("Key {short} is here already.") }
}

/// Objects uploaded with a key.
#[must_use]
pub fn uploads_from_tab(count: u32) -> String {
    match count {
        0 => "none from this tab".to_owned(),
        1 => "1 object from this tab".to_owned(),
        _ => format!("{} objects from this tab", grouped(u64::from(count))),
    }
}

/// Made here, then.
#[must_use]
pub fn in_this_tab(day: &str) -> String {
    format!("In this tab, {day}")
}

// ---- key doctor ----

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

fn doctor_says(
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
                "That is what it makes when read as {}. It may be cut, or something else: a password, an access key.",
                form(as_form)
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
        Refusal::EasyToGuess(_) => "Import it all the same",
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
        _ => {
            doctor_says("Not an MD5.", "An MD5 has 16 bytes: 24 characters of base64 or 32 hex digits.", MD5_RIGHT_WAY)
        }
    }
}

// ---- object ----

pub const OBJECT: &str = "Object";
pub const REQUEST: &str = "Request";
pub const FACT_KEY: &str = "Key";
pub const FACT_SIZE: &str = "Size";
pub const FACT_MODIFIED: &str = "Last modified";
pub const FACT_TYPE: &str = "Content type";
pub const FACT_CLASS: &str = "Storage class";
pub const FACT_ETAG: &str = "ETag";
pub const FACT_VERSION: &str = "Version ID";
pub const FACT_ENCRYPTION: &str = "Encryption";
pub const FACT_METADATA: &str = "Metadata";
pub const ETAG_NOTE: &str = "No checksum: do not compare it with the content.";
pub const NEEDS_THE_KEY: &str = "needs the key";
pub const NOT_TOLD: &str = "not told";
pub const NONE: &str = "none";
pub const METADATA_NOTE: &str = "A page sees only the names that the bucket's rule exposes.";
pub const OTHER_HEADERS: &str = "All other headers";
pub const LOCKED_NEEDS: &str = "This object needs its key";
pub const LOCKED_TEXT: &str = "It is encrypted with an SSE-C key. Details and content need that key.";
pub const CHOOSE_KEY: &str = "Choose the key";
pub const OPERATION: &str = "Operation";
pub const VALID_FOR: &str = "Valid for";
pub const COPY_LINK: &str = "Copy link";
pub const COPY_HEADERS: &str = "Copy headers";
pub const LINK_ALONE_SSEC: &str = "The link alone does not open the object: the headers must be sent with it, and one \
    of them is the key. Anyone with both can, until it expires.";
pub const LINK_ALONE_PLAIN: &str = "Anyone with the link can use it until it expires.";
pub const REQUEST_LOCKED: &str = "Choose the key first: the request carries it.";
pub const REQUEST_LABEL: &str = "Presigned request";
pub const DELETE_TEXT: &str = "Deleting needs no key. If the bucket keeps versions, the older ones stay; otherwise \
    this cannot be undone.";
pub const DELETE_MARKER_TEXT: &str =
    "Its object key ends in a slash: it stands for the folder. What lies in the folder stays.";
pub const KEEP_IT: &str = "Keep it";
pub const DELETING: &str = "Deleting";

/// How long a link lives, in the form.
#[must_use]
pub fn lifetime(secs: u64) -> String {
    match secs {
        300 => "5 minutes".to_owned(),
        3_600 => "1 hour".to_owned(),
        86_400 => "1 day".to_owned(),
        604_800 => "7 days, the most allowed".to_owned(),
        other => format!("{other} seconds"),
    }
}

/// How an object is encrypted, as far as that is known.
#[must_use]
pub fn encryption(details: &Details) -> String {
    let customer = details.customer_algorithm.as_deref();
    match (details.proof, customer, details.server_side_encryption.as_deref()) {
        (KeyProof::Named, algorithm, _) => {
            let algorithm = algorithm.map(|algorithm| format!(": {algorithm}")).unwrap_or_default();
            format!("SSE-C{algorithm} with your key. The storage names the key itself.")
        }
        (KeyProof::RefusedWithout, _, _) => {
            "SSE-C with your key. The storage does not say so itself, but refuses without the key.".to_owned()
        }
        (KeyProof::Untold, _, _) => {
            "Not told. The storage took your key, but whether the object needs it could not be found out.".to_owned()
        }
        (KeyProof::NoKey, Some(algorithm), _) => format!("{algorithm} with a customer key (SSE-C)"),
        (KeyProof::NoKey, None, Some(SSE_S3)) => "SSE-S3: AES256 with the provider's key".to_owned(),
        (KeyProof::NoKey, None, Some(other)) => format!("{other}, by the provider"),
        (KeyProof::NoKey, None, None) => "No encryption reported. No key of yours is needed.".to_owned(),
    }
}

/// Title of the dialog.
#[must_use]
pub fn delete_question(name: &str) -> String {
    format!("Delete {name}?")
}

/// After deleting.
#[must_use]
pub fn deleted(name: &str) -> String {
    format!("{name} deleted.")
}

/// A deletion failed after its question was closed.
#[must_use]
pub fn not_deleted(name: &str) -> String {
    format!("{name} could not be deleted.")
}

/// The object refused a key.
#[must_use]
pub fn locked_refused(short: &str) -> String {
    format!("Key {short} does not fit this object")
}

// ---- dialogs ----

pub const NEED_KEY_TEXT: &str = "Choose a key of this tab, or import the right one.";
pub const NEED_KEY_NONE: &str = "The right key is not in this tab. Import it.";
pub const SENT_TO: &str = "The key is sent to";
pub const USE_THIS_KEY: &str = "Use this key";
pub const KEYS_HERE: &str = "Keys in this tab";
pub const ANOTHER_KEY: &str = "Another key";
pub const OTHER_STORAGE_TEXT: &str = "It was never used there. Whoever runs that storage will see the key. Go on only \
    if it is the storage you mean.";
pub const DO_NOT: &str = "Do not";
pub const SEND_IT_THERE: &str = "Use the key there";
pub const REMOVE_SAVED: &str = "Objects encrypted with it can be opened again only with your saved copy.";
pub const REMOVE_UNSAVED: &str = "It was not saved. Objects encrypted with it cannot be opened by anyone after this.";
pub const KEEP_KEY: &str = "Keep it";
pub const REMOVE: &str = "Remove";
pub const HELP_TITLE: &str = "Help and shortcuts";
pub const HELP_UPLOAD: &str = "Choose files to upload";
pub const HELP_FILTER: &str = "Filter the list";
pub const HELP_HELP: &str = "This list";
pub const HELP_ESC: &str = "Close a dialog or menu";
pub const HELP_TEXT: &str = "SSE-C: your storage encrypts each object with a key that you send along, and forgets the \
    key. Without the key nobody can read the object, so keep every key outside this browser.";

pub const LEAVE_TITLE: &str = "Stop the transfers and disconnect?";
pub const STAY: &str = "Stay";
pub const LEAVE: &str = "Stop and disconnect";

/// What leaving the storage would stop.
#[must_use]
pub fn leave_text(active: usize) -> String {
    let transfers =
        if active == 1 { "1 transfer is".to_owned() } else { format!("{} transfers are", grouped(active as u64)) };
    format!("{transfers} under way or waiting. Disconnecting stops them; what has not arrived whole is lost.")
}

/// Title of the question about a strange storage.
#[must_use]
pub fn other_storage_title(short: &str) -> String {
    format!("Send key {short} to this storage?")
}

/// Title of the question about removing a key.
#[must_use]
pub fn remove_key_title(short: &str) -> String {
    format!("Remove key {short} from this tab?")
}

/// Bucket of a storage, below its host.
#[must_use]
pub fn bucket_named(bucket: &str) -> String {
    format!("bucket {bucket}")
}

// ---- errors ----

pub const COPY_DETAILS: &str = "Copy details";
pub const DETAILS_CLEAN: &str = "Contains no key and no link.";
pub const DETAIL_CODE: &str = "Code";
pub const DETAIL_SAID: &str = "Storage said";
pub const DETAIL_MESSAGE: &str = "In short";
pub const DETAIL_SIDE: &str = "Whose side";
pub const DETAIL_OPERATION: &str = "Operation";
pub const DETAIL_REQUEST_ID: &str = "Request id";
pub const DETAIL_TIME: &str = "Time here";
pub const DETAIL_SERVER_TIME: &str = "Time there";

/// What happened, in a few words. Every code of the client has its own.
#[must_use]
pub fn error_title(code: &str) -> &'static str {
    match code {
        "invalid-input" => "The storage cannot be asked like this",
        "too-large" => "The file is too large",
        "source-changed" => "The file changed while it was read",
        "already-exists" => "An object of this name exists already",
        "wrong-key" => "The key does not fit this object",
        "key-digest-mismatch" => "The key arrived damaged",
        "object-changed" => "The object changed meanwhile",
        "truncated" => "The download broke off",
        "denied" => "The storage does not allow this",
        "link-expired" => "The request came too late",
        "clock-skew" => "This computer's clock is wrong",
        "not-found" => "It is not there",
        "ssec-key-required" => "This object needs its key",
        "ssec-off" => "This object needs its key, and SSE-C is off",
        "ssec-not-applicable" => "This object has no key",
        "headers-not-signed" => "The storage wants every header signed",
        "protection-not-confirmed" => "The storage did not use our key",
        "stored-in-clear" => "Stored, but not encrypted with your key",
        "ssec-blocked" => "This bucket refuses SSE-C",
        "headers-lost" => "The key did not reach the storage",
        "content-digest-mismatch" => "The file arrived damaged",
        "not-offered" => "The storage does not offer this",
        "quota-full" => "The storage has no room left",
        "contended" => "Somebody else changed this name at the same time",
        "stalled" => "The storage gave up waiting for the file",
        "throttled" => "The storage is busy",
        "service-failed" => "The storage failed",
        "network-or-cors" => "The storage did not let this page in",
        CONNECTION_LOST => "Connection lost",
        NOT_S3 => "What answered is no S3 storage",
        DEMO_GONE => "The demo storage was started anew",
        "storage-full" => "The disk is full",
        "not-saved" => "The file could not be saved",
        "unsupported-browser" => "This browser cannot do that",
        "cancelled" => "Cancelled",
        _ => "Something unexpected happened",
    }
}

/// What happened, with what is known beyond the code.
#[must_use]
pub fn fault_title(fault: &Fault) -> &'static str {
    if fault.redirected {
        return "The storage passed the request on to another server";
    }
    // The page's own codes say more than the reason that they were made of.
    let by_reason = fault.reason.filter(|reason| reason.code().as_str() == fault.code).and_then(reason_words);
    by_reason.map_or_else(|| error_title(fault.code), |(title, _)| title)
}

/// What to do about it.
#[must_use]
pub fn error_advice(fault: &Fault) -> String {
    match fault.code {
        _ if fault.redirected && fault.operation == PUT => "The other server got the file, and the SSE-C key if one \
            went along. Do not use this key again, and ask who runs the storage."
            .to_owned(),
        "clock-skew" => match fault.clock_apart_min() {
            Some(apart) if apart != 0 => {
                let way = if apart > 0 { "ahead" } else { "behind" };
                format!(
                    "It is {} minutes {way} of the storage's, which accepts 15. Set the clock, then try again.",
                    grouped(apart.unsigned_abs())
                )
            }
            _ => "The storage accepts a difference of 15 minutes. Set the clock, then try again.".to_owned(),
        },
        code if fault.reason.is_some_and(|reason| reason.code().as_str() == code) => reason_advice(fault),
        code => advice(code).to_owned(),
    }
}

/// What to do about a refusal, with the names that the storage gave.
fn reason_advice(fault: &Fault) -> String {
    match fault.reason {
        Some(Reason::WrongRegion) => match fault.right_region() {
            Some(region) => format!("The storage expects the region {region}. Use that name."),
            None => "Another region or another endpoint serves this bucket. Check the region's name and the endpoint."
                .to_owned(),
        },
        Some(Reason::HeadersNotSigned) => match &fault.named.headers_not_signed {
            Some(names) => format!(
                "These arrived without a signature: {names}. Something on the way may add headers. Ask who runs the \
                network or the storage."
            ),
            None => advice("headers-not-signed").to_owned(),
        },
        Some(Reason::Denied) if fault.operation == LIST => {
            "The access key may not list this bucket. Uploads may still \
            work. Ask for the permission s3:ListBucket."
                .to_owned()
        }
        Some(reason) => reason_words(reason).map_or_else(|| advice(fault.code), |(_, advice)| advice).to_owned(),
        None => advice(fault.code).to_owned(),
    }
}

fn advice(code: &str) -> &'static str {
    match code {
        "invalid-input" => "Check the name and the address.",
        "too-large" => {
            "Uploads hold up to 5 GiB. For a large download use Chrome or Edge, which write to disk as it \
            arrives."
        }
        "source-changed" => "Choose it again once it is complete.",
        "already-exists" => "Keep both, replace it, or skip the file.",
        "wrong-key" => "The storage refused the key. Choose the key that the object was uploaded with.",
        "key-digest-mismatch" => "Key and MD5 did not agree on arrival. Try again.",
        "object-changed" => "Somebody stored it anew. Load the list again.",
        "truncated" => "Nothing was saved. Try again.",
        "denied" => "Ask for the permission, or use another access key.",
        "link-expired" => "Try again. If it stays like this, look at this computer's clock.",
        "not-found" => "It was deleted or renamed. Load the list again.",
        "ssec-key-required" => "Choose the key that it was uploaded with.",
        "ssec-off" => {
            "The bucket does not let this page send keys. Add the rule that the checks show, then connect again."
        }
        "ssec-not-applicable" => "It is not encrypted with a key of yours; open it without one.",
        "headers-not-signed" => "A proxy on the way may add headers. Ask who runs the storage.",
        "protection-not-confirmed" => {
            "The object may be stored without your key. Look at its details, and delete it if \
            it must not be readable."
        }
        "stored-in-clear" => "The storage gives the object out without the key. Delete it, or try again elsewhere.",
        "ssec-blocked" => {
            "AWS blocks SSE-C on new buckets. Whoever manages the bucket can allow it in the bucket's settings."
        }
        "headers-lost" => {
            "Something between this page and the storage removed headers. Ask who runs the network or storage."
        }
        "content-digest-mismatch" => "What arrived is not what was sent. Try again.",
        "not-offered" => "Use another protection, or another storage.",
        "quota-full" => "Ask for more room, or delete what is not needed.",
        "contended" => "Try again; then it shows which of both is there.",
        "stalled" => "The connection is slow or was broken for a while. Try again.",
        "throttled" => "Wait a moment, then try again.",
        "service-failed" => "Try again. If it stays like this, ask who runs the storage, with the request id below.",
        "network-or-cors" => {
            "Either the connection is down, or the bucket has no rule for this page (CORS). \
            An administrator can add the rule in a minute."
        }
        CONNECTION_LOST => {
            "The storage answered before, and does not now. Check the network, or wait a moment, then try again."
        }
        NOT_S3 => "Something answered at this address, but not as S3 storage does. Check the endpoint.",
        DEMO_GONE => {
            "It does not know this page any more. Reload the page. That forgets the keys of this tab: save them first."
        }
        "storage-full" => "Make room on this device, then try again.",
        "not-saved" => "The browser or the system refused to write it. Choose another place, then try again.",
        "unsupported-browser" => "Use a current Chrome, Edge, Firefox or Safari.",
        "cancelled" => "Nothing was kept.",
        _ => "Try again. If it stays like this, please report it with the details below.",
    }
}

/// Names of what was being asked, for the details of an error.
pub const LIST: &str = "list";
pub const HEAD: &str = "HEAD";
pub const GET: &str = "GET";
pub const PUT: &str = "PUT";
pub const DELETE_OP: &str = "DELETE";
pub const PRESIGN: &str = "presign";

/// The details of an error as lines of name and value.
#[must_use]
pub fn fault_details(fault: &Fault) -> Vec<(&'static str, String)> {
    let mut lines = vec![(DETAIL_CODE, fault.code.to_owned())];
    if let Some(said) = fault.storage_said() {
        lines.push((DETAIL_SAID, said));
    }
    if !fault.said.is_empty() {
        lines.push((DETAIL_MESSAGE, fault.said.clone()));
    }
    if let Some(side) = fault.side() {
        lines.push((DETAIL_SIDE, side_name(side).to_owned()));
    }
    lines.push((DETAIL_OPERATION, fault.operation.to_owned()));
    if let Some(id) = &fault.request_id {
        lines.push((DETAIL_REQUEST_ID, id.clone()));
    }
    lines.push((DETAIL_TIME, instant_utc(fault.at_secs)));
    if let Some(time) = &fault.server_time {
        lines.push((DETAIL_SERVER_TIME, time.clone()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use sealport_client::ErrorCode;
    use std::collections::HashSet;

    #[test]
    fn every_error_code_has_words_of_its_own() {
        let mut titles = HashSet::new();
        for code in ErrorCode::ALL {
            assert!(titles.insert(error_title(code.as_str())), "{code} shares its title");
            let words = error_advice(&Fault::here(code.as_str(), GET, "", 0));
            assert!(words.ends_with('.'), "{code}: {words}");
        }
        assert_eq!(error_title("bug"), error_title("never heard of"));
    }

    #[test]
    fn a_key_of_ours_is_never_called_the_providers() {
        let provider = Some("AES256".to_owned());
        for proof in [KeyProof::Named, KeyProof::RefusedWithout, KeyProof::Untold] {
            let said = encryption(&Details { proof, server_side_encryption: provider.clone(), ..Details::default() });
            assert!(said.contains("your key") && !said.contains("provider"), "{said}");
        }
        let plain = Details { server_side_encryption: provider, ..Details::default() };
        assert_eq!(encryption(&plain), "SSE-S3: AES256 with the provider's key");
        let kms = Details { server_side_encryption: Some("aws:kms".into()), ..Details::default() };
        assert!(encryption(&kms).starts_with("aws:kms"), "shown as it is");
    }

    #[test]
    fn a_key_that_another_server_got_is_not_to_be_used_again() {
        let fault = Fault { redirected: true, ..Fault::here("protection-not-confirmed", PUT, "", 0) };
        assert!(error_advice(&fault).contains("Do not use this key again"));
        assert_ne!(fault_title(&fault), error_title(fault.code));
    }

    #[test]
    fn a_wrong_clock_is_named_in_minutes() {
        let mut fault = Fault::here("clock-skew", LIST, "", 1_795_608_000);
        fault.server_time = Some("2026-11-25T12:21:00Z".into());
        assert!(error_advice(&fault).starts_with("It is 21 minutes behind"), "{}", error_advice(&fault));
    }

    #[test]
    fn lengths_and_times_read_as_in_the_mockup() {
        assert_eq!(size(1), "1 byte");
        assert_eq!(size_exact(3_412_907), "3.4 MB (3,412,907 bytes)");
        assert_eq!(size_of(31_200_000, 50_300_000), "31.2 of 50.3 MB");
        assert_eq!(size_of(0, 812_000), "0 of 812 kB");
        assert_eq!(speed(12_000_000.0), "12 MB/s");
        assert_eq!(time_left(8), "8 s left");
        assert_eq!(time_left(150), "3 min left");
        assert_eq!(instant_utc(1_795_608_067), "25 Nov 2026, 12:01:07 UTC");
        assert_eq!(ago(1_795_608_000, 1_795_608_720, 0), "12 min ago");
        assert_eq!(entries(1204, true), "1,204 items and more");
        assert_eq!(expires(1_795_608_000, 1_795_600_000, 0), "expires 12:00");
        assert_eq!(expires(1_795_608_000 + 86_400, 1_795_608_000, 0), "expires 26 Nov, 12:00");
    }

    #[test]
    fn details_have_no_empty_lines() {
        let fault = Fault::here("denied", LIST, "", 0);
        assert!(fault_details(&fault).iter().all(|(_, value)| !value.is_empty()));
    }
}
