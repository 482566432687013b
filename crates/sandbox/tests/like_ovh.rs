//! The behaviour of OVHcloud's gateway, and the fault that only it can have.

#![allow(clippy::unwrap_used)] // helpers of tests fail loudly

mod common;

use common::{ALGORITHM, Answer, KEY, KEY_MD5, SSE, Server, SseC};
use data_encoding::HEXLOWER;
use md5::{Digest as _, Md5};
use sealport_sandbox::{Fault, Like, Sandbox, SandboxConfig, SandboxError};

const PLAINTEXT: &[u8] = b"a plaintext that is long enough to be recognised on disk";

async fn start() -> Server {
    Server::start_with(|config| config.like = Like::Ovh).await
}

fn is_in_clear_on_disk(server: &Server) -> bool {
    server
        .files()
        .iter()
        .any(|file| std::fs::read(file).unwrap().windows(PLAINTEXT.len()).any(|window| window == PLAINTEXT))
}

/// What an answer says about encryption.
fn echo(answer: &Answer) -> (Option<&str>, Option<&str>, Option<&str>) {
    (answer.header(ALGORITHM), answer.header(KEY_MD5), answer.header(SSE))
}

const AES256_ONLY: (Option<&str>, Option<&str>, Option<&str>) = (None, None, Some("AES256"));
const NOTHING: (Option<&str>, Option<&str>, Option<&str>) = (None, None, None);

#[tokio::test]
async fn ssec_is_done_and_never_said() {
    let server = start().await;
    let ssec = SseC::new(&[1; 32]);
    let answer = server.put_ssec("object", &ssec, PLAINTEXT).await;
    assert_eq!(echo(answer.expect(200, None)), AES256_ONLY);
    let etag = format!("\"{}\"", HEXLOWER.encode(&Md5::digest(PLAINTEXT)));
    assert_eq!(answer.header("etag"), Some(&*etag));
    assert!(!is_in_clear_on_disk(&server));
    for method in ["GET", "HEAD"] {
        let answer = server.call(method, "object").signed(&ssec.headers()).presigned().await;
        assert_eq!((answer.status, echo(&answer), answer.header("etag")), (200, AES256_ONLY, Some(&*etag)));
    }
    assert_eq!(server.get_ssec("object", &ssec).await.body, PLAINTEXT);
    let answer = server.get_ssec("object", &SseC::new(&[2; 32])).await;
    answer.expect(403, Some("AccessDenied"));
    let answer = server.call("GET", "object").presigned().await;
    let message = "The object was stored using a form of Server Side Encryption. The correct parameters must be \
                   provided to retrieve the object.";
    assert_eq!(answer.expect(400, Some("InvalidRequest")).element("Message").as_deref(), Some(message));
    let answer = server.call("GET", "object").signed(&ssec.some("a")).presigned().await;
    answer.expect(400, Some("InvalidRequest"));
    assert_eq!(server.call("HEAD", "object").presigned().await.status, 400);
}

#[tokio::test]
async fn sse_s3_is_answered_in_the_same_way() {
    let server = start().await;
    let answer = server.call("PUT", "object").signed(&[(SSE, "AES256")]).body(PLAINTEXT).presigned().await;
    assert_eq!(echo(answer.expect(200, None)), AES256_ONLY);
    assert!(!is_in_clear_on_disk(&server));
    assert_eq!(echo(&server.call("HEAD", "object").presigned().await), AES256_ONLY);
    let document = "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256\
                    </SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>";
    server.put_setting("encryption", document).await.expect(200, None);
    let answer = server.call("PUT", "default").body(PLAINTEXT).presigned().await;
    assert_eq!(echo(answer.expect(200, None)), AES256_ONLY);
    assert!(!is_in_clear_on_disk(&server));
}

#[tokio::test]
async fn without_the_key_header_an_object_is_stored_in_clear() {
    let ssec = SseC::new(&[1; 32]);
    for (name, signed, query) in [
        ("algorithm only", "a", ""),
        ("algorithm and MD5", "am", ""),
        ("MD5 only", "m", ""),
        ("in the query", "", "akm"),
    ] {
        let server = start().await;
        let call = server.call("PUT", "object").signed(&ssec.some(signed)).query(&ssec.some(query)).body(PLAINTEXT);
        let answer = call.presigned().await;
        assert_eq!((answer.status, echo(&answer)), (200, NOTHING), "{name}");
        assert!(is_in_clear_on_disk(&server), "{name}");
        assert_eq!(server.call("GET", "object").presigned().await.body, PLAINTEXT, "{name}");
        server.get_ssec("object", &ssec).await.expect(400, Some("InvalidRequest"));
    }
}

#[tokio::test]
async fn keys_in_the_query_do_not_open_an_object() {
    let server = start().await;
    let ssec = SseC::new(&[1; 32]);
    server.put_ssec("object", &ssec, PLAINTEXT).await.expect(200, None);
    let answer = server.call("GET", "object").query(&ssec.headers()).presigned().await;
    answer.expect(400, Some("InvalidRequest"));
}

#[tokio::test]
async fn the_key_md5_is_not_looked_at() {
    let server = start().await;
    let ssec = SseC::new(&[1; 32]);
    let wrong = SseC { md5: SseC::new(&[2; 32]).md5, ..ssec.clone() };
    let empty = SseC { md5: String::new(), ..ssec.clone() };
    for headers in [wrong.headers(), empty.headers(), ssec.some("ak")] {
        server.call("PUT", "object").signed(&headers).body(PLAINTEXT).presigned().await.expect(200, None);
        assert!(!is_in_clear_on_disk(&server));
        let answer = server.call("GET", "object").signed(&headers).presigned().await;
        assert_eq!(answer.expect(200, None).body, PLAINTEXT);
        assert_eq!(server.get_ssec("object", &ssec).await.body, PLAINTEXT);
    }
    let put = |headers: &[(&str, &str)]| server.call("PUT", "refused").signed(headers);
    put(&SseC::new(&[1; 31]).headers()).presigned().await.expect(400, Some("InvalidArgument"));
    put(&ssec.some("km")).presigned().await.expect(400, Some("InvalidArgument"));
}

#[tokio::test]
async fn no_ssec_header_needs_a_signature_and_other_headers_still_do() {
    let server = start().await;
    let ssec = SseC::new(&[1; 32]);
    let put = || server.call("PUT", "object").body(PLAINTEXT);
    put().unsigned(&ssec.headers()).presigned().await.expect(200, None);
    put().unsigned(&ssec.headers()).header_signed().await.expect(200, None);
    assert!(!is_in_clear_on_disk(&server));
    let answer = server.call("GET", "object").unsigned(&ssec.headers()).presigned().await;
    assert_eq!(answer.expect(200, None).body, PLAINTEXT);
    put().unsigned(&[(SSE, "AES256")]).presigned().await.expect(403, Some("AccessDenied"));
    put().unsigned(&[("x-amz-meta-a", "b")]).presigned().await.expect(403, Some("AccessDenied"));
    // What is signed must match all the same.
    let url = put().signed(&ssec.headers()).presign();
    let answer = put().signed(&SseC::new(&[2; 32]).headers()).presigned_but("PUT", |_| url).await;
    answer.expect(403, Some("SignatureDoesNotMatch"));
    assert!(put().signed(&[(KEY, "x")]).presign().contains("customer-key"));
}

#[tokio::test]
async fn customer_keys_cannot_be_blocked() {
    let server = start().await;
    let document = "<ServerSideEncryptionConfiguration><Rule><BlockedEncryptionTypes><EncryptionType>SSE-C\
                    </EncryptionType></BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>";
    server.put_setting("encryption", document).await.expect(200, None);
    server.put_ssec("object", &SseC::new(&[1; 32]), PLAINTEXT).await.expect(200, None);
}

#[tokio::test]
async fn the_fault_stores_in_clear_and_claims_otherwise() {
    let faulty = |config: &mut SandboxConfig| {
        config.like = Like::Ovh;
        config.fault = Some(Fault::StoreInClear);
    };
    let server = Server::start_with(faulty).await;
    let ssec = SseC::new(&[1; 32]);
    let answer = server.put_ssec("object", &ssec, PLAINTEXT).await;
    assert_eq!(echo(answer.expect(200, None)), AES256_ONLY);
    assert!(is_in_clear_on_disk(&server));
    let server = Server::start_in_with(server.stop().await, faulty).await;
    for headers in [ssec.headers(), SseC::new(&[2; 32]).headers(), Vec::new()] {
        for method in ["GET", "HEAD"] {
            let answer = server.call(method, "object").signed(&headers).presigned().await;
            assert_eq!((answer.status, echo(&answer)), (200, AES256_ONLY));
        }
        let call = server.call("GET", "object").signed(&headers).unsigned(&[("range", "bytes=0-0")]);
        assert_eq!(call.presigned().await.expect(206, None).body, PLAINTEXT[..1]);
    }
    // It concerns SSE-C only.
    server.call("PUT", "object").signed(&[(SSE, "AES256")]).body(PLAINTEXT).presigned().await.expect(200, None);
    assert!(!is_in_clear_on_disk(&server));
}

#[tokio::test]
async fn aws_has_no_such_fault() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = SandboxConfig::new(folder.path(), "demo");
    config.fault = Some(Fault::StoreInClear);
    assert!(matches!(Sandbox::start(config).await, Err(SandboxError::FaultNeedsOvh)));
}
