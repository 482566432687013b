//! The words around every screen, and the warning of an insecure page.

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
pub const PIECE_FAILED: &str = "A part of the page could not be loaded";
pub const PIECE_FAILED_TEXT: &str = "The network may be away, or the page was renewed meanwhile. Try again; if it stays like this, save your \
    keys and load the page anew.";
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
    Open it over https, or on this machine as 127.0.0.1 or localhost. Here the browser may also hold files back until you \
    tell it to keep them.";
pub const INSECURE_ACCEPT: &str = "Go on, without real keys";
