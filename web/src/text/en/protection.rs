//! The words about protection: the choice for new uploads and the comparison.

use crate::state::protection::{Choice, SSE_S3};
use sealport_client::DefaultEncryption;

// ---- the choice for new uploads ----

pub const SSE_S3_NAME: &str = "SSE-S3";
pub const SSE_S3_TITLE: &str = "SSE-S3: the provider's key";
pub const SSE_S3_SAY: &str = "No key to keep. Guards against stolen disks; the provider can read the content.";
pub const SSE_S3_SHORT: &str = "Encrypted with the provider's key (SSE-S3)";
pub const NO_KEY_OF_YOURS: &str = "no key of yours; the provider can read them";
pub const THEIR_KEY: &str = "their key";
pub const EMPTY_TEXT_SSE_S3: &str =
    "Drop files anywhere on this page. The storage encrypts them with a key of its own (SSE-S3).";
pub const DROP_SSE_S3: &str = "Encrypted with the provider's key (SSE-S3).";
pub const COMPARE_LINK: &str = "Compare the methods";
pub const WHAT_IT_MEANS: &str = "What this choice means";
pub const SSEC_BLOCKED_SAY: &str = "This bucket refuses new objects with SSE-C. ";

/// An object that the provider encrypts with a key of its own: `SSE-S3`, or as the storage names it.
#[must_use]
pub fn by_provider(value: &str) -> String {
    if value == SSE_S3 { SSE_S3_NAME.to_owned() } else { value.to_owned() }
}

/// In a few words: how new uploads are protected.
#[must_use]
pub fn choice_short(choice: Choice) -> &'static str {
    match choice {
        Choice::SseC => super::SSEC_SHORT,
        Choice::SseS3 => SSE_S3_SHORT,
        Choice::Bucket => super::BUCKET_SHORT,
    }
}

/// What an option does with a file where it is stored: with the content itself, or with what was sealed before.
#[must_use]
pub fn at_rest_say(choice: Choice, sealed: bool) -> &'static str {
    match (choice, sealed) {
        (Choice::SseC, false) => super::SSEC_SAY,
        (Choice::SseS3, false) => SSE_S3_SAY,
        (Choice::Bucket, false) => super::BUCKET_SAY,
        (Choice::SseC, true) => {
            "On top of the seal: the provider encrypts the sealed file with your SSE-C key. It never sees the content. \
            Who reads needs both keys."
        }
        (Choice::SseS3, true) => {
            "On top of the seal: the provider encrypts the sealed file with its own key. It cannot read the content."
        }
        (Choice::Bucket, true) => {
            "Nothing on top from you: the sealed file is stored as the bucket does it. The provider cannot read the \
            content."
        }
    }
}

/// What an option means, as name and sentence.
#[must_use]
pub fn choice_facts(choice: Choice) -> [(&'static str, &'static str); 5] {
    match choice {
        Choice::SseC => [
            (ROW_HOLDER, "You. The provider has it for the length of a request."),
            (ROW_READER, SSEC_READER),
            (ROW_VISIBLE, SSEC_VISIBLE),
            (ROW_LOST, "The file is lost. Nobody can recover it, the provider included."),
            (ROW_COST, SSEC_COST),
        ],
        Choice::SseS3 => [
            (ROW_HOLDER, "The provider."),
            (ROW_READER, SSE_S3_READER),
            (ROW_VISIBLE, SSE_S3_VISIBLE),
            (ROW_LOST, SSE_S3_LOST),
            (ROW_COST, SSE_S3_COST),
        ],
        Choice::Bucket => [
            (ROW_HOLDER, "The provider, if the bucket encrypts by default."),
            (ROW_READER, SSE_S3_READER),
            (ROW_VISIBLE, SSE_S3_VISIBLE),
            (ROW_LOST, SSE_S3_LOST),
            (ROW_COST, "As the bucket's rule: a key service (KMS) may charge for each request."),
        ],
    }
}

/// What sealing means, or else the choice where it is stored.
#[must_use]
pub fn facts_of(choice: Choice, sealed: bool) -> [(&'static str, &'static str); 5] {
    if !sealed {
        return choice_facts(choice);
    }
    let (holder, reader, lost) = match choice {
        Choice::SseC => (
            "You only; the provider has the SSE-C key for the length of a request.",
            "Holders of the SSE-C key who also have a sealing key or the passphrase.",
            "The file is lost with its SSE-C key, or with the last of its sealing keys and its passphrase.",
        ),
        Choice::SseS3 | Choice::Bucket => (
            "You only.",
            "Holders of the keys and the passphrase you choose.",
            "The file is lost, unless another of its keys or its passphrase is left.",
        ),
    };
    [
        (ROW_HOLDER, holder),
        (ROW_READER, reader),
        (ROW_VISIBLE, "Names, sizes, dates, tags."),
        (ROW_LOST, lost),
        (ROW_COST, "A little time at both ends. Other programs open it with the official decryptors."),
    ]
}

/// What the storage does with what was sealed.
#[must_use]
pub fn then_at_rest(choice: Choice) -> &'static str {
    match choice {
        Choice::SseC => super::SSEC_SHORT,
        Choice::SseS3 => "then encrypted by the storage too (SSE-S3)",
        Choice::Bucket => "then stored as the bucket does it",
    }
}

pub const THEN_WITH_KEY: &str = "then encrypted with your SSE-C key";
pub const FOR: &str = "for";
pub const A_PASSPHRASE: &str = "a passphrase";
pub const NO_RECIPIENT_YET: &str = "Nobody is chosen yet: a key is made with the first upload.";

/// What the bucket does with uploads that ask for nothing, where that is known.
#[must_use]
pub fn bucket_does(default: &DefaultEncryption) -> String {
    match default {
        DefaultEncryption::Unset => {
            "This bucket names no default encryption: files are stored as the provider does it by \
            itself, perhaps as they are."
                .to_owned()
        }
        DefaultEncryption::SseS3 => "This bucket encrypts them with the provider's key (SSE-S3).".to_owned(),
        DefaultEncryption::Other(name) => format!("This bucket encrypts them by its own rule: {name}."),
    }
}

// ---- the comparison ----

pub const COMPARE_TITLE: &str = "Which protection?";
pub const COMPARE_LEAD: &str = "Keys are 256-bit AES in all three. The difference is who can read, and who can lose. \
    Each method is described by itself.";
pub const COMPARE_CSE: &str = "Sealed in this browser (CSE)";
pub const COMPARE_CSE_NOTE: &str = "CSE means that a file is encrypted before it leaves your computer. Any storage takes \
    such files: to it they are bytes like all others. SSE-C or SSE-S3 can be added on top: the provider then works on \
    the sealed file, and cannot read the content.";
pub const USE_SEALED: &str = "Seal files";
pub const USE_SSEC: &str = "Use SSE-C";
pub const USE_SSE_S3: &str = "Use SSE-S3";

const ROW_HOLDER: &str = "Who holds the key";
const ROW_READER: &str = "Who can read the content";
const ROW_VISIBLE: &str = "Never hidden";
const ROW_LOST: &str = "If the key is lost";
const ROW_COST: &str = "What it costs";
const SSEC_READER: &str = "Holders of the key, and the provider while it works.";
const SSEC_VISIBLE: &str =
    "Names, sizes, dates, tags, metadata. With some providers the ETag is the MD5 of the content.";
const SSEC_COST: &str = "As a rule no extra charge. Every read and write needs the key.";
const SSE_S3_READER: &str = "The provider, and anyone allowed to read the bucket.";
const SSE_S3_VISIBLE: &str = "Names, sizes, dates, tags, metadata, the ETag.";
const SSE_S3_LOST: &str = "You have none to lose.";
const SSE_S3_COST: &str = "As a rule no extra charge, and nothing to keep.";

/// One line of the comparison: its head, then CSE, SSE-C and SSE-S3.
pub type CompareRow = (&'static str, [&'static str; 3]);

/// The comparison.
pub const COMPARE_ROWS: [CompareRow; 8] = [
    (ROW_HOLDER, ["You only.", "You; the provider for the length of a request.", "The provider."]),
    (ROW_READER, ["Holders of the key. The provider stores bytes it cannot read.", SSEC_READER, SSE_S3_READER]),
    (ROW_VISIBLE, ["Names, sizes, dates, tags.", SSEC_VISIBLE, SSE_S3_VISIBLE]),
    (ROW_LOST, ["The file is lost.", "The file is lost.", SSE_S3_LOST]),
    (ROW_COST, ["A little time at both ends: whoever reads must open the file.", SSEC_COST, SSE_S3_COST]),
    ("Changes to the file", ["Noticed when it is opened.", "Left to the provider.", "Left to the provider."]),
    (
        "Other tools",
        [
            "The official decryptors of the AWS Encryption SDK.",
            "Any S3 tool that sends the three headers.",
            "All of them.",
        ],
    ),
    (
        "Good for",
        ["Files that nobody else may ever read.", "Rules that ask for your own keys on the server.", "Everyday files."],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_option_answers_the_same_five_questions() {
        let heads = |choice| choice_facts(choice).map(|(head, _)| head);
        assert_eq!(heads(Choice::SseC), heads(Choice::SseS3));
        assert_eq!(heads(Choice::SseC), heads(Choice::Bucket));
        assert_eq!(heads(Choice::SseC), facts_of(Choice::SseC, true).map(|(head, _)| head));
    }

    #[test]
    fn of_what_is_sealed_no_option_lets_the_provider_see_the_content() {
        for choice in [Choice::SseC, Choice::SseS3, Choice::Bucket] {
            let sealed = at_rest_say(choice, true);
            assert!(sealed.contains("seal") && !sealed.contains("can read"), "{sealed}");
            assert!(["never sees the content", "cannot read the content"].iter().any(|no| sealed.contains(no)));
            assert!(!at_rest_say(choice, false).contains("seal"));
        }
    }

    #[test]
    fn a_second_key_on_top_of_the_seal_is_one_more_to_lose() {
        let lost = |choice| facts_of(choice, true).into_iter().find(|(head, _)| *head == ROW_LOST).unwrap().1;
        assert!(lost(Choice::SseC).contains("SSE-C key"));
        assert!(!lost(Choice::SseS3).contains("SSE-C"));
    }
}
