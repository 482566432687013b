//! Files on their way into the list: dropped, sent to a chosen prefix, found again in folders and by the filter.

use anyhow::{Result, ensure};
use sealport_tests::sandbox::Sandbox;
use sealport_tests::{Browser, places, wait};

use crate::page::{LATER, Page, SOON, TestKey, id};

/// What a drop of two files from the desktop looks like to the page.
const DROP: &str = "
    const data = new DataTransfer();
    data.items.add(new File(['dropped, the first'], 'first.txt', { type: 'text/plain' }));
    data.items.add(new File(['dropped, the second'], 'second.txt'));
    for (const type of ['dragenter', 'dragover', 'drop']) {
        document.querySelector('main').dispatchEvent(
            new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
    }";

#[tokio::test]
async fn dropped_files_go_to_the_chosen_prefix_and_are_found_there() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let key = TestKey::random()?;
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("staging", async |page| {
            page.connected_to_demo().await?;
            page.import_key(&key).await?;
            page.go_to_files().await?;
            page.script(DROP, Vec::new()).await?;
            page.read(&id("staged"), "2 files").await?;
            ensure!(sandbox.storage().object_keys().await?.is_empty(), "dropped files left before anyone said so");
            page.click(&id("change-destination")).await?;
            page.fill(&id("destination"), "a/../b/").await?;
            page.click(&id("destination-use")).await?;
            page.see("#destination[aria-invalid=true]").await?;
            page.fill(&id("destination"), "été 2026/reports/").await?;
            page.click(&id("destination-use")).await?;
            page.click(&id("upload-staged")).await?;
            let (first, second) = ("été 2026/reports/first.txt", "été 2026/reports/second.txt");
            for object_key in [first, second] {
                page.upload_is_confirmed(object_key).await?;
            }
            let read = sandbox.storage().read(first, Some(&key.bytes)).await?;
            ensure!(read.text().await? == "dropped, the first");

            page.reload_list().await?;
            page.click("tr[data-folder='été 2026/'] a").await?;
            page.click("tr[data-folder='été 2026/reports/'] a").await?;
            page.row(first).await?;
            list_is(page, &[first, second]).await?;
            page.fill("#filter", "sec").await?;
            list_is(page, &[second]).await?;
            page.fill("#filter", "t").await?;
            list_is(page, &[first, second]).await?;
            let mut orders = Vec::new();
            for _ in 0..2 {
                page.click("th.c-size button").await?;
                let order = page.see("th.c-size[aria-sort]").await?.attr("aria-sort").await?.unwrap_or_default();
                let wanted = if order == "ascending" { [first, second] } else { [second, first] };
                list_is(page, &wanted).await?;
                orders.push(order);
            }
            orders.sort();
            ensure!(orders == ["ascending", "descending"], "the list is sorted by size as {orders:?}");
            // The address leads back here, whatever is in the name.
            let address = page.session().driver().current_url().await?.to_string();
            page.session().driver().goto("about:blank").await?;
            page.goto(&address).await?;
            page.row(second).await.map(drop)
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_list_of_several_pages_is_continued_to_its_end() -> Result<()> {
    for browser in Browser::wanted()? {
        let sandbox = Sandbox::start(Some(&places::dist()?), &[]).await?;
        let count = 1_150;
        for number in 0..count {
            sandbox.storage().store(&format!("many/{number:04}.txt"), Vec::new(), None).await?;
        }
        let page = Page::open(browser, sandbox.page()).await?;
        page.run("many", async |page| {
            page.connected_to_demo().await?;
            page.click("tr[data-folder='many/'] a").await?;
            page.row("many/0000.txt").await?;
            let listed = wait::until("the last row", LATER, async || {
                // Coming near the end of the list asks for what follows.
                page.script("document.querySelector('.more')?.scrollIntoView()", Vec::new()).await?;
                let listed = page.listed().await?;
                Ok((listed.last().map(String::as_str) == Some("many/1149.txt")).then_some(listed))
            })
            .await?;
            ensure!(listed.len() == count, "the list shows {} of {count}", listed.len());
            Ok(())
        })
        .await?;
    }
    Ok(())
}

async fn list_is(page: &Page, wanted: &[&str]) -> Result<()> {
    wait::until(format!("the list to be {wanted:?}"), SOON, async || Ok((page.listed().await? == wanted).then_some(())))
        .await
}
