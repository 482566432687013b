//! The client in front of each server through a proxy that does harm: it must not say "encrypted with your key" where
//! it is not, and no key may go where it was not meant to go.

use anyhow::Result;
use reqwest::Method;
use sealport_client::{AtRest, Cancel, ObjectKey};
use sealport_tests::call::Call;
use sealport_tests::native::{MemorySink, Native};
use sealport_tests::proxy::{Mischief, Proxy};

use crate::bucket_encryption::sse_s3_rule;
use crate::client::{code, key, upload};
use crate::table::{Walk, all};

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    stripped(walk).await?;
    silent(walk).await?;
    raced(walk).await?;
    redirected(walk).await
}

/// The key never arrives, and where the bucket's default is SSE-S3 the answer even says "encrypted".
async fn stripped(walk: &mut Walk<'_>) -> Result<()> {
    let rule = Call::bucket(Method::PUT, "encryption", sse_s3_rule()).send(walk.storage).await?;
    let has_default = rule.status == 200;
    walk.fact("the bucket's default is SSE-S3", has_default, all(true).on_garage(false).on_ceph(false));
    let proxy = Proxy::start(walk.storage, Mischief { strips_key: true, ..Default::default() }).await?;
    let client = Native::client(proxy.storage())?;
    let object_key = ObjectKey::parse("proxy/stripped")?;
    let outcome = upload(&client, &object_key, b"secret", AtRest::SseC(key())).await;
    if has_default {
        // Only then: Ceph would delete the bucket.
        Call::bucket(Method::DELETE, "encryption", "").send(walk.storage).await?;
    }
    walk.fact("a lost key is noticed", code(outcome.err()), all("ProtectionNotConfirmed"));
    let stored = Call::get(object_key.as_str()).send(walk.storage).await?;
    walk.fact("... before the file is sent", stored.status, all(404));
    let keys = Call::new(Method::GET, "").query("list-type", "2").query("prefix", "proxy/").send(walk.storage).await?;
    walk.fact("... and no test object stays behind", keys.element("Key").unwrap_or_default().as_str(), all(""));
    Ok(())
}

/// A storage that does not say which key it used is asked.
async fn silent(walk: &mut Walk<'_>) -> Result<()> {
    let proxy = Proxy::start(walk.storage, Mischief { strips_echo: true, ..Default::default() }).await?;
    let client = Native::client(proxy.storage())?;
    let object_key = ObjectKey::parse("proxy/silent")?;
    let receipt = upload(&client, &object_key, b"secret", AtRest::SseC(key())).await?;
    walk.fact("a silent storage is asked", format!("{:?}", receipt.confirmation), all("Confirmed(KeyNeeded)"));
    Ok(())
}

/// Somebody else's object takes the place of ours before it can be looked at.
async fn raced(walk: &mut Walk<'_>) -> Result<()> {
    let target = walk.storage.clone();
    let after_put = Box::new(move |path: String| {
        let target = target.clone();
        let overwriting = async move {
            if path.ends_with("/raced") {
                target.store("proxy/raced", b"somebody else's".to_vec(), None).await?;
            }
            Ok(())
        };
        Box::pin(overwriting) as _
    });
    let mischief = Mischief { strips_echo: true, after_put: Some(after_put), ..Default::default() };
    let proxy = Proxy::start(walk.storage, mischief).await?;
    let client = Native::client(proxy.storage())?;
    let outcome = upload(&client, &ObjectKey::parse("proxy/raced")?, b"secret", AtRest::SseC(key())).await;
    let told = match outcome {
        Ok(receipt) => format!("{:?}", receipt.confirmation),
        Err(error) => format!("{:?} of {:?}", error.code(), error.stored()),
    };
    walk.fact("an overwrite is told", told, all("NotVerified(Overwritten)"));
    Ok(())
}

/// The endpoint passes requests on to another origin.
async fn redirected(walk: &mut Walk<'_>) -> Result<()> {
    let elsewhere = Proxy::start(walk.storage, Mischief::default()).await?;
    let redirects_to = Some(elsewhere.storage().endpoint.clone());
    let proxy = Proxy::start(walk.storage, Mischief { redirects_to, ..Default::default() }).await?;
    let object_key = ObjectKey::parse("proxy/redirected")?;
    let client = Native::client(proxy.storage())?;
    let outcome = upload(&client, &object_key, b"secret", AtRest::SseC(key())).await;
    walk.fact("an upload through a redirect fails", outcome.is_err(), all(true));
    let got_key = proxy.seen().iter().any(|seen| seen.carried_key);
    walk.fact("an endpoint that redirects gets no key", got_key, all(false));
    let client = Native::client(proxy.storage())?;
    let download = client.download(&object_key, Some(&key()), MemorySink::default(), |_| {}, &Cancel::new()).await;
    walk.fact("a download through a redirect fails", download.is_err(), all(true));
    let head = client.head(&object_key, Some(&key()), &Cancel::new()).await;
    walk.fact("details through a redirect fail", head.is_err(), all(true));
    walk.fact("nothing arrives elsewhere", elsewhere.seen().len(), all(0));
    Ok(())
}
