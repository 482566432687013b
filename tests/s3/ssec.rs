//! PUT, GET and HEAD with the three headers of a customer key: right, missing, wrong and malformed.

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use reqwest::Method;
use sealport_tests::call::Call;
use sealport_tests::customer_key::{ALGORITHM, CustomerKey, KEY, KEY_MD5};

use crate::table::{Walk, all, each, ok, other_key, pattern, right_key};

const OBJECT: &str = "ssec/object";
const PLAIN: &str = "ssec/plain";
const NOT_BASE64: &str = "key that is not base64";
/// The check value that every description of this CRC gives, for `123456789`.
const CRC32: u32 = 0xCBF4_3926;

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    stored(walk).await?;
    read(walk).await?;
    looked_at(walk).await?;
    refused_on_put(walk).await?;
    digests(walk).await
}

async fn stored(walk: &mut Walk<'_>) -> Result<()> {
    let (key, contents) = (right_key(), pattern(5000));
    let put = walk.row("PUT with all three headers", Call::put(OBJECT, contents.clone()).key(&key), ok(200)).await?;
    walk.fact("PUT echoes the algorithm", put.header(ALGORITHM), all("AES256"));
    walk.fact("PUT echoes the key's MD5", put.header(KEY_MD5), all(key.md5.as_str()));
    walk.fact("the key itself is not sent back", put.header(KEY), all(""));
    let is_md5 = put.header("etag").contains(&base16ct::lower::encode_string(&Md5::digest(&contents)));
    walk.fact("the ETag is the plaintext's MD5", is_md5, all(false).on_ceph(true).on_localstack(true));
    walk.row("PUT without headers", Call::put(PLAIN, *b"in clear"), ok(200)).await?;
    Ok(())
}

async fn read(walk: &mut Walk<'_>) -> Result<()> {
    let (key, other) = (right_key(), other_key());
    let get = || Call::get(OBJECT);
    let answer = walk.row("GET with the key", get().key(&key), ok(200)).await?;
    walk.fact("GET with the key gives the contents", answer.body == pattern(5000), all(true));
    walk.fact("GET echoes the key's MD5", answer.header(KEY_MD5), all(key.md5.as_str()));
    walk.row("GET without headers", get(), each(400, "InvalidRequest").ceph(400, "InvalidArgument")).await?;
    let denied = each(403, "AccessDenied").garage(400, "InvalidRequest").ceph(400, "InvalidArgument");
    walk.row("GET with another key", get().key(&other), denied).await?;

    let argument = || each(400, "InvalidArgument").garage(400, "InvalidRequest");
    // LocalStack looks for key and MD5 as if nothing else were there.
    let incomplete = || argument().localstack(400, "InvalidRequest");
    walk.row("GET without key-MD5", get().key_parts(&key, "ak", ""), incomplete()).await?;
    let wrong_md5 = CustomerKey { md5: other.md5.clone(), ..key.clone() };
    walk.row("GET with wrong key-MD5", get().key(&wrong_md5), argument().localstack(403, "AccessDenied")).await?;
    walk.row("GET algorithm only", get().key_parts(&key, "a", ""), incomplete()).await?;
    walk.row("GET algorithm + key-MD5, no key", get().key_parts(&key, "am", ""), argument()).await?;
    walk.row("GET key + MD5, no algorithm", get().key_parts(&key, "km", ""), argument()).await?;
    for (name, wrong) in malformed(&key) {
        let expected = match name {
            name if name.starts_with("algorithm") => each(400, "InvalidEncryptionAlgorithmError"),
            "key in hex" | "key empty" => argument(),
            "key-MD5 empty" => incomplete(),
            NOT_BASE64 => argument().localstack(500, "InternalError"),
            _ => argument().localstack(403, "AccessDenied"),
        };
        walk.row(&format!("GET {name}"), get().key(&wrong), expected).await?;
    }
    let not_applicable = each(400, "InvalidRequest").ceph(200, "").localstack(200, "");
    walk.row("GET plain object with SSE-C headers", Call::get(PLAIN).key(&key), not_applicable).await?;
    let missing = each(404, "NoSuchKey");
    walk.row("GET of a missing object with the key", Call::get("ssec/none").key(&key), missing).await?;
    Ok(())
}

/// Headers that are there but cannot be read as a key.
fn malformed(key: &CustomerKey) -> Vec<(&'static str, CustomerKey)> {
    let with = |change: fn(&mut CustomerKey)| {
        let mut wrong = key.clone();
        change(&mut wrong);
        wrong
    };
    vec![
        ("algorithm AES128", with(|key| key.algorithm = "AES128".to_owned())),
        ("algorithm aes256 in lower case", with(|key| key.algorithm = "aes256".to_owned())),
        ("algorithm aws:kms", with(|key| key.algorithm = "aws:kms".to_owned())),
        (NOT_BASE64, with(|key| key.base64 = "this is not base64!".to_owned())),
        ("key in hex", with(|key| key.base64 = "a5".repeat(32))),
        ("key empty", with(|key| key.base64 = String::new())),
        ("key-MD5 that is not base64", with(|key| key.md5 = "no base64 either!".to_owned())),
        ("key-MD5 empty", with(|key| key.md5 = String::new())),
        ("key-MD5 in hex", with(|key| key.md5 = "0123456789abcdef0123456789abcdef".to_owned())),
        ("key-MD5 of the base64 text (guide's 2nd script)", {
            CustomerKey { md5: STANDARD.encode(Md5::digest(&key.base64)), ..key.clone() }
        }),
        ("31-byte key", CustomerKey::new(&[1; 31])),
        ("33-byte key", CustomerKey::new(&[1; 33])),
        ("base64 of the base64 text", CustomerKey::new(key.base64.as_bytes())),
    ]
}

async fn looked_at(walk: &mut Walk<'_>) -> Result<()> {
    let (key, other) = (right_key(), other_key());
    let head = || Call::head(OBJECT);
    let answer = walk.row("HEAD with the key", head().key(&key), ok(200)).await?;
    walk.fact("HEAD tells the length", answer.header("content-length"), all("5000"));
    walk.fact("HEAD echoes the key's MD5", answer.header(KEY_MD5), all(key.md5.as_str()));
    walk.row("HEAD without headers", head(), each(400, "")).await?;
    walk.row("HEAD with another key", head().key(&other), each(403, "").garage(400, "").ceph(400, "")).await?;
    walk.row("HEAD without key-MD5", head().key_parts(&key, "ak", ""), each(400, "")).await?;
    walk.row("HEAD algorithm only", head().key_parts(&key, "a", ""), each(400, "")).await?;
    let wrong_md5 = CustomerKey { md5: other.md5, ..key.clone() };
    walk.row("HEAD with wrong key-MD5", head().key(&wrong_md5), each(400, "").localstack(403, "")).await?;
    walk.row("HEAD 31-byte key", head().key(&CustomerKey::new(&[1; 31])), each(400, "").localstack(403, "")).await?;
    walk.row(
        "HEAD plain object with SSE-C headers",
        Call::head(PLAIN).key(&key),
        each(400, "").ceph(200, "").localstack(200, ""),
    )
    .await?;
    Ok(())
}

async fn refused_on_put(walk: &mut Walk<'_>) -> Result<()> {
    let key = right_key();
    let put = || Call::put("ssec/refused", *b"body");
    let argument = || each(400, "InvalidArgument").garage(400, "InvalidRequest");
    walk.row("PUT without key-MD5", put().key_parts(&key, "ak", ""), argument()).await?;
    walk.row("PUT algorithm only", put().key_parts(&key, "a", ""), argument()).await?;
    walk.row("PUT algorithm + key-MD5, no key", put().key_parts(&key, "am", ""), argument()).await?;
    walk.row("PUT key + MD5, no algorithm", put().key_parts(&key, "km", ""), argument()).await?;
    walk.row("PUT key only", put().key_parts(&key, "k", ""), argument()).await?;
    // LocalStack stores that as if it had come with a key.
    let md5_only = Call::put("ssec/md5-only", *b"body").key_parts(&key, "m", "");
    walk.row("PUT key-MD5 only", md5_only, argument().localstack(200, "")).await?;
    for (name, wrong) in malformed(&key) {
        let expected = match name {
            name if name.starts_with("algorithm") => each(400, "InvalidEncryptionAlgorithmError"),
            NOT_BASE64 => argument().localstack(500, "InternalError"),
            _ => argument(),
        };
        walk.row(&format!("PUT {name}"), put().key(&wrong), expected).await?;
    }
    walk.row("a refused PUT leaves nothing", Call::get("ssec/refused"), each(404, "NoSuchKey")).await?;
    let both = Call::put("ssec/both", *b"body").key(&key).signed("x-amz-server-side-encryption", "AES256");
    walk.row("PUT SSE-C + SSE-S3", both, each(400, "InvalidArgument").garage(200, "").ceph(200, "")).await?;
    Ok(())
}

async fn digests(walk: &mut Walk<'_>) -> Result<()> {
    let key = right_key();
    let put = |object_key: &str| Call::put(object_key, *b"123456789").key(&key);
    let (right, wrong) = (STANDARD.encode(Md5::digest(b"123456789")), STANDARD.encode(Md5::digest(b"other")));
    let with_md5 = put("ssec/md5").signed("content-md5", &right);
    walk.row("PUT SSE-C + Content-MD5 of the plaintext", with_md5, ok(200)).await?;
    let with_md5 = put("ssec/md5").signed("content-md5", &wrong);
    walk.row("PUT SSE-C + wrong Content-MD5", with_md5, each(400, "BadDigest")).await?;
    let crc32 = STANDARD.encode(CRC32.to_be_bytes());
    let with_crc = put("ssec/crc").signed("x-amz-checksum-crc32", &crc32);
    walk.row("PUT SSE-C + x-amz-checksum-crc32", with_crc, ok(200)).await?;
    let get = Call::get("ssec/crc").key(&key).signed("x-amz-checksum-mode", "ENABLED");
    let answer = walk.row("GET returns the plaintext's crc32", get, ok(200)).await?;
    walk.fact("the crc32 is the plaintext's", answer.header("x-amz-checksum-crc32"), all(crc32.as_str()).on_ceph(""));
    let with_crc = put("ssec/crc").signed("x-amz-checksum-crc32", "AAAAAA==");
    walk.row(
        "PUT SSE-C + wrong x-amz-checksum-crc32",
        with_crc,
        each(400, "BadDigest").garage(400, "InvalidDigest").ceph(200, ""),
    )
    .await?;

    let large = pattern(3 * 1024 * 1024 + 17);
    walk.row("PUT 3 MiB+17", Call::put("ssec/large", large.clone()).key(&key), ok(200)).await?;
    let answer = walk.row("3 MiB+17 round trip", Call::get("ssec/large").key(&key), ok(200)).await?;
    walk.fact("3 MiB+17 come back", answer.body == large, all(true));
    walk.row("PUT with another key over it", Call::put(OBJECT, *b"new").key(&other_key()), ok(200)).await?;
    let denied = each(403, "AccessDenied").garage(400, "InvalidRequest").ceph(400, "InvalidArgument");
    walk.row("... and GET with the first key", Call::get(OBJECT).key(&key), denied).await?;
    walk.row("DELETE without key", Call::new(Method::DELETE, OBJECT), ok(204)).await?;
    walk.row("... and it is gone", Call::get(OBJECT).key(&other_key()), each(404, "NoSuchKey")).await?;
    Ok(())
}
