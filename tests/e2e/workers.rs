//! The page's workers as they are built and served: they start under the page's policy, and not before they are needed.

use anyhow::{Result, ensure};
use sealport_tests::site::Site;
use sealport_tests::{Browser, places};
use serde_json::json;

use crate::page::Page;

/// Starts the worker that the page names, as the page does, and gives its first word.
const FIRST_WORD: &str = "
    const script = document.querySelector(`meta[name='${args[0]}']`).content;
    const worker = new Worker(new URL(script, document.baseURI), { type: 'module' });
    try {
      return await new Promise((say, fail) => {
        worker.onmessage = ({ data }) => say(data);
        worker.onerror = () => fail(new Error('it did not start'));
      });
    } finally { worker.terminate(); }";

/// The scripts and wasm files that the page has loaded so far, by their names.
const LOADED: &str = "return performance.getEntriesByType('resource').map(({ name }) => name.split('/').pop())";

#[tokio::test]
async fn workers_start_under_the_policy_of_the_page_and_are_no_part_of_its_first_load() -> Result<()> {
    for browser in Browser::wanted()? {
        let site = Site::start(&places::dist()?, "/page", None).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("workers", async |page| {
            let loaded = page.script(LOADED, Vec::new()).await?.to_string();
            ensure!(loaded.contains("sealport."), "the page's own wasm is not among {loaded}");
            ensure!(!loaded.contains("worker") && !loaded.contains("meter"), "loaded at the start: {loaded}");
            for name in ["sealport-worker", "sealport-meter"] {
                let word = page.session().async_script(FIRST_WORD, vec![json!(name)]).await?;
                ensure!(word == "ready", "{name} said {word}");
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}
