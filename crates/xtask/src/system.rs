//! Programs of the system: found on the PATH, installed by apt where that is possible, otherwise named.

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{step, workspace::Workspace};

/// Something that tests need from the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// What it is called in messages.
    pub name: &'static str,
    programs: &'static [&'static str],
    debian: &'static str,
    ubuntu: &'static str,
}

/// A browser.
pub const CHROMIUM: Need = Need {
    name: "Chromium",
    programs: &["chromium", "chromium-browser", "google-chrome"],
    debian: "chromium",
    ubuntu: "chromium-browser",
};
/// What drives it.
pub const CHROMEDRIVER: Need = Need {
    name: "ChromeDriver",
    programs: &["chromedriver"],
    debian: "chromium-driver",
    ubuntu: "chromium-chromedriver",
};
/// The oracle for keys and digests.
pub const OPENSSL: Need = Need { name: "OpenSSL", programs: &["openssl"], debian: "openssl", ubuntu: "openssl" };
/// A client that is not ours.
pub const CURL: Need = Need { name: "curl", programs: &["curl"], debian: "curl", ubuntu: "curl" };
/// For the npm package.
pub const NODE: Need = Need { name: "Node.js", programs: &["node"], debian: "nodejs", ubuntu: "nodejs" };
/// Node's package manager.
pub const NPM: Need = Need { name: "npm", programs: &["npm"], debian: "npm", ubuntu: "npm" };
/// What tests may need of the system. Python is asked for by the packages that need it.
pub const ALL: [Need; 6] = [CHROMIUM, CHROMEDRIVER, OPENSSL, CURL, NODE, NPM];
/// For tests against Python clients.
pub const PYTHON: Need =
    Need { name: "Python 3 with venv", programs: &["python3"], debian: "python3-venv", ubuntu: "python3-venv" };

impl Need {
    /// The program's full path, if it is there.
    pub fn find(&self) -> Option<PathBuf> {
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
    fn the_remedy_is_one_line_with_the_systems_own_names() {
        let missing = [CHROMIUM, CHROMEDRIVER];
        assert!(System::Debian.remedy(&missing).ends_with("install --yes chromium chromium-driver"));
        assert!(System::Ubuntu.remedy(&missing).ends_with("install --yes chromium-browser chromium-chromedriver"));
        assert!(System::Other.remedy(&missing).ends_with("Chromium, ChromeDriver"));
    }
}
