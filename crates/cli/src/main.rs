//! `sealport`: keys and sealed files at the terminal.
//!
//! This crate decides how files are read and written, where keys and passphrases come from, and what people are told.
//! What a sealed file is and whether a key opens it is `core`'s.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod arguments;
mod commands;
mod failure;
mod files;
mod interrupt;
mod key_source;
mod passphrase;
mod progress;
mod report;
mod spilled;
mod text;

use std::process::ExitCode;

use crate::report::Report;

fn main() -> ExitCode {
    let (arguments, matches) = match arguments::parse() {
        Ok(parsed) => parsed,
        Err(code) => return code,
    };
    let report = Report::new(&arguments.output);
    let result = interrupt::watch().and_then(|()| commands::run(&arguments, &matches, &report));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report.failure(&failure);
            failure.exit().into()
        }
    }
}
