//! The list of one folder: rows as they arrive page by page, their order, the filter, and how many are drawn.

use super::fault::Fault;
use std::cmp::Ordering;
use std::collections::HashMap;

/// Rows drawn at first, and added each time the end comes near.
pub const DRAWN_STEP: usize = 150;

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The whole object key, or for a folder the whole prefix with its `/`.
    pub object_key: String,
    /// What it is.
    pub kind: RowKind,
}

/// A folder has neither length nor date.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// A common prefix.
    Folder,
    /// An object.
    Object {
        /// Stored length in bytes.
        len: u64,
        /// Seconds since 1970.
        modified_secs: Option<i64>,
        /// The storage's tag of this content, without quotes.
        etag: Option<String>,
    },
}

impl Row {
    /// The name within the folder; empty for the object that marks the folder itself, as S3 consoles make it.
    #[must_use]
    pub fn name<'a>(&'a self, prefix: &str) -> &'a str {
        self.object_key.strip_prefix(prefix).unwrap_or(&self.object_key)
    }
}

/// Where loading stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing asked yet, or the first page is on its way.
    #[default]
    Loading,
    /// At least the first page is here.
    Ready,
    /// The first page could not be had.
    Failed(Fault),
}

/// The folder being shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The prefix asked for.
    pub prefix: String,
    /// Which request the rows belong to; answers to an older one are dropped.
    pub generation: u64,
    /// Where loading stands.
    pub phase: Phase,
    /// Whether the first page is on its way, also while older rows are shown.
    pub busy: bool,
    /// Whether a further page is on its way.
    pub loading_more: bool,
    /// Why the last further page did not come.
    pub more_failed: Option<Fault>,
    /// The continuation token of the next page.
    pub next: Option<String>,
    rows: Vec<Row>,
    /// Where each object or folder is among the rows: two of one name would be drawn as one.
    places: HashMap<String, usize>,
}

/// By what the list is ordered. Folders always come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortBy {
    /// By name.
    Name,
    /// By length.
    Size,
    /// By date.
    Modified,
}

/// How the person looks at the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Order by this.
    pub sort: SortBy,
    /// Largest, newest or last name first.
    pub descending: bool,
    /// Only names that contain this, whatever the case.
    pub filter: String,
    /// How many rows are drawn at most.
    pub drawn: usize,
}

impl Default for View {
    fn default() -> Self {
        Self { sort: SortBy::Name, descending: false, filter: String::new(), drawn: DRAWN_STEP }
    }
}

impl View {
    /// Orders by a column; the same column again turns the order round.
    pub fn sort_by(&mut self, sort: SortBy) {
        if self.sort == sort {
            self.descending = !self.descending;
        } else {
            self.sort = sort;
            // People look for the largest and the newest.
            self.descending = sort != SortBy::Name;
        }
        self.drawn = DRAWN_STEP;
    }
}

impl Listing {
    /// Starts on a folder. Rows of the same folder stay until the new ones are here.
    /// Returns the generation that answers must carry.
    pub fn start(&mut self, prefix: &str) -> u64 {
        self.generation += 1;
        if self.prefix != prefix || !matches!(self.phase, Phase::Ready) {
            self.clear_rows();
            self.prefix = prefix.to_owned();
            self.phase = Phase::Loading;
        }
        self.next = None;
        self.busy = true;
        self.loading_more = false;
        self.more_failed = None;
        self.generation
    }

    /// Takes the first page.
    pub fn first_page(&mut self, generation: u64, rows: Vec<Row>, next: Option<String>) {
        if generation != self.generation {
            return;
        }
        self.clear_rows();
        self.busy = false;
        self.phase = Phase::Ready;
        self.append(rows, next);
    }

    /// Takes a further page.
    pub fn further_page(&mut self, generation: u64, rows: Vec<Row>, next: Option<String>) {
        if generation != self.generation {
            return;
        }
        self.append(rows, next);
    }

    fn append(&mut self, rows: Vec<Row>, next: Option<String>) {
        for row in rows {
            self.merge(row);
        }
        self.next = next;
        self.loading_more = false;
        self.more_failed = None;
    }

    fn clear_rows(&mut self) {
        self.rows.clear();
        self.places.clear();
    }

    /// Adds a row, or replaces the one of the same object or folder.
    fn merge(&mut self, row: Row) {
        match self.places.get(&row.object_key).and_then(|at| self.rows.get_mut(*at)) {
            Some(old) => *old = row,
            None => {
                self.places.insert(row.object_key.clone(), self.rows.len());
                self.rows.push(row);
            }
        }
    }

    /// Notes that a page could not be had.
    pub fn failed(&mut self, generation: u64, fault: Fault) {
        if generation != self.generation {
            return;
        }
        if self.loading_more {
            self.loading_more = false;
            self.more_failed = Some(fault);
        } else {
            self.busy = false;
            self.clear_rows();
            self.phase = Phase::Failed(fault);
        }
    }

    /// Every row loaded so far.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether an object of this name is among the loaded rows.
    #[must_use]
    pub fn has(&self, object_key: &str) -> bool {
        self.places.contains_key(object_key)
    }

    /// The row of an object, when loaded.
    #[must_use]
    pub fn find(&self, object_key: &str) -> Option<&Row> {
        self.places.get(object_key).and_then(|at| self.rows.get(*at))
    }

    /// Puts a just uploaded object into the list, or the folder that it made.
    pub fn put(&mut self, object_key: &str, kind: RowKind) {
        if !matches!(self.phase, Phase::Ready) {
            return;
        }
        let Some(rest) = object_key.strip_prefix(self.prefix.as_str()).filter(|rest| !rest.is_empty()) else {
            return;
        };
        let row = match rest.find('/') {
            Some(at) => Row { object_key: object_key[..self.prefix.len() + at + 1].to_owned(), kind: RowKind::Folder },
            None => Row { object_key: object_key.to_owned(), kind },
        };
        self.merge(row);
    }

    /// Takes a deleted object out of the list.
    pub fn remove(&mut self, object_key: &str) {
        if let Some(removed) = self.places.remove(object_key) {
            self.rows.remove(removed);
            for at in self.places.values_mut().filter(|at| **at > removed) {
                *at -= 1;
            }
        }
    }

    /// The rows that pass the filter, in order; the drawn ones are the first `view.drawn` of them.
    #[must_use]
    pub fn visible(&self, view: &View) -> Vec<Row> {
        let needle = view.filter.trim().to_lowercase();
        let mut rows: Vec<&Row> = self
            .rows
            .iter()
            .filter(|row| needle.is_empty() || row.name(&self.prefix).to_lowercase().contains(&needle))
            .collect();
        rows.sort_by(|a, b| self.order(a, b, view));
        rows.into_iter().cloned().collect()
    }

    fn order(&self, a: &Row, b: &Row, view: &View) -> Ordering {
        let by_name = || natural(a.name(&self.prefix), b.name(&self.prefix));
        match (&a.kind, &b.kind) {
            (RowKind::Folder, RowKind::Object { .. }) => Ordering::Less,
            (RowKind::Object { .. }, RowKind::Folder) => Ordering::Greater,
            (RowKind::Folder, RowKind::Folder) if view.sort != SortBy::Name => by_name(),
            _ => {
                let order = match (view.sort, &a.kind, &b.kind) {
                    (SortBy::Size, RowKind::Object { len: a, .. }, RowKind::Object { len: b, .. }) => a.cmp(b),
                    (
                        SortBy::Modified,
                        RowKind::Object { modified_secs: a, .. },
                        RowKind::Object { modified_secs: b, .. },
                    ) => a.cmp(b),
                    _ => by_name(),
                };
                let order = if view.descending { order.reverse() } else { order };
                order.then_with(by_name)
            }
        }
    }

    /// Files and bytes of the loaded rows, for the foot of the list.
    #[must_use]
    pub fn sum(&self) -> (usize, u64) {
        let bytes = self.rows.iter().fold(0u64, |sum, row| match row.kind {
            RowKind::Object { len, .. } => sum.saturating_add(len),
            RowKind::Folder => sum,
        });
        (self.rows.len(), bytes)
    }
}

/// Orders as people do: case does not matter, and `file 9` comes before `file 10`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.chars().peekable(), b.chars().peekable());
    loop {
        match (left.peek().copied(), right.peek().copied()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (m, n) = (number(&mut left), number(&mut right));
                // Equal values of different width ("07", "7") are told apart by the final comparison.
                let order = m.len().cmp(&n.len()).then_with(|| m.cmp(&n));
                if order != Ordering::Equal {
                    return order;
                }
            }
            (Some(x), Some(y)) => {
                let order = x.to_lowercase().cmp(y.to_lowercase());
                if order != Ordering::Equal {
                    return order;
                }
                left.next();
                right.next();
            }
        }
    }
}

/// The digits at the start without leading zeros: as text, so that no length overflows.
fn number(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut digits = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        if !(digit == '0' && digits.is_empty()) {
            digits.push(digit);
        }
    }
    digits
}

#[cfg(test)]
#[path = "listing_tests.rs"]
mod tests;
