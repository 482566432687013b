//! What holds of every diagnosis, for inputs of every kind.

use base64::Engine;
use proptest::prelude::*;

use super::KeyDiagnosis;
use crate::encoding::BASE64;
use crate::ssec::SseCKey;

fn of_text(text: &str) -> KeyDiagnosis {
    SseCKey::parse_text(text).expect_err("a key was made of it")
}

/// Ways in which a key reaches the import, whole and damaged.
fn given() -> impl Strategy<Value = Vec<u8>> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..70);
    let wrap = (0usize..9, bytes, 0usize..80, any::<char>());
    wrap.prop_map(|(how, bytes, at, c)| {
        let text = match how {
            0 => return bytes,
            1 => BASE64.encode(&bytes),
            2 => base16ct::lower::encode_string(&bytes),
            3 => BASE64.encode(BASE64.encode(&bytes) + "\n"),
            4 => BASE64.encode(&bytes).replace('+', "-"),
            5 => bytes.iter().map(|&byte| char::from(byte)).collect(),
            6 => format!("key={}", BASE64.encode(&bytes)),
            7 => return BASE64.encode(&bytes).encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => bytes.iter().map(|byte| format!("{byte:x}:")).collect(),
        };
        let mut characters: Vec<char> = text.chars().collect();
        characters.insert(at.min(characters.len()), c);
        characters.into_iter().collect::<String>().into_bytes()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn every_input_has_one_diagnosis_and_a_repair_exactly_when_it_says_so(content in given()) {
        let examined = SseCKey::parse_file(&content);
        prop_assert_eq!(examined.clone().err(), SseCKey::parse_file(&content).err());
        if let Err(diagnosis) = examined {
            prop_assert_eq!(SseCKey::repair_file(&content, diagnosis).is_ok(), diagnosis.is_repairable());
            // What it says is about lengths: no more than this much text, whatever was given.
            prop_assert!(diagnosis.to_string().len() < 120);
        }
        if let Ok(text) = std::str::from_utf8(&content)
            && let Err(diagnosis) = SseCKey::parse_text(text)
        {
            prop_assert_eq!(SseCKey::repair_text(text, diagnosis).is_ok(), diagnosis.is_repairable());
        }
    }

    #[test]
    fn no_form_of_a_key_is_called_bad(bytes in any::<[u8; 32]>(), before in "[ \t\r\n]{0,3}", after in "[ \t\r\n]{0,3}") {
        let padded = BASE64.encode(bytes);
        let url = padded.replace('+', "-").replace('/', "_");
        let bare = |text: &str| text.trim_end_matches('=').to_owned();
        let digits = base16ct::lower::encode_string(&bytes);
        let forms = [bare(&padded), bare(&url), padded.clone(), url.clone(), digits.to_uppercase(), digits.clone()];
        for form in forms {
            let text = format!("{before}{form}{after}");
            prop_assert!(SseCKey::parse_text(&text) == Ok(SseCKey::from_bytes(bytes)));
            prop_assert!(SseCKey::parse_file(text.as_bytes()) == Ok(SseCKey::from_bytes(bytes)));
        }
        prop_assert!(SseCKey::parse_file(&bytes) == Ok(SseCKey::from_bytes(bytes)));
        prop_assert_eq!(SseCKey::from_bytes(bytes).warning(), None);
    }

    #[test]
    fn a_lost_character_is_never_taken_for_lost_bytes(bytes in any::<[u8; 32]>(), at in 0usize..43) {
        let mut text = BASE64.encode(bytes);
        text.remove(at);
        prop_assert_eq!(of_text(&text), KeyDiagnosis::Base64Length { symbols: 42 });
    }

    #[test]
    fn a_repair_gives_the_key_that_was_damaged(bytes in any::<[u8; 32]>(), at in 1usize..43) {
        let (padded, digits) = (BASE64.encode(bytes), base16ct::lower::encode_string(&bytes));
        let damaged = [
            BASE64.encode(&padded),
            BASE64.encode(&digits),
            format!("0x{digits}"),
            format!("{} {}", &padded[..at], &padded[at..]),
            format!("KEY={padded}"),
            BASE64.encode([&bytes[..], b"\n"].concat()),
        ];
        for text in damaged {
            let diagnosis = of_text(&text);
            prop_assert!(SseCKey::repair_text(&text, diagnosis) == Ok(SseCKey::from_bytes(bytes)), "{diagnosis:?}");
        }
    }
}
