//! The words of the keys screen: the ring, the gate before a first use, importing.

use crate::state::format::grouped;

pub const KEYS_LEAD: &str = "A key has one job. Sealing keys never leave this browser; SSE-C keys are sent to your \
    storage with each request that needs them.";
pub const IMPORT: &str = "Import";
pub const NEW_KEY: &str = "New key";
pub const KEYS_QUESTION: &str = "Only your keys?";
pub const KEYS_OFFER: &str = "Make, import, print or keep them without a storage.";
pub const KEYS_USE: &str = "Go to your keys";
pub const TAB_ONLY_TITLE: &str = "These keys live in this tab.";
pub const TAB_ONLY_TEXT: &str = "Closing or reloading it forgets them. Keep a key file of each.";
pub const SEALING_KEYS: &str = "Sealing keys";
pub const SSEC_KEYS: &str = "SSE-C keys";
pub const KEY_GONE_TEXT: &str = "It was removed, or the page was loaded anew since. Import it from the copy that you \
    saved.";
pub const NO_KEYS_TITLE: &str = "No key in this tab";
pub const NO_KEYS_TEXT: &str = "Make one, or import one that you saved. Every file is sealed or encrypted with the \
    keys you choose; lose them and it is lost.";
pub const SAVED: &str = "saved";
pub const NOT_SAVED: &str = "not saved";
pub const SSEC_KEY: &str = "SSE-C key";
pub const SEALING_KEY: &str = "Sealing key";
pub const NEW_KEY_TITLE: &str = "What is the new key for?";
pub const NEW_KEY_TEXT: &str = "A key has one job, and keeps it.";
pub const KEY_IS_FOR: &str = "What the key is for";
pub const SEALING_KEY_SAY: &str = "Seals files in this browser, before they leave. The storage never sees the key.";
pub const SSEC_KEY_SAY: &str = "Is sent to the storage with each request. The storage encrypts with it and forgets it.";
pub const GUESSABLE_SAY: &str =
    "This key is easy to guess. It opens files that were sealed with it, and seals no new ones.";
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
pub const LINK_COPIED: &str = "Link copied. By itself it does nothing: the headers are needed too.";
pub const PLAIN_LINK_COPIED: &str = "Link copied.";
pub const HEADERS_COPIED: &str = "Headers copied, the key among them. Clear the clipboard once you have pasted them.";
pub const ADD_A_KEY: &str = "Import a key";
pub const IMPORT_LABEL: &str = "Key, as base64 or 64 hex digits";
pub const OR_CAPITAL: &str = "Or ";
pub const CHOOSE_KEY_FILE: &str = "choose a key file";
pub const READ_HERE_ONLY: &str = ". It is read here and sent nowhere.";
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
pub fn gate_lose(provider: Option<&str>) -> String {
    match provider {
        Some(provider) => format!("Lose it and the files are gone. Nobody can recover them, {provider} included."),
        None => "Lose it and the files are gone. Nobody can recover them, not even we.".to_owned(),
    }
}

/// Title of the gate.
#[must_use]
pub fn gate_title(short: &str) -> String {
    format!("Save key {short} before its first use")
}

/// Who runs the storage, in the gate's sentence.
#[must_use]
pub fn provider(place: &crate::state::connect::Place) -> &'static str {
    if place.ovh.is_some() { "OVHcloud" } else { "the provider" }
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
