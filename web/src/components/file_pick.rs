//! A button that opens the browser's file picker.

use crate::bind::files::take_one;
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::File;

/// The button, and the input behind it, which nobody sees or reaches by keyboard.
#[component]
pub fn FilePick(
    /// Classes of the button.
    class: &'static str,
    /// What is chosen, for who does not see the button.
    label: &'static str,
    /// Names the input for tests.
    testid: &'static str,
    /// Hears the file.
    on_file: impl Fn(File) + 'static,
    /// While something is under way nothing can be chosen.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let take = move |_| {
        if let Some(file) = input.get_untracked().and_then(|input| take_one(&input)) {
            on_file(file);
        }
    };
    view! {
        <button type="button" class=class prop:disabled=disabled on:click=open>{children()}</button>
        <input
            class="sr"
            type="file"
            tabindex="-1"
            aria-label=label
            data-testid=testid
            node_ref=input
            on:change=take
        />
    }
}
