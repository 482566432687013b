//! How far a file is, on a terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::arguments::OutputArguments;
use crate::text;

const BETWEEN: Duration = Duration::from_millis(200);

/// One line that is written again and again, and goes when the work ends.
#[derive(Debug)]
pub struct Progress {
    total: Option<u64>,
    done: u64,
    started: Instant,
    /// None where nobody looks.
    shown: Option<Instant>,
}

impl Progress {
    /// Of so many bytes, if that is known.
    pub fn new(total: Option<u64>, output: &OutputArguments) -> Self {
        let is_seen = !output.quiet && !output.json && io::stderr().is_terminal();
        let now = Instant::now();
        Self { total, done: 0, started: now, shown: is_seen.then_some(now) }
    }

    /// So many bytes more are done.
    pub fn add(&mut self, bytes: usize) {
        self.done = self.done.saturating_add(bytes as u64);
        if let Some(shown) = &mut self.shown
            && shown.elapsed() >= BETWEEN
        {
            *shown = Instant::now();
            let line = text::progress(self.done, self.total, self.started.elapsed());
            // A terminal that is gone is no reason to stop.
            let _ = write!(io::stderr(), "\r{line}\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
