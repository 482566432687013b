//! The default encryption of a bucket through the client: changed where the storage knows it, left alone where not.

use anyhow::Result;
use reqwest::Method;
use sealport_client::{AtRest, BucketEncryption, Cancel, DefaultEncryption, EncryptionChange, ObjectKey};
use sealport_tests::call::Call;
use sealport_tests::native::Native;
use sealport_tests::storage::Storage;

use crate::bucket_encryption::{blocking_rule, sse_s3_rule};
use crate::client::{code, key, upload};
use crate::table::{Walk, all};

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    let (client, cancel) = (Native::client(walk.storage)?, Cancel::new());
    let offered = || all("").on_garage("NotOffered").on_ceph("NotOffered");
    // LocalStack answers with nothing once a configuration was removed, which is no configuration either.
    Call::bucket(Method::PUT, "encryption", sse_s3_rule()).send(walk.storage).await?;
    let read = client.bucket_encryption(&cancel).await;
    let knows_it = read.is_ok();
    let shown = read.as_ref().map_or_else(|_| BucketEncryption::empty(), BucketEncryption::clone);
    walk.fact("the setting is read", code(read.err()), offered());
    let changed = client.change_bucket_encryption(&shown, EncryptionChange::UseSseS3, &cancel).await;
    let is_set = changed.as_ref().is_ok_and(|now| now.default_encryption() == DefaultEncryption::SseS3);
    walk.fact("SSE-S3 becomes the default", is_set, all(true).on_garage(false).on_ceph(false));
    walk.fact("SSE-S3 becomes the default, or is refused", code(changed.err()), offered());
    if knows_it {
        blocked(walk).await?;
    }
    let shown = client.bucket_encryption(&cancel).await.unwrap_or_else(|_| BucketEncryption::empty());
    let deleted = client.delete_bucket_encryption(&shown, &cancel).await;
    walk.fact("the setting is removed", code(deleted.err()), offered());
    emptied(walk).await
}

async fn blocked(walk: &mut Walk<'_>) -> Result<()> {
    let (client, cancel) = (Native::client(walk.storage)?, Cancel::new());
    Call::bucket(Method::PUT, "encryption", blocking_rule("SSE-C")).send(walk.storage).await?;
    let object_key = ObjectKey::parse("settings/blocked")?;
    let outcome = upload(&client, &object_key, b"x", AtRest::SseC(key())).await;
    // LocalStack keeps what it does not know out of its configuration, and so blocks nothing.
    walk.fact("an upload with a blocked SSE-C", code(outcome.err()), all("SseCBlocked").on_localstack(""));
    let shown = client.bucket_encryption(&cancel).await?;
    client.change_bucket_encryption(&shown, EncryptionChange::UnblockSseC, &cancel).await?;
    // LocalStack has no blocked types, so its setting is the same as before.
    let again = client.change_bucket_encryption(&shown, EncryptionChange::UnblockSseC, &cancel).await;
    let meanwhile = all("Contended").on_localstack("");
    walk.fact("a change of what somebody changed meanwhile", code(again.err()), meanwhile);
    let outcome = upload(&client, &object_key, b"x", AtRest::SseC(key())).await;
    walk.fact("an upload once SSE-C is unblocked", code(outcome.err()), all(""));
    Ok(())
}

/// A server that does not know the setting takes its removal for the removal of the bucket.
async fn emptied(walk: &mut Walk<'_>) -> Result<()> {
    let empty = Storage { bucket: "sealport-empty".to_owned(), ..walk.storage.clone() };
    let is_made = empty.create_bucket().await.is_ok();
    // The sandbox has one bucket only; Ceph must have a second, or nothing is tested.
    walk.fact("a second bucket is made", is_made, all(false).on_garage(true).on_ceph(true).on_localstack(true));
    if is_made {
        let client = Native::client(&empty)?;
        let _ = client.delete_bucket_encryption(&BucketEncryption::empty(), &Cancel::new()).await;
        let list = Call::new(Method::GET, "").query("list-type", "2").send(&empty).await?;
        walk.fact("an empty bucket outlives the removal of its setting", list.status, all(200));
    }
    Ok(())
}
