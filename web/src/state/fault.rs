//! What went wrong, ready for the page's one shape of error: words come from `text`, by the code.

use sealport_client::StoredObject;

/// An error as the page keeps it. Holds no key, no link and no file content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The stable code, such as `wrong-key`.
    pub code: &'static str,
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
    /// The storage's clock, when it told.
    pub server_time: Option<String>,
    /// Our clock, seconds since 1970.
    pub at_secs: i64,
    /// Whether trying again can help.
    pub retryable: bool,
    /// Whether the storage passed the request on, with its headers, to another server.
    pub redirected: bool,
    /// What the request left in the storage that is not as it should be.
    pub stored: Option<StoredObject>,
}

impl Fault {
    /// A fault that happened in the page, before any answer.
    #[must_use]
    pub fn here(code: &'static str, operation: &'static str, said: impl Into<String>, at_secs: i64) -> Self {
        Self {
            code,
            operation,
            said: said.into(),
            status: None,
            s3_code: None,
            request_id: None,
            server_time: None,
            at_secs,
            retryable: false,
            redirected: false,
            stored: None,
        }
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
