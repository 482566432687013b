//! One run over one or several files: its progress, its end, and where it saves.

use crate::bind::web;
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::local::{LocalDesk, Phase, Step};
use leptos::prelude::*;
use sealport_browser::SaveSink;
use sealport_client::{Cancel, ErrorCode, Progress, SinkError};

/// Progress is drawn at most this often, in milliseconds.
const DRAW_MS: f64 = 120.0;

/// A run.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) app: App,
    pub(super) generation: u64,
    pub(super) cancel: Cancel,
    /// One file is saved where the person says; several go to the download folder.
    pub(super) asks_where: bool,
}

impl Run {
    pub(super) fn start(app: App, asks_where: bool) -> Option<Self> {
        if app.local.with_untracked(LocalDesk::is_running) {
            return None;
        }
        let generation = app.local.try_update(LocalDesk::start)?;
        let cancel = Cancel::new();
        app.held.update_value(|held| held.local.cancel = Some(cancel.clone()));
        Some(Self { app, generation, cancel, asks_where })
    }

    pub(super) fn set(&self, id: u64, phase: Phase) {
        let _ = self.app.local.try_update(|desk| desk.set_phase(self.generation, id, phase));
    }

    pub(super) fn step(&self, id: u64, step: Step) {
        self.set(id, Phase::Running { step, moved: 0, total: 0 });
    }

    pub(super) fn fail(&self, id: u64, fault: Fault) {
        let phase =
            if fault.code == ErrorCode::Cancelled.as_str() { Phase::Cancelled } else { Phase::Failed(Box::new(fault)) };
        self.set(id, phase);
    }

    pub(super) fn finish(&self) {
        let _ = self.app.local.try_update(|desk| desk.finish(self.generation));
        web::after_ms(0, || web::focus("#local-result"));
    }

    pub(super) async fn sink(&self, id: u64, name: &str, len: Option<u64>) -> Result<SaveSink, SinkError> {
        if !self.asks_where {
            return SaveSink::in_memory(name, len);
        }
        self.step(id, Step::Choosing);
        SaveSink::open(name, len).await
    }

    pub(super) fn reporter(&self, id: u64) -> impl FnMut(u64, u64) + use<> {
        let (app, generation, mut drawn_ms) = (self.app, self.generation, 0.0);
        move |moved, total| {
            let now_ms = web::steady_ms();
            if now_ms - drawn_ms >= DRAW_MS {
                drawn_ms = now_ms;
                let _ = app.local.try_update(|desk| desk.moved(generation, id, moved, total, now_ms));
            }
        }
    }

    pub(super) fn progress(&self, id: u64) -> impl FnMut(Progress) + use<> {
        let mut report = self.reporter(id);
        move |progress: Progress| report(progress.transferred, progress.total.unwrap_or(progress.transferred))
    }
}
