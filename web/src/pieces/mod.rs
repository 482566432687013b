//! The pieces of the page that are not in its first load.
//!
//! `cargo xtask build` cuts the page's wasm where `cut.rs` says. A piece is known by a table of its entries: the first load
//! calls into a piece by that table only, so whatever else the entries reach is in the piece. A piece calls the first load,
//! and other pieces' code, as if nothing was cut: what several pieces need is in files that come with any of them.

mod cut;

use crate::bind::web;
use crate::context::{App, MenuOf, Stage};
use crate::state::checks::Check;
use crate::state::fault::Fault;
use crate::state::intent::Ask;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;
use sealport_client::Zeroizing;
use std::pin::Pin;
use web_sys::DataTransfer;

/// The mark on the browser's time line from when on the first screen can be used. No piece is asked for before, unless the
/// first screen is itself in one.
const INTERACTIVE: &str = "sealport-interactive";

/// A connected storage, and connecting.
#[derive(Clone, Copy)]
pub struct Storage {
    pub connect: fn(App),
    pub failed_check: fn(App, Check, Fault) -> AnyView,
    pub open: fn(App),
    pub enter_demo: fn(App, Zeroizing<String>) -> bool,
    pub show_route: fn(App),
    pub take_dropped: fn(App, &DataTransfer),
    pub menu: fn(App, MenuOf) -> AnyView,
    pub files: fn() -> AnyView,
    pub object: fn() -> AnyView,
    pub bucket: fn() -> AnyView,
}

/// Keys, the ring that is kept, and every question in front of the page.
#[derive(Clone, Copy)]
pub struct Keys {
    pub start: fn(App),
    pub keys: fn() -> AnyView,
    pub ring_at_start: fn() -> AnyView,
    pub dialog: fn(App, Ask) -> AnyView,
}

/// Files of this device.
#[derive(Clone, Copy)]
pub struct Local {
    pub page: fn() -> AnyView,
    pub take_dropped: fn(App, &DataTransfer),
}

/// A pasted link.
#[derive(Clone, Copy)]
pub struct Link {
    pub panel: fn() -> AnyView,
}

type Fetched<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;
type Wish<T> = Box<dyn FnOnce(T)>;

/// A piece, wherever it is.
pub struct Piece<T: Copy + Send + Sync + 'static> {
    table: RwSignal<Option<T>>,
    /// It was asked for and could not be had.
    failed: RwSignal<bool>,
    /// It is being fetched, and somebody waits.
    awaited: RwSignal<bool>,
    /// What is done when it comes; the last word of the person.
    wish: StoredValue<Option<Wish<T>>, LocalStorage>,
    fetch: fn() -> Fetched<T>,
}

impl<T: Copy + Send + Sync + 'static> Clone for Piece<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Copy + Send + Sync + 'static> Copy for Piece<T> {}

impl<T: Copy + Send + Sync + 'static> Piece<T> {
    fn new(fetch: fn() -> Fetched<T>) -> Self {
        Self {
            table: RwSignal::new(None),
            failed: RwSignal::new(false),
            awaited: RwSignal::new(false),
            wish: StoredValue::new_local(None),
            fetch,
        }
    }

    /// Its entries, if it is here. Tells nobody when it comes.
    pub fn here(self) -> Option<T> {
        self.table.get_untracked()
    }

    /// Its entries, if it is here.
    pub fn get(self) -> Option<T> {
        self.table.get()
    }

    /// Whether somebody waits for it.
    pub fn is_awaited(self) -> bool {
        self.awaited.get()
    }

    /// Whether it was wanted and could not be had.
    pub fn has_failed(self) -> bool {
        self.failed.get()
    }

    /// Does something with it: at once if it is here, as a click's right to open a save dialog does not last; else when it
    /// comes.
    pub fn with(self, what: impl FnOnce(T) + 'static) {
        match self.here() {
            Some(table) => what(table),
            None => {
                self.wish.set_value(Some(Box::new(what)));
                self.want();
            }
        }
    }

    /// Asks for it, unless it is here or on its way.
    pub fn want(self) {
        if self.here().is_some() || self.awaited.get_untracked() {
            return;
        }
        self.awaited.set(true);
        self.failed.set(false);
        spawn_local(async move {
            self.fetch_quietly().await;
            self.awaited.set(false);
            self.failed.set(self.here().is_none());
        });
    }

    /// Fetches it. That it cannot be had is said when it is wanted.
    async fn fetch_quietly(self) {
        if self.here().is_some() {
            return;
        }
        let fetched = (self.fetch)().await;
        // Others may have waited for the same.
        if let (Ok(table), None) = (fetched, self.here()) {
            self.table.set(Some(table));
            self.failed.set(false);
            if let Some(wish) = self.wish.try_update_value(Option::take).flatten() {
                wish(table);
            }
        }
    }
}

/// All pieces.
#[derive(Clone, Copy)]
pub struct Pieces {
    pub storage: Piece<Storage>,
    pub keys: Piece<Keys>,
    pub local: Piece<Local>,
    pub link: Piece<Link>,
}

impl Pieces {
    pub fn new() -> Self {
        Self {
            storage: Piece::new(|| Box::pin(cut::storage())),
            keys: Piece::new(|| Box::pin(cut::keys())),
            local: Piece::new(|| Box::pin(cut::local())),
            link: Piece::new(|| Box::pin(cut::link())),
        }
    }
}

/// Fetches every piece once the first screen can be used: later clicks do not wait, and a network that goes away later does
/// no harm. One after the other, the one that may change the first screen first.
pub fn fetch_ahead(app: App) {
    Effect::new(move |begun: Option<bool>| {
        let begins = app.stage.get() != Stage::Starting || app.pieces.storage.has_failed();
        if begins && begun != Some(true) {
            // After what was drawn is shown.
            web::after_ms(0, move || {
                web::mark(INTERACTIVE);
                spawn_local(async move {
                    // The first screen has a place for the kept ring, so that it cannot be had is said there.
                    app.pieces.keys.fetch_quietly().await;
                    app.pieces.keys.failed.set(app.pieces.keys.here().is_none());
                    app.pieces.storage.fetch_quietly().await;
                    app.pieces.link.fetch_quietly().await;
                    app.pieces.local.fetch_quietly().await;
                });
            });
        }
        begins || begun == Some(true)
    });
    Effect::new(move || {
        if let Some(keys) = app.pieces.keys.get() {
            untrack(|| (keys.start)(app));
        }
    });
}
