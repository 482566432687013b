//! Using a pasted link: read, downloaded, looked up or stored to. The link is held here and nowhere else, and goes with
//! the panel.

use super::{fault, hearing, keys, object, web};
use crate::context::App;
use crate::state::intent::{Ask, Intent};
use crate::state::key_trial::KeyProof;
use crate::state::keyring::Leave;
use crate::state::link::{self, ChosenFile, ContentFit, LinkFacts, Pasted, Use};
use crate::text::words;
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::{BrowserPlatform, FileSource, SaveSink};
use sealport_client::{
    Cancel, ClientError, ContentCheck, ErrorCode, LinkClient, LinkExtras, LinkOperation, Progress, SinkError, SseCEcho,
    SseCKey, clean_file_name,
};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Progress is drawn at most this often, in milliseconds.
const DRAW_MS: f64 = 120.0;

/// Of a larger file the storage tells whether it is the one, in bytes: comparing takes it through this page's memory.
const MAX_COMPARED_LEN: u64 = 64 << 20;
/// Bytes that are compared between two looks at the page.
const COMPARED_AT_ONCE: f64 = 1_048_576.0;

/// What a pasted link needs and is no plain value.
#[derive(Default)]
pub struct HeldLink {
    client: Option<LinkClient<BrowserPlatform>>,
    file: Option<File>,
    cancel: Option<Cancel>,
}

impl HeldLink {
    /// Stops what is under way, and forgets link and file.
    pub fn forget(&mut self) {
        if let Some(cancel) = self.cancel.take() {
            cancel.cancel();
        }
        *self = Self::default();
    }
}

/// Opens the place for links in the first screen, or leaves it.
pub fn open(app: App, open: bool) {
    forget(app);
    app.link.update(|desk| desk.open = open);
}

/// Reads what was pasted. Another text ends what was under way with the link before.
pub fn paste(app: App, text: &str) {
    app.held.update_value(|held| held.link.forget());
    let pasted = match link::read(text) {
        Ok((link, facts)) => {
            app.held.update_value(|held| held.link.client = Some(LinkClient::new(BrowserPlatform::new(), link)));
            Pasted::Link(Box::new(facts))
        }
        Err(Some(refusal)) => Pasted::Refused(refusal),
        Err(None) => Pasted::Nothing,
    };
    app.link.update(|desk| desk.paste(pasted));
}

/// Forgets the link and all that was chosen for it.
pub fn forget(app: App) {
    app.held.update_value(|held| held.link.forget());
    let _ = app.link.try_update(link::LinkDesk::forget);
}

/// A file for a PUT link. Where the link stores one content only, the file is compared with it.
pub fn choose_file(app: App, file: File) {
    let chosen = ChosenFile { name: file.name(), len: file.size() as u64 };
    let media_type = file.type_();
    let check = app.held.try_update_value(|held| {
        held.link.file = Some(file.clone());
        let client = held.link.client.as_ref()?;
        client.link().content_check().filter(|_| chosen.len <= MAX_COMPARED_LEN)
    });
    let check = check.flatten();
    let compares = check.is_some();
    let generation = app.link.try_update(|desk| desk.choose_file(chosen, media_type, compares)).unwrap_or_default();
    if let Some(check) = check {
        spawn_local(async move {
            let content = match compare(check, &file).await {
                Some(true) => ContentFit::Fits,
                Some(false) => ContentFit::Other,
                None => ContentFit::Untold,
            };
            let _ = app.link.try_update(|desk| desk.compared(generation, content));
        });
    }
}

/// Whether a file is the content that a link was made for; `None` where it cannot be read.
async fn compare(mut check: ContentCheck, file: &File) -> Option<bool> {
    let (mut at, end) = (0.0, file.size());
    while at < end {
        let next = (at + COMPARED_AT_ONCE).min(end);
        let part = file.slice_with_f64_and_f64(at, next).ok()?;
        let buffer = JsFuture::from(part.array_buffer()).await.ok()?;
        check.update(&Uint8Array::new(&buffer).to_vec());
        at = next;
    }
    Some(check.fits())
}

/// Makes a key for a PUT link, and chooses it.
pub fn make_key(app: App) {
    if let Some(fingerprint) = keys::generate(app) {
        app.link.update(|desk| desk.fingerprint = Some(fingerprint));
    }
}

/// Uses a link that is over by this computer's clock: the storage's may say otherwise.
pub fn insist(app: App) {
    app.link.update(|desk| desk.insists = true);
    // The button that was clicked is gone.
    web::after_ms(0, || web::focus("[data-testid=link-panel] input:not([type=file]), [data-testid=link-start]"));
}

/// Stops what is under way.
pub fn cancel(app: App) {
    if let Some(cancel) = app.held.try_update_value(|held| held.link.cancel.take()).flatten() {
        cancel.cancel();
    }
}

/// What one use of the link needs.
struct Task {
    client: LinkClient<BrowserPlatform>,
    facts: LinkFacts,
    ssec: Option<SseCKey>,
    cancel: Cancel,
    generation: u64,
}

/// Begins, once the key may go to the link's host. Called in a click, so that the browser shows its save dialog.
pub fn start(app: App) {
    let now = web::now_secs();
    // The page's own clock ticks slowly: a link that expired since says so at once.
    app.now_secs.set(now);
    let desk = app.link.get_untracked();
    let (Some(facts), Some(operation)) = (desk.facts().cloned(), desk.operation()) else {
        return;
    };
    if desk.is_running() || !desk.is_ready(now) {
        return;
    }
    let mut ssec = None;
    if let Some(fingerprint) = desk.fingerprint.filter(|_| facts.needs_key()) {
        let then = Intent::UseLink;
        let home = facts.home();
        let leave = app.ring.with_untracked(|ring| match operation {
            LinkOperation::Put => ring.leave_to_upload(&fingerprint, &home),
            LinkOperation::Get | LinkOperation::Head => ring.leave_to_read(&fingerprint, &home),
        });
        match leave {
            Leave::Given => ssec = keys::secret(app, &fingerprint),
            Leave::OtherStorage => return app.ask.set(Some(Ask::OtherStorage { fingerprint, then })),
            Leave::NotSaved => return app.ask.set(Some(Ask::SaveKey { fingerprint, then })),
            Leave::Missing => return app.link.update(|desk| desk.fingerprint = None),
        }
    }
    let cancel = Cancel::new();
    let held = app.held.try_update_value(|held| {
        held.link.cancel = Some(cancel.clone());
        (held.link.client.clone(), held.link.file.clone())
    });
    let Some((Some(mut client), file)) = held else {
        return;
    };
    if ssec.is_some() {
        // The person agreed to this very origin: by the question, or by importing the key for it.
        client.approve_host(&facts.origin);
    }
    let generation = app.link.try_update(link::LinkDesk::start).unwrap_or_default();
    let task = Task { client, facts, ssec, cancel, generation };
    spawn_local(async move {
        let ended = match (operation, file) {
            (LinkOperation::Get, _) => download(app, &task).await,
            (LinkOperation::Head, _) => look_up(&task).await,
            (LinkOperation::Put, Some(file)) => upload(app, &task, file).await,
            (LinkOperation::Put, None) => Use::Idle,
        };
        let ended = match ended {
            Use::Failed(fault) => {
                let address = task.client.link().address();
                Use::Failed(hearing::unheard(fault, &task.facts.origin, address.expose()).await)
            }
            other => other,
        };
        finish(app, &task, ended);
    });
}

fn finish(app: App, task: &Task, ended: Use) {
    // The page's own clock ticks slowly, and the storage's is told beside it.
    app.now_secs.set(web::now_secs());
    app.link.update(|desk| desk.finish(task.generation, ended, task.client.storage_ahead_secs()));
    if app.link.with_untracked(|desk| !matches!(desk.progress, Use::Idle | Use::Running { .. })) {
        web::after_ms(0, || web::focus("#link-result"));
    }
}

fn ended(error: &ClientError, operation: &'static str) -> Use {
    match error.code() {
        ErrorCode::Cancelled => Use::Cancelled,
        _ => Use::Failed(fault(error, operation)),
    }
}

async fn download(app: App, task: &Task) -> Use {
    let sink = match SaveSink::open(&clean_file_name(&task.facts.object_name), None).await {
        Ok(sink) => sink,
        Err(SinkError::Dismissed) => return Use::Idle,
        Err(error) => return ended(&ClientError::from(error), words::GET),
    };
    let saved = task.client.download(task.ssec.as_ref(), sink, reporter(app, task.generation), &task.cancel).await;
    match saved {
        Ok(receipt) => Use::Saved(receipt.len),
        Err(error) => ended(&error, words::GET),
    }
}

async fn look_up(task: &Task) -> Use {
    match task.client.head(task.ssec.as_ref(), &task.cancel).await {
        Ok(found) => {
            let proof = match task.ssec.as_ref().map(|ssec| found.encryption.echo(ssec)) {
                None => KeyProof::NoKey,
                Some(SseCEcho::Ours) => KeyProof::Named,
                Some(SseCEcho::Another) => KeyProof::OtherNamed,
                Some(SseCEcho::Absent) => KeyProof::Untold,
            };
            Use::Told(Box::new(object::details(found, None, proof)))
        }
        Err(error) => ended(&error, words::HEAD),
    }
}

async fn upload(app: App, task: &Task, file: File) -> Use {
    let (content_type, encryption) =
        app.link.with_untracked(|desk| (desk.content_type.trim().to_owned(), desk.asks_for()));
    let content_type = Some(content_type.as_str()).filter(|name| !name.is_empty());
    let extras = LinkExtras { content_type, encryption };
    let source = FileSource::new(file.into());
    let reporter = reporter(app, task.generation);
    match task.client.upload(&source, extras, task.ssec.as_ref(), reporter, &task.cancel).await {
        Ok(receipt) => Use::Stored(receipt.len, receipt.confirmation),
        Err(error) => ended(&error, words::PUT),
    }
}

fn reporter(app: App, generation: u64) -> impl FnMut(Progress) {
    let mut drawn_ms = 0.0;
    move |progress| {
        let now_ms = web::steady_ms();
        if now_ms - drawn_ms >= DRAW_MS {
            drawn_ms = now_ms;
            let moved = Use::Running { moved: progress.transferred, total: progress.total };
            app.link.update(|desk| desk.report(generation, moved));
        }
    }
}
