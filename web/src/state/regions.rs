//! The regions of OVHcloud's object storage.
//!
//! Spec: OVHcloud guide "Object Storage: endpoints and geoavailability".

/// A region as the provider names it, and the place people know it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OvhRegion {
    /// The region name in the endpoint and in signatures.
    pub code: &'static str,
    /// The city.
    pub city: &'static str,
    /// How many availability zones.
    pub zones: u8,
}

/// Every region, the one most people have first.
pub const OVH_REGIONS: [OvhRegion; 13] = [
    OvhRegion { code: "gra", city: "Gravelines", zones: 1 },
    OvhRegion { code: "rbx", city: "Roubaix", zones: 1 },
    OvhRegion { code: "sbg", city: "Strasbourg", zones: 1 },
    OvhRegion { code: "eu-west-par", city: "Paris", zones: 3 },
    OvhRegion { code: "eu-south-mil", city: "Milan", zones: 3 },
    OvhRegion { code: "de", city: "Frankfurt", zones: 1 },
    OvhRegion { code: "uk", city: "London", zones: 1 },
    OvhRegion { code: "waw", city: "Warsaw", zones: 1 },
    OvhRegion { code: "bhs", city: "Beauharnois", zones: 1 },
    OvhRegion { code: "ca-east-tor", city: "Toronto", zones: 1 },
    OvhRegion { code: "sgp", city: "Singapore", zones: 1 },
    OvhRegion { code: "ap-southeast-syd", city: "Sydney", zones: 1 },
    OvhRegion { code: "ap-south-mum", city: "Mumbai", zones: 1 },
];

impl OvhRegion {
    /// The endpoint's address.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("https://s3.{}.io.cloud.ovh.net", self.code)
    }
}

/// The region of a code chosen in the form.
#[must_use]
pub fn ovh_region(code: &str) -> Option<&'static OvhRegion> {
    OVH_REGIONS.iter().find(|region| region.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn region_codes_are_distinct_and_found() {
        let codes: HashSet<_> = OVH_REGIONS.iter().map(|r| r.code).collect();
        assert_eq!(codes.len(), OVH_REGIONS.len());
        assert!(OVH_REGIONS.iter().all(|r| ovh_region(r.code) == Some(r)));
        assert_eq!(ovh_region("GRA"), None);
    }

    #[test]
    fn the_endpoint_is_the_documented_pattern() {
        assert_eq!(OVH_REGIONS[0].endpoint(), "https://s3.gra.io.cloud.ovh.net");
    }
}
