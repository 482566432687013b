//! Files chosen but not sent: where they will go, what stands in the way, and what to do about names in use.

use super::names;
use sealport_client::{InputError, MAX_SINGLE_PUT_LEN, ObjectKey};
use std::collections::HashSet;

/// What to do with a file whose name is in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clash {
    /// Store it beside the other, under a numbered name.
    #[default]
    KeepBoth,
    /// Replace the other.
    Replace,
    /// Leave it out.
    Skip,
}

/// A chosen file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedFile {
    /// Finds the browser's file.
    pub id: u64,
    /// Name, with its folders when a folder was chosen.
    pub path: String,
    /// Length in bytes.
    pub len: u64,
    /// What to do if the name is in use.
    pub clash: Clash,
}

/// What stands in the way of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Its name cannot be an object key.
    Name(InputError),
    /// It needs several parts.
    TooLarge,
    /// The name is in use.
    InUse,
}

/// An upload ready to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Finds the browser's file.
    pub id: u64,
    /// Where it goes.
    pub object_key: String,
    /// Length in bytes.
    pub len: u64,
    /// Whether the person agreed to replace what is there.
    pub overwrite: bool,
    /// Whether a further name may be found if this one turns out to be in use.
    pub renumber: bool,
}

/// Everything chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staged {
    /// The files, in the order they were chosen.
    pub files: Vec<StagedFile>,
}

impl Staged {
    /// Adds a file; the same path and length twice is taken as the same file chosen twice.
    pub fn add(&mut self, id: u64, path: &str, len: u64) -> bool {
        let path = path.trim_start_matches('/');
        if self.files.iter().any(|file| file.path == path && file.len == len) {
            return false;
        }
        self.files.push(StagedFile { id, path: path.to_owned(), len, clash: Clash::default() });
        true
    }

    /// Takes a file out.
    pub fn remove(&mut self, id: u64) {
        self.files.retain(|file| file.id != id);
    }

    /// Notes what to do if a file's name is in use.
    pub fn decide(&mut self, id: u64, clash: Clash) {
        if let Some(file) = self.files.iter_mut().find(|file| file.id == id) {
            file.clash = clash;
        }
    }

    /// Bytes of all files.
    #[must_use]
    pub fn total_len(&self) -> u64 {
        self.files.iter().fold(0, |sum, file| sum.saturating_add(file.len))
    }

    /// What stands in the way of a file, given where it goes and which object keys are known to be in use.
    #[must_use]
    pub fn obstacle(file: &StagedFile, prefix: &str, in_use: impl Fn(&str) -> bool) -> Option<Obstacle> {
        let object_key = format!("{prefix}{}", file.path);
        if let Err(fault) = ObjectKey::parse(&object_key) {
            return Some(Obstacle::Name(fault));
        }
        if file.len > MAX_SINGLE_PUT_LEN {
            return Some(Obstacle::TooLarge);
        }
        in_use(&object_key).then_some(Obstacle::InUse)
    }

    /// The uploads that result: skipped files and impossible ones are left out, clashing names numbered.
    #[must_use]
    pub fn plan(&self, prefix: &str, in_use: impl Fn(&str) -> bool) -> Vec<Planned> {
        let mut taken = HashSet::new();
        let mut planned = Vec::new();
        for file in &self.files {
            let wished = format!("{prefix}{}", file.path);
            let (object_key, overwrite) = match Self::obstacle(file, prefix, |key| in_use(key)) {
                Some(Obstacle::Name(_) | Obstacle::TooLarge) => continue,
                Some(Obstacle::InUse) if file.clash == Clash::Skip => continue,
                Some(Obstacle::InUse) if file.clash == Clash::Replace && !taken.contains(&wished) => (wished, true),
                // Two chosen files of one name never replace each other.
                obstacle if obstacle.is_some() || taken.contains(&wished) => {
                    (names::beside(&wished, |key| in_use(key) || taken.contains(key)), false)
                }
                _ => (wished, false),
            };
            if ObjectKey::parse(&object_key).is_err() {
                continue;
            }
            taken.insert(object_key.clone());
            planned.push(Planned {
                id: file.id,
                object_key,
                len: file.len,
                overwrite,
                renumber: Self::obstacle(file, prefix, |key| in_use(key)) == Some(Obstacle::InUse),
            });
        }
        planned
    }
}

/// Makes what a person typed as a destination into a prefix: no leading `/`, one trailing `/`.
///
/// # Errors
///
/// [`InputError`] when no object key could start like that.
pub fn parse_destination(text: &str) -> Result<String, InputError> {
    let text = text.trim().trim_start_matches('/');
    if text.is_empty() {
        return Ok(String::new());
    }
    let prefix = if text.ends_with('/') { text.to_owned() } else { format!("{text}/") };
    // A prefix must leave room for a name, and is checked with one.
    ObjectKey::parse(&format!("{prefix}x"))?;
    Ok(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staged(paths: &[(&str, u64)]) -> Staged {
        let mut staged = Staged::default();
        for (id, (path, len)) in paths.iter().enumerate() {
            staged.add(id as u64, path, *len);
        }
        staged
    }

    fn keys(planned: &[Planned]) -> Vec<(&str, bool)> {
        planned.iter().map(|p| (p.object_key.as_str(), p.overwrite)).collect()
    }

    #[test]
    fn a_name_in_use_is_never_replaced_without_a_word() {
        let mut files = staged(&[("a.txt", 1), ("b.txt", 2), ("c.txt", 3)]);
        let in_use = |key: &str| key == "x/a.txt" || key == "x/b.txt" || key == "x/a (1).txt";
        assert_eq!(
            keys(&files.plan("x/", in_use)),
            [("x/a (2).txt", false), ("x/b (1).txt", false), ("x/c.txt", false)]
        );
        files.decide(0, Clash::Replace);
        files.decide(1, Clash::Skip);
        assert_eq!(keys(&files.plan("x/", in_use)), [("x/a.txt", true), ("x/c.txt", false)]);
    }

    #[test]
    fn two_chosen_files_of_one_name_do_not_replace_each_other() {
        let mut files = staged(&[("a.txt", 1), ("a.txt", 2)]);
        assert_eq!(keys(&files.plan("", |_| false)), [("a.txt", false), ("a (1).txt", false)]);
        files.decide(0, Clash::Replace);
        files.decide(1, Clash::Replace);
        assert_eq!(keys(&files.plan("", |k| k == "a.txt")), [("a.txt", true), ("a (1).txt", false)]);
    }

    #[test]
    fn the_same_file_chosen_twice_is_one_file() {
        assert_eq!(staged(&[("a.txt", 1), ("/a.txt", 1)]).files.len(), 1);
    }

    #[test]
    fn impossible_files_are_named_and_left_out() {
        let files = staged(&[("../up.txt", 1), ("huge.bin", MAX_SINGLE_PUT_LEN + 1), ("edge.bin", MAX_SINGLE_PUT_LEN)]);
        let obstacle = |at: usize| Staged::obstacle(&files.files[at], "", |_| false);
        assert_eq!(obstacle(0), Some(Obstacle::Name(InputError::ObjectKeyDotSegment)));
        assert_eq!(obstacle(1), Some(Obstacle::TooLarge));
        assert_eq!(obstacle(2), None);
        assert_eq!(keys(&files.plan("", |_| false)), [("edge.bin", false)]);
    }

    #[test]
    fn a_typed_destination_becomes_a_prefix() {
        assert_eq!(parse_destination(" /imaging/2026 ").unwrap(), "imaging/2026/");
        assert_eq!(parse_destination("a/").unwrap(), "a/");
        assert_eq!(parse_destination("").unwrap(), "");
        assert!(parse_destination("a/../b").is_err());
        assert!(parse_destination(&"x".repeat(1024)).is_err());
    }
}
