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

/// A text. What is none would trap where wasm-bindgen takes it for one.
pub(crate) fn text_of(input: &JsValue, what: &str) -> Result<Zeroizing<String>, JsValue> {
    input.as_string().map(Zeroizing::new).ok_or_else(|| invalid(&format!("{what} is not a text")))
}

impl Given {
    pub(crate) fn new(input: &JsValue) -> Result<Self, JsValue> {
        if input.is_string() { Self::text(input) } else { Self::content(input) }
    }

    pub(crate) fn text(input: &JsValue) -> Result<Self, JsValue> {
        text_of(input, "what should be a key").map(Self::Text)
    }

    pub(crate) fn content(input: &JsValue) -> Result<Self, JsValue> {
        let content = input.dyn_ref::<Uint8Array>();
        let content = content.ok_or_else(|| invalid("what should be a key is neither a text nor a Uint8Array"))?;
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
pub(crate) fn diagnosis(of: KeyDiagnosis) -> JsValue {
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
pub(crate) fn md5_diagnosis(of: Md5Diagnosis) -> JsValue {
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
