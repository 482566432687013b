//! One key: name, secret, gate or copies, facts.

use crate::bind::{keys, web};
use crate::components::gate::{Gate, sheet_link};
use crate::components::icon::icon;
use crate::components::key_art::{job_tag, key_art};
use crate::components::md5_check::Md5Check;
use crate::context::{App, Stage};
use crate::state::intent::Ask;
use crate::state::keyring::{Job, KeyFace, Source};
use crate::text::words;
use leptos::ev;
use leptos::prelude::*;
use sealport_client::Zeroizing;

/// How long a key is shown, in milliseconds.
const SHOWN_MS: u32 = 30_000;

pub fn saved_tag(saved: bool) -> impl IntoView {
    if saved {
        view! { <span class="tag ok">{words::SAVED}</span> }.into_any()
    } else {
        view! { <span class="tag warn">{words::NOT_SAVED}</span> }.into_any()
    }
}

#[component]
pub fn KeySheet(fingerprint: String) -> impl IntoView {
    let app = App::here();
    let id = StoredValue::new(fingerprint);
    let key = Memo::new(move |_| app.ring.with(|ring| ring.find(&id.get_value()).cloned()));
    let saved = Memo::new(move |_| key.with(|key| key.as_ref().is_some_and(|key| key.saved)));
    let gate_open = RwSignal::new(true);
    move || {
        let first = key.get_untracked()?;
        let short = StoredValue::new(first.short.clone());
        Some(view! {
            <div class="sheet" data-testid="key-sheet" data-fingerprint=first.short.clone()>
                <div class="pad stack s5 roomy">
                    <div class="keyface">
                        {key_art(&first.teeth, "fp big")}
                        <h2 class="id" data-testid="key-fingerprint">{first.short.clone()}</h2>
                        <KeyName id=id key=key/>
                    </div>
                    <div class="row">
                        {job_tag(first.job)}
                        <span class="tag">
                            {if first.source == Source::Made { words::BITS_RANDOM } else { words::BITS }}
                        </span>
                        {move || saved_tag(saved.get())}
                    </div>
                    {(first.guessable && first.job == Job::Sealing).then(|| view! {
                        <p class="note warn">{icon("i-alert")}<span>{words::GUESSABLE_SAY}</span></p>
                    })}
                    <Secret id=id/>
                    {move || if saved.get() {
                        saved_key_buttons(app, id).into_any()
                    } else if gate_open.get() {
                        view! {
                            <Gate
                                fingerprint=id.get_value()
                                on_saved=move || web::focus("#main")
                                on_later=move || gate_open.set(false)
                            />
                        }
                        .into_any()
                    } else {
                        view! {
                            <div class="row">
                                <button type="button" class="btn" on:click=move |_| gate_open.set(true)>
                                    {icon("i-alert")}
                                    {words::gate_title(&short.get_value())}
                                </button>
                            </div>
                        }
                        .into_any()
                    }}
                    <hr/>
                    {move || key.get().map(|key| facts(app, key))}
                    {(first.job == Job::SseC).then(|| view! { <Md5Check id=id/> })}
                    <p class="small soft">{words::LOSE_IT}</p>
                    <div class="row">
                        <button
                            type="button"
                            class="btn small danger"
                            data-testid="remove-key"
                            on:click=move |_| app.ask.set(Some(Ask::RemoveKey { fingerprint: id.get_value() }))
                        >
                            {icon("i-trash")}
                            {words::REMOVE_KEY}
                        </button>
                    </div>
                </div>
            </div>
        })
    }
}

#[component]
fn KeyName(id: StoredValue<String>, key: Memo<Option<KeyFace>>) -> impl IntoView {
    let app = App::here();
    let editing = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let name = move || key.with(|key| key.as_ref().map(|key| key.name.clone()).unwrap_or_default());
    let finish = move |event: ev::SubmitEvent| {
        event.prevent_default();
        app.ring.update(|ring| ring.rename(&id.get_value(), &typed.get_untracked()));
        editing.set(false);
        web::after_ms(0, || web::focus("#rename"));
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            editing.set(false);
            web::after_ms(0, || web::focus("#rename"));
        }
    };
    move || {
        if editing.get() {
            view! {
                <form class="row nowrap" on:submit=finish on:keydown=on_key>
                    <input
                        class="input s"
                        id="key-name"
                        aria-label=words::KEY_NAME
                        maxlength="60"
                        autocomplete="off"
                        data-testid="key-name"
                        prop:value=typed
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                    <button type="submit" class="btn small">{words::DONE}</button>
                </form>
            }
            .into_any()
        } else {
            view! {
                <p class="soft row nowrap">
                    <span class="breakall">
                        {move || if name().is_empty() { words::UNNAMED.to_owned() } else { name() }}
                    </span>
                    <button
                        type="button"
                        class="btn quiet icon small"
                        id="rename"
                        aria-label=words::RENAME
                        title=words::RENAME
                        on:click=move |_| {
                            typed.set(name());
                            editing.set(true);
                            web::after_ms(0, || web::focus("#key-name"));
                        }
                    >
                        {icon("i-edit")}
                    </button>
                </p>
            }
            .into_any()
        }
    }
}

/// The key itself: hidden, on demand for half a minute.
#[component]
fn Secret(id: StoredValue<String>) -> impl IntoView {
    let app = App::here();
    let revealed = RwSignal::new(None::<Zeroizing<String>>);
    let turn = RwSignal::new(0u32);
    let toggle = move |_| {
        turn.update(|turn| *turn += 1);
        if revealed.with_untracked(Option::is_some) {
            revealed.set(None);
            return;
        }
        revealed.set(keys::reveal(app, &id.get_value()));
        let now = turn.get_untracked();
        web::after_ms(SHOWN_MS, move || {
            // The sheet may be gone by then, or the key shown anew.
            if turn.try_get_untracked() == Some(now) {
                revealed.set(None);
            }
        });
    };
    view! {
        <div class="stack s2">
            <div class="secret" translate="no">
                {move || match revealed.get() {
                    None => view! {
                        <span class="grow dots" aria-hidden="true">{"•".repeat(44)}</span>
                        <span class="sr">{words::KEY_HIDDEN}</span>
                    }
                    .into_any(),
                    Some(text) => view! {
                        <span class="sr">{words::KEY_SHOWN}</span>
                        <span class="grow" data-testid="key-text">{text.to_string()}</span>
                    }
                    .into_any(),
                }}
                <button
                    type="button"
                    class="btn quiet small"
                    aria-pressed=move || revealed.with(Option::is_some).to_string()
                    data-testid="show-key"
                    on:click=toggle
                >
                    {icon("i-eye")}
                    {move || if revealed.with(Option::is_some) { words::HIDE } else { words::SHOW }}
                </button>
            </div>
            {move || revealed.with(Option::is_some).then(|| view! {
                <p class="small faint">{words::HIDDEN_AGAIN}</p>
            })}
        </div>
    }
}

fn saved_key_buttons(app: App, id: StoredValue<String>) -> impl IntoView {
    view! {
        <div class="row">
            <button
                type="button"
                class="btn primary"
                data-testid="key-file"
                on:click=move |_| {
                    keys::save_key_file(app, &id.get_value());
                }
            >
                {icon("i-download")}
                {words::DOWNLOAD_KEY_FILE}
            </button>
            <button type="button" class="btn" data-testid="copy-key" on:click=move |_| keys::copy(app, &id.get_value())>
                {icon("i-copy")}
                {words::COPY}
            </button>
            {sheet_link(app, &id.get_value(), "btn")}
        </div>
    }
}

fn facts(app: App, key: KeyFace) -> impl IntoView {
    let day = words::in_this_tab(&words::day(key.since_secs, app.offset_min.get()));
    let since = if key.source == Source::Made { words::FACT_MADE } else { words::FACT_IMPORTED };
    let homes = key
        .homes()
        .iter()
        .map(|home| {
            let host = home.origin.split_once("://").map_or(home.origin.clone(), |(_, host)| host.to_owned());
            let bucket = home.bucket.clone();
            let before = (!bucket.is_empty()).then(|| view! { <span class="mono">{bucket}</span>" · " });
            view! { <span class="block">{before}<span class="mono">{host}</span></span> }
        })
        .collect_view();
    let used_at = (key.job == Job::SseC && !key.homes().is_empty()).then_some(homes);
    view! {
        <dl class="facts">
            <dt>{words::FACT_FINGERPRINT}</dt>
            <dd class="mono">{key.fingerprint.clone()}</dd>
            {keys::md5(app, &key.fingerprint).map(|md5| view! {
                <dt>{words::FACT_MD5}</dt>
                <dd class="mono">{md5}</dd>
            })}
            {used_at.map(|homes| view! { <dt>{words::FACT_USED_AT}</dt><dd>{homes}</dd> })}
            {(app.stage.get() == Stage::Connected).then(|| view! {
                <dt>{words::FACT_UPLOADS}</dt>
                <dd>{words::uploads_from_tab(key.uploads)}</dd>
            })}
            <dt>{since}</dt>
            <dd>{day}</dd>
        </dl>
    }
}
