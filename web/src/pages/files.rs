//! The list of one folder, beside it the tray.

use crate::bind::files::{take_chosen, when_near};
use crate::bind::{listing, session, transfers, web};
use crate::components::crumbs::crumbs;
use crate::components::fault_box::FaultBox;
use crate::components::icon::{icon, icon_as, mark};
use crate::components::menu;
use crate::context::{App, MenuOf};
use crate::pages::connect::cors_rule;
use crate::pages::tray::Tray;
use crate::state::fault::Fault;
use crate::state::listing::{Phase, Row, RowKind, SortBy};
use crate::state::names;
use crate::state::route::{self, Route};
use crate::text::words;
use leptos::html::{Div, Input};
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
                        <button type="button" class="btn small" on:click=move |_| session::disconnect(app)>
                            {words::DEMO_CONNECT}
                        </button>
                    </div>
                })}
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
                data-testid="reload"
                on:click=move |_| listing::reload(app)
            >
                {icon("i-retry")}
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
fn List() -> impl IntoView {
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

fn table_name(app: App) -> String {
    let bucket = app.place.with(|place| place.as_ref().map(|place| place.bucket.clone())).unwrap_or_default();
    app.listing.with(|listing| words::objects_in(&bucket, &names::shown(&listing.prefix)))
}

#[component]
fn Head() -> impl IntoView {
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

fn list_row(app: App, row: Row) -> AnyView {
    let prefix = app.listing.with_untracked(|listing| listing.prefix.clone());
    let name = row.name(&prefix).to_owned();
    match row.kind {
        RowKind::Folder => folder_row(&row.object_key, &name).into_any(),
        RowKind::Object { len, modified_secs, etag } => {
            object_row(app, row.object_key, &name, len, modified_secs, etag).into_any()
        }
    }
}

fn folder_row(prefix: &str, name: &str) -> impl IntoView + use<> {
    let shown = if name == "/" { words::NO_NAME.to_owned() } else { names::shown(name) };
    view! {
        <tr role="row" data-folder=prefix.to_owned()>
            <td role="rowheader" class="c-name">
                <span class="name">
                    {icon_as("i-folder", "i dir")}
                    <a href=Route::Files { prefix: prefix.to_owned() }.to_hash()><bdi>{shown}</bdi></a>
                </span>
            </td>
            <td role="cell" class="c-prot"><span class="faint">{words::FOLDER}</span></td>
            <td role="cell" class="c-size num"><span class="sr">{words::NO_SIZE}</span></td>
            <td role="cell" class="c-when"><span class="sr">{words::NO_DATE}</span></td>
            <td role="cell" class="c-act"></td>
        </tr>
    }
}

fn object_row(
    app: App,
    object_key: String,
    name: &str,
    len: u64,
    modified_secs: Option<i64>,
    etag: Option<String>,
) -> impl IntoView + use<> {
    let shown = names::shown(name);
    let kind = names::icon(name);
    let details = Route::Object { object_key: object_key.clone() }.to_hash();
    let size = words::size(len);
    let when = move || modified_secs.map(|secs| words::ago(secs, app.now_secs.get(), app.offset_min.get()));
    let of = MenuOf::Object(object_key.clone());
    let (of_open, of_click) = (of.clone(), of);
    let (for_download, attribute) = (object_key.clone(), object_key.clone());
    view! {
        <tr role="row" data-object-key=attribute>
            <td role="rowheader" class="c-name">
                <span class="name">
                    {icon_as(kind, "i kind")}
                    <a href=details><bdi>{shown.clone()}</bdi></a>
                </span>
            </td>
            <td role="cell" class="c-prot">
                {protection(app, object_key, etag)}
                <span class="sub num">{size.clone()}</span>
            </td>
            <td role="cell" class="c-size num">{size}</td>
            <td role="cell" class="c-when">{when}</td>
            <td role="cell" class="c-act">
                <button
                    type="button"
                    class="btn quiet icon small get"
                    aria-label=words::download_named(&shown)
                    data-testid="download"
                    on:click=move |_| transfers::download(app, for_download.clone())
                >
                    {icon("i-download")}
                </button>
                <button
                    type="button"
                    class="btn quiet icon small"
                    aria-label=words::more_for(&shown)
                    aria-haspopup="menu"
                    aria-expanded=move || menu::is_open(app, &of_open).to_string()
                    data-testid="more"
                    on:click=move |event| menu::toggle(app, of_click.clone(), &event)
                >
                    {icon("i-more")}
                </button>
            </td>
        </tr>
    }
}

/// What is known of an object's protection: its key, when this tab uploaded it or looked at it.
fn protection(app: App, object_key: String, etag: Option<String>) -> impl IntoView {
    move || {
        let known = app.known.with(|known| known.fingerprint_of(&object_key, etag.as_deref()).map(str::to_owned));
        match known {
            Some(fingerprint) => {
                let key = app.ring.with(|ring| ring.find(&fingerprint).map(|key| key.short.clone()));
                let here = key.is_some();
                let short = key.unwrap_or_else(|| short_of(&fingerprint));
                view! {
                    <span class="prot ssec">
                        {mark("m-ssec", "mark mark-ssec")}
                        <span>{words::SSE_C}</span>
                        <span class="fpt mono">{short}</span>
                        {(!here).then(|| view! { <span class="lost">{words::KEY_NOT_HERE}</span> })}
                    </span>
                }
                .into_any()
            }
            None => view! {
                <span class="prot unknown">{mark("m-unknown", "mark mark-unknown")}<span>{words::UNKNOWN}</span></span>
            }
            .into_any(),
        }
    }
}

/// The short form of a whole fingerprint whose key has left the tab.
fn short_of(fingerprint: &str) -> String {
    let chars: Vec<char> = fingerprint.chars().filter(|c| *c != '-').take(8).collect();
    let (head, tail) = chars.split_at(chars.len().min(4));
    format!("{}-{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}

fn ghost_table(app: App) -> impl IntoView {
    let line = |a: &'static str, b: &'static str| {
        view! {
            <tr role="row">
                <td role="cell" class="c-name"><span class=format!("ghost {a}")></span></td>
                <td role="cell" class="c-prot"><span class=format!("ghost {b}")></span></td>
                <td role="cell" class="c-size"><span class="ghost g2"></span></td>
                <td role="cell" class="c-when"><span class="ghost g4"></span></td>
                <td role="cell" class="c-act"></td>
            </tr>
        }
    };
    view! {
        <table class="objects" role="table" aria-label=move || table_name(app)>
            <Head/>
            <tbody role="rowgroup">
                {["g1", "g2", "g3", "g4", "g1", "g2", "g3", "g4", "g1"]
                    .into_iter()
                    .zip(["g2", "g1", "g4", "g3", "g2", "g1", "g4", "g3", "g2"])
                    .map(|(a, b)| line(a, b))
                    .collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn EmptyList() -> impl IntoView {
    let app = App::here();
    let advice = move || {
        let (ssec, short) = app
            .uploads
            .with(|uploads| (uploads.ssec, app.ring.with(|ring| uploads.key_of(ring).map(|key| key.short.clone()))));
        match (ssec, short) {
            (true, Some(short)) => words::empty_text_ssec(&short),
            (true, None) => words::EMPTY_TEXT_NO_KEY.to_owned(),
            (false, _) => words::EMPTY_TEXT_BUCKET.to_owned(),
        }
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
                {mark("m-ssec", "mark mark-ssec l")}
                <h2>{move || words::drop_into(&names::shown(&app.upload_prefix()))}</h2>
                <p>
                    {move || {
                        let short = app.uploads.with(|uploads| {
                            let key = app.ring.with(|ring| uploads.key_of(ring).map(|key| key.short.clone()));
                            key.filter(|_| uploads.ssec)
                        });
                        short.map(|short| format!("{} ", words::drop_key(&short)))
                    }}
                    {words::DROP_CHECK}
                </p>
            </div>
        </div>
    }
}
