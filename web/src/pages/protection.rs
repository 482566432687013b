//! How new uploads are protected: the present choice, and the panel to change it.

use crate::bind::{keys, web};
use crate::components::icon::{icon, mark};
use crate::components::key_art::{key_art, key_chip};
use crate::context::App;
use crate::state::keyring::KeyFace;
use crate::state::route::{KeysRoute, Route};
use crate::text::words;
use leptos::prelude::*;

fn chosen_key(app: App) -> Option<KeyFace> {
    app.upload_key()
}

fn ssec_off(app: App) -> bool {
    app.uploads.with(|uploads| uploads.ssec_off)
}

/// Makes a key and goes to its gate.
fn make_key(app: App) {
    if let Some(short) =
        keys::generate(app).and_then(|id| app.ring.with_untracked(|ring| ring.find(&id).map(|key| key.short.clone())))
    {
        web::go(&Route::Keys(KeysRoute::Ring(Some(short))).to_hash());
    }
}

/// Buttons for when there is no key, or another is wanted.
fn key_buttons(app: App) -> impl IntoView {
    view! {
        <span class="row">
            <button
                type="button"
                class="btn small"
                data-testid="make-key"
                on:click=move |_| make_key(app)
            >
                {icon("i-plus")}
                {words::MAKE_KEY}
            </button>
            <a class="btn small" href=Route::Keys(KeysRoute::Import).to_hash()>
                {icon("i-download")}
                {words::IMPORT_KEY}
            </a>
        </span>
    }
}

/// The present choice in two lines.
#[component]
pub fn ProtectionNow(title: &'static str) -> impl IntoView {
    let app = App::here();
    let ssec = move || app.uploads.with(|uploads| uploads.ssec);
    view! {
        <section>
            <h2>{title}</h2>
            <div class="now" data-testid="protection-now">
                {move || if ssec() {
                    mark("m-ssec", "mark mark-ssec l").into_any()
                } else {
                    mark("m-unknown", "mark mark-unknown l").into_any()
                }}
                <b>{move || if ssec() { words::SSEC_SHORT } else { words::BUCKET_SHORT }}</b>
                <button
                    type="button"
                    class="btn small quiet tint"
                    aria-expanded="false"
                    data-testid="change-protection"
                    on:click=move |_| {
                        app.choosing_protection.set(true);
                        web::after_ms(0, || web::focus("#protection-done"));
                    }
                >
                    {words::CHANGE}
                </button>
                <span class="small soft row">
                    {move || match (ssec(), chosen_key(app)) {
                        (false, _) if ssec_off(app) => view! {
                            <span data-testid="ssec-off">{words::SSEC_OFF_SHORT}</span>
                        }
                        .into_any(),
                        (false, _) => view! { <span>{words::BUCKET_SHORT_SAY}</span> }.into_any(),
                        (true, Some(key)) => view! {
                            <span>{words::WITH_KEY}</span>
                            {key_chip(&key)}
                            {(!key.saved).then(|| view! { <span class="tag warn">{words::NOT_SAVED}</span> })}
                        }
                        .into_any(),
                        (true, None) => view! {
                            <span>{words::NO_KEY_YET}</span>
                            {key_buttons(app)}
                        }
                        .into_any(),
                    }}
                </span>
            </div>
        </section>
    }
}

/// The choice itself.
#[component]
pub fn ProtectionPanel() -> impl IntoView {
    let app = App::here();
    let ssec = move || app.uploads.with(|uploads| uploads.ssec);
    let choose = move |ssec: bool| app.uploads.update(|uploads| uploads.choose(ssec));
    view! {
        <section data-testid="protection-panel">
            <div class="row nowrap">
                <h2>{words::PROTECT_NEW}</h2>
                <button
                    type="button"
                    class="btn small quiet tint push"
                    aria-expanded="true"
                    id="protection-done"
                    data-testid="protection-done"
                    on:click=move |_| app.choosing_protection.set(false)
                >
                    {words::DONE}
                </button>
            </div>
            <div class="stack gap">
                <div class="opts" role="radiogroup" aria-label=words::PROTECTION_CHOICE>
                    <div class="opt">
                        <input
                            class="radio"
                            type="radio"
                            name="protection"
                            id="protect-ssec"
                            data-testid="protect-ssec"
                            prop:checked=ssec
                            prop:disabled=move || ssec_off(app)
                            on:change=move |_| choose(true)
                        />
                        <label for="protect-ssec"><b>{words::SSEC_TITLE}</b></label>
                        {mark("m-ssec", "mark mark-ssec")}
                        <span class="say">
                            {move || if ssec_off(app) { words::SSEC_OFF } else { words::SSEC_SAY }}
                        </span>
                        {move || (!ssec_off(app)).then(|| view! { <span class="more"><KeyChoice/></span> })}
                    </div>
                    <div class="opt">
                        <input
                            class="radio"
                            type="radio"
                            name="protection"
                            id="protect-bucket"
                            data-testid="protect-bucket"
                            prop:checked=move || !ssec()
                            on:change=move |_| choose(false)
                        />
                        <label for="protect-bucket"><b>{words::BUCKET_TITLE}</b></label>
                        {mark("m-unknown", "mark mark-unknown")}
                        <span class="say">{words::BUCKET_SAY}</span>
                    </div>
                </div>
                <ul class="paths" aria-label=words::WHERE_READABLE>
                    <li class="open"><span><strong>{words::PATH_BROWSER}</strong>{words::READABLE}</span></li>
                    <li class="open">
                        <span>
                            <strong>{words::PATH_PROVIDER}</strong>
                            {move || if ssec() { words::SEES_FORGETS } else { words::CAN_READ }}
                        </span>
                    </li>
                    <li class:theirs=move || !ssec()>
                        <span>
                            <strong>{words::PATH_DISKS}</strong>
                            {move || if ssec() { words::YOUR_KEY } else { words::THEIR_RULE }}
                        </span>
                    </li>
                </ul>
                <p class="small faint">{words::NEVER_HIDDEN}</p>
            </div>
        </section>
    }
}

/// Which key: a plain list of those in the tab, and the ways to another.
#[component]
fn KeyChoice() -> impl IntoView {
    let app = App::here();
    view! {
        {move || chosen_key(app).map(|chosen| {
            let keys = app.ring.with(|ring| ring.keys().to_vec());
            view! {
                <span class="row nowrap">
                    <label for="upload-key" class="small">{words::KEY}</label>
                    {key_art(&chosen.teeth, "fp inline")}
                    <select
                        class="input s mono"
                        id="upload-key"
                        data-testid="upload-key"
                        on:change=move |event| {
                            let id = event_target_value(&event);
                            app.uploads.update(|uploads| uploads.fingerprint = Some(id));
                        }
                    >
                        {keys
                            .into_iter()
                            .map(|key| view! {
                                <option
                                    value=key.fingerprint.clone()
                                    selected=key.fingerprint == chosen.fingerprint
                                >
                                    {format!("{} {}", key.short, key.name)}
                                </option>
                            })
                            .collect_view()}
                    </select>
                </span>
            }
        })}
        {key_buttons(app)}
    }
}
