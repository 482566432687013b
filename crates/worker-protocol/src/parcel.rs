//! A message on its way: `[id, head, bytes beside it]`.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

/// A message and what is transferred with it, as `postMessage` takes them.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The message.
    pub message: Array,
    /// The buffers that are moved.
    pub transfer: Array,
}

/// A message that came.
pub struct Parcel {
    /// By which an answer finds its request.
    pub id: u32,
    /// The encoded request or reply.
    pub head: Zeroizing<Vec<u8>>,
    /// The bytes beside it.
    pub bulk: Option<Uint8Array>,
}

impl Packed {
    /// Packs a message. The buffer of `bulk` is gone for the sender once it is sent, whatever else lies in it.
    pub fn new(id: u32, head: &[u8], bulk: Option<&Uint8Array>) -> Self {
        let head = Uint8Array::from(head);
        let (message, transfer) = (Array::of2(&JsValue::from(id), &head), Array::of1(&head.buffer()));
        if let Some(bulk) = bulk {
            message.push(bulk);
            transfer.push(&bulk.buffer());
        }
        Self { message, transfer }
    }

    /// The same as one JavaScript value: `[message, transfer]`, the arguments of `postMessage`.
    pub fn into_arguments(self) -> Array {
        Array::of2(&self.message, &self.transfer)
    }
}

impl Parcel {
    /// Unpacks a message and wipes the JavaScript side of its head. Nothing for a value of another form.
    pub fn open(message: &JsValue) -> Option<Self> {
        let parts: &Array = message.dyn_ref()?;
        let id = parts.get(0).as_f64().filter(|id| id.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(id))?;
        let head: Uint8Array = parts.get(1).dyn_into().ok()?;
        let bytes = Zeroizing::new(head.to_vec());
        head.fill(0, 0, head.length());
        let bulk = parts.get(2).dyn_into().ok();
        // A whole number within the range, by the filter above.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(Self { id: id as u32, head: bytes, bulk })
    }
}
