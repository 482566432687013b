//! The import of `openssl enc` files: every vector of `tests/vectors/openssl`, and files made by the real command.
//! `cargo xtask test` sees to it that openssl is there; SEALPORT_OPENSSL names another one.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sealport_core::openssl::{Decryptor, Form, Hash, ImportError, NotTamperProof, Settings, Survey, recognise};
use serde_json::Value;
use sha2::{Digest, Sha256};

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/openssl")
}

fn cases() -> Vec<Value> {
    let manifest: Value = serde_json::from_slice(&fs::read(vectors().join("manifest.json")).unwrap()).unwrap();
    manifest["cases"].as_array().unwrap().clone()
}

fn text<'a>(case: &'a Value, field: &str) -> &'a str {
    case[field].as_str().unwrap_or_else(|| panic!("{case} has no {field}"))
}

fn file_name(case: &Value) -> &str {
    text(case, "file").strip_prefix("openssl/").unwrap()
}

fn settings(case: &Value) -> Settings {
    let hash = *Hash::ALL.iter().find(|hash| hash.as_str() == text(case, "md")).unwrap();
    match text(case, "kdf") {
        "EVP_BytesToKey" => Settings::bytes_to_key(hash),
        "pbkdf2" => Settings::pbkdf2(hash, case["iterations"].as_u64().unwrap()).unwrap(),
        other => panic!("a derivation that no test knows: {other}"),
    }
}

fn opened(mut decryptor: Decryptor, file: &[u8], piece: usize) -> Result<Vec<u8>, ImportError> {
    let mut out = Vec::new();
    for piece in file.chunks(piece) {
        decryptor.feed(piece, &mut out)?;
    }
    let NotTamperProof { plaintext_len } = decryptor.finish(&mut out)?;
    assert_eq!(plaintext_len, out.len() as u64);
    Ok(out)
}

fn surveyed(file: &[u8], piece: usize) -> Result<Survey, ImportError> {
    let mut survey = Survey::new();
    file.chunks(piece).try_for_each(|piece| survey.feed(piece))?;
    survey.finish()?;
    Ok(survey)
}

#[test]
fn every_vector_opens_or_is_refused_as_it_says() {
    let mut accepted = 0;
    for case in cases() {
        let (id, passphrase) = (text(&case, "id"), text(&case, "passphrase").as_bytes());
        let file = fs::read(vectors().join(file_name(&case))).unwrap();
        for piece in [file.len(), 1, 15, 17] {
            let result = opened(Decryptor::new(passphrase, settings(&case)), &file, piece);
            let survey = surveyed(&file, piece).and_then(|survey| survey.candidates(passphrase, &[settings(&case)]));
            match text(&case, "expect") {
                "accept" => {
                    let plaintext = result.unwrap_or_else(|refused| panic!("{id}: {refused}"));
                    assert_eq!(plaintext.len() as u64, case["plaintext_length"].as_u64().unwrap(), "{id}");
                    let sum: String = Sha256::digest(&plaintext).iter().map(|byte| format!("{byte:02x}")).collect();
                    assert_eq!(sum, text(&case, "plaintext_sha256"), "{id}");
                    let candidate = &survey.unwrap()[0];
                    assert_eq!(candidate.plaintext_len(), plaintext.len() as u64, "{id}");
                    assert_eq!(candidate.first_bytes(), &plaintext[..plaintext.len().min(64)], "{id}");
                    assert_eq!(opened(candidate.decryptor(), &file, piece).unwrap(), plaintext, "{id}");
                    accepted += 1;
                }
                "reject" => {
                    let (by_end, by_survey) = match text(&case, "why") {
                        "magic" => (ImportError::NotOpenSsl, ImportError::NotOpenSsl),
                        "cut-1" | "header-only" | "short" => {
                            let cut_short = ImportError::CutShort { found: file.len() as u64 };
                            (cut_short, cut_short)
                        }
                        "cut-block" | "wrong-pass" => (ImportError::NoPadding, ImportError::WrongPassphraseOrSettings),
                        other => panic!("{id} is refused for a reason that no test knows: {other}"),
                    };
                    assert_eq!(result.err(), Some(by_end), "{id}");
                    assert_eq!(survey.err(), Some(by_survey), "{id}");
                }
                other => panic!("{id} expects what no test knows: {other}"),
            }
        }
    }
    assert!(accepted > 0);
}

#[test]
fn settings_that_nobody_named_are_found() {
    for case in cases().iter().filter(|case| text(case, "expect") == "accept" && case["iterations"] != 600_000) {
        let file = fs::read(vectors().join(file_name(case))).unwrap();
        let survey = surveyed(&file, file.len()).unwrap();
        let found = survey.candidates(text(case, "passphrase").as_bytes(), Settings::KNOWN).unwrap();
        assert!(found.iter().any(|found| found.settings() == settings(case)), "{}", text(case, "id"));
    }
}

#[test]
fn every_file_among_the_vectors_has_a_case() {
    let named: BTreeSet<String> = cases().iter().map(|case| file_name(case).to_owned()).collect();
    let mut there: BTreeSet<String> =
        fs::read_dir(vectors()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(there.remove("manifest.json"));
    assert_eq!(named, there);
}

/// What the real command makes of `plaintext`. The passphrase goes by the environment, the text through the pipe.
fn made_by_openssl(options: &[&str], passphrase: &str, plaintext: &[u8]) -> Vec<u8> {
    let program = std::env::var("SEALPORT_OPENSSL").unwrap_or_else(|_| "openssl".to_owned());
    let mut child = Command::new(program)
        .args(["enc", "-aes-256-cbc", "-salt", "-pass", "env:IMPORT_TEST"])
        .args(options)
        .env("IMPORT_TEST", passphrase)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("this test needs openssl on the PATH");
    // From a thread of its own, since openssl answers while it still reads.
    let mut input = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(plaintext).unwrap());
        child.wait_with_output().unwrap()
    });
    assert!(output.status.success());
    output.stdout
}

#[test]
fn files_of_the_real_command_open_with_every_setting() {
    let passphrase = "Grüße, 'quoted' \"twice\" $HOME";
    let mut made = 0;
    for hash in Hash::ALL {
        for iterations in [None, Some(1), Some(10_000), Some(12_345)] {
            for armored in [&[][..], &["-a"], &["-a", "-A"]] {
                let iterations_text = iterations.unwrap_or_default().to_string();
                let mut options = vec!["-md", hash.as_str()];
                let settings = match iterations {
                    None => Settings::bytes_to_key(*hash),
                    Some(iterations) => {
                        options.extend(if iterations == 10_000 {
                            vec!["-pbkdf2"]
                        } else {
                            vec!["-iter", &iterations_text]
                        });
                        Settings::pbkdf2(*hash, iterations).unwrap()
                    }
                };
                options.extend(armored);
                let plaintext: Vec<u8> = (0..1000 + made).map(|at| (at * 7 % 251) as u8).collect();
                let file = made_by_openssl(&options, passphrase, &plaintext);
                let form = if armored.is_empty() { Form::Binary } else { Form::Base64 };
                assert_eq!(recognise(&file), Some(form), "{options:?}");
                let survey = surveyed(&file, 100).unwrap();
                let found = survey.candidates(passphrase.as_bytes(), &[settings]).unwrap();
                assert_eq!(opened(found[0].decryptor(), &file, 333), Ok(plaintext), "{options:?}");
                made += 1;
            }
        }
    }
}

#[test]
fn lengths_around_a_block_open() {
    for len in [0, 1, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 80, 1 << 20] {
        let plaintext: Vec<u8> = (0..len).map(|at| (at % 255) as u8).collect();
        let file = made_by_openssl(&[], "p", &plaintext);
        assert_eq!(opened(Decryptor::new(b"p", Settings::KNOWN[0]), &file, 4096).unwrap(), plaintext);
        let end = &file[file.len().saturating_sub(32)..];
        let survey = Survey::of_ends(&file[..file.len().min(80)], end, file.len() as u64).unwrap();
        let found = survey.candidates(b"p", &Settings::KNOWN[..1]).unwrap();
        assert_eq!(found[0].plaintext_len(), len);
        assert_eq!(found[0].first_bytes(), &plaintext[..plaintext.len().min(64)]);
    }
}
