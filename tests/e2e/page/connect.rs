//! The first screen and the demo.

use anyhow::Result;
use sealport_tests::storage::Storage;

use super::{Page, id};

impl Page {
    /// Waits until the page, served by the local server, came up connected to its bucket.
    pub async fn connected_to_demo(&self) -> Result<()> {
        self.see(&id("demo-banner")).await.map(drop)
    }

    /// Fills the form for "Other S3" and asks for the checks.
    pub async fn ask_to_connect(&mut self, storage: &Storage) -> Result<()> {
        self.note_secret(&storage.secret_access_key);
        self.click("label:has([data-testid=provider-other])").await?;
        self.fill("#endpoint", &storage.endpoint).await?;
        self.fill("#region", &storage.region).await?;
        self.fill("#bucket", &storage.bucket).await?;
        self.fill("#access-key-id", &storage.access_key_id).await?;
        self.fill("#secret-access-key", &storage.secret_access_key).await?;
        self.click(&id("advanced")).await?;
        let path_style = self.see("#path-style").await?;
        if !path_style.is_selected().await? {
            self.click("#path-style").await?;
        }
        self.click(&id("connect")).await
    }

    /// Connects through the form, with all checks passed.
    pub async fn connect(&mut self, storage: &Storage) -> Result<()> {
        self.ask_to_connect(storage).await?;
        self.read(&id("checks"), "all passed").await?;
        self.click(&id("open-bucket")).await?;
        self.see(&id("tray")).await.map(drop)
    }
}
