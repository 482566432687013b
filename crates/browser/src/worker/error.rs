//! Why a worker did not do what it was asked.

use std::fmt;

use sealport_client::message::MessageError;
use sealport_client::openssl::ImportError;
use sealport_client::{ClientError, ErrorCode};
use sealport_worker_protocol::Fault;

/// Why a request to a worker failed. Holds no secret and no address.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WorkerError {
    /// The page does not say where the worker's script lies.
    NoAddress,
    /// The browser has no module workers, or refuses to start one here: a page opened from a file, or a policy that does
    /// not allow it.
    Refused,
    /// The worker's files could not be loaded or run: they are missing, or a policy forbids wasm.
    NotStarted,
    /// It ended before it answered. The next request starts another one.
    Died,
    /// The memory for it cannot be had on this device.
    OutOfMemory,
    /// The browser gives no random bytes.
    NoRandom,
    /// The bytes could not be handed over: their buffer was given away before.
    BufferGone,
    /// About the frames of a sealed file.
    Message(MessageError),
    /// About an `openssl enc` file.
    Import(ImportError),
    /// Page and worker do not understand each other: a bug, or files of two versions.
    Protocol,
}

impl WorkerError {
    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NoAddress | Self::BufferGone | Self::Protocol => ErrorCode::Bug,
            Self::Refused | Self::NoRandom => ErrorCode::UnsupportedBrowser,
            Self::NotStarted => ErrorCode::NetworkOrCors,
            Self::Died | Self::OutOfMemory => ErrorCode::KdfTooCostly,
            Self::Message(error) => ClientError::from(error.clone()).code(),
            Self::Import(error) => ClientError::from(*error).code(),
        }
    }

    /// What a fault means where nothing more is known of what was asked.
    pub(super) fn of_fault(fault: Fault) -> Self {
        match fault {
            Fault::OutOfMemory => Self::OutOfMemory,
            Fault::NoRandom => Self::NoRandom,
            Fault::OutOfRange => Self::Message(MessageError::OutOfRange),
            Fault::Import(fault) => Self::Import(fault.into()),
            Fault::Tampered | Fault::Unknown | Fault::NotUnderstood => Self::Protocol,
        }
    }
}

impl fmt::Display for WorkerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAddress => "the page does not name its worker",
            Self::Refused => "the browser does not start a worker here",
            Self::NotStarted => "the worker could not be loaded",
            Self::Died => "the worker ended before it answered",
            Self::OutOfMemory => "the memory for it cannot be had",
            Self::NoRandom => "the browser gives no random bytes",
            Self::BufferGone => "the bytes were given away before",
            Self::Message(error) => return error.fmt(f),
            Self::Import(error) => return error.fmt(f),
            Self::Protocol => "page and worker do not understand each other",
        })
    }
}

impl std::error::Error for WorkerError {}
