//! Local mode: files are dropped or chosen, and sealed or opened on this device.

mod item;
mod open;
mod openssl;
mod seal;

use crate::bind::files::take_chosen;
use crate::bind::{local, web};
use crate::components::icon::{icon, icon_as};
use crate::context::{App, Stage};
use crate::state::local::{Kind, LocalDesk, LocalItem, Phase};
use crate::state::names;
use crate::state::route::{KeysRoute, Route};
use crate::text::words;
use leptos::html::Input;
use leptos::prelude::*;

/// The whole screen. What was typed goes with it; the files stay.
#[component]
pub fn LocalPage() -> impl IntoView {
    let app = App::here();
    on_cleanup(move || {
        let _ = app.local.try_update(LocalDesk::forget_secrets);
    });
    let is_empty = Memo::new(move |_| app.local.with(|desk| desk.items.is_empty()));
    view! {
        <section class="page narrow" data-testid="local">
            <div class="head">
                <div>
                    <h1 class="big">{words::LOCAL_TITLE}</h1>
                    <p>{words::LOCAL_LEAD}</p>
                </div>
                {move || (app.stage.get() != Stage::Connected).then(|| view! {
                    <div class="row">
                        <a
                            class="btn quiet"
                            href=Route::Keys(KeysRoute::Ring(None)).to_hash()
                            data-testid="local-keys"
                        >
                            {icon("i-key")}
                            {words::KEYS}
                        </a>
                        <a class="btn quiet" href=Route::default().to_hash() data-testid="local-connect">
                            {words::LOCAL_CONNECT}
                        </a>
                    </div>
                })}
            </div>
            <div class="stack s4">
                {move || if is_empty.get() { drop_place().into_any() } else { view! { <Desk/> }.into_any() }}
                <div class="note">
                    {icon("i-shield")}
                    <span class="grow"><span>{words::LOCAL_FORMAT}</span></span>
                </div>
            </div>
            <Chooser/>
            {move || app.dragging.get().then(|| view! {
                <div class="dropveil"><div>{icon_as("i-upload", "i xl")}<h2>{words::LOCAL_DROP_HERE}</h2></div></div>
            })}
        </section>
    }
}

/// The input behind every "choose" button.
#[component]
fn Chooser() -> impl IntoView {
    let app = App::here();
    let input = NodeRef::<Input>::new();
    view! {
        <input
            class="sr"
            type="file"
            id="choose-local"
            multiple=true
            tabindex="-1"
            aria-label=words::LOCAL_FILES
            data-testid="local-input"
            node_ref=input
            on:change=move |_| {
                if let Some(input) = input.get_untracked() {
                    take_chosen(app, &input);
                }
            }
        />
    }
}

fn choose() {
    web::click("#choose-local");
}

fn drop_place() -> impl IntoView {
    view! {
        <div class="drop tall">
            {icon_as("i-upload", "i l")}
            <span>
                <b>{words::LOCAL_DROP}</b>
                {words::LOCAL_OR}
                <button type="button" class="link" data-testid="local-choose" on:click=move |_| choose()>
                    {words::LOCAL_CHOOSE}
                </button>
            </span>
            <span class="small">{words::LOCAL_STAY}</span>
        </div>
    }
}

/// The files, and what can be done with them.
#[component]
fn Desk() -> impl IntoView {
    let app = App::here();
    let ids = Memo::new(move |_| app.local.with(|desk| desk.items.iter().map(|item| item.id).collect::<Vec<_>>()));
    let running = Memo::new(move |_| app.local.with(LocalDesk::is_running));
    let to_seal = Memo::new(move |_| app.local.with(LocalDesk::to_seal));
    let to_open = Memo::new(move |_| app.local.with(LocalDesk::to_open));
    let to_import = Memo::new(move |_| app.local.with(|desk| desk.to_import().first().copied()));
    let several_saved = Memo::new(move |_| app.local.with(LocalDesk::has_saved_several));
    let head = Memo::new(move |_| app.local.with(|desk| head_for(&desk.items.iter().collect::<Vec<_>>())));
    view! {
        <div class="sheet" data-testid="local-desk">
            <div class="cap">
                {move || head.with(head_of)}
                {move || (!running.get()).then(|| view! {
                    <span class="row nowrap push">
                        <button type="button" class="btn small quiet" data-testid="local-more" on:click=move |_| choose()>
                            {words::LOCAL_MORE}
                        </button>
                        <button
                            type="button"
                            class="btn small quiet"
                            data-testid="local-clear"
                            on:click=move |_| local::clear(app)
                        >
                            {move || if ids.with(Vec::len) == 1 { words::LOCAL_OTHER } else { words::LOCAL_OTHERS }}
                        </button>
                    </span>
                })}
            </div>
            {move || several_saved.get().then(|| view! {
                <p class="pad small soft" role="status" data-testid="local-count">{words::COUNT_SAVED}</p>
            })}
            <ul class="localfiles">
                <For each=move || ids.get() key=|id| *id children=move |id| view! { <item::Item id=id ids=ids/> }/>
            </ul>
            {move || if running.get() {
                view! {
                    <div class="pad">
                        <button type="button" class="btn" data-testid="local-cancel" on:click=move |_| local::cancel(app)>
                            {words::CANCEL}
                        </button>
                    </div>
                }
                .into_any()
            } else {
                view! {
                    {move || (!to_open.with(Vec::is_empty)).then(|| view! { <open::OpenPart ids=to_open/> })}
                    {move || to_import.get().map(|id| view! { <openssl::OpensslPart id=id/> })}
                    {move || (!to_seal.with(Vec::is_empty)).then(|| view! { <seal::SealPart ids=to_seal/> })}
                }
                .into_any()
            }}
        </div>
    }
}

/// What stands above the files.
#[derive(Clone, PartialEq)]
enum Head {
    One(Box<LocalItem>),
    Many(usize, u64),
}

fn head_for(items: &[&LocalItem]) -> Head {
    match items {
        // How far it is shows elsewhere.
        [only] => Head::One(Box::new(LocalItem { phase: Phase::Waiting, ..(*only).clone() })),
        all => Head::Many(all.len(), all.iter().map(|item| item.len).sum()),
    }
}

fn head_of(head: &Head) -> AnyView {
    match head {
        Head::Many(count, len) => view! { <h2>{words::local_files(*count, *len)}</h2> }.into_any(),
        Head::One(item) => {
            let (name, len) = (names::shown(&item.name), words::size(item.len));
            view! {
                <span class="row nowrap grow">
                    {file_mark(item)}
                    <b class="cut"><bdi>{name}</bdi></b>
                    <span class="faint num small">{len}</span>
                </span>
            }
            .into_any()
        }
    }
}

fn file_mark(item: &LocalItem) -> AnyView {
    match item.kind {
        Kind::Sealed(_) => icon_as("m-sealed", "mark mark-sealed").into_any(),
        _ => icon(names::icon(&item.name)).into_any(),
    }
}

/// Of which files a part speaks, where the desk has more than those.
fn part_head(app: App, ids: impl Fn() -> Vec<u64> + Send + Sync + 'static) -> impl IntoView {
    let head = Memo::new(move |_| {
        let ids = ids();
        app.local.with(|desk| {
            let items: Vec<_> = ids.iter().filter_map(|id| desk.item(*id)).collect();
            (items.len() < desk.items.len()).then(|| head_for(&items))
        })
    });
    move || head.get().map(|head| view! { <div class="row nowrap" data-testid="part-head">{head_of(&head)}</div> })
}

/// Why nothing was begun.
fn complaint(app: App) -> impl IntoView {
    let complaint = Memo::new(move |_| app.local.with(|desk| desk.complaint));
    move || {
        complaint.get().map(|complaint| {
            view! {
                <p class="small bad row nowrap" id="local-complaint" tabindex="-1" role="alert" data-testid="local-complaint">
                    {icon("i-badc")}
                    <span>{words::complaint(complaint)}</span>
                </p>
            }
        })
    }
}
