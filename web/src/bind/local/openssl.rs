//! Files of `openssl enc`: their settings are found in the worker, a person chooses where several fit, and what comes out
//! is saved.

use super::passphrases::worker_fault;
use super::run::Run;
use super::{complain, source};
use crate::bind::web;
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::local::names::decrypted_name;
use crate::state::local::{Candidate, Complaint, OpensslOptions, Phase, Saved, Step};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::worker::{FoundOpensslSettings, OpensslFailure, OpensslImport, WorkerAddress};
use sealport_client::openssl::Settings;
use sealport_client::{SinkError, Zeroizing};

/// Finds the settings of the first openssl file in turn, and saves it where one alone fits and the click still counts.
pub fn survey(app: App) {
    let desk = app.local.get_untracked();
    let Some(id) = desk.to_import().first().copied() else { return };
    if desk.passphrase.is_empty() {
        return complain(app, Complaint::NoPassphrase);
    }
    let Some(settings) = possible(&desk.openssl) else {
        return complain(app, Complaint::Iterations);
    };
    // The bytes as they were typed: openssl knows no Unicode.
    let passphrase = Zeroizing::new(desk.passphrase.as_bytes().to_vec());
    let Some(run) = Run::start(app, true) else { return };
    spawn_local(async move {
        match find(&run, id, passphrase, &settings).await {
            Err(failure) => run.fail(id, failure_fault(&failure)),
            Ok(found) if found.len() == 1 && web::may_ask_where() => save_run(&run, id, 0, found).await,
            Ok(found) => run.set(id, Phase::Choice(found)),
        }
        run.finish();
    });
}

/// What is to be tried; none where the number of iterations is none.
fn possible(options: &OpensslOptions) -> Option<Vec<Settings>> {
    let typed = options.iterations.trim();
    let iterations = match typed {
        "" => None,
        typed => Some(typed.parse().ok()?),
    };
    Settings::possible(options.hash, iterations, options.pbkdf2).ok()
}

async fn find(
    run: &Run,
    id: u64,
    passphrase: Zeroizing<Vec<u8>>,
    settings: &[Settings],
) -> Result<Vec<Candidate>, OpensslFailure> {
    let app = run.app;
    let form = app.held.with_value(|held| held.local.forms.get(&id).copied());
    let (Some(source), Some(form)) = (source(app, id), form) else { return Err(OpensslFailure::Cancelled) };
    run.step(id, Step::Deriving);
    let import = OpensslImport::new(WorkerAddress::of_page()?);
    let cancel = run.cancel.clone();
    import.survey_file(&source, form, || cancel.is_cancelled()).await?;
    let found = import.candidates(passphrase, settings).await?;
    if run.cancel.is_cancelled() {
        return Err(OpensslFailure::Cancelled);
    }
    app.held.update_value(|held| held.local.import = Some((id, import)));
    Ok(found.iter().map(face).collect())
}

fn face(found: &FoundOpensslSettings) -> Candidate {
    let begins = String::from_utf8_lossy(&found.first_bytes);
    let begins = begins.chars().map(|c| if c.is_control() || c == '\u{fffd}' { '·' } else { c }).collect();
    Candidate { settings: found.settings.to_string(), len: found.plaintext_len, begins }
}

/// Saves an openssl file with the settings that the person chose. Called in a click.
pub fn save(app: App, id: u64, candidate: u32) {
    let found = app.local.with_untracked(|desk| match desk.item(id).map(|item| item.phase.clone()) {
        Some(Phase::Choice(found)) => found,
        _ => Vec::new(),
    });
    let Some(run) = (!found.is_empty()).then(|| Run::start(app, true)).flatten() else { return };
    spawn_local(async move {
        save_run(&run, id, candidate, found).await;
        run.finish();
    });
}

async fn save_run(run: &Run, id: u64, candidate: u32, found: Vec<Candidate>) {
    let app = run.app;
    let name = app.local.with_untracked(|desk| desk.made_name(id, decrypted_name));
    let import = app.held.try_update_value(|held| held.local.import.take_if(|(of, _)| *of == id)).flatten();
    let (Some(name), Some((_, import)), Some(source)) = (name, import, source(app, id)) else {
        return run.set(id, Phase::Waiting);
    };
    let len = found.get(candidate as usize).map_or(0, |chosen| chosen.len);
    let sink = match run.sink(id, &name, Some(len)).await {
        Ok(sink) => sink,
        Err(SinkError::Dismissed) => {
            app.held.update_value(|held| held.local.import = Some((id, import)));
            return run.set(id, Phase::Choice(found));
        }
        Err(error) => return run.fail(id, failure_fault(&error.into())),
    };
    run.set(id, Phase::Running { step: Step::Working, moved: 0, total: len });
    let mut report = run.reporter(id);
    let cancel = run.cancel.clone();
    let saved =
        import.save_file(candidate, &source, sink, move |written| report(written, len), || cancel.is_cancelled()).await;
    match saved {
        Ok(saved) => {
            let is_picked = saved.plaintext.is_none();
            // While the desk still has the file.
            if let Some(plaintext) = saved.plaintext.filter(|_| source_is_here(app, id)) {
                app.held.update_value(|held| {
                    held.local.opened.insert(id, plaintext);
                });
            }
            run.set(id, Phase::OpenedUnproven(Saved { name, is_picked }));
        }
        Err(failure) => run.fail(id, failure_fault(&failure)),
    }
}

fn source_is_here(app: App, id: u64) -> bool {
    app.held.with_value(|held| held.local.files.contains_key(&id))
}

fn failure_fault(failure: &OpensslFailure) -> Fault {
    match failure {
        OpensslFailure::Worker(error) => worker_fault(error, words::OPEN_OPENSSL),
        other => Fault::here(other.code().as_str(), words::OPEN_OPENSSL, other.to_string(), web::now_secs()),
    }
}
