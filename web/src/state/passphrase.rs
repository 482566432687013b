//! When a new passphrase may be used: generated words once they are kept, typed ones as far as the meter consents.

use sealport_browser::worker::Strength;

/// Words of a generated passphrase: 6 of 7776 are 77.5 bits.
pub const WORDS: u8 = 6;

/// A typed passphrase needs at least so many guesses, as a power of ten: sealed files are guessed at offline, by machines
/// that never tire.
const ENOUGH_LOG10: f64 = 12.0;

/// What the meter's answer means for a passphrase that keeps a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be used.
    Strong,
    /// Only if the person insists.
    Weak,
}

impl Verdict {
    /// Judges what the meter said.
    #[must_use]
    pub fn of(strength: &Strength) -> Self {
        let enough = strength.score >= 4 && strength.guesses_log10 >= ENOUGH_LOG10;
        if enough { Self::Strong } else { Self::Weak }
    }
}

/// Lit bars of the meter's four.
#[must_use]
pub fn bars(strength: &Strength) -> usize {
    match Verdict::of(strength) {
        Verdict::Strong => 4,
        Verdict::Weak => usize::from(strength.score).clamp(1, 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(guesses_log10: f64, score: u8) -> Strength {
        Strength { guesses_log10, score, weakness: None, hints: Vec::new() }
    }

    #[test]
    fn the_meters_best_mark_is_not_enough_by_itself() {
        assert_eq!(Verdict::of(&strength(10.5, 4)), Verdict::Weak);
        assert_eq!(bars(&strength(10.5, 4)), 3);
        assert_eq!(Verdict::of(&strength(13.0, 4)), Verdict::Strong);
        assert_eq!(bars(&strength(13.0, 4)), 4);
        assert_eq!((Verdict::of(&strength(2.0, 0)), bars(&strength(2.0, 0))), (Verdict::Weak, 1));
    }
}
