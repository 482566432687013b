//! The outside of a file: the magic word, and base64 around all of it.

use base64::Engine;

use super::ImportError;
use crate::encoding::BASE64;

const MAGIC: &[u8] = b"Salted__";

/// The magic word in base64 as far as it is whole characters; the next one has two bits of the salt.
const MAGIC_BASE64: &[u8] = b"U2FsdGVkX1";

/// What the character after [`MAGIC_BASE64`] can be.
const AFTER_MAGIC_BASE64: &[u8] = b"89+/";

/// How many of a file's first bytes tell what it is.
pub const RECOGNISED_WITHIN: usize = 64;

/// How an `openssl enc` file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// As bytes.
    Binary,
    /// As base64, option `-a`.
    Base64,
}

/// Whether a file is one of `openssl enc` with a salt, by its first [`RECOGNISED_WITHIN`] bytes (fewer if it has
/// fewer).
pub fn recognise(start: &[u8]) -> Option<Form> {
    if start.starts_with(MAGIC) {
        return Some(Form::Binary);
    }
    let next = start.trim_ascii_start().strip_prefix(MAGIC_BASE64)?.first()?;
    AFTER_MAGIC_BASE64.contains(next).then_some(Form::Base64)
}

/// Takes a file's bytes as they come and hands on those after the magic word, without base64.
#[derive(Debug)]
pub(super) struct Envelope {
    state: State,
    /// Bytes of the file so far, without base64, the magic word included.
    len: u64,
}

#[derive(Debug)]
enum State {
    /// Too little came to tell.
    Start(Vec<u8>),
    /// Bytes of the magic word that are still to be left out.
    Binary {
        magic_left: usize,
    },
    Base64 {
        magic_left: usize,
        base64: Base64Reader,
    },
}

impl Envelope {
    pub fn new() -> Self {
        Self { state: State::Start(Vec::new()), len: 0 }
    }

    /// Appends to `out` what `bytes` bring.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), ImportError> {
        match &mut self.state {
            State::Start(held) => {
                held.extend_from_slice(bytes);
                let state = match recognise(held) {
                    Some(Form::Binary) => State::Binary { magic_left: MAGIC.len() },
                    Some(Form::Base64) => State::Base64 { magic_left: MAGIC.len(), base64: Base64Reader::default() },
                    None if held.len() < RECOGNISED_WITHIN => return Ok(()),
                    None => return Err(ImportError::NotOpenSsl),
                };
                let held = std::mem::take(held);
                self.state = state;
                self.feed(&held, out)
            }
            State::Binary { magic_left } => {
                self.len = self.len.saturating_add(bytes.len() as u64);
                out.extend_from_slice(without(magic_left, bytes));
                Ok(())
            }
            State::Base64 { magic_left, base64 } => {
                let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
                base64.feed(bytes, &mut decoded)?;
                self.len = self.len.saturating_add(decoded.len() as u64);
                out.extend_from_slice(without(magic_left, &decoded));
                Ok(())
            }
        }
    }

    /// Appends what was held back; returns the bytes of the whole file, without base64.
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<u64, ImportError> {
        match &mut self.state {
            State::Start(_) => return Err(ImportError::NotOpenSsl),
            State::Binary { .. } => {}
            State::Base64 { magic_left, base64 } => {
                let mut decoded = Vec::new();
                base64.finish(&mut decoded)?;
                self.len = self.len.saturating_add(decoded.len() as u64);
                out.extend_from_slice(without(magic_left, &decoded));
            }
        }
        Ok(self.len)
    }
}

/// `bytes` less as many of the first ones as `left` counts.
fn without<'a>(left: &mut usize, bytes: &'a [u8]) -> &'a [u8] {
    let skipped = bytes.len().min(*left);
    *left -= skipped;
    bytes.get(skipped..).unwrap_or_default()
}

/// Base64 in lines, as it comes.
#[derive(Debug, Default)]
struct Base64Reader {
    /// Up to four characters: the last group may have padding, and is decoded last.
    held: Vec<u8>,
}

impl Base64Reader {
    fn feed(&mut self, text: &[u8], out: &mut Vec<u8>) -> Result<(), ImportError> {
        let mut symbols = std::mem::take(&mut self.held);
        symbols.extend(text.iter().filter(|symbol| !symbol.is_ascii_whitespace()));
        let whole = symbols.len().saturating_sub(1) / 4 * 4;
        self.held = symbols.split_off(whole);
        // Padding before the last group ends the text early, and so it is damaged.
        if symbols.contains(&b'=') {
            return Err(ImportError::BadBase64);
        }
        BASE64.decode_vec(symbols, out).map_err(|_| ImportError::BadBase64)
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), ImportError> {
        BASE64.decode_vec(std::mem::take(&mut self.held), out).map_err(|_| ImportError::BadBase64)
    }
}
