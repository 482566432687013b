//! The presigned request: what the person chose, and how it may be shown (the key masked, the signature shortened).

use sealport_client::{Binding, BindingSupport, BindingSupports, LinkOperation, PresignOptions};

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

impl From<Operation> for LinkOperation {
    fn from(operation: Operation) -> Self {
        match operation {
            Operation::Get => Self::Get,
            Operation::Head => Self::Head,
            Operation::Put => Self::Put,
        }
    }
}

/// How long a presigned request can be used, in seconds.
pub const LIFETIMES_SECS: [u64; 4] = [300, 3_600, 86_400, 604_800];

/// The program that a command is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// `curl`, with the presigned link.
    #[default]
    Curl,
    /// `aws`, with credentials of the person's own.
    Aws,
}

/// What the panel is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the link does.
    pub operation: Operation,
    /// With which key it works, where the object has one.
    pub binding: Binding,
    /// A PUT without a key: ask the storage to encrypt with keys of its own.
    pub sse_s3: bool,
    /// The program of the command.
    pub tool: Tool,
    secs: Option<u64>,
    only_if_absent: Option<bool>,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            operation: Operation::default(),
            binding: Binding::ThisKey,
            sse_s3: false,
            tool: Tool::default(),
            secs: None,
            only_if_absent: None,
        }
    }
}

impl Choice {
    /// The binding, or the strictest where the storage turned out to refuse the chosen one.
    #[must_use]
    pub fn binding(&self, supports: &BindingSupports) -> Binding {
        if supports.of(self.binding) == BindingSupport::Refused { Binding::ThisKey } else { self.binding }
    }

    /// Whether whoever holds the link can lock the object under a key of their own.
    #[must_use]
    pub fn lets_lock(&self, has_key: bool, supports: &BindingSupports) -> bool {
        has_key && self.operation == Operation::Put && works_with_any_key(self.binding(supports), supports)
    }

    /// What the link is to do, how long it works and what it may replace: as chosen, otherwise what is usual for what it
    /// can do harm with.
    #[must_use]
    pub fn options(&self, has_key: bool, supports: &BindingSupports) -> PresignOptions {
        let operation = self.operation.into();
        let usual = if self.lets_lock(has_key, supports) {
            PresignOptions::for_any_key(operation)
        } else {
            PresignOptions::usual(operation)
        };
        PresignOptions {
            expires_secs: self.secs.unwrap_or(usual.expires_secs),
            only_if_absent: operation == LinkOperation::Put && self.only_if_absent.unwrap_or(usual.only_if_absent),
            ..usual
        }
    }

    /// The person chose how long.
    pub fn choose_secs(&mut self, secs: u64) {
        self.secs = Some(secs);
    }

    /// The person chose whether an object may be replaced.
    pub fn choose_only_if_absent(&mut self, only: bool) {
        self.only_if_absent = Some(only);
    }
}

/// Whether a link bound like this works with every key at that storage.
#[must_use]
pub fn works_with_any_key(binding: Binding, supports: &BindingSupports) -> bool {
    binding == Binding::AnyKey || supports.of(binding) == BindingSupport::BindsNothing
}

/// Whether asking the storage would tell more.
#[must_use]
pub fn is_worth_trying(supports: &BindingSupports) -> bool {
    Binding::ALL.into_iter().any(|binding| supports.of(binding) == BindingSupport::Unknown)
}

/// Which of algorithm, MD5 and key the signature covers.
#[must_use]
pub fn signed_parts(binding: Binding) -> [bool; 3] {
    match binding {
        Binding::AnyKey => [true, false, false],
        Binding::ThisKeyMd5 => [true, true, false],
        Binding::ThisKey => [true, true, true],
    }
}

/// A header of the request, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShownValue {
    /// Not secret.
    Open(String),
    /// The customer key.
    Masked,
    /// Whoever sends the request adds it.
    SenderAdds,
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

/// A command with the signature in it shortened, to be shown.
#[must_use]
pub fn shown_command(command: &str) -> String {
    ["X-Amz-Signature=", "X-Amz-Security-Token="].iter().fold(command.to_owned(), shorten)
}

fn shorten(text: String, name: &&str) -> String {
    let Some(start) = text.find(name).map(|at| at + name.len()) else {
        return text;
    };
    // In a command the address ends with a quote.
    let end = text[start..].find(['&', '"', '\n']).map_or(text.len(), |at| start + at);
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

    const ALL: BindingSupports = BindingSupports {
        any_key: BindingSupport::Accepted,
        this_key_md5: BindingSupport::Accepted,
        this_key: BindingSupport::Accepted,
    };

    #[test]
    fn a_link_that_lets_lock_is_short_and_replaces_nothing_unless_chosen_otherwise() {
        let of = |choice: &Choice, has_key| {
            let options = choice.options(has_key, &ALL);
            (options.expires_secs, options.only_if_absent)
        };
        let mut choice = Choice { operation: Operation::Put, ..Choice::default() };
        assert_eq!(of(&choice, true), (3_600, false));
        choice.binding = Binding::AnyKey;
        assert_eq!(of(&choice, true), (300, true));
        // Without a key there is nothing to lock with.
        assert_eq!(of(&choice, false), (3_600, false));
        choice.choose_secs(86_400);
        choice.choose_only_if_absent(false);
        assert_eq!(of(&choice, true), (86_400, false));
        choice.choose_only_if_absent(true);
        choice.operation = Operation::Get;
        assert!(!of(&choice, true).1 && !choice.lets_lock(true, &ALL));
    }

    #[test]
    fn an_md5_that_is_not_compared_counts_as_any_key() {
        let ovh = BindingSupports { this_key_md5: BindingSupport::BindsNothing, ..ALL };
        let choice = Choice { operation: Operation::Put, binding: Binding::ThisKeyMd5, ..Choice::default() };
        assert!(choice.lets_lock(true, &ovh) && !choice.lets_lock(true, &ALL));
        assert_eq!(choice.options(true, &ovh).expires_secs, 300);
    }

    #[test]
    fn a_refused_binding_gives_way_to_the_strictest() {
        let choice = Choice { binding: Binding::AnyKey, ..Choice::default() };
        let refusing = BindingSupports { any_key: BindingSupport::Refused, ..ALL };
        assert_eq!(choice.binding(&refusing), Binding::ThisKey);
        assert_eq!(choice.binding(&ALL), Binding::AnyKey);
        assert!(!is_worth_trying(&refusing));
        assert!(is_worth_trying(&BindingSupports { any_key: BindingSupport::Unknown, ..ALL }));
    }

    #[test]
    fn a_shown_command_does_not_work() {
        let command = "{\ncat <<'END'\nurl = \"https://h/k?X-Amz-Signature=5b1e00112233445566c07f\"\nheader = \"a: b\"";
        let shown = "{\ncat <<'END'\nurl = \"https://h/k?X-Amz-Signature=5b1e…c07f\"\nheader = \"a: b\"";
        assert_eq!(shown_command(command), shown);
    }

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
