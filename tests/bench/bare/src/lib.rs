//! AES-256-GCM of RustCrypto in wasm with nothing of ours around it: in place, over and over, and as a page would use it.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;

/// Seals a frame of that length, in bytes, so many times. Returns a byte made of all tags and the last frame: what nobody
/// looks at the compiler leaves out, and half of the work is the tag's.
#[wasm_bindgen]
pub fn seal(frame_len: usize, frames: u32) -> u8 {
    let cipher = Aes256Gcm::new(&[7; 32].into());
    let mut frame = vec![0; frame_len];
    let mut seen = 0;
    for number in 0..frames {
        let mut iv = [0; 12];
        iv[..4].copy_from_slice(&number.to_be_bytes());
        // A frame is far below the cipher's limit of 64 GiB.
        if let Ok(tag) = cipher.encrypt_inout_detached(&iv.into(), &[0; 78], InOutBuf::from(frame.as_mut_slice())) {
            seen ^= tag.iter().fold(0, |seen, byte| seen ^ byte);
        }
    }
    frame.first().map_or(seen, |byte| seen ^ byte)
}

/// The cipher with its key and room for one frame, for buffers of a page.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Bare {
    cipher: Aes256Gcm,
    room: Vec<u8>,
}

#[wasm_bindgen]
impl Bare {
    /// With a key that does not matter.
    #[wasm_bindgen(constructor)]
    pub fn new(frame_len: usize) -> Self {
        Self { cipher: Aes256Gcm::new(&[7; 32].into()), room: vec![0; frame_len + 16] }
    }

    /// Seals a frame of a page's, of the length that was said, and gives its ciphertext and tag in a new buffer: one copy
    /// in, one out. Zeros where the cipher refuses, which it does from 64 GiB on.
    #[wasm_bindgen(js_name = sealFrame)]
    pub fn seal_frame(&mut self, frame: &Uint8Array, number: u32) -> Uint8Array {
        let tag_start = self.room.len() - 16;
        let (text, tag_at) = self.room.split_at_mut(tag_start);
        frame.copy_to(text);
        let mut iv = [0; 12];
        iv[..4].copy_from_slice(&number.to_be_bytes());
        if let Ok(tag) = self.cipher.encrypt_inout_detached(&iv.into(), &[0; 78], InOutBuf::from(text)) {
            tag_at.copy_from_slice(&tag);
        }
        Uint8Array::from(self.room.as_slice())
    }
}
