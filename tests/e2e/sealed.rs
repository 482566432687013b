//! Sealed in the page, stored as bytes that the storage cannot read, opened again with a key or a passphrase.

use anyhow::{Context, Result, bail, ensure};
use getrandom::SysRng;
use sealport_client::SealingKey;
use sealport_client::message::{
    EncryptionContext, FinalForm, Header, HeaderLimits, HeaderProgress, NewMessage, Opener, PassphraseParams, Sealer,
    WrappingKey, passphrase_bytes,
};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places, wait};
use serde_json::json;

use crate::page::{LATER, Page, SOON, TestKey, Way, id};
use crate::screens::Looks;

impl Page {
    /// Turns sealing on in the protection panel, which stays open.
    pub async fn seal_uploads(&self) -> Result<()> {
        self.go_to_files().await?;
        self.click(&id("change-protection")).await?;
        self.click(&id("protect-sealed")).await?;
        self.see(&id("recipients")).await.map(drop)
    }

    /// Chooses the words that the page drew as a passphrase, and returns them.
    pub async fn take_passphrase(&mut self) -> Result<String> {
        self.click(&id("seal-for-passphrase")).await?;
        let words = wait::until("words of a passphrase", SOON, async || {
            let words = self.text(&id("passphrase-text")).await.unwrap_or_default();
            Ok((!words.trim().is_empty()).then(|| words.trim().to_owned()))
        })
        .await?;
        self.note_secret(&words);
        ensure!(words.split(' ').count() == 6, "these are no six words");
        // Not before it was kept.
        self.click(&id("passphrase-accept")).await?;
        self.miss(&id("passphrase-set")).await?;
        self.click(&id("passphrase-kept")).await?;
        self.click(&id("passphrase-accept")).await?;
        wait::until("the passphrase to be set", LATER, async || Ok(self.text(&id("passphrase-set")).await.ok()))
            .await?;
        Ok(words)
    }
}

/// Opens a message apart from the page.
fn opened(message: &[u8], keys: impl FnOnce(&Header) -> Result<Vec<WrappingKey>>) -> Result<Vec<u8>> {
    let HeaderProgress::Complete(header) = Header::parse(message, &HeaderLimits::default())? else {
        bail!("the header is cut short");
    };
    let unlocked = header.unlock(&keys(&header)?, &EncryptionContext::empty())?;
    let mut rest = message.get(header.as_bytes().len()..).context("no frames")?;
    let (mut opener, mut plaintext) = (Opener::new(&unlocked), Vec::new());
    while let Some(piece) = opener.feed(&mut rest)? {
        plaintext.extend_from_slice(piece);
    }
    opener.finish()?;
    Ok(plaintext)
}

fn of_key(key: &TestKey) -> Vec<WrappingKey> {
    vec![WrappingKey::of_sealing_key(&SealingKey::from_bytes(key.bytes))]
}

fn of_passphrase(header: &Header, words: &str) -> Result<Vec<WrappingKey>> {
    let params = header.passphrases()?.into_iter().next().context("no passphrase")?;
    Ok(vec![WrappingKey::of_passphrase(&params, derived(&params, words)?)])
}

fn derived(params: &PassphraseParams, words: &str) -> Result<[u8; 32]> {
    let cost = argon2::Params::new(params.memory_kib(), params.passes(), params.lanes(), Some(32))
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, cost);
    let mut key = [0; 32];
    let hashed = argon2.hash_password_into(&passphrase_bytes(words), params.salt(), &mut key);
    hashed.map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(key)
}

#[tokio::test]
async fn a_file_sealed_for_a_key_and_a_passphrase_opens_with_either() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let contents = bytes::random(3_000_017)?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("sealed", async |page| {
            page.connected_to_demo().await?;
            let (first, second) = (page.make_sealing_key().await?, TestKey::random()?);
            page.import_sealing_key(&second).await?;
            page.seal_uploads().await?;
            let words = page.take_passphrase().await?;
            page.picture("files-sealed-panel").await?;
            // Both keys, whichever was chosen at first.
            page.script(
                "document.querySelectorAll('[data-testid^=seal-for-]:not(:checked)').forEach((one) => one.click())",
                Vec::new(),
            )
            .await?;
            page.click(&id("protection-done")).await?;
            let file = bytes::write(first.folder(), "minutes.bin", &contents)?;
            page.upload(&[file]).await?;
            let row = page.transfer_is("minutes.bin", Way::Up, "done", LATER).await?;
            ensure!(row.contains("Sealed"), "the receipt says {row}");
            page.row("minutes.bin").await?;
            page.read("tr[data-object-key='minutes.bin']", "Sealed").await?;
            page.click(&format!("{} summary", id("receipt"))).await?;
            page.read(&id("receipt-sealed"), "a passphrase").await?;
            page.picture("files-sealed").await?;

            let stored = sandbox.storage().read("minutes.bin", None).await?.bytes().await?.to_vec();
            ensure!(!stored.windows(64).any(|bytes| bytes == &contents[..64]), "the storage has the plaintext");
            ensure!(opened(&stored, |_| Ok(of_key(&first)))? == contents, "the first key opens something else");
            ensure!(opened(&stored, |_| Ok(of_key(&second)))? == contents, "the second key opens something else");
            ensure!(opened(&stored, |header| of_passphrase(header, &words))? == contents, "the passphrase opens less");

            page.download_and_compare("minutes.bin", "minutes.bin", &contents).await?;
            page.open_details("minutes.bin").await?;
            page.read(&id("fact-sealed"), "a passphrase").await?;
            ensure!(page.fact("Size inside").await?.contains("3,000,017"));
            page.picture("object-sealed").await?;

            // A new tab knows neither: it asks by name, and says which is wrong.
            page.session().driver().goto("about:blank").await?;
            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.go_to_files().await?;
            page.click_in_row("minutes.bin", "download").await?;
            page.read(&id("sealed-for"), "a passphrase").await?;
            page.fill("#open-passphrase", "not these words at all").await?;
            page.click(&id("open-passphrase-submit")).await?;
            wait::until("the refusal", LATER, async || {
                Ok(page.text("dialog").await?.contains("Wrong passphrase").then_some(()))
            })
            .await?;
            page.picture("dialog-open-sealed").await?;
            page.fill("#open-passphrase", &words).await?;
            page.click(&id("open-passphrase-submit")).await?;
            page.downloaded_is("minutes.bin", "minutes.bin", &contents).await?;

            page.session().driver().goto("about:blank").await?;
            page.goto(sandbox.page()).await?;
            page.connected_to_demo().await?;
            page.go_to_files().await?;
            page.click_in_row("minutes.bin", "download").await?;
            page.see(&id("open-sealed")).await?;
            page.paste_key(&TestKey::random()?).await?;
            page.read("dialog", "Sealed for other keys").await?;
            page.paste_key(&second).await?;
            page.downloaded_is("minutes.bin", "minutes.bin", &contents).await?;
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn ssec_on_top_of_sealing_needs_both_keys_and_confirms_both() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let contents = bytes::random(700_001)?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("sealed-ssec", async |page| {
            page.connected_to_demo().await?;
            let (ssec, sealing) = (page.make_key().await?, page.make_sealing_key().await?);
            page.seal_uploads().await?;
            page.click(&id("protect-ssec")).await?;
            page.click(&id("protection-done")).await?;
            page.read(&id("protection-now"), "then encrypted with your SSE-C key").await?;
            let file = bytes::write(sealing.folder(), "both.bin", &contents)?;
            page.upload(&[file]).await?;
            page.upload_is_confirmed("both.bin").await?;
            page.read("tr[data-object-key='both.bin']", "Sealed + SSE-C").await?;
            let stored = sandbox.storage().read("both.bin", Some(&ssec.bytes)).await?.bytes().await?.to_vec();
            ensure!(opened(&stored, |_| Ok(of_key(&sealing)))? == contents, "what is stored opens to something else");
            ensure!(!sandbox.storage().read("both.bin", None).await?.status().is_success(), "it is not SSE-C");
            page.download_and_compare("both.bin", "both.bin", &contents).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_was_altered_or_cut_is_refused_and_can_be_had_still_sealed() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let contents = bytes::random(900_000)?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("sealed-damaged", async |page| {
            page.connected_to_demo().await?;
            let key = page.make_sealing_key().await?;
            page.seal_uploads().await?;
            page.click(&id("protect-bucket")).await?;
            page.click(&id("protection-done")).await?;
            let file = bytes::write(key.folder(), "whole.bin", &contents)?;
            page.upload(&[file]).await?;
            page.transfer_is("whole.bin", Way::Up, "done", LATER).await?;
            let whole = sandbox.storage().read("whole.bin", None).await?.bytes().await?.to_vec();

            let flipped = |at: usize| {
                let mut altered = whole.clone();
                altered[at] ^= 1;
                altered
            };
            let header_len = whole.len() - 900_000 - 4 * 32 - 8;
            let mut suite = whole.clone();
            suite[1] = 0x05;
            for (name, stored, said) in [
                ("frame.bin", flipped(whole.len() - 20_000), "Frame 4 is not what was sealed"),
                ("header.bin", flipped(header_len - 20), "The start of the sealed file was altered"),
                ("cut.bin", whole[..header_len + 10].to_vec(), "cut short"),
                ("cut within.bin", whole[..whole.len() - 1].to_vec(), "cut short"),
                ("suite.bin", suite, "not supported"),
            ] {
                sandbox.storage().store(name, stored.clone(), None).await?;
                page.reload_list().await?;
                page.click_in_row(name, "download").await?;
                wait::until(format!("{name} to fail"), LATER, async || {
                    Ok(page.transfer(name, Way::Down).await?.filter(|(state, _)| state == "failed").map(drop))
                })
                .await?;
                let (_, row) = page.transfer(name, Way::Down).await?.context("no row")?;
                ensure!(row.contains(said), "{name} is refused as {row}");
                ensure!(page.session().download_names().is_empty(), "{name} left something behind");
                page.click_in_transfer(name, "failed-as-is").await?;
                page.downloaded_is(name, &format!("{name}.sealed"), &stored).await?;
            }
            page.picture("files-sealed-damaged").await?;

            // Sealed by this tab, and somebody puts what is not sealed in its place.
            sandbox.storage().store("whole.bin", b"not sealed".to_vec(), None).await?;
            page.reload_list().await?;
            page.open_details("whole.bin").await?;
            page.go_to_files().await?;
            page.click_in_row("whole.bin", "download").await?;
            let said = page.transfer_is("whole.bin", Way::Down, "failed", LATER).await?;
            ensure!(said.contains("It was sealed, and is not any more"), "the replaced object: {said}");
            ensure!(page.session().download_names().is_empty(), "the replaced object was saved unasked");
            let mut looks = Looks::new()?;
            page.bring_up_tray().await?;
            looks.at(page, "no-longer-sealed").await?;
            looks.result()?;
            page.click(&id("failed-as-is")).await?;
            page.downloaded_is("whole.bin", "whole.bin", b"not sealed").await
        })
        .await?;
    }
    Ok(())
}

/// A file that names a key by its fingerprint and was sealed with another.
#[tokio::test]
async fn a_key_of_the_right_name_that_does_not_fit_is_told() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("sealed-misnamed", async |page| {
            let key = TestKey::random()?;
            let name = WrappingKey::of_sealing_key(&SealingKey::from_bytes(key.bytes)).name().clone();
            let other = WrappingKey::named(name, &SealingKey::from_bytes([9; 32]));
            sandbox.storage().store("misnamed.bin", sealed_with(&other, b"content")?, None).await?;
            page.connected_to_demo().await?;
            page.import_sealing_key(&key).await?;
            page.go_to_files().await?;
            page.reload_list().await?;
            page.click_in_row("misnamed.bin", "download").await?;
            page.read("dialog", "or the start of the file was altered").await?;
            ensure!(page.session().download_names().is_empty(), "something was saved");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

fn sealed_with(key: &WrappingKey, plaintext: &[u8]) -> Result<Vec<u8>> {
    let keys = std::slice::from_ref(key);
    let header = NewMessage::generate(&mut SysRng, keys, EncryptionContext::empty(), 4096)?.seal()?;
    let mut sealed = header.bytes.clone();
    let mut sealer = Sealer::new(&header.keys, FinalForm::Full);
    let mut rest = plaintext;
    while let Some(frame) = sealer.feed(&mut rest)? {
        sealed.extend_from_slice(frame);
    }
    sealed.extend(sealer.finish()?);
    Ok(sealed)
}

#[tokio::test]
async fn a_weak_passphrase_needs_a_word_of_its_own_and_nothing_of_it_stays() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        let (typed, mut sealing) = ("dragon-4711-sesame", None);
        let profile = page
            .run("sealed-weak", async |page| {
                page.connected_to_demo().await?;
                page.note_secret(typed);
                let key = page.make_sealing_key().await?;
                page.seal_uploads().await?;
                page.click(&id("protect-bucket")).await?;
                page.click(&id("seal-for-passphrase")).await?;
                page.click("label:has([data-testid=passphrase-own])").await?;
                page.fill("#passphrase", typed).await?;
                page.read(&id("passphrase-meter"), "Weak").await?;
                page.click(&id("passphrase-accept")).await?;
                page.miss(&id("passphrase-set")).await?;
                page.picture("files-sealed-weak").await?;
                page.click(&id("passphrase-insists")).await?;
                page.click(&id("passphrase-accept")).await?;
                wait::until("the passphrase to be set", LATER, async || {
                    Ok(page.text(&id("passphrase-set")).await.ok())
                })
                .await?;
                page.click(&id("protection-done")).await?;
                let file = bytes::write(key.folder(), "note.txt", b"a short note")?;
                page.upload(&[file]).await?;
                page.transfer_is("note.txt", Way::Up, "done", LATER).await?;
                page.download_and_compare("note.txt", "note.txt", b"a short note").await?;
                let traces = page.session().async_script(crate::leaks::TRACES, Vec::new()).await?;
                for (what, trace) in traces.as_object().into_iter().flatten() {
                    let trace = trace.to_string();
                    ensure!(!trace.contains(typed), "the passphrase lies in {what}");
                    ensure!(!trace.contains(&key.base64()), "the key lies in {what}");
                }
                for empty in ["local", "session", "databases", "caches"] {
                    ensure!(traces[empty] == json!([]), "{empty} holds {}", traces[empty]);
                }
                sealing = Some(key);
                Ok(())
            })
            .await?;
        let mut needles = vec![typed.as_bytes().to_vec(), b"a short note".to_vec()];
        needles.extend(sealing.iter().flat_map(|key| bytes::forms_of(&key.bytes)));
        for folder in [profile.path(), &sandbox.data()] {
            let (found, _) = bytes::files_with(folder, &needles)?;
            ensure!(found.is_empty(), "a secret lies in {found:?}");
        }
    }
    Ok(())
}
