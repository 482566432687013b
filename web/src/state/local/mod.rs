//! Local mode: files to seal or open on this device, without any storage. What each one is, what can be done with it,
//! and how far that is. Names, numbers and one passphrase while it is typed; the files themselves are in `bind`.

pub mod names;
#[cfg(test)]
mod tests;

use super::fault::Fault;
use super::pace::Pace;
use sealport_client::Zeroizing;
use sealport_client::message::{Header, Layout, WrappingKeyName};
use sealport_client::openssl::Hash;
use std::collections::{HashMap, HashSet};

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Its first bytes are being read.
    Looking,
    /// Anything that can be sealed.
    Plain,
    /// A sealed file.
    Sealed(Box<SealedFacts>),
    /// A file of `openssl enc`.
    OpenSsl,
    /// It begins like a sealed file, and cannot be opened; or it is one in another form.
    Refused(Box<Fault>),
}

/// What a sealed file tells without a key. Nothing of it is believed before it is unlocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedFacts {
    /// Its suite, as `0x0478`.
    pub suite: String,
    /// The keys and passphrases that it asks for.
    pub wanted: Vec<WrappingKeyName>,
    /// Recipients of kinds that are not supported.
    pub foreign: usize,
    /// Plaintext bytes of a frame.
    pub frame_len: u32,
    /// Number of frames.
    pub frames: u32,
    /// Bytes inside.
    pub plaintext_len: u64,
}

impl SealedFacts {
    /// Of a header, and of the layout that follows from the file's length.
    #[must_use]
    pub fn of(header: &Header, layout: &Layout) -> Self {
        Self {
            suite: header.suite().to_string(),
            wanted: header.key_names(),
            foreign: header.foreign_recipients(),
            frame_len: header.frame_len(),
            frames: layout.frames(),
            plaintext_len: layout.plaintext_len(),
        }
    }

    /// Whether a passphrase opens it.
    #[must_use]
    pub fn has_passphrase(&self) -> bool {
        self.wanted.iter().any(WrappingKeyName::is_passphrase)
    }

    /// Whether a key opens it.
    #[must_use]
    pub fn has_key(&self) -> bool {
        self.wanted.iter().any(|name| !name.is_passphrase())
    }
}

/// What is being done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A key is made of the passphrase.
    Deriving,
    /// The person is asked where to save.
    Choosing,
    /// Bytes move.
    Working,
}

/// Settings that fit an openssl file, for a person to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// As openssl's options.
    pub settings: String,
    /// Bytes of what it opens to.
    pub len: u64,
    /// How that begins, as readable text.
    pub begins: String,
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was done yet.
    Waiting,
    /// Something is under way.
    Running {
        /// What.
        step: Step,
        /// Bytes written.
        moved: u64,
        /// Bytes that will be written.
        total: u64,
    },
    /// The key fits; the person says where to save.
    Unlocked,
    /// An openssl file that opens: the person says which settings, and where to save.
    Choice(Vec<Candidate>),
    /// Sealed.
    Sealed(Saved),
    /// Opened.
    Opened(Saved),
    /// Opened; nobody can tell whether it was altered. What was handed to the browser this page still has.
    OpenedUnproven(Saved),
    /// It failed. Nothing was kept.
    Failed(Box<Fault>),
    /// The person stopped it. Nothing was kept.
    Cancelled,
}

/// A file that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its name, as far as this page knows: a browser numbers one that is taken.
    pub name: String,
    /// Whether it lies where the person chose. Otherwise the browser was given it, and tells a page nothing more.
    pub is_picked: bool,
}

impl Phase {
    /// For tests and styles.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running { .. } => "running",
            Self::Unlocked => "unlocked",
            Self::Choice(_) => "asking",
            Self::Sealed(_) | Self::Opened(_) | Self::OpenedUnproven(_) => "done",
            Self::Failed(_) => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    fn has_succeeded(&self) -> bool {
        self.name() == "done"
    }
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalItem {
    /// Tells it from the others.
    pub id: u64,
    /// Its name on this device.
    pub name: String,
    /// Its length in bytes.
    pub len: u64,
    /// What it is.
    pub kind: Kind,
    /// How far it is.
    pub phase: Phase,
}

/// With what files are sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SealWith {
    /// Keys of the ring.
    Key,
    /// A passphrase.
    #[default]
    Passphrase,
    /// Keys, and a passphrase for the day when they are lost.
    Both,
}

impl SealWith {
    /// Whether keys are among it.
    #[must_use]
    pub fn has_key(self) -> bool {
        self != Self::Passphrase
    }

    /// Whether a passphrase is among it.
    #[must_use]
    pub fn has_passphrase(self) -> bool {
        self != Self::Key
    }
}

/// Why nothing was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// No key was chosen.
    NoKey,
    /// No passphrase was typed.
    NoPassphrase,
    /// The passphrase is weak, and the person did not say that it shall be used all the same.
    Weak,
    /// The number of iterations is none.
    Iterations,
}

/// What a person knows of the options of `openssl enc`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpensslOptions {
    /// `-md`.
    pub hash: Option<Hash>,
    /// `-pbkdf2`.
    pub pbkdf2: bool,
    /// `-iter`, as it was typed.
    pub iterations: String,
}

/// Everything of local mode. No `Debug`: it holds a passphrase.
#[derive(Clone, Default)]
pub struct LocalDesk {
    /// The files, in the order in which they came.
    pub items: Vec<LocalItem>,
    /// With what those are sealed that are not sealed yet.
    pub seal_with: SealWith,
    /// Fingerprints of the keys to seal with.
    pub keys: Vec<String>,
    /// The passphrase to seal with.
    pub new_passphrase: Zeroizing<String>,
    /// How hard it is to guess, up to [`GOOD_SCORE`]: none while there is none.
    pub score: Option<u8>,
    /// What the meter says of it; nothing of a suggested one.
    pub said: String,
    /// It shall be used although it is weak.
    pub weak_is_wanted: bool,
    /// The passphrase to open with.
    pub passphrase: Zeroizing<String>,
    /// What is known of an openssl file.
    pub openssl: OpensslOptions,
    /// Why nothing was begun.
    pub complaint: Option<Complaint>,
    running: bool,
    generation: u64,
    last: u64,
    /// Files saved so far, those that were put away since among them.
    saved: usize,
    pace: Pace,
}

/// A passphrase of less is weak.
pub const GOOD_SCORE: u8 = 4;

impl LocalDesk {
    /// Adds a file; returns its number.
    pub fn add(&mut self, name: String, len: u64) -> u64 {
        self.last += 1;
        self.items.push(LocalItem { id: self.last, name, len, kind: Kind::Looking, phase: Phase::Waiting });
        self.last
    }

    /// Takes a file back.
    pub fn remove(&mut self, id: u64) {
        self.items.retain(|item| item.id != id);
    }

    /// Forgets all files and what was typed. What is still under way reports to nobody.
    pub fn clear(&mut self) {
        let (generation, last, saved) = (self.generation + 1, self.last, self.saved);
        *self = Self { generation, last, saved, keys: self.keys.clone(), ..Self::default() };
    }

    /// Forgets what was typed.
    pub fn forget_secrets(&mut self) {
        self.new_passphrase = Zeroizing::default();
        self.passphrase = Zeroizing::default();
        self.score = None;
        self.said.clear();
        self.weak_is_wanted = false;
    }

    /// A suggested passphrase.
    pub fn suggest(&mut self, phrase: Zeroizing<String>) {
        self.type_new(phrase);
        self.score = Some(GOOD_SCORE);
    }

    /// A typed passphrase: weak until it is judged.
    pub fn type_new(&mut self, phrase: Zeroizing<String>) {
        self.score = (!phrase.is_empty()).then_some(0);
        self.new_passphrase = phrase;
        self.said.clear();
        self.weak_is_wanted = false;
        self.complaint = None;
    }

    /// What the meter makes of a passphrase, if it is still the one that was typed last.
    pub fn judge(&mut self, phrase: &Zeroizing<String>, score: u8, said: String) {
        if *self.new_passphrase == **phrase {
            (self.score, self.said) = (Some(score), said);
        }
    }

    /// A file.
    #[must_use]
    pub fn item(&self, id: u64) -> Option<&LocalItem> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Whether a file is called sealed and does not begin as one.
    #[must_use]
    pub fn is_misnamed(&self, id: u64) -> bool {
        self.item(id).is_some_and(|item| item.kind == Kind::Plain && names::is_sealed_name(&item.name))
    }

    /// What becomes of a file is called by `naming`, of its own name. No two on the desk become one: of equal names all but
    /// the first get a number, and none that another file has already. Without regard to capitals, as many disks are.
    #[must_use]
    pub fn made_name(&self, id: u64, naming: fn(&str) -> String) -> Option<String> {
        let plain = |item: &LocalItem| naming(&item.name).to_lowercase();
        let own: HashSet<String> = self.items.iter().map(plain).collect();
        let mut taken: HashMap<String, usize> = HashMap::new();
        for item in &self.items {
            let mut name = naming(&item.name);
            // How often this name came before; numbers that were given are not tried again.
            let mut number = taken.get(&plain(item)).copied().unwrap_or(0) + 1;
            while number > 1 {
                name = naming(&names::numbered(&item.name, number));
                let lower = name.to_lowercase();
                if !own.contains(&lower) && !taken.contains_key(&lower) {
                    break;
                }
                number += 1;
            }
            if item.id == id {
                return Some(name);
            }
            taken.insert(name.to_lowercase(), 1);
            taken.insert(plain(item), number);
        }
        None
    }

    /// What a file of openssl opened to takes its place, to be sealed; returns its number.
    pub fn put_opened_in_place(&mut self, id: u64, len: u64) -> Option<u64> {
        let new = self.last + 1;
        let item = self.item_mut(id)?;
        let Phase::OpenedUnproven(saved) = &item.phase else { return None };
        *item = LocalItem { id: new, name: saved.name.clone(), len, kind: Kind::Plain, phase: Phase::Waiting };
        self.last = new;
        Some(new)
    }

    fn item_mut(&mut self, id: u64) -> Option<&mut LocalItem> {
        self.items.iter_mut().find(|item| item.id == id)
    }

    /// What a file turned out to be.
    pub fn looked(&mut self, id: u64, kind: Kind) {
        if let Some(item) = self.item_mut(id) {
            item.kind = kind;
        }
    }

    /// Something happened to a file.
    pub fn set_phase(&mut self, generation: u64, id: u64, phase: Phase) {
        if self.generation == generation
            && let Some(item) = self.item_mut(id)
        {
            item.phase = phase;
            let is_saved = item.phase.name() == "done";
            self.saved += usize::from(is_saved);
        }
    }

    /// Bytes moved.
    pub fn moved(&mut self, generation: u64, id: u64, moved: u64, total: u64, now_ms: f64) {
        if self.generation != generation {
            return;
        }
        let before = match self.item(id).map(|item| &item.phase) {
            Some(Phase::Running { moved, .. }) => *moved,
            _ => 0,
        };
        self.pace.note(moved.saturating_sub(before), now_ms);
        self.set_phase(generation, id, Phase::Running { step: Step::Working, moved, total });
    }

    /// Speed in bytes per second and seconds left for so many bytes.
    #[must_use]
    pub fn pace(&self, left: u64) -> (Option<f64>, Option<u64>) {
        (self.pace.bytes_per_sec(), self.pace.secs_left(left))
    }

    /// Begins; what comes from an earlier run is not heard any more.
    pub fn start(&mut self) -> u64 {
        self.complaint = None;
        self.running = true;
        self.generation += 1;
        self.pace.reset();
        self.generation
    }

    /// A run has ended.
    pub fn finish(&mut self, generation: u64) {
        if self.generation == generation {
            self.running = false;
        }
    }

    /// Whether something is under way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.running
    }

    /// Whether this tab has saved more than one file, and one of those that are shown: from the second on a browser may
    /// hold back what it is given.
    #[must_use]
    pub fn has_saved_several(&self) -> bool {
        self.saved > 1 && self.items.iter().any(|item| item.phase.name() == "done")
    }

    /// Files to seal.
    #[must_use]
    pub fn to_seal(&self) -> Vec<u64> {
        self.left(|kind| *kind == Kind::Plain)
    }

    /// Sealed files to open.
    #[must_use]
    pub fn to_open(&self) -> Vec<u64> {
        self.left(|kind| matches!(kind, Kind::Sealed(_)))
    }

    /// Files of openssl, to be opened one after the other.
    #[must_use]
    pub fn to_import(&self) -> Vec<u64> {
        self.left(|kind| *kind == Kind::OpenSsl)
    }

    fn left(&self, is: impl Fn(&Kind) -> bool) -> Vec<u64> {
        let left = self.items.iter().filter(|item| is(&item.kind) && !item.phase.has_succeeded());
        left.map(|item| item.id).collect()
    }

    /// What is still missing before files are sealed.
    #[must_use]
    pub fn missing_to_seal(&self) -> Option<Complaint> {
        if self.seal_with.has_key() && self.keys.is_empty() {
            return Some(Complaint::NoKey);
        }
        if !self.seal_with.has_passphrase() {
            return None;
        }
        if self.new_passphrase.is_empty() {
            return Some(Complaint::NoPassphrase);
        }
        let weak = self.score.is_some_and(|score| score < GOOD_SCORE);
        (weak && !self.weak_is_wanted).then_some(Complaint::Weak)
    }
}
