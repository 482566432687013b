//! Which key: one of this tab, or another that is to be imported.

use crate::components::key_art::key_art;
use crate::state::keyring::KeyFace;
use crate::text::words;
use leptos::prelude::*;

/// The list, with "Another key" at its end. Draws nothing where there is no key to choose from.
#[component]
pub fn KeyChoice(
    /// Begins the ids of its inputs, so that two lists can be on one screen.
    prefix: &'static str,
    /// The keys to choose from.
    #[prop(into)]
    keys: Signal<Vec<KeyFace>>,
    /// Fingerprint of the chosen one.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    /// Another key is wanted.
    importing: RwSignal<bool>,
    /// Hears the fingerprint of the chosen one.
    on_choose: Callback<String>,
    /// While something is under way nothing can be chosen.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let group = format!("{prefix}-key");
    let import_id = format!("{prefix}-import");
    let named = StoredValue::new(group.clone());
    let row = move |key: KeyFace| {
        let id = StoredValue::new(key.fingerprint);
        let input_id = format!("{prefix}-key-{}", key.short);
        let is_chosen = move || !importing.get() && chosen.with(|chosen| *chosen == Some(id.get_value()));
        view! {
            <div class="opt">
                <input
                    class="radio"
                    type="radio"
                    name=named.get_value()
                    id=input_id.clone()
                    prop:checked=is_chosen
                    prop:disabled=disabled
                    on:change=move |_| {
                        importing.set(false);
                        on_choose.run(id.get_value());
                    }
                />
                <label class="row nowrap" for=input_id>
                    {key_art(&key.teeth, "fp inline")}
                    <b class="mono">{key.short}</b>
                    <span class="soft cut">{key.name}</span>
                </label>
            </div>
        }
    };
    let another = move || {
        view! {
            <div class="opt">
                <input
                    class="radio"
                    type="radio"
                    name=group.clone()
                    id=import_id.clone()
                    data-testid=import_id.clone()
                    prop:checked=importing
                    prop:disabled=disabled
                    on:change=move |_| importing.set(true)
                />
                <label for=import_id.clone()><b>{words::ANOTHER_KEY}</b></label>
            </div>
        }
    };
    move || {
        let keys = keys.get();
        (!keys.is_empty()).then(|| {
            view! {
                <div class="opts" role="radiogroup" aria-label=words::KEYS_HERE>
                    {keys.into_iter().map(row).collect_view()}
                    {another()}
                </div>
            }
        })
    }
}
