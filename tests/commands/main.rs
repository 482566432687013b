//! The commands that the page shows, really run: they do what the request does, with every name that a bucket may hold,
//! no program sees the key or the link among its arguments, and no name runs a command of its own.
#![cfg(unix)]

mod desk;
mod names;

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use sealport_core::{SseCKey, SseCKeyMd5};
use sealport_s3::{
    AddressingStyle, AtRest, Binding, BucketName, CommandError, CommandFiles, CommandKeyFile, Credentials, Endpoint,
    Expiry, LinkOperation, LinkTarget, ObjectKey, Region, SignedRequest, Storage as OurStorage, UnixTime,
    UnsignedRequest, aws_command, curl_command,
};
use sealport_tests::bytes;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::storage::Storage;

use desk::{Desk, leaves_aws_out};
use names::{FILE_NAMES, OBJECT_KEYS};

/// With no key, and with each binding.
const KINDS: [Option<Binding>; 4] = [None, Some(Binding::AnyKey), Some(Binding::ThisKeyMd5), Some(Binding::ThisKey)];

/// A bucket, a key with its file, and a desk.
struct Scene {
    sandbox: Sandbox,
    storage: OurStorage,
    raw: [u8; 32],
    ssec: SseCKey,
    md5: SseCKeyMd5,
    key_file: String,
    desk: Desk,
}

impl Scene {
    async fn new() -> Result<Self> {
        let sandbox = Sandbox::start(None, &[]).await?;
        let theirs = sandbox.storage();
        let storage = OurStorage::new(
            Endpoint::parse(&theirs.endpoint)?,
            Region::parse(&theirs.region)?,
            BucketName::parse(&theirs.bucket)?,
            AddressingStyle::Path,
        );
        let raw: [u8; 32] = bytes::random(32)?.try_into().ok().context("32 bytes")?;
        let ssec = SseCKey::from_bytes(raw);
        let mut scene = Self {
            sandbox,
            storage,
            raw,
            key_file: ssec.key_file().name.clone(),
            md5: (&ssec).into(),
            ssec,
            desk: Desk::new()?,
        };
        scene.desk.put_key_file(&scene.key_file, &scene.ssec, &raw)?;
        scene.desk.keep_secret("X-Amz-Signature");
        scene.desk.keep_secret(&scene.sandbox.storage().secret_access_key.clone());
        Ok(scene)
    }

    fn theirs(&self) -> &Storage {
        self.sandbox.storage()
    }

    fn target<'a>(&'a self, operation: LinkOperation, object_key: &'a ObjectKey) -> LinkTarget<'a> {
        LinkTarget { storage: &self.storage, object_key, operation, only_if_absent: false }
    }

    fn sign(&self, operation: LinkOperation, object_key: &ObjectKey, kind: Option<Binding>) -> Result<SignedRequest> {
        let target = self.target(operation, object_key);
        let request = match kind {
            None => UnsignedRequest::link(target, &AtRest::BucketDefault)?,
            Some(Binding::AnyKey) => UnsignedRequest::link_for_any_key(target)?,
            Some(Binding::ThisKeyMd5) => UnsignedRequest::link_for_key_md5(target, &self.md5)?,
            Some(Binding::ThisKey) => UnsignedRequest::link_for_key(target, &self.ssec)?,
        };
        let theirs = self.theirs();
        let credentials = Credentials::new(theirs.access_key_id.clone(), theirs.secret_access_key.clone(), None)?;
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
        Ok(request.presign(&credentials, self.storage.region(), UnixTime::from_secs(now), Expiry::from_secs(600)?))
    }

    fn files<'a>(&'a self, content: &'a str, keyed: bool) -> CommandFiles<'a> {
        let key_file = CommandKeyFile { name: &self.key_file, md5: &self.md5 };
        CommandFiles { content, customer_key: keyed.then_some(key_file) }
    }

    fn curl(
        &self,
        operation: LinkOperation,
        object_key: &ObjectKey,
        kind: Option<Binding>,
        file: &str,
    ) -> Result<String> {
        let request = self.sign(operation, object_key, kind)?;
        Ok(curl_command(operation, &request, self.files(file, kind.is_some()))?)
    }

    /// What is stored must be these bytes, and under the key where there is one.
    async fn stored_is(&self, object_key: &ObjectKey, keyed: bool, contents: &[u8]) -> Result<()> {
        let with = self.theirs().read(object_key.as_str(), keyed.then_some(&self.raw)).await?;
        ensure!(with.status() == 200, "{object_key:?} answers {}", with.status());
        ensure!(with.bytes().await? == contents, "{object_key:?} holds other bytes");
        let without = self.theirs().read(object_key.as_str(), None).await?.status();
        ensure!((without == 200) != keyed, "without a key {object_key:?} answers {without}");
        Ok(())
    }

    /// Nothing lies on the desk but the key file.
    fn is_tidy(&self) -> Result<()> {
        let names = self.desk.names()?;
        ensure!(names.len() == 1 && names.contains(&self.key_file), "left on the desk: {names:?}");
        Ok(())
    }
}

#[tokio::test]
async fn curl_commands_store_and_read_what_they_name_and_nothing_else() -> Result<()> {
    let scene = Scene::new().await?;
    for (at, (object_key, file)) in names::pairs().enumerate() {
        let object_key = ObjectKey::parse(object_key)?;
        // Every kind with ordinary names; of the others each with the next kind.
        for kind in if at == 0 { KINDS.to_vec() } else { vec![KINDS[at % 4]] } {
            let contents = bytes::random(3_000 + at)?;
            bytes::write(&scene.desk.work(), file, &contents)?;
            scene.desk.succeed(&scene.curl(LinkOperation::Put, &object_key, kind, file)?, scene.theirs())?;
            scene.stored_is(&object_key, kind.is_some(), &contents).await?;
            scene.desk.take(file)?;
            scene.is_tidy()?;

            scene.desk.succeed(&scene.curl(LinkOperation::Get, &object_key, kind, file)?, scene.theirs())?;
            ensure!(scene.desk.take(file)? == contents, "{object_key:?} came back as other bytes");
            let told =
                scene.desk.succeed(&scene.curl(LinkOperation::Head, &object_key, kind, file)?, scene.theirs())?;
            let len = format!("content-length: {}", contents.len());
            ensure!(told.to_lowercase().contains(&len), "HEAD of {object_key:?} says {told}");
            scene.is_tidy()?;
        }
    }
    let stored: Vec<String> = scene.theirs().object_keys().await?;
    ensure!(stored.len() == OBJECT_KEYS.len(), "the bucket holds {stored:?}");
    Ok(())
}

#[tokio::test]
async fn aws_commands_store_and_read_what_they_name_and_nothing_else() -> Result<()> {
    if leaves_aws_out() {
        return Ok(());
    }
    let scene = Scene::new().await?;
    for (at, (name, file)) in names::pairs().enumerate() {
        let object_key = ObjectKey::parse(name)?;
        let (keyed, sse_s3) = (at % 3 != 1, at % 3 == 1 && at % 2 == 1);
        let command = |operation| aws_command(scene.target(operation, &object_key), sse_s3, scene.files(file, keyed));
        if at == 0 {
            // Python's `expandvars` works within quotes too: another file would be stored.
            for variable in ["a$LOGNAME.txt", "${HOME}x"] {
                let files = scene.files(variable, keyed);
                let put = aws_command(scene.target(LinkOperation::Put, &object_key), sse_s3, files);
                ensure!(put == Err(CommandError::LoadedByAws), "{variable} gets {put:?}");
            }
        }
        if name.starts_with("file://") {
            ensure!(command(LinkOperation::Get) == Err(CommandError::LoadedByAws));
            continue;
        }
        let contents = bytes::random(3_000 + at)?;
        bytes::write(&scene.desk.work(), file, &contents)?;
        let told = scene.desk.succeed(&command(LinkOperation::Put)?, scene.theirs())?;
        ensure!(!sse_s3 || told.contains("AES256"), "SSE-S3 was asked for, and the answer is {told}");
        scene.stored_is(&object_key, keyed, &contents).await?;
        scene.desk.take(file)?;
        scene.is_tidy()?;

        scene.desk.succeed(&command(LinkOperation::Get)?, scene.theirs())?;
        ensure!(scene.desk.take(file)? == contents, "{object_key:?} came back as other bytes");
        if at % 4 == 0 {
            let told = scene.desk.succeed(&command(LinkOperation::Head)?, scene.theirs())?;
            ensure!(told.contains(&contents.len().to_string()), "head-object of {object_key:?} says {told}");
        }
        scene.is_tidy()?;
    }
    let stored: Vec<String> = scene.theirs().object_keys().await?;
    ensure!(stored.len() + 1 == OBJECT_KEYS.len(), "the bucket holds {stored:?}");
    Ok(())
}

#[tokio::test]
async fn a_refused_download_leaves_nothing_under_the_final_name_and_says_why() -> Result<()> {
    let scene = Scene::new().await?;
    let object_key = ObjectKey::parse("not-there.txt")?;
    bytes::write(&scene.desk.work(), "kept.txt", b"what was here before")?;
    let command = scene.curl(LinkOperation::Get, &object_key, Some(Binding::ThisKey), "kept.txt")?;
    let output = scene.desk.run("sh", &command, scene.theirs())?;
    ensure!(!output.status.success(), "a refused download counts as one");
    ensure!(scene.desk.take("kept.txt")? == b"what was here before", "the file that was here is lost");
    let why = String::from_utf8(scene.desk.take("kept.txt.part")?)?;
    ensure!(why.contains("NoSuchKey"), "the reason is {why:?}");
    scene.is_tidy()
}

#[tokio::test]
async fn an_empty_object_and_a_key_file_of_any_name_work() -> Result<()> {
    let mut scene = Scene::new().await?;
    fs::remove_file(scene.desk.work().join(&scene.key_file))?;
    scene.key_file = "-my $(touch x)'s `touch x` key.key".to_owned();
    scene.desk.put_key_file(&scene.key_file, &scene.ssec, &scene.raw)?;
    let object_key = ObjectKey::parse("empty")?;
    for kind in [Binding::AnyKey, Binding::ThisKey] {
        for shell in ["sh", "bash"] {
            bytes::write(&scene.desk.work(), "empty", b"")?;
            let command = |operation| scene.curl(operation, &object_key, Some(kind), "empty");
            let put = scene.desk.run(shell, &command(LinkOperation::Put)?, scene.theirs())?;
            ensure!(put.status.success(), "{shell}: {}", String::from_utf8_lossy(&put.stderr));
            scene.desk.take("empty")?;
            let get = scene.desk.run(shell, &command(LinkOperation::Get)?, scene.theirs())?;
            ensure!(get.status.success(), "{shell}: {}", String::from_utf8_lossy(&get.stderr));
            ensure!(scene.desk.take("empty")?.is_empty());
        }
    }
    scene.is_tidy()
}

#[tokio::test]
async fn a_key_file_may_end_as_its_editor_ended_it() -> Result<()> {
    let scene = Scene::new().await?;
    let object_key = ObjectKey::parse("ended.txt")?;
    let place = scene.desk.work().join(&scene.key_file);
    let line = scene.ssec.expose_base64();
    for end in ["", "\n", "\r\n", "\nof the clinic, 2026\n"] {
        fs::write(&place, format!("{}{end}", *line))?;
        for kind in [Binding::AnyKey, Binding::ThisKeyMd5, Binding::ThisKey] {
            bytes::write(&scene.desk.work(), "ended.txt", b"content")?;
            let put = scene.curl(LinkOperation::Put, &object_key, Some(kind), "ended.txt")?;
            scene.desk.succeed(&put, scene.theirs()).with_context(|| format!("{kind:?}, key ends in {end:?}"))?;
            scene.stored_is(&object_key, true, b"content").await?;
        }
        if !leaves_aws_out() {
            let files = scene.files("ended.txt", true);
            let put = aws_command(scene.target(LinkOperation::Put, &object_key), false, files)?;
            scene.desk.succeed(&put, scene.theirs()).with_context(|| format!("aws, key ends in {end:?}"))?;
            scene.stored_is(&object_key, true, b"content").await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_to_replace_nothing_replaces_nothing() -> Result<()> {
    if leaves_aws_out() {
        return Ok(());
    }
    let scene = Scene::new().await?;
    let object_key = ObjectKey::parse("once.txt")?;
    let target = LinkTarget { only_if_absent: true, ..scene.target(LinkOperation::Put, &object_key) };
    for keyed in [true, false] {
        let put = aws_command(target, false, scene.files("once.txt", keyed))?;
        bytes::write(&scene.desk.work(), "once.txt", b"first")?;
        scene.desk.succeed(&put, scene.theirs())?;
        bytes::write(&scene.desk.work(), "once.txt", b"second")?;
        ensure!(!scene.desk.run("sh", &put, scene.theirs())?.status.success(), "the object was replaced");
        scene.stored_is(&object_key, keyed, b"first").await?;
        scene.theirs().remove(object_key.as_str()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn without_the_right_key_file_nothing_is_stored_and_no_other_file_is_sent() -> Result<()> {
    let scene = Scene::new().await?;
    let object_key = ObjectKey::parse("guarded.txt")?;
    bytes::write(&scene.desk.work(), "guarded.txt", b"content")?;
    let place = scene.desk.work().join(&scene.key_file);
    // A storage that takes a request without its key stores it in clear (OVHcloud): nothing may be sent at all.
    let raw = [0xa5; 32];
    // Some store under whatever key they are given: another key is as wrong, the right one beneath it too.
    let another = SseCKey::from_bytes(raw).key_file().contents.to_string();
    let beneath = format!("{another}{}", scene.ssec.key_file().contents.as_str());
    let wrong: [Option<&[u8]>; 7] = [
        Some(b"not base64 of 32 bytes\n"),
        Some(b"MTIzNA==\n"),
        Some(&raw),
        Some(another.as_bytes()),
        Some(beneath.as_bytes()),
        Some(b""),
        None,
    ];
    for wrong in wrong {
        match wrong {
            Some(content) => fs::write(&place, content)?,
            None => fs::remove_file(&place)?,
        }
        for kind in [Binding::AnyKey, Binding::ThisKeyMd5, Binding::ThisKey] {
            let command = scene.curl(LinkOperation::Put, &object_key, Some(kind), "guarded.txt")?;
            // Not even curl runs, and that is what `run` refuses.
            let ran = scene.desk.run("sh", &command, scene.theirs());
            ensure!(ran.is_err(), "with the key file {wrong:?} the command for {kind:?} sends something");
        }
        let aws = aws_command(scene.target(LinkOperation::Put, &object_key), false, scene.files("guarded.txt", true))?;
        let ran = scene.desk.run("sh", &aws, scene.theirs());
        ensure!(ran.is_err(), "with the key file {wrong:?} the command for aws sends something");
    }
    ensure!(scene.theirs().object_keys().await?.is_empty(), "something was stored");
    Ok(())
}

#[tokio::test]
async fn names_that_a_terminal_would_hide_get_no_command() -> Result<()> {
    let scene = Scene::new().await?;
    for name in ["two\nlines", "bell\u{7}", "\u{1b}[2J", "turned\u{202e}txt.exe", "soft\u{ad}hyphen"] {
        let object_key = ObjectKey::parse(name)?;
        let refused = Err(CommandError::ControlCharacters);
        let aws = aws_command(scene.target(LinkOperation::Get, &object_key), false, scene.files("a", true));
        ensure!(aws == refused, "{name:?} gets {aws:?}");
        let request = scene.sign(LinkOperation::Get, &ObjectKey::parse("a")?, Some(Binding::ThisKey))?;
        let curl = curl_command(LinkOperation::Get, &request, scene.files(name, true));
        ensure!(curl == refused, "{name:?} gets {curl:?}");
        // Percent-encoded it would do no harm; nobody could read what it is about all the same.
        for operation in [LinkOperation::Get, LinkOperation::Head, LinkOperation::Put] {
            let request = scene.sign(operation, &object_key, None)?;
            let curl = curl_command(operation, &request, scene.files("a", false));
            ensure!(curl == refused, "{name:?} in the address gets {curl:?}");
        }
    }
    let keyed = scene.sign(LinkOperation::Get, &ObjectKey::parse("a")?, Some(Binding::AnyKey))?;
    let none = curl_command(LinkOperation::Get, &keyed, scene.files("a", false));
    ensure!(none == Err(CommandError::NoKeyFile), "without a key file there is {none:?}");
    ensure!(FILE_NAMES.iter().all(|name| !name.contains('/')));
    Ok(())
}
