//! The queue of uploads and downloads: what runs, what waits, what a person decided.

mod overview;
mod transfer;

pub use transfer::{Leftover, Outcome, Progress, Receipt, Transfer, Way};

use super::fault::Fault;
use super::pace::Pace;
use super::protection::Choice;
use super::recipients::Recipients;
use super::staged::Planned;
use std::collections::HashSet;

/// So many transfers run at a time.
pub const AT_A_TIME: usize = 3;

/// All transfers of this tab.
#[derive(Clone, Debug, Default)]
pub struct Transfers {
    list: Vec<Transfer>,
    next_id: u64,
    run: u64,
    pace: Pace,
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
}

#[cfg(test)]
mod tests;
