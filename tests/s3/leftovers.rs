//! What a failed upload left is deleted in front of each server, and nothing else: in a bucket with versions whose
//! numbers the client did not hear of, and in one without.

use std::time::Duration;

use anyhow::Result;
use reqwest::Method;
use sealport_client::{Cancel, ObjectKey, StoredObject, UnixTime};
use sealport_tests::call::Call;
use sealport_tests::native::Native;
use sealport_tests::storage::Storage;

use crate::table::{Walk, all};

const NAME: &str = "leftovers/a b+c.txt";
const VERSIONING: &str = "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
    <Status>Enabled</Status></VersioningConfiguration>";

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    for hears in [true, false] {
        without_versions(walk, hears).await?;
    }
    with_versions(walk).await
}

/// Garage names a version all the same, and deletes the object whatever version it is asked to delete.
async fn without_versions(walk: &mut Walk<'_>, hears: bool) -> Result<()> {
    let client = Native::client(walk.storage)?;
    let ours = put(walk.storage, "ours", hears).await?;
    put(walk.storage, "theirs", hears).await?;
    let deletion = client.delete_stored(&ours, &Cancel::new()).await?;
    walk.fact("what is replaced is not deleted", format!("{deletion:?}"), all("NotThere"));
    walk.fact("... and the other object stays", read(walk.storage).await?, all("theirs"));
    same_content_again(walk).await?;
    let theirs = put(walk.storage, "theirs", hears).await?;
    let deletion = client.delete_stored(&theirs, &Cancel::new()).await?;
    // Garage does not list versions.
    walk.fact("what is there is deleted", format!("{deletion:?}"), all("Whole").on_garage("ByName"));
    walk.fact("... and gone", read(walk.storage).await?, all("NoSuchKey"));
    let deletion = client.delete_stored(&theirs, &Cancel::new()).await?;
    walk.fact("what is gone is not deleted again", format!("{deletion:?}"), all("NotThere"));
    Ok(())
}

/// By somebody who heard of the failure, and stores the same file again: at most storages it has the same ETag.
async fn same_content_again(walk: &mut Walk<'_>) -> Result<()> {
    let first = put(walk.storage, "the same", false).await?;
    // Times are told in whole seconds.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    put(walk.storage, "the same", false).await?;
    let deletion = Native::client(walk.storage)?.delete_stored(&first, &Cancel::new()).await?;
    walk.fact("the same content stored again is not deleted", format!("{deletion:?}"), all("NotThere"));
    walk.fact("... and stays", read(walk.storage).await?, all("the same"));
    Ok(())
}

async fn with_versions(walk: &mut Walk<'_>) -> Result<()> {
    let storage = Storage { bucket: "sealport-versions".to_owned(), ..walk.storage.clone() };
    let keeps = storage.create_bucket().await.is_ok()
        && Call::bucket(Method::PUT, "versioning", VERSIONING).send(&storage).await?.status == 200;
    // The sandbox has one bucket only, and Garage keeps no versions.
    walk.fact("a bucket keeps versions", keeps, all(false).on_ceph(true).on_localstack(true));
    if !keeps {
        return Ok(());
    }
    let client = Native::client(&storage)?;
    let ours = put(&storage, "ours", false).await?;
    let theirs = put(&storage, "theirs", false).await?;
    for (whose, stored, left) in [("an earlier version", &ours, "theirs"), ("the latest version", &theirs, "NoSuchKey")]
    {
        let deletion = client.delete_stored(stored, &Cancel::new()).await?;
        walk.fact(&format!("{whose} is found and deleted"), format!("{deletion:?}"), all("Whole"));
        walk.fact(&format!("... and no other than {whose}"), read(&storage).await?, all(left));
    }
    let listed = Call::new(Method::GET, "").query("versions", "").query("prefix", "leftovers/").send(&storage).await?;
    walk.fact("... for good", listed.element("VersionId").unwrap_or_default(), all(""));
    Ok(())
}

/// Stores, and hears of the ETag; of a version only where the bucket's CORS rule exposes it.
async fn put(storage: &Storage, contents: &str, hears: bool) -> Result<StoredObject> {
    let answer = Call::put(NAME, contents).send(storage).await?;
    let told = |name| Some(answer.header(name).to_owned()).filter(|value: &String| !value.is_empty());
    let version_id = told("x-amz-version-id").filter(|_| hears);
    let seen = Call::new(Method::HEAD, NAME).send(storage).await?;
    let stored_at = UnixTime::parse_http_date(seen.header("last-modified"));
    Ok(StoredObject { object_key: ObjectKey::parse(NAME)?, version_id, etag: told("etag"), stored_at, in_clear: true })
}

/// The object's content, or the code of the refusal.
async fn read(storage: &Storage) -> Result<String> {
    let answer = Call::get(NAME).send(storage).await?;
    let content = || String::from_utf8_lossy(&answer.body).into_owned();
    Ok(answer.element("Code").unwrap_or_else(content))
}
