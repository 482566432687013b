//! What is to be chosen before a link is used: operation, file, encryption, key.

use crate::bind::{link, web};
use crate::components::file_pick::FilePick;
use crate::components::icon::icon;
use crate::components::import_form::ImportForm;
use crate::components::key_choice::KeyChoice;
use crate::context::App;
use crate::state::keyring::Job;
use crate::state::link::{ContentFit, LinkFacts};
use crate::state::names;
use crate::text::words;
use leptos::prelude::*;
use sealport_client::{LinkEncryption, LinkOperation, ProviderEncryption};

pub(super) fn operation_choice(app: App) -> impl IntoView {
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
pub(super) fn put_part(app: App, facts: LinkFacts) -> impl IntoView {
    let chosen = Memo::new(move |_| app.link.with(|desk| desk.file.clone()));
    view! {
        <ul class="small soft plain" data-testid="link-notes">
            {words::link_put_notes(&facts).into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}
        </ul>
        <div class="row">
            <FilePick
                class="btn"
                label=words::LINK_CHOOSE_FILE
                testid="link-file"
                disabled=Signal::derive(move || app.link.with(|desk| desk.is_running()))
                on_file=move |file| link::choose_file(app, file)
            >
                {icon("i-file")}
                {words::LINK_CHOOSE_FILE}
            </FilePick>
            {move || chosen.get().map(|file| view! {
                <span class="small soft cut">
                    <bdi>{names::shown(&file.name)}</bdi>" · "{words::size(file.len)}
                </span>
            })}
        </div>
        {move || match app.link.with(|desk| desk.content) {
            ContentFit::Other => facts.content_binding.map(|name| view! {
                <div class="note warn" role="alert" data-testid="link-other-content">
                    {icon("i-alert")}
                    <span class="grow">
                        <strong>{words::LINK_OTHER_CONTENT}</strong>
                        <span>{words::link_other_content(name)}</span>
                    </span>
                </div>
            }.into_any()),
            ContentFit::Comparing => {
                Some(view! { <p class="small soft" role="status">{words::LINK_COMPARING}</p> }.into_any())
            }
            ContentFit::Untold | ContentFit::Fits => None,
        }}
        {(facts.encryption == LinkEncryption::Unsaid).then(|| encryption_choice(app))}
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

/// Which encryption the link's maker signed, where only they know.
fn encryption_choice(app: App) -> impl IntoView {
    let choice = move |is: ProviderEncryption| {
        view! {
            <label>
                <input
                    type="radio"
                    name="link-encryption"
                    data-testid=format!("link-{}", is.as_str().replace(':', "-"))
                    prop:checked=move || app.link.with(|desk| desk.encryption == Some(is))
                    prop:disabled=move || app.link.with(|desk| desk.is_running())
                    on:change=move |_| app.link.update(|desk| desk.encryption = Some(is))
                />
                <span>{is.as_str()}</span>
            </label>
        }
    };
    view! {
        <div class="stack s2" data-testid="link-encryption">
            <p class="small soft" id="link-encryption-help">{words::LINK_ENCRYPTION}</p>
            <div class="seg full" role="radiogroup" aria-labelledby="link-encryption-help">
                {ProviderEncryption::ALL.map(choice).collect_view()}
            </div>
        </div>
    }
}

/// The form that held the focus is gone.
fn focus_chosen() {
    web::after_ms(0, || web::focus("[data-testid=link-key] input:checked"));
}

/// Which key: one of the tab, or another.
#[component]
pub(super) fn KeyPart(can_make: bool) -> impl IntoView {
    let app = App::here();
    let importing = RwSignal::new(app.ring.with_untracked(|ring| ring.of_job(Job::SseC).next().is_none()));
    let choose = move |fingerprint: String| {
        app.link.update(|desk| desk.fingerprint = Some(fingerprint));
        importing.set(false);
        focus_chosen();
    };
    view! {
        <div class="stack s3" data-testid="link-key">
            <h2 class="small"><strong>{words::LINK_KEY_TITLE}</strong></h2>
            <KeyChoice
                prefix="link"
                keys=Signal::derive(move || app.ring.with(|ring| ring.of_job(Job::SseC).cloned().collect::<Vec<_>>()))
                chosen=Signal::derive(move || app.link.with(|desk| desk.fingerprint.clone()))
                importing=importing
                on_choose=Callback::new(choose)
                disabled=Signal::derive(move || app.link.with(|desk| desk.is_running()))
            />
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
                                focus_chosen();
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

pub(super) fn start_part(app: App, operation: LinkOperation) -> impl IntoView {
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
                let missing = app.link.with(|desk| words::link_missing(desk.missing()));
                view! { <span class="small faint">{missing}</span> }
            })}
        </div>
    }
}
