//! What a real browser seals and opens, with its WebCrypto and the client as the page uses it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sealport_core::message::PassphraseParams;
use sealport_tests::session::Session;
use sealport_tests::site::Site;
use sealport_tests::{Browser, bytes, places, wait};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::files::{Key, PASSPHRASE, lengths, random, write_contents};
use crate::sdk::{Job, Sdk};
use crate::{OUR_FRAME_LEN, others_open};

const PAGE: &str = "<!doctype html><meta charset=utf-8><title>Interop</title><script type=module src=page.js></script>";

/// Base64, since WebDriver carries no bytes.
const SCRIPT: &str = "
    import init, { open, seal } from './seal_in_page.js';
    await init({ module_or_path: './seal_in_page_bg.wasm' });
    const worked = async (name, work) => {
        const bytes = await work(await (await fetch(name)).blob());
        const reader = new FileReader();
        await new Promise((resolve, reject) => {
            reader.onload = resolve;
            reader.onerror = reject;
            reader.readAsDataURL(new Blob([bytes]));
        });
        return reader.result.split(',')[1] ?? '';
    };
    globalThis.client = {
        seal: (name, keys, frameLen) => worked(name, (file) => seal(file, keys, frameLen)),
        open: (name, keys) => worked(name, (file) => open(file, keys)),
    };";

/// The client in a page, at work on the files of a folder.
struct ClientPage {
    session: Session,
    _site: Site,
}

impl ClientPage {
    async fn start(browser: Browser, folder: &Path) -> Result<Self> {
        for name in ["seal_in_page.js", "seal_in_page_bg.wasm"] {
            fs::copy(places::seal_in_page()?.join(name), folder.join(name))?;
        }
        bytes::write(folder, "index.html", PAGE.as_bytes())?;
        bytes::write(folder, "page.js", SCRIPT.as_bytes())?;
        let site = Site::start(folder, "", None).await?;
        let session = Session::open(browser).await?;
        session.driver().goto(site.address()).await?;
        wait::until("the page's script", Duration::from_secs(20), async || {
            let ready = session.script("return typeof globalThis.client === 'object'", Vec::new()).await?;
            Ok((ready == json!(true)).then_some(()))
        })
        .await?;
        Ok(Self { session, _site: site })
    }

    async fn does(&self, work: &str, arguments: Vec<Value>) -> Result<Vec<u8>> {
        let script = format!("return globalThis.client.{work}(...args)");
        let made = self.session.async_script(&script, arguments).await?;
        Ok(STANDARD.decode(made.as_str().context("the page gave no text")?)?)
    }
}

fn given(keys: &[Key]) -> Value {
    json!(keys.iter().map(|key| format!("{} {}", key.hex(), key.name)).collect::<Vec<_>>())
}

#[tokio::test]
async fn files_sealed_by_a_browser_open_with_the_official_sdks_by_any_key_and_by_the_passphrase() -> Result<()> {
    let passphrase = Key::of_passphrase(&PassphraseParams::recommended(random()?), PASSPHRASE)?;
    let keys = [Key::fresh("sealport", "main")?, Key::fresh("sealport", "recovery")?, passphrase];
    for browser in Browser::wanted()? {
        for frame_len in [4096, OUR_FRAME_LEN] {
            let (folder, lengths) = (TempDir::new()?, lengths(frame_len));
            write_contents(folder.path(), &lengths)?;
            let page = ClientPage::start(browser, folder.path()).await?;
            for len in &lengths {
                let arguments = vec![json!(len.to_string()), given(&keys), json!(frame_len)];
                let sealed = page.does("seal", arguments).await?;
                fs::write(folder.path().join(format!("{len}.sealed")), sealed)?;
            }
            page.session.close().await?;
            others_open(folder.path(), &lengths, &keys[..2])?;
            others_open(folder.path(), &lengths[4..5], &keys[2..])?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn files_sealed_by_the_official_sdks_open_in_a_browser_with_each_key() -> Result<()> {
    let keys = [Key::fresh("clinic", "main/2026")?, Key::fresh("clinic", "recovery")?];
    for browser in Browser::wanted()? {
        for (sdk, frame_len) in [(Sdk::Python, 9 * 128), (Sdk::Node, 4096)] {
            let folder = TempDir::new()?;
            let contents = write_contents(folder.path(), &lengths(frame_len))?;
            let seal = |len: &usize| Job::seal(&len.to_string(), &format!("{len}.sealed"), &keys, frame_len);
            let jobs: Vec<_> = contents.iter().map(|(len, _)| seal(len)).collect();
            sdk.work(folder.path(), &jobs)?;
            let page = ClientPage::start(browser, folder.path()).await?;
            for (at, (len, plaintext)) in contents.iter().enumerate() {
                let key = &keys[at % keys.len()..][..1];
                let opened = page.does("open", vec![json!(format!("{len}.sealed")), given(key)]).await?;
                ensure!(opened == *plaintext, "{len} bytes in frames of {frame_len} by {sdk} opened to something else");
            }
            page.session.close().await?;
        }
    }
    Ok(())
}
