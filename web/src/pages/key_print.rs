//! The sheet of one key, to be printed, and the proof that the paper can be read.

use crate::bind::keys;
use crate::components::icon::{icon, icon_as};
use crate::context::App;
use crate::state::keyring::{Job, KeyFace, Proof};
use crate::state::qr;
use crate::state::route::{KeysRoute, Route};
use crate::text::words;
use leptos::prelude::*;

#[component]
pub fn KeyPrint(fingerprint: String) -> impl IntoView {
    let app = App::here();
    let key = app.ring.with_untracked(|ring| ring.find(&fingerprint).cloned());
    let hex = keys::hex(app, &fingerprint);
    key.zip(hex).map(|(key, hex)| {
        let back = Route::Keys(KeysRoute::Ring(Some(key.short.clone()))).to_hash();
        let printed = fingerprint.clone();
        view! {
            <div class="row">
                <a class="btn quiet" href=back data-testid="back-to-key">{words::BACK_TO_KEY}</a>
                <button
                    type="button"
                    class="btn primary push"
                    data-testid="print"
                    on:click=move |_| keys::print_sheet(app, &printed)
                >
                    {icon("i-print")}
                    {words::PRINT}
                </button>
            </div>
            {sheet(app, &key, &hex)}
            <Check fingerprint=fingerprint/>
        }
    })
}

/// The digits in groups of four, eight groups a line.
fn grouped(hex: &str) -> Vec<String> {
    let groups: Vec<_> = hex.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.chunks(8).map(|line| line.join(" ")).collect()
}

fn sheet(app: App, key: &KeyFace, hex: &str) -> impl IntoView + use<> {
    // Capital digits make a smaller code; reading them back makes the same key.
    let drawn = qr::draw(&hex.to_ascii_uppercase());
    let lines = grouped(hex);
    let day = words::day(key.since_secs, app.offset_min.get_untracked());
    view! {
        <div class="sheetprint" data-testid="sheet-print" translate="no">
            <div class="stack s4">
                <div class="row">{icon_as("logo", "mark l mark-sealed")}<strong>{words::SHEET_TITLE}</strong></div>
                <div class="stack s1">
                    <span class="tiny">{words::SHEET_FINGERPRINT}</span>
                    <span class="mono"><strong>{key.short.clone()}</strong></span>
                </div>
                <div class="stack s1">
                    <span class="tiny">{words::SHEET_KEY}</span>
                    <span class="mono digits" data-testid="sheet-key">
                        {lines.into_iter().map(|line| view! { <span class="block">{line}" "</span> }).collect_view()}
                    </span>
                </div>
                <p class="small">{words::sheet_about(key.job, &key.name, &day)}" "{words::SHEET_SECRET}</p>
                <p class="small">{words::SHEET_USE}</p>
                <div class="stack s1 small">
                    <strong>{words::SHEET_WITHOUT_US}</strong>
                    {match key.job {
                        Job::Sealing => view! {
                            <span>{words::SHEET_SEALED_SAY}</span>
                            <span class="mono breakall">{format!("sealport  {}", key.fingerprint)}</span>
                        },
                        Job::SseC => view! {
                            <span>{words::SHEET_SSEC_SAY}</span>
                            <span class="mono breakall">
                                {"xxd -r -p key.hex > customer.key && aws s3 cp s3://BUCKET/OBJECT . --sse-c AES256 \
                                  --sse-c-key fileb://customer.key"
                                    .to_owned()}
                            </span>
                        },
                    }}
                </div>
            </div>
            {drawn.map(|drawn| {
                let (border, side) = (4, drawn.size + 8);
                view! {
                    <div class="stack s2">
                        <svg
                            class="qr"
                            role="img"
                            aria-label=words::SHEET_QR
                            shape-rendering="crispEdges"
                            viewBox=format!("-{border} -{border} {side} {side}")
                        >
                            <path fill="currentColor" d=drawn.path.to_string()></path>
                        </svg>
                        <span class="tiny">{words::SHEET_QR_SAY}</span>
                    </div>
                }
            })}
        </div>
    }
}

/// Reads the paper back.
#[component]
fn Check(fingerprint: String) -> impl IntoView {
    let app = App::here();
    let proof = RwSignal::new(None::<Proof>);
    let on_input = move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        if typed.split_whitespace().map(str::len).sum::<usize>() < 8 {
            proof.set(None);
            return;
        }
        let found = keys::proves_by_sheet(app, &fingerprint, &typed);
        if found == Proof::Proven {
            app.ring.update(|ring| ring.mark_saved(&fingerprint));
        }
        proof.set(Some(found));
    };
    let wrong = move || proof.get().is_some_and(|proof| proof != Proof::Proven);
    view! {
        <div class="sheet">
            <div class="pad stack s3">
                <h2>{words::SHEET_CHECK}</h2>
                <p class="soft" id="sheet-check-help">{words::SHEET_CHECK_SAY}</p>
                <input
                    class="input s mono proof8"
                    aria-label=words::SHEET_CHECK_LABEL
                    aria-describedby="sheet-check-help"
                    aria-invalid=move || wrong().then_some("true")
                    placeholder="•••• ••••"
                    maxlength="12"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    translate="no"
                    data-testid="sheet-proof"
                    on:input=on_input
                />
                <div aria-live="polite" data-testid="sheet-proof-said">
                    {move || proof.get().map(|proof| match proof {
                        Proof::Proven => view! {
                            <span class="small ok row nowrap">{icon("i-check")}<span>{words::SHEET_CHECKED}</span></span>
                        },
                        Proof::CopyFirst => view! {
                            <span class="small bad row nowrap">
                                {icon("i-badc")}
                                <span>{words::SHEET_PRINT_FIRST}</span>
                            </span>
                        },
                        _ => view! {
                            <span class="small bad row nowrap">{icon("i-badc")}<span>{words::SHEET_WRONG}</span></span>
                        },
                    })}
                </div>
            </div>
        </div>
    }
}
