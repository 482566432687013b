//! What of a customer key a link's signature covers, and what a server makes of the rest.
//!
//! The three that we make: *any key* (the algorithm is signed), *this key's MD5* (algorithm and MD5) and *this key* (all
//! three); the others are what else can be met.

use anyhow::Result;
use reqwest::Method;
use sealport_tests::call::Call;
use sealport_tests::customer_key::{ALGORITHM, CustomerKey, KEY_MD5};

use crate::table::{Each, Outcome, Walk, all, each, ok, other_key, right_key};

const OBJECT: &str = "bindings/object";
/// What is signed and what is only sent: `a`lgorithm, `k`ey, key `m`d5.
const ANY_KEY: (&str, &str) = ("a", "km");
const THIS_KEY_MD5: (&str, &str) = ("am", "k");
const THIS_KEY: (&str, &str) = ("akm", "");

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    walk.row("PUT of the object", Call::put(OBJECT, *b"bound").key(&right_key()), ok(200)).await?;
    with_the_key(walk).await?;
    with_another_key(walk).await?;
    exchanged(walk).await?;
    other_signatures(walk).await?;
    in_query(walk).await
}

fn call(method: &Method) -> Call {
    match method {
        &Method::PUT => Call::put(OBJECT, *b"bound").link(),
        method => Call::new(method.clone(), OBJECT).link(),
    }
}

/// As it comes without a body.
fn for_head(method: &Method, expected: Each<Outcome>) -> Each<Outcome> {
    if method == Method::HEAD { expected.map(|(status, _)| (status, "")) } else { expected }
}

/// As LocalStack names headers that it wants signed.
const ALL_THREE: &str = "x-amz-server-side-encryption-customer-algorithm, x-amz-server-side-encryption-customer-key, \
                         x-amz-server-side-encryption-customer-key-md5";
const METHODS: [Method; 3] = [Method::GET, Method::HEAD, Method::PUT];

async fn with_the_key(walk: &mut Walk<'_>) -> Result<()> {
    let key = right_key();
    // Garage and LocalStack want every header signed.
    let unsigned = || ok(200).garage(400, "InvalidRequest").localstack(403, "AccessDenied");
    let md5_signed = || unsigned().localstack(403, "SignatureDoesNotMatch");
    for method in &METHODS {
        for (name, (signed, sent), expected) in [
            ("signed: alg; sent: all three", ANY_KEY, unsigned()),
            ("signed: alg+md5; sent: all three", THIS_KEY_MD5, md5_signed()),
            ("signed: all; sent: all three", THIS_KEY, ok(200)),
        ] {
            let row = format!("{method}, {name}");
            let answer = walk.row(&row, call(method).key_parts(&key, signed, sent), for_head(method, expected)).await?;
            if answer.status == 200 {
                walk.fact(&format!("{row}: the key's MD5 is echoed"), answer.header(KEY_MD5), all(key.md5.as_str()));
            }
        }
    }
    Ok(())
}

/// A holder of the link sends a complete key, but not the one that is meant.
async fn with_another_key(walk: &mut Walk<'_>) -> Result<()> {
    let (key, other) = (right_key(), other_key());
    let refused = || each(403, "AccessDenied").garage(400, "InvalidRequest").ceph(400, "InvalidArgument");
    for method in &METHODS {
        let row = format!("{method}, algorithm signed, another key sent");
        let expected = if method == Method::PUT {
            // The holder of an any-key link for storing stores under a key of their own.
            ok(200).garage(400, "InvalidRequest").localstack(403, "AccessDenied")
        } else {
            refused()
        };
        let any = call(method).key_parts(&other, ANY_KEY.0, ANY_KEY.1);
        walk.row(&row, any, for_head(method, expected)).await?;
        if method == Method::PUT {
            walk.row("PUT of the object again", Call::put(OBJECT, *b"bound").key(&key), ok(200)).await?;
        }
        // The MD5 that was signed goes with a key that it is not of.
        let row = format!("{method}, algorithm+md5 signed, another key sent");
        let mixed = CustomerKey { base64: other.base64.clone(), ..key.clone() };
        let md5 = call(method).key_parts(&mixed, THIS_KEY_MD5.0, THIS_KEY_MD5.1);
        let expected =
            each(400, "InvalidArgument").garage(400, "InvalidRequest").localstack(403, "SignatureDoesNotMatch");
        walk.row(&row, md5, for_head(method, expected)).await?;
    }
    Ok(())
}

/// A header that was signed is sent with another value.
async fn exchanged(walk: &mut Walk<'_>) -> Result<()> {
    let (key, other) = (right_key(), other_key());
    let mismatch = || each(403, "SignatureDoesNotMatch").garage(403, "AccessDenied");
    for method in &METHODS {
        let all_three = call(method).key(&key).without_signed_headers().key_parts(&other, "", "akm");
        let row = format!("{method}, all signed, another key sent");
        walk.row(&row, all_three, for_head(method, mismatch())).await?;
        let md5 = call(method).key_parts(&key, "am", "").without_signed_headers().key_parts(&other, "", "akm");
        let row = format!("{method}, algorithm+md5 signed, another key and its MD5 sent");
        // Garage looks at what is not signed before it looks at the signature.
        walk.row(&row, md5, for_head(method, mismatch().garage(400, "InvalidRequest"))).await?;
        let absent = call(method).key(&key).without_signed_headers();
        let row = format!("{method}, all signed, none sent");
        let expected = mismatch().garage(400, "InvalidRequest");
        walk.row(&row, absent, for_head(method, expected)).await?;
    }
    Ok(())
}

async fn other_signatures(walk: &mut Walk<'_>) -> Result<()> {
    let key = right_key();
    for method in &METHODS {
        let none = call(method).key_parts(&key, "", "akm");
        let row = format!("{method}, signed: none; sent: all three");
        let expected = each(403, "AccessDenied").garage(400, "InvalidRequest").ceph(200, "");
        let answer = walk.row(&row, none, for_head(method, expected)).await?;
        if method != Method::HEAD {
            let named = answer.element("HeadersNotSigned").unwrap_or_default();
            let expected = all(ALGORITHM).on_garage("").on_ceph("").on_localstack(ALL_THREE);
            walk.fact(&format!("{row}: the headers are named"), named.as_str(), expected);
        }
        let with_key = call(method).key_parts(&key, "ak", "m");
        let row = format!("{method}, signed: alg+key; sent: all three");
        let expected = ok(200).garage(400, "InvalidRequest").localstack(403, "AccessDenied");
        walk.row(&row, with_key, for_head(method, expected)).await?;
    }
    let needs_key = each(400, "InvalidRequest").ceph(400, "InvalidArgument");
    walk.row("GET, URL alone (browser link) for an SSE-C object", call(&Method::GET), needs_key).await?;
    let needs_key = each(400, "");
    walk.row("HEAD, URL alone for an SSE-C object", call(&Method::HEAD), needs_key).await?;
    Ok(())
}

async fn in_query(walk: &mut Walk<'_>) -> Result<()> {
    let key = right_key();
    let with = |mut call: Call, which: &str| {
        for (name, value) in key.headers(which) {
            call = call.query(&name, &value);
        }
        call
    };
    let put = with(Call::put("bindings/query", *b"body").link(), "akm");
    walk.row("PUT, all three as signed query parameters", put, ok(200).garage(403, "AccessDenied")).await?;
    let expected = ok(200).garage(403, "AccessDenied").ceph(400, "InvalidArgument");
    walk.row("GET, all three as signed query parameters", with(call(&Method::GET), "akm"), expected).await?;
    let expected = ok(200).garage(403, "").ceph(400, "");
    walk.row("HEAD, all three as signed query parameters", with(call(&Method::HEAD), "akm"), expected).await?;
    let mixed = with(call(&Method::GET), "a").key_parts(&key, "", "km");
    let expected = ok(200).garage(400, "InvalidRequest").ceph(400, "InvalidArgument").localstack(403, "AccessDenied");
    walk.row("GET, algorithm in query, key+MD5 as unsigned headers", mixed, expected.localstack(403, "AccessDenied"))
        .await?;
    Ok(())
}
