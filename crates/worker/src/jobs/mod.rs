//! What the worker does, free of JavaScript.

pub mod derive;
pub mod engine;
pub mod import;
pub mod phrase;
