//! Fetching the list, page by page.

use super::held::PageClient;
use super::{hearing, held};
use crate::context::App;
use crate::state::listing::{DRAWN_STEP, Row, RowKind, View};
use crate::state::moment::parse_iso;
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_client::{Cancel, ClientError, ErrorCode, ListPage, ListRequest, ObjectPrefix, bare_etag};

/// Entries asked for at a time: the most that S3 gives.
pub const PAGE: u16 = 1000;

/// Shows a folder: asks for its first page.
pub fn load(app: App, prefix: &str) {
    let Some(mut connection) = held::connection(app) else {
        return;
    };
    let cancel = renewed(app);
    let generation = app.listing.try_update(|listing| listing.start(prefix)).unwrap_or_default();
    app.view.update(|view| {
        view.drawn = DRAWN_STEP;
        view.filter.clear();
    });
    let prefix = prefix.to_owned();
    spawn_local(async move {
        loop {
            match page(&connection.client, &prefix, None, &cancel).await {
                Ok(page) => {
                    hearing::heard(app, &connection, words::LIST);
                    let (rows, next) = rows(page);
                    app.listing.update(|listing| listing.first_page(generation, rows, next));
                }
                Err(error) if error.code() == ErrorCode::Cancelled => {}
                Err(error) => {
                    let explained = hearing::explain(app, &connection, &error, words::LIST, false).await;
                    if let Some(again) = held::connection(app).filter(|_| explained.renewed && !cancel.is_cancelled()) {
                        connection = again;
                        continue;
                    }
                    app.listing.update(|listing| listing.failed(generation, explained.fault));
                }
            }
            return;
        }
    });
}

/// Asks for the folder again, keeping what is shown until the answer is here.
pub fn reload(app: App) {
    let prefix = app.listing.with_untracked(|listing| listing.prefix.clone());
    let filter = app.view.with_untracked(|view| view.filter.clone());
    load(app, &prefix);
    app.view.update(|view: &mut View| view.filter = filter);
}

/// Draws more rows, and fetches the next page when the loaded ones are all drawn.
pub fn show_more(app: App) {
    let (loaded, more) = app.listing.with_untracked(|listing| (listing.rows().len(), listing.next.is_some()));
    let drawn = app.view.with_untracked(|view| view.drawn);
    if drawn < loaded {
        app.view.update(|view| view.drawn += DRAWN_STEP);
    } else if more {
        app.view.update(|view| view.drawn += DRAWN_STEP);
        fetch_further(app, false);
    }
}

/// Fetches all further pages, one after the other.
pub fn load_all(app: App) {
    fetch_further(app, true);
}

/// Stops fetching further pages.
pub fn stop(app: App) {
    let _ = renewed(app);
    app.listing.update(|listing| listing.loading_more = false);
}

fn fetch_further(app: App, all: bool) {
    let Some(connection) = held::connection(app) else {
        return;
    };
    let (busy, generation, prefix, mut next) =
        app.listing.with_untracked(|l| (l.loading_more, l.generation, l.prefix.clone(), l.next.clone()));
    if busy || next.is_none() {
        return;
    }
    let cancel = renewed(app);
    app.listing.update(|listing| listing.loading_more = true);
    spawn_local(async move {
        while let Some(continuation) = next.take() {
            match page(&connection.client, &prefix, Some(continuation), &cancel).await {
                Ok(page) => {
                    let (rows, further) = rows(page);
                    next = if all { further.clone() } else { None };
                    app.listing.update(|listing| {
                        listing.further_page(generation, rows, further);
                        listing.loading_more = all && listing.generation == generation && listing.next.is_some();
                    });
                }
                Err(error) if error.code() == ErrorCode::Cancelled => {}
                Err(error) => {
                    let explained = hearing::explain(app, &connection, &error, words::LIST, false).await;
                    app.listing.update(|listing| listing.failed(generation, explained.fault));
                }
            }
        }
    });
}

/// Stops the listing under way and makes the means to stop the next one.
fn renewed(app: App) -> Cancel {
    let cancel = Cancel::new();
    if let Some(old) = app.held.try_update_value(|held| held.listing.replace(cancel.clone())).flatten() {
        old.cancel();
    }
    cancel
}

async fn page(
    client: &PageClient,
    prefix: &str,
    continuation: Option<String>,
    cancel: &Cancel,
) -> Result<ListPage, ClientError> {
    let prefix = ObjectPrefix::parse(prefix)?;
    client.list(&ListRequest { prefix, folders: true, continuation, max_keys: PAGE }, cancel).await
}

fn rows(page: ListPage) -> (Vec<Row>, Option<String>) {
    let folders = page.folders.into_iter().map(|object_key| Row { object_key, kind: RowKind::Folder });
    let objects = page.objects.into_iter().map(|object| Row {
        object_key: object.object_key,
        kind: RowKind::Object {
            len: object.size,
            modified_secs: object.last_modified.as_deref().and_then(parse_iso),
            etag: object.etag.as_deref().map(|etag| bare_etag(etag).to_owned()),
        },
    });
    (folders.chain(objects).collect(), page.next)
}
