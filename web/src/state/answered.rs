//! What silence means: a bucket without a rule for this page, or a lost connection. A browser does not tell them apart,
//! but a storage that has answered before has let this page in.

use super::fault::{CONNECTION_LOST, Fault};

/// What a storage has answered in this session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    reads: bool,
    writes: bool,
}

/// What no answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// It never answered this page: most likely it does not let it in.
    NotLetIn,
    /// It answered before: the connection is lost.
    Lost,
    /// Reading was let in before, writing was never tried: whether reading still is tells.
    AskAgain,
}

impl Answered {
    /// A storage whose checks were passed before it was opened.
    #[must_use]
    pub fn reading() -> Self {
        Self { reads: true, writes: false }
    }

    /// An answer came, whatever it said.
    pub fn note(&mut self, writes: bool) {
        if writes {
            self.writes = true;
        }
        // Who may write is answered to what goes before it as well.
        self.reads = true;
    }

    /// What silence after a request means. `moved`: whether bytes of a file were on their way already, which no browser
    /// sends before it was let in.
    #[must_use]
    pub fn silence(self, writes: bool, moved: bool) -> Silence {
        match (self.reads, self.writes) {
            _ if moved => Silence::Lost,
            (false, _) => Silence::NotLetIn,
            (true, false) if writes => Silence::AskAgain,
            (true, _) => Silence::Lost,
        }
    }
}

/// The same fault, once it is known that the storage has let this page in before.
#[must_use]
pub fn as_lost(fault: Fault) -> Fault {
    if fault.code == "network-or-cors" { Fault { code: CONNECTION_LOST, ..fault } } else { fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storage_that_never_answered_may_not_let_this_page_in() {
        assert_eq!(Answered::default().silence(false, false), Silence::NotLetIn);
        assert_eq!(Answered::default().silence(true, false), Silence::NotLetIn);
    }

    #[test]
    fn a_storage_that_answered_before_is_lost_when_it_falls_silent() {
        let mut answered = Answered::default();
        answered.note(false);
        assert_eq!(answered, Answered::reading());
        assert_eq!(answered.silence(false, false), Silence::Lost);
    }

    #[test]
    fn a_rule_that_allows_reading_only_is_told_from_a_lost_connection() {
        let mut answered = Answered::reading();
        assert_eq!(answered.silence(true, false), Silence::AskAgain);
        assert_eq!(answered.silence(true, true), Silence::Lost);
        answered.note(true);
        assert_eq!(answered.silence(true, false), Silence::Lost);
    }

    #[test]
    fn only_silence_becomes_a_lost_connection() {
        assert_eq!(as_lost(Fault::here("network-or-cors", "PUT", "", 0)).code, CONNECTION_LOST);
        assert_eq!(as_lost(Fault::here("denied", "PUT", "", 0)).code, "denied");
    }
}
