//! Numbers as people read them.

/// A length split into a number and its decimal unit (index into `bytes, kB, MB, GB, TB, PB`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sized {
    /// The number, at most one decimal.
    pub number: String,
    /// 0 for bytes, 1 for kB, ...
    pub unit: usize,
}

/// Scales a length in bytes to its natural decimal unit.
#[must_use]
pub fn scaled(len: u64) -> Sized {
    let mut unit = unit_of(len);
    let mut number = in_unit(len, unit);
    // 999,960 bytes round to "1000 kB": that is 1 MB.
    if number == "1000" && unit < 6 {
        unit += 1;
        number = in_unit(len, unit);
    }
    Sized { number, unit }
}

/// The natural unit of a length.
#[must_use]
pub fn unit_of(len: u64) -> usize {
    let mut unit = 0;
    let mut rest = len;
    while rest >= 1000 {
        rest /= 1000;
        unit += 1;
    }
    unit
}

/// A length in a given unit, at most one decimal, without a trailing `.0`.
#[must_use]
pub fn in_unit(len: u64, unit: usize) -> String {
    if unit == 0 {
        return grouped(len);
    }
    let value = len as f64 / 1000f64.powi(i32::try_from(unit).unwrap_or(0));
    if value >= 99.95 {
        format!("{value:.0}")
    } else {
        let text = format!("{value:.1}");
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    }
}

/// A whole number with commas between thousands.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Whole percent of a whole; 100 only when all is there.
#[must_use]
pub fn percent(sent: u64, total: u64) -> u8 {
    if total == 0 || sent >= total {
        return 100;
    }
    (sent as f64 / total as f64 * 100.0).floor().clamp(0.0, 99.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_at_most_one_decimal() {
        let shown = |len| {
            let s = scaled(len);
            format!("{} {}", s.number, ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"][s.unit])
        };
        assert_eq!(shown(0), "0 bytes");
        assert_eq!(shown(999), "999 bytes");
        assert_eq!(shown(2_100), "2.1 kB");
        assert_eq!(shown(96_000), "96 kB");
        assert_eq!(shown(812_300), "812 kB");
        assert_eq!(shown(48_200_000), "48.2 MB");
        assert_eq!(shown(212_000_000), "212 MB");
        assert_eq!(shown(999_960), "1 MB");
        assert_eq!(shown(4_800_000_000), "4.8 GB");
        assert_eq!(shown(u64::MAX), "18.4 EB");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_204), "1,204");
        assert_eq!(grouped(3_412_907), "3,412,907");
    }

    #[test]
    fn a_hundred_percent_means_all_of_it() {
        assert_eq!(percent(999, 1000), 99);
        assert_eq!(percent(1000, 1000), 100);
        assert_eq!(percent(0, 0), 100);
        assert_eq!(percent(0, 10), 0);
        assert_eq!(percent(u64::MAX - 1, u64::MAX), 99);
    }
}
