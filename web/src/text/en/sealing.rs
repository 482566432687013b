//! The words of sealing and opening: for whom, passphrases, what is known of a sealed object.

use super::{either, wanted_parts};
use crate::state::passphrase::Verdict;
use sealport_browser::worker::{Hint, Strength, Weakness};
use sealport_client::message::WrappingKeyName;

pub const SEALED_TITLE: &str = "Sealed in this browser";
pub const SEALED_SAY: &str = "Only holders of your keys can open it. The provider stores bytes it cannot read.";
pub const EMPTY_TEXT_SEALED: &str = "Drop files anywhere on this page. They are sealed here, before they leave.";
pub const DROP_SEALED: &str = "Sealed here, before it leaves.";
pub const SEALED: &str = "Sealed";
pub const SEALED_AND_SSEC: &str = "Sealed + SSE-C";
pub const SEAL_FOR: &str = "Who can open it";
pub const AT_REST_TITLE: &str = "Where it is stored";
pub const RECOVERY_PASSPHRASE: &str = "A recovery passphrase";
pub const PASSPHRASE_SET: &str = "set";
pub const SEALED_HERE: &str = "sealed here";
pub const CANNOT_READ: &str = "cannot read";

pub const PASSPHRASE: &str = "Passphrase";
pub const PASSPHRASE_WAY: &str = "Which passphrase";
pub const PASSPHRASE_GENERATED: &str = "Random words";
pub const PASSPHRASE_OWN: &str = "Your own";
pub const PASSPHRASE_AGAIN: &str = "The same again";
pub const PASSPHRASE_DIFFERS: &str = "It is not the same as above.";
pub const PASSPHRASE_GENERATED_SAY: &str =
    "Six words drawn at random: nobody guesses them. Keep them apart from the files.";
pub const ANOTHER_PASSPHRASE: &str = "Other words";
pub const PASSPHRASE_KEPT: &str = "I have written it down, or keep it in a password manager";
pub const PASSPHRASE_COPIED: &str = "Passphrase copied. Clear the clipboard once you have pasted it.";
pub const USE_PASSPHRASE: &str = "Use this passphrase";
pub const USE_WEAK: &str = "Use it all the same";
pub const SHOW_PASSPHRASE: &str = "Show the passphrase";
pub const HIDE_PASSPHRASE: &str = "Hide the passphrase";
pub const DERIVING: &str = "Making a key of the passphrase";
pub const OPEN_WITH_PASSPHRASE: &str = "Open";

pub const OPEN_SEALED_TITLE: &str = "This object is sealed";
pub const OR_IMPORT: &str = "Or import the key";
pub const DOWNLOAD_AS_IS: &str = "Download it still sealed";
pub const DOWNLOAD_UNSEALED: &str = "Download it all the same";
pub const FACT_SEALED: &str = "Sealed for";
pub const FACT_SEALED_SUITE: &str = "Sealed with";
pub const FACT_PLAINTEXT_LEN: &str = "Size inside";

/// For whom an object is sealed.
#[must_use]
pub fn it_is_sealed_for(names: &[WrappingKeyName]) -> String {
    format!("Sealed for {}.", sealed_for(names))
}

/// The format of a sealed object.
#[must_use]
pub fn sealed_with(suite: &str, frame_len: u32) -> String {
    format!("AWS Encryption SDK, suite {suite}, frames of {}", super::size(u64::from(frame_len)))
}

/// Names of what was being done, for the details of an error.
pub const SEAL_OP: &str = "seal";
pub const OPEN_OP: &str = "open";
pub const PASSPHRASE_OP: &str = "passphrase";

/// What the meter makes of a passphrase.
#[must_use]
pub fn strength(strength: &Strength) -> String {
    if Verdict::of(strength) == Verdict::Strong {
        return "Strong.".to_owned();
    }
    let why = strength.weakness.map_or("Machines that never tire could find it.", weakness);
    let help = strength.hints.first().copied().map_or("Add a few words that do not belong together.", hint);
    format!("Weak. {why} {help}")
}

fn weakness(weakness: Weakness) -> &'static str {
    match weakness {
        Weakness::RowOfKeys | Weakness::KeyboardPattern => "It follows the keys of the keyboard.",
        Weakness::RepeatedCharacter | Weakness::RepeatedGroup => "It repeats itself.",
        Weakness::TopTen | Weakness::TopHundred | Weakness::Common | Weakness::LikeCommon => "Many people use it.",
        Weakness::Sequence => "It has letters or digits in their order.",
        Weakness::RecentYear | Weakness::Date => "Dates are tried first.",
        Weakness::SingleWord => "One word is found at once.",
        Weakness::SingleName | Weakness::CommonNames => "Names are tried first.",
        _ => "It is easy to guess.",
    }
}

fn hint(hint: Hint) -> &'static str {
    match hint {
        Hint::MoreWords => "Add a word or two.",
        Hint::CapitalsHelpLittle | Hint::AllCapitalsHelpLittle => "Capitals help little; more words do.",
        Hint::ReversedHelpsLittle => "Writing it backwards helps little; more words do.",
        Hint::SubstitutionsHelpLittle => "Putting @ for a helps little; more words do.",
        Hint::LongerPattern => "Use words instead of a pattern.",
        Hint::AvoidRepeats => "Do not repeat words or characters.",
        Hint::AvoidSequences => "Leave sequences out.",
        Hint::AvoidRecentYears | Hint::AvoidOwnYears | Hint::AvoidOwnDates => "Leave years and dates out.",
        _ => "Use several words that do not belong together.",
    }
}

/// For whom a file is sealed: `key 7F3A-K9QX and a passphrase`.
#[must_use]
pub fn sealed_for(names: &[WrappingKeyName]) -> String {
    let parts = wanted_parts(names);
    match parts.as_slice() {
        [] => "keys of a kind that is not supported".to_owned(),
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => either(&parts),
    }
}
