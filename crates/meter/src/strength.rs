//! How hard a typed passphrase is to guess.

use sealport_worker_protocol::{Hint, Strength, Weakness};
use zxcvbn::feedback::{Suggestion, Warning};
use zxcvbn::zxcvbn;

/// An estimate by the zxcvbn algorithm, which looks at the first 100 characters.
pub fn strength(passphrase: &str) -> Strength {
    let found = zxcvbn(passphrase, &[]);
    let feedback = found.feedback();
    Strength {
        // Minus infinity for an empty one.
        guesses_log10: found.guesses_log10().max(0.0),
        score: found.score().into(),
        weakness: feedback.and_then(|feedback| feedback.warning()).map(weakness),
        hints: feedback.map(|feedback| feedback.suggestions().iter().copied().map(hint).collect()).unwrap_or_default(),
    }
}

fn weakness(warning: Warning) -> Weakness {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess => Weakness::RowOfKeys,
        Warning::ShortKeyboardPatternsAreEasyToGuess => Weakness::KeyboardPattern,
        Warning::RepeatsLikeAaaAreEasyToGuess => Weakness::RepeatedCharacter,
        Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => Weakness::RepeatedGroup,
        Warning::ThisIsATop10Password => Weakness::TopTen,
        Warning::ThisIsATop100Password => Weakness::TopHundred,
        Warning::ThisIsACommonPassword => Weakness::Common,
        Warning::ThisIsSimilarToACommonlyUsedPassword => Weakness::LikeCommon,
        Warning::SequencesLikeAbcAreEasyToGuess => Weakness::Sequence,
        Warning::RecentYearsAreEasyToGuess => Weakness::RecentYear,
        Warning::AWordByItselfIsEasyToGuess => Weakness::SingleWord,
        Warning::DatesAreOftenEasyToGuess => Weakness::Date,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess => Weakness::SingleName,
        Warning::CommonNamesAndSurnamesAreEasyToGuess => Weakness::CommonNames,
    }
}

fn hint(suggestion: Suggestion) -> Hint {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases => Hint::FewUncommonWords,
        Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => Hint::SymbolsNotNeeded,
        Suggestion::AddAnotherWordOrTwo => Hint::MoreWords,
        Suggestion::CapitalizationDoesntHelpVeryMuch => Hint::CapitalsHelpLittle,
        Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => Hint::AllCapitalsHelpLittle,
        Suggestion::ReversedWordsArentMuchHarderToGuess => Hint::ReversedHelpsLittle,
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => Hint::SubstitutionsHelpLittle,
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => Hint::LongerPattern,
        Suggestion::AvoidRepeatedWordsAndCharacters => Hint::AvoidRepeats,
        Suggestion::AvoidSequences => Hint::AvoidSequences,
        Suggestion::AvoidRecentYears => Hint::AvoidRecentYears,
        Suggestion::AvoidYearsThatAreAssociatedWithYou => Hint::AvoidOwnYears,
        Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => Hint::AvoidOwnDates,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_passphrase_is_guessed_at_once() {
        let found = strength("");
        assert_eq!((found.guesses_log10, found.score), (0.0, 0));
        assert!(found.hints.contains(&Hint::FewUncommonWords));
    }

    #[test]
    fn what_many_use_is_weak_and_says_why() {
        let weak = [
            ("password", Weakness::TopTen),
            ("qwertyuiop", Weakness::TopHundred),
            ("aaaaaaa", Weakness::RepeatedCharacter),
            ("abcdefghijk", Weakness::Sequence),
            ("17.03.1989", Weakness::Date),
        ];
        for (passphrase, weakness) in weak {
            let found = strength(passphrase);
            assert!(found.score <= 1 && found.guesses_log10 < 6.0, "{passphrase}: {found:?}");
            assert_eq!(found.weakness, Some(weakness), "{passphrase}");
        }
    }

    #[test]
    fn six_words_of_a_long_list_are_strong_and_get_no_advice() {
        let found = strength("obtrusive paving gusto stratus wolverine quarry");
        assert!(found.score == 4 && found.guesses_log10 > 15.0, "{found:?}");
        assert_eq!((found.weakness, found.hints), (None, Vec::new()));
    }

    #[test]
    fn letters_of_any_script_are_judged() {
        for passphrase in ["Grüße aus Köln", "пароль", "密码密码", "👩‍👩‍👧🔑", "\u{0}\u{FFFD}"]
        {
            assert!(strength(passphrase).score <= 4, "{passphrase}");
        }
    }
}
