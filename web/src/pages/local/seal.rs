//! Sealing: keys of the ring, a passphrase, or both.

use super::{complaint, part_head};
use crate::bind::{keys, local};
use crate::components::icon::icon;
use crate::components::import_form::ImportForm;
use crate::components::key_art::key_chip;
use crate::context::App;
use crate::state::keyring::{Job, KeyFace};
use crate::state::local::{GOOD_SCORE, SealWith};
use crate::text::words;
use leptos::attr::Attribute;
use leptos::prelude::*;
use sealport_client::Zeroizing;
use web_sys::HtmlTextAreaElement;

#[component]
pub(super) fn SealPart(ids: Memo<Vec<u64>>) -> impl IntoView {
    let app = App::here();
    let with = Memo::new(move |_| app.local.with(|desk| desk.seal_with));
    let choice = move |is: SealWith, id: &'static str, label: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="seal-with"
                    data-testid=id
                    prop:checked=move || with.get() == is
                    on:change=move |_| app.local.update(|desk| {
                        desk.seal_with = is;
                        desk.complaint = None;
                    })
                />
                <span>{label}</span>
            </label>
        }
    };
    let has_key = Memo::new(move |_| with.get().has_key());
    let has_passphrase = Memo::new(move |_| with.get().has_passphrase());
    view! {
        <div class="pad stack s4" id="seal-part" tabindex="-1" data-testid="seal-part">
            {part_head(app, move || ids.get())}
            <div class="seg full" role="radiogroup" aria-label=words::SEAL_WITH>
                {choice(SealWith::Key, "seal-key", words::WITH_A_KEY)}
                {choice(SealWith::Passphrase, "seal-passphrase", words::WITH_A_PASSPHRASE)}
                {choice(SealWith::Both, "seal-both", words::WITH_BOTH)}
            </div>
            {move || (with.get() == SealWith::Both).then(|| view! { <p class="small soft">{words::WITH_BOTH_SAY}</p> })}
            {move || has_key.get().then(|| view! { <Keys/> })}
            {move || has_passphrase.get().then(|| view! { <NewPassphrase/> })}
            {complaint(app)}
            <button
                type="button"
                class="btn primary large full"
                data-testid="seal-start"
                on:click=move |_| local::seal(app)
            >
                {move || words::seal_and_save(ids.with(Vec::len))}
            </button>
            <p class="small soft">{words::NAME_STAYS}</p>
        </div>
    }
}

/// The sealing keys of this tab, any number of which may be chosen.
#[component]
fn Keys() -> impl IntoView {
    let app = App::here();
    let ring = Memo::new(move |_| {
        app.ring.with(|ring| ring.of_job(Job::Sealing).filter(|key| !key.guessable).cloned().collect::<Vec<_>>())
    });
    let importing = RwSignal::new(false);
    let choose = move |fingerprint: String, chosen: bool| {
        app.local.update(|desk| {
            desk.keys.retain(|key| *key != fingerprint);
            if chosen {
                desk.keys.push(fingerprint);
            }
            desk.complaint = None;
        });
    };
    let row = move |key: KeyFace| {
        let input_id = format!("seal-key-{}", key.short);
        let chip = key_chip(&key);
        let (is, fingerprint) = (key.fingerprint.clone(), key.fingerprint);
        view! {
            <span class="check">
                <input
                    type="checkbox"
                    id=input_id.clone()
                    data-testid="seal-with-key"
                    prop:checked=move || app.local.with(|desk| desk.keys.contains(&is))
                    on:change=move |event| choose(fingerprint.clone(), event_target_checked(&event))
                />
                <label for=input_id>{chip}</label>
            </span>
        }
    };
    view! {
        <div class="stack s2" role="group" aria-label=words::SEAL_KEYS>
            <span class="legend">{words::SEAL_KEYS}</span>
            {move || ring.with(Vec::is_empty).then(|| view! { <p class="small soft">{words::SEAL_NO_KEYS}</p> })}
            {move || ring.get().into_iter().map(row).collect_view()}
            <span class="row">
                <button
                    type="button"
                    class="btn small"
                    data-testid="seal-new-key"
                    on:click=move |_| {
                        if let Some(fingerprint) = keys::generate_for(app, Job::Sealing) {
                            choose(fingerprint, true);
                        }
                    }
                >
                    {icon("i-plus")}
                    {words::SEAL_NEW_KEY}
                </button>
                <button
                    type="button"
                    class="btn small"
                    data-testid="seal-import-key"
                    aria-expanded=move || importing.get().to_string()
                    on:click=move |_| importing.update(|open| *open = !*open)
                >
                    {words::SEAL_IMPORT_KEY}
                </button>
            </span>
            {move || importing.get().then(|| view! {
                <ImportForm
                    job=Signal::stored(Job::Sealing)
                    on_done=move |key: KeyFace, _| {
                        importing.set(false);
                        if !key.guessable {
                            choose(key.fingerprint, true);
                        }
                    }
                />
            })}
        </div>
    }
}

/// What the passphrase's field has, shown or hidden.
fn passphrase_attributes() -> impl Attribute {
    view! {
        <{..}
            id="new-passphrase"
            data-testid="new-passphrase"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            translate="no"
            aria-describedby="new-passphrase-help"
        />
    }
}

/// The passphrase to be read and kept: all of its words must be in sight, so it takes more lines where one is too short.
fn shown_passphrase(app: App, value: Memo<String>) -> impl IntoView {
    let on_input = move |event| {
        let text = Zeroizing::new(event_target_value(&event));
        let one_line: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
        if one_line != *text {
            event_target::<HtmlTextAreaElement>(&event).set_value(&one_line);
        }
        local::typed(app, one_line);
    };
    view! {
        <textarea
            {..passphrase_attributes()}
            class="input oneline"
            rows="2"
            prop:value=value
            on:input=on_input
        ></textarea>
    }
}

/// A new passphrase: words are suggested, another may be typed.
#[component]
fn NewPassphrase() -> impl IntoView {
    let app = App::here();
    if app.local.with_untracked(|desk| desk.new_passphrase.is_empty()) {
        local::suggest(app);
    }
    let shown = RwSignal::new(true);
    let value = Memo::new(move |_| app.local.with(|desk| desk.new_passphrase.to_string()));
    let score = Memo::new(move |_| app.local.with(|desk| desk.score));
    let is_weak = Memo::new(move |_| score.get().is_some_and(|score| score < GOOD_SCORE));
    let said = Memo::new(move |_| {
        let said = app.local.with(|desk| desk.said.clone());
        if said.is_empty() { words::WEAK.to_owned() } else { said }
    });
    let wanted = Memo::new(move |_| app.local.with(|desk| desk.weak_is_wanted));
    let bar = move |at: u8| view! { <i class:on=move || score.get().is_some_and(|score| score >= at)></i> };
    view! {
        <div class="field">
            <label for="new-passphrase">{words::LOCAL_PASSPHRASE}</label>
            <span class="with end">
                {move || if shown.get() {
                    shown_passphrase(app, value).into_any()
                } else {
                    view! {
                        <input
                            {..passphrase_attributes()}
                            class="input"
                            type="password"
                            prop:value=value
                            on:input=move |event| local::typed(app, event_target_value(&event))
                        />
                    }
                    .into_any()
                }}
                <button
                    type="button"
                    class="btn quiet icon small"
                    aria-label=move || if shown.get() { words::LOCAL_HIDE_PASSPHRASE } else { words::LOCAL_SHOW_PASSPHRASE }
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {icon("i-eye")}
                </button>
            </span>
            <span class="meter" class:mid=is_weak aria-hidden="true">
                {bar(1)}
                {bar(2)}
                {bar(3)}
                {bar(4)}
            </span>
            <span class="help" id="new-passphrase-help" aria-live="polite">
                {move || score.get().map(|_| if is_weak.get() {
                    view! { <span class="warn">{said.get()}</span>" " }.into_any()
                } else {
                    view! { <span class="ok">{words::STRONG}</span>" " }.into_any()
                })}
                {words::KEEP_PASSPHRASE}
            </span>
            <span class="row">
                <button
                    type="button"
                    class="btn small"
                    data-testid="passphrase-copy"
                    on:click=move |_| local::copy_passphrase(app)
                >
                    {icon("i-copy")}
                    {words::COPY}
                </button>
                <button
                    type="button"
                    class="btn small quiet"
                    data-testid="passphrase-suggest"
                    on:click=move |_| local::suggest(app)
                >
                    {icon("i-retry")}
                    {move || if is_weak.get() { words::SUGGEST_BETTER } else { words::SUGGEST }}
                </button>
            </span>
            {move || is_weak.get().then(|| view! {
                <span class="check">
                    <input
                        type="checkbox"
                        id="weak-wanted"
                        data-testid="weak-wanted"
                        prop:checked=wanted
                        on:change=move |event| {
                            let wanted = event_target_checked(&event);
                            app.local.update(|desk| desk.weak_is_wanted = wanted);
                        }
                    />
                    <label for="weak-wanted">{words::LOCAL_USE_WEAK}</label>
                </span>
            })}
        </div>
    }
}
