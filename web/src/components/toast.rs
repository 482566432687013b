//! Passing notices, and the voice for screen readers.

use crate::bind::web;
use crate::components::icon::icon;
use crate::context::App;
use crate::text::words;
use leptos::prelude::*;

/// Shows the current notice; announces it and the ends of transfers.
#[component]
pub fn Toasts() -> impl IntoView {
    let app = App::here();
    view! {
        <div class="toasts" role="status" aria-live="polite" data-testid="toast">
            {move || {
                app.toast.get().map(|toast| {
                    view! {
                        <div class="toast">
                            <span>{toast.text}</span>
                            {toast.clear_clipboard.then(|| view! {
                                <button type="button" class="btn small" on:click=move |_| web::clear_clipboard(app)>
                                    {words::CLEAR_CLIPBOARD}
                                </button>
                            })}
                            <button
                                type="button"
                                class="btn small icon"
                                aria-label=words::DISMISS
                                on:click=move |_| app.toast.set(None)
                            >
                                {icon("i-x")}
                            </button>
                        </div>
                    }
                })
            }}
        </div>
        <div class="sr" role="status" aria-live="polite" data-testid="announcement">
            {move || app.announcement.get()}
        </div>
    }
}
