//! The local S3 server as a program, on free ports, with a data folder of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use tempfile::TempDir;

use crate::places;
use crate::program::Program;
use crate::storage::Storage;

const READY_TIMEOUT: Duration = Duration::from_secs(20);
const NAME: &str = "the local S3 server";
const BUCKET: &str = "demo";
const REGION: &str = "us-east-1";
const ANY_PORT: &str = "127.0.0.1:0";

/// A running local S3 server.
#[derive(Debug)]
pub struct Sandbox {
    // Before the folder, so that it ends first.
    program: Program,
    data: TempDir,
    storage: Storage,
    page: Option<String>,
}

impl Sandbox {
    /// Starts one that lets in pages of `cors_origins` and, when `page` is given, serves that folder as its own page.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn start(page: Option<&Path>, cors_origins: &[&str]) -> Result<Self> {
        Self::start_like(page, cors_origins, &[]).await
    }

    /// Starts one that behaves as OVHcloud's gateway does; with a fault, it claims to encrypt with customer keys and
    /// stores in clear.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn start_like_ovh(cors_origins: &[&str], stores_in_clear: bool) -> Result<Self> {
        let fault: &[&str] = if stores_in_clear { &["--fault", "store-in-clear"] } else { &[] };
        Self::start_like(None, cors_origins, &[&["--like", "ovh"], fault].concat()).await
    }

    /// As [`Sandbox::start`], with further options of the program, such as `--like ovh`.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn start_like(page: Option<&Path>, cors_origins: &[&str], options: &[&str]) -> Result<Self> {
        Self::start_at([ANY_PORT, ANY_PORT], tempfile::tempdir()?, page, cors_origins, options).await
    }

    /// Ends this one and starts another on the same addresses and objects, with other credentials: what `cargo xtask
    /// start` does when it is started anew.
    ///
    /// # Errors
    ///
    /// When the other does not start.
    pub async fn started_anew(self, page: &Path) -> Result<Self> {
        let own = self.page().trim_start_matches("http://").to_owned();
        let Self { program, data, storage, .. } = self;
        drop(program);
        Self::start_at([&storage.endpoint, &own], data, Some(page), &[], &[]).await
    }

    async fn start_at(
        [endpoint, own]: [&str; 2],
        data: TempDir,
        page: Option<&Path>,
        cors_origins: &[&str],
        options: &[&str],
    ) -> Result<Self> {
        let mut storage = Storage {
            endpoint: endpoint.to_owned(),
            region: REGION.to_owned(),
            bucket: BUCKET.to_owned(),
            access_key_id: "test-access-key".to_owned(),
            secret_access_key: crate::bytes::marker(40)?,
        };
        let mut command = command(&storage, data.path())?;
        command.args(options);
        for origin in cors_origins {
            command.args(["--cors-origin", origin]);
        }
        if let Some(page) = page {
            command.args(["--page-listen", own, "--page"]).arg(page);
        }
        let mut program = Program::start(NAME, command)?;
        let (endpoint, page) = program.line(READY_TIMEOUT, addresses).await?;
        storage.endpoint = endpoint;
        Ok(Self { program, data, storage, page })
    }

    /// Ends it and starts it again at the same address with the same data, without a page and with other options: to a
    /// page that is connected, the storage changed its behaviour.
    ///
    /// # Errors
    ///
    /// When it does not end or does not start.
    pub async fn restart_like(self, cors_origins: &[&str], options: &[&str]) -> Result<Self> {
        self.program.end().await?;
        let mut command = command(&self.storage, self.data.path())?;
        command.args(options);
        for origin in cors_origins {
            command.args(["--cors-origin", origin]);
        }
        let mut program = Program::start(NAME, command)?;
        program.line(READY_TIMEOUT, addresses).await?;
        Ok(Self { program, page: None, ..self })
    }

    /// Its bucket.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// The address of its page, `http://127.0.0.1:PORT`, or nothing.
    #[must_use]
    pub fn page(&self) -> &str {
        self.page.as_deref().unwrap_or_default()
    }

    /// Where it keeps objects.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.data.path().to_owned()
    }

    /// Fails when the server has ended.
    ///
    /// # Errors
    ///
    /// With its last words.
    pub fn alive(&mut self) -> Result<()> {
        self.program.alive()
    }
}

/// The program, to listen where the storage is.
fn command(storage: &Storage, data: &Path) -> Result<Command> {
    let listen = storage.endpoint.trim_start_matches("http://");
    let mut command = Command::new(places::sandbox()?);
    command.args(["--listen", listen, "--bucket", &storage.bucket, "--region", &storage.region, "--data"]).arg(data);
    command.env("AWS_ACCESS_KEY_ID", &storage.access_key_id);
    command.env("AWS_SECRET_ACCESS_KEY", &storage.secret_access_key);
    Ok(command)
}

/// Those of the line `ready s3=... page=...`.
fn addresses(line: &str) -> Option<(String, Option<String>)> {
    let mut words = line.strip_prefix("ready ")?.split_ascii_whitespace();
    let endpoint = words.next()?.strip_prefix("s3=")?.to_owned();
    Some((endpoint, words.find_map(|word| word.strip_prefix("page=")).map(str::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_line_names_one_address_or_two() {
        let (s3, page) = ("http://127.0.0.1:1".to_owned(), "http://127.0.0.1:2".to_owned());
        assert_eq!(addresses("ready s3=http://127.0.0.1:1 page=http://127.0.0.1:2"), Some((s3.clone(), Some(page))));
        assert_eq!(addresses("ready s3=http://127.0.0.1:1"), Some((s3, None)));
        assert_eq!(addresses("not ready s3=http://127.0.0.1:1"), None);
    }
}
