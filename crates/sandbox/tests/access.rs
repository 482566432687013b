//! Who gets in: hosts, origins, signatures of every kind, and what is refused without a signature being looked at.

#![allow(clippy::unwrap_used)] // helpers of tests fail loudly

mod common;

use common::{ALGORITHM, Answer, ORIGIN, Server, SseC, noise};
use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

async fn get(server: &Server, url: &str, headers: &[(&str, &str)]) -> Answer {
    send(server, "GET", url, headers).await
}

async fn send(server: &Server, method: &str, url: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = server.client.request(method.parse().unwrap(), url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_foreign_host_is_misdirected() {
    let server = Server::start().await;
    server.call("PUT", "object").body(b"body").presigned().await.expect(200, None);
    for host in ["evil.example", "evil.example:9000", "localhost.evil.example", "192.0.2.1"] {
        let url = server.call("GET", "object").presign();
        let answer = get(&server, &url, &[("host", host), ("origin", ORIGIN)]).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (421, None), "{host}");
    }
}

#[tokio::test]
async fn a_bucket_may_be_named_by_the_host() {
    let server = Server::start().await;
    let port = server.sandbox.s3_addr().port();
    let url = format!("http://demo.localhost:{port}/a/b");
    server.call("PUT", "").url(url.clone()).body(b"body").presigned().await.expect(200, None);
    assert_eq!(server.call("GET", "a/b").presigned().await.body, b"body");
    assert_eq!(server.call("GET", "").url(url).header_signed().await.body, b"body");
    let root = format!("http://demo.localhost:{port}/");
    let answer = server.call("GET", "").url(root).query(&[("list-type", "2")]).presigned().await;
    assert_eq!(answer.element("Key").as_deref(), Some("a/b"));
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_reads_answers_and_errors() {
    let server = Server::start().await;
    let ssec = SseC::new(&[1; 32]);
    server.put_ssec("object", &ssec, b"body").await.expect(200, None);
    let origin = [("origin", ORIGIN)];
    let good = server.call("GET", "object").signed(&ssec.headers()).unsigned(&origin).presigned().await;
    let no_key = server.call("GET", "object").unsigned(&origin).presigned().await;
    let no_signature = get(&server, &server.url("object"), &origin).await;
    let expired = server.call("GET", "object").unsigned(&origin).aged(9999).presigned().await;
    for (answer, status) in [(&good, 200), (&no_key, 400), (&no_signature, 403), (&expired, 403)] {
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, Some(ORIGIN)));
        let exposed = answer.header("access-control-expose-headers").unwrap();
        assert!(exposed.contains("ETag") && exposed.contains("key-MD5") && !exposed.contains('*'), "{exposed}");
        assert!(answer.header("vary").unwrap().contains("Origin"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("content-security-policy"), Some("sandbox"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
    for other in
        ["http://page.example", "https://page.example:8460", "http://evil.example", "null", "http://PAGE.example:8460"]
    {
        let answer =
            server.call("GET", "object").signed(&ssec.headers()).unsigned(&[("origin", other)]).presigned().await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, None), "{other}");
    }
}

#[tokio::test]
async fn preflights_are_answered_by_the_recommended_document() {
    let server = Server::start().await;
    let ask = async |origin: &str, method: &str, headers: &str| {
        let names = [
            ("origin", origin),
            ("access-control-request-method", method),
            ("access-control-request-headers", headers),
        ];
        send(&server, "OPTIONS", &server.url("object"), &names).await
    };
    let ssec_headers = "content-type,x-amz-server-side-encryption-customer-algorithm,\
                        x-amz-server-side-encryption-customer-key,x-amz-server-side-encryption-customer-key-md5";
    for method in ["GET", "HEAD", "PUT", "POST", "DELETE"] {
        let answer = ask(ORIGIN, method, ssec_headers).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some(ORIGIN)));
        assert_eq!(answer.header("access-control-allow-headers"), Some(ssec_headers));
        assert!(answer.header("access-control-allow-methods").unwrap().split(", ").any(|allowed| allowed == method));
    }
    assert_eq!(ask(ORIGIN, "PUT", "x-amz-meta-anything, X-Amz-Checksum-Sha256").await.status, 200);
    for (origin, method, headers) in [
        ("http://evil.example", "PUT", "content-type"),
        (ORIGIN, "PATCH", "content-type"),
        (ORIGIN, "PUT", "x-not-allowed"),
        (ORIGIN, "PUT", "x-amz-metadata"),
    ] {
        let answer = ask(origin, method, headers).await;
        answer.expect(403, Some("AccessForbidden"));
        let message = answer.element("Message").unwrap();
        assert!(message.starts_with("CORSResponse: This CORS request is not allowed."), "{message}");
        assert_eq!(answer.element("Method").as_deref(), Some(method));
        assert_eq!(answer.header("access-control-allow-headers"), None);
    }
    assert_eq!(ask("http://evil.example", "PUT", "").await.header("access-control-allow-origin"), None);
    send(&server, "OPTIONS", &server.url("object"), &[]).await.expect(400, Some("BadRequest"));
}

#[tokio::test]
async fn header_signatures_cover_payloads_of_every_kind() {
    let server = Server::start().await;
    let ssec = SseC::new(&[1; 32]);
    let body = noise(1_300_000, 1);
    let call = || server.call("PUT", "object").signed(&ssec.headers());
    let stored = async || server.call("GET", "object").signed(&ssec.headers()).header_signed().await.body;

    call().body(&body).header_signed().await.expect(200, None);
    assert!(stored().await == body);
    call().body(b"unsigned").header_signed_as("UNSIGNED-PAYLOAD").await.expect(200, None);
    assert_eq!(stored().await, b"unsigned");

    // A body in chunks with a checksum after it, as AWS's SDKs send it.
    let chunked = |checksum: &str| {
        let mut framed = Vec::new();
        for chunk in body.chunks(70_000) {
            framed.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            framed.extend_from_slice(chunk);
            framed.extend_from_slice(b"\r\n");
        }
        framed.extend_from_slice(format!("0\r\nx-amz-checksum-sha256:{checksum}\r\n\r\n").as_bytes());
        framed
    };
    let len = body.len().to_string();
    let headers = [
        ("content-encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", len.as_str()),
        ("x-amz-trailer", "x-amz-checksum-sha256"),
    ];
    let sha256 = BASE64.encode(&Sha256::digest(&body));
    let streaming = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    let answer = call().signed(&headers).body(&chunked(&sha256)).header_signed_as(streaming).await;
    assert_eq!(answer.expect(200, None).header("x-amz-checksum-sha256"), Some(sha256.as_str()));
    let answer = server.call("GET", "object").signed(&ssec.headers()).header_signed().await;
    assert!(answer.body == body);
    assert_eq!(answer.header("content-encoding"), None);
    let wrong = BASE64.encode(&[0; 32]);
    let answer = call().signed(&headers).body(&chunked(&wrong)).header_signed_as(streaming).await;
    answer.expect(400, Some("BadDigest"));
    let mut cut = chunked(&sha256);
    cut.truncate(600_000);
    call().signed(&headers).body(&cut).header_signed_as(streaming).await.expect(400, Some("IncompleteBody"));
    assert!(stored().await == body);
}

#[tokio::test]
async fn header_signed_requests_follow_the_same_header_rule() {
    let server = Server::start().await;
    let ssec = SseC::new(&[1; 32]);
    let put = || server.call("PUT", "object").body(b"body");
    let answer = put().unsigned(&[("x-amz-meta-foo", "bar")]).header_signed().await;
    assert_eq!(answer.expect(403, Some("AccessDenied")).element("HeadersNotSigned").as_deref(), Some("x-amz-meta-foo"));
    let answer = put().unsigned(&ssec.headers()).header_signed().await;
    assert_eq!(answer.expect(403, Some("AccessDenied")).element("HeadersNotSigned").as_deref(), Some(ALGORITHM));
    put().signed(&ssec.some("a")).unsigned(&ssec.some("km")).header_signed().await.expect(200, None);
}

#[tokio::test]
async fn clocks_apart_are_named_with_the_time_of_the_server() {
    let server = Server::start().await;
    server.call("PUT", "object").body(b"body").presigned().await.expect(200, None);
    for seconds in [20 * 60, -20 * 60] {
        let answer = server.call("GET", "object").aged(seconds).header_signed().await;
        answer.expect(403, Some("RequestTimeTooSkewed"));
        assert!(answer.element("ServerTime").unwrap().ends_with('Z'));
        assert_eq!(answer.element("MaxAllowedSkewMilliseconds").as_deref(), Some("900000"));
    }
    for seconds in [10 * 60, -10 * 60] {
        server.call("GET", "object").aged(seconds).header_signed().await.expect(200, None);
    }
}

#[tokio::test]
async fn malformed_and_foreign_signatures_get_errors_of_aws() {
    let server = Server::start().await;
    server.call("PUT", "object").body(b"body").presigned().await.expect(200, None);
    let query_error = Some("AuthorizationQueryParametersError");
    let answer = server.call("GET", "object").region("eu-west-1").presigned().await;
    assert_eq!(answer.expect(400, query_error).element("Region").as_deref(), Some("us-east-1"));
    let answer = server.call("GET", "object").region("eu-west-1").header_signed().await;
    assert_eq!(
        answer.expect(400, Some("AuthorizationHeaderMalformed")).element("Region").as_deref(),
        Some("us-east-1")
    );
    server.call("GET", "object").expires(700_000).presigned().await.expect(400, query_error);
    let url = server.call("GET", "object").presign();
    let changed = [
        (url.replace("X-Amz-Expires=600", "X-Amz-Expires=x"), 400, "AuthorizationQueryParametersError"),
        (url.replace("X-Amz-Expires=600", "X-Amz-Expires=-1"), 400, "AuthorizationQueryParametersError"),
        (url.replace("X-Amz-Expires=600", "X-Amz-Expires=601"), 403, "SignatureDoesNotMatch"),
        (
            url.replace("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=MD5"),
            400,
            "AuthorizationQueryParametersError",
        ),
        (url.replace("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=x"), 400, "AuthorizationQueryParametersError"),
        (url.replace("TESTID", "OTHERID"), 403, "InvalidAccessKeyId"),
        (format!("{url}&X-Amz-Security-Token=token"), 400, "InvalidToken"),
        (
            format!("{}?AWSAccessKeyId=TESTID&Expires=9999999999&Signature=x", server.url("object")),
            400,
            "InvalidRequest",
        ),
        (server.url("object"), 403, "AccessDenied"),
    ];
    for (url, status, code) in changed {
        get(&server, &url, &[]).await.expect(status, Some(code));
    }
    let two = get(&server, &url, &[("authorization", "AWS4-HMAC-SHA256 Credential=x")]).await;
    two.expect(400, Some("InvalidArgument"));
    for (authorization, status, code) in [
        ("AWS TESTID:x", 400, "InvalidRequest"),
        ("Basic eDp5", 400, "InvalidRequest"),
        ("AWS4-HMAC-SHA256 x", 400, "AuthorizationHeaderMalformed"),
        ("AWS4-HMAC-SHA256", 400, "AuthorizationHeaderMalformed"),
    ] {
        let headers = [("authorization", authorization), ("x-amz-date", "20260101T000000Z")];
        get(&server, &server.url("object"), &headers).await.expect(status, Some(code));
    }
}

#[tokio::test]
async fn what_is_not_implemented_says_so() {
    let server = Server::start().await;
    server.call("PUT", "object").body(b"body").presigned().await.expect(200, None);
    let not_implemented = Some("NotImplemented");
    for (method, query) in [
        ("POST", [("uploads", "")]),
        ("GET", [("uploadId", "x")]),
        ("GET", [("tagging", "")]),
        ("PUT", [("tagging", "")]),
        ("GET", [("attributes", "")]),
        ("GET", [("versionId", "x")]),
        ("DELETE", [("versionId", "x")]),
        ("GET", [("partNumber", "1")]),
    ] {
        let answer = server.call(method, "object").query(&query).presigned().await;
        assert_eq!((answer.status, answer.code().as_deref()), (501, not_implemented), "{method} {query:?}");
    }
    let answer = server.call("HEAD", "object").query(&[("versionId", "x")]).presigned().await;
    assert_eq!((answer.status, answer.body.len()), (501, 0));
    let bucket = server.url("").trim_end_matches('/').to_owned();
    for query in [[("versioning", "")], [("list-type", "1")], [("acl", "")]] {
        server.call("GET", "").url(bucket.clone()).query(&query).presigned().await.expect(501, not_implemented);
    }
    server.call("PUT", "").url(bucket.clone()).presigned().await.expect(501, not_implemented);
    for header in [
        ("x-amz-copy-source", "/demo/object"),
        ("x-amz-server-side-encryption", "aws:kms"),
        ("x-amz-server-side-encryption-aws-kms-key-id", "x"),
        ("x-amz-tagging", "a=b"),
        ("x-amz-acl", "public-read"),
    ] {
        let answer = server.call("PUT", "other").signed(&[header]).presigned().await;
        assert_eq!((answer.status, answer.code().as_deref()), (501, not_implemented), "{header:?}");
    }
    let form = [("content-type", "multipart/form-data; boundary=x")];
    server.call("POST", "").url(bucket).unsigned(&form).presigned().await.expect(501, not_implemented);
    server.call("GET", "other").presigned().await.expect(404, Some("NoSuchKey"));
}

#[tokio::test]
async fn buckets_are_listed_and_others_do_not_exist() {
    let server = Server::start().await;
    let root = format!("http://{}/", server.sandbox.s3_addr());
    let answer = server.call("GET", "").url(root.clone()).presigned().await;
    assert_eq!(answer.expect(200, None).element("Name").as_deref(), Some("demo"));
    let answer = server.call("HEAD", "").url(format!("{root}demo")).presigned().await;
    assert_eq!((answer.status, answer.header("x-amz-bucket-region")), (200, Some("us-east-1")));
    assert_eq!(server.call("HEAD", "").url(format!("{root}other")).presigned().await.status, 404);
    server.call("GET", "").url(format!("{root}other/x")).presigned().await.expect(404, Some("NoSuchBucket"));
    server.call("PUT", "").url(format!("{root}other/x")).presigned().await.expect(404, Some("NoSuchBucket"));
}

#[tokio::test]
async fn reads_obey_their_conditions_and_ranges() {
    let server = Server::start().await;
    let answer = server.call("PUT", "object").body(b"0123456789").presigned().await;
    let etag = answer.header("etag").unwrap().to_owned();
    let with = async |method: &str, headers: &[(&str, &str)]| {
        server.call(method, "object").unsigned(headers).presigned().await
    };
    let (past, future) = ("Mon, 01 Jan 2001 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT");
    for method in ["GET", "HEAD"] {
        let code = |code| if method == "GET" { Some(code) } else { None };
        for (headers, status, error) in [
            (vec![("if-match", etag.as_str())], 200, None),
            (vec![("if-match", "\"other\"")], 412, code("PreconditionFailed")),
            (vec![("if-none-match", etag.as_str())], 304, None),
            (vec![("if-none-match", "\"other\"")], 200, None),
            (vec![("if-modified-since", past)], 200, None),
            (vec![("if-modified-since", future)], 304, None),
            (vec![("if-unmodified-since", past)], 412, code("PreconditionFailed")),
            (vec![("if-unmodified-since", future)], 200, None),
            (vec![("if-match", etag.as_str()), ("if-unmodified-since", past)], 200, None),
            (vec![("if-none-match", "\"other\""), ("if-modified-since", future)], 200, None),
        ] {
            let answer = with(method, &headers).await;
            answer.expect(status, error);
            if status == 304 {
                assert_eq!((answer.header("etag"), answer.body.len()), (Some(etag.as_str()), 0));
            }
        }
        for (range, content_range, body) in [
            ("bytes=0-0", "bytes 0-0/10", "0"),
            ("bytes=3-5", "bytes 3-5/10", "345"),
            ("bytes=7-", "bytes 7-9/10", "789"),
            ("bytes=-3", "bytes 7-9/10", "789"),
            ("bytes=5-999", "bytes 5-9/10", "56789"),
            ("bytes=-999", "bytes 0-9/10", "0123456789"),
        ] {
            let answer = with(method, &[("range", range)]).await;
            assert_eq!((answer.status, answer.header("content-range")), (206, Some(content_range)), "{range}");
            if method == "GET" {
                assert_eq!(answer.body, body.as_bytes());
            }
        }
        // What is no range of S3's is ignored.
        for range in ["bytes=5-2", "bytes=abc", "items=0-1", "bytes=0-4,6-8", "bytes=0-99999999999999999999999"] {
            let answer = with(method, &[("range", range)]).await;
            assert_eq!((answer.status, answer.header("content-length")), (200, Some("10")), "{range}");
        }
        for range in ["bytes=10-", "bytes=10-20", "bytes=-0"] {
            let answer = with(method, &[("range", range)]).await;
            assert_eq!(answer.expect(416, code("InvalidRange")).header("content-range"), Some("bytes */10"), "{range}");
        }
    }
}

#[tokio::test]
async fn writes_obey_their_conditions() {
    let server = Server::start().await;
    let put = async |condition: (&str, &str)| {
        server.call("PUT", "object").unsigned(&[condition]).body(b"body").presigned().await
    };
    put(("if-match", "\"any\"")).await.expect(404, Some("NoSuchKey"));
    let etag = put(("if-none-match", "*")).await.expect(200, None).header("etag").unwrap().to_owned();
    put(("if-none-match", "*")).await.expect(412, Some("PreconditionFailed"));
    put(("if-match", "\"other\"")).await.expect(412, Some("PreconditionFailed"));
    put(("if-match", &etag)).await.expect(200, None);
    put(("if-none-match", &etag)).await.expect(501, Some("NotImplemented"));
}

#[tokio::test]
async fn headers_of_a_put_come_back_and_queries_override_them() {
    let server = Server::start().await;
    let headers = [
        ("content-type", "text/plain"),
        ("cache-control", "no-cache"),
        ("content-disposition", "inline"),
        ("content-language", "de"),
        ("content-encoding", "identity"),
        ("expires", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ("x-amz-meta-b", "two words"),
        ("x-amz-meta-a", "1"),
    ];
    server.call("PUT", "object").signed(&headers).body(b"body").presigned().await.expect(200, None);
    for method in ["GET", "HEAD"] {
        let answer = server.call(method, "object").presigned().await;
        for (name, value) in headers {
            assert_eq!(answer.header(name), Some(value), "{method} {name}");
        }
    }
    let overrides = [("response-content-type", "text/html"), ("response-cache-control", "private")];
    let answer = server.call("GET", "object").query(&overrides).presigned().await;
    assert_eq!((answer.header("content-type"), answer.header("cache-control")), (Some("text/html"), Some("private")));
    let too_much = "x".repeat(2100);
    let answer = server.call("PUT", "big").signed(&[("x-amz-meta-big", &too_much)]).presigned().await;
    answer.expect(400, Some("MetadataTooLarge"));
}
