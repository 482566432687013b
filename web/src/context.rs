//! The page's reactive state: the plain values of `state`, each in a signal, shared by every component.

use crate::bind::held::Held;
use crate::pieces::Pieces;
use crate::state::bucket::BucketView;
use crate::state::checks::Checks;
use crate::state::clock::ClockNotice;
use crate::state::connect::{ConnectForm, FieldFaults, Place};
use crate::state::intent::Ask;
use crate::state::kept::KeptRing;
use crate::state::keyring::{Home, KeyFace, KeyRing};
use crate::state::link::{LinkDesk, LinkFacts};
use crate::state::listing::{Listing, View};
use crate::state::local::LocalDesk;
use crate::state::object::ObjectView;
use crate::state::protection::{KnownProtections, NewUploads};
use crate::state::recipients::Recipients;
use crate::state::route::Route;
use crate::state::staged::Staged;
use crate::state::theme::Theme;
use crate::state::transfers::Transfers;
use leptos::prelude::*;
use sealport_client::BindingSupports;
use std::collections::HashSet;

/// What the page is doing as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Finding out whether there is a demo storage.
    Starting,
    /// The page came over an insecure connection, and nobody has accepted that yet.
    Insecure,
    /// Waiting to be connected.
    Connect,
    /// Connected.
    Connected,
}

/// A passing notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Tells one from the next.
    pub id: u64,
    /// What it says.
    pub text: String,
    /// Whether it offers to clear the clipboard.
    pub clear_clipboard: bool,
}

/// Whose menu is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuOf {
    /// The connected storage's.
    Storage,
    /// An object's.
    Object(String),
}

/// An open menu and where it hangs, in CSS pixels of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenMenu {
    /// Whose.
    pub of: MenuOf,
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
}

/// Every signal of the page.
#[derive(Clone, Copy)]
pub struct App {
    pub stage: RwSignal<Stage>,
    pub insecure_accepted: RwSignal<bool>,
    pub route: RwSignal<Route>,
    pub theme: RwSignal<Theme>,
    pub form: RwSignal<ConnectForm>,
    pub field_faults: RwSignal<FieldFaults>,
    pub checks: RwSignal<Checks>,
    pub demo_fault: RwSignal<bool>,
    /// Whether the page's own host offers a demo storage.
    pub demo_here: RwSignal<bool>,
    pub clock: RwSignal<ClockNotice>,
    pub place: RwSignal<Option<Place>>,
    pub listing: RwSignal<Listing>,
    pub view: RwSignal<View>,
    pub destination: RwSignal<Option<String>>,
    pub staged: RwSignal<Staged>,
    pub reading_folders: RwSignal<bool>,
    pub transfers: RwSignal<Transfers>,
    /// Object keys that unfinished uploads will store to.
    pub uploading: Memo<HashSet<String>>,
    pub uploads: RwSignal<NewUploads>,
    /// For whom new uploads are sealed, where they are.
    pub recipients: RwSignal<Recipients>,
    pub choosing_protection: RwSignal<bool>,
    pub ring: RwSignal<KeyRing>,
    /// What is kept on this device.
    pub kept: RwSignal<KeptRing>,
    pub known: RwSignal<KnownProtections>,
    pub object: RwSignal<ObjectView>,
    pub bucket: RwSignal<BucketView>,
    /// What the storage makes of bindings, once it was asked.
    pub bindings: RwSignal<Option<BindingSupports>>,
    /// The pasted link, without what makes it work.
    pub link: RwSignal<LinkDesk>,
    /// Files to seal or open on this device.
    pub local: RwSignal<LocalDesk>,
    pub ask: RwSignal<Option<Ask>>,
    pub menu: RwSignal<Option<OpenMenu>>,
    pub toast: RwSignal<Option<Toast>>,
    pub announcement: RwSignal<String>,
    pub dragging: RwSignal<bool>,
    pub tray_up: RwSignal<bool>,
    pub now_secs: RwSignal<i64>,
    pub offset_min: RwSignal<i32>,
    /// What is not in the first load.
    pub pieces: Pieces,
    /// What is no plain value: client, keys, files, sinks. Only `bind` looks inside.
    pub held: StoredValue<Held, LocalStorage>,
}

impl App {
    pub fn new() -> Self {
        let transfers = RwSignal::new(Transfers::default());
        Self {
            stage: RwSignal::new(Stage::Starting),
            insecure_accepted: RwSignal::new(false),
            route: RwSignal::new(Route::default()),
            theme: RwSignal::new(Theme::System),
            form: RwSignal::new(ConnectForm::default()),
            field_faults: RwSignal::new(FieldFaults::default()),
            checks: RwSignal::new(Checks::default()),
            demo_fault: RwSignal::new(false),
            demo_here: RwSignal::new(false),
            clock: RwSignal::new(ClockNotice::default()),
            place: RwSignal::new(None),
            listing: RwSignal::new(Listing::default()),
            view: RwSignal::new(View::default()),
            destination: RwSignal::new(None),
            staged: RwSignal::new(Staged::default()),
            reading_folders: RwSignal::new(false),
            transfers,
            uploading: Memo::new(move |_| transfers.with(Transfers::unfinished_uploads)),
            uploads: RwSignal::new(NewUploads::default()),
            recipients: RwSignal::new(Recipients::default()),
            choosing_protection: RwSignal::new(false),
            ring: RwSignal::new(KeyRing::default()),
            kept: RwSignal::new(KeptRing::default()),
            known: RwSignal::new(KnownProtections::default()),
            object: RwSignal::new(ObjectView::default()),
            bucket: RwSignal::new(BucketView::default()),
            bindings: RwSignal::new(None),
            link: RwSignal::new(LinkDesk::default()),
            local: RwSignal::new(LocalDesk::default()),
            ask: RwSignal::new(None),
            menu: RwSignal::new(None),
            toast: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
            dragging: RwSignal::new(false),
            tray_up: RwSignal::new(false),
            now_secs: RwSignal::new(0),
            offset_min: RwSignal::new(0),
            pieces: Pieces::new(),
            held: StoredValue::new_local(Held::default()),
        }
    }

    /// The page's state, from anywhere below the root.
    pub fn here() -> Self {
        expect_context()
    }

    /// Where uploads go: what the person chose, or the folder being shown.
    pub fn upload_prefix(&self) -> String {
        self.destination.get().unwrap_or_else(|| self.listing.with(|listing| listing.prefix.clone()))
    }

    /// The key for new uploads, if there is one.
    pub fn upload_key(&self) -> Option<KeyFace> {
        self.uploads.with(|uploads| self.ring.with(|ring| uploads.key_of(ring).cloned()))
    }

    /// Where a key that is chosen now would be sent: to the connected storage, or to the pasted link's host.
    pub fn key_goes_to(&self) -> Option<Home> {
        let connected = self.place.with(|place| place.as_ref().map(Place::home));
        connected.or_else(|| self.link.with(|desk| desk.facts().map(LinkFacts::home)))
    }

    /// Whether an object of this name is known to be in the bucket, or on its way there.
    pub fn in_use(&self, object_key: &str) -> bool {
        self.uploading.with(|uploading| uploading.contains(object_key)) || self.in_bucket(object_key)
    }

    /// Whether an object of this name is known to be in the bucket.
    pub fn in_bucket(&self, object_key: &str) -> bool {
        self.listing.with(|listing| listing.has(object_key)) || self.known.with(|known| known.has(object_key))
    }

    /// Shows a passing notice.
    pub fn notify(&self, text: impl Into<String>) {
        self.show_toast(text.into(), false);
    }

    /// Shows a passing notice that offers to clear the clipboard.
    pub fn notify_copied_secret(&self, text: impl Into<String>) {
        self.show_toast(text.into(), true);
    }

    fn show_toast(&self, text: String, clear_clipboard: bool) {
        let id = self.toast.with_untracked(|toast| toast.as_ref().map_or(0, |toast| toast.id + 1));
        self.toast.set(Some(Toast { id, text, clear_clipboard }));
        crate::bind::web::after_ms(if clear_clipboard { 30_000 } else { 7_000 }, {
            let app = *self;
            move || {
                if app.toast.with_untracked(|toast| toast.as_ref().is_some_and(|toast| toast.id == id)) {
                    app.toast.set(None);
                }
            }
        });
    }
}
