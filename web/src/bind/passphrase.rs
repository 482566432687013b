//! Passphrases: new ones, how strong typed ones are, and the wrapping keys made of them. The work is done in the page's
//! workers; what stays is a derived key, never the words.

use super::web;
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::passphrase::WORDS;
use crate::text::words;
use leptos::prelude::*;
use sealport_browser::BrowserPlatform;
use sealport_browser::worker::{PassphraseWorker, Strength, StrengthMeter, WorkerAddress, WorkerError, nfc_bytes};
use sealport_client::message::{PassphraseParams, WrappingKey};
use sealport_client::{Platform, Zeroizing};

fn fault(error: &WorkerError) -> Box<Fault> {
    Box::new(Fault::here(error.code().as_str(), words::PASSPHRASE_OP, error.to_string(), web::now_secs()))
}

fn worker(app: App) -> Result<PassphraseWorker, WorkerError> {
    if let Some(worker) = app.held.with_value(|held| held.passphrase_worker.clone()) {
        return Ok(worker);
    }
    let worker = PassphraseWorker::new(WorkerAddress::of_page()?);
    app.held.update_value(|held| held.passphrase_worker = Some(worker.clone()));
    Ok(worker)
}

fn meter(app: App) -> Result<StrengthMeter, WorkerError> {
    if let Some(meter) = app.held.with_value(|held| held.meter.clone()) {
        return Ok(meter);
    }
    let meter = StrengthMeter::new(WorkerAddress::of_page_meter()?);
    app.held.update_value(|held| held.meter = Some(meter.clone()));
    Ok(meter)
}

/// New words.
pub async fn generate(app: App) -> Result<Zeroizing<String>, Box<Fault>> {
    let worker = worker(app).map_err(|error| fault(&error))?;
    worker.generate_passphrase(WORDS).await.map_err(|error| fault(&error))
}

/// How hard a typed passphrase is to guess.
pub async fn strength(app: App, typed: &str) -> Result<Strength, Box<Fault>> {
    let meter = meter(app).map_err(|error| fault(&error))?;
    meter.strength(typed).await.map_err(|error| fault(&error))
}

/// The wrapping key that a passphrase makes with a file's parameters.
pub async fn derive(app: App, params: &PassphraseParams, passphrase: &str) -> Result<WrappingKey, Box<Fault>> {
    let worker = worker(app).map_err(|error| fault(&error))?;
    let derived = worker.derive(params, nfc_bytes(passphrase)).await.map_err(|error| fault(&error))?;
    Ok(WrappingKey::of_passphrase(params, *derived))
}

/// Makes the wrapping key of a new passphrase, with a salt of its own, and keeps it. Returns its number.
pub async fn keep_new(app: App, passphrase: Zeroizing<String>) -> Result<u64, Box<Fault>> {
    let mut salt = [0; PassphraseParams::SALT_LEN];
    BrowserPlatform::new().fill_random(&mut salt).map_err(|_| {
        Box::new(Fault::here("unsupported-browser", words::PASSPHRASE_OP, words::NO_CRYPTO, web::now_secs()))
    })?;
    let key = derive(app, &PassphraseParams::recommended(salt), &passphrase).await?;
    Ok(keep(app, key))
}

/// Keeps a derived key until the tab is left or locked: it opens and seals without asking again.
pub fn keep(app: App, key: WrappingKey) -> u64 {
    let kept = app.held.try_update_value(|held| {
        let known = held.derived.iter().find(|(_, old)| old.name() == key.name()).map(|(number, _)| *number);
        let number = known.unwrap_or_else(|| {
            held.last_derived += 1;
            held.last_derived
        });
        held.derived.insert(number, key);
        number
    });
    kept.unwrap_or_default()
}
