//! Files and the standard streams, so that everything else reads and writes in one way.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

mod input;
mod output;

pub use input::{CHUNK_LEN, Input};
pub use output::{Access, Output, spool_beside};

/// Where bytes come from or go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Standard input or output, `-`.
    Standard,
    /// A file.
    Path(PathBuf),
}

impl Place {
    /// The file, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Standard => None,
            Self::Path(path) => Some(path),
        }
    }
}

impl From<&Path> for Place {
    fn from(path: &Path) -> Self {
        if path.as_os_str() == OsStr::new("-") { Self::Standard } else { Self::Path(path.to_owned()) }
    }
}

impl From<&PathBuf> for Place {
    fn from(path: &PathBuf) -> Self {
        Self::from(path.as_path())
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Self {
        place.clone()
    }
}
