use proptest::prelude::*;

use super::*;

/// Files that look right at the start, in both forms, and bytes that do not.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let start = proptest::sample::select(&["", "Salted__", "U2FsdGVkX1", "U2FsdGVkX18"][..]);
    let rest = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        proptest::collection::vec(proptest::sample::select(&b"ABCDwxyz0189+/=\r\n "[..]), 0..200),
    ];
    (start, rest).prop_map(|(start, rest)| [start.as_bytes(), &rest].concat())
}

fn settings() -> impl Strategy<Value = Settings> {
    (proptest::sample::select(Hash::ALL), proptest::option::of(1u64..4))
        .prop_map(|(hash, n)| n.map_or(Settings::bytes_to_key(hash), |n| Settings::pbkdf2(hash, n).unwrap()))
}

/// Fed in pieces of these lengths, again and again.
fn outcome(file: &[u8], pieces: &[usize], settings: Settings) -> (Vec<u8>, Result<NotTamperProof, ImportError>) {
    let (mut out, mut decryptor, mut rest) = (Vec::new(), Decryptor::new(b"pass", settings), file);
    for len in pieces.iter().cycle() {
        let (piece, after) = rest.split_at(rest.len().min(*len));
        if let Err(refused) = decryptor.feed(piece, &mut out) {
            return (out, Err(refused));
        }
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    let end = decryptor.finish(&mut out);
    (out, end)
}

proptest! {
    #[test]
    fn no_input_panics_and_pieces_do_not_matter(
        file in file(),
        settings in settings(),
        pieces in proptest::collection::vec(1usize..40, 1..4),
    ) {
        let (whole, end) = outcome(&file, &[usize::MAX], settings);
        let (in_pieces, end_in_pieces) = outcome(&file, &pieces, settings);
        prop_assert_eq!(end, end_in_pieces);
        if end.is_ok() {
            prop_assert_eq!(&whole, &in_pieces);
        }
        // What a survey calls possible opens, and nothing else does.
        let mut survey = Survey::new();
        let surveyed = pieces.iter().cycle().scan(&file[..], |rest, len| {
            let (piece, after) = rest.split_at(rest.len().min(*len));
            *rest = after;
            (!piece.is_empty()).then_some(piece)
        }).try_for_each(|piece| survey.feed(piece)).and_then(|()| survey.finish());
        let found = surveyed.and_then(|()| survey.candidates(b"pass", &[settings]));
        prop_assert_eq!(found.is_ok(), end.is_ok());
        if let Ok(found) = found {
            prop_assert_eq!(found[0].plaintext_len(), whole.len() as u64);
            prop_assert_eq!(found[0].first_bytes(), &whole[..whole.len().min(64)]);
        }
        let ends = Survey::of_ends(&file[..file.len().min(80)], &file[file.len().saturating_sub(32)..], file.len() as u64);
        if recognise(&file) == Some(Form::Binary) {
            let found = ends.and_then(|ends| ends.candidates(b"pass", &[settings]));
            prop_assert_eq!(found.is_ok(), end.is_ok());
        } else {
            prop_assert_eq!(ends.err(), Some(ImportError::NotOpenSsl));
        }
    }
}
