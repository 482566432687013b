//! The table of bindings: with which key the link works, and what the storage makes of each.

use super::Panel;
use crate::bind::request;
use crate::components::icon::icon_as;
use crate::state::request::{is_worth_trying, signed_parts};
use crate::text::words;
use leptos::prelude::*;
use sealport_client::{Binding, BindingSupport};

/// The table of bindings: what the signature covers, what that means, what this storage makes of it.
pub(super) fn bindings(panel: Panel) -> impl IntoView {
    let trying = RwSignal::new(false);
    let head = |name: &'static str| view! { <th class="c" scope="col">{name}</th> };
    let try_it = move |_| {
        if !trying.get_untracked() {
            trying.set(true);
            panel.subject.with_value(|subject| {
                request::probe(panel.app, subject, move || {
                    let _ = trying.try_set(false);
                });
            });
        }
    };
    view! {
        <div class="stack s2">
            <table class="signs" data-testid="bindings">
                <caption class="sr">{words::SIGNS_CAPTION}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::SIGNS_WORKS_WITH}</th>
                        {head(words::SIGNS_ALGORITHM)}
                        {head(words::SIGNS_MD5)}
                        {head(words::SIGNS_KEY)}
                    </tr>
                </thead>
                <tbody>{Binding::ALL.map(|binding| binding_row(panel, binding)).collect_view()}</tbody>
            </table>
            {move || (panel.app.bindings.get().is_none() && is_worth_trying(&request::supports(panel.app))).then(|| view! {
                <p class="small row tryit" data-testid="bindings-untried">
                    <span class="grow soft">{words::NOT_TRIED}</span>
                    <button type="button" class="btn small" data-testid="try-bindings" on:click=try_it>
                        {move || trying.get().then(|| view! { <span class="spin" aria-hidden="true"></span> })}
                        {words::TRY_IT}
                    </button>
                </p>
            })}
        </div>
    }
}

fn binding_row(panel: Panel, binding: Binding) -> impl IntoView {
    let app = panel.app;
    let support = move || request::supports(app).of(binding);
    let refused = move || support() == BindingSupport::Refused;
    let cells = signed_parts(binding)
        .into_iter()
        .zip(words::SIGNS_SHORT)
        .map(|(signed, label)| {
            view! {
                <td class="c" data-label=label>
                    {if signed { icon_as("i-dot", "i").into_any() } else { icon_as("i-ring", "i off").into_any() }}
                    <span class="sr">{if signed { words::YES } else { words::NO }}</span>
                </td>
            }
        })
        .collect_view();
    view! {
        <tr class:off=refused>
            <th scope="row">
                <label>
                    <input
                        class="radio"
                        type="radio"
                        name="binding"
                        data-testid=format!("binding-{}", binding.as_str())
                        prop:checked=move || panel.choice.get().binding(&request::supports(panel.app)) == binding
                        prop:disabled=refused
                        on:change=move |_| panel.choice.update(|choice| choice.binding = binding)
                    />
                    <b>{words::binding_name(binding)}</b>
                    <span>{move || words::binding_says(binding, support())}</span>
                    {move || words::binding_here(binding, support(), app.bindings.get().is_some()).map(|text| {
                        let alarming = support() != BindingSupport::Accepted;
                        view! {
                            <span class="here" class:warn=alarming data-testid=format!("support-{}", binding.as_str())>
                                {text}
                            </span>
                        }
                    })}
                </label>
            </th>
            {cells}
        </tr>
    }
}
