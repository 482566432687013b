//! Dialogs about protection: the methods side by side, and the question before the bucket's default goes.

use crate::bind::bucket;
use crate::components::dialog::header;
use crate::components::icon::{icon, mark};
use crate::context::App;
use crate::pages::protection::open_panel;
use crate::state::bucket::{Change, Settings};
use crate::state::names;
use crate::state::protection::Choice;
use crate::text::words;
use leptos::prelude::*;

/// CSE, SSE-C and SSE-S3 side by side, each as an offer.
pub fn compare(app: App) -> impl IntoView {
    let columns = [words::COMPARE_CSE, words::SSE_C, words::SSE_S3_NAME];
    let marks = [("m-sealed", "mark mark-sealed"), ("m-ssec", "mark mark-ssec"), ("m-sses3", "mark mark-sses3")];
    let ssec_off = app.uploads.with_untracked(|uploads| uploads.ssec_off);
    let choose = move |choice: Choice, text: &'static str, test_id: &'static str| {
        view! {
            <button
                type="button"
                class="btn"
                data-testid=test_id
                on:click=move |_| {
                    app.uploads.update(|uploads| uploads.choose(choice));
                    app.ask.set(None);
                }
            >
                {text}
            </button>
        }
    };
    view! {
        {header(app, words::COMPARE_TITLE.to_owned())}
        <div class="body">
            <p class="small soft">{words::COMPARE_LEAD}</p>
            <table class="compare" data-testid="compare-table">
                <thead>
                    <tr>
                        <td></td>
                        {columns
                            .into_iter()
                            .zip(marks)
                            .map(|(name, (symbol, class))| view! { <th scope="col">{mark(symbol, class)}{name}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {words::COMPARE_ROWS
                        .into_iter()
                        .map(|(head, cells)| view! {
                            <tr>
                                <th scope="row">{head}</th>
                                {columns
                                    .into_iter()
                                    .zip(cells)
                                    .map(|(column, cell)| view! { <td data-h=column>{cell}</td> })
                                    .collect_view()}
                            </tr>
                        })
                        .collect_view()}
                </tbody>
            </table>
            <p class="note">{icon("i-info")}<span>{words::COMPARE_CSE_NOTE}</span></p>
        </div>
        <footer>
            <button type="button" class="btn primary" data-first="" on:click=move |_| app.ask.set(None)>
                {words::CLOSE}
            </button>
            <button
                type="button"
                class="btn"
                data-testid="compare-use-sealed"
                on:click=move |_| {
                    app.ring.with_untracked(|ring| app.uploads.update(|uploads| uploads.seal(true, ring)));
                    app.ask.set(None);
                    open_panel(app);
                }
            >
                {words::USE_SEALED}
            </button>
            {(!ssec_off).then(|| choose(Choice::SseC, words::USE_SSEC, "compare-use-ssec"))}
            {choose(Choice::SseS3, words::USE_SSE_S3, "compare-use-sse-s3")}
        </footer>
    }
}

/// Really remove the bucket's default encryption?
pub fn turn_off_encryption(app: App, settings: Settings) -> impl IntoView {
    let text = words::off_text(&settings.kms_key_ids);
    let choices = [words::KEEP_ON, words::TURN_OFF];
    change_question(app, words::OFF_TITLE.to_owned(), text, choices, Change::TurnOff, settings)
}

/// Put SSE-S3 in the place of another default?
pub fn replace_encryption(app: App, settings: Settings) -> impl IntoView {
    let choices = [words::KEEP_AS_IS, words::TURN_ON];
    let former = names::shown(&words::default_found(Some(&settings.default)));
    let text = words::replace_text(&settings.kms_key_ids);
    change_question(app, words::replace_title(&former), text, choices, Change::UseSseS3, settings)
}

/// The question before a change that this page cannot undo; the first choice leaves things as they are.
fn change_question(
    app: App,
    title: String,
    text: String,
    [keep, go_on]: [&'static str; 2],
    change: Change,
    settings: Settings,
) -> impl IntoView {
    view! {
        {header(app, title)}
        <div class="body">
            <p class="soft breakall">{text}</p>
        </div>
        <footer>
            <button type="button" class="btn" data-first="" on:click=move |_| app.ask.set(None)>{keep}</button>
            <button
                type="button"
                class="btn danger fill"
                data-testid="change-confirm"
                on:click=move |_| {
                    app.ask.set(None);
                    bucket::change(app, change, settings.read.clone());
                }
            >
                {go_on}
            </button>
        </footer>
    }
}
