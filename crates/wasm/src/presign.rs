//! The presigner for JavaScript.

use js_sys::{Array, Date, Object, Reflect};
use sealport_browser::BrowserPlatform;
use sealport_client::{
    AddressingStyle, AtRest, BucketName, Credentials, Endpoint, Expiry, InputError, LinkOperation, LinkTarget,
    ObjectKey, Platform, Region, SignedRequest, SseCKey as InnerKey, Storage, UnsignedRequest,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::{from_input, invalid};
use crate::options::Options;
use crate::ssec::{SseCKey, object};

/// How long a presigned request lives unless said otherwise, in seconds.
const DEFAULT_EXPIRES_SECS: u64 = 3600;

const STORAGE_OPTIONS: &[&str] =
    &["endpoint", "region", "bucket", "addressing", "accessKeyId", "secretAccessKey", "sessionToken"];

const PRESIGN_OPTIONS: &[&str] = &["expiresIn"];

/// Presigns requests for one bucket. Holds the secret access key: keep it where the page's user may have it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Presigner {
    storage: Storage,
    credentials: Credentials,
}

#[wasm_bindgen]
impl Presigner {
    /// Takes `{ endpoint, region, bucket, addressing?, accessKeyId, secretAccessKey, sessionToken? }`.
    ///
    /// # Errors
    ///
    /// `invalid-input` for a missing, unknown or malformed option; the message names it, never a secret's value.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Presigner, JsValue> {
        let options = Options::new(options, STORAGE_OPTIONS)?;
        let storage = Storage::new(
            Endpoint::parse(&options.needed_text("endpoint")?).map_err(from_input)?,
            Region::parse(&options.needed_text("region")?).map_err(from_input)?,
            BucketName::parse(&options.needed_text("bucket")?).map_err(from_input)?,
            match options.text("addressing")?.as_deref() {
                None | Some("path") => AddressingStyle::Path,
                Some("virtual-host") => AddressingStyle::VirtualHost,
                Some(_) => return Err(invalid("the option `addressing` is neither `path` nor `virtual-host`")),
            },
        );
        let credentials = Credentials::new(
            options.needed_text("accessKeyId")?,
            options.needed_text("secretAccessKey")?,
            options.text("sessionToken")?,
        );
        Ok(Self { storage, credentials: credentials.map_err(from_input)? })
    }

    /// A presigned request without a customer key. `method` is `GET`, `HEAD`, `PUT` or `DELETE`; options are
    /// `{ expiresIn? }`, in seconds from 1 to 604,800.
    ///
    /// # Errors
    ///
    /// `invalid-input`.
    pub fn presign(&self, method: &str, object_key: &str, options: JsValue) -> Result<Object, JsValue> {
        self.signed(method, object_key, None, options)
    }

    /// The same with a customer key: all three customer headers are signed and must be sent.
    ///
    /// # Errors
    ///
    /// `invalid-input`, also for plain http to another machine, and for `DELETE`, which takes no key.
    #[wasm_bindgen(js_name = presignWithKey)]
    pub fn presign_with_key(
        &self,
        method: &str,
        object_key: &str,
        ssec: &SseCKey,
        options: JsValue,
    ) -> Result<Object, JsValue> {
        self.signed(method, object_key, Some(ssec.inner()), options)
    }
}

impl Presigner {
    fn signed(
        &self,
        method: &str,
        object_key: &str,
        ssec: Option<&InnerKey>,
        options: JsValue,
    ) -> Result<Object, JsValue> {
        let expires_in = match options.is_undefined() {
            true => None,
            false => Options::new(options, PRESIGN_OPTIONS)?.number("expiresIn")?,
        };
        let object_key = ObjectKey::parse(object_key).map_err(from_input)?;
        let request = self.request(method, &object_key, ssec)?;
        let expiry = expiry(expires_in).map_err(from_input)?;
        let now = BrowserPlatform::new().now();
        Ok(to_object(&request.presign(&self.credentials, self.storage.region(), now, expiry)))
    }

    fn request(
        &self,
        method: &str,
        object_key: &ObjectKey,
        ssec: Option<&InnerKey>,
    ) -> Result<UnsignedRequest, JsValue> {
        let operation = match method {
            "GET" => LinkOperation::Get,
            "HEAD" => LinkOperation::Head,
            "PUT" => LinkOperation::Put,
            "DELETE" if ssec.is_some() => return Err(invalid("deleting an object takes no SSE-C key")),
            "DELETE" => return Ok(UnsignedRequest::delete_object(&self.storage, object_key, None)),
            _ => return Err(invalid("the method is one of GET, HEAD, PUT and DELETE")),
        };
        let target = LinkTarget { storage: &self.storage, object_key, operation, only_if_absent: false };
        let request = match ssec {
            Some(ssec) => UnsignedRequest::link_for_key(target, ssec),
            None => UnsignedRequest::link(target, &AtRest::BucketDefault),
        };
        request.map_err(from_input)
    }
}

/// A JavaScript number of seconds; anything that is no whole number from 1 to 604,800 is refused.
fn expiry(expires_in: Option<f64>) -> Result<Expiry, InputError> {
    let secs = match expires_in {
        None => DEFAULT_EXPIRES_SECS,
        // Whole and in the range of a u32, so that the conversion is exact; anything else stands as 0, which is refused.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(secs) if secs.fract() == 0.0 && (0.0..4e9).contains(&secs) => secs as u64,
        Some(_) => 0,
    };
    Expiry::from_secs(secs)
}

/// `{ method, url, headers, signedHeaders, expiresAt }`.
fn to_object(signed: &SignedRequest) -> Object {
    let result = object([("method", signed.method().as_str()), ("url", signed.url().expose())]);
    let headers = object(signed.headers().iter().map(|header| (header.name(), header.expose())));
    let names: Array = signed.signed_header_names().iter().map(|name| JsValue::from_str(name)).collect();
    // Seconds since 1970 fit a double's 53 bits many times over.
    #[allow(clippy::cast_precision_loss)]
    let expires_at = Date::new(&JsValue::from_f64(signed.expires_at().as_secs() as f64 * 1000.0));
    // Setting properties of a fresh, extensible object cannot fail.
    let _ = Reflect::set(&result, &"headers".into(), &headers);
    let _ = Reflect::set(&result, &"signedHeaders".into(), &names);
    let _ = Reflect::set(&result, &"expiresAt".into(), &expires_at);
    result
}
