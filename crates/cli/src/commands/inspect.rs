//! `sealport inspect`: what a sealed file says of itself.

use sealport_client::message::{Layout, WrappingKeyName};
use serde_json::{Map, Value, json};

use super::open::read_header;
use crate::arguments::InspectArguments;
use crate::failure::Failure;
use crate::files::{CHUNK_LEN, Input, Place};
use crate::report::Report;
use crate::text;

/// Tells the header's facts, and the plaintext's length where the file's length is known.
pub fn inspect(arguments: &InspectArguments, report: &Report) -> Result<(), Failure> {
    let mut input = Input::open(&Place::from(&arguments.file))?;
    let header = read_header(&mut input, &mut Vec::with_capacity(CHUNK_LEN))?;
    let layout = input.len().map(|len| Layout::of_message(header.len(), header.frame_len(), len)).transpose()?;
    let names = header.key_names();
    report.result(&text::facts(&header, &names, layout.as_ref()), || {
        let context: Map<_, _> =
            header.context().pairs().map(|(key, value)| (key.to_owned(), Value::from(value))).collect();
        json!({
            "suite": header.suite().to_string(),
            "keys": names.iter().map(key_as_json).collect::<Vec<_>>(),
            "otherRecipients": header.foreign_recipients(),
            "context": context,
            "frameLen": header.frame_len(),
            "headerLen": header.len(),
            "frames": layout.map(|layout| layout.frames()),
            "plaintextLen": layout.map(|layout| layout.plaintext_len()),
            "checked": false,
        })
    })
}

fn key_as_json(name: &WrappingKeyName) -> Value {
    json!({
        "namespace": name.namespace(),
        "name": name.name(),
        "fingerprint": name.fingerprint().map(|fingerprint| fingerprint.to_string()),
        "isPassphrase": name.is_passphrase(),
    })
}
