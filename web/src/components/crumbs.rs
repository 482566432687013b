//! The path of folders.

use crate::state::names::shown;
use crate::state::route::{Crumb, Route};
use crate::text::words;
use leptos::prelude::*;

/// Bucket and folders as links; with `current_is_last` the last one is the page's heading.
pub fn crumbs(bucket: &str, folders: Vec<Crumb>, current_is_last: bool) -> impl IntoView + use<> {
    let mut steps = vec![Crumb { name: bucket.to_owned(), prefix: String::new() }];
    steps.extend(folders);
    let last = steps.len() - 1;
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(at, step)| {
            let name = if step.name.is_empty() { words::NO_NAME.to_owned() } else { shown(&step.name) };
            if at == last && current_is_last {
                view! { <li><h1 aria-current="page"><bdi>{name}</bdi></h1></li> }.into_any()
            } else {
                let href = Route::Files { prefix: step.prefix }.to_hash();
                view! { <li><a href=href><bdi>{name}</bdi></a></li> }.into_any()
            }
        })
        .collect_view();
    view! { <nav class="crumbs" aria-label=words::FOLDERS><ol>{steps}</ol></nav> }
}
