//! Signatures by AWS's own signer, which is not the client's.

use std::time::{Duration, SystemTime};

use anyhow::Result;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4::SigningParams;

/// Names and values.
pub(crate) type Pairs = Vec<(String, String)>;

/// Where a signature goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signature {
    /// Into the header `authorization` and its companions.
    Headers,
    /// Into the query.
    Query,
    /// Nowhere.
    Absent,
}

/// What is signed, and by whom.
#[derive(Debug)]
pub(crate) struct Signing<'a> {
    pub(crate) method: &'a str,
    /// With its query.
    pub(crate) url: &'a str,
    /// All that are to be signed, besides `host`.
    pub(crate) headers: &'a [(String, String)],
    pub(crate) signature: Signature,
    pub(crate) time: SystemTime,
    /// How long a signature in the query is good for.
    pub(crate) life: Duration,
    pub(crate) access_key_id: &'a str,
    pub(crate) secret_access_key: &'a str,
    pub(crate) region: &'a str,
}

impl Signing<'_> {
    /// The parameters and the headers that make up the signature. It does not cover the body.
    ///
    /// # Errors
    ///
    /// When a value cannot be signed.
    pub(crate) fn sign(&self) -> Result<(Pairs, Pairs)> {
        let mut settings = SigningSettings::default();
        // As S3 wants it: the path as it is sent.
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        match self.signature {
            Signature::Absent => return Ok(Default::default()),
            Signature::Query => {
                settings.signature_location = SignatureLocation::QueryParams;
                settings.expires_in = Some(self.life);
            }
            Signature::Headers => settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256,
        }
        let identity = Credentials::new(self.access_key_id, self.secret_access_key, None, None, "test").into();
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name("s3")
            .time(self.time)
            .settings(settings)
            .build()?
            .into();
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = SignableRequest::new(self.method, self.url, headers, SignableBody::UnsignedPayload)?;
        let (made, _) = sign(request, &parameters)?.into_parts();
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let in_query = made.params().iter().map(|(name, value)| owned((name, value)));
        Ok((in_query.collect(), made.headers().map(owned).collect()))
    }
}
