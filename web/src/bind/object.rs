//! One object: its details, its end.

use super::held::{self, Connection, PageClient};
use super::{hearing, keys, opening, web};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::key_trial::{Heard, Judged, KeyProof, judge, judge_both};
use crate::state::listing::RowKind;
use crate::state::names;
use crate::state::object::{Details, Phase, key_to_try};
use crate::state::route::Route;
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_client::{Cancel, ClientError, ErrorCode, ObjectDetails, ObjectKey, SseCEcho, SseCKey};

/// Why an object's details could not be had.
pub enum Refusal {
    /// It needs a key; the short fingerprint of one that was refused.
    Key {
        /// Refused key, if one was tried.
        refused: Option<String>,
    },
    /// The person moved on, perhaps to another storage: nothing is to be said or done.
    Cancelled,
    /// Anything else.
    Other(Box<Fault>),
}

/// The same before it is explained.
enum Refused {
    Key(Option<String>),
    Cancelled,
    /// With the page's own code, where that says more.
    Other(ClientError, Option<&'static str>),
}

type Answer = Result<ObjectDetails, ClientError>;

fn heard(answer: &Answer, ssec: Option<&SseCKey>) -> Heard {
    match answer {
        Ok(found) => Heard::Found(ssec.map_or(SseCEcho::Absent, |ssec| found.encryption.echo(ssec))),
        Err(error) => match error.code() {
            ErrorCode::SseCKeyRequired => Heard::KeyRequired,
            ErrorCode::WrongKey => Heard::WrongKey,
            ErrorCode::SseCNotApplicable => Heard::NotApplicable,
            ErrorCode::Denied => Heard::Denied,
            _ => Heard::Other,
        },
    }
}

fn refusal(error: ClientError) -> Refused {
    match error.code() {
        ErrorCode::Cancelled => Refused::Cancelled,
        ErrorCode::SseCKeyRequired | ErrorCode::WrongKey => Refused::Key(None),
        _ => Refused::Other(error, None),
    }
}

/// The key to try on an object, when it may be sent to the present storage.
fn key_for(app: App, name: &str, chosen: Option<&str>) -> Option<(String, SseCKey)> {
    let home = app.place.with_untracked(|place| place.as_ref().map(crate::state::connect::Place::home))?;
    let etag = app.listing.with_untracked(|listing| match listing.find(name).map(|row| &row.kind) {
        Some(RowKind::Object { etag, .. }) => etag.clone(),
        _ => None,
    });
    let fingerprint = app.known.with_untracked(|known| {
        app.ring.with_untracked(|ring| {
            app.uploads.with_untracked(|uploads| key_to_try(name, etag.as_deref(), chosen, known, ring, uploads, &home))
        })
    })?;
    let key = keys::secret(app, &fingerprint)?;
    Some((fingerprint, key))
}

/// Asks for an object's details with the key just chosen for it, known or chosen for uploads, and without one where the
/// object has none. What is learnt about its key is noted for the list.
///
/// `cancel` must be one that leaving the storage cancels.
pub async fn probe(
    app: App,
    connection: &Connection,
    name: &str,
    chosen: Option<&str>,
    cancel: &Cancel,
) -> Result<Details, Refusal> {
    let mut connection = connection.clone();
    loop {
        let (error, code) = match ask(app, &connection.client, name, chosen, cancel).await {
            Ok(details) => {
                hearing::heard(app, &connection, words::HEAD);
                return Ok(details);
            }
            Err(Refused::Key(refused)) => {
                hearing::heard(app, &connection, words::HEAD);
                return Err(Refusal::Key { refused });
            }
            Err(Refused::Cancelled) => return Err(Refusal::Cancelled),
            Err(Refused::Other(error, code)) => (error, code),
        };
        let explained = hearing::explain(app, &connection, &error, words::HEAD, false).await;
        if cancel.is_cancelled() {
            return Err(Refusal::Cancelled);
        }
        match held::connection(app).filter(|_| explained.renewed) {
            Some(again) => connection = again,
            None => {
                let code = code.unwrap_or(explained.fault.code);
                return Err(Refusal::Other(Box::new(Fault { code, ..explained.fault })));
            }
        }
    }
}

async fn ask(
    app: App,
    client: &PageClient,
    name: &str,
    chosen: Option<&str>,
    cancel: &Cancel,
) -> Result<Details, Refused> {
    let object_key = ObjectKey::parse(name).map_err(|error| refusal(error.into()))?;
    let Some((fingerprint, ssec)) = key_for(app, name, chosen) else {
        let answer = client.head(&object_key, None, cancel).await;
        return without_key(app, name, answer, cancel);
    };
    let with_key = client.head(&object_key, Some(&ssec), cancel).await;
    let mut judged = judge(heard(&with_key, Some(&ssec)));
    let mut without = None;
    if judged.is_none() && !cancel.is_cancelled() {
        let answer = client.head(&object_key, None, cancel).await;
        judged = Some(judge_both(heard(&with_key, Some(&ssec)), heard(&answer, None)));
        without = Some(answer);
    }
    if cancel.is_cancelled() {
        return Err(Refused::Cancelled);
    }
    match (judged, with_key) {
        (Some(Judged::Opened(proof)), Ok(found)) => {
            if proof.is_proven() {
                app.known.update(|known| known.learn(name, &fingerprint, found.etag.as_deref()));
            }
            Ok(details(found, Some(fingerprint), proof))
        }
        (Some(Judged::WithoutKey), with_key) => without_key(app, name, without.unwrap_or(with_key), cancel),
        (Some(Judged::KeyRefused), _) => {
            app.known.update(|known| known.refused(name, &fingerprint));
            let refused = app.ring.with_untracked(|ring| ring.find(&fingerprint).map(|key| key.short.clone()));
            Err(Refused::Key(refused))
        }
        (_, Err(error)) => Err(refusal(error)),
        (_, Ok(found)) => Ok(details(found, Some(fingerprint), KeyProof::Untold)),
    }
}

/// The answer to a question without a key: where it is the details, the object needs none.
fn without_key(app: App, name: &str, answer: Answer, cancel: &Cancel) -> Result<Details, Refused> {
    if cancel.is_cancelled() {
        return Err(Refused::Cancelled);
    }
    let found = answer.map_err(|error| {
        let needs_key = matches!(error.code(), ErrorCode::SseCKeyRequired | ErrorCode::WrongKey);
        // No key could be sent: to ask for one would lead nowhere.
        if needs_key && app.uploads.with_untracked(|uploads| uploads.ssec_off) {
            return Refused::Other(error, Some("ssec-off"));
        }
        refusal(error)
    })?;
    let reported = found.encryption.server_side_encryption.as_deref();
    app.known.update(|known| known.reported(name, reported, found.etag.as_deref()));
    Ok(details(found, None, KeyProof::NoKey))
}

pub(super) fn details(found: ObjectDetails, fingerprint: Option<String>, proof: KeyProof) -> Details {
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
        proof,
        sealed: None,
    }
}

/// Shows an object's details, asked with the key known for it.
pub fn load(app: App, object_key: &str) {
    load_with(app, object_key, None);
}

/// Shows an object's details, asked with a key chosen for it.
pub fn load_with(app: App, object_key: &str, chosen: Option<String>) {
    let Some(connection) = held::connection(app) else {
        return;
    };
    let cancel = Cancel::new();
    if let Some(old) = app.held.try_update_value(|held| held.details.replace(cancel.clone())).flatten() {
        old.cancel();
    }
    let generation = app.object.try_update(|view| view.start(object_key)).unwrap_or_default();
    let name = object_key.to_owned();
    spawn_local(async move {
        let phase = match probe(app, &connection, &name, chosen.as_deref(), &cancel).await {
            Ok(details) => Phase::Ready(Box::new(details)),
            Err(Refusal::Key { refused }) => Phase::Locked { refused },
            Err(Refusal::Cancelled) => return,
            Err(Refusal::Other(fault)) => Phase::Failed(*fault),
        };
        let known = match &phase {
            Phase::Ready(details) => Some((details.fingerprint.clone(), details.etag.clone())),
            _ => None,
        };
        app.object.update(|view| view.finish(generation, phase));
        let Some((fingerprint, etag)) = known else {
            return;
        };
        // The rest is there already: what goes wrong here is said when the object is downloaded.
        let looked = opening::look(app, &connection, &name, fingerprint.as_deref(), &cancel).await;
        if let Ok(found) = looked
            && connection.is_current()
        {
            opening::note(app, &name, found.as_ref(), etag.as_deref());
            if let Some(found) = found {
                app.object.update(|view| view.is_sealed(generation, opening::facts(&found)));
            }
        }
    });
}

async fn delete_at(app: App, mut connection: Connection, name: &str) -> Result<(), Box<Fault>> {
    loop {
        let deleted = match ObjectKey::parse(name) {
            Ok(object_key) => connection.client.delete(&object_key, &connection.ended).await,
            Err(error) => Err(error.into()),
        };
        let Err(error) = deleted else {
            hearing::heard(app, &connection, words::DELETE_OP);
            return Ok(());
        };
        let explained = hearing::explain(app, &connection, &error, words::DELETE_OP, false).await;
        match held::connection(app).filter(|_| explained.renewed) {
            Some(again) => connection = again,
            None => return Err(Box::new(explained.fault)),
        }
    }
}

/// Deletes an object, then goes back to its folder. `then` hears of a failure. An answer that comes after the person
/// moved on touches nothing but the list.
pub fn delete(app: App, name: String, then: impl FnOnce(Fault) + 'static) {
    let Some(connection) = held::connection(app) else {
        return;
    };
    spawn_local(async move {
        let deleted = delete_at(app, connection.clone(), &name).await;
        if !connection.is_current() {
            return;
        }
        let still_asked = app.ask.with_untracked(|ask| ask.as_ref().is_some_and(|ask| ask.is_delete_of(&name)));
        match deleted {
            Ok(()) => {
                app.listing.update(|listing| listing.remove(&name));
                app.known.update(|known| {
                    known.forget(&name);
                    known.sealed(&name, Vec::new(), None);
                });
                if still_asked {
                    app.ask.set(None);
                }
                app.notify(words::deleted(&names::shown(names::object_name(&name))));
                if app.route.with_untracked(|route| route.is_object(&name)) {
                    let prefix = crate::state::route::folder_of(&name).to_owned();
                    web::go(&Route::Files { prefix }.to_hash());
                }
            }
            Err(fault) if still_asked => then(*fault),
            Err(_) => app.notify(words::not_deleted(&names::shown(names::object_name(&name)))),
        }
    });
}
