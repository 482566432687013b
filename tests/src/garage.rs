//! Garage: a real S3 server, one node on loopback, with one bucket.
//!
//! Its quirks that tests must know: it ignores conditional PUTs, and a wrong key is status 400.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use sealport_s3::cors_document;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::bytes;
use crate::program::Program;
use crate::storage::Storage;
use crate::{places, wait};

const READY_TIMEOUT: Duration = Duration::from_secs(30);
/// Another program may take a free port before Garage does.
const TRIES: usize = 3;
const BUCKET: &str = "sealport-test";
const REGION: &str = "garage";

/// A running Garage.
#[derive(Debug)]
pub struct Garage {
    // Before the folder, so that it ends first.
    program: Program,
    folder: TempDir,
    storage: Storage,
}

impl Garage {
    /// Starts one whose bucket lets in pages of `origin` by the CORS document that we recommend.
    ///
    /// # Errors
    ///
    /// When it does not start or does not take the document.
    pub async fn start(origin: &str) -> Result<Self> {
        Self::start_exposing(origin, cors_document(origin).exposed_headers()).await
    }

    /// Starts one whose bucket hides from pages of `origin` what it says of encryption: to a page it is a storage that
    /// does not echo the customer key, as OVHcloud is.
    ///
    /// # Errors
    ///
    /// When it does not start or does not take the document.
    pub async fn start_silent(origin: &str) -> Result<Self> {
        let exposed: Vec<&str> = cors_document(origin)
            .exposed_headers()
            .iter()
            .copied()
            .filter(|name| !name.starts_with("x-amz-server-side-encryption"))
            .collect();
        Self::start_exposing(origin, &exposed).await
    }

    async fn start_exposing(origin: &str, exposed: &[&str]) -> Result<Self> {
        let mut failure = None;
        for _ in 0..TRIES {
            match Self::start_once().await {
                Ok(garage) => {
                    garage.let_in(origin, exposed)?;
                    return Ok(garage);
                }
                Err(error) => failure = Some(error),
            }
        }
        Err(failure.context("Garage was never tried")?)
    }

    async fn start_once() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (api, rpc) = free_ports()?;
        let storage = Storage {
            endpoint: format!("http://{api}"),
            region: REGION.to_owned(),
            bucket: BUCKET.to_owned(),
            access_key_id: "test-access-key".to_owned(),
            secret_access_key: bytes::marker(40)?,
        };
        let place = folder.path().display();
        let rpc_secret = base16ct::lower::encode_string(&bytes::random(32)?);
        let config = format!(
            "metadata_dir = \"{place}/meta\"\ndata_dir = \"{place}/data\"\ndb_engine = \"sqlite\"\n\
             replication_factor = 1\nrpc_bind_addr = \"{rpc}\"\nrpc_public_addr = \"{rpc}\"\n\
             rpc_secret = \"{rpc_secret}\"\n[s3_api]\ns3_region = \"{REGION}\"\napi_bind_addr = \"{api}\"\n"
        );
        // It holds the cluster's secret; the folder is ours alone.
        fs::write(folder.path().join("garage.toml"), config)?;
        let mut command = garage(&folder)?;
        command.args(["server", "--single-node", "--default-bucket"]);
        command
            .env("GARAGE_DEFAULT_ACCESS_KEY", &storage.access_key_id)
            .env("GARAGE_DEFAULT_SECRET_KEY", &storage.secret_access_key)
            .env("GARAGE_DEFAULT_BUCKET", BUCKET);
        let mut program = Program::start("Garage", command)?;
        wait::until("Garage to accept connections", READY_TIMEOUT, async || {
            program.alive()?;
            Ok(TcpStream::connect_timeout(&api, Duration::from_millis(200)).ok())
        })
        .await?;
        let listed = storage.clone();
        wait::until("Garage's bucket", READY_TIMEOUT, async || {
            program.alive()?;
            Ok(listed.object_keys().await.ok())
        })
        .await?;
        Ok(Self { program, folder, storage })
    }

    /// Sets the bucket's CORS rule through Garage's own command, as its administrator would.
    fn let_in(&self, origin: &str, exposed: &[&str]) -> Result<()> {
        let document = cors_document(origin);
        let info = self.command("GetBucketInfo", &json!({ "globalAlias": BUCKET }))?;
        let id = info.get("id").and_then(Value::as_str).context("Garage tells no id of the bucket")?;
        let rule = json!({
            "AllowedOrigin": [origin],
            "AllowedMethod": document.allowed_methods(),
            "AllowedHeader": document.allowed_headers(),
            "ExposeHeader": exposed,
            "MaxAgeSeconds": 3600,
        });
        self.command("UpdateBucket", &json!({ "id": id, "body": { "corsRules": [rule] } })).map(drop)
    }

    fn command(&self, name: &str, argument: &Value) -> Result<Value> {
        let output = garage(&self.folder)?.args(["json-api", name, &argument.to_string()]).output()?;
        if !output.status.success() {
            bail!("Garage's {name} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr));
        }
        serde_json::from_slice(&output.stdout).with_context(|| format!("Garage's {name} printed no JSON"))
    }

    /// Its bucket.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Fails when Garage has ended.
    ///
    /// # Errors
    ///
    /// With its last words.
    pub fn alive(&mut self) -> Result<()> {
        self.program.alive()
    }
}

fn garage(folder: &TempDir) -> Result<Command> {
    let mut command = Command::new(places::garage()?);
    command.arg("-c").arg(folder.path().join("garage.toml"));
    Ok(command)
}

/// Two ports that nobody uses now: Garage cannot choose its own.
fn free_ports() -> Result<(SocketAddr, SocketAddr)> {
    let (first, second) = (TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?, TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?);
    Ok((first.local_addr()?, second.local_addr()?))
}
