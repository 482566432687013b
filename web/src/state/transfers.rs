//! The queue of uploads and downloads: what runs, what waits, how far all of it is.

use super::fault::Fault;
use super::format;
use super::pace::Pace;
use super::protection::Choice;
use super::recipients::Recipients;
use super::staged::Planned;
use sealport_client::message::WrappingKeyName;
use sealport_client::{Confirmation, Proof, StoredObject};
use std::collections::HashSet;

/// So many transfers run at a time.
pub const AT_A_TIME: usize = 3;
/// So many waiting and so many ended transfers are listed; the rest is counted.
const LISTED: usize = 60;

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
    /// It is gone.
    Deleted,
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

    fn is_active(&self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }

    /// Whether it is still being found out what to move, and where to.
    #[must_use]
    pub fn is_preparing(&self) -> bool {
        matches!(self, Self::Looking | Self::Choosing)
    }

    fn has_ended(&self) -> bool {
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
    all_sent: bool,
    run: u64,
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
            Progress::Failed(fault) if self.leftover != Leftover::Deleted => fault.stored.as_deref(),
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

    fn is_unfinished_upload(&self) -> bool {
        self.way == Way::Up && !self.progress.has_ended()
    }
}

/// All transfers of this tab.
#[derive(Clone, Debug, Default)]
pub struct Transfers {
    list: Vec<Transfer>,
    next_id: u64,
    run: u64,
    pace: Pace,
}

/// How far the current run is, all transfers together.
#[derive(Clone, Debug, PartialEq)]
pub struct Totals {
    /// Bytes moved.
    pub moved: u64,
    /// Bytes in all; those of unknown length count with what has moved.
    pub total: u64,
    /// Whole percent.
    pub percent: u8,
    /// Bytes per second.
    pub bytes_per_sec: Option<f64>,
    /// Seconds left.
    pub secs_left: Option<u64>,
    /// How many failed, in the whole list.
    pub failed: usize,
    /// How many move or wait.
    pub active: usize,
}

impl Transfers {
    /// All transfers, oldest first.
    #[must_use]
    pub fn list(&self) -> &[Transfer] {
        &self.list
    }

    /// One transfer. Ids grow along the list, so this is quick.
    #[must_use]
    pub fn find(&self, id: u64) -> Option<&Transfer> {
        self.list.binary_search_by_key(&id, |t| t.id).ok().and_then(|at| self.list.get(at))
    }

    fn find_mut(&mut self, id: u64) -> Option<&mut Transfer> {
        self.list.binary_search_by_key(&id, |t| t.id).ok().and_then(|at| self.list.get_mut(at))
    }

    /// Queues an upload; with SSE-C there is a fingerprint.
    pub fn add_upload(
        &mut self,
        planned: &Planned,
        choice: Choice,
        fingerprint: Option<String>,
        sealing: Option<Recipients>,
    ) -> u64 {
        let transfer = Transfer {
            way: Way::Up,
            total: Some(planned.len),
            choice,
            fingerprint,
            sealing,
            overwrite: planned.overwrite,
            renumber: planned.renumber,
            ..self.blank(&planned.object_key)
        };
        self.push(transfer)
    }

    /// Begins a download, which first asks the storage. None while one of the same object is being prepared: a second
    /// click is no second wish.
    pub fn look_for(&mut self, object_key: &str) -> Option<u64> {
        if self.list.iter().any(|t| t.progress.is_preparing() && t.object_key == object_key) {
            return None;
        }
        let looking = Transfer { way: Way::Down, progress: Progress::Looking, ..self.blank(object_key) };
        Some(self.push(looking))
    }

    /// The storage told of the object: the person is asked where to save it.
    pub fn found(&mut self, id: u64, len: Option<u64>, fingerprint: Option<String>) {
        if let Some(transfer) = self.find_mut(id).filter(|t| t.progress == Progress::Looking) {
            transfer.total = len;
            transfer.fingerprint = fingerprint;
            transfer.progress = Progress::Choosing;
        }
    }

    /// The place is chosen: the download waits for its turn. False when it was stopped meanwhile.
    pub fn place_chosen(&mut self, id: u64) -> bool {
        self.begin_run_if_idle();
        let run = self.run;
        match self.find_mut(id).filter(|t| t.progress == Progress::Choosing) {
            Some(transfer) => {
                transfer.run = run;
                transfer.progress = Progress::Waiting;
                true
            }
            None => false,
        }
    }

    /// A download ends before it began, and leaves nothing to be said: no place was chosen, or a key is asked for.
    pub fn unbegun(&mut self, id: u64) {
        self.list.retain(|t| t.id != id || !t.progress.is_preparing());
    }

    /// How the first download that is being prepared stands.
    #[must_use]
    pub fn preparing(&self) -> Option<&Transfer> {
        self.list.iter().find(|t| t.progress.is_preparing())
    }

    /// Downloads of one object, the latest last.
    #[must_use]
    pub fn downloads_of(&self, object_key: &str) -> Vec<u64> {
        let downloads = self.list.iter().filter(|t| t.way == Way::Down && t.object_key == object_key);
        downloads.map(|t| t.id).collect()
    }

    fn blank(&self, object_key: &str) -> Transfer {
        Transfer {
            id: 0,
            way: Way::Up,
            object_key: object_key.to_owned(),
            moved: 0,
            total: None,
            choice: Choice::Bucket,
            fingerprint: None,
            sealing: None,
            sealed: None,
            overwrite: false,
            renumber: false,
            progress: Progress::Waiting,
            leftover: Leftover::There,
            all_sent: false,
            run: 0,
        }
    }

    fn push(&mut self, mut transfer: Transfer) -> u64 {
        self.begin_run_if_idle();
        self.next_id += 1;
        transfer.id = self.next_id;
        transfer.run = self.run;
        self.list.push(transfer);
        self.next_id
    }

    /// The totals speak of what was started since the page was last at rest.
    fn begin_run_if_idle(&mut self) {
        if self.active() == 0 {
            self.run += 1;
            self.pace.reset();
        }
    }

    /// How many move or wait.
    #[must_use]
    pub fn active(&self) -> usize {
        self.list.iter().filter(|t| t.progress.is_active()).count()
    }

    /// Takes the next waiting transfer if there is room for it, and marks it running.
    pub fn start_next(&mut self) -> Option<u64> {
        let running = self.list.iter().filter(|t| t.progress == Progress::Running).count();
        if running >= AT_A_TIME {
            return None;
        }
        // Two uploads to one name go one after the other: which of them is kept must not be left to chance.
        let going: HashSet<&str> = self
            .list
            .iter()
            .filter(|t| t.way == Way::Up && t.progress == Progress::Running)
            .map(|t| t.object_key.as_str())
            .collect();
        let may_start = |t: &&Transfer| {
            t.progress == Progress::Waiting && !(t.way == Way::Up && going.contains(t.object_key.as_str()))
        };
        let id = self.list.iter().find(may_start)?.id;
        self.find_mut(id)?.progress = Progress::Running;
        Some(id)
    }

    /// Notes how much of a running upload is sealed and waits to be sent; `total` is the sealed file's length.
    pub fn sealed(&mut self, id: u64, sealed: Option<u64>, total: Option<u64>) {
        if let Some(transfer) = self.find_mut(id).filter(|t| t.progress == Progress::Running) {
            transfer.sealed = sealed;
            transfer.total = total.or(transfer.total);
        }
    }

    /// Notes how far a running transfer is. `now_ms` is any clock that does not go back.
    pub fn moved(&mut self, id: u64, moved: u64, total: Option<u64>, now_ms: f64) {
        let Some(transfer) = self.find_mut(id).filter(|t| t.progress == Progress::Running) else {
            return;
        };
        let more = moved.saturating_sub(transfer.moved);
        transfer.moved = moved;
        transfer.all_sent |= total == Some(moved);
        if total.is_some() {
            transfer.total = total;
        }
        self.pace.note(more, now_ms);
    }

    /// A transfer ended well; also when the person cancelled it in the last moment, too late.
    pub fn done(&mut self, id: u64, len: u64, outcome: Outcome) {
        let ends = |t: &&mut Transfer| matches!(t.progress, Progress::Running | Progress::Cancelled);
        if let Some(transfer) = self.find_mut(id).filter(ends) {
            transfer.moved = len;
            transfer.total = Some(len);
            transfer.progress = Progress::Done(outcome);
        }
    }

    /// A transfer failed. One that was cancelled meanwhile stays cancelled.
    pub fn failed(&mut self, id: u64, fault: Fault) {
        let goes_on = |t: &&mut Transfer| t.progress.is_active() || t.progress.is_preparing();
        if let Some(transfer) = self.find_mut(id).filter(goes_on) {
            transfer.progress = Progress::Failed(fault);
            transfer.leftover = Leftover::There;
        }
    }

    /// The object that a failed upload left behind is being deleted, is gone, or could not be deleted.
    pub fn leftover(&mut self, id: u64, leftover: Leftover) {
        if let Some(transfer) = self.find_mut(id).filter(|t| matches!(t.progress, Progress::Failed(_))) {
            transfer.leftover = leftover;
        }
    }

    /// An upload found its name in use. With leave to find another name it waits again under that one;
    /// otherwise it waits for the person. Returns whether it goes on by itself.
    pub fn in_use(&mut self, id: u64, also_taken: impl Fn(&str) -> bool) -> bool {
        let taken: Vec<String> = self.list.iter().map(|t| t.object_key.clone()).collect();
        let Some(transfer) = self.find_mut(id).filter(|t| t.progress.is_active()) else {
            return false;
        };
        transfer.moved = 0;
        transfer.sealed = None;
        transfer.all_sent = false;
        if transfer.renumber {
            let refused = transfer.object_key.clone();
            transfer.object_key = super::names::beside(&refused, |key| {
                key == refused || also_taken(key) || taken.iter().any(|t| t == key)
            });
            transfer.progress = Progress::Waiting;
            return true;
        }
        transfer.progress = Progress::InUse;
        false
    }

    /// The person decided to replace what is there.
    pub fn replace(&mut self, id: u64) {
        self.resume(id, |transfer| transfer.overwrite = true);
    }

    /// The person decided to keep both.
    pub fn keep_both(&mut self, id: u64, also_taken: impl Fn(&str) -> bool) {
        let taken: Vec<String> = self.list.iter().map(|t| t.object_key.clone()).collect();
        self.resume(id, |transfer| {
            transfer.renumber = true;
            transfer.overwrite = false;
            transfer.object_key =
                super::names::beside(&transfer.object_key, |key| also_taken(key) || taken.iter().any(|t| t == key));
        });
    }

    fn resume(&mut self, id: u64, change: impl FnOnce(&mut Transfer)) {
        self.begin_run_if_idle();
        let run = self.run;
        if let Some(transfer) = self.find_mut(id).filter(|t| t.progress == Progress::InUse) {
            change(transfer);
            transfer.run = run;
            transfer.progress = Progress::Waiting;
        }
    }

    /// Stops a transfer, or drops a question about it. Returns whether anything changed.
    pub fn cancel(&mut self, id: u64) -> bool {
        match self.find_mut(id).filter(|t| !t.progress.has_ended()) {
            Some(transfer) => {
                transfer.progress = Progress::Cancelled;
                true
            }
            None => false,
        }
    }

    /// Everything that has not ended, to be cancelled together.
    #[must_use]
    pub fn unfinished(&self) -> Vec<u64> {
        self.list.iter().filter(|t| !t.progress.has_ended()).map(|t| t.id).collect()
    }

    /// Puts a failed or cancelled transfer back into the queue, from its start.
    pub fn retry(&mut self, id: u64) -> bool {
        self.begin_run_if_idle();
        let run = self.run;
        let ended = |t: &&mut Transfer| matches!(t.progress, Progress::Failed(_) | Progress::Cancelled);
        match self.find_mut(id).filter(ended) {
            Some(transfer) => {
                transfer.moved = 0;
                transfer.sealed = None;
                transfer.all_sent = false;
                transfer.run = run;
                transfer.progress = Progress::Waiting;
                true
            }
            None => false,
        }
    }

    /// Object keys that uploads will store to, or may: as good as in use.
    #[must_use]
    pub fn unfinished_uploads(&self) -> HashSet<String> {
        self.list.iter().filter(|t| t.is_unfinished_upload()).map(|t| t.object_key.clone()).collect()
    }

    /// Gives an upload whose sealing keys left the tab those that are chosen by now.
    pub fn seal_for(&mut self, id: u64, recipients: &Recipients) {
        if let Some(transfer) = self.find_mut(id).filter(|t| t.sealing.is_some()) {
            transfer.sealing = Some(recipients.clone());
        }
    }

    /// Gives an upload that failed over its key another one.
    pub fn use_key(&mut self, id: u64, fingerprint: &str) {
        if let Some(transfer) = self.find_mut(id).filter(|t| t.needs_upload_key()) {
            transfer.fingerprint = Some(fingerprint.to_owned());
        }
    }

    /// Forgets all transfers: another storage. Ids go on, so that a late end of an old transfer hits no new one.
    pub fn clear(&mut self) {
        *self = Self { next_id: self.next_id, run: self.run, ..Self::default() };
    }

    /// Takes an ended transfer out of the list.
    pub fn remove(&mut self, id: u64) {
        self.list.retain(|t| t.id != id || !t.progress.has_ended());
    }

    /// Takes all ended transfers out of the list. Returns their ids.
    pub fn clear_ended(&mut self) -> Vec<u64> {
        let ended = self.list.iter().filter(|t| t.progress.has_ended()).map(|t| t.id).collect();
        self.list.retain(|t| !t.progress.has_ended());
        ended
    }

    /// How far the current run is.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let (mut moved, mut total) = (0u64, 0u64);
        for t in self.list.iter().filter(|t| t.run == self.run) {
            if t.progress.is_active() || matches!(t.progress, Progress::Done(_)) {
                moved = moved.saturating_add(t.moved);
                total = total.saturating_add(t.total.unwrap_or(t.moved).max(t.moved));
            }
        }
        let active = self.active();
        Totals {
            moved,
            total,
            percent: if active == 0 { 100 } else { format::percent(moved, total).min(99) },
            bytes_per_sec: self.pace.bytes_per_sec(),
            secs_left: self.pace.secs_left(total.saturating_sub(moved)),
            failed: self.list.iter().filter(|t| matches!(t.progress, Progress::Failed(_))).count(),
            active,
        }
    }

    /// The ids to draw, in the order to draw them, and how many are left out: what moves or needs the person first,
    /// then what waits, then what ended, latest first.
    #[must_use]
    pub fn listed(&self) -> (Vec<u64>, usize) {
        let ids = |wanted: fn(&Progress) -> bool| self.list.iter().filter(move |t| wanted(&t.progress)).map(|t| t.id);
        let mut listed: Vec<u64> = ids(|p| matches!(p, Progress::Running)).collect();
        listed.extend(ids(Progress::is_preparing));
        listed.extend(ids(|p| matches!(p, Progress::InUse | Progress::Failed(_))).take(LISTED));
        listed.extend(ids(|p| matches!(p, Progress::Waiting)).take(LISTED));
        let mut ended: Vec<u64> = ids(|p| matches!(p, Progress::Done(_) | Progress::Cancelled)).collect();
        ended.reverse();
        listed.extend(ended.into_iter().take(LISTED));
        let left_out = self.list.len() - listed.len();
        (listed, left_out)
    }
}

#[cfg(test)]
#[path = "transfers_tests.rs"]
mod tests;
