//! `cargo xtask`: the one entry point for set-up, start, build, test and tidy.

mod bench;
mod bindgen;
mod build;
mod cut;
mod dist;
mod files;
mod interop;
mod layers;
mod packages;
mod pkg;
mod ports;
mod report;
mod server;
mod setup;
mod size;
mod sources;
mod start;
mod step;
mod system;
mod template;
mod test;
mod tidy;
mod tools;
mod watch;
mod workers;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Sets up, starts, builds and tests Sealport.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the page, start the local S3 server and open the page
    Start(start::Options),
    /// Write the page as static files for any web host
    Build(build::Options),
    /// Install what the tests need: cargo tools, packages, and with apt the system's programs
    Setup,
    /// Set up, then run every test (or only the steps named)
    Test(test::Options),
    /// Check format, lints, layers, licences and links
    Tidy,
    /// Build the generated part of the npm package
    Pkg,
    /// Measure transfers in Chromium beside plain XHR and fetch
    Bench(bench::Options),
    /// Compare what people download with the budget
    Size,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::locate()?;
    match command {
        Command::Start(options) => start::start(&workspace, &options),
        Command::Build(options) => build::build(&workspace, &options),
        Command::Setup => setup::setup(&workspace),
        Command::Test(options) => test::test(&workspace, &options),
        Command::Tidy => tidy::tidy(&workspace),
        Command::Pkg => pkg::pkg(&workspace),
        Command::Bench(options) => bench::bench(&workspace, &options),
        Command::Size => size::size(&workspace),
    }
}
