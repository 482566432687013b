//! The files of what runs in workers, apart from the page's first load.

use anyhow::{Result, bail};

use crate::{dist::Generated, files::Files, template};

/// Names of workers, as `index.html` asks for their entries.
pub const WORKER: &str = "worker";
/// The same of the strength meter.
pub const METER: &str = "meter";

/// A worker's files: its entry, glue and wasm; the entry's name comes first. `name` makes the name that a file gets from
/// its plain one and its contents.
///
/// # Errors
///
/// When the glue imports other files, which nothing here would write.
pub fn files(entry: &str, generated: &Generated, name: impl Fn(&str, &[u8]) -> String) -> Result<(String, Files)> {
    if !generated.snippets.is_empty() {
        bail!("the glue of {entry} imports snippets: {:?}", generated.snippets.keys());
    }
    let (glue, wasm) = (generated.glue.as_bytes(), generated.wasm.as_slice());
    let (glue_name, wasm_name) = (name(&format!("{entry}-glue.js"), glue), name(&format!("{entry}.wasm"), wasm));
    let script = template::fill(include_str!("worker.js"), |placeholder| match placeholder {
        "glue" => Ok(glue_name.clone()),
        "wasm" => Ok(wasm_name.clone()),
        other => bail!("worker.js has an unknown placeholder `{other}`"),
    })?;
    let script_name = name(&format!("{entry}.js"), script.as_bytes());
    let files = [(script_name.clone(), script.into_bytes()), (glue_name, glue.to_vec()), (wasm_name, wasm.to_vec())];
    Ok((script_name, Files::from(files)))
}

/// Whether a file of the page is one of that worker's, which are not loaded at its start.
pub fn is_of(entry: &str, path: &str) -> bool {
    path.strip_prefix(entry).is_some_and(|rest| rest.starts_with('.') || rest.starts_with("-glue."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generated() -> Generated {
        Generated {
            glue: "export class Desk {}".to_owned(),
            wasm: b"\0asm".to_vec(),
            snippets: Files::new(),
            pieces: crate::cut::Pieces::default(),
        }
    }

    #[test]
    fn workers_are_told_from_the_first_load_and_from_each_other() {
        let hashed = |name: &str, _: &[u8]| name.replacen('.', ".0123.", 1);
        for (entry, other) in [(WORKER, METER), (METER, WORKER)] {
            let (script, made) = files(entry, &generated(), hashed).unwrap();
            assert_eq!((made.len(), script), (3, format!("{entry}.0123.js")));
            assert!(made.keys().all(|path| is_of(entry, path) && !is_of(other, path)), "{:?}", made.keys());
        }
        assert!(["index.html", "sealport.0123.wasm", "start.0123.js"].iter().all(|path| !is_of(WORKER, path)));
    }

    #[test]
    fn glue_that_imports_files_is_refused() {
        let snippets = Files::from([("a/b.js".to_owned(), Vec::new())]);
        assert!(files(WORKER, &Generated { snippets, ..generated() }, |name, _| name.to_owned()).is_err());
    }
}
