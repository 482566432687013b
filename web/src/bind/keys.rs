//! Making, importing, proving, showing and saving keys. The secret bytes never leave this file, `secret` and `held`,
//! except to the client and on the person's word.

use super::secret::SecretKey;
use super::{held, web};
use crate::context::App;
use crate::state::doctor::{Consent, Refusal};
use crate::state::keyring::{Job, KeyFace, Proof, Source};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::save_bytes;
use sealport_client::{KeyDiagnosis, Md5Diagnosis, SealingKey, SseCKey, Zeroizing};
use web_sys::File;

/// Makes an SSE-C key for the connected storage and chooses it for uploads. Returns its fingerprint.
pub fn generate(app: App) -> Option<String> {
    generate_for(app, Job::SseC)
}

/// Makes a key for a job and chooses it for uploads. Returns its fingerprint.
pub fn generate_for(app: App, job: Job) -> Option<String> {
    match SecretKey::generate(job) {
        Ok(key) => add(app, key, Source::Made).ok().map(|(face, _)| face.fingerprint),
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
    fn key(&self, job: Job, agreed: Option<KeyDiagnosis>) -> Result<SecretKey, KeyDiagnosis> {
        match self {
            Self::Text(text) => SecretKey::of_text(job, text, agreed),
            Self::Content(content) => SecretKey::of_file(job, content, agreed),
            Self::Unread { len } => Err(KeyDiagnosis::FileTooLong { found: *len }),
        }
    }
}

/// Imports a key for a job as far as the person agreed to it. Returns its face and whether it is new here.
pub fn import(app: App, job: Job, given: &Given, consent: Consent) -> Result<(KeyFace, bool), Refusal> {
    let key = given.key(job, consent.repair).map_err(Refusal::NoKey)?;
    consent.allows(key.warning())?;
    add(app, key, Source::Imported)
}

async fn read_given(file: &File) -> Given {
    match web::read_small(file, SseCKey::MAX_FILE_LEN).await {
        Some(bytes) => Given::Content(Zeroizing::new(bytes)),
        None => Given::Unread { len: file.size() as u64 },
    }
}

fn add(app: App, key: SecretKey, source: Source) -> Result<(KeyFace, bool), Refusal> {
    let job = key.job();
    let other =
        app.held.with_value(|held| held.keys.values().find(|held| held.is_other_job_of(&key)).map(SecretKey::job));
    if let Some(has) = other {
        return Err(Refusal::HasOtherJob { has });
    }
    // Where no storage is in sight an SSE-C key has no home yet: it is asked about before its first use.
    let home = untrack(|| app.key_goes_to()).filter(|_| job == Job::SseC);
    let fingerprint = key.fingerprint();
    let mut face = KeyFace::new(
        job,
        fingerprint.to_string(),
        fingerprint.short(),
        *fingerprint.as_bytes(),
        source,
        home,
        web::now_secs(),
    );
    face.guessable = key.warning().is_some();
    app.held.update_value(|held| {
        held.keys.insert(face.fingerprint.clone(), key);
    });
    let mut new = false;
    app.ring.update(|ring| new = ring.add(face.clone()));
    if job == Job::SseC {
        app.uploads.update(|uploads| uploads.fingerprint = Some(face.fingerprint.clone()));
    }
    Ok((face, new))
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

/// The key as 64 hex digits, for its sheet.
pub fn hex(app: App, fingerprint: &str) -> Option<Zeroizing<String>> {
    with_key(app, fingerprint, SecretKey::expose_hex)
}

/// Prints the sheet that is shown. Whether paper came out, only the person can say: the last characters prove it.
pub fn print_sheet(app: App, fingerprint: &str) {
    app.ring.update(|ring| ring.mark_copied(fingerprint));
    web::print();
}

/// Whether the last eight characters that were typed are those of the key's sheet.
pub fn proves_by_sheet(app: App, fingerprint: &str, typed: &str) -> Proof {
    let typed = typed.split_whitespace().collect::<String>().to_ascii_lowercase();
    let matches = hex(app, fingerprint).is_some_and(|hex| typed.len() == 8 && hex.ends_with(&typed));
    app.ring.with_untracked(|ring| ring.typed_proof(fingerprint, matches))
}

/// Whether a chosen file holds a key.
pub async fn proves_by_file(app: App, fingerprint: String, file: File) -> Proof {
    let job = app.ring.with_untracked(|ring| ring.find(&fingerprint).map(|key| key.job)).unwrap_or(Job::SseC);
    match read_given(&file).await.key(job, None) {
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
    with_key(app, fingerprint, SecretKey::expose_base64)
}

/// The MD5 that goes with an SSE-C key; not secret.
pub fn md5(app: App, fingerprint: &str) -> Option<String> {
    secret(app, fingerprint).map(|key| key.md5_base64())
}

/// What a text is that was given as the key's MD5.
pub fn check_md5(app: App, fingerprint: &str, text: &str) -> Option<Md5Diagnosis> {
    secret(app, fingerprint).map(|key| key.diagnose_md5(text))
}

/// An SSE-C key itself, for a request.
pub fn secret(app: App, fingerprint: &str) -> Option<SseCKey> {
    match with_key(app, fingerprint, SecretKey::clone)? {
        SecretKey::SseC(key) => Some(key),
        SecretKey::Sealing(_) => None,
    }
}

/// A sealing key itself.
pub fn sealing_key(app: App, fingerprint: &str) -> Option<SealingKey> {
    match with_key(app, fingerprint, SecretKey::clone)? {
        SecretKey::Sealing(key) => Some(key),
        SecretKey::SseC(_) => None,
    }
}

fn with_key<T>(app: App, fingerprint: &str, what: impl FnOnce(&SecretKey) -> T) -> Option<T> {
    app.held.with_value(|held| held.keys.get(fingerprint).map(what))
}

/// Takes a key out of the tab.
pub fn remove(app: App, fingerprint: &str) {
    app.held.update_value(|held| {
        held.keys.remove(fingerprint);
    });
    app.ring.update(|ring| ring.remove(fingerprint));
    app.recipients.update(|recipients| recipients.keys.retain(|key| key != fingerprint));
    app.uploads.update(|uploads| {
        if uploads.fingerprint.as_deref() == Some(fingerprint) {
            uploads.fingerprint = None;
        }
    });
}

/// Reads a file chosen in an input, then hands it on; not when the storage or link it was meant for was left meanwhile.
pub fn read_chosen(app: App, file: File, then: impl FnOnce(Given) + 'static) {
    let home = untrack(|| app.key_goes_to());
    let connection = held::connection(app);
    spawn_local(async move {
        let given = read_given(&file).await;
        let is_current = connection.is_none_or(|connection| connection.is_current());
        if is_current && untrack(|| app.key_goes_to()) == home {
            then(given);
        }
    });
}

/// Checks a file chosen as proof, then says how it went.
pub fn check_chosen(app: App, fingerprint: String, file: File, then: impl FnOnce(Proof) + 'static) {
    spawn_local(async move { then(proves_by_file(app, fingerprint, file).await) });
}
