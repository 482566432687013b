//! For whom to seal: one or several sealing keys, a passphrase, or both.

use crate::bind::{keys, passphrase};
use crate::components::icon::icon;
use crate::components::key_art::key_art;
use crate::components::passphrase::NewPassphrase;
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::keyring::{Job, KeyFace};
use crate::state::recipients::{Recipients, candidates};
use crate::state::route::{KeysRoute, Route};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_client::Zeroizing;

/// The choice. Keys that must be saved first may be chosen: whoever seals asks for that.
#[component]
pub fn RecipientsChoice(
    /// Begins the ids of its fields, so that two choices can be on one screen.
    prefix: &'static str,
    value: RwSignal<Recipients>,
) -> impl IntoView {
    let app = App::here();
    let listed = Memo::new(move |_| app.ring.with(|ring| candidates(ring).cloned().collect::<Vec<_>>()));
    let make = move |_| {
        if let Some(id) = keys::generate_for(app, Job::Sealing) {
            value.update(|recipients| recipients.choose(&id));
        }
    };
    view! {
        <div class="stack s2" role="group" aria-label=words::SEAL_FOR data-testid="recipients">
            {move || listed.get().into_iter().map(|key| key_check(prefix, value, &key)).collect_view()}
            <span class="row">
                <button type="button" class="btn small" data-testid="make-sealing-key" on:click=make>
                    {icon("i-plus")}
                    {words::MAKE_KEY}
                </button>
                <a class="btn small" href=Route::Keys(KeysRoute::Import(Job::Sealing)).to_hash()>
                    {icon("i-download")}
                    {words::IMPORT_KEY}
                </a>
            </span>
            <PassphrasePart prefix=prefix value=value/>
        </div>
    }
}

fn key_check(prefix: &'static str, value: RwSignal<Recipients>, key: &KeyFace) -> impl IntoView + use<> {
    let id = StoredValue::new(key.fingerprint.clone());
    let input = format!("{prefix}-for-{}", key.short);
    let test_id = format!("seal-for-{}", key.short);
    view! {
        <span class="check">
            <input
                type="checkbox"
                id=input.clone()
                data-testid=test_id
                prop:checked=move || value.with(|value| value.has(&id.get_value()))
                on:change=move |_| value.update(|value| value.toggle(&id.get_value()))
            />
            <label class="row tight" for=input>
                {key_art(&key.teeth, "fp inline")}
                <span class="mono">{key.short.clone()}</span>
                <span class="soft cut">{key.name.clone()}</span>
                {(!key.saved).then(|| view! { <span class="tag warn">{words::NOT_SAVED}</span> })}
            </label>
        </span>
    }
}

/// The passphrase: none, being chosen, or set. Only the key made of it is kept.
#[component]
fn PassphrasePart(prefix: &'static str, value: RwSignal<Recipients>) -> impl IntoView {
    let app = App::here();
    let choosing = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let fault = RwSignal::new(None::<Fault>);
    let is_set = Memo::new(move |_| value.with(|value| value.passphrase.is_some()));
    let input = format!("{prefix}-for-passphrase");
    let toggle = move |wanted: bool| {
        fault.set(None);
        choosing.set(wanted);
        if !wanted {
            // Its key stays: uploads that wait may be for it.
            value.update(|value| value.passphrase = None);
        }
    };
    let accept = move |given: Zeroizing<String>| {
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            let kept = passphrase::keep_new(app, given).await;
            // The panel may have been closed meanwhile; what was accepted holds all the same.
            let _ = busy.try_set(false);
            match kept {
                Ok(number) => {
                    let _ = choosing.try_set(false);
                    let _ = value.try_update(|value| value.passphrase = Some(number));
                }
                Err(what) => drop(fault.try_set(Some(*what))),
            }
        });
    };
    view! {
        <span class="check">
            <input
                type="checkbox"
                id=input.clone()
                data-testid="seal-for-passphrase"
                prop:checked=move || choosing.get() || is_set.get()
                on:change=move |event| toggle(event_target_checked(&event))
            />
            <label class="row tight" for=input>
                {words::RECOVERY_PASSPHRASE}
                {move || is_set.get().then(|| view! {
                    <span class="tag ok" data-testid="passphrase-set">{icon("i-check")}{words::PASSPHRASE_SET}</span>
                })}
            </label>
        </span>
        {move || (choosing.get() && !is_set.get()).then(|| view! {
            <NewPassphrase prefix=prefix on_accept=Callback::new(accept) busy=busy fault=fault/>
        })}
    }
}
