//! An exported ring is a sealed file like any other: the program and Amazon's library open it, with nothing of the page.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places};
use serde_json::Value;

use crate::local::{path, sealport};
use crate::page::{Page, SOON, TestKey, id};

const README: &str = include_str!("../../README.md");

/// The README's own script, run by the Python that has Amazon's library.
fn open_with_python(folder: &Path, sealed: &Path, opened: &Path, passphrase: &str) -> Result<()> {
    let (_, rest) = README.split_once("\n```python\n").context("the README has no script in Python")?;
    let (script, _) = rest.split_once("\n```\n").context("the script has no end")?;
    let script = bytes::write(folder, "open_sealed.py", script.as_bytes())?;
    let mut python = Command::new(places::sdk_python()?);
    python.arg(script).args([sealed, opened]).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = python.spawn()?;
    child.stdin.take().context("no standard input")?.write_all(format!("{passphrase}\n").as_bytes())?;
    let ran = child.wait_with_output()?;
    ensure!(ran.status.success(), "Python failed: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(())
}

fn is_ring_of(opened: &Path, keys: &[&TestKey]) -> Result<()> {
    let ring: Value = serde_json::from_slice(&fs::read(opened)?)?;
    ensure!(ring["format"] == "sealport key ring", "it is called {}", ring["format"]);
    let text = ring.to_string();
    for key in keys {
        ensure!(text.contains(&STANDARD.encode(key.bytes)), "a key is not in it");
    }
    Ok(())
}

#[tokio::test]
async fn an_exported_ring_opens_without_the_page() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let folder = tempfile::tempdir()?;
        let folder = folder.path();
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("ring-elsewhere", async |page| {
            page.connected_to_demo().await?;
            let ssec = page.import_random().await?;
            let sealing = TestKey::random()?;
            page.import_sealing_key(&sealing).await?;
            // Only exported, and kept; both are the same format.
            page.click(&id("ring-export")).await?;
            let passphrase = page.take_generated_passphrase().await?;
            page.no_dialog().await?;
            let exported = page.session().downloaded("sealport-ring.sealed", SOON).await?;
            let kept_passphrase = page.keep_ring(false).await?;
            page.click(&id("ring-export")).await?;
            let kept = page.session().downloaded("sealport-ring.sealed", SOON).await?;
            for (name, ring, passphrase) in [("exported", exported, passphrase), ("kept", kept, kept_passphrase)] {
                let file = bytes::write(folder, &format!("{name}.sealed"), &ring)?;
                let opened = folder.join(format!("{name}.json"));
                let arguments = ["open", path(&file)?, "-o", path(&opened)?, "--passphrase-env", "PHRASE"];
                sealport(&arguments, Some(&passphrase)).context(name)?;
                is_ring_of(&opened, &[&ssec, &sealing]).context(name)?;
                ensure!(sealport(&arguments, Some("other words")).is_err(), "{name} opens with any words");
                let opened = folder.join(format!("{name}-python.json"));
                open_with_python(folder, &file, &opened, &passphrase).context(name)?;
                is_ring_of(&opened, &[&ssec, &sealing]).context(name)?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}
