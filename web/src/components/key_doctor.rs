//! What is wrong with a key that was given, and what can be done about it.

use crate::components::icon::icon;
use crate::state::doctor::{ByteMarks, Refusal};
use crate::text::words;
use leptos::prelude::*;

/// The box. `on_agree` runs when the person asks for the one thing that is offered: a repair, or to import all the same.
#[component]
pub fn KeyDoctor(
    id: &'static str,
    refusal: Refusal,
    can_agree: bool,
    on_agree: impl Fn() + 'static,
    /// Makes a new key; none where only an existing one helps.
    on_make: Option<Callback<()>>,
) -> impl IntoView {
    let weak = matches!(refusal, Refusal::EasyToGuess(_));
    let said = words::doctor(refusal);
    let agree = can_agree.then(|| {
        view! {
            <button
                type="button"
                class="btn small"
                class:primary=!weak
                data-testid="doctor-agree"
                on:click=move |_| on_agree()
            >
                {words::doctor_agree(refusal)}
            </button>
        }
    });
    let make = on_make.filter(|_| refusal.offers_new_key()).map(|make| {
        view! {
            <button
                type="button"
                class="btn small"
                class:primary=weak || !can_agree
                data-testid="doctor-make"
                on:click=move |_| make.run(())
            >
                {words::DOCTOR_MAKE}
            </button>
        }
    });
    let has_buttons = agree.is_some() || make.is_some();
    view! {
        <div class="diag" class:warn=weak data-testid="doctor" data-kind=refusal.kind()>
            <div class="what" id=id role="alert">
                {icon(if weak { "i-alert" } else { "i-badc" })}
                <div class="stack s1">
                    <strong>{said.title}</strong>
                    <span class="soft">{said.cause}</span>
                </div>
            </div>
            <div class="stack">
                {refusal.marks().map(byte_marks)}
                {said.advice.map(|advice| view! { <p class="small soft">{advice}</p> })}
                {has_buttons.then(|| view! { <div class="row">{agree}{make}</div> })}
            </div>
            {refusal.shows_command().then(|| view! {
                <details class="fold">
                    <summary>{words::DOCTOR_TERMINAL}</summary>
                    <pre class="code" tabindex="0">{words::DOCTOR_COMMAND}</pre>
                    <p class="small soft">{words::DOCTOR_COMMAND_WHY}</p>
                </details>
            })}
        </div>
    }
}

fn byte_marks(marks: ByteMarks) -> impl IntoView {
    let row = |count: usize, class: &'static str| (0..count).map(|_| view! { <i class=class></i> }).collect_view();
    view! {
        <div class="bytes" role="img" aria-label=words::bytes_present(marks)>
            {row(marks.present, "")}
            {row(marks.missing, "x")}
            {row(marks.surplus, "over")}
        </div>
    }
}
