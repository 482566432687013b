//! Ctrl-C, a hang-up and a request to end: the file that is being written goes, then the program.

use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::failure::{Exit, Failure};

/// The unfinished file. Held while it is renamed, so that an interruption comes before or after that.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// The unfinished file, to be named or taken away.
pub fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
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
        std::process::exit(Exit::Cancelled as i32);
    })
    .map_err(|_| Failure::Interrupts)
}
