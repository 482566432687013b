//! Starting the page, what the window tells it, and what the first screen does itself.

use super::{drops, web};
use crate::context::{App, Stage};
use crate::pieces;
use crate::state::checks::Checks;
use crate::state::connect::ConnectForm;
use crate::state::intent::Ask;
use crate::state::route::Route;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_client::Zeroizing;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestRedirect, Response};

/// Where the embedded server describes its demo storage; relative, so that it works under any path.
const DEMO_ADDRESS: &str = "./sealport-demo.json";

/// Connects the page to the window, then looks for a demo storage.
pub fn start(app: App) {
    app.theme.set(web::stored_theme());
    app.route.set(Route::parse(&web::hash()));
    tick(app);
    let _ = set_interval_with_handle(move || tick(app), std::time::Duration::from_secs(30));
    let _ = window_event_listener(ev::hashchange, move |_| {
        app.menu.set(None);
        app.ask.set(None);
        app.route.set(Route::parse(&web::hash()));
    });
    let _ = window_event_listener(ev::beforeunload, move |event| {
        let by_link = app.link.with_untracked(crate::state::link::LinkDesk::is_running);
        let here = app.local.with_untracked(crate::state::local::LocalDesk::is_running);
        if by_link || here || app.transfers.with_untracked(|transfers| transfers.active()) > 0 {
            event.prevent_default();
            event.set_return_value("");
        }
    });
    let _ = window_event_listener(ev::pagehide, move |_| forget_everything(app));
    let _ = window_event_listener(ev::pageshow, move |event| {
        // A page from the browser's back-forward store has lost its keys: start anew.
        if event.unchecked_ref::<web_sys::PageTransitionEvent>().persisted() {
            web::reload();
        }
    });
    let _ = window_event_listener(ev::keydown, move |event| shortcut(app, &event));
    drops::listen(app);
    pieces::fetch_ahead(app);
    if web::is_secure() {
        look_for_demo(app);
    } else {
        app.stage.set(Stage::Insecure);
    }
}

fn tick(app: App) {
    app.now_secs.set(web::now_secs());
    app.offset_min.set(web::offset_min());
}

/// The person accepts that the page may have been altered on its way.
pub fn accept_insecure(app: App) {
    app.insecure_accepted.set(true);
    app.stage.set(Stage::Starting);
    look_for_demo(app);
}

fn shortcut(app: App, event: &web_sys::KeyboardEvent) {
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
    if modified || event.is_composing() || app.ask.with_untracked(Option::is_some) || web::is_typing(event.target()) {
        return;
    }
    let in_files =
        app.stage.get_untracked() == Stage::Connected && matches!(app.route.get_untracked(), Route::Files { .. });
    match event.key().as_str() {
        "?" => app.ask.set(Some(Ask::Help)),
        "u" | "U" if in_files => web::click("#choose-files"),
        "/" if in_files => web::focus("#filter"),
        _ => return,
    }
    event.prevent_default();
}

/// Connects to the demo storage, where this page's host offers one.
pub fn look_for_demo(app: App) {
    spawn_local(async move {
        let description = demo_description().await;
        let to_the_form = move || {
            if app.stage.get_untracked() == Stage::Starting {
                app.stage.set(Stage::Connect);
            }
        };
        let Some(description) = description else {
            app.demo_here.set(false);
            app.demo_fault.set(false);
            return to_the_form();
        };
        app.pieces.storage.with(move |storage| {
            let understood = (storage.enter_demo)(app, description);
            app.demo_here.set(understood);
            app.demo_fault.set(!understood);
            if !understood {
                to_the_form();
            }
        });
    });
}

/// The demo storage's description. None where this page's host offers none.
pub async fn demo_description() -> Option<Zeroizing<String>> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    options.set_credentials(RequestCredentials::SameOrigin);
    options.set_redirect(RequestRedirect::Error);
    options.set_referrer_policy(ReferrerPolicy::NoReferrer);
    let asked = web::window()?.fetch_with_str_and_init(DEMO_ADDRESS, &options);
    let answer: Response = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
    let media_type = answer.headers().get("content-type").ok().flatten().unwrap_or_default();
    // Hosts that answer every address with their start page say so by its type.
    if !answer.ok() || !media_type.trim_start().starts_with("application/json") {
        return None;
    }
    Some(Zeroizing::new(JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?))
}

/// The form was changed: what was asked before speaks of another storage, and "Open" must not lead there.
pub fn abandon_checks(app: App) {
    app.held.update_value(|held| {
        if let Some(cancel) = held.checking.take() {
            cancel.cancel();
        }
        held.checked = None;
    });
    app.checks.update(Checks::abandon);
}

/// The page goes away: nothing secret stays, not even in the browser's back-forward store.
fn forget_everything(app: App) {
    app.held.update_value(|held| {
        held.disconnect();
        held.forget_secrets();
    });
    super::local::clear(app);
    app.form.update(ConnectForm::forget_secrets);
    app.ring.update(crate::state::keyring::KeyRing::clear);
    app.recipients.set(crate::state::recipients::Recipients::default());
}
