//! Connecting to a storage and leaving it.

use super::held::{self, Connection, PageClient};
use super::{bucket, fault, hearing, listing, object, start, web};
use crate::context::{App, Stage};
use crate::state::answered::Answered;
use crate::state::checks::{Checks, Verdict};
use crate::state::connect::{ConnectForm, FieldFaults, Place, Provider};
use crate::state::intent::Ask;
use crate::state::route::Route;
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::{BrowserPlatform, SystemEntropy};
use sealport_client::ring::KeptConnection;
use sealport_client::{
    Cancel, Client, Credentials, ErrorCode, ListRequest, ObjectKey, ObjectPrefix, SseCKey, Storage, Zeroizing,
    cors_document,
};
use wasm_bindgen::JsValue;

// ---- demo ----

/// Goes into the demo storage by its description. Returns whether that can be understood.
pub fn enter_demo(app: App, description: Zeroizing<String>) -> bool {
    let Some(demo) = read_demo(description) else { return false };
    if app.stage.get_untracked() != Stage::Connected {
        let place = Place::of(&demo.storage, true);
        let client = Client::new(BrowserPlatform::new(), demo.storage, demo.credentials);
        enter(app, Connection::new(client, Answered::default()), place, false);
        app.held.update_value(|held| held.demo = demo.text);
    }
    true
}

/// Joins the demo storage again after it was started anew, with other credentials. Keys, staged files and the list stay.
/// Returns whether there is a new client.
pub async fn renew_demo(app: App, refused: &Connection) -> bool {
    let already = |connection: &Connection| connection.turn != refused.turn;
    if held::connection(app).as_ref().is_some_and(already) {
        return true;
    }
    let Some(demo) = start::demo_description().await.and_then(read_demo) else {
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
    start::abandon_checks(app);
    app.form.update(|form| {
        form.take_region(region);
    });
    connect(app);
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
            let fault = hearing::unheard_at(fault(&error, words::LIST), client.storage()).await;
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
    let was_connected = app.stage.get_untracked() == Stage::Connected;
    app.stage.set(Stage::Connect);
    // What needs no storage and was shown without one stays.
    if was_connected || !app.route.with_untracked(Route::needs_no_storage) {
        web::go(&Route::default().to_hash());
    }
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
