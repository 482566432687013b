//! SSE-S3 on disk: what lies there, under which key, and what a restart finds.

#![allow(clippy::unwrap_used)] // helpers of tests fail loudly

mod common;

use common::{BUCKET, SSE, Server, SseC, files_in, noise};
use data_encoding::BASE64;
use sealport_sandbox::{DefaultEncryption, Sandbox, SandboxConfig, SandboxError};

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

async fn put(server: &Server, object_key: &str, body: &[u8]) {
    let answer = server.call("PUT", object_key).signed(&[(SSE, "AES256")]).body(body).presigned().await;
    assert_eq!(answer.expect(200, None).header(SSE), Some("AES256"));
}

async fn start(folder: &std::path::Path) -> Result<sealport_sandbox::RunningSandbox, SandboxError> {
    Sandbox::start(SandboxConfig::new(folder, BUCKET)).await
}

#[tokio::test]
async fn no_plaintext_is_on_disk_and_the_server_key_is_not_beside_the_objects() {
    let server = Server::start().await;
    let key_path = server.folder.path().join(".server-key");
    let plaintext = noise(2 * 1024 * 1024 + 5, 1);
    server.put_ssec("ssec", &SseC::new(&[1; 32]), b"body").await.expect(200, None);
    assert!(!key_path.exists(), "a key is made when it is needed");
    put(&server, "object", &plaintext).await;
    let text = std::fs::read_to_string(&key_path).unwrap();
    let server_key = BASE64.decode(text.trim_end().as_bytes()).unwrap();
    assert_eq!(server_key.len(), 32);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&key_path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let mut needles: Vec<Vec<u8>> = plaintext.chunks_exact(32).step_by(997).map(<[u8]>::to_vec).collect();
    needles.extend([server_key, text.trim_end().as_bytes().to_vec()]);
    for file in server.files() {
        let contents = std::fs::read(&file).unwrap();
        assert!(!needles.iter().any(|needle| contains(&contents, needle)), "{}", file.display());
    }
    put(&server, "other", b"other").await;
    assert_eq!(std::fs::read_to_string(&key_path).unwrap(), text, "one key for all objects");
    assert_eq!(server.files().len(), 6, "nothing temporary is left");
}

#[tokio::test]
async fn the_same_plaintext_is_never_the_same_on_disk() {
    let server = Server::start().await;
    put(&server, "one", &[7; 1000]).await;
    put(&server, "two", &[7; 1000]).await;
    let data: Vec<Vec<u8>> = server
        .files()
        .into_iter()
        .filter(|path| path.extension().unwrap() == "data")
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    assert_eq!((data.len(), data[0].len()), (2, 1016));
    assert_ne!(data[0], data[1]);
}

#[tokio::test]
async fn a_restart_reads_with_the_same_key_and_refuses_a_damaged_or_missing_one() {
    let server = Server::start().await;
    let plaintext = noise(1_500_000, 2);
    put(&server, "object", &plaintext).await;
    let folder = server.stop().await;
    let server = Server::start_in(folder).await;
    let answer = server.call("GET", "object").presigned().await;
    assert_eq!(answer.expect(200, None).header(SSE), Some("AES256"));
    assert!(answer.body == plaintext);
    let folder = server.stop().await;
    let key_path = folder.path().join(".server-key");
    let text = std::fs::read_to_string(&key_path).unwrap();
    for damaged in ["", "AAAA\n", "not base64"] {
        std::fs::write(&key_path, damaged).unwrap();
        let error = start(folder.path()).await.unwrap_err();
        assert!(matches!(error, SandboxError::ServerKey { .. }), "{error}");
    }
    std::fs::remove_file(&key_path).unwrap();
    let error = start(folder.path()).await.unwrap_err();
    assert!(error.to_string().contains("missing"), "{error}");
    assert!(!key_path.exists());

    // Another key is noticed by the frames, not by the server.
    std::fs::write(&key_path, BASE64.encode(&[3; 32])).unwrap();
    let server = Server::start_in(folder).await;
    server.call("GET", "object").presigned().await.expect(500, Some("InternalError"));
    let folder = server.stop().await;
    std::fs::write(&key_path, text).unwrap();
    let server = Server::start_in(folder).await;
    assert!(server.call("GET", "object").presigned().await.body == plaintext);
}

#[tokio::test]
async fn many_first_uploads_make_one_key() {
    let server = Server::start().await;
    let upload = async |index: u8| put(&server, &format!("object-{index}"), &[index; 100]).await;
    futures_util::future::join_all((0..8).map(upload)).await;
    for index in 0..8 {
        assert_eq!(server.call("GET", &format!("object-{index}")).presigned().await.body, [index; 100]);
    }
}

#[tokio::test]
async fn an_object_may_change_its_encryption_with_every_upload() {
    let server = Server::start().await;
    let ssec = SseC::new(&[1; 32]);
    put(&server, "object", b"by the server").await;
    server.put_ssec("object", &ssec, b"by the customer").await.expect(200, None);
    assert_eq!(server.get_ssec("object", &ssec).await.body, b"by the customer");
    server.call("GET", "object").presigned().await.expect(400, Some("InvalidRequest"));
    server.call("PUT", "object").body(b"in clear").presigned().await.expect(200, None);
    let answer = server.call("GET", "object").presigned().await;
    assert_eq!((answer.body.as_slice(), answer.header(SSE)), (b"in clear".as_slice(), None));
    put(&server, "object", b"").await;
    assert_eq!(server.call("GET", "object").presigned().await.expect(200, None).body.len(), 0);
    assert_eq!(files_in(&server.folder.path().join(BUCKET)).len(), 2);
}

#[tokio::test]
async fn a_server_that_encrypts_by_default_has_that_configuration_from_the_start_and_again_after_delete() {
    let server = Server::start_with(|config| config.default_encryption = DefaultEncryption::SseS3).await;
    let configuration = async || server.setting("GET", "encryption").presigned().await;
    let is_default = async || configuration().await.expect(200, None).text().contains("<SSEAlgorithm>AES256<");
    let put_plain = async || server.call("PUT", "object").body(b"body").presigned().await;
    assert!(is_default().await);
    assert_eq!(put_plain().await.header(SSE), Some("AES256"));
    // A rule that only blocks leaves the default as it is.
    let blocking = "<ServerSideEncryptionConfiguration><Rule><BlockedEncryptionTypes><EncryptionType>SSE-C\
                    </EncryptionType></BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>";
    server.put_setting("encryption", blocking).await.expect(200, None);
    assert_eq!(configuration().await.text(), blocking);
    assert_eq!(put_plain().await.header(SSE), Some("AES256"));
    server.put_ssec("ssec", &SseC::new(&[1; 32]), b"x").await.expect(403, Some("AccessDenied"));
    server.setting("DELETE", "encryption").presigned().await.expect(204, None);
    assert!(is_default().await);
    server.put_ssec("ssec", &SseC::new(&[1; 32]), b"x").await.expect(200, None);
}
