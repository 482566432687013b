//! Messages that were altered, in every single bit and at every length.

use super::*;

fn keys() -> [WrappingKey; 2] {
    let recovery = WrappingKeyName::parse("cse/k2").unwrap();
    [wrapping_key(), WrappingKey::named(recovery, &SealingKey::from_bytes([9; 32]))]
}

/// For two keys, so that some bits are in a wrap that nobody needs.
fn message() -> Vec<u8> {
    sealed(&example_header(&keys(), 16), PLAINTEXT, FinalForm::Full, 7)
}

#[test]
fn every_single_bit_flip_is_refused_and_nothing_wrong_comes_out() {
    let (mut message, keys) = (message(), keys());
    for at in 0..message.len() {
        for bit in 0..8 {
            message[at] ^= 1 << bit;
            for key in &keys {
                let (released, ended) = opened(&message, 4096, std::slice::from_ref(key));
                assert!(ended.is_err(), "byte {at} bit {bit}");
                assert!(PLAINTEXT.starts_with(&released), "byte {at} bit {bit}");
            }
            message[at] ^= 1 << bit;
        }
    }
    assert_eq!(opened(&message, 4096, &keys), (PLAINTEXT.to_vec(), Ok(())));
}

#[test]
fn every_cut_is_called_a_cut() {
    let (message, keys) = (message(), keys());
    let header_len = parsed(&message).len() as usize;
    for len in 0..message.len() {
        let (released, ended) = opened(&message[..len], 5, &keys);
        let frames = u32::from(len >= header_len + 48);
        let expected = match len {
            0 => MessageError::NotSealed { looks_like: Some(Lookalike::Empty) },
            _ => MessageError::CutShort { frames },
        };
        assert_eq!(ended, Err(expected), "{len} bytes");
        assert_eq!(released.len(), if frames == 1 { 16 } else { 0 }, "{len} bytes");
    }
}

#[test]
fn every_byte_after_the_end_is_refused() {
    let mut message = message();
    message.push(0);
    for piece in [1, 4096] {
        assert_eq!(opened(&message, piece, &keys()).1, Err(MessageError::TrailingBytes));
    }
}

#[test]
fn an_opener_that_failed_stays_failed() {
    let (header, mut message) = example();
    message[200] ^= 1;
    let mut opener = Opener::new(&header.keys);
    let tampered = MessageError::TamperedFrame { frame: 1 };
    assert_eq!(opener.feed(&mut &message[179..]), Err(tampered.clone()));
    assert_eq!(opener.feed(&mut &example().1[179..]), Err(tampered.clone()));
    assert_eq!(opener.finish(), Err(tampered));
}

#[test]
fn a_header_that_never_ends_is_refused_within_the_limit() {
    let mut endless = vec![0xff; 1 << 20];
    endless[..3].copy_from_slice(&[2, 4, 0x78]);
    endless[35..41].copy_from_slice(&[0, 0, 0, 32, 0xff, 0xff]);
    let mut left = endless.as_slice();
    let mut reader = HeaderReader::default();
    assert_eq!(reader.feed(&mut left), Err(MessageError::HeaderTooLarge { limit: 128 << 10 }));
    assert!(endless.len() - left.len() <= 128 << 10);
}

#[test]
fn frames_longer_than_the_limit_are_refused_before_a_key_is_needed() {
    let header = example_header(&keys(), MAX_FRAME_LEN + 1);
    let found = MAX_FRAME_LEN + 1;
    let refused = Header::parse(&header.bytes, &HeaderLimits::default());
    assert_eq!(refused, Err(MessageError::FrameTooLarge { found }));
}

#[test]
fn a_context_of_no_pairs_may_be_written_out() {
    // Context length 2, count 0: a wrap covers no bytes all the same.
    let data_key = DataKey::from_bytes([1; 32]);
    let none = EncryptionContext::empty();
    let wrap = wrapping_key().wrap(&data_key, &[2; 12], &none).unwrap();
    let header = assemble(&data_key, &[3; 32], &none, &none, &[wrap], 128).unwrap();
    let mut bytes = header.bytes[..header.bytes.len() - TAG_LEN].to_vec();
    bytes.splice(35..37, [0, 2, 0, 0]);
    let derived = content_keys::Derived::new(&data_key, &[3; 32]).unwrap();
    let tag = derived.header_tag(&bytes).unwrap();
    bytes.extend_from_slice(&tag);
    let keys = parsed(&bytes).unlock(&[wrapping_key()], &none).unwrap();
    assert_eq!(keys.header_len(), header.keys.header_len() + 2);
}

#[test]
fn a_context_of_thousands_of_pairs_may_arrive_byte_by_byte() {
    let context = EncryptionContext::of_pairs((0..7000).map(|i| (format!("{i:05}"), ""))).unwrap();
    let data_key = DataKey::from_bytes([1; 32]);
    let wrap = wrapping_key().wrap(&data_key, &[2; 12], &context).unwrap();
    let none = EncryptionContext::empty();
    let header = assemble(&data_key, &[3; 32], &context, &none, &vec![wrap; 32], 128).unwrap();
    let mut reader = HeaderReader::default();
    let found: Vec<_> = header.bytes.chunks(1).filter_map(|mut piece| reader.feed(&mut piece).unwrap()).collect();
    assert_eq!(found, [parsed(&header.bytes)]);
    assert_eq!(found[0].context(), &context);
}
