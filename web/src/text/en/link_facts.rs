//! The words for what a pasted link tells: what it is for, how long it works, what goes along with it.

use super::{encryption_name, month};
use crate::state::format::grouped;
use crate::state::link::LinkFacts;
use crate::state::moment::parts;
use crate::state::names::shown;
use sealport_client::{Binding, LinkEncryption, LinkKey, LinkOperation, ProviderEncryption};

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
    notes.extend(settings_notes(&facts.object_settings));
    notes
}

/// What a link gives the object besides its content, of which its sender should know.
fn settings_notes(settings: &[(String, String)]) -> Vec<String> {
    let mut notes = Vec::new();
    let value = |wanted: &str| settings.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    match value("x-amz-acl") {
        Some("public-read") => notes.push(
            "It makes the object public: anyone who knows its address can get what is stored (x-amz-acl: public-read)."
                .to_owned(),
        ),
        Some("public-read-write") => notes.push(
            "It makes the object public: anyone who knows its address can get and replace what is stored \
            (x-amz-acl: public-read-write)."
                .to_owned(),
        ),
        Some("authenticated-read") => notes.push(
            "It lets everyone with an account at the provider get what is stored (x-amz-acl: authenticated-read)."
                .to_owned(),
        ),
        _ => {}
    }
    if settings.iter().any(|(name, _)| name.starts_with("x-amz-grant-")) {
        let everyone = settings.iter().any(|(_, value)| value.contains("/AllUsers"));
        let whom = if everyone { "anyone, without an account too" } else { "others" };
        notes.push(format!("It gives {whom} rights to the object (x-amz-grant-\u{2026})."));
    }
    if settings.iter().any(|(name, _)| name.starts_with("x-amz-object-lock-")) {
        let until =
            value("x-amz-object-lock-retain-until-date").map(|date| shown(&date.chars().take(40).collect::<String>()));
        let until = until.map_or_else(|| "until the lock is lifted".to_owned(), |date| format!("before {date}"));
        notes.push(format!("It locks the object: it cannot be deleted for good {until}."));
    }
    let brief = |text: &str| shown(&text.chars().take(80).collect::<String>());
    let all: Vec<String> = settings.iter().map(|(name, value)| format!("{}: {}", brief(name), brief(value))).collect();
    if !all.is_empty() {
        notes.push(format!("Its maker gives the object: {}.", all.join("; ")));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::link::tests::facts_of;

    fn facts(more: &str) -> LinkFacts {
        facts_of("host", more)
    }

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
    fn each_encryption_of_a_link_is_called_by_its_name() {
        let say = |more: &str| link_put_notes(&facts(more)).join(" ");
        assert!(say("&x-amz-server-side-encryption=AES256").contains("SSE-S3"));
        let kms = say("&x-amz-server-side-encryption=aws%3Akms");
        assert!(kms.contains("SSE-KMS") && !kms.contains("SSE-S3"), "{kms}");
        let unsaid = facts("%3Bx-amz-server-side-encryption");
        assert!(!link_put_notes(&unsaid).join(" ").contains("SSE-S3"));
        assert!(link_adds(&unsaid).contains("that you choose"));
        let bound = say("&x-amz-checksum-crc32=NhCmhg%3D%3D");
        assert!(!bound.contains("Its maker gives"), "{bound}");
        assert!(bound.contains("one content only") && bound.contains("x-amz-checksum-crc32"), "{bound}");
    }

    #[test]
    fn what_a_link_gives_the_object_besides_its_content_is_told() {
        let say = |more: &str| link_put_notes(&facts(more)).join(" ");
        for (acl, told) in
            [("public-read", "anyone"), ("public-read-write", "replace"), ("authenticated-read", "account")]
        {
            let said = say(&format!("&x-amz-acl={acl}"));
            assert!(said.contains(told) && said.contains(&format!("x-amz-acl: {acl}")), "{said}");
        }
        assert!(!say("&x-amz-acl=private").contains("anyone"));
        let locked =
            say("&X-Amz-Object-Lock-Mode=COMPLIANCE&x-amz-object-lock-retain-until-date=2030-01-01T00%3A00%3A00Z");
        assert!(locked.contains("cannot be deleted for good before 2030-01-01T00:00:00Z"), "{locked}");
        let grant = "&x-amz-grant-read=uri%3Dhttp%3A%2F%2Facs.amazonaws.com%2Fgroups%2Fglobal%2FAllUsers";
        assert!(say(grant).contains("gives anyone"), "{}", say(grant));
        assert!(say("&x-amz-grant-read=id%3D7").contains("gives others"));
        let bypass = say("&x-amz-bypass-governance-retention=true&x-amz-meta-a=b%E2%80%AE");
        assert!(bypass.contains("x-amz-bypass-governance-retention: true; x-amz-meta-a: b\u{fffd}."), "{bypass}");
        assert!(say(&format!("&x-amz-tagging={}", "a".repeat(300))).len() < 600);
    }
}
