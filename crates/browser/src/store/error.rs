//! Why nothing can be kept.

use indexed_db_futures::error::{DomException, Error, OpenDbError, SimpleValueError};

/// Why this browser does not keep a value, or give it back. Holds nothing of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no storage for pages here: a private window, or a setting that blocks it.
    #[error("the browser keeps nothing for pages here: a private window, or a setting")]
    Unavailable,
    /// No room is left for this page.
    #[error("the browser has no room left for this page")]
    Full,
    /// A newer version of the page has been here.
    #[error("a newer version of this page keeps its values in another way")]
    Newer,
    /// What is stored is no bytes: something else wrote it.
    #[error("what is kept under this name was not written by this page")]
    Damaged,
    /// The browser gave up, for reasons of its own.
    #[error("the browser could not read or write what it keeps")]
    Failed,
}

impl StoreError {
    fn of_name(name: &str) -> Self {
        match name {
            // Firefox refuses private windows by the last of them.
            "SecurityError" | "NotAllowedError" | "InvalidStateError" => Self::Unavailable,
            "QuotaExceededError" => Self::Full,
            "VersionError" => Self::Newer,
            _ => Self::Failed,
        }
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::DomException(exception) => Self::of_name(&web_sys::DomException::from(exception).name()),
            Error::Serialisation(_) => Self::Damaged,
            _ => Self::Failed,
        }
    }
}

impl From<OpenDbError> for StoreError {
    fn from(error: OpenDbError) -> Self {
        match error {
            OpenDbError::Base(error) => error.into(),
            OpenDbError::NullFactory | OpenDbError::UnsupportedEnvironment => Self::Unavailable,
            OpenDbError::VersionZero => Self::Failed,
        }
    }
}

impl From<SimpleValueError> for StoreError {
    fn from(_: SimpleValueError) -> Self {
        Self::Damaged
    }
}

impl From<DomException> for StoreError {
    fn from(exception: DomException) -> Self {
        Error::from(exception).into()
    }
}
