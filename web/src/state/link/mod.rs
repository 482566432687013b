//! A pasted presigned link: what it is, what it needs, and how far using it is. The link itself is a secret and is not
//! kept here.

mod facts;

pub use facts::{LinkFacts, Pasted, Refusal, read};

use super::fault::Fault;
use super::object::Details;
use sealport_client::{Confirmation, LinkEncryption, LinkOperation, ProviderEncryption, Reason};

/// Whether the link's time is over, and by whose clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// It works still, as far as is known.
    Running,
    /// Over by this computer's clock, which may be wrong: the storage has not told its time.
    OverHere,
    /// Over by the storage's clock, which decides.
    Over,
}

/// How far using the link is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Use {
    /// Not begun.
    #[default]
    Idle,
    /// Under way; bytes moved, and bytes of the whole where known.
    Running {
        /// Bytes so far.
        moved: u64,
        /// Bytes of the whole.
        total: Option<u64>,
    },
    /// Saved to this device, in bytes.
    Saved(u64),
    /// Details came.
    Told(Box<Details>),
    /// Stored, in bytes, and what is known of its protection.
    Stored(u64, Confirmation),
    /// The person stopped it.
    Cancelled,
    /// It failed.
    Failed(Fault),
}

/// A file chosen for a PUT link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenFile {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub len: u64,
}

/// Whether the chosen file is the one that a link for one content was made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentFit {
    /// Not compared: the link takes any file, or it cannot be told here.
    #[default]
    Untold,
    /// Being compared.
    Comparing,
    /// It is.
    Fits,
    /// It is another.
    Other,
}

/// What has to be chosen before a link can be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// The SSE-C key.
    pub key: bool,
    /// The file.
    pub file: bool,
    /// Which encryption the link's maker signed.
    pub encryption: bool,
}

/// The place where a pasted link is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkDesk {
    /// The person has a link, and no access key.
    pub open: bool,
    /// What was pasted.
    pub pasted: Pasted,
    /// What to do, where the link does not say.
    pub operation: Option<LinkOperation>,
    /// The chosen key's fingerprint.
    pub fingerprint: Option<String>,
    /// The chosen file.
    pub file: Option<ChosenFile>,
    /// Whether it is the one that the link was made for.
    pub content: ContentFit,
    /// Media type to send, where the link binds one.
    pub content_type: String,
    /// The encryption that the link's maker signed, where the link does not tell.
    pub encryption: Option<ProviderEncryption>,
    /// The person wants to use a link that is over by this computer's clock.
    pub insists: bool,
    /// By how many seconds the storage's clock is ahead of this computer's, once it told.
    pub storage_ahead_secs: Option<i64>,
    /// How far it is.
    pub progress: Use,
    generation: u64,
}

impl LinkDesk {
    /// The link, when one was understood.
    #[must_use]
    pub fn facts(&self) -> Option<&LinkFacts> {
        match &self.pasted {
            Pasted::Link(facts) => Some(facts),
            Pasted::Nothing | Pasted::Refused(_) => None,
        }
    }

    /// What the link is used for: what it was made for, otherwise what the person chose.
    #[must_use]
    pub fn operation(&self) -> Option<LinkOperation> {
        self.facts()?.operation.or(self.operation)
    }

    /// Another text was pasted. The key stays chosen: it is asked about for each host.
    pub fn paste(&mut self, pasted: Pasted) {
        let fingerprint = self.fingerprint.take();
        *self = Self { open: self.open, generation: self.generation + 1, pasted, fingerprint, ..Self::default() };
    }

    /// Forgets the link and all that was chosen for it.
    pub fn forget(&mut self) {
        *self = Self { open: self.open, generation: self.generation + 1, ..Self::default() };
    }

    /// Whether a request is under way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self.progress, Use::Running { .. })
    }

    /// The storage's time, as far as it is known; `now_secs` is this computer's.
    #[must_use]
    pub fn storage_now_secs(&self, now_secs: i64) -> i64 {
        now_secs.saturating_add(self.storage_ahead_secs.unwrap_or_default())
    }

    /// Whether the link's time is over.
    #[must_use]
    pub fn lifetime(&self, now_secs: i64) -> Lifetime {
        let is_over = |now| self.facts().is_some_and(|facts| now > facts.expires_secs);
        // An answer may come without a time that this page may read.
        let refused = self.is_refused_as_expired();
        let worked = matches!(self.progress, Use::Saved(_) | Use::Told(_) | Use::Stored(..));
        match self.storage_ahead_secs {
            Some(_) if is_over(self.storage_now_secs(now_secs)) => Lifetime::Over,
            Some(_) => Lifetime::Running,
            None if is_over(now_secs) && !worked => {
                if refused {
                    Lifetime::Over
                } else {
                    Lifetime::OverHere
                }
            }
            None => Lifetime::Running,
        }
    }

    /// Whether the storage said that the link's time is over.
    #[must_use]
    pub fn is_refused_as_expired(&self) -> bool {
        matches!(&self.progress, Use::Failed(fault) if fault.reason == Some(Reason::LinkExpired))
    }

    /// Whether the link may be used: its time is not over, or the person wants to know.
    #[must_use]
    pub fn is_usable(&self, now_secs: i64) -> bool {
        match self.lifetime(now_secs) {
            Lifetime::Running => true,
            Lifetime::OverHere => self.insists,
            Lifetime::Over => false,
        }
    }

    /// What has to be chosen before it can begin.
    #[must_use]
    pub fn missing(&self) -> Missing {
        let puts = self.operation() == Some(LinkOperation::Put);
        let facts = self.facts();
        Missing {
            key: facts.is_some_and(LinkFacts::needs_key) && self.fingerprint.is_none(),
            file: puts && self.file.is_none(),
            encryption: puts
                && self.encryption.is_none()
                && facts.is_some_and(|facts| facts.encryption == LinkEncryption::Unsaid),
        }
    }

    /// Whether everything is there to begin.
    #[must_use]
    pub fn is_ready(&self, now_secs: i64) -> bool {
        let may_fit = matches!(self.content, ContentFit::Untold | ContentFit::Fits);
        self.operation().is_some() && self.is_usable(now_secs) && self.missing() == Missing::default() && may_fit
    }

    /// A file was chosen; what its comparison finds must carry the returned number.
    pub fn choose_file(&mut self, file: ChosenFile, media_type: String, compares: bool) -> u64 {
        self.file = Some(file);
        self.content_type = media_type;
        self.content = if compares { ContentFit::Comparing } else { ContentFit::Untold };
        self.progress = Use::Idle;
        self.generation += 1;
        self.generation
    }

    /// The chosen file was compared, unless another was chosen meanwhile.
    pub fn compared(&mut self, generation: u64, content: ContentFit) {
        if generation == self.generation {
            self.content = content;
        }
    }

    /// The encryption with the storage's keys that is asked for.
    #[must_use]
    pub fn asks_for(&self) -> Option<ProviderEncryption> {
        match self.facts()?.encryption {
            LinkEncryption::NotAsked => None,
            LinkEncryption::Known(encryption) => Some(encryption),
            LinkEncryption::Unsaid => self.encryption,
        }
    }

    /// Begins; what comes of it must carry the returned generation.
    pub fn start(&mut self) -> u64 {
        self.generation += 1;
        self.progress = Use::Running { moved: 0, total: None };
        self.generation
    }

    /// Takes the end, with what is known by then of the storage's clock.
    pub fn finish(&mut self, generation: u64, progress: Use, storage_ahead_secs: Option<i64>) {
        if generation == self.generation {
            self.storage_ahead_secs = storage_ahead_secs;
        }
        self.report(generation, progress);
    }

    /// Takes progress or an end, unless another text was pasted or another use begun.
    pub fn report(&mut self, generation: u64, progress: Use) {
        if generation == self.generation {
            self.progress = progress;
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
