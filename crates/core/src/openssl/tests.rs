use super::*;

/// `printf %s 'attack at dawn' | openssl enc -aes-256-cbc -salt -a -pass pass:correct-horse` of OpenSSL 3.0.19.
const DAWN: &str = "U2FsdGVkX1/PPwzGWCet35mHf/FAX6EI+6fqZgUctdo=";

fn opened(file: &[u8], settings: Settings) -> Result<Vec<u8>, ImportError> {
    let mut out = Vec::new();
    let mut decryptor = Decryptor::new(b"correct-horse", settings);
    decryptor.feed(file, &mut out)?;
    let opened = decryptor.finish(&mut out)?;
    assert_eq!(opened.plaintext_len, out.len() as u64);
    Ok(out)
}

fn default() -> Settings {
    Settings::bytes_to_key(Hash::Sha256)
}

fn surveyed(file: &[u8]) -> Result<Survey, ImportError> {
    let mut survey = Survey::new();
    survey.feed(file)?;
    survey.finish()?;
    Ok(survey)
}

#[test]
fn base64_is_read_with_any_line_length_and_line_end() {
    let crlf = format!("\r\n{}\r\n{}\r\n", &DAWN[..20], &DAWN[20..]);
    let one_to_a_line: String = DAWN.chars().flat_map(|symbol| [symbol, '\n']).collect();
    let unpadded = DAWN.trim_end_matches('=');
    for text in [DAWN, &format!("{DAWN}\n"), &crlf, unpadded] {
        assert_eq!(opened(text.as_bytes(), default()).as_deref(), Ok(b"attack at dawn".as_slice()), "{text}");
        assert_eq!(recognise(text.as_bytes()), Some(Form::Base64));
    }
    // The word at the start is looked for without white space in it, which no tool writes.
    assert_eq!(opened(one_to_a_line.as_bytes(), default()), Err(ImportError::NotOpenSsl));
}

#[test]
fn damaged_base64_is_named() {
    for damaged in [DAWN.replacen('A', "!", 1), format!("{DAWN}=="), format!("{DAWN}{DAWN}"), format!("{DAWN}A")] {
        assert_eq!(opened(damaged.as_bytes(), default()), Err(ImportError::BadBase64), "{damaged}");
    }
}

#[test]
fn other_files_are_not_opened() {
    for other in [&b""[..], b"Salted_", b"salted__12345678", b"U2FsdGVkX1", b"U2FsdGVkX1A", &[0; 200], &[b' '; 200]] {
        assert_eq!(opened(other, default()), Err(ImportError::NotOpenSsl));
        assert_eq!(surveyed(other).err(), Some(ImportError::NotOpenSsl));
        assert_eq!(Survey::of_ends(other, other, other.len() as u64).err(), Some(ImportError::NotOpenSsl));
    }
}

#[test]
fn a_file_that_is_no_whole_number_of_blocks_is_cut_short() {
    for len in (8..32).chain(33..48) {
        let mut file = b"Salted__".to_vec();
        file.resize(len, 7);
        let cut_short = ImportError::CutShort { found: len as u64 };
        assert_eq!(opened(&file, default()), Err(cut_short));
        assert_eq!(surveyed(&file).err(), Some(cut_short));
        assert_eq!(Survey::of_ends(&file, &file, len as u64).err(), Some(cut_short), "{len}");
    }
}

#[test]
fn a_survey_says_nothing_before_the_file_has_ended() {
    let mut survey = Survey::new();
    survey.feed(DAWN.as_bytes()).unwrap();
    let early = survey.candidates(b"correct-horse", Settings::KNOWN);
    assert_eq!(early.err(), Some(ImportError::CutShort { found: 0 }));
}

#[test]
fn a_file_that_is_exchanged_after_the_survey_is_noticed() {
    let survey = surveyed(DAWN.as_bytes()).unwrap();
    let found = survey.candidates(b"correct-horse", &[default()]).unwrap();
    let mut other = b"Salted__".to_vec();
    other.resize(48, 7);
    assert_eq!(found[0].decryptor().feed(&other, &mut Vec::new()), Err(ImportError::Changed));
}

#[test]
fn what_a_person_knows_narrows_what_is_tried() {
    let tried = |hash, iterations, pbkdf2| -> Result<Vec<String>, ImportError> {
        Ok(Settings::possible(hash, iterations, pbkdf2)?.iter().map(Settings::to_string).collect())
    };
    let known = ["-md sha256", "-pbkdf2 -iter 10000 -md sha256", "-md md5"].map(str::to_owned).to_vec();
    assert_eq!(tried(None, None, false), Ok(known));
    let sha512 = ["-md sha512", "-pbkdf2 -iter 10000 -md sha512"].map(str::to_owned).to_vec();
    assert_eq!(tried(Some(Hash::Sha512), None, false), Ok(sha512.clone()));
    assert_eq!(tried(Some(Hash::Sha512), None, true), Ok(sha512[1..].to_vec()));
    assert_eq!(tried(None, Some(7), false), Ok(vec!["-pbkdf2 -iter 7 -md sha256".to_owned()]));
    assert_eq!(tried(None, Some(7), true), tried(Some(Hash::Sha256), Some(7), false));
}

#[test]
fn iterations_are_bounded() {
    for found in [0, u64::from(MAX_ITERATIONS) + 1, u64::from(u32::MAX) + 10_000, u64::MAX] {
        assert_eq!(Settings::pbkdf2(Hash::Sha1, found), Err(ImportError::Iterations { found }));
        assert!(Settings::possible(None, Some(found), false).is_err());
    }
    assert!(Settings::pbkdf2(Hash::Sha1, 1).is_ok());
    assert!(Settings::pbkdf2(Hash::Sha1, u64::from(MAX_ITERATIONS)).is_ok());
}

#[test]
fn debug_output_hides_passphrase_key_and_content() {
    let survey = surveyed(DAWN.as_bytes()).unwrap();
    let found = survey.candidates(b"correct-horse", &[default()]).unwrap();
    let keys = derive::Keys::derive(default(), b"correct-horse", *b"12345678");
    let shown =
        format!("{:?} {:?} {:?} {keys:?}", found[0], found[0].decryptor(), Decryptor::new(b"correct-horse", default()));
    assert!(!shown.contains("correct") && !shown.contains("attack"), "{shown}");
    assert!(!shown.contains('['), "bytes are shown: {shown}");
}
