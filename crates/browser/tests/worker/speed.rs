//! Figures, printed for people; how fast a machine is fails no test.

use futures_util::future::join_all;
use js_sys::{Date, Uint8Array};
use sealport_browser::worker::{MessageFrames, PassphraseWorker, RustEngineWorker};
use sealport_client::message::{FoundFrame, FramePosition, PassphraseParams, passphrase_bytes};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::address;
use crate::engine::keys;

const FRAME_LEN: u32 = 1 << 20;
const FRAMES: u32 = 64;

#[wasm_bindgen_test]
async fn figures_of_this_machine() {
    let worker = PassphraseWorker::new(address());
    let begin = Date::now();
    worker.generate_passphrase(1).await.unwrap();
    console_log!("worker started in {:.0} ms", Date::now() - begin);
    let params = PassphraseParams::recommended([7; 16]);
    for _ in 0..3 {
        let begin = Date::now();
        worker.derive(&params, passphrase_bytes("obtrusive paving gusto")).await.unwrap();
        console_log!("Argon2id 64 MiB, 3 passes, 1 lane: {:.0} ms", Date::now() - begin);
    }
    let frames = RustEngineWorker::new(address()).message(&keys(FRAME_LEN));
    let other = RustEngineWorker::new(address()).message(&keys(FRAME_LEN));
    for _ in 0..2 {
        let (sealing, sealed) = sealed(&frames).await;
        let opening = opened(&frames, sealed).await;
        console_log!("Rust engine: {sealing:.0} MB/s sealing, {opening:.0} MB/s opening");
        let begin = Date::now();
        futures_util::future::join(self::sealed(&frames), self::sealed(&other)).await;
        console_log!("two of them: {:.0} MB/s sealing", rate(2 * FRAMES, begin));
    }
}

fn rate(frames: u32, begin: f64) -> f64 {
    f64::from(frames * FRAME_LEN) / 1000.0 / (Date::now() - begin)
}

/// MB/s, and the frames. Four requests at a time, as a transfer makes them.
async fn sealed(frames: &MessageFrames) -> (f64, Vec<(FoundFrame, Uint8Array)>) {
    let buffers: Vec<_> = (0..FRAMES).map(|_| Uint8Array::new_with_length(FRAME_LEN)).collect();
    let (begin, mut sealed) = (Date::now(), Vec::new());
    for (group, buffers) in (0_u32..).zip(buffers.chunks(4)) {
        let some = (0_u32..).zip(buffers).map(async |(at, plaintext)| {
            let position = FramePosition { sequence: group * 4 + at + 1, is_final: false, len: FRAME_LEN };
            let frame = frames.seal(position, plaintext.clone()).await.unwrap();
            (FoundFrame { position, iv: position.iv() }, frame)
        });
        sealed.extend(join_all(some).await);
    }
    (rate(FRAMES, begin), sealed)
}

async fn opened(frames: &MessageFrames, sealed: Vec<(FoundFrame, Uint8Array)>) -> f64 {
    let begin = Date::now();
    for group in sealed.chunks(4) {
        let some = group.iter().map(async |(found, frame)| frames.open(found, frame.clone()).await.unwrap());
        assert_eq!(join_all(some).await.len(), group.len());
    }
    rate(FRAMES, begin)
}
