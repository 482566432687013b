//! Python and npm packages for the tests, in the checkout only.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{
    bindgen::hex,
    step,
    system::{NPM, Need, PYTHON},
    workspace::Workspace,
};

/// Folders that may hold a `package.json` of test tools.
const NPM_FOLDERS: [&str; 3] = ["tests", "tests/npm", "tests/e2e-npm"];

/// A set of packages that is not there as its files ask for.
#[derive(Debug)]
pub struct Packages {
    kind: Kind,
    /// Where the set is described.
    folder: PathBuf,
    /// Of a Python set: its environment.
    venv: PathBuf,
    /// Note of what was installed last.
    stamp: PathBuf,
    wanted: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Npm,
    Python,
}

/// The folder of the Python environment.
pub fn venv(workspace: &Workspace) -> PathBuf {
    workspace.root().join("target/venv")
}

/// The folder of the Python environment with LocalStack and AWS's own client.
pub fn localstack(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("localstack")
}

/// The folder of the Python environment with the official Encryption SDK.
pub fn encryption_sdk(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("encryption-sdk")
}

/// A program of a Python environment, if it is there.
pub fn program(venv: &Path, name: &str) -> Option<PathBuf> {
    let folder = venv.join(if cfg!(windows) { "Scripts" } else { "bin" });
    Some(folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))).filter(|program| program.is_file())
}

/// The sets that must be installed, or installed again because their files changed.
pub fn missing(workspace: &Workspace) -> Vec<Packages> {
    let npm = NPM_FOLDERS.iter().map(|folder| {
        let folder = workspace.root().join(folder);
        Packages {
            kind: Kind::Npm,
            stamp: folder.join("node_modules/.sealport-installed"),
            wanted: digest(&folder, &["package.json", "package-lock.json", ".npmrc"]),
            folder,
            venv: PathBuf::new(),
        }
    });
    let venvs =
        [("tests", venv(workspace)), ("tests/s3", localstack(workspace)), ("tests/interop", encryption_sdk(workspace))];
    let python = venvs.map(|(folder, venv)| {
        let folder = workspace.root().join(folder);
        let (stamp, wanted) = (venv.join(".sealport-installed"), digest(&folder, &["requirements.txt"]));
        Packages { kind: Kind::Python, folder, venv, stamp, wanted }
    });
    npm.chain(python)
        .filter(|set| set.folder.join(set.description()).is_file())
        .filter(|set| fs::read_to_string(&set.stamp).ok().as_ref() != Some(&set.wanted))
        .collect()
}

impl Packages {
    /// The program it is installed by.
    pub fn needs(&self) -> Need {
        match self.kind {
            Kind::Npm => NPM,
            Kind::Python => PYTHON,
        }
    }

    fn description(&self) -> &'static str {
        match self.kind {
            Kind::Npm => "package.json",
            Kind::Python => "requirements.txt",
        }
    }

    /// For a step's title.
    pub fn title(&self, workspace: &Workspace) -> String {
        let file = self.folder.join(self.description());
        format!("Install what {} asks for", file.strip_prefix(workspace.root()).unwrap_or(&file).display())
    }

    /// Installs the set.
    ///
    /// # Errors
    ///
    /// When npm, Python or pip fails, for instance without a network.
    pub fn install(&self, workspace: &Workspace) -> Result<()> {
        match self.kind {
            Kind::Npm => self.install_npm(workspace)?,
            Kind::Python => self.install_python(workspace)?,
        }
        // npm writes the lock file when there is none: what counts is what is there now.
        let wanted = match self.kind {
            Kind::Npm => digest(&self.folder, &["package.json", "package-lock.json", ".npmrc"]),
            Kind::Python => self.wanted.clone(),
        };
        if let Some(parent) = self.stamp.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&self.stamp, wanted).with_context(|| format!("cannot write {}", self.stamp.display()))
    }

    fn install_npm(&self, workspace: &Workspace) -> Result<()> {
        step::run(&mut npm_install(workspace, &self.folder))
    }

    fn install_python(&self, workspace: &Workspace) -> Result<()> {
        let venv = &self.venv;
        if venv.exists() {
            fs::remove_dir_all(venv).with_context(|| format!("cannot remove {}", venv.display()))?;
        }
        step::run(workspace.command("python3").args(["-m", "venv"]).arg(venv))
            .context("Python cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv")?;
        let python = program(venv, "python").context("the new Python environment has no Python")?;
        let mut pip = workspace.command(python);
        pip.args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(self.folder.join("requirements.txt"));
        step::run(&mut pip)
    }
}

/// What a script of a folder's `package.json` prints; the folder's packages are installed before, where they are not yet.
///
/// # Errors
///
/// When npm or the script fails.
pub fn npm_run(workspace: &Workspace, folder: &Path, script: &str) -> Result<String> {
    if !folder.join("node_modules").is_dir() {
        step::run(&mut npm_install(workspace, folder))?;
    }
    let mut npm = npm(workspace, folder);
    npm.args(["run", "--silent", script]);
    step::output_of(&mut npm)
}

fn npm(workspace: &Workspace, folder: &Path) -> Command {
    let mut npm = workspace.command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(folder);
    npm
}

fn npm_install(workspace: &Workspace, folder: &Path) -> Command {
    let locked = folder.join("package-lock.json").is_file();
    let mut npm = npm(workspace, folder);
    npm.arg(if locked { "ci" } else { "install" });
    // The lock file then names no registry, so that it serves wherever a mirror is used.
    npm.args(["--omit-lockfile-registry-resolved", "--ignore-scripts", "--no-audit", "--no-fund"]);
    npm
}

fn digest(folder: &Path, names: &[&str]) -> String {
    let mut digest = Sha256::new();
    for name in names {
        // A file that is not there counts as empty.
        let contents = fs::read(folder.join(name)).unwrap_or_default();
        digest.update(contents.len().to_le_bytes());
        digest.update(contents);
    }
    hex(&digest.finalize())
}
