//! Options objects, read by name. A message names the option, never its value: it may be a secret.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::invalid;

/// An object of which every property is an option that exists.
pub(crate) struct Options(Object);

impl Options {
    /// Refuses what is no object, and an unknown name: a misspelt `expiresIn` would silently mean an hour.
    pub(crate) fn new(given: JsValue, names: &[&str]) -> Result<Self, JsValue> {
        if !given.is_object() {
            return Err(invalid("the options are not an object with the documented names"));
        }
        // Not by `instanceof`: one without a prototype is as good.
        let object: Object = given.unchecked_into();
        for name in Object::keys(&object).iter().filter_map(|name| name.as_string()) {
            if !names.contains(&name.as_str()) {
                return Err(invalid(&format!("there is no option `{name}`; there are: {}", names.join(", "))));
            }
        }
        Ok(Self(object))
    }

    /// A text, if it is given.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, JsValue> {
        self.read(name, "a text", |value| value.as_string())
    }

    /// A text, if the option is there. One that is there without a value is refused: what it was to protect would silently
    /// go without.
    pub(crate) fn protecting_text(&self, name: &str) -> Result<Option<String>, JsValue> {
        let found = self.text(name)?;
        if found.is_none() && Reflect::has(&self.0, &name.into()).unwrap_or(true) {
            return Err(invalid(&format!(
                "the option `{name}` is there without a value; leave it out if that is meant"
            )));
        }
        Ok(found)
    }

    /// A text that must be given.
    pub(crate) fn needed_text(&self, name: &str) -> Result<String, JsValue> {
        self.text(name)?.ok_or_else(|| invalid(&format!("the option `{name}` is missing")))
    }

    /// A number, if it is given.
    pub(crate) fn number(&self, name: &str) -> Result<Option<f64>, JsValue> {
        self.read(name, "a number", |value| value.as_f64())
    }

    /// Whether something is wanted, if it is given.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, JsValue> {
        self.read(name, "true or false", |value| value.as_bool())
    }

    fn read<T>(&self, name: &str, kind: &str, read: fn(&JsValue) -> Option<T>) -> Result<Option<T>, JsValue> {
        // A getter may throw; what it throws may be anything.
        let value = Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::NULL);
        if value.is_undefined() || value.is_null() {
            return Ok(None);
        }
        read(&value).map(Some).ok_or_else(|| invalid(&format!("the option `{name}` is not {kind}")))
    }
}
