//! Lengths, times and counts in words.

use crate::state::format::{grouped, in_unit, scaled, unit_of};
use crate::state::moment::{Parts, When, parts, when};

const UNITS: [&str; 7] = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn unit(index: usize) -> &'static str {
    UNITS.get(index).copied().unwrap_or("")
}

pub(super) fn month(parts: Parts) -> &'static str {
    MONTHS.get(usize::from(parts.month).saturating_sub(1)).copied().unwrap_or("")
}

/// A length: `48.2 MB`.
#[must_use]
pub fn size(len: u64) -> String {
    if len == 1 {
        return "1 byte".to_owned();
    }
    let scaled = scaled(len);
    format!("{} {}", scaled.number, unit(scaled.unit))
}

/// A length with all its digits: `3.4 MB (3,412,907 bytes)`.
#[must_use]
pub fn size_exact(len: u64) -> String {
    if len < 1000 { size(len) } else { format!("{} ({} bytes)", size(len), grouped(len)) }
}

/// Part of a length, in the unit of the whole: `31.2 of 50.3 MB`.
#[must_use]
pub fn size_of(moved: u64, total: u64) -> String {
    let index = unit_of(total);
    format!("{} of {} {}", in_unit(moved, index), in_unit(total, index), unit(index))
}

/// A speed: `12 MB/s`.
#[must_use]
pub fn speed(bytes_per_sec: f64) -> String {
    format!("{}/s", size(bytes_per_sec.max(0.0) as u64))
}

/// Time left: `8 s left`, `3 min left`.
#[must_use]
pub fn time_left(secs: u64) -> String {
    match secs {
        0..90 => format!("{secs} s left"),
        90..5400 => format!("{} min left", secs.div_ceil(60)),
        5400..172_800 => format!("{} h left", secs.div_ceil(3600)),
        _ => format!("{} days left", secs.div_ceil(86_400)),
    }
}

/// When, as a list says it: `12 min ago`, `Yesterday`, `18 Nov`.
#[must_use]
pub fn ago(unix_secs: i64, now_secs: i64, offset_min: i32) -> String {
    match when(unix_secs, now_secs, offset_min) {
        When::Now => "Just now".to_owned(),
        When::Minutes(minutes) => format!("{minutes} min ago"),
        When::Today(p) => format!("Today {:02}:{:02}", p.hour, p.minute),
        When::Yesterday => "Yesterday".to_owned(),
        When::ThisYear(p) => format!("{} {}", p.day, month(p)),
        When::Date(p) => format!("{} {} {}", p.day, month(p), p.year),
    }
}

/// A full instant: `25 Nov 2026, 08:41:07 UTC`.
#[must_use]
pub fn instant_utc(unix_secs: i64) -> String {
    let p = parts(unix_secs, 0);
    format!("{} {} {}, {:02}:{:02}:{:02} UTC", p.day, month(p), p.year, p.hour, p.minute, p.second)
}

/// A day: `25 Nov 2026`.
#[must_use]
pub fn day(unix_secs: i64, offset_min: i32) -> String {
    let p = parts(unix_secs, offset_min);
    format!("{} {} {}", p.day, month(p), p.year)
}

/// When a link stops working.
#[must_use]
pub fn expires(unix_secs: i64, now_secs: i64, offset_min: i32) -> String {
    let then = parts(unix_secs, offset_min);
    if then.day_number == parts(now_secs, offset_min).day_number {
        format!("expires {:02}:{:02}", then.hour, then.minute)
    } else {
        format!("expires {} {}, {:02}:{:02}", then.day, month(then), then.hour, then.minute)
    }
}

/// `1 file`, `3 files`.
#[must_use]
pub fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{} files", grouped(count as u64)) }
}

pub(super) fn count(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(count as u64)) }
}

pub(super) fn items(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{} items", grouped(count as u64)) }
}

#[cfg(test)]
mod tests {
    use super::super::entries;
    use super::*;

    #[test]
    fn lengths_and_times_read_as_in_the_mockup() {
        assert_eq!(size(1), "1 byte");
        assert_eq!(size_exact(3_412_907), "3.4 MB (3,412,907 bytes)");
        assert_eq!(size_of(31_200_000, 50_300_000), "31.2 of 50.3 MB");
        assert_eq!(size_of(0, 812_000), "0 of 812 kB");
        assert_eq!(speed(12_000_000.0), "12 MB/s");
        assert_eq!(time_left(8), "8 s left");
        assert_eq!(time_left(150), "3 min left");
        assert_eq!(instant_utc(1_795_608_067), "25 Nov 2026, 12:01:07 UTC");
        assert_eq!(ago(1_795_608_000, 1_795_608_720, 0), "12 min ago");
        assert_eq!(entries(1204, true), "1,204 items and more");
        assert_eq!(expires(1_795_608_000, 1_795_600_000, 0), "expires 12:00");
        assert_eq!(expires(1_795_608_000 + 86_400, 1_795_608_000, 0), "expires 26 Nov, 12:00");
    }
}
