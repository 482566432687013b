//! The drawn key, and the chip that carries it.

use crate::components::icon::mark;
use crate::state::keyring::{Job, KeyFace, blade_path};
use crate::text::words;
use leptos::prelude::*;

const BOW: &str = "M5 0.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM4 4.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 0 1 0-3.6z";

/// A key whose teeth come from its fingerprint.
pub fn key_art(teeth: &[u8; 10], class: &'static str) -> impl IntoView + use<> {
    view! {
        <svg class=class viewBox="0 0 28 12" aria-hidden="true">
            <path d=blade_path(teeth) fill="currentColor"/>
            <path d=BOW fill="currentColor" fill-rule="evenodd"/>
        </svg>
    }
}

/// The job of a key, with its mark.
pub fn job_tag(job: Job) -> impl IntoView {
    let (symbol, class, name) = match job {
        Job::SseC => ("m-ssec", "mark mark-ssec", words::SSEC_KEY),
        Job::Sealing => ("m-sealed", "mark mark-sealed", words::SEALING_KEY),
    };
    view! { <span class="tag brand">{mark(symbol, class)}{name}</span> }
}

/// Drawn key, fingerprint and name.
pub fn key_chip(key: &KeyFace) -> impl IntoView + use<> {
    let name = (!key.name.is_empty()).then(|| key.name.clone());
    view! {
        <span class="chip">
            {key_art(&key.teeth, "fp")}
            {key.short.clone()}
            {name.map(|name| view! { <span class="nick">{name}</span> })}
        </span>
    }
}
