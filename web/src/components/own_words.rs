//! A new passphrase of the person's own.

use crate::bind::{passphrase, web};
use crate::components::fault_box::FaultBox;
use crate::components::field::TextField;
use crate::components::passphrase::{accept_button, consent, secret_text};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::passphrase::{Verdict, bars};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::worker::Strength;
use sealport_client::Zeroizing;

/// How long typing must rest before the meter is asked, in milliseconds.
const REST_MS: u32 = 200;

/// Typed words: the meter judges them, and they are typed twice where that is asked for.
#[component]
pub(super) fn OwnWords(
    prefix: &'static str,
    label: &'static str,
    again: bool,
    on_accept: Callback<Zeroizing<String>>,
    busy: Signal<bool>,
) -> impl IntoView {
    let app = App::here();
    let typed = secret_text();
    let repeated = secret_text();
    let judged = RwSignal::new(None::<Strength>);
    let failed = RwSignal::new(None::<Fault>);
    let insists = RwSignal::new(false);
    let turn = StoredValue::new(0u32);
    let on_input = move |text: String| {
        typed.set(Zeroizing::new(text));
        judged.set(None);
        insists.set(false);
        turn.update_value(|turn| *turn += 1);
        let asked = turn.get_value();
        web::after_ms(REST_MS, move || {
            let is_latest = move || turn.try_get_value() == Some(asked);
            if !is_latest() || typed.with_untracked(|text| text.is_empty()) {
                return;
            }
            spawn_local(async move {
                let said = passphrase::strength(app, &typed.get_untracked()).await;
                if is_latest() {
                    match said {
                        Ok(strength) => judged.set(Some(strength)),
                        Err(fault) => failed.set(Some(*fault)),
                    }
                }
            });
        });
    };
    let verdict = Memo::new(move |_| judged.with(|judged| judged.as_ref().map(Verdict::of)));
    let is_same = Memo::new(move |_| !again || typed.with(|typed| repeated.with(|repeated| typed == repeated)));
    let ready = Signal::derive(move || {
        is_same.get()
            && match verdict.get() {
                Some(Verdict::Strong) => true,
                Some(Verdict::Weak) => insists.get(),
                None => false,
            }
    });
    let differs = Signal::derive(move || {
        (!is_same.get() && repeated.with(|text| !text.is_empty())).then(|| words::PASSPHRASE_DIFFERS.to_owned())
    });
    view! {
        <TextField
            id=match prefix {
                "ring" => "ring-passphrase",
                _ => "passphrase",
            }
            label=label
            value=Signal::derive(move || typed.with(|text| text.to_string()))
            on_input=on_input
            fault=Signal::derive(|| None::<String>)
            secret=true
            show_label=words::SHOW_PASSPHRASE
            hide_label=words::HIDE_PASSPHRASE
        />
        <div aria-live="polite" data-testid="passphrase-meter">
            {move || judged.get().map(|strength| {
                let lit = bars(&strength);
                let weak = Verdict::of(&strength) == Verdict::Weak;
                view! {
                    <span class="meter" class:mid=weak aria-hidden="true">
                        {(0..4).map(|bar| view! { <i class:on=bar < lit></i> }).collect_view()}
                    </span>
                    <p class="small" class:warn=weak class:ok=!weak>{words::strength(&strength)}</p>
                }
            })}
        </div>
        {again.then(|| view! {
            <TextField
                id="passphrase-again"
                label=words::PASSPHRASE_AGAIN
                value=Signal::derive(move || repeated.with(|text| text.to_string()))
                on_input=move |text| repeated.set(Zeroizing::new(text))
                fault=differs
                secret=true
                show_label=words::SHOW_PASSPHRASE
                hide_label=words::HIDE_PASSPHRASE
            />
        })}
        {move || failed.get().map(|fault| view! { <FaultBox fault=fault/> })}
        {move || (verdict.get() == Some(Verdict::Weak)).then(|| {
            consent(format!("{prefix}-insists"), "passphrase-insists", words::USE_WEAK, insists)
        })}
        {accept_button(busy, ready, move || on_accept.run(typed.get_untracked()))}
    }
}
