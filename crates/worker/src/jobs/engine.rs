//! Frames sealed and opened for pages whose browser does it not.

use std::collections::BTreeMap;

use sealport_core::message::{FoundFrame, FramePosition, MessageError, RustEngine};
use sealport_worker_protocol::{Fault, MessageFacts};
use zeroize::Zeroizing;

/// The messages whose frames are sealed and opened, and room for one frame.
#[derive(Debug, Default)]
pub struct Messages {
    engines: BTreeMap<u32, RustEngine>,
    room: Room,
}

/// Reused from frame to frame; wiped once no message is left.
#[derive(Default)]
struct Room(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Room {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Room({} bytes)", self.0.len())
    }
}

impl Room {
    fn of_len(&mut self, len: u64) -> Result<&mut [u8], Fault> {
        let len = usize::try_from(len).map_err(|_| Fault::OutOfRange)?;
        if self.0.capacity() < len {
            self.0 = Zeroizing::default();
            self.0.try_reserve_exact(len).map_err(|_| Fault::OutOfMemory)?;
        }
        self.0.resize(len, 0);
        Ok(&mut self.0)
    }
}

impl Messages {
    /// Keeps what seals and opens the frames of a message. An id that is known already stands for the new one then.
    pub fn add(&mut self, facts: &MessageFacts) {
        let engine = RustEngine::of_parts(&facts.content_key, &facts.message_id, facts.frame_len);
        self.engines.insert(facts.message, engine);
    }

    /// Wipes it.
    pub fn forget(&mut self, message: u32) {
        self.engines.remove(&message);
        if self.engines.is_empty() {
            self.room = Room::default();
        }
    }

    /// Seals a frame whose plaintext, `plaintext_len` bytes, `copy_in` writes to where it belongs. Gives the whole sealed
    /// frame.
    ///
    /// # Errors
    ///
    /// [`Fault::Unknown`], [`Fault::OutOfRange`], [`Fault::OutOfMemory`].
    pub fn seal(
        &mut self,
        message: u32,
        position: FramePosition,
        plaintext_len: u64,
        copy_in: impl FnOnce(&mut [u8]),
    ) -> Result<&[u8], Fault> {
        let engine = self.engines.get(&message).ok_or(Fault::Unknown)?;
        if plaintext_len != u64::from(position.len) || position.len > engine.frame_len() {
            return Err(Fault::OutOfRange);
        }
        let frame = self.room.of_len(position.sealed_len())?;
        let start = position.head_len();
        let text = usize::try_from(plaintext_len).ok().and_then(|len| frame.get_mut(start..)?.get_mut(..len));
        copy_in(text.ok_or(Fault::OutOfRange)?);
        engine.seal_in_place(position, frame).map_err(|_| Fault::OutOfRange)?;
        Ok(frame)
    }

    /// Opens a frame, `frame_len` bytes in all, that `copy_in` writes. Gives its plaintext, which was authenticated.
    ///
    /// # Errors
    ///
    /// [`Fault::Tampered`], [`Fault::Unknown`], [`Fault::OutOfRange`], [`Fault::OutOfMemory`].
    pub fn open(
        &mut self,
        message: u32,
        found: &FoundFrame,
        frame_len: u64,
        copy_in: impl FnOnce(&mut [u8]),
    ) -> Result<&[u8], Fault> {
        let engine = self.engines.get(&message).ok_or(Fault::Unknown)?;
        if frame_len != found.sealed_len() || found.position.len > engine.frame_len() {
            return Err(Fault::OutOfRange);
        }
        let frame = self.room.of_len(frame_len)?;
        copy_in(frame);
        match engine.open_in_place(found, frame) {
            Ok(plaintext) => Ok(plaintext),
            Err(MessageError::TamperedFrame { .. }) => Err(Fault::Tampered),
            Err(_) => Err(Fault::OutOfRange),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const FRAME_LEN: u32 = 32;

    fn messages() -> Messages {
        let mut messages = Messages::default();
        for message in [1, 2] {
            let content_key = Zeroizing::new([message as u8; 32]);
            messages.add(&MessageFacts { message, content_key, message_id: [9; 32], frame_len: FRAME_LEN });
        }
        messages
    }

    fn seal(messages: &mut Messages, position: FramePosition, plaintext: &[u8]) -> Result<Vec<u8>, Fault> {
        let len = plaintext.len() as u64;
        messages.seal(1, position, len, |to| to.copy_from_slice(plaintext)).map(<[u8]>::to_vec)
    }

    fn open(messages: &mut Messages, message: u32, found: &FoundFrame, frame: &[u8]) -> Result<Vec<u8>, Fault> {
        messages.open(message, found, frame.len() as u64, |to| to.copy_from_slice(frame)).map(<[u8]>::to_vec)
    }

    #[test]
    fn frames_of_all_lengths_open_to_what_was_sealed() {
        let mut messages = messages();
        for len in 0..=FRAME_LEN {
            let plaintext = vec![0x5A; len as usize];
            let position = FramePosition { sequence: 7, is_final: true, len };
            let sealed = seal(&mut messages, position, &plaintext).unwrap();
            let found = FoundFrame::parse_at(&sealed, position, FRAME_LEN).unwrap();
            assert_eq!(open(&mut messages, 1, &found, &sealed).unwrap(), plaintext);
            assert_eq!(
                open(&mut messages, 2, &found, &sealed),
                Err(Fault::Tampered),
                "under the key of another message"
            );
        }
    }

    #[test]
    fn a_flipped_bit_is_tampering() {
        let mut messages = messages();
        let position = FramePosition { sequence: 1, is_final: false, len: FRAME_LEN };
        let sealed = seal(&mut messages, position, &[1; FRAME_LEN as usize]).unwrap();
        let found = FoundFrame::parse_at(&sealed, position, FRAME_LEN).unwrap();
        for at in position.head_len()..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert_eq!(open(&mut messages, 1, &found, &altered), Err(Fault::Tampered), "byte {at}");
        }
    }

    #[test]
    fn wrong_lengths_and_positions_are_refused_before_a_byte_is_copied() {
        let mut messages = messages();
        let regular = FramePosition { sequence: 1, is_final: false, len: FRAME_LEN };
        assert_eq!(seal(&mut messages, regular, &[0; 31]), Err(Fault::OutOfRange));
        let too_long = FramePosition { sequence: 1, is_final: true, len: u32::MAX };
        let found = FoundFrame { position: too_long, iv: [0; 12] };
        let untouched = |_: &mut [u8]| panic!("copied");
        assert_eq!(messages.seal(1, too_long, u64::from(u32::MAX), untouched), Err(Fault::OutOfRange));
        assert_eq!(messages.open(1, &found, found.sealed_len(), untouched), Err(Fault::OutOfRange));
        let short = FramePosition { sequence: 1, is_final: false, len: 5 };
        assert_eq!(seal(&mut messages, short, &[0; 5]), Err(Fault::OutOfRange), "only a final frame is short");
    }

    #[test]
    fn a_forgotten_message_is_unknown_and_its_room_is_wiped() {
        let mut messages = messages();
        let position = FramePosition { sequence: 1, is_final: true, len: 1 };
        seal(&mut messages, position, b"a").unwrap();
        messages.forget(1);
        assert_eq!(seal(&mut messages, position, b"a"), Err(Fault::Unknown));
        messages.forget(2);
        assert!(messages.room.0.is_empty());
    }
}
