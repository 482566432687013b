//! File names for downloads: an object key is anybody's text, a file name lands on somebody's disk.

use sealport_s3::is_hidden_mark;

/// Longest name in bytes: file systems take 255, and browsers add a suffix while they write.
const MAX_LEN: usize = 200;

/// Names that Windows keeps for devices, with any extension.
const RESERVED: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Makes a safe file name of the last segment of an object key.
///
/// Characters that separate folders, control text or turn it around become `_`; a name that would be hidden, empty or a
/// device gets a plain start; a long one is cut before its extension.
pub fn clean_file_name(object_key: &str) -> String {
    let last = object_key.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let mut name: String = last.chars().map(|c| if is_unsafe(c) { '_' } else { c }).collect();
    name = name.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_owned();
    if name.is_empty() {
        return "download".to_owned();
    }
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    if RESERVED.contains(&stem.as_str()) {
        name.insert(0, '_');
    }
    cut(name)
}

fn is_unsafe(c: char) -> bool {
    matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '~' | '%') || c.is_control() || is_hidden_mark(c)
}

fn cut(name: String) -> String {
    if name.len() <= MAX_LEN {
        return name;
    }
    let extension = match name.rfind('.') {
        Some(dot) if name.len() - dot <= 20 => name.get(dot..).unwrap_or_default(),
        _ => "",
    };
    let mut end = MAX_LEN - extension.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{extension}", name.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_made_safe_and_stay_readable() {
        for (object_key, name) in [
            ("a/b/report 2026.pdf", "report 2026.pdf"),
            ("été/naïve façade.txt", "naïve façade.txt"),
            ("dir/", "dir"),
            ("..", "download"),
            ("/", "download"),
            ("a\\..\\b.txt", "a_.._b.txt"),
            (".htaccess", "htaccess"),
            ("CON.txt", "_CON.txt"),
            ("nul", "_nul"),
            ("a\u{202e}fdp.exe", "a_fdp.exe"),
            ("x\r\nSet-Cookie: a", "x__Set-Cookie_ a"),
            ("trailing. ", "trailing"),
        ] {
            assert_eq!(clean_file_name(object_key), name, "{object_key:?}");
        }
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = clean_file_name(&format!("{}.tar.gz", "é".repeat(400)));
        assert!(name.len() <= MAX_LEN && name.ends_with(".gz"), "{name}");
    }

    proptest! {
        #[test]
        fn any_object_key_gives_a_safe_name(object_key in "\\PC{0,300}") {
            let name = clean_file_name(&object_key);
            prop_assert!(!name.is_empty() && name.len() <= MAX_LEN);
            prop_assert!(!name.starts_with('.') && !name.contains(is_unsafe));
        }
    }
}
