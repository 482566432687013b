//! What is written: under another name until it is whole, and never over what exists unless that was asked for.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Place;
use crate::failure::{Doing, Failure};
use crate::interrupt;

/// Who may read a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Its owner.
    Private,
    /// Whoever the system's settings for new files allow.
    Usual,
}

/// A file that gets its name when it is whole, or standard output.
#[derive(Debug)]
pub enum Output {
    File(FileOutput),
    Standard {
        /// Bytes written.
        len: u64,
    },
}

/// See [`Output`].
#[derive(Debug)]
pub struct FileOutput {
    target: PathBuf,
    /// Removed when dropped.
    unfinished: NamedTempFile,
    force: bool,
}

impl Output {
    /// Checks that the output can be there before anything is read, and begins it.
    ///
    /// `force` allows to replace a file. Those that are `read`, key files among them, never are.
    ///
    /// # Errors
    ///
    /// [`Failure::IsFolder`], [`Failure::NotAFile`], [`Failure::LinkToNothing`], [`Failure::AlreadyExists`],
    /// [`Failure::SameFile`], [`Failure::NoFolder`], [`Failure::File`].
    pub fn begin(place: &Place, read: &[Place], force: bool, access: Access) -> Result<Self, Failure> {
        let Some(path) = place.path() else {
            return Ok(Self::Standard { len: 0 });
        };
        let named_as_folder = path.as_os_str().as_encoded_bytes().last().is_some_and(|last| is_separator(*last));
        if named_as_folder || path.file_name().is_none() {
            return Err(Failure::IsFolder(path.to_owned()));
        }
        // Behind a link is the file that is meant.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let is_target = |read: &Path| same_file::is_same_file(read, &target).unwrap_or(false);
        if read.iter().filter_map(Place::path).any(is_target) {
            return Err(Failure::SameFile(path.to_owned()));
        }
        let existing = fs::metadata(&target);
        match &existing {
            Ok(about) if about.is_dir() => return Err(Failure::IsFolder(path.to_owned())),
            Ok(about) if !about.is_file() => return Err(Failure::NotAFile(path.to_owned())),
            _ if !force && fs::symlink_metadata(path).is_ok() => return Err(Failure::AlreadyExists(path.to_owned())),
            // A link to nothing: which file is meant cannot be told.
            Err(_) if fs::symlink_metadata(path).is_ok() => return Err(Failure::LinkToNothing(path.to_owned())),
            _ => {}
        }
        let folder = folder_of(&target);
        if !folder.is_dir() {
            return Err(Failure::NoFolder(folder.to_owned()));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".sealport-").suffix(".part");
        // What replaces a file is open to nobody to whom that one was not, from its first byte on.
        let kept = existing.ok().map(|about| about.permissions()).filter(|_| access == Access::Usual);
        if access == Access::Usual {
            usual_access(&mut builder, kept.as_ref());
        }
        // Named before anybody can interrupt.
        let mut named = interrupt::unfinished();
        let unfinished = builder.tempfile_in(folder).map_err(Failure::file(Doing::Writing, place))?;
        *named = Some(unfinished.path().to_owned());
        if let Some(permissions) = kept {
            // The system's settings for new files may have taken more away.
            let _ = unfinished.as_file().set_permissions(permissions);
        }
        Ok(Self::File(FileOutput { target, unfinished, force }))
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    ///
    /// [`Failure::File`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::File(file) => {
                let place = Place::Path(file.target.clone());
                file.unfinished.write_all(bytes).map_err(Failure::file(Doing::Writing, &place))
            }
            Self::Standard { len } => {
                *len = len.saturating_add(bytes.len() as u64);
                io::stdout().write_all(bytes).map_err(Failure::file(Doing::Writing, &Place::Standard))
            }
        }
    }

    /// Whether it is standard output, where what came before a failure cannot be taken back.
    pub fn has_let_out(&self) -> bool {
        matches!(self, Self::Standard { len } if *len > 0)
    }

    /// Everything was written: makes it last and gives it its name.
    ///
    /// # Errors
    ///
    /// [`Failure::AlreadyExists`] if somebody took the name meanwhile; [`Failure::File`].
    pub fn commit(self) -> Result<(), Failure> {
        let FileOutput { target, unfinished, force } = match self {
            Self::File(file) => file,
            Self::Standard { .. } => {
                let flushed = io::stdout().flush().map_err(Failure::file(Doing::Writing, &Place::Standard));
                return flushed.map_err(|failure| failure.after(&self));
            }
        };
        let place = Place::Path(target.clone());
        unfinished.as_file().sync_all().map_err(Failure::file(Doing::Writing, &place))?;
        let mut named = interrupt::unfinished();
        let renamed = if force { unfinished.persist(&target) } else { unfinished.persist_noclobber(&target) };
        *named = None;
        renamed.map_err(|failed| match failed.error.kind() {
            io::ErrorKind::AlreadyExists => Failure::AlreadyExists(target.clone()),
            _ => Failure::file(Doing::Writing, &place)(failed.error),
        })?;
        // The name itself lasts once its folder is on the disk; not every system lets a program ask for that.
        let _ = File::open(folder_of(&target)).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

/// An unfinished spool file without a name, where the output will be.
pub fn spool_beside(output: &Output) -> io::Result<File> {
    match output {
        Output::File(file) => tempfile::tempfile_in(folder_of(&file.target)),
        Output::Standard { .. } => tempfile::tempfile(),
    }
}

fn is_separator(byte: u8) -> bool {
    std::path::is_separator(char::from(byte))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(unix)]
fn usual_access(builder: &mut tempfile::Builder<'_, '_>, kept: Option<&fs::Permissions>) {
    use std::os::unix::fs::PermissionsExt;
    // The system takes away what its settings for new files forbid. The owner has to write it.
    let mode = kept.map_or(0o666, |permissions| (permissions.mode() & 0o777) | 0o600);
    builder.permissions(fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn usual_access(_: &mut tempfile::Builder<'_, '_>, _: Option<&fs::Permissions>) {}
