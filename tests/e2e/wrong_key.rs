//! Another key, and none: refused in the right words, also when the browser has the content in its cache.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, bytes, places};
use serde_json::{Value, json};

use crate::page::{Page, TestKey, Way, id};

#[tokio::test]
async fn details_name_a_missing_and_a_wrong_key() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (right, wrong) = (TestKey::random()?, TestKey::random()?);
        sandbox.storage().store("minutes.txt", b"content".to_vec(), Some(&right.bytes)).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("wrong-key-details", async |page| {
            page.connected_to_demo().await?;
            page.open_details("minutes.txt").await?;
            page.read(&id("locked"), "This object needs its key").await?;
            ensure!(page.fact("Content type").await? == "needs the key");
            ensure!(page.fact("Size").await?.contains('7'), "the size is known from the list");

            page.click(&id("choose-key")).await?;
            page.read("dialog", "The right key is not in this tab").await?;
            page.paste_key(&wrong).await?;
            page.read(&id("locked"), "does not fit this object").await?;

            page.click(&id("choose-key")).await?;
            page.paste_key(&right).await?;
            ensure!(page.fact("Encryption").await?.contains("AES256 with your key"));
            page.miss(&id("locked")).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn after_a_keyed_download_no_key_and_a_wrong_key_are_still_refused() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let (right, wrong) = (TestKey::random()?, TestKey::random()?);
        let contents = bytes::random(100_000)?;
        sandbox.storage().store("minutes.txt", contents.clone(), Some(&right.bytes)).await?;
        sandbox.storage().store("plain.txt", b"in clear".to_vec(), None).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("wrong-key-download", async |page| {
            page.connected_to_demo().await?;
            page.click_in_row("minutes.txt", "download").await?;
            page.read("dialog", "This object needs its key").await?;
            page.paste_key(&wrong).await?;
            page.read("dialog", "does not fit this object").await?;
            ensure!(page.transfer("minutes.txt", Way::Down).await?.is_none(), "a refused key starts a download");
            page.paste_key(&right).await?;
            page.downloaded_is("minutes.txt", "minutes.txt", &contents).await?;
            // A key chosen does not stand in the way of an object that has none.
            page.download_and_compare("plain.txt", "plain.txt", b"in clear").await?;

            // The very addresses that were used: whatever the browser kept, it must not give it without the key.
            let again = page
                .session()
                .async_script(
                    "const used = performance.getEntriesByType('resource').map((entry) => entry.name);
                    const kept = [];
                    for (const address of used.filter((address) => address.includes('minutes.txt'))) {
                        for (const cache of ['force-cache', 'default']) {
                            const answer = await fetch(address, { cache, credentials: 'omit' });
                            kept.push([answer.status, (await answer.text()).length, address.includes('customer-key')]);
                        }
                    }
                    return kept;",
                    Vec::new(),
                )
                .await?;
            let again = again.as_array().cloned().unwrap_or_default();
            let keyed = again.iter().filter(|answer| answer[2] == json!(true)).count();
            ensure!(keyed > 0, "no address of a keyed request is known, so nothing was asked");
            for answer in &again {
                let (status, len) = (answer[0].as_u64(), answer[1].as_u64());
                let refused = matches!(status, Some(400 | 403));
                ensure!(refused && len < Some(5_000), "without its headers an address answered {answer}");
            }

            // Through the page: without the key, then with a wrong one.
            page.go_to_keys().await?;
            for _ in 0..2 {
                page.click(&id("remove-key")).await?;
                page.click(&id("remove-key-confirm")).await?;
                page.no_dialog().await?;
            }
            page.read("#main", "No key in this tab").await?;
            page.go_to_files().await?;
            page.click_in_row("minutes.txt", "download").await?;
            page.read("dialog", "This object needs its key").await?;
            page.paste_key(&wrong).await?;
            page.read("dialog", "does not fit this object").await?;
            page.picture("need-key").await?;
            let left = page.session().download_names();
            ensure!(left.is_empty(), "a refused download left {left:?}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_key_is_refused_with_the_number_of_bytes_found() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("no-key", async |page| {
            page.connected_to_demo().await?;
            page.go_to_keys().await?;
            page.click(&id("import-key")).await?;
            let key = TestKey::random()?;
            for (name, contents, part) in [
                ("short.key", vec![7; 31], "31"),
                ("long.key", vec![7; 33], "33"),
                ("empty.key", Vec::new(), "Nothing was given"),
            ] {
                let file = bytes::write(key.folder(), name, &contents)?;
                page.choose(&id("import-file"), &[file]).await?;
                page.read("form", part).await?;
            }
            page.click("#import-text").await?;
            page.fill("#import-text", "c2hvcnQ=").await?;
            page.click(&id("import-submit")).await?;
            page.read("form", "5").await?;
            ensure!(
                page.script("return !!document.querySelector('[data-testid=ring]')", Vec::new()).await?
                    == Value::Bool(false)
            );
            // The raw bytes are a key file too.
            let raw = bytes::write(key.folder(), "raw.key", &key.bytes)?;
            page.choose(&id("import-file"), &[raw]).await?;
            page.see(&id("key-sheet")).await?;
            page.click(&id("show-key")).await?;
            page.read(&id("key-text"), &key.base64()).await?;
            page.click(&id("show-key")).await?;
            page.miss(&id("key-text")).await?;
            let shown =
                page.script("return document.body.innerText.includes(arguments[0])", vec![json!(key.base64())]).await?;
            ensure!(shown == json!(false), "the key is still shown");
            Ok(())
        })
        .await?;
    }
    Ok(())
}
