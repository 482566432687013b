//! From a crate to JavaScript that loads its wasm: cargo, then wasm-bindgen's own library.
//!
//! The library instead of the command-line tool, because a fresh machine then compiles one program less.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    cut,
    files::{read, remove_folder},
    step,
    tools::WASM_BINDGEN_VERSION,
    workspace::{WASM_TARGET, Workspace},
};

/// What to compile and how to name the outcome.
#[derive(Debug, Clone, Copy)]
pub struct Unit {
    /// The package.
    pub package: &'static str,
    /// The stem of its wasm file as cargo writes it.
    pub artifact: &'static str,
    /// The stem of the files made: `NAME.js` and `NAME_bg.wasm`.
    pub name: &'static str,
    /// The profile of the workspace that it is compiled with.
    pub profile: &'static str,
    /// Whether the glue knows where its wasm lies when it is not told (bundlers look for that).
    pub default_wasm_path: bool,
    /// Whether it is cut into a first load and pieces.
    pub cut: bool,
}

/// Adds the wasm target to the toolchain when it is missing.
///
/// # Errors
///
/// When it is missing and rustup cannot add it.
pub fn ensure_wasm_target(workspace: &Workspace) -> Result<()> {
    let mut query = workspace.command("rustc");
    let folder = step::output_of(query.args(["--print", "target-libdir", "--target", WASM_TARGET]))?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    println!("      The Rust target {WASM_TARGET} is missing; adding it (about 20 MB).");
    step::run(workspace.command("rustup").args(["target", "add", WASM_TARGET]))
        .context("the page needs the wasm target; with rustup: `rustup target add wasm32-unknown-unknown`")
}

/// Compiles an example of the unit's package and returns the wasm file.
///
/// # Errors
///
/// As [`compile`].
pub fn compile_example(workspace: &Workspace, unit: Unit) -> Result<PathBuf> {
    ensure_wasm_target(workspace)?;
    step::run(compilation(workspace, &[unit]).args(["--example", unit.artifact]))?;
    found(workspace, unit, "examples")
}

/// Compiles the unit's package and returns the wasm file.
///
/// # Errors
///
/// When the target cannot be had or cargo fails.
pub fn compile(workspace: &Workspace, unit: Unit) -> Result<PathBuf> {
    ensure_wasm_target(workspace)?;
    if unit.cut {
        // For this one program only: in `RUSTFLAGS` everything it is made of would be compiled again.
        let mut cargo = workspace.cargo(&["rustc", "--target", WASM_TARGET, "--profile", unit.profile]);
        cargo.args(["--package", unit.package, "--bin", unit.artifact, "--", "-Clink-arg=--emit-relocs"]);
        step::run(&mut cargo)?;
    } else {
        step::run(&mut compilation(workspace, &[unit]))?;
    }
    compiled(workspace, unit)
}

/// The command that compiles the packages of units that share a profile. The wasm target must be there.
pub fn compilation(workspace: &Workspace, units: &[Unit]) -> Command {
    let mut cargo = workspace.cargo(&["build", "--target", WASM_TARGET]);
    if let Some(first) = units.first() {
        cargo.args(["--profile", first.profile]);
    }
    for unit in units {
        cargo.args(["--package", unit.package]);
    }
    cargo
}

/// The wasm file that the command made.
///
/// # Errors
///
/// When there is none.
pub fn compiled(workspace: &Workspace, unit: Unit) -> Result<PathBuf> {
    found(workspace, unit, "")
}

fn found(workspace: &Workspace, unit: Unit, below: &str) -> Result<PathBuf> {
    // The one profile whose folder has another name.
    let profile = if unit.profile == "dev" { "debug" } else { unit.profile };
    let folder = workspace.target().join(WASM_TARGET).join(profile).join(below);
    let file = folder.join(unit.artifact).with_extension("wasm");
    if !file.is_file() {
        bail!("cargo built {} but there is no {}", unit.package, file.display());
    }
    Ok(file)
}

/// Makes the JavaScript for a compiled unit and returns the folder that holds it and the final wasm.
///
/// The folder is named by the hash of the input, so a wasm that cargo did not change costs nothing here.
///
/// # Errors
///
/// When wasm-bindgen refuses the file or a folder cannot be written.
pub fn generate(workspace: &Workspace, unit: Unit, wasm: &Path) -> Result<PathBuf> {
    let bytes = read(wasm)?;
    let home = workspace.target().join("bindgen").join(unit.package);
    let folder = home.join(cache_name(unit, &bytes));
    if folder.is_dir() {
        return Ok(folder);
    }
    let fresh = home.join("unfinished");
    remove_folder(&fresh)?;
    let mut bindgen = Bindgen::new();
    if unit.cut {
        let main = fresh.join("first").join(format!("{}.wasm", unit.name));
        fs::create_dir_all(fresh.join("first")).with_context(|| format!("cannot write {}", fresh.display()))?;
        cut::cut(&bytes, &main, &fresh, &format!("{}.js", unit.name))?;
        // What the pieces import is exported under the linker's names.
        bindgen.input_path(&main).keep_lld_exports(true);
    } else {
        bindgen.input_bytes(unit.name, bytes);
    }
    bindgen
        .web(true)?
        .omit_default_module_path(!unit.default_wasm_path)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&fresh)
        .with_context(|| format!("wasm-bindgen cannot read the wasm of {}", unit.package))?;
    fs::rename(&fresh, &folder).with_context(|| format!("cannot write {}", folder.display()))?;
    forget_old(&home, &folder);
    Ok(folder)
}

fn cache_name(unit: Unit, wasm: &[u8]) -> String {
    let mut digest = Sha256::new();
    // The library's interface does not tell its version; the workspace pins it to this one.
    digest.update(format!("{unit:?} {WASM_BINDGEN_VERSION} {}", cut::VERSION));
    digest.update(wasm);
    hex(&digest.finalize()[..16])
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Keeps the newest four folders: enough to go back and forth between two versions.
fn forget_old(home: &Path, newest: &Path) {
    let Ok(entries) = fs::read_dir(home) else { return };
    let age = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path != newest).collect();
    folders.sort_by_key(|path| std::cmp::Reverse(age(path)));
    for old in folders.iter().skip(3) {
        // A folder that cannot be removed costs disk space only.
        let _ = fs::remove_dir_all(old);
    }
}
