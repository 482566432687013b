//! Two rings that changed apart: nothing that either gained is lost, and nothing that either removed comes back.

use super::{KeptConnection, Ring, RingHome, RingKey};

/// What an imported ring would bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Keys that are not here.
    pub keys: Vec<RingKey>,
    /// How many of its keys are here already.
    pub known_keys: usize,
    /// Keys whose bytes are here in the other job: they are left out.
    pub refused_keys: usize,
    /// Connections that are not here.
    pub connections: Vec<KeptConnection>,
    /// How many of its connections are here already. Where the secrets differ, those that are here stay.
    pub known_connections: usize,
}

/// Something that a ring holds once.
trait Entry: Clone + PartialEq {
    fn is_same(&self, other: &Self) -> bool;
    /// Both sides have it, and it was `base` when they parted, if it was there at all.
    fn merged(base: Option<&Self>, mine: &Self, theirs: &Self) -> Self;
}

/// Mine where I changed it, theirs otherwise.
fn changed<T: Clone + PartialEq>(base: Option<&T>, mine: &T, theirs: &T) -> T {
    if base == Some(mine) { theirs.clone() } else { mine.clone() }
}

impl Entry for RingKey {
    fn is_same(&self, other: &Self) -> bool {
        self.secret == other.secret
    }

    fn merged(base: Option<&Self>, mine: &Self, theirs: &Self) -> Self {
        Self {
            secret: mine.secret.clone(),
            name: changed(base.map(|base| &base.name), &mine.name, &theirs.name),
            since_secs: mine.since_secs.min(theirs.since_secs),
            origin: mine.origin,
            // A copy that was proven stays proven.
            saved: mine.saved || theirs.saved,
            homes: merged(base.map_or(&[], |base| &base.homes), &mine.homes, &theirs.homes),
        }
    }
}

impl Entry for RingHome {
    fn is_same(&self, other: &Self) -> bool {
        self == other
    }

    fn merged(_: Option<&Self>, mine: &Self, _: &Self) -> Self {
        mine.clone()
    }
}

impl Entry for KeptConnection {
    fn is_same(&self, other: &Self) -> bool {
        self.id() == other.id()
    }

    fn merged(base: Option<&Self>, mine: &Self, theirs: &Self) -> Self {
        changed(base, mine, theirs)
    }
}

fn find<'a, T: Entry>(entries: &'a [T], wanted: &T) -> Option<&'a T> {
    entries.iter().find(|entry| entry.is_same(wanted))
}

fn merged<T: Entry>(base: &[T], mine: &[T], theirs: &[T]) -> Vec<T> {
    let mut all = Vec::new();
    for entry in mine {
        match (find(theirs, entry), find(base, entry)) {
            (Some(other), base) => all.push(T::merged(base, entry, other)),
            (None, None) => all.push(entry.clone()),
            // They removed it. What I did to it meanwhile does not bring it back.
            (None, Some(_)) => {}
        }
    }
    let new = theirs.iter().filter(|entry| find(mine, entry).is_none() && find(base, entry).is_none());
    all.extend(new.cloned());
    all
}

impl Ring {
    /// What becomes of `self` and `theirs`, which both were `base` when they parted.
    #[must_use]
    pub fn merged_with(&self, base: &Self, theirs: &Self) -> Self {
        let mut keys: Vec<RingKey> = Vec::new();
        for key in merged(&base.keys, &self.keys, &theirs.keys) {
            // Two places gave the same bytes two jobs: the one that is here goes on.
            if !keys.iter().any(|other| other.secret.is_other_job_of(&key.secret)) {
                keys.push(key);
            }
        }
        keys.sort_by_key(|key| std::cmp::Reverse(key.since_secs));
        let lock = changed(Some(&base.lock_after_secs), &self.lock_after_secs, &theirs.lock_after_secs);
        Self {
            keys,
            connections: merged(&base.connections, &self.connections, &theirs.connections),
            lock_after_secs: lock,
        }
    }

    /// What becomes of `self` when `other` is added to it, which came from elsewhere: nothing that is here changes, but
    /// that a key may gain homes and the proof of a copy.
    #[must_use]
    pub fn with_added(&self, other: &Self) -> Self {
        let parted = Self { lock_after_secs: other.lock_after_secs, ..Self::default() };
        self.merged_with(&parted, other)
    }

    /// What becomes of `self`, made while the kept ring `other` was locked, when that is unlocked: as
    /// [`Ring::with_added`], and the lock is what was kept.
    #[must_use]
    pub fn with_kept(&self, other: &Self) -> Self {
        let parted = Self { lock_after_secs: self.lock_after_secs, ..Self::default() };
        self.merged_with(&parted, other)
    }

    /// The keys and connections that `base` had not: all that is lost with `self` where `base` is stored.
    #[must_use]
    pub fn gained_since(&self, base: &Self) -> Self {
        let News { keys, connections, .. } = base.news_of(self);
        Self { keys, connections, lock_after_secs: self.lock_after_secs }
    }

    /// What `other` would bring here.
    #[must_use]
    pub fn news_of(&self, other: &Self) -> News {
        let mut news = News::default();
        for key in &other.keys {
            if find(&self.keys, key).is_some() {
                news.known_keys += 1;
            } else if self.keys.iter().any(|own| own.secret.is_other_job_of(&key.secret)) {
                news.refused_keys += 1;
            } else {
                news.keys.push(key.clone());
            }
        }
        for connection in &other.connections {
            if find(&self.connections, connection).is_some() {
                news.known_connections += 1;
            } else {
                news.connections.push(connection.clone());
            }
        }
        news
    }
}
