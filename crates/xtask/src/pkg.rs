//! `cargo xtask pkg`: the generated part of the npm package. Everything else in `pkg/` is kept by hand.

use anyhow::Result;

use crate::{
    bindgen::{self, Unit},
    files::{Files, read_folder, replace_folder},
    step::{self, Steps},
    workspace::Workspace,
};

/// The whole package. wasm-bindgen's form for the web imports in Node too: it only differs in who reads the wasm file.
const WHOLE: Unit = Unit {
    package: "sealport-wasm",
    artifact: "sealport_wasm",
    name: "sealport",
    profile: "page",
    default_wasm_path: true,
    cut: false,
};

/// Its smaller entry, `sealport/ssec`.
const SSEC: Unit = Unit { package: "sealport-wasm-ssec", artifact: "sealport_wasm_ssec", name: SSEC_NAME, ..WHOLE };

/// What the names of the smaller entry's files begin with.
pub const SSEC_NAME: &str = "ssec";

/// Builds `pkg/generated/`: for each entry its `NAME.js` and `NAME_bg.wasm`.
///
/// # Errors
///
/// When a step fails; the folder is then as it was.
pub fn pkg(workspace: &Workspace) -> Result<()> {
    let units = [WHOLE, SSEC];
    let mut steps = Steps::new(2);
    steps.run("Compile the npm package (release)", || {
        bindgen::ensure_wasm_target(workspace)?;
        step::run(&mut bindgen::compilation(workspace, &units))
    })?;
    steps.run("Write pkg/generated/", || {
        let mut files = Files::new();
        for unit in units {
            let made = bindgen::generate(workspace, unit, &bindgen::compiled(workspace, unit)?)?;
            files.extend(read_folder(&made)?);
        }
        replace_folder(&workspace.root().join("pkg/generated"), &files)
    })
}
