//! Importing a key: pasted into a masked field, or from a file.

use crate::bind::files::take_one;
use crate::bind::keys;
use crate::components::field::TextField;
use crate::context::App;
use crate::state::keyring::KeyFace;
use crate::text::words;
use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use sealport_client::{KeyDiagnosis, Zeroizing};

/// The form; `on_done` gets the key and whether it is new in this tab.
///
/// It names the storage in large type: importing here is the person's word that the key may be sent there.
#[component]
pub fn ImportForm(
    on_done: impl Fn(KeyFace, bool) + Clone + 'static,
    #[prop(default = words::IMPORT)] button: &'static str,
) -> impl IntoView {
    let app = App::here();
    let pasted = RwSignal::new(Zeroizing::new(String::new()));
    let fault = RwSignal::new(None::<String>);
    let file = NodeRef::<Input>::new();
    // The text goes with the form, whatever way the person leaves it, and is not left in the browser's back-forward
    // store.
    let leaving = window_event_listener(ev::pagehide, move |_| pasted.set(Zeroizing::new(String::new())));
    on_cleanup(move || {
        leaving.remove();
        let _ = pasted.try_set(Zeroizing::new(String::new()));
    });
    let finish = move |result: Result<(KeyFace, bool), KeyDiagnosis>| match result {
        Ok((key, new)) => {
            pasted.set(Zeroizing::new(String::new()));
            fault.set(None);
            on_done(key, new);
        }
        Err(error) => fault.set(Some(words::sentence(&error.to_string()))),
    };
    let on_submit = {
        let finish = finish.clone();
        move |event: ev::SubmitEvent| {
            event.prevent_default();
            finish(pasted.with_untracked(|text| keys::import_text(app, text)));
        }
    };
    let on_file = move |_| {
        if let Some(chosen) = file.get_untracked().and_then(|input| take_one(&input)) {
            keys::import_chosen(app, chosen, finish.clone());
        }
    };
    view! {
        <form class="stack s4" on:submit=on_submit>
            <div class="stack s2">
                <TextField
                    id="import-text"
                    label=words::IMPORT_LABEL
                    value=Signal::derive(move || pasted.with(|text| text.to_string()))
                    on_input=move |text| {
                        pasted.set(Zeroizing::new(text));
                        fault.set(None);
                    }
                    fault=Signal::derive(move || fault.get())
                    mono=true
                    secret=true
                    show_label=words::SHOW_KEY
                    hide_label=words::HIDE_KEY
                />
                <p class="small faint">
                    {words::OR_CAPITAL}
                    <button
                        type="button"
                        class="link"
                        on:click=move |_| {
                                    if let Some(input) = file.get_untracked() {
                                        input.click();
                                    }
                                }
                    >
                        {words::CHOOSE_KEY_FILE}
                    </button>
                    {words::READ_HERE}
                </p>
                <input
                    class="sr"
                    type="file"
                    tabindex="-1"
                    aria-label=words::CHOOSE_KEY_FILE
                    data-testid="import-file"
                    node_ref=file
                    on:change=on_file
                />
            </div>
            {move || app.place.get().map(|place| view! {
                <div class="stack s1 sentto">
                    <span class="small soft">{words::IMPORT_SENT_TO}</span>
                    <strong class="host">{place.host.clone()}</strong>
                    <span class="small soft">{words::bucket_named(&place.bucket)}</span>
                </div>
            })}
            <div class="row">
                <button type="submit" class="btn primary" data-testid="import-submit">{button}</button>
            </div>
        </form>
    }
}
