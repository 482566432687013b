//! What is known of a stored upload, and what to do with one that was stored in another way than asked for.

use crate::bind::transfers;
use crate::components::fault_box::FaultBox;
use crate::components::icon::icon;
use crate::context::App;
use crate::state::transfers::{Leftover, Receipt};
use crate::text::words;
use leptos::prelude::*;
use sealport_client::Deletion;

/// How an upload ended; unfolded, how that is known.
pub fn receipt_text(receipt: &Receipt) -> impl IntoView + use<> {
    view! {
        <details class="receipt" data-testid="receipt">
            <summary>{words::receipt_short(receipt)}</summary>
            {words::receipt_sealed(receipt).map(|text| view! { <p data-testid="receipt-sealed">{text}</p> })}
            <p data-testid="receipt-proof">{words::receipt_long(receipt)}</p>
            {receipt.version_id.as_deref().map(|id| view! { <p class="mono breakall">{words::version(id)}</p> })}
        </details>
    }
}

/// The ways on from an upload whose object lies in the storage and is not protected as it was asked for.
pub fn leftover_buttons(app: App, id: u64) -> impl IntoView {
    // Apart from all else, so that a progress elsewhere draws nothing anew.
    let leftover = Memo::new(move |_| {
        app.transfers.with(|transfers| transfers.find(id).map(|transfer| transfer.leftover.clone()).unwrap_or_default())
    });
    let buttons = move || {
        view! {
            <button
                type="button"
                class="btn small danger fill"
                data-testid="delete-leftover"
                on:click=move |_| transfers::delete_leftover(app, id, false)
            >
                {words::DELETE_IT_NOW}
            </button>
            <button
                type="button"
                class="btn small"
                data-testid="delete-and-retry"
                on:click=move |_| transfers::retry(app, id)
            >
                {words::DELETE_AND_TRY_AGAIN}
            </button>
        }
    };
    move || match leftover.get() {
        Leftover::There => buttons().into_any(),
        Leftover::Deleting => view! {
            <span class="spin" aria-hidden="true"></span>
            <span class="small soft" role="status">{words::LEFTOVER_DELETING}</span>
        }
        .into_any(),
        Leftover::Settled(deletion) => view! {
            <p class="small soft row nowrap" role="status" data-testid="leftover-settled">
                {icon(if deletion == Deletion::Whole { "i-okc" } else { "i-alert" })}
                <span>{words::leftover_settled(deletion)}</span>
            </p>
            <button
                type="button"
                class="btn small"
                id=format!("retry-after-delete-{id}")
                data-testid="retry-after-delete"
                on:click=move |_| transfers::retry(app, id)
            >
                {words::TRY_AGAIN}
            </button>
        }
        .into_any(),
        Leftover::NotDeleted(fault) => view! {
            <p class="small bad">{words::LEFTOVER_STAYS}</p>
            <FaultBox fault=fault/>
            {buttons()}
        }
        .into_any(),
    }
}
