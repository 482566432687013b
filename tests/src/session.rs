//! One browser window under WebDriver, with a profile and a download folder of its own.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::browser::Browser;
use crate::program::Program;
use crate::wait;

/// A driver that just started, on a busy machine.
const READY_TIMEOUT: Duration = Duration::from_secs(30);
/// A script that waits for a promise.
const SCRIPT_TIMEOUT: Duration = Duration::from_secs(60);
/// A browser that is told to end.
const END_TIMEOUT: Duration = Duration::from_secs(10);
/// Another program may take a free port before the driver does.
const TRIES: usize = 3;
/// Browsers at once: more only wait for each other's processors.
static WINDOWS: Semaphore = Semaphore::const_new(2);

/// A browser under WebDriver.
#[derive(Debug)]
pub struct Session {
    // In this order they end: the browser, its driver, the folders.
    ending: Ending,
    driver: WebDriver,
    program: Program,
    browser: Browser,
    profile: TempDir,
    downloads: TempDir,
    _turn: SemaphorePermit<'static>,
}

impl Session {
    /// Opens a window.
    ///
    /// # Errors
    ///
    /// When driver or browser do not start.
    pub async fn open(browser: Browser) -> Result<Self> {
        let turn = WINDOWS.acquire().await?;
        let (profile, downloads) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let (program, address) = driver(browser, profile.path(), downloads.path()).await?;
        let mut capabilities = Capabilities::new();
        for (name, value) in browser.capabilities(profile.path(), downloads.path())? {
            capabilities.set(name, value)?;
        }
        let driver = WebDriver::new(format!("http://{address}"), capabilities)
            .await
            .with_context(|| format!("{} does not start:\n{}", browser.name(), program.last_words()))?;
        let ending = Ending::of(&driver, address);
        driver.set_script_timeout(SCRIPT_TIMEOUT).await?;
        Ok(Self { driver, ending, program, browser, profile, downloads, _turn: turn })
    }

    /// The window itself.
    #[must_use]
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Which browser it is.
    #[must_use]
    pub fn browser(&self) -> Browser {
        self.browser
    }

    /// Where the browser saves files.
    #[must_use]
    pub fn downloads(&self) -> &Path {
        self.downloads.path()
    }

    /// Runs a script in the page and returns its result.
    ///
    /// # Errors
    ///
    /// When it throws.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Runs the body of an async function in the page (its arguments are `args`) and returns what it resolves to.
    ///
    /// # Errors
    ///
    /// With the exception, when it rejects.
    pub async fn async_script(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1], args = [...arguments].slice(0, -1);\
             (async () => {{ {body} }})().then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
        );
        let answer = self.driver.execute_async(script, arguments).await?.json().clone();
        match answer.get("error") {
            Some(error) => Err(anyhow!("the script in the page failed: {error}")),
            None => Ok(answer.get("value").cloned().unwrap_or(Value::Null)),
        }
    }

    /// Sends a command of Chromium's own protocol.
    ///
    /// # Errors
    ///
    /// In other browsers, and when the command fails.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<Value> {
        if !self.browser.has_devtools() {
            bail!("{} has no {method}", self.browser.name());
        }
        Ok(self.driver.cdp().send_raw(method, parameters).await?)
    }

    /// Makes the window so wide inside, in CSS pixels.
    ///
    /// # Errors
    ///
    /// When the browser cannot be that narrow.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        if self.browser.has_devtools() {
            // Windows have a least width; screens have not.
            let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            self.devtools("Emulation.setDeviceMetricsOverride", screen).await?;
        } else {
            self.driver.set_window_rect(0, 0, width, height).await?;
        }
        let inner = self.script("return window.innerWidth", Vec::new()).await?;
        if inner != json!(width) {
            bail!("the window is {inner} px wide instead of {width}");
        }
        Ok(())
    }

    /// Saves a picture of the window as `target/screenshots/NAME.png`.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let folder = crate::places::root().join("target/screenshots");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.png"));
        self.driver.screenshot(&path).await?;
        Ok(path)
    }

    /// Waits until a file of that name is complete in the download folder, and takes it out.
    ///
    /// # Errors
    ///
    /// When it does not come in time.
    pub async fn downloaded(&self, file_name: &str, within: Duration) -> Result<Vec<u8>> {
        let path = self.downloads.path().join(file_name);
        let looked = wait::until(format!("the download {file_name:?}"), within, async || {
            // Browsers write beside it and rename it at the end; Firefox makes an empty file first.
            let part = ["crdownload", "part"].iter().any(|ending| {
                let mut beside = path.clone().into_os_string();
                beside.push(format!(".{ending}"));
                Path::new(&beside).exists()
            });
            Ok((path.is_file() && !part).then_some(()))
        });
        looked.await.with_context(|| format!("the download folder has {:?}", self.download_names()))?;
        let contents = fs::read(&path)?;
        fs::remove_file(&path)?;
        Ok(contents)
    }

    /// The names in the download folder, unfinished ones included.
    #[must_use]
    pub fn download_names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.downloads.path()).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    /// Closes the window in an orderly way, so that the browser writes to its profile whatever it keeps, and hands that
    /// folder over.
    ///
    /// # Errors
    ///
    /// When browser or driver do not end.
    pub async fn close(self) -> Result<TempDir> {
        self.driver.quit().await?;
        self.ending.done();
        self.program.end().await?;
        Ok(self.profile)
    }

    /// The browser's process, where its driver tells.
    #[must_use]
    pub fn process_id(&self) -> Option<i32> {
        self.ending.process_id
    }
}

/// Ends the browser of a test that failed or panicked: a driver that is killed leaves its browser running.
#[derive(Debug)]
struct Ending {
    /// The session, until it was ended in an orderly way.
    session: Option<(WebDriver, SocketAddr)>,
    process_id: Option<i32>,
}

impl Ending {
    fn of(driver: &WebDriver, address: SocketAddr) -> Self {
        let capabilities = driver.capabilities();
        let process_id = ["goog:processID", "moz:processID"].iter().find_map(|name| capabilities.get(name)?.as_i64());
        let process_id = process_id.and_then(|id| i32::try_from(id).ok());
        Self { session: Some((driver.clone(), address)), process_id }
    }

    fn done(mut self) {
        self.session = None;
    }

    /// Asks the driver, without the runtime: while unwinding it does not run.
    fn ask(driver: &WebDriver, address: SocketAddr) -> io::Result<()> {
        let mut stream = TcpStream::connect_timeout(&address, END_TIMEOUT)?;
        stream.set_read_timeout(Some(END_TIMEOUT))?;
        let id = driver.session_id();
        write!(stream, "DELETE /session/{id} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        stream.read(&mut [0; 1]).map(drop)
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        if let Some((driver, address)) = self.session.take() {
            let asked = Self::ask(&driver, address);
            // thirtyfour's own ending waits for an answer for two minutes.
            let _ = driver.leak();
            if asked.is_err() {
                eprintln!("the driver did not end its browser: {asked:?}");
                self.kill();
            }
        }
    }
}

impl Ending {
    #[cfg(unix)]
    fn kill(&self) {
        use nix::sys::signal::{Signal, kill};
        use nix::unistd::Pid;
        if let Some(id) = self.process_id {
            let _ = kill(Pid::from_raw(id), Signal::SIGKILL);
        }
    }

    #[cfg(not(unix))]
    fn kill(&self) {}
}

/// Starts the driver and waits until it takes connections.
async fn driver(browser: Browser, profile: &Path, downloads: &Path) -> Result<(Program, SocketAddr)> {
    let mut failure = None;
    for _ in 0..TRIES {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let command = browser.driver(address.port(), profile, downloads)?;
        let mut program = Program::start(&format!("the driver of {}", browser.name()), command)?;
        let ready = wait::until("the driver to accept connections", READY_TIMEOUT, async || {
            program.alive()?;
            Ok(TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok())
        });
        match ready.await {
            Ok(_) => return Ok((program, address)),
            Err(error) => failure = Some(error),
        }
    }
    Err(failure.context("the driver was never tried")?)
}
