//! The presigned request for an object: what it does, with which key it works, the request itself and its commands.

mod bindings;
mod command;

use crate::bind::request::{self, Subject};
use crate::components::fault_box::FaultBox;
use crate::components::icon::icon;
use crate::context::App;
use crate::state::request::{Choice, LIFETIMES_SECS, Operation, ShownRequest, ShownValue};
use crate::text::words;
use leptos::prelude::*;

/// What the parts of the panel share.
#[derive(Clone, Copy)]
struct Panel {
    app: App,
    subject: StoredValue<Subject>,
    choice: RwSignal<Choice>,
    has_key: bool,
}

/// The presigned request, its key masked.
#[component]
pub fn RequestPanel(object_key: String, fingerprint: Option<String>) -> impl IntoView {
    let app = App::here();
    let subject = Subject { object_key, fingerprint };
    let has_key = subject.has_key();
    let panel = Panel { app, subject: StoredValue::new(subject), choice: RwSignal::new(Choice::default()), has_key };
    let operation = move |is: Operation| {
        view! {
            <label>
                <input
                    type="radio"
                    name="operation"
                    data-testid=format!("operation-{}", is.method().to_lowercase())
                    prop:checked=move || panel.choice.get().operation == is
                    on:change=move |_| panel.choice.update(|choice| choice.operation = is)
                />
                <span>{is.method()}</span>
            </label>
        }
    };
    view! {
        <div class="cap">
            <h2>{words::REQUEST}</h2>
            <span class="push seg" role="radiogroup" aria-label=words::OPERATION>
                {operation(Operation::Get)}
                {operation(Operation::Head)}
                {operation(Operation::Put)}
            </span>
        </div>
        <div class="pad stack s4" data-testid="request">
            {has_key.then(|| bindings::bindings(panel))}
            {move || (panel.choice.get().operation == Operation::Put).then(|| put_options(panel))}
            {lifetime(panel)}
            {move || match panel.subject.with_value(|subject| request::shown(app, subject, panel.choice.get())) {
                Ok(shown) => request_box(panel, shown).into_any(),
                Err(fault) => view! { <FaultBox fault=*fault/> }.into_any(),
            }}
            <p class="small faint">{move || link_alone(panel)}</p>
            {command::command_box(panel)}
        </div>
    }
}

fn link_alone(panel: Panel) -> &'static str {
    let choice = panel.choice.get();
    let binding = panel.has_key.then(|| choice.binding(&request::supports(panel.app)));
    words::link_alone(choice.operation, binding)
}

/// What only a PUT has: a warning, and what it may replace.
fn put_options(panel: Panel) -> impl IntoView {
    let lets_lock = move || panel.choice.get().lets_lock(panel.has_key, &request::supports(panel.app));
    let only = move || panel.choice.get().options(panel.has_key, &request::supports(panel.app)).only_if_absent;
    view! {
        {move || lets_lock().then(|| view! {
            <div class="note warn" data-testid="lets-lock">
                {icon("i-alert")}
                <span class="grow"><strong>{words::LETS_LOCK_TITLE}</strong><span>{words::LETS_LOCK_TEXT}</span></span>
            </div>
        })}
        <div class="stack s2">
            <span class="check">
                <input
                    type="checkbox"
                    id="only-if-absent"
                    data-testid="only-if-absent"
                    prop:checked=only
                    on:change=move |event| {
                        let checked = event_target_checked(&event);
                        panel.choice.update(|choice| choice.choose_only_if_absent(checked));
                    }
                />
                <label for="only-if-absent">{words::ONLY_IF_ABSENT}</label>
            </span>
            {move || only().then(|| view! {
                <p class="small faint">{words::only_if_absent_here(request::honours_if_none_match(panel.app))}</p>
            })}
        </div>
        {(!panel.has_key).then(|| view! {
            <span class="check">
                <input
                    type="checkbox"
                    id="ask-sse-s3"
                    data-testid="ask-sse-s3"
                    prop:checked=move || panel.choice.get().sse_s3
                    on:change=move |event| {
                        let checked = event_target_checked(&event);
                        panel.choice.update(|choice| choice.sse_s3 = checked);
                    }
                />
                <label for="ask-sse-s3">{words::ASK_SSE_S3}</label>
            </span>
        })}
    }
}

fn lifetime(panel: Panel) -> impl IntoView {
    let secs = move || panel.choice.get().options(panel.has_key, &request::supports(panel.app)).expires_secs;
    view! {
        <div class="field">
            <label for="lifetime">{words::VALID_FOR}</label>
            <select
                class="input s"
                id="lifetime"
                data-testid="lifetime"
                prop:value=move || secs().to_string()
                on:change=move |event| {
                    if let Ok(chosen) = event_target_value(&event).parse() {
                        panel.choice.update(|choice| choice.choose_secs(chosen));
                    }
                }
            >
                {LIFETIMES_SECS
                    .into_iter()
                    .map(|option| view! {
                        <option value=option.to_string() selected=option == secs()>{words::lifetime(option)}</option>
                    })
                    .collect_view()}
            </select>
        </div>
    }
}

fn request_box(panel: Panel, shown: ShownRequest) -> impl IntoView {
    let app = panel.app;
    let short = panel.subject.with_value(|subject| {
        let id = subject.fingerprint.as_deref()?;
        app.ring.with_untracked(|ring| ring.find(id).map(|key| key.short.clone()))
    });
    let has_headers = !shown.headers.is_empty();
    let headers = shown
        .headers
        .into_iter()
        .map(|(name, value)| {
            let value = match value {
                ShownValue::Open(text) => view! { <span>{text}</span> }.into_any(),
                ShownValue::Masked => view! { <span class="m">{"•".repeat(16)}" "{short.clone()}</span> }.into_any(),
                ShownValue::SenderAdds => view! { <span class="m">{words::SENDER_ADDS}</span> }.into_any(),
            };
            view! { "\n"<span class="h">{name}":"</span>" "{value} }
        })
        .collect_view();
    let choice = panel.choice.get_untracked();
    view! {
        <div class="codebox">
            <div class="cap">
                <span>{shown.method}</span>
                <span class="faint">
                    {words::expires(shown.expires_secs, app.now_secs.get_untracked(), app.offset_min.get_untracked())}
                </span>
                <span class="push row tight">
                    <button
                        type="button"
                        class="btn small quiet"
                        data-testid="copy-link"
                        on:click=move |_| panel.subject.with_value(|subject| request::copy_link(app, subject, choice))
                    >
                        {icon("i-copy")}
                        {words::COPY_LINK}
                    </button>
                    {has_headers.then(|| view! {
                        <button
                            type="button"
                            class="btn small quiet"
                            data-testid="copy-headers"
                            on:click=move |_| {
                                panel.subject.with_value(|subject| request::copy_headers(app, subject, choice));
                            }
                        >
                            {icon("i-copy")}
                            {words::COPY_HEADERS}
                        </button>
                    })}
                </span>
            </div>
            <pre class="code" tabindex="0" role="region" aria-label=words::REQUEST_LABEL>
                <span class="k">{shown.origin}</span>{shown.rest}"\n"{headers}
            </pre>
        </div>
    }
}
