//! What the tests with other implementations need of ours: the program, and what seals in a page.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    bindgen::{self, Unit},
    files::{read_folder, replace_folder},
    start,
    workspace::Workspace,
};

/// Named by its example in the browser crate.
const SEAL_IN_PAGE: Unit = Unit {
    package: "sealport-browser",
    artifact: "seal_in_page",
    name: "seal_in_page",
    profile: "dev",
    default_wasm_path: false,
    cut: false,
};

/// Where the program for the terminal is built.
pub fn program(workspace: &Workspace) -> PathBuf {
    workspace.program(&workspace.target().join("debug"), "sealport")
}

/// The folder with what seals in a page.
pub fn seal_in_page(workspace: &Workspace) -> PathBuf {
    workspace.root().join("target/seal-in-page")
}

/// Builds both.
///
/// # Errors
///
/// When cargo or wasm-bindgen fails.
pub fn build(workspace: &Workspace) -> Result<()> {
    start::compile_cli(workspace)?;
    let wasm = bindgen::compile_example(workspace, SEAL_IN_PAGE)?;
    let made = bindgen::generate(workspace, SEAL_IN_PAGE, &wasm)?;
    replace_folder(&seal_in_page(workspace), &read_folder(&made)?)
}
