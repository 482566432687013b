//! What belongs to the tab and is no plain value: the client, the secret keys, chosen files, open sinks.

use super::link::HeldLink;
use super::local::HeldLocal;
use super::ring::HeldRing;
use super::secret::SecretKey;
use crate::context::App;
use crate::state::answered::Answered;
use crate::state::connect::Place;
use crate::state::kept::LastUse;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::worker::{PassphraseWorker, StrengthMeter};
use sealport_browser::{BrowserPlatform, SaveSink};
use sealport_client::message::{ContentKeys, WrappingKey};
use sealport_client::ring::{KeptConnection, Ring};
use sealport_client::{Cancel, Client, SealedObject, Sink, Zeroizing};
use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;
use web_sys::{File, HtmlElement};

/// The client of this page.
pub type PageClient = Client<BrowserPlatform>;

/// What a transfer needs to run.
pub enum Job {
    /// The file to send.
    Upload(File),
    /// Where to write, taken when the download starts; and how to open it, where it is sealed.
    Download(OpenFile, Option<Box<Opening>>),
}

/// A sealed object, and what opens it.
#[derive(Clone)]
pub struct Opening {
    /// Its header, and which state of the object that belongs to.
    pub object: SealedObject,
    /// Opens its frames.
    pub keys: ContentKeys,
}

/// A sink waiting for its download. The browser made an empty file for it, which goes again if the download never starts.
pub struct OpenFile(Option<SaveSink>);

impl OpenFile {
    /// Waits from now on.
    pub fn new(sink: SaveSink) -> Self {
        Self(Some(sink))
    }

    /// The sink, once: who takes it commits or discards it.
    pub fn take(&mut self) -> Option<SaveSink> {
        self.0.take()
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        if let Some(sink) = self.take() {
            spawn_local(sink.discard());
        }
    }
}

/// One connection to one storage, until the person leaves it. Whoever awaits an answer keeps the one it was asked on:
/// by the time it comes, another storage may be connected.
#[derive(Clone)]
pub struct Connection {
    /// The connected storage's client.
    pub client: PageClient,
    /// Cancelled when the person leaves the storage: every request on this connection may hang on it.
    pub ended: Cancel,
    /// What the storage has answered in this session.
    pub answered: Rc<Cell<Answered>>,
    /// How often the demo storage was joined again: tells an old client from the one that took its place.
    pub turn: u32,
}

impl Connection {
    /// A connection that begins now, to a storage that has answered so much already.
    pub fn new(client: PageClient, answered: Answered) -> Self {
        Self { client, ended: Cancel::new(), answered: Rc::new(Cell::new(answered)), turn: 0 }
    }

    /// The same connection with another client: the storage was started anew, and everything else goes on.
    pub fn with_client(&self, client: PageClient) -> Self {
        Self { client, turn: self.turn + 1, ..self.clone() }
    }

    /// Whether this is still the page's storage.
    pub fn is_current(&self) -> bool {
        !self.ended.is_cancelled()
    }
}

/// The present connection, if any.
pub fn connection(app: App) -> Option<Connection> {
    app.held.with_value(|held| held.connection.clone())
}

/// Everything held.
#[derive(Default)]
pub struct Held {
    /// The present connection.
    pub connection: Option<Connection>,
    /// The demo storage's description, as it was read last: tells whether there is a new one.
    pub demo: Zeroizing<String>,
    /// The client that passed its checks and waits for "Open".
    pub checked: Option<(PageClient, Place)>,
    /// Secret keys by fingerprint.
    pub keys: HashMap<String, SecretKey>,
    /// Wrapping keys that passphrases made, by number.
    pub derived: HashMap<u64, WrappingKey>,
    /// The last number of a derived key.
    pub last_derived: u64,
    /// Makes keys of passphrases, once that was needed.
    pub passphrase_worker: Option<PassphraseWorker>,
    /// Judges typed passphrases, once that was needed.
    pub meter: Option<StrengthMeter>,
    /// The kept ring, while it is open.
    pub kept: Option<HeldRing>,
    /// Connections that are kept, or would be.
    pub connections: Vec<KeptConnection>,
    /// The connection of now as it would be kept; none for the demo storage and temporary credentials.
    pub own: Option<KeptConnection>,
    /// A ring that was opened, and waits for the person's word to be taken over.
    pub importing: Option<Ring>,
    /// When the person did something last.
    pub last_use: LastUse,
    /// The sealed object that a person is asked for a key of.
    pub asked_about: Option<SealedObject>,
    /// Staged files by their id.
    pub files: HashMap<u64, File>,
    /// The last id of a staged file.
    pub last_file: u64,
    /// What transfers need, by transfer.
    pub jobs: HashMap<u64, Job>,
    /// How to stop running transfers.
    pub cancels: HashMap<u64, Cancel>,
    /// Stops the connection checks under way.
    pub checking: Option<Cancel>,
    /// Stops the listing under way.
    pub listing: Option<Cancel>,
    /// Stops the question for details under way.
    pub details: Option<Cancel>,
    /// The pasted link.
    pub link: HeldLink,
    /// Files of this device.
    pub local: HeldLocal,
    /// What had the focus when a menu opened.
    pub menu_opener: Option<HtmlElement>,
}

impl Held {
    /// Forgets every secret key, and what the workers may remember of passphrases.
    pub fn forget_keys(&mut self) {
        self.keys.clear();
        self.derived.clear();
        if let Some(worker) = self.passphrase_worker.take() {
            worker.end();
        }
        if let Some(meter) = self.meter.take() {
            meter.end();
        }
    }

    /// Stops all requests and forgets client, files and sinks; the keys stay.
    pub fn disconnect(&mut self) {
        for cancel in self.cancels.drain().map(|(_, cancel)| cancel) {
            cancel.cancel();
        }
        for cancel in [self.checking.take(), self.listing.take(), self.details.take()].into_iter().flatten() {
            cancel.cancel();
        }
        if let Some(connection) = self.connection.take() {
            connection.ended.cancel();
        }
        self.checked = None;
        self.own = None;
        self.asked_about = None;
        self.demo = Zeroizing::default();
        self.files.clear();
        self.jobs.clear();
    }

    /// Forgets every secret that is no part of a connection.
    pub fn forget_secrets(&mut self) {
        self.forget_keys();
        self.kept = None;
        self.connections.clear();
        self.importing = None;
    }
}
