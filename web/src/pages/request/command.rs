//! The presigned request as a command for a terminal.

use super::Panel;
use crate::bind::request::{self, NoCommand};
use crate::components::icon::icon;
use crate::state::request::{Tool, shown_command};
use crate::text::words;
use leptos::prelude::*;

/// The same request as a command for a terminal.
pub(super) fn command_box(panel: Panel) -> impl IntoView {
    let app = panel.app;
    let tool = move |is: Tool, id: &'static str, name: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="tool"
                    data-testid=id
                    prop:checked=move || panel.choice.get().tool == is
                    on:change=move |_| panel.choice.update(|choice| choice.tool = is)
                />
                <span>{name}</span>
            </label>
        }
    };
    let command = move || panel.subject.with_value(|subject| request::command(app, subject, panel.choice.get()));
    view! {
        <div class="codebox" data-testid="command">
            <div class="cap">
                <span class="seg" role="radiogroup" aria-label=words::COPY_AS>
                    {tool(Tool::Curl, "tool-curl", "curl")}
                    {tool(Tool::Aws, "tool-aws", "aws")}
                </span>
                {move || command().is_ok().then(|| view! {
                    <button
                        type="button"
                        class="btn small quiet push"
                        data-testid="copy-command"
                        on:click=move |_| panel.subject.with_value(|subject| {
                            request::copy_command(app, subject, panel.choice.get_untracked());
                        })
                    >
                        {icon("i-copy")}
                        {words::COPY_COMMAND}
                    </button>
                })}
            </div>
            {move || match command() {
                Ok(command) => view! {
                    <pre class="code" tabindex="0" role="region" aria-label=words::COMMAND_LABEL>
                        {shown_command(&command)}
                    </pre>
                }
                .into_any(),
                Err(NoCommand::Names(why)) => view! {
                    <p class="pad small soft" data-testid="no-command">{words::no_command(why)}</p>
                }
                .into_any(),
                // The fault is shown above, where the request would be.
                Err(NoCommand::Request) => ().into_any(),
            }}
        </div>
        {move || command().is_ok().then(|| {
            let key_file = panel.subject.with_value(|subject| request::key_file_name(app, subject));
            view! {
                <p class="small faint">
                    {words::command_note(panel.choice.get().tool, panel.choice.get().operation, key_file.as_deref())}
                </p>
            }
        })}
    }
}
