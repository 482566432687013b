//! How new uploads are protected: the present choice, and the panel to change it.

use crate::bind::{bucket, web};
use crate::components::icon::{icon, mark};
use crate::components::key_art::{key_art, key_chip};
use crate::components::key_dialogs::show_new_key;
use crate::components::recipients::RecipientsChoice;
use crate::context::App;
use crate::state::intent::Ask;
use crate::state::keyring::{Job, KeyFace};
use crate::state::protection::Choice;
use crate::state::route::{KeysRoute, Route};
use crate::text::words;
use leptos::prelude::*;

fn chosen_key(app: App) -> Option<KeyFace> {
    app.upload_key()
}

fn sealed(app: App) -> bool {
    app.uploads.with(|uploads| uploads.sealed)
}

/// For whom new uploads are sealed: the keys and the passphrase, or the way to a first key.
fn recipients_now(app: App) -> AnyView {
    let (keys, passphrase) = app.recipients.with(|recipients| {
        let faces: Vec<_> =
            app.ring.with(|ring| recipients.keys.iter().filter_map(|id| ring.find(id).cloned()).collect());
        (faces, recipients.passphrase.is_some())
    });
    if keys.is_empty() && !passphrase {
        return view! { <span>{words::NO_RECIPIENT_YET}</span> }.into_any();
    }
    view! {
        <span>{words::FOR}</span>
        {keys
            .iter()
            .map(|key| view! {
                {key_chip(key)}
                {(!key.saved).then(|| view! { <span class="tag warn">{words::NOT_SAVED}</span> })}
            })
            .collect_view()}
        {passphrase.then(|| view! { <span class="chip">{words::A_PASSPHRASE}</span> })}
    }
    .into_any()
}

fn ssec_off(app: App) -> bool {
    app.uploads.with(|uploads| uploads.ssec_off)
}

/// Buttons for when there is no key, or another is wanted.
fn key_buttons(app: App) -> impl IntoView {
    view! {
        <span class="row">
            <button
                type="button"
                class="btn small"
                data-testid="make-key"
                on:click=move |_| show_new_key(app, Job::SseC)
            >
                {icon("i-plus")}
                {words::MAKE_KEY}
            </button>
            <a class="btn small" href=Route::Keys(KeysRoute::Import(Job::SseC)).to_hash()>
                {icon("i-download")}
                {words::IMPORT_KEY}
            </a>
        </span>
    }
}

/// The mark of a choice: small in lists, large beside its name.
pub fn choice_mark(choice: Choice, large: bool) -> impl IntoView {
    let (name, small, big) = match choice {
        Choice::SseC => ("m-ssec", "mark mark-ssec", "mark mark-ssec l"),
        Choice::SseS3 => ("m-sses3", "mark mark-sses3", "mark mark-sses3 l"),
        Choice::Bucket => ("m-unknown", "mark mark-unknown", "mark mark-unknown l"),
    };
    mark(name, if large { big } else { small })
}

/// The mark of new uploads: the seal where they are sealed, otherwise that of the choice.
pub fn uploads_mark(app: App, large: bool) -> AnyView {
    if sealed(app) {
        return mark("m-sealed", if large { "mark mark-sealed l" } else { "mark mark-sealed" }).into_any();
    }
    choice_mark(app.uploads.with(|uploads| uploads.choice), large).into_any()
}

/// The present choice in two lines.
#[component]
pub fn ProtectionNow(title: &'static str) -> impl IntoView {
    let app = App::here();
    let choice = Memo::new(move |_| app.uploads.with(|uploads| uploads.choice));
    view! {
        <section>
            <h2>{title}</h2>
            <div class="now" data-testid="protection-now">
                {move || uploads_mark(app, true)}
                <b>
                    {move || if sealed(app) { words::SEALED_TITLE } else { words::choice_short(choice.get()) }}
                </b>
                <button
                    type="button"
                    class="btn small quiet tint"
                    aria-expanded="false"
                    data-testid="change-protection"
                    on:click=move |_| open_panel(app)
                >
                    {words::CHANGE}
                </button>
                {move || sealed(app).then(|| view! {
                    <span class="small soft row" data-testid="sealed-for-now">{recipients_now(app)}</span>
                })}
                <span class="small soft row">
                    {move || match (choice.get(), chosen_key(app)) {
                        (Choice::Bucket | Choice::SseS3, _) if sealed(app) => view! {
                            <span>{words::then_at_rest(choice.get())}</span>
                        }
                        .into_any(),
                        (Choice::Bucket, _) if ssec_off(app) => view! {
                            <span data-testid="ssec-off">{words::SSEC_OFF_SHORT}</span>
                        }
                        .into_any(),
                        (Choice::Bucket | Choice::SseS3, _) => view! { <span>{words::NO_KEY_OF_YOURS}</span> }.into_any(),
                        (Choice::SseC, Some(key)) => view! {
                            <span>{if sealed(app) { words::THEN_WITH_KEY } else { words::WITH_KEY }}</span>
                            {key_chip(&key)}
                            {(!key.saved).then(|| view! { <span class="tag warn">{words::NOT_SAVED}</span> })}
                        }
                        .into_any(),
                        (Choice::SseC, None) => view! {
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

/// Opens the panel, and asks what the bucket does by itself, which one of the options is about.
pub fn open_panel(app: App) {
    app.choosing_protection.set(true);
    bucket::load_once(app);
    web::after_ms(0, || web::focus("#protection-done"));
}

/// The choice itself.
#[component]
pub fn ProtectionPanel() -> impl IntoView {
    let app = App::here();
    let choice = Memo::new(move |_| app.uploads.with(|uploads| uploads.choice));
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
                <SealOpt/>
                <h3 class="small">{words::AT_REST_TITLE}</h3>
                <div class="opts" role="radiogroup" aria-label=words::PROTECTION_CHOICE>
                    <Opt
                        choice=Choice::SseC
                        id="protect-ssec"
                        title=words::SSEC_TITLE
                        say=Signal::derive(move || {
                            let say = words::at_rest_say(Choice::SseC, sealed(app));
                            if ssec_off(app) { words::SSEC_OFF.to_owned() } else { say.to_owned() }
                        })
                    >
                        {move || (!ssec_off(app)).then(|| view! { <span class="more"><KeyChoice/></span> })}
                    </Opt>
                    <Opt
                        choice=Choice::SseS3
                        id="protect-sse-s3"
                        title=words::SSE_S3_TITLE
                        say=Signal::derive(move || words::at_rest_say(Choice::SseS3, sealed(app)).to_owned())
                    />
                    <Opt
                        choice=Choice::Bucket
                        id="protect-bucket"
                        title=words::BUCKET_TITLE
                        say=Signal::derive(move || bucket_say(app))
                    />
                </div>
                {move || blocks_ssec(app).then(|| view! {
                    <p class="note warn" data-testid="panel-blocked">
                        {icon("i-alert")}
                        <span>
                            {words::SSEC_BLOCKED_SAY}
                            <a href=Route::Bucket.to_hash()>{words::TO_THE_BUCKET}</a>
                        </span>
                    </p>
                })}
                {move || paths(choice.get(), sealed(app))}
                <dl class="facts choicefacts" aria-label=words::WHAT_IT_MEANS data-testid="choice-facts">
                    {move || words::facts_of(choice.get(), sealed(app))
                        .into_iter()
                        .map(|(head, text)| view! { <dt>{head}</dt><dd>{text}</dd> })
                        .collect_view()}
                </dl>
                <p class="small">
                    <button
                        type="button"
                        class="link"
                        data-testid="compare"
                        on:click=move |_| app.ask.set(Some(Ask::Compare))
                    >
                        {words::COMPARE_LINK}
                    </button>
                </p>
            </div>
        </section>
    }
}

/// The half that is independent of the storage: sealing, and for whom.
#[component]
fn SealOpt() -> impl IntoView {
    let app = App::here();
    view! {
        <div class="opts">
            <div class="opt">
                <span class="check">
                    <input
                        type="checkbox"
                        id="protect-sealed"
                        data-testid="protect-sealed"
                        prop:checked=move || sealed(app)
                        on:change=move |event| {
                            let wanted = event_target_checked(&event);
                            app.ring.with_untracked(|ring| app.uploads.update(|uploads| uploads.seal(wanted, ring)));
                            if wanted {
                                app.recipients.update(|recipients| {
                                    app.ring.with_untracked(|ring| recipients.choose_by_default(ring));
                                });
                            }
                        }
                    />
                </span>
                <label for="protect-sealed"><b>{words::SEALED_TITLE}</b></label>
                {mark("m-sealed", "mark mark-sealed")}
                <span class="say">{words::SEALED_SAY}</span>
                {move || sealed(app).then(|| view! {
                    <span class="more"><RecipientsChoice prefix="up" value=app.recipients/></span>
                })}
            </div>
        </div>
    }
}

/// One option of the choice.
#[component]
fn Opt(
    choice: Choice,
    id: &'static str,
    title: &'static str,
    #[prop(into)] say: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let app = App::here();
    view! {
        <div class="opt">
            <input
                class="radio"
                type="radio"
                name="protection"
                id=id
                data-testid=id
                prop:checked=move || app.uploads.with(|uploads| uploads.choice == choice)
                prop:disabled=move || choice == Choice::SseC && ssec_off(app)
                on:change=move |_| app.uploads.update(|uploads| uploads.choose(choice))
            />
            <label for=id><b>{title}</b></label>
            {choice_mark(choice, false)}
            <span class="say">{say}</span>
            {children.map(|children| children())}
        </div>
    }
}

/// What the bucket does by itself: as it told, or what that may be.
fn bucket_say(app: App) -> String {
    app.bucket.with(|view| match view.settings() {
        Some(settings) => words::bucket_does(&settings.default),
        None => words::at_rest_say(Choice::Bucket, sealed(app)).to_owned(),
    })
}

/// Whether the bucket is known to refuse new objects with customer keys.
fn blocks_ssec(app: App) -> bool {
    app.bucket.with(|view| view.settings().is_some_and(|settings| settings.blocks_ssec))
}

/// Where on its way the content can be read.
fn paths(choice: Choice, sealed: bool) -> AnyView {
    if sealed {
        return sealed_paths().into_any();
    }
    let ours = choice == Choice::SseC;
    let disks = match choice {
        Choice::SseC => words::YOUR_KEY,
        Choice::SseS3 => words::THEIR_KEY,
        Choice::Bucket => words::THEIR_RULE,
    };
    view! {
        <ul class="paths" aria-label=words::WHERE_READABLE>
            <li class="open"><span><strong>{words::PATH_BROWSER}</strong>{words::READABLE}</span></li>
            <li class="open">
                <span>
                    <strong>{words::PATH_PROVIDER}</strong>
                    {if ours { words::SEES_FORGETS } else { words::CAN_READ }}
                </span>
            </li>
            <li class:theirs=!ours><span><strong>{words::PATH_DISKS}</strong>{disks}</span></li>
        </ul>
    }
    .into_any()
}

/// The same of what was sealed: nowhere but here.
fn sealed_paths() -> impl IntoView {
    view! {
        <ul class="paths" aria-label=words::WHERE_READABLE>
            <li><span><strong>{words::PATH_BROWSER}</strong>{words::SEALED_HERE}</span></li>
            <li><span><strong>{words::PATH_PROVIDER}</strong>{words::CANNOT_READ}</span></li>
            <li><span><strong>{words::PATH_DISKS}</strong>{words::CANNOT_READ}</span></li>
        </ul>
    }
}

/// Which key: a plain list of those in the tab, and the ways to another.
#[component]
fn KeyChoice() -> impl IntoView {
    let app = App::here();
    view! {
        {move || chosen_key(app).map(|chosen| {
            let keys: Vec<_> = app.ring.with(|ring| ring.of_job(Job::SseC).cloned().collect());
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
