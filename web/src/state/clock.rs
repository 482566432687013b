//! This computer's clock, once a storage has shown that it is wrong: said once, then the person knows.

/// What is to be said of the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockNotice {
    minutes: Option<i64>,
    dismissed: bool,
}

impl ClockNotice {
    /// The client goes on with the storage's time: `correction_secs` were added to ours. Zero is no correction. What was
    /// said before is not said again.
    pub fn corrected(&mut self, correction_secs: i64) {
        if correction_secs != 0 && self.minutes.is_none() {
            // Less than a minute is corrected by nobody, but "0 minutes" would be no sentence.
            let minutes = (correction_secs.abs() + 30) / 60;
            self.minutes = Some(minutes.max(1) * correction_secs.signum());
        }
    }

    /// Minutes by which this computer's clock is behind (negative: ahead), while that is to be shown.
    #[must_use]
    pub fn shown(&self) -> Option<i64> {
        self.minutes.filter(|_| !self.dismissed)
    }

    /// The person has read it.
    pub fn dismiss(&mut self) {
        self.dismissed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrected_clock_is_said_once() {
        let mut notice = ClockNotice::default();
        notice.corrected(0);
        assert_eq!(notice.shown(), None);
        notice.corrected(11 * 60 + 12);
        assert_eq!(notice.shown(), Some(11));
        notice.dismiss();
        notice.corrected(11 * 60 + 14);
        assert_eq!(notice.shown(), None);
    }

    #[test]
    fn a_clock_that_is_ahead_counts_backwards() {
        let mut notice = ClockNotice::default();
        notice.corrected(-7200);
        assert_eq!(notice.shown(), Some(-120));
    }
}
