//! Uploads: which key, which gate comes first, and what is known of them afterwards.

use super::{failure, key_of, pump, reporter};
use crate::bind::held::{Connection, Job};
use crate::bind::{fault, hearing, keys, sealing, web};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::intent::{Ask, Intent};
use crate::state::keyring::Leave;
use crate::state::listing::RowKind;
use crate::state::protection::Choice;
use crate::state::route::{KeysRoute, Route};
use crate::state::transfers::{Outcome, Receipt, Transfer};
use crate::text::words;
use leptos::prelude::*;
use sealport_browser::FileSource;
use sealport_client::{
    AtRest, Cancel, ClientError, Confirmation, Doubt, ObjectKey, Protection, SseCKey, UploadOptions, UploadReceipt,
    bare_etag,
};

/// Whether a key may be used now. Where it may not, the question is asked that must come first.
pub(super) fn may_upload(app: App, fingerprint: &str, then: Intent) -> bool {
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

pub(super) async fn upload(
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
    let is_another = matches!(
        receipt.confirmation,
        Confirmation::NotVerified(Doubt::Overwritten | Doubt::Gone | Doubt::ReadableWithoutKey)
    );
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
    let kind = RowKind::Object {
        len: receipt.len,
        modified_secs: Some(web::now_secs()),
        etag: etag.map(|etag| bare_etag(etag).to_owned()),
    };
    app.listing.update(|listing| listing.put(&transfer.object_key, kind));
}
