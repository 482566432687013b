//! "Save this key before its first use": a copy outside this browser, and the proof of it.

use crate::bind::keys;
use crate::components::file_pick::FilePick;
use crate::components::icon::icon;
use crate::components::key_art::{job_tag, key_chip};
use crate::context::App;
use crate::state::keyring::Proof;
use crate::state::route::{KeysRoute, Route};
use crate::text::words;
use leptos::prelude::*;

/// The gate of one key. `on_saved` runs once the person has proven and confirmed it.
#[component]
pub fn Gate(
    fingerprint: String,
    on_saved: impl Fn() + 'static,
    on_later: impl Fn() + 'static,
    /// Level of the heading: 3 inside a page, 2 where the dialog has this as its title.
    #[prop(optional)]
    heads_dialog: bool,
) -> impl IntoView {
    let app = App::here();
    let proven = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<&'static str>);
    let id = StoredValue::new(fingerprint);

    let check_typed = move || {
        let text = typed.get_untracked();
        let proof = keys::proves_by_text(app, &id.get_value(), &text);
        if proof == Proof::Proven {
            proven.set(true);
        }
        wrong.set(words::gate_fault(proof).filter(|_| text.trim().len() >= 4));
    };
    let on_file = move |chosen| {
        keys::check_chosen(app, id.get_value(), chosen, move |proof| {
            if proof == Proof::Proven {
                proven.set(true);
                typed.set(String::new());
            }
            wrong.set(words::gate_fault(proof));
        });
    };
    let copied = Memo::new(move |_| app.ring.with(|ring| ring.find(&id.get_value()).is_some_and(|key| key.copied)));
    // Four right characters that waited for a copy count once it is made.
    Effect::new(move || {
        if copied.get() && typed.with_untracked(|text| !text.is_empty()) {
            check_typed();
        }
    });
    let confirm = move |_| {
        if proven.get_untracked() {
            app.ring.update(|ring| ring.mark_saved(&id.get_value()));
            on_saved();
        }
    };
    let face = app.ring.with_untracked(|ring| ring.find(&id.get_value()).cloned());
    let title = words::gate_title(face.as_ref().map_or("", |key| &key.short));
    let title = view! { {icon("i-alert")}<span>{title}</span> };
    // On the key's own sheet its face stands above.
    let which = face.filter(|_| heads_dialog).map(|key| {
        view! { <p class="row" data-testid="gate-key">{key_chip(&key)}{job_tag(key.job)}</p> }
    });
    view! {
        <div class="gate" data-testid="gate">
            {if heads_dialog {
                view! { <h2 id="ask-title" class="gatetitle">{title}</h2> }.into_any()
            } else {
                view! { <h3>{title}</h3> }.into_any()
            }}
            {which}
            <p>{move || app.place.with(|place| words::gate_lose(place.as_ref().map(words::provider)))}</p>
            <ol class="steps">
                <li class:did=move || copied.get() || proven.get()>
                    <span class="stack s2">
                        <span>{words::GATE_STEP_COPY}</span>
                        <span class="row">
                            <button
                                type="button"
                                class="btn small"
                                data-testid="gate-key-file"
                                on:click=move |_| {
                                    keys::save_key_file(app, &id.get_value());
                                }
                            >
                                {icon("i-download")}
                                {words::KEY_FILE}
                            </button>
                            <button
                                type="button"
                                class="btn small"
                                data-testid="gate-copy"
                                on:click=move |_| keys::copy(app, &id.get_value())
                            >
                                {icon("i-copy")}
                                {words::COPY}
                            </button>
                            {(!heads_dialog).then(|| sheet_link(app, &id.get_value(), "btn small"))}
                        </span>
                    </span>
                </li>
                <li class:did=move || proven.get()>
                    <span class="stack s2">
                        <span>{words::GATE_STEP_PROVE}</span>
                        <span class="row">
                            <FilePick
                                class="btn small"
                                label=words::GATE_CHOOSE
                                testid="gate-proof-file"
                                on_file=on_file
                            >
                                {words::GATE_CHOOSE}
                            </FilePick>
                            <input
                                class="input s mono proof"
                                aria-label=words::GATE_LAST4
                                aria-describedby="gate-help"
                                aria-invalid=move || wrong.get().is_some().then_some("true")
                                placeholder="••••"
                                maxlength="4"
                                autocomplete="off"
                                autocapitalize="none"
                                spellcheck="false"
                                translate="no"
                                data-testid="gate-proof-text"
                                prop:value=typed
                                on:input=move |event| {
                                    typed.set(event_target_value(&event));
                                    check_typed();
                                }
                            />
                            {move || proven.get().then(|| view! {
                                <span class="tag ok">{icon("i-check")}{words::GATE_PROVEN}</span>
                            })}
                        </span>
                        <span class="small faint" id="gate-help">{words::GATE_LAST4_HELP}</span>
                        <span aria-live="polite">
                            {move || wrong.get().map(|text| view! {
                                <span class="small bad row nowrap">{icon("i-badc")}<span>{text}</span></span>
                            })}
                        </span>
                    </span>
                </li>
            </ol>
            <div class="row">
                <button
                    type="button"
                    class="btn primary"
                    data-testid="gate-saved"
                    aria-disabled=move || (!proven.get()).then_some("true")
                    on:click=confirm
                >
                    {words::GATE_SAVED}
                </button>
                <button type="button" class="btn quiet" data-testid="gate-later" on:click=move |_| on_later()>
                    {words::GATE_LATER}
                </button>
            </div>
        </div>
    }
}

/// The way to the sheet of a key.
pub fn sheet_link(app: App, fingerprint: &str, class: &'static str) -> impl IntoView + use<> {
    let short = app.ring.with_untracked(|ring| ring.find(fingerprint).map(|key| key.short.clone()));
    short.map(|short| {
        view! {
            <a class=class href=Route::Keys(KeysRoute::Sheet(short)).to_hash() data-testid="key-print">
                {icon("i-print")}
                {words::KEY_PRINT}
            </a>
        }
    })
}
