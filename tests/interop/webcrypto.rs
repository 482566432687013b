//! What a real browser seals, with its WebCrypto and the client as the page uses it.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sealport_core::message::PassphraseParams;
use sealport_tests::session::Session;
use sealport_tests::site::Site;
use sealport_tests::{Browser, bytes, places, wait};
use serde_json::json;
use tempfile::TempDir;

use crate::files::{Key, PASSPHRASE, lengths, random, write_contents};
use crate::{OUR_FRAME_LEN, others_open};

const PAGE: &str = "<!doctype html><meta charset=utf-8><title>Interop</title><script type=module src=page.js></script>";

/// Base64, since WebDriver carries no bytes.
const SCRIPT: &str = "
    import init, { seal } from './seal_in_page.js';
    await init({ module_or_path: './seal_in_page_bg.wasm' });
    globalThis.sealed = async (name, keys, frameLen) => {
        const file = await (await fetch(name)).blob();
        const bytes = await seal(file, keys, frameLen);
        const reader = new FileReader();
        await new Promise((resolve, reject) => {
            reader.onload = resolve;
            reader.onerror = reject;
            reader.readAsDataURL(new Blob([bytes]));
        });
        return reader.result.split(',')[1] ?? '';
    };";

#[tokio::test]
async fn files_sealed_by_a_browser_open_with_the_official_sdks_by_any_key_and_by_the_passphrase() -> Result<()> {
    let passphrase = Key::of_passphrase(&PassphraseParams::recommended(random()?), PASSPHRASE)?;
    let keys = [Key::fresh("sealport", "main")?, Key::fresh("sealport", "recovery")?, passphrase];
    let given: Vec<_> = keys.iter().map(|key| format!("{} {}", key.hex(), key.name)).collect();
    for browser in Browser::wanted()? {
        for frame_len in [4096, OUR_FRAME_LEN] {
            let (folder, lengths) = (TempDir::new()?, lengths(frame_len));
            write_contents(folder.path(), &lengths)?;
            for name in ["seal_in_page.js", "seal_in_page_bg.wasm"] {
                fs::copy(places::seal_in_page()?.join(name), folder.path().join(name))?;
            }
            bytes::write(folder.path(), "index.html", PAGE.as_bytes())?;
            bytes::write(folder.path(), "page.js", SCRIPT.as_bytes())?;
            let site = Site::start(folder.path(), "", None).await?;
            let session = Session::open(browser).await?;
            session.driver().goto(site.address()).await?;
            wait::until("the page's script", Duration::from_secs(20), async || {
                let ready = session.script("return typeof globalThis.sealed === 'function'", Vec::new()).await?;
                Ok((ready == json!(true)).then_some(()))
            })
            .await?;
            for len in &lengths {
                let arguments = vec![json!(len.to_string()), json!(given), json!(frame_len)];
                let sealed = session.async_script("return globalThis.sealed(...args)", arguments).await?;
                let sealed = STANDARD.decode(sealed.as_str().context("the page gave no text")?)?;
                fs::write(folder.path().join(format!("{len}.sealed")), sealed)?;
            }
            session.close().await?;
            others_open(folder.path(), &lengths, &keys[..2])?;
            others_open(folder.path(), &lengths[4..5], &keys[2..])?;
        }
    }
    Ok(())
}
