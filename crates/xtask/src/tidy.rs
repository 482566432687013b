//! `cargo xtask tidy`: format, lints, layers, licences and links.

use anyhow::Result;

use crate::{
    bindgen, layers,
    report::Report,
    step, tools,
    workspace::{WASM_TARGET, Workspace},
};

/// Lint runs for the page's target: package and what of it. Tests that only run natively stay out.
const WASM_LINTS: [&[&str]; 2] = [
    &[
        "--package",
        "sealport-browser",
        "--package",
        "sealport-wasm-ssec",
        "--package",
        "sealport-wasm",
        "--all-targets",
    ],
    &["--package", "sealport-web", "--lib", "--bins"],
];

/// Runs every check, also after one failed.
///
/// # Errors
///
/// When any check fails.
pub fn tidy(workspace: &Workspace) -> Result<()> {
    let mut report = Report::new("tidy");
    report.step("format", || step::run(&mut workspace.cargo(&["fmt", "--all", "--check"])));
    report.step("lints", || {
        let mut clippy = workspace.cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
        step::run(&mut clippy)
    });
    report.step("lints for wasm", || {
        bindgen::ensure_wasm_target(workspace)?;
        WASM_LINTS.iter().try_for_each(|what| {
            let mut clippy = workspace.cargo(&["clippy", "--target", WASM_TARGET]);
            step::run(clippy.args(*what).args(["--", "-D", "warnings"]))
        })
    });
    report.step("layers", || layers::check(workspace));
    report.step("licences and sources", || {
        tools::CARGO_DENY.ensure(workspace)?;
        let mut deny = workspace.command(tools::CARGO_DENY.path(workspace));
        step::run(deny.args(["--all-features", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"]))
    });
    report.step("links in the docs", || {
        let mut doc = workspace.cargo(&["doc", "--workspace", "--no-deps", "--document-private-items"]);
        step::run(doc.env("RUSTDOCFLAGS", "-D warnings"))
    });
    report.finish()
}
