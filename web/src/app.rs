//! The frame around every screen: top bar, navigation, and what lies in front of the page.

use crate::bind::{start, web};
use crate::components::dialog::DialogHost;
use crate::components::icon::{icon, icon_as};
use crate::components::menu::{self, MenuHost};
use crate::components::piece::{piece, piece_fault, starting};
use crate::components::toast::Toasts;
use crate::context::{App, MenuOf, Stage};
use crate::pages::connect::{ConnectPage, InsecurePage};
use crate::state::intent::Ask;
use crate::state::names;
use crate::state::route::{KeysRoute, Route};
use crate::text::words;
use leptos::prelude::*;

/// Which screen is drawn; routes of one screen keep its components.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Screen {
    Starting,
    Insecure,
    Connect,
    Files,
    Object,
    Keys,
    Bucket,
    Local,
}

/// The whole page.
#[component]
pub fn Root() -> impl IntoView {
    let app = App::new();
    provide_context(app);
    start::start(app);

    let screen = Memo::new(move |_| match app.stage.get() {
        Stage::Insecure => Screen::Insecure,
        // What needs no storage waits for none.
        Stage::Starting | Stage::Connect if app.route.with(Route::needs_no_storage) => match app.route.get() {
            Route::Keys(_) => Screen::Keys,
            _ => Screen::Local,
        },
        Stage::Starting => Screen::Starting,
        Stage::Connect => Screen::Connect,
        Stage::Connected => match app.route.get() {
            Route::Files { .. } => Screen::Files,
            Route::Object { .. } => Screen::Object,
            Route::Keys(_) => Screen::Keys,
            Route::Bucket => Screen::Bucket,
            Route::Local => Screen::Local,
        },
    });
    Effect::new(move || web::apply_theme(app.theme.get()));
    Effect::new(move || web::set_bare(app.stage.get() != Stage::Connected));
    Effect::new(move |before: Option<Route>| {
        let route = app.route.get();
        let connected = app.stage.get_untracked() == Stage::Connected;
        if connected && before.as_ref() != Some(&route) {
            app.pieces.storage.with(move |storage| (storage.show_route)(app));
        }
        // Without a connection all that needs one is the first screen.
        let is_other = before.as_ref().is_some_and(|before| {
            *before != route && (connected || before.needs_no_storage() || route.needs_no_storage())
        });
        if is_other {
            web::after_ms(0, || web::focus("#main"));
        }
        route
    });
    let percent = Memo::new(move |_| {
        app.transfers.with(|transfers| (transfers.active() > 0).then(|| transfers.totals().percent))
    });
    Effect::new(move || {
        let name = match (screen.get(), app.route.get()) {
            (Screen::Files | Screen::Object | Screen::Keys, Route::Object { object_key }) => {
                names::shown(names::file_name(&object_key))
            }
            (Screen::Keys, _) => words::KEYS.to_owned(),
            (Screen::Bucket, _) => words::BUCKET.to_owned(),
            (Screen::Local, _) => words::LOCAL.to_owned(),
            (Screen::Files, _) => words::FILES.to_owned(),
            _ => words::CONNECT.to_owned(),
        };
        web::set_title(&words::title(&name, percent.get()));
    });

    view! {
        <a
            class="skip"
            href="#main"
            on:click=move |event| {
                // The fragment is the route: it must not change.
                event.prevent_default();
                web::focus("#main");
            }
        >
            {words::SKIP}
        </a>
        <TopBar/>
        <main id="main" tabindex="-1">
            {move || match screen.get() {
                // A demo storage's own piece may be what cannot be had.
                Screen::Starting => (move || {
                    if app.pieces.storage.has_failed() {
                        piece_fault(app.pieces.storage).into_any()
                    } else {
                        starting().into_any()
                    }
                })
                .into_any(),
                Screen::Insecure => view! { <InsecurePage/> }.into_any(),
                Screen::Connect => view! { <ConnectPage/> }.into_any(),
                Screen::Files => piece(app.pieces.storage, |storage| (storage.files)()).into_any(),
                Screen::Object => piece(app.pieces.storage, |storage| (storage.object)()).into_any(),
                Screen::Keys => piece(app.pieces.keys, |keys| (keys.keys)()).into_any(),
                Screen::Bucket => piece(app.pieces.storage, |storage| (storage.bucket)()).into_any(),
                Screen::Local => piece(app.pieces.local, |local| (local.page)()).into_any(),
            }}
            <MenuHost/>
        </main>
        <Toasts/>
        <DialogHost/>
    }
}

#[component]
fn TopBar() -> impl IntoView {
    let app = App::here();
    let connected = move || app.stage.get() == Stage::Connected;
    let home = Route::default().to_hash();
    view! {
        <header class="top">
            <a class="brandmark" href=home aria-label=words::HOME>
                {icon_as("logo", "logo")}
                <span>{words::PRODUCT}</span>
            </a>
            {move || connected().then(|| view! {
                <span class="slash"></span>
                <WhereButton/>
                <Navigation/>
            })}
            <div class="tools">
                <button
                    type="button"
                    class="btn quiet icon"
                    title=words::THEME
                    aria-label=move || words::theme_label(app.theme.get())
                    data-testid="theme"
                    on:click=move |_| app.theme.update(|theme| *theme = theme.next())
                >
                    {icon("i-theme")}
                </button>
                <button
                    type="button"
                    class="btn quiet icon wide"
                    title=words::HELP
                    aria-label=words::HELP
                    data-testid="help"
                    on:click=move |_| app.ask.set(Some(Ask::Help))
                >
                    {icon("i-help")}
                </button>
            </div>
        </header>
    }
}

#[component]
fn WhereButton() -> impl IntoView {
    let app = App::here();
    view! {
        <button
            type="button"
            class="where"
            aria-haspopup="menu"
            aria-expanded=move || menu::is_open(app, &MenuOf::Storage).to_string()
            data-testid="where"
            on:click=move |event| menu::toggle(app, MenuOf::Storage, &event)
        >
            <span class="dot"></span>
            <span class="sr">{words::CONNECTED_TO}</span>
            {move || app.place.get().map(|place| view! {
                <span class="cut">{place.bucket.clone()}</span>
                " "
                <span class="region cut">{words::region_label(&place)}</span>
            })}
            {icon("i-caret")}
        </button>
    }
}

#[component]
fn Navigation() -> impl IntoView {
    let app = App::here();
    // Files leads back to the folder that was being shown.
    let files = move || Route::Files { prefix: app.listing.with(|listing| listing.prefix.clone()) }.to_hash();
    let current = move |is_it: fn(&Route) -> bool| app.route.with(is_it).then_some("page");
    view! {
        <nav class="nav" aria-label=words::NAV>
            <a href=files aria-current=move || current(Route::is_files) data-testid="nav-files">
                {icon("i-folder")}
                <span>{words::FILES}</span>
            </a>
            <a
                href=Route::Keys(KeysRoute::Ring(None)).to_hash()
                aria-current=move || current(|route| matches!(route, Route::Keys(_)))
                data-testid="nav-keys"
            >
                {icon("i-key")}
                <span>{words::KEYS}</span>
            </a>
            <a
                href=Route::Bucket.to_hash()
                aria-current=move || current(|route| *route == Route::Bucket)
                data-testid="nav-bucket"
            >
                {icon("i-bucket")}
                <span>{words::BUCKET}</span>
            </a>
            <a
                href=Route::Local.to_hash()
                aria-current=move || current(|route| *route == Route::Local)
                data-testid="nav-local"
            >
                {icon("i-laptop")}
                <span>{words::LOCAL}</span>
            </a>
        </nav>
    }
}
