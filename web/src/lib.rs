//! The Sealport page: Leptos, drawn in the browser.
//!
//! What the first screen does not need is cut off into `pieces`, which come when it can be used.
//!
//! `state` decides, `text` has the words, `pages` and `components` draw, and `bind` alone awaits the client or touches
//! the browser beyond drawing.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod app;
mod bind;
mod components;
mod context;
mod pages;
mod pieces;
mod state;
mod text;

/// Draws the page into the document and starts it.
pub fn start() {
    bind::crash::watch();
    leptos::mount::mount_to_body(app::Root);
}
