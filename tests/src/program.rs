//! A program that a test starts. It ends, at the latest, with the value that stands for it.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::wait;

/// Lines kept for messages.
const KEPT_LINES: usize = 40;
/// How long a program gets for ending by itself.
const END_TIMEOUT: Duration = Duration::from_secs(10);

/// A running program.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    lines: UnboundedReceiver<String>,
    said: Said,
}

/// The last lines that a program wrote.
#[derive(Clone, Debug, Default)]
struct Said(Arc<Mutex<VecDeque<String>>>);

impl Program {
    /// Starts a program; `name` is for messages.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn start(name: &str, mut command: Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {name} as {}", command.get_program().display()))?;
        let (sender, lines) = unbounded_channel();
        let said = Said::default();
        // Both are read to their end: a program must not stall because nobody reads what it says.
        if let Some(stdout) = child.stdout.take() {
            read_on(stdout, said.clone(), Some(sender.clone()));
        }
        if let Some(stderr) = child.stderr.take() {
            read_on(stderr, said.clone(), Some(sender));
        }
        Ok(Self { name: name.to_owned(), child, lines, said })
    }

    /// Waits for the first line in which `pick` finds something.
    ///
    /// # Errors
    ///
    /// When the program ends before, or says nothing of the kind in time.
    pub async fn line<T>(&mut self, within: Duration, pick: impl Fn(&str) -> Option<T>) -> Result<T> {
        let name = self.name.clone();
        let search = async {
            while let Some(line) = self.lines.recv().await {
                if let Some(found) = pick(&line) {
                    return Some(found);
                }
            }
            None
        };
        match tokio::time::timeout(within, search).await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(anyhow!("{name} ended before it was ready:\n{}", self.said.text())),
            Err(_) => Err(anyhow!("{name} was not ready after {within:?}:\n{}", self.said.text())),
        }
    }

    /// Fails when the program has ended.
    ///
    /// # Errors
    ///
    /// With the program's last words.
    pub fn alive(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("{} ended with {status}:\n{}", self.name, self.said.text());
        }
        Ok(())
    }

    /// The last lines that it wrote.
    #[must_use]
    pub fn last_words(&self) -> String {
        self.said.text()
    }

    /// Asks the program to end and waits for it.
    ///
    /// # Errors
    ///
    /// When it does not end in time; it is then killed.
    pub async fn end(mut self) -> Result<()> {
        ask_to_end(&mut self.child);
        let child = &mut self.child;
        wait::until(format!("the end of {}", self.name), END_TIMEOUT, async || Ok(child.try_wait()?)).await.map(drop)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

impl Said {
    fn keep(&self, line: String) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == KEPT_LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    fn text(&self) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(|line| format!("    | {line}\n")).collect()
    }
}

fn read_on(stream: impl Read + Send + 'static, said: Said, lines: Option<UnboundedSender<String>>) {
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            said.keep(line.clone());
            if let Some(lines) = &lines {
                // Nobody waits any more once the program is ready.
                let _ = lines.send(line);
            }
        }
    });
}

#[cfg(unix)]
fn ask_to_end(child: &mut Child) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    // Not after it was waited for: its number may then belong to another process.
    if let (Ok(None), Ok(pid)) = (child.try_wait(), i32::try_from(child.id())) {
        let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
    }
}

#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    let _ = child.kill();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Result<Program> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Program::start("a script", command)
    }

    #[tokio::test]
    async fn the_ready_line_is_found_among_others() {
        let mut program = shell("echo warming up; echo ready on 4711; exec sleep 60").unwrap();
        let port = program.line(Duration::from_secs(10), |line| line.strip_prefix("ready on ")?.parse::<u16>().ok());
        assert_eq!(port.await.unwrap(), 4711);
        program.alive().unwrap();
        program.end().await.unwrap();
    }

    #[tokio::test]
    async fn a_program_that_ends_at_once_is_an_error_with_its_last_words() {
        let mut program = shell("echo no such port >&2; exit 3").unwrap();
        let error =
            program.line(Duration::from_secs(10), |line| line.strip_prefix("ready").map(drop)).await.unwrap_err();
        assert!(error.to_string().contains("no such port"), "{error}");
    }
}
