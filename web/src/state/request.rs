//! The presigned request as it may be shown: the key masked, the signature shortened.

/// What the signature allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Operation {
    /// Download.
    #[default]
    Get,
    /// Details only.
    Head,
    /// Upload.
    Put,
}

impl Operation {
    /// The HTTP method.
    #[must_use]
    pub fn method(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Put => "PUT",
        }
    }
}

/// How long a presigned request can be used, in seconds.
pub const LIFETIMES_SECS: [u64; 4] = [300, 3_600, 86_400, 604_800];

/// A header of the request, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShownValue {
    /// Not secret.
    Open(String),
    /// The customer key.
    Masked,
}

/// A presigned request, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRequest {
    /// GET, HEAD or PUT.
    pub method: String,
    /// Scheme and host.
    pub origin: String,
    /// Path and query, the signature shortened.
    pub rest: String,
    /// Headers that must be sent along.
    pub headers: Vec<(String, ShownValue)>,
    /// Seconds since 1970.
    pub expires_secs: i64,
}

/// Splits an address at the end of its host, and shortens the signature in it: what is shown on a screen or in a
/// screenshot is then no working link.
#[must_use]
pub fn shown_url(url: &str) -> (String, String) {
    let host_at = url.find("://").map_or(0, |at| at + 3);
    let path_at = url[host_at..].find(['/', '?']).map_or(url.len(), |at| host_at + at);
    let (origin, rest) = url.split_at(path_at);
    (origin.to_owned(), ["X-Amz-Signature=", "X-Amz-Security-Token="].iter().fold(rest.to_owned(), shorten))
}

fn shorten(text: String, name: &&str) -> String {
    let Some(start) = text.find(name).map(|at| at + name.len()) else {
        return text;
    };
    let end = text[start..].find('&').map_or(text.len(), |at| start + at);
    let value: Vec<char> = text[start..end].chars().collect();
    if value.len() <= 12 {
        return text;
    }
    let (head, tail): (String, String) = (value[..4].iter().collect(), value[value.len() - 4..].iter().collect());
    format!("{}{head}…{tail}{}", &text[..start], &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_link_does_not_work() {
        let url = "https://b.s3.example:9000/a%20b?X-Amz-Date=1&X-Amz-Signature=5b1e00112233445566c07f&x-id=GetObject";
        let (origin, rest) = shown_url(url);
        assert_eq!(origin, "https://b.s3.example:9000");
        assert_eq!(rest, "/a%20b?X-Amz-Date=1&X-Amz-Signature=5b1e…c07f&x-id=GetObject");
    }

    #[test]
    fn a_session_token_is_shortened_too() {
        let (_, rest) =
            shown_url("http://h/k?X-Amz-Security-Token=abcdefghijklmnopqrstuvwxyz&X-Amz-Signature=0123456789abcdef");
        assert_eq!(rest, "/k?X-Amz-Security-Token=abcd…wxyz&X-Amz-Signature=0123…cdef");
    }

    #[test]
    fn an_address_without_a_path_is_shown_whole() {
        assert_eq!(shown_url("https://h"), ("https://h".into(), String::new()));
    }
}
