//! What went wrong, ready for the page's one shape of error: words come from `text`, by the reason where the storage
//! gave one, otherwise by the code. Which step the page itself can offer is decided here.

use sealport_client::message::MessageError;
use sealport_client::{Reason, Remedy, Side, StoredObject};

/// The page's own code for silence of a storage that has answered before.
pub const CONNECTION_LOST: &str = "connection-lost";
/// The page's own code where nothing answers at an address, not even in a way that the page may not read.
pub const UNREACHABLE: &str = "unreachable";
/// The page's own code for an address that passes requests on to another server, which nothing here follows.
pub const REDIRECTS: &str = "redirects";
/// The page's own code for an answer that is none of S3's.
pub const NOT_S3: &str = "not-s3";
/// The page's own code for a demo storage that was started anew and cannot be joined again.
pub const DEMO_GONE: &str = "demo-gone";

/// The page's own code for a sealing key that left the tab, or may not seal.
pub const SEALING_KEY_MISSING: &str = "sealing-key-missing";

/// The page's own code for an object that this tab knew sealed, and that is not any more.
pub const NO_LONGER_SEALED: &str = "no-longer-sealed";

/// An error as the page keeps it. Holds no key, no link and no file content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The stable code, such as `wrong-key`.
    pub code: &'static str,
    /// What the storage's refusal means, when it answered.
    pub reason: Option<Reason>,
    /// What was being asked of the storage, such as `GET` or `list`.
    pub operation: &'static str,
    /// One plain sentence from the client, shown among the details.
    pub said: String,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// The storage's own error code.
    pub s3_code: Option<String>,
    /// The storage's request id.
    pub request_id: Option<String>,
    /// What else the storage named. Boxed: faults lie in states that mostly hold nothing.
    pub named: Box<Named>,
    /// The storage's clock, when it told.
    pub server_time: Option<String>,
    /// Our clock, seconds since 1970.
    pub at_secs: i64,
    /// Whether trying again can help.
    pub retryable: bool,
    /// Whether the storage passed the request on, with its headers, to another server.
    pub redirected: bool,
    /// What the request left in the storage that is not as it should be.
    pub stored: Option<Box<StoredObject>>,
    /// What is wrong with the sealed file, where it is one.
    pub message: Option<Box<MessageError>>,
}

/// What a storage named in a refusal, beyond code and time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The region that it says is the right one.
    pub region: Option<String>,
    /// Headers that it found unsigned.
    pub headers_not_signed: Option<String>,
}

impl Fault {
    /// A fault that happened in the page, before any answer.
    #[must_use]
    pub fn here(code: &'static str, operation: &'static str, said: impl Into<String>, at_secs: i64) -> Self {
        Self {
            code,
            reason: None,
            operation,
            said: said.into(),
            status: None,
            s3_code: None,
            request_id: None,
            named: Box::default(),
            server_time: None,
            at_secs,
            retryable: false,
            redirected: false,
            stored: None,
            message: None,
        }
    }

    /// Whose side it is on, where the storage said so much.
    #[must_use]
    pub fn side(&self) -> Option<Side> {
        self.reason.map(Reason::side)
    }

    /// The step that the page can offer as a button, beside trying again.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        if self.code == DEMO_GONE {
            return Some(Step::ReloadPage);
        }
        match self.reason?.remedy() {
            Remedy::UnblockSseC => Some(Step::Bucket),
            Remedy::CheckCredentials | Remedy::RenewToken | Remedy::CheckRegion | Remedy::CheckBucket => {
                Some(Step::ConnectAgain)
            }
            _ => None,
        }
    }

    /// Whether no answer came that this page could read.
    #[must_use]
    pub fn is_silence(&self) -> bool {
        matches!(self.code, "network-or-cors" | CONNECTION_LOST | UNREACHABLE)
    }

    /// Whether what was asked for is not there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.code == "not-found"
    }

    /// Whether the storage does not know these credentials, or not with this secret.
    #[must_use]
    pub fn is_about_credentials(&self) -> bool {
        matches!(self.reason, Some(Reason::UnknownAccessKey | Reason::SignatureMismatch))
    }

    /// Whether something answered a listing in a way in which no S3 storage does: a refusal without any S3 error code, or
    /// a page of its own. A gateway that is merely down is left out.
    #[must_use]
    pub fn is_no_s3(&self) -> bool {
        match self.status {
            Some(500..) | Some(429) => false,
            Some(_) => self.s3_code.is_none(),
            // The answer was a success, and no listing.
            None => self.code == "service-failed",
        }
    }

    /// The region to use instead, when the storage named one that may be used as it is.
    #[must_use]
    pub fn right_region(&self) -> Option<&str> {
        let named = self.named.region.as_deref().filter(|_| self.reason == Some(Reason::WrongRegion))?;
        sealport_client::Region::parse(named).ok().map(|_| named)
    }

    /// Whether another key, or the right one, is what helps.
    #[must_use]
    pub fn is_about_key(&self) -> bool {
        matches!(self.code, "wrong-key" | "ssec-key-required")
    }

    /// Status and S3 code as one: `403 AccessDenied`.
    #[must_use]
    pub fn storage_said(&self) -> Option<String> {
        match (self.status, &self.s3_code) {
            (Some(status), Some(code)) => Some(format!("{status} {code}")),
            (Some(status), None) => Some(status.to_string()),
            (None, Some(code)) => Some(code.clone()),
            (None, None) => None,
        }
    }

    /// Minutes between the two clocks, ours minus theirs, when the storage told its time.
    #[must_use]
    pub fn clock_apart_min(&self) -> Option<i64> {
        let text = self.server_time.as_deref()?;
        let theirs = super::moment::parse_iso(text).or_else(|| super::moment::parse_http(text))?;
        Some((self.at_secs - theirs) / 60)
    }
}

/// What a button beside a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Shows the bucket's settings.
    Bucket,
    /// Leaves the storage for the connection form.
    ConnectAgain,
    /// Loads the page anew.
    ReloadPage,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_are_compared_when_both_are_known() {
        let mut fault = Fault::here("clock-skew", "list", "", 1_795_608_000);
        assert_eq!(fault.clock_apart_min(), None);
        fault.server_time = Some("2026-11-25T12:11:00Z".into());
        assert_eq!(fault.clock_apart_min(), Some(-11));
        fault.server_time = Some("nonsense".into());
        assert_eq!(fault.clock_apart_min(), None);
    }

    fn refused(status: u16, reason: Reason, s3_code: Option<&str>) -> Fault {
        Fault {
            reason: Some(reason),
            status: Some(status),
            s3_code: s3_code.map(str::to_owned),
            ..Fault::here(reason.code().as_str(), "list", "", 0)
        }
    }

    #[test]
    fn a_blocked_bucket_leads_to_its_settings_and_a_wrong_secret_to_the_form() {
        assert_eq!(refused(403, Reason::SseCBlocked, None).step(), Some(Step::Bucket));
        for reason in [Reason::UnknownAccessKey, Reason::SignatureMismatch, Reason::TokenExpired, Reason::WrongRegion] {
            assert_eq!(refused(403, reason, None).step(), Some(Step::ConnectAgain), "{reason:?}");
        }
        // Nobody's clock can be set from a page.
        assert_eq!(refused(403, Reason::ClockSkew, None).step(), None);
        assert_eq!(Fault::here("wrong-key", "GET", "", 0).step(), None);
    }

    #[test]
    fn an_answer_without_an_s3_code_is_no_s3_unless_a_gateway_is_down() {
        assert!(refused(404, Reason::NoSuchObject, None).is_no_s3());
        assert!(refused(403, Reason::Denied, None).is_no_s3());
        assert!(Fault::here("service-failed", "list", "no listing", 0).is_no_s3());
        assert!(!refused(404, Reason::NoSuchBucket, Some("NoSuchBucket")).is_no_s3());
        assert!(!refused(502, Reason::ServiceFailed, None).is_no_s3());
        assert!(!Fault::here("network-or-cors", "list", "", 0).is_no_s3());
    }

    #[test]
    fn only_a_well_formed_region_is_taken_over_and_only_when_the_region_was_wrong() {
        let region = |name: &str| Box::new(Named { region: Some(name.into()), ..Named::default() });
        let mut fault = Fault { named: region("eu-west-3"), ..refused(400, Reason::WrongRegion, None) };
        assert_eq!(fault.right_region(), Some("eu-west-3"));
        fault.named = region("not a region");
        assert_eq!(fault.right_region(), None);
        let denied = Fault { named: region("eu-west-3"), ..refused(403, Reason::Denied, None) };
        assert_eq!(denied.right_region(), None);
    }

    #[test]
    fn status_and_code_are_said_together() {
        let mut fault = Fault::here("denied", "list", "", 0);
        assert_eq!(fault.storage_said(), None);
        fault.status = Some(403);
        assert_eq!(fault.storage_said().as_deref(), Some("403"));
        fault.s3_code = Some("AccessDenied".into());
        assert_eq!(fault.storage_said().as_deref(), Some("403 AccessDenied"));
    }
}
