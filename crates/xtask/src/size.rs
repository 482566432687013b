//! `cargo xtask size`: what people download, against a budget that is kept in the repository.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::{
    build, dist,
    files::{Files, read_folder},
    pkg,
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
    /// The npm package's wasm.
    npm_wasm: u64,
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
        ("page, first load", (gzipped(&page, "")?, budget.page_first_load)),
        ("npm package, wasm", (gzipped(&package, ".wasm")?, budget.npm_wasm)),
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

/// The sum over all files whose name ends so.
fn gzipped(files: &Files, ending: &str) -> Result<u64> {
    let wanted = files.iter().filter(|(path, _)| path.ends_with(ending));
    wanted.map(|(_, contents)| dist::gzip_len(contents)).sum()
}
