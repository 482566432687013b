//! What follows when something given as a key is none, or a key that is easy to guess: what the page shows and offers.
//!
//! The diagnosis itself is the core's. Here is decided what a person is asked, and what their answer allows; no key and
//! no text of one passes through.

use super::keyring::Job;
use sealport_client::{KeyDiagnosis, KeyForm, KeyWarning, SseCKey};

/// Why nothing was imported yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no key.
    NoKey(KeyDiagnosis),
    /// It is a key, but easy to guess.
    EasyToGuess(KeyWarning),
    /// It is a key, and has the other job already.
    HasOtherJob {
        /// The job that it has.
        has: Job,
    },
}

/// What the person agreed to, after it was shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// To read a damaged key in the way this diagnosis stands for.
    pub repair: Option<KeyDiagnosis>,
    /// To use a key although it is easy to guess.
    pub guessable: bool,
}

impl Consent {
    /// What a click on a refusal's one button adds; none where there is nothing to agree to.
    #[must_use]
    pub fn with(self, shown: Refusal) -> Option<Self> {
        match shown {
            Refusal::NoKey(diagnosis) if diagnosis.is_repairable() => Some(Self {
                repair: Some(diagnosis),
                // Of text as a key the same box says that it can be guessed: asking twice would be noise.
                guessable: self.guessable || diagnosis == KeyDiagnosis::ThirtyTwoCharacters,
            }),
            Refusal::NoKey(_) | Refusal::HasOtherJob { .. } => None,
            Refusal::EasyToGuess(_) => Some(Self { guessable: true, ..self }),
        }
    }

    /// Whether a key with this warning may be imported now.
    ///
    /// # Errors
    ///
    /// The question to ask first.
    pub fn allows(self, warning: Option<KeyWarning>) -> Result<(), Refusal> {
        match warning {
            Some(warning) if !self.guessable => Err(Refusal::EasyToGuess(warning)),
            _ => Ok(()),
        }
    }
}

/// The row of marks: one for each byte of a key, and for those too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteMarks {
    /// Bytes that are there, 32 at most.
    pub present: usize,
    /// Bytes that are missing.
    pub missing: usize,
    /// Bytes after the 32nd, as many as are drawn.
    pub surplus: usize,
}

/// More are not drawn: the row is to be taken in at a glance.
const MOST_SURPLUS: usize = 16;

impl ByteMarks {
    /// The marks for a number of bytes.
    #[must_use]
    pub fn of(found: usize) -> Self {
        let present = found.min(SseCKey::LEN);
        Self { present, missing: SseCKey::LEN - present, surplus: (found - present).min(MOST_SURPLUS) }
    }
}

impl Refusal {
    /// The marks, where the number of bytes is what is wrong.
    #[must_use]
    pub fn marks(self) -> Option<ByteMarks> {
        let Self::NoKey(diagnosis) = self else {
            return None;
        };
        let found = match diagnosis {
            KeyDiagnosis::BytesLost { found, .. }
            | KeyDiagnosis::WrongLength { found, .. }
            | KeyDiagnosis::LineEndAttached { found, .. } => found,
            KeyDiagnosis::LikeMd5 { .. } => 16,
            KeyDiagnosis::HexLength { digits } if digits % 2 == 0 => digits / 2,
            _ => return None,
        };
        (found <= SseCKey::LEN + MOST_SURPLUS).then(|| ByteMarks::of(found))
    }

    /// Whether a new key is a way on. It is not where a look at the original mends it.
    #[must_use]
    pub fn offers_new_key(self) -> bool {
        match self {
            Self::EasyToGuess(_) | Self::HasOtherJob { .. } => true,
            Self::NoKey(diagnosis) => !matches!(
                diagnosis,
                KeyDiagnosis::Empty
                    | KeyDiagnosis::FileTooLong { .. }
                    | KeyDiagnosis::LineEndAttached { .. }
                    | KeyDiagnosis::EncodedTwice { .. }
                    | KeyDiagnosis::ExtraCharacters { .. }
                    | KeyDiagnosis::AmongText
                    | KeyDiagnosis::SeveralKeys { .. }
                    | KeyDiagnosis::PlusesBecameSpaces { .. }
                    | KeyDiagnosis::MixedAlphabets
                    | KeyDiagnosis::ForeignCharacters { .. }
                    | KeyDiagnosis::Utf16 { holds_key: true }
                    | KeyDiagnosis::ByteOrderMark
                    | KeyDiagnosis::BytesAsCharacters { .. }
            ),
        }
    }

    /// Whether to show how a key is made in a terminal: where the way it was made did the damage.
    #[must_use]
    pub fn shows_command(self) -> bool {
        let made_elsewhere = self.offers_new_key() && !matches!(self, Self::HasOtherJob { .. });
        made_elsewhere || matches!(self, Self::NoKey(KeyDiagnosis::LineEndAttached { form: KeyForm::Raw, .. }))
    }

    /// Stable name, for tests.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::NoKey(diagnosis) => diagnosis.kind(),
            Self::EasyToGuess(warning) => warning.as_str(),
            Self::HasOtherJob { .. } => "other-job",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOST: KeyDiagnosis = KeyDiagnosis::BytesLost { found: 31, form: KeyForm::Base64 };
    const TWICE: KeyDiagnosis = KeyDiagnosis::EncodedTwice { outer: KeyForm::Base64, inner: KeyForm::Base64 };

    #[test]
    fn only_what_has_one_meaning_can_be_agreed_to() {
        let agreed = Consent::default().with(Refusal::NoKey(TWICE));
        assert_eq!(agreed, Some(Consent { repair: Some(TWICE), guessable: false }));
        assert_eq!(Consent::default().with(Refusal::NoKey(LOST)), None);
    }

    #[test]
    fn a_repaired_key_that_is_easy_to_guess_is_asked_about_once_more() {
        let weak = Some(KeyWarning::AllBytesEqual);
        let agreed = Consent::default().with(Refusal::NoKey(TWICE)).unwrap();
        let asked = agreed.allows(weak).unwrap_err();
        assert_eq!(asked, Refusal::EasyToGuess(KeyWarning::AllBytesEqual));
        let both = agreed.with(asked).unwrap();
        assert_eq!((both.repair, both.allows(weak)), (Some(TWICE), Ok(())));
    }

    #[test]
    fn text_as_a_key_is_asked_about_once() {
        let agreed = Consent::default().with(Refusal::NoKey(KeyDiagnosis::ThirtyTwoCharacters)).unwrap();
        assert_eq!(agreed.allows(Some(KeyWarning::LooksLikeText)), Ok(()));
    }

    #[test]
    fn a_good_key_needs_no_consent_and_a_guessable_one_does() {
        assert_eq!(Consent::default().allows(None), Ok(()));
        assert!(Consent::default().allows(Some(KeyWarning::LooksLikeText)).is_err());
    }

    #[test]
    fn marks_show_what_is_there_missing_and_too_many() {
        let marks = |diagnosis| Refusal::NoKey(diagnosis).marks();
        assert_eq!(marks(LOST), Some(ByteMarks { present: 31, missing: 1, surplus: 0 }));
        let end = KeyDiagnosis::LineEndAttached { found: 34, form: KeyForm::Raw };
        assert_eq!(marks(end), Some(ByteMarks { present: 32, missing: 0, surplus: 2 }));
        assert_eq!(marks(KeyDiagnosis::HexLength { digits: 62 }), Some(ByteMarks::of(31)));
        assert_eq!(marks(KeyDiagnosis::HexLength { digits: 63 }), None);
        assert_eq!(marks(KeyDiagnosis::WrongLength { found: 600, form: KeyForm::Raw }), None);
        assert_eq!(Refusal::EasyToGuess(KeyWarning::AllBytesEqual).marks(), None);
    }

    #[test]
    fn a_new_key_is_offered_where_the_old_one_is_gone() {
        assert!(Refusal::NoKey(LOST).offers_new_key());
        assert!(Refusal::NoKey(LOST).shows_command());
        assert!(!Refusal::NoKey(TWICE).offers_new_key());
        assert!(!Refusal::NoKey(KeyDiagnosis::Empty).shows_command());
    }
}
