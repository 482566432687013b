//! Which `Range` headers count. One that is not understood is ignored and the whole object answered, as on AWS; s3s would
//! refuse the request.
//!
//! Spec: RFC 9110, 14.2: "A server [...] MAY ignore the Range header field"; Amazon S3 serves one range at most.

/// Whether a value is one range of bytes as S3 serves it: `bytes=A-B`, `bytes=A-` or `bytes=-N`.
pub(crate) fn is_understood(value: &str) -> bool {
    let Some((start, end)) = value.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return false;
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match (start, end) {
        ("", length) => is_number(length) && length.parse::<u64>().is_ok(),
        (start, "") => is_number(start) && start.parse::<u64>().is_ok(),
        (start, end) if is_number(start) && is_number(end) => {
            matches!((start.parse::<u64>(), end.parse::<u64>()), (Ok(start), Ok(end)) if start <= end)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_understood;

    #[test]
    fn one_range_of_bytes_counts_and_nothing_else() {
        for good in ["bytes=0-0", "bytes=5-", "bytes=-3", "bytes=-0", " bytes=1-2 "] {
            assert!(is_understood(good), "{good}");
        }
        for odd in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-2",
            "bytes=abc",
            "bytes=0-4,6-8",
            "items=0-1",
            "bytes=+1-2",
            "bytes=0-99999999999999999999999",
            "bytes=0x1-2",
            "bytes=1-2-3",
        ] {
            assert!(!is_understood(odd), "{odd}");
        }
    }
}
