//! Files chosen and not yet sent.

use crate::bind::{files, transfers};
use crate::components::icon::{icon, icon_as};
use crate::context::App;
use crate::pages::protection::ProtectionNow;
use crate::pages::tray::Destination;
use crate::state::names;
use crate::state::staged::{Clash, Obstacle, Outlook, StagedFile};
use crate::text::words;
use leptos::prelude::*;

/// So many files are listed; the rest is counted. Those with an obstacle are listed first.
const LISTED: usize = 100;

/// The list, the destination, and the button that sends.
#[component]
pub fn StagedFiles() -> impl IntoView {
    let app = App::here();
    let outlook = Memo::new(move |_| {
        let prefix = app.upload_prefix();
        app.staged.with(|staged| staged.outlook(&prefix, |key| app.in_use(key)))
    });
    let lines = move || {
        let mut lines: Vec<(StagedFile, Outlook)> = app
            .staged
            .with(|staged| outlook.with(|outlook| staged.files.iter().cloned().zip(outlook.clone()).collect()));
        lines.sort_by_key(|(_, outlook)| outlook.obstacle.is_none());
        lines
    };
    let count = Memo::new(move |_| outlook.with(|outlook| outlook.iter().filter(|file| file.upload.is_some()).count()));
    view! {
        <section data-testid="staged">
            <div class="row nowrap">
                <h2>
                    {move || app.staged.with(|staged| words::staged_title(staged.files.len(), staged.total_len()))}
                </h2>
                <button type="button" class="btn small quiet push" on:click=move |_| files::unstage_all(app)>
                    {words::CLEAR}
                </button>
            </div>
            <ul class="staged gap">
                {move || lines()
                    .into_iter()
                    .take(LISTED)
                    .map(|(file, outlook)| staged_line(app, file, outlook))
                    .collect_view()}
                {move || app.staged.with(|staged| staged.files.len().checked_sub(LISTED).filter(|more| *more > 0)).map(|more| {
                    view! { <li class="faint">{words::and_more(more)}</li> }
                })}
            </ul>
            <Destination/>
        </section>
        {move || (!app.choosing_protection.get()).then(|| view! { <ProtectionNow title=words::THEY_WILL_BE/> })}
        <section class="send">
            <button
                type="button"
                class="btn primary large full"
                data-testid="upload-staged"
                aria-disabled=move || (count.get() == 0).then_some("true")
                on:click=move |_| {
                    if count.get_untracked() > 0 {
                        transfers::upload_staged(app);
                    }
                }
            >
                {move || words::upload_staged(count.get())}
            </button>
        </section>
    }
}

fn staged_line(app: App, file: StagedFile, outlook: Outlook) -> impl IntoView {
    let name = names::shown(&file.path);
    let id = file.id;
    view! {
        <li data-testid="staged-file">
            <div class="line">
                {icon(names::icon(&file.path))}
                <span class="cut grow"><bdi>{name.clone()}</bdi></span>
                <span class="num">{words::size(file.len)}</span>
                <button
                    type="button"
                    class="btn quiet icon small"
                    aria-label=words::remove_named(&name)
                    on:click=move |_| files::unstage(app, id)
                >
                    {icon("i-x")}
                </button>
            </div>
            {outlook.obstacle.map(|obstacle| match obstacle {
                Obstacle::InUse | Obstacle::Chosen => clash_note(app, file, name, &obstacle).into_any(),
                other => left_out(&words::obstacle(&other)).into_any(),
            })}
            {outlook.no_number.map(|fault| left_out(&words::no_number(&fault)))}
        </li>
    }
}

fn left_out(why: &str) -> impl IntoView + use<> {
    view! { <p class="small bad leftout">{icon_as("i-badc", "i bad")}<span>{words::sentence(why)}</span></p> }
}

fn clash_note(app: App, file: StagedFile, name: String, obstacle: &Obstacle) -> impl IntoView + use<> {
    let (says, label) = match obstacle {
        Obstacle::Chosen => (words::CHOSEN_TWICE, words::chosen_already(&name)),
        _ => (words::EXISTS_HERE, words::exists_already(&name)),
    };
    // What is not stored yet cannot be replaced.
    let replaceable = *obstacle == Obstacle::InUse;
    let group = format!("clash-{}", file.id);
    let choice = |clash: Clash, label: &'static str, test_id: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name=group.clone()
                    data-testid=test_id
                    prop:checked=file.clash == clash || (clash == Clash::KeepBoth && file.clash == Clash::Replace && !replaceable)
                    on:change=move |_| app.staged.update(|staged| staged.decide(file.id, clash))
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <div class="note warn clash" data-testid="clash">
            {icon("i-alert")}
            <span class="grow">
                <span><strong class="breakall"><bdi>{name.clone()}</bdi></strong>{says}</span>
                <span class="seg full" role="radiogroup" aria-label=label>
                    {choice(Clash::KeepBoth, words::KEEP_BOTH, "clash-keep-both")}
                    {replaceable.then(|| choice(Clash::Replace, words::REPLACE, "clash-replace"))}
                    {choice(Clash::Skip, words::SKIP_FILE, "clash-skip")}
                </span>
            </span>
        </div>
    }
}
