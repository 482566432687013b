//! A scratch project that has the packed package installed, as a user's would.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, bail};
use sealport_tests::places;
use tempfile::TempDir;

/// The package, packed once for all tests.
static TARBALL: OnceLock<Result<Vec<u8>, String>> = OnceLock::new();

/// A folder with a package.json and the package.
#[derive(Debug)]
pub struct Project(TempDir);

impl Project {
    /// Packs the package and installs the tarball without a network.
    pub fn with_package() -> Result<Self> {
        let tarball = TARBALL.get_or_init(|| pack().map_err(|error| format!("{error:#}")));
        let tarball = tarball.as_ref().map_err(|error| anyhow!("cannot pack the package: {error}"))?;
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("package.json"), r#"{ "name": "scratch", "private": true, "type": "module" }"#)?;
        fs::write(folder.path().join("sealport.tgz"), tarball)?;
        let mut npm = npm(folder.path())?;
        npm.args(["install", "--offline", "--no-audit", "--no-fund", "./sealport.tgz"]);
        run(&mut npm)?;
        Ok(Self(folder))
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Copies files of `tests/npm` to the project's top.
    pub fn add(&self, names: &[&str]) -> Result<()> {
        for name in names {
            let from = places::root().join("tests/npm").join(name);
            let file_name = from.file_name().with_context(|| format!("{name} names no file"))?;
            fs::copy(&from, self.folder().join(file_name))
                .with_context(|| format!("cannot copy {}", from.display()))?;
        }
        Ok(())
    }

    /// Runs a script of the project and returns what it printed.
    pub fn node(&self, script: &str, input: &str) -> Result<String> {
        let mut command = node()?;
        command.current_dir(self.folder()).arg(script);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("cannot start Node")?;
        child.stdin.take().context("Node has no standard input")?.write_all(input.as_bytes())?;
        let output = child.wait_with_output()?;
        if !output.status.success() {
            bail!("{script} ended with {}:\n{}", output.status, String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs the TypeScript compiler in the project.
    pub fn tsc(&self, arguments: &[&str]) -> Result<()> {
        let compiler = places::root().join("tests/node_modules/typescript/bin/tsc");
        if !compiler.is_file() {
            bail!("{} is missing; `cargo xtask setup` installs it", compiler.display());
        }
        run(node()?.current_dir(self.folder()).arg(compiler).args(arguments))
    }
}

/// The bytes of the tarball that `npm pack` makes of `pkg/`.
fn pack() -> Result<Vec<u8>> {
    let package = places::pkg()?;
    let folder = tempfile::tempdir()?;
    let mut npm = npm(folder.path())?;
    npm.args(["pack", "--ignore-scripts", "--pack-destination"]).arg(folder.path()).arg(&package);
    run(&mut npm)?;
    let mut tarballs = fs::read_dir(folder.path())?.flatten().map(|entry| entry.path());
    let tarball = tarballs.find(|path| path.extension().is_some_and(|ending| ending == "tgz"));
    Ok(fs::read(tarball.context("npm pack made no tarball")?)?)
}

fn node() -> Result<Command> {
    Ok(Command::new(places::program("SEALPORT_NODE", &["node"])?))
}

/// npm, with its cache in the scratch folder: nothing may come from an earlier run.
fn npm(folder: &Path) -> Result<Command> {
    let mut command = Command::new(places::program("SEALPORT_NPM", &["npm"])?);
    command.current_dir(folder).arg("--cache").arg(folder.join(".npm-cache"));
    Ok(command)
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {command:?}"))?;
    if !output.status.success() {
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        bail!("{command:?} ended with {}:\n{out}{err}", output.status);
    }
    Ok(())
}
