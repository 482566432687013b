//! "This object is sealed": which key or passphrase opens it, or have it as it is.

use crate::bind::{opening, transfers};
use crate::components::dialog::header;
use crate::components::fault_box::FaultBox;
use crate::components::icon::mark;
use crate::components::import_form::ImportForm;
use crate::components::passphrase::AskPassphrase;
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::intent::Intent;
use crate::state::keyring::Job;
use crate::state::names;
use crate::text::words;
use leptos::prelude::*;

/// The question about one object.
#[component]
pub fn OpenSealed(object_key: String, refused: Option<Box<Fault>>, then: Intent) -> impl IntoView {
    let app = App::here();
    let wanted = opening::asked_about(app).map(|header| header.key_names()).unwrap_or_default();
    let asks_key = wanted.iter().any(|name| !name.is_passphrase());
    let asks_passphrase = wanted.iter().any(|name| name.is_passphrase());
    let busy = RwSignal::new(false);
    let fault = RwSignal::new(refused.map(|fault| *fault));
    let failed = move |what: Fault| {
        // The question may be closed by then.
        let _ = busy.try_set(false);
        let _ = fault.try_set(Some(what));
    };
    let (for_passphrase, for_key, as_is) = (then.clone(), then.clone(), then.left_sealed());
    let try_passphrase = Callback::new(move |typed| {
        busy.set(true);
        fault.set(None);
        opening::try_passphrase(app, typed, for_passphrase.clone(), failed);
    });
    view! {
        {header(app, words::OPEN_SEALED_TITLE.to_owned())}
        <div class="body" data-testid="open-sealed">
            <p class="row nowrap">
                {mark("m-sealed", "mark mark-sealed")}
                <span data-testid="sealed-for">{words::it_is_sealed_for(&wanted)}</span>
            </p>
            <p class="soft"><bdi class="mono">{names::shown(names::file_name(&object_key))}</bdi></p>
            {asks_passphrase.then(|| view! { <AskPassphrase on_given=try_passphrase busy=busy/> })}
            {move || fault.get().map(|fault| view! { <FaultBox fault=fault/> })}
            {asks_key.then(|| {
                let then = for_key.clone();
                view! {
                    <div class="stack s3">
                        {asks_passphrase.then(|| view! { <h3 class="small">{words::OR_IMPORT}</h3> })}
                        <ImportForm
                            job=Job::Sealing
                            button=words::USE_THIS_KEY
                            on_done=move |_, _| {
                                fault.set(None);
                                opening::try_keys(app, then.clone(), failed);
                            }
                        />
                    </div>
                }
            })}
        </div>
        <footer>
            <button type="button" class="btn" on:click=move |_| app.ask.set(None)>{words::CANCEL}</button>
            <button
                type="button"
                class="btn"
                data-testid="download-as-is"
                on:click=move |_| {
                    app.ask.set(None);
                    transfers::go_on(app, as_is.clone());
                }
            >
                {words::DOWNLOAD_AS_IS}
            </button>
        </footer>
    }
}
