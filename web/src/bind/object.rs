//! One object: its details, its presigned request, its end.

use super::held::PageClient;
use super::{fault, keys, web};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::names;
use crate::state::object::{Details, Phase, key_to_try};
use crate::state::request::{Operation, ShownRequest, ShownValue, shown_url};
use crate::state::route::Route;
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_client::{Cancel, ClientError, ErrorCode, ObjectDetails, ObjectKey, PresignOperation, SignedRequest};

/// Why an object's details could not be had.
pub enum Refusal {
    /// It needs a key; the short fingerprint of one that was refused.
    Key {
        /// Refused key, if one was tried.
        refused: Option<String>,
    },
    /// Anything else.
    Other(Fault),
}

/// Asks for an object's details with the key that is known or chosen, and without one where the object has none.
///
/// What is learnt about its key is noted for the list.
pub async fn probe(app: App, client: &PageClient, name: &str, cancel: &Cancel) -> Result<Details, Refusal> {
    let other = |error: &ClientError| Refusal::Other(fault(error, words::HEAD));
    let object_key = ObjectKey::parse(name).map_err(|error| other(&error.into()))?;
    let mut fingerprint = app.place.with_untracked(|place| {
        let home = place.as_ref()?.home();
        let etag = app.listing.with_untracked(|listing| match listing.find(name).map(|row| row.kind.clone()) {
            Some(crate::state::listing::RowKind::Object { etag, .. }) => etag,
            _ => None,
        });
        app.known.with_untracked(|known| {
            app.ring.with_untracked(|ring| {
                app.uploads.with_untracked(|uploads| key_to_try(name, etag.as_deref(), known, ring, uploads, &home))
            })
        })
    });
    let ssec = fingerprint.as_deref().and_then(|id| keys::secret(app, id));
    let mut answer = client.head(&object_key, ssec.as_ref(), cancel).await;
    // A key was sent along on a guess: the object may have none.
    if ssec.is_some() && answer.as_ref().is_err_and(|error| error.code() == ErrorCode::SseCNotApplicable) {
        fingerprint = None;
        answer = client.head(&object_key, None, cancel).await;
    }
    let short = |id: &str| app.ring.with_untracked(|ring| ring.find(id).map(|key| key.short.clone()));
    match answer {
        Ok(found) => {
            // Some servers answer a plain object although a key was sent: then the key is not the object's.
            let with_key = fingerprint.filter(|_| found.encryption.customer_algorithm.is_some());
            app.known.update(|known| match &with_key {
                Some(id) => known.learn(name, id, found.etag.as_deref()),
                None => known.forget(name),
            });
            Ok(details(found, with_key))
        }
        Err(error) if error.code() == ErrorCode::SseCKeyRequired => Err(Refusal::Key { refused: None }),
        Err(error) if error.code() == ErrorCode::WrongKey => {
            Err(Refusal::Key { refused: fingerprint.as_deref().and_then(short) })
        }
        Err(error) => Err(other(&error)),
    }
}

fn details(found: ObjectDetails, fingerprint: Option<String>) -> Details {
    Details {
        len: found.content_length,
        last_modified: found.last_modified,
        etag: found.etag,
        version_id: found.version_id,
        content_type: found.content_type,
        storage_class: found.storage_class,
        metadata: found.metadata,
        server_side_encryption: found.encryption.server_side_encryption,
        customer_algorithm: found.encryption.customer_algorithm,
        customer_key_md5: found.encryption.customer_key_md5,
        other: found.other,
        fingerprint,
    }
}

/// Shows an object's details.
pub fn load(app: App, object_key: &str) {
    let Some(client) = app.held.with_value(|held| held.client.clone()) else {
        return;
    };
    let cancel = Cancel::new();
    if let Some(old) = app.held.try_update_value(|held| held.details.replace(cancel.clone())).flatten() {
        old.cancel();
    }
    let generation = app.object.try_update(|view| view.start(object_key)).unwrap_or_default();
    let name = object_key.to_owned();
    spawn_local(async move {
        let phase = match probe(app, &client, &name, &cancel).await {
            Ok(details) => Phase::Ready(Box::new(details)),
            Err(Refusal::Key { refused }) => Phase::Locked { refused },
            Err(Refusal::Other(fault)) if fault.code == "cancelled" => return,
            Err(Refusal::Other(fault)) => Phase::Failed(fault),
        };
        app.object.update(|view| view.finish(generation, phase));
    });
}

/// Uses a key for an object from now on: the next request tries it first.
pub fn choose_key(app: App, object_key: &str, fingerprint: &str) {
    app.known.update(|known| known.learn(object_key, fingerprint, None));
}

fn sign(
    app: App,
    operation: Operation,
    name: &str,
    fingerprint: Option<&str>,
    secs: u64,
) -> Result<SignedRequest, Box<Fault>> {
    let failed = |error: ClientError| Box::new(fault(&error, words::PRESIGN));
    let object_key = ObjectKey::parse(name).map_err(|error| failed(error.into()))?;
    let ssec = fingerprint.and_then(|id| keys::secret(app, id));
    let operation = match operation {
        Operation::Get => PresignOperation::Get,
        Operation::Head => PresignOperation::Head,
        Operation::Put => PresignOperation::Put,
    };
    let signed = app.held.with_value(|held| {
        held.client.as_ref().map(|client| client.presign(operation, &object_key, ssec.as_ref(), secs))
    });
    match signed {
        Some(signed) => signed.map_err(failed),
        None => Err(Box::new(Fault::here("bug", words::PRESIGN, "not connected", web::now_secs()))),
    }
}

/// The presigned request as it may be shown.
pub fn shown_request(
    app: App,
    operation: Operation,
    name: &str,
    fingerprint: Option<&str>,
    secs: u64,
) -> Result<ShownRequest, Box<Fault>> {
    let signed = sign(app, operation, name, fingerprint, secs)?;
    let (origin, rest) = shown_url(signed.url().expose());
    let headers = signed
        .headers()
        .iter()
        .map(|header| {
            let value =
                if header.is_secret() { ShownValue::Masked } else { ShownValue::Open(header.expose().to_owned()) };
            (header.name().to_owned(), value)
        })
        .collect();
    Ok(ShownRequest {
        method: signed.method().as_str().to_owned(),
        origin,
        rest,
        headers,
        expires_secs: signed.expires_at().as_secs(),
    })
}

/// Puts a fresh presigned link on the clipboard.
pub fn copy_link(app: App, operation: Operation, name: &str, fingerprint: Option<&str>, secs: u64) {
    if let Ok(signed) = sign(app, operation, name, fingerprint, secs) {
        let said = if fingerprint.is_some() { words::LINK_COPIED } else { words::PLAIN_LINK_COPIED };
        web::copy(app, signed.url().expose().to_owned(), said, false);
    }
}

/// Puts the headers of the request on the clipboard, one a line, the key among them.
pub fn copy_headers(app: App, operation: Operation, name: &str, fingerprint: Option<&str>, secs: u64) {
    if let Ok(signed) = sign(app, operation, name, fingerprint, secs) {
        let lines: String =
            signed.headers().iter().map(|header| format!("{}: {}\n", header.name(), header.expose())).collect();
        web::copy(app, lines, words::HEADERS_COPIED, true);
    }
}

/// Deletes an object, then goes back to its folder. `then` hears of a failure.
pub fn delete(app: App, name: String, then: impl FnOnce(Fault) + 'static) {
    let Some(client) = app.held.with_value(|held| held.client.clone()) else {
        return;
    };
    spawn_local(async move {
        let deleted = match ObjectKey::parse(&name) {
            Ok(object_key) => client.delete(&object_key, &Cancel::new()).await,
            Err(error) => Err(error.into()),
        };
        match deleted {
            Ok(()) => {
                app.listing.update(|listing| listing.remove(&name));
                app.known.update(|known| known.forget(&name));
                app.ask.set(None);
                app.notify(words::deleted(&names::shown(names::file_name(&name))));
                if matches!(app.route.get_untracked(), Route::Object { .. }) {
                    let prefix = name.rfind('/').map_or("", |at| &name[..=at]).to_owned();
                    web::go(&Route::Files { prefix }.to_hash());
                }
            }
            Err(error) => then(fault(&error, words::DELETE_OP)),
        }
    });
}
