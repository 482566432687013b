//! Where the page's wasm is cut: each function here is the whole of a piece, with all that only pieces reach.

use super::{Keys, Link, Local, Storage};
use crate::bind::{files, ring, session};
use crate::components::dialog;
use crate::components::menu;
use crate::components::ring_note::RingAtStart;
use crate::pages::bucket::BucketPage;
use crate::pages::checks;
use crate::pages::files::FilesPage;
use crate::pages::keys::KeysPage;
use crate::pages::link::LinkPanel;
use crate::pages::local::LocalPage;
use crate::pages::object::ObjectPage;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

#[wasm_split(storage, wasm_split_path = leptos::wasm_split, fallible)]
pub fn storage() -> Result<Storage, SplitLoaderError> {
    Ok(Storage {
        connect: session::connect,
        failed_check: |app, check, fault| checks::failed_line(app, check, fault).into_any(),
        open: session::open,
        enter_demo: session::enter_demo,
        show_route: session::show_route,
        take_dropped: files::take_dropped,
        menu: |app, of| menu::entries(app, of).into_any(),
        files: || view! { <FilesPage/> }.into_any(),
        object: || view! { <ObjectPage/> }.into_any(),
        bucket: || view! { <BucketPage/> }.into_any(),
    })
}

#[wasm_split(keys, wasm_split_path = leptos::wasm_split, fallible)]
pub fn keys() -> Result<Keys, SplitLoaderError> {
    Ok(Keys {
        start: ring::start,
        keys: || view! { <KeysPage/> }.into_any(),
        ring_at_start: || view! { <RingAtStart/> }.into_any(),
        dialog: dialog::content,
    })
}

#[wasm_split(local, wasm_split_path = leptos::wasm_split, fallible)]
pub fn local() -> Result<Local, SplitLoaderError> {
    Ok(Local { page: || view! { <LocalPage/> }.into_any(), take_dropped: files::take_dropped })
}

#[wasm_split(link, wasm_split_path = leptos::wasm_split, fallible)]
pub fn link() -> Result<Link, SplitLoaderError> {
    Ok(Link { panel: || view! { <LinkPanel/> }.into_any() })
}
