//! How the kept ring stands, on the keys screen and on the first one, with what can be done about it.

use crate::bind::ring;
use crate::components::icon::icon;
use crate::components::passphrase::AskPassphrase;
use crate::context::App;
use crate::state::intent::Ask;
use crate::state::kept::{ConnectionFace, Kept, LOCK_CHOICES, RingFault};
use crate::state::route::{KeysRoute, Route};
use crate::text::words;
use leptos::prelude::*;
use sealport_client::Zeroizing;

/// A line that says what failed.
pub fn ring_fault(fault: Option<RingFault>) -> impl IntoView {
    fault.map(|fault| {
        view! {
            <p class="small bad row nowrap" role="alert" data-testid="ring-fault">
                {icon("i-badc")}
                <span>{words::ring_fault(fault)}</span>
            </p>
        }
    })
}

fn ask_button(app: App, ask: Ask, test_id: &'static str, label: &'static str) -> impl IntoView {
    view! {
        <button type="button" class="btn small" data-testid=test_id on:click=move |_| app.ask.set(Some(ask.clone()))>
            {label}
        </button>
    }
}

/// On the keys screen, above the keys.
#[component]
pub fn RingNote() -> impl IntoView {
    let app = App::here();
    let state = Memo::new(move |_| app.kept.with(|kept| kept.state));
    let is_empty = Memo::new(move |_| app.ring.with(|ring| ring.keys().is_empty()));
    let fault = Memo::new(move |_| app.kept.with(|kept| kept.fault));
    move || {
        match state.get() {
        Kept::Locked => view! { <LockedRing/> }.into_any(),
        Kept::Open => view! {
            <OpenRing/>
            <ConnectionList/>
        }
        .into_any(),
        Kept::Unknown | Kept::Not => view! {
            {move || ring_fault(fault.get())}
            {move || if is_empty.get() {
                view! {
                    <div class="note tabonly">
                        {icon("i-info")}
                        <span class="grow">
                            <span><strong>{words::RING_FILE_QUESTION}</strong>" "{words::RING_FILE_HINT}</span>
                            <span class="row">{ask_button(app, Ask::ImportRing, "ring-import", words::IMPORT_RING)}</span>
                        </span>
                    </div>
                }
                .into_any()
            } else {
                view! {
                    <div class="note warn tabonly">
                        {icon("i-info")}
                        <span class="grow">
                            <span>
                                <strong>{words::TAB_ONLY_TITLE}</strong>
                                " "{words::TAB_ONLY_TEXT}" "{words::KEEP_HERE_OFFER}
                            </span>
                            <span class="row">
                                {ask_button(app, Ask::KeepRing, "ring-keep", words::KEEP_HERE)}
                                {ask_button(app, Ask::ExportRing, "ring-export", words::EXPORT_RING)}
                                {ask_button(app, Ask::ImportRing, "ring-import", words::IMPORT_RING)}
                            </span>
                        </span>
                    </div>
                }
                .into_any()
            }}
        }
        .into_any(),
    }
    }
}

/// Asks for the passphrase of what is kept.
#[component]
pub fn LockedRing() -> impl IntoView {
    let app = App::here();
    let failed = RwSignal::new(None::<RingFault>);
    let busy = Signal::derive(move || app.kept.with(|kept| kept.busy));
    let told = Memo::new(move |_| failed.get().or_else(|| app.kept.with(|kept| kept.fault)));
    let unlock = Callback::new(move |passphrase: Zeroizing<String>| {
        failed.set(None);
        ring::unlock(app, passphrase, move |outcome| match outcome {
            Ok(()) => app.notify(words::UNLOCKED),
            Err(fault) => drop(failed.try_set(Some(fault))),
        });
    });
    view! {
        <div class="sheet tabonly" data-testid="ring-locked">
            <div class="pad stack s3">
                <div class="stack s1">
                    <h2>{words::RING_LOCKED_TITLE}</h2>
                    <p class="soft">{words::RING_LOCKED_TEXT}</p>
                </div>
                <AskPassphrase on_given=unlock busy=busy button=words::UNLOCK/>
                {move || ring_fault(told.get())}
                <div class="row">
                    <button
                        type="button"
                        class="btn small quiet"
                        data-testid="ring-forget"
                        on:click=move |_| app.ask.set(Some(Ask::ForgetRing))
                    >
                        {words::FORGET_RING}
                    </button>
                </div>
            </div>
        </div>
    }
}

#[component]
fn OpenRing() -> impl IntoView {
    let app = App::here();
    let chosen = move || app.kept.with(|kept| kept.lock_after_secs);
    let failed = RwSignal::new(None::<RingFault>);
    let told = Memo::new(move |_| failed.get().or_else(|| app.kept.with(|kept| kept.fault)));
    let export = move |_| {
        ring::export(app, move |outcome| match outcome {
            Ok(()) => app.notify(words::EXPORT_DONE),
            Err(fault) => drop(failed.try_set(Some(fault))),
        });
    };
    view! {
        <div class="note ok tabonly" data-testid="ring-open">
            {icon("i-okc")}
            <span class="grow">
                <span><strong>{words::KEPT_TITLE}</strong>" "{words::KEPT_TEXT}</span>
                <span class="row">
                    <label for="lock-after">{words::LOCK_AFTER}</label>
                    <select
                        class="input s auto"
                        id="lock-after"
                        data-testid="lock-after"
                        on:change=move |event| {
                            let choice = event_target_value(&event).parse().ok();
                            app.kept.update(|kept| kept.lock_after_secs = choice);
                        }
                    >
                        {LOCK_CHOICES
                            .map(|choice| view! {
                                <option
                                    value=choice.map(|secs| secs.to_string()).unwrap_or_default()
                                    prop:selected=move || chosen() == choice
                                >
                                    {words::lock_after(choice)}
                                </option>
                            })
                            .collect_view()}
                    </select>
                </span>
                <span class="row">
                    <button type="button" class="btn small" data-testid="ring-lock" on:click=move |_| lock(app)>
                        {icon("i-lock")}
                        {words::LOCK_NOW}
                    </button>
                    <button type="button" class="btn small" data-testid="ring-export" on:click=export>
                        {words::EXPORT_RING}
                    </button>
                    {ask_button(app, Ask::ImportRing, "ring-import", words::IMPORT_RING)}
                    {ask_button(app, Ask::ChangePassphrase, "ring-change", words::CHANGE_PASSPHRASE)}
                    {ask_button(app, Ask::ForgetRing, "ring-forget", words::FORGET_RING)}
                </span>
                {move || ring_fault(told.get())}
            </span>
        </div>
    }
}

/// Locks, after asking where transfers would be stopped by that.
fn lock(app: App) {
    if app.transfers.with_untracked(|transfers| transfers.active()) > 0 {
        app.ask.set(Some(Ask::Lock));
    } else {
        ring::lock(app);
    }
}

/// The kept connections.
#[component]
fn ConnectionList() -> impl IntoView {
    let app = App::here();
    let connections = Memo::new(move |_| app.kept.with(|kept| kept.connections.clone()));
    let own = Memo::new(move |_| ring::may_keep_connection(app));
    let dropping = move |face: ConnectionFace| {
        let named = face.clone();
        let button = view! {
            <button
                type="button"
                class="btn small quiet"
                data-testid="connection-drop"
                on:click=move |_| ring::drop_connection(app, &named)
            >
                {words::DROP_CONNECTION}
            </button>
        };
        connection_row(face, button)
    };
    view! {
        <div class="sheet tabonly" data-testid="ring-connections">
            <div class="cap"><h2>{words::CONNECTIONS}</h2></div>
            <div class="pad stack s3">
                {move || connections.with(Vec::is_empty).then(|| view! {
                    <p class="soft">{words::NO_CONNECTIONS}</p>
                })}
                {move || connections.get().into_iter().map(dropping).collect_view()}
                {move || own.get().map(|_| view! {
                    <div class="row">
                        <button
                            type="button"
                            class="btn small"
                            data-testid="connection-keep"
                            on:click=move |_| ring::keep_connection(app)
                        >
                            {icon("i-plus")}
                            {words::KEEP_THIS_CONNECTION}
                        </button>
                    </div>
                })}
            </div>
        </div>
    }
}

/// One connection: bucket, host, access key, and what can be done.
pub fn connection_row(face: ConnectionFace, button: impl IntoView) -> impl IntoView {
    let host = face.host().to_owned();
    view! {
        <div class="row between">
            <span class="stack s1">
                <b class="breakall">{face.bucket}</b>
                <span class="small soft breakall">
                    <span class="mono">{host}</span>" · "<span class="mono">{face.access_key_id}</span>
                </span>
            </span>
            {button}
        </div>
    }
}

/// On the first screen: unlock, or connect as it was kept.
#[component]
pub fn RingAtStart() -> impl IntoView {
    let app = App::here();
    let state = Memo::new(move |_| app.kept.with(|kept| kept.state));
    let fault = Memo::new(move |_| app.kept.with(|kept| kept.fault));
    let connections = Memo::new(move |_| app.kept.with(|kept| kept.connections.clone()));
    let row = move |face: ConnectionFace| {
        let (named, label) = (face.clone(), words::connect_to(&face.bucket, face.host()));
        let button = view! {
            <button
                type="button"
                class="btn small primary"
                aria-label=label
                data-testid="connection-use"
                on:click=move |_| ring::use_connection(app, &named)
            >
                {words::CONNECT_KEPT}
            </button>
        };
        connection_row(face, button)
    };
    move || match state.get() {
        Kept::Locked => view! { <LockedRing/> }.into_any(),
        _ if connections.with(|connections| !connections.is_empty()) => view! {
            <div class="sheet tabonly" data-testid="ring-connections">
                <div class="cap"><h2>{words::CONNECTIONS}</h2></div>
                <div class="pad stack s3">
                    {move || connections.get().into_iter().map(row).collect_view()}
                </div>
            </div>
        }
        .into_any(),
        _ => view! { {move || ring_fault(fault.get())} }.into_any(),
    }
}

/// On the first screen, beside the form: keys without a storage, and those of another device.
pub fn keys_note(app: App) -> impl IntoView {
    let imports = Memo::new(move |_| app.kept.with(|kept| kept.state != Kept::Locked));
    view! {
        <div class="note">
            {icon("i-key")}
            <span class="grow">
                <strong>{words::KEYS_QUESTION}</strong>
                <span>
                    {words::KEYS_OFFER}" "
                    <a href=Route::Keys(KeysRoute::Ring(None)).to_hash() data-testid="to-keys">{words::KEYS_USE}</a>
                </span>
                {move || imports.get().then(|| view! {
                    <span><strong>{words::RING_FILE_QUESTION}</strong>" "{words::RING_FILE_HINT}</span>
                    <span>{ask_button(app, Ask::ImportRing, "ring-import", words::IMPORT_RING)}</span>
                })}
            </span>
        </div>
    }
}
