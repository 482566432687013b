//! The embedded local S3 server as a child: started, waited for, stopped.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// How long the server may take to listen; in practice it takes a few hundredths of a second.
const READY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long it may take to finish what it was answering.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// A running server; it is stopped when this value goes.
#[derive(Debug)]
pub struct Server {
    child: Child,
    page: String,
}

impl Server {
    /// Starts `program` with page and S3 on neighbouring ports and waits until both listen.
    ///
    /// # Errors
    ///
    /// When it cannot be started, ends early, or says nothing for 30 seconds.
    pub fn start(mut command: Command, page_port: u16, page: &Path, data: &Path) -> Result<Self> {
        command
            .args(["--listen", &format!("127.0.0.1:{}", page_port.saturating_add(1))])
            .args(["--page-listen", &format!("127.0.0.1:{page_port}")])
            .args(["--bucket", "demo"])
            .arg("--page")
            .arg(page)
            .arg("--data")
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut child = command.spawn().context("cannot start the local S3 server")?;
        let (send, lines) = mpsc::channel();
        if let Some(output) = child.stdout.take() {
            // The thread ends with the server's output.
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(|line| line.ok()) {
                    if send.send(line.clone()).is_err() {
                        println!("{line}");
                    }
                }
            });
        }
        let mut server = Self { child, page: String::new() };
        let deadline = Instant::now() + READY_TIMEOUT;
        loop {
            match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => match page_address(&line) {
                    Some(page) => {
                        server.page = page.to_owned();
                        return Ok(server);
                    }
                    None => println!("{line}"),
                },
                Err(RecvTimeoutError::Timeout) => bail!("the local S3 server was not ready after {READY_TIMEOUT:?}"),
                Err(RecvTimeoutError::Disconnected) => {
                    let status = server.wait(STOP_TIMEOUT).map_or_else(String::new, |status| format!(" with {status}"));
                    bail!("the local S3 server ended at once{status}; its message is above");
                }
            }
        }
    }

    /// The address of the page.
    pub fn page(&self) -> &str {
        &self.page
    }

    /// Whether the server has ended by itself, and how.
    ///
    /// # Errors
    ///
    /// When the system cannot tell.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Asks the server to end, and ends it after 5 seconds.
    pub fn stop(&mut self) {
        ask_to_end(&mut self.child);
        if self.wait(STOP_TIMEOUT).is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }

    /// Waits for the server's end, at most `limit`.
    fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + limit;
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            if Instant::now() >= deadline {
                return None;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(unix)]
fn ask_to_end(child: &mut Child) {
    use nix::{
        sys::signal::{Signal, kill},
        unistd::Pid,
    };
    // Not after it was waited for: its number may then belong to another process.
    if let (Ok(None), Ok(pid)) = (child.try_wait(), i32::try_from(child.id())) {
        let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
    }
}

#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    // The console already gave Ctrl-C to the whole group; there is no gentler way here.
    let _ = child.kill();
}

/// The page's address in the server's line `ready s3=... page=...`.
fn page_address(line: &str) -> Option<&str> {
    line.strip_prefix("ready ")?.split_ascii_whitespace().find_map(|word| word.strip_prefix("page="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_line_gives_the_page_address() {
        let line = "ready s3=http://127.0.0.1:8461 page=http://127.0.0.1:8460";
        assert_eq!(page_address(line), Some("http://127.0.0.1:8460"));
    }

    #[test]
    fn other_lines_give_none() {
        for line in ["", "ready", "ready s3=http://127.0.0.1:8461", "note page=http://127.0.0.1:1"] {
            assert_eq!(page_address(line), None, "{line}");
        }
    }

    #[test]
    fn a_server_that_ends_at_once_is_an_error_and_not_a_hang() {
        let here = Path::new(".");
        let error = Server::start(Command::new("false"), 8460, here, here).unwrap_err();
        assert!(error.to_string().contains("ended at once"), "{error}");
    }
}
