//! `cargo xtask size`: what people download, against a budget that is kept in the repository.

use std::{collections::BTreeMap, io::Write as _};

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use serde::Deserialize;

use crate::{
    build, cut,
    files::{Files, read_folder},
    pkg, workers,
    workspace::Workspace,
};

/// The budget's file, at the top of the checkout.
const BUDGET: &str = "size-budget.json";

/// The most that each may weigh, gzipped, in bytes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Budget {
    /// All files of the page's first load together.
    page_first_load: u64,
    /// What the page fetches after its first screen can be used: all pieces together.
    page_pieces: u64,
    /// What the page loads when something first needs its worker.
    page_worker: u64,
    /// The same of the strength meter.
    page_meter: u64,
    /// The npm package's wasm.
    npm_wasm: u64,
    /// That of its smaller entry, `sealport/ssec`.
    npm_ssec_wasm: u64,
}

/// Builds page and package, prints their sizes, and compares them with the budget.
///
/// # Errors
///
/// When a build fails, or something weighs more than its budget.
pub fn size(workspace: &Workspace) -> Result<()> {
    build::build(workspace, &build::Options::default())?;
    pkg::pkg(workspace)?;
    let budget = std::fs::read(workspace.root().join(BUDGET)).with_context(|| format!("cannot read {BUDGET}"))?;
    let budget: Budget = serde_json::from_slice(&budget).with_context(|| format!("{BUDGET} is no budget"))?;
    let page = read_folder(&workspace.root().join(build::DIST))?;
    let package = read_folder(&workspace.root().join("pkg/generated"))?;
    let weights = BTreeMap::from([
        ("page, first load", (gzipped(&page, is_of_first_load)?, budget.page_first_load)),
        ("page, pieces", (gzipped(&page, cut::is_piece)?, budget.page_pieces)),
        ("page, worker", (gzipped(&page, |path| workers::is_of(workers::WORKER, path))?, budget.page_worker)),
        ("page, meter", (gzipped(&page, |path| workers::is_of(workers::METER, path))?, budget.page_meter)),
        ("npm package, wasm", (gzipped(&package, |path| is_wasm(path) && !is_of_ssec(path))?, budget.npm_wasm)),
        ("npm ssec, wasm", (gzipped(&package, |path| is_wasm(path) && is_of_ssec(path))?, budget.npm_ssec_wasm)),
    ]);
    println!("\n{:<20} {:>12} {:>12}", "gzip, bytes", "found", "budget");
    for (name, (found, most)) in &weights {
        println!("{name:<20} {found:>12} {most:>12}{}", if found > most { "  OVER" } else { "" });
    }
    let over: Vec<&str> = weights.iter().filter(|(_, (found, most))| found > most).map(|(name, _)| *name).collect();
    if !over.is_empty() {
        bail!("over the budget of {BUDGET}: {}", over.join(", "));
    }
    Ok(())
}

fn is_of_first_load(path: &str) -> bool {
    !cut::is_piece(path) && ![workers::WORKER, workers::METER].iter().any(|entry| workers::is_of(entry, path))
}

fn is_wasm(path: &str) -> bool {
    path.ends_with(".wasm")
}

fn is_of_ssec(path: &str) -> bool {
    path.starts_with(pkg::SSEC_NAME)
}

/// The sum over all files that are wanted by their path.
fn gzipped(files: &Files, is_wanted: impl Fn(&str) -> bool) -> Result<u64> {
    let wanted = files.iter().filter(|(path, _)| is_wanted(path));
    wanted.map(|(_, contents)| gzip_len(contents)).sum()
}

/// Prints each file's length in bytes, raw and as gzip -9 makes it, and the sums.
///
/// # Errors
///
/// None in practice: gzip writes into memory.
pub fn print_sizes(files: &Files) -> Result<()> {
    let (mut raw, mut packed) = (0, 0);
    println!("{:>12} {:>12}  file", "bytes", "gzip");
    for (path, contents) in files {
        let gzip = gzip_len(contents)?;
        raw += contents.len();
        packed += gzip;
        println!("{:>12} {gzip:>12}  {path}", contents.len());
    }
    println!("{raw:>12} {packed:>12}  together");
    Ok(())
}

/// Length in bytes as gzip -9 makes it.
///
/// # Errors
///
/// None in practice: gzip writes into memory.
fn gzip_len(contents: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(contents)?;
    Ok(encoder.finish()?.len() as u64)
}
