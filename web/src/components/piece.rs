//! A place that a piece of the page draws once it is here.

use crate::components::icon::icon;
use crate::pieces::Piece;
use crate::text::words;
use leptos::prelude::*;

/// What the piece draws, once it is here.
pub fn piece<T: Copy + Send + Sync + 'static>(
    piece: Piece<T>,
    draw: impl Fn(T) -> AnyView + Send + 'static,
) -> impl IntoView {
    move || match piece.get() {
        Some(table) => draw(table),
        None => awaited(piece).into_any(),
    }
}

/// Asks for a piece. Shows that it is on its way; where it cannot be had, so much and a way to try again.
pub fn awaited<T: Copy + Send + Sync + 'static>(piece: Piece<T>) -> impl IntoView {
    piece.want();
    move || if piece.has_failed() { failure(piece) } else { starting().into_any() }
}

/// Something is on its way.
pub fn starting() -> impl IntoView {
    view! {
        <div class="page starting" role="status" aria-busy="true">
            <span class="spin" aria-hidden="true"></span>
            <span class="soft">{words::STARTING}</span>
        </div>
    }
}

/// Says that a piece could not be had, where nothing else would show it.
pub fn piece_fault<T: Copy + Send + Sync + 'static>(piece: Piece<T>) -> impl IntoView {
    move || piece.has_failed().then(|| failure(piece))
}

fn failure<T: Copy + Send + Sync + 'static>(piece: Piece<T>) -> AnyView {
    view! {
        <div class="fault" role="alert" data-testid="piece-failed">
            {icon("i-badc")}
            <h2 class="small"><strong>{words::PIECE_FAILED}</strong></h2>
            <p>{words::PIECE_FAILED_TEXT}</p>
            <span class="row">
                <button
                    type="button"
                    class="btn small"
                    data-first=""
                    data-testid="piece-again"
                    on:click=move |_| piece.want()
                >
                    {icon("i-retry")}
                    {words::TRY_AGAIN}
                </button>
            </span>
        </div>
    }
    .into_any()
}
