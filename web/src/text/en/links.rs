//! Every English word about presigned requests: those made here, and links that were pasted.

use super::{month, sentence, size_exact};
use crate::state::format::grouped;
use crate::state::link::LinkFacts;
use crate::state::moment::parts;
use crate::state::request::{Operation, Tool};
use sealport_client::{
    Binding, BindingSupport, BindingSupports, CommandError, Confirmation, Doubt, LinkError, LinkKey, LinkOperation,
    Proof,
};

// ---- bindings and commands of a presigned request ----

pub const SIGNS_CAPTION: &str = "What the signature covers";
pub const SIGNS_WORKS_WITH: &str = "The link works with";
pub const SIGNS_ALGORITHM: &str = "Algorithm signed";
pub const SIGNS_MD5: &str = "MD5 signed";
pub const SIGNS_KEY: &str = "Key signed";
pub const YES: &str = "yes";
pub const NO: &str = "no";
pub const NOT_TRIED: &str = "Not tried yet on this storage. Trying asks for an object that is not there, with a key \
    made for that alone; nothing is stored.";
pub const TRY_IT: &str = "Try it";
pub const SENDER_ADDS: &str = "(added by whoever sends it)";
pub const LETS_LOCK_TITLE: &str = "Whoever has this link can lock the object";
pub const LETS_LOCK_TEXT: &str = "They can store it under a key that only they have. Keep the link short-lived, and give \
    it only to people who may do that.";
pub const ONLY_IF_ABSENT: &str = "Only while no object has this name";
pub const ASK_SSE_S3: &str = "Ask for encryption with the storage's keys (SSE-S3)";
pub const LINK_ALONE_SENDER: &str = "The link alone does not open the object: whoever sends it adds an SSE-C key of \
    theirs, as headers.";
pub const SIGNED_HEADERS_COPIED: &str = "Headers copied. Whoever sends the request adds the SSE-C key.";
pub const COPY_AS: &str = "Copy as";
pub const COMMAND_LABEL: &str = "Command";
pub const CURL_COPIED: &str = "Command copied. The link in it works until it expires.";
pub const AWS_COPIED: &str = "Command copied.";

/// With which key a link works.
#[must_use]
pub fn binding_name(binding: Binding) -> &'static str {
    match binding {
        Binding::AnyKey => "Any key",
        Binding::ThisKeyMd5 => "This key\u{2019}s MD5",
        Binding::ThisKey => "This key",
    }
}

/// What that means for signer and sender.
#[must_use]
pub fn binding_says(binding: Binding) -> &'static str {
    match binding {
        Binding::AnyKey => "Whoever signs never learns the key.",
        Binding::ThisKeyMd5 => "Only this key fits; the signer knows its MD5.",
        Binding::ThisKey => "Only this key fits. Every server accepts it.",
    }
}

/// What the connected storage makes of it; nothing where that is not known.
#[must_use]
pub fn binding_here(binding: Binding, support: BindingSupport, tried: bool) -> Option<&'static str> {
    match support {
        // Said already, of every server.
        BindingSupport::Accepted if binding == Binding::ThisKey => None,
        BindingSupport::Accepted => Some("This storage accepts it."),
        BindingSupport::BindsNothing => Some("OVHcloud does not compare the MD5: the link works like Any key."),
        BindingSupport::Refused => Some("This storage refuses it."),
        BindingSupport::Unknown => tried.then_some("Tried, and the answer does not tell."),
    }
}

/// Announced once the storage was asked.
#[must_use]
pub fn tried(found: &BindingSupports) -> String {
    let say = |binding| match found.of(binding) {
        BindingSupport::Accepted => format!("{}: accepted.", binding_name(binding)),
        BindingSupport::Refused => format!("{}: refused.", binding_name(binding)),
        BindingSupport::BindsNothing => format!("{}: works like Any key.", binding_name(binding)),
        BindingSupport::Unknown => format!("{}: the answer does not tell.", binding_name(binding)),
    };
    Binding::ALL.map(say).join(" ")
}

/// What a link that replaces nothing needs, and does here.
#[must_use]
pub fn only_if_absent_here(honoured: Option<bool>) -> &'static str {
    match honoured {
        Some(true) => {
            "The header if-none-match is signed. An object of this name is here now, so the link stores \
            nothing until that is deleted."
        }
        Some(false) => "The header if-none-match is signed, but this storage ignores it: the link replaces the object.",
        None => {
            "The header if-none-match is signed, and an object of this name is here now. A storage that honours the \
            header stores nothing until that is deleted; whether this one does is not known."
        }
    }
}

/// Why there is no command.
#[must_use]
pub fn no_command(why: CommandError) -> String {
    match why {
        CommandError::ControlCharacters => {
            "No command: the name has control characters, and a terminal would not show \
            what it runs. The link above works."
                .to_owned()
        }
        CommandError::LoadedByAws => {
            "No aws command: aws would take this name for a file or address to load. curl works.".to_owned()
        }
        other => sentence(&other.to_string()),
    }
}

/// What a command needs beside it.
#[must_use]
pub fn command_note(tool: Tool, operation: Operation, key_file: Option<&str>) -> String {
    let access = match tool {
        Tool::Curl => "The link in the copied command gives access until it expires.",
        Tool::Aws => "aws uses credentials of your own.",
    };
    let part = match operation {
        Operation::Get => "A download is called NAME.part until it is whole.",
        Operation::Head => "",
        Operation::Put => "It stores the file that the command names: put yours there, or change that name.",
    };
    match key_file {
        Some(name) => format!(
            "Run it where the key file {name} is: the key is read from there, and neither key nor link is ever an \
             argument of a program. {access} {part}"
        )
        .trim_end()
        .to_owned(),
        None => format!("{access} {part}").trim_end().to_owned(),
    }
}

// ---- pasted links ----

pub const HAVE_LINK: &str = "I have a link";
pub const LINK_LABEL: &str = "Presigned link";
pub const LINK_HELP: &str = "From your own backend or a colleague. It needs no access key. It stays in this tab's memory \
    and goes when you leave.";
pub const LINK_WHY_TITLE: &str = "Why a link alone is not enough";
pub const LINK_WHY_TEXT: &str = "An SSE-C object needs three headers, and a link carries none. This page sends them for \
    you.";
pub const LINK_HOST_REFUSED: &str = "This page cannot use the address in this link";
pub const LINK_EXPIRED: &str = "This link has expired";
pub const LINK_LEADS_TO: &str = "It leads to";
pub const LINK_VALID: &str = "Valid";
pub const LINK_SIGNED: &str = "Signed headers";
pub const LINK_ADDS: &str = "This page adds";
pub const LINK_UNSAID: &str = "The link does not say what it is for, and works for one of these. Choose what its maker \
    told you.";
pub const LINK_CHOOSE_FILE: &str = "Choose a file";
pub const LINK_TYPE_HELP: &str = "The link works with one content type. Its maker knows which.";
pub const LINK_KEY_TITLE: &str = "The SSE-C key";
pub const LINK_SAVED: &str = "Saved";
pub const LINK_CANCELLED: &str = "Cancelled";

/// The buttons for what a link may do.
#[must_use]
pub fn link_operation(operation: LinkOperation) -> &'static str {
    match operation {
        LinkOperation::Get => "Download (GET)",
        LinkOperation::Head => "Details (HEAD)",
        LinkOperation::Put => "Upload (PUT)",
    }
}

/// The button that uses the link.
#[must_use]
pub fn link_start(operation: LinkOperation) -> &'static str {
    match operation {
        LinkOperation::Get => "Download",
        LinkOperation::Head => "Show the details",
        LinkOperation::Put => "Upload the file",
    }
}

/// What is still to be chosen.
#[must_use]
pub fn link_missing(key: bool, file: bool) -> &'static str {
    match (key, file) {
        (true, true) => "Choose a key and a file first.",
        (true, false) => "Choose a key first.",
        (false, true) => "Choose a file first.",
        (false, false) => "",
    }
}

/// What a link is.
#[must_use]
pub fn link_title(operation: Option<LinkOperation>, key: LinkKey) -> String {
    let what = match operation {
        Some(LinkOperation::Get) => "A download link",
        Some(LinkOperation::Head) => "A link to the details",
        Some(LinkOperation::Put) => "An upload link",
        None => "A link",
    };
    match key {
        LinkKey::None => format!("{what} for one object, without an SSE-C key"),
        LinkKey::Needed(_) => format!("{what} for one SSE-C object"),
    }
}

/// With which key a link works.
#[must_use]
pub fn link_key(key: LinkKey) -> &'static str {
    match key {
        LinkKey::None => "Its signature covers no SSE-C header, so this page sends no key with it.",
        LinkKey::Needed(Binding::AnyKey) => "It accepts any key: whoever signed it does not learn yours.",
        LinkKey::Needed(Binding::ThisKeyMd5) => "It fits one key: whoever signed it knows that key's MD5.",
        LinkKey::Needed(Binding::ThisKey) => "It fits one key: whoever signed it knows that key.",
    }
}

/// How long a link works.
#[must_use]
pub fn link_valid(expires_secs: i64, now_secs: i64, offset_min: i32) -> String {
    let left = expires_secs - now_secs;
    let then = clock(expires_secs, now_secs, offset_min);
    match left {
        ..0 => format!("no longer, since {then}"),
        0..120 => format!("{left} seconds more, until {then}"),
        120..7_200 => format!("{} minutes more, until {then}", left / 60),
        7_200..172_800 => format!("{} hours more, until {then}", left / 3_600),
        _ => format!("{} days more, until {then}", left / 86_400),
    }
}

fn clock(then_secs: i64, now_secs: i64, offset_min: i32) -> String {
    let then = parts(then_secs, offset_min);
    if then.day_number == parts(now_secs, offset_min).day_number {
        format!("{:02}:{:02}", then.hour, then.minute)
    } else {
        format!("{} {} {}, {:02}:{:02}", then.day, month(then), then.year, then.hour, then.minute)
    }
}

/// Since when a link does not work, and what to do.
#[must_use]
pub fn link_expired(expires_secs: i64, now_secs: i64, offset_min: i32) -> String {
    let ago = (now_secs - expires_secs).max(0);
    let ago = match ago {
        0..120 => format!("{ago} seconds ago"),
        120..7_200 => format!("{} minutes ago", ago / 60),
        7_200..172_800 => format!("{} hours ago", ago / 3_600),
        _ => format!("{} days ago", grouped((ago / 86_400).unsigned_abs())),
    };
    format!(
        "It stopped working {ago}, at {}. Ask its maker for a new one. If it is new, look at this computer's clock.",
        clock(expires_secs, now_secs, offset_min)
    )
}

/// What this page sends with the link.
#[must_use]
pub fn link_adds(facts: &LinkFacts) -> String {
    let mut adds = Vec::new();
    if facts.needs_key() {
        adds.push("the key, its MD5 and the algorithm, as headers".to_owned());
    }
    if facts.signed_header_names.iter().any(|name| name == "x-amz-server-side-encryption") {
        adds.push("the header that asks for SSE-S3".to_owned());
    }
    if facts.only_if_absent {
        adds.push("if-none-match: *".to_owned());
    }
    if facts.binds_content_type {
        adds.push("the content type".to_owned());
    }
    if adds.is_empty() { "nothing".to_owned() } else { adds.join("; ") }
}

/// What to know before storing through a link.
#[must_use]
pub fn link_put_notes(facts: &LinkFacts) -> Vec<&'static str> {
    let mut notes = vec![if facts.only_if_absent {
        "It stores only while no object has this name, where the storage honours that."
    } else {
        "If an object of this name exists, it is replaced. A link for one upload cannot ask first."
    }];
    if facts.binds_length {
        notes.push("It works for a file of one length only, which it does not tell.");
    }
    if facts.asks_for_sse_s3 {
        notes.push("It asks the storage to encrypt with keys of its own (SSE-S3). The provider can read the content.");
    } else if !facts.needs_key() {
        notes.push("The object is stored as the bucket does it. The provider can read the content.");
    }
    notes
}

/// Why a pasted text does not work, and what to ask its maker for.
#[must_use]
pub fn link_refusal(error: &LinkError) -> (String, String) {
    let whole = "Copy it again, from https to its last character.";
    let (title, advice) = match error {
        LinkError::Malformed => ("This is not one whole link".to_owned(), whole.to_owned()),
        LinkError::NoObject => {
            ("This link names no object".to_owned(), "Ask for a presigned link to one object.".to_owned())
        }
        LinkError::NotPresigned => (
            "This address has no signature".to_owned(),
            "A presigned link has X-Amz-Signature in it. Ask for one, or copy the whole address.".to_owned(),
        ),
        LinkError::SignatureVersion2 => (
            "This link has the former signature, version 2".to_owned(),
            "It does not say which headers it covers. Ask its maker to sign with version 4 (AWS4-HMAC-SHA256)."
                .to_owned(),
        ),
        LinkError::Parameter(name) => {
            (format!("{name} is missing or unreadable"), format!("The link was probably cut. {whole}"))
        }
        LinkError::KeyInAddress => (
            "This link has the SSE-C key itself in its address".to_owned(),
            "Logs and histories keep addresses: treat that key as known to others. Ask for a link that signs the header \
             x-amz-server-side-encryption-customer-algorithm instead, and store the object anew under another key."
                .to_owned(),
        ),
        LinkError::CustomerHeaderInAddress(name) => (
            format!("This link has {name} in its address"),
            "Servers refuse that, or store the object in clear. Ask its maker to sign it as a header, so that it is named \
             in X-Amz-SignedHeaders."
                .to_owned(),
        ),
        LinkError::ChecksumOfNothing => (
            "This link can store nothing but an empty object".to_owned(),
            "Its maker's SDK signed the checksum of an empty body (x-amz-checksum-crc32 or one like it). Ask for a link made with \
             requestChecksumCalculation set to WHEN_REQUIRED."
                .to_owned(),
        ),
        LinkError::SignedHeader(name) => (
            format!("The signature covers the header {name}"),
            "This page does not know the value that was signed, so the storage would refuse it. Ask for a link that \
             signs host and the SSE-C headers only."
                .to_owned(),
        ),
        LinkError::Address(fault) => ("The address in this link cannot be used".to_owned(), sentence(&fault.to_string())),
        other => ("This link cannot be used".to_owned(), sentence(&other.to_string())),
    };
    (title, advice)
}

/// Whether a receipt must be read with care.
#[must_use]
pub fn is_doubtful(confirmation: Confirmation) -> bool {
    matches!(confirmation, Confirmation::NotVerified(_))
}

/// The receipt of an upload through a link.
#[must_use]
pub fn link_stored(confirmation: Confirmation, len: u64) -> (&'static str, String) {
    let size = size_exact(len);
    match confirmation {
        Confirmation::Confirmed(Proof::Reported) => (
            "Stored, encrypted by the storage (SSE-S3)",
            format!("{size}. The storage says so; nobody but the storage can check it."),
        ),
        Confirmation::Confirmed(_) => (
            "Stored, encryption with your key confirmed",
            format!("{size}. The answer named your key's MD5. Only this key opens the object: keep it."),
        ),
        Confirmation::NotVerified(Doubt::Unreported) => (
            "Stored; SSE-S3 not confirmed",
            format!("{size}. SSE-S3 was asked for, and the answer does not mention it."),
        ),
        Confirmation::NotVerified(_) => (
            "Stored; encryption not verified",
            format!(
                "{size}. The storage took the key and did not say what it did. A link for one upload cannot read the \
                 object back; ask its maker to check that it cannot be read without the key."
            ),
        ),
        Confirmation::NotAsked => ("Stored", format!("{size}, as the bucket does it.")),
    }
}

/// The receipt of a download through a link.
#[must_use]
pub fn link_saved(name: &str, len: u64) -> String {
    format!("{name}, {}.", size_exact(len))
}

/// After cancelling.
#[must_use]
pub fn link_cancelled(put: bool) -> &'static str {
    if put { "If all of it had been sent, it may have been stored." } else { "Nothing was kept." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_names_its_trouble_and_what_to_ask_for() {
        let refusals = [
            (LinkError::Malformed, "whole"),
            (LinkError::NoObject, "object"),
            (LinkError::NotPresigned, "signature"),
            (LinkError::SignatureVersion2, "version 2"),
            (LinkError::Parameter("X-Amz-Date"), "X-Amz-Date"),
            (LinkError::KeyInAddress, "SSE-C key itself"),
            (
                LinkError::CustomerHeaderInAddress("x-amz-server-side-encryption-customer-algorithm"),
                "x-amz-server-side-encryption-customer-algorithm",
            ),
            (LinkError::ChecksumOfNothing, "empty object"),
            (LinkError::SignedHeader("x-amz-meta-a".to_owned()), "x-amz-meta-a"),
        ];
        for (error, trouble) in refusals {
            let (title, advice) = link_refusal(&error);
            assert!(title.contains(trouble), "{title}");
            assert!(advice.ends_with('.') && !advice.contains('!'), "{advice}");
        }
        assert!(link_refusal(&LinkError::ChecksumOfNothing).1.contains("requestChecksumCalculation"));
    }

    #[test]
    fn a_link_says_how_long_it_works_and_since_when_not() {
        let now = 1_795_608_000;
        assert_eq!(link_valid(now + 90, now, 0), "90 seconds more, until 12:01");
        assert_eq!(link_valid(now + 2_580, now, 0), "43 minutes more, until 12:43");
        assert_eq!(link_valid(now + 604_800, now, 0), "7 days more, until 2 Dec 2026, 12:00");
        assert_eq!(link_valid(now - 1, now, 0), "no longer, since 11:59");
        assert!(link_expired(now - 720, now, 0).starts_with("It stopped working 12 minutes ago, at 11:48."));
        assert!(link_expired(now - 86_400 * 3, now, 0).contains("3 days ago, at 22 Nov 2026, 12:00"));
    }

    #[test]
    fn only_a_named_key_is_called_confirmed() {
        let (title, text) = link_stored(Confirmation::NotVerified(Doubt::Unanswerable), 5);
        assert!(title.contains("not verified") && text.contains("cannot read the object back"), "{title} {text}");
        assert!(is_doubtful(Confirmation::NotVerified(Doubt::Unanswerable)));
        assert!(link_stored(Confirmation::Confirmed(Proof::Echo), 5).0.contains("your key confirmed"));
        assert!(!link_stored(Confirmation::Confirmed(Proof::Reported), 5).0.contains("your key"));
    }

    #[test]
    fn a_command_that_cannot_be_says_why() {
        assert!(no_command(CommandError::ControlCharacters).contains("control characters"));
        assert!(no_command(CommandError::LoadedByAws).contains("aws"));
        assert!(command_note(Tool::Curl, Operation::Get, Some("sealport.key")).contains("sealport.key"));
        assert!(binding_here(Binding::AnyKey, BindingSupport::Unknown, false).is_none());
    }
}
