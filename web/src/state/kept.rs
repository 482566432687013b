//! Whether keys and connections are kept on this device, and when the page locks itself.
//!
//! What is kept, and the key that it is sealed with, are `bind`'s.

/// How the kept ring stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// Nobody has looked yet.
    #[default]
    Unknown,
    /// Nothing is kept here.
    Not,
    /// There is a ring, and it is sealed.
    Locked,
    /// It is open in this tab; changes are kept.
    Open,
}

/// After how long without use the page locks, where nobody chose.
pub const USUAL_LOCK_SECS: u32 = 15 * 60;

/// What a person may choose, in seconds; none is never.
pub const LOCK_CHOICES: [Option<u32>; 5] = [Some(5 * 60), Some(USUAL_LOCK_SECS), Some(60 * 60), Some(8 * 3600), None];

/// Why something about the ring did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingFault {
    /// It does not open: the passphrase is another one, or the header was altered.
    WrongPassphrase,
    /// It was altered or cut.
    Damaged,
    /// A sealed file of something else, or no sealed file at all.
    NotARing,
    /// A newer page wrote it.
    Newer,
    /// It asks for more memory or time than is given to a passphrase, or than this device has.
    TooCostly,
    /// The worker did not start.
    NoWorker,
    /// More keys than a ring holds, or a longer file.
    TooLarge,
    /// This browser keeps nothing for pages here.
    NothingIsKept,
    /// The browser has no room left.
    NoRoom,
    /// Another tab has kept a ring meanwhile.
    KeptMeanwhile,
    /// Another tab has forgotten the ring meanwhile.
    ForgottenMeanwhile,
    /// Another tab has sealed the ring under another passphrase.
    ResealedMeanwhile,
    /// The browser failed, for reasons of its own.
    Failed,
}

/// A kept connection, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConnectionFace {
    /// The endpoint's origin.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The public half of the credentials.
    pub access_key_id: String,
}

impl ConnectionFace {
    /// Host and port, for people.
    #[must_use]
    pub fn host(&self) -> &str {
        self.endpoint.split_once("://").map_or(self.endpoint.as_str(), |(_, host)| host)
    }
}

/// What an import would bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The new keys: short fingerprint and name.
    pub keys: Vec<(String, String)>,
    /// Keys that are here already.
    pub known_keys: usize,
    /// Keys that have the other job here, and stay away.
    pub refused_keys: usize,
    /// The new connections.
    pub connections: Vec<ConnectionFace>,
    /// Connections that are here already.
    pub known_connections: usize,
}

impl Found {
    /// Whether there is nothing to add.
    #[must_use]
    pub fn is_nothing_new(&self) -> bool {
        self.keys.is_empty() && self.connections.is_empty()
    }
}

/// The kept ring, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRing {
    /// How it stands.
    pub state: Kept,
    /// Something is under way: deriving, writing.
    pub busy: bool,
    /// What failed last, of what happens without a dialog.
    pub fault: Option<RingFault>,
    /// Connections of this tab that are kept, or would be.
    pub connections: Vec<ConnectionFace>,
    /// After how many seconds without use the page locks; none is never.
    pub lock_after_secs: Option<u32>,
}

impl Default for KeptRing {
    fn default() -> Self {
        Self {
            state: Kept::default(),
            busy: false,
            fault: None,
            connections: Vec::new(),
            lock_after_secs: Some(USUAL_LOCK_SECS),
        }
    }
}

/// When the person did something last, by the wall clock: it goes on while a device sleeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastUse(i64);

impl LastUse {
    /// The person did something.
    pub fn note(&mut self, now_secs: i64) {
        self.0 = now_secs;
    }

    /// Whether it is time to lock. A clock that was set back counts as use.
    pub fn is_time_to_lock(&mut self, now_secs: i64, after_secs: Option<u32>) -> bool {
        if now_secs < self.0 {
            self.0 = now_secs;
        }
        after_secs.is_some_and(|after| now_secs - self.0 >= i64::from(after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_locks_after_the_chosen_time_without_use() {
        let mut last = LastUse::default();
        last.note(1000);
        assert!(!last.is_time_to_lock(1899, Some(900)));
        assert!(last.is_time_to_lock(1900, Some(900)));
        last.note(1900);
        assert!(!last.is_time_to_lock(1901, Some(900)));
        assert!(!last.is_time_to_lock(i64::MAX, None));
    }

    #[test]
    fn a_clock_that_is_set_back_neither_locks_at_once_nor_keeps_open_for_years() {
        let mut last = LastUse::default();
        last.note(1_000_000);
        assert!(!last.is_time_to_lock(5_000, Some(900)));
        assert!(last.is_time_to_lock(5_900, Some(900)));
    }

    #[test]
    fn the_usual_lock_is_among_the_choices() {
        assert!(LOCK_CHOICES.contains(&KeptRing::default().lock_after_secs));
    }
}
