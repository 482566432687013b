//! A proxy that does to requests what a proxy must not do, between a client and a storage.
//!
//! It signs anew, with the storage's credentials: what it changes would break the client's signature.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, LOCATION,
    ORIGIN, TRANSFER_ENCODING,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use reqwest::Client;
use reqwest::redirect::Policy;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::customer_key::{ALGORITHM, KEY, KEY_MD5};
use crate::signing::{Pairs, Signature, Signing};
use crate::storage::Storage;

/// What is done after a PUT was answered and before its answer goes on; it is given the request's path.
pub type AfterPut = Box<dyn Fn(String) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send + Sync>;

/// What a proxy does to what passes.
#[derive(Default)]
pub struct Mischief {
    /// Requests lose the three headers of a customer key.
    pub strips_key: bool,
    /// Answers lose what they say of a customer key.
    pub strips_echo: bool,
    /// Requests are not passed on, but sent elsewhere by a 307: to that origin (`http://127.0.0.1:PORT`).
    pub redirects_to: Option<String>,
    /// Of them only those with this method.
    pub redirects_only: Option<Method>,
    /// Until this is set nothing is redirected.
    pub redirects_from: Option<Arc<AtomicBool>>,
    /// What happens between a PUT and whatever is asked next.
    pub after_put: Option<AfterPut>,
}

/// A request that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its method.
    pub method: String,
    /// Its path.
    pub path: String,
    /// Whether it had a customer key with it, in a header or in the query.
    pub carried_key: bool,
}

/// A running proxy.
#[derive(Debug)]
pub struct Proxy {
    storage: Storage,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

struct Passing {
    target: Storage,
    client: Client,
    mischief: Mischief,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Proxy {
    /// Starts one in front of a storage.
    ///
    /// # Errors
    ///
    /// When there is no port.
    pub async fn start(target: &Storage, mischief: Mischief) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address: SocketAddr = listener.local_addr()?;
        let client = Client::builder().no_proxy().redirect(Policy::none()).build()?;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let passing = Passing { target: target.clone(), client, mischief, seen: seen.clone() };
        let router = Router::new().fallback(answer).with_state(Arc::new(passing));
        let task = tokio::spawn(async move {
            // It ends only with the task.
            let _ = axum::serve(listener, router).await;
        });
        let storage = Storage { endpoint: format!("http://{address}"), ..target.clone() };
        Ok(Self { storage, seen, task })
    }

    /// The storage as it is reached through the proxy.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// All requests so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(passing): State<Arc<Passing>>, request: Request) -> Response {
    passing.answer(request).await.unwrap_or_else(|error| {
        let mut response = Response::new(Body::from(format!("the proxy failed: {error:#}")));
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    })
}

impl Passing {
    async fn answer(&self, request: Request) -> Result<Response> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().to_owned();
        let query = parts.uri.query().unwrap_or_default();
        let seen = Seen {
            method: parts.method.to_string(),
            path: path.clone(),
            carried_key: parts.headers.contains_key(KEY) || query.to_ascii_lowercase().contains(KEY),
        };
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
        // Even a refused upload is read: its sender must get to see the answer.
        let body = to_bytes(body, usize::MAX).await?;
        let is_preflight = parts.method == Method::OPTIONS;
        let may_go = self.mischief.redirects_only.as_ref().is_none_or(|method| *method == parts.method)
            && self.mischief.redirects_from.as_ref().is_none_or(|begun| begun.load(Ordering::SeqCst));
        if let (Some(origin), false) = (self.mischief.redirects_to.as_ref().filter(|_| may_go), is_preflight) {
            return redirect(&format!("{origin}{}", parts.uri), &parts.headers);
        }
        let rest = without_signature(query);
        let mark = if rest.is_empty() { "" } else { "?" };
        let url = format!("{}{path}{mark}{rest}", self.target.endpoint);
        let mut sending = self.client.request(parts.method.clone(), &url);
        let kept = self.kept(&parts.headers);
        let to_sign: Pairs = kept.iter().filter(|(name, _)| is_to_be_signed(name)).cloned().collect();
        let signature = if is_preflight { Pairs::new() } else { self.sign(&parts.method, &url, &to_sign)? };
        for (name, value) in kept.iter().chain(&signature) {
            sending = sending.header(name, value);
        }
        if !body.is_empty() || [Method::PUT, Method::POST].contains(&parts.method) {
            sending = sending.header(CONTENT_LENGTH, body.len()).body(body);
        }
        let answer = sending.send().await.context("the storage does not answer")?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = answer.status();
        *response.headers_mut() = self.passed_back(answer.headers());
        *response.body_mut() = Body::from(answer.bytes().await?);
        if let (Some(after_put), true) = (&self.mischief.after_put, parts.method == Method::PUT) {
            after_put(path).await.context("what was to happen after the PUT")?;
        }
        Ok(response)
    }

    /// Headers of a request that go on; those of its signature and its connection do not.
    fn kept(&self, headers: &HeaderMap) -> Pairs {
        let own = [HOST, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING];
        let of_signature = ["x-amz-date", "x-amz-content-sha256", "x-amz-security-token"];
        let of_key = [ALGORITHM, KEY, KEY_MD5];
        let stays = |name: &HeaderName| {
            let is_stripped = self.mischief.strips_key && of_key.contains(&name.as_str());
            own.contains(name) || of_signature.contains(&name.as_str()) || is_stripped
        };
        let kept = headers.iter().filter(|(name, _)| !stays(name));
        kept.filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned()))).collect()
    }

    fn passed_back(&self, headers: &HeaderMap) -> HeaderMap {
        let mut kept = headers.clone();
        for name in [CONNECTION, TRANSFER_ENCODING] {
            kept.remove(name);
        }
        if self.mischief.strips_echo {
            kept.remove(ALGORITHM);
            kept.remove(KEY_MD5);
        }
        kept
    }

    fn sign(&self, method: &Method, url: &str, headers: &Pairs) -> Result<Pairs> {
        let signing = Signing {
            method: method.as_str(),
            url,
            headers,
            signature: Signature::Headers,
            time: SystemTime::now(),
            life: Duration::ZERO,
            access_key_id: &self.target.access_key_id,
            secret_access_key: &self.target.secret_access_key,
            region: &self.target.region,
        };
        Ok(signing.sign()?.1)
    }
}

/// With what a browser wants of a redirect before it follows one to another origin.
fn redirect(to: &str, headers: &HeaderMap) -> Result<Response> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    response.headers_mut().insert(LOCATION, HeaderValue::from_str(to)?);
    if let Some(origin) = headers.get(ORIGIN) {
        response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    Ok(response)
}

fn is_to_be_signed(name: &str) -> bool {
    name.starts_with("x-amz-") || name == "content-md5"
}

/// A query without what belongs to a signature. `X-Amz-` in this spelling is never anything else.
fn without_signature(query: &str) -> String {
    query.split('&').filter(|part| !part.is_empty() && !part.starts_with("X-Amz-")).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_signature_is_taken_out_of_a_query() {
        let query = "list-type=2&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0&prefix=X-Amz-a%26b";
        assert_eq!(without_signature(query), "list-type=2&prefix=X-Amz-a%26b");
        assert_eq!(without_signature("X-Amz-Date=1"), "");
    }
}
