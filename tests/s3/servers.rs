//! The servers of a run: each is started when the first row asks for it, and ends with the run.

use std::env;
use std::fmt::{self, Display};

use anyhow::Result;
use sealport_tests::ceph::Ceph;
use sealport_tests::garage::Garage;
use sealport_tests::localstack::LocalStack;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::storage::Storage;
use tokio::sync::{Mutex, MutexGuard};

/// The origin that buckets let in at first. Nothing is served there.
pub const PAGE: &str = "http://page.test:8460";

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    Sandbox,
    Garage,
    Ceph,
    LocalStack,
}

impl Server {
    pub const ALL: [Self; 4] = [Self::Sandbox, Self::Garage, Self::Ceph, Self::LocalStack];
}

impl Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sandbox => "the sandbox",
            Self::Garage => "Garage",
            Self::Ceph => "Ceph",
            Self::LocalStack => "LocalStack",
        })
    }
}

/// One that runs.
#[derive(Debug)]
pub enum Running {
    Sandbox(Sandbox),
    Garage(Garage),
    Ceph(Ceph),
    LocalStack(LocalStack),
}

impl Running {
    pub async fn start(server: Server) -> Result<Self> {
        Ok(match server {
            Server::Sandbox => Self::Sandbox(Sandbox::start(None, &[PAGE]).await?),
            Server::Garage => Self::Garage(Garage::start(PAGE).await?),
            Server::Ceph => Self::Ceph(Ceph::start().await?),
            Server::LocalStack => Self::LocalStack(LocalStack::start().await?),
        })
    }

    pub fn storage(&self) -> &Storage {
        match self {
            Self::Sandbox(one) => one.storage(),
            Self::Garage(one) => one.storage(),
            Self::Ceph(one) => one.storage(),
            Self::LocalStack(one) => one.storage(),
        }
    }

    fn alive(&mut self) -> Result<()> {
        match self {
            Self::Sandbox(one) => one.alive(),
            Self::Garage(one) => one.alive(),
            Self::Ceph(one) => one.alive(),
            Self::LocalStack(one) => one.alive(),
        }
    }
}

/// A server, or why it did not start: it is not tried again for every group.
type Slot = Option<Result<Running, String>>;

/// All of a run.
#[derive(Debug)]
pub struct Servers {
    slots: [Mutex<Slot>; 4],
    left_out: String,
}

impl Servers {
    /// None runs yet.
    pub fn new() -> Self {
        let left_out = env::var("SEALPORT_LEFT_OUT").unwrap_or_default();
        Self { slots: Default::default(), left_out }
    }

    /// Whether this system lacks what the server needs, as `cargo xtask test` says.
    pub fn is_left_out(&self, server: Server) -> bool {
        self.left_out.split(',').any(|name| name == server.to_string())
    }

    /// The server for one user at a time, started if need be.
    pub async fn turn(&self, server: Server) -> Result<Turn<'_>> {
        let mut slot = self.slots[server as usize].lock().await;
        let start = async || Running::start(server).await.map_err(|error| format!("{server} did not start: {error:#}"));
        let running = match slot.take() {
            Some(known) => known,
            None => start().await,
        };
        slot.insert(running).as_mut().map_err(|error| anyhow::anyhow!(error.clone()))?.alive()?;
        Ok(Turn(slot))
    }
}

/// A running server, for as long as one holds it.
#[derive(Debug)]
pub struct Turn<'a>(MutexGuard<'a, Slot>);

impl Turn<'_> {
    pub fn storage(&self) -> &Storage {
        match self.0.as_ref() {
            Some(Ok(running)) => running.storage(),
            _ => unreachable!("a turn is given for a running server only"),
        }
    }
}
