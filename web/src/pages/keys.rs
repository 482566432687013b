//! The keys of this tab: the ring at the left, one key or the import form at the right.

use crate::bind::web;
use crate::components::icon::{icon, icon_as};
use crate::components::import_form::ImportForm;
use crate::components::key_art::key_art;
use crate::components::key_dialogs::show_new_key;
use crate::components::ring_note::RingNote;
use crate::context::{App, Stage};
use crate::pages::key_print::KeyPrint;
use crate::pages::key_sheet::{KeySheet, saved_tag};
use crate::state::intent::Ask;
use crate::state::kept::Kept;
use crate::state::keyring::Job;
use crate::state::names;
use crate::state::route::{KeysRoute, Route};
use crate::text::words;
use leptos::prelude::*;

fn ring_route(short: &str) -> String {
    Route::Keys(KeysRoute::Ring(Some(short.to_owned()))).to_hash()
}

/// The screen.
#[component]
pub fn KeysPage() -> impl IntoView {
    let app = App::here();
    let importing = Memo::new(move |_| match app.route.get() {
        Route::Keys(KeysRoute::Import(job)) => Some(job),
        _ => None,
    });
    let named = Memo::new(move |_| match app.route.get() {
        Route::Keys(KeysRoute::Ring(named)) => named,
        Route::Keys(KeysRoute::Sheet(named)) => Some(named),
        _ => None,
    });
    let printing = Memo::new(move |_| matches!(app.route.get(), Route::Keys(KeysRoute::Sheet(_))));
    let shown = Memo::new(move |_| {
        app.ring.with(|ring| ring.to_show(named.get().as_deref()).map(|key| key.fingerprint.clone()))
    });
    let is_empty = Memo::new(move |_| app.ring.with(|ring| ring.keys().is_empty()));
    let locked = Memo::new(move |_| app.kept.with(|kept| kept.state == Kept::Locked));
    view! {
        <section class="page">
            <div class="head">
                <div>
                    <h1 class="big">{words::KEYS}</h1>
                    <p>{words::KEYS_LEAD}</p>
                </div>
                <div class="row">
                    {move || (app.stage.get() != Stage::Connected).then(|| view! {
                        <a class="btn quiet" href=Route::Local.to_hash() data-testid="keys-local">
                            {icon("i-laptop")}
                            {words::LOCAL}
                        </a>
                        <a class="btn quiet" href=Route::default().to_hash() data-testid="keys-connect">
                            {words::LOCAL_CONNECT}
                        </a>
                    })}
                    <a class="btn" href=Route::Keys(KeysRoute::Import(Job::SseC)).to_hash() data-testid="import-key">
                        {icon("i-download")}
                        {words::IMPORT}
                    </a>
                    <button type="button" class="btn primary" data-testid="new-key" on:click=move |_| app.ask.set(Some(Ask::NewKey))>
                        {icon("i-plus")}
                        {words::NEW_KEY}
                    </button>
                </div>
            </div>
            <RingNote/>
            <div class="cols left" class:alone=move || is_empty.get()>
                {move || (!is_empty.get()).then(|| view! { <Ring shown=shown/> })}
                <div class="stack s4">
                    {move || if let Some(job) = importing.get() {
                        import_sheet(app, job).into_any()
                    } else {
                        match shown.get() {
                            Some(fingerprint) if printing.get() => {
                                view! { <KeyPrint fingerprint=fingerprint/> }.into_any()
                            }
                            Some(fingerprint) => view! { <KeySheet fingerprint=fingerprint/> }.into_any(),
                            // It may be among those that the passphrase opens.
                            None if locked.get() => ().into_any(),
                            None => match named.get() {
                                Some(named) => key_gone(&named).into_any(),
                                None => no_keys().into_any(),
                            },
                        }
                    }}
                </div>
            </div>
        </section>
    }
}

/// The address names a key that was removed, or came from another tab: no other key is shown in its place.
fn key_gone(named: &str) -> impl IntoView + use<> {
    view! {
        <div class="sheet" data-testid="key-gone">
            <div class="void">
                {icon_as("i-key", "i xl")}
                <h2 class="breakall">{words::key_gone(&names::shown(named))}</h2>
                <p>{words::KEY_GONE_TEXT}</p>
                <div class="row">
                    <a class="btn" href=Route::Keys(KeysRoute::Import(Job::SseC)).to_hash()>{words::IMPORT_KEY}</a>
                </div>
            </div>
        </div>
    }
}

fn no_keys() -> impl IntoView {
    view! {
        <div class="sheet">
            <div class="void">
                {icon_as("i-key", "i xl brandtint")}
                <h2>{words::NO_KEYS_TITLE}</h2>
                <p>{words::NO_KEYS_TEXT}</p>
            </div>
        </div>
    }
}

fn import_sheet(app: App, job: Job) -> impl IntoView {
    let job = RwSignal::new(job);
    let make = Callback::new(move |()| show_new_key(app, job.get_untracked()));
    let option = move |is: Job, test_id: &'static str, label: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="import-job"
                    data-testid=test_id
                    prop:checked=move || job.get() == is
                    on:change=move |_| job.set(is)
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <div class="sheet">
            <div class="cap"><h2>{words::ADD_A_KEY}</h2></div>
            <div class="pad stack s4">
                <div class="stack s2">
                    <div class="seg full" role="radiogroup" aria-label=words::KEY_IS_FOR>
                        {option(Job::Sealing, "import-sealing", words::SEALING_KEY)}
                        {option(Job::SseC, "import-sse-c", words::SSEC_KEY)}
                    </div>
                    <p class="small soft">
                        {move || if job.get() == Job::Sealing { words::SEALING_KEY_SAY } else { words::SSEC_KEY_SAY }}
                    </p>
                </div>
                <ImportForm
                    job=job
                    on_make=make
                    on_done=move |key, new| {
                        app.notify(words::key_added(&key.short, new));
                        web::go(&ring_route(&key.short));
                    }
                />
            </div>
        </div>
    }
}

#[component]
fn Ring(shown: Memo<Option<String>>) -> impl IntoView {
    view! {
        <div class="sheet">
            <RingOfJob job=Job::Sealing shown=shown/>
            <RingOfJob job=Job::SseC shown=shown/>
        </div>
    }
}

/// The keys of one job; nothing where there is none.
#[component]
fn RingOfJob(job: Job, shown: Memo<Option<String>>) -> impl IntoView {
    let app = App::here();
    let (id, test_id, title) = match job {
        Job::Sealing => ("ring-sealing", "ring-sealing", words::SEALING_KEYS),
        Job::SseC => ("ring-sse-c", "ring", words::SSEC_KEYS),
    };
    let is_empty = Memo::new(move |_| app.ring.with(|ring| ring.of_job(job).next().is_none()));
    move || {
        (!is_empty.get()).then(|| view! {
            <p class="grp" id=id>{title}</p>
            <ul class="keys" aria-labelledby=id data-testid=test_id>
                <For
                    each=move || app.ring.with(|ring| ring.of_job(job).cloned().collect::<Vec<_>>())
                    key=|key| (key.fingerprint.clone(), key.name.clone(), key.saved)
                    children=move |key| {
                        let id = key.fingerprint.clone();
                        let name = if key.name.is_empty() { words::UNNAMED.to_owned() } else { key.name.clone() };
                        view! {
                            <li>
                                <a
                                    href=ring_route(&key.short)
                                    aria-current=move || (shown.get().as_ref() == Some(&id)).then_some("true")
                                >
                                    {key_art(&key.teeth, "fp")}
                                    <b>{name}</b>
                                    {saved_tag(key.saved)}
                                    <span class="id">{key.short.clone()}</span>
                                </a>
                            </li>
                        }
                    }
                />
            </ul>
    })
    }
}
