//! Everything that can go wrong, for programs: a stable code and an exit code. The words are in `text`.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use sealport_client::message::{MessageError, MessageErrorKind, WrappingKeyName};
use sealport_client::openssl::{ImportError, Settings};
use sealport_client::{ClientError, ErrorCode, KeyDiagnosis, KeyWarning};

use crate::files::{Output, Place};

/// What the program exits with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Usage = 2,
    Key = 3,
    Object = 4,
    Files = 5,
    Other = 6,
    /// As shells have it for a program that Ctrl-C ended.
    Cancelled = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What was being done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Reading,
    Writing,
}

/// Why nothing, or not all, was done. Holds names and numbers, no secret.
#[derive(Debug)]
pub enum Failure {
    /// Two inputs were to come from standard input.
    StandardInputTwice,
    /// Nobody to seal for was named.
    NoRecipient,
    /// Names of keys and keys do not pair up.
    KeyNamesUnpaired,
    /// Where to write was not said and does not follow from the input.
    NoOutputName,
    /// The output is the input.
    SameFile(PathBuf),
    /// The output or input is a folder.
    IsFolder(PathBuf),
    /// The output exists and is neither file nor folder.
    NotAFile(PathBuf),
    /// The output is a link that leads to nothing.
    LinkToNothing(PathBuf),
    /// The folder of the output does not exist.
    NoFolder(PathBuf),
    /// The output exists.
    AlreadyExists(PathBuf),
    /// An environment variable is not set, or empty, or no text.
    Variable(String),
    /// A prompt is needed and there is no terminal.
    NoTerminal,
    /// An empty passphrase was typed.
    EmptyPassphrase,
    /// The passphrase was typed in two ways.
    PassphrasesDiffer,
    /// Settings of openssl that cannot be.
    Iterations { found: u64 },
    /// What was given as a key is none.
    NotAKey { place: String, diagnosis: KeyDiagnosis },
    /// A new file was to be sealed with a key that can be guessed, under its fingerprint.
    GuessableKey { place: String, warning: KeyWarning },
    /// A file is sealed for others than the keys at hand; none was given if `given` is false.
    NoKeyFits { wanted: Vec<WrappingKeyName>, given: bool },
    /// A file was not sealed or did not open, for a reason of its own.
    Message(MessageError),
    /// There is not enough memory for a passphrase.
    NoMemory { mib: u32 },
    /// A file of openssl did not open.
    Import(ImportError),
    /// Several settings fit a file of openssl, and nobody can be asked.
    SeveralSettings(Vec<Settings>),
    /// A file could not be read or written.
    File { doing: Doing, place: Place, source: io::Error },
    /// It came after something had been printed.
    LetOut(Box<Failure>),
    /// Ctrl-C at a prompt.
    Cancelled,
    /// The system gives no random bytes.
    Random,
    /// Ctrl-C cannot be watched for.
    Interrupts,
}

impl Failure {
    /// After bytes went to standard output, where they cannot be taken back.
    pub fn after(self, output: &Output) -> Self {
        if output.has_let_out() { Self::LetOut(Box::new(self)) } else { self }
    }

    /// What becomes of an error of the system.
    pub fn file(doing: Doing, place: impl Into<Place>) -> impl FnOnce(io::Error) -> Self {
        let place = place.into();
        move |source| Self::File { doing, place, source }
    }

    /// What the program exits with.
    pub fn exit(&self) -> Exit {
        match self {
            Self::StandardInputTwice
            | Self::NoRecipient
            | Self::KeyNamesUnpaired
            | Self::NoOutputName
            | Self::SameFile(_)
            | Self::Iterations { .. }
            | Self::NoTerminal => Exit::Usage,
            Self::Variable(_)
            | Self::EmptyPassphrase
            | Self::PassphrasesDiffer
            | Self::NotAKey { .. }
            | Self::GuessableKey { .. }
            | Self::NoKeyFits { .. }
            | Self::SeveralSettings(_)
            | Self::Import(ImportError::WrongPassphraseOrSettings | ImportError::NoPadding) => Exit::Key,
            Self::Import(_) => Exit::Object,
            Self::Message(error) => match error.kind() {
                MessageErrorKind::InvalidInput => Exit::Usage,
                MessageErrorKind::CannotUnlock | MessageErrorKind::KdfTooCostly => Exit::Key,
                MessageErrorKind::Bug => Exit::Other,
                _ => Exit::Object,
            },
            Self::IsFolder(_)
            | Self::NotAFile(_)
            | Self::LinkToNothing(_)
            | Self::NoFolder(_)
            | Self::AlreadyExists(_)
            | Self::File { .. } => Exit::Files,
            Self::LetOut(first) => first.exit(),
            Self::Cancelled => Exit::Cancelled,
            Self::NoMemory { .. } | Self::Random | Self::Interrupts => Exit::Other,
        }
    }

    /// The stable code, of the same list as everywhere in Sealport.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::StandardInputTwice
            | Self::NoRecipient
            | Self::KeyNamesUnpaired
            | Self::NoOutputName
            | Self::SameFile(_)
            | Self::IsFolder(_)
            | Self::NotAFile(_)
            | Self::LinkToNothing(_)
            | Self::Variable(_)
            | Self::NoTerminal
            | Self::EmptyPassphrase
            | Self::PassphrasesDiffer
            | Self::Iterations { .. }
            | Self::NotAKey { .. }
            | Self::GuessableKey { .. } => ErrorCode::InvalidInput,
            Self::AlreadyExists(_) => ErrorCode::AlreadyExists,
            Self::NoFolder(_) => ErrorCode::NotFound,
            Self::SeveralSettings(_) | Self::NoKeyFits { .. } => ErrorCode::CannotUnlock,
            Self::Message(error) => ClientError::from(error.clone()).code(),
            Self::NoMemory { .. } => ErrorCode::KdfTooCostly,
            Self::Import(error) => ClientError::from(*error).code(),
            Self::File { doing, source, .. } => match (source.kind(), doing) {
                (io::ErrorKind::NotFound, _) => ErrorCode::NotFound,
                (io::ErrorKind::PermissionDenied, _) => ErrorCode::Denied,
                (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded, _) => ErrorCode::StorageFull,
                (_, Doing::Reading) => ErrorCode::SourceChanged,
                (_, Doing::Writing) => ErrorCode::NotSaved,
            },
            Self::LetOut(first) => first.code(),
            Self::Cancelled => ErrorCode::Cancelled,
            Self::Random | Self::Interrupts => ErrorCode::Bug,
        }
    }
}

impl From<MessageError> for Failure {
    fn from(error: MessageError) -> Self {
        match error {
            MessageError::NoKeyFits { wanted, .. } => Self::NoKeyFits { wanted, given: true },
            other => Self::Message(other),
        }
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Iterations { found } => Self::Iterations { found },
            other => Self::Import(other),
        }
    }
}
