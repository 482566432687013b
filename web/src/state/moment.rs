//! Instants: reading what storage says, and the parts of a date that sentences need.

use time::format_description::well_known::{Rfc2822, Rfc3339};
use time::{OffsetDateTime, UtcOffset};

/// Reads an ISO 8601 instant of a listing into seconds since 1970.
#[must_use]
pub fn parse_iso(text: &str) -> Option<i64> {
    OffsetDateTime::parse(text, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp)
}

/// Reads an HTTP date (`Wed, 25 Nov 2026 08:41:07 GMT`) into seconds since 1970.
#[must_use]
pub fn parse_http(text: &str) -> Option<i64> {
    OffsetDateTime::parse(text, &Rfc2822).ok().map(OffsetDateTime::unix_timestamp)
}

/// A date taken apart, in the time zone asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// Days since an arbitrary first day, to compare days.
    pub day_number: i64,
}

/// Takes an instant apart; `offset_min` is minutes east of UTC. Instants beyond the calendar are 1970.
#[must_use]
pub fn parts(unix_secs: i64, offset_min: i32) -> Parts {
    let offset = UtcOffset::from_whole_seconds(offset_min.saturating_mul(60)).unwrap_or(UtcOffset::UTC);
    let moment = OffsetDateTime::from_unix_timestamp(unix_secs)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .checked_to_offset(offset)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    Parts {
        year: moment.year(),
        month: moment.month() as u8,
        day: moment.day(),
        hour: moment.hour(),
        minute: moment.minute(),
        second: moment.second(),
        day_number: i64::from(moment.date().to_julian_day()),
    }
}

/// How a list says when something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Less than a minute ago, or slightly ahead of our clock.
    Now,
    /// Minutes ago, 1 to 59.
    Minutes(u32),
    /// Earlier today.
    Today(Parts),
    /// Yesterday.
    Yesterday,
    /// Another day of this year.
    ThisYear(Parts),
    /// Any other day.
    Date(Parts),
}

/// Chooses the shortest unambiguous way to say when.
#[must_use]
pub fn when(unix_secs: i64, now_secs: i64, offset_min: i32) -> When {
    let ago = now_secs.saturating_sub(unix_secs);
    let then = parts(unix_secs, offset_min);
    let now = parts(now_secs, offset_min);
    match ago {
        -120..60 => When::Now,
        60..3600 => When::Minutes((ago / 60) as u32),
        _ if ago >= 0 && then.day_number == now.day_number => When::Today(then),
        _ if ago >= 0 && then.day_number + 1 == now.day_number => When::Yesterday,
        _ if then.year == now.year => When::ThisYear(then),
        _ => When::Date(then),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_608_000; // 2026-11-25 12:00:00 UTC

    #[test]
    fn both_date_forms_of_s3_are_read() {
        assert_eq!(parse_iso("2026-11-25T12:00:00.000Z"), Some(NOON));
        assert_eq!(parse_iso("2026-11-25T12:00:00Z"), Some(NOON));
        assert_eq!(parse_http("Wed, 25 Nov 2026 12:00:00 GMT"), Some(NOON));
        assert_eq!(parse_iso("yesterday"), None);
        assert_eq!(parse_http(""), None);
    }

    #[test]
    fn a_list_says_when_as_people_do() {
        assert_eq!(when(NOON - 5, NOON, 0), When::Now);
        assert_eq!(when(NOON + 30, NOON, 0), When::Now);
        assert_eq!(when(NOON - 720, NOON, 0), When::Minutes(12));
        assert!(matches!(when(NOON - 4 * 3600, NOON, 0), When::Today(p) if p.hour == 8));
        assert_eq!(when(NOON - 20 * 3600, NOON, 0), When::Yesterday);
        assert!(matches!(when(NOON - 7 * 86_400, NOON, 0), When::ThisYear(p) if p.day == 18));
        assert!(matches!(when(NOON - 700 * 86_400, NOON, 0), When::Date(p) if p.year == 2024));
    }

    #[test]
    fn the_time_zone_moves_the_day() {
        // 23:30 UTC on the 24th is the 25th in Paris.
        let late = NOON - 12 * 3600 - 1800;
        assert_eq!(when(late, NOON, 0), When::Yesterday);
        assert!(matches!(when(late, NOON, 60), When::Today(p) if p.hour == 0 && p.minute == 30));
    }
}
