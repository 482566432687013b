//! `cargo xtask bench`: release builds of page and server, then the benchmark against both servers.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::{
    build,
    setup::{self, Wanted},
    step,
    system::{CHROMEDRIVER, CHROMIUM},
    test,
    tools::GARAGE,
    workspace::Workspace,
};

/// What `bench` takes.
#[derive(Debug, Args)]
pub struct Options {
    /// Length of the file, in MiB
    #[arg(long, default_value_t = 1024)]
    mib: u64,
    /// Measured rounds, after one that warms up
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Servers to measure with
    #[arg(long, value_delimiter = ',', default_value = "sandbox,garage")]
    servers: Vec<String>,
    /// Where every sample goes
    #[arg(long, value_name = "FILE", default_value = "target/bench.json")]
    json: PathBuf,
}

/// Builds what is measured, and measures.
///
/// # Errors
///
/// When something cannot be installed or built, or a transfer fails. A ratio that is too low is printed, no error.
pub fn bench(workspace: &Workspace, options: &Options) -> Result<()> {
    let wanted = Wanted { tools: vec![GARAGE], needs: vec![CHROMIUM, CHROMEDRIVER], packages: false };
    setup::provide(workspace, &wanted)?;
    build::build(workspace, &build::Options::default())?;
    let release = ["build", "--release", "--package", "sealport-sandbox", "--package", "sealport-tests", "--bins"];
    step::run(&mut workspace.cargo(&release))?;
    let programs = workspace.target().join("release");
    let command = workspace.command(workspace.program(&programs, "sealport-bench"));
    let mut command = test::with_places(workspace, command)?;
    command
        .env("SEALPORT_SANDBOX", workspace.program(&programs, "sealport-sandbox"))
        .args(["--mib", &options.mib.to_string(), "--rounds", &options.rounds.to_string()])
        .args(["--servers", &options.servers.join(",")])
        .arg("--json")
        .arg(workspace.root().join(&options.json));
    step::run(&mut command)
}
