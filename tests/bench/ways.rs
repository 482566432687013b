//! The ways to move one file, each timed in the page from its start to its end.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use sealport_s3::{
    AddressingStyle, AtRest, BucketName, Credentials, Endpoint, Expiry, LinkOperation, LinkTarget, ObjectKey, Region,
    SseCKey, UnixTime, UnsignedRequest,
};
use sealport_tests::bytes;
use sealport_tests::storage::Storage;
use serde_json::{Value, json};
use thirtyfour::By;

use crate::page::{Page, id};

/// One way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Our page, SSE-C, from the click to the receipt.
    PageUp,
    /// XHR of the same File with the same three headers.
    XhrSseC,
    /// XHR of the same File without encryption.
    XhrPlain,
    /// Our page, SSE-C, from the click to the end, into a sink that drops.
    PageDown,
    /// fetch with the same three headers, read and dropped.
    FetchSseC,
    /// fetch without encryption, read and dropped.
    FetchPlain,
}

/// Ways up; ours first.
pub const UP: [Way; 3] = [Way::PageUp, Way::XhrSseC, Way::XhrPlain];
/// Ways down; ours first.
pub const DOWN: [Way; 3] = [Way::PageDown, Way::FetchSseC, Way::FetchPlain];

impl Way {
    /// For tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::PageUp => "page upload",
            Self::XhrSseC => "XHR, SSE-C headers",
            Self::XhrPlain => "XHR, plain",
            Self::PageDown => "page download",
            Self::FetchSseC => "fetch, SSE-C headers",
            Self::FetchPlain => "fetch, plain",
        }
    }
}

/// Ways wait for each other; one takes minutes on the slowest machine.
pub const LIMIT: Duration = Duration::from_secs(600);
/// A link outlasts a run.
const EXPIRY_SECS: u64 = 6 * 3600;

/// Times the press of a button until the last transfer row is done.
const UNTIL_DONE: &str = "
    const button = [...document.querySelectorAll(args[0])].find((found) => !args[1] ||
        found.closest('tr')?.dataset.objectKey === args[1]);
    const begin = performance.now();
    button.click();
    await new Promise((done, fail) => {
        const look = () => {
            const row = [...document.querySelectorAll('[data-testid=transfer]')].find((row) =>
                row.dataset.objectKey === args[2] && row.dataset.way === args[3]);
            if (row?.dataset.state === 'done') { watch.disconnect(); done(); }
            if (row?.dataset.state === 'failed') { watch.disconnect(); fail(new Error(row.innerText)); }
        };
        const watch = new MutationObserver(look);
        watch.observe(document.body, { subtree: true, childList: true, attributes: true });
        look();
    });
    return performance.now() - begin;";

const XHR: &str = "
    const file = document.querySelector('#bench-file').files[0];
    const begin = performance.now();
    await new Promise((done, fail) => {
        const xhr = new XMLHttpRequest();
        xhr.open('PUT', args[0]);
        for (const [name, value] of Object.entries(args[1])) xhr.setRequestHeader(name, value);
        xhr.onload = () => xhr.status === 200 ? done() : fail(new Error(`status ${xhr.status}: ${xhr.responseText}`));
        xhr.onerror = () => fail(new Error('no answer'));
        xhr.send(file);
    });
    return performance.now() - begin;";

const FETCH: &str = "
    const begin = performance.now();
    const answer = await fetch(args[0], { headers: args[1], cache: 'no-store', credentials: 'omit' });
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    const reader = answer.body.getReader();
    for (;;) { if ((await reader.read()).done) break; }
    return performance.now() - begin;";

/// The save picker leads to a true file whose writes are dropped: disks are not what is measured. Tasks over 50 ms are
/// noted from here on.
const PREPARE: &str = "
    FileSystemWritableFileStream.prototype.write = async () => undefined;
    window.showSaveFilePicker = async () =>
        (await navigator.storage.getDirectory()).getFileHandle('dropped', { create: true });
    window.longestTask = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
        window.longestTask = Math.max(window.longestTask, entry.duration);
    })).observe({ type: 'longtask' });
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'bench-file' });
    document.body.append(input);";

/// The page, ready for all ways.
pub struct Window<'a> {
    page: &'a Page,
    storage: &'a Storage,
    file: PathBuf,
    ssec: SseCKey,
}

impl<'a> Window<'a> {
    /// Makes a key, chooses the file for the peers, and lays down what they download.
    pub async fn prepare(page: &'a mut Page, storage: &'a Storage, file: &Path) -> Result<Self> {
        page.make_key().await?;
        page.go_to_files().await?;
        let driver = page.session().driver();
        driver.set_script_timeout(LIMIT).await?;
        page.session().async_script(PREPARE, Vec::new()).await?;
        driver.find(By::Css("#bench-file")).await?.send_keys(file.display().to_string()).await?;
        let ssec = SseCKey::from_bytes(bytes::random(32)?.try_into().ok().context("32 bytes")?);
        let window = Self { page, storage, file: file.to_owned(), ssec };
        window.script(XHR, window.request(LinkOperation::Put, "down-plain.bin", false)?).await?;
        window.script(XHR, window.request(LinkOperation::Put, "down-ssec.bin", true)?).await?;
        Ok(window)
    }

    /// Goes one way, and returns its milliseconds.
    pub async fn run(&self, way: Way, round: usize) -> Result<f64> {
        match way {
            Way::PageUp => {
                // A name of its own, so that nothing is overwritten; the same bytes.
                let name = page_name(round);
                let link = self.file.with_file_name(&name);
                if !link.exists() {
                    fs::hard_link(&self.file, &link)?;
                }
                self.page.stage(&[&link]).await?;
                let arguments = vec![json!(id("upload-staged")), Value::Null, json!(name), json!("up")];
                self.script(UNTIL_DONE, arguments).await
            }
            Way::PageDown => {
                let name = page_name(round);
                self.page.row(&name).await?;
                let arguments = vec![json!(id("download")), json!(name), json!(name), json!("down")];
                self.script(UNTIL_DONE, arguments).await
            }
            Way::XhrSseC => self.script(XHR, self.request(LinkOperation::Put, "up-ssec.bin", true)?).await,
            Way::XhrPlain => self.script(XHR, self.request(LinkOperation::Put, "up-plain.bin", false)?).await,
            Way::FetchSseC => self.script(FETCH, self.request(LinkOperation::Get, "down-ssec.bin", true)?).await,
            Way::FetchPlain => self.script(FETCH, self.request(LinkOperation::Get, "down-plain.bin", false)?).await,
        }
    }

    /// Removes what a round stored.
    pub async fn clean_up(&self, round: usize) -> Result<()> {
        let name = page_name(round);
        self.storage.remove(&name).await?;
        Ok(fs::remove_file(self.file.with_file_name(&name))?)
    }

    /// The longest that the page's main thread was busy without a pause.
    pub async fn longest_task_ms(&self) -> Result<f64> {
        let longest = self.page.session().script("return window.longestTask", Vec::new()).await?;
        longest.as_f64().context("no long tasks were watched")
    }

    async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<f64> {
        let ms = self.page.session().async_script(script, arguments).await?;
        ms.as_f64().with_context(|| format!("{ms} is no time"))
    }

    /// A presigned URL and the headers to send with it, as arguments of a script.
    fn request(&self, operation: LinkOperation, name: &str, with_key: bool) -> Result<Vec<Value>> {
        let (url, headers) = presigned(self.storage, operation, name, with_key.then_some(&self.ssec))?;
        Ok(vec![url, headers])
    }
}

/// A presigned URL and the headers to send with it.
pub fn presigned(
    storage: &Storage,
    operation: LinkOperation,
    name: &str,
    ssec: Option<&SseCKey>,
) -> Result<(Value, Value)> {
    let region = Region::parse(&storage.region)?;
    let bucket = sealport_s3::Storage::new(
        Endpoint::parse(&storage.endpoint)?,
        region.clone(),
        BucketName::parse(&storage.bucket)?,
        AddressingStyle::Path,
    );
    let object_key = ObjectKey::parse(name)?;
    let target = LinkTarget { storage: &bucket, object_key: &object_key, operation, only_if_absent: false };
    let request = match ssec {
        Some(ssec) => UnsignedRequest::link_for_key(target, ssec)?,
        None => UnsignedRequest::link(target, &AtRest::BucketDefault)?,
    };
    let credentials = Credentials::new(storage.access_key_id.clone(), storage.secret_access_key.clone(), None)?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    let now = UnixTime::from_secs(i64::try_from(now)?);
    let signed = request.presign(&credentials, &region, now, Expiry::from_secs(EXPIRY_SECS)?);
    let headers: serde_json::Map<String, Value> =
        signed.headers().iter().map(|header| (header.name().to_owned(), json!(header.expose()))).collect();
    Ok((json!(signed.url().expose()), Value::Object(headers)))
}

fn page_name(round: usize) -> String {
    format!("page-{round}.bin")
}
