//! Presigned requests of a signer without the key, completed.

use js_sys::{Object, Reflect};
use sealport_client::headers_with_key as needed_headers;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::invalid;
use crate::ssec::SseCKey;

/// The headers of a presigned request with the customer headers that its sender adds.
///
/// # Errors
///
/// `invalid-input` where the request takes no customer key or another one, and for plain http to another machine.
#[wasm_bindgen(js_name = headersWithKey)]
pub fn headers_with_key(url: &str, headers: &Object, ssec: &SseCKey) -> Result<Object, JsValue> {
    let names: Vec<String> = Object::keys(headers).iter().filter_map(|name| name.as_string()).collect();
    let has = |name: &str| names.iter().any(|given| given.eq_ignore_ascii_case(name));
    let needed = needed_headers(url, ssec.inner(), has).map_err(|error| invalid(&error.to_string()))?;
    let complete = Object::new();
    for name in &names {
        let value = Reflect::get(headers, &name.into()).unwrap_or(JsValue::UNDEFINED);
        // Under any capitals: a sender would send both.
        match needed.iter().find(|header| header.name().eq_ignore_ascii_case(name)) {
            Some(ours) if value.as_string().is_some_and(|value| value != ours.expose()) => {
                let is_key = ours.name().starts_with("x-amz-server-side-encryption-customer-");
                let what = format!("the header `{}` of the request is not what its link needs", ours.name());
                return Err(invalid(if is_key { "the request is for another SSE-C key" } else { &what }));
            }
            Some(_) => {}
            None => drop(Reflect::set(&complete, &name.into(), &value)),
        }
    }
    for header in &needed {
        let _ = Reflect::set(&complete, &header.name().into(), &header.expose().into());
    }
    Ok(complete)
}
