//! Which keys open a file, and what new files are made of.

use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

use super::*;

struct Counting(u8);

impl TryRng for Counting {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(0)
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(0)
    }
    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
        for byte in to {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
        Ok(())
    }
}

impl TryCryptoRng for Counting {}

fn named(name: &str, byte: u8) -> WrappingKey {
    WrappingKey::named(WrappingKeyName::parse(name).unwrap(), &SealingKey::from_bytes([byte; 32]))
}

fn none() -> EncryptionContext {
    EncryptionContext::empty()
}

fn generated(keys: &[WrappingKey], context: EncryptionContext, frame_len: u32) -> Result<SealedHeader, MessageError> {
    let Ok(new) = NewMessage::generate(&mut Counting(0), keys, context, frame_len);
    new.seal()
}

#[test]
fn a_new_file_opens_with_each_of_its_keys_and_no_other() {
    let sealing = SealingKey::from_bytes([1; 32]);
    let keys = [WrappingKey::of_sealing_key(&sealing), named("team/recovery/2026", 2)];
    let made = generated(&keys, none(), DEFAULT_FRAME_LEN).unwrap();
    let header = parsed(&made.bytes);
    assert_eq!(header.key_names()[0].fingerprint(), Some(sealing.fingerprint()));
    assert_eq!(header.key_names()[1].to_string(), "team/recovery/2026");
    assert_eq!((header.key_names()[1].namespace(), header.key_names()[1].name()), ("team", "recovery/2026"));
    for key in keys {
        let unlocked = header.unlock(&[named("cse/other", 3), key], &none()).unwrap();
        assert_eq!(unlocked.expose_content_key(), made.keys.expose_content_key());
        assert_eq!(unlocked.header_len(), made.bytes.len() as u64);
    }
    let refused = header.unlock(&[named("cse/other", 1)], &none());
    assert_eq!(refused.unwrap_err(), MessageError::NoKeyFits { wanted: header.key_names(), foreign: 0 });
    let wrong = header.unlock(&[named("team/recovery/2026", 3)], &none());
    let tried = vec![WrappingKeyName::parse("team/recovery/2026").unwrap()];
    assert_eq!(wrong.unwrap_err(), MessageError::CannotUnlock { tried, context_pairs: 0 });
}

#[test]
fn two_keys_of_one_name_are_both_tried() {
    let header = parsed(&generated(&[named("cse/k", 1)], none(), 128).unwrap().bytes);
    assert!(header.unlock(&[named("cse/k", 2), named("cse/k", 1)], &none()).is_ok());
}

#[test]
fn recipients_of_other_kinds_are_passed_over_and_counted() {
    let data_key = DataKey::from_bytes([1; 32]);
    let foreign = EncryptedDataKey {
        provider_id: b"aws-kms".to_vec(),
        provider_info: b"arn:aws:kms:eu-west-1:000000000000:key/x".to_vec(),
        ciphertext: vec![9; 184],
    };
    let ours = named("cse/k", 1).wrap(&data_key, &[2; 12], &none()).unwrap();
    let made = assemble(&data_key, &[3; 32], &none(), &none(), &[foreign, ours], 128).unwrap();
    let header = parsed(&made.bytes);
    assert_eq!((header.foreign_recipients(), header.key_names().len()), (1, 1));
    assert!(header.unlock(&[named("cse/k", 1)], &none()).is_ok());
}

#[test]
fn every_random_byte_of_a_new_file_comes_from_the_source() {
    let Ok(new) = NewMessage::generate(&mut Counting(0), &[named("a/b", 1), named("a/c", 1)], none(), 128);
    assert!(new.data_key.0 == crate::key_bytes::KeyBytes::new(counting(1)));
    assert_eq!(new.message_id, counting(33));
    assert_eq!((new.recipients[0].iv, new.recipients[1].iv), (counting(65), counting(77)));
}

#[test]
fn what_this_project_does_not_write_is_refused() {
    let one = || vec![named("cse/k", 1)];
    assert!(generated(&one(), none(), 128).is_ok());
    let long = |len: usize| vec![named(&format!("{0}/{0}", "n".repeat(len)), 1)];
    assert!(generated(&long(256), none(), 128).is_ok());
    let refused = |keys: &[WrappingKey], context, frame_len| generated(keys, context, frame_len).err();
    assert_eq!(refused(&long(257), none(), 128), Some(MessageError::KeyNameNotAllowed { limit: 256 }));
    for frame_len in [0, 1, 64, 127, 129, 1000, 128 << 20] {
        assert_eq!(refused(&one(), none(), frame_len), Some(MessageError::FrameLengthNotAllowed), "{frame_len}");
    }
    let recipients = |count| vec![named("cse/k", 1); count];
    assert!(generated(&recipients(32), none(), 128).is_ok());
    for count in [0, 33] {
        let expected = Some(MessageError::RecipientsNotAllowed { limit: 32 });
        assert_eq!(refused(&recipients(count), none(), 128), expected);
    }
    for pairs in [vec![("a", "1"), ("b", "2")], vec![("A", "1")], vec![("файл", "1")], vec![("a-b", "1")]] {
        let context = EncryptionContext::of_pairs(pairs).unwrap();
        assert_eq!(refused(&one(), context, 128), Some(MessageError::ContextNotAllowed));
    }
    for key in ["", "Name", "a b", "aws-crypto-public-key"] {
        assert_eq!(EncryptionContext::single(key, ""), Err(MessageError::ContextNotAllowed));
    }
    assert!(EncryptionContext::of_pairs([("aws-crypto-x", "")]).is_err());
    assert!(EncryptionContext::of_pairs([("a", ""), ("a", "")]).is_err());
    assert!(EncryptionContext::of_pairs([("a", "v".repeat(65_536))]).is_err());
}

#[test]
fn a_name_that_holds_a_key_of_the_file_is_not_written() {
    // Base64 of it has + and / in it.
    let sealing = SealingKey::from_bytes([0xfb, 0xff].repeat(16).try_into().unwrap());
    let (base64, hex) = (sealing.expose_base64(), sealing.expose_hex());
    let in_url = base64.replace('+', "-").replace('/', "_");
    let typed = SealingKey::from_bytes(*b"an-ascii-key-of-thirty-two-bytes");
    let stranger = SealingKey::from_bytes([9; 32]).expose_hex();
    for (key, encoded) in [
        (&sealing, base64.as_str()),
        (&sealing, base64.trim_end_matches('=')),
        (&sealing, &in_url),
        (&sealing, in_url.trim_end_matches('=')),
        (&sealing, &in_url[..30]),
        (&sealing, &in_url[20..36]),
        (&sealing, &hex[..30]),
        (&sealing, &hex),
        (&sealing, &hex.to_uppercase()),
        (&typed, "an-ascii-key-of-thirty-two-bytes"),
    ] {
        for name in [format!("x/{encoded}"), format!("{encoded}/x"), format!("x/my {encoded}, as it is")] {
            let named = WrappingKey::named(WrappingKeyName::parse(&name).unwrap(), key);
            let refused = generated(std::slice::from_ref(&named), none(), 128);
            assert_eq!(refused.err(), Some(MessageError::KeyNameHoldsSecret), "{name}");
            // The name of one key and the bytes of another.
            let other = WrappingKey::named(WrappingKeyName::parse(&name).unwrap(), &SealingKey::from_bytes([9; 32]));
            let keys = [other, WrappingKey::of_sealing_key(key)];
            assert_eq!(generated(&keys, none(), 128).err(), Some(MessageError::KeyNameHoldsSecret), "{name}");
        }
        let named = WrappingKey::named(WrappingKeyName::parse(&format!("x/{}", *stranger)).unwrap(), key);
        assert!(generated(&[named], none(), 128).is_ok());
    }
    // The slash of base64 parts it.
    assert!(base64.contains('/'));
    let split = WrappingKey::named(WrappingKeyName::parse(&base64).unwrap(), &sealing);
    assert_eq!(generated(&[split], none(), 128).err(), Some(MessageError::KeyNameHoldsSecret));
}

#[test]
fn no_raw_key_is_sealed_for_under_a_name_of_another_kind() {
    let key = SealingKey::from_bytes([7; 32]);
    let params = PassphraseParams::recommended([1; 16]);
    for name in ["aws-kms/x".to_owned(), "sealport-passphrase/x".to_owned(), params.key_name().to_string()] {
        let named = WrappingKey::named(WrappingKeyName::parse(&name).unwrap(), &key);
        assert_eq!(generated(&[named], none(), 128).err(), Some(MessageError::KeyNameReserved), "{name}");
    }
    assert!(generated(&[WrappingKey::of_passphrase(&params, [7; 32])], none(), 128).is_ok());
}

#[test]
fn a_name_that_is_the_passphrase_is_known() {
    let name = |text| WrappingKeyName::parse(text).unwrap();
    for text in ["x/caf\u{e9} noir", "caf\u{e9} noir/x", "x/cafe\u{301} noir"] {
        assert!(name(text).is_same_as("cafe\u{301} noir"), "{text}");
    }
    assert!(name("either/or").is_same_as("either/or"));
    assert!(!name("x/cafe noir").is_same_as("caf\u{e9} noir") && !name("x/y").is_same_as(""));
}

#[test]
fn the_length_of_a_header_is_that_of_the_format_s_formula() {
    let context = EncryptionContext::single("fileid", "0123456789").unwrap();
    let made = generated(&[named("cse/k1", 1), named("sealport/7F3AK9QX7F3AK9QX", 2)], context.clone(), 128).unwrap();
    let (context_len, names) = (context.encode().len(), (3 + 2) + (8 + 16));
    assert_eq!(made.bytes.len(), 92 + context_len + 2 * 74 + names);
    assert_eq!(parsed(&made.bytes).context().value("fileid"), Some("0123456789"));
}

#[test]
fn a_name_needs_two_parts() {
    for text in ["", "name", "/name", "namespace/", "/"] {
        assert!(WrappingKeyName::parse(text).is_err(), "{text}");
    }
    assert_eq!(WrappingKeyName::parse("a//b").unwrap().name(), "/b");
    let fingerprint = |text| WrappingKeyName::parse(text).unwrap().fingerprint().map(|found| found.to_string());
    assert_eq!(fingerprint("sealport/7F3AK9QX7F3AK9QX").as_deref(), Some("7F3AK9QX7F3AK9QX"));
    for other in ["cse/7F3AK9QX7F3AK9QX", "sealport/7f3ak9qx7f3ak9qx", "sealport/7F3A-K9QX-7F3A-K9QX", "sealport/main"]
    {
        assert_eq!(fingerprint(other), None, "{other}");
    }
}
