//! The static files of the page: hashed names, relative addresses, no stale file, never a half-written folder.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    bindgen::hex,
    cut::{self, Pieces},
    files::{Files, replace_folder},
    template, workers,
};

/// Lists what a build wrote. By it a later build knows that the folder is its own to replace, and a host what to expect.
const MANIFEST: &str = "sealport-build.json";

/// The glue of the page, before its hash is in its name.
const GLUE: &str = "sealport.js";

#[derive(Debug, Serialize, Deserialize, PartialEq, Eq)]
struct Manifest {
    files: BTreeMap<String, Entry>,
}

#[derive(Debug, Serialize, Deserialize, PartialEq, Eq)]
struct Entry {
    bytes: usize,
    sha256: String,
}

/// What wasm-bindgen made.
#[derive(Debug)]
pub struct Generated {
    /// The glue.
    pub glue: String,
    /// The final wasm.
    pub wasm: Vec<u8>,
    /// Path below `snippets/` to JavaScript that the glue imports.
    pub snippets: Files,
    /// What was cut off, if anything.
    pub pieces: Pieces,
}

/// Puts the page together. `read` gives the contents of a file named in the template by its path in the checkout.
///
/// # Errors
///
/// Those of `read` and of the template's check.
pub fn assemble(
    index: &str,
    generated: &Generated,
    in_workers: &[(&str, Generated)],
    read: impl Fn(&str) -> Result<Vec<u8>>,
) -> Result<Files> {
    let (mut files, mut entries) = (Files::new(), BTreeMap::new());
    for (entry, generated) in in_workers {
        let (name, made) = workers::files(entry, generated, hashed)?;
        files.extend(made);
        entries.insert(*entry, name);
    }
    let mut glue = generated.glue.clone();
    if !generated.snippets.is_empty() {
        let mut digest = Sha256::new();
        for (path, contents) in &generated.snippets {
            digest.update(path);
            digest.update(contents);
        }
        // Snippets import each other by relative paths, so the folder carries the hash for all of them.
        let folder = format!("snippets.{}", short(&digest.finalize()));
        glue =
            glue.replace("'./snippets/", &format!("'./{folder}/")).replace("\"./snippets/", &format!("\"./{folder}/"));
        for (path, contents) in &generated.snippets {
            files.insert(format!("{folder}/{path}"), contents.clone());
        }
    }
    let wasm = add(&mut files, "sealport.wasm", generated.wasm.clone());
    let glue = if generated.pieces.wasm.is_empty() {
        add(&mut files, GLUE, glue.into_bytes())
    } else {
        let linked = cut::linked(&generated.pieces, &glue, GLUE, hashed)?;
        entries.insert("pieces", linked.loader);
        files.extend(linked.files);
        linked.glue
    };
    let start = template::fill(include_str!("start.js"), |name| match name {
        "glue" => Ok(glue.clone()),
        "wasm" => Ok(wasm.clone()),
        other => bail!("start.js has an unknown placeholder `{other}`"),
    })?;
    let start = add(&mut files, "start.js", start.into_bytes());
    let html = template::fill(&template::without_comments(index), |name| {
        let file = match name {
            "start" => start.clone(),
            "glue" => glue.clone(),
            "wasm" => wasm.clone(),
            entry if entries.contains_key(entry) => entries[entry].clone(),
            path => {
                let contents = read(path).with_context(|| format!("index.html names `{{{{{path}}}}}`"))?;
                add(&mut files, path.rsplit('/').next().unwrap_or(path), contents)
            }
        };
        Ok(format!("./{file}"))
    })?;
    template::check(&html)?;
    files.insert("index.html".to_owned(), html.into_bytes());
    Ok(files)
}

/// Adds a file under a name that carries its hash, and returns that name.
fn add(files: &mut Files, name: &str, contents: Vec<u8>) -> String {
    let hashed = hashed(name, &contents);
    files.insert(hashed.clone(), contents);
    hashed
}

fn hashed(name: &str, contents: &[u8]) -> String {
    let hash = short(&Sha256::digest(contents));
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

fn short(digest: &[u8]) -> String {
    hex(&digest[..8])
}

/// Writes the files as the folder `out`, replacing an earlier build as a whole. Returns whether anything changed.
///
/// # Errors
///
/// When `out` holds something else than an earlier build, or cannot be written; `out` is then as it was.
pub fn write(out: &Path, files: &Files) -> Result<bool> {
    // A link is followed first: it is its target that gets replaced.
    let out = &fs::canonicalize(out).unwrap_or_else(|_| out.to_path_buf());
    refuse_foreign(out)?;
    let entries = files.iter().map(|(path, contents)| {
        (path.clone(), Entry { bytes: contents.len(), sha256: hex(&Sha256::digest(contents)) })
    });
    let manifest = Manifest { files: entries.collect() };
    if is_current(out, &manifest) {
        return Ok(false);
    }
    let mut all = files.clone();
    all.insert(MANIFEST.to_owned(), (serde_json::to_string_pretty(&manifest)? + "\n").into_bytes());
    replace_folder(out, &all)?;
    Ok(true)
}

fn refuse_foreign(out: &Path) -> Result<()> {
    if !out.exists() || out.join(MANIFEST).is_file() {
        return Ok(());
    }
    let empty = out.is_dir() && fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
    if !empty {
        bail!(
            "{} exists and is no earlier build of the page; name another folder with --out, or empty it",
            out.display()
        );
    }
    Ok(())
}

fn is_current(out: &Path, manifest: &Manifest) -> bool {
    let earlier = fs::read(out.join(MANIFEST)).ok().and_then(|text| serde_json::from_slice::<Manifest>(&text).ok());
    earlier.as_ref() == Some(manifest)
        && manifest.files.iter().all(|(path, entry)| {
            fs::metadata(out.join(path))
                .is_ok_and(|data| data.is_file() && usize::try_from(data.len()) == Ok(entry.bytes))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workers::{METER, WORKER};

    fn generated() -> Generated {
        Generated {
            glue: "import { f } from './snippets/a/b.js';".to_owned(),
            wasm: b"\0asm".to_vec(),
            snippets: Files::from([("a/b.js".to_owned(), b"export let f".to_vec())]),
            pieces: Pieces::default(),
        }
    }

    fn plain() -> Generated {
        Generated {
            glue: "export class Desk {}".to_owned(),
            wasm: b"\0asm worker".to_vec(),
            snippets: Files::new(),
            pieces: Pieces::default(),
        }
    }

    fn workers() -> [(&'static str, Generated); 2] {
        [(WORKER, plain()), (METER, plain())]
    }

    fn index() -> String {
        format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\
             <link href=\"{{{{web/style.css}}}}\"><script src=\"{{{{start}}}}\"></script><meta content=\"{{{{worker}}}}\"><meta content=\"{{{{meter}}}}\">",
            template::POLICY
        )
    }

    fn text<'a>(files: &'a Files, start: &str, end: &str) -> (&'a str, &'a str) {
        let (name, contents) = files.iter().find(|(name, _)| name.starts_with(start) && name.ends_with(end)).unwrap();
        (name, std::str::from_utf8(contents).unwrap())
    }

    #[test]
    fn every_name_leads_to_a_file_by_a_relative_address() {
        let files = assemble(&index(), &generated(), &workers(), |_| Ok(b"p{}".to_vec())).unwrap();
        let html = text(&files, "index", "html").1;
        let (start_name, start) = text(&files, "start.", ".js");
        let (glue_name, glue) = text(&files, "sealport.", ".js");
        let (wasm_name, _) = text(&files, "sealport.", ".wasm");
        let (snippet_name, _) = text(&files, "snippets.", ".js");
        assert!(html.contains(&format!("href=\"./{}\"", text(&files, "style.", ".css").0)), "{html}");
        assert!(html.contains(&format!("src=\"./{start_name}\"")), "{html}");
        assert!(start.contains(&format!("import(\"./{glue_name}\")")), "{start}");
        assert!(start.contains(&format!("new URL(\"./{wasm_name}\", import.meta.url)")), "{start}");
        assert!(glue.contains(&format!("from './{snippet_name}'")), "{glue}");
        for entry in [WORKER, METER] {
            let (name, script) = text(&files, &format!("{entry}."), ".js");
            assert!(html.contains(&format!("content=\"./{name}\"")), "{html}");
            let glue = text(&files, &format!("{entry}-glue."), ".js").0;
            assert!(script.contains(&format!("from \"./{glue}\"")), "{script}");
            let wasm = files.keys().find(|name| name.starts_with(&format!("{entry}.")) && name.ends_with(".wasm"));
            assert!(script.contains(&format!("new URL(\"./{}\"", wasm.unwrap())), "{script}");
        }
    }

    #[test]
    fn a_changed_wasm_changes_every_name_on_the_way_to_it() {
        let made = |page: &Generated| assemble(&index(), page, &workers(), |_| Ok(Vec::new())).unwrap();
        let one = made(&generated());
        let two = made(&Generated { wasm: b"\0asm2".to_vec(), ..generated() });
        assert_ne!(text(&one, "start.", ".js").0, text(&two, "start.", ".js").0);
        assert_eq!(text(&one, "style.", ".css").0, text(&two, "style.", ".css").0);
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = assemble(&index(), &generated(), &workers(), |path| bail!("no {path}")).unwrap_err();
        assert!(format!("{error:#}").contains("web/style.css"));
    }

    #[test]
    fn a_second_build_leaves_no_stale_file_and_an_equal_one_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("dist");
        let one = Files::from([("a.js".to_owned(), b"1".to_vec()), ("s/b.js".to_owned(), b"2".to_vec())]);
        assert!(write(&out, &one).unwrap());
        assert!(!write(&out, &one).unwrap());
        assert!(write(&out, &Files::from([("c.js".to_owned(), b"3".to_vec())])).unwrap());
        assert!(out.join("c.js").is_file() && !out.join("a.js").exists() && !out.join("s").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a .tmp or .old folder was left");
    }

    #[test]
    fn a_damaged_build_is_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("dist");
        let files = Files::from([("a.js".to_owned(), b"1".to_vec())]);
        write(&out, &files).unwrap();
        fs::remove_file(out.join("a.js")).unwrap();
        assert!(write(&out, &files).unwrap());
    }

    #[test]
    fn a_folder_with_other_files_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "years of work").unwrap();
        assert!(write(folder.path(), &Files::new()).is_err());
        assert!(folder.path().join("thesis.txt").is_file());
    }
}
