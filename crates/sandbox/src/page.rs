//! The page port: static files and the description of the demo bucket, for the page's own origin only.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::Frame;
use http_body_util::StreamBody;
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use s3s::Body;
use tokio::task::spawn_blocking;

use crate::{SandboxCredentials, gate::misdirected, host::accepted_host};

const CHUNK_LEN: usize = 256 * 1024;
/// The policy of the page; a header can say `frame-ancestors`, a `<meta>` cannot.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob:; worker-src 'self'; \
    connect-src 'self' https: http://127.0.0.1:* http://localhost:* http://*.localhost:*; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const DEMO_PATH: &str = "/sealport-demo.json";

/// A folder of files, and what its page is told about the demo bucket.
pub(crate) struct Page {
    /// Canonical, so that links out of it can be told.
    pub(crate) folder: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) s3: SocketAddr,
    pub(crate) region: String,
    pub(crate) bucket: String,
    pub(crate) credentials: SandboxCredentials,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Demo<'a> {
    endpoint: String,
    region: &'a str,
    bucket: &'a str,
    access_key_id: &'a str,
    secret_access_key: &'a str,
}

impl Page {
    /// Answers one request.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let Some(host) = accepted_host(request.headers(), self.listen) else { return misdirected() };
        let mut answer = if request.method() != Method::GET && request.method() != Method::HEAD {
            let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            answer
        } else if request.uri().path() == DEMO_PATH {
            self.demo(&host, request.headers())
        } else {
            self.file(request.uri().path(), request.headers()).await
        };
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        if request.method() == Method::HEAD {
            *answer.body_mut() = Body::empty();
        }
        answer
    }

    /// Hands the throw-away credentials to our page. Browsers say where a request comes from, and no script can forge it.
    fn demo(&self, host: &str, request: &HeaderMap) -> Response<Body> {
        let site = request.get("sec-fetch-site").map(HeaderValue::as_bytes);
        if !matches!(site, None | Some(b"same-origin" | b"none")) {
            return plain(StatusCode::FORBIDDEN, "For this server's own page only.\n");
        }
        let demo = Demo {
            // The name that the page was opened by: 127.0.0.1 and localhost are different origins.
            endpoint: format!("http://{host}:{}", self.s3.port()),
            region: &self.region,
            bucket: &self.bucket,
            access_key_id: &self.credentials.access_key_id,
            secret_access_key: &self.credentials.secret_access_key,
        };
        let Ok(json) = serde_json::to_vec(&demo) else {
            return plain(StatusCode::INTERNAL_SERVER_ERROR, "The description cannot be written.\n");
        };
        let mut answer = Response::new(Body::from(json));
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer
    }

    async fn file(&self, url_path: &str, request: &HeaderMap) -> Response<Body> {
        let not_found = || plain(StatusCode::NOT_FOUND, "Not found.\n");
        let Some(path) = self.path_of(url_path) else { return not_found() };
        let folder = self.folder.clone();
        let opened = spawn_blocking(move || open_inside(&folder, &path));
        let Ok(Ok((file, path, metadata))) = opened.await else { return not_found() };
        let etag = etag_of(&metadata);
        let is_known = request.get_all(header::IF_NONE_MATCH).iter().any(|value| is_listed(value, &etag));
        let mut answer = if is_known {
            let mut answer = Response::new(Body::empty());
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            answer
        } else {
            let mut answer = Response::new(Body::http_body(StreamBody::new(Box::pin(chunks(file)))));
            let headers = answer.headers_mut();
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(metadata.len()));
            headers.insert(header::CONTENT_TYPE, content_type(&path));
            answer
        };
        let headers = answer.headers_mut();
        // A hashed name never means other bytes.
        let cache = if is_hashed_name(&path) { "public, max-age=31536000, immutable" } else { "no-cache" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        if let Ok(etag) = HeaderValue::try_from(etag) {
            headers.insert(header::ETAG, etag);
        }
        answer
    }

    /// The file that a path names, `None` when it has a segment that is no plain name.
    fn path_of(&self, url_path: &str) -> Option<PathBuf> {
        let decoded = percent_decode_str(url_path.strip_prefix('/')?).decode_utf8().ok()?;
        let mut path = self.folder.clone();
        let mut segments = decoded.split('/').peekable();
        while let Some(segment) = segments.next() {
            if segment.is_empty() && segments.peek().is_none() {
                path.push("index.html");
            } else if segment.is_empty() || segment.starts_with('.') || segment.contains(['\\', ':', '\0']) {
                return None;
            } else {
                path.push(segment);
            }
        }
        Some(path)
    }
}

/// Opens a file that is in the folder after all links are followed.
fn open_inside(folder: &Path, path: &Path) -> io::Result<(File, PathBuf, Metadata)> {
    let path = fs::canonicalize(path)?;
    let file = File::open(&path)?;
    let metadata = file.metadata()?;
    if path.starts_with(folder) && metadata.is_file() {
        return Ok((file, path, metadata));
    }
    Err(io::ErrorKind::NotFound.into())
}

fn chunks(file: File) -> impl stream::Stream<Item = io::Result<Frame<Bytes>>> {
    stream::try_unfold(file, |mut file| async move {
        let read = spawn_blocking(move || {
            let mut chunk = vec![0; CHUNK_LEN];
            let len = file.read(&mut chunk)?;
            chunk.truncate(len);
            io::Result::Ok((chunk, file))
        });
        let (chunk, file) = read.await.map_err(io::Error::other)??;
        Ok((!chunk.is_empty()).then(|| (Frame::data(Bytes::from(chunk)), file)))
    })
}

fn etag_of(metadata: &Metadata) -> String {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!("\"{:x}-{:x}\"", modified.as_nanos(), metadata.len())
}

fn is_listed(value: &HeaderValue, etag: &str) -> bool {
    value.to_str().is_ok_and(|value| value.split(',').any(|listed| listed.trim().trim_start_matches("W/") == etag))
}

fn content_type(path: &Path) -> HeaderValue {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = guess.type_() == mime_guess::mime::TEXT;
    let text = if is_text { format!("{guess}; charset=utf-8") } else { guess.to_string() };
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

/// `page.1a2b3c4d.wasm`: the build puts 8 or more hexadecimal digits of a hash into names, of folders too.
fn is_hashed_name(path: &Path) -> bool {
    let is_hash = |part: &str| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    path.iter().filter_map(|name| name.to_str()).any(|name| name.split(['.', '-']).skip(1).any(is_hash))
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut answer = Response::new(Body::from(text.to_owned()));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
