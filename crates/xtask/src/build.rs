//! `cargo xtask build`: the page as static files.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use crate::{
    bindgen::{self, Unit},
    dist::{self, Generated},
    files::{Files, read, read_folder},
    step::Steps,
    workspace::Workspace,
};

/// The page's package.
const PAGE: Unit =
    Unit { package: "sealport-web", artifact: "sealport-web", name: "sealport", default_wasm_path: false };

/// What `build` takes.
#[derive(Debug, Args)]
pub struct Options {
    /// The folder to write; an earlier build in it is replaced as a whole
    #[arg(long, value_name = "FOLDER", default_value = DIST)]
    pub out: PathBuf,
}

/// The folder the page is built into, below the top of the checkout.
pub const DIST: &str = "dist";

impl Default for Options {
    fn default() -> Self {
        Self { out: PathBuf::from(DIST) }
    }
}

/// Builds the page and prints the size of each file.
///
/// # Errors
///
/// When a step fails; the folder is then as it was.
pub fn build(workspace: &Workspace, options: &Options) -> Result<()> {
    let out = workspace.root().join(&options.out);
    let mut steps = Steps::new(2);
    let wasm = steps.run("Compile the page (release; the first time takes minutes)", || compile(workspace))?;
    let files = steps.run("Write the static files", || {
        let files = assemble(workspace, &wasm)?;
        dist::write(&out, &files)?;
        Ok(files)
    })?;
    dist::print_sizes(&files)?;
    println!("The page is in {}", out.display());
    Ok(())
}

/// Compiles the page and returns its wasm file.
///
/// # Errors
///
/// When cargo fails.
pub fn compile(workspace: &Workspace) -> Result<PathBuf> {
    bindgen::compile(workspace, PAGE)
}

/// Makes the static files of the page from its wasm file.
///
/// # Errors
///
/// When wasm-bindgen fails, or a file named by the template cannot be read.
pub fn assemble(workspace: &Workspace, wasm: &Path) -> Result<Files> {
    let folder = bindgen::generate(workspace, PAGE, wasm)?;
    let generated = Generated {
        glue: String::from_utf8(read(&folder.join("sealport.js"))?).context("wasm-bindgen's glue is not UTF-8")?,
        wasm: read(&folder.join("sealport_bg.wasm"))?,
        snippets: read_folder(&folder.join("snippets"))?,
    };
    let index = read(&workspace.root().join("index.html"))?;
    let index = String::from_utf8(index).context("index.html is not UTF-8")?;
    dist::assemble(&index, &generated, |path| read(&workspace.root().join(path)))
}
