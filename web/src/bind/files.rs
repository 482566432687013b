//! Files from pickers and drops: what was chosen is staged, and sent only when the person says so.

use crate::context::App;
use crate::state::route::Route;
use crate::text::words;
use js_sys::{Array, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry, HtmlInputElement};

/// Stages what a file input holds, then empties it so that the same file can be chosen again.
pub fn take_chosen(app: App, input: &HtmlInputElement) {
    let mut chosen = Vec::new();
    if let Some(files) = input.files() {
        for at in 0..files.length() {
            if let Some(file) = files.get(at) {
                let relative = js_sys::Reflect::get(&file, &JsValue::from_str("webkitRelativePath"));
                let relative = relative.ok().and_then(|path| path.as_string()).filter(|path| !path.is_empty());
                chosen.push((relative.unwrap_or_else(|| file.name()), file));
            }
        }
    }
    input.set_value("");
    stage(app, chosen);
}

/// The first file of an input, which is then emptied.
pub fn take_one(input: &HtmlInputElement) -> Option<File> {
    let file = input.files().and_then(|files| files.get(0));
    input.set_value("");
    file
}

fn stage(app: App, chosen: Vec<(String, File)>) {
    if chosen.is_empty() {
        return;
    }
    if app.route.get_untracked() == Route::Local {
        return super::local::add(app, chosen.into_iter().map(|(_, file)| file).collect());
    }
    for (path, file) in chosen {
        let Some(id) = app.held.try_update_value(|held| {
            held.last_file += 1;
            held.last_file
        }) else {
            return;
        };
        let len = file.size() as u64;
        let modified_ms = file.last_modified() as i64;
        let Some(id) = app.staged.try_update(|staged| staged.add(id, &path, len, modified_ms)) else {
            return;
        };
        // Of a file chosen again, the earlier handle may no longer be readable.
        app.held.update_value(|held| {
            held.files.insert(id, file);
        });
    }
    app.tray_up.set(true);
}

/// Takes a staged file back.
pub fn unstage(app: App, id: u64) {
    app.staged.update(|staged| staged.remove(id));
    app.held.update_value(|held| {
        held.files.remove(&id);
    });
}

/// Takes all staged files back.
pub fn unstage_all(app: App) {
    app.staged.update(|staged| staged.files.clear());
    app.held.update_value(|held| held.files.clear());
}

/// Stages what was dropped, folders with all that is in them.
pub fn take_dropped(app: App, data: &DataTransfer) {
    // Entries must be taken before the event ends; the folders are read afterwards.
    let items = data.items();
    let mut entries = Vec::new();
    for at in 0..items.length() {
        if let Some(entry) = items.get(at).and_then(|item| item.webkit_get_as_entry().ok().flatten()) {
            entries.push(entry);
        }
    }
    if entries.is_empty() {
        let mut plain = Vec::new();
        if let Some(files) = data.files() {
            plain.extend((0..files.length()).filter_map(|at| files.get(at)).map(|file| (file.name(), file)));
        }
        stage(app, plain);
        return;
    }
    app.reading_folders.set(true);
    app.tray_up.set(app.route.get_untracked() != Route::Local);
    spawn_local(async move {
        let mut found = Vec::new();
        let mut complete = true;
        // A stack instead of recursion: folders can be deep.
        while let Some(entry) = entries.pop() {
            complete &= read_entry(&entry, &mut entries, &mut found).await.is_some();
        }
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        app.reading_folders.set(false);
        stage(app, found);
        if !complete {
            app.notify(words::NOT_READ);
        }
    });
}

async fn read_entry(
    entry: &FileSystemEntry,
    waiting: &mut Vec<FileSystemEntry>,
    found: &mut Vec<(String, File)>,
) -> Option<()> {
    if entry.is_file() {
        let file: FileSystemFileEntry = entry.clone().unchecked_into();
        let file = promised(|resolve, reject| file.file_with_callback_and_callback(resolve, reject)).await?;
        found.push((entry.full_path(), file.dyn_into().ok()?));
        return Some(());
    }
    let folder: FileSystemDirectoryEntry = entry.clone().unchecked_into();
    let reader = folder.create_reader();
    loop {
        // Browsers give a folder in batches; an empty one ends it.
        let batch = promised(|resolve, reject| {
            let _ = reader.read_entries_with_callback_and_callback(resolve, reject);
        })
        .await?;
        let batch: Array = batch.dyn_into().ok()?;
        if batch.length() == 0 {
            return Some(());
        }
        waiting.extend(batch.iter().map(|entry| entry.unchecked_into::<FileSystemEntry>()));
    }
}

/// Awaits an old interface with two callbacks. None when it failed.
async fn promised(start: impl FnOnce(&js_sys::Function, &js_sys::Function)) -> Option<JsValue> {
    let mut start = Some(start);
    let promise = Promise::new(&mut |resolve, reject| {
        if let Some(start) = start.take() {
            start(&resolve, &reject);
        }
    });
    JsFuture::from(promise).await.ok()
}

/// Tells when an element comes near the visible part of the page.
pub fn when_near(element: &web_sys::Element, what: impl Fn() + 'static) {
    let callback = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        let near =
            entries.iter().any(|entry| entry.unchecked_into::<web_sys::IntersectionObserverEntry>().is_intersecting());
        if near {
            what();
        }
    });
    let options = web_sys::IntersectionObserverInit::new();
    options.set_root_margin("600px");
    if let Ok(observer) = web_sys::IntersectionObserver::new_with_options(callback.as_ref().unchecked_ref(), &options) {
        observer.observe(element);
        // Both live as long as the element, which is as long as its list: the browser drops them together.
        callback.forget();
    }
}
