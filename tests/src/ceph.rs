//! Ceph's object gateway (RGW): a real S3 server, with the smallest cluster that serves it: one monitor and one storage
//! daemon that keeps everything in memory, on loopback.
//!
//! Its quirks that tests must know: the ETag of an SSE-C object is the MD5 of the plaintext, a plain object answers 200
//! to SSE-C headers, and checksums are not verified.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::program::Program;
use crate::storage::Storage;
use crate::{bytes, places, wait};

const READY_TIMEOUT: Duration = Duration::from_secs(60);
/// Another program may take a free port before Ceph does.
const TRIES: usize = 3;
const BUCKET: &str = "sealport-test";
const REGION: &str = "us-east-1";

/// A running cluster with its gateway.
#[derive(Debug)]
pub struct Ceph {
    // In this order they end: a gateway without its cluster would wait for it.
    programs: Vec<Program>,
    storage: Storage,
    _folder: TempDir,
}

impl Ceph {
    /// Starts one with an empty bucket.
    ///
    /// # Errors
    ///
    /// When a part of it does not start; the message has its last words.
    pub async fn start() -> Result<Self> {
        let mut failure = None;
        for _ in 0..TRIES {
            match Self::start_once().await {
                Ok(ceph) => return Ok(ceph),
                Err(error) => failure = Some(error),
            }
        }
        Err(failure.context("Ceph was never tried")?)
    }

    async fn start_once() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (monitor, gateway) = (free_port()?, free_port()?);
        let cluster = Cluster { folder: folder.path().to_owned() };
        let ids = cluster.prepare(monitor, gateway)?;

        let mut mon = Program::start("Ceph's monitor", cluster.daemon("ceph-mon", &["-f", "-i", "a"]))?;
        wait::until("Ceph's monitor", READY_TIMEOUT, async || {
            mon.alive()?;
            Ok(cluster.ask("ceph", &["--connect-timeout", "10", "osd", "new", &ids.osd, "0"]).ok())
        })
        .await?;
        cluster.ask("ceph-osd", &["-i", "0", "--mkfs", "--osd-uuid", &ids.osd])?;
        let mut osd = Program::start("Ceph's storage daemon", cluster.daemon("ceph-osd", &["-f", "-i", "0"]))?;
        cluster.ask("ceph", &["osd", "crush", "add", "osd.0", "1.0", "root=default", "host=local"])?;
        wait::until("Ceph's storage daemon", READY_TIMEOUT, async || {
            osd.alive()?;
            Ok(cluster.ask("ceph", &["osd", "stat"])?.contains("1 up").then_some(()))
        })
        .await?;
        let storage = Storage {
            endpoint: format!("http://{gateway}"),
            region: REGION.to_owned(),
            bucket: BUCKET.to_owned(),
            access_key_id: "test-access-key".to_owned(),
            secret_access_key: bytes::marker(40)?,
        };
        let mut rgw = Program::start("Ceph's gateway", cluster.daemon("radosgw", &["-f", "-n", "client.rgw"]))?;
        wait::until("Ceph's gateway to accept connections", READY_TIMEOUT, async || {
            rgw.alive()?;
            Ok(TcpStream::connect_timeout(&gateway, Duration::from_millis(200)).ok())
        })
        .await
        .with_context(|| rgw.last_words())?;
        let access_key = format!("--access-key={}", storage.access_key_id);
        // It is this run's own and random; the tool takes it in no other way.
        let secret_key = format!("--secret-key={}", storage.secret_access_key);
        let user =
            ["-n", "client.rgw", "user", "create", "--uid=test", "--display-name=test", &access_key, &secret_key];
        cluster.ask("radosgw-admin", &user)?;
        storage.create_bucket().await.with_context(|| rgw.last_words())?;
        Ok(Self { programs: vec![rgw, osd, mon], storage, _folder: folder })
    }

    /// Its bucket.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Fails when a part of it has ended.
    ///
    /// # Errors
    ///
    /// With its last words.
    pub fn alive(&mut self) -> Result<()> {
        self.programs.iter_mut().try_for_each(Program::alive)
    }
}

/// Where a cluster's files are.
struct Cluster {
    folder: PathBuf,
}

/// What a cluster is told apart by.
struct Ids {
    osd: String,
}

impl Cluster {
    /// Writes the configuration and the monitor's first state.
    fn prepare(&self, monitor: SocketAddr, gateway: SocketAddr) -> Result<Ids> {
        for name in ["mon", "osd", "run", "rgw"] {
            fs::create_dir(self.folder.join(name))?;
        }
        let (cluster_id, osd) = (uuid()?, uuid()?);
        fs::write(self.folder.join("ceph.conf"), configuration(&self.folder, &cluster_id, monitor, gateway))?;
        let keyring = self.path("keyring");
        // Nobody is asked for these keys, but no daemon starts without a keyring.
        self.ask(
            "ceph-authtool",
            &["--create-keyring", &keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"],
        )?;
        for name in ["client.admin", "client.rgw"] {
            let caps = ["--cap", "mon", "allow *", "--cap", "osd", "allow *"];
            self.ask("ceph-authtool", &[&[keyring.as_str(), "--gen-key", "-n", name][..], &caps].concat())?;
        }
        let (map, address) = (self.path("monmap"), format!("[v1:{monitor}]"));
        self.ask("monmaptool", &["--create", "--clobber", "--addv", "a", &address, "--fsid", &cluster_id, &map])?;
        self.ask("ceph-mon", &["--mkfs", "-i", "a", "--monmap", &map, "--keyring", &keyring])?;
        Ok(Ids { osd })
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn daemon(&self, program: &str, arguments: &[&str]) -> Command {
        // The tools come with the daemons, so what names one folder names all.
        let beside = places::radosgw().ok().and_then(|radosgw| Some(radosgw.parent()?.join(program)));
        let mut command = Command::new(beside.filter(|file| file.is_file()).unwrap_or_else(|| program.into()));
        command.args(arguments).env("CEPH_CONF", self.folder.join("ceph.conf")).current_dir(&self.folder);
        command
    }

    /// Runs one of Ceph's tools to its end and returns what it says.
    fn ask(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let output = self
            .daemon(program, arguments)
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("cannot start {program}; `cargo xtask setup` installs it"))?;
        if !output.status.success() {
            // Not the arguments: the secret of the access key may be among them.
            bail!("{program} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// No authentication and no second copy inside the cluster: it lives for one run, on loopback, in memory.
fn configuration(folder: &Path, cluster_id: &str, monitor: SocketAddr, gateway: SocketAddr) -> String {
    let place = folder.display();
    let global: [(&str, String); 33] = [
        ("fsid", cluster_id.to_owned()),
        ("mon initial members", "a".to_owned()),
        ("mon host", format!("[v1:{monitor}]")),
        ("ms bind msgr2", "false".to_owned()),
        ("ms mon client mode", "legacy".to_owned()),
        ("public addr", "127.0.0.1".to_owned()),
        ("cluster addr", "127.0.0.1".to_owned()),
        ("public network", "127.0.0.0/8".to_owned()),
        ("cluster network", "127.0.0.0/8".to_owned()),
        ("auth cluster required", "none".to_owned()),
        ("auth service required", "none".to_owned()),
        ("auth client required", "none".to_owned()),
        ("auth supported", "none".to_owned()),
        ("keyring", format!("{place}/keyring")),
        ("osd pool default size", "1".to_owned()),
        ("osd pool default min size", "1".to_owned()),
        ("osd pool default pg num", "1".to_owned()),
        ("osd pool default pgp num", "1".to_owned()),
        ("osd pool default pg autoscale mode", "off".to_owned()),
        ("mon allow pool size one", "true".to_owned()),
        ("osd crush chooseleaf type", "0".to_owned()),
        ("osd crush update on start", "false".to_owned()),
        ("osd class update on start", "false".to_owned()),
        ("mon max pg per osd", "500".to_owned()),
        ("run dir", format!("{place}/run")),
        ("admin socket", format!("{place}/run/$name.asok")),
        ("log file", format!("{place}/$name.log")),
        ("mon cluster log file", format!("{place}/cluster.log")),
        ("mon data", format!("{place}/mon")),
        // Some machines' disks are nearly full; nothing here needs one.
        ("mon data avail crit", "1".to_owned()),
        ("osd data", format!("{place}/osd")),
        ("osd objectstore", "memstore".to_owned()),
        ("memstore device bytes", "1073741824".to_owned()),
    ];
    let rgw: [(&str, String); 6] = [
        ("rgw frontends", format!("beast endpoint={gateway}")),
        // It would refuse SSE-C without TLS; on loopback no one listens in.
        ("rgw crypt require ssl", "false".to_owned()),
        ("rgw zone", "default".to_owned()),
        ("rgw data", format!("{place}/rgw")),
        ("rgw enable gc threads", "false".to_owned()),
        ("rgw enable lc threads", "false".to_owned()),
    ];
    let lines = |settings: &[(&str, String)]| -> String {
        settings.iter().map(|(name, value)| format!("{name} = {value}\n")).collect()
    };
    format!("[global]\n{}[client.rgw]\n{}", lines(&global), lines(&rgw))
}

fn free_port() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// A random one in its usual form.
fn uuid() -> Result<String> {
    let hex = base16ct::lower::encode_string(&bytes::random(16)?);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    Ok([part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-"))
}
