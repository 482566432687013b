//! `sealport key`: makes keys, and tells what a key file holds.

use getrandom::SysRng;
use sealport_client::{KeyForm, SealingKey, SseCKey};
use serde_json::json;

use crate::arguments::{KeyInspectArguments, KeyNewArguments};
use crate::failure::Failure;
use crate::files::{Access, Output, Place};
use crate::key_source::read_key_file;
use crate::report::Report;
use crate::text;

/// `key new`.
pub fn new(arguments: &KeyNewArguments, report: &Report) -> Result<(), Failure> {
    let (kind, named, fingerprint, file) = if arguments.sse_c {
        let ssec = SseCKey::generate(&mut SysRng).map_err(|_| Failure::Random)?;
        ("sse-c", text::SSEC_KEY, ssec.fingerprint(), ssec.key_file())
    } else {
        let sealing = SealingKey::generate(&mut SysRng).map_err(|_| Failure::Random)?;
        ("sealing", text::SEALING_KEY, sealing.fingerprint(), sealing.key_file())
    };
    let place = arguments.output.as_ref().map_or_else(|| Place::Path(file.name.clone().into()), Place::from);
    let mut output = Output::begin(&place, &[], arguments.force, Access::Private)?;
    output.write(file.contents.as_bytes())?;
    output.commit()?;
    if arguments.sse_c {
        // The file does not tell its job, so `seal` cannot know it.
        report.warning(text::SSEC_KEY_NEVER_SEALS);
    }
    if place == Place::Standard {
        // What was asked for has been printed.
        return Ok(());
    }
    report.result(&text::key_made(named, &fingerprint.to_string(), &place), || {
        json!({
            "kind": kind,
            "fingerprint": fingerprint.to_string(),
            "file": place.path().map(|path| path.to_string_lossy()),
        })
    })
}

/// `key inspect`.
pub fn inspect(arguments: &KeyInspectArguments, report: &Report) -> Result<(), Failure> {
    let place = Place::from(&arguments.file);
    let content = read_key_file(&place)?;
    let refused = |diagnosis| Failure::NotAKey { place: text::source(&place), diagnosis };
    let ssec = SseCKey::parse_file(&content).map_err(refused)?;
    let sealing = SealingKey::parse_file(&content).map_err(refused)?;
    // The doctor has read it, so that length and digits tell the form.
    let form = match content.trim_ascii().len() {
        _ if content.len() == SseCKey::LEN => KeyForm::Raw,
        64 => KeyForm::Hex,
        _ => KeyForm::Base64,
    };
    let warning = ssec.warning();
    let (sealing, md5, ssec) = (sealing.fingerprint().to_string(), ssec.md5_base64(), ssec.fingerprint().to_string());
    let mut words = text::key_facts(form.as_str(), &sealing, &ssec, &md5);
    if let Some(warning) = warning {
        words.push('\n');
        words.push_str(text::key_warning(warning));
    }
    report.result(&words, || {
        json!({
            "form": form.as_str(),
            "warning": warning.map(|warning| warning.as_str()),
            "sealing": { "fingerprint": sealing, "keyName": format!("sealport/{sealing}") },
            "sseC": { "fingerprint": ssec, "md5": md5 },
        })
    })
}
