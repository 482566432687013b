//! What each command does, from its arguments to its result.

mod import;
mod inspect;
mod key;
mod open;
mod seal;

use std::path::PathBuf;

use clap::ArgMatches;

use crate::arguments::{Arguments, Command, KeyArguments, KeyCommand};
use crate::failure::Failure;
use crate::files::Place;
use crate::key_source;
use crate::report::Report;

/// What a sealed file's name ends in.
const SUFFIX: &str = "sealed";

/// Runs the command. `matches` tells the order of arguments where it matters.
///
/// # Errors
///
/// What it failed of.
pub fn run(arguments: &Arguments, matches: &ArgMatches, report: &Report) -> Result<(), Failure> {
    let told = &arguments.output;
    let of_command = matches.subcommand().map_or(matches, |(_, of_command)| of_command);
    match &arguments.command {
        Command::Key(KeyCommand::New(new)) => key::new(new, report),
        Command::Key(KeyCommand::Inspect(inspect)) => key::inspect(inspect, report),
        Command::Seal(seal) => seal::seal(seal, of_command, told, report),
        Command::Open(open) if open.openssl => import::open(open, told, report),
        Command::Open(open) => open::open(&open.file, of_command, told, report),
        Command::Inspect(inspect) => inspect::inspect(inspect, report),
    }
}

fn with_suffix(input: &Place) -> Option<Place> {
    let mut name = input.path()?.as_os_str().to_owned();
    name.push(".");
    name.push(SUFFIX);
    Some(Place::Path(PathBuf::from(name)))
}

fn without_suffix(sealed: &Place) -> Option<Place> {
    let path = sealed.path()?;
    let has_suffix = path.extension().is_some_and(|extension| extension == SUFFIX);
    has_suffix.then(|| Place::Path(path.with_extension("")))
}

fn refuse_standard_input_twice(input: &Place, keys: &KeyArguments) -> Result<(), Failure> {
    let from_standard = key_source::from_standard_input(keys) + usize::from(*input == Place::Standard);
    if from_standard > 1 { Err(Failure::StandardInputTwice) } else { Ok(()) }
}
