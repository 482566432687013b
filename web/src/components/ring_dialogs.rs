//! Questions about the kept ring: keep it, export it, import one, forget it, lock although transfers run.

use crate::bind::ring;
use crate::components::dialog::header;
use crate::components::file_pick::FilePick;
use crate::components::icon::icon;
use crate::components::passphrase::{AskPassphrase, NewPassphrase};
use crate::components::ring_note::{connection_row, ring_fault};
use crate::context::App;
use crate::state::kept::{Found, Kept, RingFault};
use crate::text::words;
use leptos::prelude::*;
use sealport_client::Zeroizing;
use web_sys::File;

fn busy(app: App) -> Signal<bool> {
    Signal::derive(move || app.kept.with(|kept| kept.busy))
}

/// What a dialog does with an outcome: it closes and says so, or shows why not.
pub fn closing(
    app: App,
    failed: RwSignal<Option<RingFault>>,
    done: &'static str,
) -> impl FnOnce(Result<(), RingFault>) + 'static {
    move |outcome| match outcome {
        Ok(()) => {
            app.ask.set(None);
            app.notify(done);
        }
        Err(fault) => drop(failed.try_set(Some(fault))),
    }
}

/// Keeps the ring under a new passphrase.
#[component]
pub fn KeepRing() -> impl IntoView {
    let app = App::here();
    let failed = RwSignal::new(None::<RingFault>);
    let with_connection = RwSignal::new(false);
    let own = ring::may_keep_connection(app);
    let keep = Callback::new(move |passphrase: Zeroizing<String>| {
        failed.set(None);
        if with_connection.get_untracked() {
            ring::keep_connection(app);
        }
        ring::keep(app, passphrase, closing(app, failed, words::KEPT_DONE));
    });
    view! {
        {header(app, words::KEEP_TITLE.to_owned())}
        <div class="body stack s4">
            <p class="soft">{words::KEEP_TEXT}</p>
            {own.map(|own| view! {
                <span class="check">
                    <input
                        type="checkbox"
                        id="keep-connection"
                        data-testid="keep-connection"
                        prop:checked=with_connection
                        on:change=move |event| with_connection.set(event_target_checked(&event))
                    />
                    <label for="keep-connection">
                        {words::KEEP_CONNECTION_TOO}" "
                        <span class="mono breakall">{format!("{} · {}", own.bucket, own.host())}</span>
                    </label>
                </span>
            })}
            <NewPassphrase prefix="ring" on_accept=keep busy=busy(app)/>
            {move || ring_fault(failed.get())}
        </div>
    }
}

/// Exports what only this tab has, under a new passphrase.
#[component]
pub fn ExportRing() -> impl IntoView {
    let app = App::here();
    let failed = RwSignal::new(None::<RingFault>);
    let export = Callback::new(move |passphrase: Zeroizing<String>| {
        failed.set(None);
        ring::export_new(app, passphrase, closing(app, failed, words::EXPORT_DONE));
    });
    view! {
        {header(app, words::EXPORT_TITLE.to_owned())}
        <div class="body stack s4">
            <p class="soft">{words::EXPORT_TEXT}</p>
            <NewPassphrase prefix="ring" on_accept=export busy=busy(app)/>
            {move || ring_fault(failed.get())}
        </div>
    }
}

/// Opens an exported ring, shows what is new in it, and adds that.
#[component]
pub fn ImportRing() -> impl IntoView {
    let app = App::here();
    let file = StoredValue::new_local(None::<File>);
    let name = RwSignal::new(String::new());
    let failed = RwSignal::new(None::<RingFault>);
    let found = RwSignal::new(None::<Found>);
    on_cleanup(move || ring::forget_import(app));
    let choose = move |chosen: File| {
        name.set(chosen.name());
        failed.set(None);
        file.set_value(Some(chosen));
    };
    let open = Callback::new(move |passphrase: Zeroizing<String>| {
        failed.set(None);
        if let Some(file) = file.get_value() {
            ring::open_import(app, file, passphrase, move |outcome| match outcome {
                Ok(news) => drop(found.try_set(Some(news))),
                Err(fault) => drop(failed.try_set(Some(fault))),
            });
        }
    });
    view! {
        {header(app, words::IMPORT_RING_TITLE.to_owned())}
        {move || match found.get() {
            Some(found) => found_in_ring(app, found).into_any(),
            None => view! {
                <div class="body stack s4">
                    <p class="soft">{words::IMPORT_RING_TEXT}</p>
                    <span class="row">
                        <FilePick
                            class="btn"
                            label=words::IMPORT_RING_CHOOSE
                            testid="ring-file"
                            on_file=choose
                            disabled=busy(app)
                        >
                            {words::IMPORT_RING_CHOOSE}
                        </FilePick>
                        <span class="mono small breakall">{name}</span>
                    </span>
                    {move || name.with(|name| !name.is_empty()).then(|| view! {
                        <AskPassphrase on_given=open busy=busy(app)/>
                    })}
                    {move || ring_fault(failed.get())}
                </div>
            }
            .into_any(),
        }}
    }
}

fn found_in_ring(app: App, found: Found) -> impl IntoView {
    let nothing_new = found.is_nothing_new();
    let keys = (!found.keys.is_empty()).then(|| {
        let rows = found.keys.into_iter().map(|(short, name)| {
            let name = if name.is_empty() { words::UNNAMED.to_owned() } else { name };
            view! { <li class="row"><span class="mono">{short}</span><span class="breakall">{name}</span></li> }
        });
        view! {
            <h3>{words::IMPORT_NEW_KEYS}</h3>
            <ul class="plain stack s1" data-testid="ring-new-keys">{rows.collect_view()}</ul>
        }
    });
    let connections = (!found.connections.is_empty()).then(|| {
        let rows = found.connections.into_iter().map(|face| connection_row(face, ()));
        view! { <h3>{words::IMPORT_NEW_CONNECTIONS}</h3>{rows.collect_view()} }
    });
    let add = move |_| {
        ring::add_import(app);
        app.ask.set(None);
        app.notify(words::IMPORT_RING_DONE);
    };
    view! {
        <div class="body stack s3" data-testid="ring-found">
            {keys}
            {connections}
            {nothing_new.then(|| view! { <p>{words::IMPORT_NOTHING_NEW}</p> })}
            {words::import_known(found.known_keys, found.known_connections)
                .map(|text| view! { <p class="small soft">{text}</p> })}
            {(found.refused_keys > 0).then(|| view! {
                <p class="small warn">{words::import_refused(found.refused_keys)}</p>
            })}
        </div>
        <footer>
            <button type="button" class="btn" on:click=move |_| app.ask.set(None)>{words::CLOSE}</button>
            {(!nothing_new).then(|| view! {
                <button type="button" class="btn primary" data-testid="ring-add" on:click=add>
                    {words::IMPORT_RING_ADD}
                </button>
            })}
        </footer>
    }
}

/// Really forget?
#[component]
pub fn ForgetRing() -> impl IntoView {
    let app = App::here();
    let failed = RwSignal::new(None::<RingFault>);
    let is_open = app.kept.with_untracked(|kept| kept.state == Kept::Open);
    let forget = move |_| {
        ring::forget(app, closing(app, failed, words::RING_FORGOTTEN));
    };
    view! {
        {header(app, words::FORGET_TITLE.to_owned())}
        <div class="body">
            <p class="soft">{if is_open { words::FORGET_OPEN } else { words::FORGET_LOCKED }}</p>
            {move || ring_fault(failed.get())}
        </div>
        <footer>
            <button type="button" class="btn" data-first="" on:click=move |_| app.ask.set(None)>
                {words::KEEP_RING}
            </button>
            <button type="button" class="btn danger fill" data-testid="forget-confirm" on:click=forget>
                {icon("i-trash")}
                {words::FORGET_RING}
            </button>
        </footer>
    }
}

/// Lock although transfers are under way?
pub fn lock_anyway(app: App) -> impl IntoView {
    let active = app.transfers.with_untracked(crate::state::transfers::Transfers::active);
    view! {
        {header(app, words::LOCK_TITLE.to_owned())}
        <div class="body"><p class="soft">{words::lock_text(active)}</p></div>
        <footer>
            <button type="button" class="btn" data-first="" on:click=move |_| app.ask.set(None)>{words::STAY}</button>
            <button type="button" class="btn danger fill" data-testid="lock-confirm" on:click=move |_| ring::lock(app)>
                {words::STOP_AND_LOCK}
            </button>
        </footer>
    }
}
