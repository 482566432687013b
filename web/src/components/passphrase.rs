//! Passphrases: a new one, of generated words or the person's own; and one that is asked for.

use crate::bind::{passphrase, web};
use crate::components::fault_box::FaultBox;
use crate::components::field::TextField;
use crate::components::icon::icon;
use crate::components::own_words::OwnWords;
use crate::context::App;
use crate::state::fault::Fault;
use crate::text::words;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_client::Zeroizing;

/// A secret text that is forgotten with its form, and when the page goes away.
pub fn secret_text() -> RwSignal<Zeroizing<String>> {
    let text = RwSignal::new(Zeroizing::new(String::new()));
    let leaving = window_event_listener(ev::pagehide, move |_| text.set(Zeroizing::default()));
    on_cleanup(move || {
        leaving.remove();
        let _ = text.try_set(Zeroizing::default());
    });
    text
}

/// Chooses a new passphrase. `on_accept` gets it once the person has kept the words, or the meter consents to typed
/// ones, or the person insists.
#[component]
pub fn NewPassphrase(
    /// Begins the ids of its fields.
    prefix: &'static str,
    on_accept: Callback<Zeroizing<String>>,
    /// Of the field for the person's own.
    #[prop(default = words::PASSPHRASE)]
    label: &'static str,
    /// Whether the person's own is typed twice.
    #[prop(optional)]
    again: bool,
    /// While a key is made of the accepted one.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What went wrong with the accepted one.
    #[prop(optional, into)]
    fault: Signal<Option<Fault>>,
) -> impl IntoView {
    let own = RwSignal::new(false);
    let way = move |is_own: bool, test_id: &'static str, label: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name=format!("{prefix}-way")
                    data-testid=test_id
                    prop:checked=move || own.get() == is_own
                    prop:disabled=busy
                    on:change=move |_| own.set(is_own)
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <div class="stack s3 passphrase" data-testid="new-passphrase">
            <div class="seg full" role="radiogroup" aria-label=words::PASSPHRASE_WAY>
                {way(false, "passphrase-words", words::PASSPHRASE_GENERATED)}
                {way(true, "passphrase-own", words::PASSPHRASE_OWN)}
            </div>
            {move || if own.get() {
                view! { <OwnWords prefix=prefix label=label again=again on_accept=on_accept busy=busy/> }.into_any()
            } else {
                view! { <GeneratedWords prefix=prefix on_accept=on_accept busy=busy/> }.into_any()
            }}
            {move || fault.get().map(|fault| view! { <FaultBox fault=fault/> })}
        </div>
    }
}

/// The button that accepts, or what is under way instead.
pub(super) fn accept_button(busy: Signal<bool>, ready: Signal<bool>, on_click: impl Fn() + 'static) -> impl IntoView {
    view! {
        <div class="row">
            <button
                type="button"
                class="btn primary"
                data-testid="passphrase-accept"
                aria-disabled=move || (busy.get() || !ready.get()).then_some("true")
                on:click=move |_| {
                    if ready.get_untracked() && !busy.get_untracked() {
                        on_click();
                    }
                }
            >
                {words::USE_PASSPHRASE}
            </button>
            {move || busy.get().then(|| view! {
                <span class="spin" aria-hidden="true"></span>
                <span class="small soft" role="status">{words::DERIVING}</span>
            })}
        </div>
    }
}

pub(super) fn consent(id: String, test_id: &'static str, label: &'static str, given: RwSignal<bool>) -> impl IntoView {
    view! {
        <span class="check">
            <input
                type="checkbox"
                id=id.clone()
                data-testid=test_id
                prop:checked=given
                on:change=move |event| given.set(event_target_checked(&event))
            />
            <label for=id>{label}</label>
        </span>
    }
}

#[component]
fn GeneratedWords(prefix: &'static str, on_accept: Callback<Zeroizing<String>>, busy: Signal<bool>) -> impl IntoView {
    let app = App::here();
    let phrase = secret_text();
    let kept = RwSignal::new(false);
    let failed = RwSignal::new(None::<Fault>);
    let another = move || {
        kept.set(false);
        failed.set(None);
        spawn_local(async move {
            // The form may be gone by the time the words are here.
            match passphrase::generate(app).await {
                Ok(words) => drop(phrase.try_set(words)),
                Err(fault) => drop(failed.try_set(Some(*fault))),
            }
        });
    };
    another();
    let ready = Signal::derive(move || kept.get() && phrase.with(|phrase| !phrase.is_empty()));
    view! {
        <div class="secret phrase" translate="no" data-testid="passphrase-text">
            {move || phrase.with(|phrase| phrase.to_string())}
        </div>
        <p class="small soft">{words::PASSPHRASE_GENERATED_SAY}</p>
        <div class="row">
            <button
                type="button"
                class="btn small"
                data-testid="passphrase-copy"
                on:click=move |_| {
                    let text = phrase.with_untracked(|phrase| phrase.to_string());
                    web::copy(app, text, words::PASSPHRASE_COPIED, true);
                }
            >
                {icon("i-copy")}
                {words::COPY}
            </button>
            <button
                type="button"
                class="btn small"
                data-testid="passphrase-another"
                prop:disabled=busy
                on:click=move |_| another()
            >
                {icon("i-retry")}
                {words::ANOTHER_PASSPHRASE}
            </button>
        </div>
        {move || failed.get().map(|fault| view! { <FaultBox fault=fault/> })}
        {consent(format!("{prefix}-kept"), "passphrase-kept", words::PASSPHRASE_KEPT, kept)}
        {accept_button(busy, ready, move || on_accept.run(phrase.get_untracked()))}
    }
}

/// Asks for a passphrase that exists. The field is emptied as soon as it was handed on.
#[component]
pub fn AskPassphrase(
    on_given: Callback<Zeroizing<String>>,
    /// While it is being tried.
    #[prop(optional, into)]
    busy: Signal<bool>,
    #[prop(default = words::OPEN_WITH_PASSPHRASE)] button: &'static str,
) -> impl IntoView {
    let typed = secret_text();
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() && typed.with_untracked(|text| !text.is_empty()) {
            let given = typed.get_untracked();
            typed.set(Zeroizing::default());
            on_given.run(given);
        }
    };
    view! {
        <form class="stack s3" on:submit=on_submit data-testid="ask-passphrase">
            <TextField
                id="open-passphrase"
                label=words::PASSPHRASE
                value=Signal::derive(move || typed.with(|text| text.to_string()))
                on_input=move |text| typed.set(Zeroizing::new(text))
                fault=Signal::derive(|| None::<String>)
                secret=true
                show_label=words::SHOW_PASSPHRASE
                hide_label=words::HIDE_PASSPHRASE
            />
            <div class="row">
                <button
                    type="submit"
                    class="btn primary"
                    data-testid="open-passphrase-submit"
                    aria-disabled=move || busy.get().then_some("true")
                >
                    {button}
                </button>
                {move || busy.get().then(|| view! {
                    <span class="spin" aria-hidden="true"></span>
                    <span class="small soft" role="status">{words::DERIVING}</span>
                })}
            </div>
        </form>
    }
}
