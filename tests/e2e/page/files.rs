//! The list, uploads and downloads.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use sealport_tests::{bytes, wait};
use serde_json::{Value, json};
use thirtyfour::{By, WebElement};

use super::{LATER, Page, SOON, id};

/// Which way a transfer goes, as the page marks its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

impl Page {
    pub async fn go_to_files(&self) -> Result<()> {
        self.click(&id("nav-files")).await?;
        self.see(&id("tray")).await.map(drop)
    }

    /// Gives files to a file input, as the system's dialog would.
    pub async fn choose(&self, css: &str, files: &[impl AsRef<Path>]) -> Result<()> {
        let paths: Vec<String> = files.iter().map(|path| path.as_ref().display().to_string()).collect();
        Ok(self.have(css).await?.send_keys(paths.join("\n")).await?)
    }

    /// Stages files for upload.
    pub async fn stage(&self, files: &[impl AsRef<Path>]) -> Result<()> {
        self.choose("#choose-files", files).await?;
        self.see(&id("upload-staged")).await.map(drop)
    }

    /// Stages files and sends them.
    pub async fn upload(&self, files: &[impl AsRef<Path>]) -> Result<()> {
        self.stage(files).await?;
        self.click(&id("upload-staged")).await
    }

    /// For the narrow window, where the panel of transfers has to be brought up; a wide one shows it anyway.
    pub async fn bring_up_tray(&self) -> Result<()> {
        self.script("document.querySelector('[data-testid=open-tray]')?.click()", Vec::new()).await.map(drop)
    }

    /// The state of an object's last transfer, and the row's text.
    pub async fn transfer(&self, object_key: &str, way: Way) -> Result<Option<(String, String)>> {
        let script = "const rows = [...document.querySelectorAll('[data-testid=transfer]')].filter((row) =>
                row.dataset.objectKey === arguments[0] && row.dataset.way === arguments[1]);
            const row = rows.at(-1);
            return row ? [row.dataset.state, row.innerText] : null;";
        let way = if way == Way::Up { "up" } else { "down" };
        Ok(serde_json::from_value(self.script(script, vec![json!(object_key), json!(way)]).await?)?)
    }

    /// Waits for a transfer to reach a state, and returns the row's text. A transfer that fails meanwhile is an error.
    pub async fn transfer_is(&self, object_key: &str, way: Way, state: &str, within: Duration) -> Result<String> {
        wait::until(format!("the transfer of {object_key:?} ({way:?}) to be {state}"), within, async || {
            match self.transfer(object_key, way).await? {
                Some((now, text)) if now == state => Ok(Some(text)),
                Some((now, text)) if now == "failed" => bail!("the transfer of {object_key:?} failed: {text}"),
                _ => Ok(None),
            }
        })
        .await
    }

    /// Waits until an upload is done with its receipt confirming the encryption.
    pub async fn upload_is_confirmed(&self, object_key: &str) -> Result<()> {
        let text = self.transfer_is(object_key, Way::Up, "done", LATER).await?;
        ensure!(text.contains("encryption with your key confirmed"), "the receipt of {object_key:?} says: {text}");
        Ok(())
    }

    /// A button in the row of a transfer.
    pub async fn click_in_transfer(&self, object_key: &str, test_id: &str) -> Result<()> {
        self.click_in("[data-testid=transfer]", object_key, test_id).await
    }

    /// The object keys in the list, in its order.
    pub async fn listed(&self) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll('tr[data-object-key]')].map((row) => row.dataset.objectKey)";
        Ok(serde_json::from_value(self.script(script, Vec::new()).await?)?)
    }

    /// Waits until an object is in the list, and returns its row's text.
    pub async fn row(&self, object_key: &str) -> Result<String> {
        let script = "return [...document.querySelectorAll('tr[data-object-key]')]
            .find((row) => row.dataset.objectKey === arguments[0])?.innerText ?? null";
        let text = wait::until(format!("{object_key:?} in the list"), SOON, async || {
            Ok(self.script(script, vec![json!(object_key)]).await?.as_str().map(str::to_owned))
        });
        text.await.with_context(|| format!("in the folder {:?}", self.session().download_names()))
    }

    /// Reads the list anew from the storage.
    pub async fn reload_list(&self) -> Result<()> {
        self.click(&id("reload")).await?;
        self.miss(&id("list-loading")).await
    }

    /// Clicks a button in an object's row.
    pub async fn click_in_row(&self, object_key: &str, test_id: &str) -> Result<()> {
        self.row(object_key).await?;
        self.click_in("tr[data-object-key]", object_key, test_id).await
    }

    async fn click_in(&self, rows: &str, object_key: &str, test_id: &str) -> Result<()> {
        let script = "return [...document.querySelectorAll(arguments[0])].filter((row) => row.dataset.objectKey ===
            arguments[1]).at(-1)?.querySelector(`[data-testid=${arguments[2]}]`) ?? null";
        let arguments = vec![json!(rows), json!(object_key), json!(test_id)];
        wait::until(format!("a click on {test_id} of {object_key:?}"), SOON, async || {
            let found = self.session().driver().execute(script, arguments.clone()).await?;
            if *found.json() == Value::Null {
                return Ok(None);
            }
            let element: WebElement = found.element()?;
            Ok(element.click().await.ok())
        })
        .await
    }

    /// Downloads an object by its row and compares it byte for byte.
    pub async fn download_and_compare(&self, object_key: &str, file_name: &str, contents: &[u8]) -> Result<()> {
        self.click_in_row(object_key, "download").await?;
        self.downloaded_is(object_key, file_name, contents).await
    }

    /// Waits for a started download and compares it byte for byte.
    pub async fn downloaded_is(&self, object_key: &str, file_name: &str, contents: &[u8]) -> Result<()> {
        self.transfer_is(object_key, Way::Down, "done", LATER).await?;
        let received = self.session().downloaded(file_name, SOON).await?;
        ensure!(
            received == contents,
            "{object_key:?} came back as {} bytes with SHA-256 {}, sent were {} with {}",
            received.len(),
            bytes::digest(&received),
            contents.len(),
            bytes::digest(contents)
        );
        Ok(())
    }

    /// Opens an object's details by its name in the list.
    pub async fn open_details(&self, object_key: &str) -> Result<()> {
        // A list that is read again closes the menu, so both clicks are one try.
        wait::until(format!("the details of {object_key:?}"), LATER, async || {
            self.click_in_row(object_key, "more").await?;
            let details = self.session().driver().find(By::Css(id("menu-details"))).await;
            Ok(match details {
                Ok(details) => details.click().await.ok(),
                Err(_) => None,
            })
        })
        .await?;
        self.see(&id("object-page")).await.map(drop)
    }

    /// What the details say under a name.
    pub async fn fact(&self, name: &str) -> Result<String> {
        let script = "return [...document.querySelectorAll('[data-testid=facts] dt')]
            .find((term) => term.innerText === arguments[0])?.nextElementSibling?.innerText ?? null";
        wait::until(format!("the fact {name:?}"), SOON, async || {
            Ok(self.script(script, vec![json!(name)]).await?.as_str().map(str::to_owned))
        })
        .await
    }

    /// Deletes the shown object, with its confirmation.
    pub async fn delete_shown(&self, name: &str) -> Result<()> {
        self.click(&id("object-delete")).await?;
        self.read("dialog", &format!("Delete {name}?")).await?;
        self.click(&id("delete-confirm")).await?;
        self.see(&id("tray")).await.map(drop)
    }
}
