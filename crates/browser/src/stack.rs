//! What ended calls left on the stack.

use std::hint::black_box;

/// More than calls of this project reach down, and an eighth of what wasm has; in bytes.
const DEPTH: usize = 128 * 1024;

/// Overwrites what calls that have ended left on the stack. Libraries wipe what they keep, not every copy that they work on:
/// HMAC, for one, fills a block with the key.
///
/// Reaches what is deeper than its caller, so it is best called by a task of its own.
#[inline(never)]
pub fn wipe_stack() {
    black_box(&mut [0_u8; DEPTH]);
}
