#![allow(clippy::unwrap_used)]

use sealport_core::message::{FramePosition, PassphraseParams};
use sealport_core::openssl::{Hash, ImportError, Settings};

use super::*;

#[test]
fn requests_come_back_as_they_were() {
    let params = PassphraseParams::new(64, 1, 2, [7; 16]).unwrap();
    let Some(Request::Derive(costs)) = decode(&encode(&Request::Derive((&params).into())).unwrap()) else {
        panic!("another request")
    };
    assert_eq!(costs.params(), Some(params));
    let position = FramePosition { sequence: 3, is_final: true, len: 17 };
    let asked = Request::Open { message: 9, frame: position.into(), iv: [1; 12] };
    let Some(Request::Open { message: 9, frame, iv }) = decode(&encode(&asked).unwrap()) else {
        panic!("another request")
    };
    assert_eq!((frame.position(), frame.found(iv).iv), (position, [1; 12]));
}

#[test]
fn settings_of_every_hash_come_back_as_they_were() {
    for hash in Hash::ALL {
        for settings in [Settings::bytes_to_key(*hash), Settings::pbkdf2(*hash, 4096).unwrap()] {
            assert_eq!(SettingsCode::from(settings).settings(), Some(Ok(settings)));
        }
    }
}

#[test]
fn every_error_of_the_import_comes_back_as_it_was() {
    let errors = [
        ImportError::NotOpenSsl,
        ImportError::BadBase64,
        ImportError::CutShort { found: 5 },
        ImportError::WrongPassphraseOrSettings,
        ImportError::NoPadding,
        ImportError::Iterations { found: 0 },
        ImportError::Changed,
    ];
    for error in errors {
        let reply: Option<Reply> = decode(&encode(&Reply::Err(error.into())).unwrap());
        let Some(Err(Fault::Import(fault))) = reply else { panic!("{error} became {reply:?}") };
        assert_eq!(ImportError::from(fault), error);
    }
}

#[test]
fn bytes_of_something_else_are_no_message() {
    assert!(decode::<Request>(&[]).is_none());
    assert!(decode::<Request>(&[200, 1, 2]).is_none());
    let mut long = encode(&Request::Strength).unwrap().to_vec();
    long.push(0);
    assert!(decode::<Request>(&long).is_none(), "bytes after the message");
}

#[test]
fn no_secret_shows_in_debug() {
    let facts =
        MessageFacts { message: 1, content_key: Zeroizing::new([0xAB; 32]), message_id: [0; 32], frame_len: 1024 };
    assert_eq!(format!("{:?}", Request::AddMessage(facts)), "AddMessage");
    assert_eq!(format!("{:?}", Answer::Phrase(Zeroizing::new("one two".to_owned()))), "Phrase");
    assert_eq!(format!("{:?}", Answer::Key(Zeroizing::new([0xAB; 32]))), "Key");
}

#[test]
fn a_message_with_a_key_fits_the_room_that_never_moves() {
    let facts = MessageFacts {
        message: u32::MAX,
        content_key: Zeroizing::new([0xFF; 32]),
        message_id: [0xFF; 32],
        frame_len: u32::MAX,
    };
    assert!(encode(&Request::AddMessage(facts)).unwrap().len() < ROOM);
    let phrase = "longest-word".repeat(20);
    assert!(encode(&Reply::Ok(Answer::Phrase(Zeroizing::new(phrase)))).unwrap().len() < ROOM);
}
