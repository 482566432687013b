//! Making, importing, proving, showing and saving SSE-C keys. The secret bytes never leave this file and `held`,
//! except to the client and on the person's word.

use super::{held, web};
use crate::context::App;
use crate::state::doctor::{Consent, Refusal};
use crate::state::keyring::{KeyFace, Proof, Source};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::{SystemEntropy, save_bytes};
use sealport_client::{KeyDiagnosis, Md5Diagnosis, SseCKey, Zeroizing};
use web_sys::File;

/// Makes a key for the connected storage and chooses it for uploads. Returns its fingerprint.
pub fn generate(app: App) -> Option<String> {
    match SseCKey::generate(&mut SystemEntropy) {
        Ok(key) => add(app, key, Source::Made).map(|(face, _)| face.fingerprint),
        Err(_) => {
            app.notify(words::NO_CRYPTO);
            None
        }
    }
}

/// What a person gave as a key.
pub enum Given {
    /// Pasted.
    Text(Zeroizing<String>),
    /// A file's content.
    Content(Zeroizing<Vec<u8>>),
    /// A file that was not read.
    Unread {
        /// Its length in bytes.
        len: u64,
    },
}

impl Given {
    fn key(&self, agreed: Option<KeyDiagnosis>) -> Result<SseCKey, KeyDiagnosis> {
        match (self, agreed) {
            (Self::Text(text), None) => SseCKey::parse_text(text),
            (Self::Text(text), Some(agreed)) => SseCKey::repair_text(text, agreed),
            (Self::Content(content), None) => SseCKey::parse_file(content),
            (Self::Content(content), Some(agreed)) => SseCKey::repair_file(content, agreed),
            (Self::Unread { len }, _) => Err(KeyDiagnosis::FileTooLong { found: *len }),
        }
    }
}

/// Imports a key as far as the person agreed to it. Returns its face and whether it is new here.
pub fn import(app: App, given: &Given, consent: Consent) -> Result<(KeyFace, bool), Refusal> {
    let key = given.key(consent.repair).map_err(Refusal::NoKey)?;
    consent.allows(key.warning())?;
    add(app, key, Source::Imported).ok_or(Refusal::NoKey(KeyDiagnosis::Empty))
}

async fn read_given(file: &File) -> Given {
    match web::read_small(file, SseCKey::MAX_FILE_LEN).await {
        Some(bytes) => Given::Content(Zeroizing::new(bytes)),
        None => Given::Unread { len: file.size() as u64 },
    }
}

fn add(app: App, key: SseCKey, source: Source) -> Option<(KeyFace, bool)> {
    let home = untrack(|| app.key_goes_to())?;
    let fingerprint = key.fingerprint();
    let face = KeyFace::new(
        fingerprint.to_string(),
        fingerprint.short(),
        *fingerprint.as_bytes(),
        source,
        home,
        web::now_secs(),
    );
    app.held.update_value(|held| {
        held.keys.insert(face.fingerprint.clone(), key);
    });
    let mut new = false;
    app.ring.update(|ring| new = ring.add(face.clone()));
    app.uploads.update(|uploads| uploads.fingerprint = Some(face.fingerprint.clone()));
    Some((face, new))
}

/// Whether a typed text proves a copy: it must be the last four characters of a key: with or without the `=` that ends its base64.
pub fn proves_by_text(app: App, fingerprint: &str, typed: &str) -> Proof {
    let typed = typed.trim();
    let matches = with_key(app, fingerprint, |key| {
        let text = key.expose_base64();
        let bare = text.trim_end_matches('=');
        typed.len() == 4 && (bare.ends_with(typed) || text.ends_with(typed))
    });
    app.ring.with_untracked(|ring| ring.typed_proof(fingerprint, matches.unwrap_or(false)))
}

/// Whether a chosen file holds a key.
pub async fn proves_by_file(app: App, fingerprint: String, file: File) -> Proof {
    match read_given(&file).await.key(None) {
        Ok(read) if with_key(app, &fingerprint, |key| *key == read).unwrap_or(false) => Proof::Proven,
        Ok(_) => Proof::OtherKey,
        Err(_) => Proof::NoKey,
    }
}

/// Saves the key file to the person's downloads.
pub fn save_key_file(app: App, fingerprint: &str) -> bool {
    let saved = with_key(app, fingerprint, |key| {
        let file = key.key_file();
        save_bytes(&file.name, file.contents.as_bytes()).is_ok()
    })
    .unwrap_or(false);
    if saved {
        app.ring.update(|ring| ring.mark_copied(fingerprint));
    }
    saved
}

/// Puts the key on the clipboard.
pub fn copy(app: App, fingerprint: &str) {
    if let Some(text) = reveal(app, fingerprint) {
        let fingerprint = fingerprint.to_owned();
        web::copy_then(app, text.to_string(), words::KEY_COPIED, true, move || {
            app.ring.update(|ring| ring.mark_copied(&fingerprint));
        });
    }
}

/// The key as base64, to be shown on the person's word.
pub fn reveal(app: App, fingerprint: &str) -> Option<Zeroizing<String>> {
    with_key(app, fingerprint, SseCKey::expose_base64)
}

/// The MD5 that goes with the key; not secret.
pub fn md5(app: App, fingerprint: &str) -> Option<String> {
    with_key(app, fingerprint, SseCKey::md5_base64)
}

/// What a text is that was given as the key's MD5.
pub fn check_md5(app: App, fingerprint: &str, text: &str) -> Option<Md5Diagnosis> {
    with_key(app, fingerprint, |key| key.diagnose_md5(text))
}

/// The key itself, for a request.
pub fn secret(app: App, fingerprint: &str) -> Option<SseCKey> {
    with_key(app, fingerprint, SseCKey::clone)
}

fn with_key<T>(app: App, fingerprint: &str, what: impl FnOnce(&SseCKey) -> T) -> Option<T> {
    app.held.with_value(|held| held.keys.get(fingerprint).map(what))
}

/// Takes a key out of the tab.
pub fn remove(app: App, fingerprint: &str) {
    app.held.update_value(|held| {
        held.keys.remove(fingerprint);
    });
    app.ring.update(|ring| ring.remove(fingerprint));
    app.uploads.update(|uploads| {
        if uploads.fingerprint.as_deref() == Some(fingerprint) {
            uploads.fingerprint = None;
        }
    });
}

/// Reads a file chosen in an input, then hands it on; not when the storage or link it was meant for was left meanwhile.
pub fn read_chosen(app: App, file: File, then: impl FnOnce(Given) + 'static) {
    let Some(home) = untrack(|| app.key_goes_to()) else {
        return;
    };
    let connection = held::connection(app);
    spawn_local(async move {
        let given = read_given(&file).await;
        let is_current = connection.is_none_or(|connection| connection.is_current());
        if is_current && untrack(|| app.key_goes_to()) == Some(home) {
            then(given);
        }
    });
}

/// Checks a file chosen as proof, then says how it went.
pub fn check_chosen(app: App, fingerprint: String, file: File, then: impl FnOnce(Proof) + 'static) {
    spawn_local(async move { then(proves_by_file(app, fingerprint, file).await) });
}
