//! One menu at a time, hanging from the button that opened it.

use crate::bind::{session, transfers, web};
use crate::components::icon::icon;
use crate::context::{App, MenuOf, OpenMenu};
use crate::state::intent::Ask;
use crate::state::route::Route;
use crate::text::words;
use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Widest menu, in CSS pixels: keeps it inside the window.
const WIDTH: f64 = 224.0;

/// Opens a menu below the button of an event, or closes it when it is open.
pub fn toggle(app: App, of: MenuOf, event: &ev::MouseEvent) {
    let open = app.menu.with_untracked(|menu| menu.as_ref().is_some_and(|menu| menu.of == of));
    if open {
        close(app);
        return;
    }
    let Some(button) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return;
    };
    let place = button.get_bounding_client_rect();
    let wide = web::window().and_then(|w| w.inner_width().ok()).and_then(|w| w.as_f64()).unwrap_or(360.0);
    let high = web::window().and_then(|w| w.inner_height().ok()).and_then(|h| h.as_f64()).unwrap_or(640.0);
    let left = place.left().min(wide - WIDTH - 8.0).max(8.0);
    // Three entries and their frame; above the button when there is no room below.
    let height = 150.0;
    let top = if place.bottom() + height > high { place.top() - height } else { place.bottom() + 4.0 };
    app.held.update_value(|held| held.menu_opener = button.dyn_into::<HtmlElement>().ok());
    app.menu.set(Some(OpenMenu { of, left, top: top.max(8.0) }));
    web::after_ms(0, || web::focus("[role=menuitem]"));
}

/// Whether a button's menu is open.
pub fn is_open(app: App, of: &MenuOf) -> bool {
    app.menu.with(|menu| menu.as_ref().is_some_and(|menu| menu.of == *of))
}

/// Closes the menu and gives the focus back.
fn close(app: App) {
    app.menu.set(None);
    if let Some(opener) = app.held.try_update_value(|held| held.menu_opener.take()).flatten() {
        let _ = opener.focus();
    }
}

/// Draws the open menu, if any.
#[component]
pub fn MenuHost() -> impl IntoView {
    let app = App::here();
    let frame = NodeRef::<Div>::new();
    let _ = window_event_listener(ev::pointerdown, move |event| {
        if app.menu.with_untracked(Option::is_none) {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let inside = target.is_some_and(|t| t.closest("[role=menu], [aria-haspopup=menu]").ok().flatten().is_some());
        if !inside {
            app.menu.set(None);
        }
    });
    // A menu that stays while its row scrolls away would belong to nothing.
    let _ = window_event_listener(ev::resize, move |_| app.menu.set(None));
    let on_key = move |event: ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "Escape" | "Tab" => {
                if event.key() == "Escape" {
                    event.prevent_default();
                }
                close(app);
                return;
            }
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        if let Some(frame) = frame.get_untracked() {
            move_focus(&frame, step);
        }
    };
    move || {
        app.menu.get().map(|menu| {
            let label = match menu.of {
                MenuOf::Storage => words::STORAGE_MENU,
                MenuOf::Object(_) => words::OBJECT,
            };
            view! {
                <div
                    class="menu"
                    role="menu"
                    aria-label=label
                    node_ref=frame
                    style:left=format!("{}px", menu.left)
                    style:top=format!("{}px", menu.top)
                    on:keydown=on_key
                >
                    {app.pieces.storage.here().map(|storage| (storage.menu)(app, menu.of))}
                </div>
            }
        })
    }
}

fn move_focus(frame: &HtmlElement, step: i32) {
    let Ok(entries) = frame.query_selector_all("[role=menuitem]") else {
        return;
    };
    let count = entries.length() as i32;
    let focused = web::focused();
    let at = (0..count).find(|at| {
        let entry = entries.item(*at as u32).and_then(|node| node.dyn_into::<HtmlElement>().ok());
        entry.is_some() && entry == focused
    });
    let next = at.map_or(0, |at| (at + step).rem_euclid(count.max(1)));
    if let Some(entry) = entries.item(next as u32).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        let _ = entry.focus();
    }
}

fn entry(
    app: App,
    test_id: &'static str,
    icon_name: &'static str,
    text: &'static str,
    bad: bool,
    what: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            role="menuitem"
            tabindex="-1"
            class:bad=bad
            data-testid=test_id
            on:click=move |_| {
                close(app);
                what();
            }
        >
            {icon(icon_name)}
            {text}
        </button>
    }
}

/// What a menu offers.
pub fn entries(app: App, of: MenuOf) -> impl IntoView {
    match of {
        MenuOf::Storage => view! {
            {entry(app, "menu-bucket", "i-bucket", words::TO_THE_BUCKET, false, || web::go(&Route::Bucket.to_hash()))}
            {entry(app, "menu-disconnect", "i-x", words::DISCONNECT, false, move || session::leave(app))}
        }
        .into_any(),
        MenuOf::Object(object_key) => {
            let (for_download, for_details, for_delete) = (object_key.clone(), object_key.clone(), object_key);
            let details = Route::Object { object_key: for_details }.to_hash();
            view! {
                {entry(app, "menu-download", "i-download", words::DOWNLOAD, false, move || {
                    transfers::download(app, for_download.clone());
                })}
                {entry(app, "menu-details", "i-info", words::DETAILS, false, move || web::go(&details))}
                <hr role="separator"/>
                {entry(app, "menu-delete", "i-trash", words::DELETE, true, move || {
                    app.ask.set(Some(Ask::Delete { object_key: for_delete.clone() }));
                })}
            }
            .into_any()
        }
    }
}
