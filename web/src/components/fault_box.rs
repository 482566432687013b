//! The one shape of every error: what happened, what to do, the details folded away.

use crate::bind::{session, web};
use crate::components::icon::icon;
use crate::context::{App, Stage};
use crate::state::fault::{Fault, Step};
use crate::state::route::Route;
use crate::text::words;
use leptos::prelude::*;

/// An error with its buttons.
#[component]
pub fn FaultBox(
    fault: Fault,
    /// Title and advice of the place, where the usual ones do not fit. The usual step does not fit there either.
    #[prop(optional)]
    said: Option<(&'static str, String)>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let code = fault.code;
    let step = if said.is_none() { fault.step().and_then(step_button) } else { None };
    let (title, advice) = said.unwrap_or_else(|| (words::fault_title(&fault), words::error_advice(&fault)));
    let has_buttons = step.is_some() || children.is_some();
    view! {
        <div class="fault" role="alert" data-testid="fault" data-code=code>
            {icon("i-badc")}
            <h2 class="small"><strong>{title}</strong></h2>
            <p>{advice}</p>
            {has_buttons.then(|| view! { <span class="row">{step}{children.map(|children| children())}</span> })}
            {fault_details(fault)}
        </div>
    }
}

/// The step that helps, where the page can do it.
pub fn step_button(step: Step) -> Option<AnyView> {
    let app = App::here();
    match step {
        Step::Bucket => {
            let bucket = Route::Bucket.to_hash();
            let link = view! {
                <a class="btn small primary" data-testid="to-bucket" href=bucket>{words::TO_THE_BUCKET}</a>
            };
            Some(link.into_any())
        }
        // The form is where one is already.
        Step::ConnectAgain if app.stage.get_untracked() != Stage::Connected => None,
        Step::ConnectAgain => Some(
            view! {
                <button type="button" class="btn small" on:click=move |_| session::leave(app)>
                    {words::CONNECT_AGAIN}
                </button>
            }
            .into_any(),
        ),
        Step::ReloadPage => Some(
            view! {
                <button type="button" class="btn small" data-testid="reload-page" on:click=move |_| web::reload()>
                    {words::RELOAD_PAGE}
                </button>
            }
            .into_any(),
        ),
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
