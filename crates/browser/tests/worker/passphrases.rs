//! Argon2id, the strength meter and new passphrases.

use futures_util::future::{join, select};
use sealport_browser::worker::{PassphraseWorker, StrengthMeter, Weakness, WorkerError, nfc_bytes};
use sealport_client::message::{PassphraseParams, passphrase_bytes};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{address, meter_address};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[wasm_bindgen_test]
fn the_browsers_normal_form_is_the_librarys() {
    for passphrase in ["", "a b", "Gru\u{308}\u{df}e", "\u{212b}\u{fb01}", "\u{1100}\u{1161}\u{11a8}", "\u{1f511}"] {
        assert_eq!(*nfc_bytes(passphrase), *passphrase_bytes(passphrase), "{passphrase:?}");
    }
}

#[wasm_bindgen_test]
async fn a_passphrase_makes_the_key_that_argon2_cffi_makes() {
    // hash_secret_raw('Grüße', bytes(range(16)), 1, 64, 2, 32, Type.ID) of PyPI argon2-cffi.
    let params = PassphraseParams::new(64, 1, 2, std::array::from_fn(|at| at as u8)).unwrap();
    let worker = PassphraseWorker::new(address());
    let key = worker.derive(&params, passphrase_bytes("Grüße")).await.unwrap();
    assert_eq!(hex(&*key), "efa4e565237ba1e6058d390ee049dc9b7e21e51ca5892cc0cd18875a59a29527");
}

#[wasm_bindgen_test]
async fn the_most_memory_that_a_file_may_ask_for_is_there_or_refused_and_the_worker_goes_on() {
    let worker = PassphraseWorker::new(address());
    let params = PassphraseParams::new(PassphraseParams::MAX_MEMORY_KIB, 1, 4, [1; 16]).unwrap();
    let large = worker.derive(&params, passphrase_bytes("a")).await;
    assert!(matches!(large, Ok(_) | Err(WorkerError::OutOfMemory)), "{:?}", large.err());
    assert!(worker.derive(&PassphraseParams::new(64, 1, 1, [1; 16]).unwrap(), passphrase_bytes("a")).await.is_ok());
}

#[wasm_bindgen_test]
async fn requests_made_at_once_get_their_own_answers() {
    let worker = PassphraseWorker::new(address());
    let other = worker.clone();
    let params = |salt| PassphraseParams::new(64, 1, 1, [salt; 16]).unwrap();
    let (one, two) = (params(1), params(2));
    let (first, second) =
        join(worker.derive(&one, passphrase_bytes("a")), other.derive(&two, passphrase_bytes("a"))).await;
    assert_ne!(first.clone().unwrap(), second.unwrap());
    assert_eq!(first.unwrap(), worker.derive(&one, passphrase_bytes("a")).await.unwrap());
}

#[wasm_bindgen_test]
async fn a_derivation_that_nobody_waits_for_is_broken_off() {
    let worker = PassphraseWorker::new(address());
    worker.generate_passphrase(1).await.unwrap();
    // Some ten seconds of work; the other request would have to wait for it.
    let costly = PassphraseParams::new(256 << 10, 16, 1, [1; 16]).unwrap();
    {
        let long = std::pin::pin!(worker.derive(&costly, passphrase_bytes("a")));
        let soon = std::pin::pin!(wait(50));
        select(long, soon).await;
    }
    let begin = js_sys::Date::now();
    worker.generate_passphrase(6).await.unwrap();
    let waited = js_sys::Date::now() - begin;
    assert!(waited < 4000.0, "{waited} ms");
}

#[wasm_bindgen_test]
async fn strength_is_judged_and_weak_ones_are_told_why() {
    let meter = StrengthMeter::new(meter_address());
    let weak = meter.strength("password").await.unwrap();
    assert_eq!((weak.score, weak.weakness), (0, Some(Weakness::TopTen)));
    assert!(!weak.hints.is_empty());
    let strong = meter.strength("obtrusive paving gusto stratus wolverine quarry").await.unwrap();
    assert_eq!((strong.score, strong.weakness), (4, None));
    assert_eq!(meter.strength("").await.unwrap().guesses_log10, 0.0);
}

#[wasm_bindgen_test]
async fn new_passphrases_differ_and_are_strong() {
    let worker = PassphraseWorker::new(address());
    let (one, other) = (worker.generate_passphrase(6).await.unwrap(), worker.generate_passphrase(6).await.unwrap());
    assert_ne!(one, other);
    assert_eq!(one.split(' ').count(), 6);
    assert_eq!(StrengthMeter::new(meter_address()).strength(&one).await.unwrap().score, 4);
}

/// Waits for so many milliseconds.
async fn wait(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms).unwrap();
    });
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
}
