//! What is known of a storage provider by its address alone. Where nothing is known, the client asks the storage.

use crate::address::{Endpoint, Storage};
use crate::binding::Binding;

/// A provider that an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// Amazon S3.
    Aws,
    /// OVHcloud Object Storage.
    OvhCloud,
    /// Any other, or a server of one's own: its address does not say how it behaves.
    Other,
}

/// What a server makes of a binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BindingSupport {
    /// Accepts it, and the binding holds.
    Accepted,
    /// Accepts it, but compares nothing: it works like `any-key`.
    BindsNothing,
    /// Refuses it.
    Refused,
    /// Not known before it was tried.
    Unknown,
}

impl Provider {
    /// The provider that an endpoint's host names.
    pub fn of(endpoint: &Endpoint) -> Self {
        let host = endpoint.host();
        let is_under = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
        // Other services, and machines of one's own, have names under the same domain.
        let is_s3 = host.split('.').any(|label| label == "s3" || label.starts_with("s3-"));
        if is_s3 && ["amazonaws.com", "amazonaws.com.cn", "amazonaws.eu"].iter().any(|domain| is_under(domain)) {
            Self::Aws
        } else if ["io.cloud.ovh.net", "io.cloud.ovh.us", "cloud.ovh.net"].iter().any(|domain| is_under(domain)) {
            Self::OvhCloud
        } else {
            Self::Other
        }
    }

    /// Whether answers repeat the algorithm and the MD5 of the customer key. `None`: not known.
    pub fn echoes_customer_key(self) -> Option<bool> {
        match self {
            Self::Aws => Some(true),
            Self::OvhCloud => Some(false),
            Self::Other => None,
        }
    }

    /// What it makes of a binding.
    pub fn binding(self, binding: Binding) -> BindingSupport {
        match (self, binding) {
            // The one that every server was seen to accept.
            (_, Binding::ThisKey) | (Self::Aws, _) | (Self::OvhCloud, Binding::AnyKey) => BindingSupport::Accepted,
            // Its published gateway code never compares the MD5.
            (Self::OvhCloud, Binding::ThisKeyMd5) => BindingSupport::BindsNothing,
            (Self::Other, Binding::AnyKey | Binding::ThisKeyMd5) => BindingSupport::Unknown,
        }
    }

    /// Whether `if-none-match: *` keeps an object from being replaced. `None`: not known.
    pub fn honours_if_none_match(self) -> Option<bool> {
        match self {
            Self::Aws => Some(true),
            Self::OvhCloud | Self::Other => None,
        }
    }
}

impl Storage {
    /// The provider that the endpoint names.
    pub fn provider(&self) -> Provider {
        Provider::of(self.endpoint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_known_by_their_own_domains_only() {
        for (endpoint, provider) in [
            ("https://s3.eu-west-3.amazonaws.com", Provider::Aws),
            ("https://s3.gra.io.cloud.ovh.net", Provider::OvhCloud),
            ("https://s3.us-east-va.io.cloud.ovh.us", Provider::OvhCloud),
            ("https://s3-accelerate.amazonaws.com", Provider::Aws),
            ("https://ec2-1-2-3-4.eu-west-3.compute.amazonaws.com", Provider::Other),
            ("https://s3.amazonaws.com.evil.example", Provider::Other),
            ("https://s3.notamazonaws.com", Provider::Other),
            ("http://127.0.0.1:9000", Provider::Other),
        ] {
            assert_eq!(Provider::of(&Endpoint::parse(endpoint).unwrap()), provider, "{endpoint}");
        }
    }

    #[test]
    fn the_md5_binds_nothing_on_ovhcloud() {
        assert_eq!(Provider::OvhCloud.binding(Binding::ThisKeyMd5), BindingSupport::BindsNothing);
        assert_eq!(Provider::Aws.binding(Binding::ThisKeyMd5), BindingSupport::Accepted);
        assert_eq!(Provider::Other.binding(Binding::AnyKey), BindingSupport::Unknown);
        assert_eq!(Provider::Other.binding(Binding::ThisKey), BindingSupport::Accepted);
    }
}
