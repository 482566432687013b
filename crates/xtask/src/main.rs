//! `cargo xtask`: the one entry point for set-up, start, build, test and tidy.

mod bindgen;
mod build;
mod dist;
mod ports;
mod server;
mod setup;
mod start;
mod step;
mod template;
mod watch;
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
    }
}
