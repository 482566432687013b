//! Cutting the page's wasm into a first load and pieces that come when they are needed.
//!
//! Where it is cut is said in the page's source (`web/src/pieces/cut.rs`). The cut is made before wasm-bindgen: it needs the
//! linker's relocations, which only the compiler's own output has.

use std::{fs, path::Path};

use anyhow::{Context, Result, anyhow, bail};

use crate::files::{Files, read};

/// The tool's version, which its interface does not tell; the manifest pins it to this one.
pub const VERSION: &str = "0.2.4";

/// The script that loads the pieces, as the glue imports it.
pub const LOADER: &str = "pieces.js";

/// What the names of pieces in the finished page begin with.
const PREFIX: &str = "piece-";

/// How the tool's script loads a piece.
const STREAMING: &str = "WebAssembly.instantiateStreaming(src, imports)";

/// What was cut off.
#[derive(Debug, Default)]
pub struct Pieces {
    /// The script that loads them; it imports the glue, as the glue imports it.
    pub loader: String,
    /// Their wasm, by the names that the script uses.
    pub wasm: Files,
}

/// Cuts a wasm. The first load is written to `main`, the rest into `folder`. `glue` is the name of the glue.
///
/// # Errors
///
/// When the wasm has no relocations, or a file cannot be written.
pub fn cut(wasm: &[u8], main: &Path, folder: &Path, glue: &str) -> Result<()> {
    let link = format!("./{LOADER}");
    let module = format!("./{glue}");
    let mut options = wasm_split_cli_support::Options::new(wasm);
    options.main_out_path = main;
    options.output_dir = folder;
    options.link_name = &link;
    options.main_module = &module;
    wasm_split_cli_support::transform(options).map_err(|error| anyhow!("cannot cut the wasm: {error:#}"))?;
    Ok(())
}

/// Reads what [`cut`] wrote into a folder, if it was called for it.
///
/// # Errors
///
/// When a file cannot be read.
pub fn pieces(folder: &Path) -> Result<Pieces> {
    let loader = folder.join(LOADER);
    if !loader.is_file() {
        return Ok(Pieces::default());
    }
    let loader = String::from_utf8(read(&loader)?).context("the loader of the pieces is not UTF-8")?;
    let mut wasm = Files::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if is_cut(&name) {
            let whole = read(&path)?;
            let bare = without_notes(&whole).with_context(|| format!("{name} is no wasm"))?;
            wasm.insert(name, bare);
        }
    }
    Ok(Pieces { loader, wasm })
}

fn is_cut(name: &str) -> bool {
    (name.starts_with("split_") || name.starts_with("chunk_")) && name.ends_with(".wasm")
}

/// A wasm without its custom sections: the names of functions weigh as much as two thirds of the code.
fn without_notes(wasm: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = wasm.split_at_checked(8)?;
    let mut bare = head.to_vec();
    while let Some((&id, after)) = rest.split_first() {
        let (len, digits) = uleb(after)?;
        let (section, next) = rest.split_at_checked(len.checked_add(1 + digits)?)?;
        if id != 0 {
            bare.extend_from_slice(section);
        }
        rest = next;
    }
    Some(bare)
}

/// A number of at most 32 bits as wasm writes it, and how many bytes it takes.
fn uleb(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_u64;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok()?, at + 1));
        }
    }
    None
}

/// The page's scripts and pieces under their final names.
#[derive(Debug)]
pub struct Linked {
    /// All of them.
    pub files: Files,
    /// The name of the glue.
    pub glue: String,
    /// The name of the script that loads the pieces.
    pub loader: String,
}

/// Names the pieces by their contents, and glue and loader, which import each other, by the contents of both. `glue_name` is
/// the glue's name so far; `hashed` makes the final name of a plain one and contents.
///
/// # Errors
///
/// When loader and glue do not name each other, or the loader does not name a piece.
pub fn linked(pieces: &Pieces, glue: &str, glue_name: &str, hashed: impl Fn(&str, &[u8]) -> String) -> Result<Linked> {
    // Some hosts do not know the type of wasm, and what compiles while it comes insists on that.
    let mut loader = pieces.loader.replace(STREAMING, "instantiate(src, imports)") + include_str!("pieces.js");
    let mut files = Files::new();
    for (old, contents) in &pieces.wasm {
        let plain = old.strip_prefix("split_").map_or_else(|| old.replace("chunk_", "shared-"), str::to_owned);
        let new = hashed(&format!("{PREFIX}{plain}"), contents);
        loader = renamed(&loader, &format!("\"./{old}\""), &format!("\"./{new}\""))?;
        files.insert(new, contents.clone());
    }
    let both = [glue, &loader].concat();
    let new_glue = hashed(glue_name, both.as_bytes());
    let new_loader = hashed(LOADER, both.as_bytes());
    // The wasm knows the loader by its old name, so that stays in the glue's table of imports.
    let import = |name: &str| format!("from \"./{name}\"");
    let glue = renamed(glue, &import(LOADER), &import(&new_loader))?;
    let loader = renamed(&loader, &import(glue_name), &import(&new_glue))?;
    files.insert(new_glue.clone(), glue.into_bytes());
    files.insert(new_loader.clone(), loader.into_bytes());
    Ok(Linked { files, glue: new_glue, loader: new_loader })
}

fn renamed(text: &str, old: &str, new: &str) -> Result<String> {
    if !text.contains(old) {
        bail!("nothing in the scripts of the pieces says {old}");
    }
    Ok(text.replace(old, new))
}

/// Whether a file of the page is a piece, which is not loaded at its start.
pub fn is_piece(path: &str) -> bool {
    path.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn custom_sections_go_and_all_else_stays() {
        let long = vec![7; 200];
        let wasm = [HEAD, &[1, 2, 8, 9], &[0, 3, 1, b'x', 5], &[10, 0xc8, 0x01], &long].concat();
        let bare = [HEAD, &[1, 2, 8, 9], &[10, 0xc8, 0x01], &long].concat();
        assert_eq!(without_notes(&wasm), Some(bare));
    }

    #[test]
    fn a_section_that_ends_beyond_the_file_is_no_wasm() {
        assert_eq!(without_notes(&[HEAD, &[1, 9, 0]].concat()), None);
        assert_eq!(without_notes(&[HEAD, &[1, 0x80, 0x80, 0x80, 0x80, 0x80]].concat()), None);
        assert_eq!(without_notes(b"\0asm"), None);
    }

    fn pieces() -> Pieces {
        let loader = "import { initSync } from \"./page.js\";\n\
            fetch(new URL(\"./split_keys.wasm\")); fetch(new URL(\"./chunk_4.wasm\"))";
        let wasm = [("split_keys.wasm".to_owned(), vec![1]), ("chunk_4.wasm".to_owned(), vec![2])];
        Pieces { loader: loader.to_owned(), wasm: Files::from(wasm) }
    }

    /// Glue as wasm-bindgen writes it: an import, and the name by which the wasm knows it.
    const GLUE: &str = "import * as import1 from \"./pieces.js\"\nreturn { \"./pieces.js\": import1 }";

    fn hashed(name: &str, contents: &[u8]) -> String {
        let sum: u32 = contents.iter().map(|byte| u32::from(*byte)).sum();
        name.replace('.', &format!(".{sum}."))
    }

    fn text(files: &Files, name: &str) -> String {
        String::from_utf8(files[name].clone()).unwrap()
    }

    #[test]
    fn all_files_find_each_other_under_their_new_names() {
        let linked = linked(&pieces(), GLUE, "page.js", hashed).unwrap();
        let (glue, loader) = (text(&linked.files, &linked.glue), text(&linked.files, &linked.loader));
        assert!(glue.contains(&format!("from \"./{}\"", linked.loader)), "{glue}");
        assert!(glue.contains("{ \"./pieces.js\": import1 }"), "{glue}");
        assert!(loader.contains(&format!("from \"./{}\"", linked.glue)), "{loader}");
        for piece in ["piece-keys.1.wasm", "piece-shared-4.2.wasm"] {
            assert!(is_piece(piece) && linked.files.contains_key(piece), "{:?}", linked.files.keys());
            assert!(loader.contains(&format!("\"./{piece}\"")), "{loader}");
        }
        assert!(!is_piece(&linked.glue) && !is_piece(&linked.loader));
    }

    #[test]
    fn a_changed_piece_changes_every_name_on_the_way_to_it() {
        let one = linked(&pieces(), GLUE, "page.js", hashed).unwrap();
        let mut changed = pieces();
        changed.wasm.insert("chunk_4.wasm".to_owned(), vec![3]);
        let two = linked(&changed, GLUE, "page.js", hashed).unwrap();
        assert!(one.glue != two.glue && one.loader != two.loader);
    }

    #[test]
    fn scripts_that_do_not_name_each_other_are_refused() {
        assert!(linked(&pieces(), "", "page.js", hashed).is_err());
        assert!(linked(&pieces(), GLUE, "other.js", hashed).is_err());
        let wasm = Files::from([("split_more.wasm".to_owned(), vec![1])]);
        assert!(linked(&Pieces { wasm, ..pieces() }, GLUE, "page.js", hashed).is_err());
    }
}
