//! Rules on the text of sources that no compiler or linter checks.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Lines that differ between targets or read a clock, as `FILE:LINE: rule: text`.
///
/// # Errors
///
/// When a file cannot be read.
pub fn breaches(sources: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in rust_files(sources)? {
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        for (index, line) in text.lines().enumerate() {
            if let Some(rule) = breach(line) {
                found.push(format!("{}:{}: {rule}: {}", file.display(), index + 1, line.trim()));
            }
        }
    }
    Ok(found)
}

fn breach(line: &str) -> Option<&'static str> {
    let code = line.split("//").next().unwrap_or_default();
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    if code.split_once("cfg").is_some_and(|(_, after)| has(after, &["target_", "unix", "windows", "wasm"])) {
        return Some("this crate is the same for every target");
    }
    has(code, &["SystemTime::now", "Instant::now", "now_utc(", "now_local("]).then_some("the time is an argument here")
}

/// All `.rs` files below a folder.
fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut files, mut pending) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_by_target_are_found_in_attributes_and_expressions() {
        for line in
            ["#[cfg(target_arch = \"wasm32\")]", "if cfg!(any(test, target_os = \"linux\")) {", "#[cfg_attr(unix, x)]"]
        {
            assert_eq!(breach(line), Some("this crate is the same for every target"), "{line}");
        }
    }

    #[test]
    fn a_clock_that_is_read_is_found() {
        for line in ["let now = SystemTime::now();", "    OffsetDateTime::now_utc().year()"] {
            assert_eq!(breach(line), Some("the time is an argument here"), "{line}");
        }
    }

    #[test]
    fn other_lines_are_left_alone() {
        for line in
            ["#[cfg(test)]", "let target_len = 3;", "// cfg(target_os) has no place here", "#[cfg(test)] // unix"]
        {
            assert_eq!(breach(line), None, "{line}");
        }
    }

    #[test]
    fn a_breach_is_reported_with_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("deep")).unwrap();
        fs::write(folder.path().join("deep/a.rs"), "fn a() {}\n#[cfg(target_os = \"linux\")]\nfn b() {}\n").unwrap();
        let found = breaches(folder.path()).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("a.rs:2:"), "{found:?}");
    }
}
