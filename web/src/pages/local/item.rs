//! One file: what it is, how far it is, what became of it.

use super::file_mark;
use crate::bind::{local, web};
use crate::components::fault_box::FaultBox;
use crate::components::icon::{icon, icon_as};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::format;
use crate::state::local::{Kind, LocalDesk, Phase, Saved, SealedFacts};
use crate::state::names;
use crate::text::words;
use leptos::prelude::*;

/// A file among others, or alone.
#[component]
pub(super) fn Item(id: u64, ids: Memo<Vec<u64>>) -> impl IntoView {
    let app = App::here();
    // What it is changes once; how far it is with every word of progress.
    let face = Memo::new(move |_| {
        app.local.with(|desk| desk.item(id).map(|item| (item.name.clone(), item.len, item.kind.clone())))
    });
    let phase = Memo::new(move |_| app.local.with(|desk| desk.item(id).map(|item| item.phase.clone())));
    let state = move || phase.with(|phase| phase.as_ref().map(Phase::name));
    let many = Memo::new(move |_| ids.with(Vec::len) > 1);
    let idle = Memo::new(move |_| !app.local.with(LocalDesk::is_running));
    let line = move || {
        let item = app.local.with_untracked(|desk| desk.item(id).cloned())?;
        face.track();
        let name = names::shown(&item.name);
        Some(view! {
            <span class="row nowrap">
                {file_mark(&item)}
                <b class="cut"><bdi>{name.clone()}</bdi></b>
                <span class="faint num small">{words::size(item.len)}</span>
                {move || idle.get().then(|| view! {
                    <button
                        type="button"
                        class="btn quiet icon small push"
                        aria-label=format!("{} {name}", words::LOCAL_REMOVE)
                        on:click=move |_| local::remove(app, id)
                    >
                        {icon("i-x")}
                    </button>
                })}
            </span>
        })
    };
    view! {
        <li class="stack s2" data-testid="local-file" data-state=state>
            {move || many.get().then(line)}
            {move || face.get().map(|(_, _, kind)| kind_view(app, id, kind))}
            {move || phase.get().map(|phase| phase_view(app, id, phase))}
        </li>
    }
}

fn kind_view(app: App, id: u64, kind: Kind) -> AnyView {
    match kind {
        Kind::Looking => view! {
            <span class="small soft row" role="status">
                <span class="spin" aria-hidden="true"></span>
                {words::LOCAL_LOOKING}
            </span>
        }
        .into_any(),
        Kind::Sealed(facts) => sealed(&facts).into_any(),
        Kind::Refused(fault) => fault_view(&fault, Some(move || local::seal_all_the_same(app, id))),
        Kind::Plain if app.local.with_untracked(|desk| desk.is_misnamed(id)) => view! {
            <div class="note warn" role="status" data-testid="local-misnamed">
                {icon("i-alert")}
                <span class="grow">
                    <strong>{words::NO_SEALED_FILE}</strong>
                    <span>{words::NO_SEALED_FILE_SAY}</span>
                </span>
            </div>
        }
        .into_any(),
        Kind::Plain | Kind::OpenSsl => ().into_any(),
    }
}

fn sealed(facts: &SealedFacts) -> impl IntoView + use<> {
    let lines = words::sealed_facts(facts);
    view! {
        <div class="note brand" data-testid="local-sealed">
            {icon_as("m-sealed", "mark mark-sealed")}
            <span class="grow"><strong>{words::A_SEALED_FILE}</strong><span>{words::opens_with(facts)}</span></span>
        </div>
        <details class="fold" data-testid="local-facts">
            <summary>{words::FACTS}</summary>
            <div class="stack s2">
                <dl class="facts">
                    {lines
                        .into_iter()
                        .map(|(name, value)| view! { <dt>{name}</dt><dd class="breakall">{value}</dd> })
                        .collect_view()}
                </dl>
                <p class="small soft">{words::NOT_BELIEVED}</p>
            </div>
        </details>
    }
}

/// Browsers may hold back what an insecure page saves, and tell the page nothing of it.
fn held_back() -> Option<impl IntoView> {
    (!web::is_secure()).then(|| view! { <p class="small soft" data-testid="held-back">{words::HELD_BACK}</p> })
}

/// As it is shown, and whether it is where the person chose.
fn shown(saved: &Saved) -> Saved {
    Saved { name: names::shown(&saved.name), ..*saved }
}

fn phase_view(app: App, id: u64, phase: Phase) -> AnyView {
    match phase {
        Phase::Waiting | Phase::Choice(_) => ().into_any(),
        Phase::Running { step, moved, total } => {
            let percent = (total > 0).then(|| format::percent(moved, total).to_string());
            let (speed, left) = app.local.with_untracked(|desk| desk.pace(total.saturating_sub(moved)));
            let text = if total > 0 {
                words::local_progress(moved, total, speed, left)
            } else {
                words::local_step(step).to_owned()
            };
            view! {
                <div class="stack s2" data-testid="local-progress">
                    <progress max="100" value=percent aria-label=words::local_step(step)></progress>
                    <span class="small num soft">{text}</span>
                </div>
            }
            .into_any()
        }
        Phase::Unlocked => note("i-okc", "note ok", words::UNLOCKED_SAY.to_owned(), None),
        Phase::Sealed(saved) => view! {
            {note("i-okc", "note ok", words::sealed_as(&shown(&saved)), Some(words::HOW_WITHOUT_US))}
            {held_back()}
        }
        .into_any(),
        Phase::Opened(saved) => view! {
            {note("i-okc", "note ok", words::opened_as(&shown(&saved)), Some(words::OPENED_SAY))}
            {held_back()}
        }
        .into_any(),
        Phase::OpenedUnproven(saved) => view! {
            {note("i-alert", "note warn", words::opened_as(&shown(&saved)), Some(words::UNPROVEN_SAY))}
            <div class="stack s1">
                <span class="row">
                    <button
                        type="button"
                        class="btn"
                        data-testid="local-again"
                        aria-describedby=saved.is_picked.then_some("local-again-help")
                        on:click=move |_| if saved.is_picked { super::choose() } else { local::seal_opened(app, id) }
                    >
                        {words::OPENSSL_AGAIN}
                    </button>
                </span>
                {saved.is_picked.then(|| view! {
                    <span class="small soft" id="local-again-help">{words::openssl_choose_again(&names::shown(&saved.name))}</span>
                })}
            </div>
        }
        .into_any(),
        Phase::Cancelled => note("i-info", "note", words::LOCAL_CANCELLED.to_owned(), None),
        Phase::Failed(fault) => fault_view(&fault, None::<fn()>),
    }
}

fn note(symbol: &'static str, class: &'static str, title: String, text: Option<&'static str>) -> AnyView {
    view! {
        <div class=class role="status" id="local-result" tabindex="-1" data-testid="local-result">
            {icon(symbol)}
            <span class="grow"><strong>{title}</strong>{text.map(|text| view! { <span>{text}</span> })}</span>
        </div>
    }
    .into_any()
}

fn fault_view(fault: &Fault, seal: Option<impl Fn() + Copy + Send + 'static>) -> AnyView {
    let said = words::local_fault(fault).unwrap_or_else(|| (words::fault_title(fault), words::error_advice(fault)));
    let fault = fault.clone();
    view! {
        <div id="local-result" tabindex="-1">
            <FaultBox fault=fault said=said>
                {seal.map(|seal| view! {
                    <button type="button" class="btn small" data-testid="local-seal-anyway" on:click=move |_| seal()>
                        {words::SEAL_ALL_THE_SAME}
                    </button>
                })}
            </FaultBox>
        </div>
    }
    .into_any()
}
