//! A static host as any other: files of a folder under a path of one's choice, on an origin of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use anyhow::Result;
use axum::Router;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// A running static host.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    base: String,
    task: JoinHandle<()>,
}

impl Site {
    /// Serves `folder` under `base` (`/some/where`, or empty for the top). With a policy, each answer carries it as a
    /// header; without, the host is one that cannot set headers.
    ///
    /// # Errors
    ///
    /// When there is no port, or the policy is no header value.
    pub async fn start(folder: &Path, base: &str, policy: Option<&str>) -> Result<Self> {
        let files = ServeDir::new(folder);
        let mut router = if base.is_empty() {
            Router::new().fallback_service(files)
        } else {
            Router::new().nest_service(base, files)
        };
        if let Some(policy) = policy {
            let value = HeaderValue::from_str(policy)?;
            router = router.layer(SetResponseHeaderLayer::overriding(CONTENT_SECURITY_POLICY, value));
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            // It ends only with the task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, base: base.to_owned(), task })
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the folder's `index.html` is.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}{}/", self.origin(), self.base)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}
