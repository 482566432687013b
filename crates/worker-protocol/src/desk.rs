//! A worker's side of a message.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

use crate::{Answer, Fault, Packed, Parcel, Reply, Request, decode, encode};

/// The outcome of a request, and the bytes beside it.
pub type Outcome = Result<(Answer, Option<Uint8Array>), Fault>;

/// Answers a message by what `work` makes of its request and the bytes beside it: the two arguments of `postMessage`.
/// Nothing for a value that is no message.
pub fn answered(message: &JsValue, work: impl FnOnce(Request, Option<Uint8Array>) -> Outcome) -> Option<Array> {
    let Parcel { id, head, bulk } = Parcel::open(message)?;
    let outcome = match decode(&head) {
        Some(request) => work(request, bulk),
        None => Err(Fault::NotUnderstood),
    };
    let (reply, bulk): (Reply, _) = match outcome {
        Ok((answer, bulk)) => (Ok(answer), bulk),
        Err(fault) => (Err(fault), None),
    };
    Some(Packed::new(id, &encode(&reply)?, bulk.as_ref()).into_arguments())
}

/// The secret beside a message; the JavaScript side of it is wiped.
///
/// # Errors
///
/// [`Fault::NotUnderstood`] if there is none.
pub fn secret(bulk: Option<Uint8Array>) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let bulk = bulk.ok_or(Fault::NotUnderstood)?;
    let bytes = Zeroizing::new(bulk.to_vec());
    bulk.fill(0, 0, bulk.length());
    Ok(bytes)
}
