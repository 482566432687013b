//! How local mode looks: every state, in both themes, wide and narrow.

use anyhow::Result;
use sealport_tests::{Browser, bytes};

use crate::local::{saved, scene, suggested, take};
use crate::local_openssl::openssl;
use crate::page::id;
use crate::screens::Looks;

#[tokio::test]
async fn the_local_screens_are_accessible_and_fit() -> Result<()> {
    for browser in Browser::wanted()? {
        let (_site, page, folder) = scene(browser).await?;
        let folder = folder.path();
        page.run("screens-local", async |page| {
            let mut looks = Looks::new()?;
            page.see(&id("local-choose")).await?;
            looks.at(page, "local-idle").await?;
            let long = format!("{} longer than any column.pdf", "a rather long name ".repeat(4));
            let plain = bytes::write(folder, &long, b"content")?;
            take(page, &[&plain]).await?;
            let phrase = suggested(page).await?;
            looks.at(page, "local-seal").await?;
            page.fill("#new-passphrase", "sunday-report").await?;
            page.see(&id("weak-wanted")).await?;
            page.click(&id("seal-start")).await?;
            page.see(&id("local-complaint")).await?;
            looks.at(page, "local-weak").await?;
            page.click("label:has([data-testid=seal-both])").await?;
            page.click(&id("seal-new-key")).await?;
            page.see(&id("seal-with-key")).await?;
            looks.at(page, "local-both").await?;
            page.click("label:has([data-testid=seal-passphrase])").await?;
            page.fill("#new-passphrase", &phrase).await?;
            page.read(&id("seal-part"), "Strong").await?;
            page.click(&id("seal-start")).await?;
            let name = format!("{long}.sealed");
            let sealed = saved(page, "Sealed and given to the browser to save as", &name).await?;
            looks.at(page, "local-done").await?;
            let sealed = bytes::write(folder, &name, &sealed)?;
            take(page, &[&sealed]).await?;
            page.see(&id("open-part")).await?;
            page.click(&format!("{} summary", id("local-facts"))).await?;
            looks.at(page, "local-open").await?;
            page.fill("#passphrase", "another").await?;
            page.click(&id("open-start")).await?;
            page.see(&id("fault")).await?;
            looks.at(page, "local-wrong").await?;
            let enc = openssl(folder, &plain, "export.enc", &[], "a")?;
            take(page, &[&enc]).await?;
            page.click(&format!("{} summary", id("openssl-options"))).await?;
            looks.at(page, "local-openssl").await?;
            take(page, &[plain, sealed, enc]).await?;
            // With several files each part says whose it is.
            for (part, of) in [("open-part", ".sealed"), ("openssl-part", "export.enc"), ("seal-part", "a rather long")]
            {
                page.read(&format!("{} {}", id(part), id("part-head")), of).await?;
            }
            looks.at(page, "local-several").await?;
            page.script("scrollTo(0, document.body.scrollHeight)", Vec::new()).await?;
            looks.at(page, "local-several-end").await?;
            page.script("scrollTo(0, 0)", Vec::new()).await?;
            let others = ["a.txt", "b.txt"].map(|name| bytes::write(folder, name, b"content"));
            take(page, &others.into_iter().collect::<Result<Vec<_>>>()?).await?;
            suggested(page).await?;
            page.click(&id("seal-start")).await?;
            page.see(&id("local-count")).await?;
            looks.at(page, "local-count").await?;
            looks.result()
        })
        .await?;
    }
    Ok(())
}
