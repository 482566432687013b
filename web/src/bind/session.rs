//! Starting the page, connecting, disconnecting, and what the window tells us.

use super::held::{self, Connection, PageClient};
use super::{bucket, fault, files, hearing, listing, object, ring, web};
use crate::context::{App, Stage};
use crate::state::answered::Answered;
use crate::state::checks::{Checks, Verdict};
use crate::state::connect::{ConnectForm, FieldFaults, Place, Provider};
use crate::state::intent::Ask;
use crate::state::route::Route;
use crate::text::words;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::{BrowserPlatform, SystemEntropy};
use sealport_client::ring::KeptConnection;
use sealport_client::{
    Cancel, Client, Credentials, ErrorCode, ListRequest, ObjectKey, ObjectPrefix, SseCKey, Storage, Zeroizing,
    cors_document,
};
use wasm_bindgen::{JsCast, JsValue};
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
    files::listen_to_drops(app);
    ring::start(app);
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

// ---- demo ----

/// Connects to the demo storage, where this page's host offers one.
pub fn look_for_demo(app: App) {
    spawn_local(async move {
        let found = demo().await;
        app.demo_here.set(matches!(found, Some(Ok(_))));
        app.demo_fault.set(matches!(found, Some(Err(()))));
        match found {
            Some(Ok(demo)) if app.stage.get_untracked() != Stage::Connected => {
                let place = Place::of(&demo.storage, true);
                let client = Client::new(BrowserPlatform::new(), demo.storage, demo.credentials);
                enter(app, Connection::new(client, Answered::default()), place, false);
                app.held.update_value(|held| held.demo = demo.text);
            }
            Some(Ok(_)) => {}
            Some(Err(())) | None => {
                if app.stage.get_untracked() == Stage::Starting {
                    app.stage.set(Stage::Connect);
                }
            }
        }
    });
}

/// Joins the demo storage again after it was started anew, with other credentials. Keys, staged files and the list stay.
/// Returns whether there is a new client.
pub async fn renew_demo(app: App, refused: &Connection) -> bool {
    let already = |connection: &Connection| connection.turn != refused.turn;
    if held::connection(app).as_ref().is_some_and(already) {
        return true;
    }
    let Some(Ok(demo)) = demo().await else {
        return false;
    };
    // Another request may have been refused, and have done this meanwhile.
    let Some(now) = held::connection(app).filter(|_| refused.is_current()) else {
        return false;
    };
    if already(&now) {
        return true;
    }
    if app.held.with_value(|held| held.demo == demo.text) {
        return false;
    }
    app.place.set(Some(Place::of(&demo.storage, true)));
    let client = Client::new(BrowserPlatform::new(), demo.storage, demo.credentials);
    app.held.update_value(|held| {
        held.connection = Some(now.with_client(client));
        held.demo = demo.text;
    });
    true
}

struct Demo {
    storage: Storage,
    credentials: Credentials,
    /// The description that it was read from.
    text: Zeroizing<String>,
}

/// The demo storage. None where this page's host offers none; an error where it does and cannot be understood.
async fn demo() -> Option<Result<Demo, ()>> {
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
    let text = Zeroizing::new(JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?);
    Some(read_demo(text).ok_or(()))
}

fn read_demo(description: Zeroizing<String>) -> Option<Demo> {
    let document = js_sys::JSON::parse(&description).ok()?;
    let text = |name: &str| js_sys::Reflect::get(&document, &JsValue::from_str(name)).ok()?.as_string();
    let form = ConnectForm {
        provider: Provider::Other,
        endpoint: text("endpoint")?,
        region: text("region")?,
        bucket: text("bucket")?,
        access_key_id: text("accessKeyId")?,
        secret_access_key: Zeroizing::new(text("secretAccessKey")?),
        ..ConnectForm::default()
    };
    let (storage, credentials) = form.check().ok()?;
    Some(Demo { storage, credentials, text: description })
}

// ---- connecting ----

/// Checks the form, then the storage: a list of the top of the bucket, then a question with key headers. Writes nothing.
pub fn connect(app: App) {
    let (storage, credentials) = match app.form.with_untracked(ConnectForm::check) {
        Ok(valid) => {
            app.field_faults.set(FieldFaults::default());
            valid
        }
        Err(faults) => {
            app.field_faults.set(*faults);
            web::after_ms(0, || web::focus("form [aria-invalid=true]"));
            return;
        }
    };
    let place = Place::of(&storage, false);
    let run = app.checks.try_update(|checks| checks.start(&place.bucket)).unwrap_or_default();
    let client = Client::new(BrowserPlatform::new(), storage, credentials);
    let cancel = Cancel::new();
    app.held.update_value(|held| {
        if let Some(old) = held.checking.replace(cancel.clone()) {
            old.cancel();
        }
        held.checked = Some((client.clone(), place));
    });
    spawn_local(async move {
        run_checks(app, &client, run, &cancel).await;
        if cancel.is_cancelled() {
            return;
        }
        match app.checks.with_untracked(Checks::verdict) {
            // On a narrow screen the checks lie below the form: without this nothing seems to have happened.
            Verdict::ToFix(_) => web::after_ms(0, || web::focus_in_sight("#failed-check")),
            _ => web::after_ms(0, || web::focus("#open-bucket")),
        }
    });
}

/// Takes over the region that the storage named, and asks again.
pub fn use_region(app: App, region: &str) {
    abandon_checks(app);
    app.form.update(|form| {
        form.take_region(region);
    });
    connect(app);
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

async fn run_checks(app: App, client: &PageClient, run: u64, cancel: &Cancel) {
    let started_ms = web::steady_ms();
    let request =
        ListRequest { prefix: ObjectPrefix::default(), folders: true, continuation: None, max_keys: listing::PAGE };
    let answer = client.list(&request, cancel).await;
    hearing::note_clock(app, client.clock_correction_secs());
    let millis = (web::steady_ms() - started_ms) as u32;
    match answer {
        Ok(page) => {
            let count = page.objects.len() + page.folders.len();
            app.checks.update(|checks| checks.listed(run, millis, count, page.next.is_some()));
        }
        Err(error) if error.code() == ErrorCode::Cancelled => return,
        Err(error) => {
            let fault = hearing::unheard(fault(&error, words::LIST), &client.storage().origin()).await;
            if cancel.is_cancelled() {
                return;
            }
            app.field_faults.set(FieldFaults::of(&fault));
            app.checks.update(|checks| checks.refused(run, millis, fault));
            return;
        }
    }
    match key_headers_pass(client, cancel).await {
        Ok(()) => app.checks.update(|checks| checks.key_headers_pass(run)),
        Err(error) if error.code() == ErrorCode::Cancelled => {}
        Err(error) => {
            let fault = fault(&error, words::HEAD);
            app.checks.update(|checks| checks.key_headers_blocked(run, fault));
        }
    }
    match client.bucket_encryption(cancel).await {
        Err(error) if error.code() == ErrorCode::Cancelled => {}
        // Many storages have no such setting, and few keys may see it: uploads work all the same.
        answer => {
            let default = answer.ok().map(|configuration| configuration.default_encryption());
            app.checks.update(|checks| checks.encryption_told(run, default));
        }
    }
}

/// Asks for an object that is not there, with a key made for this question alone: any readable answer shows that the
/// bucket lets this page send key headers.
async fn key_headers_pass(client: &PageClient, cancel: &Cancel) -> Result<(), sealport_client::ClientError> {
    let Ok(throw_away) = SseCKey::generate(&mut SystemEntropy) else {
        return Ok(());
    };
    let name = format!("sealport-check-{}", throw_away.fingerprint());
    match client.head(&ObjectKey::parse(&name)?, Some(&throw_away), cancel).await {
        Err(error) if matches!(error.code(), ErrorCode::NetworkOrCors | ErrorCode::Cancelled) => Err(error),
        _ => Ok(()),
    }
}

/// Goes into the bucket that was checked.
pub fn open(app: App) {
    if let Some((client, place)) = app.held.try_update_value(|held| held.checked.take()).flatten() {
        let own = app.form.with_untracked(|form| to_keep(form, &client));
        app.form.update(ConnectForm::forget_secrets);
        let ssec_off = app.checks.with_untracked(Checks::needs_cors_rule);
        enter(app, Connection::new(client, Answered::reading()), place, ssec_off);
        app.held.update_value(|held| held.own = own);
    }
}

/// The connection as the key ring would keep it. Temporary credentials would be worthless by the next visit.
fn to_keep(form: &ConnectForm, client: &PageClient) -> Option<KeptConnection> {
    form.session_token.trim().is_empty().then(|| KeptConnection {
        storage: client.storage().clone(),
        access_key_id: form.access_key_id.trim().to_owned(),
        secret_access_key: Zeroizing::new(form.secret_access_key.trim().to_owned()),
    })
}

fn enter(app: App, connection: Connection, place: Place, ssec_off: bool) {
    app.held.update_value(|held| {
        held.disconnect();
        held.connection = Some(connection);
    });
    forget_bucket(app);
    app.uploads.update(|uploads| uploads.connected(ssec_off));
    app.place.set(Some(place));
    app.stage.set(Stage::Connected);
    show_route(app);
}

/// Leaves the storage, after asking where transfers would be stopped by that.
pub fn leave(app: App) {
    if app.transfers.with_untracked(|transfers| transfers.active()) > 0 {
        app.ask.set(Some(Ask::Leave));
    } else {
        disconnect(app);
    }
}

/// Leaves the storage: credentials are dropped, transfers stopped. The keys stay in the tab.
pub fn disconnect(app: App) {
    app.held.update_value(super::held::Held::disconnect);
    forget_bucket(app);
    app.form.update(ConnectForm::forget_secrets);
    app.place.set(None);
    app.stage.set(Stage::Connect);
    web::go(&Route::default().to_hash());
}

fn forget_bucket(app: App) {
    app.checks.update(Checks::abandon);
    app.listing.set(crate::state::listing::Listing::default());
    app.object.set(crate::state::object::ObjectView::default());
    app.bucket.update(crate::state::bucket::BucketView::forget);
    app.bindings.set(None);
    app.staged.set(crate::state::staged::Staged::default());
    app.transfers.update(crate::state::transfers::Transfers::clear);
    app.ask.set(None);
    app.menu.set(None);
    app.known.update(crate::state::protection::KnownProtections::clear);
    app.destination.set(None);
    app.choosing_protection.set(false);
    app.tray_up.set(false);
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

/// Fetches what the current route shows.
pub fn show_route(app: App) {
    match app.route.get_untracked() {
        Route::Files { prefix } => {
            let shown = app.listing.with_untracked(|l| l.generation > 0 && l.prefix == prefix);
            if !shown {
                listing::load(app, &prefix);
            }
            app.destination.set(None);
        }
        Route::Object { object_key } => {
            // The list around it, for "back" and for size and date of an object that stays locked.
            let folder = crate::state::route::folder_of(&object_key).to_owned();
            if app.listing.with_untracked(|l| l.generation == 0) {
                listing::load(app, &folder);
            }
            object::load(app, &object_key);
        }
        // Others may change it too: what is shown was read just now.
        Route::Bucket => bucket::load(app),
        Route::Keys(_) | Route::Local => {}
    }
}

/// The CORS document for this page, as JSON and as one aws command.
pub fn cors_texts(app: App) -> (String, String) {
    let document = cors_document(&web::page_origin());
    let command = app.held.with_value(|held| {
        let connected = held.connection.as_ref().map(|connection| &connection.client);
        let client = held.checked.as_ref().map(|(client, _)| client).or(connected);
        client.map(|client| document.aws_command(client.storage()))
    });
    (document.to_json(), command.unwrap_or_default())
}
