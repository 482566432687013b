//! The presigner for JavaScript.

use js_sys::Object;
use sealport_browser::BrowserPlatform;
use sealport_client::{
    AddressingStyle, AtRest, Binding, BucketName, Credentials, Endpoint, Expiry, LinkOperation, LinkTarget, ObjectKey,
    Platform, PresignOptions, Region, SseCKey as InnerKey, SseCKeyMd5, Storage, UnsignedRequest,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::{from_input, invalid};
use crate::options::Options;
use crate::ssec::SseCKey;
use crate::values;

/// How long a presigned DELETE lives unless said otherwise, in seconds.
const DELETE_SECS: u64 = 3600;

const STORAGE_OPTIONS: &[&str] =
    &["endpoint", "region", "bucket", "addressing", "accessKeyId", "secretAccessKey", "sessionToken"];

const PRESIGN_OPTIONS: &[&str] = &["binding", "sseCKeyMd5", "serverSideEncryption", "onlyIfAbsent", "expiresIn"];

const DELETE_OPTIONS: &[&str] = &["expiresIn"];

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

    /// A presigned request by a signer that has no customer key. `method` is `GET`, `HEAD`, `PUT` or `DELETE`; options
    /// are `{ binding?, sseCKeyMd5?, serverSideEncryption?, onlyIfAbsent?, expiresIn? }`.
    ///
    /// # Errors
    ///
    /// `invalid-input`.
    pub fn presign(&self, method: &str, object_key: &str, options: JsValue) -> Result<Object, JsValue> {
        self.signed(method, object_key, None, options)
    }

    /// The same with a customer key, bound by `this-key` or `this-key-md5`.
    ///
    /// # Errors
    ///
    /// `invalid-input`, also for plain http to another machine, for the binding `any-key`, whose signer must not need a
    /// key, and for `DELETE`, which takes none.
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

/// What the options ask for, with nothing that contradicts itself.
enum Wanted {
    AnyKey,
    KeyMd5(SseCKeyMd5),
    Key(InnerKey),
    Plain(AtRest),
}

impl Presigner {
    fn signed(
        &self,
        method: &str,
        object_key: &str,
        ssec: Option<&InnerKey>,
        options: JsValue,
    ) -> Result<Object, JsValue> {
        let options = if options.is_undefined() { Object::new().into() } else { options };
        let object_key = ObjectKey::parse(object_key).map_err(from_input)?;
        if method == "DELETE" {
            if ssec.is_some() {
                return Err(invalid("deleting an object takes no SSE-C key"));
            }
            let expiry = expiry(&Options::new(options, DELETE_OPTIONS)?, DELETE_SECS)?;
            return Ok(self.presigned(UnsignedRequest::delete_object(&self.storage, &object_key, None), expiry));
        }
        let operation = operation_of(method)?;
        let options = Options::new(options, PRESIGN_OPTIONS)?;
        let wanted = wanted(&options, operation, ssec)?;
        let usual = match wanted {
            Wanted::AnyKey => PresignOptions::for_any_key(operation),
            _ => PresignOptions::usual(operation),
        };
        let only_if_absent = options.flag("onlyIfAbsent")?.unwrap_or(usual.only_if_absent);
        if only_if_absent && operation != LinkOperation::Put {
            return Err(invalid("`onlyIfAbsent` is for PUT"));
        }
        let target = LinkTarget { storage: &self.storage, object_key: &object_key, operation, only_if_absent };
        let expiry = expiry(&options, usual.expires_secs)?;
        let request = match &wanted {
            Wanted::AnyKey => UnsignedRequest::link_for_any_key(target),
            Wanted::KeyMd5(key_md5) => UnsignedRequest::link_for_key_md5(target, key_md5),
            Wanted::Key(ssec) => UnsignedRequest::link_for_key(target, ssec),
            Wanted::Plain(at_rest) => UnsignedRequest::link(target, at_rest),
        };
        Ok(self.presigned(request.map_err(from_input)?, expiry))
    }

    fn presigned(&self, request: UnsignedRequest, expiry: Expiry) -> Object {
        let now = BrowserPlatform::new().now();
        values::request(&request.presign(&self.credentials, self.storage.region(), now, expiry))
    }
}

fn wanted(options: &Options, operation: LinkOperation, ssec: Option<&InnerKey>) -> Result<Wanted, JsValue> {
    let binding = match options.protecting_text("binding")?.as_deref() {
        None => None,
        Some(text) => Some(
            Binding::parse(text)
                .ok_or_else(|| invalid("the option `binding` is none of `any-key`, `this-key-md5` and `this-key`"))?,
        ),
    };
    let key_md5 = options.protecting_text("sseCKeyMd5")?;
    let sse_s3 = match options.protecting_text("serverSideEncryption")?.as_deref() {
        None => false,
        Some("AES256") if operation == LinkOperation::Put && binding.is_none() && ssec.is_none() => true,
        Some("AES256") => return Err(invalid("`serverSideEncryption` is for PUT without an SSE-C key")),
        Some(_) => return Err(invalid("the option `serverSideEncryption` is not `AES256`")),
    };
    match (binding, ssec, key_md5) {
        (Some(Binding::AnyKey), None, None) => Ok(Wanted::AnyKey),
        (Some(Binding::AnyKey), ..) => {
            Err(invalid("the binding `any-key` takes no SSE-C key and no MD5: its signer must not need them"))
        }
        (Some(Binding::ThisKeyMd5), None, Some(text)) => {
            SseCKeyMd5::parse(&text).map(Wanted::KeyMd5).map_err(|error| invalid(&error.to_string()))
        }
        (Some(Binding::ThisKeyMd5), Some(ssec), None) => Ok(Wanted::KeyMd5(SseCKeyMd5::from(ssec))),
        (Some(Binding::ThisKeyMd5), ..) => {
            Err(invalid("the binding `this-key-md5` takes either `sseCKeyMd5` or `sseCKey`"))
        }
        (None | Some(Binding::ThisKey), Some(ssec), None) => Ok(Wanted::Key(ssec.clone())),
        (Some(Binding::ThisKey), None, None) => Err(invalid("the binding `this-key` takes `sseCKey`")),
        (None, None, None) if sse_s3 => Ok(Wanted::Plain(AtRest::SseS3)),
        (None, None, None) => Ok(Wanted::Plain(AtRest::BucketDefault)),
        (_, _, Some(_)) => Err(invalid("`sseCKeyMd5` is for the binding `this-key-md5`")),
    }
}

/// What a method of `GET`, `HEAD` and `PUT` does.
///
/// # Errors
///
/// `invalid-input` for any other.
pub fn operation_of(method: &str) -> Result<LinkOperation, JsValue> {
    match method {
        "GET" => Ok(LinkOperation::Get),
        "HEAD" => Ok(LinkOperation::Head),
        "PUT" => Ok(LinkOperation::Put),
        _ => Err(invalid("the method is one of GET, HEAD and PUT")),
    }
}

/// A JavaScript number of seconds, whole and from 1 to 604,800.
fn expiry(options: &Options, default_secs: u64) -> Result<Expiry, JsValue> {
    let secs = match options.number("expiresIn")? {
        None => default_secs,
        // Also infinite ones and NaN.
        Some(secs) if secs.fract() != 0.0 => {
            return Err(invalid("the option `expiresIn` is not a whole number of seconds"));
        }
        // In the range of a u32, so that the conversion is exact; anything else stands as 0, which is refused.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(secs) if (0.0..4e9).contains(&secs) => secs as u64,
        Some(_) => 0,
    };
    Expiry::from_secs(secs).map_err(from_input)
}
