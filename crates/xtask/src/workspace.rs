//! Where things are, and how cargo is called: every child starts from here.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use cargo_metadata::{MetadataCommand, Package, TargetKind};

/// The triple the page and the npm package are compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The checkout this program was started for.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
    packages: Vec<Package>,
}

impl Workspace {
    /// Finds the top of the checkout and cargo's target folder.
    ///
    /// # Errors
    ///
    /// When `cargo metadata` fails, for instance on a broken manifest.
    pub fn locate() -> Result<Self> {
        // Set by `cargo run`; the compiled-in value serves when the binary is started directly.
        let own =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let metadata = MetadataCommand::new()
            .manifest_path(own.join("Cargo.toml"))
            .no_deps()
            .exec()
            .context("cargo cannot read the workspace; `cargo metadata` at the top shows why")?;
        Ok(Self {
            root: metadata.workspace_root.into(),
            target: metadata.target_directory.into(),
            packages: metadata.packages,
        })
    }

    /// The top of the checkout.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's target folder, wherever `CARGO_TARGET_DIR` or a cargo configuration put it.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The names of our packages.
    pub fn packages(&self) -> impl Iterator<Item = &str> {
        self.packages.iter().map(|package| package.name.as_str())
    }

    /// The names of a package's integration tests.
    pub fn integration_tests(&self, package: &str) -> impl Iterator<Item = &str> {
        let targets = self.packages.iter().filter(move |one| one.name.as_str() == package).flat_map(|one| &one.targets);
        targets.filter(|target| target.kind.contains(&TargetKind::Test)).map(|target| target.name.as_str())
    }

    /// Where cargo tools are installed. It stays in the checkout, so that a changed `CARGO_TARGET_DIR` does not build
    /// them again.
    pub fn tools(&self) -> PathBuf {
        self.root.join("target/tools")
    }

    /// The file name of a program as this system has it (`.exe` on Windows).
    pub fn program(&self, folder: &Path, name: &str) -> PathBuf {
        folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Cargo, called at the top of the checkout.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = self.command(cargo);
        command.args(arguments);
        command
    }

    /// As [`Self::command`], for tests and servers: no credential of the person who runs it gets there.
    pub fn without_secrets(mut command: Command) -> Command {
        for (name, _) in env::vars_os().filter(|(name, _)| is_secret(&name.to_string_lossy())) {
            command.env_remove(name);
        }
        command
    }

    /// Any program, called at the top of the checkout.
    pub fn command(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(program.into());
        command.current_dir(&self.root);
        // `cargo run` describes *this* package in the environment. Build scripts that watch those variables would
        // be run again each time one switches between `cargo xtask` and a plain cargo call.
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"].iter().any(|own| text.starts_with(own)) {
                command.env_remove(&name);
            }
        }
        command
    }
}

/// Whether a variable's name says that it holds a credential.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    name.starts_with("AWS_")
        || ["SECRET", "TOKEN", "PASSW", "CREDENTIAL", "ACCESS_KEY", "PRIVATE_KEY", "API_KEY", "APIKEY"]
            .iter()
            .any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_known_by_their_names() {
        for name in
            ["AWS_PROFILE", "OVH_SECRET", "github_token", "CARGO_REGISTRY_TOKEN", "DB_PASSWORD", "OS_ACCESS_KEY_ID"]
        {
            assert!(is_secret(name), "{name}");
        }
        for name in ["PATH", "HOME", "CARGO_TARGET_DIR", "CI", "SEALPORT_DIST"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
