//! Words for people, one file per language. English is the only one so far.

pub mod en;

pub use en as words;
