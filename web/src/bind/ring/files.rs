//! The ring as a file to take elsewhere, and from elsewhere.

use super::{RING, STORE, content, fault, new_key, open, run, sync, web};
use crate::context::App;
use crate::state::kept::{Found, RingFault};
use leptos::prelude::*;
use sealport_browser::{SystemEntropy, save_bytes};
use sealport_client::Zeroizing;
use sealport_client::ring::{RING_FILE_NAME, Ring};
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::File;

/// Saves the kept ring as it is: sealed under its passphrase. It need not be open for that.
pub fn export(app: App, then: impl FnOnce(Result<(), RingFault>) + 'static) {
    run(app, then, async move {
        let bytes = STORE.get(RING).await?.ok_or(RingFault::ForgottenMeanwhile)?;
        save_bytes(RING_FILE_NAME, &bytes).map_err(|_| RingFault::Failed)
    });
}

/// Seals what this tab has under a passphrase, and saves that; nothing is kept in the browser.
pub fn export_new(app: App, passphrase: Zeroizing<String>, then: impl FnOnce(Result<(), RingFault>) + 'static) {
    run(app, then, async move {
        let key = new_key(app, &passphrase).await?;
        let bytes = content::of_tab(app).seal(&mut SystemEntropy, &key).map_err(|error| fault(&error))?;
        save_bytes(RING_FILE_NAME, &bytes).map_err(|_| RingFault::Failed)
    });
}

/// Opens an exported ring and tells what it would bring. Nothing is taken over yet.
pub fn open_import(
    app: App,
    file: File,
    passphrase: Zeroizing<String>,
    then: impl FnOnce(Result<Found, RingFault>) + 'static,
) {
    let found = Rc::new(RefCell::new(Found::default()));
    let told = Rc::clone(&found);
    run(app, move |outcome| then(outcome.map(|()| told.take())), async move {
        let bytes = web::read_small(&file, Ring::MAX_FILE_LEN).await.ok_or(RingFault::TooLarge)?;
        let (_, ring) = open(app, &bytes, &passphrase).await?;
        let news = content::of_tab(app).news_of(&ring);
        let name = |key: &sealport_client::ring::RingKey| (key.secret.fingerprint().short(), key.name.clone());
        *found.borrow_mut() = Found {
            keys: news.keys.iter().map(name).collect(),
            known_keys: news.known_keys,
            refused_keys: news.refused_keys,
            connections: news.connections.iter().map(content::connection_face).collect(),
            known_connections: news.known_connections,
        };
        app.held.update_value(|held| held.importing = Some(ring));
        Ok(())
    });
}

/// Takes over what was opened.
pub fn add_import(app: App) {
    if let Some(ring) = app.held.try_update_value(|held| held.importing.take()).flatten() {
        content::into_tab(app, &content::of_tab(app).with_added(&ring));
        sync::save(app);
    }
}

/// The person looked, and did not take it.
pub fn forget_import(app: App) {
    app.held.update_value(|held| held.importing = None);
}
