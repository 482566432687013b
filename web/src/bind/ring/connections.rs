//! Connections that are kept with the ring.

use super::content;
use crate::bind::{session, start};
use crate::context::App;
use crate::state::connect::{ConnectForm, Provider};
use crate::state::kept::ConnectionFace;
use crate::state::regions::OVH_REGIONS;
use leptos::prelude::*;
use sealport_client::AddressingStyle;
use sealport_client::ring::KeptConnection;

/// The connection of now, if it can be kept and is not yet.
pub fn may_keep_connection(app: App) -> Option<ConnectionFace> {
    app.place.track();
    let face = app.held.with_value(|held| held.own.as_ref().map(content::connection_face))?;
    app.kept.with(|kept| !kept.connections.contains(&face)).then_some(face)
}

/// Keeps the connection of now.
pub fn keep_connection(app: App) {
    let kept = app.held.try_update_value(|held| {
        let own = held.own.clone()?;
        held.connections.retain(|old| old.id() != own.id());
        held.connections.push(own);
        Some(faces(&held.connections))
    });
    show(app, kept.flatten());
}

/// Keeps a connection no longer.
pub fn drop_connection(app: App, face: &ConnectionFace) {
    let kept = app.held.try_update_value(|held| {
        held.connections.retain(|old| content::connection_face(old) != *face);
        faces(&held.connections)
    });
    show(app, kept);
}

fn faces(connections: &[KeptConnection]) -> Vec<ConnectionFace> {
    connections.iter().map(content::connection_face).collect()
}

fn show(app: App, connections: Option<Vec<ConnectionFace>>) {
    if let Some(connections) = connections {
        app.kept.update(|kept| kept.connections = connections);
    }
}

/// Connects as it was kept: the form is filled, and the storage is checked as if it had been typed.
pub fn use_connection(app: App, face: &ConnectionFace) {
    let found = app
        .held
        .with_value(|held| held.connections.iter().find(|kept| content::connection_face(kept) == *face).map(form_of));
    if let Some(form) = found {
        start::abandon_checks(app);
        app.form.set(form);
        session::connect(app);
    }
}

fn form_of(kept: &KeptConnection) -> ConnectForm {
    let storage = &kept.storage;
    let endpoint = storage.endpoint().origin();
    let ovh = OVH_REGIONS.iter().find(|region| region.endpoint() == endpoint);
    ConnectForm {
        provider: if ovh.is_some() { Provider::Ovh } else { Provider::Other },
        ovh_region: ovh.map(|region| region.code.to_owned()).unwrap_or_default(),
        endpoint,
        region: storage.region().as_str().to_owned(),
        bucket: storage.bucket().as_str().to_owned(),
        access_key_id: kept.access_key_id.clone(),
        secret_access_key: kept.secret_access_key.clone(),
        path_style: Some(storage.style() == AddressingStyle::Path),
        ..ConnectForm::default()
    }
}
