//! `cargo xtask bench`: release builds of page and server, then the benchmark against both servers.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::{
    bindgen::{self, Unit},
    build,
    files::remove_folder,
    packages,
    setup::{self, Wanted},
    step,
    system::{CHROMEDRIVER, CHROMIUM},
    test,
    tools::GARAGE,
    workspace::Workspace,
};

const SEALING: Unit = Unit {
    package: "sealport-bench-page",
    artifact: "sealport_bench_page",
    name: "sealport-bench",
    profile: "page",
    default_wasm_path: true,
    cut: false,
};

/// The cipher alone, compiled as the workers are.
const BARE: Unit = Unit {
    package: "sealport-bench-bare",
    artifact: "sealport_bench_bare",
    name: "bare",
    profile: "worker",
    ..SEALING
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
    /// What to measure: how soon the page can be used, transfers with these servers, and sealed files
    #[arg(long, value_delimiter = ',', default_value = "start,sandbox,garage,sealed")]
    parts: Vec<String>,
    /// Frame length of sealed files, in KiB; without it, that of new files
    #[arg(long)]
    frame_kib: Option<u32>,
    /// How many frames are in the cipher at once; without it, as many as in the page
    #[arg(long)]
    in_flight: Option<u32>,
    /// Only these ways of sealed files, by their names; without it, all
    #[arg(long, value_delimiter = ',')]
    ways: Vec<String>,
    /// Leave out the other programs that sealing is compared with
    #[arg(long)]
    no_peers: bool,
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
    if options.parts.iter().any(|part| part != "sealed") {
        build::build(workspace, &build::Options::default())?;
    }
    if options.parts.iter().any(|part| part == "sealed") {
        sealing_page(workspace)?;
    }
    let release = ["build", "--release", "--package", "sealport-sandbox", "--package", "sealport-tests", "--bins"];
    step::run(&mut workspace.cargo(&release))?;
    let programs = workspace.target().join("release");
    let command = workspace.command(workspace.program(&programs, "sealport-bench"));
    let mut command = test::with_places(workspace, command)?;
    command
        .env("SEALPORT_SANDBOX", workspace.program(&programs, "sealport-sandbox"))
        .args(["--mib", &options.mib.to_string(), "--rounds", &options.rounds.to_string()])
        .args(["--parts", &options.parts.join(",")])
        .arg("--json")
        .arg(workspace.root().join(&options.json));
    if let Some(frame_kib) = options.frame_kib {
        command.args(["--frame-kib", &frame_kib.to_string()]);
    }
    if let Some(in_flight) = options.in_flight {
        command.args(["--in-flight", &in_flight.to_string()]);
    }
    if !options.ways.is_empty() {
        command.args(["--ways", &options.ways.join(",")]);
    }
    if options.no_peers {
        command.arg("--no-peers");
    }
    step::run(&mut command)
}

/// The client's sealing as a page of its own, with the programs that it is compared with beside it.
fn sealing_page(workspace: &Workspace) -> Result<()> {
    let sources = workspace.root().join("tests/bench");
    let peers = packages::npm_run(workspace, &sources.join("peers"), "bundle")?;
    let page = workspace.target().join("bench-page");
    remove_folder(&page)?;
    fs::create_dir_all(&page)?;
    for unit in [SEALING, BARE] {
        let wasm = bindgen::compile(workspace, unit)?;
        let generated = bindgen::generate(workspace, unit, &wasm)?;
        for file in [format!("{}.js", unit.name), format!("{}_bg.wasm", unit.name)] {
            fs::copy(generated.join(&file), page.join(&file))?;
        }
    }
    for (path, contents) in build::workers(workspace)? {
        fs::write(page.join(path), contents)?;
    }
    for file in ["index.html", "sealed.js"] {
        fs::copy(sources.join(file), page.join(file))?;
    }
    fs::write(page.join("peers.js"), peers)?;
    Ok(())
}
