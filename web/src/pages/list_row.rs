//! The rows of the list.

use crate::bind::transfers;
use crate::components::icon::{icon, icon_as, mark};
use crate::components::menu;
use crate::context::{App, MenuOf};
use crate::pages::list::{Head, table_name};
use crate::state::listing::{Row, RowKind};
use crate::state::names;
use crate::state::protection::Learnt;
use crate::state::route::Route;
use crate::text::words;
use leptos::prelude::*;
use sealport_client::message::WrappingKeyName;

pub fn list_row(app: App, row: Row) -> AnyView {
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
    // The object that marks the opened folder has no name of its own in it.
    let shown = if name.is_empty() { words::FOLDER_ITSELF.to_owned() } else { names::shown(name) };
    let kind = if name.is_empty() { "i-folder" } else { names::icon(name) };
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
        let known = app.known.with(|known| known.of(&object_key, etag.as_deref()).cloned());
        let sealed = app.known.with(|known| known.sealed_for(&object_key, etag.as_deref()).map(<[_]>::to_vec));
        if let Some(names) = sealed {
            return sealed_mark(&names, known.as_ref()).into_any();
        }
        match known {
            Some(Learnt::SseC { fingerprint }) => {
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
            Some(Learnt::Provider(value)) => view! {
                <span class="prot sses3">
                    {mark("m-sses3", "mark mark-sses3")}
                    <span class="cut">{words::by_provider(&value)}</span>
                </span>
            }
            .into_any(),
            None => view! {
                <span class="prot unknown">{mark("m-unknown", "mark mark-unknown")}<span>{words::UNKNOWN}</span></span>
            }
            .into_any(),
        }
    }
}

/// A sealed object: for which key, and whether an SSE-C key lies on top.
fn sealed_mark(names: &[WrappingKeyName], known: Option<&Learnt>) -> impl IntoView + use<> {
    let both = matches!(known, Some(Learnt::SseC { .. }));
    let key = names.iter().find(|name| !name.is_passphrase()).map(words::key_label);
    view! {
        <span class="prot sealed">
            {mark("m-sealed", "mark mark-sealed")}
            {both.then(|| mark("m-ssec", "mark mark-ssec"))}
            <span>{if both { words::SEALED_AND_SSEC } else { words::SEALED }}</span>
            <span class="fpt mono cut">{key}</span>
        </span>
    }
}

/// The short form of a whole fingerprint whose key has left the tab.
fn short_of(fingerprint: &str) -> String {
    let chars: Vec<char> = fingerprint.chars().filter(|c| *c != '-').take(8).collect();
    let (head, tail) = chars.split_at(chars.len().min(4));
    format!("{}-{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}

pub fn ghost_table(app: App) -> impl IntoView {
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
