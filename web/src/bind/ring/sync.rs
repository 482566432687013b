//! Changes are kept as they are made, and never over those of another tab.

use super::{HeldRing, RING, STORE, content, fault, idle, look};
use crate::bind::web;
use crate::context::App;
use crate::state::kept::{Kept, RingFault};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::{Change, SystemEntropy};
use sealport_client::message::WrappingKey;
use sealport_client::ring::{Ring, RingFile};

/// Keeps every change from now on, and reads what other tabs changed when this one comes into sight again.
pub fn watch(app: App) {
    let rest = Memo::new(move |_| app.kept.with(|kept| (kept.connections.clone(), kept.lock_after_secs)));
    Effect::new(move || {
        app.ring.track();
        // A memo that nobody reads watches nothing.
        rest.with(|_| ());
        save(app);
    });
    let _ = window_event_listener(ev::focus, move |_| match app.kept.with_untracked(|kept| kept.state) {
        Kept::Open => save(app),
        _ => spawn_local(look(app)),
    });
}

/// Writes the ring, soon and once for all changes until then.
pub fn save(app: App) {
    let begins = app.held.try_update_value(|held| {
        held.kept.as_mut().is_some_and(|kept| {
            kept.dirty = true;
            !kept.stale && !std::mem::replace(&mut kept.saving, true)
        })
    });
    if begins != Some(true) {
        return;
    }
    spawn_local(async move {
        let mut outcome = Ok(());
        while outcome.is_ok() && with_kept(app, |kept| std::mem::take(&mut kept.dirty)) == Some(true) {
            outcome = save_once(app).await;
        }
        with_kept(app, |kept| kept.saving = false);
        ended(app, outcome);
    });
}

fn with_kept<T>(app: App, what: impl FnOnce(&mut HeldRing) -> T) -> Option<T> {
    app.held.try_update_value(|held| held.kept.as_mut().map(what)).flatten()
}

/// Writes what was not written yet when the ring was locked. Where that fails, what is stored nowhere comes back.
pub fn save_last(app: App, kept: HeldRing, mine: Ring) {
    spawn_local(async move {
        let HeldRing { key, base, .. } = kept;
        let last = Writing { key, base: base.clone(), mine: mine.clone() };
        match write(|| Some(last)).await {
            // What was written held the keys once more.
            Ok(_) => web::after_ms(0, sealport_browser::wipe_stack),
            Err(RingFault::ForgottenMeanwhile) => {
                app.kept.update(|kept| kept.state = Kept::Not);
                put_back(app, &mine, RingFault::ForgottenMeanwhile);
            }
            Err(fault) => put_back(app, &mine.gained_since(&base), fault),
        }
    });
}

fn put_back(app: App, rest: &Ring, fault: RingFault) {
    app.kept.update(|kept| kept.fault = Some(fault).filter(|_| kept.state != Kept::Open));
    content::into_tab(app, &content::of_tab(app).with_added(rest));
}

async fn save_once(app: App) -> Result<(), RingFault> {
    // As it is once no other writing is under way: that may have been another passphrase's. A tab that was locked
    // meanwhile is empty, and has removed nothing.
    let now = || {
        let (key, base) = with_kept(app, |kept| (kept.key.clone(), kept.base.clone()))?;
        Some(Writing { key, base, mine: content::of_tab(app) })
    };
    if let Some((mine, merged)) = write(now).await? {
        // It may have been locked meanwhile; and what changed here meanwhile is still to be written.
        let is_open = with_kept(app, |kept| kept.base = merged.clone()).is_some();
        if is_open {
            content::into_tab(app, &content::of_tab(app).merged_with(&mine, &merged));
        }
    }
    Ok(())
}

/// What is to be written.
struct Writing {
    key: WrappingKey,
    base: Ring,
    mine: Ring,
}

/// Merges what this tab has, if it still has it, with what is stored, and stores that. Returns both.
async fn write(now: impl FnOnce() -> Option<Writing>) -> Result<Option<(Ring, Ring)>, RingFault> {
    let mut settled = None;
    // All within one transaction: no other tab writes meanwhile.
    let merge = |found: Option<&[u8]>| {
        let Some(Writing { key, base, mine }) = now() else { return Ok(Change::Keep) };
        let theirs = stored(found, &key)?;
        let merged = mine.merged_with(&base, &theirs);
        let change = if merged == theirs {
            Change::Keep
        } else {
            Change::Put(merged.seal(&mut SystemEntropy, &key).map_err(|error| fault(&error))?)
        };
        settled = Some((mine, merged));
        Ok(change)
    };
    STORE.update::<RingFault>(RING, merge).await?;
    Ok(settled)
}

fn stored(found: Option<&[u8]>, key: &WrappingKey) -> Result<Ring, RingFault> {
    let file = RingFile::parse(found.ok_or(RingFault::ForgottenMeanwhile)?).map_err(|error| fault(&error))?;
    file.open(std::slice::from_ref(key)).map_err(|error| match fault(&error) {
        RingFault::WrongPassphrase => RingFault::ResealedMeanwhile,
        other => other,
    })
}

/// Seals what is stored, with what this tab changed, under another key. In one transaction: whatever breaks it, what was
/// stored stays, and opens as before.
pub async fn reseal(app: App, old: &WrappingKey, new: WrappingKey) -> Result<(), RingFault> {
    let mut settled = None;
    let reseal = |found: Option<&[u8]>| {
        let theirs = stored(found, old)?;
        // Locked while the keys were made.
        let base = with_kept(app, |kept| kept.base.clone()).ok_or(RingFault::Failed)?;
        let mine = content::of_tab(app);
        let merged = mine.merged_with(&base, &theirs);
        let sealed = merged.seal(&mut SystemEntropy, &new).map_err(|error| fault(&error))?;
        settled = Some((mine, merged));
        Ok(Change::Put(sealed))
    };
    STORE.update::<RingFault>(RING, reseal).await?;
    if let Some((mine, merged)) = settled {
        // Before any other writing of this tab begins: those wait for the transaction, and then look here.
        let is_open = with_kept(app, |kept| (kept.key, kept.base) = (new, merged.clone())).is_some();
        if is_open {
            content::into_tab(app, &content::of_tab(app).merged_with(&mine, &merged));
        }
    }
    Ok(())
}

fn ended(app: App, outcome: Result<(), RingFault>) {
    let after = match outcome {
        Err(RingFault::ForgottenMeanwhile) => {
            // The keys of this tab stay in it: they may be nowhere else.
            app.held.update_value(|held| held.kept = None);
            Kept::Not
        }
        Err(RingFault::ResealedMeanwhile) => {
            with_kept(app, |kept| kept.stale = true);
            Kept::Locked
        }
        _ => Kept::Open,
    };
    if app.kept.with_untracked(|kept| kept.fault != outcome.err()) {
        app.kept.update(|kept| {
            kept.fault = outcome.err();
            if kept.state == Kept::Open {
                kept.state = after;
            }
        });
    }
    idle::lock_stale(app);
}
