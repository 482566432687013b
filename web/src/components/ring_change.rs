//! Another passphrase for the kept ring: the old one, the new one, and the new one again.

use crate::bind::{ring, web};
use crate::components::dialog::header;
use crate::components::field::TextField;
use crate::components::passphrase::{NewPassphrase, secret_text};
use crate::components::ring_dialogs::closing;
use crate::components::ring_note::ring_fault;
use crate::context::App;
use crate::state::kept::RingFault;
use crate::text::words;
use leptos::prelude::*;
use sealport_client::Zeroizing;

/// Changes the passphrase in one step.
#[component]
pub fn ChangePassphrase() -> impl IntoView {
    let app = App::here();
    let old = secret_text();
    let failed = RwSignal::new(None::<RingFault>);
    let missing = RwSignal::new(false);
    let busy = Signal::derive(move || app.kept.with(|kept| kept.busy));
    let change = Callback::new(move |new: Zeroizing<String>| {
        failed.set(None);
        if old.with_untracked(|old| old.is_empty()) {
            missing.set(true);
            return web::focus("#ring-old");
        }
        ring::change_passphrase(app, old.get_untracked(), new, closing(app, failed, words::PASSPHRASE_CHANGED));
    });
    view! {
        {header(app, words::CHANGE_PASSPHRASE_TITLE.to_owned())}
        <div class="body stack s4">
            <p class="soft">{words::CHANGE_PASSPHRASE_TEXT}</p>
            <TextField
                id="ring-old"
                label=words::OLD_PASSPHRASE
                value=Signal::derive(move || old.with(|text| text.to_string()))
                on_input=move |text| {
                    missing.set(false);
                    failed.set(None);
                    old.set(Zeroizing::new(text));
                }
                fault=Signal::derive(move || missing.get().then(|| words::OLD_PASSPHRASE_MISSING.to_owned()))
                secret=true
                show_label=words::SHOW_PASSPHRASE
                hide_label=words::HIDE_PASSPHRASE
            />
            <NewPassphrase prefix="ring" label=words::NEW_PASSPHRASE again=true on_accept=change busy=busy/>
            {move || ring_fault(failed.get())}
        </div>
    }
}
