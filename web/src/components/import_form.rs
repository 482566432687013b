//! Importing a key: pasted into a masked field, or from a file. What is no key goes to the doctor.

use crate::bind::keys::{self, Given};
use crate::components::field::TextField;
use crate::components::file_pick::FilePick;
use crate::components::key_doctor::KeyDoctor;
use crate::context::App;
use crate::state::doctor::{Consent, Refusal};
use crate::state::keyring::{Job, KeyFace};
use crate::text::words;
use leptos::ev;
use leptos::prelude::*;
use sealport_client::Zeroizing;

/// What names the fault of the field, for screen readers.
const DOCTOR_ID: &str = "import-doctor";

/// The form; `on_done` gets the key and whether it is new in this tab.
///
/// For an SSE-C key it names the storage in large type: importing here is the person's word that the key may be sent
/// there.
#[component]
pub fn ImportForm(
    on_done: impl Fn(KeyFace, bool) + Clone + Send + 'static,
    #[prop(default = words::IMPORT)] button: &'static str,
    /// What the key is for.
    #[prop(default = Signal::stored(Job::SseC), into)]
    job: Signal<Job>,
    /// Makes a new key instead; none where only the existing one helps.
    #[prop(optional)]
    on_make: Option<Callback<()>>,
) -> impl IntoView {
    let app = App::here();
    let pasted = RwSignal::new(Zeroizing::new(String::new()));
    // What was refused, kept for the case that the person agrees to the one thing the doctor offers.
    let given = StoredValue::new(None::<Given>);
    let consent = StoredValue::new(Consent::default());
    let refusal = RwSignal::new(None::<(Refusal, bool)>);
    let forget = move || {
        let _ = given.try_set_value(None);
        let _ = consent.try_set_value(Consent::default());
        let _ = refusal.try_set(None);
    };
    // The text goes with the form, whatever way the person leaves it, and is not left in the browser's back-forward
    // store.
    let leaving = window_event_listener(ev::pagehide, move |_| {
        pasted.set(Zeroizing::new(String::new()));
        forget();
    });
    on_cleanup(move || {
        leaving.remove();
        let _ = pasted.try_set(Zeroizing::new(String::new()));
        forget();
    });
    let judge = move |what: Given| {
        let result = keys::import(app, job.get_untracked(), &what, consent.get_value());
        match result {
            Ok((key, new)) => {
                pasted.set(Zeroizing::new(String::new()));
                forget();
                on_done(key, new);
            }
            Err(found) => {
                let from_text = matches!(what, Given::Text(_));
                given.set_value(Some(what));
                refusal.set(Some((found, from_text)));
            }
        }
    };
    let on_submit = {
        let judge = judge.clone();
        move |event: ev::SubmitEvent| {
            event.prevent_default();
            // What was said of a file stays where nothing else is given.
            if pasted.with_untracked(|text| text.is_empty()) && refusal.get_untracked().is_some() {
                return;
            }
            forget();
            judge(Given::Text(pasted.get_untracked()));
        }
    };
    let on_file = {
        let judge = judge.clone();
        move |chosen| {
            forget();
            keys::read_chosen(app, chosen, judge.clone());
        }
    };
    let agree = move || {
        let shown = refusal.get_untracked().map(|(refusal, _)| refusal);
        let Some(agreed) = shown.and_then(|shown| consent.get_value().with(shown)) else {
            return;
        };
        let Some(what) = given.try_update_value(Option::take).flatten() else {
            return;
        };
        consent.set_value(agreed);
        judge(what);
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
                        forget();
                    }
                    fault=Signal::derive(|| None::<String>)
                    refused_by=Signal::derive(move || {
                        refusal.get().filter(|(_, from_text)| *from_text).map(|_| DOCTOR_ID)
                    })
                    mono=true
                    secret=true
                    show_label=words::SHOW_KEY
                    hide_label=words::HIDE_KEY
                />
                <p class="small faint">
                    {words::OR_CAPITAL}
                    <FilePick class="link" label=words::CHOOSE_KEY_FILE testid="import-file" on_file=on_file>
                        {words::CHOOSE_KEY_FILE}
                    </FilePick>
                    {move || if job.get() == Job::SseC { words::READ_HERE } else { words::READ_HERE_ONLY }}
                </p>
            </div>
            {move || refusal.get().map(|(refusal, _)| {
                let agree = agree.clone();
                view! {
                    <KeyDoctor
                        id=DOCTOR_ID
                        refusal=refusal
                        can_agree=consent.get_value().with(refusal).is_some()
                        on_agree=agree
                        on_make=on_make
                    />
                }
            })}
            {move || app.key_goes_to().filter(|_| job.get() == Job::SseC).map(|home| view! {
                <div class="stack s1 sentto">
                    <span class="small soft">{words::IMPORT_SENT_TO}</span>
                    <strong class="host">{home.host().to_owned()}</strong>
                    {(!home.bucket.is_empty()).then(|| view! {
                        <span class="small soft">{words::bucket_named(&home.bucket)}</span>
                    })}
                </div>
            })}
            <div class="row">
                <button type="submit" class="btn primary" data-testid="import-submit">{button}</button>
            </div>
        </form>
    }
}
