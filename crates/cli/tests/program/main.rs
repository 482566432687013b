//! The program as people run it: every command, what it writes, what it says and what it exits with.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use sealport_client as library;

mod import;
mod interrupts;
mod key_names;
mod keys;
#[path = "../../../vectors/made.rs"]
mod made;
mod output;
mod prompts;
mod readme;
mod run;
mod sealing;
mod usage;
mod vectors;
