//! Encryption with the storage's own keys (SSE-S3): one header, for PUT only.

use anyhow::Result;
use sealport_tests::call::Call;

use crate::table::{Walk, all, each, ok, right_key};

const OBJECT: &str = "sse-s3/object";
pub const HEADER: &str = "x-amz-server-side-encryption";

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    let (put, get, head) = (|| Call::put(OBJECT, *b"sealed"), || Call::get(OBJECT), || Call::head(OBJECT));
    // Garage and Ceph take the header and do nothing.
    let said = || all("AES256").on_garage("").on_ceph("");
    let answer = walk.row("PUT x-amz-server-side-encryption: AES256", put().signed(HEADER, "AES256"), ok(200)).await?;
    walk.fact("PUT echoes AES256", answer.header(HEADER), said());
    let answer = walk.row("GET without headers", get(), ok(200)).await?;
    walk.fact("GET gives the contents", answer.body == b"sealed", all(true));
    walk.fact("GET echoes AES256", answer.header(HEADER), said());
    let answer = walk.row("HEAD echoes AES256", head(), ok(200)).await?;
    walk.fact("HEAD says AES256", answer.header(HEADER), said());
    let link = put().link().signed(HEADER, "AES256");
    walk.row("presigned PUT with the header signed", link, ok(200)).await?;

    let misplaced = each(400, "InvalidArgument").garage(200, "").ceph(400, "InvalidRequest").localstack(200, "");
    let row = "GET with x-amz-server-side-encryption: AES256";
    walk.row(row, get().signed(HEADER, "AES256"), misplaced).await?;
    let misplaced = each(400, "").garage(200, "").localstack(200, "");
    let row = "HEAD with x-amz-server-side-encryption: AES256";
    walk.row(row, head().signed(HEADER, "AES256"), misplaced).await?;
    let not_applicable = each(400, "InvalidRequest").ceph(200, "").localstack(200, "");
    walk.row("GET an SSE-S3 object with SSE-C headers", get().key(&right_key()), not_applicable).await?;
    let not_applicable = each(400, "").ceph(200, "").localstack(200, "");
    walk.row("HEAD an SSE-S3 object with SSE-C headers", head().key(&right_key()), not_applicable).await?;

    let refused = |value: &str| Call::put("sse-s3/refused", *b"x").signed(HEADER, value);
    let algorithm = each(400, "InvalidArgument").garage(200, "").localstack(200, "");
    walk.row("PUT x-amz-server-side-encryption: AES128", refused("AES128"), algorithm.clone()).await?;
    walk.row("PUT x-amz-server-side-encryption: aes256 in lower case", refused("aes256"), algorithm.clone()).await?;
    walk.row("PUT x-amz-server-side-encryption empty", refused(""), algorithm.ceph(200, "")).await?;
    // No server here has a key service; AWS's answer depends on the account's.
    let kms = each(501, "NotImplemented").garage(200, "").ceph(400, "InvalidArgument").localstack(500, "InternalError");
    walk.row("PUT x-amz-server-side-encryption: aws:kms", refused("aws:kms"), kms).await?;
    Ok(())
}
