//! LocalStack's S3: AWS's own rules and texts for requests, in one Python process without a network. It checks keys and
//! presigned URLs as AWS does, but stores in clear and does not verify signatures in headers.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::program::Program;
use crate::storage::Storage;
use crate::{places, wait};

const READY_TIMEOUT: Duration = Duration::from_secs(90);
/// Another program may take a free port before LocalStack does.
const TRIES: usize = 3;
const BUCKET: &str = "sealport-test";
/// The only one that its check of presigned URLs knows, as access key and as secret.
const CREDENTIAL: &str = "test";

/// A running LocalStack.
#[derive(Debug)]
pub struct LocalStack {
    // Before the folder, so that it ends first.
    program: Program,
    storage: Storage,
    _folder: TempDir,
}

impl LocalStack {
    /// Starts one with an empty bucket.
    ///
    /// # Errors
    ///
    /// When it does not start; the message has its last words.
    pub async fn start() -> Result<Self> {
        let mut failure = None;
        for _ in 0..TRIES {
            match Self::start_once().await {
                Ok(localstack) => return Ok(localstack),
                Err(error) => failure = Some(error),
            }
        }
        Err(failure.context("LocalStack was never tried")?)
    }

    async fn start_once() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let address = free_port()?;
        let mut command = Command::new(places::localstack_python()?);
        command.args(["-W", "ignore", "-m", "localstack.runtime.main"]).current_dir(folder.path());
        // Its default server listens on every interface, whatever it is told.
        command.env("GATEWAY_SERVER", "hypercorn").env("GATEWAY_LISTEN", address.to_string());
        command.env("SERVICES", "s3").env("STRICT_SERVICE_LOADING", "1").env("EAGER_SERVICE_LOADING", "0");
        command.env("S3_SKIP_SIGNATURE_VALIDATION", "0");
        // Nothing leaves this machine, and nothing is written outside of the folder.
        command.env("DISABLE_EVENTS", "1").env("SKIP_SSL_CERT_DOWNLOAD", "1").env("DNS_ADDRESS", "0");
        command.env("HOME", folder.path()).env("TMPDIR", folder.path());
        let mut program = Program::start("LocalStack", command)?;
        let storage = Storage {
            endpoint: format!("http://{address}"),
            region: "us-east-1".to_owned(),
            bucket: BUCKET.to_owned(),
            access_key_id: CREDENTIAL.to_owned(),
            secret_access_key: CREDENTIAL.to_owned(),
        };
        wait::until("LocalStack to answer", READY_TIMEOUT, async || {
            program.alive()?;
            Ok(storage.create_bucket().await.ok())
        })
        .await
        .with_context(|| program.last_words())?;
        Ok(Self { program, storage, _folder: folder })
    }

    /// Its bucket.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Fails when it has ended.
    ///
    /// # Errors
    ///
    /// With its last words.
    pub fn alive(&mut self) -> Result<()> {
        self.program.alive()
    }
}

fn free_port() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
