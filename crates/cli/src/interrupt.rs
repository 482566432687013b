//! Ctrl-C, a hang-up and a request to end: the file that is being written goes, then the program.

use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Exit, Failure};

/// The unfinished file. Held while it is renamed, so that an interruption comes before or after that.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// The unfinished file, to be named or taken away.
pub fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Held while a prompt has the terminal in a mode of its own.
static PROMPT: Mutex<()> = Mutex::new(());

/// How long a prompt may take to give the terminal back. It does so at once when Ctrl-C came from the keyboard; when
/// another program wants this one ended, nobody presses a key.
const PATIENCE: Duration = Duration::from_millis(500);

/// To be held while asking: an interruption waits until the terminal is as it was.
pub fn prompting() -> MutexGuard<'static, ()> {
    PROMPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until no prompt has the terminal, within reason.
fn terminal_is_back() {
    let start = Instant::now();
    while matches!(PROMPT.try_lock(), Err(TryLockError::WouldBlock)) && start.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(5));
    }
}

/// Watches from now on.
///
/// # Errors
///
/// [`Failure::Interrupts`] if the system does not allow it.
pub fn watch() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        // Held to the end, so that no rename comes after.
        let file = unfinished();
        if let Some(file) = file.as_deref() {
            let _ = fs::remove_file(file);
        }
        terminal_is_back();
        std::process::exit(Exit::Cancelled as i32);
    })
    .map_err(|_| Failure::Interrupts)
}
