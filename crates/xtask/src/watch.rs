//! Notices changed files by asking for their time and length twice a second: no system interface to fail, and the
//! few hundred files of the page cost next to nothing.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// What is looked at, below the top of the checkout.
const WATCHED: [&str; 4] = ["web", "crates", "index.html", "Cargo.toml"];

type Seen = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// The state of the watched files when they were last looked at.
#[derive(Debug)]
pub struct Watch {
    root: PathBuf,
    seen: Seen,
}

impl Watch {
    /// Looks at the files once.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf(), seen: look(root) }
    }

    /// The files that appeared, changed or went since the last look, relative to the top of the checkout.
    pub fn changes(&mut self) -> Vec<PathBuf> {
        let now = look(&self.root);
        let mut changed: Vec<PathBuf> = now
            .iter()
            .filter(|(path, state)| self.seen.get(*path) != Some(state))
            .map(|(path, _)| path.clone())
            .collect();
        changed.extend(self.seen.keys().filter(|path| !now.contains_key(*path)).cloned());
        self.seen = now;
        changed.iter().map(|path| path.strip_prefix(&self.root).unwrap_or(path).to_path_buf()).collect()
    }
}

fn look(root: &Path) -> Seen {
    let mut seen = Seen::new();
    let mut pending: Vec<PathBuf> = WATCHED.iter().map(|name| root.join(name)).collect();
    while let Some(path) = pending.pop() {
        // A file may go between listing and asking; it then counts as gone.
        let Ok(data) = fs::symlink_metadata(&path) else { continue };
        if data.is_dir() {
            let Ok(entries) = fs::read_dir(&path) else { continue };
            pending.extend(entries.flatten().map(|entry| entry.path()).filter(|path| !passing(path)));
        } else {
            seen.insert(path, (data.modified().ok(), data.len()));
        }
    }
    seen
}

/// Editors' own files and folders of other tools.
fn passing(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.ends_with('~') || ["target", "node_modules", "generated"].contains(&&*name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_changed_and_removed_files_are_noticed_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("web")).unwrap();
        fs::write(root.join("web/a.rs"), "1").unwrap();
        let mut watch = Watch::new(root);
        assert!(watch.changes().is_empty());
        fs::write(root.join("web/a.rs"), "22").unwrap();
        fs::write(root.join("web/b.rs"), "1").unwrap();
        assert_eq!(watch.changes(), [Path::new("web/a.rs"), Path::new("web/b.rs")]);
        fs::remove_file(root.join("web/a.rs")).unwrap();
        assert_eq!(watch.changes(), [Path::new("web/a.rs")]);
        assert!(watch.changes().is_empty());
    }

    #[test]
    fn files_of_editors_and_other_folders_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("web")).unwrap();
        let mut watch = Watch::new(root);
        for name in ["web/.a.rs.swp", "web/a.rs~", "README.md"] {
            fs::write(root.join(name), "1").unwrap();
        }
        assert!(watch.changes().is_empty());
    }
}
