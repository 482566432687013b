//! Files that are no sealed files, told by their first bytes.

use base64::Engine;

use super::*;
use crate::encoding::BASE64;

fn refusal(bytes: &[u8]) -> Result<HeaderProgress, MessageError> {
    Header::parse(bytes, &HeaderLimits::default())
}

#[test]
fn what_a_file_is_instead_is_said_where_its_first_bytes_tell() {
    let message = BASE64.encode(example().1);
    let old = BASE64.encode([1, 0x80, 3, 0x78, 0, 1, 2, 3, 4]);
    let cases: [(&[u8], Option<Lookalike>); 11] = [
        (message.as_bytes(), Some(Lookalike::Base64OfMessage)),
        (old.as_bytes(), Some(Lookalike::Base64OfMessage)),
        (b"Salted__12345678and more", Some(Lookalike::OpensslEnc)),
        (b"U2FsdGVkX1+abcdefghijkl", Some(Lookalike::OpensslEncBase64)),
        (b"age-encryption.org/v1\n-> X25519", Some(Lookalike::Age)),
        (b"-----BEGIN PGP MESSAGE-----", Some(Lookalike::PgpText)),
        (b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0", Some(Lookalike::Zip)),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03abcdefg", Some(Lookalike::Gzip)),
        (b"%PDF-1.7 and so on....", Some(Lookalike::Pdf)),
        (b"AYa letter that begins so", None),
        (b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", None),
    ];
    for (bytes, looks_like) in cases {
        assert_eq!(refusal(bytes), Err(MessageError::NotSealed { looks_like }), "{bytes:?}");
        for piece in [1, 3, 4096] {
            let ended = opened(bytes, piece, &[]).1;
            assert_eq!(ended, Err(MessageError::NotSealed { looks_like }), "{bytes:?} in pieces of {piece}");
        }
    }
}

#[test]
fn a_short_file_is_not_called_a_cut_sealed_file() {
    for bytes in [b"A".as_slice(), b"AgR", b"Salte", b"P", b"\x1f", b"hello"] {
        let ended = opened(bytes, 4096, &[]).1;
        assert_eq!(ended, Err(MessageError::NotSealed { looks_like: None }), "{bytes:?}");
    }
    assert_eq!(opened(&[2], 1, &[]).1, Err(MessageError::CutShort { frames: 0 }));
    assert_eq!(opened(&[2, 4], 1, &[]).1, Err(MessageError::CutShort { frames: 0 }));
}

#[test]
fn every_other_suite_is_named() {
    for id in [0x0578u16, 0x0378, 0x0346, 0x0214, 0x0178, 0x0146, 0x0114, 0x0078, 0x0046, 0x0014] {
        let suite = Suite::of_id(id).unwrap();
        let [high, low] = id.to_be_bytes();
        let start = if suite.message_version() == 2 { vec![2, high, low] } else { vec![1, 0x80, high, low] };
        assert_eq!(refusal(&start), Err(MessageError::UnsupportedSuite { suite }));
        assert_eq!(suite.to_string(), format!("{id:#06x}"));
    }
    assert_eq!(refusal(&[2, 4, 0x79]), Err(MessageError::NotSealed { looks_like: None }));
    assert_eq!(refusal(&[1, 0x81]), Err(MessageError::NotSealed { looks_like: None }));
}
