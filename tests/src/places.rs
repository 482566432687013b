//! Where everything is. `cargo xtask test` says so by the environment; without it the checkout's own places serve.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// The top of the checkout.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    from_env("SEALPORT_ROOT").unwrap_or_else(|| here.parent().unwrap_or(here).to_owned())
}

/// The page as static files.
///
/// # Errors
///
/// When it is not built.
pub fn dist() -> Result<PathBuf> {
    built(from_env("SEALPORT_DIST").unwrap_or_else(|| root().join("dist")), "index.html")
}

/// The npm package, its generated part included.
///
/// # Errors
///
/// When it is not built.
pub fn pkg() -> Result<PathBuf> {
    built(from_env("SEALPORT_PKG").unwrap_or_else(|| root().join("pkg")), "generated/sealport_bg.wasm")
}

/// What the benchmark of sealed files runs in a browser.
///
/// # Errors
///
/// When it is not built.
pub fn bench_page() -> Result<PathBuf> {
    built(from_env("SEALPORT_BENCH_PAGE").unwrap_or_else(|| root().join("target/bench-page")), "peers.js")
}

/// The local S3 server's program.
///
/// # Errors
///
/// When it is not built.
pub fn sandbox() -> Result<PathBuf> {
    let default = root().join("target/debug").join(format!("sealport-sandbox{}", env::consts::EXE_SUFFIX));
    built(from_env("SEALPORT_SANDBOX").unwrap_or(default), "")
}

/// Our program for the terminal.
///
/// # Errors
///
/// When it is not built.
pub fn cli() -> Result<PathBuf> {
    let default = root().join("target/debug").join(format!("sealport{}", env::consts::EXE_SUFFIX));
    built(from_env("SEALPORT_CLI").unwrap_or(default), "")
}

/// The folder with what seals in a page, for other implementations to open.
///
/// # Errors
///
/// When it is not built.
pub fn seal_in_page() -> Result<PathBuf> {
    let default = root().join("target/seal-in-page");
    built(from_env("SEALPORT_SEAL_IN_PAGE").unwrap_or(default), "seal_in_page_bg.wasm")
}

/// The Python of the environment that the official Encryption SDK is installed in.
///
/// # Errors
///
/// When it is not installed.
pub fn sdk_python() -> Result<PathBuf> {
    let default = root().join("target/tools/encryption-sdk/bin/python");
    built(from_env("SEALPORT_SDK_PYTHON").unwrap_or(default), "")
}

/// Garage's program.
///
/// # Errors
///
/// When it is not installed.
pub fn garage() -> Result<PathBuf> {
    let default = root().join("target/tools/bin").join(format!("garage{}", env::consts::EXE_SUFFIX));
    built(from_env("SEALPORT_GARAGE").unwrap_or(default), "")
}

/// Ceph's gateway; its cluster's programs are beside it.
///
/// # Errors
///
/// When it is not installed.
pub fn radosgw() -> Result<PathBuf> {
    program("SEALPORT_RADOSGW", &["radosgw"])
}

/// The Python of the environment that LocalStack is installed in.
///
/// # Errors
///
/// When it is not installed.
pub fn localstack_python() -> Result<PathBuf> {
    built(
        from_env("SEALPORT_LOCALSTACK_PYTHON").unwrap_or_else(|| root().join("target/tools/localstack/bin/python")),
        "",
    )
}

/// AWS's own command-line client.
///
/// # Errors
///
/// When it is not installed.
pub fn aws() -> Result<PathBuf> {
    built(from_env("SEALPORT_AWS").unwrap_or_else(|| root().join("target/tools/localstack/bin/aws")), "")
}

/// A program of the system: the one that `variable` names, otherwise the first of `names` on the PATH.
///
/// # Errors
///
/// When there is none.
pub fn program(variable: &str, names: &[&str]) -> Result<PathBuf> {
    if let Some(named) = from_env(variable) {
        return Ok(named);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))))
        .find(|file| file.is_file());
    match found {
        Some(found) => Ok(found),
        None => bail!("none of {names:?} is on the PATH, and {variable} names none; `cargo xtask setup` helps"),
    }
}

fn from_env(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The place, if what must be in it is.
fn built(place: PathBuf, must_have: &str) -> Result<PathBuf> {
    let file = if must_have.is_empty() { place.clone() } else { place.join(must_have) };
    if !file.is_file() {
        bail!("{} is missing; `cargo xtask test` builds it before the tests", file.display());
    }
    Ok(place)
}
