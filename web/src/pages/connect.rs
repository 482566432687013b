//! The first screen: which storage, and whether it works with this page.

use crate::bind::{link, start};
use crate::components::clock_note::ClockNote;
use crate::components::field::{TextField, field_error};
use crate::components::icon::icon;
use crate::components::piece::{piece, piece_fault};
use crate::components::ring_note::keys_note;
use crate::context::App;
use crate::pages::checks::ChecksPanel;
use crate::pages::link::LinkNote;
use crate::state::checks::Verdict;
use crate::state::connect::{ConnectForm, FieldFault, FieldFaults, Provider};
use crate::state::regions::OVH_REGIONS;
use crate::state::route::Route;
use crate::text::words;
use leptos::ev;
use leptos::html::Details;
use leptos::prelude::*;
use sealport_client::Zeroizing;

/// Before anything on a page that came in clear.
#[component]
pub fn InsecurePage() -> impl IntoView {
    let app = App::here();
    view! {
        <section class="page narrow">
            <div class="fault warn" role="alert" data-testid="insecure">
                {icon("i-alert")}
                <h1 class="small"><strong>{words::INSECURE_TITLE}</strong></h1>
                <p>{words::INSECURE_TEXT}</p>
                <span class="row">
                    <button
                        type="button"
                        class="btn small"
                        data-testid="insecure-accept"
                        on:click=move |_| start::accept_insecure(app)
                    >
                        {words::INSECURE_ACCEPT}
                    </button>
                </span>
            </div>
        </section>
    }
}

/// The form and the checks.
#[component]
pub fn ConnectPage() -> impl IntoView {
    let app = App::here();
    let provider = move || app.form.with(|form| form.provider);
    let has_link = Memo::new(move |_| app.link.with(|desk| desk.open));
    let has_link = move || has_link.get();
    let choice = move |is: Provider, id: &'static str, label: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="provider"
                    data-testid=id
                    prop:checked=move || !has_link() && provider() == is
                    on:change=move |_| {
                        link::open(app, false);
                        change(app, |form| form.provider = is);
                        app.field_faults.set(FieldFaults::default());
                    }
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <section class="page">
            <div class="head">
                <div>
                    <h1 class="big">{words::CONNECT_TITLE}</h1>
                    <p>{words::CONNECT_LEAD}</p>
                </div>
            </div>
            <div class="cols side">
                <div class="stack s4">
                    {move || app.pieces.keys.get().map(|keys| (keys.ring_at_start)())}
                    {piece_fault(app.pieces.keys)}
                    <div class="seg full" role="radiogroup" aria-label=words::WHAT_DO_YOU_HAVE>
                        {choice(Provider::Ovh, "provider-ovh", words::OVH)}
                        {choice(Provider::Other, "provider-other", words::OTHER_S3)}
                        <label>
                            <input
                                type="radio"
                                name="provider"
                                data-testid="provider-link"
                                prop:checked=has_link
                                on:change=move |_| {
                                    start::abandon_checks(app);
                                    link::open(app, true);
                                }
                            />
                            <span>{words::HAVE_LINK}</span>
                        </label>
                    </div>
                    {move || if has_link() {
                        piece(app.pieces.link, |link| (link.panel)()).into_any()
                    } else {
                        view! { <Form/> }.into_any()
                    }}
                </div>
                <div class="stack s4">
                    {move || if has_link() {
                        view! { <LinkNote/> }.into_any()
                    } else {
                        view! { <ClockNote/><ChecksPanel/> }.into_any()
                    }}
                    {move || app.demo_fault.get().then(|| view! {
                        <div class="note warn">{icon("i-alert")}<span>{words::DEMO_UNREADABLE}</span></div>
                    })}
                    {keys_note(app)}
                    <div class="note">
                        {icon("i-laptop")}
                        <span class="grow">
                            <strong>{words::LOCAL_QUESTION}</strong>
                            <span>
                                {words::LOCAL_OFFER}" "
                                <a href=Route::Local.to_hash() data-testid="to-local">{words::LOCAL_USE}</a>
                            </span>
                        </span>
                    </div>
                    <div class="note">
                        {icon("i-laptop")}
                        <span class="grow">
                            <strong>{words::DEMO_QUESTION}</strong>
                            {move || if app.demo_here.get() {
                                view! {
                                    <span>{words::DEMO_HERE}</span>
                                    <span>
                                        <button
                                            type="button"
                                            class="btn small"
                                            data-testid="back-to-demo"
                                            on:click=move |_| start::look_for_demo(app)
                                        >
                                            {words::DEMO_BACK}
                                        </button>
                                    </span>
                                }
                                .into_any()
                            } else {
                                view! { <span>{words::DEMO_HINT}</span> }.into_any()
                            }}
                        </span>
                    </div>
                </div>
            </div>
        </section>
    }
}

fn fault_text(app: App, field: fn(&FieldFaults) -> &Option<FieldFault>) -> Signal<Option<String>> {
    Signal::derive(move || app.field_faults.with(|faults| field(faults).as_ref().map(words::field_fault)))
}

fn text(app: App, field: fn(&ConnectForm) -> &str) -> Signal<String> {
    Signal::derive(move || app.form.with(|form| field(form).to_owned()))
}

/// Whatever changes makes earlier checks speak of something else.
fn change(app: App, what: impl FnOnce(&mut ConnectForm)) {
    app.form.update(what);
    if app.checks.with_untracked(|checks| checks.verdict() != Verdict::NotRun) {
        start::abandon_checks(app);
        // What the storage said of a field is said of what stood there before.
        app.field_faults.set(FieldFaults::default());
    }
}

#[component]
fn Form() -> impl IntoView {
    let app = App::here();
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        app.pieces.storage.with(move |storage| (storage.connect)(app));
    };
    let is_ovh = Memo::new(move |_| app.form.with(|form| form.provider == Provider::Ovh));
    let running =
        move || app.checks.with(|checks| checks.verdict() == Verdict::Running) || app.pieces.storage.is_awaited();
    let region_fault = fault_text(app, |faults| &faults.region);
    let advanced = NodeRef::<Details>::new();
    // A fault inside opens the fold; that it was corrected is no reason to close it under the person's hands.
    Effect::new(move || {
        if app.field_faults.with(|faults| faults.session_token.is_some())
            && let Some(fold) = advanced.get()
        {
            fold.set_open(true);
        }
    });
    let bucket = move || {
        view! {
            <TextField
                id="bucket"
                label=words::BUCKET
                value=text(app, |form| &form.bucket)
                on_input=move |value| change(app, |form| form.bucket = value)
                fault=fault_text(app, |faults| &faults.bucket)
            />
        }
    };
    view! {
        <form class="sheet pad stack s4" autocomplete="off" on:submit=on_submit novalidate=true>
            {move || if is_ovh.get() {
                view! {
                    <div class="cols">
                        <div class="field">
                            <label for="ovh-region">{words::REGION}</label>
                            <select
                                class="input"
                                id="ovh-region"
                                aria-invalid=move || region_fault.get().is_some().then_some("true")
                                aria-describedby=move || region_fault.get().is_some().then_some("ovh-region-error")
                                on:change=move |event| change(app, |form| form.ovh_region = event_target_value(&event))
                            >
                                {OVH_REGIONS
                                    .iter()
                                    .map(|region| view! {
                                        <option
                                            value=region.code
                                            prop:selected=move || app.form.with(|form| form.ovh_region == region.code)
                                        >
                                            {words::region_option(region)}
                                        </option>
                                    })
                                    .collect_view()}
                            </select>
                            {field_error("ovh-region-error".to_owned(), region_fault)}
                        </div>
                        {bucket()}
                    </div>
                    <p class="small faint">
                        {words::ENDPOINT}" "
                        <span class="mono soft breakall">{move || app.form.with(ConnectForm::endpoint_text)}</span>
                    </p>
                }
                .into_any()
            } else {
                view! {
                    <TextField
                        id="endpoint"
                        label=words::ENDPOINT
                        value=text(app, |form| &form.endpoint)
                        on_input=move |value| change(app, |form| form.endpoint = value)
                        fault=fault_text(app, |faults| &faults.endpoint)
                        mono=true
                        placeholder="https://s3.example.com"
                    />
                    <div class="cols">
                        <TextField
                            id="region"
                            label=words::REGION_NAME
                            value=text(app, |form| &form.region)
                            on_input=move |value| change(app, |form| form.region = value)
                            fault=fault_text(app, |faults| &faults.region)
                            placeholder="us-east-1"
                        />
                        {bucket()}
                    </div>
                }
                .into_any()
            }}
            <div class="cols">
                <TextField
                    id="access-key-id"
                    label=words::ACCESS_KEY_ID
                    value=text(app, |form| &form.access_key_id)
                    on_input=move |value| change(app, |form| form.access_key_id = value)
                    fault=fault_text(app, |faults| &faults.access_key_id)
                    mono=true
                />
                <TextField
                    id="secret-access-key"
                    label=words::SECRET_ACCESS_KEY
                    value=text(app, |form| &form.secret_access_key)
                    on_input=move |value| change(app, |form| form.secret_access_key = Zeroizing::new(value))
                    fault=fault_text(app, |faults| &faults.secret_access_key)
                    mono=true
                    secret=true
                />
            </div>
            <p class="small faint">{words::MEMORY_ONLY}</p>
            <details class="fold" node_ref=advanced>
                <summary data-testid="advanced">{words::ADVANCED}</summary>
                <div class="stack s4">
                    <TextField
                        id="session-token"
                        label=words::SESSION_TOKEN
                        value=text(app, |form| &form.session_token)
                        on_input=move |value| change(app, |form| form.session_token = Zeroizing::new(value))
                        fault=fault_text(app, |faults| &faults.session_token)
                        mono=true
                        secret=true
                        placeholder=words::SESSION_TOKEN_HINT
                    />
                    <span class="check">
                        <input
                            type="checkbox"
                            id="path-style"
                            data-testid="path-style"
                            prop:checked=move || app.form.with(ConnectForm::uses_path_style)
                            on:change=move |event| {
                                let checked = event_target_checked(&event);
                                change(app, |form| form.path_style = Some(checked));
                            }
                        />
                        <label for="path-style">{words::PATH_STYLE}</label>
                    </span>
                </div>
            </details>
            {piece_fault(app.pieces.storage)}
            <div class="row">
                <button type="submit" class="btn primary large" data-testid="connect">
                    {move || running().then(|| view! { <span class="spin" aria-hidden="true"></span> })}
                    {move || if running() { words::CONNECTING } else { words::CONNECT }}
                </button>
                <span class="small faint">{words::CONNECT_NOTE}</span>
            </div>
        </form>
    }
}
