//! "I have a link": what a pasted presigned link is, and using it without any connection.

use crate::bind::files::take_one;
use crate::bind::link;
use crate::components::fault_box::FaultBox;
use crate::components::icon::icon;
use crate::components::import_form::ImportForm;
use crate::components::key_art::key_art;
use crate::context::App;
use crate::pages::object::ready_facts;
use crate::state::format;
use crate::state::link::{LinkFacts, Pasted, Refusal, Use};
use crate::state::names;
use crate::text::words;
use leptos::ev;
use leptos::html::Input;
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
        Refusal::Host(fault) => (words::LINK_HOST_REFUSED.to_owned(), words::field_fault(fault)),
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
    let expired = {
        let facts = facts.clone();
        Memo::new(move |_| facts.is_expired(app.now_secs.get()))
    };
    let unsaid = facts.operation.is_none();
    let needs_key = facts.needs_key();
    let shown = StoredValue::new(facts);
    let operation = Memo::new(move |_| app.link.with(|desk| desk.operation()));
    view! {
        {move || {
            let facts = shown.get_value();
            if expired.get() {
                expired_note(app, &facts).into_any()
            } else {
                view! {
                    <div class="note ok" role="status" data-testid="link-is">
                        {icon("i-okc")}
                        <span class="grow">
                            <strong>{words::link_title(operation.get(), facts.key)}</strong>
                            <span>{words::link_key(facts.key)}</span>
                        </span>
                    </div>
                }
                .into_any()
            }
        }}
        {shown.with_value(|facts| link_facts(app, facts))}
        {move || (!expired.get()).then(|| view! {
            {unsaid.then(|| operation_choice(app))}
            {move || (operation.get() == Some(LinkOperation::Put)).then(|| put_part(app, shown.get_value()))}
            {move || (needs_key && operation.get().is_some()).then(|| view! {
                <KeyPart can_make=shown.with_value(|facts| facts.key == LinkKey::Needed(Binding::AnyKey))
                    && operation.get() == Some(LinkOperation::Put)/>
            })}
            {move || operation.get().map(|operation| start_part(app, operation))}
        })}
        {move || result(app)}
    }
}

fn expired_note(app: App, facts: &LinkFacts) -> impl IntoView + use<> {
    // Said once: the clock's ticks would announce it again and again.
    let (now, offset) = (app.now_secs.get_untracked(), app.offset_min.get_untracked());
    let text = words::link_expired(facts.expires_secs, now, offset);
    view! {
        <div class="fault" role="alert" data-testid="link-expired">
            {icon("i-clock")}
            <h2 class="small"><strong>{words::LINK_EXPIRED}</strong></h2>
            <p>{text}</p>
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
            <dd>{move || words::link_valid(expires_secs, app.now_secs.get(), app.offset_min.get())}</dd>
            <dt>{words::LINK_SIGNED}</dt>
            <dd class="mono breakall">{facts.signed_header_names.join(", ")}</dd>
            <dt>{words::LINK_ADDS}</dt>
            <dd>{adds}</dd>
        </dl>
    }
}

fn operation_choice(app: App) -> impl IntoView {
    let choice = move |is: LinkOperation, id: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="link-operation"
                    data-testid=id
                    prop:checked=move || app.link.with(|desk| desk.operation == Some(is))
                    prop:disabled=move || app.link.with(|desk| desk.is_running())
                    on:change=move |_| app.link.update(|desk| desk.operation = Some(is))
                />
                <span>{words::link_operation(is)}</span>
            </label>
        }
    };
    view! {
        <div class="stack s2">
            <p class="small soft" id="link-unsaid">{words::LINK_UNSAID}</p>
            <div class="seg full" role="radiogroup" aria-labelledby="link-unsaid">
                {choice(LinkOperation::Get, "link-get")}
                {choice(LinkOperation::Head, "link-head")}
                {choice(LinkOperation::Put, "link-put")}
            </div>
        </div>
    }
}

/// What only an upload has: notes, the file, the media type that the link binds.
fn put_part(app: App, facts: LinkFacts) -> impl IntoView {
    let file = NodeRef::<Input>::new();
    let on_file = move |_| {
        if let Some(chosen) = file.get_untracked().and_then(|input| take_one(&input)) {
            link::choose_file(app, chosen);
        }
    };
    let chosen = Memo::new(move |_| app.link.with(|desk| desk.file.clone()));
    view! {
        <ul class="small soft plain" data-testid="link-notes">
            {words::link_put_notes(&facts).into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}
        </ul>
        <div class="row">
            <button
                type="button"
                class="btn"
                prop:disabled=move || app.link.with(|desk| desk.is_running())
                on:click=move |_| {
                    if let Some(input) = file.get_untracked() {
                        input.click();
                    }
                }
            >
                {icon("i-file")}
                {words::LINK_CHOOSE_FILE}
            </button>
            {move || chosen.get().map(|file| view! {
                <span class="small soft cut">
                    <bdi>{names::shown(&file.name)}</bdi>" · "{words::size(file.len)}
                </span>
            })}
            <input
                class="sr"
                type="file"
                tabindex="-1"
                aria-label=words::LINK_CHOOSE_FILE
                data-testid="link-file"
                node_ref=file
                on:change=on_file
            />
        </div>
        {facts.binds_content_type.then(|| view! {
            <div class="field">
                <label for="link-type">{words::FACT_TYPE}</label>
                <input
                    class="input mono"
                    id="link-type"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || app.link.with(|desk| desk.content_type.clone())
                    on:input=move |event| app.link.update(|desk| desk.content_type = event_target_value(&event))
                />
                <span class="help">{words::LINK_TYPE_HELP}</span>
            </div>
        })}
    }
}

/// Which key: one of the tab, or another.
#[component]
fn KeyPart(can_make: bool) -> impl IntoView {
    let app = App::here();
    let importing = RwSignal::new(app.ring.with_untracked(|ring| ring.keys().is_empty()));
    let running = move || app.link.with(|desk| desk.is_running());
    let choose = move |fingerprint: String| {
        app.link.update(|desk| desk.fingerprint = Some(fingerprint));
        importing.set(false);
    };
    let chosen = Memo::new(move |_| app.link.with(|desk| desk.fingerprint.clone()));
    let keys = move || {
        let chosen = chosen.get();
        app.ring
            .with(|ring| ring.keys().to_vec())
            .into_iter()
            .map(move |key| {
                let (id, input_id) = (key.fingerprint.clone(), format!("link-key-{}", key.short));
                let is_chosen = chosen.as_deref() == Some(id.as_str());
                view! {
                    <div class="opt">
                        <input
                            class="radio"
                            type="radio"
                            name="link-key"
                            id=input_id.clone()
                            prop:checked=move || is_chosen && !importing.get()
                            prop:disabled=running
                            on:change=move |_| choose(id.clone())
                        />
                        <label class="row nowrap" for=input_id>
                            {key_art(&key.teeth, "fp inline")}
                            <b class="mono">{key.short.clone()}</b>
                            <span class="soft cut">{key.name.clone()}</span>
                        </label>
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <div class="stack s3" data-testid="link-key">
            <h2 class="small"><strong>{words::LINK_KEY_TITLE}</strong></h2>
            {move || (!app.ring.with(|ring| ring.keys().is_empty())).then(|| view! {
                <div class="opts" role="radiogroup" aria-label=words::KEYS_HERE>
                    {keys}
                    <div class="opt">
                        <input
                            class="radio"
                            type="radio"
                            name="link-key"
                            id="link-import"
                            prop:checked=importing
                            prop:disabled=running
                            on:change=move |_| importing.set(true)
                        />
                        <label for="link-import"><b>{words::ANOTHER_KEY}</b></label>
                    </div>
                </div>
            })}
            {move || importing.get().then(|| view! {
                <ImportForm
                    button=words::USE_THIS_KEY
                    on_done=move |key, _| choose(key.fingerprint)
                />
                {can_make.then(|| view! {
                    <div class="row">
                        <button
                            type="button"
                            class="btn"
                            data-testid="link-make-key"
                            on:click=move |_| {
                                link::make_key(app);
                                importing.set(false);
                            }
                        >
                            {icon("i-plus")}
                            {words::MAKE_KEY}
                        </button>
                    </div>
                })}
            })}
        </div>
    }
}

fn start_part(app: App, operation: LinkOperation) -> impl IntoView {
    let running = Memo::new(move |_| app.link.with(|desk| desk.is_running()));
    let ready = Memo::new(move |_| app.link.with(|desk| desk.is_ready(app.now_secs.get())));
    view! {
        <div class="row">
            {move || if running.get() {
                view! {
                    <button type="button" class="btn" data-testid="link-cancel" on:click=move |_| link::cancel(app)>
                        {words::CANCEL}
                    </button>
                }
                .into_any()
            } else {
                view! {
                    <button
                        type="button"
                        class="btn primary large"
                        data-testid="link-start"
                        prop:disabled=move || !ready.get()
                        on:click=move |_| link::start(app)
                    >
                        {words::link_start(operation)}
                    </button>
                }
                .into_any()
            }}
            {move || (!ready.get() && !running.get()).then(|| {
                let missing = app.link.with(|desk| {
                    words::link_missing(
                        desk.facts().is_some_and(LinkFacts::needs_key) && desk.fingerprint.is_none(),
                        operation == LinkOperation::Put && desk.file.is_none(),
                    )
                });
                view! { <span class="small faint">{missing}</span> }
            })}
        </div>
    }
}

/// Progress, then what became of it.
fn result(app: App) -> impl IntoView {
    app.link.with(|desk| match &desk.progress {
        Use::Idle => ().into_any(),
        Use::Running { moved, total } => {
            let percent = total.map(|total| format::percent(*moved, total));
            let text = total.map_or_else(|| words::size(*moved), |total| words::size_of(*moved, total));
            view! {
                <div class="stack s2" data-testid="link-progress">
                    <progress max="100" value=percent.map(|percent| percent.to_string()) aria-label=words::TRANSFERS>
                    </progress>
                    <span class="small num soft">{text}</span>
                </div>
            }
            .into_any()
        }
        Use::Saved(len) => end(true, words::LINK_SAVED, words::link_saved(&desk_name(desk.facts()), *len)).into_any(),
        Use::Stored(len, confirmation) => {
            let (title, text) = words::link_stored(*confirmation, *len);
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
            view! {
                <div id="link-result" tabindex="-1" data-testid="link-result"><FaultBox fault=fault/></div>
            }
            .into_any()
        }
    })
}

fn desk_name(facts: Option<&LinkFacts>) -> String {
    facts.map(|facts| sealport_client::clean_file_name(&facts.object_name)).unwrap_or_default()
}

fn end(good: bool, title: &'static str, text: String) -> impl IntoView {
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
