//! Presigned links from somebody else's backend: what they were made for, what this side has to add, and why some cannot
//! work from a page.
//!
//! A link is read, never changed: its signature covers host, path, query and the headers it names. So every signed
//! header has to be one whose value is known here; any other makes the storage refuse the request, and is named instead.
//!
//! Spec: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".

use sealport_core::{CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER, SseCKey};

use crate::address::Endpoint;
use crate::at_rest::{ProviderEncryption, SERVER_SIDE_ENCRYPTION_HEADER};
use crate::binding::{Binding, LinkOperation};
use crate::input::InputError;
use crate::request::{Header, SecretUrl, SignedRequest};
use crate::time::UnixTime;

mod completion;
mod content;
mod error;
mod find;
mod forward;
mod operations;
mod query;
mod signed;
mod text;
mod unescape;

pub use completion::{CompletionError, headers_with_key};
use content::ContentBinding;
pub use content::ContentCheck;
pub use error::LinkError;
use signed::{SignedHeaders, SignedLink};

/// A presigned link, understood.
#[derive(Clone, Debug)]
pub struct PresignedLink {
    url: SecretUrl,
    endpoint: Endpoint,
    object_name: String,
    operation: Option<LinkOperation>,
    covers: SignedHeaders,
    signed_at: UnixTime,
    expires_at: UnixTime,
    encryption: LinkEncryption,
    content_binding: Option<ContentBinding>,
    object_settings: Vec<(String, String)>,
}

/// What a link says about encryption with keys that the storage holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkEncryption {
    /// Nothing: the bucket's default decides.
    NotAsked,
    /// It asks for this one.
    Known(ProviderEncryption),
    /// It signs the header, and a value that only its maker knows.
    Unsaid,
}

/// What the person or program that uses a link adds of its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkExtras<'a> {
    /// Media type of a PUT's content.
    pub content_type: Option<&'a str>,
    /// The encryption that the link's maker signed, where the link is [`LinkEncryption::Unsaid`].
    pub encryption: Option<ProviderEncryption>,
}

/// What a link says about the customer key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKey {
    /// It is for an object without SSE-C; a key would be an unsigned header.
    None,
    /// It needs a customer key, bound in this way.
    Needed(Binding),
}

impl PresignedLink {
    /// Finds the one link in what a person pasted, whatever words and marks are around it and whatever mails, shells and
    /// forwarding services made of it, and reads it.
    ///
    /// # Errors
    ///
    /// As [`PresignedLink::parse`], and [`LinkError::Several`].
    pub fn find(text: &str) -> Result<Self, LinkError> {
        let alone = text.trim();
        match Self::parse(alone) {
            Ok(link) if find::is_alone(alone) => Ok(link),
            _ => Self::parse(&find::tidied(text)?),
        }
    }

    /// Reads a link: an address alone, but for white space around it.
    ///
    /// # Errors
    ///
    /// [`LinkError`]: not a presigned link, or one that cannot work from a page, with the header or parameter that is the
    /// trouble.
    pub fn parse(address: &str) -> Result<Self, LinkError> {
        let SignedLink { endpoint, path, query, covers } = SignedLink::parse(address)?;
        let object_name = text::object_name(path)?;
        let signed_at = query.value("X-Amz-Date").and_then(UnixTime::parse_amz_date);
        let signed_at = signed_at.ok_or(LinkError::Parameter("X-Amz-Date"))?;
        let expiry = query.expiry()?;
        query.refuse_other_operations(&covers.0)?;
        covers.refuse_unknown(|_| false)?;
        let signs_encryption = covers.has(SERVER_SIDE_ENCRYPTION_HEADER);
        let encryption = match query.encryption()? {
            Some(encryption) => LinkEncryption::Known(encryption),
            None if signs_encryption => LinkEncryption::Unsaid,
            None => LinkEncryption::NotAsked,
        };
        Ok(Self {
            // What browsers do to a query; the signature does not notice.
            url: SecretUrl::new(format!("{}{path}?{}", endpoint.origin(), query.text.replace('\'', "%27"))),
            object_name,
            operation: query.operation(&covers.0),
            encryption,
            content_binding: query.content_binding(),
            object_settings: query.object_settings(),
            endpoint,
            covers,
            signed_at,
            expires_at: signed_at.plus_secs(i64::from(expiry.as_secs())),
        })
    }

    /// The link itself.
    pub fn address(&self) -> &SecretUrl {
        &self.url
    }

    /// Where it leads: a key given to it goes there.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The path, decoded and without its first slash: the object key, with the bucket in front where the storage has it
    /// there (a link does not say which).
    pub fn object_name(&self) -> &str {
        &self.object_name
    }

    /// The part of the name after its last slash.
    pub fn file_name(&self) -> &str {
        self.object_name.rsplit('/').find(|part| !part.is_empty()).unwrap_or(&self.object_name)
    }

    /// What it was made for, where it says so: the method is part of the signature, not of the link.
    pub fn operation(&self) -> Option<LinkOperation> {
        self.operation
    }

    /// Names that its signature covers, lower case, in its own order.
    pub fn signed_header_names(&self) -> &[String] {
        &self.covers.0
    }

    /// When it was signed.
    pub fn signed_at(&self) -> UnixTime {
        self.signed_at
    }

    /// When it stops working; one made with temporary credentials may stop earlier.
    pub fn expires_at(&self) -> UnixTime {
        self.expires_at
    }

    /// Whether its time is over by this clock. A hint: the storage's clock decides.
    pub fn is_expired(&self, now: UnixTime) -> bool {
        now > self.expires_at
    }

    /// What it says about the customer key.
    pub fn key(&self) -> LinkKey {
        match (
            self.signs(CUSTOMER_ALGORITHM_HEADER),
            self.signs(CUSTOMER_KEY_MD5_HEADER),
            self.signs(CUSTOMER_KEY_HEADER),
        ) {
            (false, ..) => LinkKey::None,
            (true, _, true) => LinkKey::Needed(Binding::ThisKey),
            (true, true, false) => LinkKey::Needed(Binding::ThisKeyMd5),
            (true, false, false) => LinkKey::Needed(Binding::AnyKey),
        }
    }

    /// What it says about encryption with keys that the storage holds.
    pub fn encryption(&self) -> LinkEncryption {
        self.encryption
    }

    /// The header in its query that binds a PUT to one content, by a checksum of it.
    pub fn content_binding(&self) -> Option<&'static str> {
        self.content_binding.as_ref().map(|binding| binding.name)
    }

    /// What a PUT gives the object besides its content: headers in the query (lower case) and their values, such as
    /// `x-amz-acl` or `x-amz-object-lock-mode`.
    pub fn object_settings(&self) -> &[(String, String)] {
        &self.object_settings
    }

    /// A check whether a content is the one that the link stores; `None` where it stores any, or holds a checksum that is
    /// not computed here.
    pub fn content_check(&self) -> Option<ContentCheck> {
        self.content_binding.as_ref().and_then(ContentBinding::check)
    }

    /// Whether it works for a body of one length only, which it does not tell.
    pub fn binds_length(&self) -> bool {
        self.signs("content-length")
    }

    /// Whether it works with one media type only, which it does not tell.
    pub fn binds_content_type(&self) -> bool {
        self.signs("content-type")
    }

    /// The request to send: the link, the customer headers and the headers that its signature asks for.
    ///
    /// # Errors
    ///
    /// [`InputError::HeaderValue`] for a bad media type, [`InputError::EncryptionUnsaid`] where the link signs an encryption
    /// that neither it nor `extras` tells, [`InputError::InsecureEndpoint`] with a key over plain http to
    /// another machine.
    pub fn request(
        &self,
        operation: LinkOperation,
        ssec: Option<&SseCKey>,
        extras: LinkExtras<'_>,
    ) -> Result<SignedRequest, InputError> {
        let mut headers = match ssec {
            Some(ssec) => self.covers.with_key(ssec, &self.endpoint)?,
            None => Vec::new(),
        };
        if self.signs(SERVER_SIDE_ENCRYPTION_HEADER) {
            let encryption = match self.encryption {
                LinkEncryption::Known(encryption) => Some(encryption),
                LinkEncryption::Unsaid | LinkEncryption::NotAsked => extras.encryption,
            };
            let value = encryption.ok_or(InputError::EncryptionUnsaid)?.as_str();
            headers.push(Header::new(SERVER_SIDE_ENCRYPTION_HEADER, value, false, true)?);
        }
        headers.extend(self.covers.settled()?);
        if let (LinkOperation::Put, Some(content_type)) = (operation, extras.content_type) {
            headers.push(Header::new("content-type", content_type, false, self.binds_content_type())?);
        }
        Ok(SignedRequest {
            method: operation.method(),
            url: self.url.clone(),
            origin: self.endpoint.origin(),
            headers,
            sender_adds: Vec::new(),
            signed_header_names: self.covers.0.clone(),
            expires_at: self.expires_at,
        })
    }

    /// Whether a customer key fits, as far as the link tells: one bound to an MD5 does not tell which.
    pub fn needs_customer_key(&self) -> bool {
        self.key() != LinkKey::None
    }

    fn signs(&self, name: &str) -> bool {
        self.covers.has(name)
    }
}

#[cfg(test)]
mod tests;
