//! The words of the list of objects.

use super::{items, size};

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
