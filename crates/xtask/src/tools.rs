//! Cargo tools of exact versions, under `target/tools`: a person's own `~/.cargo/bin` stays as it is.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{step, workspace::Workspace};

/// Of the library inside xtask, the command-line tool for `wasm-pack test`, and the workspace's `wasm-bindgen`.
pub const WASM_BINDGEN_VERSION: &str = "0.2.130";

/// A tool that cargo installs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tool {
    package: &'static str,
    version: &'static str,
    program: &'static str,
    what_for: &'static str,
}

/// Runs wasm tests in a browser, for wasm-pack.
pub const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    version: WASM_BINDGEN_VERSION,
    program: "wasm-bindgen-test-runner",
    what_for: "runs wasm tests in a browser",
};
/// Starts those tests.
pub const WASM_PACK: Tool =
    Tool { package: "wasm-pack", version: "0.15.1", program: "wasm-pack", what_for: "starts those tests" };
/// Checks licences and sources.
pub const CARGO_DENY: Tool =
    Tool { package: "cargo-deny", version: "0.20.2", program: "cargo-deny", what_for: "checks licences and sources" };
/// A real S3 server to test against.
pub const GARAGE: Tool =
    Tool { package: "garage", version: "2.5.0", program: "garage", what_for: "a real S3 server to test against" };

/// All of them, the quick ones first.
pub const ALL: [Tool; 4] = [WASM_BINDGEN, WASM_PACK, CARGO_DENY, GARAGE];

impl Tool {
    /// Whether exactly this version is there.
    pub fn is_installed(&self, workspace: &Workspace) -> bool {
        let recorded = fs::read_to_string(workspace.tools().join(".crates.toml")).unwrap_or_default();
        self.is_recorded(&recorded) && self.path(workspace).is_file()
    }

    /// Cargo notes what it installed as `"NAME VERSION (SOURCE)" = [programs]`.
    fn is_recorded(&self, crates_toml: &str) -> bool {
        let mark = format!("\"{} {} (", self.package, self.version);
        crates_toml.lines().any(|line| line.starts_with(&mark))
    }

    /// The program.
    pub fn path(&self, workspace: &Workspace) -> PathBuf {
        workspace.program(&workspace.tools().join("bin"), self.program)
    }

    /// Installs the tool unless it is there.
    ///
    /// # Errors
    ///
    /// As [`Self::install`].
    pub fn ensure(&self, workspace: &Workspace) -> Result<()> {
        if self.is_installed(workspace) { Ok(()) } else { self.install(workspace) }
    }

    /// Name and purpose, for a step's title.
    pub fn title(&self) -> String {
        format!("Install {} {} ({})", self.package, self.version, self.what_for)
    }

    /// Compiles and installs the tool.
    ///
    /// # Errors
    ///
    /// When cargo fails, for instance without a network.
    pub fn install(&self, workspace: &Workspace) -> Result<()> {
        if let Err(error) = step::run(&mut self.cargo_install(workspace, true)) {
            // A mirror of the registry may lag behind the versions that the tool's own lock file names.
            println!("      {error:#}\n      Trying once more with the versions that can be had.");
            return step::run(&mut self.cargo_install(workspace, false))
                .with_context(|| format!("cannot install {}", self.package));
        }
        Ok(())
    }

    fn cargo_install(&self, workspace: &Workspace, locked: bool) -> Command {
        let mut cargo = workspace.cargo(&["install", "--root"]);
        cargo.arg(workspace.tools()).arg(format!("{}@{}", self.package, self.version));
        if locked {
            cargo.arg("--locked");
        } else {
            cargo.env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback");
        }
        // One build folder for all: they share many dependencies. Little optimised: compiling them is most of a
        // first `cargo xtask test`, and none of them works hard.
        cargo.env("CARGO_TARGET_DIR", build_folder(workspace));
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").env("CARGO_PROFILE_RELEASE_LTO", "off");
        cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16").env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        cargo
    }
}

/// Removes what compiling the tools left (gigabytes), once all of them are there.
pub fn clean_up(workspace: &Workspace) {
    if ALL.iter().all(|tool| tool.is_installed(workspace)) {
        // What cannot be removed costs disk space only.
        let _ = fs::remove_dir_all(build_folder(workspace));
    }
}

fn build_folder(workspace: &Workspace) -> PathBuf {
    workspace.root().join("target/tools-build")
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_the_exact_version_counts_as_installed() {
        let note = |version: &str| format!("[v1]\n\"wasm-pack {version} (registry+somewhere)\" = [\"wasm-pack\"]\n");
        assert!(super::WASM_PACK.is_recorded(&note(super::WASM_PACK.version)));
        assert!(!super::WASM_PACK.is_recorded(&note("0.15.10")));
        assert!(!super::WASM_PACK.is_recorded(""));
    }

    #[test]
    fn the_wasm_bindgen_version_is_the_workspaces() {
        let manifest = include_str!("../../../Cargo.toml");
        for package in ["wasm-bindgen", "wasm-bindgen-cli-support"] {
            let line = format!("\n{package} = \"={}\"\n", super::WASM_BINDGEN_VERSION);
            assert!(manifest.contains(&line), "the workspace does not pin{line}");
        }
    }
}
