//! The right pane: how new uploads are protected, what is staged, what moves.

use crate::bind::web;
use crate::components::icon::{icon, icon_as};
use crate::context::App;
use crate::pages::protection::{ProtectionNow, ProtectionPanel, uploads_mark};
use crate::pages::staged::StagedFiles;
use crate::pages::transfers::{TransferList, TransferTotals};
use crate::state::names;
use crate::state::protection::Choice;
use crate::state::staged::parse_destination;
use crate::text::words;
use leptos::ev;
use leptos::prelude::*;

/// The pane, and on narrow screens the bar that brings it up.
#[component]
pub fn Tray() -> impl IntoView {
    let app = App::here();
    let staged = Memo::new(move |_| app.staged.with(|staged| !staged.files.is_empty()));
    let moving = Memo::new(move |_| app.transfers.with(|transfers| !transfers.list().is_empty()));
    view! {
        <aside class="sheet tray" class:up=move || app.tray_up.get() aria-label=words::TRAY data-testid="tray">
            <div class="trayhead">
                <strong>{words::TRAY}</strong>
                <button
                    type="button"
                    class="btn quiet icon"
                    aria-label=words::CLOSE
                    on:click=move |_| app.tray_up.set(false)
                >
                    {icon("i-x")}
                </button>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label=words::TRAY_CONTENT>
                {move || if app.choosing_protection.get() {
                    view! { <ProtectionPanel/> }.into_any()
                } else if !staged.get() {
                    view! { <ProtectionNow title=words::NEW_UPLOADS_ARE/> }.into_any()
                } else {
                    ().into_any()
                }}
                {move || app.reading_folders.get().then(|| view! {
                    <section class="row" role="status">
                        <span class="spin" aria-hidden="true"></span>
                        <span class="small soft">{words::READING_FOLDERS}</span>
                    </section>
                })}
                {move || if staged.get() {
                    view! { <StagedFiles/> }.into_any()
                } else if !moving.get() {
                    view! { <DropZone/> }.into_any()
                } else {
                    ().into_any()
                }}
                {move || moving.get().then(|| view! {
                    <TransferTotals/>
                    <TransferList/>
                })}
            </div>
            <div class="foot">
                {icon("i-shield")}
                <span>
                    {words::TALKS_ONLY_TO}
                    <span class="mono">
                        {move || app.place.with(|place| place.as_ref().map(|place| place.host.clone()))}
                    </span>
                </span>
            </div>
        </aside>
        <Dock/>
    }
}

#[component]
fn DropZone() -> impl IntoView {
    view! {
        <section>
            <div class="drop">
                {icon_as("i-upload", "i l")}
                <span><b>{words::DROP_BOLD}</b>{words::DROP_REST}</span>
                <span>
                    {words::OR}
                    <button type="button" class="link" on:click=move |_| web::click("#choose-files")>
                        {words::LINK_CHOOSE_FILES}
                    </button>
                    " · "
                    <button type="button" class="link" on:click=move |_| web::click("#choose-folder")>
                        {words::LINK_CHOOSE_FOLDER}
                    </button>
                </span>
            </div>
            <Destination/>
        </section>
    }
}

/// Where uploads go, and the way to change it.
#[component]
pub fn Destination() -> impl IntoView {
    let app = App::here();
    let editing = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let start = move |_| {
        typed.set(untrack(|| app.upload_prefix()));
        fault.set(None);
        editing.set(true);
        web::after_ms(0, || web::focus("#destination"));
    };
    let finish = move |event: ev::SubmitEvent| {
        event.prevent_default();
        match parse_destination(&typed.get_untracked()) {
            Ok(prefix) => {
                app.destination.set(Some(prefix));
                editing.set(false);
                web::after_ms(0, || web::focus("#change-destination"));
            }
            Err(error) => fault.set(Some(words::sentence(&error.to_string()))),
        }
    };
    move || {
        if editing.get() {
            view! {
            <form class="stack s2 gap" on:submit=finish>
                <div class="field">
                    <label for="destination">{words::DESTINATION}</label>
                    <input
                        class="input s mono"
                        id="destination"
                        data-testid="destination"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        prop:value=typed
                        aria-invalid=move || fault.get().is_some().then_some("true")
                        aria-describedby="destination-help"
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                    {move || match fault.get() {
                        Some(text) => view! {
                            <span class="err" id="destination-help">{icon("i-badc")}<span>{text}</span></span>
                        }
                        .into_any(),
                        None => view! { <span class="help" id="destination-help">{words::DESTINATION_HELP}</span> }.into_any(),
                    }}
                </div>
                <div class="row">
                    <button type="submit" class="btn small" data-testid="destination-use">{words::USE_IT}</button>
                    <button type="button" class="btn small quiet" on:click=move |_| editing.set(false)>
                        {words::CANCEL}
                    </button>
                </div>
            </form>
        }
        .into_any()
        } else {
            view! {
                <p class="to gap">
                    {icon("i-folder")}
                    <span class="cut">
                        {words::GOES_TO}
                        {move || match app.upload_prefix() {
                            prefix if prefix.is_empty() => view! { <span>{words::TOP_OF_BUCKET}</span> }.into_any(),
                            prefix => view! { <bdi class="mono">{names::shown(&prefix)}</bdi> }.into_any(),
                        }}
                    </span>
                    <button
                        type="button"
                        class="link push"
                        id="change-destination"
                        data-testid="change-destination"
                        on:click=start
                    >
                        {words::CHANGE}
                    </button>
                </p>
            }
            .into_any()
        }
    }
}

/// The bar at the bottom of narrow screens.
#[component]
fn Dock() -> impl IntoView {
    let app = App::here();
    let active = Memo::new(move |_| app.transfers.with(|transfers| transfers.active() > 0));
    let preparing = Memo::new(move |_| app.transfers.with(|t| t.preparing().map(words::transfer_state)));
    view! {
        <div class="dock">
            {move || if let Some(text) = preparing.get().filter(|_| !active.get()) {
                view! {
                    <span class="grow row tight nowrap" role="status">
                        <span class="spin" aria-hidden="true"></span>
                        <span class="cut">{text}</span>
                    </span>
                }
                .into_any()
            } else if active.get() {
                view! {
                    <span class="grow">
                        {move || {
                            let totals = app.transfers.with(crate::state::transfers::Transfers::totals);
                            let left = totals.secs_left.map(|secs| format!(" · {}", words::time_left(secs)));
                            let failed = (totals.failed > 0).then(|| format!(" · {}", words::failed_count(totals.failed)));
                            view! {
                                <span>{words::percent(totals.percent)}{left}<span class="faint">{failed}</span></span>
                                <progress max="100" value=totals.percent.to_string() aria-label=words::ALL_TRANSFERS></progress>
                            }
                        }}
                    </span>
                }
                .into_any()
            } else {
                view! {
                    <span class="grow row tight nowrap">
                        {move || {
                            let choice = app.uploads.with(|uploads| uploads.choice);
                            let text = match (choice, app.upload_key()) {
                                _ if app.uploads.with(|uploads| uploads.sealed) => words::SEALED_TITLE.to_owned(),
                                (Choice::SseC, Some(key)) => words::dock_ssec(&key.short),
                                (Choice::SseC, None) => words::NO_KEY_YET.to_owned(),
                                (Choice::SseS3, _) => words::SSE_S3_NAME.to_owned(),
                                (Choice::Bucket, _) => words::BUCKET_SHORT.to_owned(),
                            };
                            view! { {uploads_mark(app, false)}<span class="cut">{text}</span> }
                        }}
                    </span>
                }
                .into_any()
            }}
            <button type="button" class="btn small" data-testid="open-tray" on:click=move |_| app.tray_up.set(true)>
                {move || if app.transfers.with(|t| t.list().is_empty()) { words::UPLOADS } else { words::TRANSFERS }}
            </button>
        </div>
    }
}
