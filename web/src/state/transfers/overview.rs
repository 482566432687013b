//! How far all transfers are together, and which of them are listed.

use super::{Progress, Transfers};
use crate::state::format;

/// So many waiting and so many ended transfers are listed; the rest is counted.
const LISTED: usize = 60;

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
