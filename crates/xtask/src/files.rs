//! Folders read and replaced as a whole.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

/// Path below a folder (with `/`) to contents.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Reads one file.
///
/// # Errors
///
/// With its name when it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Reads every file below a folder; a folder that is not there has none.
///
/// # Errors
///
/// When something below it cannot be read.
pub fn read_folder(folder: &Path) -> Result<Files> {
    let mut found = Files::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    let mut pending = vec![(folder.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = pending.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                pending.push((entry.path(), path + "/"));
            } else {
                found.insert(path, read(&entry.path())?);
            }
        }
    }
    Ok(found)
}

/// Makes `folder` hold exactly `files`: they are written beside it and take its place in one move, so a failure on the
/// way leaves what was there, and nobody sees half of it.
///
/// # Errors
///
/// When something cannot be written or moved.
pub fn replace_folder(folder: &Path, files: &Files) -> Result<()> {
    let (fresh, old) = (sibling(folder, "tmp")?, sibling(folder, "old")?);
    remove_folder(&fresh)?;
    remove_folder(&old)?;
    fs::create_dir_all(&fresh).with_context(|| format!("cannot create {}", fresh.display()))?;
    for (path, contents) in files {
        let file = fresh.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
        }
        fs::write(&file, contents).with_context(|| format!("cannot write {}", file.display()))?;
    }
    if folder.exists() {
        fs::rename(folder, &old).with_context(|| format!("cannot move {} aside", folder.display()))?;
    }
    if let Err(error) = fs::rename(&fresh, folder) {
        // Nothing was lost yet: what was there goes back.
        let _ = fs::rename(&old, folder);
        return Err(error).with_context(|| format!("cannot write {}", folder.display()));
    }
    remove_folder(&old)
}

/// Removes a folder with all it holds, if it is there.
///
/// # Errors
///
/// When it is there and cannot be removed.
pub fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn sibling(folder: &Path, suffix: &str) -> Result<PathBuf> {
    let Some(name) = folder.file_name() else { bail!("{} cannot be a folder to write to", folder.display()) };
    let mut named = OsString::from(name);
    named.push(".");
    named.push(suffix);
    Ok(folder.with_file_name(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> Files {
        names.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_replaced_folder_holds_exactly_the_new_files() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("made");
        for names in [&["a", "s/b"][..], &["c"], &["s/d/e", "s/f"], &[]] {
            replace_folder(&folder, &files(names)).unwrap();
            assert_eq!(read_folder(&folder).unwrap(), files(names));
            assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "a .tmp or .old folder was left");
        }
    }

    #[test]
    fn a_failure_on_the_way_leaves_what_was_there() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("made");
        replace_folder(&folder, &files(&["a"])).unwrap();
        // A file cannot also be a folder, so writing fails half way.
        assert!(replace_folder(&folder, &files(&["b", "b/c"])).is_err());
        assert_eq!(read_folder(&folder).unwrap(), files(&["a"]));
    }
}
