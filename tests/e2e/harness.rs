//! The harness itself: what it must do for the other tests to mean anything.

use std::time::Duration;

use anyhow::{Result, bail, ensure};
use sealport_tests::session::Session;
use sealport_tests::site::Site;
use sealport_tests::{Browser, places, wait};

use crate::page::Page;

#[tokio::test]
async fn a_test_that_breaks_off_leaves_no_browser_behind() -> Result<()> {
    for browser in Browser::wanted()? {
        let session = Session::open(browser).await?;
        let Some(id) = session.process_id().filter(|_| cfg!(unix)) else { continue };
        ensure!(is_running(id), "the browser that was just started does not run");
        drop(session);
        wait::until("the end of the browser", Duration::from_secs(15), async || Ok((!is_running(id)).then_some(())))
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn broken_policies_and_failed_scripts_are_noticed() -> Result<()> {
    for browser in Browser::wanted()? {
        if !browser.has_devtools() {
            continue;
        }
        let site = Site::start(&places::dist()?, "", None).await?;
        let inline =
            "document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = 1' }))";
        let thrown = "setTimeout(() => { throw new Error('a fault of the page'); })";
        for (script, noticed) in [(inline, "content security policy"), (thrown, "a fault of the page")] {
            let page = Page::open(browser, &site.address()).await?;
            let result = page
                .run("noticed", async |page| {
                    page.script(script, Vec::new()).await?;
                    // A second round trip: what was thrown is in the console by then.
                    page.script("return new Promise((done) => setTimeout(done, 50))", Vec::new()).await.map(drop)
                })
                .await;
            match result {
                Ok(_) => bail!("{script} went unnoticed"),
                Err(error) => ensure!(format!("{error:#}").contains(noticed), "{script} was noticed as {error:#}"),
            }
        }
    }
    Ok(())
}

#[cfg(unix)]
fn is_running(process_id: i32) -> bool {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(process_id), None).is_ok()
}

#[cfg(not(unix))]
fn is_running(_: i32) -> bool {
    false
}
