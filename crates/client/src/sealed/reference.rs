//! The engine of platforms whose buffers this code can look into: `sealport-core`'s own.

use std::marker::PhantomData;
use std::rc::Rc;

use sealport_core::message::{ContentKeys, FoundFrame, FramePosition, RustEngine};

use crate::platform::{Chunk, Engine, EngineError};

/// Seals and opens frames with the ciphers of `sealport-core`, one after the other, by copying them.
#[derive(Debug)]
pub struct ReferenceEngine<C> {
    engine: Rc<RustEngine>,
    chunk: PhantomData<fn() -> C>,
}

impl<C> ReferenceEngine<C> {
    /// For the frames of one message.
    pub fn new(keys: &ContentKeys) -> Self {
        Self { engine: Rc::new(RustEngine::new(keys)), chunk: PhantomData }
    }
}

impl<C> Clone for ReferenceEngine<C> {
    fn clone(&self) -> Self {
        Self { engine: Rc::clone(&self.engine), chunk: PhantomData }
    }
}

impl<C: Chunk + From<Vec<u8>>> Engine for ReferenceEngine<C> {
    type Chunk = C;

    async fn seal(&self, position: FramePosition, plaintext: C) -> Result<C, EngineError> {
        let mut bytes = Vec::with_capacity(plaintext.len());
        plaintext.append_to(&mut bytes);
        let mut frame = Vec::new();
        let sealed = self.engine.seal_onto(position, &bytes, &mut frame);
        bytes.fill(0);
        sealed.map_err(|error| EngineError::Unavailable(error.to_string()))?;
        frame.drain(..position.head_len());
        Ok(C::from(frame))
    }

    async fn open(&self, found: &FoundFrame, sealed: C) -> Result<C, EngineError> {
        // The engine works on whole frames; it takes the IV from what was found in the head.
        let mut frame = found.position.head().to_vec();
        sealed.append_to(&mut frame);
        let opened = self.engine.open_in_place(found, &mut frame).map_err(|_| EngineError::NotAuthentic)?;
        Ok(C::from(opened.to_vec()))
    }
}
