//! Names people see, and names for files that would otherwise replace one another.

use sealport_client::is_hidden_mark;

/// What a person sees of a name: control characters and text-direction marks become visible, so that a name cannot
/// pretend to be another.
#[must_use]
pub fn shown(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            hidden if is_hidden_mark(hidden) => '\u{fffd}',
            other => other,
        })
        .collect()
}

/// The last part of an object key: what the file is called.
#[must_use]
pub fn file_name(object_key: &str) -> &str {
    let trimmed = object_key.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        Some((_, name)) => name,
        None if trimmed.is_empty() => object_key,
        None => trimmed,
    }
}

/// What an object is called: of the object that marks a folder, with the slash, so that it is not taken for the folder.
#[must_use]
pub fn object_name(object_key: &str) -> &str {
    let trimmed = object_key.strip_suffix('/').unwrap_or(object_key);
    match trimmed.rfind('/') {
        Some(at) if object_key.ends_with('/') => &object_key[at + 1..],
        None if object_key.ends_with('/') => object_key,
        _ => file_name(object_key),
    }
}

/// The first free object key of the form `name (1).ext`, `name (2).ext`, ...
///
/// `taken` says whether an object key is in use already.
#[must_use]
pub fn beside(object_key: &str, taken: impl Fn(&str) -> bool) -> String {
    let (folder, name) = match object_key.rsplit_once('/') {
        Some((folder, name)) => (format!("{folder}/"), name),
        None => (String::new(), object_key),
    };
    let (stem, extension) = split_extension(name);
    // An already numbered name goes on counting instead of growing "(1) (1)".
    let (stem, start) = match numbered(stem) {
        Some((stem, number)) => (stem, number.saturating_add(1)),
        None => (stem, 1),
    };
    let mut number = start;
    loop {
        let candidate = format!("{folder}{stem} ({number}){extension}");
        if number == u32::MAX || !taken(&candidate) {
            return candidate;
        }
        number += 1;
    }
}

/// `archive.tar.gz` is `archive` and `.tar.gz`; `.profile` has no extension.
fn split_extension(name: &str) -> (&str, &str) {
    let Some(at) = name.rfind('.').filter(|at| *at > 0) else {
        return (name, "");
    };
    let (stem, extension) = name.split_at(at);
    match stem.strip_suffix(".tar") {
        Some(shorter) if !shorter.is_empty() => name.split_at(shorter.len()),
        _ => (stem, extension),
    }
}

fn numbered(stem: &str) -> Option<(&str, u32)> {
    let (before, rest) = stem.rsplit_once(" (")?;
    let digits = rest.strip_suffix(')')?;
    (digits.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
        .map(|number| (before, number))
}

/// The kind of file a name suggests: only for the icon.
#[must_use]
pub fn icon(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    match extension.as_str() {
        "zip" | "gz" | "tgz" | "xz" | "zst" | "bz2" | "7z" | "rar" | "tar" => "i-zip",
        "csv" | "tsv" | "xls" | "xlsx" | "ods" | "parquet" => "i-table",
        "pdf" | "doc" | "docx" | "odt" | "rtf" | "md" => "i-doc",
        _ => "i-file",
    }
}

/// The name of what a sealed file holds.
#[must_use]
pub fn opened(name: &str) -> String {
    name.strip_suffix(SEALED_SUFFIX).filter(|rest| !rest.is_empty()).unwrap_or(name).to_owned()
}

/// The name of a sealed file that stays one.
#[must_use]
pub fn still_sealed(name: &str) -> String {
    if name.ends_with(SEALED_SUFFIX) { name.to_owned() } else { format!("{name}{SEALED_SUFFIX}") }
}

/// Ends the names of sealed files on this device.
const SEALED_SUFFIX: &str = ".sealed";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_file_of_one_name_goes_beside_the_first() {
        assert_eq!(beside("a/scan.tif", |_| false), "a/scan (1).tif");
        assert_eq!(beside("scan.tar.gz", |n| n == "scan (1).tar.gz"), "scan (2).tar.gz");
        assert_eq!(beside("a/.profile", |_| false), "a/.profile (1)");
        assert_eq!(beside("noext", |_| false), "noext (1)");
        assert_eq!(beside("x (3).txt", |_| false), "x (4).txt");
        assert_eq!(beside("x (y).txt", |_| false), "x (y) (1).txt");
    }

    #[test]
    fn a_folder_with_a_dot_is_no_extension() {
        assert_eq!(beside("v1.2/readme", |_| false), "v1.2/readme (1)");
    }

    #[test]
    fn a_name_cannot_hide_its_ending() {
        assert_eq!(shown("invoice\u{202e}fdp.exe"), "invoice\u{fffd}fdp.exe");
        for mark in
            "\u{ad}\u{61c}\u{180e}\u{200b}\u{200f}\u{2028}\u{2060}\u{2065}\u{2066}\u{206f}\u{feff}\u{e0041}".chars()
        {
            assert_eq!(shown(&format!("in{mark}voice")), "in\u{fffd}voice", "{:x}", u32::from(mark));
        }
        assert_eq!(shown("a\nb"), "a\u{240a}b");
        assert_eq!(shown("été 日本.txt"), "été 日本.txt");
    }

    #[test]
    fn the_file_name_is_the_last_part() {
        assert_eq!(file_name("a/b.txt"), "b.txt");
        assert_eq!(file_name("b.txt"), "b.txt");
        assert_eq!(file_name("a/folder/"), "folder");
        assert_eq!(object_name("a/b.txt"), "b.txt");
        for (marker, name) in [("a/folder/", "folder/"), ("folder/", "folder/"), ("/", "/"), ("a//", "/")] {
            assert_eq!(object_name(marker), name);
        }
    }
}
