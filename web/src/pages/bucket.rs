//! The bucket's settings: what it does by itself with new objects, and what it refuses.

use crate::bind::bucket;
use crate::components::fault_box::{FaultBox, fault_details};
use crate::components::icon::{icon, mark};
use crate::context::App;
use crate::state::bucket::{Change, Changing, Phase, Settings};
use crate::state::fault::Fault;
use crate::state::intent::Ask;
use crate::state::names;
use crate::text::words;
use leptos::prelude::*;
use sealport_client::DefaultEncryption;

/// The screen.
#[component]
pub fn BucketPage() -> impl IntoView {
    let app = App::here();
    let phase = Memo::new(move |_| app.bucket.with(|view| view.phase.clone()));
    let place = move || app.place.get();
    view! {
        <section class="page narrow" data-testid="bucket-page">
            <div class="head">
                <div>
                    <h1 class="big breakall">{move || place().map(|place| place.bucket)}</h1>
                    <p class="dots2">
                        <span>{move || place().map(|place| words::region_label(&place))}</span>
                        {move || place().filter(|place| words::region_label(place) != place.host).map(|place| view! {
                            <span class="mono">{place.host}</span>
                        })}
                    </p>
                </div>
                <div class="row">
                    <button
                        type="button"
                        class="btn"
                        data-testid="bucket-read-again"
                        on:click=move |_| bucket::load(app)
                    >
                        {icon("i-retry")}
                        {words::READ_AGAIN}
                    </button>
                </div>
            </div>
            {move || match phase.get() {
                Phase::Unasked | Phase::Loading => loading().into_any(),
                Phase::Ready(settings) => ready(app, settings).into_any(),
                Phase::NotOffered(fault) => {
                    unable(words::NO_SUCH_SETTING, words::NO_SUCH_SETTING_SAY, fault).into_any()
                }
                Phase::Denied(fault) => unable(words::SETTING_DENIED, words::SETTING_DENIED_SAY, fault).into_any(),
                Phase::Failed(fault) => view! {
                    <FaultBox fault=fault>
                        <button type="button" class="btn small" on:click=move |_| bucket::load(app)>
                            {words::TRY_AGAIN}
                        </button>
                    </FaultBox>
                }
                .into_any(),
            }}
        </section>
    }
}

fn loading() -> impl IntoView {
    view! {
        <div class="sheet" aria-busy="true">
            <div class="cap"><h2>{words::DEFAULT_ENCRYPTION}</h2></div>
            <div class="pad stack s4">
                <span class="sr" role="status">{words::LOADING}</span>
                <span class="ghost g1"></span>
                <span class="ghost g3"></span>
            </div>
        </div>
    }
}

/// The storage has no such setting, or does not show it: nothing to repair, nothing that stops an upload.
fn unable(title: &'static str, say: &'static str, fault: Fault) -> impl IntoView {
    let code = fault.code;
    view! {
        <div class="sheet" data-testid="bucket-unable" data-code=code>
            <div class="cap"><h2>{words::DEFAULT_ENCRYPTION}</h2></div>
            <div class="pad stack">
                <div class="fact">
                    {mark("m-unknown", "mark mark-unknown")}
                    <span class="grow"><b>{title}</b>". "{say}</span>
                </div>
                {fault_details(fault)}
            </div>
        </div>
    }
}

fn ready(app: App, settings: Settings) -> impl IntoView {
    let busy = Memo::new(move |_| app.bucket.with(|view| matches!(view.changing, Changing::Asking(_))));
    let shown = StoredValue::new(settings.clone());
    let change = move |change: Change| {
        if !busy.get_untracked() {
            bucket::change(app, change, shown.with_value(|shown| shown.read.clone()));
        }
    };
    let disabled = move || busy.get().then_some("true");
    let is_set = settings.default != DefaultEncryption::Unset || !settings.blocked.is_empty();
    let is_sse_s3 = settings.default == DefaultEncryption::SseS3;
    let replaces = matches!(settings.default, DefaultEncryption::Other(_));
    view! {
        <div class="stack s4">
            <div class="sheet" data-testid="default-encryption">
                <div class="cap"><h2>{words::DEFAULT_ENCRYPTION}</h2></div>
                <div class="pad stack">
                    {present(app, &settings)}
                    <p class="small faint">{words::ONLY_NEW}</p>
                    <div class="row">
                        {(!is_sse_s3).then(|| view! {
                            <button
                                type="button"
                                class="btn primary"
                                data-testid="turn-on"
                                aria-disabled=disabled
                                on:click=move |_| if !replaces {
                                    change(Change::UseSseS3);
                                } else if !busy.get_untracked() {
                                    let settings = Box::new(shown.get_value());
                                    app.ask.set(Some(Ask::ReplaceEncryption { settings }));
                                }
                            >
                                {words::TURN_ON}
                            </button>
                        })}
                        {is_set.then(|| view! {
                            <button
                                type="button"
                                class="btn"
                                data-testid="turn-off"
                                aria-disabled=disabled
                                on:click=move |_| {
                                    if !busy.get_untracked() {
                                        let settings = Box::new(shown.get_value());
                                        app.ask.set(Some(Ask::TurnOffEncryption { settings }));
                                    }
                                }
                            >
                                {words::TURN_OFF}
                            </button>
                        })}
                    </div>
                </div>
            </div>
            <div class="sheet" data-testid="blocked-types">
                <div class="cap"><h2>{words::BLOCKED_TITLE}</h2></div>
                <div class="pad stack">
                    {blocked(&settings)}
                    {settings.blocks_ssec.then(|| view! {
                        <div class="row">
                            <button
                                type="button"
                                class="btn primary"
                                data-testid="allow-ssec"
                                aria-disabled=disabled
                                on:click=move |_| change(Change::AllowSseC)
                            >
                                {words::ALLOW_SSEC}
                            </button>
                            <span class="small faint">{words::ALLOW_SSEC_NOTE}</span>
                        </div>
                    })}
                </div>
            </div>
            <div id="bucket-news" tabindex="-1">{move || news(app)}</div>
        </div>
    }
}

/// What a new object gets that asks for nothing.
fn present(app: App, settings: &Settings) -> impl IntoView + use<> {
    let is_ovh = move || app.place.with(|place| place.as_ref().is_some_and(|place| place.ovh.is_some()));
    match &settings.default {
        DefaultEncryption::SseS3 => view! {
            <div class="fact">
                {mark("m-sses3", "mark mark-sses3")}
                <span class="grow">
                    <b>{words::SSE_S3_NAME}</b>
                    {words::DEFAULT_SSE_S3}
                    {move || is_ovh().then(|| view! { " "<span class="faint">{words::OMK}</span> })}
                </span>
            </div>
        }
        .into_any(),
        DefaultEncryption::Unset => view! {
            <div class="fact">
                {mark("m-none", "mark mark-none")}
                <span class="grow"><b>{words::DEFAULT_UNSET}</b>{words::DEFAULT_UNSET_SAY}</span>
            </div>
        }
        .into_any(),
        DefaultEncryption::Other(name) => view! {
            <div class="fact">
                {mark("m-sses3", "mark mark-sses3")}
                <span class="grow"><b class="mono">{names::shown(name)}</b>{words::DEFAULT_OTHER_SAY}</span>
            </div>
            {settings.kms_key_ids.iter().map(|id| view! {
                <p class="small">
                    <span class="faint">{words::KMS_KEY}</span>" "<span class="mono breakall">{id.clone()}</span>
                </p>
            }).collect_view()}
        }
        .into_any(),
    }
}

fn blocked(settings: &Settings) -> impl IntoView + use<> {
    let others: Vec<String> = settings.blocked.clone();
    if others.is_empty() {
        return view! {
            <div class="fact">{icon("i-check")}<span class="grow">{words::BLOCKED_NONE}</span></div>
        }
        .into_any();
    }
    let say = if settings.blocks_ssec { words::BLOCKED_SSEC } else { words::BLOCKED_OTHER };
    view! {
        <div class="note warn">{icon("i-alert")}<span>{say}</span></div>
        <p class="row">
            {others.into_iter().map(|name| view! { <span class="tag mono">{name}</span> }).collect_view()}
        </p>
    }
    .into_any()
}

/// How the last change went.
fn news(app: App) -> Option<AnyView> {
    let (changing, by_itself) = app.bucket.with(|view| (view.changing.clone(), view.is_on_by_itself()));
    match changing {
        Changing::Idle => None,
        Changing::Asking(_) => Some(
            view! {
                <p class="row" role="status">
                    <span class="spin" aria-hidden="true"></span>
                    <span class="small soft">{words::WORKING}</span>
                </p>
            }
            .into_any(),
        ),
        Changing::Done(change) => Some(
            view! {
                <p class="note ok" role="status" data-testid="bucket-changed">
                    {icon("i-okc")}
                    <span>{if by_itself { words::STILL_ON } else { words::changed(change) }}</span>
                </p>
            }
            .into_any(),
        ),
        Changing::NotTaken(change) => Some(
            view! {
                <div class="note warn" role="alert" data-testid="bucket-not-taken">
                    {icon("i-alert")}
                    <span><strong>{words::change_failed(change)}</strong>" "{words::CHANGE_NOT_TAKEN}</span>
                </div>
            }
            .into_any(),
        ),
        Changing::Failed(change, fault) => {
            let say = match fault.code {
                "denied" => words::CHANGE_DENIED.to_owned(),
                "contended" => words::CHANGED_MEANWHILE.to_owned(),
                _ => words::error_advice(&fault),
            };
            let code = fault.code;
            Some(
                view! {
                    <div class="fault" role="alert" data-testid="bucket-change-failed" data-code=code>
                        {icon("i-badc")}
                        <h2 class="small"><strong>{words::change_failed(change)}</strong></h2>
                        <p>{say}</p>
                        {fault_details(fault)}
                    </div>
                }
                .into_any(),
            )
        }
    }
}
