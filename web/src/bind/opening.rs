//! Sealed objects: recognised by their first bytes, unlocked with the keys of this tab or what a person gives.

use super::held::{self, Connection, Opening};
use super::{fault, keys, sealing, transfers};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::intent::{Ask, Intent};
use crate::state::object::SealedFacts;
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_client::message::{Header, MessageError};
use sealport_client::{Cancel, ClientError, ObjectKey, SealedObject, Zeroizing};

/// What an object is, once its first bytes were read.
pub enum Looked {
    /// No sealed file, or it is wanted as it is.
    Plain,
    /// Sealed, and a key of this tab opens it.
    Unlocked(Box<Opening>),
    /// Sealed, and the person is asked for a key or passphrase.
    Asking,
}

/// Reads the first bytes of an object, with the customer key that it has.
pub async fn look(
    app: App,
    connection: &Connection,
    name: &str,
    ssec: Option<&str>,
    cancel: &Cancel,
) -> Result<Option<SealedObject>, ClientError> {
    let ssec = ssec.and_then(|id| keys::secret(app, id));
    connection.client.sealed_object(&ObjectKey::parse(name)?, ssec.as_ref(), cancel).await
}

/// Notes for whom an object is sealed, for the list. That one was sealed before is not forgotten for what lies there now.
pub fn note(app: App, name: &str, found: Option<&SealedObject>, etag: Option<&str>) {
    if let Some(object) = found {
        app.known.update(|known| known.sealed(name, object.header().key_names(), etag));
    }
}

/// The person takes an object as it is that was sealed before.
pub fn accept_unsealed(app: App, name: &str) {
    app.known.update(|known| known.sealed(name, Vec::new(), None));
}

/// What a sealed object says of itself.
pub fn facts(found: &SealedObject) -> SealedFacts {
    let header = found.header();
    SealedFacts {
        names: header.key_names(),
        suite: header.suite().to_string(),
        frame_len: header.frame_len(),
        plaintext_len: found.layout().plaintext_len(),
    }
}

/// Opens what can be opened, and asks otherwise; `then` goes on after the answer.
pub fn unlock(app: App, object: SealedObject, name: &str, then: Intent) -> Result<Looked, Box<Fault>> {
    match sealing::unlock(app, object.header()) {
        Ok(keys) => Ok(Looked::Unlocked(Box::new(Opening { object, keys }))),
        Err(error @ (MessageError::NoKeyFits { .. } | MessageError::CannotUnlock { .. })) => {
            // One of its keys is in this tab, and does not open it.
            let tried = matches!(error, MessageError::CannotUnlock { .. });
            let refused = tried.then(|| Box::new(fault(&ClientError::from(error), words::OPEN_OP)));
            app.held.update_value(|held| held.asked_about = Some(object));
            app.ask.set(Some(Ask::OpenSealed { object_key: name.to_owned(), refused, then }));
            Ok(Looked::Asking)
        }
        Err(error) => Err(Box::new(fault(&ClientError::from(error), words::OPEN_OP))),
    }
}

/// The header that the question on the screen is about.
pub fn asked_about(app: App) -> Option<Header> {
    app.held.with_value(|held| held.asked_about.as_ref().map(|object| object.header().clone()))
}

fn answered(app: App, then: Intent) {
    app.held.update_value(|held| held.asked_about = None);
    app.ask.set(None);
    transfers::go_on(app, then);
}

/// Tries the keys of this tab again, one more than before.
pub fn try_keys(app: App, then: Intent, failed: impl FnOnce(Fault)) {
    let Some(header) = asked_about(app) else {
        return;
    };
    match sealing::unlock(app, &header) {
        Ok(_) => answered(app, then),
        Err(error) => failed(fault(&ClientError::from(error), words::OPEN_OP)),
    }
}

/// Tries a passphrase.
pub fn try_passphrase(app: App, typed: Zeroizing<String>, then: Intent, failed: impl FnOnce(Fault) + 'static) {
    let (Some(header), Some(connection)) = (asked_about(app), held::connection(app)) else {
        return;
    };
    spawn_local(async move {
        let tried = sealing::unlock_with_passphrase(app, &header, typed).await;
        // The question may have been closed, or another may stand there by now.
        let is_asked = asked_about(app).is_some_and(|now| now.message_id() == header.message_id());
        if !connection.is_current() || !is_asked {
            return;
        }
        match tried {
            Ok(_) => answered(app, then),
            Err(fault) => failed(*fault),
        }
    });
}
