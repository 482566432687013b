//! The words of questions and of the help.

use crate::state::format::grouped;

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
