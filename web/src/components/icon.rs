//! Icons and marks: symbols of `index.html`, never the only sign of anything.

use leptos::prelude::*;

/// A small line icon.
pub fn icon(name: &'static str) -> impl IntoView {
    icon_as(name, "i")
}

/// An icon with classes of its own.
///
/// The address is not a literal on purpose: of an element without dynamic parts the view macro writes the name
/// `use_` as it stands.
pub fn icon_as(name: &'static str, class: &'static str) -> impl IntoView {
    view! { <svg class=class aria-hidden="true"><use_ href=format!("#{name}")/></svg> }
}

/// A mark of protection.
pub fn mark(name: &'static str, class: &'static str) -> impl IntoView {
    icon_as(name, class)
}
