//! Keys: made, saved, imported, removed.

use std::path::PathBuf;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sealport_tests::bytes;
use tempfile::TempDir;

use super::{Page, SOON, id};

/// A key that the test knows too.
#[derive(Debug)]
pub struct TestKey {
    /// The 32 bytes.
    pub bytes: [u8; 32],
    /// A file that holds it, as the page writes it.
    pub file: PathBuf,
    folder: TempDir,
}

impl TestKey {
    /// A key made by the test.
    pub fn random() -> Result<Self> {
        Self::of(bytes::random(32)?.try_into().ok().context("32 bytes")?)
    }

    /// A key that is given in hex.
    pub fn of_hex(hex: &str) -> Result<Self> {
        let mut key = [0; 32];
        base16ct::mixed::decode(hex, &mut key).map_err(|error| anyhow::anyhow!("no key in hex: {error}"))?;
        Self::of(key)
    }

    fn of(key: [u8; 32]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = bytes::write(folder.path(), "test.key", format!("{}\n", STANDARD.encode(key)).as_bytes())?;
        Ok(Self { bytes: key, file, folder })
    }

    /// As people paste it.
    pub fn base64(&self) -> String {
        STANDARD.encode(self.bytes)
    }

    /// A folder of the test's own, beside the key.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

impl Page {
    pub async fn go_to_keys(&self) -> Result<()> {
        self.click(&id("nav-keys")).await?;
        self.see(&id("new-key")).await.map(drop)
    }

    /// Makes an SSE-C key on the keys screen and passes its gate.
    pub async fn make_key(&mut self) -> Result<TestKey> {
        self.go_to_keys().await?;
        self.new_key("new-sse-c").await?;
        self.see(&format!("{} {}", id("key-sheet"), id("gate"))).await?;
        let key = self.pass_gate().await?;
        self.see(&id("key-file")).await?;
        Ok(key)
    }

    /// Makes a key of the job that a button stands for.
    pub async fn new_key(&self, job: &str) -> Result<()> {
        self.click(&id("new-key")).await?;
        self.click(&id(job)).await
    }

    /// Makes a sealing key on the keys screen and passes its gate.
    pub async fn make_sealing_key(&mut self) -> Result<TestKey> {
        self.go_to_keys().await?;
        self.new_key("new-sealing").await?;
        self.see(&format!("{} {}", id("key-sheet"), id("gate"))).await?;
        let key = self.pass_gate_of("sealport-sealing-").await?;
        self.see(&id("key-file")).await?;
        Ok(key)
    }

    /// Saves the key file for real and proves it by choosing it again.
    pub async fn pass_gate(&mut self) -> Result<TestKey> {
        self.pass_gate_of("sealport-sse-c-").await
    }

    /// The same for a sealing key.
    pub async fn pass_sealing_gate(&mut self) -> Result<TestKey> {
        self.pass_gate_of("sealport-sealing-").await
    }

    async fn pass_gate_of(&mut self, prefix: &str) -> Result<TestKey> {
        self.click(&id("gate-key-file")).await?;
        let name = sealport_tests::wait::until("the key file", SOON, async || {
            Ok(self
                .session()
                .download_names()
                .into_iter()
                .find(|name| name.starts_with(prefix) && name.ends_with(".key")))
        })
        .await?;
        let contents = self.session().downloaded(&name, SOON).await?;
        let text = String::from_utf8(contents)?;
        let decoded = STANDARD.decode(text.trim()).context("the key file holds no base64")?;
        let key = TestKey::of(decoded.try_into().ok().context("the key file holds another number of bytes than 32")?)?;
        self.note_secret(&key.base64());

        // Not before it is proven.
        self.click(&id("gate-saved")).await?;
        self.see(&id("gate")).await?;
        self.choose(&id("gate-proof-file"), &[&key.file]).await?;
        self.read(&id("gate"), "Proven").await?;
        self.click(&id("gate-saved")).await?;
        Ok(key)
    }

    /// Imports a key by pasting it, on the keys screen.
    pub async fn import_key(&mut self, key: &TestKey) -> Result<()> {
        self.go_to_keys().await?;
        self.click(&id("import-key")).await?;
        self.paste_key(key).await?;
        self.see(&id("key-sheet")).await.map(drop)
    }

    /// Imports a sealing key by pasting it, on the keys screen.
    pub async fn import_sealing_key(&mut self, key: &TestKey) -> Result<()> {
        self.go_to_keys().await?;
        self.click(&id("import-key")).await?;
        self.click(&format!("label:has({})", id("import-sealing"))).await?;
        self.paste_key(key).await?;
        self.see(&id("key-sheet")).await.map(drop)
    }

    /// Fills the import form, wherever it is.
    pub async fn paste_key(&mut self, key: &TestKey) -> Result<()> {
        self.note_secret(&key.base64());
        self.fill("#import-text", &key.base64()).await?;
        self.click(&id("import-submit")).await
    }
}
