//! Links that the client makes, with each binding, and what it finds out about bindings by asking.

use anyhow::Result;
use sealport_client::{
    AtRest, Binding, Cancel, KnownObject, LinkOperation, ObjectKey, Platform, PresignOptions, SseCKeyMd5, Upload,
};
use sealport_tests::native::Native;

use crate::client::{key, upload};
use crate::table::{Walk, all};

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    let client = Native::client(walk.storage)?;
    let supports = client.probe_bindings(None, &Cancel::new()).await?;
    let any_key = format!("{:?}", supports.any_key);
    walk.fact("any-key, as found by asking", any_key, all("Accepted").on_garage("Refused").on_localstack("Refused"));
    let key_md5 = format!("{:?}", supports.this_key_md5);
    // Ceph looks for the object before it compares key and MD5, so that asking for a missing one shows nothing.
    let expected = all("Accepted").on_garage("Refused").on_localstack("Refused").on_ceph("Unknown");
    walk.fact("this-key-md5, as found by asking", key_md5, expected);
    walk.fact("this-key", format!("{:?}", supports.this_key), all("Accepted"));

    let (platform, object_key) = (Native::new()?, ObjectKey::parse("links/object")?);
    upload(&client, &object_key, b"contents", AtRest::SseC(key())).await?;
    let (source, ssec) = (platform.source_of(b"contents"), key());
    let known = KnownObject { object_key: &object_key, ssec: &ssec };
    let key_md5 = format!("{:?}", client.probe_bindings(Some(known), &Cancel::new()).await?.this_key_md5);
    let expected = all("Accepted").on_garage("Refused").on_localstack("Refused");
    walk.fact("this-key-md5, as found by asking for an object that is there", key_md5, expected);
    for operation in [LinkOperation::Get, LinkOperation::Head, LinkOperation::Put] {
        for binding in [Binding::AnyKey, Binding::ThisKeyMd5, Binding::ThisKey] {
            let options = PresignOptions::new(operation, 60);
            let link = match binding {
                Binding::AnyKey => client.presign_for_any_key(&object_key, options)?,
                Binding::ThisKeyMd5 => client.presign_for_key_md5(&object_key, &SseCKeyMd5::from(&key()), options)?,
                Binding::ThisKey => client.presign_for_key(&object_key, &key(), options)?,
            };
            let body = (operation == LinkOperation::Put).then_some(Upload { source: &source, forbid_redirect: false });
            let answer = platform.send(&link.with_customer_key(&key())?, body, |_| {}).await?;
            let expected = match binding {
                Binding::ThisKey => all(200),
                _ => all(200).on_garage(400).on_localstack(403),
            };
            walk.fact(&format!("{operation:?} by a link with binding {binding:?}"), answer.status, expected);
        }
    }
    Ok(())
}
