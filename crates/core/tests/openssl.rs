//! Keys and their MD5s against `openssl`, the tool that providers' guides use. `cargo xtask test` sees to it that it is
//! there; SEALPORT_OPENSSL names another one.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::Write;
use std::process::{Command, Stdio};

use sealport_core::SseCKey;

fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let program = std::env::var("SEALPORT_OPENSSL").unwrap_or_else(|_| "openssl".to_owned());
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test needs openssl on the PATH");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    output.stdout
}

fn base64(input: &[u8]) -> String {
    String::from_utf8(openssl(&["base64", "-A"], input)).unwrap()
}

#[test]
fn keys_made_by_openssl_are_read_and_their_md5_is_that_of_openssl() {
    for _ in 0..16 {
        let raw = openssl(&["rand", "32"], b"");
        let ssec = SseCKey::parse_file(&raw).unwrap();
        assert_eq!(ssec.md5_base64(), base64(&openssl(&["dgst", "-md5", "-binary"], &raw)));
        assert_eq!(ssec.expose_base64().as_str(), base64(&raw));
        for form in ["-base64", "-hex"] {
            let text = String::from_utf8(openssl(&["rand", form, "32"], b"")).unwrap();
            let ssec = SseCKey::parse_text(&text).unwrap();
            let raw = openssl(&["base64", "-d", "-A"], ssec.expose_base64().as_bytes());
            assert_eq!(raw, ssec.expose_bytes());
            assert_eq!(ssec.md5_base64(), base64(&openssl(&["dgst", "-md5", "-binary"], &raw)));
        }
    }
}

#[test]
fn a_key_file_is_what_openssl_decodes_to_the_raw_key() {
    let ssec = SseCKey::parse_file(&openssl(&["rand", "32"], b"")).unwrap();
    let raw = openssl(&["base64", "-d"], ssec.key_file().contents.as_bytes());
    assert_eq!(raw, ssec.expose_bytes());
}
