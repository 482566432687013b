//! Between the keys and connections of this tab and a ring that holds them.

use crate::context::App;
use crate::state::kept::ConnectionFace;
use crate::state::keyring::{Home, Job, KeyFace, Source};
use leptos::prelude::*;
use sealport_client::KeyJob;
use sealport_client::ring::{KeptConnection, Ring, RingHome, RingKey, RingKeyOrigin};

/// All that this tab has.
pub fn of_tab(app: App) -> Ring {
    let lock_after_secs = app.kept.with_untracked(|kept| kept.lock_after_secs);
    app.ring.with_untracked(|faces| {
        app.held.with_value(|held| Ring {
            keys: faces.keys().iter().filter_map(|face| key(face, held.keys.get(&face.fingerprint)?.into())).collect(),
            connections: held.connections.clone(),
            lock_after_secs,
        })
    })
}

fn key(face: &KeyFace, secret: sealport_client::ring::RingSecret) -> Option<RingKey> {
    let homes = face.homes().iter().map(|home| RingHome { origin: home.origin.clone(), bucket: home.bucket.clone() });
    Some(RingKey {
        secret,
        name: face.name.clone(),
        since_secs: face.since_secs,
        origin: match face.source {
            Source::Made => RingKeyOrigin::Made,
            Source::Imported => RingKeyOrigin::Imported,
        },
        saved: face.saved,
        homes: homes.collect(),
    })
}

/// Makes a ring all that this tab has. What only the tab knows of a key stays.
pub fn into_tab(app: App, ring: &Ring) {
    let mut faces = Vec::new();
    app.held.update_value(|held| {
        held.keys.clear();
        for key in &ring.keys {
            let face = face(key);
            held.keys.insert(face.fingerprint.clone(), (&key.secret).into());
            faces.push(face);
        }
        held.connections.clone_from(&ring.connections);
    });
    let connections: Vec<_> = ring.connections.iter().map(connection_face).collect();
    if app.kept.with_untracked(|kept| kept.connections != connections || kept.lock_after_secs != ring.lock_after_secs) {
        app.kept.update(|kept| {
            kept.connections = connections;
            kept.lock_after_secs = ring.lock_after_secs;
        });
    }
    let mut after = app.ring.get_untracked();
    after.take_over(faces);
    if app.ring.with_untracked(|before| *before != after) {
        app.ring.set(after);
    }
    let gone = app.uploads.with_untracked(|uploads| {
        app.ring.with_untracked(|ring| uploads.fingerprint.as_deref().is_some_and(|named| ring.find(named).is_none()))
    });
    if gone {
        app.uploads.update(|uploads| uploads.fingerprint = None);
    }
}

fn face(key: &RingKey) -> KeyFace {
    let fingerprint = key.secret.fingerprint();
    let job = if key.secret.job() == KeyJob::Sealing { Job::Sealing } else { Job::SseC };
    let source = match key.origin {
        RingKeyOrigin::Made => Source::Made,
        RingKeyOrigin::Imported => Source::Imported,
    };
    let (short, teeth) = (fingerprint.short(), *fingerprint.as_bytes());
    let mut face = KeyFace::new(job, fingerprint.to_string(), short, teeth, source, None, key.since_secs);
    face.name.clone_from(&key.name);
    face.saved = key.saved;
    face.guessable = super::super::secret::SecretKey::from(&key.secret).warning().is_some();
    let homes = key.homes.iter().map(|home| Home { origin: home.origin.clone(), bucket: home.bucket.clone() });
    face.with_homes(homes.collect())
}

/// What the page shows of a connection.
pub fn connection_face(connection: &KeptConnection) -> ConnectionFace {
    let (endpoint, bucket, access_key_id) = connection.id();
    ConnectionFace { endpoint, bucket, access_key_id }
}
