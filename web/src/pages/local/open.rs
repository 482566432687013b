//! Opening sealed files: with keys of the ring, by the names in the file, or with a passphrase.

use super::{complaint, part_head};
use crate::bind::local;
use crate::components::field::TextField;
use crate::components::icon::icon;
use crate::components::import_form::ImportForm;
use crate::components::key_art::key_chip;
use crate::context::App;
use crate::state::keyring::Job;
use crate::state::local::{Kind, LocalDesk, LocalItem, Phase, SealedFacts};
use crate::text::words;
use leptos::ev;
use leptos::prelude::*;
use sealport_client::Zeroizing;

fn asks(desk: &LocalDesk, ids: &[u64], what: impl Fn(&LocalItem, &SealedFacts) -> bool) -> bool {
    let items = ids.iter().filter_map(|id| desk.item(*id));
    items.into_iter().any(|item| matches!(&item.kind, Kind::Sealed(facts) if what(item, facts)))
}

/// Nothing has to be typed for it, as far as its name tells. What failed all the same is asked about.
fn is_known(app: App, item: &LocalItem, facts: &SealedFacts) -> bool {
    item.phase.name() != "failed" && local::knows_passphrase(app, &facts.wanted)
}

#[component]
pub(super) fn OpenPart(ids: Memo<Vec<u64>>) -> impl IntoView {
    let app = App::here();
    let known = Memo::new(move |_| {
        ids.with(|ids| app.local.with(|desk| asks(desk, ids, |item, facts| is_known(app, item, facts))))
    });
    let by_passphrase = Memo::new(move |_| {
        let asked = |item: &LocalItem, facts: &SealedFacts| facts.has_passphrase() && !is_known(app, item, facts);
        ids.with(|ids| app.local.with(|desk| asks(desk, ids, asked)))
    });
    let by_key = Memo::new(move |_| ids.with(|ids| app.local.with(|desk| asks(desk, ids, |_, facts| facts.has_key()))));
    // Keys of this tab whose names the files carry.
    let here = Memo::new(move |_| {
        let names: Vec<String> = app.local.with(|desk| {
            let items = desk.items.iter().filter_map(|item| match &item.kind {
                Kind::Sealed(facts) => Some(facts.wanted.iter().filter_map(|name| name.fingerprint())),
                _ => None,
            });
            items.flatten().map(|fingerprint| fingerprint.to_string()).collect()
        });
        app.ring.with(|ring| {
            ring.of_job(Job::Sealing).filter(|key| names.contains(&key.fingerprint)).cloned().collect::<Vec<_>>()
        })
    });
    let unlocked = Memo::new(move |_| {
        ids.with(|ids| {
            app.local.with(|desk| ids.iter().any(|id| desk.item(*id).is_some_and(|i| i.phase == Phase::Unlocked)))
        })
    });
    let importing = RwSignal::new(false);
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        local::open(app);
    };
    view! {
        <div class="pad stack s4" data-testid="open-part">
            {part_head(app, move || ids.get())}
            {move || (!here.with(Vec::is_empty)).then(|| view! {
                <div class="row" data-testid="open-keys">
                    {here.get().iter().map(key_chip).collect_view()}
                    <span class="ok small">{words::IN_YOUR_RING}</span>
                </div>
            })}
            {move || known.get().then(|| view! {
                <p class="small ok row nowrap" data-testid="open-known">
                    {icon("i-okc")}
                    <span>{words::PASSPHRASE_KNOWN}</span>
                </p>
            })}
            {move || (by_key.get() && here.with(Vec::is_empty)).then(|| view! {
                <span class="row">
                    <button
                        type="button"
                        class="btn small"
                        data-testid="open-import-key"
                        aria-expanded=move || importing.get().to_string()
                        on:click=move |_| importing.update(|open| *open = !*open)
                    >
                        {words::OPEN_IMPORT}
                    </button>
                </span>
            })}
            {move || importing.get().then(|| view! {
                <ImportForm
                    job=Signal::stored(Job::Sealing)
                    on_done=move |key, new| {
                        importing.set(false);
                        app.notify(words::key_added(&key.short, new));
                    }
                />
            })}
            <form class="stack s4" autocomplete="off" novalidate=true on:submit=on_submit>
                {move || by_passphrase.get().then(|| passphrase_field(app, "passphrase"))}
                {complaint(app)}
                <button type="submit" class="btn primary large full" data-testid="open-start">
                    {move || if unlocked.get() {
                        words::SAVE_UNLOCKED.to_owned()
                    } else {
                        words::open_and_save(ids.with(Vec::len))
                    }}
                </button>
            </form>
        </div>
    }
}

/// The passphrase to open with. Sealed files and those of openssl may be on the desk at once, each with its field.
pub(super) fn passphrase_field(app: App, id: &'static str) -> impl IntoView {
    let value = Memo::new(move |_| app.local.with(|desk| desk.passphrase.to_string()));
    view! {
        <TextField
            id=id
            label=words::LOCAL_PASSPHRASE
            value=value.into()
            on_input=move |text| {
                let text = Zeroizing::new(text);
                app.local.update(|desk| {
                    desk.passphrase = text;
                    desk.complaint = None;
                });
            }
            fault=Signal::derive(|| None::<String>)
            secret=true
            show_label=words::LOCAL_SHOW_PASSPHRASE
            hide_label=words::LOCAL_HIDE_PASSPHRASE
        />
    }
}
