//! Downloads: which key fits, where to save, and then the bytes.

use super::{announce, failure, key_of, pump, reporter};
use crate::bind::held::{self, Connection, Job, OpenFile, Opening};
use crate::bind::opening::{self, Looked};
use crate::bind::{fault, hearing, listing, object, web};
use crate::context::App;
use crate::state::fault::{Fault, NO_LONGER_SEALED};
use crate::state::intent::{Ask, Intent};
use crate::state::names;
use crate::state::object::Details;
use crate::state::route::Route;
use crate::state::transfers::{Outcome, Transfer};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::SaveSink;
use sealport_client::{Cancel, ClientError, ObjectKey, SinkError, clean_file_name};

/// Saves an object to this device. Called in the click, so that the browser shows its save dialog.
///
/// The question which key fits comes first, by a request for the details: a wrong key then costs no dialog.
pub fn download(app: App, object_key: String) {
    download_with(app, object_key, None, false);
}

/// Saves an object to this device, with a key chosen for it. Its row is there at once; what it waits for is said there.
pub(super) fn download_with(app: App, object_key: String, chosen: Option<String>, as_is: bool) {
    let Some(connection) = held::connection(app) else {
        return;
    };
    let Some(id) = app.transfers.try_update(|transfers| transfers.look_for(&object_key)).flatten() else {
        return;
    };
    let cancel = Cancel::new();
    app.held.update_value(|held| {
        held.cancels.insert(id, cancel.clone());
    });
    spawn_local(async move {
        let found = object::probe(app, &connection, &object_key, chosen.as_deref(), &cancel).await;
        let looked = match &found {
            Ok(found) if !as_is => {
                let then =
                    Intent::Download { object_key: object_key.clone(), chosen: found.fingerprint.clone(), as_is };
                look_into(app, &connection, &object_key, found, then, &cancel).await
            }
            _ => Ok(Looked::Plain),
        };
        app.held.update_value(|held| {
            held.cancels.remove(&id);
        });
        if !connection.is_current() {
            return;
        }
        let looked = match looked {
            Ok(looked) => looked,
            Err(fault) if fault.code == "cancelled" => {
                app.transfers.update(|transfers| {
                    transfers.cancel(id);
                });
                return;
            }
            Err(fault) => return download_failed(app, id, *fault),
        };
        match found {
            Ok(found) => {
                let (len, opening) = match looked {
                    Looked::Plain => (found.len, None),
                    Looked::Unlocked(opening) => (Some(opening.object.layout().plaintext_len()), Some(opening)),
                    Looked::Asking => return app.transfers.update(|transfers| transfers.unbegun(id)),
                };
                app.transfers.update(|transfers| transfers.found(id, len, found.fingerprint));
                let name = match &opening {
                    Some(_) => names::opened(&clean_file_name(&object_key)),
                    None if as_is => names::still_sealed(&clean_file_name(&object_key)),
                    None => clean_file_name(&object_key),
                };
                choose_place(app, &connection, id, &name, len, opening).await;
            }
            Err(object::Refusal::Cancelled) => {
                app.transfers.update(|transfers| {
                    transfers.cancel(id);
                });
            }
            Err(object::Refusal::Key { refused }) => {
                app.transfers.update(|transfers| transfers.unbegun(id));
                let then = Intent::Download { object_key: object_key.clone(), chosen: None, as_is };
                app.ask.set(Some(Ask::NeedKey { object_key, refused, then }));
            }
            Err(object::Refusal::Other(fault)) => download_failed(app, id, *fault),
        }
    });
}

/// Whether an object is sealed, and what opens it. What is found is noted for the list.
async fn look_into(
    app: App,
    connection: &Connection,
    name: &str,
    details: &Details,
    then: Intent,
    cancel: &Cancel,
) -> Result<Looked, Box<Fault>> {
    let found = match opening::look(app, connection, name, details.fingerprint.as_deref(), cancel).await {
        Ok(found) => found,
        // What begins like a sealed file and is none that can be opened has its own words.
        Err(error) if error.message().is_some() => return Err(Box::new(fault(&error, words::OPEN_OP))),
        Err(error) => return Err(Box::new(hearing::explain(app, connection, &error, words::GET, false).await.fault)),
    };
    opening::note(app, name, found.as_ref(), details.etag.as_deref());
    match found.filter(|_| connection.is_current()) {
        Some(object) => opening::unlock(app, object, name, then),
        // Whoever can write to the bucket can put anything in the place of a sealed object.
        None if app.known.with_untracked(|known| known.was_sealed(name)) => {
            // The list says of it what was true before.
            if app.route.with_untracked(|route| matches!(route, Route::Files { .. })) {
                listing::reload(app);
            }
            Err(Box::new(Fault::here(NO_LONGER_SEALED, words::OPEN_OP, "", web::now_secs())))
        }
        None => Ok(Looked::Plain),
    }
}

fn download_failed(app: App, id: u64, fault: Fault) {
    app.transfers.update(|transfers| transfers.failed(id, fault));
    // Elsewhere the failure is shown where the download was asked for.
    if app.route.with_untracked(|route| matches!(route, Route::Files { .. })) {
        app.tray_up.set(true);
    }
    announce(app, id);
}

async fn choose_place(
    app: App,
    connection: &Connection,
    id: u64,
    name: &str,
    len: Option<u64>,
    opening: Option<Box<Opening>>,
) {
    let file = match SaveSink::open(name, len).await {
        Ok(sink) => Ok(OpenFile::new(sink)),
        Err(SinkError::Dismissed) => {
            app.transfers.update(|transfers| transfers.unbegun(id));
            return;
        }
        Err(error) => Err(fault(&ClientError::from(error), words::GET)),
    };
    // The save dialog may have stood open for long.
    if !connection.is_current() {
        return;
    }
    match file {
        // One that was stopped meanwhile takes its file away with it.
        Ok(file) => {
            if app.transfers.try_update(|transfers| transfers.place_chosen(id)).unwrap_or_default() {
                app.held.update_value(|held| {
                    held.jobs.insert(id, Job::Download(file, opening));
                });
                pump(app);
            }
        }
        Err(fault) => download_failed(app, id, fault),
    }
}

pub(super) async fn download_into(
    app: App,
    connection: &Connection,
    transfer: &Transfer,
    mut file: OpenFile,
    opening: Option<Box<Opening>>,
    cancel: &Cancel,
) -> Result<(), Box<Fault>> {
    let failed = |error: ClientError| Box::new(fault(&error, words::GET));
    let object_key = ObjectKey::parse(&transfer.object_key).map_err(|error| failed(error.into()))?;
    let ssec = key_of(app, connection, transfer, words::GET)?;
    let Some(sink) = file.take() else {
        return Ok(());
    };
    let reporter = reporter(app, transfer.id);
    let (client, ssec) = (&connection.client, ssec.as_ref());
    let (downloaded, outcome) = match opening.as_deref() {
        Some(Opening { object, keys }) => {
            (client.download_sealed(object, keys, ssec, sink, reporter, cancel).await, Outcome::Opened)
        }
        None => (client.download(&object_key, ssec, sink, reporter, cancel).await, Outcome::Saved),
    };
    let receipt = match downloaded {
        Ok(receipt) => receipt,
        Err(error) => return Err(failure(app, connection, transfer.id, &error, words::GET).await),
    };
    app.transfers.update(|transfers| transfers.done(transfer.id, receipt.len, outcome));
    app.held.update_value(|held| {
        held.jobs.remove(&transfer.id);
    });
    Ok(())
}
