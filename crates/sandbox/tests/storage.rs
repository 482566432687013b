//! What lies on disk, and what becomes of uploads and reads that something comes between.

#![allow(clippy::unwrap_used)] // helpers of tests fail loudly

mod common;

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use common::{Answer, BUCKET, Server, SseC, files_in, noise};
use data_encoding::{BASE64, BASE64URL, HEXLOWER, HEXUPPER};
use md5::{Digest as _, Md5};
use sealport_sandbox::{Sandbox, SandboxConfig, SandboxError};
use sha2::Sha256;

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

fn data_file(server: &Server) -> std::path::PathBuf {
    let mut files = server.files().into_iter().filter(|path| path.extension().is_some_and(|it| it == "data"));
    let file = files.next().unwrap();
    assert_eq!(files.next(), None);
    file
}

#[tokio::test]
async fn neither_plaintext_nor_key_is_on_disk() {
    let server = Server::start().await;
    let ssec = SseC::new(&noise(32, 7));
    let plaintext = noise(2 * 1024 * 1024 + 5, 1);
    server.put_ssec("object", &ssec, &plaintext).await.expect(200, None);
    let mut needles = vec![
        ssec.key.clone(),
        BASE64.encode(&ssec.key).into_bytes(),
        BASE64URL.encode(&ssec.key).into_bytes(),
        HEXLOWER.encode(&ssec.key).into_bytes(),
        HEXUPPER.encode(&ssec.key).into_bytes(),
        Md5::digest(&ssec.key).to_vec(),
        BASE64.encode(&Md5::digest(&ssec.key)).into_bytes(),
        HEXLOWER.encode(&Md5::digest(&plaintext)).into_bytes(),
        BASE64.encode(&Sha256::digest(&ssec.key)).into_bytes(),
    ];
    needles.extend(plaintext.chunks_exact(32).step_by(997).map(<[u8]>::to_vec));
    let files = server.files();
    assert_eq!(files.len(), 2);
    for file in files {
        let contents = std::fs::read(&file).unwrap();
        for (index, needle) in needles.iter().enumerate() {
            assert!(!contains(&contents, needle), "needle {index} is in {}", file.display());
        }
    }
    // The search finds what is there.
    server.call("PUT", "clear").body(&plaintext).presigned().await.expect(200, None);
    let found = server.files().iter().any(|file| contains(&std::fs::read(file).unwrap(), &plaintext[64..96]));
    assert!(found);
}

#[tokio::test]
async fn a_cut_put_leaves_nothing() {
    let server = Server::start().await;
    let ssec = SseC::new(&[1; 32]);
    let url = server.call("PUT", "cut").signed(&ssec.headers()).presign();
    let path = url.strip_prefix(&format!("http://{}", server.sandbox.s3_addr())).unwrap();
    let headers: String = ssec.headers().iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let host = server.sandbox.s3_addr();
    let start = format!("PUT {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: 9000000\r\n\r\n");
    let sending = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(start.as_bytes()).unwrap();
        stream.write_all(&noise(5_000_000, 3)).unwrap();
        stream
    });
    let stream = sending.await.unwrap();
    for _ in 0..100 {
        if !server.files().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(server.files().len(), 1, "the upload has begun");
    drop(stream);
    for _ in 0..100 {
        if server.files().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(server.files(), Vec::<std::path::PathBuf>::new());
    server.get_ssec("cut", &ssec).await.expect(404, Some("NoSuchKey"));
}

#[tokio::test]
async fn a_put_with_a_wrong_digest_leaves_the_old_object() {
    let server = Server::start().await;
    server.call("PUT", "object").body(b"old").presigned().await.expect(200, None);
    let wrong_md5 = BASE64.encode(&Md5::digest(b"other"));
    let crc = BASE64.encode(&[0; 4]);
    for header in [("content-md5", wrong_md5.as_str()), ("x-amz-checksum-crc32", &crc)] {
        server.call("PUT", "object").signed(&[header]).body(b"new").presigned().await.expect(400, Some("BadDigest"));
    }
    let call = server.call("PUT", "object").signed(&[("content-md5", "c2hvcnQ=")]).body(b"new");
    call.presigned().await.expect(400, Some("InvalidDigest"));
    let wrong_hash = HEXLOWER.encode(&Sha256::digest(b"other"));
    let answer = server.call("PUT", "object").body(b"new").header_signed_as(&wrong_hash).await;
    answer.expect(400, Some("XAmzContentSHA256Mismatch"));
    assert_eq!(server.call("GET", "object").presigned().await.body, b"old");
    assert_eq!(server.files().len(), 2);
}

#[tokio::test]
async fn a_reader_keeps_the_object_it_began_with() {
    let server = Server::start().await;
    let (first, second) = (SseC::new(&[1; 32]), SseC::new(&[2; 32]));
    let (old, new) = (noise(48 * 1024 * 1024, 1), noise(1024, 2));
    server.put_ssec("object", &first, &old).await.expect(200, None);
    let call = server.call("GET", "object").signed(&first.headers());
    let mut request = server.client.get(call.presign());
    for (name, value) in first.headers() {
        request = request.header(name, value);
    }
    let mut reading = request.send().await.unwrap();
    let mut read = reading.chunk().await.unwrap().unwrap().to_vec();
    server.put_ssec("object", &second, &new).await.expect(200, None);
    assert_eq!(server.get_ssec("object", &second).await.body, new);
    server.call("DELETE", "object").presigned().await.expect(204, None);
    while let Some(chunk) = reading.chunk().await.unwrap() {
        read.extend_from_slice(&chunk);
    }
    assert!(read == old, "{} of {} bytes", read.len(), old.len());
    assert_eq!(server.files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_readers_and_deleters_never_see_a_mix() {
    let server = Server::start().await;
    let keys = [SseC::new(&[1; 32]), SseC::new(&[2; 32])];
    let bodies = [noise(1_500_000, 1), noise(700_000, 2)];
    let writer = async |which: usize| {
        for _ in 0..12 {
            server.put_ssec("object", &keys[which], &bodies[which]).await.expect(200, None);
        }
    };
    let reader = async |which: usize| {
        for _ in 0..25 {
            let answer: Answer = server.get_ssec("object", &keys[which]).await;
            match answer.status {
                200 => assert!(answer.body == bodies[which]),
                403 => drop(answer.expect(403, Some("AccessDenied"))),
                _ => drop(answer.expect(404, Some("NoSuchKey"))),
            }
        }
    };
    let deleter = async || {
        for _ in 0..10 {
            server.call("DELETE", "object").presigned().await.expect(204, None);
        }
    };
    tokio::join!(writer(0), writer(1), reader(0), reader(1), deleter());
    server.put_ssec("object", &keys[0], &bodies[0]).await.expect(200, None);
    assert_eq!(server.files().len(), 2, "{:?}", server.files());
}

#[tokio::test]
async fn only_one_of_many_may_create_an_object() {
    let server = Server::start().await;
    let put = async |body: u8| {
        server.call("PUT", "object").unsigned(&[("if-none-match", "*")]).body(&[body; 1000]).presigned().await.status
    };
    let mut statuses: Vec<u16> = futures_util::future::join_all((0..8).map(put)).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
}

#[tokio::test]
async fn a_changed_data_file_is_refused() {
    let ssec = SseC::new(&[1; 32]);
    let plaintext = noise(2_500_000, 1);
    const FRAME_LEN: usize = 1024 * 1024 + 16;
    let flip = |bytes: &mut Vec<u8>| bytes[1000] ^= 1;
    let swap = |bytes: &mut Vec<u8>| {
        let first: Vec<u8> = bytes.drain(..FRAME_LEN).collect();
        bytes.splice(FRAME_LEN..FRAME_LEN, first);
    };
    let cut = |bytes: &mut Vec<u8>| bytes.truncate(FRAME_LEN);
    let empty = |bytes: &mut Vec<u8>| bytes.clear();
    let grow = |bytes: &mut Vec<u8>| bytes.push(0);
    type Change = fn(&mut Vec<u8>);
    let changes: [(&str, Change); 5] = [("flip", flip), ("swap", swap), ("cut", cut), ("empty", empty), ("grow", grow)];
    for (name, change) in changes {
        let server = Server::start().await;
        server.put_ssec("object", &ssec, &plaintext).await.expect(200, None);
        let file = data_file(&server);
        let mut bytes = std::fs::read(&file).unwrap();
        change(&mut bytes);
        std::fs::write(&file, bytes).unwrap();
        let answer = server.get_ssec("object", &ssec).await;
        assert_eq!((answer.status, answer.code().as_deref()), (500, Some("InternalError")), "{name}");
        assert!(!contains(&answer.body, &plaintext[..32]), "{name}");
    }
}

#[tokio::test]
async fn damage_far_into_a_file_cuts_the_download() {
    let server = Server::start().await;
    let ssec = SseC::new(&[1; 32]);
    let plaintext = noise(5_000_000, 1);
    server.put_ssec("object", &ssec, &plaintext).await.expect(200, None);
    let file = data_file(&server);
    let mut bytes = std::fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let mut request = server.client.get(server.call("GET", "object").signed(&ssec.headers()).presign());
    for (name, value) in ssec.headers() {
        request = request.header(name, value);
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.content_length(), Some(5_000_000));
    assert!(answer.bytes().await.is_err());
    // What the damage does not touch is still there.
    let call = server.call("GET", "object").signed(&ssec.headers()).unsigned(&[("range", "bytes=5-1500000")]);
    assert_eq!(call.presigned().await.body, plaintext[5..=1_500_000]);
}

#[tokio::test]
async fn files_of_two_objects_under_one_key_cannot_be_exchanged() {
    let server = Server::start().await;
    let ssec = SseC::new(&[1; 32]);
    server.put_ssec("one", &ssec, b"one").await.expect(200, None);
    let one = data_file(&server);
    server.put_ssec("two", &ssec, b"two").await.expect(200, None);
    let two = server.files().into_iter().find(|path| path.extension().is_some_and(|it| it == "data") && *path != one);
    let two = two.unwrap();
    let (first, second) = (std::fs::read(&one).unwrap(), std::fs::read(&two).unwrap());
    std::fs::write(&one, second).unwrap();
    std::fs::write(&two, first).unwrap();
    server.get_ssec("one", &ssec).await.expect(500, Some("InternalError"));
    server.get_ssec("two", &ssec).await.expect(500, Some("InternalError"));
}

#[tokio::test]
async fn a_restart_keeps_objects_and_removes_what_is_unfinished() {
    let server = Server::start().await;
    let ssec = SseC::new(&[1; 32]);
    let plaintext = noise(2_000_000, 1);
    let metadata =
        [("x-amz-meta-colour", "blue"), ("content-type", "text/csv"), ("x-amz-storage-class", "STANDARD_IA")];
    let call = server.call("PUT", "år/ünï 1").signed(&ssec.headers()).signed(&metadata).body(&plaintext);
    let etag = call.presigned().await.expect(200, None).header("etag").unwrap().to_owned();
    let Server { sandbox, folder, .. } = server;
    sandbox.stop().await;
    let bucket = folder.path().join(BUCKET);
    std::fs::write(bucket.join("upload-x.tmp"), b"unfinished").unwrap();
    std::fs::write(bucket.join("0123456789abcdef.data"), b"nobody's").unwrap();
    std::fs::write(bucket.join("notes.txt"), b"a person's").unwrap();

    let server = Server::start_in(folder).await;
    let answer = server.get_ssec("år/ünï 1", &ssec).await;
    answer.expect(200, None);
    assert!(answer.body == plaintext);
    assert_eq!(answer.header("etag"), Some(etag.as_str()));
    assert_eq!(answer.header("x-amz-meta-colour"), Some("blue"));
    assert_eq!(answer.header("content-type"), Some("text/csv"));
    assert_eq!(answer.header("x-amz-storage-class"), Some("STANDARD_IA"));
    let mut names: Vec<String> =
        server.files().iter().map(|path| path.extension().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names, ["data", "json", "txt"]);
}

#[tokio::test]
async fn a_folder_serves_one_server_and_a_damaged_record_is_named() {
    let server = Server::start().await;
    let config = SandboxConfig::new(server.folder.path(), "other");
    assert!(matches!(Sandbox::start(config.clone()).await, Err(SandboxError::DataFolderInUse(_))));
    server.call("PUT", "object").body(b"x").presigned().await.expect(200, None);
    let Server { sandbox, folder, .. } = server;
    sandbox.stop().await;
    let record = files_in(&folder.path().join(BUCKET)).into_iter().find(|path| path.extension().unwrap() == "json");
    let text = std::fs::read_to_string(record.as_ref().unwrap()).unwrap();
    for damaged in ["{", &text.replace("\"object\"", "\"other\""), &text.replace(".data\"", "/../../x.data\"")] {
        std::fs::write(record.as_ref().unwrap(), damaged).unwrap();
        let config = SandboxConfig::new(folder.path(), BUCKET);
        let error = Sandbox::start(config).await.unwrap_err();
        assert!(matches!(error, SandboxError::DamagedRecord { .. }), "{error}");
    }
}

#[tokio::test]
async fn an_empty_object_needs_its_key_too() {
    let server = Server::start().await;
    let ssec = SseC::new(&[1; 32]);
    server.put_ssec("empty", &ssec, b"").await.expect(200, None);
    let answer = server.get_ssec("empty", &ssec).await;
    assert_eq!((answer.expect(200, None).body.len(), answer.header("content-length")), (0, Some("0")));
    server.get_ssec("empty", &SseC::new(&[2; 32])).await.expect(403, Some("AccessDenied"));
    server.call("GET", "empty").presigned().await.expect(400, Some("InvalidRequest"));
    let answer =
        server.call("GET", "empty").signed(&ssec.headers()).unsigned(&[("range", "bytes=0-0")]).presigned().await;
    assert_eq!(answer.expect(416, Some("InvalidRange")).header("content-range"), Some("bytes */0"));
}

#[tokio::test]
async fn an_upload_refused_while_it_is_sent_still_gets_its_answer() {
    let server = Server::start().await;
    let url = server.call("PUT", "object").presign().replace("X-Amz-Signature=", "X-Amz-Signature=0");
    let path = url.strip_prefix(&format!("http://{}", server.sandbox.s3_addr())).unwrap();
    let host = server.sandbox.s3_addr();
    let answer = tokio::task::spawn_blocking({
        let request = format!("PUT {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 20000000\r\n\r\n");
        move || {
            let mut stream = TcpStream::connect(host).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            // All of it, as browsers do, before the answer is looked at.
            for _ in 0..20 {
                stream.write_all(&vec![0; 1_000_000]).unwrap();
            }
            let mut answer = vec![0; 4096];
            let len = stream.read(&mut answer).unwrap();
            String::from_utf8_lossy(&answer[..len]).into_owned()
        }
    })
    .await
    .unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}
