//! What can be asked for. The comments on the options are the words of `--help`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::failure::Exit;
use crate::files::Place;
use crate::{report, spilled, text};

/// Seals and opens files, and makes and checks their keys.
///
/// Keys and passphrases are never arguments, since other users of the machine can read those: they come from a file, an
/// environment variable or a prompt. A file name of - stands for standard input or output.
#[derive(Debug, Parser)]
#[command(name = "sealport", version, after_help = text::EXIT_CODES, max_term_width = 100)]
pub struct Arguments {
    #[command(flatten)]
    pub output: OutputArguments,
    #[command(subcommand)]
    pub command: Command,
}

/// How results and errors are told.
#[derive(Clone, Copy, Debug, Args)]
pub struct OutputArguments {
    /// Results and errors as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// No progress and no summary
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a key, or see what a key file holds
    #[command(subcommand)]
    Key(KeyCommand),
    /// Seal a file for keys and passphrases, any one of which opens it
    Seal(FileArguments),
    /// Open a sealed file, or with --openssl a file of `openssl enc`
    Open(OpenArguments),
    /// Tell without any key what a sealed file says of itself. Nothing of it is checked
    Inspect(InspectArguments),
}

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key and save it to a file that only you can read
    New(KeyNewArguments),
    /// Tell what a key file holds, or why it is no key. Never shows the key
    Inspect(KeyInspectArguments),
}

#[derive(Debug, Args)]
pub struct KeyNewArguments {
    /// A customer key for SSE-C, which the storage sees, instead of a sealing key, which it never sees
    #[arg(long)]
    pub sse_c: bool,
    /// The key file; - prints the key [default: sealport-sealing-XXXX-XXXX.key here]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file if it exists: what was sealed with the key in it is lost with it
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct KeyInspectArguments {
    /// The key file: 32 bytes, or one line of base64 or hex
    pub file: PathBuf,
}

/// What `seal` and `open` have in common.
#[derive(Debug, Args)]
pub struct FileArguments {
    /// The file to seal or to open
    #[arg(value_name = "IN")]
    pub input: PathBuf,
    /// Where to write [default: IN.sealed for sealing, IN without .sealed for opening]
    #[arg(long, short, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// Replace OUT if it exists
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub keys: KeyArguments,
    #[command(flatten)]
    pub passphrase: PassphraseArguments,
}

impl FileArguments {
    /// What is read, and so must not be written: the input and the key files.
    pub fn read(&self) -> Vec<Place> {
        [&self.input].into_iter().chain(&self.keys.key_file).map(Place::from).collect()
    }
}

#[derive(Debug, Args)]
pub struct InspectArguments {
    /// The sealed file
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct OpenArguments {
    #[command(flatten)]
    pub file: FileArguments,
    /// IN was made by `openssl enc -aes-256-cbc`; it opens with a passphrase. What is not said of --md, --iter and
    /// --pbkdf2 is tried
    #[arg(long, conflicts_with_all = ["key_file", "key_env", "key_id"])]
    pub openssl: bool,
    /// The hash given to openssl as -md
    #[arg(long, requires = "openssl", value_name = "HASH", value_parser = ["md5", "sha1", "sha256", "sha384", "sha512"])]
    pub md: Option<String>,
    /// The number given to openssl as -iter
    #[arg(long, requires = "openssl", value_name = "N")]
    pub iter: Option<u64>,
    /// openssl was given -pbkdf2
    #[arg(long, requires = "openssl")]
    pub pbkdf2: bool,
}

/// Where keys come from, and what they are called. The order counts, see `key_source`.
#[derive(Debug, Args)]
pub struct KeyArguments {
    /// Take a key from this file: 32 bytes, or one line of base64 or hex. May be repeated
    #[arg(long, value_name = "FILE")]
    pub key_file: Vec<PathBuf>,
    /// Take a key from this environment variable, as base64 or hex. May be repeated
    #[arg(long, value_name = "VAR", value_parser = variable)]
    pub key_env: Vec<String>,
    /// The name by which the file asks for the key before it [default: sealport/ and its fingerprint]
    #[arg(long, value_name = "NAMESPACE/NAME")]
    pub key_id: Vec<String>,
}

/// Where a passphrase comes from.
#[derive(Debug, Args)]
pub struct PassphraseArguments {
    /// Ask for a passphrase
    #[arg(long, conflicts_with = "passphrase_env")]
    pub passphrase: bool,
    /// Take the passphrase from this environment variable
    #[arg(long, value_name = "VAR", value_parser = variable)]
    pub passphrase_env: Option<String>,
}

/// Reads the program's arguments. Where they are not understood, or ask for help, that is said here.
///
/// # Errors
///
/// The code to exit with.
pub fn parse() -> Result<(Arguments, ArgMatches), ExitCode> {
    let json = std::env::args_os().any(|argument| argument == "--json");
    if std::env::args_os().skip(1).any(|argument| spilled::is_spilled(&argument)) {
        report::usage(Usage::Spilled, json);
        return Err(Exit::Usage.into());
    }
    let parsed = Arguments::command()
        .try_get_matches()
        .and_then(|matches| Ok((Arguments::from_arg_matches(&matches)?, matches)));
    parsed.map_err(|error| {
        if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
            // Nothing is left to tell it to if this fails.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        let told = if may_quote_a_secret(&error) { Usage::Withheld } else { Usage::Told(&without_values(error)) };
        report::usage(told, json);
        Exit::Usage.into()
    })
}

/// What is said of arguments that were not understood.
#[derive(Debug)]
pub enum Usage<'a> {
    /// What clap says.
    Told(&'a clap::Error),
    /// That would repeat what may be a secret.
    Withheld,
    /// A secret stands there.
    Spilled,
}

/// Whether the message has in it what may be a passphrase that somebody put where none belongs.
fn may_quote_a_secret(error: &clap::Error) -> bool {
    match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::TooManyValues, _) => true,
        (ErrorKind::UnknownArgument, Some(ContextValue::String(argument))) => !argument.starts_with('-'),
        _ => false,
    }
}

/// The same without the value that was refused: whoever typed it has it before their eyes.
fn without_values(mut error: clap::Error) -> clap::Error {
    for kind in [ContextKind::InvalidValue, ContextKind::InvalidSubcommand] {
        // An empty one stands for a value that is missing.
        if matches!(error.get(kind), Some(ContextValue::String(value)) if !value.is_empty()) {
            error.insert(kind, ContextValue::String(text::NOT_REPEATED.to_owned()));
        }
    }
    error
}

/// The name of an environment variable, as shells have them.
fn variable(name: &str) -> Result<String, &'static str> {
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name.bytes().next().is_some_and(|first| !first.is_ascii_digit());
    if is_name { Ok(name.to_owned()) } else { Err(text::NO_VARIABLE_NAME) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_of_the_arguments_is_sound() {
        Arguments::command().debug_assert();
    }
}
