//! A labelled text field with its fault below, and one whose content is masked.

use crate::components::icon::icon;
use crate::text::words;
use leptos::prelude::*;

/// The fault below a field.
pub fn field_error(id: String, text: Signal<Option<String>>) -> impl IntoView {
    move || {
        text.get().map(|text| {
            view! {
                <span class="err" id=id.clone()>{icon("i-badc")}<span>{text}</span></span>
            }
        })
    }
}

/// A text field of a form. `secret` masks it, with a button to look.
#[component]
pub fn TextField(
    id: &'static str,
    label: &'static str,
    value: Signal<String>,
    on_input: impl Fn(String) + 'static,
    #[prop(into)] fault: Signal<Option<String>>,
    #[prop(optional)] mono: bool,
    #[prop(optional)] secret: bool,
    #[prop(optional)] placeholder: &'static str,
    #[prop(default = words::SHOW_SECRET)] show_label: &'static str,
    #[prop(default = words::HIDE_SECRET)] hide_label: &'static str,
    /// The id of what says elsewhere why the value is refused.
    #[prop(optional, into)]
    refused_by: Option<Signal<Option<&'static str>>>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let error_id = format!("{id}-error");
    let described_by = {
        let error_id = error_id.clone();
        move || {
            let own = fault.get().is_some().then(|| error_id.clone());
            own.or_else(|| refused_by.and_then(|id| id.get()).map(str::to_owned))
        }
    };
    let refused = described_by.clone();
    let input = view! {
        <input
            class="input"
            class:mono=mono
            id=id
            data-testid=id
            type=move || if secret && !shown.get() { "password" } else { "text" }
            placeholder=placeholder
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            translate="no"
            prop:value=value
            aria-invalid=move || refused().is_some().then_some("true")
            aria-describedby=described_by
            on:input=move |event| on_input(event_target_value(&event))
        />
    };
    let body = if secret {
        view! {
            <span class="with end">
                {input}
                <button
                    type="button"
                    class="btn quiet icon small"
                    aria-label=move || if shown.get() { hide_label } else { show_label }
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {icon("i-eye")}
                </button>
            </span>
        }
        .into_any()
    } else {
        input.into_any()
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {body}
            {field_error(error_id, fault)}
        </div>
    }
}
