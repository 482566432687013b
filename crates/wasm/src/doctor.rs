//! Diagnoses for JavaScript: plain objects with a `kind`, and what belongs to it.

use js_sys::{Object, Reflect, Uint8Array};
use sealport_client::{KeyDiagnosis, Md5Diagnosis, SseCKey, Zeroizing};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::invalid;

/// What a person pasted or a file's content: a string or a `Uint8Array`.
pub(crate) enum Given {
    Text(Zeroizing<String>),
    Content(Zeroizing<Vec<u8>>),
    /// Too many bytes to be worth copying.
    TooLong(u64),
}

impl Given {
    pub(crate) fn new(input: &JsValue) -> Result<Self, JsValue> {
        if let Some(text) = input.as_string() {
            return Ok(Self::Text(Zeroizing::new(text)));
        }
        let content = input.dyn_ref::<Uint8Array>().ok_or_else(|| invalid("a text or a Uint8Array is needed"))?;
        let found = u64::from(content.length());
        Ok(if found > SseCKey::MAX_FILE_LEN {
            Self::TooLong(found)
        } else {
            Self::Content(Zeroizing::new(content.to_vec()))
        })
    }

    pub(crate) fn parse(&self) -> Result<SseCKey, KeyDiagnosis> {
        match self {
            Self::Text(text) => SseCKey::parse_text(text),
            Self::Content(content) => SseCKey::parse_file(content),
            Self::TooLong(found) => Err(KeyDiagnosis::FileTooLong { found: *found }),
        }
    }

    /// Repairs if the diagnosis is of this kind.
    pub(crate) fn repair(&self, kind: &str) -> Result<SseCKey, KeyDiagnosis> {
        let found = match self.parse() {
            Err(found) if found.kind() == kind => found,
            other => return other,
        };
        match self {
            Self::Text(text) => SseCKey::repair_text(text, found),
            Self::Content(content) => SseCKey::repair_file(content, found),
            Self::TooLong(_) => Err(found),
        }
    }
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a property of a fresh, extensible object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// `{ kind, found, repairable, message }` and what else the kind has.
pub(crate) fn diagnosis(of: KeyDiagnosis) -> JsValue {
    let count = |number: usize| JsValue::from(number as f64);
    let mut fields =
        vec![("kind", of.kind().into()), ("repairable", of.is_repairable().into()), ("message", of.to_string().into())];
    if let Some(found) = of.found() {
        fields.push(("found", (found as f64).into()));
    }
    match of {
        KeyDiagnosis::BytesLost { form, .. }
        | KeyDiagnosis::WrongLength { form, .. }
        | KeyDiagnosis::LineEndAttached { form, .. }
        | KeyDiagnosis::LikeMd5 { form } => fields.push(("form", form.as_str().into())),
        KeyDiagnosis::EncodedTwice { outer, inner } => {
            fields.extend([("outer", outer.as_str().into()), ("inner", inner.as_str().into())]);
        }
        KeyDiagnosis::ExtraCharacters { form, count: extra } => {
            fields.extend([("form", form.as_str().into()), ("count", count(extra))]);
        }
        KeyDiagnosis::ForeignCharacters { form, count: foreign, position } => {
            fields.extend([("form", form.as_str().into()), ("count", count(foreign)), ("position", count(position))]);
        }
        KeyDiagnosis::HexLength { digits } => fields.push(("count", count(digits))),
        KeyDiagnosis::Base64Length { symbols } => fields.push(("count", count(symbols))),
        KeyDiagnosis::ReplacedBytes { count: replaced, .. } => fields.push(("count", count(replaced))),
        KeyDiagnosis::OtherFile { container } => fields.push(("container", container.as_str().into())),
        _ => {}
    }
    object(&fields)
}

/// `{ right, kind, covers, form }`.
pub(crate) fn md5_diagnosis(of: Md5Diagnosis) -> JsValue {
    let right = ("right", of.is_right().into());
    match of {
        Md5Diagnosis::Md5 { covers, form } => {
            object(&[right, ("kind", "md5".into()), ("covers", covers.as_str().into()), ("form", form.as_str().into())])
        }
        Md5Diagnosis::TheKeyItself => object(&[right, ("kind", "the-key-itself".into())]),
        _ => object(&[right, ("kind", "not-md5".into())]),
    }
}
