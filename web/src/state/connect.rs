//! The connection form: what was typed, what is wrong with it, and the storage it names.

use super::fault::Fault;
use super::keyring::Home;
use super::regions::{OVH_REGIONS, ovh_region};
use sealport_client::{
    AddressingStyle, BucketName, Credentials, Endpoint, InputError, Reason, Region, Storage, Zeroizing,
};

/// Who runs the storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Provider {
    /// OVHcloud: the region names the endpoint.
    #[default]
    Ovh,
    /// Any other S3 server.
    Other,
}

/// What was typed. No `Debug`: two fields are secret.
#[derive(Clone, Default)]
pub struct ConnectForm {
    /// Who runs the storage.
    pub provider: Provider,
    /// OVHcloud's region code; empty is the first.
    pub ovh_region: String,
    /// Address of another server.
    pub endpoint: String,
    /// Region name of another server; empty is `us-east-1`.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// The public half of the credentials.
    pub access_key_id: String,
    /// The secret half.
    pub secret_access_key: Zeroizing<String>,
    /// Only with temporary credentials.
    pub session_token: Zeroizing<String>,
    /// Bucket in the path instead of the host name; none is the provider's habit.
    pub path_style: Option<bool>,
}

impl ConnectForm {
    /// Whether the bucket goes into the path.
    ///
    /// OVHcloud answers to both; most other servers answer to the path without further set-up.
    #[must_use]
    pub fn uses_path_style(&self) -> bool {
        self.path_style.unwrap_or(self.provider == Provider::Other)
    }

    /// The endpoint as it will be used.
    #[must_use]
    pub fn endpoint_text(&self) -> String {
        match self.provider {
            Provider::Ovh => ovh_region(&self.ovh_region).unwrap_or(&OVH_REGIONS[0]).endpoint(),
            Provider::Other => self.endpoint.trim().to_owned(),
        }
    }

    fn region_text(&self) -> &str {
        match self.provider {
            Provider::Ovh => ovh_region(&self.ovh_region).unwrap_or(&OVH_REGIONS[0]).code,
            Provider::Other if self.region.trim().is_empty() => "us-east-1",
            Provider::Other => self.region.trim(),
        }
    }

    /// Takes over the region that the storage named. Returns whether the form can say it: OVHcloud's are a fixed list.
    pub fn take_region(&mut self, region: &str) -> bool {
        match self.provider {
            Provider::Ovh if ovh_region(region).is_none() => return false,
            Provider::Ovh => region.clone_into(&mut self.ovh_region),
            Provider::Other => region.clone_into(&mut self.region),
        }
        true
    }

    /// Wipes the secrets.
    pub fn forget_secrets(&mut self) {
        self.secret_access_key = Zeroizing::default();
        self.session_token = Zeroizing::default();
    }

    /// Checks every field and names the storage.
    ///
    /// # Errors
    ///
    /// All fields that are wrong, each with its reason.
    pub fn check(&self) -> Result<(Storage, Credentials), Box<FieldFaults>> {
        let mut faults = Box::<FieldFaults>::default();
        let endpoint = match parse_endpoint(&self.endpoint_text()) {
            Ok(endpoint) => Some(endpoint),
            Err(fault) => {
                faults.endpoint = Some(if self.endpoint_text().is_empty() { FieldFault::Missing } else { fault });
                None
            }
        };
        let region = keep(Region::parse(self.region_text()), &mut faults.region);
        let bucket = self.bucket.trim();
        let bucket = if bucket.is_empty() {
            faults.bucket = Some(FieldFault::Missing);
            None
        } else {
            keep(BucketName::parse(bucket), &mut faults.bucket)
        };
        let (id, secret) = (self.access_key_id.trim(), self.secret_access_key.trim());
        let token = Some(self.session_token.trim()).filter(|token| !token.is_empty()).map(str::to_owned);
        if id.is_empty() {
            faults.access_key_id = Some(FieldFault::Missing);
        }
        if secret.is_empty() {
            faults.secret_access_key = Some(FieldFault::Missing);
        }
        let mut credentials = None;
        if !id.is_empty() && !secret.is_empty() {
            match Credentials::new(id.to_owned(), secret.to_owned(), token) {
                Ok(valid) => credentials = Some(valid),
                Err(fault @ InputError::SecretAccessKey) => faults.secret_access_key = Some(FieldFault::Input(fault)),
                Err(fault @ InputError::SessionToken) => faults.session_token = Some(FieldFault::Input(fault)),
                Err(fault) => faults.access_key_id = Some(FieldFault::Input(fault)),
            }
        }
        let style = if self.uses_path_style() { AddressingStyle::Path } else { AddressingStyle::VirtualHost };
        match (endpoint, region, bucket, credentials) {
            (Some(endpoint), Some(region), Some(bucket), Some(credentials)) => {
                Ok((Storage::new(endpoint, region, bucket, style), credentials))
            }
            _ => Err(faults),
        }
    }
}

fn keep<T>(parsed: Result<T, InputError>, slot: &mut Option<FieldFault>) -> Option<T> {
    parsed.map_err(|fault| *slot = Some(FieldFault::Input(fault))).ok()
}

/// Reads an address. User name and password before an `@` would be taken for a damaged port: they are named.
fn parse_endpoint(text: &str) -> Result<Endpoint, FieldFault> {
    let authority = text.split_once("://").map_or(text, |(_, rest)| rest);
    if authority.split(['/', '?', '#']).next().is_some_and(|authority| authority.contains('@')) {
        return Err(FieldFault::UserInfo);
    }
    Endpoint::parse(text).map_err(FieldFault::Input).and_then(reachable)
}

/// Refuses what the page could not reach, or should not.
pub(super) fn reachable(endpoint: Endpoint) -> Result<Endpoint, FieldFault> {
    let host = endpoint.host();
    if endpoint.is_ipv6() && endpoint.is_loopback() {
        return Err(FieldFault::Ipv6Loopback);
    }
    if endpoint.is_https() {
        return Ok(endpoint);
    }
    if !endpoint.is_loopback() {
        return Err(FieldFault::ClearText);
    }
    // The page's content security policy names these, and no other address of this machine.
    if host == "127.0.0.1" || host == "localhost" || host.ends_with(".localhost") {
        Ok(endpoint)
    } else {
        Err(FieldFault::OtherLoopback)
    }
}

/// Why a field is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldFault {
    /// It is empty.
    Missing,
    /// It does not have the form it must have.
    Input(InputError),
    /// SSE-C keys would cross the network in clear.
    ClearText,
    /// A page cannot be allowed to reach `[::1]`.
    Ipv6Loopback,
    /// A loopback address that the page's policy does not name.
    OtherLoopback,
    /// A user name or password stands in the address.
    UserInfo,
    /// The storage did not take it.
    Refused(Reason),
    /// The storage expects another region: the one it named, if it did.
    Region(Option<String>),
}

/// What is wrong, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldFaults {
    /// Endpoint.
    pub endpoint: Option<FieldFault>,
    /// Region name.
    pub region: Option<FieldFault>,
    /// Bucket.
    pub bucket: Option<FieldFault>,
    /// Access key ID.
    pub access_key_id: Option<FieldFault>,
    /// Secret access key.
    pub secret_access_key: Option<FieldFault>,
    /// Session token.
    pub session_token: Option<FieldFault>,
}

impl FieldFaults {
    /// The field that a refusal of the storage speaks of.
    #[must_use]
    pub fn of(fault: &Fault) -> Self {
        let mut faults = Self::default();
        let Some(reason) = fault.reason else {
            return faults;
        };
        let refused = Some(FieldFault::Refused(reason));
        match reason {
            Reason::WrongRegion => faults.region = Some(FieldFault::Region(fault.right_region().map(str::to_owned))),
            Reason::UnknownAccessKey => faults.access_key_id = refused,
            Reason::SignatureMismatch => faults.secret_access_key = refused,
            Reason::TokenExpired => faults.session_token = refused,
            Reason::NoSuchBucket => faults.bucket = refused,
            _ => {}
        }
        faults
    }
}

/// The connected storage, as the page speaks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The bucket.
    pub bucket: String,
    /// The origin that requests go to, with the bucket in it for virtual-host style.
    pub origin: String,
    /// The endpoint's origin.
    pub endpoint: String,
    /// Host and port of the endpoint, for people.
    pub host: String,
    /// OVHcloud's region code in capitals, when it is one of theirs.
    pub ovh: Option<String>,
    /// Region name used in signatures.
    pub region: String,
    /// The embedded demo storage.
    pub demo: bool,
}

impl Place {
    /// Describes a storage.
    #[must_use]
    pub fn of(storage: &Storage, demo: bool) -> Self {
        let endpoint = storage.endpoint().origin();
        let host = endpoint.split_once("://").map_or(endpoint.clone(), |(_, host)| host.to_owned());
        let ovh = OVH_REGIONS
            .iter()
            .find(|region| region.endpoint() == endpoint)
            .map(|region| region.code.to_ascii_uppercase());
        Self {
            bucket: storage.bucket().as_str().to_owned(),
            origin: storage.origin(),
            endpoint,
            host,
            ovh,
            region: storage.region().as_str().to_owned(),
            demo,
        }
    }

    /// What a key remembers of it. The endpoint, not the style of address, makes it the same storage.
    #[must_use]
    pub fn home(&self) -> Home {
        Home { origin: self.endpoint.clone(), bucket: self.bucket.clone() }
    }
}

#[cfg(test)]
#[path = "connect_tests.rs"]
mod tests;
