//! Points in time, as signatures and answers write them.

use ::time::format_description::well_known::Rfc3339;
use ::time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

impl UnixTime {
    /// From seconds since the epoch. Kept within the years 1970 to 9999, which is what a signature can write.
    pub fn from_secs(secs: i64) -> Self {
        const LAST: i64 = 253_402_300_799;
        Self(secs.clamp(0, LAST))
    }

    /// Seconds since the epoch.
    pub fn as_secs(self) -> i64 {
        self.0
    }

    /// This time and some seconds more.
    pub fn plus_secs(self, secs: i64) -> Self {
        Self::from_secs(self.0.saturating_add(secs))
    }

    /// Reads `2026-11-25T08:41:07Z`, with or without fractions.
    pub fn parse_iso8601(text: &str) -> Option<Self> {
        OffsetDateTime::parse(text.trim(), &Rfc3339).ok().map(|t| Self::from_secs(t.unix_timestamp()))
    }

    /// Reads an HTTP date, `Wed, 25 Nov 2026 08:41:07 GMT`.
    ///
    /// Spec: RFC 9110, 5.6.7.
    pub fn parse_http_date(text: &str) -> Option<Self> {
        let time = httpdate::parse_http_date(text.trim()).ok()?;
        let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok().map(Self::from_secs)
    }

    /// Reads `20261125T084107Z`, as `X-Amz-Date` has it.
    ///
    /// Digit by digit: the general reader of dates would be a tenth of the npm package, which needs no other.
    pub(crate) fn parse_amz_date(text: &str) -> Option<Self> {
        let bytes: &[u8; 16] = text.as_bytes().try_into().ok()?;
        let number = |from: usize, until: usize| {
            bytes
                .get(from..until)?
                .iter()
                .try_fold(0u16, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u16::from(byte - b'0')))
        };
        let small = |from: usize| number(from, from + 2).and_then(|number| u8::try_from(number).ok());
        if bytes.get(8) != Some(&b'T') || bytes.get(15) != Some(&b'Z') {
            return None;
        }
        let month = Month::try_from(small(4)?).ok()?;
        let date = Date::from_calendar_date(i32::from(number(0, 4)?), month, small(6)?).ok()?;
        let time = Time::from_hms(small(9)?, small(11)?, small(13)?).ok()?;
        Some(Self::from_secs(PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp()))
    }

    /// `20261125T084107Z`, as `X-Amz-Date` wants it.
    pub(crate) fn amz_date(self) -> String {
        let t = self.utc();
        let (hour, minute, second) = t.to_hms();
        format!("{}T{hour:02}{minute:02}{second:02}Z", self.date())
    }

    /// `20261125`, as the credential scope wants it.
    pub(crate) fn date(self) -> String {
        let t = self.utc();
        format!("{:04}{:02}{:02}", t.year(), u8::from(t.month()), t.day())
    }

    fn utc(self) -> OffsetDateTime {
        // The constructor keeps the value in range, so the default is never used.
        OffsetDateTime::from_unix_timestamp(self.0).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_and_read() {
        let t = UnixTime::from_secs(1_795_596_067);
        assert_eq!(t.amz_date(), "20261125T084107Z");
        assert_eq!(t.date(), "20261125");
        assert_eq!(UnixTime::parse_iso8601("2026-11-25T08:41:07Z"), Some(t));
        assert_eq!(UnixTime::parse_iso8601("2026-11-25T08:41:07.123Z"), Some(t));
        assert_eq!(UnixTime::parse_http_date("Wed, 25 Nov 2026 08:41:07 GMT"), Some(t));
        assert_eq!(UnixTime::parse_amz_date("20261125T084107Z"), Some(t));
        for text in [
            "20261125T084107",
            "20261325T084107Z",
            "2026-11-25T08:41:07Z",
            "20261125 084107Z",
            "é0261125T08410Z",
            "20261131T084107Z",
            "20261125T246107Z",
            "20261125T0841+7Z",
        ] {
            assert_eq!(UnixTime::parse_amz_date(text), None, "{text}");
        }
        assert_eq!(UnixTime::parse_iso8601("yesterday"), None);
        assert_eq!(UnixTime::parse_http_date(""), None);
        assert_eq!(UnixTime::from_secs(i64::MAX).amz_date(), "99991231T235959Z");
        assert_eq!(UnixTime::from_secs(-5).amz_date(), "19700101T000000Z");
    }
}
