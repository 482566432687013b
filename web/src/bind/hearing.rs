//! What an answer, a refusal or silence teaches about the connection: whether the storage has let this page in, whether
//! the clock was corrected, whether the demo storage was started anew.

use super::held::Connection;
use super::{fault, session};
use crate::context::App;
use crate::state::answered::{Silence, as_lost};
use crate::state::fault::{DEMO_GONE, Fault, REDIRECTS, UNREACHABLE};
use crate::text::words;
use leptos::prelude::*;
use sealport_browser::{anything_answers, redirects};
use sealport_client::{ClientError, ErrorCode, ListRequest, Storage};

/// An error, explained.
pub struct Explained {
    /// For the person.
    pub fault: Fault,
    /// Whether the demo storage was joined again meanwhile: the same request is worth another try, on the connection
    /// that is held now.
    pub renewed: bool,
}

fn writes(operation: &str) -> bool {
    matches!(operation, words::PUT | words::DELETE_OP)
}

/// The storage answered: notes what that shows.
pub fn heard(app: App, connection: &Connection, operation: &'static str) {
    let mut answered = connection.answered.get();
    answered.note(writes(operation));
    connection.answered.set(answered);
    note_clock(app, connection.client.clock_correction_secs());
}

/// The client may have corrected the clock on the way.
pub fn note_clock(app: App, correction_secs: i64) {
    if correction_secs != 0 {
        app.clock.update(|clock| clock.corrected(correction_secs));
    }
}

/// What an error means on this connection. `moved`: whether bytes of a file were on their way already.
pub async fn explain(
    app: App,
    connection: &Connection,
    error: &ClientError,
    operation: &'static str,
    moved: bool,
) -> Explained {
    let told = fault(error, operation);
    if error.status().is_some() {
        heard(app, connection, operation);
    }
    if error.code() == ErrorCode::NetworkOrCors {
        return Explained { fault: silence(connection, told, moved).await, renewed: false };
    }
    let demo = app.place.with_untracked(|place| place.as_ref().is_some_and(|place| place.demo));
    if demo && told.is_about_credentials() && connection.is_current() {
        let renewed = session::renew_demo(app, connection).await;
        let fault = if renewed { told } else { Fault { code: DEMO_GONE, ..told } };
        return Explained { fault, renewed };
    }
    Explained { fault: told, renewed: false }
}

/// Silence of an address that has never answered: whether anything is there at all, or it passes requests on. `address` lies
/// at the origin, and takes a HEAD.
pub async fn unheard(fault: Fault, origin: &str, address: &str) -> Fault {
    if fault.code != ErrorCode::NetworkOrCors.as_str() {
        return fault;
    }
    if !anything_answers(origin).await {
        return Fault { code: UNREACHABLE, ..fault };
    }
    if redirects(address).await { Fault { code: REDIRECTS, ..fault } } else { fault }
}

/// Silence of a storage that has never answered.
pub async fn unheard_at(fault: Fault, storage: &Storage) -> Fault {
    unheard(fault, &storage.origin(), &storage.bucket_address()).await
}

/// Silence of a storage that has answered before: the connection is lost, or it passes requests on now.
async fn lost_at(told: Fault, storage: &Storage) -> Fault {
    if redirects(&storage.bucket_address()).await { Fault { code: REDIRECTS, ..told } } else { as_lost(told) }
}

async fn silence(connection: &Connection, told: Fault, moved: bool) -> Fault {
    match connection.answered.get().silence(writes(told.operation), moved) {
        Silence::NotLetIn => unheard_at(told, connection.client.storage()).await,
        Silence::Lost => lost_at(told, connection.client.storage()).await,
        Silence::AskAgain => {
            let request = ListRequest { max_keys: 1, ..ListRequest::default() };
            match connection.client.list(&request, &connection.ended).await {
                Err(error) if error.code() == ErrorCode::NetworkOrCors => {
                    lost_at(told, connection.client.storage()).await
                }
                // Reading is let in: the rule does not allow what was asked.
                _ => told,
            }
        }
    }
}
