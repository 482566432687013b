//! The client in front of a storage that behaves like OVHcloud's gateway: it says nothing of keys, so it is asked.

use anyhow::Result;
use reqwest::Method;
use sealport_client::{AtRest, Cancel, ObjectKey};
use sealport_tests::call::Call;
use sealport_tests::native::{MemorySink, Native};
use sealport_tests::sandbox::Sandbox;

use crate::client::{code, key, other_key, upload};
use crate::servers::PAGE;
use crate::table::{Walk, all};

pub async fn rows(walk: &mut Walk<'_>) -> Result<()> {
    let cancel = Cancel::new();
    let honest = Sandbox::start_like_ovh(&[PAGE], false).await?;
    let client = Native::client(honest.storage())?;
    let object_key = ObjectKey::parse("ovh/object")?;
    let receipt = upload(&client, &object_key, b"secret", AtRest::SseC(key())).await?;
    walk.fact("an honest silent storage", format!("{:?}", receipt.confirmation), all("Confirmed(KeyNeeded)"));
    let again = upload(&client, &object_key, b"secret", AtRest::SseC(other_key())).await?;
    walk.fact("... and once more", format!("{:?}", again.confirmation), all("Confirmed(KeyNeeded)"));
    for (name, ssec, expected) in [("another key", Some(key()), "WrongKey"), ("no key", None, "SseCKeyRequired")] {
        let download = client.download(&object_key, ssec.as_ref(), MemorySink::default(), |_| {}, &cancel).await;
        walk.fact(&format!("a download with {name}"), code(download.err()), all(expected));
        let head = client.head(&object_key, ssec.as_ref(), &cancel).await;
        walk.fact(&format!("details with {name}"), code(head.err()), all(expected));
    }
    let listed = Call::new(Method::GET, "").query("list-type", "2").send(honest.storage()).await?;
    walk.fact("no test object stays behind", listed.element("KeyCount").as_deref() == Some("1"), all(true));

    let faulty = Sandbox::start_like_ovh(&[PAGE], true).await?;
    let client = Native::client(faulty.storage())?;
    let outcome = upload(&client, &object_key, b"secret", AtRest::SseC(key())).await;
    walk.fact("a storage that stores in clear", code(outcome.err()), all("ProtectionNotConfirmed"));
    let get = Call::get(object_key.as_str()).send(faulty.storage()).await?;
    walk.fact("... does not get the file", get.status, all(404));
    Ok(())
}
