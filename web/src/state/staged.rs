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
    /// When the file was last changed, in milliseconds since 1970.
    pub modified_ms: i64,
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
    /// A file chosen earlier goes under this name.
    Chosen,
}

/// What will become of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    /// What stands in its way.
    pub obstacle: Option<Obstacle>,
    /// Why it cannot be kept beside the other: the numbered name is no object key.
    pub no_number: Option<InputError>,
    /// The upload, unless it is left out.
    pub upload: Option<Planned>,
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
    /// Adds a file. Returns the id under which the browser's file belongs: that of an earlier one when path, length and
    /// date say that it is the same file chosen again.
    pub fn add(&mut self, id: u64, path: &str, len: u64, modified_ms: i64) -> u64 {
        let path = path.trim_start_matches('/');
        let same = |file: &&StagedFile| file.path == path && file.len == len && file.modified_ms == modified_ms;
        if let Some(earlier) = self.files.iter().find(same) {
            return earlier.id;
        }
        self.files.push(StagedFile { id, path: path.to_owned(), len, modified_ms, clash: Clash::default() });
        id
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

    /// What will become of each file, in their order, given where they go and which object keys are known to be in use:
    /// skipped and impossible ones are left out, clashing names numbered.
    #[must_use]
    pub fn outlook(&self, prefix: &str, in_use: impl Fn(&str) -> bool) -> Vec<Outlook> {
        let mut taken = HashSet::new();
        self.files.iter().map(|file| outlook(file, prefix, &in_use, &mut taken)).collect()
    }

    /// The uploads that result.
    #[must_use]
    pub fn plan(&self, prefix: &str, in_use: impl Fn(&str) -> bool) -> Vec<Planned> {
        self.outlook(prefix, in_use).into_iter().filter_map(|outlook| outlook.upload).collect()
    }
}

/// `taken` are the object keys of the files before this one.
fn outlook(file: &StagedFile, prefix: &str, in_use: impl Fn(&str) -> bool, taken: &mut HashSet<String>) -> Outlook {
    let wished = format!("{prefix}{}", file.path);
    let left_out = |obstacle| Outlook { obstacle: Some(obstacle), ..Outlook::default() };
    if let Err(fault) = ObjectKey::parse(&wished) {
        return left_out(Obstacle::Name(fault));
    }
    if file.len > MAX_SINGLE_PUT_LEN {
        return left_out(Obstacle::TooLarge);
    }
    let obstacle =
        if taken.contains(&wished) { Some(Obstacle::Chosen) } else { in_use(&wished).then_some(Obstacle::InUse) };
    let (object_key, overwrite) = match (&obstacle, file.clash) {
        (None, _) => (wished, false),
        (Some(_), Clash::Skip) => return Outlook { obstacle, ..Outlook::default() },
        (Some(Obstacle::InUse), Clash::Replace) => (wished, true),
        // Two chosen files of one name never replace each other.
        (Some(_), _) => (names::beside(&wished, |key| in_use(key) || taken.contains(key)), false),
    };
    if let Err(fault) = ObjectKey::parse(&object_key) {
        return Outlook { obstacle, no_number: Some(fault), upload: None };
    }
    taken.insert(object_key.clone());
    let renumber = obstacle.is_some();
    let upload = Some(Planned { id: file.id, object_key, len: file.len, overwrite, renumber });
    Outlook { obstacle, no_number: None, upload }
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
            staged.add(id as u64, path, *len, 0);
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
        let mut files = staged(&[("b.txt", 1), ("a.txt", 1)]);
        assert_eq!(files.add(7, "/a.txt", 1, 0), 1, "the file chosen last takes the place of the earlier one");
        assert_eq!(files.files.len(), 2);
    }

    #[test]
    fn another_file_of_the_same_name_and_length_is_kept_and_asked_about() {
        let mut files = staged(&[("a.txt", 1)]);
        assert_eq!(files.add(7, "a.txt", 1, 5), 7);
        let outlook = files.outlook("", |_| false);
        assert_eq!((&outlook[0].obstacle, &outlook[1].obstacle), (&None, &Some(Obstacle::Chosen)));
        assert_eq!(keys(&files.plan("", |_| false)), [("a.txt", false), ("a (1).txt", false)]);
        files.decide(7, Clash::Skip);
        assert_eq!(keys(&files.plan("", |_| false)), [("a.txt", false)]);
        assert_eq!(files.outlook("", |_| false)[1].obstacle, Some(Obstacle::Chosen), "the choice can be changed");
    }

    #[test]
    fn a_number_that_makes_the_name_too_long_is_shown() {
        let path = "x".repeat(1022);
        let mut files = staged(&[(&path, 1)]);
        let outlook = files.outlook("", |key| key == path);
        assert_eq!(outlook[0].obstacle, Some(Obstacle::InUse));
        assert!(outlook[0].no_number.is_some() && outlook[0].upload.is_none());
        files.decide(0, Clash::Replace);
        assert_eq!(keys(&files.plan("", |key| key == path)), [(path.as_str(), true)]);
    }

    #[test]
    fn impossible_files_are_named_and_left_out() {
        let files = staged(&[("../up.txt", 1), ("huge.bin", MAX_SINGLE_PUT_LEN + 1), ("edge.bin", MAX_SINGLE_PUT_LEN)]);
        let obstacles: Vec<_> = files.outlook("", |_| false).into_iter().map(|outlook| outlook.obstacle).collect();
        let name = Obstacle::Name(InputError::ObjectKeyDotSegment);
        assert_eq!(obstacles, [Some(name), Some(Obstacle::TooLarge), None]);
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
