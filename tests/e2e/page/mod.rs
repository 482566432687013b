//! The page as a person sees it: what one looks for, clicks and types, with a deadline for each.

mod connect;
mod files;
mod keys;
mod ring;

pub use files::Way;
pub use keys::TestKey;

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use sealport_tests::session::Session;
use sealport_tests::{Browser, wait};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{By, WebElement};

/// For anything that needs no transfer of much data.
pub const SOON: Duration = Duration::from_secs(20);
/// For transfers of up to some hundred MiB on a busy machine.
pub const LATER: Duration = Duration::from_secs(90);

/// Runs before the page's own scripts: without the save picker files land in the download folder, as in browsers that
/// have none, and what the policy forbids is noted.
const BEFORE_THE_PAGE: &str = "
    delete window.showSaveFilePicker;
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
        window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
";

/// The page in a window of its own.
#[derive(Debug)]
pub struct Page {
    session: Session,
    /// Texts that must not be seen in the console: keys and secrets that the test knows.
    secrets: Vec<String>,
    /// A text of lines in the console that the test provokes.
    provoked: Option<&'static str>,
}

impl Page {
    /// Opens an address and waits for the page to be drawn.
    pub async fn open(browser: Browser, address: &str) -> Result<Self> {
        let session = Session::open(browser).await?;
        if browser.has_devtools() {
            let script = json!({ "source": BEFORE_THE_PAGE });
            session.devtools("Page.addScriptToEvaluateOnNewDocument", script).await?;
        }
        let page = Self { session, secrets: Vec::new(), provoked: None };
        page.goto(address).await?;
        Ok(page)
    }

    /// Loads an address anew: everything that the page held in memory is gone.
    pub async fn goto(&self, address: &str) -> Result<()> {
        self.session.driver().goto(address).await?;
        self.see("header.top").await?;
        if !self.session.browser().has_devtools() {
            self.script(BEFORE_THE_PAGE, Vec::new()).await?;
        }
        Ok(())
    }

    /// Runs a scenario. When it fails, the error tells what the page shows, and a picture is kept.
    pub async fn run(mut self, name: &str, scenario: impl AsyncFnOnce(&mut Self) -> Result<()>) -> Result<TempDir> {
        let result = match scenario(&mut self).await {
            Ok(()) => self.is_clean().await,
            failed => failed,
        };
        if let Err(error) = result {
            let shown = self.text("body").await.unwrap_or_else(|error| format!("nothing readable: {error:#}"));
            let picture = self.session.screenshot(&format!("failed-{name}")).await;
            let picture = picture.map_or_else(|error| error.to_string(), |path| path.display().to_string());
            let browser = self.session.browser().name();
            let log = self.log().await.unwrap_or_default().join("\n");
            if let Err(error) = self.session.close().await {
                eprintln!("the browser did not close: {error:#}");
            }
            return Err(error.context(format!(
                "{name} failed in {browser} (picture: {picture}); the page shows:\n{shown}\n--- console:\n{log}\n---"
            )));
        }
        self.session.close().await
    }

    /// Nothing broke the policy, no script failed, and no secret was written to the console.
    async fn is_clean(&self) -> Result<()> {
        let violations = self.script("return window.violations", Vec::new()).await?;
        ensure!(violations == json!([]), "the content security policy was broken: {violations}");
        for line in self.log().await? {
            // The browser itself notes each answer that is no success; the page's own words are errors.
            let expected = line.contains("Failed to load resource")
                || line.contains("blocked by CORS policy")
                || self.provoked.is_some_and(|text| line.contains(text));
            ensure!(expected, "the console has: {line}");
            // LocalStack's is `test` for everybody, and in many words.
            for secret in self.secrets.iter().filter(|secret| secret.as_str() != "test") {
                ensure!(!line.contains(secret.as_str()), "the console shows a secret");
            }
        }
        Ok(())
    }

    /// Errors and warnings in the console; nothing where the driver cannot tell.
    async fn log(&self) -> Result<Vec<String>> {
        if !self.session.browser().has_devtools() {
            return Ok(Vec::new());
        }
        let entries = self.session.driver().browser_log().await?;
        let loud = entries.into_iter().filter(|entry| ["SEVERE", "WARNING"].contains(&entry.level.as_str()));
        Ok(loud.map(|entry| entry.message).collect())
    }

    /// A text that the console must never show.
    pub fn note_secret(&mut self, secret: &str) {
        self.secrets.push(secret.to_owned());
    }

    /// Lines in the console with this text are no fault: the test brings them about.
    pub fn expect_in_console(&mut self, text: &'static str) {
        self.provoked = Some(text);
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.session.script(script, arguments).await
    }

    /// Waits until an element is shown.
    pub async fn see(&self, css: &str) -> Result<WebElement> {
        wait::until(format!("{css} to be shown"), SOON, async || {
            for element in self.session.driver().find_all(By::Css(css)).await? {
                // It may be drawn anew between the two questions.
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Waits until an element is there, shown or not (file inputs are not).
    pub async fn have(&self, css: &str) -> Result<WebElement> {
        wait::until(format!("{css} to be there"), SOON, async || {
            Ok(self.session.driver().find_all(By::Css(css)).await?.into_iter().next())
        })
        .await
    }

    /// Waits until no such element is there.
    pub async fn miss(&self, css: &str) -> Result<()> {
        wait::until(format!("{css} to be gone"), SOON, async || {
            Ok(self.session.driver().find_all(By::Css(css)).await?.is_empty().then_some(()))
        })
        .await
    }

    /// Waits until the dialog is closed and the page knows: until then it takes no shortcuts.
    pub async fn no_dialog(&self) -> Result<()> {
        self.miss("dialog[open]").await?;
        self.miss("dialog > *").await
    }

    /// Clicks as a person would: what is covered or moving cannot be clicked.
    pub async fn click(&self, css: &str) -> Result<()> {
        let mut refusal = String::new();
        let clicked = wait::until(format!("a click on {css}"), SOON, async || {
            let Some(element) = self.session.driver().find_all(By::Css(css)).await?.into_iter().next() else {
                return Ok(None);
            };
            match element.click().await {
                Ok(()) => Ok(Some(())),
                Err(error) => {
                    refusal = error.to_string();
                    Ok(None)
                }
            }
        });
        clicked.await.with_context(|| format!("the last try said: {refusal}"))
    }

    /// Replaces what a field holds.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        let field = self.see(css).await?;
        field.clear().await?;
        field.send_keys(text).await?;
        let value = field.prop("value").await?;
        ensure!(value.as_deref() == Some(text), "{css} took another text than the one typed");
        Ok(())
    }

    /// The visible text of an element.
    pub async fn text(&self, css: &str) -> Result<String> {
        let found =
            self.script("return document.querySelector(arguments[0])?.innerText ?? null", vec![json!(css)]).await?;
        match found {
            Value::String(text) => Ok(text),
            _ => bail!("there is no {css}"),
        }
    }

    /// Waits until the visible text of an element contains something.
    pub async fn read(&self, css: &str, part: &str) -> Result<String> {
        let mut last = None;
        let found = wait::until(format!("{part:?} in {css}"), SOON, async || {
            last = self.text(css).await.ok();
            Ok(last.clone().filter(|text| text.contains(part)))
        });
        found.await.with_context(|| format!("the last text was {last:?}"))
    }

    /// Presses keys wherever the focus is.
    pub async fn press(&self, keys: impl Into<thirtyfour::TypingData>) -> Result<()> {
        Ok(self.session.driver().action_chain().send_keys(keys).perform().await?)
    }

    /// Saves a picture as `target/screenshots/BROWSER-NAME.png`.
    pub async fn picture(&self, name: &str) -> Result<()> {
        self.session.screenshot(&format!("{}-{name}", self.session.browser().name())).await.map(drop)
    }
}

/// The CSS selector of a `data-testid`.
pub fn id(test_id: &str) -> String {
    format!("[data-testid={test_id}]")
}
