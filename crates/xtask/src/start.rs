//! `cargo xtask start`: the page on a local S3 server, from a checkout to one address to open.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{
    build, dist, ports,
    server::Server,
    step::{self, Beside, Steps},
    watch::Watch,
    workspace::Workspace,
};

/// How often files and the server are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What `start` takes.
#[derive(Debug, Args)]
pub struct Options {
    /// The page's port on 127.0.0.1; S3 takes the next one
    #[arg(long, value_name = "N", default_value_t = 8460, value_parser = clap::value_parser!(u16).range(1..=65534))]
    port: u16,
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
    /// Build again whenever a source file changes; reload the page to see it
    #[arg(long)]
    watch: bool,
}

/// Builds page and server, starts the server and stays until Ctrl-C.
///
/// # Errors
///
/// When a port is taken, a build fails, or the server ends by itself.
pub fn start(workspace: &Workspace, options: &Options) -> Result<()> {
    // First of all: nobody should wait minutes to learn it.
    ports::check(options.port)?;
    let out = workspace.root().join(build::DIST);
    let mut watch = options.watch.then(|| Watch::new(workspace.root()));

    // The page ends with minutes of linking on one core: the other one compiles the server and the workers meanwhile.
    // The builds are of different profiles, so they do not wait for each other.
    let server = Beside::start(server_build(workspace))?;
    let mut steps = Steps::new(3);
    let wasm = steps.run("Compile the page (release; the first time takes minutes)", || build::compile(workspace))?;
    steps.run("Write its static files to dist/", || dist::write(&out, &build::assemble(workspace, &wasm)?))?;
    steps.run("Compile the local S3 server (begun beside the page)", || server.finish())?;

    // Not before: while it builds, Ctrl-C simply ends everything.
    let stop = stop_signal()?;
    let data = workspace.target().join("demo-data").join(options.port.to_string());
    // The server takes credentials from `AWS_*` and tells them to its page: a person's real ones must not get there.
    let program = Workspace::without_secrets(workspace.command(server_program(workspace)));
    let mut server = Server::start(program, options.port, &out, &data)?;
    println!("\nReady after {:.1} s. The demo's files are kept in {}", steps.seconds(), data.display());
    println!("Open {}/   (Ctrl-C stops it)", server.page());
    if !options.no_open
        && has_desktop()
        && let Err(error) = open::that_detached(server.page())
    {
        println!("No browser could be opened ({error}): please open the address yourself.");
    }

    serve(workspace, &out, &mut server, &stop, watch.as_mut())?;
    server.stop();
    println!("\nStopped.");
    Ok(())
}

/// Compiles the local S3 server.
///
/// # Errors
///
/// When cargo fails.
pub fn compile_server(workspace: &Workspace) -> Result<()> {
    step::run(&mut server_build(workspace))
}

/// Compiles our program for the terminal, which opens in tests what the page sealed.
///
/// # Errors
///
/// When it does not compile.
pub fn compile_cli(workspace: &Workspace) -> Result<()> {
    step::run(&mut workspace.cargo(&["build", "--package", "sealport-cli"]))
}

fn server_build(workspace: &Workspace) -> Command {
    workspace.cargo(&["build", "--package", "sealport-sandbox", "--bin", "sealport-sandbox"])
}

/// Where cargo puts the local S3 server.
pub fn server_program(workspace: &Workspace) -> PathBuf {
    workspace.program(&workspace.target().join("debug"), "sealport-sandbox")
}

/// A channel that gets a message on Ctrl-C or a request to end.
fn stop_signal() -> Result<Receiver<()>> {
    let (send, receive) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = send.send(());
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(receive)
}

fn serve(
    workspace: &Workspace,
    out: &Path,
    server: &mut Server,
    stop: &Receiver<()>,
    mut watch: Option<&mut Watch>,
) -> Result<()> {
    loop {
        match stop.recv_timeout(LOOK_EVERY) {
            Err(RecvTimeoutError::Timeout) => {}
            _ => return Ok(()),
        }
        if let Some(status) = server.ended()? {
            bail!("the local S3 server ended by itself with {status}; its last words are above");
        }
        if let Some(watch) = watch.as_deref_mut() {
            let changed = settled_changes(watch);
            if !changed.is_empty() {
                rebuild(workspace, out, &changed);
                if stop.try_recv().is_ok() {
                    return Ok(());
                }
            }
        }
    }
}

/// Changed files, once a look finds no further change: saving a file and switching a branch are many small writes.
fn settled_changes(watch: &mut Watch) -> Vec<PathBuf> {
    let mut changed = watch.changes();
    if !changed.is_empty() {
        loop {
            std::thread::sleep(Duration::from_millis(150));
            let more = watch.changes();
            if more.is_empty() {
                break;
            }
            changed.extend(more);
        }
    }
    changed
}

/// Builds the page again. A failure is shown, and the page as it was stays served.
fn rebuild(workspace: &Workspace, out: &Path, changed: &[PathBuf]) {
    let (tools, page): (Vec<&PathBuf>, Vec<&PathBuf>) =
        changed.iter().partition(|path| path.starts_with("crates/sandbox") || path.starts_with("crates/xtask"));
    if let Some(path) = tools.first() {
        println!("\n{} changed: stop with Ctrl-C and start again to use it.", path.display());
    }
    let Some(first) = page.first() else { return };
    println!("\n{} changed: building the page again ...", first.display());
    let begin = Instant::now();
    let result = build::compile(workspace).and_then(|wasm| dist::write(out, &build::assemble(workspace, &wasm)?));
    let seconds = begin.elapsed().as_secs_f64();
    match result {
        Ok(true) => println!("Built in {seconds:.1} s: reload the page in the browser."),
        Ok(false) => println!("Built in {seconds:.1} s: the page is the same."),
        Err(error) => eprintln!("\nerror: {error:#}\nThe page as it was goes on; waiting for the next change."),
    }
}

fn has_desktop() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(target_os = "macos", windows)) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
