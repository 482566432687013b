//! What moves: the whole, and one row a transfer.

use crate::bind::{opening, transfers};
use crate::components::fault_box::{fault_details, step_button};
use crate::components::icon::{icon, mark};
use crate::context::App;
use crate::pages::protection::choice_mark;
use crate::pages::receipt::{leftover_buttons, receipt_text};
use crate::state::fault::{Fault, NO_LONGER_SEALED};
use crate::state::format;
use crate::state::intent::{Ask, Intent};
use crate::state::names;
use crate::state::route::{KeysRoute, Route};
use crate::state::staged::Clash;
use crate::state::transfers::{Leftover, Outcome, Progress, Transfer, Transfers, Way};
use crate::text::words;
use leptos::prelude::*;

/// All transfers together.
#[component]
pub fn TransferTotals() -> impl IntoView {
    let app = App::here();
    let totals = Memo::new(move |_| app.transfers.with(Transfers::totals));
    let active = Memo::new(move |_| totals.with(|totals| totals.active > 0));
    let unfinished = Memo::new(move |_| app.transfers.with(|transfers| !transfers.unfinished().is_empty()));
    view! {
        <section data-testid="totals">
            <div class="total">
                <div class="row nowrap">
                    <h2>{words::TRANSFERS}</h2>
                    <span class="push row tight nowrap">
                        {move || if unfinished.get() {
                            view! {
                                <button
                                    type="button"
                                    class="btn small quiet"
                                    data-testid="cancel-all"
                                    on:click=move |_| transfers::cancel_all(app)
                                >
                                    {words::CANCEL_ALL}
                                </button>
                            }
                            .into_any()
                        } else {
                            view! {
                                <button
                                    type="button"
                                    class="btn small quiet"
                                    data-testid="clear-ended"
                                    on:click=move |_| transfers::forget_ended(app)
                                >
                                    {words::CLEAR_ENDED}
                                </button>
                            }
                            .into_any()
                        }}
                    </span>
                </div>
                {move || active.get().then(|| view! {
                    <progress
                        class="thick"
                        max="100"
                        value=move || totals.with(|totals| totals.percent.to_string())
                        aria-label=words::ALL_TRANSFERS
                    ></progress>
                    <p class="line">
                        <b>{move || totals.with(|totals| words::percent(totals.percent))}</b>
                        <span>{move || totals.with(|totals| words::size_of(totals.moved, totals.total))}</span>
                        {move || totals.with(|totals| totals.bytes_per_sec).map(|speed| view! {
                            <span data-testid="speed">{words::speed(speed)}</span>
                        })}
                        {move || totals.with(|totals| totals.secs_left).map(|secs| view! {
                            <span data-testid="time-left">{words::time_left(secs)}</span>
                        })}
                    </p>
                })}
            </div>
        </section>
    }
}

/// One row a transfer.
#[component]
pub fn TransferList() -> impl IntoView {
    let app = App::here();
    let listed = Memo::new(move |_| app.transfers.with(Transfers::listed));
    view! {
        <ul class="tlist" aria-label=words::TRANSFERS data-testid="transfers">
            <For
                each=move || listed.with(|(ids, _)| ids.clone())
                key=|id| *id
                children=move |id| view! { <TransferRow id=id/> }
            />
            {move || listed.with(|(_, more)| *more).checked_sub(1).map(|rest| view! {
                <li class="rest faint small">{words::and_more(rest + 1)}</li>
            })}
        </ul>
    }
}

/// The downloads of one object, where it is shown.
#[component]
pub fn ObjectDownloads(object_key: Memo<String>) -> impl IntoView {
    let app = App::here();
    let listed = Memo::new(move |_| app.transfers.with(|transfers| transfers.downloads_of(&object_key.get())));
    move || {
        (!listed.with(Vec::is_empty)).then(|| {
            view! {
                <div class="sheet space" data-testid="object-transfers">
                    <ul class="tlist" aria-label=words::TRANSFERS>
                        <For each=move || listed.get() key=|id| *id children=move |id| view! { <TransferRow id=id/> }/>
                    </ul>
                </div>
            }
        })
    }
}

#[component]
fn TransferRow(id: u64) -> impl IntoView {
    let app = App::here();
    let transfer = Memo::new(move |_| app.transfers.with(|transfers| transfers.find(id).cloned()));
    // What changes rarely is apart from what changes with every progress event, so buttons keep their focus.
    let standing = Memo::new(move |_| transfer.with(|t| t.as_ref().map(|t| t.progress.clone())));
    let object_key =
        Memo::new(move |_| transfer.with(|t| t.as_ref().map(|t| t.object_key.clone()).unwrap_or_default()));
    let encrypted_by = Memo::new(move |_| transfer.with(|t| t.as_ref().and_then(Transfer::encrypted_by)));
    let is_sealed = Memo::new(move |_| transfer.with(|t| t.as_ref().is_some_and(Transfer::is_stored_sealed)));
    let seals = Memo::new(move |_| transfer.with(|t| t.as_ref().is_some_and(|t| t.sealed.is_some())));
    let name = move || object_key.with(|key| names::shown(names::file_name(key)));
    let state = move || standing.with(|standing| standing.as_ref().map_or("", Progress::name));
    view! {
        <li
            class:done=move || state() == "done"
            class:failed=move || state() == "failed"
            data-testid="transfer"
            data-state=state
            data-object-key=move || object_key.get()
            data-way=move || transfer.with(|t| t.as_ref().map_or("", |t| if t.way == Way::Up { "up" } else { "down" }))
        >
            {move || standing.with(|standing| row_icon(standing.as_ref(), transfer))}
            <span class="n">
                <span class="cut" title=move || object_key.with(|key| names::shown(key))><bdi>{name}</bdi></span>
                {move || is_sealed.get().then(|| mark("m-sealed", "mark mark-sealed"))}
                {move || encrypted_by.get().map(|by| choice_mark(by, false))}
            </span>
            <span class="acts">{move || row_buttons(app, id, standing.get(), &name())}</span>
            {move || (state() == "running").then(|| {
                let sent = view! {
                    <progress
                        max="100"
                        value=move || transfer.with(|t| t.as_ref().map_or(0, percent_of).to_string())
                        aria-label=name
                    ></progress>
                };
                if !seals.get() {
                    return sent.into_any();
                }
                // Sealing runs ahead of sending: the lighter bar below.
                view! {
                    <span class="twobar">
                        <progress
                            max="100"
                            value=move || transfer.with(|t| t.as_ref().map_or(0, sealed_percent_of).to_string())
                            aria-hidden="true"
                        ></progress>
                        {sent}
                    </span>
                }
                .into_any()
            })}
            <div class="s">
                {move || match standing.get() {
                    Some(Progress::Done(Outcome::Stored(receipt))) => receipt_text(&receipt).into_any(),
                    _ => view! { <span>{move || transfer.with(|t| t.as_ref().map(words::transfer_state))}</span> }.into_any(),
                }}
                <span>{move || transfer.with(|t| t.as_ref().map(bytes_text))}</span>
            </div>
            {move || match standing.get() {
                Some(Progress::InUse) => Some(clash_buttons(app, id, &name()).into_any()),
                Some(Progress::Failed(fault)) => Some(failure(app, id, object_key.get(), fault).into_any()),
                _ => None,
            }}
        </li>
    }
}

fn percent_of(transfer: &Transfer) -> u8 {
    transfer.total.map_or(0, |total| format::percent(transfer.moved, total))
}

fn sealed_percent_of(transfer: &Transfer) -> u8 {
    transfer.total.map_or(0, |total| format::percent(transfer.sealed.unwrap_or_default(), total))
}

fn bytes_text(transfer: &Transfer) -> String {
    match (&transfer.progress, transfer.total) {
        (Progress::Running, Some(total)) if transfer.is_sealing() => {
            words::size_of(transfer.sealed.unwrap_or_default(), total)
        }
        (Progress::Running, Some(total)) => words::size_of(transfer.moved, total),
        (Progress::Failed(_) | Progress::Cancelled, _) => String::new(),
        (_, Some(total)) => words::size(total),
        (_, None) => String::new(),
    }
}

fn row_icon(standing: Option<&Progress>, transfer: Memo<Option<Transfer>>) -> AnyView {
    let up = transfer.with_untracked(|t| t.as_ref().is_some_and(|t| t.way == Way::Up));
    let name = match standing {
        Some(Progress::Looking | Progress::Choosing) => {
            return view! { <span class="spin" aria-hidden="true"></span> }.into_any();
        }
        Some(Progress::Waiting) => "i-clock",
        Some(Progress::InUse) => "i-alert",
        Some(Progress::Done(_)) => "i-okc",
        Some(Progress::Failed(_)) => "i-badc",
        Some(Progress::Cancelled) => "i-x",
        _ if up => "i-up",
        _ => "i-down",
    };
    icon(name).into_any()
}

fn row_buttons(app: App, id: u64, standing: Option<Progress>, name: &str) -> AnyView {
    let retry = || {
        view! {
            <button
                type="button"
                class="btn quiet icon small"
                aria-label=words::retry_named(name)
                data-testid="transfer-retry"
                on:click=move |_| transfers::retry(app, id)
            >
                {icon("i-retry")}
            </button>
        }
    };
    let remove = || {
        view! {
            <button
                type="button"
                class="btn quiet icon small"
                aria-label=words::remove_named(name)
                data-testid="transfer-remove"
                on:click=move |_| transfers::forget(app, id)
            >
                {icon("i-x")}
            </button>
        }
    };
    match standing {
        Some(Progress::Looking | Progress::Choosing | Progress::Waiting | Progress::Running | Progress::InUse) => {
            view! {
                <button
                    type="button"
                    class="btn quiet icon small"
                    aria-label=words::cancel_named(name)
                    data-testid="transfer-cancel"
                    on:click=move |_| transfers::cancel(app, id)
                >
                    {icon("i-x")}
                </button>
            }
            .into_any()
        }
        Some(Progress::Failed(_) | Progress::Cancelled) => view! { {retry()}{remove()} }.into_any(),
        Some(Progress::Done(_)) => remove().into_any(),
        None => ().into_any(),
    }
}

fn clash_buttons(app: App, id: u64, name: &str) -> impl IntoView + use<> {
    let button = move |clash: Clash, text: &'static str, test_id: &'static str| {
        view! {
            <button
                type="button"
                class="btn small"
                data-testid=test_id
                on:click=move |_| transfers::decide(app, id, clash)
            >
                {text}
            </button>
        }
    };
    view! {
        <span class="fix" role="group" aria-label=words::exists_already(name)>
            {button(Clash::KeepBoth, words::KEEP_BOTH, "asked-keep-both")}
            {button(Clash::Replace, words::REPLACE, "asked-replace")}
            {button(Clash::Skip, words::SKIP_FILE, "asked-skip")}
        </span>
    }
}

fn failure(app: App, id: u64, object_key: String, fault: Fault) -> impl IntoView {
    let transfer = app.transfers.with_untracked(|transfers| transfers.find(id).cloned());
    let advice = match &transfer {
        Some(transfer) => words::transfer_advice(transfer, &fault),
        None => words::error_advice(&fault),
    };
    let (code, redirected) = (fault.code, fault.redirected);
    let upload_key = transfer.as_ref().is_some_and(Transfer::needs_upload_key);
    let (left_behind, step) = (fault.stored.is_some(), fault.step().and_then(step_button));
    // Once it is settled what becomes of what was left behind, that is said instead.
    let is_open = Memo::new(move |_| {
        app.transfers.with(|transfers| transfers.find(id).is_some_and(|t| !matches!(t.leftover, Leftover::Settled(_))))
    });
    let damaged = fault.message.is_some() && transfer.as_ref().is_some_and(|transfer| transfer.way == Way::Down);
    let replaced = code == NO_LONGER_SEALED;
    let as_is = (damaged || replaced).then(|| {
        let chosen = transfer.as_ref().and_then(|transfer| transfer.fingerprint.clone());
        Intent::Download { object_key: object_key.clone(), chosen, as_is: damaged }
    });
    let download_key = fault.is_about_key() && transfer.is_some_and(|transfer| transfer.way == Way::Down);
    view! {
        <div class="fix why" data-code=code>
            {move || is_open.get().then(|| view! { <p class="small soft">{advice.clone()}</p> })}
            <span class="row">
                {if download_key {
                    choose_key(app, id, object_key).into_any()
                } else if upload_key {
                    upload_key_buttons(app, id).into_any()
                } else if left_behind {
                    leftover_buttons(app, id).into_any()
                } else if redirected {
                    // Another try would hand over the key again.
                    ().into_any()
                } else {
                    view! {
                        {step}
                        {as_is.map(|as_is| view! {
                            <button
                                type="button"
                                class="btn small"
                                data-testid="failed-as-is"
                                on:click=move |_| {
                                    if let (true, Intent::Download { object_key, .. }) = (replaced, &as_is) {
                                        opening::accept_unsealed(app, object_key);
                                    }
                                    transfers::forget(app, id);
                                    transfers::go_on(app, as_is.clone());
                                }
                            >
                                {if replaced { words::DOWNLOAD_UNSEALED } else { words::DOWNLOAD_AS_IS }}
                            </button>
                        })}
                        <button type="button" class="btn small" on:click=move |_| transfers::retry(app, id)>
                            {words::TRY_AGAIN}
                        </button>
                    }
                    .into_any()
                }}
            </span>
            {fault_details(fault)}
        </div>
    }
}

fn choose_key(app: App, id: u64, object_key: String) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn small"
            on:click=move |_| {
                let then = Intent::Download { object_key: object_key.clone(), chosen: None, as_is: false };
                transfers::forget(app, id);
                app.ask.set(Some(Ask::NeedKey { object_key: object_key.clone(), refused: None, then }));
            }
        >
            {words::CHOOSE_KEY}
        </button>
    }
}

/// The file is still here: another try with the key that is chosen by now, and the way to another key.
fn upload_key_buttons(app: App, id: u64) -> impl IntoView {
    view! {
        {move || app.upload_key().map(|key| view! {
            <button
                type="button"
                class="btn small"
                data-testid="retry-with-key"
                on:click=move |_| transfers::retry(app, id)
            >
                {words::retry_with_key(&key.short)}
            </button>
        })}
        <a class="btn small" href=Route::Keys(KeysRoute::Ring(None)).to_hash()>{words::KEYS}</a>
    }
}
