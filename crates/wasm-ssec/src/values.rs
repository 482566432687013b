//! Plain objects and lists for JavaScript.

use js_sys::{Array, Date, Object, Reflect};
use sealport_client::{SignedRequest, UnixTime};
use wasm_bindgen::JsValue;

/// A plain object with string values.
pub fn object<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Setting a property of a fresh, extensible object cannot fail.
        let _ = Reflect::set(&object, &name.into(), &value.into());
    }
    object
}

/// `{ method, url, headers, senderAdds, signedHeaders, expiresAt }`.
pub fn request(signed: &SignedRequest) -> Object {
    let result = object([("method", signed.method().as_str()), ("url", signed.url().expose())]);
    let headers = object(signed.headers().iter().map(|header| (header.name(), header.expose())));
    let values: [(&str, JsValue); 4] = [
        ("headers", headers.into()),
        ("senderAdds", strings(signed.sender_adds().iter().copied()).into()),
        ("signedHeaders", strings(signed.signed_header_names().iter().map(String::as_str)).into()),
        ("expiresAt", Date::new(&date(signed.expires_at())).into()),
    ];
    for (name, value) in values {
        // Setting a property of a fresh, extensible object cannot fail.
        let _ = Reflect::set(&result, &name.into(), &value);
    }
    result
}

/// A list of texts.
pub fn strings<'a>(texts: impl Iterator<Item = &'a str>) -> Array {
    texts.map(JsValue::from_str).collect()
}

/// Milliseconds since 1970, as `Date` takes them.
pub fn date(time: UnixTime) -> JsValue {
    // Seconds since 1970 fit a double's 53 bits many times over.
    #[allow(clippy::cast_precision_loss)]
    JsValue::from_f64(time.as_secs() as f64 * 1000.0)
}
