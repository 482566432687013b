//! How fast bytes move, from samples of the last seconds, and what that means for the rest.

use std::collections::VecDeque;

/// Samples older than this say little about now.
const WINDOW_MS: f64 = 8_000.0;
/// Fewer milliseconds than this give a wild number.
const LEAST_MS: f64 = 600.0;

/// A speed estimate over a sliding window.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    samples: VecDeque<(f64, u64)>,
    moved: u64,
}

impl Pace {
    /// Notes that `bytes` more have moved by `now_ms` (any clock that does not go back).
    pub fn note(&mut self, bytes: u64, now_ms: f64) {
        self.moved = self.moved.saturating_add(bytes);
        // Close samples are merged, so the window holds a bounded number of them whatever the event rate.
        let merge = self.samples.len() > 1;
        match self.samples.back_mut() {
            Some(last) if merge && now_ms - last.0 < 50.0 => last.1 = self.moved,
            _ => self.samples.push_back((now_ms, self.moved)),
        }
        while self.samples.len() > 2 && self.samples.front().is_some_and(|first| now_ms - first.0 > WINDOW_MS) {
            self.samples.pop_front();
        }
    }

    /// Forgets everything: a new run of transfers starts.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Bytes per second, once there is enough to say so.
    #[must_use]
    pub fn bytes_per_sec(&self) -> Option<f64> {
        let (first, last) = (self.samples.front()?, self.samples.back()?);
        let elapsed_ms = last.0 - first.0;
        let moved = last.1.checked_sub(first.1)?;
        (elapsed_ms >= LEAST_MS && moved > 0).then(|| moved as f64 * 1000.0 / elapsed_ms)
    }

    /// Seconds for `remaining` bytes at this pace.
    #[must_use]
    pub fn secs_left(&self, remaining: u64) -> Option<u64> {
        let secs = remaining as f64 / self.bytes_per_sec()?;
        // A year stands for "no idea".
        (secs < 31_536_000.0).then(|| secs.ceil() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_pace_is_measured() {
        let mut pace = Pace::default();
        for i in 0..=40 {
            pace.note(1_000_000, f64::from(i) * 100.0);
        }
        let speed = pace.bytes_per_sec().unwrap_or(0.0);
        assert!((speed - 10_000_000.0).abs() < 300_000.0, "{speed}");
        assert_eq!(pace.secs_left(50_000_000), Some(5));
    }

    #[test]
    fn too_short_a_time_says_nothing() {
        let mut pace = Pace::default();
        pace.note(5, 0.0);
        pace.note(5, 100.0);
        assert_eq!(pace.bytes_per_sec(), None);
        assert_eq!(pace.secs_left(1), None);
    }

    #[test]
    fn old_samples_are_forgotten() {
        let mut pace = Pace::default();
        for i in 0..100 {
            pace.note(100, f64::from(i) * 1000.0);
        }
        for i in 100..120 {
            pace.note(10_000, f64::from(i) * 1000.0);
        }
        let speed = pace.bytes_per_sec().unwrap_or(0.0);
        assert!((speed - 10_000.0).abs() < 1.0, "{speed}");
        assert!(pace.samples.len() < 20);
    }
}
