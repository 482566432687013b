//! The client itself in front of each server: uploads, listings, details, downloads, and which of its errors each
//! refusal becomes.

use anyhow::Result;
use bytes::Bytes;
use sealport_client::{
    AtRest, Cancel, Client, ClientError, ListRequest, ObjectKey, ObjectPrefix, Protection, SseCKey, UploadOptions,
    UploadReceipt,
};
use sealport_tests::native::{Memory, MemorySink, Native};
use sealport_tests::storage::Storage;

use crate::table::{Walk, all, pattern};

const LEN: usize = 3 * 1024 * 1024 + 17;

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    let client = Native::client(walk.storage)?;
    let object_key = ObjectKey::parse("client/a file & more (ü).bin")?;
    with_the_key(walk, &client, &object_key).await?;
    refused(walk, &client, &object_key).await?;
    other_protections(walk, &client).await?;
    credentials(walk, &object_key).await?;
    client.delete(&object_key, &Cancel::new()).await?;
    let gone = client.head(&object_key, Some(&key()), &Cancel::new()).await;
    walk.fact("a deleted object is not there", code(gone.err()), all("NotFound"));
    Ok(())
}

pub fn key() -> SseCKey {
    SseCKey::from_bytes([0xA5; 32])
}

pub fn other_key() -> SseCKey {
    SseCKey::from_bytes([0x5A; 32])
}

/// The name of an error's code; nothing where all went well.
pub fn code(error: Option<ClientError>) -> String {
    error.map(|error| format!("{:?}", error.code())).unwrap_or_default()
}

/// Stores these bytes, replacing what is there.
pub async fn upload(
    client: &Client<Native>,
    object_key: &ObjectKey,
    contents: &[u8],
    at_rest: AtRest,
) -> Result<UploadReceipt, ClientError> {
    let options =
        UploadOptions { overwrite: true, protection: Protection { sealing: None, at_rest }, ..Default::default() };
    let source = Memory(Bytes::copy_from_slice(contents));
    client.upload(object_key, &source, options, |_| {}, &Cancel::new()).await
}

async fn with_the_key(walk: &mut Walk<'_>, client: &Client<Native>, object_key: &ObjectKey) -> Result<()> {
    let (cancel, contents) = (Cancel::new(), pattern(LEN));
    let options = || UploadOptions {
        protection: Protection { sealing: None, at_rest: AtRest::SseC(key()) },
        content_type: Some("application/x-test".to_owned()),
        ..Default::default()
    };
    let source = Memory(Bytes::from(contents.clone()));
    let receipt = client.upload(object_key, &source, options(), |_| {}, &cancel).await?;
    walk.fact("an upload is confirmed", format!("{:?}", receipt.confirmation), all("Confirmed(Echo)"));
    let again = client.upload(object_key, &source, options(), |_| {}, &cancel).await;
    walk.fact("an upload replaces nothing unasked", code(again.err()), all("AlreadyExists"));

    let prefix = ObjectPrefix::parse("client/")?;
    let page = client.list(&ListRequest { prefix, ..Default::default() }, &cancel).await?;
    let listed = page.objects.iter().any(|one| one.object_key == object_key.as_str() && one.size == LEN as u64);
    walk.fact("it is listed with its length", listed, all(true));
    let details = client.head(object_key, Some(&key()), &cancel).await?;
    walk.fact("its details tell the length", details.content_length.unwrap_or_default(), all(LEN as u64));
    let content_type = details.content_type.unwrap_or_default();
    walk.fact("its details tell the media type", content_type.as_str(), all("application/x-test"));
    let sink = MemorySink::default();
    client.download(object_key, Some(&key()), sink.clone(), |_| {}, &cancel).await?;
    walk.fact("a download gives the contents", sink.file() == Some(contents), all(true));
    Ok(())
}

async fn refused(walk: &mut Walk<'_>, client: &Client<Native>, object_key: &ObjectKey) -> Result<()> {
    let cancel = Cancel::new();
    for (name, ssec, expected) in [("another key", Some(other_key()), "WrongKey"), ("no key", None, "SseCKeyRequired")]
    {
        let sink = MemorySink::default();
        let download = client.download(object_key, ssec.as_ref(), sink.clone(), |_| {}, &cancel).await;
        walk.fact(&format!("a download with {name}"), code(download.err()), all(expected));
        walk.fact(&format!("a download with {name} leaves nothing"), sink.file().is_none(), all(true));
        let head = client.head(object_key, ssec.as_ref(), &cancel).await;
        walk.fact(&format!("details with {name}"), code(head.err()), all(expected));
    }
    let missing = ObjectKey::parse("client/none")?;
    let download = client.download(&missing, Some(&key()), MemorySink::default(), |_| {}, &cancel).await;
    walk.fact("a download of a missing object", code(download.err()), all("NotFound"));
    Ok(())
}

async fn other_protections(walk: &mut Walk<'_>, client: &Client<Native>) -> Result<()> {
    let cancel = Cancel::new();
    let plain = ObjectKey::parse("client/plain")?;
    let receipt = upload(client, &plain, b"plain", AtRest::BucketDefault).await?;
    walk.fact("an upload that asks for nothing", format!("{:?}", receipt.confirmation), all("NotAsked"));
    let download = client.download(&plain, Some(&key()), MemorySink::default(), |_| {}, &cancel).await;
    // Ceph and LocalStack give a plain object to whoever sends a key.
    let expected = all("SseCNotApplicable").on_ceph("").on_localstack("");
    walk.fact("a download of a plain object with a key", code(download.err()), expected);
    let sealed = ObjectKey::parse("client/sse-s3")?;
    let receipt = upload(client, &sealed, b"sealed", AtRest::SseS3).await?;
    let silent = "NotVerified(Unreported)";
    let expected = all("Confirmed(Reported)").on_garage(silent).on_ceph(silent);
    walk.fact("an upload with SSE-S3", format!("{:?}", receipt.confirmation), expected);
    let empty = ObjectKey::parse("client/empty")?;
    let receipt = upload(client, &empty, b"", AtRest::SseC(key())).await?;
    walk.fact("an upload of nothing", format!("{:?}", receipt.confirmation), all("Confirmed(Echo)"));
    let sink = MemorySink::default();
    client.download(&empty, Some(&key()), sink.clone(), |_| {}, &cancel).await?;
    walk.fact("a download of nothing", sink.file() == Some(Vec::new()), all(true));
    let wrong = client.head(&empty, Some(&other_key()), &cancel).await;
    walk.fact("details of nothing with another key", code(wrong.err()), all("WrongKey"));
    Ok(())
}

async fn credentials(walk: &mut Walk<'_>, object_key: &ObjectKey) -> Result<()> {
    let cancel = Cancel::new();
    let wrong = |storage: Storage| Native::client(&storage);
    let secret = wrong(Storage { secret_access_key: "another-secret".to_owned(), ..walk.storage.clone() })?;
    let head = secret.head(object_key, Some(&key()), &cancel).await;
    walk.fact("details with another secret", code(head.err()), all("Denied"));
    let bucket = wrong(Storage { bucket: "sealport-no-such-bucket".to_owned(), ..walk.storage.clone() })?;
    let list = bucket.list(&ListRequest::default(), &cancel).await;
    walk.fact("the list of a missing bucket", code(list.err()), all("NotFound"));
    Ok(())
}
