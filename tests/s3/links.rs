//! Presigned links, good, old, changed and misused; and requests that are refused whatever they are about.

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use sealport_tests::call::Call;
use sha2::{Digest, Sha256};

use crate::table::{Walk, all, each, ok};

const PLAIN: &str = "presign/plain";

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    good(walk).await?;
    times(walk).await?;
    changed(walk).await?;
    unsigned(walk).await?;
    checksums(walk).await?;
    refused_anyway(walk).await
}

async fn good(walk: &mut Walk<'_>) -> Result<()> {
    let put = |object_key: &str| Call::put(object_key, *b"body").link();
    walk.row("presigned PUT, host signed only", put(PLAIN), ok(200)).await?;
    let answer = walk.row("presigned GET", Call::get(PLAIN).link(), ok(200)).await?;
    walk.fact("presigned GET gives the contents", answer.body == b"body", all(true));
    walk.row("presigned HEAD", Call::head(PLAIN).link(), ok(200)).await?;
    let typed = put("presign/typed").unsigned("content-type", "text/plain");
    walk.row("presigned PUT + unsigned Content-Type", typed, ok(200)).await?;
    let range = Call::get(PLAIN).link().unsigned("range", "bytes=1-2");
    walk.row("presigned GET + unsigned Range", range, ok(206)).await?;
    let disposition = "attachment; filename=\"a b.txt\"";
    let named = Call::get(PLAIN).link().query("response-content-disposition", disposition);
    let answer = walk.row("response-content-disposition honoured", named, ok(200)).await?;
    walk.fact("Content-Disposition", answer.header("content-disposition"), all(disposition));
    let in_query = put("presign/query-meta").query("x-amz-meta-foo", "bar");
    walk.row("x-amz-meta-foo as signed query parameter", in_query, ok(200)).await?;
    let answer = walk.row("GET of that object", Call::get("presign/query-meta"), ok(200)).await?;
    walk.fact("metadata of the query is kept", answer.header("x-amz-meta-foo"), all("bar"));
    Ok(())
}

async fn times(walk: &mut Walk<'_>) -> Result<()> {
    let get = || Call::get(PLAIN).link();
    let expired = each(403, "AccessDenied").garage(400, "InvalidRequest");
    let answer = walk.row("expired presigned GET", get().lasting(60).aged(3600), expired).await?;
    walk.fact(
        "its answer tells the server's time",
        answer.element("ServerTime").is_some(),
        all(true).on_garage(false).on_ceph(false),
    );
    let head = Call::head(PLAIN).link().lasting(60).aged(3600);
    walk.row("expired presigned HEAD", head, each(403, "").garage(400, "")).await?;
    let put = Call::put(PLAIN, *b"x").link().lasting(60).aged(3600);
    walk.row("expired presigned PUT", put, each(403, "AccessDenied").garage(400, "InvalidRequest")).await?;
    let early = each(403, "AccessDenied").garage(200, "").ceph(200, "").localstack(200, "");
    walk.row("presigned GET dated 30 min in the future", get().aged(-1800), early).await?;
    walk.row("presigned GET dated 10 min in the future", get().aged(-600), ok(200)).await?;
    let long = each(400, "AuthorizationQueryParametersError")
        .garage(400, "InvalidRequest")
        .ceph(403, "AccessDenied")
        .localstack(200, "");
    walk.row("presigned GET for 8 days", get().lasting(8 * 86_400), long).await?;
    Ok(())
}

async fn changed(walk: &mut Walk<'_>) -> Result<()> {
    let mismatch = || each(403, "SignatureDoesNotMatch").garage(403, "AccessDenied");
    let get = || Call::get(PLAIN).link();
    walk.row("object key changed in the URL", get().sent_to("presign/typed"), mismatch()).await?;
    walk.row("PUT through a GET URL", get().sent_as(Method::PUT), mismatch()).await?;
    walk.row("DELETE through a GET URL", get().sent_as(Method::DELETE), mismatch()).await?;
    walk.row("HEAD through a GET URL", get().sent_as(Method::HEAD), each(403, "")).await?;
    let six = each(400, "AuthorizationQueryParametersError").garage(400, "InvalidRequest").ceph(403, "AccessDenied");
    walk.row("X-Amz-Date removed", get().without_parameter("X-Amz-Date"), six.clone()).await?;
    walk.row("X-Amz-Signature removed", get().without_parameter("X-Amz-Signature"), six.clone()).await?;
    walk.row("X-Amz-Expires removed", get().without_parameter("X-Amz-Expires"), six).await?;
    walk.row("link made with another secret", get().other_secret("another secret"), mismatch()).await?;
    Ok(())
}

async fn unsigned(walk: &mut Walk<'_>) -> Result<()> {
    let put = |object_key: &str| Call::put(object_key, *b"body").link();
    let not_signed = || each(403, "AccessDenied").garage(400, "InvalidRequest").ceph(200, "");
    let meta = put("presign/meta").unsigned("x-amz-meta-foo", "bar");
    let answer = walk.row("unsigned x-amz-meta-foo sent", meta, not_signed()).await?;
    let named = answer.element("HeadersNotSigned").unwrap_or_default();
    walk.fact("the unsigned header is named", named.as_str(), all("x-amz-meta-foo").on_garage("").on_ceph(""));
    let left_out = put("presign/meta").signed("x-amz-meta-foo", "bar").without_signed_headers();
    let mismatch = each(403, "SignatureDoesNotMatch").garage(400, "InvalidRequest");
    walk.row("signed x-amz-meta-foo not sent", left_out, mismatch).await?;
    let sse = put("presign/sse-s3").unsigned("x-amz-server-side-encryption", "AES256");
    walk.row("PUT, x-amz-server-side-encryption sent, not signed", sse, not_signed()).await?;
    Ok(())
}

async fn checksums(walk: &mut Walk<'_>) -> Result<()> {
    let put = |object_key: &str| Call::put(object_key, *b"body").link();
    let right = STANDARD.encode(Sha256::digest(b"body"));
    let wrong = STANDARD.encode(Sha256::digest(b"other"));
    let signed = put("presign/summed").signed("x-amz-checksum-sha256", &right);
    walk.row("PUT with signed x-amz-checksum-sha256", signed, ok(200)).await?;
    let signed = put("presign/unsummed").signed("x-amz-checksum-sha256", &wrong);
    let bad = each(400, "BadDigest").garage(400, "InvalidDigest").ceph(200, "");
    walk.row("PUT with signed wrong x-amz-checksum-sha256", signed, bad).await?;
    let baked = put("presign/baked").query("x-amz-checksum-crc32", "AAAAAA==");
    let bad = each(400, "BadDigest").garage(400, "InvalidDigest").ceph(200, "").localstack(200, "");
    walk.row("PUT with the CRC of an empty body as signed query parameter", baked, bad).await?;
    Ok(())
}

/// What the error table must tell apart besides encryption. LocalStack verifies no signature of a header, and of a link
/// only with its one credential, whatever the link names; Ceph knows no regions; Garage knows no clock skew of headers.
async fn refused_anyway(walk: &mut Walk<'_>) -> Result<()> {
    let get = || Call::get(PLAIN);
    walk.row("GET of a missing object", Call::get("presign/none"), each(404, "NoSuchKey")).await?;
    walk.row("HEAD of a missing object", Call::head("presign/none"), each(404, "")).await?;
    let missing = get().in_bucket("sealport-no-such-bucket");
    walk.row("GET in a missing bucket", missing, each(404, "NoSuchBucket")).await?;
    walk.row("GET without a signature", get().anonymous(), each(403, "AccessDenied").localstack(200, "")).await?;
    let mismatch = each(403, "SignatureDoesNotMatch").garage(403, "AccessDenied").localstack(200, "");
    walk.row("header signed with another secret", get().other_secret("another secret"), mismatch).await?;
    let unknown = each(403, "InvalidAccessKeyId").garage(403, "AccessDenied").localstack(200, "");
    walk.row("header signed by an unknown access key", get().other_access_key_id("nobody"), unknown.clone()).await?;
    walk.row("link by an unknown access key", get().link().other_access_key_id("nobody"), unknown).await?;
    let region = each(400, "AuthorizationHeaderMalformed").ceph(200, "").localstack(200, "");
    walk.row("header signed for another region", get().other_region("mars-north-1"), region).await?;
    let region = each(400, "AuthorizationQueryParametersError")
        .garage(400, "AuthorizationHeaderMalformed")
        .ceph(200, "")
        .localstack(200, "");
    walk.row("link for another region", get().link().other_region("mars-north-1"), region).await?;
    let skewed = each(403, "RequestTimeTooSkewed").garage(200, "").localstack(200, "");
    walk.row("header signed an hour ago", get().aged(3600), skewed.clone()).await?;
    walk.row("header signed an hour ahead", get().aged(-3600), skewed).await?;
    Ok(())
}
