//! The program as people run it: every command, what it writes, what it says and what it exits with.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod import;
mod interrupts;
mod keys;
mod output;
mod prompts;
mod readme;
mod run;
mod sealing;
mod usage;
mod vectors;
