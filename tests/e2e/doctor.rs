//! The key doctor: damaged keys are named, nothing is imported unasked, and what has one meaning works after a click.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places};
use serde_json::json;
use thirtyfour::Key;

use crate::page::{Page, TestKey, id};

impl Page {
    async fn go_to_import(&self) -> Result<()> {
        self.go_to_keys().await?;
        self.click(&id("import-key")).await?;
        self.see("#import-text").await.map(drop)
    }

    async fn paste_text(&self, text: &str) -> Result<()> {
        self.fill("#import-text", text).await?;
        self.click(&id("import-submit")).await
    }

    /// Waits for a diagnosis, and returns what the doctor says.
    async fn diagnosed(&self, kind: &str, part: &str) -> Result<String> {
        let doctor = format!("{}[data-kind='{kind}']", id("doctor"));
        self.see(&doctor).await.with_context(|| format!("no diagnosis {kind}"))?;
        self.read(&doctor, part).await
    }

    /// The fingerprints of the keys in the tab.
    async fn keys_here(&self) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll('[data-testid=ring] .id')].map((one) => one.textContent)";
        Ok(serde_json::from_value(self.script(script, Vec::new()).await?)?)
    }

    /// The key of the sheet that is shown.
    async fn key_is(&self, expected: &[u8; 32]) -> Result<()> {
        self.see(&id("key-sheet")).await?;
        self.click(&id("show-key")).await?;
        self.read(&id("key-text"), &STANDARD.encode(expected)).await?;
        self.click(&id("show-key")).await?;
        self.miss(&id("key-text")).await
    }
}

/// A random key of which no byte is zero, so that losing the last one is no other damage.
fn whole_key() -> Result<TestKey> {
    loop {
        let key = TestKey::random()?;
        if !key.bytes.contains(&0) {
            return Ok(key);
        }
    }
}

#[tokio::test]
async fn damaged_keys_are_named_and_none_is_imported() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let key = whole_key()?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("doctor-named", async |page| {
            page.connected_to_demo().await?;
            page.go_to_import().await?;
            let hex: String = key.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            page.note_secret(&hex);
            page.note_secret(&key.base64());
            let foreign = format!("{}*{}", &key.base64()[..16], &key.base64()[17..]);
            for (text, kind, part) in [
                (STANDARD.encode(&key.bytes[..31]), "bytes-lost", "31 bytes, one short of a key"),
                (STANDARD.encode(&key.bytes[..30]), "bytes-lost", "30 bytes, two short of a key"),
                (hex[..62].to_owned(), "hex-length", "62 hex digits; a key has 64"),
                (key.base64()[1..].to_owned(), "base64-length", "42 characters of base64"),
                (foreign, "foreign-characters", "Character 17"),
                ("GyagDZTK7ZLqsa3fFpzeGA==".to_owned(), "like-md5", "an MD5 rather than a key"),
                ("correct horse battery staple".to_owned(), "not-encoded", "Neither base64 nor hex"),
                ("AGE-SECRET-KEY-1QQQQ".to_owned(), "other-file", "An age key, not an SSE-C key"),
            ] {
                page.paste_text(&text).await?;
                let said = page.diagnosed(kind, part).await?;
                ensure!(!said.contains(&text), "the doctor repeats what was typed");
                page.miss(&id("doctor-agree")).await?;
                // The field says that it is wrong, and what says why is announced.
                let joined = "const field = document.querySelector('#import-text');
                    const why = document.getElementById(field.getAttribute('aria-describedby'));
                    return [field.getAttribute('aria-invalid'), why?.getAttribute('role')]";
                ensure!(page.script(joined, Vec::new()).await? == json!(["true", "alert"]), "{kind} is not announced");
            }
            let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", key.base64());
            for (name, contents, kind, part) in [
                ("short.key", key.bytes[..31].to_vec(), "bytes-lost", "A shell variable most likely dropped the rest"),
                ("tls.pem", pem.into_bytes(), "other-file", "A private key in PEM"),
                (
                    "both.key",
                    format!("{}\n{}\n", key.base64(), STANDARD.encode([7; 32])).into_bytes(),
                    "several-keys",
                    "2 keys",
                ),
                ("photo.jpg", vec![7; 5000], "file-too-long", "It was not looked at"),
                (
                    "lossy.key",
                    String::from_utf8_lossy(&[0xfe; 32]).into_owned().into_bytes(),
                    "replaced-bytes",
                    "32 places",
                ),
            ] {
                let file = bytes::write(key.folder(), name, &contents)?;
                page.choose(&id("import-file"), &[file]).await?;
                page.diagnosed(kind, part).await?;
                page.miss("#import-text[aria-invalid]").await?;
            }
            ensure!(page.keys_here().await?.is_empty(), "a damaged key was imported");

            // The marks count: 31 there, one missing.
            page.paste_text(&STANDARD.encode(&key.bytes[..31])).await?;
            page.diagnosed("bytes-lost", "31 bytes").await?;
            let marks = "const row = document.querySelector('.bytes');
                return [row.querySelectorAll('i').length, row.querySelectorAll('i.x').length, row.ariaLabel]";
            let marks = page.script(marks, Vec::new()).await?;
            ensure!(marks == json!([32, 1, "31 of 32 bytes present"]), "{marks}");
            page.click(&format!("{} summary", id("doctor"))).await?;
            page.read(&id("doctor"), "openssl rand -out customer.key 32").await?;

            // Typing takes the diagnosis away; a good key works after all.
            page.fill("#import-text", "x").await?;
            page.miss(&id("doctor")).await?;
            page.paste_key(&key).await?;
            page.key_is(&key.bytes).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_key_with_one_other_meaning_is_read_after_a_click_and_opens_its_object() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let keys = [TestKey::random()?, TestKey::random()?, TestKey::random()?];
        let contents = bytes::random(10_000)?;
        for (key, name) in keys.iter().zip(["twice.bin", "line-end.bin", "spaced.bin"]) {
            sandbox.storage().store(name, contents.clone(), Some(&key.bytes)).await?;
        }
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("doctor-repair", async |page| {
            let [twice, line_end, spaced] = &keys;
            page.connected_to_demo().await?;
            for key in &keys {
                page.note_secret(&key.base64());
            }

            // Where an object needs its key: no new key is offered.
            page.click_in_row("twice.bin", "download").await?;
            page.see(&id("need-key")).await?;
            let text = STANDARD.encode(twice.base64());
            page.note_secret(&text);
            page.paste_text(&text).await?;
            page.diagnosed("encoded-twice", "A key, encoded twice").await?;
            page.miss(&id("doctor-make")).await?;
            page.click(&id("doctor-agree")).await?;
            page.downloaded_is("twice.bin", "twice.bin", &contents).await?;

            // From a file, with the keyboard alone.
            page.go_to_import().await?;
            let file = bytes::write(line_end.folder(), "echo.key", &[&line_end.bytes[..], b"\n"].concat())?;
            page.choose(&id("import-file"), &[file]).await?;
            page.diagnosed("line-end-attached", "A key with a line end after it").await?;
            let before = page.keys_here().await?.len();
            let focus = "document.querySelector('#import-text').focus()";
            page.script(focus, Vec::new()).await?;
            let focused = "return document.activeElement?.dataset.testid ?? null";
            let mut presses = 0;
            while page.script(focused, Vec::new()).await? != json!("doctor-agree") {
                presses += 1;
                ensure!(presses < 10, "Tab does not come to the repair");
                page.press(Key::Tab).await?;
            }
            ensure!(page.keys_here().await?.len() == before, "imported before it was agreed to");
            page.press(Key::Enter).await?;
            page.key_is(&line_end.bytes).await?;
            page.go_to_files().await?;
            page.download_and_compare("line-end.bin", "line-end.bin", &contents).await?;

            page.go_to_import().await?;
            let text = spaced.base64();
            page.paste_text(&format!("{} {}", &text[..20], &text[20..])).await?;
            page.diagnosed("extra-characters", "1 character more").await?;
            page.click(&id("doctor-agree")).await?;
            page.key_is(&spaced.bytes).await?;
            page.go_to_files().await?;
            page.download_and_compare("spaced.bin", "spaced.bin", &contents).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_is_easy_to_guess_is_imported_only_when_asked_for_twice() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let folder = tempfile::tempdir()?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("doctor-weak", async |page| {
            page.connected_to_demo().await?;
            page.go_to_import().await?;
            let zeros = bytes::write(folder.path(), "zeros.key", &[0; 32])?;
            page.choose(&id("import-file"), &[zeros]).await?;
            page.diagnosed("all-bytes-equal", "This key is easy to guess").await?;
            ensure!(page.keys_here().await?.is_empty(), "a guessable key was imported unasked");
            page.click(&id("doctor-agree")).await?;
            page.key_is(&[0; 32]).await?;

            let text = b"correct horse battery staple 123";
            page.go_to_import().await?;
            page.paste_text(std::str::from_utf8(text)?).await?;
            page.diagnosed("thirty-two-characters", "Text can be guessed").await?;
            page.click(&id("doctor-agree")).await?;
            page.key_is(text).await?;

            // A repair that brings out a guessable key asks again.
            page.go_to_import().await?;
            page.paste_text(&STANDARD.encode(STANDARD.encode([9; 32]))).await?;
            page.diagnosed("encoded-twice", "encoded twice").await?;
            page.click(&id("doctor-agree")).await?;
            page.diagnosed("all-bytes-equal", "easy to guess").await?;
            ensure!(page.keys_here().await?.len() == 2, "a guessable key was imported by its repair");
            page.click(&id("doctor-make")).await?;
            page.see(&format!("{} {}", id("key-sheet"), id("gate"))).await?;
            ensure!(page.keys_here().await?.len() == 3);
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_md5_is_told_by_what_it_was_made_of() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("doctor-md5", async |page| {
            page.connected_to_demo().await?;
            // `openssl rand -base64 32`, its MD5 by openssl; then `printf %s KEY | openssl md5 -binary | base64`.
            let ssec = "YhZC8maqhCsXTFe5aE+V8YzKokKqsUlohaMP0wqkvv8=";
            page.go_to_import().await?;
            page.note_secret(ssec);
            page.paste_text(ssec).await?;
            page.see(&id("key-sheet")).await?;
            page.click(&format!("{} summary", id("md5-check"))).await?;
            for (text, part) in [
                ("GyagDZTK7ZLqsa3fFpzeGA==", "Right."),
                ("GyagDZTK7ZLqsa3fFpzeGA", "written another way"),
                ("1b26a00d94caed92eab1addf169cde18", "written in hex"),
                ("/NJyWxWo2Tl6GIWcCMb6JA==", "Made of the base64 text, not of the key."),
                ("cLyPS3KoaSFGi/joRB3OUQ==", "Not of this key."),
                ("nothing", "Not an MD5."),
                (" ", "Nothing to check yet."),
                (ssec, "This is the key itself"),
            ] {
                page.fill("#md5-text", text).await?;
                page.miss(&id("md5-said")).await?;
                page.click(&id("md5-submit")).await?;
                page.read(&id("md5-said"), part).await?;
            }
            let left = page.script("return document.querySelector('#md5-text').value", Vec::new()).await?;
            ensure!(left.as_str() == Some(""), "a key stays in a field that is not masked");
            Ok(())
        })
        .await?;
    }
    Ok(())
}
