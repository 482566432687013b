//! What is said of a failure: what happened, and the next step.

use std::io;

use sealport_client::openssl::{ImportError, MAX_ITERATIONS};

use super::message::{message, no_key_fits};
use super::{SEE_HELP, diagnosis, key_warning, plain, source, target};
use crate::failure::{Doing, Failure};
use crate::files::Place;

/// What is said of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// One sentence.
    pub what: String,
    /// What to do.
    pub next: Option<String>,
}

pub(super) fn words(what: impl Into<String>, next: impl Into<String>) -> Words {
    Words { what: what.into(), next: Some(next.into()) }
}

/// What is said of a failure.
pub fn failure(failure: &Failure) -> Words {
    match failure {
        Failure::StandardInputTwice => {
            words("Two things cannot both come from standard input.", "Give one of them as a file.")
        }
        Failure::NoRecipient => words(
            "Nobody to seal for was named.",
            "Give a key or a passphrase: --key-file FILE, --passphrase. `sealport key new` makes a key.",
        ),
        Failure::KeyNamesUnpaired => words(
            "Names of keys and keys do not pair up.",
            "Put each --key-id behind the --key-file or --key-env that it names.",
        ),
        Failure::NoOutputName => words("Where to write was not said.", "Name the output: -o OUT, or -o - to print it."),
        Failure::SameFile(path) => words(
            format!("{} would be read and written at the same time.", path.display()),
            "Give the output another name.",
        ),
        Failure::IsFolder(path) => words(
            format!("{} is a folder, not a file.", path.display()),
            "Name a file, for example one in that folder.",
        ),
        Failure::NotAFile(path) => words(
            format!("{} exists and is not a plain file; it is not replaced.", path.display()),
            "Print to it instead: -o - > NAME.",
        ),
        Failure::LinkToNothing(path) => words(
            format!("{} is a link that leads to no file.", path.display()),
            "Remove the link, or give another name.",
        ),
        Failure::NoFolder(path) => words(format!("There is no folder {}.", path.display()), "Make it first."),
        Failure::AlreadyExists(path) => {
            words(format!("{} exists already.", path.display()), "Give another name, or --force to replace it.")
        }
        Failure::Variable(name) => words(
            format!("The environment variable {} is not set, or is empty or no text.", variable(name)),
            "Set it for this one command, from a program that keeps secrets.",
        ),
        Failure::NoTerminal => words(
            "A passphrase is needed, and there is no terminal to ask for it.",
            "Name an environment variable that holds it: --passphrase-env VAR.",
        ),
        Failure::EmptyPassphrase => words("No passphrase was typed.", "Try again."),
        Failure::PassphrasesDiffer => words("The two passphrases are not the same.", "Try again; nothing was written."),
        Failure::Iterations { found } => words(
            format!("{found} iterations cannot be done; it goes up to {MAX_ITERATIONS}."),
            "Give the number that openssl was given as -iter.",
        ),
        Failure::NotAKey { place, diagnosis: found } => {
            let said = diagnosis(*found);
            Words { what: format!("{} holds no key. {}", plain(place), said.what), next: said.next }
        }
        Failure::GuessableKey { place, warning } => words(
            format!("{}: {}", plain(place), key_warning(*warning)),
            "Seal with a key of `sealport key new`. If it must be this one, give it a name that says nothing of it: \
                --key-id NAMESPACE/NAME.",
        ),
        Failure::NoKeyFits { wanted, given } => no_key_fits(wanted, *given),
        Failure::Message(error) => message(error),
        Failure::NoMemory { mib } => words(
            format!("The passphrase of this file needs {mib} MiB of memory, which there are not."),
            "Close other programs, or open it with a key.",
        ),
        Failure::Import(error) => import(*error),
        Failure::SeveralSettings(settings) => {
            let each: Vec<_> = settings.iter().map(ToString::to_string).collect();
            words(
                format!("Several settings fit this passphrase: {}.", each.join("; ")),
                "Say which one openssl was given: --md, --pbkdf2, --iter. Or run this at a terminal and be asked.",
            )
        }
        Failure::File { doing, place, source: error } => file(*doing, place, error),
        Failure::Cancelled => Words { what: "Interrupted; nothing was written.".to_owned(), next: None },
        Failure::Random => words("The system gives no random bytes.", "Nothing was made. Restart the machine."),
        Failure::Interrupts => words("The system does not let Ctrl-C be watched for.", SEE_HELP),
        Failure::LetOut(first) => {
            let first = self::failure(first);
            let next = format!(
                "Do not use what was already printed: it is not whole.{}",
                first.next.map(|next| format!(" {next}")).unwrap_or_default()
            );
            words(first.what, next)
        }
    }
}

/// A variable's name that is written as most are. Another one may be a passphrase that was put there.
fn variable(name: &str) -> &str {
    let is_usual = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    if is_usual { name } else { "that was named" }
}

fn import(error: ImportError) -> Words {
    match error {
        ImportError::NotOpenSsl => words(
            "This is not a file that `openssl enc` made with a salt.",
            "Leave out --openssl to open a sealed file. Files made with -nosalt, -S or -K cannot be recognised.",
        ),
        ImportError::BadBase64 => {
            words("The base64 text of this file is damaged.", "Fetch the file again, as bytes and not as text.")
        }
        ImportError::CutShort { found } => words(
            format!(
                "This file was cut short, or made with another cipher: {found} bytes are no whole blocks of aes-256-cbc."
            ),
            "Fetch it again from where it was made. If openssl was given another cipher, only openssl opens it.",
        ),
        ImportError::WrongPassphraseOrSettings | ImportError::NoPadding => words(
            "Wrong passphrase or settings, or the file was cut or altered: openssl files do not tell which.",
            "Check the passphrase, and that the cipher was aes-256-cbc. If openssl was given -md, -iter or -pbkdf2, give the \
             same: --md, --iter, --pbkdf2.",
        ),
        ImportError::Changed => words("The file changed while it was read.", "Try again when nothing writes to it."),
        other => words(format!("This file did not open: {other}."), SEE_HELP),
    }
}

fn file(doing: Doing, at: &Place, error: &io::Error) -> Words {
    let name = match doing {
        Doing::Reading => source(at),
        Doing::Writing => target(at),
    };
    match (error.kind(), doing) {
        (io::ErrorKind::NotFound, Doing::Reading) => {
            words(format!("There is no file {name}."), "Check the name and the folder you are in.")
        }
        (io::ErrorKind::PermissionDenied, Doing::Reading) => {
            words(format!("You may not read {name}."), "Ask its owner, or change its permissions.")
        }
        (io::ErrorKind::PermissionDenied, Doing::Writing) => {
            words(format!("You may not write {name} there."), "Choose a folder that is yours.")
        }
        (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded, _) => words(
            match at {
                Place::Standard => format!("There is no room left for {name}."),
                Place::Path(_) => format!("There is no room left for {name}; nothing unfinished was kept."),
            },
            "Make room, or write to another disk.",
        ),
        (io::ErrorKind::BrokenPipe, _) => {
            words("The program that took the output stopped taking it.", "Look at what that program says.")
        }
        (_, Doing::Reading) => {
            words(format!("{name} could not be read: {error}."), "Check the disk or the connection to it.")
        }
        (_, Doing::Writing) => {
            words(format!("{name} could not be written: {error}."), "Check the disk, or write elsewhere.")
        }
    }
}
