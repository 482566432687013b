//! One object: what the storage tells of it, and the presigned request for it.

use crate::bind::{listing, object, transfers};
use crate::components::clock_note::ClockNote;
use crate::components::crumbs::crumbs;
use crate::components::fault_box::FaultBox;
use crate::components::icon::{icon, mark};
use crate::components::key_art::key_chip;
use crate::context::App;
use crate::pages::request::RequestPanel;
use crate::pages::transfers::ObjectDownloads;
use crate::state::intent::{Ask, Intent};
use crate::state::listing::RowKind;
use crate::state::moment::parse_http;
use crate::state::names;
use crate::state::object::{Details, Phase};
use crate::state::protection::Learnt;
use crate::state::route;
use crate::text::words;
use leptos::prelude::*;

/// The screen.
#[component]
pub fn ObjectPage() -> impl IntoView {
    let app = App::here();
    let object_key = Memo::new(move |_| app.object.with(|view| view.object_key.clone()));
    let details = Memo::new(move |_| {
        app.object.with(|view| match &view.phase {
            Phase::Ready(details) => Some((**details).clone()),
            _ => None,
        })
    });
    // What is not there can neither be had nor deleted.
    let missing =
        Memo::new(move |_| app.object.with(|view| matches!(&view.phase, Phase::Failed(fault) if fault.is_missing())));
    view! {
        <section class="page" data-testid="object-page">
            <div class="crumbline">
                {move || {
                    let bucket = app.place.with(|place| place.as_ref().map(|place| place.bucket.clone()));
                    crumbs(&bucket.unwrap_or_default(), route::crumbs(&object_key.get()), false)
                }}
            </div>
            <div class="head">
                <div>
                    <h1 class="big breakall">
                        <bdi>{move || object_key.with(|key| names::shown(names::object_name(key)))}</bdi>
                    </h1>
                    <p class="row">{move || summary(app, &object_key.get(), details.get())}</p>
                </div>
                {move || (!missing.get()).then(|| buttons(app, object_key))}
            </div>
            <ClockNote/>
            <ObjectDownloads object_key=object_key/>
            {move || app.object.with(|view| notice(app, &view.object_key, &view.phase))}
            <div class="cols even">
                <div class="sheet">
                    <div class="cap"><h2>{words::OBJECT}</h2></div>
                    {move || app.object.with(|view| facts(app, &view.object_key, &view.phase))}
                </div>
                {move || match app.object.with(|view| view.phase.clone()) {
                    Phase::Ready(details) => Some(view! {
                        <div class="sheet">
                            <RequestPanel object_key=object_key.get() fingerprint=details.fingerprint.clone()/>
                        </div>
                    }
                    .into_any()),
                    Phase::Locked { .. } => Some(view! {
                        <div class="sheet">
                            <div class="cap"><h2>{words::REQUEST}</h2></div>
                            <p class="pad small faint">{words::REQUEST_LOCKED}</p>
                        </div>
                    }
                    .into_any()),
                    Phase::Loading | Phase::Failed(_) => None,
                }}
            </div>
        </section>
    }
}

fn buttons(app: App, object_key: Memo<String>) -> impl IntoView {
    view! {
        <div class="row">
            <button
                type="button"
                class="btn primary"
                data-testid="object-download"
                on:click=move |_| transfers::download(app, object_key.get_untracked())
            >
                {icon("i-download")}
                {words::DOWNLOAD}
            </button>
            <button
                type="button"
                class="btn danger"
                data-testid="object-delete"
                on:click=move |_| app.ask.set(Some(Ask::Delete { object_key: object_key.get_untracked() }))
            >
                {icon("i-trash")}
                {words::DELETE}
            </button>
        </div>
    }
}

/// Mark, key, size and date below the name.
fn summary(app: App, object_key: &str, details: Option<Details>) -> impl IntoView + use<> {
    let key = details
        .as_ref()
        .and_then(|details| details.fingerprint.as_deref())
        .and_then(|id| app.ring.with(|ring| ring.find(id).cloned()));
    let (mut len, mut modified) = listed_facts(app, object_key);
    let learnt = details.as_ref().and_then(Details::learnt);
    let sealed = app.known.with(|known| {
        known.sealed_for(object_key, details.as_ref().and_then(|details| details.etag.as_deref())).is_some()
    });
    if let Some(details) = details {
        len = details.len.or(len);
        modified = details.last_modified.as_deref().and_then(parse_http).or(modified);
    }
    view! {
        {sealed.then(|| view! {
            <span class="pill sealed">{mark("m-sealed", "mark mark-sealed")}{words::SEALED}</span>
        })}
        {match learnt {
            Some(Learnt::SseC { .. }) => view! {
                <span class="pill ssec">{mark("m-ssec", "mark mark-ssec")}{words::SSE_C}</span>
            }
            .into_any(),
            Some(Learnt::Provider(value)) => view! {
                <span class="pill sses3">{mark("m-sses3", "mark mark-sses3")}{words::by_provider(&value)}</span>
            }
            .into_any(),
            None => view! {
                <span class="pill unknown">{mark("m-unknown", "mark mark-unknown")}{words::UNKNOWN}</span>
            }
            .into_any(),
        }}
        {key.map(|key| key_chip(&key))}
        <span class="dots2 num">
            {len.map(|len| view! { <span>{words::size(len)}</span> })}
            {modified.map(|secs| view! { <span>{words::ago(secs, app.now_secs.get(), app.offset_min.get())}</span> })}
        </span>
    }
}

/// Size and date as the list has them: known even when the object is locked.
fn listed_facts(app: App, object_key: &str) -> (Option<u64>, Option<i64>) {
    app.listing.with(|listing| match listing.find(object_key).map(|row| &row.kind) {
        Some(RowKind::Object { len, modified_secs, .. }) => (Some(*len), *modified_secs),
        _ => (None, None),
    })
}

/// What stands above the facts: locked, failed.
fn notice(app: App, object_key: &str, phase: &Phase) -> Option<AnyView> {
    let object_key = object_key.to_owned();
    match phase {
        Phase::Locked { refused } => {
            let title = match refused {
                Some(short) => words::locked_refused(short),
                None => words::LOCKED_NEEDS.to_owned(),
            };
            let refused = refused.clone();
            let choose = move |_| {
                let then = Intent::Details { object_key: object_key.clone(), chosen: None };
                app.ask.set(Some(Ask::NeedKey { object_key: object_key.clone(), refused: refused.clone(), then }));
            };
            Some(
                view! {
                    <div class="fault warn space" role="alert" data-testid="locked">
                        {icon("i-key")}
                        <h2 class="small"><strong>{title}</strong></h2>
                        <p>{words::LOCKED_TEXT}</p>
                        <span class="row">
                            <button
                                type="button"
                                class="btn small primary"
                                data-testid="choose-key"
                                on:click=choose
                            >
                                {words::CHOOSE_KEY}
                            </button>
                        </span>
                    </div>
                }
                .into_any(),
            )
        }
        Phase::Failed(fault) => Some(
            view! {
                <div class="space">
                    <FaultBox fault=fault.clone()>
                        <button
                            type="button"
                            class="btn small"
                            on:click=move |_| {
                                listing::reload(app);
                                object::load(app, &object_key);
                            }
                        >
                            {words::TRY_AGAIN}
                        </button>
                    </FaultBox>
                </div>
            }
            .into_any(),
        ),
        Phase::Loading | Phase::Ready(_) => None,
    }
}

fn facts(app: App, object_key: &str, phase: &Phase) -> AnyView {
    let path = names::shown(object_key);
    let (len, modified) = listed_facts(app, object_key);
    match phase {
        Phase::Ready(details) => ready_facts(path, details).into_any(),
        Phase::Loading => view! {
            <div class="pad stack s4" aria-busy="true">
                <span class="sr" role="status">{words::LOADING}</span>
                <span class="ghost g1"></span>
                <span class="ghost g3"></span>
                <span class="ghost g2"></span>
                <span class="ghost g4"></span>
            </div>
        }
        .into_any(),
        Phase::Locked { .. } | Phase::Failed(_) => {
            let locked = matches!(phase, Phase::Locked { .. });
            let rest = [words::FACT_TYPE, words::FACT_ENCRYPTION, words::FACT_METADATA];
            view! {
                <dl class="facts pad" data-testid="facts">
                    <dt>{words::FACT_KEY}</dt>
                    <dd class="mono"><bdi>{path}</bdi></dd>
                    {len.map(|len| view! { <dt>{words::FACT_SIZE}</dt><dd class="num">{words::size_exact(len)}</dd> })}
                    {modified.map(|secs| view! {
                        <dt>{words::FACT_MODIFIED}</dt>
                        <dd class="num">{words::instant_utc(secs)}</dd>
                    })}
                    {locked.then(|| rest
                        .into_iter()
                        .map(|name| view! { <dt>{name}</dt><dd class="faint">{words::NEEDS_THE_KEY}</dd> })
                        .collect_view())}
                </dl>
            }
            .into_any()
        }
    }
}

pub fn ready_facts(path: String, details: &Details) -> impl IntoView + use<> {
    let told = |value: &Option<String>| match value {
        Some(value) => view! { <span class="mono">{value.clone()}</span> }.into_any(),
        None => view! { <span class="faint">{words::NOT_TOLD}</span> }.into_any(),
    };
    let modified = details.last_modified.as_ref().map(|text| match parse_http(text) {
        Some(secs) => words::instant_utc(secs),
        None => text.clone(),
    });
    let encryption = words::encryption(details);
    let metadata = if details.metadata.is_empty() {
        view! { <span class="faint">{words::NONE}</span> }.into_any()
    } else {
        pairs(&details.metadata).into_any()
    };
    let others = (!details.other.is_empty()).then(|| pairs(&details.other));
    let md5 = details.customer_key_md5.clone();
    // Of an object without a customer key the ETag often is the MD5 of the content.
    let has_key = details.fingerprint.is_some() || details.customer_algorithm.is_some();
    view! {
        <dl class="facts pad" data-testid="facts">
            <dt>{words::FACT_KEY}</dt>
            <dd class="mono"><bdi>{path}</bdi></dd>
            <dt>{words::FACT_SIZE}</dt>
            <dd class="num">{details.len.map_or(words::NOT_TOLD.to_owned(), words::size_exact)}</dd>
            <dt>{words::FACT_MODIFIED}</dt>
            <dd class="num">{modified.unwrap_or_else(|| words::NOT_TOLD.to_owned())}</dd>
            <dt>{words::FACT_TYPE}</dt>
            <dd>{told(&details.content_type)}</dd>
            {details.storage_class.clone().map(|class| view! { <dt>{words::FACT_CLASS}</dt><dd>{class}</dd> })}
            <dt>{words::FACT_ETAG}</dt>
            <dd>{told(&details.etag)}{has_key.then(|| view! { <small>{words::ETAG_NOTE}</small> })}</dd>
            {details.version_id.clone().map(|id| view! { <dt>{words::FACT_VERSION}</dt><dd class="mono">{id}</dd> })}
            {details.sealed.clone().map(|sealed| view! {
                <dt>{words::FACT_SEALED}</dt>
                <dd data-testid="fact-sealed">{words::sealed_for(&sealed.names)}</dd>
                <dt>{words::FACT_PLAINTEXT_LEN}</dt>
                <dd class="num">{words::size_exact(sealed.plaintext_len)}</dd>
                <dt>{words::FACT_SEALED_SUITE}</dt>
                <dd>{words::sealed_with(&sealed.suite, sealed.frame_len)}</dd>
            })}
            <dt>{words::FACT_ENCRYPTION}</dt>
            <dd>{encryption}</dd>
            {md5.map(|md5| view! { <dt>{words::FACT_MD5}</dt><dd class="mono">{md5}</dd> })}
            <dt>{words::FACT_METADATA}</dt>
            <dd>{metadata}<small>{words::METADATA_NOTE}</small></dd>
            {others.map(|others| view! { <dt>{words::OTHER_HEADERS}</dt><dd>{others}</dd> })}
        </dl>
    }
}

fn pairs(pairs: &[(String, String)]) -> impl IntoView + use<> {
    pairs
        .iter()
        .map(|(name, value)| {
            view! { <span class="block mono">{format!("{}: {}", names::shown(name), names::shown(value))}</span> }
        })
        .collect_view()
}
