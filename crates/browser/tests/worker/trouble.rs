//! Workers that do not start, and workers that die.

use js_sys::{Array, Uint8Array};
use sealport_browser::worker::{OpensslImport, PassphraseWorker, RustEngineWorker, WorkerAddress, WorkerError};
use sealport_client::message::FramePosition;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, BlobPropertyBag, Url};

use crate::address;
use crate::engine::keys;

/// The address of a script with that text.
fn script(text: &str) -> WorkerAddress {
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options).unwrap();
    WorkerAddress::new(&Url::create_object_url_with_blob(&blob).unwrap()).unwrap()
}

async fn asked(address: WorkerAddress) -> WorkerError {
    PassphraseWorker::new(address).generate_passphrase(6).await.unwrap_err()
}

#[wasm_bindgen_test]
async fn a_script_that_is_missing_broken_or_foreign_is_told_at_once() {
    assert_eq!(asked(WorkerAddress::new("/tests/generated/nothing.js").unwrap()).await, WorkerError::NotStarted);
    assert_eq!(asked(script("this is no script")).await, WorkerError::NotStarted);
    assert_eq!(asked(script("throw new Error('at its start')")).await, WorkerError::NotStarted);
    assert_eq!(asked(script("self.postMessage('failed')")).await, WorkerError::NotStarted);
    // Browsers differ in how they refuse scripts of other origins: at once, or by an event.
    let foreign = asked(WorkerAddress::new("https://127.0.0.1:9/worker.js").unwrap()).await;
    assert!(matches!(foreign, WorkerError::Refused | WorkerError::NotStarted), "{foreign:?}");
}

#[wasm_bindgen_test]
async fn a_worker_that_dies_at_work_is_said_to_have_died() {
    let dies =
        "self.onmessage = () => { throw new WebAssembly.RuntimeError('unreachable') }; self.postMessage('ready')";
    let worker = PassphraseWorker::new(script(dies));
    for _ in 0..2 {
        // The second time another one was started, or there would be no answer.
        assert_eq!(worker.generate_passphrase(6).await.unwrap_err(), WorkerError::Died);
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_is_none_is_refused() {
    let chatters = "self.onmessage = () => self.postMessage({ id: 1 }); self.postMessage('ready')";
    assert_eq!(asked(script(chatters)).await, WorkerError::Protocol);
}

#[wasm_bindgen_test]
async fn after_its_end_the_next_request_starts_another_worker() {
    let worker = PassphraseWorker::new(address());
    worker.generate_passphrase(6).await.unwrap();
    worker.end();
    worker.generate_passphrase(6).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_buffer_that_was_given_away_is_an_error_and_the_worker_goes_on() {
    let frames = RustEngineWorker::new(address()).message(&keys(1024));
    let position = FramePosition { sequence: 1, is_final: true, len: 0 };
    let empty = Uint8Array::new_with_length(0);
    frames.seal(position, empty.clone()).await.unwrap();
    assert_eq!(frames.seal(position, empty).await.unwrap_err(), WorkerError::BufferGone);
    assert!(frames.seal(position, Uint8Array::new_with_length(0)).await.is_ok());
}

#[wasm_bindgen_test]
async fn an_import_is_not_continued_by_a_worker_that_knows_nothing_of_it() {
    let once = "let asked = 0; self.onmessage = ({ data }) => { if (asked++) throw 1; self.postMessage([data[0], \
                new Uint8Array([0, 0])]) }; self.postMessage('ready')";
    let import = OpensslImport::new(script(once));
    import.survey_chunk(&Uint8Array::new_with_length(1)).await.unwrap();
    for _ in 0..3 {
        let refused = import.survey_chunk(&Uint8Array::new_with_length(1)).await;
        assert_eq!(refused.unwrap_err(), WorkerError::Died);
    }
}
