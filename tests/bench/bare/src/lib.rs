//! AES-256-GCM of RustCrypto in wasm with nothing of ours around it: frames are sealed in place, over and over.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
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
