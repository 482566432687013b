//! Bucket settings: who may change them, what is kept, and who is let in by CORS after a restart.

#![allow(clippy::unwrap_used)] // helpers of tests fail loudly

mod common;

use common::{ORIGIN, SSE, Server, SseC, files_in};
use data_encoding::BASE64;
use md5::{Digest as _, Md5};
use sealport_sandbox::{PageConfig, Sandbox, SandboxConfig, SandboxError};

const ENCRYPTION: &str = "<?xml version=\"1.0\"?>\n<ServerSideEncryptionConfiguration>\n  <Rule><!-- kept -->\
     <ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>\
     <FutureElement level=\"1\"><A/></FutureElement></Rule>\n</ServerSideEncryptionConfiguration>\n";
const OTHER_ORIGIN: &str = "http://other.example";

fn cors(rules: &[&str]) -> String {
    let rules: String = rules.iter().map(|rule| format!("<CORSRule>{rule}</CORSRule>")).collect();
    format!("<CORSConfiguration>{rules}</CORSConfiguration>")
}

fn for_other_origin() -> String {
    cors(&["<AllowedOrigin>http://other.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod>"])
}

#[tokio::test]
async fn settings_survive_a_restart_word_for_word() {
    let server = Server::start().await;
    server.put_setting("encryption", ENCRYPTION).await.expect(200, None);
    server.put_setting("cors", &for_other_origin()).await.expect(200, None);
    let server = Server::start_in(server.stop().await).await;
    assert_eq!(server.setting("GET", "encryption").presigned().await.text(), ENCRYPTION);
    assert_eq!(server.setting("GET", "cors").presigned().await.text(), for_other_origin());
    assert_eq!(server.call("PUT", "object").body(b"x").presigned().await.header(SSE), Some("AES256"));
    let url = server.url("object");
    assert_eq!(server.preflight(&url, OTHER_ORIGIN, "GET", "").await.status, 200);
    // The stored document wins over the origins that this start named.
    server.preflight(&url, ORIGIN, "GET", "").await.expect(403, Some("AccessForbidden"));

    server.setting("DELETE", "cors").presigned().await.expect(204, None);
    server.setting("DELETE", "encryption").presigned().await.expect(204, None);
    let server = Server::start_in(server.stop().await).await;
    server
        .setting("GET", "encryption")
        .presigned()
        .await
        .expect(404, Some("ServerSideEncryptionConfigurationNotFoundError"));
    assert_eq!(server.preflight(&server.url("object"), ORIGIN, "GET", "").await.status, 200);
    assert_eq!(server.call("GET", "object").presigned().await.body, b"x");
}

#[tokio::test]
async fn a_damaged_setting_is_named_and_no_folder_is_left_with_half_of_one() {
    let server = Server::start().await;
    server.put_setting("cors", &for_other_origin()).await.expect(200, None);
    assert_eq!(server.files().len(), 1);
    let path = server.files().remove(0);
    let folder = server.stop().await;
    for damaged in ["", "<CORSConfiguration>", "<Other/>"] {
        std::fs::write(&path, damaged).unwrap();
        let error = Sandbox::start(SandboxConfig::new(folder.path(), common::BUCKET)).await.unwrap_err();
        assert!(matches!(error, SandboxError::DamagedSetting { .. }), "{error}");
    }
    std::fs::write(&path, for_other_origin()).unwrap();
    std::fs::write(path.with_file_name("setting-x.tmp"), "unfinished").unwrap();
    let server = Server::start_in(folder).await;
    assert_eq!(server.files().len(), 1);
}

#[tokio::test]
async fn settings_are_signed_like_everything_else() {
    let server = Server::start().await;
    let bucket = server.url("").trim_end_matches('/').to_owned();
    for name in ["encryption", "cors"] {
        for method in ["GET", "PUT", "DELETE"] {
            let request = server.client.request(method.parse().unwrap(), format!("{bucket}?{name}"));
            let answer = common::Answer::read(request.body(ENCRYPTION).send().await.unwrap()).await;
            answer.expect(403, Some("AccessDenied"));
            let call = server.setting(method, name).unsigned(&[("x-amz-meta-a", "b")]);
            let answer = call.presigned().await;
            answer.expect(403, Some("AccessDenied"));
            assert_eq!(answer.element("HeadersNotSigned").as_deref(), Some("x-amz-meta-a"));
            let answer = server.setting(method, name).presigned_but(method, |url| url.replace(name, "acl")).await;
            answer.expect(403, Some("SignatureDoesNotMatch"));
            let answer = server.setting(method, name).aged(9999).presigned().await;
            answer.expect(403, Some("AccessDenied"));
        }
    }
    let document = ENCRYPTION.as_bytes();
    server.setting("PUT", "encryption").body(document).header_signed().await.expect(200, None);
    assert_eq!(server.setting("GET", "encryption").header_signed().await.text(), ENCRYPTION);
    let wrong_hash = "0".repeat(64);
    let answer = server.setting("PUT", "encryption").body(document).header_signed_as(&wrong_hash).await;
    answer.expect(400, Some("XAmzContentSHA256Mismatch"));
    server.setting("DELETE", "encryption").header_signed().await.expect(204, None);
    // Under the bucket's own host too.
    let host = format!("http://demo.localhost:{}/", server.sandbox.s3_addr().port());
    let answer = server.setting("PUT", "encryption").url(host.clone()).body(document).presigned().await;
    answer.expect(200, None);
    assert_eq!(server.setting("GET", "encryption").url(host).presigned().await.text(), ENCRYPTION);
    // An object's address with such a parameter is no setting.
    server.call("PUT", "object").query(&[("cors", "")]).body(b"x").presigned().await.expect(200, None);
    assert_eq!(server.call("GET", "object").query(&[("cors", "")]).presigned().await.body, b"x");
}

#[tokio::test]
async fn a_document_must_be_short_and_what_its_checksums_say() {
    let server = Server::start().await;
    let document = for_other_origin();
    let put = |body: &str| server.setting("PUT", "cors").body(body.as_bytes());
    let content_md5 = BASE64.encode(&Md5::digest(document.as_bytes()));
    let put_with = async |name: &str, value: &str| put(&document).signed(&[(name, value)]).presigned().await;
    put_with("content-md5", &content_md5).await.expect(200, None);
    put_with("content-md5", &BASE64.encode(&[0; 16])).await.expect(400, Some("BadDigest"));
    put_with("content-md5", "x").await.expect(400, Some("InvalidDigest"));
    put_with("x-amz-checksum-crc32", &BASE64.encode(&[0; 4])).await.expect(400, Some("BadDigest"));
    put_with("x-amz-checksum-crc32", "x").await.expect(400, Some("InvalidRequest"));
    let sha256 = BASE64.encode(&<sha2::Sha256 as sha2::Digest>::digest(document.as_bytes()));
    put_with("x-amz-checksum-sha256", &sha256).await.expect(200, None);
    let long = |len: usize| format!("{document}{}", " ".repeat(len - document.len()));
    put(&long(64 * 1024)).presigned().await.expect(200, None);
    put(&long(64 * 1024 + 1)).presigned().await.expect(400, Some("MaxMessageLengthExceeded"));
    put(&long(20_000_000)).presigned().await.expect(400, Some("MaxMessageLengthExceeded"));
    put("<a>".repeat(20_000).as_str()).presigned().await.expect(400, Some("MalformedXML"));
    let wildcard = cors(&["<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>\
                           <ExposeHeader>x-amz-meta-*</ExposeHeader>"]);
    put(&wildcard).presigned().await.expect(400, Some("InvalidRequest"));
    put("not XML").presigned().await.expect(400, Some("MalformedXML"));
    assert_eq!(server.setting("GET", "cors").presigned().await.text().trim_end(), document);
}

#[tokio::test]
async fn the_first_rule_that_covers_a_request_counts() {
    let server = Server::start().await;
    let document = cors(&[
        "<AllowedOrigin>http://*.first.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod>\
         <ExposeHeader>ETag</ExposeHeader>",
        "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>\
         <AllowedHeader>*</AllowedHeader>",
    ]);
    server.put_setting("cors", &document).await.expect(200, None);
    let url = server.url("object");
    let preflight = async |origin: &str, method: &str, headers: &str| {
        let answer = server.preflight(&url, origin, method, headers).await;
        let header = |name| answer.header(name).map(str::to_owned);
        (answer.status, header("access-control-allow-origin"), header("access-control-expose-headers"))
    };
    let origin = "http://a.first.example";
    let of_first = (200, Some(origin.to_owned()), Some("ETag".to_owned()));
    let of_second = (200, Some("*".to_owned()), None);
    assert_eq!(preflight(origin, "GET", "").await, of_first);
    assert_eq!(preflight(origin, "PUT", "").await, of_second);
    assert_eq!(preflight(origin, "GET", "x-anything").await, of_second);
    assert_eq!(preflight("null", "GET", "").await, of_second);
    assert_eq!(preflight(origin, "DELETE", "").await, (403, None, None));
    let answer = server.call("GET", "none").unsigned(&[("origin", "http://b.example")]).presigned().await;
    assert_eq!(answer.expect(404, Some("NoSuchKey")).header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn a_bucket_starts_with_the_recommended_document() {
    let server = Server::start().await;
    let text = server.setting("GET", "cors").presigned().await.expect(200, None).text().to_owned();
    assert!(text.contains(&format!("<AllowedOrigin>{ORIGIN}</AllowedOrigin>")), "{text}");
    assert!(text.contains("<AllowedHeader>x-amz-server-side-encryption-customer-key-md5</AllowedHeader>"), "{text}");
    // It is taken as it was given.
    server.put_setting("cors", &text).await.expect(200, None);
    assert_eq!(server.files().len(), 1);
}

/// With a page on a port that is free just now.
async fn with_page(folder: tempfile::TempDir) -> Server {
    let page = folder.path().join("page");
    std::fs::create_dir_all(&page).unwrap();
    std::fs::write(page.join("index.html"), "x").unwrap();
    Server::start_in_with(folder, |config| {
        config.cors_origins.clear();
        config.page = Some(PageConfig { folder: page, listen: "127.0.0.1:0".parse().unwrap() });
    })
    .await
}

#[tokio::test]
async fn the_page_of_this_server_is_let_in_from_every_port_whatever_is_stored() {
    let server = with_page(tempfile::tempdir().unwrap()).await;
    let first_origin = format!("http://{}", server.sandbox.page_addr().unwrap());
    let stored = server.setting("GET", "cors").presigned().await.expect(200, None).text().to_owned();
    assert!(stored.contains(&first_origin) && stored.contains("http://localhost:"), "{stored}");
    server.put_setting("cors", &stored).await.expect(200, None);
    // Held, so that the next start gets another port.
    let server = {
        let folder = server.stop().await;
        let _held = std::net::TcpListener::bind(first_origin.strip_prefix("http://").unwrap());
        with_page(folder).await
    };
    let second_origin = format!("http://{}", server.sandbox.page_addr().unwrap());
    assert_ne!(first_origin, second_origin);
    let url = server.url("object");
    for document in [Some(stored), Some(for_other_origin()), None] {
        match document {
            Some(document) => server.put_setting("cors", &document).await.expect(200, None).status,
            None => server.setting("DELETE", "cors").presigned().await.expect(204, None).status,
        };
        let answer = server.preflight(&url, &second_origin, "PUT", "x-amz-meta-a").await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some(&*second_origin)));
        let answer = server.call("GET", "none").unsigned(&[("origin", &second_origin)]).presigned().await;
        assert_eq!(answer.expect(404, Some("NoSuchKey")).header("access-control-allow-origin"), Some(&*second_origin));
    }
    // That rule is the server's, not the bucket's.
    server.setting("GET", "cors").presigned().await.expect(404, Some("NoSuchCORSConfiguration"));
    server.preflight(&url, &first_origin, "PUT", "").await.expect(403, Some("AccessForbidden"));
}

#[tokio::test]
async fn a_blocked_customer_key_is_blocked_after_a_restart_too() {
    let server = Server::start().await;
    let ssec = SseC::new(&[1; 32]);
    server.put_ssec("object", &ssec, b"body").await.expect(200, None);
    let blocking = ENCRYPTION.replace(
        "<FutureElement level=\"1\"><A/></FutureElement>",
        "<BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes>",
    );
    server.put_setting("encryption", &blocking).await.expect(200, None);
    let server = Server::start_in(server.stop().await).await;
    server.put_ssec("object", &ssec, b"new").await.expect(403, Some("AccessDenied"));
    assert_eq!(server.get_ssec("object", &ssec).await.body, b"body");
    assert_eq!(files_in(&server.folder.path().join(common::BUCKET)).len(), 3);
}
