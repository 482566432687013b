//! The checks that connecting runs, and the CORS rule where it is missing.

use crate::bind::{session, web};
use crate::components::fault_box::fault_details;
use crate::components::icon::{icon, icon_as};
use crate::context::App;
use crate::state::checks::{CHECKS, Check, Checks, Standing, Value, Verdict};
use crate::state::fault::Fault;
use crate::text::words;
use leptos::prelude::*;

#[component]
pub fn ChecksPanel() -> impl IntoView {
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
                let bucket = app.checks.with(|checks| checks.bucket().to_owned());
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
                            on:click=move |_| app.pieces.storage.with(move |storage| (storage.open)(app))
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
        Check::Encryption => words::DEFAULT_ENCRYPTION,
    }
}

fn value_text(value: Value) -> String {
    match value {
        Value::Millis(millis) => words::millis(millis),
        Value::Accepted => words::CHECK_ACCEPTED.to_owned(),
        Value::Entries { count, more } => words::entries(count, more),
        Value::KeyHeaders => words::CHECK_KEY_HEADERS.to_owned(),
        Value::Encryption(default) => words::default_found(default.as_ref()),
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
        Standing::Failed(fault) => {
            app.pieces.storage.here().map(|storage| (storage.failed_check)(app, check, fault)).into_any()
        }
    }
}

/// A check that failed, and what can be done. Storages are asked by the piece that draws this.
pub fn failed_line(app: App, check: Check, fault: Fault) -> impl IntoView {
    let cors = check == Check::Cors;
    let say = match (cors, fault.operation) {
        (true, words::HEAD) => words::CORS_NO_KEY_HEADERS.to_owned(),
        (true, _) => words::CORS_NOTHING_READABLE.to_owned(),
        (false, _) => format!("{}. {}", words::fault_title(&fault), words::error_advice(&fault)),
    };
    let code = fault.code;
    let right_region = fault.right_region().map(str::to_owned).filter(|region| {
        // OVHcloud's regions are a fixed list: another storage's name cannot be chosen there.
        app.form.with_untracked(|form| form.clone().take_region(region))
    });
    view! {
        <li class="isbad" id="failed-check" tabindex="-1" data-state="failed" data-code=code>
            {icon_as("i-badc", "i bad")}
            <b>{name_of(check)}</b>
            <span></span>
            <span class="say" role="alert">{say}</span>
            <div class="fixbox">
                {cors.then(|| cors_rule(app))}
                <span class="row">
                    {right_region.map(|region| {
                        let text = words::use_region(&region);
                        view! {
                            <button
                                type="button"
                                class="btn small primary"
                                data-testid="use-region"
                                on:click=move |_| session::use_region(app, &region)
                            >
                                {text}
                            </button>
                        }
                    })}
                    <button
                        type="button"
                        class="btn small"
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
