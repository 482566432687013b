//! Pasted links that do not work, or not as they are: refused by name, expired, wrapped in other text, made for one content.

use anyhow::{Result, ensure};
use sealport_tests::call::Call;
use sealport_tests::customer_key::CustomerKey;
use sealport_tests::{Browser, bytes};
use serde_json::json;

use crate::links::{begin, link, paste, result, scene};
use crate::page::{TestKey, id};

#[tokio::test]
async fn links_that_cannot_work_are_refused_by_name() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, sandbox, page) = scene(browser).await?;
        let storage = sandbox.storage();
        let customer_key = CustomerKey::new(&TestKey::random()?.bytes);
        page.run("links-refused", async |page| {
            let put = || Call::put("a.txt", "");
            let get = || Call::get("a.txt");
            let algorithm = "x-amz-server-side-encryption-customer-algorithm";
            let cases = [
                (put().query("x-amz-checksum-crc32", "AAAAAA==").to_address(storage)?, "nothing but an empty object"),
                (
                    put()
                        .query("x-amz-server-side-encryption-customer-key", &customer_key.base64)
                        .to_address(storage)?,
                    "the SSE-C key itself",
                ),
                (put().query(algorithm, "AES256").to_address(storage)?, algorithm),
                (put().signed("x-amz-meta-foo", "bar").to_address(storage)?, "x-amz-meta-foo"),
                (get().without_parameter("X-Amz-Date").to_address(storage)?, "X-Amz-Date"),
                (format!("{}/demo/a.txt?versionId=1", storage.endpoint), "no signature"),
                ("https://s3.example/a b".to_owned(), "not one whole link"),
                ("scan-0042.tif".to_owned(), "This is no link"),
                ("javascript:alert(1)".to_owned(), "This is no link"),
                (get().to_address(storage)?.replace("://", "://me:pw@"), "user name before its host"),
                (get().to_address(storage)?.replace("/a.txt", "/"), "names no object"),
                (get().lasting(700_000).to_address(storage)?, "lifetime that no storage gives"),
                (get().to_address(storage)?.replace("127.0.0.1", "[::1]"), "cannot use the address"),
                (get().to_address(storage)?.replace("127.0.0.1", "storage.example"), "cannot use the address"),
            ];
            let mut said = String::new();
            for (link, part) in cases {
                paste(page, &link).await?;
                let refused = page.read(&id("link-refused"), part).await?;
                page.miss(&id("link-start")).await?;
                // Of a link without its date it is true that it was cut.
                if part != "X-Amz-Date" {
                    said.push_str(&refused);
                }
            }
            for word in ["endpoint", "cut", "field"] {
                ensure!(!said.contains(word), "words of another place: {said}");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_expired_link_may_be_tried_and_then_the_storages_clock_counts() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, sandbox, page) = scene(browser).await?;
        let storage = sandbox.storage();
        storage.store("a.txt", b"content".to_vec(), None).await?;
        page.run("links-expired", async |page| {
            paste(page, &Call::get("a.txt").lasting(60).aged(4_000).to_address(storage)?).await?;
            let said = page.read(&id("link-expired"), "It stopped working 65 minutes ago").await?;
            ensure!(said.contains("by this computer") && !said.contains("by the storage"), "it says: {said}");
            page.miss(&id("link-start")).await?;
            page.click(&id("link-try")).await?;
            begin(page, "get", None).await?;
            // The storage says the same, and there is no more to try.
            result(page, "Ask its maker for a new one").await?;
            page.miss(&id("link-expired")).await?;
            page.miss(&id("link-start")).await?;
            page.miss(&id("link-try")).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_computer_whose_clock_is_ahead_is_not_locked_out() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, sandbox, page) = scene(browser).await?;
        let storage = sandbox.storage();
        storage.store("a.txt", b"content".to_vec(), None).await?;
        page.run("links-clock-ahead", async |page| {
            page.script("const now = Date.now; Date.now = () => now.call(Date) + 7_200_000", Vec::new()).await?;
            paste(page, &Call::get("a.txt").lasting(900).to_address(storage)?).await?;
            // The page's clock ticks slowly: a use makes it look.
            if page.script("return !!document.querySelector('[data-testid=link-is]')", Vec::new()).await? == json!(true)
            {
                page.click("label:has([data-testid=link-get])").await?;
                page.click(&id("link-start")).await?;
            }
            page.read(&id("link-expired"), "by this computer").await?;
            page.click(&id("link-try")).await?;
            begin(page, "get", None).await?;
            result(page, "Saved").await?;
            page.miss(&id("link-expired")).await?;
            let valid = page.read(&id("link-valid"), "by the storage").await?;
            ensure!(valid.contains("minutes more") && valid.contains("120 minutes ahead"), "it says: {valid}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn links_as_mails_and_source_code_carry_them_are_read() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, sandbox, page) = scene(browser).await?;
        let plain = Call::get("a.txt").lasting(900).to_address(sandbox.storage())?;
        page.run("links-wrapped", async |page| {
            let (head, tail) = plain.split_at(100);
            for text in
                [format!("<{plain}>"), format!("\"{plain}\""), plain.replace('&', "&amp;"), format!("{head}\n  {tail}")]
            {
                paste(page, &text).await?;
                page.read(&id("link-facts"), "a.txt").await?;
                paste(page, "no link").await?;
                page.miss(&id("link-facts")).await?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_link_for_one_content_takes_that_content_only() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, sandbox, page) = scene(browser).await?;
        let storage = sandbox.storage();
        let key = TestKey::random()?;
        page.run("links-one-content", async |page| {
            // The CRC-32 of `hello`.
            let put = Call::put("hello.txt", "").query("x-amz-checksum-crc32", "NhCmhg==").to_address(storage)?;
            paste(page, &put).await?;
            page.read(&id("link-is"), "An upload link").await?;
            page.miss(&id("link-get")).await?;
            page.read(&id("link-notes"), "x-amz-checksum-crc32").await?;
            page.choose(&id("link-file"), &[bytes::write(key.folder(), "other.txt", b"other content")?]).await?;
            page.read(&id("link-other-content"), "x-amz-checksum-crc32").await?;
            ensure!(!page.see(&id("link-start")).await?.is_enabled().await?, "another content may be sent");
            page.choose(&id("link-file"), &[bytes::write(key.folder(), "hello.txt", b"hello")?]).await?;
            page.miss(&id("link-other-content")).await?;
            page.click(&id("link-start")).await?;
            result(page, "Stored").await?;
            ensure!(storage.read("hello.txt", None).await?.bytes().await? == b"hello".as_slice(), "stored otherwise");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_encryption_of_a_link_is_announced_by_its_name() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, sandbox, page) = scene(browser).await?;
        let storage = sandbox.storage();
        let key = TestKey::random()?;
        page.run("links-encryption", async |page| {
            let put = Call::put("kms.txt", "");
            paste(page, &put.query("x-amz-server-side-encryption", "aws:kms").to_address(storage)?).await?;
            let notes = page.read(&id("link-notes"), "SSE-KMS").await?;
            ensure!(!notes.contains("SSE-S3"), "announced as {notes}");
            page.miss(&id("link-encryption")).await?;
            // Among the signed headers the value is its maker's: the wrong one does not fit, the right one does.
            let put = Call::put("sse-s3.txt", "").signed("x-amz-server-side-encryption", "AES256");
            paste(page, &put.to_address(storage)?).await?;
            page.choose(&id("link-file"), &[bytes::write(key.folder(), "a.txt", b"content")?]).await?;
            ensure!(!page.see(&id("link-start")).await?.is_enabled().await?, "sent with a value that nobody named");
            for (choice, said) in
                [("link-aws-kms", "The link's signature does not fit"), ("link-AES256", "storage (SSE-S3)")]
            {
                page.click(&format!("label:has({})", id(choice))).await?;
                page.click(&id("link-start")).await?;
                result(page, said).await?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn whoever_has_a_link_only_is_not_sent_to_a_list() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, sandbox, page) = scene(browser).await?;
        let storage = sandbox.storage();
        let key = TestKey::random()?;
        page.run("links-words", async |page| {
            for call in [
                Call::get("missing.txt"),
                Call::get("missing.txt").other_access_key_id("AKIDUNKNOWN"),
                Call::get("missing.txt").other_region("elsewhere-1"),
            ] {
                paste(page, &call.to_address(storage)?).await?;
                begin(page, "get", None).await?;
                let said = result(page, "maker").await?;
                for word in ["Load the list", "access key ID,", "Use that name"] {
                    ensure!(!said.contains(word), "{word}: {said}");
                }
            }
            // A link for an object with a key, and the object has none.
            storage.store("plain.txt", b"content".to_vec(), None).await?;
            paste(page, &link(Call::get("plain.txt"), &key, "a", storage)?).await?;
            begin(page, "get", Some(&key)).await?;
            result(page, "Ask its maker for another link").await.map(drop)
        })
        .await?;
    }
    Ok(())
}
