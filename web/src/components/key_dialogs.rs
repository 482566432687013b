//! Questions about keys: save it first, which one fits, may it go to this storage, really remove it.

use crate::bind::{keys, transfers, web};
use crate::components::dialog::header;
use crate::components::gate::Gate;
use crate::components::import_form::ImportForm;
use crate::components::key_choice::KeyChoice;
use crate::context::App;
use crate::state::intent::{Ask, Intent};
use crate::state::keyring::Leave;
use crate::state::names;
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
        ring.keys().iter().filter(|key| refused.as_deref() != Some(key.short.as_str())).cloned().collect()
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
