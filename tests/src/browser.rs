//! The three browser engines as a parameter: what drives each, and what it is asked for.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use crate::places;

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// By ChromeDriver.
    Chromium,
    /// By geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser, by WebKitWebDriver.
    WebKit,
}

/// WebKitGTK's small browser; Debian and Ubuntu have it there.
const MINI_BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/// A host name for this machine that browsers do not trust as they trust `localhost`. Chromium only.
pub const INSECURE_HOST: &str = "insecure.test";

impl Browser {
    /// The browsers that `SEALPORT_BROWSERS` names, such as `chromium,firefox,webkit`; Chromium when it names none.
    ///
    /// # Errors
    ///
    /// When it names something else.
    pub fn wanted() -> Result<Vec<Self>> {
        Self::parse_list(&env::var("SEALPORT_BROWSERS").unwrap_or_default())
    }

    fn parse_list(text: &str) -> Result<Vec<Self>> {
        let mut browsers = Vec::new();
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            browsers.push(match name {
                "chromium" => Self::Chromium,
                "firefox" => Self::Firefox,
                "webkit" => Self::WebKit,
                _ => bail!("SEALPORT_BROWSERS names `{name}`; known are chromium, firefox and webkit"),
            });
        }
        if browsers.is_empty() {
            browsers.push(Self::Chromium);
        }
        Ok(browsers)
    }

    /// For messages and file names.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Whether Chromium's own protocol is there: screens of any width, a slow network, scripts before the page's own.
    #[must_use]
    pub fn has_devtools(self) -> bool {
        self == Self::Chromium
    }

    /// The driver, to listen on `port`.
    pub(crate) fn driver(self, port: u16, profile: &Path, downloads: &Path) -> Result<Command> {
        let mut command = match self {
            Self::Chromium => Command::new(places::program("SEALPORT_CHROMEDRIVER", &["chromedriver"])?),
            Self::Firefox => Command::new(places::program("SEALPORT_GECKODRIVER", &["geckodriver"])?),
            Self::WebKit => Command::new(places::program("SEALPORT_WEBKITDRIVER", &["WebKitWebDriver"])?),
        };
        if self == Self::WebKit {
            // MiniBrowser has neither a profile nor a download folder of its own: it takes what the desktop says.
            let line = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", downloads.display());
            fs::write(profile.join("user-dirs.dirs"), line)?;
            for variable in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"] {
                command.env(variable, profile);
            }
        }
        command.arg(format!("--port={port}"));
        Ok(command)
    }

    /// What a session is asked for: no window, a profile folder that starts empty, downloads without a question.
    pub(crate) fn capabilities(self, profile: &Path, downloads: &Path) -> Result<Map<String, Value>> {
        let wanted = match self {
            Self::Chromium => json!({
                "browserName": "chrome",
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": {
                    "binary": places::program("SEALPORT_CHROMIUM", &["chromium", "chromium-browser", "google-chrome"])?,
                    "args": [
                        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                        "--disable-background-networking", "--disable-component-update", "--disable-sync",
                        "--disable-dev-shm-usage", "--lang=en", "--window-size=1280,900",
                        // Loopback by a name that is none of loopback's: a page from there is not secure.
                        format!("--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1"),
                        format!("--user-data-dir={}", profile.display()),
                    ],
                    "prefs": {
                        "download.default_directory": downloads,
                        "download.prompt_for_download": false,
                        "profile.default_content_setting_values.automatic_downloads": 1,
                    },
                },
            }),
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "binary": places::program("SEALPORT_FIREFOX", &["firefox-esr", "firefox"])?,
                    "args": ["-headless", "-profile", profile, "--width=1280", "--height=900"],
                    "prefs": {
                        "browser.download.dir": downloads,
                        "browser.download.folderList": 2,
                        "browser.download.useDownloadDir": true,
                        "browser.download.always_ask_before_handling_new_types": false,
                        "browser.download.alwaysOpenPanel": false,
                        "intl.accept_languages": "en",
                        // Addresses such as name.localhost, and loopback, without a proxy or a look-up.
                        "network.proxy.type": 0,
                        "app.update.enabled": false,
                    },
                },
            }),
            Self::WebKit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": { "binary": MINI_BROWSER, "args": ["--automation"] },
            }),
        };
        match wanted {
            Value::Object(wanted) => Ok(wanted),
            other => bail!("capabilities must be an object, not {other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_browsers_may_be_empty_but_not_wrong() {
        assert_eq!(Browser::parse_list("").unwrap(), [Browser::Chromium]);
        assert_eq!(Browser::parse_list("firefox, webkit").unwrap(), [Browser::Firefox, Browser::WebKit]);
        assert!(Browser::parse_list("netscape").unwrap_err().to_string().contains("netscape"));
    }
}
