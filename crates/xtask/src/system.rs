//! Programs of the system: found on the PATH, installed by apt where that is possible, otherwise named.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};

use crate::{step, workspace::Workspace};

/// Something that tests need from the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// What it is called in messages.
    pub name: &'static str,
    programs: &'static [&'static str],
    /// Arguments with which the program succeeds only if all that is needed of it is there.
    probe: &'static [&'static str],
    debian: &'static str,
    ubuntu: &'static str,
}

/// A browser.
pub const CHROMIUM: Need = Need {
    name: "Chromium",
    programs: &["chromium", "chromium-browser", "google-chrome"],
    probe: &[],
    debian: "chromium",
    ubuntu: "chromium-browser",
};
/// What drives it.
pub const CHROMEDRIVER: Need = Need {
    name: "ChromeDriver",
    programs: &["chromedriver"],
    probe: &[],
    debian: "chromium-driver",
    ubuntu: "chromium-chromedriver",
};
/// The oracle for keys and digests.
pub const OPENSSL: Need = Need::of_one_name("OpenSSL", &["openssl"], "openssl");
/// A client that is not ours.
pub const CURL: Need = Need::of_one_name("curl", &["curl"], "curl");
/// For the npm package.
pub const NODE: Need = Need::of_one_name("Node.js", &["node"], "nodejs");
/// Node's package manager.
pub const NPM: Need = Need::of_one_name("npm", &["npm"], "npm");
/// A real S3 server to test against.
pub const RADOSGW: Need = Need::of_one_name("Ceph's gateway", &["radosgw"], "radosgw");
/// Ceph's S3 server keeps its objects in a cluster, which begins with this ...
pub const CEPH_MON: Need = Need::of_one_name("Ceph's monitor", &["ceph-mon"], "ceph-mon");
/// ... and stores them here.
pub const CEPH_OSD: Need = Need::of_one_name("Ceph's storage daemon", &["ceph-osd"], "ceph-osd");
/// What tests may need of the system. Python is asked for by the packages that need it.
pub const ALL: [Need; 9] = [CHROMIUM, CHROMEDRIVER, OPENSSL, CURL, NODE, NPM, RADOSGW, CEPH_MON, CEPH_OSD];
/// For tests against Python clients and servers. Debian's Python comes without what an environment is made by.
pub const PYTHON: Need = Need {
    probe: &["-c", "import ensurepip, venv"],
    ..Need::of_one_name("Python 3 with venv", &["python3"], "python3-venv")
};

impl Need {
    const fn of_one_name(name: &'static str, programs: &'static [&'static str], package: &'static str) -> Self {
        Self { name, programs, probe: &[], debian: package, ubuntu: package }
    }

    /// The program's full path, if it is there.
    pub fn find(&self) -> Option<PathBuf> {
        self.on_path().filter(|program| self.probe.is_empty() || self.succeeds(program))
    }

    fn succeeds(&self, program: &Path) -> bool {
        let mut command = Command::new(program);
        command.args(self.probe).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    fn on_path(&self) -> Option<PathBuf> {
        let path = env::var_os("PATH")?;
        env::split_paths(&path)
            .flat_map(|folder| {
                self.programs.iter().map(move |name| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
            })
            .find(|file| file.is_file())
    }
}

/// Tries to get what is missing of `needs`, and returns what is still missing, with what the person can do.
///
/// # Errors
///
/// When apt is there to be used and fails.
pub fn provide(workspace: &Workspace, needs: &[Need]) -> Result<Missing> {
    let missing: Vec<Need> = needs.iter().copied().filter(|need| need.find().is_none()).collect();
    let system = System::detect();
    let packages: Vec<&str> = missing.iter().filter_map(|need| system.package(*need)).collect();
    if packages.is_empty() || !is_root() {
        return Ok(Missing { remedy: system.remedy(&missing), needs: missing });
    }
    let apt = |arguments: &[&str]| {
        let mut command = workspace.command("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        step::run(&mut command).context("apt-get failed: is there a network, and is no other package manager running?")
    };
    apt(&["update", "-qq"])?;
    let mut install = vec!["install", "-qq", "--yes", "--no-install-recommends"];
    install.extend(packages);
    apt(&install)?;
    let missing: Vec<Need> = missing.into_iter().filter(|need| need.find().is_none()).collect();
    Ok(Missing { remedy: system.remedy(&missing), needs: missing })
}

/// What could not be provided.
#[derive(Debug)]
pub struct Missing {
    /// The programs.
    pub needs: Vec<Need>,
    /// The one line to run.
    pub remedy: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    Debian,
    Ubuntu,
    Other,
}

impl System {
    fn detect() -> Self {
        Self::of(&fs::read_to_string("/etc/os-release").unwrap_or_default())
    }

    /// From the contents of `/etc/os-release`.
    fn of(release: &str) -> Self {
        let value = |name: &str| {
            let line = release.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches('"').to_owned()
        };
        let family = format!("{} {}", value("ID"), value("ID_LIKE"));
        // Ubuntu calls itself like Debian, so it is asked for first.
        match family.split_ascii_whitespace().find(|id| ["debian", "ubuntu"].contains(id)) {
            Some("ubuntu") => Self::Ubuntu,
            Some(_) => Self::Debian,
            None => Self::Other,
        }
    }

    fn package(self, need: Need) -> Option<&'static str> {
        match self {
            Self::Debian => Some(need.debian),
            Self::Ubuntu => Some(need.ubuntu),
            Self::Other => None,
        }
    }

    fn remedy(self, missing: &[Need]) -> String {
        let packages: Vec<&str> = missing.iter().filter_map(|need| self.package(*need)).collect();
        if packages.is_empty() {
            let names: Vec<&str> = missing.iter().map(|need| need.name).collect();
            return format!("install with your system's package manager: {}", names.join(", "));
        }
        format!("sudo apt-get update && sudo apt-get install --yes {}", packages.join(" "))
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_told_apart_by_their_release_file() {
        assert_eq!(System::of("NAME=\"Debian GNU/Linux\"\nID=debian\n"), System::Debian);
        assert_eq!(System::of("ID=ubuntu\nID_LIKE=debian\n"), System::Ubuntu);
        assert_eq!(System::of("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), System::Ubuntu);
        assert_eq!(System::of("ID=fedora\nID_LIKE=rhel\n"), System::Other);
        assert_eq!(System::of(""), System::Other);
    }

    #[test]
    fn a_program_that_lacks_a_part_counts_as_missing() {
        let python = |probe| Need { probe, ..PYTHON };
        // Where there is no Python at all, both are missing.
        let found = python(&["-c", "import sys"]).find();
        assert_eq!(found.is_some(), PYTHON.on_path().is_some());
        assert_eq!(python(&["-c", "import sealport_has_no_such_module"]).find(), None);
    }

    #[test]
    fn the_remedy_is_one_line_with_the_systems_own_names() {
        let missing = [CHROMIUM, CHROMEDRIVER];
        assert!(System::Debian.remedy(&missing).ends_with("install --yes chromium chromium-driver"));
        assert!(System::Ubuntu.remedy(&missing).ends_with("install --yes chromium-browser chromium-chromedriver"));
        assert!(System::Other.remedy(&missing).ends_with("Chromium, ChromeDriver"));
    }
}
