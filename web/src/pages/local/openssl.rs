//! Files of `openssl enc`: opened with a warning, one after the other.

use super::open::passphrase_field;
use super::{complaint, part_head};
use crate::bind::local;
use crate::components::icon::icon;
use crate::context::App;
use crate::state::local::{Candidate, Phase};
use crate::text::words;
use leptos::ev;
use leptos::prelude::*;
use sealport_client::openssl::Hash;

#[component]
pub(super) fn OpensslPart(id: u64) -> impl IntoView {
    let app = App::here();
    let found = Memo::new(move |_| {
        app.local.with(|desk| match desk.item(id).map(|item| &item.phase) {
            Some(Phase::Choice(found)) => found.clone(),
            _ => Vec::new(),
        })
    });
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        local::openssl::survey(app);
    };
    view! {
        <div class="pad stack s4" data-testid="openssl-part">
            {part_head(app, move || vec![id])}
            <div class="note warn">
                {icon("i-alert")}
                <span class="grow"><strong>{words::OPENSSL_TITLE}</strong><span>{words::OPENSSL_TEXT}</span></span>
            </div>
            {move || if found.with(Vec::is_empty) {
                view! {
                    <form class="stack s4" autocomplete="off" novalidate=true on:submit=on_submit>
                        {passphrase_field(app, "openssl-passphrase")}
                        {options(app)}
                        {complaint(app)}
                        <button type="submit" class="btn primary large full" data-testid="openssl-start">
                            {words::OPEN_AND_SAVE}
                        </button>
                    </form>
                }
                .into_any()
            } else {
                choices(app, id, found.get()).into_any()
            }}
        </div>
    }
}

fn options(app: App) -> impl IntoView {
    let options = Memo::new(move |_| app.local.with(|desk| desk.openssl.clone()));
    view! {
        <details class="fold" data-testid="openssl-options">
            <summary>{words::OPENSSL_OPTIONS}</summary>
            <div class="stack s4">
                <p class="small soft">{words::OPENSSL_ORDER}</p>
                <div class="cols">
                    <div class="field">
                        <label for="openssl-hash">{words::OPENSSL_HASH}</label>
                        <select
                            class="input"
                            id="openssl-hash"
                            data-testid="openssl-hash"
                            on:change=move |event| {
                                let name = event_target_value(&event);
                                let hash = Hash::ALL.iter().copied().find(|hash| hash.as_str() == name);
                                app.local.update(|desk| desk.openssl.hash = hash);
                            }
                        >
                            <option value="">{words::OPENSSL_ANY_HASH}</option>
                            {Hash::ALL
                                .iter()
                                .map(|hash| view! {
                                    <option
                                        value=hash.as_str()
                                        prop:selected=move || options.with(|options| options.hash == Some(*hash))
                                    >
                                        {hash.as_str()}
                                    </option>
                                })
                                .collect_view()}
                        </select>
                    </div>
                    <div class="field">
                        <label for="openssl-iter">{words::OPENSSL_ROUNDS}</label>
                        <input
                            class="input"
                            id="openssl-iter"
                            data-testid="openssl-iter"
                            inputmode="numeric"
                            autocomplete="off"
                            prop:value=move || options.with(|options| options.iterations.clone())
                            on:input=move |event| {
                                let text = event_target_value(&event);
                                app.local.update(|desk| {
                                    desk.openssl.iterations = text;
                                    desk.complaint = None;
                                });
                            }
                        />
                    </div>
                </div>
                <span class="check">
                    <input
                        type="checkbox"
                        id="openssl-pbkdf2"
                        data-testid="openssl-pbkdf2"
                        prop:checked=move || options.with(|options| options.pbkdf2)
                        on:change=move |event| {
                            let checked = event_target_checked(&event);
                            app.local.update(|desk| desk.openssl.pbkdf2 = checked);
                        }
                    />
                    <label for="openssl-pbkdf2">{words::OPENSSL_PBKDF2}</label>
                </span>
            </div>
        </details>
    }
}

/// The settings that fit, each with how the file would begin.
fn choices(app: App, id: u64, found: Vec<Candidate>) -> impl IntoView {
    let (title, text) = if found.len() == 1 {
        (words::OPENSSL_READY, words::OPENSSL_READY_TEXT)
    } else {
        (words::OPENSSL_CHOOSE, words::OPENSSL_CHOOSE_TEXT)
    };
    let choice = move |(at, candidate): (usize, Candidate)| {
        view! {
            <div class="stack s2 sentto">
                <span class="small soft">
                    <span class="mono">{candidate.settings}</span>" · "{words::size(candidate.len)}
                </span>
                <span class="small">{words::OPENSSL_BEGINS}": "<bdi class="mono breakall">{candidate.begins}</bdi></span>
                <span class="row">
                    <button
                        type="button"
                        class="btn small primary"
                        data-testid="openssl-save"
                        on:click=move |_| local::openssl::save(app, id, u32::try_from(at).unwrap_or(u32::MAX))
                    >
                        {words::SAVE_UNLOCKED}
                    </button>
                </span>
            </div>
        }
    };
    view! {
        <div class="stack s2" data-testid="openssl-choice">
            <h2 class="small"><strong>{title}</strong></h2>
            <p class="small soft">{text}</p>
            {found.into_iter().enumerate().map(choice).collect_view()}
        </div>
    }
}
