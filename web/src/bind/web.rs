//! Small things of the browser: address, title, clock, clipboard, theme, focus, files.

use crate::context::App;
use crate::state::theme::Theme;
use crate::text::words;
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Document, Element, HtmlElement, Window};

const THEME_ENTRY: &str = "sealport-theme";

/// The window; every caller has a harmless way on without one.
pub fn window() -> Option<Window> {
    web_sys::window()
}

pub fn document() -> Option<Document> {
    window()?.document()
}

/// Seconds since 1970.
pub fn now_secs() -> i64 {
    (js_sys::Date::now() / 1000.0) as i64
}

/// Milliseconds on a clock that does not go back.
pub fn steady_ms() -> f64 {
    window().and_then(|window| window.performance()).map_or_else(js_sys::Date::now, |clock| clock.now())
}

/// Whether the browser would show its save dialog now: a click counts for a few seconds. Browsers without such a dialog
/// need no click.
pub fn may_ask_where() -> bool {
    let global = js_sys::global();
    let has = |target: &JsValue, name: &str| js_sys::Reflect::get(target, &JsValue::from_str(name)).ok();
    if !has(&global, "showSaveFilePicker").is_some_and(|picker| picker.is_function()) {
        return true;
    }
    let activation = has(&global, "navigator").and_then(|navigator| has(&navigator, "userActivation"));
    let active = activation.and_then(|activation| has(&activation, "isActive")).and_then(|active| active.as_bool());
    active.unwrap_or(true)
}

/// Leaves a mark on the browser's time line.
pub fn mark(name: &str) {
    if let Some(clock) = window().and_then(|window| window.performance()) {
        let _ = clock.mark(name);
    }
}

/// Minutes east of UTC.
pub fn offset_min() -> i32 {
    -(js_sys::Date::new_0().get_timezone_offset() as i32)
}

/// Runs something later, once.
pub fn after_ms(millis: u32, what: impl FnOnce() + 'static) {
    set_timeout(what, std::time::Duration::from_millis(millis.into()));
}

/// The fragment of the address, with its `#`.
pub fn hash() -> String {
    window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Goes to a screen; the `hashchange` listener does the rest.
pub fn go(hash: &str) {
    if let Some(window) = window() {
        let _ = window.location().set_hash(hash);
    }
}

/// Loads the page anew: everything in memory is forgotten.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// Opens the browser's print dialog.
pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Where this page comes from, for CORS rules.
pub fn page_origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Whether the browser trusts the way that the page came.
pub fn is_secure() -> bool {
    window().is_some_and(|window| window.is_secure_context())
}

pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The stored choice of theme: the one thing this page keeps.
pub fn stored_theme() -> Theme {
    let storage = window().and_then(|window| window.local_storage().ok().flatten());
    Theme::parse(storage.and_then(|storage| storage.get_item(THEME_ENTRY).ok().flatten()).as_deref())
}

/// Shows a theme and remembers it where the browser lets us.
pub fn apply_theme(theme: Theme) {
    let root = document().and_then(|document| document.document_element());
    let storage = window().and_then(|window| window.local_storage().ok().flatten());
    match theme.attribute() {
        Some(name) => {
            let _ = root.map(|root| root.set_attribute("data-theme", name));
            let _ = storage.map(|storage| storage.set_item(THEME_ENTRY, name));
        }
        None => {
            let _ = root.map(|root| root.remove_attribute("data-theme"));
            let _ = storage.map(|storage| storage.remove_item(THEME_ENTRY));
        }
    }
}

/// Marks the body of the first screen, which has no tabs at the bottom.
pub fn set_bare(bare: bool) {
    if let Some(body) = document().and_then(|document| document.body()) {
        let _ = body.toggle_attribute_with_force("data-bare-nav", bare);
    }
}

/// Moves the focus to the first element that a selector finds.
pub fn focus(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Moves the focus to the first element that a selector finds, with its beginning in sight.
pub fn focus_in_sight(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.scroll_into_view();
        let _ = element.focus();
    }
}

/// The element with the focus.
pub fn focused() -> Option<HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// Clicks a hidden control, such as a file input.
pub fn click(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// Whether keys pressed now belong to a field.
pub fn is_typing(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element
        .is_some_and(|element| element.closest("input, textarea, select, dialog, [role=menu]").ok().flatten().is_some())
}

/// Puts text on the clipboard and says so.
pub fn copy(app: App, text: String, said: &'static str, secret: bool) {
    copy_then(app, text, said, secret, || {});
}

/// Puts text on the clipboard and says so; `then` runs once it is there.
pub fn copy_then(app: App, text: String, said: &'static str, secret: bool, then: impl FnOnce() + 'static) {
    spawn_local(async move {
        match write_clipboard(&text).await {
            Ok(()) => {
                then();
                if secret { app.notify_copied_secret(said) } else { app.notify(said) }
            }
            Err(_) => app.notify(words::COPY_FAILED),
        }
        drop(zeroize_string(text));
    });
}

/// Replaces what is on the clipboard by nothing.
pub fn clear_clipboard(app: App) {
    spawn_local(async move {
        // Some browsers refuse an empty text.
        let cleared = write_clipboard(" ").await.is_ok();
        app.notify(if cleared { words::CLIPBOARD_CLEARED } else { words::COPY_FAILED });
    });
}

fn zeroize_string(text: String) -> sealport_client::Zeroizing<String> {
    sealport_client::Zeroizing::new(text)
}

async fn write_clipboard(text: &str) -> Result<(), JsValue> {
    let window = window().ok_or(JsValue::NULL)?;
    if !window.is_secure_context() {
        return Err(JsValue::NULL);
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.map(drop)
}

/// The bytes of a small file; none when it is longer than `most`, or unreadable.
pub async fn read_small(blob: &Blob, most: u64) -> Option<Vec<u8>> {
    if blob.size() > most as f64 {
        return None;
    }
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
