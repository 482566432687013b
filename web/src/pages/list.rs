//! The list of one folder in all its states: loading, failed, empty, rows and what follows them.

use crate::bind::files::when_near;
use crate::bind::{listing, web};
use crate::components::fault_box::FaultBox;
use crate::components::icon::{icon, icon_as};
use crate::context::App;
use crate::pages::checks::cors_rule;
use crate::pages::list_row::{ghost_table, list_row};
use crate::state::fault::Fault;
use crate::state::listing::{Phase, Row, SortBy};
use crate::state::names;
use crate::state::protection::Choice;
use crate::text::words;
use leptos::html::Div;
use leptos::prelude::*;

/// What the list shows as a whole.
#[derive(Clone, PartialEq)]
enum Shown {
    Loading,
    Failed(Fault),
    Empty,
    NoMatch,
    Rows,
}

#[component]
pub fn List() -> impl IntoView {
    let app = App::here();
    let visible = Memo::new(move |_| {
        app.listing.with(|listing| {
            app.view.with(|view| {
                // `drawn` changes often and must not sort again: it is taken below.
                listing.visible(view)
            })
        })
    });
    let shown = Memo::new(move |_| {
        app.listing.with(|listing| match &listing.phase {
            Phase::Loading => Shown::Loading,
            Phase::Failed(fault) => Shown::Failed(fault.clone()),
            Phase::Ready if listing.rows().is_empty() => Shown::Empty,
            Phase::Ready if visible.with(Vec::is_empty) => Shown::NoMatch,
            Phase::Ready => Shown::Rows,
        })
    });
    move || match shown.get() {
        Shown::Loading => view! {
            <div class="list" aria-busy="true" data-testid="list-loading">
                <span class="sr" role="status">{words::LOADING}</span>
                {ghost_table(app)}
            </div>
        }
        .into_any(),
        Shown::Failed(fault) => view! { <FailedList fault=fault/> }.into_any(),
        Shown::Empty => view! { <EmptyList/> }.into_any(),
        Shown::NoMatch => view! {
            <div class="list" data-testid="list-nomatch">
                <div class="void">
                    <h2>{words::NOTHING_MATCHES}</h2>
                    <div class="row">
                        <button
                            type="button"
                            class="btn"
                            on:click=move |_| app.view.update(|view| view.filter.clear())
                        >
                            {words::CLEAR_FILTER}
                        </button>
                    </div>
                    <More/>
                </div>
            </div>
        }
        .into_any(),
        Shown::Rows => view! {
            <div class="list" tabindex="0" role="region" aria-label=words::OBJECTS>
                <table class="objects" role="table" aria-label=move || table_name(app) data-testid="objects">
                    <Head/>
                    <tbody role="rowgroup">
                        <For
                            each=move || {
                                let drawn = app.view.with(|view| view.drawn);
                                visible.with(|rows| rows.iter().take(drawn).cloned().collect::<Vec<_>>())
                            }
                            key=Row::clone
                            children=move |row| list_row(app, row)
                        />
                    </tbody>
                </table>
                <More/>
            </div>
        }
        .into_any(),
    }
}

pub fn table_name(app: App) -> String {
    let bucket = app.place.with(|place| place.as_ref().map(|place| place.bucket.clone())).unwrap_or_default();
    app.listing.with(|listing| words::objects_in(&bucket, &names::shown(&listing.prefix)))
}

#[component]
pub fn Head() -> impl IntoView {
    let app = App::here();
    let column = move |class: &'static str, sort: SortBy, label: &'static str| {
        let order = move || {
            app.view.with(|view| match (view.sort == sort, view.descending) {
                (false, _) => None,
                (true, false) => Some("ascending"),
                (true, true) => Some("descending"),
            })
        };
        view! {
            <th role="columnheader" class=class aria-sort=order>
                <button type="button" on:click=move |_| app.view.update(|view| view.sort_by(sort))>
                    {label}
                    {move || match order() {
                        Some("descending") => Some(icon_as("i-sort", "i flip")),
                        Some(_) => Some(icon_as("i-sort", "i")),
                        None => None,
                    }}
                </button>
            </th>
        }
    };
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {column("c-name", SortBy::Name, words::COLUMN_NAME)}
                <th role="columnheader" class="c-prot">{words::COLUMN_PROTECTION}</th>
                {column("c-size", SortBy::Size, words::COLUMN_SIZE)}
                {column("c-when", SortBy::Modified, words::COLUMN_MODIFIED)}
                <th role="columnheader" class="c-act"><span class="sr">{words::COLUMN_ACTIONS}</span></th>
            </tr>
        </thead>
    }
}

#[component]
fn EmptyList() -> impl IntoView {
    let app = App::here();
    let sealed = move || app.uploads.with(|uploads| uploads.sealed);
    let advice = move || match (app.uploads.with(|uploads| uploads.choice), app.upload_key()) {
        _ if sealed() => words::EMPTY_TEXT_SEALED.to_owned(),
        (Choice::SseC, Some(key)) => words::empty_text_ssec(&key.short),
        (Choice::SseC, None) => words::EMPTY_TEXT_NO_KEY.to_owned(),
        (Choice::SseS3, _) => words::EMPTY_TEXT_SSE_S3.to_owned(),
        (Choice::Bucket, _) => words::EMPTY_TEXT_BUCKET.to_owned(),
    };
    view! {
        <div class="list" data-testid="list-empty">
            <div class="void">
                <svg
                    class="art"
                    viewBox="0 0 96 72"
                    fill="none"
                    stroke="currentColor"
                    stroke-width="1.5"
                    stroke-linejoin="round"
                    stroke-linecap="round"
                    aria-hidden="true"
                >
                    <path d="M8 62h80"/>
                    <path d="M20 62V34a28 28 0 0 1 56 0v28"/>
                    <path d="M32 62V36a16 16 0 0 1 32 0v26" stroke-dasharray="3 4"/>
                    <path d="M48 60V40M41 46.500l7-7 7 7"/>
                </svg>
                <h2>{words::EMPTY_TITLE}</h2>
                <p>{advice}</p>
                <div class="row">
                    <button type="button" class="btn primary" on:click=move |_| web::click("#choose-files")>
                        {icon("i-upload")}
                        {words::CHOOSE_FILES}
                    </button>
                    <button type="button" class="btn" on:click=move |_| web::click("#choose-folder")>
                        {words::CHOOSE_FOLDER}
                    </button>
                </div>
            </div>
        </div>
    }
}

#[component]
fn FailedList(fault: Fault) -> impl IntoView {
    let app = App::here();
    let cors = fault.code == "network-or-cors";
    view! {
        <div class="list" data-testid="list-failed">
            <div class="void failedlist">
                <FaultBox fault=fault>
                    <button type="button" class="btn small" on:click=move |_| listing::reload(app)>
                        {words::TRY_AGAIN}
                    </button>
                </FaultBox>
                {cors.then(|| view! { <div class="stack s3 rulebox">{cors_rule(app)}</div> })}
            </div>
        </div>
    }
}

/// What follows the drawn rows: more of them, or the next page.
#[component]
fn More() -> impl IntoView {
    let app = App::here();
    let node = NodeRef::<Div>::new();
    Effect::new(move || {
        if let Some(element) = node.get() {
            when_near(&element, move || {
                // A page that failed is asked for again only by the button.
                if app.listing.with_untracked(|listing| listing.more_failed.is_none()) {
                    listing::show_more(app);
                }
            });
        }
    });
    let left = move || {
        app.listing.with(|listing| listing.next.is_some() || app.view.with(|view| view.drawn < listing.rows().len()))
    };
    view! {
        <div class="more" node_ref=node>
            {move || {
                let (loading, failed, further) = app.listing.with(|listing| {
                    (listing.loading_more, listing.more_failed.clone(), listing.next.is_some())
                });
                left().then(|| view! {
                    {failed.map(|fault| view! { <FaultBox fault=fault/> })}
                    <span class="row">
                        {loading.then(|| view! {
                            <span class="spin" aria-hidden="true"></span>
                            <span class="small soft" role="status">{words::LOADING}</span>
                            <button type="button" class="btn small" on:click=move |_| listing::stop(app)>
                                {words::STOP}
                            </button>
                        })}
                        {(!loading).then(|| view! {
                            <button
                                type="button"
                                class="btn small"
                                data-testid="load-more"
                                on:click=move |_| listing::show_more(app)
                            >
                                {words::LOAD_MORE}
                            </button>
                        })}
                        {(!loading && further).then(|| view! {
                            <button
                                type="button"
                                class="btn small quiet"
                                data-testid="load-all"
                                on:click=move |_| listing::load_all(app)
                            >
                                {words::LOAD_ALL}
                            </button>
                        })}
                    </span>
                })
            }}
        </div>
    }
}
