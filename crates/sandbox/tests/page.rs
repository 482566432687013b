//! The page port: files, and the demo bucket's description.

#![allow(clippy::unwrap_used)] // helpers of tests fail loudly

mod common;

use common::{Answer, client};
use sealport_sandbox::{PageConfig, RunningSandbox, Sandbox, SandboxConfig, SandboxError};
use tempfile::TempDir;

struct Page {
    sandbox: RunningSandbox,
    client: reqwest::Client,
    _folder: TempDir,
}

async fn page() -> Page {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("dist");
    std::fs::create_dir_all(root.join("assets")).unwrap();
    std::fs::create_dir_all(root.join(".git")).unwrap();
    for (name, contents) in [
        ("index.html", "<!doctype html>"),
        ("app.0123abcd45.js", "1"),
        ("page-0123abcd45.wasm", "\0asm"),
        ("assets/plain.css", "a{}"),
        ("assets/a b.svg", "<svg/>"),
        (".git/config", "hidden"),
    ] {
        std::fs::write(root.join(name), contents).unwrap();
    }
    std::fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("secret.txt"), root.join("link.txt")).unwrap();
    let mut config = SandboxConfig::new(folder.path().join("data"), "demo");
    config.page = Some(PageConfig { folder: root, listen: "127.0.0.1:0".parse().unwrap() });
    let sandbox = Sandbox::start(config).await.unwrap();
    Page { sandbox, client: client(), _folder: folder }
}

impl Page {
    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.client.get(format!("http://{}{path}", self.sandbox.page_addr().unwrap()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.send().await.unwrap()).await
    }

    /// Sends a path as it is, where a client would fold its dots away.
    async fn raw(&self, start: &str) -> String {
        use std::io::{Read as _, Write as _};
        let (address, start) = (self.sandbox.page_addr().unwrap(), start.to_owned());
        let exchange = move || {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            write!(stream, "{start} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        tokio::task::spawn_blocking(exchange).await.unwrap()
    }
}

#[tokio::test]
async fn files_come_with_their_types_policies_and_cache_rules() {
    let page = page().await;
    let immutable = "public, max-age=31536000, immutable";
    for (path, content_type, cache, body) in [
        ("/", "text/html; charset=utf-8", "no-cache", "<!doctype html>"),
        ("/index.html", "text/html; charset=utf-8", "no-cache", "<!doctype html>"),
        ("/app.0123abcd45.js", "text/javascript; charset=utf-8", immutable, "1"),
        ("/page-0123abcd45.wasm", "application/wasm", immutable, "\0asm"),
        ("/assets/plain.css", "text/css; charset=utf-8", "no-cache", "a{}"),
        ("/assets/a%20b.svg", "image/svg+xml", "no-cache", "<svg/>"),
    ] {
        let answer = page.get(path, &[]).await;
        assert_eq!((answer.status, answer.body.as_slice()), (200, body.as_bytes()), "{path}");
        assert_eq!(answer.header("content-type"), Some(content_type), "{path}");
        assert_eq!(answer.header("cache-control"), Some(cache), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; ") && policy.ends_with("frame-ancestors 'none'"), "{policy}");
        let etag = answer.header("etag").unwrap().to_owned();
        let again = page.get(path, &[("if-none-match", &etag)]).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let page = page().await;
    for path in [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/link.txt",
        "/.git/config",
        "/assets",
        "/assets/",
        "/missing.js",
        "//etc/passwd",
        "/%00",
        "/%ff",
        "/index.html/",
        "/C:/x",
    ] {
        let answer = page.raw(&format!("GET {path}")).await;
        assert!(answer.starts_with("HTTP/1.1 404") && !answer.contains("secret"), "{path}: {answer}");
    }
    assert!(page.raw("POST /").await.starts_with("HTTP/1.1 405"));
    let head = page.raw("HEAD /").await;
    assert!(
        head.starts_with("HTTP/1.1 200") && head.contains("content-length: 15") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
}

#[tokio::test]
async fn the_demo_description_is_for_the_page_only() {
    let page = page().await;
    let path = "/sealport-demo.json";
    let (s3, page_port) = (page.sandbox.s3_addr().port(), page.sandbox.page_addr().unwrap().port());
    for (host, site) in [("127.0.0.1", "same-origin"), ("localhost", "none")] {
        let headers = [("host", &*format!("{host}:{page_port}")), ("sec-fetch-site", site)];
        let answer = page.get(path, &headers).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("access-control-allow-origin"), None);
        let demo: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        let credentials = page.sandbox.credentials();
        assert_eq!(
            demo,
            serde_json::json!({
                "endpoint": format!("http://{host}:{s3}"), "region": "us-east-1", "bucket": "demo",
                "accessKeyId": credentials.access_key_id, "secretAccessKey": credentials.secret_access_key,
            })
        );
    }
    for site in ["cross-site", "same-site"] {
        let answer = page.get(path, &[("sec-fetch-site", site), ("origin", "http://evil.example")]).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (403, None));
    }
    assert_eq!(page.get(path, &[("host", "evil.example")]).await.status, 421);
    assert_eq!(page.get("/", &[("host", "evil.example")]).await.status, 421);
}

#[tokio::test]
async fn the_page_may_use_the_bucket_under_both_its_names() {
    let page = page().await;
    let port = page.sandbox.page_addr().unwrap().port();
    let url = format!("http://{}/demo/object", page.sandbox.s3_addr());
    for origin in [format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}")] {
        let request = page.client.request(reqwest::Method::OPTIONS, &url).header("origin", &origin);
        let answer = Answer::read(request.header("access-control-request-method", "PUT").send().await.unwrap()).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some(origin.as_str())));
    }
}

#[tokio::test]
async fn a_folder_without_a_page_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = SandboxConfig::new(folder.path().join("data"), "demo");
    config.page = Some(PageConfig { folder: folder.path().to_owned(), listen: "127.0.0.1:0".parse().unwrap() });
    assert!(matches!(Sandbox::start(config).await, Err(SandboxError::PageFolder(_))));
}
