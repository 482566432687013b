//! Opening sealed files: with the keys of this tab by the names in the file, or with a passphrase.

use super::run::Run;
use super::source;
use crate::bind::secret::SecretKey;
use crate::bind::{fault, passphrase, sealing, web};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::local::names::opened_name;
use crate::state::local::{Phase, Saved, Step};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::BrowserPlatform;
use sealport_client::message::{ContentKeys, MessageError, PassphraseParams, WrappingKey, WrappingKeyName};
use sealport_client::{ClientError, SealedFile, SealingKey, SinkError, Zeroizing, open_file};
use std::collections::HashMap;

/// Opens the sealed files that are left. Called in a click, so that the browser shows its save dialog.
pub fn open(app: App) {
    let desk = app.local.get_untracked();
    let ids = desk.to_open();
    if ids.is_empty() {
        return;
    }
    let phrase = (!desk.passphrase.is_empty()).then(|| desk.passphrase.clone());
    let Some(run) = Run::start(app, ids.len() == 1) else { return };
    spawn_local(async move {
        let mut derived = HashMap::new();
        for id in ids {
            let opened = open_one(&run, id, phrase.as_ref(), &mut derived).await;
            if let Err(failed) = opened {
                run.fail(id, failed);
            }
            if run.cancel.is_cancelled() {
                break;
            }
        }
        run.finish();
    });
}

async fn open_one(
    run: &Run,
    id: u64,
    phrase: Option<&Zeroizing<String>>,
    derived: &mut HashMap<PassphraseParams, WrappingKey>,
) -> Result<(), Fault> {
    let app = run.app;
    let held = app.held.with_value(|held| (held.local.sealed.get(&id).cloned(), held.local.unlocked.get(&id).cloned()));
    let (Some(sealed), Some(source)) = (held.0, source(app, id)) else { return Ok(()) };
    let keys = match held.1 {
        Some(keys) => keys,
        None => unlock(run, id, &sealed, phrase, derived).await?,
    };
    let name = app.local.with_untracked(|desk| desk.made_name(id, opened_name)).unwrap_or_default();
    if run.asks_where && !web::may_ask_where() {
        // Deriving took longer than the click counts: another one asks where to save.
        app.held.update_value(|held| {
            held.local.unlocked.insert(id, keys);
        });
        run.set(id, Phase::Unlocked);
        return Ok(());
    }
    let sink = match run.sink(id, &name, Some(sealed.layout.plaintext_len())).await {
        Ok(sink) => sink,
        Err(SinkError::Dismissed) => {
            run.set(id, Phase::Waiting);
            return Ok(());
        }
        Err(error) => return Err(fault(&ClientError::from(error), words::OPEN)),
    };
    let is_picked = sink.is_picked();
    run.set(id, Phase::Running { step: Step::Working, moved: 0, total: sealed.layout.plaintext_len() });
    let platform = BrowserPlatform::new();
    let opening = open_file(&platform, &source, &sealed, &keys, sink, run.progress(id), &run.cancel);
    opening.await.map_err(|error| fault(&error, words::OPEN))?;
    run.set(id, Phase::Opened(Saved { name, is_picked }));
    Ok(())
}

/// Tries the keys of the ring and of passphrases that opened something before, then the passphrase with each of the file's parameters, one at a time.
async fn unlock(
    run: &Run,
    id: u64,
    sealed: &SealedFile,
    phrase: Option<&Zeroizing<String>>,
    derived: &mut HashMap<PassphraseParams, WrappingKey>,
) -> Result<ContentKeys, Fault> {
    let said = |error: ClientError| fault(&error, words::OPEN);
    let mut keys = sealing::keys_of_tab(run.app, &sealed.header.key_names());
    let by_key = sealed.unlock(&keys);
    let Some(phrase) = phrase.filter(|_| by_key.is_err()) else {
        return by_key.map_err(said);
    };
    // An altered header stays so whatever is tried.
    if matches!(by_key.as_ref().map_err(ClientError::message), Err(Some(MessageError::AlteredHeader))) {
        return by_key.map_err(said);
    }
    let params = sealed.header.passphrases().map_err(|error| said(error.into()))?;
    for params in params {
        let key = match derived.get(&params) {
            Some(key) => key.clone(),
            None => {
                run.step(id, Step::Deriving);
                let key = passphrase::derive(run.app, &params, phrase).await.map_err(|fault| *fault)?;
                derived.insert(params, key.clone());
                key
            }
        };
        keys.push(key.clone());
        let tried = sealed.unlock(&keys);
        let goes_on =
            matches!(tried.as_ref().map_err(ClientError::message), Err(Some(MessageError::CannotUnlock { .. })));
        if tried.is_ok() {
            passphrase::keep(run.app, key);
        }
        if !goes_on {
            return tried.map_err(said);
        }
    }
    sealed.unlock(&keys).map_err(said)
}

/// Whether a sealed file asks for a passphrase that opened something in this tab before.
pub fn knows_passphrase(app: App, wanted: &[WrappingKeyName]) -> bool {
    app.held.with_value(|held| held.derived.values().any(|key| wanted.contains(key.name())))
}

/// The sealing keys of this tab.
pub(super) fn sealing_keys(app: App) -> Vec<SealingKey> {
    let keys = app.held.with_value(|held| held.keys.values().cloned().collect::<Vec<_>>());
    let sealing = keys.into_iter().filter_map(|key| match key {
        SecretKey::Sealing(key) => Some(key),
        SecretKey::SseC(_) => None,
    });
    sealing.collect()
}
