//! Progress of using a link, and what became of it.

use crate::components::fault_box::FaultBox;
use crate::components::icon::icon;
use crate::context::App;
use crate::pages::object::ready_facts;
use crate::state::format;
use crate::state::link::{LinkFacts, Use};
use crate::state::names;
use crate::text::words;
use leptos::prelude::*;
use sealport_client::LinkOperation;

/// Progress, then what became of it.
pub(super) fn result(app: App) -> impl IntoView {
    app.link.with(|desk| match &desk.progress {
        Use::Idle => ().into_any(),
        Use::Running { moved, total } => {
            // Redirects are forbidden where a key goes along, and then a browser tells no progress.
            let untold = desk.operation() == Some(LinkOperation::Put) && desk.facts().is_some_and(LinkFacts::needs_key);
            let percent = total.filter(|_| !untold).map(|total| format::percent(*moved, total));
            let text = match (total, untold) {
                (_, true) => words::LINK_SENDING.to_owned(),
                (Some(total), false) => words::size_of(*moved, *total),
                (None, false) => words::size(*moved),
            };
            view! {
                <div class="stack s2" data-testid="link-progress">
                    {percent.map(|percent| view! {
                        <progress max="100" value=percent.to_string() aria-label=words::TRANSFERS></progress>
                    })}
                    <span class="small num soft row">{untold.then(|| view! { <span class="spin" aria-hidden="true"></span> })}{text}</span>
                </div>
            }
            .into_any()
        }
        Use::Saved(len) => end(true, words::LINK_SAVED, words::link_saved(&desk_name(desk.facts()), *len)).into_any(),
        Use::Stored(len, confirmation) => {
            let (title, text) = words::link_stored(*confirmation, *len, desk.asks_for());
            end(!words::is_doubtful(*confirmation), title, text).into_any()
        }
        Use::Cancelled => {
            let put = desk.operation() == Some(LinkOperation::Put);
            end(false, words::LINK_CANCELLED, words::link_cancelled(put).to_owned()).into_any()
        }
        Use::Told(details) => {
            let path = desk.facts().map(|facts| names::shown(&facts.object_name)).unwrap_or_default();
            view! {
                <div id="link-result" tabindex="-1" data-testid="link-result">{ready_facts(path, details)}</div>
            }
            .into_any()
        }
        Use::Failed(fault) => {
            let fault = fault.clone();
            let said = desk.facts().map_or_else(
                || (words::fault_title(&fault), words::error_advice(&fault)),
                |facts| words::link_fault(&fault, facts),
            );
            view! {
                <div id="link-result" tabindex="-1" data-testid="link-result"><FaultBox fault=fault said=said/></div>
            }
            .into_any()
        }
    })
}

fn desk_name(facts: Option<&LinkFacts>) -> String {
    facts.map(|facts| sealport_client::clean_file_name(&facts.object_name)).unwrap_or_default()
}

fn end(good: bool, title: impl Into<String>, text: String) -> impl IntoView {
    let title = title.into();
    view! {
        <div
            class="note"
            class:ok=good
            class:warn=!good
            role="status"
            id="link-result"
            tabindex="-1"
            data-testid="link-result"
        >
            {icon(if good { "i-okc" } else { "i-alert" })}
            <span class="grow"><strong>{title}</strong><span>{text}</span></span>
        </div>
    }
}
