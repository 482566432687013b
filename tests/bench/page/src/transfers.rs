//! A sealed file on its way to a bucket and back, by the client as the page drives it.

use std::cell::RefCell;

use js_sys::{Promise, Uint8Array};
use sealport_browser::{BrowserPlatform, FileSource};
use sealport_client::{
    AddressingStyle, BucketName, Cancel, Client, Credentials, Endpoint, InputError, ObjectKey, Protection, Region,
    Storage, UploadOptions,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;
use web_sys::Blob;

use crate::{Drain, sealing_keys, thrown, wrapping_key};

thread_local! {
    static CLIENT: RefCell<Option<Client<BrowserPlatform>>> = const { RefCell::new(None) };
}

/// The bucket that [`upload`] and [`download`] are about.
#[wasm_bindgen]
pub fn connect(endpoint: &str, region: &str, bucket: &str, id: &str, secret: &str) -> Result<(), JsValue> {
    let client = client_of(endpoint, region, bucket, id, secret);
    let client = client.map_err(|error| JsValue::from_str(&error.to_string()))?;
    CLIENT.with_borrow_mut(|known| *known = Some(client));
    Ok(())
}

fn client_of(
    endpoint: &str,
    region: &str,
    bucket: &str,
    id: &str,
    secret: &str,
) -> Result<Client<BrowserPlatform>, InputError> {
    let (endpoint, region, bucket) = (Endpoint::parse(endpoint)?, Region::parse(region)?, BucketName::parse(bucket)?);
    let storage = Storage::new(endpoint, region, bucket, AddressingStyle::Path);
    let credentials = Credentials::new(id.to_owned(), secret.to_owned(), None)?;
    Ok(Client::new(BrowserPlatform::new(), storage, credentials))
}

fn connected(object_key: &str) -> Result<(Client<BrowserPlatform>, ObjectKey), JsValue> {
    let client = CLIENT.with_borrow(Clone::clone).ok_or_else(|| JsValue::from_str("not connected"))?;
    let object_key = ObjectKey::parse(object_key).map_err(|error| JsValue::from_str(&error.to_string()))?;
    Ok((client, object_key))
}

/// Seals a `Blob` and stores it as that object, in the place of an earlier one.
#[wasm_bindgen]
pub fn upload(plaintext: Blob, object_key: String, how: JsValue) -> Promise {
    future_to_promise(async move {
        let (client, object_key) = connected(&object_key)?;
        let protection = Protection { sealing: Some(sealing_keys(&how)?), ..Default::default() };
        let options = UploadOptions { protection, overwrite: true, ..Default::default() };
        let source = FileSource::new(plaintext);
        let receipt = client.upload(&object_key, &source, options, |_| {}, &Cancel::new()).await.map_err(thrown)?;
        Ok(JsValue::from(receipt.len as f64))
    })
}

/// Opens that object and drops the plaintext; resolves with its length in bytes.
#[wasm_bindgen]
pub fn download(object_key: String, key: Uint8Array) -> Promise {
    future_to_promise(async move {
        let (client, object_key) = connected(&object_key)?;
        let cancel = Cancel::new();
        let found = client.sealed_object(&object_key, None, &cancel).await.map_err(thrown)?;
        let object = found.ok_or_else(|| JsValue::from_str("not a sealed object"))?;
        let keys = object.unlock(&[wrapping_key(&key)?]).map_err(thrown)?;
        let (whole, mut drain) = (0..object.layout().plaintext_len(), Drain::default());
        client.open_range(&object, &keys, None, whole, &mut drain, &cancel).await.map_err(thrown)?;
        Ok(JsValue::from(drain.0 as f64))
    })
}
