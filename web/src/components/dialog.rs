//! The one dialog in front of the page. Its content follows the question; the browser keeps the focus inside.

use crate::bind::{object, session, web};
use crate::components::fault_box::FaultBox;
use crate::components::icon::icon;
use crate::components::key_dialogs::{NeedKey, new_key, other_storage, remove_key, save_key};
use crate::components::open_sealed::OpenSealed;
use crate::components::piece::awaited;
use crate::components::protection_dialogs::{compare, replace_encryption, turn_off_encryption};
use crate::components::ring_change::ChangePassphrase;
use crate::components::ring_dialogs::{ExportRing, ForgetRing, ImportRing, KeepRing, lock_anyway};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::intent::Ask;
use crate::state::names;
use crate::text::words;
use leptos::html::Dialog;
use leptos::prelude::*;

/// Shows the current question.
#[component]
pub fn DialogHost() -> impl IntoView {
    let app = App::here();
    let node = NodeRef::<Dialog>::new();
    Effect::new(move || {
        let asked = app.ask.with(Option::is_some);
        // What is to be focused may come later.
        let (_, _) = (app.pieces.keys.get(), app.pieces.keys.has_failed());
        let Some(dialog) = node.get() else {
            return;
        };
        if asked && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !asked && dialog.open() {
            dialog.close();
        }
        if asked {
            web::after_ms(0, || web::focus("dialog [data-first]"));
        }
    });
    view! {
        <dialog
            class="dialog"
            class:wide=move || app.ask.with(|ask| matches!(ask, Some(Ask::Compare)))
            node_ref=node
            aria-labelledby="ask-title"
            data-testid="dialog"
            on:close=move |_| {
                // A question that followed at once has opened the dialog again.
                if node.get_untracked().is_none_or(|dialog| !dialog.open()) {
                    app.ask.set(None);
                }
            }
        >
            {move || app.ask.get().map(|ask| match app.pieces.keys.get() {
                Some(keys) => (keys.dialog)(app, ask),
                None => view! {
                    {header(app, words::PRODUCT.to_owned())}
                    <div class="body">{awaited(app.pieces.keys)}</div>
                }
                .into_any(),
            })}
        </dialog>
    }
}

/// What a question asks.
pub fn content(app: App, ask: Ask) -> AnyView {
    match ask {
        Ask::Help => help(app).into_any(),
        Ask::NewKey => new_key(app).into_any(),
        Ask::Compare => compare(app).into_any(),
        Ask::TurnOffEncryption { settings } => turn_off_encryption(app, *settings).into_any(),
        Ask::ReplaceEncryption { settings } => replace_encryption(app, *settings).into_any(),
        Ask::Leave => leave(app).into_any(),
        Ask::KeepRing => view! { <KeepRing/> }.into_any(),
        Ask::ChangePassphrase => view! { <ChangePassphrase/> }.into_any(),
        Ask::ExportRing => view! { <ExportRing/> }.into_any(),
        Ask::ImportRing => view! { <ImportRing/> }.into_any(),
        Ask::ForgetRing => view! { <ForgetRing/> }.into_any(),
        Ask::Lock => lock_anyway(app).into_any(),
        Ask::Delete { object_key } => view! { <DeleteAsk object_key=object_key/> }.into_any(),
        Ask::SaveKey { fingerprint, then } => save_key(app, fingerprint, then).into_any(),
        Ask::NeedKey { object_key, refused, then } => {
            view! { <NeedKey object_key=object_key refused=refused then=then/> }.into_any()
        }
        Ask::OpenSealed { object_key, refused, then } => {
            view! { <OpenSealed object_key=object_key refused=refused then=then/> }.into_any()
        }
        Ask::OtherStorage { fingerprint, then } => other_storage(app, fingerprint, then).into_any(),
        Ask::RemoveKey { fingerprint } => remove_key(app, fingerprint).into_any(),
    }
}

/// Title and cross of a question.
pub fn header(app: App, title: String) -> impl IntoView {
    view! {
        <header>
            <div><h2 id="ask-title">{title}</h2></div>
            <button
                type="button"
                class="btn quiet icon small"
                aria-label=words::CLOSE
                on:click=move |_| app.ask.set(None)
            >
                {icon("i-x")}
            </button>
        </header>
    }
}

fn help(app: App) -> impl IntoView {
    let line = |key: &'static str, text: &'static str| view! { <dt><kbd>{key}</kbd></dt><dd>{text}</dd> };
    view! {
        {header(app, words::HELP_TITLE.to_owned())}
        <div class="body">
            <dl class="facts keysfacts">
                {line("U", words::HELP_UPLOAD)}
                {line("/", words::HELP_FILTER)}
                {line("?", words::HELP_HELP)}
                {line("Esc", words::HELP_ESC)}
            </dl>
            <p class="small soft">{words::HELP_TEXT}</p>
            <p class="small soft">{words::LOSE_IT}</p>
        </div>
        <footer>
            <button type="button" class="btn primary" data-first="" on:click=move |_| app.ask.set(None)>
                {words::CLOSE}
            </button>
        </footer>
    }
}

fn leave(app: App) -> impl IntoView {
    let active = app.transfers.with_untracked(crate::state::transfers::Transfers::active);
    view! {
        {header(app, words::LEAVE_TITLE.to_owned())}
        <div class="body">
            <p class="soft">{words::leave_text(active)}</p>
        </div>
        <footer>
            <button type="button" class="btn" data-first="" on:click=move |_| app.ask.set(None)>{words::STAY}</button>
            <button
                type="button"
                class="btn danger fill"
                data-testid="leave-confirm"
                on:click=move |_| session::disconnect(app)
            >
                {words::LEAVE}
            </button>
        </footer>
    }
}

#[component]
fn DeleteAsk(object_key: String) -> impl IntoView {
    let app = App::here();
    let name = names::shown(names::object_name(&object_key));
    let marks_folder = object_key.ends_with('/');
    let fault = RwSignal::new(None::<Fault>);
    let busy = RwSignal::new(false);
    let path = names::shown(&object_key);
    let delete = move |_| {
        if !busy.get_untracked() {
            busy.set(true);
            fault.set(None);
            object::delete(app, object_key.clone(), move |what| {
                busy.set(false);
                fault.set(Some(what));
            });
        }
    };
    view! {
        {header(app, words::delete_question(&name))}
        <div class="body">
            <p class="mono breakall"><bdi>{path}</bdi></p>
            {marks_folder.then(|| view! { <p class="soft">{words::DELETE_MARKER_TEXT}</p> })}
            <p class="soft">{words::DELETE_TEXT}</p>
            {move || fault.get().map(|fault| view! { <FaultBox fault=fault/> })}
        </div>
        <footer>
            <button type="button" class="btn" data-first="" on:click=move |_| app.ask.set(None)>
                {words::KEEP_IT}
            </button>
            <button type="button" class="btn danger fill" data-testid="delete-confirm" on:click=delete>
                {move || if busy.get() { words::DELETING } else { words::DELETE }}
            </button>
        </footer>
    }
}
