//! A short run of every fuzz target by ordinary property tests. The targets themselves are in `fuzz/`, for
//! `cargo fuzz run`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;

#[path = "../../../fuzz/bodies.rs"]
mod bodies;

/// Anything, or a good header with a few bytes changed and others after it.
fn like_a_header() -> impl Strategy<Value = Vec<u8>> {
    let edit = (0usize..200, any::<u8>());
    let edited = (prop::collection::vec(edit, 0..4), 0usize..400).prop_map(|(edits, len)| {
        let mut bytes = bodies::sealed_header().bytes;
        bytes.extend((0..200).map(|i| i as u8));
        for (at, value) in edits {
            bytes[at] = value;
        }
        bytes.truncate(len);
        bytes
    });
    let start = prop::collection::vec(any::<u8>(), 0..600).prop_map(|rest| [&[2, 4, 0x78], rest.as_slice()].concat());
    prop_oneof![edited, start, prop::collection::vec(any::<u8>(), 0..100)]
}

/// Frames by their heads alone: numbers in order, a final marker, lengths.
fn like_frames() -> impl Strategy<Value = Vec<u8>> {
    let number = prop_oneof![Just(1u32), Just(2), Just(u32::MAX), any::<u32>()];
    let parts = prop::collection::vec((number, prop::collection::vec(any::<u8>(), 0..60)), 0..5);
    parts.prop_map(|parts| {
        parts.into_iter().flat_map(|(n, rest)| [&n.to_be_bytes(), rest.as_slice()].concat()).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn anything_is_parsed_as_a_header_without_harm(data in like_a_header()) {
        bodies::header(&data);
    }

    #[test]
    fn only_the_good_message_opens(data in prop::collection::vec(any::<u8>(), 0..16)) {
        bodies::opener(&data);
        // Within the message, where a random place of 16 bits rarely is.
        let mut near = data.clone();
        near.iter_mut().skip(1).step_by(3).for_each(|high| *high &= 1);
        bodies::opener(&near);
    }

    #[test]
    fn no_frame_opens_that_nobody_sealed(data in like_frames()) {
        bodies::frames(&data);
    }

    #[test]
    fn anything_is_imported_without_harm(data in prop::collection::vec(any::<u8>(), 0..200)) {
        bodies::openssl_import(&data);
        bodies::openssl_import(&[&[7], b"Salted__".as_slice(), &data].concat());
    }
}
