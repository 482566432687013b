//! The one shape of every error: what happened, what to do, the details folded away.

use crate::bind::web;
use crate::components::icon::icon;
use crate::context::App;
use crate::state::fault::Fault;
use crate::text::words;
use leptos::prelude::*;

/// An error with its buttons.
#[component]
pub fn FaultBox(fault: Fault, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let code = fault.code;
    view! {
        <div class="fault" role="alert" data-testid="fault" data-code=code>
            {icon("i-badc")}
            <h2 class="small"><strong>{words::fault_title(&fault)}</strong></h2>
            <p>{words::error_advice(&fault)}</p>
            {children.map(|children| view! { <span class="row">{children()}</span> })}
            {fault_details(fault)}
        </div>
    }
}

/// The folded details with "Copy details".
pub fn fault_details(fault: Fault) -> impl IntoView {
    let app = App::here();
    let lines = words::fault_details(&fault);
    let text: String = lines.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    view! {
        <details class="fold">
            <summary>{words::DETAILS}</summary>
            <div class="stack s2">
                <dl class="facts">
                    {lines
                        .into_iter()
                        .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> })
                        .collect_view()}
                </dl>
                <span class="row">
                    <button
                        type="button"
                        class="btn small"
                        on:click=move |_| web::copy(app, text.clone(), words::COPIED, false)
                    >
                        {icon("i-copy")}
                        {words::COPY_DETAILS}
                    </button>
                    <span class="small faint">{words::DETAILS_CLEAN}</span>
                </span>
            </div>
        </details>
    }
}
