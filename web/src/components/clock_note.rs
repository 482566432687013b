//! The note that this computer's clock is wrong, in the shape of an error that is no obstacle.

use crate::components::icon::icon;
use crate::context::App;
use crate::state::clock::ClockNotice;
use crate::text::words;
use leptos::prelude::*;

/// Says it once, until it is dismissed.
#[component]
pub fn ClockNote() -> impl IntoView {
    let app = App::here();
    let minutes = Memo::new(move |_| app.clock.with(ClockNotice::shown));
    move || {
        minutes.get().map(|minutes| {
            view! {
                <div class="fault warn clocknote" role="alert" data-testid="clock-note">
                    {icon("i-clock")}
                    <h2 class="small"><strong>{words::clock_title(minutes)}</strong></h2>
                    <p>{words::CLOCK_TEXT}</p>
                    <span class="row">
                        <button
                            type="button"
                            class="btn small"
                            data-testid="clock-dismiss"
                            on:click=move |_| app.clock.update(ClockNotice::dismiss)
                        >
                            {words::DISMISS}
                        </button>
                    </span>
                </div>
            }
        })
    }
}
