//! Questions about keys: save it first, which one fits, may it go to this storage, really remove it.

use crate::bind::{keys, transfers, web};
use crate::components::dialog::header;
use crate::components::gate::Gate;
use crate::components::icon::mark;
use crate::components::import_form::ImportForm;
use crate::components::key_choice::KeyChoice;
use crate::context::App;
use crate::state::intent::{Ask, Intent};
use crate::state::keyring::{Job, Leave};
use crate::state::names;
use crate::state::route::{KeysRoute, Route};
use crate::text::words;
use leptos::prelude::*;

pub fn save_key(app: App, fingerprint: String, then: Intent) -> impl IntoView {
    view! {
        <div class="body">
            <Gate
                fingerprint=fingerprint
                heads_dialog=true
                on_saved=move || {
                    app.ask.set(None);
                    transfers::go_on(app, then.clone());
                }
                on_later=move || app.ask.set(None)
            />
        </div>
    }
}

/// For which job is the new key? It is shown afterwards, with its gate.
pub fn new_key(app: App) -> impl IntoView {
    let option = move |job: Job, first: bool| {
        let (test_id, symbol, class, title, say) = match job {
            Job::Sealing => {
                ("new-sealing", "m-sealed", "mark mark-sealed l", words::SEALING_KEY, words::SEALING_KEY_SAY)
            }
            Job::SseC => ("new-sse-c", "m-ssec", "mark mark-ssec l", words::SSEC_KEY, words::SSEC_KEY_SAY),
        };
        view! {
            <button
                type="button"
                class="btn jobopt"
                data-first=first.then_some("")
                data-testid=test_id
                on:click=move |_| {
                    app.ask.set(None);
                    show_new_key(app, job);
                }
            >
                {mark(symbol, class)}
                <span class="stack s1"><b>{title}</b><span class="small soft">{say}</span></span>
            </button>
        }
    };
    view! {
        {header(app, words::NEW_KEY_TITLE.to_owned())}
        <div class="body">
            <p class="soft">{words::NEW_KEY_TEXT}</p>
            {option(Job::Sealing, true)}
            {option(Job::SseC, false)}
        </div>
    }
}

/// Makes a key and goes to it.
pub fn show_new_key(app: App, job: Job) {
    let short = keys::generate_for(app, job)
        .and_then(|id| app.ring.with_untracked(|ring| ring.find(&id).map(|key| key.short.clone())));
    if let Some(short) = short {
        web::go(&Route::Keys(KeysRoute::Ring(Some(short))).to_hash());
    }
}

/// Tries a key on an object, after asking about a strange storage where that is needed.
fn use_key(app: App, fingerprint: String, then: Intent) {
    let then = then.with_key(&fingerprint);
    let home = app.place.with_untracked(|place| place.as_ref().map(crate::state::connect::Place::home));
    let given = home
        .is_some_and(|home| app.ring.with_untracked(|ring| ring.leave_to_read(&fingerprint, &home) == Leave::Given));
    if given {
        app.ask.set(None);
        transfers::go_on(app, then);
    } else {
        app.ask.set(Some(Ask::OtherStorage { fingerprint, then }));
    }
}

#[component]
pub fn NeedKey(object_key: String, refused: Option<String>, then: Intent) -> impl IntoView {
    let app = App::here();
    let title = match &refused {
        Some(short) => words::locked_refused(short),
        None => words::LOCKED_NEEDS.to_owned(),
    };
    let choices: Vec<_> = app.ring.with_untracked(|ring| {
        ring.of_job(Job::SseC).filter(|key| refused.as_deref() != Some(key.short.as_str())).cloned().collect()
    });
    let none_here = choices.is_empty();
    let chosen = RwSignal::new(choices.first().map(|key| key.fingerprint.clone()));
    let importing = RwSignal::new(none_here);
    let name = names::shown(names::file_name(&object_key));
    let (for_use, for_import) = (then.clone(), then);
    let choices = Signal::stored(choices);
    view! {
        {header(app, title)}
        <div class="body" data-testid="need-key">
            <p class="soft">
                <bdi class="mono">{name}</bdi>" · "
                {if none_here { words::NEED_KEY_NONE } else { words::NEED_KEY_TEXT }}
            </p>
            <KeyChoice
                prefix="need"
                keys=choices
                chosen=chosen
                importing=importing
                on_choose=Callback::new(move |id| chosen.set(Some(id)))
            />
            {move || {
                let then = for_import.clone();
                importing.get().then(|| view! {
                    <ImportForm
                        button=words::USE_THIS_KEY
                        on_done=move |key, _| use_key(app, key.fingerprint, then.clone())
                    />
                })
            }}
            {move || (!importing.get()).then(|| app.place.get().map(|place| view! {
                <div class="stack s1 sentto">
                    <span class="small soft">{words::SENT_TO}</span>
                    <strong class="host">{place.host.clone()}</strong>
                    <span class="small soft">{words::bucket_named(&place.bucket)}</span>
                </div>
            }))}
        </div>
        <footer>
            <button type="button" class="btn" on:click=move |_| app.ask.set(None)>{words::CANCEL}</button>
            {move || {
                let then = for_use.clone();
                (!importing.get()).then(|| view! {
                    <button
                        type="button"
                        class="btn primary"
                        data-first=""
                        data-testid="need-key-use"
                        on:click=move |_| {
                            if let Some(id) = chosen.get_untracked() {
                                use_key(app, id, then.clone());
                            }
                        }
                    >
                        {words::USE_THIS_KEY}
                    </button>
                })
            }}
        </footer>
    }
}

pub fn other_storage(app: App, fingerprint: String, then: Intent) -> impl IntoView {
    let short = app.ring.with_untracked(|ring| ring.find(&fingerprint).map(|key| key.short.clone()));
    let home = untrack(|| app.key_goes_to());
    let allowed = home.clone();
    view! {
        {header(app, words::other_storage_title(&short.unwrap_or_default()))}
        <div class="body">
            {home.map(|home| view! {
                <div class="stack s1 sentto">
                    <strong class="host" data-testid="other-storage-host">{home.host().to_owned()}</strong>
                    {(!home.bucket.is_empty()).then(|| view! {
                        <span class="soft">{words::bucket_named(&home.bucket)}</span>
                    })}
                </div>
            })}
            <p class="soft">{words::OTHER_STORAGE_TEXT}</p>
        </div>
        <footer>
            <button type="button" class="btn" data-first="" on:click=move |_| app.ask.set(None)>{words::DO_NOT}</button>
            <button
                type="button"
                class="btn primary"
                data-testid="other-storage-accept"
                on:click=move |_| {
                    // The storage that was named here, whatever the page shows by now.
                    if let Some(home) = &allowed {
                        app.ring.update(|ring| ring.allow(&fingerprint, home));
                    }
                    app.ask.set(None);
                    transfers::go_on(app, then.clone());
                }
            >
                {words::SEND_IT_THERE}
            </button>
        </footer>
    }
}

pub fn remove_key(app: App, fingerprint: String) -> impl IntoView {
    let key = app.ring.with_untracked(|ring| ring.find(&fingerprint).cloned());
    let (short, saved) = key.map(|key| (key.short, key.saved)).unwrap_or_default();
    view! {
        {header(app, words::remove_key_title(&short))}
        <div class="body">
            <p class="soft">{if saved { words::REMOVE_SAVED } else { words::REMOVE_UNSAVED }}</p>
        </div>
        <footer>
            <button type="button" class="btn" data-first="" on:click=move |_| app.ask.set(None)>{words::KEEP_KEY}</button>
            <button
                type="button"
                class="btn danger fill"
                data-testid="remove-key-confirm"
                on:click=move |_| {
                    keys::remove(app, &fingerprint);
                    app.ask.set(None);
                    web::go("#/keys");
                }
            >
                {words::REMOVE}
            </button>
        </footer>
    }
}
