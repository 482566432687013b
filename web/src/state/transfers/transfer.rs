//! One upload or download: where it stands, and what is known of it.

use crate::state::fault::Fault;
use crate::state::protection::Choice;
use crate::state::recipients::Recipients;
use sealport_client::message::WrappingKeyName;
use sealport_client::{Confirmation, Deletion, Proof, StoredObject};

/// Which way the bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the storage.
    Up,
    /// To this device.
    Down,
}

/// How a finished transfer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Stored.
    Stored(Receipt),
    /// Saved to this device.
    Saved,
    /// Opened, and saved to this device.
    Opened,
}

/// What is known of a stored upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What became of the protection that was asked for.
    pub confirmation: Confirmation,
    /// `x-amz-server-side-encryption` of the answer.
    pub reported: Option<String>,
    /// Version id, in a bucket that keeps versions.
    pub version_id: Option<String>,
    /// For whom it was sealed; nobody where it was not.
    pub sealed_for: Vec<WrappingKeyName>,
}

/// What becomes of an object that was stored and is not protected as it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Leftover {
    /// It lies in the storage, if the fault names one.
    #[default]
    There,
    /// Its deletion is on the way.
    Deleting,
    /// The deletion came to an end.
    Settled(Deletion),
    /// It could not be deleted.
    NotDeleted(Fault),
}

/// Where a transfer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A download: the storage is asked for the object.
    Looking,
    /// A download: the person is asked where to save it.
    Choosing,
    /// It waits for its turn.
    Waiting,
    /// Bytes move.
    Running,
    /// The name turned out to be in use: the person decides.
    InUse,
    /// All done.
    Done(Outcome),
    /// It failed.
    Failed(Fault),
    /// The person stopped it.
    Cancelled,
}

impl Progress {
    /// For tests and styles: `looking`, `choosing`, `waiting`, `running`, `asking`, `done`, `failed`, `cancelled`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Looking => "looking",
            Self::Choosing => "choosing",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::InUse => "asking",
            Self::Done(_) => "done",
            Self::Failed(_) => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub(super) fn is_active(&self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }

    /// Whether it is still being found out what to move, and where to.
    #[must_use]
    pub fn is_preparing(&self) -> bool {
        matches!(self, Self::Looking | Self::Choosing)
    }

    pub(super) fn has_ended(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed(_) | Self::Cancelled)
    }
}

/// One transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Identifies it in this tab.
    pub id: u64,
    /// Which way.
    pub way: Way,
    /// The S3 name.
    pub object_key: String,
    /// Bytes moved so far.
    pub moved: u64,
    /// Bytes in all, when known.
    pub total: Option<u64>,
    /// For uploads: who is to encrypt it. Kept for every further try.
    pub choice: Choice,
    /// The key's fingerprint, with SSE-C.
    pub fingerprint: Option<String>,
    /// For uploads: for whom it is sealed before it leaves. Kept for every further try.
    pub sealing: Option<Recipients>,
    /// Bytes that are sealed already and wait to be sent.
    pub sealed: Option<u64>,
    /// For uploads: whether the person agreed to replace what is there.
    pub overwrite: bool,
    /// For uploads: whether a further name may be found by itself.
    pub renumber: bool,
    /// Where it stands.
    pub progress: Progress,
    /// Of a failed upload that left an object behind: what became of that.
    pub leftover: Leftover,
    /// Whether every byte has left: from then on an upload may be stored, answer or not.
    pub(super) all_sent: bool,
    pub(super) run: u64,
}

impl Transfer {
    /// Whether an upload ended without an answer after all of it was sent: nobody here knows whether it is stored.
    #[must_use]
    pub fn may_be_stored(&self) -> bool {
        let unanswered = match &self.progress {
            Progress::Cancelled => true,
            Progress::Failed(fault) => fault.is_silence(),
            Progress::Looking
            | Progress::Choosing
            | Progress::Waiting
            | Progress::Running
            | Progress::InUse
            | Progress::Done(_) => false,
        };
        self.way == Way::Up && self.all_sent && unanswered
    }

    /// Whether an upload failed over its key: another try needs another one, or the same one back in the tab.
    #[must_use]
    pub fn needs_upload_key(&self) -> bool {
        let key_matter = matches!(&self.progress, Progress::Failed(fault) if fault.is_about_key());
        self.way == Way::Up && self.fingerprint.is_some() && key_matter
    }

    /// Whether an upload failed and left an object in the storage that is not as it was asked for.
    #[must_use]
    pub fn left_behind(&self) -> Option<&StoredObject> {
        match &self.progress {
            Progress::Failed(fault) if !matches!(self.leftover, Leftover::Settled(_)) => fault.stored.as_deref(),
            _ => None,
        }
    }

    /// Whether an upload is still being sealed: nothing of it was sent.
    #[must_use]
    pub fn is_sealing(&self) -> bool {
        self.progress == Progress::Running
            && self.moved == 0
            && self.sealed.is_some_and(|sealed| Some(sealed) < self.total)
    }

    /// Whether it was sealed before it was stored.
    #[must_use]
    pub fn is_stored_sealed(&self) -> bool {
        matches!(&self.progress, Progress::Done(Outcome::Stored(receipt)) if !receipt.sealed_for.is_empty())
    }

    /// Who encrypted a stored upload, where the storage showed or said it: with which mark it goes.
    #[must_use]
    pub fn encrypted_by(&self) -> Option<Choice> {
        let Progress::Done(Outcome::Stored(receipt)) = &self.progress else {
            return None;
        };
        match receipt.confirmation {
            Confirmation::Confirmed(Proof::Echo | Proof::KeyNeeded) => Some(Choice::SseC),
            Confirmation::Confirmed(Proof::Reported) => Some(Choice::SseS3),
            Confirmation::NotAsked => receipt.reported.as_ref().map(|_| Choice::SseS3),
            Confirmation::NotVerified(_) => None,
        }
    }

    /// Whether the storage did not encrypt the test object, so that nothing of the person's was sent.
    #[must_use]
    pub fn is_refused_by_test(&self) -> bool {
        let refused =
            |fault: &Fault| fault.code == "protection-not-confirmed" && fault.stored.is_none() && !fault.redirected;
        self.way == Way::Up && matches!(&self.progress, Progress::Failed(fault) if refused(fault))
    }

    pub(super) fn is_unfinished_upload(&self) -> bool {
        self.way == Way::Up && !self.progress.has_ended()
    }
}
