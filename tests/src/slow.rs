//! A slow line: a relay in front of a server that lets only so much through per second, either way.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A running relay.
#[derive(Debug)]
pub struct SlowLine {
    address: SocketAddr,
    task: JoinHandle<()>,
}

/// Between two pieces.
const PAUSE: Duration = Duration::from_millis(25);

impl SlowLine {
    /// Relays to `endpoint` (`http://127.0.0.1:PORT`) at `bytes_per_sec` a connection.
    ///
    /// # Errors
    ///
    /// When the endpoint is no such address, or there is no port.
    pub async fn to(endpoint: &str, bytes_per_sec: usize) -> Result<Self> {
        let target = endpoint.strip_prefix("http://").context("a relay is for http only")?;
        let target: SocketAddr = target.parse().with_context(|| format!("{target} is no address with a port"))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let piece = (bytes_per_sec as f64 * PAUSE.as_secs_f64()) as usize;
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A connection that breaks is one side's wish; the other side learns of it by its own end.
                tokio::spawn(async move { relay(client, target, piece.max(1)).await.ok() });
            }
        });
        Ok(Self { address, task })
    }

    /// The relay's own address, to be used as the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for SlowLine {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn relay(client: TcpStream, target: SocketAddr, piece: usize) -> Result<()> {
    let server = TcpStream::connect(target).await?;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    // The first side that ends, ends the other: half-open connections are not what browsers do.
    tokio::select! {
        ended = pass(from_client, to_server, piece) => ended,
        ended = pass(from_server, to_client, piece) => ended,
    }
}

async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, piece: usize) -> Result<()> {
    let mut buffer = vec![0; piece];
    loop {
        let len = from.read(&mut buffer).await?;
        if len == 0 {
            return Ok(());
        }
        to.write_all(buffer.get(..len).unwrap_or_default()).await?;
        // In proportion, so that small requests stay quick.
        tokio::time::sleep(PAUSE.mul_f64(len as f64 / piece as f64)).await;
    }
}
