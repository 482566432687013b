//! The part of a link that its signature is about: where it leads, and which headers it covers.

use sealport_core::{CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER, SseCKey};

use super::error::LinkError;
use super::query::Query;
use super::text;
use crate::address::Endpoint;
use crate::at_rest::SERVER_SIDE_ENCRYPTION_HEADER;
use crate::input::InputError;
use crate::request::Header;

/// Signed headers whose values are known here, or are the browser's.
const KNOWN: [&str; 9] = [
    "host",
    "content-length",
    "content-type",
    "if-none-match",
    "x-amz-content-sha256",
    SERVER_SIDE_ENCRYPTION_HEADER,
    CUSTOMER_ALGORITHM_HEADER,
    CUSTOMER_KEY_HEADER,
    CUSTOMER_KEY_MD5_HEADER,
];

/// A link with a whole signature of the kind that is supported, taken apart.
pub(super) struct SignedLink<'a> {
    pub(super) endpoint: Endpoint,
    pub(super) path: &'a str,
    pub(super) query: Query<'a>,
    pub(super) covers: SignedHeaders,
}

/// Names of the headers that a signature covers, lower case, in its own order.
#[derive(Clone, Debug)]
pub(super) struct SignedHeaders(pub(super) Vec<String>);

impl<'a> SignedLink<'a> {
    pub(super) fn parse(address: &'a str) -> Result<Self, LinkError> {
        let address = address.trim();
        if address.is_empty() {
            return Err(LinkError::Empty);
        }
        let (origin, path, query) = text::split(address)?;
        let endpoint = Endpoint::parse(origin).map_err(LinkError::Address)?;
        let query = Query::parse(query)?;
        if query.is_version_2() {
            return Err(LinkError::SignatureVersion2);
        }
        if query.value("X-Amz-Signature").is_none() && query.value("X-Amz-Algorithm").is_none() {
            return Err(LinkError::NotPresigned);
        }
        query.check_signature()?;
        let covers = SignedHeaders(query.signed_header_names()?);
        query.refuse_customer_values()?;
        query.refuse_checksum_of_nothing()?;
        covers.refuse_half_a_key()?;
        Ok(Self { endpoint, path, query, covers })
    }
}

impl SignedHeaders {
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|signed| signed == name)
    }

    /// The first one whose value nobody here knows, neither this module nor whoever `gives` it.
    pub(super) fn refuse_unknown(&self, gives: impl Fn(&str) -> bool) -> Result<(), LinkError> {
        let unknown = self.0.iter().find(|name| !KNOWN.contains(&name.as_str()) && !gives(name));
        unknown.map_or(Ok(()), |name| Err(LinkError::SignedHeader(name.clone())))
    }

    /// Key or MD5 signed without the algorithm: whatever that was meant to be, S3 refuses it.
    fn refuse_half_a_key(&self) -> Result<(), LinkError> {
        let odd = [CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER].into_iter().find(|name| self.has(name));
        match odd {
            Some(name) if !self.has(CUSTOMER_ALGORITHM_HEADER) => Err(LinkError::SignedHeader(name.to_owned())),
            _ => Ok(()),
        }
    }

    /// All three customer headers, signed or not.
    pub(super) fn with_key(&self, ssec: &SseCKey, endpoint: &Endpoint) -> Result<Vec<Header>, InputError> {
        endpoint.accepts_customer_keys()?;
        let header =
            |of: sealport_core::SseCHeader| Header::new(of.name, of.value.as_str(), of.secret, self.has(of.name));
        ssec.headers().into_iter().map(header).collect()
    }

    /// Headers with one value only in links that work from a page.
    pub(super) fn settled(&self) -> Result<Vec<Header>, InputError> {
        let settled = [("if-none-match", "*"), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD")];
        let signed = settled.into_iter().filter(|(name, _)| self.has(name));
        signed.map(|(name, value)| Header::new(name, value, false, true)).collect()
    }
}
