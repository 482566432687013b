//! The words of the place for pasted links.

use super::{month, size_exact};
use crate::state::format::grouped;
use crate::state::link::{LinkFacts, Missing};
use crate::state::moment::parts;
use sealport_client::{
    Binding, Confirmation, Doubt, LinkEncryption, LinkKey, LinkOperation, Proof, ProviderEncryption,
};

pub const HAVE_LINK: &str = "I have a link";
pub const LINK_LABEL: &str = "Presigned link";
pub const LINK_HELP: &str = "From your own backend or a colleague. It needs no access key. It stays in this tab's memory \
    and goes when you leave.";
pub const LINK_WHY_TITLE: &str = "Why a link alone is not enough";
pub const LINK_WHY_TEXT: &str = "An SSE-C object needs three headers, and a link carries none. This page sends them for \
    you.";
pub const LINK_TRY: &str = "Try it all the same";
pub const LINK_ENCRYPTION: &str =
    "Which encryption did its maker sign? The link does not tell, and works with that one only.";
pub const LINK_LEADS_TO: &str = "It leads to";
pub const LINK_VALID: &str = "Valid";
pub const LINK_SIGNED: &str = "Signed headers";
pub const LINK_ADDS: &str = "This page adds";
pub const LINK_UNSAID: &str = "The link does not say what it is for, and works for one of these. Choose what its maker \
    told you.";
pub const LINK_CHOOSE_FILE: &str = "Choose a file";
pub const LINK_TYPE_HELP: &str = "The link works with one content type. Its maker knows which.";
pub const LINK_KEY_TITLE: &str = "The SSE-C key";
pub const LINK_COMPARING: &str = "Comparing the file with the link.";
pub const LINK_OTHER_CONTENT: &str = "This is another file than the link was made for";
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
pub fn link_missing(missing: Missing) -> String {
    let things = [(missing.key, "a key"), (missing.file, "a file"), (missing.encryption, "the encryption")];
    let things: Vec<_> = things.into_iter().filter_map(|(is_missing, name)| is_missing.then_some(name)).collect();
    if things.is_empty() { String::new() } else { format!("Choose {} first.", things.join(" and ")) }
}

/// An encryption with the storage's keys.
#[must_use]
pub fn encryption_name(encryption: ProviderEncryption) -> &'static str {
    match encryption {
        ProviderEncryption::SseS3 => "SSE-S3",
        ProviderEncryption::SseKms => "SSE-KMS",
        ProviderEncryption::SseKmsDsse => "SSE-KMS in two layers",
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

/// How long a link works; `ahead_secs` is how far the storage's clock is ahead of this computer's, where known.
#[must_use]
pub fn link_valid(expires_secs: i64, now_secs: i64, ahead_secs: Option<i64>, offset_min: i32) -> String {
    let now_secs = now_secs.saturating_add(ahead_secs.unwrap_or_default());
    let left = expires_secs - now_secs;
    let then = clock(expires_secs, now_secs, offset_min);
    let valid = match left {
        ..0 => format!("no longer, since {then}"),
        0..120 => format!("{left} seconds more, until {then}"),
        120..7_200 => format!("{} minutes more, until {then}", left / 60),
        7_200..172_800 => format!("{} hours more, until {then}", left / 3_600),
        _ => format!("{} days more, until {then}", left / 86_400),
    };
    match ahead_secs.map(|ahead| ahead / 60) {
        None | Some(0) => valid,
        Some(minutes) => {
            let way = if minutes < 0 { "ahead" } else { "behind" };
            format!(
                "{valid}, by the storage's clock. This computer's is {} {way}.",
                counted(minutes.unsigned_abs(), "minute")
            )
        }
    }
}

fn counted(count: u64, unit: &str) -> String {
    if count == 1 { format!("1 {unit}") } else { format!("{} {unit}s", grouped(count)) }
}

fn clock(then_secs: i64, now_secs: i64, offset_min: i32) -> String {
    let then = parts(then_secs, offset_min);
    if then.day_number == parts(now_secs, offset_min).day_number {
        format!("{:02}:{:02}", then.hour, then.minute)
    } else {
        format!("{} {} {}, {:02}:{:02}", then.day, month(then), then.year, then.hour, then.minute)
    }
}

/// Since when a link does not work, by whose clock, and what to do. `now_secs` is the time by that clock.
#[must_use]
pub fn link_expired(expires_secs: i64, now_secs: i64, by_storage: bool, offset_min: i32) -> (&'static str, String) {
    let ago = (now_secs - expires_secs).max(0).unsigned_abs();
    let ago = match ago {
        0..120 => counted(ago, "second"),
        120..7_200 => counted(ago / 60, "minute"),
        7_200..172_800 => counted(ago / 3_600, "hour"),
        _ => counted(ago / 86_400, "day"),
    };
    let (then, now) = (clock(expires_secs, now_secs, offset_min), clock(now_secs, now_secs, offset_min));
    if by_storage {
        let text =
            format!("It stopped working {ago} ago, at {then}, by the storage's clock. Ask its maker for a new one.");
        ("This link has expired", text)
    } else {
        let text = format!(
            "It stopped working {ago} ago, at {then}, if it is {now} now. The storage decides by its own clock: where \
            this computer's is ahead, the link works still. Otherwise ask its maker for a new one."
        );
        ("Expired by this computer's clock", text)
    }
}

/// What this page sends with the link.
#[must_use]
pub fn link_adds(facts: &LinkFacts) -> String {
    let mut adds = Vec::new();
    if facts.needs_key() {
        adds.push("the key, its MD5 and the algorithm, as headers".to_owned());
    }
    if facts.signed_header_names.iter().any(|name| name == "x-amz-server-side-encryption") {
        adds.push(match facts.encryption {
            LinkEncryption::Known(encryption) => format!("the header that asks for {}", encryption_name(encryption)),
            _ => "the header x-amz-server-side-encryption, with the value that you choose".to_owned(),
        });
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
pub fn link_put_notes(facts: &LinkFacts) -> Vec<String> {
    let mut notes = vec![
        if facts.only_if_absent {
            "It stores only while no object has this name, where the storage honours that."
        } else {
            "If an object of this name exists, it is replaced. A link for one upload cannot ask first."
        }
        .to_owned(),
    ];
    if let Some(name) = facts.content_binding {
        notes.push(format!(
            "It stores one content only: its signature holds a checksum of it ({name}). The storage refuses any other file."
        ));
    }
    if facts.binds_length {
        notes.push("It works for a file of one length only, which it does not tell.".to_owned());
    }
    notes.extend(match facts.encryption {
        LinkEncryption::Known(ProviderEncryption::SseS3) => Some(
            "It asks the storage to encrypt with keys of its own (SSE-S3). The provider can read the content."
                .to_owned(),
        ),
        LinkEncryption::Known(kms) => Some(format!(
            "It asks the storage to encrypt with a key of its key management service ({}). The provider can read the \
            content, and so can whoever may use that key.",
            encryption_name(kms)
        )),
        LinkEncryption::Unsaid => Some(
            "It asks the storage to encrypt with keys that the storage holds. The provider can read the content."
                .to_owned(),
        ),
        LinkEncryption::NotAsked if facts.needs_key() => None,
        LinkEncryption::NotAsked => {
            Some("The object is stored as the bucket does it. The provider can read the content.".to_owned())
        }
    });
    notes
}

/// What to do about a file that a link for one content was not made for.
#[must_use]
pub fn link_other_content(name: &str) -> String {
    format!(
        "The link stores one content only: its signature holds a checksum of it ({name}). Choose that very file, or ask \
        its maker for a link without a checksum."
    )
}

/// Whether a receipt must be read with care.
#[must_use]
pub fn is_doubtful(confirmation: Confirmation) -> bool {
    matches!(confirmation, Confirmation::NotVerified(_))
}

/// The receipt of an upload through a link that asked for an encryption with the storage's keys, or for none.
#[must_use]
pub fn link_stored(confirmation: Confirmation, len: u64, asked: Option<ProviderEncryption>) -> (String, String) {
    let size = size_exact(len);
    let name = asked.map_or("encryption", encryption_name);
    match confirmation {
        Confirmation::Confirmed(Proof::Reported) => (
            format!("Stored, encrypted by the storage ({name})"),
            format!("{size}. The storage says so; nobody but the storage can check it."),
        ),
        Confirmation::Confirmed(_) => (
            "Stored, encryption with your key confirmed".to_owned(),
            format!("{size}. The answer named your key's MD5. Only this key opens the object: keep it."),
        ),
        Confirmation::NotVerified(Doubt::Unreported) => (
            format!("Stored; {name} not confirmed"),
            format!("{size}. {name} was asked for, and the answer does not mention it."),
        ),
        Confirmation::NotVerified(_) => (
            "Stored; encryption not verified".to_owned(),
            format!(
                "{size}. The storage took the key and did not say what it did. A link for one upload cannot read the \
                 object back; ask its maker to check that it cannot be read without the key."
            ),
        ),
        Confirmation::NotAsked => ("Stored".to_owned(), format!("{size}, as the bucket does it.")),
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
    fn a_link_says_how_long_it_works_and_since_when_not() {
        let now = 1_795_608_000;
        assert_eq!(link_valid(now + 90, now, None, 0), "90 seconds more, until 12:01");
        assert_eq!(link_valid(now + 2_580, now, None, 0), "43 minutes more, until 12:43");
        assert_eq!(link_valid(now + 604_800, now, None, 0), "7 days more, until 2 Dec 2026, 12:00");
        assert_eq!(link_valid(now - 1, now, None, 0), "no longer, since 11:59");
        let (here, text) = link_expired(now - 720, now, false, 0);
        assert!(
            here.contains("this computer")
                && text.starts_with("It stopped working 12 minutes ago, at 11:48, if it is 12:00")
        );
        let (title, text) = link_expired(now - 86_400 * 3, now, true, 0);
        assert!(
            !title.contains("computer") && text.contains("3 days ago, at 22 Nov 2026, 12:00, by the storage"),
            "{text}"
        );
        let corrected = link_valid(now - 4_200 + 900, now, Some(-4_200), 0);
        assert!(corrected.starts_with("15 minutes more, until 11:05, by the storage"), "{corrected}");
        assert!(corrected.ends_with("This computer's is 70 minutes ahead."), "{corrected}");
        assert_eq!(link_valid(now + 90, now, Some(-3), 0), "93 seconds more, until 12:01");
    }

    #[test]
    fn only_a_named_key_is_called_confirmed() {
        let (title, text) = link_stored(Confirmation::NotVerified(Doubt::Unanswerable), 5, None);
        assert!(title.contains("not verified") && text.contains("cannot read the object back"), "{title} {text}");
        assert!(is_doubtful(Confirmation::NotVerified(Doubt::Unanswerable)));
        assert!(link_stored(Confirmation::Confirmed(Proof::Echo), 5, None).0.contains("your key confirmed"));
        assert!(
            link_stored(Confirmation::Confirmed(Proof::Reported), 5, Some(ProviderEncryption::SseKms))
                .0
                .contains("SSE-KMS")
        );
        assert!(
            !link_stored(Confirmation::Confirmed(Proof::Reported), 5, Some(ProviderEncryption::SseKms))
                .0
                .contains("your key")
        );
    }

    fn facts(more: &str) -> LinkFacts {
        let text = format!(
            "https://s3.example/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20261125%2Fgra%2Fs3%2Faws4_request\
             &X-Amz-Date=20261125T085803Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host{more}&X-Amz-Signature={}",
            "ab".repeat(32)
        );
        crate::state::link::read(&text).unwrap().1
    }

    #[test]
    fn each_encryption_of_a_link_is_called_by_its_name() {
        let say = |more: &str| link_put_notes(&facts(more)).join(" ");
        assert!(say("&x-amz-server-side-encryption=AES256").contains("SSE-S3"));
        let kms = say("&x-amz-server-side-encryption=aws%3Akms");
        assert!(kms.contains("SSE-KMS") && !kms.contains("SSE-S3"), "{kms}");
        let unsaid = facts("%3Bx-amz-server-side-encryption");
        assert!(!link_put_notes(&unsaid).join(" ").contains("SSE-S3"));
        assert!(link_adds(&unsaid).contains("that you choose"));
        let bound = say("&x-amz-checksum-crc32=NhCmhg%3D%3D");
        assert!(bound.contains("one content only") && bound.contains("x-amz-checksum-crc32"), "{bound}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = Missing { key: true, file: true, encryption: false };
        assert_eq!(link_missing(missing), "Choose a key and a file first.");
        assert_eq!(link_missing(Missing::default()), "");
    }
}
