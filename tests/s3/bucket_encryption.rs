//! The default encryption of a bucket, and what it means for an upload with a customer key.
//!
//! Ceph 16.2 does not know `?encryption` and does what is asked of the bucket itself: GET lists it, PUT makes it, and
//! DELETE deletes it if it is empty.

use anyhow::Result;
use reqwest::Method;
use sealport_tests::answer::Answer;
use sealport_tests::call::Call;

use crate::sse_s3::HEADER;
use crate::table::{Walk, all, each, ok, right_key};

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    let result = walked(walk).await;
    // Other groups must find the bucket as it was.
    about(Method::DELETE, String::new()).send(walk.storage).await?;
    result
}

fn about(method: Method, body: String) -> Call {
    Call::bucket(method, "encryption", body)
}

/// The configuration by which new objects get SSE-S3.
pub fn sse_s3_rule() -> String {
    rule("AES256", "")
}

/// The same, which refuses new objects of these encryption types.
pub fn blocking_rule(what: &str) -> String {
    let blocked = format!("<BlockedEncryptionTypes><EncryptionType>{what}</EncryptionType></BlockedEncryptionTypes>");
    rule("AES256", &blocked)
}

fn rule(algorithm: &str, more: &str) -> String {
    let by_default = format!(
        "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>{algorithm}</SSEAlgorithm></ApplyServerSideEncryptionByDefault>"
    );
    document(&format!("<Rule>{by_default}{more}</Rule>"))
}

fn document(rules: &str) -> String {
    let namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
    format!("<ServerSideEncryptionConfiguration xmlns=\"{namespace}\">{rules}</ServerSideEncryptionConfiguration>")
}

fn is_listing(answer: &Answer) -> bool {
    answer.element("ListBucketResult").is_some()
}

async fn walked(walk: &mut Walk<'_>) -> Result<()> {
    let key = right_key();
    let lacking = || ok(200).garage(501, "NotImplemented").ceph(400, "InvalidArgument");
    let get = || about(Method::GET, String::new());
    let none = || {
        each(404, "ServerSideEncryptionConfigurationNotFoundError")
            .garage(501, "NotImplemented")
            .ceph(200, "")
            .localstack(200, "")
    };
    let answer = walk.row("GetBucketEncryption before any Put", get(), none()).await?;
    walk.fact("GetBucketEncryption answers with a listing", is_listing(&answer), all(false).on_ceph(true));
    walk.row("PutBucketEncryption AES256", about(Method::PUT, rule("AES256", "")), lacking()).await?;
    let answer = walk.row("GetBucketEncryption after Put", get(), ok(200).garage(501, "NotImplemented")).await?;
    let told = answer.element("SSEAlgorithm").unwrap_or_default();
    walk.fact("GetBucketEncryption tells the algorithm", told.as_str(), all("AES256").on_garage("").on_ceph(""));
    let answer =
        walk.row("PUT without header is encrypted and says so", Call::put("enc/plain", *b"x"), ok(200)).await?;
    walk.fact("PUT without header says AES256", answer.header(HEADER), all("AES256").on_garage("").on_ceph(""));
    let answer = walk.row("HEAD says AES256", Call::head("enc/plain"), ok(200)).await?;
    walk.fact("HEAD says AES256", answer.header(HEADER), all("AES256").on_garage("").on_ceph(""));
    walk.row("SSE-C overrides the bucket default", Call::put("enc/own", *b"x").key(&key), ok(200)).await?;
    let needs_key = each(400, "InvalidRequest").ceph(400, "InvalidArgument");
    walk.row("... and GET without key is refused", Call::get("enc/own"), needs_key).await?;

    let malformed = || each(400, "MalformedXML").garage(501, "NotImplemented").ceph(400, "InvalidArgument");
    let put = |body: String| about(Method::PUT, body);
    walk.row("PutBucketEncryption SSEAlgorithm AES128", put(rule("AES128", "")), malformed()).await?;
    walk.row("PutBucketEncryption without Rule", put(document("")), malformed()).await?;
    walk.row("PutBucketEncryption not XML", put("not XML".to_owned()), malformed().localstack(500, "InternalError"))
        .await?;
    walk.row("PutBucketEncryption empty", put(String::new()), malformed().ceph(200, "")).await?;
    let blocked = |what: &str| put(blocking_rule(what));
    walk.row("PutBucketEncryption BlockedEncryptionTypes SSE-C", blocked("SSE-C"), lacking()).await?;
    let denied = each(403, "AccessDenied").garage(200, "").ceph(200, "").localstack(200, "");
    walk.row("... then PUT with SSE-C", Call::put("enc/blocked", *b"x").key(&key), denied).await?;
    walk.row("... but GET with SSE-C goes on", Call::get("enc/own").key(&key), ok(200)).await?;
    walk.row("PutBucketEncryption BlockedEncryptionTypes NONE", blocked("NONE"), lacking()).await?;
    walk.row("... then PUT with SSE-C is granted", Call::put("enc/own", *b"x").key(&key), ok(200)).await?;
    // Ceph takes it for the deletion of the bucket: only an object in it saves it.
    let deleted = ok(204).garage(501, "NotImplemented").ceph(409, "BucketNotEmpty");
    walk.row("DeleteBucketEncryption", about(Method::DELETE, String::new()), deleted).await?;
    walk.row("GetBucketEncryption after Delete", get(), none()).await?;
    let missing = get().in_bucket("sealport-no-such-bucket");
    walk.row("GetBucketEncryption of a missing bucket", missing, each(404, "NoSuchBucket")).await?;
    Ok(())
}
