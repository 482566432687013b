//! Each damage that is known gets its own name, and only what has one meaning can be repaired.

use base64::Engine;

use super::*;
use crate::encoding::BASE64;
use crate::ssec::SseCKey;

/// 32 bytes that are neither text nor a pattern; base64 of it has `+` and `/`.
const BYTES: [u8; 32] = [
    0xfb, 0x01, 0xef, 0x80, 0x3e, 0x77, 0xc4, 0x10, 0x9a, 0x5d, 0xe2, 0x66, 0xff, 0xbe, 0x08, 0x91, 0x2c, 0xd3, 0x47,
    0xb8, 0x1f, 0x6a, 0xf5, 0x83, 0x39, 0xce, 0x54, 0xa0, 0x7d, 0x12, 0xe9, 0xfa,
];

fn base64() -> String {
    BASE64.encode(BYTES)
}

fn hex() -> String {
    base16ct::lower::encode_string(&BYTES)
}

fn of_text(text: &str) -> KeyDiagnosis {
    SseCKey::parse_text(text).expect_err("a key was made of it")
}

fn of_file(content: &[u8]) -> KeyDiagnosis {
    SseCKey::parse_file(content).expect_err("a key was made of it")
}

#[track_caller]
fn text_repairs(text: &str, expected: KeyDiagnosis) {
    assert_eq!(of_text(text), expected, "{text:?}");
    assert!(expected.is_repairable());
    assert!(SseCKey::repair_text(text, expected) == Ok(SseCKey::from_bytes(BYTES)), "{text:?}");
}

#[track_caller]
fn file_repairs(content: &[u8], expected: KeyDiagnosis) {
    assert_eq!(of_file(content), expected, "{content:x?}");
    assert!(SseCKey::repair_file(content, expected) == Ok(SseCKey::from_bytes(BYTES)), "{content:x?}");
}

#[track_caller]
fn no_repair(text: &str, expected: KeyDiagnosis) {
    assert_eq!(of_text(text), expected, "{text:?}");
    assert!(!expected.is_repairable());
    assert_eq!(SseCKey::repair_text(text, expected).err(), Some(expected), "{text:?}");
}

#[test]
fn a_key_encoded_twice_is_told_with_both_encodings() {
    use KeyForm::{Base64, Hex};
    let twice = |outer, inner| KeyDiagnosis::EncodedTwice { outer, inner };
    text_repairs(&BASE64.encode(base64()), twice(Base64, Base64));
    text_repairs(&BASE64.encode(base64() + "\n"), twice(Base64, Base64));
    text_repairs(&BASE64.encode(base64().trim_end_matches('=')), twice(Base64, Base64));
    text_repairs(&BASE64.encode(hex()), twice(Base64, Hex));
    text_repairs(&base16ct::lower::encode_string(base64().as_bytes()), twice(Hex, Base64));
    text_repairs(&base16ct::upper::encode_string((hex() + "\n").as_bytes()), twice(Hex, Hex));
    // `base64` breaks lines after 76 characters: 65 bytes become 88.
    let mut wrapped = BASE64.encode(hex() + "\n");
    wrapped.insert(76, '\n');
    text_repairs(&wrapped, twice(Base64, Hex));
    file_repairs((wrapped + "\n").as_bytes(), twice(Base64, Hex));
}

#[test]
fn a_line_end_after_the_raw_bytes_is_told() {
    for (end, found) in [("\n", 33), ("\r\n", 34)] {
        let content = [&BYTES, end.as_bytes()].concat();
        file_repairs(&content, KeyDiagnosis::LineEndAttached { found, form: KeyForm::Raw });
        text_repairs(&BASE64.encode(&content), KeyDiagnosis::LineEndAttached { found, form: KeyForm::Base64 });
        text_repairs(
            &base16ct::lower::encode_string(&content),
            KeyDiagnosis::LineEndAttached { found, form: KeyForm::Hex },
        );
    }
    assert_eq!(of_file(&[7; 33]), KeyDiagnosis::WrongLength { found: 33, form: KeyForm::Raw });
}

#[test]
fn lost_bytes_are_told_and_never_made_up() {
    for found in 29..=31 {
        let bytes = &BYTES[..found];
        let expected = |form| KeyDiagnosis::BytesLost { found, form };
        assert_eq!(of_file(bytes), expected(KeyForm::Raw));
        assert!(SseCKey::repair_file(bytes, expected(KeyForm::Raw)).is_err());
        no_repair(&BASE64.encode(bytes), expected(KeyForm::Base64));
    }
}

#[test]
fn hex_of_another_length_is_told_by_its_digits() {
    for (text, digits) in [(&hex()[1..], 63), (&hex()[2..], 62), (&(hex() + "ab"), 66), (&hex()[..33], 33)] {
        no_repair(text, KeyDiagnosis::HexLength { digits });
        no_repair(&format!("0x{text}"), KeyDiagnosis::HexLength { digits });
    }
}

#[test]
fn characters_that_programs_write_between_digits_do_not_count() {
    let pairs: Vec<String> = BYTES.iter().map(|byte| format!("{byte:02x}")).collect();
    for (text, count) in [
        (format!("0x{}", hex()), 2),
        (pairs.join(":"), 31),
        (pairs.join(" "), 31),
        (pairs.join("-").to_uppercase(), 31),
        (format!("\"{}\"", hex()), 2),
        (format!("{}\n{}", &hex()[..60], &hex()[60..]), 1),
        (pairs.iter().map(|pair| format!("\\x{pair}")).collect(), 64),
        (format!("{{0x{}}}", pairs.join(", 0x")), 128),
    ] {
        text_repairs(&text, KeyDiagnosis::ExtraCharacters { form: KeyForm::Hex, count });
    }
    // Decimal numbers have digits too. These 32 would make 64 hex digits, if their lengths did not tell.
    let decimal = ["1"; 8].into_iter().chain(["255"; 8]).chain(["16"; 16]).collect::<Vec<_>>().join(" ");
    assert!(!of_text(&decimal).is_repairable());
}

#[test]
fn characters_in_and_around_base64_do_not_count() {
    let text = base64();
    let escaped = text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let longer = escaped.len() - text.len();
    for (text, count) in [
        (format!("{} {}", &text[..20], &text[20..]), 1),
        (format!("{}\r\n{}", &text[..20], &text[20..]), 2),
        (format!("\"{text}\""), 2),
        (format!("'{text}',"), 3),
        (format!("{text}="), 1),
        (escaped, longer),
        (format!("{text}\u{200b}"), 1),
        (format!("{} {}", &text[..20], text[20..].trim_end_matches('=')), 1),
    ] {
        text_repairs(&text, KeyDiagnosis::ExtraCharacters { form: KeyForm::Base64, count });
    }
}

#[test]
fn several_keys_are_counted_and_none_is_chosen() {
    use base64::Engine;
    let texts = [[1; 32], [2; 32], [3; 32]].map(|bytes: [u8; 32]| crate::encoding::BASE64.encode(bytes));
    let [one, two, three] = &texts;
    let hex = |byte: &str| byte.repeat(32);
    for (text, count) in [
        (format!("{one}\n{two}\n"), 2),
        // Joined files that had no line end.
        (format!("{one}{two}"), 2),
        (format!("{one}\r\n\r\n{two}\r\n{three}"), 3),
        (format!("OLD={one}\nNEW=\"{two}\""), 2),
        (format!("{} {}", hex("a1"), hex("b2")), 2),
        (format!("{}\n{one}", two.trim_end_matches('=')), 2),
    ] {
        assert_eq!(SseCKey::parse_text(&text).unwrap_err(), KeyDiagnosis::SeveralKeys { count }, "{text}");
        assert_eq!(SseCKey::parse_file(text.as_bytes()).unwrap_err(), KeyDiagnosis::SeveralKeys { count });
    }
    // The same one twice is one, and its MD5 beside it is none.
    for text in [format!("{one}\n{one}"), format!("{one}\nGyagDZTK7ZLqsa3fFpzeGA==")] {
        assert_eq!(SseCKey::parse_text(&text).unwrap_err(), KeyDiagnosis::AmongText, "{text}");
    }
}

#[test]
fn a_key_among_other_words_is_told() {
    for text in [
        format!("x-amz-server-side-encryption-customer-key: {}", base64()),
        format!("export SSE_KEY={}", base64()),
        format!("SSE_KEY=\"{}\"  # do not lose", base64()),
        format!("{0} {0}", base64()),
        format!("{{\"name\": \"scans\", \"key\": \"{}\"}}", base64()),
    ] {
        text_repairs(&text, KeyDiagnosis::AmongText);
    }
    // Programs in C end a text with a zero byte.
    let zeros = |form, count| KeyDiagnosis::ExtraCharacters { form, count };
    file_repairs(format!("{}\0", base64()).as_bytes(), zeros(KeyForm::Base64, 1));
    text_repairs(&format!("{}\n\0\0", base64()), zeros(KeyForm::Base64, 2));
    file_repairs(format!("{}\0", base16ct::lower::encode_string(&BYTES)).as_bytes(), zeros(KeyForm::Hex, 1));
    let two = format!("{} {}", base64(), BASE64.encode([9; 32]));
    assert!(!of_text(&two).is_repairable(), "of two keys none can be meant");
}

#[test]
fn a_passphrase_is_no_base64_with_spaces_in_it() {
    // 43 letters of which the last has no bits too many: without the spaces this would be a key.
    for text in
        ["Eleven calmer lanterns drift over the old harbours", "ELEVEN CALMER LANTERNS DRIFT OVER THE OLD SMALL BAY"]
    {
        let joined = text.replace(' ', "");
        assert_eq!((joined.len(), SseCKey::parse_text(&joined).is_ok()), (43, true));
        no_repair(text, KeyDiagnosis::NotEncoded { found: text.len() });
    }
    no_repair("AAAA AAAA", KeyDiagnosis::NotEncoded { found: 9 });
}

#[test]
fn mixed_alphabets_are_told() {
    assert!(base64().contains('+') && base64().contains('/'));
    text_repairs(&base64().replace('+', "-"), KeyDiagnosis::MixedAlphabets);
    text_repairs(base64().replace('/', "_").trim_end_matches('='), KeyDiagnosis::MixedAlphabets);
}

#[test]
fn a_key_that_was_read_as_a_forms_field_is_told() {
    // `openssl rand -base64 32`
    let whole = "dTyt6SwHTIO9NkDWw+bUUQ1M6Ma9+zhH/591EPAxifw=";
    let damaged = whole.replace('+', " ");
    let told = KeyDiagnosis::PlusesBecameSpaces { count: 2 };
    assert_eq!(of_text(&damaged), told);
    assert!(SseCKey::repair_text(&damaged, told) == SseCKey::parse_text(whole));
    for text in [damaged.trim_end_matches('='), &format!("\"{damaged}\"")] {
        assert_eq!(of_text(text), told, "{text}");
        assert!(SseCKey::repair_text(text, told) == SseCKey::parse_text(whole));
    }
    // One at the start is gone, or was another character.
    no_repair(&base64().replace('+', " "), KeyDiagnosis::Base64Length { symbols: 42 });
}

#[test]
fn base64_with_characters_lost_or_too_many_is_told() {
    let text = base64();
    no_repair(&text[1..], KeyDiagnosis::Base64Length { symbols: 42 });
    no_repair(&text[..41], KeyDiagnosis::Base64Length { symbols: 41 });
    no_repair(&format!("A{text}"), KeyDiagnosis::Base64Length { symbols: 44 });
    no_repair(&format!("AA{}", text.trim_end_matches('=')), KeyDiagnosis::Base64Length { symbols: 45 });
    // 43 characters carry 258 bits; the last two must be zero, or two texts would be one key.
    no_repair(&format!("{}R", "Q".repeat(42)), KeyDiagnosis::Base64LastCharacter);
}

#[test]
fn characters_that_do_not_belong_are_placed() {
    let at = |text: &str, position: usize| format!("{}*{}", &text[..position - 1], &text[position..]);
    no_repair(&at(&base64(), 17), KeyDiagnosis::ForeignCharacters { form: KeyForm::Base64, count: 1, position: 17 });
    no_repair(&at(&hex(), 5), KeyDiagnosis::ForeignCharacters { form: KeyForm::Hex, count: 1, position: 5 });
    // The letter O for a zero: base64 of 48 bytes, if one wants.
    let digits = hex().replace('0', "O");
    let count = digits.matches('O').count();
    let position = digits.find('O').unwrap() + 1;
    no_repair(&digits, KeyDiagnosis::ForeignCharacters { form: KeyForm::Hex, count, position });
}

#[test]
fn an_md5_is_told_from_a_key() {
    no_repair("GyagDZTK7ZLqsa3fFpzeGA==", KeyDiagnosis::LikeMd5 { form: KeyForm::Base64 });
    no_repair("1b26a00d94caed92eab1addf169cde18", KeyDiagnosis::LikeMd5 { form: KeyForm::Hex });
    no_repair("1b:26:a0:0d:94:ca:ed:92:ea:b1:ad:df:16:9c:de:18", KeyDiagnosis::LikeMd5 { form: KeyForm::Hex });
}

#[test]
fn typed_text_of_32_characters_is_a_key_only_when_asked_for() {
    for text in
        ["correct horse battery staple 123", "abcdefghijklmnopqrstuvwxyz012345", "p4ss:w0rd!p4ss:w0rd!p4ss:w0rd!!?"]
    {
        assert_eq!(of_text(text), KeyDiagnosis::ThirtyTwoCharacters);
        let key = SseCKey::repair_text(text, KeyDiagnosis::ThirtyTwoCharacters).unwrap();
        assert_eq!(key.expose_bytes().as_slice(), text.as_bytes());
        assert_eq!(key.warning(), Some(KeyWarning::LooksLikeText));
        // The same in a file with a line end.
        let found = of_file(format!("{text}\n").as_bytes());
        assert_eq!(found, KeyDiagnosis::LineEndAttached { found: 33, form: KeyForm::Raw });
    }
    for text in ["hello, world", "é", "correct horse battery staple"] {
        no_repair(text, KeyDiagnosis::NotEncoded { found: text.len() });
    }
}

#[test]
fn text_of_windows_programs_is_told() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let swapped = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let line = base64() + "\r\n";
    let holds = KeyDiagnosis::Utf16 { holds_key: true };
    for content in [
        utf16(&format!("\u{feff}{line}")),
        swapped(&format!("\u{feff}{line}")),
        utf16(&line),
        swapped(&line),
        utf16(&format!("\u{feff}{}", hex())),
    ] {
        file_repairs(&content, holds);
    }
    assert_eq!(of_file(&utf16("\u{feff}no key\r\n")), KeyDiagnosis::Utf16 { holds_key: false });
    file_repairs(format!("\u{feff}{line}").as_bytes(), KeyDiagnosis::ByteOrderMark);
    text_repairs(&format!("\u{feff}{}", hex()), KeyDiagnosis::ByteOrderMark);
}

#[test]
fn bytes_that_went_through_a_text_program_are_told() {
    let widened: String = BYTES.iter().map(|&byte| char::from(byte)).collect();
    assert!(widened.len() > 32);
    file_repairs(widened.as_bytes(), KeyDiagnosis::BytesAsCharacters { found: widened.len() });
    let replaced = String::from_utf8_lossy(&BYTES).into_owned();
    let count = replaced.matches('\u{fffd}').count();
    assert!(count > 8);
    assert_eq!(of_file(replaced.as_bytes()), KeyDiagnosis::ReplacedBytes { found: replaced.len(), count });
}

#[test]
fn keys_and_files_of_other_tools_are_named() {
    use KeyContainer as Is;
    let begin = |label: &str| format!("-----BEGIN {label}-----\nMC4CAQAwBQYDK2Vw\n-----END {label}-----\n");
    for (text, container) in [
        (begin("PRIVATE KEY"), Is::PemPrivateKey),
        (begin("ENCRYPTED PRIVATE KEY"), Is::PemPrivateKey),
        (begin("EC PRIVATE KEY"), Is::PemPrivateKey),
        (begin("PUBLIC KEY"), Is::PemPublicKey),
        (begin("CERTIFICATE"), Is::PemCertificate),
        (begin("CERTIFICATE REQUEST"), Is::PemCertificate),
        (begin("X509 CRL"), Is::Pem),
        (begin("OPENSSH PRIVATE KEY"), Is::SshPrivateKey),
        (begin("PGP PRIVATE KEY BLOCK"), Is::Pgp),
        (begin("PGP MESSAGE"), Is::Pgp),
        (format!("Bag Attributes\n{}", begin("PRIVATE KEY")), Is::PemPrivateKey),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@here".into(), Is::SshPublicKey),
        ("PuTTY-User-Key-File-3: ssh-ed25519\n".into(), Is::Putty),
        ("# created: 2026\n# public key: age1x\nAGE-SECRET-KEY-1QQQ\n".into(), Is::AgeKey),
        ("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq".into(), Is::AgeKey),
        ("age-encryption.org/v1\n-> X25519 abc\n".into(), Is::AgeFile),
        (r#"{"kty":"oct","k":"abc"}"#.into(), Is::Json),
        ("[251, 1, 239]".into(), Is::Json),
    ] {
        no_repair(&text, KeyDiagnosis::OtherFile { container });
        assert_eq!(of_file(text.as_bytes()), KeyDiagnosis::OtherFile { container }, "{text}");
    }
    let long = |start: &[u8], len: usize| [start, &vec![0x81; len - start.len()]].concat();
    for (content, container) in [
        (long(&[0x30, 0x82, 0x01, 0x00], 260), Is::Der),
        (long(&[0x30, 0x81, 0x90], 147), Is::Der),
        (long(&[0x30, 0x2e], 48), Is::Der),
        (long(&[0x1f, 0x8b, 8], 90), Is::Gzip),
        (long(b"PK\x03\x04", 90), Is::Zip),
    ] {
        assert_eq!(of_file(&content), KeyDiagnosis::OtherFile { container }, "{content:x?}");
        no_repair(&BASE64.encode(&content), KeyDiagnosis::OtherFile { container });
    }
}

#[test]
fn a_repair_needs_the_diagnosis_that_was_shown() {
    let text = BASE64.encode(base64());
    let found = of_text(&text);
    for other in [KeyDiagnosis::MixedAlphabets, KeyDiagnosis::AmongText, KeyDiagnosis::ThirtyTwoCharacters] {
        assert_eq!(SseCKey::repair_text(&text, other).err(), Some(found));
    }
}

#[test]
fn kinds_are_kebab_case_and_texts_are_short() {
    for diagnosis in [
        KeyDiagnosis::Empty,
        of_text(&BASE64.encode(&BYTES[1..])),
        of_text("-----BEGIN X-----"),
        of_text(&hex()[1..]),
        of_file(&BASE64.encode(base64()).into_bytes()),
    ] {
        let kind = diagnosis.kind();
        assert!(kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{kind}");
        assert!(diagnosis.to_string().len() < 120, "{diagnosis}");
    }
}
