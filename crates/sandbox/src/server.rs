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
    config::{self, DefaultEncryption, PageConfig, SandboxConfig, SandboxCredentials, SandboxError},
    cors::Cors,
    cors_document::{CorsRule, initial_document},
    encryption_document::SSE_S3_DOCUMENT,
    gate::Gate,
    host::LocalhostBuckets,
    page::Page,
    protection::Behaviour,
    service::{OnePair, SandboxService, SignedHeadersOnly},
    settings::{BucketSettings, Setting, Stored},
    settings_route::SettingsRoute,
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
        let page_origins = page_listener.as_ref().map(|(_, address)| page_origins(*address)).unwrap_or_default();
        let settings = Arc::new(open_settings(&config, &page_origins).await?);
        let bucket: Arc<str> = config.bucket.as_str().into();

        let mut service = S3ServiceBuilder::new(SandboxService {
            bucket: Arc::clone(&bucket),
            region: config.region.as_str().into(),
            created: std::time::SystemTime::now().into(),
            store: Arc::new(store),
            settings: Arc::clone(&settings),
            default_encryption: config.default_encryption,
            behaviour: Behaviour { like: config.like, fault: config.fault },
        });
        service.set_auth(OnePair(credentials.clone()));
        service.set_access(SignedHeadersOnly);
        service.set_host(LocalhostBuckets);
        service.set_route(SettingsRoute { bucket: Arc::clone(&bucket), settings: Arc::clone(&settings) });
        let page_rule = page_listener.is_some().then(|| CorsRule::recommended(page_origins));
        let gate = Arc::new(Gate {
            service: service.build(),
            cors: Cors { bucket, settings, page_rule },
            region: config.region.clone(),
            listen: s3_addr,
            like: config.like,
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

/// The names under which the page may be opened: browsers take them for different origins.
fn page_origins(address: SocketAddr) -> Vec<String> {
    let mut hosts = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
    let own = SocketAddr::new(address.ip(), 0).to_string();
    let own = own.trim_end_matches(":0");
    if !hosts.iter().any(|host| host == own) {
        hosts.push(own.to_owned());
    }
    hosts.into_iter().map(|host| format!("http://{host}:{}", address.port())).collect()
}

async fn open_settings(config: &SandboxConfig, page_origins: &[String]) -> Result<BucketSettings, SandboxError> {
    let folder = config.data_folder.join(&config.bucket);
    let origins = config.cors_origins.iter().chain(page_origins).cloned().collect();
    let encryption = match config.default_encryption {
        DefaultEncryption::None => None,
        DefaultEncryption::SseS3 => Stored::parse(SSE_S3_DOCUMENT.to_owned()).ok(),
    };
    let opened = spawn_blocking(move || {
        let cors = Setting::open(&folder, initial_document(origins))?;
        Ok(BucketSettings { encryption: Setting::open(&folder, encryption)?, cors })
    });
    opened.await.unwrap_or_else(|panic| {
        Err(SandboxError::DataFolder { path: config.data_folder.clone(), source: std::io::Error::other(panic) })
    })
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
