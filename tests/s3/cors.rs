//! Preflights, and what a page of another origin gets to see of answers.

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use reqwest::Method;
use sealport_s3::cors_document;
use sealport_tests::answer::Answer;
use sealport_tests::call::Call;
use sealport_tests::customer_key::{ALGORITHM, KEY, KEY_MD5};

use crate::servers::PAGE;
use crate::table::{Walk, all, each, ok, other_key, right_key};

const OBJECT: &str = "cors/object";
const STRANGER: &str = "http://stranger.test";

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    let result = walked(walk).await;
    set(recommended()).send(walk.storage).await?;
    result
}

/// Some servers want the document's MD5.
fn set(document: String) -> Call {
    let md5 = STANDARD.encode(Md5::digest(&document));
    Call::bucket(Method::PUT, "cors", document).signed("content-md5", &md5)
}

fn get() -> Call {
    Call::bucket(Method::GET, "cors", "")
}

/// The document that we recommend, as XML.
fn recommended() -> String {
    let document = cors_document(PAGE);
    let elements = |name: &str, values: &[&str]| -> String {
        values.iter().map(|value| format!("<{name}>{value}</{name}>")).collect()
    };
    format!(
        "<CORSConfiguration><CORSRule>{}{}{}{}<MaxAgeSeconds>3600</MaxAgeSeconds></CORSRule></CORSConfiguration>",
        elements("AllowedOrigin", &[PAGE]),
        elements("AllowedMethod", document.allowed_methods()),
        elements("AllowedHeader", document.allowed_headers()),
        elements("ExposeHeader", document.exposed_headers()),
    )
}

fn preflight(origin: &str, method: &str, headers: &str) -> Call {
    let call = Call::new(Method::OPTIONS, OBJECT).anonymous();
    let call = call.unsigned("origin", origin).unsigned("access-control-request-method", method);
    if headers.is_empty() { call } else { call.unsigned("access-control-request-headers", headers) }
}

async fn walked(walk: &mut Walk<'_>) -> Result<()> {
    walk.row("DeleteBucketCors", Call::bucket(Method::DELETE, "cors", ""), ok(204)).await?;
    walk.row("GetBucketCors with none set", get(), each(404, "NoSuchCORSConfiguration")).await?;
    let forbidden = || each(403, "AccessForbidden").garage(403, "AccessDenied").ceph(403, "AccessDenied");
    walk.row("preflight, no CORS configured", preflight(PAGE, "GET", ""), forbidden()).await?;
    walk.row(
        "PutBucketCors not XML",
        set("not XML".to_owned()),
        each(400, "MalformedXML").localstack(500, "InternalError"),
    )
    .await?;
    let wildcard = recommended().replacen("<ExposeHeader>ETag<", "<ExposeHeader>*<", 1);
    walk.row(
        "PutBucketCors exposing a wildcard",
        set(wildcard),
        each(400, "InvalidRequest").garage(200, "").ceph(200, "").localstack(200, ""),
    )
    .await?;
    walk.row("PutBucketCors", set(recommended()), ok(200)).await?;
    let answer = walk.row("GetBucketCors", get(), ok(200)).await?;
    let origin = answer.element("AllowedOrigin").unwrap_or_default();
    walk.fact("GetBucketCors tells the origin", origin.as_str(), all(PAGE));
    preflights(walk).await?;
    answers(walk).await
}

async fn preflights(walk: &mut Walk<'_>) -> Result<()> {
    let three = format!("content-type,{ALGORITHM},{KEY},{KEY_MD5}");
    for method in ["PUT", "GET", "HEAD"] {
        let row = format!("preflight {method} with the SSE-C headers");
        let answer = walk.row(&row, preflight(PAGE, method, &three), ok(200)).await?;
        walk.fact(&format!("{row}: the origin is let in"), allowed_origin(&answer), all(PAGE));
        let allowed = answer.header("access-control-allow-headers").to_ascii_lowercase();
        walk.fact(&format!("{row}: the key's header is allowed"), allowed.contains(KEY), all(true));
    }
    let forbidden = || each(403, "AccessForbidden").garage(403, "AccessDenied").ceph(403, "AccessDenied");
    walk.row("preflight from another origin", preflight(STRANGER, "GET", ""), forbidden()).await?;
    walk.row("preflight of a method not allowed", preflight(PAGE, "PATCH", ""), forbidden()).await?;
    let odd = preflight(PAGE, "GET", "x-not-in-the-document");
    walk.row("preflight with headers not in AllowedHeader", odd, forbidden()).await?;
    Ok(())
}

async fn answers(walk: &mut Walk<'_>) -> Result<()> {
    let key = right_key();
    let from = |origin: &str| Call::get(OBJECT).unsigned("origin", origin);
    walk.row("PUT of an object", Call::put(OBJECT, *b"seen").key(&key), ok(200)).await?;
    let answer = walk.row("GET with Origin: ACAO + Expose ETag", from(PAGE).key(&key), ok(200)).await?;
    walk.fact("GET lets the origin in", allowed_origin(&answer), all(PAGE));
    let exposed = answer.header("access-control-expose-headers").to_ascii_lowercase();
    let names: Vec<&str> = exposed.split(',').map(str::trim).collect();
    walk.fact("GET exposes the ETag", names.contains(&"etag"), all(true));
    walk.fact("GET exposes the key's MD5", names.contains(&KEY_MD5), all(true));
    let answer = walk.row("GET with a stranger's Origin", from(STRANGER).key(&key), ok(200)).await?;
    walk.fact("a stranger is not let in", allowed_origin(&answer), all(""));

    let needs_key = each(400, "InvalidRequest").ceph(400, "InvalidArgument");
    let answer = walk.row("an error answer (400) is readable by the page", from(PAGE), needs_key).await?;
    walk.fact("an error answer lets the origin in", allowed_origin(&answer), all(PAGE).on_garage("*"));
    let denied = each(403, "AccessDenied").garage(400, "InvalidRequest").ceph(400, "InvalidArgument");
    let answer = walk.row("a wrong key's answer is readable by the page", from(PAGE).key(&other_key()), denied).await?;
    walk.fact("a wrong key's answer lets the origin in", allowed_origin(&answer), all(PAGE).on_garage("*"));
    let bad = from(PAGE).link().other_secret("another secret");
    let mismatch = each(403, "SignatureDoesNotMatch").garage(403, "AccessDenied");
    let answer = walk.row("a 403 bad signature is readable by the page", bad, mismatch).await?;
    walk.fact(
        "a bad signature's answer lets the origin in",
        allowed_origin(&answer),
        all(PAGE).on_garage("*").on_ceph(""),
    );
    Ok(())
}

fn allowed_origin(answer: &Answer) -> &str {
    answer.header("access-control-allow-origin")
}
