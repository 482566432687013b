//! The list of one folder, beside it the tray.

use crate::bind::files::take_chosen;
use crate::bind::{listing, session, web};
use crate::components::clock_note::ClockNote;
use crate::components::crumbs::crumbs;
use crate::components::icon::icon;
use crate::context::App;
use crate::pages::list::List;
use crate::pages::protection::uploads_mark;
use crate::pages::tray::Tray;
use crate::state::listing::Phase;
use crate::state::names;
use crate::state::protection::Choice;
use crate::state::route::{self};
use crate::text::words;
use leptos::html::Input;
use leptos::prelude::*;

/// The workspace.
#[component]
pub fn FilesPage() -> impl IntoView {
    let app = App::here();
    view! {
        <section class="work" aria-label=words::WORKSPACE>
            <div class="sheet files">
                {move || app.place.with(|place| place.as_ref().is_some_and(|place| place.demo)).then(|| view! {
                    <div class="banner" data-testid="demo-banner">
                        {icon("i-info")}
                        <span class="grow"><strong>{words::DEMO_TITLE}</strong>" "{words::DEMO_TEXT}</span>
                        <button type="button" class="btn small" on:click=move |_| session::leave(app)>
                            {words::DEMO_CONNECT}
                        </button>
                    </div>
                })}
                <ClockNote/>
                <Bar/>
                <List/>
                <Foot/>
            </div>
            <Tray/>
            <FileInputs/>
            {move || app.dragging.get().then(drop_veil)}
        </section>
    }
}

/// The inputs behind every "choose" button and the shortcut.
#[component]
fn FileInputs() -> impl IntoView {
    let app = App::here();
    let files = NodeRef::<Input>::new();
    let folder = NodeRef::<Input>::new();
    Effect::new(move || {
        // No attribute of HTML's, but every browser has it.
        if let Some(input) = folder.get() {
            input.set_webkitdirectory(true);
        }
    });
    let take = move |node: NodeRef<Input>| {
        if let Some(input) = node.get_untracked() {
            take_chosen(app, &input);
        }
    };
    view! {
        <input
            class="sr"
            type="file"
            id="choose-files"
            multiple=true
            tabindex="-1"
            aria-label=words::CHOOSE_FILES
            data-testid="file-input"
            node_ref=files
            on:change=move |_| take(files)
        />
        <input
            class="sr"
            type="file"
            id="choose-folder"
            multiple=true
            tabindex="-1"
            aria-label=words::CHOOSE_FOLDER
            data-testid="folder-input"
            node_ref=folder
            on:change=move |_| take(folder)
        />
    }
}

#[component]
fn Bar() -> impl IntoView {
    let app = App::here();
    let busy = Memo::new(move |_| app.listing.with(|listing| listing.busy));
    view! {
        <div class="bar">
            {move || {
                let prefix = app.listing.with(|listing| listing.prefix.clone());
                let bucket = app.place.with(|place| place.as_ref().map(|place| place.bucket.clone()));
                crumbs(&bucket.unwrap_or_default(), route::crumbs(&prefix), true)
            }}
            <span class="with find">
                {icon("i-search")}
                <input
                    class="input s"
                    type="search"
                    id="filter"
                    aria-label=words::FILTER_LABEL
                    placeholder=words::FILTER
                    autocomplete="off"
                    spellcheck="false"
                    data-testid="filter"
                    prop:value=move || app.view.with(|view| view.filter.clone())
                    on:input=move |event| app.view.update(|view| view.filter = event_target_value(&event))
                />
            </span>
            <button
                type="button"
                class="btn icon"
                aria-label=words::RELOAD
                title=words::RELOAD
                aria-busy=move || busy.get().to_string()
                data-testid="reload"
                on:click=move |_| listing::reload(app)
            >
                {move || if busy.get() {
                    view! { <span class="spin" aria-hidden="true"></span> }.into_any()
                } else {
                    icon("i-retry").into_any()
                }}
            </button>
            <button
                type="button"
                class="btn primary"
                data-testid="upload"
                on:click=move |_| web::click("#choose-files")
            >
                {icon("i-upload")}
                {words::UPLOAD}
            </button>
        </div>
    }
}

#[component]
fn Foot() -> impl IntoView {
    let app = App::here();
    let sum = move || {
        app.listing.with(|listing| {
            if listing.phase != Phase::Ready || listing.rows().is_empty() {
                return String::new();
            }
            let (count, bytes) = listing.sum();
            let text = words::list_sum(count, bytes);
            if listing.next.is_some() { format!("{text} {}", words::LOADED_ONLY) } else { text }
        })
    };
    view! {
        <div class="foot">
            <span>{sum}</span>
            <span class="push row nowrap hints" aria-hidden="true">
                <kbd>"U"</kbd>{words::KEY_U}
                <kbd>"/"</kbd>{words::KEY_SLASH}
                <kbd>"?"</kbd>{words::KEY_HELP}
            </span>
        </div>
    }
}

fn drop_veil() -> impl IntoView {
    let app = App::here();
    view! {
        <div class="dropveil">
            <div>
                {move || uploads_mark(app, true)}
                <h2>{move || words::drop_into(&names::shown(&app.upload_prefix()))}</h2>
                <p>
                    {move || {
                        let said = match app.uploads.with(|uploads| uploads.choice) {
                            _ if app.uploads.with(|uploads| uploads.sealed) => Some(words::DROP_SEALED.to_owned()),
                            Choice::SseC => app.upload_key().map(|key| words::drop_key(&key.short)),
                            Choice::SseS3 => Some(words::DROP_SSE_S3.to_owned()),
                            Choice::Bucket => None,
                        };
                        said.map(|said| format!("{said} "))
                    }}
                    {words::DROP_CHECK}
                </p>
            </div>
        </div>
    }
}
