//! `cargo xtask pkg`: the generated part of the npm package. Everything else in `pkg/` is kept by hand.

use anyhow::Result;

use crate::{
    bindgen::{self, Unit},
    files::{read_folder, replace_folder},
    step::Steps,
    workspace::Workspace,
};

/// wasm-bindgen's form for the web imports in Node too: it only differs in who reads the wasm file.
const PACKAGE: Unit = Unit {
    package: "sealport-wasm",
    artifact: "sealport_wasm",
    name: "sealport",
    profile: "page",
    default_wasm_path: true,
    cut: false,
};

/// Builds `pkg/generated/`: `sealport.js` and `sealport_bg.wasm`.
///
/// # Errors
///
/// When a step fails; the folder is then as it was.
pub fn pkg(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new(2);
    let wasm = steps.run("Compile the npm package (release)", || bindgen::compile(workspace, PACKAGE))?;
    steps.run("Write pkg/generated/", || {
        let made = bindgen::generate(workspace, PACKAGE, &wasm)?;
        replace_folder(&workspace.root().join("pkg/generated"), &read_folder(&made)?)
    })
}
