//! Diagnoses for JavaScript: plain objects with a `kind`, and what belongs to it.

use js_sys::{Object, Reflect};
use sealport_client::{KeyDiagnosis, Md5Diagnosis, SseCKey as InnerKey};
use sealport_wasm_ssec::{Given, SseCKey, invalid, text_of};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Reads base64 (padded or not, standard or URL alphabet) or 64 hex digits.
///
/// # Errors
///
/// `invalid-input`, with the diagnosis.
#[wasm_bindgen(js_name = parseKey)]
pub fn parse_key(text: &JsValue) -> Result<SseCKey, JsValue> {
    parse(&Given::text(text)?).map(SseCKey::from).map_err(refusal)
}

/// Reads a key file's content: 32 raw bytes, or text as for [`parse_key`].
///
/// # Errors
///
/// `invalid-input`, with the diagnosis.
#[wasm_bindgen(js_name = parseKeyFile)]
pub fn parse_key_file(content: &JsValue) -> Result<SseCKey, JsValue> {
    parse(&Given::content(content)?).map(SseCKey::from).map_err(refusal)
}

/// Says what is wrong with a text or a key file's content; `null` if it is a key.
///
/// # Errors
///
/// `invalid-input` for another type.
#[wasm_bindgen(js_name = diagnoseKey)]
pub fn diagnose_key(input: &JsValue) -> Result<JsValue, JsValue> {
    Ok(parse(&Given::new(input)?).map_or_else(diagnosis, |_| JsValue::NULL))
}

/// Reads what is damaged in the one way that a repairable diagnosis stands for. `kind` is that of the diagnosis which a
/// person was shown and agreed to; of any other damage no key is made.
///
/// # Errors
///
/// `invalid-input`, with the diagnosis.
#[wasm_bindgen(js_name = repairKey)]
pub fn repair_key(input: &JsValue, kind: &JsValue) -> Result<SseCKey, JsValue> {
    let kind = text_of(kind, "the kind of a diagnosis")?;
    repaired(&Given::new(input)?, &kind).map(SseCKey::from).map_err(refusal)
}

/// Says what a text is that was given as the key's MD5.
///
/// # Errors
///
/// `invalid-input` for another type.
#[wasm_bindgen(js_name = diagnoseMd5)]
pub fn diagnose_md5(ssec: &SseCKey, text: &JsValue) -> Result<JsValue, JsValue> {
    Ok(md5_diagnosis(ssec.inner().diagnose_md5(&text_of(text, "the MD5")?)))
}

fn parse(given: &Given) -> Result<InnerKey, KeyDiagnosis> {
    match given {
        Given::Text(text) => InnerKey::parse_text(text),
        Given::Content(content) => InnerKey::parse_file(content),
        Given::TooLong(found) => Err(KeyDiagnosis::FileTooLong { found: *found }),
    }
}

/// Repairs if the diagnosis is of this kind.
fn repaired(given: &Given, kind: &str) -> Result<InnerKey, KeyDiagnosis> {
    let found = match parse(given) {
        Err(found) if found.kind() == kind => found,
        other => return other,
    };
    match given {
        Given::Text(text) => InnerKey::repair_text(text, found),
        Given::Content(content) => InnerKey::repair_file(content, found),
        Given::TooLong(_) => Err(found),
    }
}

/// An `invalid-input` with the `diagnosis` beside its message.
fn refusal(found: KeyDiagnosis) -> JsValue {
    let error = invalid(&found.to_string());
    let _ = Reflect::set(&error, &"diagnosis".into(), &diagnosis(found));
    error
}

/// A plain object that grows.
struct Fields(Object);

impl Fields {
    fn text(&self, name: &str, value: &str) {
        self.set(name, &value.into());
    }

    fn number(&self, name: &str, value: u64) {
        self.set(name, &(value as f64).into());
    }

    fn set(&self, name: &str, value: &JsValue) {
        // Setting a property of a fresh, extensible object cannot fail.
        let _ = Reflect::set(&self.0, &name.into(), value);
    }
}

/// `{ kind, found, repairable, message }` and what else the kind has.
fn diagnosis(of: KeyDiagnosis) -> JsValue {
    let fields = Fields(Object::new());
    fields.text("kind", of.kind());
    fields.set("repairable", &of.is_repairable().into());
    fields.text("message", &of.to_string());
    if let Some(found) = of.found() {
        fields.number("found", found);
    }
    let (form, count) = match of {
        KeyDiagnosis::BytesLost { form, .. }
        | KeyDiagnosis::WrongLength { form, .. }
        | KeyDiagnosis::LineEndAttached { form, .. }
        | KeyDiagnosis::LikeMd5 { form } => (Some(form), None),
        KeyDiagnosis::EncodedTwice { outer, inner } => {
            fields.text("inner", inner.as_str());
            (Some(outer), None)
        }
        KeyDiagnosis::ExtraCharacters { form, count } => (Some(form), Some(count)),
        KeyDiagnosis::ForeignCharacters { form, count, position } => {
            fields.number("position", position as u64);
            (Some(form), Some(count))
        }
        KeyDiagnosis::HexLength { digits: count }
        | KeyDiagnosis::Base64Length { symbols: count }
        | KeyDiagnosis::SeveralKeys { count }
        | KeyDiagnosis::ReplacedBytes { count, .. } => (None, Some(count)),
        KeyDiagnosis::OtherFile { container } => {
            fields.text("container", container.as_str());
            (None, None)
        }
        _ => (None, None),
    };
    if let Some(form) = form {
        fields.text("form", form.as_str());
    }
    if let Some(count) = count {
        fields.number("count", count as u64);
    }
    fields.0.into()
}

/// `{ right, kind, covers, form }`.
fn md5_diagnosis(of: Md5Diagnosis) -> JsValue {
    let fields = Fields(Object::new());
    fields.set("right", &of.is_right().into());
    let kind = match of {
        Md5Diagnosis::Md5 { covers, form } => {
            fields.text("covers", covers.as_str());
            fields.text("form", form.as_str());
            "md5"
        }
        Md5Diagnosis::TheKeyItself => "the-key-itself",
        Md5Diagnosis::Empty => "empty",
        _ => "not-md5",
    };
    fields.text("kind", kind);
    fields.0.into()
}
