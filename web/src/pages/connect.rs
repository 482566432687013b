//! The first screen: which storage, and whether it works with this page.

use crate::bind::{session, web};
use crate::components::fault_box::fault_details;
use crate::components::field::TextField;
use crate::components::icon::{icon, icon_as};
use crate::context::App;
use crate::state::checks::{CHECKS, Check, Checks, Standing, Value, Verdict};
use crate::state::connect::{ConnectForm, FieldFault, FieldFaults, Provider};
use crate::state::fault::Fault;
use crate::state::regions::OVH_REGIONS;
use crate::text::words;
use leptos::ev;
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
                        on:click=move |_| session::accept_insecure(app)
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
    let choice = move |is: Provider, id: &'static str, label: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="provider"
                    data-testid=id
                    prop:checked=move || provider() == is
                    on:change=move |_| {
                        app.form.update(|form| form.provider = is);
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
                    <div class="seg full" role="radiogroup" aria-label=words::WHAT_DO_YOU_HAVE>
                        {choice(Provider::Ovh, "provider-ovh", words::OVH)}
                        {choice(Provider::Other, "provider-other", words::OTHER_S3)}
                    </div>
                    <Form/>
                </div>
                <div class="stack s4">
                    <ChecksPanel/>
                    {move || app.demo_fault.get().then(|| view! {
                        <div class="note warn">{icon("i-alert")}<span>{words::DEMO_UNREADABLE}</span></div>
                    })}
                    <div class="note">
                        {icon("i-laptop")}
                        <span class="grow"><strong>{words::DEMO_QUESTION}</strong><span>{words::DEMO_HINT}</span></span>
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
        app.checks.set(Checks::default());
    }
}

#[component]
fn Form() -> impl IntoView {
    let app = App::here();
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        session::connect(app);
    };
    let is_ovh = Memo::new(move |_| app.form.with(|form| form.provider == Provider::Ovh));
    let running = move || app.checks.with(|checks| checks.verdict() == Verdict::Running);
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
                                on:change=move |event| change(app, |form| form.ovh_region = event_target_value(&event))
                            >
                                {OVH_REGIONS
                                    .iter()
                                    .map(|region| view! {
                                        <option
                                            value=region.code
                                            selected=app.form.with_untracked(|form| form.ovh_region == region.code)
                                        >
                                            {words::region_option(region)}
                                        </option>
                                    })
                                    .collect_view()}
                            </select>
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
            <details class="fold" open=move || app.field_faults.with(|faults| faults.session_token.is_some())>
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

#[component]
fn ChecksPanel() -> impl IntoView {
    let app = App::here();
    let verdict = move || match app.checks.with(Checks::verdict) {
        Verdict::NotRun => view! { <span class="push tag">{words::CHECKS_NOT_RUN}</span> }.into_any(),
        Verdict::Running => view! { <span class="push tag brand">{words::CHECKS_RUNNING}</span> }.into_any(),
        Verdict::ToFix(count) => view! { <span class="push tag bad">{words::to_fix(count)}</span> }.into_any(),
        Verdict::Passed => view! { <span class="push tag ok">{words::CHECKS_PASSED}</span> }.into_any(),
    };
    view! {
        <div class="sheet" data-testid="checks">
            <div class="cap" aria-live="polite"><h2>{words::CHECKS}</h2>{verdict}</div>
            <ul class="checks">
                {move || CHECKS
                    .into_iter()
                    .map(|check| line(app, check, app.checks.with(|checks| checks.of(check).clone())))
                    .collect_view()}
            </ul>
            {move || app.checks.with(Checks::may_go_on).then(|| {
                let passed = app.checks.with(|checks| checks.verdict() == Verdict::Passed);
                let bucket = app.form.with(|form| form.bucket.trim().to_owned());
                let text = if passed {
                    words::open_bucket(&bucket)
                } else if app.checks.with(Checks::needs_cors_rule) {
                    words::GO_ON_WITHOUT_SSEC.to_owned()
                } else {
                    words::GO_ON_WITHOUT_LISTING.to_owned()
                };
                view! {
                    <div class="pad">
                        <button
                            type="button"
                            class="btn full"
                            class:primary=passed
                            class:large=passed
                            id="open-bucket"
                            data-testid="open-bucket"
                            on:click=move |_| session::open(app)
                        >
                            {text}
                        </button>
                    </div>
                }
            })}
        </div>
    }
}

fn name_of(check: Check) -> &'static str {
    match check {
        Check::Endpoint => words::CHECK_ENDPOINT,
        Check::AccessKey => words::CHECK_ACCESS_KEY,
        Check::Listing => words::CHECK_LISTING,
        Check::Cors => words::CHECK_CORS,
    }
}

fn value_text(value: Value) -> String {
    match value {
        Value::Millis(millis) => words::millis(millis),
        Value::Accepted => words::CHECK_ACCEPTED.to_owned(),
        Value::Entries { count, more } => words::entries(count, more),
        Value::KeyHeaders => words::CHECK_KEY_HEADERS.to_owned(),
    }
}

fn line(app: App, check: Check, standing: Standing) -> AnyView {
    let name = name_of(check);
    match standing {
        Standing::Todo => view! { <li class="todo">{icon_as("i-ring", "i faint")}<b>{name}</b></li> }.into_any(),
        Standing::Asking => view! {
            <li>
                <span class="spin" aria-hidden="true"></span>
                <b>{name}</b>
                <span class="val">{words::CHECK_ASKING}</span>
            </li>
        }
        .into_any(),
        Standing::Passed(value) => view! {
            <li data-state="passed">{icon_as("i-check", "i ok")}<b>{name}</b><span class="val">{value_text(value)}</span></li>
        }
        .into_any(),
        Standing::Failed(fault) => failed_line(app, check, fault).into_any(),
    }
}

fn failed_line(app: App, check: Check, fault: Fault) -> impl IntoView {
    let cors = check == Check::Cors;
    let say = match (cors, fault.operation) {
        (true, words::HEAD) => words::CORS_NO_KEY_HEADERS.to_owned(),
        (true, _) => words::CORS_NOTHING_READABLE.to_owned(),
        (false, _) => format!("{}. {}", words::error_title(fault.code), words::error_advice(&fault)),
    };
    let code = fault.code;
    view! {
        <li class="isbad" data-state="failed" data-code=code>
            {icon_as("i-badc", "i bad")}
            <b>{name_of(check)}</b>
            <span></span>
            <span class="say" role="alert">{say}</span>
            <div class="fixbox">
                {cors.then(|| cors_rule(app))}
                <span class="row">
                    <button
                        type="button"
                        class="btn small primary"
                        data-testid="checks-again"
                        on:click=move |_| session::connect(app)
                    >
                        {icon("i-retry")}
                        {words::TRY_AGAIN}
                    </button>
                </span>
                {fault_details(fault)}
            </div>
        </li>
    }
}

/// The CORS document for this page: as JSON and as one command, ready to copy.
pub fn cors_rule(app: App) -> impl IntoView {
    let (json, command) = session::cors_texts(app);
    let (json_copy, command_copy) = (json.clone(), command.clone());
    view! {
        <div class="codebox">
            <span class="cap">
                <span>{words::CORS_RULE}</span>
                <button
                    type="button"
                    class="btn small quiet push"
                    data-testid="copy-cors-json"
                    on:click=move |_| web::copy(app, json_copy.clone(), words::COPIED, false)
                >
                    {icon("i-copy")}
                    {words::COPY_JSON}
                </button>
            </span>
            <pre class="code" tabindex="0" role="region" aria-label=words::CORS_RULE data-testid="cors-json">{json}</pre>
        </div>
        <div class="codebox">
            <span class="cap">
                <span>{words::CORS_COMMAND}</span>
                <button
                    type="button"
                    class="btn small quiet push"
                    data-testid="copy-cors-command"
                    on:click=move |_| web::copy(app, command_copy.clone(), words::COPIED, false)
                >
                    {icon("i-term")}
                    {words::COPY_COMMAND}
                </button>
            </span>
            <pre class="code" tabindex="0" role="region" aria-label=words::CORS_COMMAND data-testid="cors-command">
                {command}
            </pre>
        </div>
    }
}
