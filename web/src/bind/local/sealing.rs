//! Sealing the files that are left.

use super::opening::sealing_keys;
use super::run::Run;
use super::{complain, source};
use crate::bind::{fault, passphrase};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::intent::{Ask, Intent};
use crate::state::local::names::sealed_name;
use crate::state::local::{Complaint, Phase, Saved, Step};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::{BrowserPlatform, SaveSink};
use sealport_client::message::{PassphraseParams, WrappingKey};
use sealport_client::{ClientError, Platform, SealingKeys, Sink, SinkError, Source, Zeroizing, seal_file};

/// Seals the files that are left, once each chosen key was saved. Called in a click, so that the browser shows its save
/// dialog.
pub fn seal(app: App) {
    let desk = app.local.get_untracked();
    let ids = desk.to_seal();
    if ids.is_empty() || desk.is_running() {
        return;
    }
    if let Some(complaint) = desk.missing_to_seal() {
        return complain(app, complaint);
    }
    let keys: Vec<String> = if desk.seal_with.has_key() { desk.keys.clone() } else { Vec::new() };
    let unsaved = keys.iter().find(|id| app.ring.with_untracked(|ring| ring.find(id).is_some_and(|key| !key.saved)));
    if let Some(fingerprint) = unsaved.cloned() {
        return app.ask.set(Some(Ask::SaveKey { fingerprint, then: Intent::SealHere }));
    }
    let recipients: Vec<_> = sealing_keys(app)
        .into_iter()
        .filter(|key| keys.contains(&key.fingerprint().to_string()))
        .map(|key| WrappingKey::of_sealing_key(&key))
        .collect();
    if recipients.len() < keys.len() {
        return complain(app, Complaint::NoKey);
    }
    let passphrase = desk.seal_with.has_passphrase().then(|| desk.new_passphrase.clone());
    let Some(run) = Run::start(app, ids.len() == 1) else { return };
    spawn_local(async move {
        if let Some(first) = ids.first().copied() {
            seal_all(&run, first, &ids, recipients, passphrase).await;
        }
        run.finish();
    });
}

async fn seal_all(
    run: &Run,
    first: u64,
    ids: &[u64],
    mut recipients: Vec<WrappingKey>,
    passphrase: Option<Zeroizing<String>>,
) {
    // While the click counts, and before anything that takes long.
    let mut open_sink = None;
    if run.asks_where {
        match open_sealed_sink(run, first).await {
            Ok(sink) => open_sink = Some(sink),
            Err(SinkError::Dismissed) => return run.set(first, Phase::Waiting),
            Err(error) => return run.fail(first, fault(&ClientError::from(error), words::SEAL)),
        }
    }
    if let Some(passphrase) = passphrase {
        run.step(first, Step::Deriving);
        match new_recipient(run.app, &passphrase).await {
            Ok(recipient) => recipients.push(recipient),
            Err(failed) => {
                if let Some((_, sink)) = open_sink {
                    sink.discard().await;
                }
                return run.fail(first, failed);
            }
        }
    }
    let keys = SealingKeys::new(recipients);
    for id in ids.iter().copied() {
        let sink = match open_sink.take() {
            Some(sink) => Ok(sink),
            None => open_sealed_sink(run, id).await,
        };
        match sink {
            Ok((name, sink)) => seal_one(run, id, &keys, name, sink).await,
            Err(error) => run.fail(id, fault(&ClientError::from(error), words::SEAL)),
        }
        if run.cancel.is_cancelled() {
            break;
        }
    }
}

/// Where a file is sealed to, and under which name.
async fn open_sealed_sink(run: &Run, id: u64) -> Result<(String, SaveSink), SinkError> {
    let item = run.app.local.with_untracked(|desk| Some((desk.made_name(id, sealed_name)?, desk.item(id)?.len)));
    let (name, len) = item.ok_or(SinkError::Dismissed)?;
    let sink = run.sink(id, &name, Some(len)).await?;
    Ok((name, sink))
}

async fn seal_one(run: &Run, id: u64, keys: &SealingKeys, name: String, sink: SaveSink) {
    let Some(source) = source(run.app, id) else {
        return sink.discard().await;
    };
    let is_picked = sink.is_picked();
    run.set(id, Phase::Running { step: Step::Working, moved: 0, total: source.len() });
    let sealed = seal_file(&BrowserPlatform::new(), &source, keys, sink, run.progress(id), &run.cancel).await;
    match sealed {
        Ok(_) => run.set(id, Phase::Sealed(Saved { name, is_picked })),
        Err(error) => run.fail(id, fault(&error, words::SEAL)),
    }
}

/// A new passphrase recipient: its salt is of this batch alone.
async fn new_recipient(app: App, phrase: &str) -> Result<WrappingKey, Fault> {
    let mut salt = [0; PassphraseParams::SALT_LEN];
    BrowserPlatform::new().fill_random(&mut salt).map_err(|error| fault(&ClientError::from(error), words::SEAL))?;
    passphrase::derive(app, &PassphraseParams::recommended(salt), phrase).await.map_err(|fault| *fault)
}
