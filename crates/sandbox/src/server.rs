//! Listening, serving connections, and stopping.

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use s3s::{Body, HttpError, HttpResponse, service::S3ServiceBuilder};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, spawn_blocking},
};

use crate::{
    config::{self, PageConfig, SandboxConfig, SandboxCredentials, SandboxError},
    cors::Cors,
    gate::Gate,
    host::LocalhostBuckets,
    page::Page,
    service::{OnePair, SandboxService, SignedHeadersOnly},
    store::Store,
};

/// How long requests may take to end once the server is told to stop.
const STOP_TIME: Duration = Duration::from_secs(2);
/// Bodies arrive in pieces of up to this many bytes; small pieces cost time, not correctness.
const READ_BUFFER_LEN: usize = 512 * 1024;

/// Starts servers.
#[derive(Debug)]
pub struct Sandbox;

/// A server that answers until it is stopped or dropped.
#[derive(Debug)]
pub struct RunningSandbox {
    s3_addr: SocketAddr,
    page_addr: Option<SocketAddr>,
    credentials: SandboxCredentials,
    stop: watch::Sender<bool>,
    listeners: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Opens the data folder, listens, and serves in tasks of the present tokio runtime.
    ///
    /// # Errors
    ///
    /// When the configuration, the data folder, the page folder or an address cannot be used.
    pub async fn start(config: SandboxConfig) -> Result<RunningSandbox, SandboxError> {
        config::check(&config)?;
        let credentials = match config.credentials.clone() {
            Some(credentials) => credentials,
            None => SandboxCredentials::random()?,
        };
        let page_folder = config.page.as_ref().map(page_folder).transpose()?;
        let (data_folder, bucket) = (config.data_folder.clone(), config.bucket.clone());
        let store = spawn_blocking(move || Store::open(&data_folder, &bucket)).await.map_err(|panic| {
            SandboxError::DataFolder { path: config.data_folder.clone(), source: std::io::Error::other(panic) }
        })??;

        let (s3_listener, s3_addr) = listen(config.listen).await?;
        let page_listener = match &config.page {
            Some(page) => Some(listen(page.listen).await?),
            None => None,
        };
        let mut origins = config.cors_origins.clone();
        if let Some((_, page_addr)) = &page_listener {
            for host in ["127.0.0.1".to_owned(), "localhost".to_owned(), page_addr.ip().to_string()] {
                origins.push(format!("http://{host}:{}", page_addr.port()));
            }
        }

        let mut service = S3ServiceBuilder::new(SandboxService {
            bucket: config.bucket.as_str().into(),
            region: config.region.as_str().into(),
            created: std::time::SystemTime::now().into(),
            store: Arc::new(store),
        });
        service.set_auth(OnePair(credentials.clone()));
        service.set_access(SignedHeadersOnly);
        service.set_host(LocalhostBuckets);
        let gate = Arc::new(Gate {
            service: service.build(),
            cors: Cors::new(origins),
            region: config.region.clone(),
            listen: s3_addr,
        });
        let (stop, stopping) = watch::channel(false);
        let mut listeners = vec![tokio::spawn(serve(s3_listener, stopping.clone(), move |request| {
            let gate = Arc::clone(&gate);
            async move { gate.answer(request).await }
        }))];
        let page_addr = page_listener.as_ref().map(|(_, address)| *address);
        if let (Some((page_listener, listen)), Some(folder)) = (page_listener, page_folder) {
            let page = Arc::new(Page {
                folder,
                listen,
                s3: s3_addr,
                region: config.region,
                bucket: config.bucket,
                credentials: credentials.clone(),
            });
            listeners.push(tokio::spawn(serve(page_listener, stopping, move |request| {
                let page = Arc::clone(&page);
                async move { Ok(page.answer(request).await) }
            })));
        }
        Ok(RunningSandbox { s3_addr, page_addr, credentials, stop, listeners })
    }
}

impl RunningSandbox {
    /// Where S3 is served.
    pub fn s3_addr(&self) -> SocketAddr {
        self.s3_addr
    }

    /// Where the page is served, if one is.
    pub fn page_addr(&self) -> Option<SocketAddr> {
        self.page_addr
    }

    /// The credentials that are let in.
    pub fn credentials(&self) -> &SandboxCredentials {
        &self.credentials
    }

    /// Takes no more connections and waits up to 2 seconds for requests to end; what is left is cut, and a PUT that is
    /// cut leaves nothing.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        for listener in std::mem::take(&mut self.listeners) {
            let _ = listener.await;
        }
    }
}

impl Drop for RunningSandbox {
    fn drop(&mut self) {
        for listener in &self.listeners {
            listener.abort();
        }
    }
}

fn page_folder(page: &PageConfig) -> Result<std::path::PathBuf, SandboxError> {
    let missing = || SandboxError::PageFolder(page.folder.clone());
    let folder = std::fs::canonicalize(&page.folder).map_err(|_| missing())?;
    if folder.join("index.html").is_file() { Ok(folder) } else { Err(missing()) }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), SandboxError> {
    let failed = |source| SandboxError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

async fn serve<Answering>(
    listener: TcpListener,
    mut stopping: watch::Receiver<bool>,
    answer: impl Fn(http::Request<Incoming>) -> Answering + Clone + Send + 'static,
) where
    Answering: Future<Output = Result<HttpResponse<Body>, HttpError>> + Send + 'static,
{
    let connections = GracefulShutdown::new();
    let mut tasks = tokio::task::JoinSet::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.changed() => break,
        };
        while tasks.try_join_next().is_some() {}
        let Ok((stream, _)) = stream else {
            // Out of file descriptors, most likely: give connections time to end.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // Small answers must not wait for a full packet.
        let _ = stream.set_nodelay(true);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .max_buf_size(READ_BUFFER_LEN)
            .serve_connection(TokioIo::new(stream), service_fn(answer.clone()));
        let connection = connections.watch(connection);
        tasks.spawn(async move {
            // A client that goes away is no concern of the server.
            let _ = connection.await;
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(STOP_TIME, connections.shutdown()).await;
    // Cuts what is left, and waits until nothing of it holds the data folder any more.
    tasks.shutdown().await;
}
