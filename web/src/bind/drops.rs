//! Files that are dropped on the page: where they may be, and who takes them.

use crate::context::{App, Stage};
use crate::state::route::Route;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::DragEvent;

/// Files may be dropped anywhere on the page while the list or local mode is shown. Elsewhere a drop does nothing, instead of
/// making the browser leave the page.
pub fn listen(app: App) {
    let accepts = move || {
        let takes = match app.stage.get_untracked() {
            Stage::Connected => matches!(app.route.get_untracked(), Route::Files { .. } | Route::Local),
            Stage::Starting | Stage::Connect => app.route.get_untracked() == Route::Local,
            Stage::Insecure => false,
        };
        takes && app.ask.with_untracked(Option::is_none)
    };
    let has_files = |event: &DragEvent| {
        event.data_transfer().is_some_and(|data| data.types().includes(&JsValue::from_str("Files"), 0))
    };
    let over = move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            if accepts() {
                app.dragging.set(true);
            } else if let Some(data) = event.data_transfer() {
                data.set_drop_effect("none");
            }
        }
    };
    let _ = window_event_listener(ev::dragenter, over);
    let _ = window_event_listener(ev::dragover, over);
    let _ = window_event_listener(ev::dragleave, move |event| {
        // Leaving for nowhere is leaving the window.
        if event.related_target().is_none() {
            app.dragging.set(false);
        }
    });
    let _ = window_event_listener(ev::drop, move |event| {
        if has_files(&event) {
            event.prevent_default();
            app.dragging.set(false);
            if let Some(data) = event.data_transfer().filter(|_| accepts()) {
                take(app, &data);
            }
        }
    });
}

/// What takes files is what is shown, so it is here. A drop lasts no longer than its event, and cannot wait.
fn take(app: App, data: &web_sys::DataTransfer) {
    let takes = app.pieces.storage.here().map(|storage| storage.take_dropped);
    if let Some(takes) = takes.or_else(|| app.pieces.local.here().map(|local| local.take_dropped)) {
        takes(app, data);
    }
}
