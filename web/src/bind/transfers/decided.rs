//! What a person decides about a transfer: stopping it, another try, the name in use, what a failed upload left.

use super::down::download;
use super::pump;
use super::up::may_upload;
use crate::bind::held::{self, Job};
use crate::bind::{fault, listing, sealing, web};
use crate::context::App;
use crate::state::fault::SEALING_KEY_MISSING;
use crate::state::intent::Intent;
use crate::state::names;
use crate::state::route::{KeysRoute, Route};
use crate::state::staged::Clash;
use crate::state::transfers::{Leftover, Progress};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_client::Deletion;

/// Stops one transfer, or drops the question about it.
pub fn cancel(app: App, id: u64) {
    stop(app, id);
    pump(app);
}

fn stop(app: App, id: u64) {
    app.transfers.update(|transfers| {
        transfers.cancel(id);
    });
    let cancel = app.held.try_update_value(|held| {
        // An upload's file stays for another try; a download asks anew where to save.
        if matches!(held.jobs.get(&id), Some(Job::Download(..))) {
            held.jobs.remove(&id);
        }
        held.cancels.remove(&id)
    });
    if let Some(cancel) = cancel.flatten() {
        cancel.cancel();
    }
}

/// Stops everything that has not ended.
pub fn cancel_all(app: App) {
    for id in app.transfers.with_untracked(|transfers| transfers.unfinished()) {
        stop(app, id);
    }
}

/// Tries a failed or cancelled transfer again: an upload from its file, a download from the start. What a failed upload
/// left in the storage is deleted first.
pub fn retry(app: App, id: u64) {
    if app.transfers.with_untracked(|transfers| transfers.find(id).is_some_and(|t| t.left_behind().is_some())) {
        delete_leftover(app, id, true);
        return;
    }
    let Some(mut transfer) = app.transfers.with_untracked(|transfers| transfers.find(id).cloned()) else {
        return;
    };
    if transfer.needs_upload_key() {
        let Some(chosen) = untrack(|| app.upload_key()) else {
            web::go(&Route::Keys(KeysRoute::Ring(None)).to_hash());
            return;
        };
        app.transfers.update(|transfers| transfers.use_key(id, &chosen.fingerprint));
        transfer.fingerprint = Some(chosen.fingerprint);
    }
    let is_upload = app.held.with_value(|held| matches!(held.jobs.get(&id), Some(Job::Upload(_))));
    if !is_upload {
        forget(app, id);
        download(app, transfer.object_key);
        return;
    }
    if matches!(&transfer.progress, Progress::Failed(fault) if fault.code == SEALING_KEY_MISSING) {
        let Some(present) = sealing::present_recipients(app) else {
            return;
        };
        app.transfers.update(|transfers| transfers.seal_for(id, &present));
        transfer.sealing = Some(present);
    }
    if let Some(recipients) = &transfer.sealing
        && !sealing::may_seal(app, recipients, Intent::Retry(id))
    {
        return;
    }
    if let Some(fingerprint) = &transfer.fingerprint
        && !may_upload(app, fingerprint, Intent::Retry(id))
    {
        return;
    }
    app.transfers.update(|transfers| {
        transfers.retry(id);
    });
    pump(app);
}

/// Deletes exactly what a failed upload left in the storage, and tries the upload again afterwards if that is wanted.
pub fn delete_leftover(app: App, id: u64, then_retry: bool) {
    let Some(connection) = held::connection(app) else {
        return;
    };
    let Some(transfer) = app.transfers.with_untracked(|transfers| transfers.find(id).cloned()) else {
        return;
    };
    let Some(stored) = transfer.left_behind().filter(|_| transfer.leftover != Leftover::Deleting).cloned() else {
        return;
    };
    app.transfers.update(|transfers| transfers.leftover(id, Leftover::Deleting));
    spawn_local(async move {
        let deleted = connection.client.delete_stored(&stored, &connection.ended).await;
        if !connection.is_current() {
            return;
        }
        let leftover = match deleted {
            Ok(deletion) => Leftover::Settled(deletion),
            Err(error) => Leftover::NotDeleted(fault(&error, words::DELETE_OP)),
        };
        let settled = if let Leftover::Settled(deletion) = leftover { Some(deletion) } else { None };
        app.transfers.update(|transfers| transfers.leftover(id, leftover));
        match settled {
            // Whatever else became of it, the person is to read.
            Some(Deletion::Whole) if then_retry => retry(app, id),
            Some(deletion) => {
                // The button that was pressed is gone.
                web::after_ms(0, move || web::focus(&format!("#retry-after-delete-{id}")));
                let name = names::shown(names::file_name(stored.object_key.as_str()));
                app.announcement.set(words::leftover_announced(deletion, &name));
                listing::reload(app);
            }
            None => {}
        }
    });
}

/// The person decided about a name in use.
pub fn decide(app: App, id: u64, clash: Clash) {
    app.transfers.update(|transfers| match clash {
        Clash::KeepBoth => transfers.keep_both(id, |key| untrack(|| app.in_bucket(key))),
        Clash::Replace => transfers.replace(id),
        Clash::Skip => {
            transfers.cancel(id);
        }
    });
    pump(app);
}

/// Takes an ended transfer out of the list.
pub fn forget(app: App, id: u64) {
    app.transfers.update(|transfers| transfers.remove(id));
    app.held.update_value(|held| {
        held.jobs.remove(&id);
    });
}

/// Takes all ended transfers out of the list.
pub fn forget_ended(app: App) {
    let ended = app.transfers.try_update(|transfers| transfers.clear_ended()).unwrap_or_default();
    app.held.update_value(|held| {
        for id in ended {
            held.jobs.remove(&id);
        }
    });
}
