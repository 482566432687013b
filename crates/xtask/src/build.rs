//! `cargo xtask build`: the page as static files.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use crate::{
    bindgen::{self, Unit},
    cut,
    dist::{self, Generated},
    files::{Files, read, read_folder},
    size,
    step::{self, Beside, Steps},
    workers,
    workspace::Workspace,
};

/// The page's package.
const PAGE: Unit = Unit {
    package: "sealport-web",
    artifact: "sealport-web",
    name: "sealport",
    profile: "page",
    default_wasm_path: false,
    cut: true,
};

/// What the page loads into a worker once it needs it.
const WORKER: Unit = Unit {
    package: "sealport-worker",
    artifact: "sealport_worker",
    name: "sealport-worker",
    profile: "worker",
    default_wasm_path: false,
    cut: false,
};

/// The strength meter of typed passphrases.
const METER: Unit = Unit { package: "sealport-meter", artifact: "sealport_meter", name: "sealport-meter", ..WORKER };

/// What runs in workers, and the name of each one's entry.
const WORKERS: [(&str, Unit); 2] = [(workers::WORKER, WORKER), (workers::METER, METER)];

/// The wasm files that the page is made of.
#[derive(Debug)]
pub struct Compiled {
    page: PathBuf,
}

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
    size::print_sizes(&files)?;
    println!("The page is in {}", out.display());
    Ok(())
}

/// Compiles the page and its workers, side by side: their profiles differ, so that neither waits for the other.
///
/// # Errors
///
/// When cargo fails.
pub fn compile(workspace: &Workspace) -> Result<Compiled> {
    bindgen::ensure_wasm_target(workspace)?;
    let workers = Beside::start(bindgen::compilation(workspace, &WORKERS.map(|(_, unit)| unit)))?;
    let page = bindgen::compile(workspace, PAGE)?;
    workers.finish()?;
    Ok(Compiled { page })
}

/// The workers alone, under names without hashes, as tests load them.
///
/// # Errors
///
/// When cargo or wasm-bindgen fails.
pub fn workers(workspace: &Workspace) -> Result<Files> {
    bindgen::ensure_wasm_target(workspace)?;
    step::run(&mut bindgen::compilation(workspace, &WORKERS.map(|(_, unit)| unit)))?;
    let mut files = Files::new();
    for (entry, generated) in &generated_workers(workspace)? {
        files.extend(workers::files(entry, generated, |name, _| name.to_owned())?.1);
    }
    Ok(files)
}

fn generated_workers(workspace: &Workspace) -> Result<Vec<(&'static str, Generated)>> {
    let made =
        WORKERS.map(|(entry, unit)| Ok((entry, generated(workspace, unit, &bindgen::compiled(workspace, unit)?)?)));
    made.into_iter().collect()
}

/// Makes the static files of the page from its wasm files.
///
/// # Errors
///
/// When wasm-bindgen fails, or a file named by the template cannot be read.
pub fn assemble(workspace: &Workspace, wasm: &Compiled) -> Result<Files> {
    let page = generated(workspace, PAGE, &wasm.page)?;
    let in_workers = generated_workers(workspace)?;
    let index = read(&workspace.root().join("index.html"))?;
    let index = String::from_utf8(index).context("index.html is not UTF-8")?;
    dist::assemble(&index, &page, &in_workers, |path| read(&workspace.root().join(path)))
}

fn generated(workspace: &Workspace, unit: Unit, wasm: &Path) -> Result<Generated> {
    let folder = bindgen::generate(workspace, unit, wasm)?;
    let glue = read(&folder.join(format!("{}.js", unit.name)))?;
    Ok(Generated {
        glue: String::from_utf8(glue).context("wasm-bindgen's glue is not UTF-8")?,
        wasm: read(&folder.join(format!("{}_bg.wasm", unit.name)))?,
        snippets: read_folder(&folder.join("snippets"))?,
        pieces: cut::pieces(&folder)?,
    })
}
