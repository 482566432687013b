//! How hard a typed passphrase is to guess. The words for it are the page's.

use serde::{Deserialize, Serialize};

/// An estimate: what a guesser who knows words, names, dates and keyboards would need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strength {
    /// Decimal logarithm of the number of guesses; 0 of an empty passphrase.
    pub guesses_log10: f64,
    /// From 0 (guessed at once) to 4; below 3 it is too weak for anything.
    pub score: u8,
    /// What makes it weak, where one thing does.
    pub weakness: Option<Weakness>,
    /// What would help; nothing of a strong one.
    pub hints: Vec<Hint>,
}

/// What makes a passphrase weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Weakness {
    /// Keys that lie in one row.
    RowOfKeys,
    /// A short pattern on the keyboard.
    KeyboardPattern,
    /// One character again and again.
    RepeatedCharacter,
    /// A few characters again and again.
    RepeatedGroup,
    /// One of the ten most used.
    TopTen,
    /// One of the hundred most used.
    TopHundred,
    /// Used by many.
    Common,
    /// Like one that many use.
    LikeCommon,
    /// Letters or digits in their order.
    Sequence,
    /// A recent year.
    RecentYear,
    /// A single word.
    SingleWord,
    /// A date.
    Date,
    /// A single name.
    SingleName,
    /// Common names.
    CommonNames,
}

/// What would make a passphrase stronger, or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Hint {
    /// A few words that are no common phrase.
    FewUncommonWords,
    /// Symbols, digits and capitals are not needed.
    SymbolsNotNeeded,
    /// One or two words more.
    MoreWords,
    /// A capital first letter helps little.
    CapitalsHelpLittle,
    /// All capitals help little.
    AllCapitalsHelpLittle,
    /// Words written backwards help little.
    ReversedHelpsLittle,
    /// Usual substitutions (`@` for `a`) help little.
    SubstitutionsHelpLittle,
    /// A longer pattern with more turns.
    LongerPattern,
    /// No word or character twice.
    AvoidRepeats,
    /// No letters or digits in their order.
    AvoidSequences,
    /// No recent year.
    AvoidRecentYears,
    /// No year of one's own life.
    AvoidOwnYears,
    /// No date or year of one's own life.
    AvoidOwnDates,
}
