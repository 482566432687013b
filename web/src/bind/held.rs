//! What belongs to the tab and is no plain value: the client, the secret keys, chosen files, open sinks.

use crate::state::connect::Place;
use sealport_browser::{BrowserPlatform, SaveSink};
use sealport_client::{Cancel, Client, SseCKey};
use std::collections::HashMap;
use web_sys::{File, HtmlElement};

/// The client of this page.
pub type PageClient = Client<BrowserPlatform>;

/// What a transfer needs to run.
pub enum Job {
    /// The file to send.
    Upload(File),
    /// Where to write. Taken when the download starts.
    Download(Option<SaveSink>),
}

/// Everything held.
#[derive(Default)]
pub struct Held {
    /// The connected storage's client.
    pub client: Option<PageClient>,
    /// The client that passed its checks and waits for "Open".
    pub checked: Option<(PageClient, Place)>,
    /// Secret keys by fingerprint.
    pub keys: HashMap<String, SseCKey>,
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
    /// What had the focus when a menu opened.
    pub menu_opener: Option<HtmlElement>,
}

impl Held {
    /// Stops all requests and forgets client, files and sinks; the keys stay.
    pub fn disconnect(&mut self) {
        for cancel in self.cancels.drain().map(|(_, cancel)| cancel) {
            cancel.cancel();
        }
        for cancel in [self.checking.take(), self.listing.take(), self.details.take()].into_iter().flatten() {
            cancel.cancel();
        }
        self.client = None;
        self.checked = None;
        self.files.clear();
        self.jobs.clear();
    }
}
