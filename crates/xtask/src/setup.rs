//! `cargo xtask setup`: everything the tests need, as far as it can be had without asking.

use std::env;

use anyhow::{Result, bail};

use crate::{
    bindgen, packages,
    step::Steps,
    system::{self, Missing, Need},
    tools::{self, Tool},
    workspace::Workspace,
};

/// What some tests need.
#[derive(Debug)]
pub struct Wanted {
    /// Cargo tools.
    pub tools: Vec<Tool>,
    /// Programs of the system.
    pub needs: Vec<Need>,
    /// Whether the Python and npm packages are wanted.
    pub packages: bool,
}

/// Provides for every test.
///
/// # Errors
///
/// As [`provide`].
pub fn setup(workspace: &Workspace) -> Result<()> {
    let wanted = Wanted { tools: tools::ALL.to_vec(), needs: system::ALL.to_vec(), packages: true };
    provide(workspace, &wanted).map(drop)
}

/// Installs what is missing of `wanted` and returns what this system cannot be given.
///
/// # Errors
///
/// When an installation fails; with `CI=true` also when anything stays missing.
pub fn provide(workspace: &Workspace, wanted: &Wanted) -> Result<Missing> {
    bindgen::ensure_wasm_target(workspace)?;
    let sets = if wanted.packages { packages::missing(workspace) } else { Vec::new() };
    let mut needs = wanted.needs.clone();
    needs.extend(sets.iter().map(packages::Packages::needs));
    needs.retain(|need| need.find().is_none());
    needs.dedup();
    let tools: Vec<&Tool> = wanted.tools.iter().filter(|tool| !tool.is_installed(workspace)).collect();

    let mut steps = Steps::new(usize::from(!needs.is_empty()) + sets.len() + tools.len());
    let mut missing = Missing { needs: Vec::new(), remedy: String::new() };
    if !needs.is_empty() {
        let names: Vec<&str> = needs.iter().map(|need| need.name).collect();
        missing =
            steps.run(&format!("Get from the system: {}", names.join(", ")), || system::provide(workspace, &needs))?;
    }
    if !missing.needs.is_empty() && strict() {
        bail!("{}\n(CI=true, so nothing may be missing)", complaint(&missing));
    }
    for set in &sets {
        // Without its package manager a set is left out, with the tests that need it.
        if !missing.needs.contains(&set.needs()) {
            steps.run(&set.title(workspace), || set.install(workspace))?;
        }
    }
    for tool in tools {
        steps.run(&tool.title(), || tool.install(workspace))?;
    }
    tools::clean_up(workspace);
    if missing.needs.is_empty() {
        println!("Set-up complete in {:.1} s", steps.seconds());
    } else {
        println!("Set-up INCOMPLETE in {:.1} s\n{}", steps.seconds(), complaint(&missing));
    }
    Ok(missing)
}

/// What is missing and the one line that helps.
pub fn complaint(missing: &Missing) -> String {
    let names: Vec<&str> = missing.needs.iter().map(|need| need.name).collect();
    format!("!!! MISSING: {}. Tests that need it are left out. To have them:\n    {}", names.join(", "), missing.remedy)
}

/// Whether anything missing is an error.
fn strict() -> bool {
    env::var("CI").is_ok_and(|value| value == "true")
}
