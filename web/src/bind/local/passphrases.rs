//! Passphrases of local mode: suggested, judged, and the keys that the worker makes of them.

use crate::bind::{passphrase, web};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::passphrase::bars;
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::worker::WorkerError;
use sealport_client::Zeroizing;

/// How long typing must rest before the meter is asked, in milliseconds.
const REST_MS: u32 = 200;

/// A worker's error as the page keeps it.
pub(super) fn worker_fault(error: &WorkerError, operation: &'static str) -> Fault {
    Fault::here(error.code().as_str(), operation, error.to_string(), web::now_secs())
}

/// Puts a new passphrase into the field.
pub fn suggest(app: App) {
    spawn_local(async move {
        match passphrase::generate(app).await {
            Ok(phrase) => {
                let _ = app.local.try_update(|desk| desk.suggest(phrase));
            }
            Err(fault) => app.notify(words::no_suggestion(&fault.said)),
        }
    });
}

/// A passphrase was typed: it is judged by the meter, which is loaded for the first one.
pub fn typed(app: App, text: String) {
    let text = Zeroizing::new(text);
    app.local.update(|desk| desk.type_new(text.clone()));
    if text.is_empty() {
        return;
    }
    web::after_ms(REST_MS, move || {
        let is_last = app.local.try_with_untracked(|desk| *desk.new_passphrase == *text);
        if is_last == Some(true) {
            judge(app, text);
        }
    });
}

fn judge(app: App, text: Zeroizing<String>) {
    spawn_local(async move {
        // Without a meter the passphrase stays a weak one: the person decides.
        if let Ok(strength) = passphrase::strength(app, &text).await {
            let score = u8::try_from(bars(&strength)).unwrap_or_default();
            let said = words::strength(&strength);
            let _ = app.local.try_update(|desk| desk.judge(&text, score, said));
        }
    });
}

/// Copies the passphrase that files will be sealed with.
pub fn copy_passphrase(app: App) {
    let text = app.local.with_untracked(|desk| desk.new_passphrase.to_string());
    web::copy(app, text, words::LOCAL_PASSPHRASE_COPIED, true);
}
