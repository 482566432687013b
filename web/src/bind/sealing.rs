//! Keys for sealing and opening: those of the ring and those that passphrases made.

use super::{fault, keys, passphrase, web};
use crate::context::App;
use crate::state::fault::{Fault, SEALING_KEY_MISSING};
use crate::state::intent::{Ask, Intent};
use crate::state::keyring::{Job, Leave};
use crate::state::recipients::Recipients;
use crate::text::words;
use leptos::prelude::*;
use sealport_client::message::{ContentKeys, EncryptionContext, Header, MessageError, WrappingKey, WrappingKeyName};
use sealport_client::{ClientError, SealingKeys, SseCKey, Zeroizing, refuse_both_jobs};

/// Whether files may be sealed for these keys now. Where one is not saved, that is asked for first.
pub fn may_seal(app: App, recipients: &Recipients, then: Intent) -> bool {
    match app.ring.with_untracked(|ring| recipients.obstacle(ring)) {
        None => true,
        Some((fingerprint, Leave::NotSaved)) => {
            app.ask.set(Some(Ask::SaveKey { fingerprint, then }));
            false
        }
        Some(_) => {
            app.choosing_protection.set(true);
            false
        }
    }
}

/// For whom uploads are sealed, where they are. Without anybody yet, a key is made; the gate then asks to save it.
pub fn present_recipients(app: App) -> Option<Recipients> {
    app.recipients.update(|recipients| {
        app.ring.with_untracked(|ring| {
            recipients.keep_those_of(ring);
            recipients.choose_by_default(ring);
        });
    });
    if app.recipients.with_untracked(Recipients::is_empty) {
        let made = keys::generate_for(app, Job::Sealing)?;
        app.recipients.update(|recipients| recipients.choose(&made));
    }
    Some(app.recipients.get_untracked())
}

/// The keys to seal with. A fault when one left the tab, or may not seal.
///
/// `ssec` is the customer key on top: the same 32 bytes in both jobs are refused.
pub fn keys_for(app: App, recipients: &Recipients, ssec: Option<&SseCKey>) -> Result<SealingKeys, Box<Fault>> {
    let missing = || Box::new(Fault::here(SEALING_KEY_MISSING, words::SEAL_OP, "", web::now_secs()));
    if recipients.is_empty() || app.ring.with_untracked(|ring| recipients.obstacle(ring).is_some()) {
        return Err(missing());
    }
    let mut found = Vec::new();
    for id in &recipients.keys {
        let key = keys::sealing_key(app, id).ok_or_else(missing)?;
        if let Some(ssec) = ssec {
            refuse_both_jobs(ssec, &key).map_err(|error| Box::new(fault(&error.into(), words::SEAL_OP)))?;
        }
        found.push(WrappingKey::of_sealing_key(&key));
    }
    if let Some(number) = recipients.passphrase {
        found.push(app.held.with_value(|held| held.derived.get(&number).cloned()).ok_or_else(missing)?);
    }
    Ok(SealingKeys::new(found))
}

/// Every key of this tab that a header's names ask for. A name that is no fingerprint says nothing of its key: each
/// sealing key of the ring is one to try under it, which costs nothing and tells nobody.
pub(super) fn keys_of_tab(app: App, wanted: &[WrappingKeyName]) -> Vec<WrappingKey> {
    let sealing: Vec<_> = app.ring.with_untracked(|ring| {
        ring.of_job(Job::Sealing).filter_map(|key| keys::sealing_key(app, &key.fingerprint)).collect()
    });
    let derived: Vec<_> = app.held.with_value(|held| held.derived.values().cloned().collect());
    let mut found = Vec::new();
    for name in wanted {
        if name.is_passphrase() {
            found.extend(derived.iter().filter(|key| key.name() == name).cloned());
        } else if name.fingerprint().is_some() {
            found.extend(sealing.iter().map(WrappingKey::of_sealing_key).filter(|key| key.name() == name));
        } else {
            found.extend(sealing.iter().map(|key| WrappingKey::named(name.clone(), key)));
        }
    }
    found
}

/// Opens a header with the keys of this tab.
///
/// `NoKeyFits` when none of them is asked for, `CannotUnlock` when one is and does not fit.
pub fn unlock(app: App, header: &Header) -> Result<ContentKeys, MessageError> {
    header.unlock(&keys_of_tab(app, &header.key_names()), &EncryptionContext::empty())
}

/// Opens a header with a passphrase, whose key is kept then for the other files of its batch. Each of the file's
/// passphrases is tried, one at a time.
pub async fn unlock_with_passphrase(
    app: App,
    header: &Header,
    typed: Zeroizing<String>,
) -> Result<ContentKeys, Box<Fault>> {
    let failed = |error: MessageError| Box::new(fault(&ClientError::from(error), words::OPEN_OP));
    let mut outcome = Err(MessageError::NoKeyFits { wanted: header.key_names(), foreign: header.foreign_recipients() });
    for params in header.passphrases().map_err(failed)? {
        let key = passphrase::derive(app, &params, &typed).await?;
        outcome = header.unlock(std::slice::from_ref(&key), &EncryptionContext::empty());
        match &outcome {
            Ok(_) => {
                passphrase::keep(app, key);
                break;
            }
            // Another passphrase of the file may be the one that was typed.
            Err(MessageError::CannotUnlock { .. }) => {}
            Err(_) => break,
        }
    }
    outcome.map_err(failed)
}
