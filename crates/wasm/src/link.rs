//! Presigned links for JavaScript: what they are, and the request to send with one.

use js_sys::{Date, Object, Reflect};
use sealport_client::{
    CompletionError, ContentCheck as InnerCheck, LinkEncryption, LinkExtras, LinkKey, PresignedLink as Inner,
    ProviderEncryption,
};
use sealport_wasm_ssec::{SseCKey, date, from_input, invalid, object, operation_of, request, strings};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A presigned link, understood.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PresignedLink(Inner);

#[wasm_bindgen]
impl PresignedLink {
    /// Reads a link.
    ///
    /// # Errors
    ///
    /// `invalid-input`, with the header or parameter that is the trouble.
    pub fn parse(text: &str) -> Result<PresignedLink, JsValue> {
        Inner::parse(text).map(Self).map_err(|error| invalid(&error.to_string()))
    }

    /// What it tells, without what makes it work.
    pub fn facts(&self) -> Object {
        let link = &self.0;
        let facts = object([
            ("origin", link.endpoint().origin().as_str()),
            ("objectName", link.object_name()),
            ("fileName", link.file_name()),
        ]);
        let binding = match link.key() {
            LinkKey::None => JsValue::NULL,
            LinkKey::Needed(binding) => binding.as_str().into(),
        };
        let encryption = match link.encryption() {
            LinkEncryption::NotAsked => JsValue::NULL,
            LinkEncryption::Known(encryption) => encryption.as_str().into(),
            LinkEncryption::Unsaid => "unsaid".into(),
        };
        let method = link.operation().map_or(JsValue::NULL, |operation| operation.method().as_str().into());
        let only_if_absent = link.signed_header_names().iter().any(|name| name == "if-none-match");
        let signed_header_names = strings(link.signed_header_names().iter().map(String::as_str));
        let settings = object(link.object_settings().iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let values: [(&str, JsValue); 11] = [
            ("method", method),
            ("binding", binding),
            ("signedHeaders", signed_header_names.into()),
            ("signedAt", Date::new(&date(link.signed_at())).into()),
            ("expiresAt", Date::new(&date(link.expires_at())).into()),
            ("serverSideEncryption", encryption),
            ("contentBinding", link.content_binding().map_or(JsValue::NULL, Into::into)),
            ("objectSettings", settings.into()),
            ("bindsLength", link.binds_length().into()),
            ("bindsContentType", link.binds_content_type().into()),
            ("onlyIfAbsent", only_if_absent.into()),
        ];
        for (name, value) in values {
            // Setting a property of a fresh, extensible object cannot fail.
            let _ = Reflect::set(&facts, &name.into(), &value);
        }
        facts
    }

    /// A check whether a content is the one that the link stores; nothing where it stores any, or holds a checksum that is
    /// not computed here.
    #[wasm_bindgen(js_name = contentCheck)]
    pub fn content_check(&self) -> Option<ContentCheck> {
        self.0.content_check().map(ContentCheck)
    }

    /// The request to send, without a customer key.
    ///
    /// # Errors
    ///
    /// `invalid-input` (another method, a key is needed, an encryption has to be named, a bad media type).
    pub fn request(
        &self,
        method: &str,
        content_type: Option<String>,
        encryption: Option<String>,
    ) -> Result<Object, JsValue> {
        match self.0.key() {
            LinkKey::None => self.made(method, None, content_type, encryption),
            LinkKey::Needed(_) => Err(invalid("this link needs an SSE-C key")),
        }
    }

    /// The request to send, with all three customer headers.
    ///
    /// # Errors
    ///
    /// As `request`; also where the link takes no key, and for plain http to another machine.
    #[wasm_bindgen(js_name = requestWithKey)]
    pub fn request_with_key(
        &self,
        method: &str,
        ssec: &SseCKey,
        content_type: Option<String>,
        encryption: Option<String>,
    ) -> Result<Object, JsValue> {
        self.takes_key()?;
        self.made(method, Some(ssec), content_type, encryption)
    }
}

impl PresignedLink {
    fn takes_key(&self) -> Result<(), JsValue> {
        match self.0.key() {
            LinkKey::Needed(_) => Ok(()),
            LinkKey::None => Err(invalid(&CompletionError::TakesNoKey.to_string())),
        }
    }

    fn made(
        &self,
        method: &str,
        ssec: Option<&SseCKey>,
        content_type: Option<String>,
        encryption: Option<String>,
    ) -> Result<Object, JsValue> {
        let operation = operation_of(method)?;
        if self.0.operation().is_some_and(|made_for| made_for != operation) {
            return Err(invalid("this link was made for another method"));
        }
        let known = |value: &str| {
            let unknown = || invalid("`serverSideEncryption` is none of `AES256`, `aws:kms` and `aws:kms:dsse`");
            ProviderEncryption::parse(value).ok_or_else(unknown)
        };
        let encryption = encryption.as_deref().map(known).transpose()?;
        let may_differ = match self.0.encryption() {
            LinkEncryption::Unsaid => true,
            LinkEncryption::Known(signed) => encryption.is_none_or(|wanted| wanted == signed),
            LinkEncryption::NotAsked => encryption.is_none(),
        };
        if !may_differ {
            return Err(invalid("this link does not ask for that encryption, and cannot be made to"));
        }
        let extras = LinkExtras { content_type: content_type.as_deref(), encryption };
        let signed = self.0.request(operation, ssec.map(SseCKey::inner), extras);
        Ok(request(&signed.map_err(from_input)?))
    }
}

/// A content that is being compared with the one that a link was made for.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ContentCheck(InnerCheck);

#[wasm_bindgen]
impl ContentCheck {
    /// Takes the next bytes of the content.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Whether all that was taken is that content.
    pub fn fits(self) -> bool {
        self.0.fits()
    }
}
