//! How results and failures leave the program: words, or JSON.

use std::io::{self, Write};

use sealport_client::ErrorCode;
use serde_json::{Value, json};

use crate::arguments::{OutputArguments, Usage};
use crate::failure::{Doing, Failure};
use crate::files::Place;
use crate::text;

/// Says things in the way that was asked for.
#[derive(Debug)]
pub struct Report {
    json: bool,
    quiet: bool,
}

impl Report {
    pub fn new(output: &OutputArguments) -> Self {
        Self { json: output.json, quiet: output.quiet }
    }

    /// What a command was run for: on standard output.
    ///
    /// # Errors
    ///
    /// When standard output takes nothing.
    pub fn result(&self, words: &str, value: impl FnOnce() -> Value) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        let written = if self.json { writeln!(out, "{:#}", value()) } else { writeln!(out, "{words}") };
        written.and_then(|()| out.flush()).map_err(Failure::file(Doing::Writing, &Place::Standard))
    }

    /// What became of a file: words on standard error unless quiet; JSON on standard output, or on standard error if
    /// the file itself went to standard output.
    ///
    /// # Errors
    ///
    /// When standard output takes nothing.
    pub fn summary(&self, output: &Place, words: &str, value: impl FnOnce() -> Value) -> Result<(), Failure> {
        if self.json && output.path().is_some() {
            return self.result("", value);
        }
        if self.json {
            eprintln!("{:#}", value());
        } else if !self.quiet {
            eprintln!("{words}");
        }
        Ok(())
    }

    /// What must be known, however quiet: on standard error. JSON has it in its value.
    pub fn warning(&self, words: &str) {
        if !self.json {
            eprintln!("{words}");
        }
    }

    /// Why the command failed, on standard error.
    pub fn failure(&self, failure: &Failure) {
        let words = text::failure(failure);
        if self.json {
            let mut error = json!({ "code": failure.code().as_str(), "message": words.what, "next": words.next });
            if let (Some(fields), Failure::NotAKey { diagnosis, .. }) = (error.as_object_mut(), failure) {
                let diagnosis = json!({
                    "kind": diagnosis.kind(),
                    "found": diagnosis.found(),
                    "repairable": diagnosis.is_repairable(),
                });
                fields.insert("diagnosis".to_owned(), diagnosis);
            }
            eprintln!("{:#}", json!({ "error": error }));
        } else {
            eprintln!("sealport: {}", words.what);
            if let Some(next) = words.next {
                eprintln!("{next}");
            }
        }
    }
}

/// Says, on standard error, that arguments were not understood.
pub fn usage(usage: Usage<'_>, as_json: bool) {
    let (message, next) = match usage {
        Usage::Told(error) if !as_json => {
            // Nothing is left to tell it to if this fails.
            let _ = error.print();
            return;
        }
        Usage::Told(error) => {
            let told = error.render().to_string();
            let first = told.lines().next().unwrap_or_default();
            (first.trim_start_matches("error: ").to_owned(), text::SEE_HELP)
        }
        Usage::Withheld => (text::NOT_AN_ARGUMENT.to_owned(), text::SECRETS_ARE_NO_ARGUMENTS),
        Usage::Spilled => (text::SPILLED.to_owned(), text::AFTER_SPILLING),
    };
    if as_json {
        let error = json!({ "code": ErrorCode::InvalidInput.as_str(), "message": message, "next": next });
        eprintln!("{:#}", json!({ "error": error }));
    } else {
        eprintln!("sealport: {message}\n{next}");
    }
}
