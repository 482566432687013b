//! Ranges and conditional requests for objects with a customer key.

use anyhow::Result;
use sealport_tests::call::Call;

use crate::table::{Walk, all, each, ok, other_key, pattern, right_key};

const OBJECT: &str = "conditions/object";
const EMPTY: &str = "conditions/empty";
const LEN: usize = 3 * 1024 * 1024 + 17;

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    ranges(walk).await?;
    empty(walk).await?;
    conditional(walk).await?;
    versions(walk).await
}

/// Garage names versions and keeps none: it answers to any version id with what is there now.
async fn versions(walk: &mut Walk<'_>) -> Result<()> {
    let put = || Call::put("conditions/version", *b"first");
    let first = walk.row("PUT in a bucket without versions", put(), ok(200)).await?;
    let id = first.header("x-amz-version-id").to_owned();
    walk.fact("PUT names a version", !id.is_empty(), all(false).on_garage(true));
    if !id.is_empty() {
        let second = Call::put("conditions/version", *b"second");
        walk.row("PUT over it", second, ok(200)).await?;
        let get = Call::get("conditions/version").query("versionId", &id);
        let answer = walk.row("GET of the version that was replaced", get, ok(200)).await?;
        walk.fact("it is the newer one", answer.body == b"second", all(true));
        walk.fact("its version id is told", answer.header("x-amz-version-id"), all(""));
    }
    Ok(())
}

async fn ranges(walk: &mut Walk<'_>) -> Result<()> {
    let (key, contents) = (right_key(), pattern(LEN));
    walk.row("PUT 3 MiB+17", Call::put(OBJECT, contents.clone()).key(&key), ok(200)).await?;
    let range = |bytes: &str| Call::get(OBJECT).unsigned("range", bytes);
    let rows = [
        ("Range GET with the key", "bytes=100-199", 100..200),
        ("range 0-0 with the key", "bytes=0-0", 0..1),
        ("range across 1 MiB blocks", "bytes=1048570-2097160", 1_048_570..2_097_161),
        ("range of the last 10 bytes", "bytes=-10", LEN - 10..LEN),
        ("range from an offset to the end", "bytes=3145728-", 3_145_728..LEN),
        ("range beyond the end", "bytes=3145740-9999999", 3_145_740..LEN),
    ];
    for (name, bytes, part) in rows {
        let answer = walk.row(name, range(bytes).key(&key), ok(206)).await?;
        let told = format!("bytes {}-{}/{LEN}", part.start, part.end - 1);
        walk.fact(&format!("{name}: Content-Range"), answer.header("content-range"), all(told.as_str()));
        walk.fact(&format!("{name}: contents"), contents.get(part) == Some(answer.body.as_slice()), all(true));
    }
    let after = range("bytes=3145745-").key(&key);
    walk.row("range that begins after the end", after, each(416, "InvalidRange")).await?;
    let denied = each(403, "AccessDenied").garage(400, "InvalidRequest").ceph(400, "InvalidArgument");
    walk.row("range 0-0 with another key", range("bytes=0-0").key(&other_key()), denied).await?;
    let needs_key = each(400, "InvalidRequest").ceph(400, "InvalidArgument");
    walk.row("range 0-0 without headers", range("bytes=0-0"), needs_key).await?;
    Ok(())
}

async fn empty(walk: &mut Walk<'_>) -> Result<()> {
    let key = right_key();
    let first = || Call::get(EMPTY).unsigned("range", "bytes=0-0");
    walk.row("PUT of an empty object", Call::put(EMPTY, []).key(&key), ok(200)).await?;
    let answer = walk.row("HEAD of an empty object", Call::head(EMPTY).key(&key), ok(200)).await?;
    walk.fact("HEAD says that it is empty", answer.header("content-length"), all("0"));
    walk.row("GET of an empty object", Call::get(EMPTY).key(&key), ok(200)).await?;
    let answer = walk.row("range 0-0 of an empty object", first().key(&key), each(416, "InvalidRange")).await?;
    walk.fact(
        "its Content-Range says so",
        answer.header("content-range"),
        all("bytes */0").on_ceph("").on_localstack(""),
    );
    // Ceph looks at the length before it looks at the key.
    let denied = each(403, "AccessDenied").garage(400, "InvalidRequest").ceph(416, "InvalidRange");
    walk.row("range 0-0 of an empty object with another key", first().key(&other_key()), denied).await?;
    let needs_key = each(400, "InvalidRequest").ceph(416, "InvalidRange");
    walk.row("range 0-0 of an empty object without headers", first(), needs_key).await?;
    Ok(())
}

async fn conditional(walk: &mut Walk<'_>) -> Result<()> {
    let key = right_key();
    let put = Call::put("conditions/small", *b"small").key(&key);
    let etag = walk.row("PUT of a small object", put, ok(200)).await?.header("etag").to_owned();
    let (get, head) = (|| Call::get("conditions/small"), || Call::head("conditions/small"));
    let wrong = "\"0123456789abcdef0123456789abcdef\"";
    walk.row("GET key + If-Match right", get().key(&key).unsigned("if-match", &etag), ok(200)).await?;
    let failed = each(412, "PreconditionFailed");
    walk.row("GET key + If-Match wrong", get().key(&key).unsigned("if-match", wrong), failed.garage(412, "")).await?;
    walk.row("GET key + If-None-Match right", get().key(&key).unsigned("if-none-match", &etag), each(304, "")).await?;
    walk.row("GET key + If-None-Match wrong", get().key(&key).unsigned("if-none-match", wrong), ok(200)).await?;
    walk.row("HEAD key + If-Match wrong", head().key(&key).unsigned("if-match", wrong), each(412, "")).await?;
    walk.row("HEAD key + If-None-Match right", head().key(&key).unsigned("if-none-match", &etag), each(304, ""))
        .await?;
    let ranged = get().key(&key).unsigned("if-match", &etag).unsigned("range", "bytes=1-2");
    walk.row("Range GET key + If-Match right", ranged, ok(206)).await?;

    let put = |condition: &str, value: &str| {
        Call::put("conditions/small", *b"other").key(&other_key()).signed(condition, value)
    };
    // Garage ignores both.
    let refused = each(412, "PreconditionFailed").garage(200, "");
    walk.row("PUT If-None-Match: * over an object", put("if-none-match", "*"), refused.clone()).await?;
    walk.row("PUT If-Match wrong", put("if-match", wrong), refused).await?;
    let fresh = Call::put("conditions/fresh", *b"x").key(&key).signed("if-none-match", "*");
    walk.row("PUT If-None-Match: * where none is", fresh, ok(200)).await?;
    Ok(())
}
