//! The keys of this tab, as far as they are not secret: job, fingerprint, name, whether saved, where they may be used.
//!
//! The 32 bytes themselves are kept in `bind`, by fingerprint.

/// A storage a key belongs to: the origin that requests go to, and the bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Scheme, host and port.
    pub origin: String,
    /// The bucket; empty for a pasted link, which does not tell it.
    pub bucket: String,
}

impl Home {
    /// Host and port, for people.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or(self.origin.as_str(), |(_, host)| host)
    }
}

/// What a key is for: it has one job, and keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Job {
    /// It is sent to the storage, which encrypts with it.
    SseC,
    /// It seals files in this browser and never leaves it.
    Sealing,
}

/// Where a key came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Made in this tab.
    Made,
    /// Pasted or read from a file.
    Imported,
}

/// The public face of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFace {
    /// What it is for.
    pub job: Job,
    /// All 16 characters of the fingerprint.
    pub fingerprint: String,
    /// The first eight, as people see them: `7F3A-K9QX`.
    pub short: String,
    /// The ten bytes of the fingerprint, for the drawing.
    pub teeth: [u8; 10],
    /// The name the person gave, possibly empty.
    pub name: String,
    /// Whether the key left this tab as a file or over the clipboard: no proof, but without it there is nothing to prove.
    pub copied: bool,
    /// Whether a copy outside this tab exists.
    pub saved: bool,
    /// Where it came from.
    pub source: Source,
    /// When it came into this tab, seconds since 1970.
    pub since_secs: i64,
    /// How many objects it encrypted from this tab.
    pub uploads: u32,
    /// Whether others could guess it. Its fingerprint would let them test guesses, so it opens files and seals none.
    pub guessable: bool,
    homes: Vec<Home>,
}

impl KeyFace {
    /// A key that was just made or imported: an SSE-C key for a storage, a sealing key for none.
    #[must_use]
    pub fn new(
        job: Job,
        fingerprint: String,
        short: String,
        teeth: [u8; 10],
        source: Source,
        home: Option<Home>,
        now_secs: i64,
    ) -> Self {
        Self {
            job,
            fingerprint,
            short,
            teeth,
            name: String::new(),
            copied: false,
            // Whoever imports a key has it from somewhere.
            saved: source == Source::Imported,
            source,
            since_secs: now_secs,
            uploads: 0,
            guessable: false,
            homes: home.into_iter().collect(),
        }
    }

    /// Whether it may be used with this storage: the person agreed that it is sent there, or it is sent nowhere.
    #[must_use]
    pub fn at_home(&self, home: &Home) -> bool {
        self.job == Job::Sealing || self.homes.contains(home)
    }

    /// The same, with the storages that a person agreed to before.
    #[must_use]
    pub fn with_homes(self, homes: Vec<Home>) -> Self {
        Self { homes, ..self }
    }

    /// Every storage it may be used at.
    #[must_use]
    pub fn homes(&self) -> &[Home] {
        &self.homes
    }
}

/// What an attempt to prove that a key was saved shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// There is a copy.
    Proven,
    /// The characters are right, and no copy was made.
    CopyFirst,
    /// The characters are others.
    WrongText,
    /// The file holds another key.
    OtherKey,
    /// The file holds no key.
    NoKey,
}

/// Whether a key may be used right now, and if not, what to ask first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// It may.
    Given,
    /// It belongs to another storage.
    OtherStorage,
    /// It would be lost with the tab.
    NotSaved,
    /// It is not in this tab.
    Missing,
}

/// All keys of the tab, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRing {
    keys: Vec<KeyFace>,
}

impl KeyRing {
    /// Adds a key. One that is here already gains the new home, and counts as saved if it was now imported.
    /// Returns whether it was new.
    pub fn add(&mut self, key: KeyFace) -> bool {
        if let Some(old) = self.keys.iter_mut().find(|old| old.fingerprint == key.fingerprint) {
            old.saved |= key.saved;
            for home in key.homes {
                if !old.homes.contains(&home) {
                    old.homes.push(home);
                }
            }
            return false;
        }
        self.keys.insert(0, key);
        true
    }

    /// Has exactly these keys from now on. What only this tab knows of a key stays: copies and uploads.
    pub fn take_over(&mut self, mut keys: Vec<KeyFace>) {
        for key in &mut keys {
            if let Some(old) = self.find(&key.fingerprint) {
                key.copied = old.copied;
                key.uploads = old.uploads;
            }
        }
        self.keys = keys;
    }

    /// All keys, newest first.
    #[must_use]
    pub fn keys(&self) -> &[KeyFace] {
        &self.keys
    }

    /// The keys of one job, newest first.
    pub fn of_job(&self, job: Job) -> impl Iterator<Item = &KeyFace> {
        self.keys.iter().filter(move |key| key.job == job)
    }

    /// The key with this fingerprint (16 characters) or its short form.
    #[must_use]
    pub fn find(&self, fingerprint_or_short: &str) -> Option<&KeyFace> {
        self.keys.iter().find(|key| key.fingerprint == fingerprint_or_short || key.short == fingerprint_or_short)
    }

    fn find_mut(&mut self, fingerprint: &str) -> Option<&mut KeyFace> {
        self.keys.iter_mut().find(|key| key.fingerprint == fingerprint)
    }

    /// The key to show: the named one, which may not be here, otherwise the newest.
    #[must_use]
    pub fn to_show(&self, named: Option<&str>) -> Option<&KeyFace> {
        match named {
            Some(named) => self.find(named),
            None => self.keys.first(),
        }
    }

    /// Gives a key a name (at most 60 characters, trimmed).
    pub fn rename(&mut self, fingerprint: &str, name: &str) {
        if let Some(key) = self.find_mut(fingerprint) {
            key.name = name.trim().chars().take(60).collect();
        }
    }

    /// Notes that the key was saved as a file, or copied.
    pub fn mark_copied(&mut self, fingerprint: &str) {
        if let Some(key) = self.find_mut(fingerprint) {
            key.copied = true;
        }
    }

    /// What the last characters of a key prove, once they were typed: nothing, while they can only have been read off
    /// this screen.
    #[must_use]
    pub fn typed_proof(&self, fingerprint: &str, matches: bool) -> Proof {
        match self.find(fingerprint) {
            Some(key) if matches && key.copied => Proof::Proven,
            Some(_) if matches => Proof::CopyFirst,
            _ => Proof::WrongText,
        }
    }

    /// Notes that a copy outside this tab exists.
    pub fn mark_saved(&mut self, fingerprint: &str) {
        if let Some(key) = self.find_mut(fingerprint) {
            key.saved = true;
        }
    }

    /// Notes that the person agreed to use the key at a storage.
    pub fn allow(&mut self, fingerprint: &str, home: &Home) {
        if let Some(key) = self.find_mut(fingerprint)
            && !key.homes.contains(home)
        {
            key.homes.push(home.clone());
        }
    }

    /// Counts an upload.
    pub fn count_upload(&mut self, fingerprint: &str) {
        if let Some(key) = self.find_mut(fingerprint) {
            key.uploads = key.uploads.saturating_add(1);
        }
    }

    /// Takes a key out of the tab.
    pub fn remove(&mut self, fingerprint: &str) {
        self.keys.retain(|key| key.fingerprint != fingerprint);
    }

    /// Forgets every key.
    pub fn clear(&mut self) {
        self.keys.clear();
    }

    /// Whether a key may encrypt an upload to this storage.
    #[must_use]
    pub fn leave_to_upload(&self, fingerprint: &str, home: &Home) -> Leave {
        match self.leave_to_read(fingerprint, home) {
            Leave::Given if self.find(fingerprint).is_some_and(|key| !key.saved) => Leave::NotSaved,
            other => other,
        }
    }

    /// Whether a key may be sent to this storage in order to read.
    #[must_use]
    pub fn leave_to_read(&self, fingerprint: &str, home: &Home) -> Leave {
        match self.find(fingerprint) {
            None => Leave::Missing,
            Some(key) if !key.at_home(home) => Leave::OtherStorage,
            Some(_) => Leave::Given,
        }
    }
}

/// The drawn key's outline: eight teeth whose depths come from the first eight bytes of the fingerprint.
///
/// A 28 by 12 drawing; the bow is drawn apart.
#[must_use]
pub fn blade_path(teeth: &[u8; 10]) -> String {
    // The blade runs from the tip (x 27.5) to the bow (x 9); a tooth is 2.125 wide, the first and last a little more.
    let depth = |byte: u8| 5.2 + f32::from(byte % 6) * 0.9;
    let mut path = "M9 3H27.5".to_owned();
    let mut edge = 27.0;
    for (at, byte) in teeth.iter().take(8).enumerate() {
        edge -= 2.125;
        let x = if at == 7 { 9.0 } else { edge };
        path.push_str(&format!("V{:.1}H{x:.2}", depth(*byte)));
    }
    path.push('z');
    path
}

#[cfg(test)]
#[path = "keyring_tests.rs"]
mod tests;
