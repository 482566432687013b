//! The key ring that stays on the device.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sealport_tests::wait;
use serde_json::{Value, json};

use super::{Page, SOON, TestKey, id};

/// Every value of every database, as base64 where it is bytes.
const DATABASES: &str = "
    const all = [];
    for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((done, failed) => {
            const opening = indexedDB.open(name);
            opening.onsuccess = () => done(opening.result);
            opening.onerror = () => failed(opening.error);
        });
        for (const store of database.objectStoreNames) {
            const values = await new Promise((done) => {
                const reading = database.transaction(store).objectStore(store).getAll();
                reading.onsuccess = () => done(reading.result);
            });
            for (const value of values) {
                const bytes = value instanceof Uint8Array ? value : new TextEncoder().encode(JSON.stringify(value));
                all.push(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
            }
        }
        database.close();
    }
    return all;";

impl Page {
    /// Keeps the ring from the keys screen, under generated words, which it returns.
    pub async fn keep_ring(&mut self, with_connection: bool) -> Result<String> {
        self.go_to_keys().await?;
        self.click(&id("ring-keep")).await?;
        if with_connection {
            self.click(&id("keep-connection")).await?;
        }
        let passphrase = self.take_generated_passphrase().await?;
        self.see(&id("ring-open")).await?;
        self.no_dialog().await?;
        Ok(passphrase)
    }

    /// Accepts the words that a dialog made.
    pub async fn take_generated_passphrase(&mut self) -> Result<String> {
        let passphrase = self.read(&id("passphrase-text"), " ").await?;
        ensure!(passphrase.split_whitespace().count() >= 6, "the passphrase has few words");
        self.note_secret(&passphrase);
        self.click(&id("passphrase-kept")).await?;
        self.click(&id("passphrase-accept")).await?;
        Ok(passphrase)
    }

    /// Types a passphrase where one is asked for.
    pub async fn give_passphrase(&mut self, passphrase: &str) -> Result<()> {
        self.note_secret(passphrase);
        self.fill("#open-passphrase", passphrase).await?;
        self.click(&id("open-passphrase-submit")).await
    }

    /// Unlocks on the keys screen.
    pub async fn unlock_ring(&mut self, passphrase: &str) -> Result<()> {
        self.go_to_keys().await?;
        self.see(&id("ring-locked")).await?;
        self.give_passphrase(passphrase).await?;
        self.see(&id("ring-open")).await.map(drop)
    }

    /// The short fingerprints of the keys that are shown, sorted.
    pub async fn shown_keys(&self) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll('.keys .id')].map((key) => key.innerText).sort()";
        Ok(serde_json::from_value(self.script(script, Vec::new()).await?)?)
    }

    /// Waits until so many keys are shown.
    pub async fn sees_keys(&self, count: usize) -> Result<Vec<String>> {
        wait::until(format!("{count} keys"), SOON, async || {
            let keys = self.shown_keys().await?;
            Ok((keys.len() == count).then_some(keys))
        })
        .await
    }

    /// All that IndexedDB holds.
    pub async fn databases(&self) -> Result<Vec<Vec<u8>>> {
        let Value::Array(values) = self.session().async_script(DATABASES, Vec::new()).await? else {
            anyhow::bail!("no list of databases");
        };
        values.iter().map(|value| Ok(STANDARD.decode(value.as_str().context("no base64")?)?)).collect()
    }

    /// Waits until the kept ring is another file than it was, and returns it.
    pub async fn ring_changes_from(&self, before: &[Vec<u8>]) -> Result<Vec<Vec<u8>>> {
        wait::until("the kept ring to change", SOON, async || {
            let now = self.databases().await?;
            Ok((now != before).then_some(now))
        })
        .await
    }

    /// Lets the clock on the wall jump, as it does for a device that slept.
    pub async fn sleep_for(&self, minutes: u32) -> Result<()> {
        let script = "window.rightNow ??= Date.now;
            const now = Date.now, minutes = arguments[0];
            Date.now = () => now() + minutes * 60000;";
        self.script(script, vec![json!(minutes)]).await.map(drop)
    }

    /// Sets the clock right again.
    pub async fn set_clock_right(&self) -> Result<()> {
        self.script("Date.now = window.rightNow", Vec::new()).await.map(drop)
    }

    /// Imports a key of the test's.
    pub async fn import_random(&mut self) -> Result<TestKey> {
        let key = TestKey::random()?;
        self.import_key(&key).await?;
        Ok(key)
    }
}
