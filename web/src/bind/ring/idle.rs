//! The page locks itself when nobody has used it for a while.

use super::{lock, web};
use crate::context::App;
use crate::state::kept::Kept;
use leptos::ev;
use leptos::prelude::*;

/// How often it is looked, in seconds. A device that slept locks so soon after it wakes.
const LOOK_SECS: u64 = 5;

/// Watches from now on.
pub fn watch(app: App) {
    let _ = window_event_listener(ev::pointerdown, move |_| note_use(app));
    let _ = window_event_listener(ev::pointermove, move |_| note_use(app));
    let _ = window_event_listener(ev::keydown, move |_| note_use(app));
    let _ = window_event_listener(ev::wheel, move |_| note_use(app));
    let look = move || {
        lock_stale(app);
        if app.kept.with_untracked(|kept| kept.state) != Kept::Open {
            return;
        }
        // A transfer that runs is use, and goes on without anybody.
        if is_running(app) {
            note(app);
            return;
        }
        let after = app.kept.with_untracked(|kept| kept.lock_after_secs);
        if is_time(app, after) {
            lock(app);
        }
    };
    let _ = set_interval_with_handle(look, std::time::Duration::from_secs(LOOK_SECS));
}

/// Locks a tab that another tab's new passphrase shut out, as soon as it stops nothing: whoever changes a passphrase
/// wants nothing open that the old one opened.
pub fn lock_stale(app: App) {
    let is_stale = app.held.with_value(|held| held.kept.as_ref().is_some_and(|kept| kept.stale));
    if is_stale && !is_running(app) {
        lock(app);
    }
}

fn is_running(app: App) -> bool {
    app.link.with_untracked(crate::state::link::LinkDesk::is_running)
        || app.local.with_untracked(crate::state::local::LocalDesk::is_running)
        || app.transfers.with_untracked(|transfers| transfers.active()) > 0
}

/// The person did something, unless it is too late already: a device that woke is not unlocked by the hand that woke it.
pub fn note_use(app: App) {
    let (state, after) = app.kept.with_untracked(|kept| (kept.state, kept.lock_after_secs));
    if state != Kept::Open || !is_time(app, after) || never_used(app) {
        note(app);
    }
}

fn never_used(app: App) -> bool {
    app.held.with_value(|held| held.last_use == Default::default())
}

fn note(app: App) {
    app.held.update_value(|held| held.last_use.note(web::now_secs()));
}

fn is_time(app: App, after: Option<u32>) -> bool {
    app.held.try_update_value(|held| held.last_use.is_time_to_lock(web::now_secs(), after)).unwrap_or(false)
}
