//! Passphrases of local mode: suggested, judged, and the keys that the worker makes of them.

use crate::bind::web;
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::local::GOOD_SCORE;
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::worker::{PassphraseWorker, StrengthMeter, WorkerAddress, WorkerError};
use sealport_client::Zeroizing;
use sealport_client::message::{PassphraseParams, WrappingKey};

/// Words of a generated passphrase: 77.5 bits.
const PASSPHRASE_WORDS: u8 = 6;

pub(super) async fn derive(
    app: App,
    params: &PassphraseParams,
    passphrase: Zeroizing<Vec<u8>>,
) -> Result<WrappingKey, Fault> {
    let derived = match passphrases(app) {
        Ok(worker) => worker.derive(params, passphrase).await,
        Err(error) => Err(error),
    };
    let derived = derived.map_err(|error| worker_fault(&error, words::DERIVE))?;
    Ok(WrappingKey::of_passphrase(params, *derived))
}

/// A worker's error as the page keeps it.
pub(super) fn worker_fault(error: &WorkerError, operation: &'static str) -> Fault {
    Fault::here(error.code().as_str(), operation, error.to_string(), web::now_secs())
}

fn passphrases(app: App) -> Result<PassphraseWorker, WorkerError> {
    if let Some(worker) = app.held.with_value(|held| held.local.passphrases.clone()) {
        return Ok(worker);
    }
    let worker = PassphraseWorker::new(WorkerAddress::of_page()?);
    app.held.update_value(|held| held.local.passphrases = Some(worker.clone()));
    Ok(worker)
}

/// Puts a new passphrase into the field.
pub fn suggest(app: App) {
    spawn_local(async move {
        let made = match passphrases(app) {
            Ok(worker) => worker.generate_passphrase(PASSPHRASE_WORDS).await,
            Err(error) => Err(error),
        };
        match made {
            Ok(phrase) => app.local.update(|desk| {
                desk.new_passphrase = phrase;
                desk.score = Some(GOOD_SCORE + 1);
                desk.complaint = None;
            }),
            Err(error) => app.notify(words::no_suggestion(&error.to_string())),
        }
    });
}

/// A passphrase was typed: it is judged by the meter, which is loaded for the first one.
pub fn typed(app: App, text: String) {
    let text = Zeroizing::new(text);
    app.local.update(|desk| {
        desk.new_passphrase = text.clone();
        desk.score = if text.is_empty() { None } else { Some(0) };
        desk.weak_is_wanted = false;
        desk.complaint = None;
    });
    if text.is_empty() {
        return;
    }
    spawn_local(async move {
        let meter = app.held.with_value(|held| held.local.meter.clone());
        let meter = match meter.map_or_else(|| WorkerAddress::of_page_meter().map(StrengthMeter::new), Ok) {
            Ok(meter) => meter,
            Err(_) => return,
        };
        app.held.update_value(|held| held.local.meter = Some(meter.clone()));
        // Without a meter the passphrase stays a weak one: the person decides.
        if let Ok(strength) = meter.strength(&text).await {
            let _ = app.local.try_update(|desk| {
                if *desk.new_passphrase == *text {
                    desk.score = Some(strength.score);
                }
            });
        }
    });
}

/// Copies the passphrase that files will be sealed with.
pub fn copy_passphrase(app: App) {
    let text = app.local.with_untracked(|desk| desk.new_passphrase.to_string());
    web::copy(app, text, words::LOCAL_PASSPHRASE_COPIED, true);
}
