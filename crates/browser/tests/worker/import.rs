//! Every vector of `tests/vectors/openssl`.

use js_sys::Uint8Array;
use sealport_browser::worker::{OpensslImport, WorkerError};
use sealport_client::Zeroizing;
use sealport_client::openssl::{Hash, Settings};
use sealport_vectors::{counter_plaintext, read};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::address;

fn text<'a>(case: &'a Value, field: &str) -> &'a str {
    case[field].as_str().unwrap_or_else(|| panic!("{case} has no {field}"))
}

fn settings(case: &Value) -> Settings {
    let hash = *Hash::ALL.iter().find(|hash| hash.as_str() == text(case, "md")).unwrap();
    match text(case, "kdf") {
        "EVP_BytesToKey" => Settings::bytes_to_key(hash),
        _ => Settings::pbkdf2(hash, case["iterations"].as_u64().unwrap()).unwrap(),
    }
}

async fn opened(file: &[u8], case: &Value) -> Result<Vec<u8>, WorkerError> {
    let import = OpensslImport::new(address());
    let pieces = || file.chunks(17).map(Uint8Array::from);
    for piece in pieces() {
        import.survey_chunk(&piece).await?;
    }
    let passphrase = Zeroizing::new(text(case, "passphrase").as_bytes().to_vec());
    let found = import.candidates(passphrase, &[settings(case)]).await?;
    assert_eq!(found[0].settings, settings(case));
    import.decrypt(0).await?;
    let mut plaintext = Vec::new();
    for piece in pieces() {
        plaintext.extend(import.decrypt_chunk(&piece).await?.to_vec());
    }
    let (rest, whole) = import.decrypt_end().await?;
    plaintext.extend(rest.to_vec());
    assert_eq!((whole.plaintext_len, found[0].plaintext_len), (plaintext.len() as u64, plaintext.len() as u64));
    assert_eq!(*found[0].first_bytes, plaintext[..plaintext.len().min(64)]);
    Ok(plaintext)
}

#[wasm_bindgen_test]
async fn every_vector_opens_or_is_refused_as_it_says() {
    let manifest: Value = serde_json::from_slice(&read("openssl/manifest.json").unwrap()).unwrap();
    let (mut accepted, mut refused) = (0, 0);
    for case in manifest["cases"].as_array().unwrap() {
        let (id, file) = (text(case, "id"), read(text(case, "file")).unwrap());
        let result = opened(&file, case).await;
        if text(case, "expect") == "accept" {
            let len = case["plaintext_length"].as_u64().unwrap() as usize;
            let expected = counter_plaintext(text(&case["plaintext"], "seed"), len);
            assert!(result.unwrap_or_else(|error| panic!("{id}: {error}")) == expected, "{id}");
            accepted += 1;
        } else {
            match result {
                Err(WorkerError::Import(_)) => refused += 1,
                // Nothing tells a file that was cut or altered from a whole one but its padding.
                Ok(_) if text(case, "expect") == "either" => {}
                other => panic!("{id} became {:?}", other.err()),
            }
        }
    }
    assert!(accepted >= 9 && refused >= 4, "{accepted} accepted, {refused} refused");
}

#[wasm_bindgen_test]
async fn the_two_ends_of_a_file_tell_as_much_and_a_wrong_passphrase_may_be_corrected() {
    let manifest: Value = serde_json::from_slice(&read("openssl/manifest.json").unwrap()).unwrap();
    let cases = manifest["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| text(case, "id") == "openssl-default-n1000").unwrap();
    let file = read(text(case, "file")).unwrap();
    let import = OpensslImport::new(address());
    import.survey_ends(&file[..80], &file[file.len() - 32..], file.len() as u64).await.unwrap();
    let mut wrong = 0;
    for passphrase in [b"wrong".as_slice(), b"wrong again", text(case, "passphrase").as_bytes()] {
        match import.candidates(Zeroizing::new(passphrase.to_vec()), Settings::KNOWN).await {
            Err(WorkerError::Import(_)) => wrong += 1,
            found => assert!(found.unwrap().iter().any(|found| found.plaintext_len == 1000)),
        }
    }
    assert!(wrong < 3, "the right one was refused");
}
