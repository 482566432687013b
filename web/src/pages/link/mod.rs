//! "I have a link": what a pasted presigned link is, and using it without any connection.

mod choices;
mod result;

use crate::bind::link;
use crate::components::icon::icon;
use crate::context::App;
use crate::state::link::{Lifetime, LinkDesk, LinkFacts, Pasted, Refusal};
use crate::state::names;
use crate::text::words;
use leptos::ev;
use leptos::prelude::*;
use sealport_client::{Binding, LinkKey, LinkOperation, Zeroizing};

/// The whole panel. The link goes with it, whatever way the person leaves.
#[component]
pub fn LinkPanel() -> impl IntoView {
    let app = App::here();
    let pasted = RwSignal::new(Zeroizing::new(String::new()));
    let clear = move || {
        let _ = pasted.try_set(Zeroizing::new(String::new()));
        link::forget(app);
    };
    let leaving = window_event_listener(ev::pagehide, move |_| clear());
    on_cleanup(move || {
        leaving.remove();
        clear();
    });
    // What changes with every progress event is apart, so that fields and buttons keep their focus.
    let read = Memo::new(move |_| app.link.with(|desk| desk.pasted.clone()));
    view! {
        <div class="sheet pad stack s4" data-testid="link-panel">
            <div class="field">
                <label for="link">{words::LINK_LABEL}</label>
                <textarea
                    class="input mono"
                    id="link"
                    rows="4"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    translate="no"
                    aria-describedby="link-help"
                    aria-invalid=move || matches!(read.get(), Pasted::Refused(_)).then_some("true")
                    prop:value=move || pasted.with(|text| text.to_string())
                    prop:disabled=move || app.link.with(|desk| desk.is_running())
                    on:input=move |event| {
                        let text = Zeroizing::new(event_target_value(&event));
                        link::paste(app, &text);
                        pasted.set(text);
                    }
                ></textarea>
                <span class="help" id="link-help">{words::LINK_HELP}</span>
            </div>
            {move || match read.get() {
                Pasted::Nothing => ().into_any(),
                Pasted::Refused(refusal) => refused(&refusal).into_any(),
                Pasted::Link(facts) => understood(app, *facts).into_any(),
            }}
        </div>
    }
}

/// What stands beside the panel.
#[component]
pub fn LinkNote() -> impl IntoView {
    view! {
        <div class="note">
            {icon("i-info")}
            <span class="grow"><strong>{words::LINK_WHY_TITLE}</strong><span>{words::LINK_WHY_TEXT}</span></span>
        </div>
    }
}

fn refused(refusal: &Refusal) -> impl IntoView + use<> {
    let (title, advice) = match refusal {
        Refusal::Link(error) => words::link_refusal(error),
        Refusal::Host(fault) => {
            let (title, advice) = words::link_host_refusal(fault);
            (title.to_owned(), advice)
        }
    };
    view! {
        <div class="fault" role="alert" data-testid="link-refused">
            {icon("i-badc")}
            <h2 class="small"><strong>{title}</strong></h2>
            <p>{advice}</p>
        </div>
    }
}

fn understood(app: App, facts: LinkFacts) -> impl IntoView {
    let lifetime = Memo::new(move |_| app.link.with(|desk| desk.lifetime(app.now_secs.get())));
    let usable = Memo::new(move |_| app.link.with(|desk| desk.is_usable(app.now_secs.get())));
    let refused_as_expired = Memo::new(move |_| app.link.with(LinkDesk::is_refused_as_expired));
    let unsaid = facts.operation.is_none();
    let needs_key = facts.needs_key();
    let shown = StoredValue::new(facts);
    let operation = Memo::new(move |_| app.link.with(|desk| desk.operation()));
    view! {
        {move || {
            let facts = shown.get_value();
            match lifetime.get() {
                Lifetime::Running => view! {
                    <div class="note ok" role="status" data-testid="link-is">
                        {icon("i-okc")}
                        <span class="grow">
                            <strong>{words::link_title(operation.get(), facts.key)}</strong>
                            <span>{words::link_key(facts.key)}</span>
                        </span>
                    </div>
                }
                .into_any(),
                Lifetime::OverHere => expired_note(app, &facts, false).into_any(),
                // What became of using it says so already, with its details.
                Lifetime::Over if refused_as_expired.get() => ().into_any(),
                Lifetime::Over => expired_note(app, &facts, true).into_any(),
            }
        }}
        {shown.with_value(|facts| link_facts(app, facts))}
        {move || usable.get().then(|| view! {
            {unsaid.then(|| choices::operation_choice(app))}
            {move || (operation.get() == Some(LinkOperation::Put)).then(|| choices::put_part(app, shown.get_value()))}
            {move || (needs_key && operation.get().is_some()).then(|| view! {
                <choices::KeyPart can_make=shown.with_value(|facts| facts.key == LinkKey::Needed(Binding::AnyKey))
                    && operation.get() == Some(LinkOperation::Put)/>
            })}
            {move || operation.get().map(|operation| choices::start_part(app, operation))}
        })}
        {move || result::result(app)}
    }
}

fn expired_note(app: App, facts: &LinkFacts, by_storage: bool) -> impl IntoView + use<> {
    // Said once: the clock's ticks would announce it again and again.
    let now = app.now_secs.get_untracked();
    let now = app.link.with_untracked(|desk| desk.storage_now_secs(now));
    let (title, text) = words::link_expired(facts.expires_secs, now, by_storage, app.offset_min.get_untracked());
    let insists = Memo::new(move |_| app.link.with(|desk| desk.insists));
    view! {
        <div class="fault" role="alert" data-testid="link-expired">
            {icon("i-clock")}
            <h2 class="small"><strong>{title}</strong></h2>
            <p>{text}</p>
            {move || (!by_storage && !insists.get()).then(|| view! {
                <span class="row">
                    <button type="button" class="btn small" data-testid="link-try" on:click=move |_| link::insist(app)>
                        {words::LINK_TRY}
                    </button>
                </span>
            })}
        </div>
    }
}

fn link_facts(app: App, facts: &LinkFacts) -> impl IntoView + use<> {
    let expires_secs = facts.expires_secs;
    let adds = words::link_adds(facts);
    view! {
        <div class="stack s1 sentto">
            <span class="small soft">{words::LINK_LEADS_TO}</span>
            <strong class="host" data-testid="link-host">{facts.host.clone()}</strong>
        </div>
        <dl class="facts" data-testid="link-facts">
            <dt>{words::OBJECT}</dt>
            <dd class="mono breakall"><bdi>{names::shown(&facts.object_name)}</bdi></dd>
            <dt>{words::LINK_VALID}</dt>
            <dd data-testid="link-valid">
                {move || {
                    let ahead = app.link.with(|desk| desk.storage_ahead_secs);
                    words::link_valid(expires_secs, app.now_secs.get(), ahead, app.offset_min.get())
                }}
            </dd>
            <dt>{words::LINK_SIGNED}</dt>
            <dd class="mono breakall">{facts.signed_header_names.join(", ")}</dd>
            <dt>{words::LINK_ADDS}</dt>
            <dd>{adds}</dd>
        </dl>
    }
}
