//! A sealed file fed to the streaming opener piece by piece. Included by path, by modules that have the library's own types
//! in scope: the unit tests know them under another name than everybody else.

use super::{EncryptionContext, HeaderReader, MessageError, Opener, WrappingKey};

/// What comes out of a message that arrives in pieces of that many bytes, and how it ends. `expected` is the context that
/// only a reader knows.
pub fn opened_with(
    message: &[u8],
    piece: usize,
    keys: &[WrappingKey],
    expected: &EncryptionContext,
) -> (Vec<u8>, Result<(), MessageError>) {
    let mut released = Vec::new();
    let ended = (|| {
        let mut pieces = message.chunks(piece);
        let mut reader = HeaderReader::default();
        let (header, mut left) = loop {
            let Some(mut input) = pieces.next() else { return Err(reader.finish()) };
            if let Some(header) = reader.feed(&mut input)? {
                break (header, input);
            }
            assert!(input.is_empty(), "a reader that wants more took less than it was given");
        };
        let mut opener = Opener::new(&header.unlock(keys, expected)?);
        loop {
            while let Some(plaintext) = opener.feed(&mut left)? {
                released.extend_from_slice(plaintext);
            }
            match pieces.next() {
                Some(next) => left = next,
                None => return opener.finish(),
            }
        }
    })();
    (released, ended)
}

/// The same without a context of the reader's.
#[allow(dead_code)]
pub fn opened(message: &[u8], piece: usize, keys: &[WrappingKey]) -> (Vec<u8>, Result<(), MessageError>) {
    opened_with(message, piece, keys, &EncryptionContext::empty())
}
