//! `cargo xtask test`: set-up, then every test there is, and a table of what became of each.

use std::{env, ffi::OsString, fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{
    build,
    files::replace_folder,
    interop, packages, pkg,
    report::Report,
    setup::{self, Wanted},
    start, step,
    system::{
        self, CEPH_MON, CEPH_OSD, CHROMEDRIVER, CHROMIUM, CURL, Missing, NODE, NPM, Need, OPENSSL, PYTHON, RADOSGW,
    },
    tidy,
    tools::{self, CARGO_DENY, GARAGE, Tool, WASM_BINDGEN, WASM_PACK},
    workspace::Workspace,
};

/// The package with the tests against real servers, official tools and real browsers.
const TESTS: &str = "sealport-tests";

/// The integration test of the page in browsers.
const PAGE: &str = "e2e";
/// The integration test of what S3 servers answer.
const SERVERS: &str = "s3";

/// The integration test that runs the commands for a terminal.
const COMMANDS: &str = "commands";

/// The integration test with other implementations of the sealed files' format.
const INTEROP: &str = "interop";

/// What `test` takes.
#[derive(Debug, Args)]
pub struct Options {
    /// Only these steps: tidy, unit, wasm, or an integration test of `tests/` such as e2e [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// One step: what it needs, and what it runs.
#[derive(Debug)]
struct Step {
    name: String,
    kind: Kind,
    tools: Vec<Tool>,
    needs: Vec<Need>,
    /// Servers that it tests, and what each needs; a server that cannot be had is left out, and the others are tested.
    servers: Vec<(&'static str, Vec<Need>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tidy,
    Unit,
    Wasm,
    /// An integration test of the package `sealport-tests`.
    Integration,
    /// One of those that tests servers only and has no use for the page.
    Servers,
    /// The one with other implementations, which needs the program for the terminal and a page of its own.
    Interop,
}

impl Kind {
    /// Whether it is a test of the package `sealport-tests`.
    fn is_integration(self) -> bool {
        matches!(self, Self::Integration | Self::Servers | Self::Interop)
    }
}

impl Step {
    fn asks_for(&self, need: &Need) -> bool {
        self.needs.iter().chain(self.servers.iter().flat_map(|(_, needs)| needs)).any(|one| one == need)
    }

    /// The servers that it must do without, and what they would need.
    fn left_out<'a>(&'a self, missing: &'a Missing) -> impl Iterator<Item = (&'static str, String)> + 'a {
        self.servers.iter().filter_map(|(server, needs)| {
            let absent = names_of(needs, missing);
            (!absent.is_empty()).then_some((*server, absent))
        })
    }
}

/// The names of those needs that are missing.
fn names_of(needs: &[Need], missing: &Missing) -> String {
    let absent = needs.iter().filter(|need| missing.needs.contains(need));
    absent.map(|need| need.name).collect::<Vec<_>>().join(", ")
}

/// Runs the chosen steps, also after one failed.
///
/// # Errors
///
/// When a name is unknown, when set-up fails, or when a step failed.
pub fn test(workspace: &Workspace, options: &Options) -> Result<()> {
    let steps = chosen(steps(workspace.integration_tests(TESTS)), &options.names)?;
    let wanted = Wanted {
        tools: tools::ALL.into_iter().filter(|tool| steps.iter().any(|step| step.tools.contains(tool))).collect(),
        needs: system::ALL.into_iter().filter(|need| steps.iter().any(|step| step.asks_for(need))).collect(),
        packages: steps.iter().any(|step| step.kind.is_integration()),
    };
    let missing = setup::provide(workspace, &wanted)?;

    let mut report = Report::new("test");
    // Every integration test may use these; what is fresh costs nothing.
    let mut built = true;
    if steps.iter().any(|step| step.kind == Kind::Integration) {
        built &= report.step("build the page", || build::build(workspace, &build::Options::default()));
        built &= report.step("build the npm package", || pkg::pkg(workspace));
        built &= report.step("build the program for the terminal", || start::compile_cli(workspace));
    }
    if steps.iter().any(|step| [Kind::Integration, Kind::Servers].contains(&step.kind)) {
        built &= report.step("build the local S3 server", || start::compile_server(workspace));
    }
    if steps.iter().any(|step| step.kind == Kind::Interop) {
        built &= report.step("build what other implementations are tested with", || interop::build(workspace));
    }
    for step in &steps {
        let absent = names_of(&step.needs, &missing);
        if !absent.is_empty() {
            report.leave_out(&step.name, format!("needs {absent}"));
        } else if step.kind.is_integration() && !built {
            // It would test what an earlier run left.
            report.leave_out(&step.name, "what it tests could not be built".to_owned());
        } else {
            report.step(&step.name, || run(workspace, step, &missing));
            for (server, absent) in step.left_out(&missing) {
                report.leave_out(&format!("{} with {server}", step.name), format!("needs {absent}"));
            }
        }
    }
    let result = report.finish();
    if !missing.needs.is_empty() {
        // Once more at the very end, where it is seen.
        println!("{}", setup::complaint(&missing));
    }
    result
}

/// All steps, the quick ones first.
fn steps<'a>(integration: impl Iterator<Item = &'a str>) -> Vec<Step> {
    let step = |name: &str, kind, tools: &[Tool], needs: &[Need]| Step {
        name: name.to_owned(),
        kind,
        tools: tools.to_vec(),
        needs: needs.to_vec(),
        servers: Vec::new(),
    };
    let mut steps = vec![
        step("tidy", Kind::Tidy, &[CARGO_DENY], &[]),
        step("unit", Kind::Unit, &[], &[OPENSSL]),
        step("wasm", Kind::Wasm, &[WASM_BINDGEN, WASM_PACK], &[CHROMIUM, CHROMEDRIVER]),
    ];
    for name in integration {
        if name == SERVERS {
            // The names are those by which the test knows them.
            let servers = vec![("Ceph", vec![RADOSGW, CEPH_MON, CEPH_OSD]), ("LocalStack", vec![PYTHON])];
            steps.push(Step { servers, ..step(name, Kind::Servers, &[GARAGE], &[]) });
            continue;
        }
        if name == COMMANDS {
            let servers = vec![("AWS's client", vec![PYTHON])];
            steps.push(Step { servers, ..step(name, Kind::Servers, &[], &[OPENSSL, CURL]) });
            continue;
        }
        if name == INTEROP {
            steps.push(step(name, Kind::Interop, &[], &[PYTHON, NODE, NPM, CHROMIUM, CHROMEDRIVER]));
            continue;
        }
        // A test asks for what it uses by environment variables; which it does is not known here.
        let servers = if name == PAGE { vec![("LocalStack", vec![PYTHON])] } else { Vec::new() };
        let needs = [CHROMIUM, CHROMEDRIVER, OPENSSL, CURL, NODE, NPM];
        steps.push(Step { servers, ..step(name, Kind::Integration, &[GARAGE], &needs) });
    }
    steps
}

fn chosen(steps: Vec<Step>, names: &[String]) -> Result<Vec<Step>> {
    if let Some(unknown) = names.iter().find(|name| steps.iter().all(|step| step.name != **name)) {
        let known: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
        bail!("there is no test step `{unknown}`; there are: {}", known.join(", "));
    }
    Ok(steps.into_iter().filter(|step| names.is_empty() || names.contains(&step.name)).collect())
}

fn run(workspace: &Workspace, one: &Step, missing: &Missing) -> Result<()> {
    match one.kind {
        Kind::Tidy => tidy::tidy(workspace),
        Kind::Unit => {
            step::run(&mut cargo_test(workspace, &["--workspace", "--exclude", TESTS])?)?;
            step::run(&mut cargo_test(workspace, &["--package", TESTS, "--lib"])?)
        }
        Kind::Wasm => wasm(workspace),
        Kind::Integration | Kind::Servers | Kind::Interop => {
            let left_out: Vec<&str> = one.left_out(missing).map(|(server, _)| server).collect();
            let mut cargo = cargo_test(workspace, &["--package", TESTS, "--test", &one.name])?;
            step::run(cargo.env("SEALPORT_LEFT_OUT", left_out.join(",")))
        }
    }
}

fn cargo_test(workspace: &Workspace, what: &[&str]) -> Result<Command> {
    let mut cargo = workspace.cargo(&["test"]);
    cargo.args(what);
    with_places(workspace, cargo)
}

/// Runs the tests of every crate that says by a `webdriver.json` that they run in a browser.
fn wasm(workspace: &Workspace) -> Result<()> {
    let crates = fs::read_dir(workspace.root().join("crates")).context("cannot list crates/")?;
    let mut folders: Vec<PathBuf> = crates.flatten().map(|entry| entry.path()).collect();
    folders.push(workspace.root().join("web"));
    folders.retain(|folder| folder.join("webdriver.json").is_file());
    folders.sort();
    if folders.is_empty() {
        bail!("no crate has a webdriver.json, so no wasm test would run");
    }
    // The tests of the browser crate load workers as a page does; their server gives out the files of their own crate.
    replace_folder(&workspace.root().join("crates/browser/tests/generated"), &build::workers(workspace)?)?;
    for folder in folders {
        let mut command = workspace.command(WASM_PACK.path(workspace));
        command.args(["test", "--headless", "--chrome"]).arg(folder);
        let mut command = with_places(workspace, command)?;
        if let Some(driver) = CHROMEDRIVER.find() {
            command.env("CHROMEDRIVER", driver);
        }
        // Seconds for all tests of a crate; by itself the runner gives up after 20.
        command.env("WASM_BINDGEN_TEST_TIMEOUT", "180");
        step::run(&mut command)?;
    }
    Ok(())
}

/// Tells a test where everything is, and nothing that it need not know.
///
/// # Errors
///
/// When a folder on the PATH has a character that PATH cannot hold.
pub fn with_places(workspace: &Workspace, command: Command) -> Result<Command> {
    let mut command = Workspace::without_secrets(command);
    let tools = workspace.tools().join("bin");
    let mut path = vec![tools.clone()];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    command.env("PATH", env::join_paths(path).context("a folder on the PATH has a character that PATH cannot hold")?);
    let venv = packages::venv(workspace);
    let localstack = packages::localstack(workspace);
    let places: [(&str, Option<OsString>); 18] = [
        ("SEALPORT_ROOT", Some(workspace.root().into())),
        ("SEALPORT_DIST", Some(workspace.root().join("dist").into())),
        ("SEALPORT_PKG", Some(workspace.root().join("pkg").into())),
        ("SEALPORT_SANDBOX", Some(start::server_program(workspace).into())),
        ("SEALPORT_CLI", Some(interop::program(workspace).into())),
        ("SEALPORT_SEAL_IN_PAGE", Some(interop::seal_in_page(workspace).into())),
        ("SEALPORT_SDK_PYTHON", packages::program(&packages::encryption_sdk(workspace), "python").map(Into::into)),
        ("SEALPORT_TOOLS", Some(tools.into())),
        ("SEALPORT_GARAGE", Some(GARAGE.path(workspace).into())),
        ("SEALPORT_VENV", venv.is_dir().then(|| venv.into())),
        ("SEALPORT_LOCALSTACK_PYTHON", packages::program(&localstack, "python").map(Into::into)),
        ("SEALPORT_AWS", packages::program(&localstack, "aws").map(Into::into)),
        ("SEALPORT_RADOSGW", RADOSGW.find().map(Into::into)),
        ("SEALPORT_OPENSSL", OPENSSL.find().map(Into::into)),
        ("SEALPORT_CURL", CURL.find().map(Into::into)),
        ("SEALPORT_NODE", NODE.find().map(Into::into)),
        ("SEALPORT_CHROMIUM", CHROMIUM.find().map(Into::into)),
        ("SEALPORT_CHROMEDRIVER", CHROMEDRIVER.find().map(Into::into)),
    ];
    for (name, place) in places {
        match place {
            Some(place) => command.env(name, place),
            None => command.env_remove(name),
        };
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(chosen: &[Step]) -> Vec<&str> {
        chosen.iter().map(|step| step.name.as_str()).collect()
    }

    #[test]
    fn without_names_every_step_is_chosen() {
        let all = chosen(steps(["e2e", "npm"].into_iter()), &[]).unwrap();
        assert_eq!(names(&all), ["tidy", "unit", "wasm", "e2e", "npm"]);
    }

    #[test]
    fn names_choose_steps_in_their_own_order() {
        let some = chosen(steps(["e2e"].into_iter()), &["e2e".to_owned(), "unit".to_owned()]).unwrap();
        assert_eq!(names(&some), ["unit", "e2e"]);
    }

    #[test]
    fn a_server_that_cannot_be_had_is_left_out_and_the_others_are_tested() {
        let all = steps(["s3"].into_iter());
        let servers = all.iter().find(|step| step.name == "s3").unwrap();
        assert_eq!((servers.kind, servers.needs.as_slice()), (Kind::Servers, [].as_slice()));
        let missing = Missing { needs: vec![CEPH_OSD], remedy: String::new() };
        let left_out: Vec<_> = servers.left_out(&missing).collect();
        assert_eq!(left_out, [("Ceph", "Ceph's storage daemon".to_owned())]);
        let none = Missing { needs: vec![CHROMIUM], remedy: String::new() };
        assert_eq!(servers.left_out(&none).count(), 0);
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = chosen(steps(["e2e"].into_iter()), &["e3e".to_owned()]).unwrap_err();
        assert_eq!(error.to_string(), "there is no test step `e3e`; there are: tidy, unit, wasm, e2e");
    }
}
