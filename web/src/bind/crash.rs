//! When the page itself breaks: one plain message instead of a page that silently does nothing.

use wasm_bindgen::JsValue;

/// Shows the message of `index.html` (`#crash`) when code of ours panics.
pub fn watch() {
    std::panic::set_hook(Box::new(|panic| {
        // The place only: a panic's message could quote a value.
        let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        web_sys::console::error_1(&JsValue::from_str(&format!("Sealport stopped at {place}")));
        let Some(document) = web_sys::window().and_then(|window| window.document()) else {
            return;
        };
        if let Some(root) = document.document_element() {
            let _ = root.set_attribute("data-crashed", "");
        }
        if let Some(slot) = document.get_element_by_id("crash-place") {
            slot.set_text_content(Some(&place));
        }
    }));
}
