//! ListObjectsV2, with object keys that are hard on names of files, XML and URLs.

#![allow(clippy::unwrap_used)] // helpers of tests fail loudly

mod common;

use common::{Answer, Server};
use percent_encoding::percent_decode_str;

/// Sorted by their bytes, as S3 lists them.
const HOSTILE: [&str; 16] = [
    " ",
    "%2F",
    "&<>\"'",
    "+ +",
    "//",
    "/a",
    "CON",
    "\\..\\x",
    "a",
    "a/",
    "a/b",
    "a/b/c",
    "a=b?c#d;e",
    "aux.txt",
    "\u{e9}t\u{e9}",
    "\u{1F511}",
];

fn elements(xml: &[u8], name: &str) -> Vec<String> {
    let xml = std::str::from_utf8(xml).unwrap();
    xml.split(&format!("<{name}>"))
        .skip(1)
        .map(|rest| rest.split_once(&format!("</{name}>")).unwrap().0.to_owned())
        .collect()
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned()
}

fn keys(answer: &Answer) -> Vec<String> {
    elements(&answer.body, "Key").iter().map(|key| decoded(key)).collect()
}

fn prefixes(answer: &Answer) -> Vec<String> {
    elements(&answer.body, "CommonPrefixes").iter().map(|it| decoded(&elements(it.as_bytes(), "Prefix")[0])).collect()
}

async fn list(server: &Server, query: &[(&str, &str)]) -> Answer {
    let url = server.url("").trim_end_matches('/').to_owned();
    let call = server.call("GET", "").url(url).query(&[("list-type", "2"), ("encoding-type", "url")]).query(query);
    call.presigned().await
}

async fn filled() -> Server {
    let server = Server::start().await;
    for object_key in HOSTILE {
        server.call("PUT", object_key).body(object_key.as_bytes()).presigned().await.expect(200, None);
    }
    server
}

#[tokio::test]
async fn hostile_object_keys_are_stored_read_and_listed() {
    let server = filled().await;
    let answer = list(&server, &[]).await;
    assert_eq!(keys(answer.expect(200, None)), HOSTILE);
    assert_eq!(answer.element("KeyCount").as_deref(), Some("16"));
    for object_key in HOSTILE {
        assert_eq!(server.call("GET", object_key).presigned().await.body, object_key.as_bytes(), "{object_key}");
    }
    let longest = "\u{e9}".repeat(512);
    server.call("PUT", &longest).body(b"x").presigned().await.expect(200, None);
    assert_eq!(server.call("GET", &longest).header_signed().await.body, b"x");
    let too_long = format!("{longest}a");
    server.call("PUT", &too_long).body(b"x").presigned().await.expect(400, Some("KeyTooLongError"));
}

#[tokio::test]
async fn segments_of_dots_are_refused() {
    let server = Server::start().await;
    for path in [".", "..", "a/./b", "a/..", "../x"] {
        let url = format!("{}{path}", server.url(""));
        // A client that would fold such a path away is of no use here.
        let presigned = server.call("GET", "").url(url).presign();
        let target = presigned.split_once("/demo").unwrap().1;
        let answer = raw(&server, &format!("GET /demo{target} HTTP/1.1")).await;
        assert!(answer.contains("HTTP/1.1 400") && answer.contains("<Code>InvalidURI</Code>"), "{path}: {answer}");
    }
}

async fn raw(server: &Server, line: &str) -> String {
    use std::io::{Read as _, Write as _};
    let (address, line) = (server.sandbox.s3_addr(), line.to_owned());
    let exchange = move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(stream, "{line}\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    tokio::task::spawn_blocking(exchange).await.unwrap()
}

#[tokio::test]
async fn pages_of_any_length_give_the_whole_list_once() {
    let server = filled().await;
    for delimiter in [None, Some("/")] {
        for page_len in ["1", "2", "5", "16", "1000"] {
            let (mut found_keys, mut found_prefixes, mut token) = (Vec::new(), Vec::new(), None::<String>);
            for _ in 0..40 {
                let mut query = vec![("max-keys", page_len)];
                query.extend(delimiter.map(|delimiter| ("delimiter", delimiter)));
                query.extend(token.as_deref().map(|token| ("continuation-token", token)));
                let answer = list(&server, &query).await;
                answer.expect(200, None);
                assert!(keys(&answer).len() + prefixes(&answer).len() <= page_len.parse().unwrap());
                found_keys.extend(keys(&answer));
                found_prefixes.extend(prefixes(&answer));
                token = answer.element("NextContinuationToken");
                assert_eq!(
                    answer.element("IsTruncated").as_deref(),
                    Some(if token.is_some() { "true" } else { "false" })
                );
                if token.is_none() {
                    break;
                }
            }
            if delimiter.is_none() {
                assert_eq!(found_keys, HOSTILE, "{page_len}");
            } else {
                assert_eq!(found_prefixes, ["/", "a/"], "{page_len}");
                let flat: Vec<&str> = HOSTILE.into_iter().filter(|object_key| !object_key.contains('/')).collect();
                assert_eq!(found_keys, flat, "{page_len}");
            }
        }
    }
}

#[tokio::test]
async fn prefix_delimiter_and_start_select() {
    let server = filled().await;
    assert_eq!(keys(&list(&server, &[("prefix", "a/")]).await), ["a/", "a/b", "a/b/c"]);
    let answer = list(&server, &[("prefix", "a/"), ("delimiter", "/")]).await;
    assert_eq!((keys(&answer), prefixes(&answer)), (vec!["a/".to_owned(), "a/b".to_owned()], vec!["a/b/".to_owned()]));
    assert_eq!(keys(&list(&server, &[("start-after", "aux.txt")]).await), ["\u{e9}t\u{e9}", "\u{1F511}"]);
    assert_eq!(keys(&list(&server, &[("prefix", "none")]).await), Vec::<String>::new());
    let answer = list(&server, &[("max-keys", "0")]).await;
    assert_eq!((keys(&answer).len(), answer.element("IsTruncated").as_deref()), (0, Some("false")));
    list(&server, &[("max-keys", "-1")]).await.expect(400, Some("InvalidArgument"));
    list(&server, &[("continuation-token", "no*token")]).await.expect(400, Some("InvalidArgument"));
}

#[tokio::test]
async fn a_listing_says_size_etag_date_and_class() {
    let server = Server::start().await;
    let call = server.call("PUT", "object").signed(&[("x-amz-storage-class", "GLACIER")]).body(b"12345");
    let etag = call.presigned().await.header("etag").unwrap().to_owned();
    assert_eq!(etag, "\"827ccb0eea8a706c4c34a16891f84e7b\"", "the MD5 of an object in clear");
    let answer = list(&server, &[("fetch-owner", "true")]).await;
    assert_eq!(answer.element("Size").as_deref(), Some("5"));
    assert_eq!(answer.element("ETag").map(|etag| etag.replace("&quot;", "\"")), Some(etag));
    assert_eq!(answer.element("StorageClass").as_deref(), Some("GLACIER"));
    assert!(answer.element("LastModified").unwrap().ends_with(".000Z"));
    assert!(answer.element("Owner").is_some());
}

#[tokio::test]
async fn a_bucket_that_keeps_no_versions_lists_each_object_as_one() {
    let server = filled().await;
    let url = server.url("").trim_end_matches('/').to_owned();
    let versions = async |query: &[(&str, &str)]| {
        let call = server.call("GET", "").url(url.clone()).query(&[("versions", ""), ("encoding-type", "url")]);
        call.query(query).presigned().await
    };
    let answer = versions(&[]).await;
    assert_eq!(keys(&answer), keys(&list(&server, &[]).await));
    let ids = elements(&answer.body, "VersionId");
    assert!(ids.len() == HOSTILE.len() && ids.iter().all(|id| id == "null"), "{ids:?}");
    let (mut seen, mut marker) = (Vec::new(), String::new());
    loop {
        let answer = versions(&[("max-keys", "2"), ("key-marker", &marker)]).await;
        seen.extend(keys(&answer));
        match answer.element("NextKeyMarker") {
            Some(next) => marker = decoded(&next),
            None => break,
        }
    }
    assert_eq!(seen, keys(&answer), "pages");
}
