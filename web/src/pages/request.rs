//! The presigned request for an object, its key masked.

use crate::bind::object;
use crate::components::fault_box::FaultBox;
use crate::components::icon::icon;
use crate::context::App;
use crate::state::request::{LIFETIMES_SECS, Operation, ShownRequest, ShownValue};
use crate::text::words;
use leptos::prelude::*;

/// The presigned request, its key masked.
#[component]
pub fn RequestPanel(object_key: String, fingerprint: Option<String>) -> impl IntoView {
    let app = App::here();
    let operation = RwSignal::new(Operation::default());
    let secs = RwSignal::new(3_600u64);
    let (name, key) = (StoredValue::new(object_key), StoredValue::new(fingerprint));
    let has_key = key.with_value(Option::is_some);
    let short = key
        .with_value(|key| {
            key.as_deref().and_then(|id| app.ring.with_untracked(|ring| ring.find(id).map(|k| k.short.clone())))
        })
        .unwrap_or_default();
    let request = move || {
        name.with_value(|name| {
            key.with_value(|key| object::shown_request(app, operation.get(), name, key.as_deref(), secs.get()))
        })
    };
    let choice = move |is: Operation| {
        view! {
            <label>
                <input
                    type="radio"
                    name="operation"
                    data-testid=format!("operation-{}", is.method().to_lowercase())
                    prop:checked=move || operation.get() == is
                    on:change=move |_| operation.set(is)
                />
                <span>{is.method()}</span>
            </label>
        }
    };
    let copy_link = move |_| {
        name.with_value(|name| {
            key.with_value(|key| {
                object::copy_link(app, operation.get_untracked(), name, key.as_deref(), secs.get_untracked());
            })
        });
    };
    let copy_headers = move |_| {
        name.with_value(|name| {
            key.with_value(|key| {
                object::copy_headers(app, operation.get_untracked(), name, key.as_deref(), secs.get_untracked());
            })
        });
    };
    view! {
        <div class="cap">
            <h2>{words::REQUEST}</h2>
            <span class="push seg" role="radiogroup" aria-label=words::OPERATION>
                {choice(Operation::Get)}
                {choice(Operation::Head)}
                {choice(Operation::Put)}
            </span>
        </div>
        <div class="pad stack s4" data-testid="request">
            <div class="field">
                <label for="lifetime">{words::VALID_FOR}</label>
                <select
                    class="input s"
                    id="lifetime"
                    data-testid="lifetime"
                    on:change=move |event| {
                        if let Ok(chosen) = event_target_value(&event).parse() {
                            secs.set(chosen);
                        }
                    }
                >
                    {LIFETIMES_SECS
                        .into_iter()
                        .map(|option| view! {
                            <option value=option.to_string() selected=option == 3_600>{words::lifetime(option)}</option>
                        })
                        .collect_view()}
                </select>
            </div>
            {move || match request() {
                Ok(shown) => request_box(app, shown, short.clone(), has_key, copy_link, copy_headers).into_any(),
                Err(fault) => view! { <FaultBox fault=*fault/> }.into_any(),
            }}
            <p class="small faint">{if has_key { words::LINK_ALONE_SSEC } else { words::LINK_ALONE_PLAIN }}</p>
        </div>
    }
}

fn request_box(
    app: App,
    shown: ShownRequest,
    short: String,
    has_headers: bool,
    copy_link: impl Fn(leptos::ev::MouseEvent) + 'static,
    copy_headers: impl Fn(leptos::ev::MouseEvent) + 'static,
) -> impl IntoView {
    let headers = shown
        .headers
        .into_iter()
        .map(|(name, value)| {
            let value = match value {
                ShownValue::Open(text) => view! { <span>{text}</span> }.into_any(),
                ShownValue::Masked => view! { <span class="m">{"•".repeat(16)}" "{short.clone()}</span> }.into_any(),
            };
            view! { "\n"<span class="h">{name}":"</span>" "{value} }
        })
        .collect_view();
    view! {
        <div class="codebox">
            <div class="cap">
                <span>{shown.method}</span>
                <span class="faint">
                    {words::expires(shown.expires_secs, app.now_secs.get_untracked(), app.offset_min.get_untracked())}
                </span>
                <span class="push row tight">
                    <button type="button" class="btn small quiet" data-testid="copy-link" on:click=copy_link>
                        {icon("i-copy")}
                        {words::COPY_LINK}
                    </button>
                    {has_headers.then(|| view! {
                        <button type="button" class="btn small quiet" data-testid="copy-headers" on:click=copy_headers>
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
