//! Running uploads and downloads: up to three at a time.
//!
//! What comes before an upload is in `up`, what comes before a download in `down`, and what a person decides about a
//! transfer in `decided`.

mod decided;
mod down;
mod up;

pub use decided::{cancel, cancel_all, decide, delete_leftover, forget, forget_ended, retry};
pub use down::download;
pub use up::upload_staged;

use super::held::{self, Connection, Job, OpenFile, Opening};
use super::{hearing, keys, link, listing, object, web};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::intent::Intent;
use crate::state::keyring::Leave;
use crate::state::names;
use crate::state::transfers::{Progress, Transfer, Way};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::FileSource;
use sealport_client::{Cancel, ClientError, SseCKey};

/// Progress is drawn at most this often for one transfer, in milliseconds: drawing costs what moving bytes needs.
const DRAW_MS: f64 = 250.0;

/// Goes on with what had to wait for an answer.
pub fn go_on(app: App, intent: Intent) {
    match intent {
        Intent::UploadStaged => upload_staged(app),
        Intent::Retry(id) => retry(app, id),
        Intent::UseLink => link::start(app),
        Intent::SealHere => super::local::seal(app),
        Intent::Download { object_key, chosen, as_is } => down::download_with(app, object_key, chosen, as_is),
        Intent::Details { object_key, chosen } => object::load_with(app, &object_key, chosen),
    }
}

/// Starts waiting transfers while there is room.
pub fn pump(app: App) {
    while let Some(id) = app.transfers.try_update(|transfers| transfers.start_next()).flatten() {
        let Some(connection) = held::connection(app) else {
            return;
        };
        let Some(transfer) = app.transfers.with_untracked(|transfers| transfers.find(id).cloned()) else {
            continue;
        };
        let cancel = Cancel::new();
        app.held.update_value(|held| {
            held.cancels.insert(id, cancel.clone());
        });
        spawn_local(async move {
            run(app, &connection, &transfer, &cancel).await;
            app.held.update_value(|held| {
                held.cancels.remove(&id);
            });
            announce(app, id);
            pump(app);
        });
    }
}

enum Ready {
    Up(FileSource, Option<String>),
    Down(OpenFile, Option<Box<Opening>>),
}

async fn run(app: App, connection: &Connection, transfer: &Transfer, cancel: &Cancel) {
    let id = transfer.id;
    let ready = app.held.try_update_value(|held| match held.jobs.get_mut(&id) {
        Some(Job::Upload(file)) => {
            let media_type = Some(file.type_()).filter(|name| !name.is_empty());
            Some(Ready::Up(FileSource::new(file.clone().into()), media_type))
        }
        Some(Job::Download(file, opening)) => {
            let opening = opening.take();
            file.take().map(|sink| Ready::Down(OpenFile::new(sink), opening))
        }
        None => None,
    });
    let outcome = match ready.flatten() {
        Some(Ready::Up(source, media_type)) => up::upload(app, connection, transfer, &source, media_type, cancel).await,
        Some(Ready::Down(file, opening)) => down::download_into(app, connection, transfer, file, opening, cancel).await,
        None => {
            let said = "the transfer has nothing to work on";
            Err(Box::new(Fault::here("bug", words::GET, said, web::now_secs())))
        }
    };
    if !connection.is_current() {
        return;
    }
    if let Err(fault) = outcome {
        match fault.code {
            "cancelled" => {
                app.transfers.update(|transfers| {
                    transfers.cancel(id);
                });
            }
            "already-exists" => {
                app.transfers.update(|transfers| {
                    transfers.in_use(id, |key| untrack(|| app.in_bucket(key)));
                });
            }
            _ => {
                // The demo storage was started anew and joined again meanwhile: the file is still here.
                let again = transfer.way == Way::Up
                    && fault.is_about_credentials()
                    && held::connection(app).is_some_and(|now| now.turn != connection.turn);
                app.transfers.update(|transfers| {
                    transfers.failed(id, *fault);
                    if again {
                        transfers.retry(id);
                    }
                });
            }
        }
    }
    if app.transfers.with_untracked(|transfers| transfers.find(id).is_some_and(is_stored_somehow)) {
        let connection = connection.clone();
        // The storage may be a moment behind what was sent.
        web::after_ms(1_000, move || {
            if connection.is_current() {
                listing::reload(app);
            }
        });
    }
}

/// Whether a failed upload is in the storage, or may be: the list has to tell.
fn is_stored_somehow(transfer: &Transfer) -> bool {
    transfer.may_be_stored() || transfer.left_behind().is_some()
}

fn reporter(app: App, id: u64) -> impl FnMut(sealport_client::Progress) {
    let mut drawn_ms = f64::NEG_INFINITY;
    let mut was_sealed = false;
    move |progress| {
        let now_ms = web::steady_ms();
        // The last step of each phase is drawn, however quickly it came.
        let all_sealed = progress.sealed.is_some() && progress.sealed == progress.total;
        let complete = progress.total == Some(progress.transferred) || (all_sealed && !was_sealed);
        if complete || now_ms - drawn_ms >= DRAW_MS {
            drawn_ms = now_ms;
            was_sealed = all_sealed;
            app.transfers.update(|transfers| {
                transfers.sealed(id, progress.sealed, progress.total);
                transfers.moved(id, progress.transferred, progress.total, now_ms);
            });
        }
    }
}

/// Why a transfer's request failed.
async fn failure(
    app: App,
    connection: &Connection,
    id: u64,
    error: &ClientError,
    operation: &'static str,
) -> Box<Fault> {
    let moved = app.transfers.with_untracked(|transfers| transfers.find(id).is_some_and(|t| t.moved > 0));
    Box::new(hearing::explain(app, connection, error, operation, moved).await.fault)
}

/// The key of a transfer; a fault when it was removed from the tab meanwhile, or may not go to the present storage.
fn key_of(
    app: App,
    connection: &Connection,
    transfer: &Transfer,
    operation: &'static str,
) -> Result<Option<SseCKey>, Box<Fault>> {
    let refused = |code, said| Err(Box::new(Fault::here(code, operation, said, web::now_secs())));
    let Some(id) = &transfer.fingerprint else {
        return Ok(None);
    };
    let home = app.place.with_untracked(|place| place.as_ref().map(crate::state::connect::Place::home));
    let Some(home) = home.filter(|_| connection.is_current()) else {
        return refused("cancelled", "the storage was left");
    };
    let leave = app.ring.with_untracked(|ring| match transfer.way {
        Way::Up => ring.leave_to_upload(id, &home),
        Way::Down => ring.leave_to_read(id, &home),
    });
    match (leave, keys::secret(app, id)) {
        (Leave::Given, Some(key)) => Ok(Some(key)),
        (Leave::OtherStorage, _) => refused("ssec-key-required", "the key may not be sent to this storage"),
        (Leave::NotSaved, _) => refused("ssec-key-required", "the key was not saved"),
        _ => refused("ssec-key-required", "the key is not in this tab"),
    }
}

/// Says for screen readers how a transfer ended.
fn announce(app: App, id: u64) {
    let ended = app.transfers.with_untracked(|transfers| {
        transfers
            .find(id)
            .filter(|t| !matches!(t.progress, Progress::Waiting | Progress::Running) && !t.progress.is_preparing())
            .map(|t| words::transfer_ended(&names::shown(names::file_name(&t.object_key)), t))
    });
    if let Some(ended) = ended {
        app.announcement.set(ended);
    }
}
