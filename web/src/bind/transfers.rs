//! Running uploads and downloads: gates first, then up to three at a time.

use super::held::{self, Connection, Job, OpenFile, Opening};
use super::opening::{self, Looked};
use super::{fault, hearing, keys, link, listing, object, sealing, web};
use crate::context::App;
use crate::state::fault::{Fault, SEALING_KEY_MISSING};
use crate::state::intent::{Ask, Intent};
use crate::state::keyring::Leave;
use crate::state::listing::RowKind;
use crate::state::names;
use crate::state::object::Details;
use crate::state::protection::{Choice, bare_etag};
use crate::state::route::{KeysRoute, Route};
use crate::state::staged::Clash;
use crate::state::transfers::{Leftover, Outcome, Progress, Receipt, Transfer, Way};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::{FileSource, SaveSink};
use sealport_client::{
    AtRest, Cancel, ClientError, Confirmation, Doubt, ObjectKey, Protection, SinkError, SseCKey, UploadOptions,
    UploadReceipt, clean_file_name,
};

/// Progress is drawn at most this often for one transfer, in milliseconds: drawing costs what moving bytes needs.
const DRAW_MS: f64 = 250.0;

/// Goes on with what had to wait for an answer.
pub fn go_on(app: App, intent: Intent) {
    match intent {
        Intent::UploadStaged => upload_staged(app),
        Intent::Retry(id) => retry(app, id),
        Intent::UseLink => link::start(app),
        Intent::SealHere => super::local::seal(app),
        Intent::Download { object_key, chosen, as_is } => download_with(app, object_key, chosen, as_is),
        Intent::Details { object_key, chosen } => object::load_with(app, &object_key, chosen),
    }
}

/// Whether a key may be used now. Where it may not, the question is asked that must come first.
fn may_upload(app: App, fingerprint: &str, then: Intent) -> bool {
    let Some(home) = app.place.with_untracked(|place| place.as_ref().map(crate::state::connect::Place::home)) else {
        return false;
    };
    let fingerprint = fingerprint.to_owned();
    match app.ring.with_untracked(|ring| ring.leave_to_upload(&fingerprint, &home)) {
        Leave::Given => return true,
        Leave::NotSaved => app.ask.set(Some(Ask::SaveKey { fingerprint, then })),
        Leave::OtherStorage => app.ask.set(Some(Ask::OtherStorage { fingerprint, then })),
        Leave::Missing => web::go(&Route::Keys(KeysRoute::Ring(None)).to_hash()),
    }
    false
}

/// Queues everything staged, once the chosen keys may be used.
pub fn upload_staged(app: App) {
    let mut recipients = None;
    if app.uploads.with_untracked(|uploads| uploads.sealed) {
        let Some(present) = sealing::present_recipients(app) else {
            return;
        };
        if !sealing::may_seal(app, &present, Intent::UploadStaged) {
            return;
        }
        recipients = Some(present);
    }
    let mut fingerprint = None;
    let choice = app.uploads.with_untracked(|uploads| uploads.choice);
    if choice == Choice::SseC {
        let chosen = untrack(|| app.upload_key()).map(|key| key.fingerprint);
        // Without a key yet, one is made; the gate then asks to save it.
        let Some(chosen) = chosen.or_else(|| keys::generate(app)) else {
            return;
        };
        if !may_upload(app, &chosen, Intent::UploadStaged) {
            return;
        }
        fingerprint = Some(chosen);
    }
    let prefix = untrack(|| app.upload_prefix());
    let planned = app.staged.with_untracked(|staged| staged.plan(&prefix, |key| untrack(|| app.in_use(key))));
    let mut files = app.held.try_update_value(|held| std::mem::take(&mut held.files)).unwrap_or_default();
    for upload in &planned {
        if let Some(file) = files.remove(&upload.id) {
            let id = app
                .transfers
                .try_update(|transfers| transfers.add_upload(upload, choice, fingerprint.clone(), recipients.clone()));
            if let Some(id) = id {
                app.held.update_value(|held| {
                    held.jobs.insert(id, Job::Upload(file));
                });
            }
        }
    }
    app.staged.update(|staged| staged.files.clear());
    pump(app);
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
        Some(Ready::Up(source, media_type)) => upload(app, connection, transfer, &source, media_type, cancel).await,
        Some(Ready::Down(file, opening)) => download_into(app, connection, transfer, file, opening, cancel).await,
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

async fn upload(
    app: App,
    connection: &Connection,
    transfer: &Transfer,
    source: &FileSource,
    content_type: Option<String>,
    cancel: &Cancel,
) -> Result<(), Box<Fault>> {
    let failed = |error: ClientError| Box::new(fault(&error, words::PUT));
    let object_key = ObjectKey::parse(&transfer.object_key).map_err(|error| failed(error.into()))?;
    let ssec = key_of(app, connection, transfer, words::PUT)?;
    let sealing = match &transfer.sealing {
        Some(recipients) => Some(sealing::keys_for(app, recipients, ssec.as_ref())?),
        None => None,
    };
    let protection = Protection { sealing, at_rest: at_rest(transfer.choice, ssec)? };
    let options = UploadOptions { content_type, protection, overwrite: transfer.overwrite };
    let reporter = reporter(app, transfer.id);
    let receipt = match connection.client.upload(&object_key, source, options, reporter, cancel).await {
        Ok(receipt) => receipt,
        Err(error) => return Err(failure(app, connection, transfer.id, &error, words::PUT).await),
    };
    hearing::heard(app, connection, words::PUT);
    if !connection.is_current() {
        return Ok(());
    }
    note_stored(app, transfer, &receipt);
    let known = Receipt {
        confirmation: receipt.confirmation,
        reported: receipt.server_side_encryption,
        version_id: receipt.version_id,
        sealed_for: receipt.sealed.map(|sealed| sealed.key_names).unwrap_or_default(),
    };
    app.transfers.update(|transfers| transfers.done(transfer.id, receipt.len, Outcome::Stored(known)));
    app.held.update_value(|held| {
        held.jobs.remove(&transfer.id);
    });
    Ok(())
}

/// What is asked of the storage. Without its key an SSE-C upload is refused here, never sent in another way.
fn at_rest(choice: Choice, ssec: Option<SseCKey>) -> Result<AtRest, Box<Fault>> {
    match (choice, ssec) {
        (Choice::SseC, Some(ssec)) => Ok(AtRest::SseC(ssec)),
        (Choice::SseC, None) => {
            let said = "no key was chosen for this upload";
            Err(Box::new(Fault::here("ssec-key-required", words::PUT, said, web::now_secs())))
        }
        (Choice::SseS3, _) => Ok(AtRest::SseS3),
        (Choice::Bucket, _) => Ok(AtRest::BucketDefault),
    }
}

fn note_stored(app: App, transfer: &Transfer, receipt: &UploadReceipt) {
    let etag = receipt.etag.as_deref();
    let is_another =
        matches!(receipt.confirmation, Confirmation::NotVerified(Doubt::Overwritten | Doubt::ReadableWithoutKey));
    app.known.update(|known| match &transfer.fingerprint {
        // What lies there now may need another key, or none.
        Some(_) if is_another => known.forget(&transfer.object_key),
        Some(id) => known.learn(&transfer.object_key, id, etag),
        None => known.reported(&transfer.object_key, receipt.server_side_encryption.as_deref(), etag),
    });
    let sealed_for = receipt.sealed.as_ref().map(|sealed| sealed.key_names.clone()).unwrap_or_default();
    app.known.update(|known| known.sealed(&transfer.object_key, sealed_for, etag));
    let sealing = transfer.sealing.iter().flat_map(|recipients| &recipients.keys);
    app.ring.update(|ring| transfer.fingerprint.iter().chain(sealing).for_each(|id| ring.count_upload(id)));
    let kind = RowKind::Object { len: receipt.len, modified_secs: Some(web::now_secs()), etag: etag.map(bare_etag) };
    app.listing.update(|listing| listing.put(&transfer.object_key, kind));
}

async fn download_into(
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

/// Saves an object to this device. Called in the click, so that the browser shows its save dialog.
///
/// The question which key fits comes first, by a request for the details: a wrong key then costs no dialog.
pub fn download(app: App, object_key: String) {
    download_with(app, object_key, None, false);
}

/// Saves an object to this device, with a key chosen for it. Its row is there at once; what it waits for is said there.
fn download_with(app: App, object_key: String, chosen: Option<String>, as_is: bool) {
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
            Ok(()) => Leftover::Deleted,
            Err(error) => Leftover::NotDeleted(fault(&error, words::DELETE_OP)),
        };
        let gone = leftover == Leftover::Deleted;
        app.transfers.update(|transfers| transfers.leftover(id, leftover));
        if gone && then_retry {
            retry(app, id);
        } else if gone {
            // The button that was pressed is gone.
            web::after_ms(0, move || web::focus(&format!("#retry-after-delete-{id}")));
            app.announcement.set(words::leftover_deleted(&names::shown(names::file_name(stored.object_key.as_str()))));
            listing::reload(app);
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
