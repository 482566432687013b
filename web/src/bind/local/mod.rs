//! Local mode: looking at files of this device, sealing and opening them. The files, and what was unlocked, are held here;
//! a passphrase is kept no longer than its field. The key made of one that opened a file stays in the tab; that of one
//! that sealed goes with its run, so that opening the file afterwards shows whether the passphrase was kept.

mod opening;
pub mod openssl;
mod passphrases;
mod run;
mod sealing;

pub use opening::{knows_passphrase, open};
pub use passphrases::{copy_passphrase, suggest, typed};
pub use sealing::seal;

use super::{fault, web};
use crate::context::App;
use crate::state::local::{Complaint, Kind, LocalDesk, SealedFacts};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::worker::OpensslImport;
use sealport_browser::{BrowserPlatform, FileSource};
use sealport_client::message::{ContentKeys, Lookalike, MessageError};
use sealport_client::openssl::{Form, recognise};
use sealport_client::{Cancel, ClientError, LocalFile, SealedFile, look_at};
use std::collections::HashMap;
use web_sys::{Blob, File};

/// What local mode needs and is no plain value.
#[derive(Default)]
pub struct HeldLocal {
    files: HashMap<u64, Blob>,
    sealed: HashMap<u64, SealedFile>,
    unlocked: HashMap<u64, ContentKeys>,
    cancel: Option<Cancel>,
    /// How files of openssl are written.
    forms: HashMap<u64, Form>,
    /// The openssl file whose settings were found.
    import: Option<(u64, OpensslImport)>,
    /// What files of openssl opened to, as far as that is still in memory.
    opened: HashMap<u64, Blob>,
}

/// Takes files, and finds out what each of them is.
pub fn add(app: App, files: Vec<File>) {
    let looked = files.into_iter().filter_map(|file| {
        let id = app.local.try_update(|desk| desk.add(file.name(), file.size() as u64))?;
        app.held.update_value(|held| {
            held.local.files.insert(id, file.clone().into());
        });
        Some((id, FileSource::new(file.into())))
    });
    let looked: Vec<_> = looked.collect();
    spawn_local(async move {
        for (id, source) in looked {
            let kind = look(app, id, &source).await;
            app.local.update(|desk| desk.looked(id, kind));
        }
    });
}

async fn look(app: App, id: u64, source: &FileSource) -> Kind {
    match look_at::<BrowserPlatform>(source).await {
        Ok(LocalFile::Sealed(sealed)) => {
            let facts = SealedFacts::of(&sealed.header, &sealed.layout);
            app.held.update_value(|held| {
                held.local.sealed.insert(id, sealed);
            });
            Kind::Sealed(Box::new(facts))
        }
        Ok(LocalFile::Other(start)) => match recognise(&start) {
            Some(form) => {
                app.held.update_value(|held| {
                    held.local.forms.insert(id, form);
                });
                Kind::OpenSsl
            }
            None => match Lookalike::of_start(&start) {
                looks_like @ Some(Lookalike::Base64OfMessage) => {
                    let error = ClientError::from(MessageError::NotSealed { looks_like });
                    Kind::Refused(Box::new(fault(&error, words::LOOK_AT)))
                }
                _ => Kind::Plain,
            },
        },
        Err(error) => Kind::Refused(Box::new(fault(&error, words::LOOK_AT))),
    }
}

/// Takes a file back.
pub fn remove(app: App, id: u64) {
    app.held.update_value(|held| held.local.forget(id));
    app.local.update(|desk| desk.remove(id));
}

impl HeldLocal {
    fn forget(&mut self, id: u64) {
        self.files.remove(&id);
        self.sealed.remove(&id);
        self.unlocked.remove(&id);
        self.forms.remove(&id);
        self.import.take_if(|(of, _)| *of == id);
        self.opened.remove(&id);
    }
}

/// Stops what is under way, and forgets all files and what was typed.
pub fn clear(app: App) {
    cancel(app);
    app.held.update_value(|held| held.local = HeldLocal::default());
    let _ = app.local.try_update(LocalDesk::clear);
}

/// Stops what is under way. What was written is discarded.
pub fn cancel(app: App) {
    if let Some(cancel) = app.held.try_update_value(|held| held.local.cancel.take()).flatten() {
        cancel.cancel();
    }
}

/// A file as something to read.
fn source(app: App, id: u64) -> Option<FileSource> {
    app.held.with_value(|held| held.local.files.get(&id).cloned()).map(FileSource::new)
}

fn complain(app: App, complaint: Complaint) {
    app.local.update(|desk| desk.complaint = Some(complaint));
    web::after_ms(0, || web::focus("#local-complaint"));
}

/// Puts what a file of openssl opened to in that file's place, to be sealed.
pub fn seal_opened(app: App, id: u64) {
    let opened = app.held.try_update_value(|held| held.local.opened.remove(&id)).flatten();
    let Some(opened) = opened else { return };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let len = opened.size() as u64;
    let placed = app.local.try_update(|desk| desk.put_opened_in_place(id, len)).flatten();
    app.held.update_value(|held| {
        held.local.forget(id);
        if let Some(new) = placed {
            held.local.files.insert(new, opened);
        }
    });
    web::after_ms(0, || web::focus_in_sight("#seal-part"));
}

/// Lets a file be sealed that was recognised as something else.
pub fn seal_all_the_same(app: App, id: u64) {
    app.local.update(|desk| desk.looked(id, Kind::Plain));
}
