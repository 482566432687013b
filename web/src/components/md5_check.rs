//! "Check an MD5 you were given": whether it is this key's, and if not, what it was made of.

use crate::bind::keys;
use crate::components::field::TextField;
use crate::components::icon::icon;
use crate::context::App;
use crate::text::words;
use leptos::ev;
use leptos::prelude::*;
use sealport_client::Md5Diagnosis;

/// The fold, for one key.
#[component]
pub fn Md5Check(id: StoredValue<String>) -> impl IntoView {
    let app = App::here();
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Md5Diagnosis>);
    let check = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let diagnosis = typed.with_untracked(|text| keys::check_md5(app, &id.get_value(), text));
        if diagnosis == Some(Md5Diagnosis::TheKeyItself) {
            // A field that is not masked is no place for a key.
            typed.set(String::new());
        }
        found.set(diagnosis);
    };
    view! {
        <details class="fold" data-testid="md5-check">
            <summary>{words::MD5_CHECK}</summary>
            <form class="stack s3" on:submit=check>
                <TextField
                    id="md5-text"
                    label=words::MD5_LABEL
                    value=Signal::derive(move || typed.get())
                    on_input=move |text| {
                        typed.set(text);
                        found.set(None);
                    }
                    fault=Signal::derive(|| None::<String>)
                    mono=true
                />
                <div class="row">
                    <button type="submit" class="btn small" data-testid="md5-submit">{words::MD5_CHECK_IT}</button>
                </div>
                <div aria-live="polite">{move || found.get().map(answer)}</div>
            </form>
        </details>
    }
}

fn answer(found: Md5Diagnosis) -> impl IntoView {
    let said = words::md5_said(found);
    let right = found.is_right();
    let nothing = found == Md5Diagnosis::Empty;
    view! {
        <div class="note" class:ok=right class:bad=!right && !nothing data-testid="md5-said">
            {icon(if right { "i-check" } else if nothing { "i-info" } else { "i-badc" })}
            <div class="grow">
                <span><strong>{said.title}</strong>" "{said.cause}</span>
                {said.advice.map(|advice| view! { <span>{advice}</span> })}
                {(!right && !nothing).then(|| view! { <pre class="code" tabindex="0">{words::MD5_COMMAND}</pre> })}
            </div>
        </div>
    }
}
