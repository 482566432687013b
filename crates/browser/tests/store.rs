//! What stays in a real browser, and what a mere question leaves behind.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used)]

use sealport_browser::{ByteStore, Change, StoreError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

async fn run(script: &str) -> JsValue {
    let promise = js_sys::Function::new_no_args(script).call0(&JsValue::NULL).expect("the script");
    JsFuture::from(promise.unchecked_into::<js_sys::Promise>()).await.expect("its promise")
}

async fn is_there(name: &str) -> bool {
    run(&format!("return indexedDB.databases().then((all) => all.some((one) => one.name === '{name}'))"))
        .await
        .is_truthy()
}

#[wasm_bindgen_test]
async fn what_was_put_is_found_by_its_name() {
    let store = ByteStore::new("test-put");
    store.put("one", b"1").await.expect("put");
    store.put("two", &[0, 255]).await.expect("put");
    store.put("one", b"").await.expect("put in its place");
    // Another handle, as after a reload.
    let store = ByteStore::new("test-put");
    assert_eq!(store.get("one").await, Ok(Some(Vec::new())));
    assert_eq!(store.get("two").await, Ok(Some(vec![0, 255])));
    assert_eq!(store.get("three").await, Ok(None));
    assert_eq!(store.names().await, Ok(vec!["one".to_owned(), "two".to_owned()]));
    store.delete("one").await.expect("delete");
    store.delete("one").await.expect("delete again");
    assert_eq!(store.names().await, Ok(vec!["two".to_owned()]));
    store.wipe().await.expect("wipe");
    assert!(!is_there("test-put").await);
    assert_eq!(store.get("two").await, Ok(None));
}

#[wasm_bindgen_test]
async fn questions_make_no_database() {
    let store = ByteStore::new("test-asked");
    assert_eq!(store.get("one").await, Ok(None));
    assert_eq!(store.names().await, Ok(Vec::new()));
    store.delete("one").await.expect("delete");
    store.wipe().await.expect("wipe");
    assert!(!is_there("test-asked").await);
}

#[wasm_bindgen_test]
async fn nobody_writes_between_a_reading_and_its_writing() {
    let store = ByteStore::new("test-update");
    let count = || {
        store.update::<StoreError>("count", |found| {
            let before = found.and_then(|bytes| bytes.first().copied()).unwrap_or(0);
            Ok(Change::Put(vec![before + 1]))
        })
    };
    let updates = futures_util::future::join_all((0..20).map(|_| count())).await;
    assert!(updates.into_iter().all(|done| done.is_ok()));
    assert_eq!(store.get("count").await, Ok(Some(vec![20])));
    store.wipe().await.expect("wipe");
}

#[wasm_bindgen_test]
async fn a_refused_change_leaves_the_value() {
    let store = ByteStore::new("test-refused");
    store.put("one", b"before").await.expect("put");
    assert_eq!(store.update("one", |_| Err(StoreError::Failed)).await, Err(StoreError::Failed));
    store.update::<StoreError>("one", |_| Ok(Change::Keep)).await.expect("keep");
    assert_eq!(store.get("one").await, Ok(Some(b"before".to_vec())));
    store.wipe().await.expect("wipe");
}

#[wasm_bindgen_test]
async fn what_something_else_wrote_is_called_damaged() {
    let store = ByteStore::new("test-damaged");
    store.put("one", b"bytes").await.expect("put");
    run("return new Promise((done) => {
        const opening = indexedDB.open('test-damaged');
        opening.onsuccess = () => {
            const writing = opening.result.transaction('values', 'readwrite');
            writing.objectStore('values').put('a text', 'one');
            writing.oncomplete = () => { opening.result.close(); done(); };
        };
    })")
    .await;
    assert_eq!(store.get("one").await, Err(StoreError::Damaged));
    store.wipe().await.expect("wipe");
}

#[wasm_bindgen_test]
async fn a_newer_page_is_not_overwritten() {
    let store = ByteStore::new("test-newer");
    run("return new Promise((done) => {
        const opening = indexedDB.open('test-newer', 9);
        opening.onsuccess = () => { opening.result.close(); done(); };
    })")
    .await;
    assert_eq!(store.get("one").await, Err(StoreError::Newer));
    assert_eq!(store.put("one", b"x").await, Err(StoreError::Newer));
    store.wipe().await.expect("wipe");
}
