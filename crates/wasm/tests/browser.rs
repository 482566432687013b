//! The façade in a real browser: `wasm-pack test --headless --chrome crates/wasm`.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use js_sys::{Array, Date, Error, Object, Reflect, Uint8Array};
use sealport_client::ErrorCode;
use sealport_wasm::{Presigner, SseCKey, parse_key_file};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ZEROS: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
/// `head -c 32 /dev/zero | openssl dgst -md5 -binary | base64`
const ZEROS_MD5: &str = "cLyPS3KoaSFGi/joRB3OUQ==";

fn text(object: &JsValue, name: &str) -> String {
    Reflect::get(object, &name.into()).unwrap().as_string().unwrap()
}

fn options(pairs: &[(&str, &str)]) -> JsValue {
    let object = Object::new();
    for (name, value) in pairs {
        Reflect::set(&object, &(*name).into(), &(*value).into()).unwrap();
    }
    object.into()
}

fn storage() -> Vec<(&'static str, &'static str)> {
    vec![
        ("endpoint", "https://s3.gra.io.cloud.ovh.net"),
        ("region", "gra"),
        ("bucket", "clinic-archive"),
        ("accessKeyId", "AKID"),
        ("secretAccessKey", "sEcReT"),
    ]
}

#[wasm_bindgen_test]
fn generated_keys_differ_and_round_trip() {
    let (a, b) = (SseCKey::generate().unwrap(), SseCKey::generate().unwrap());
    assert_ne!(a.fingerprint(), b.fingerprint());
    assert_eq!(a.fingerprint().len(), 16);
    let again = SseCKey::parse(&a.expose_base64().into()).unwrap();
    assert_eq!((again.fingerprint(), again.md5()), (a.fingerprint(), a.md5()));
}

#[wasm_bindgen_test]
fn md5_and_headers_are_those_of_openssl() {
    let ssec = SseCKey::parse(&ZEROS.into()).unwrap();
    assert_eq!(ssec.md5(), ZEROS_MD5);
    let headers = ssec.headers();
    assert_eq!(text(&headers, "x-amz-server-side-encryption-customer-algorithm"), "AES256");
    assert_eq!(text(&headers, "x-amz-server-side-encryption-customer-key"), ZEROS);
    assert_eq!(text(&headers, "x-amz-server-side-encryption-customer-key-md5"), ZEROS_MD5);
    let file = ssec.key_file();
    assert_eq!(text(&file, "name"), format!("sealport-sse-c-{}.key", ssec.short_fingerprint()));
    assert_eq!(
        SseCKey::parse_file(&Uint8Array::from(text(&file, "contents").as_bytes()).into()).unwrap().md5(),
        ZEROS_MD5
    );
    assert_eq!(SseCKey::parse_file(&Uint8Array::new_with_length(32).into()).unwrap().md5(), ZEROS_MD5);
}

#[wasm_bindgen_test]
fn bad_keys_are_errors_with_a_code_and_the_bytes_found() {
    let short: JsValue = Uint8Array::from([0xff; 31].as_slice()).into();
    let without_doctor = SseCKey::parse_file(&short).unwrap_err();
    assert_eq!(text(&without_doctor, "code"), "invalid-input");
    assert!(!Reflect::has(&without_doctor, &"diagnosis".into()).unwrap());
    let error: Error = parse_key_file(&short).unwrap_err().dyn_into().unwrap();
    assert_eq!(text(&error, "code"), "invalid-input");
    assert_eq!(String::from(error.name()), "SealportError");
    assert!(String::from(error.message()).contains("31"));
    let diagnosis = Reflect::get(&error, &"diagnosis".into()).unwrap();
    assert_eq!(text(&diagnosis, "kind"), "bytes-lost");
    assert_eq!(Reflect::get(&diagnosis, &"found".into()).unwrap().as_f64(), Some(31.0));
}

#[wasm_bindgen_test]
fn presigned_requests_are_values_with_the_key_in_headers_only() {
    let presigner = Presigner::new(options(&storage())).unwrap();
    let ssec = SseCKey::parse(&ZEROS.into()).unwrap();
    let expires = Object::new();
    Reflect::set(&expires, &"expiresIn".into(), &60.into()).unwrap();
    let before = Date::now();
    let request = presigner.presign_with_key("PUT", "dir/a b+é.txt", &ssec, expires.into()).unwrap();
    let url = text(&request, "url");
    assert!(url.starts_with("https://s3.gra.io.cloud.ovh.net/clinic-archive/dir/a%20b%2B%C3%A9.txt?"));
    assert!(url.contains("X-Amz-Expires=60&") && !url.contains("AAAAAAAA") && !url.contains("sEcReT"));
    let headers = Reflect::get(&request, &"headers".into()).unwrap();
    assert_eq!(text(&headers, "x-amz-server-side-encryption-customer-key"), ZEROS);
    let names = Array::from(&Reflect::get(&request, &"signedHeaders".into()).unwrap());
    assert_eq!(names.length(), 4);
    let expires_at: Date = Reflect::get(&request, &"expiresAt".into()).unwrap().dyn_into().unwrap();
    let lives = expires_at.get_time() - before;
    assert!((58_000.0..=62_000.0).contains(&lives), "{lives}");
    assert!(presigner.presign("DELETE", "a", JsValue::UNDEFINED).is_ok());
}

#[wasm_bindgen_test]
fn bad_options_are_refused_without_naming_secrets() {
    let code = |error: JsValue| (text(&error, "code"), text(&error, "message"));
    let presigner = Presigner::new(options(&storage())).unwrap();
    for (method, object_key) in [("GET", ""), ("GET", "a/../b"), ("POST", "a"), ("get", "a")] {
        let refused = presigner.presign(method, object_key, JsValue::UNDEFINED).unwrap_err();
        assert_eq!(code(refused).0, "invalid-input", "{method} {object_key}");
    }
    for secs in [0.0, 604_801.0, 1.5, -1.0, f64::NAN, f64::INFINITY] {
        let expires = Object::new();
        Reflect::set(&expires, &"expiresIn".into(), &secs.into()).unwrap();
        let (_, message) = code(presigner.presign("GET", "a", expires.into()).unwrap_err());
        assert_eq!(message.contains("whole number"), secs.fract() != 0.0, "{secs}: {message}");
    }
    let text_for_seconds = options(&[("expiresIn", "60")]);
    assert!(presigner.presign("GET", "a", text_for_seconds).is_err(), "seconds are a number");
    assert!(presigner.presign("GET", "a", "60".into()).is_err(), "options are an object");
    for missing in ["endpoint", "region", "bucket", "accessKeyId", "secretAccessKey"] {
        let left: Vec<_> = storage().into_iter().filter(|(name, _)| *name != missing).collect();
        let (code, message) = code(Presigner::new(options(&left)).unwrap_err());
        assert_eq!(code, "invalid-input");
        assert!(message.contains(missing), "{message}");
    }
    let mut unknown = storage();
    unknown.push(("expiresin", "x"));
    assert!(Presigner::new(options(&unknown)).is_err());
    // A secret of the wrong type or form never shows in the message.
    let style = options(&[storage().as_slice(), &[("addressing", "dns")]].concat());
    assert!(Presigner::new(style).is_err(), "there are two styles of address");
    let wrong = options(&storage());
    Reflect::set(&wrong, &"sessionToken".into(), &Array::of1(&"tOpSeCrEt".into())).unwrap();
    assert!(!code(Presigner::new(wrong).unwrap_err()).1.contains("tOpSeCrEt"));
    let clear = options(&[&storage()[1..], &[("endpoint", "http://s3.intranet.example")]].concat());
    let presigner = Presigner::new(clear).unwrap();
    let ssec = SseCKey::parse(&ZEROS.into()).unwrap();
    assert!(presigner.presign_with_key("GET", "a", &ssec, JsValue::UNDEFINED).is_err());
}

#[wasm_bindgen_test]
fn every_code_that_javascript_may_see_is_kebab_case() {
    for code in ErrorCode::ALL {
        assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
    }
}
