//! A list of checks that all run, and the table of what became of each.

use std::time::Instant;

use anyhow::{Result, bail};

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It ran and all was well.
    Passed,
    /// It ran and failed, with the error.
    Failed(String),
    /// It did not run, with the reason.
    LeftOut(String),
}

/// The steps of one command so far.
#[derive(Debug)]
pub struct Report {
    command: &'static str,
    steps: Vec<(String, f64, Outcome)>,
}

impl Report {
    /// No steps yet.
    pub fn new(command: &'static str) -> Self {
        Self { command, steps: Vec::new() }
    }

    /// Runs a step, notes what became of it and returns whether it passed.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        println!("\n== {}: {name}", self.command);
        let begin = Instant::now();
        let outcome = work().map_or_else(|error| Outcome::Failed(format!("{error:#}")), |()| Outcome::Passed);
        let seconds = begin.elapsed().as_secs_f64();
        if let Outcome::Failed(error) = &outcome {
            println!("error: {error}");
        }
        println!("== {}: {name}: {} in {seconds:.1} s", self.command, outcome.word());
        let passed = outcome == Outcome::Passed;
        self.steps.push((name.to_owned(), seconds, outcome));
        passed
    }

    /// Notes a step that cannot run.
    pub fn leave_out(&mut self, name: &str, reason: String) {
        println!("\n== {}: {name}: LEFT OUT: {reason}", self.command);
        self.steps.push((name.to_owned(), 0.0, Outcome::LeftOut(reason)));
    }

    /// Prints the table.
    ///
    /// # Errors
    ///
    /// When a step failed, with the names of all that did.
    pub fn finish(self) -> Result<()> {
        println!("\n{}", self.table());
        let failed: Vec<&str> = self.failed().map(|(name, _, _)| name.as_str()).collect();
        if !failed.is_empty() {
            bail!("{}: failed: {}", self.command, failed.join(", "));
        }
        Ok(())
    }

    fn failed(&self) -> impl Iterator<Item = &(String, f64, Outcome)> {
        self.steps.iter().filter(|(_, _, outcome)| matches!(outcome, Outcome::Failed(_)))
    }

    fn table(&self) -> String {
        let width = self.steps.iter().map(|(name, _, _)| name.chars().count()).max().unwrap_or(0);
        let lines = self.steps.iter().map(|(name, seconds, outcome)| {
            let note = match outcome {
                Outcome::LeftOut(reason) => format!(": {reason}"),
                _ => String::new(),
            };
            format!("  {name:width$} {seconds:>8.1} s  {}{note}", outcome.word())
        });
        let sum: f64 = self.steps.iter().map(|(_, seconds, _)| seconds).sum();
        let mut table = format!("{} in {sum:.1} s:\n", self.command);
        table.push_str(&lines.collect::<Vec<_>>().join("\n"));
        table
    }
}

impl Outcome {
    fn word(&self) -> &'static str {
        match self {
            Self::Passed => "ok",
            Self::Failed(_) => "FAILED",
            Self::LeftOut(_) => "LEFT OUT",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_does_not_stop_the_next_one_and_fails_the_whole() {
        let mut report = Report::new("check");
        assert!(!report.step("one", || bail!("no")));
        assert!(report.step("two", || Ok(())));
        assert_eq!(report.finish().unwrap_err().to_string(), "check: failed: one");
    }

    #[test]
    fn the_table_names_every_step_and_why_one_was_left_out() {
        let mut report = Report::new("check");
        report.step("one", || Ok(()));
        report.leave_out("three", "no browser".to_owned());
        let table = report.table();
        assert!(table.contains("one        0.0 s  ok"), "{table}");
        assert!(table.contains("three      0.0 s  LEFT OUT: no browser"), "{table}");
        report.finish().unwrap();
    }
}
