//! Lengths, offsets and ranges: by arithmetic alone, and against real messages.

use proptest::prelude::*;

use super::*;

const FRAME_LEN: usize = 128;

fn plaintext(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i * 7 + i / 251) as u8).collect()
}

fn layout_of(message: &[u8]) -> Layout {
    let header = parsed(message);
    Layout::of_message(header.len(), header.frame_len(), message.len() as u64).unwrap()
}

#[test]
fn every_length_around_frame_edges_round_trips_in_both_forms() {
    let header = example_header(&[wrapping_key()], FRAME_LEN as u32);
    for frames in 0..4usize {
        for len in (frames * FRAME_LEN).saturating_sub(3)..=frames * FRAME_LEN + 3 {
            for form in [FinalForm::Full, FinalForm::Empty] {
                let plaintext = plaintext(len);
                let message = sealed(&header, &plaintext, form, 50);
                let made = Layout::of_plaintext(header.keys.header_len(), FRAME_LEN as u32, len as u64, form).unwrap();
                assert_eq!(made.message_len(), message.len() as u64, "{len} {form:?}");
                assert_eq!(layout_of(&message), made, "{len} {form:?}");
                assert_eq!(made.plaintext_len(), len as u64, "{len} {form:?}");
                for piece in [1, 33, 4096] {
                    assert_eq!(
                        opened(&message, piece, &[wrapping_key()]),
                        (plaintext.clone(), Ok(())),
                        "{len} {form:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_range_of_a_message_can_be_made_and_of_a_plaintext_read() {
    let header = example_header(&[wrapping_key()], 16);
    let engine = RustEngine::new(&header.keys);
    for (len, form) in [(0, FinalForm::Full), (20, FinalForm::Full), (48, FinalForm::Full), (48, FinalForm::Empty)] {
        let plaintext = plaintext(len);
        let message = sealed(&header, &plaintext, form, 5);
        let layout = layout_of(&message);
        for start in 150..message.len() {
            for end in start..=message.len() {
                let span = layout.message_span(start as u64..end as u64).unwrap();
                let mut frames = Vec::new();
                for index in span.frames.clone() {
                    let text = layout.frame_plaintext(index).unwrap();
                    let text = &plaintext[text.start as usize..text.end as usize];
                    engine.seal_onto(layout.frame(index).unwrap(), text, &mut frames).unwrap();
                }
                let head = &header.bytes[span.header.start as usize..span.header.end as usize];
                let frames = &frames[span.skip as usize..(span.skip + span.len) as usize];
                assert_eq!([head, frames].concat(), &message[start..end], "{len} {form:?} {start}..{end}");
            }
        }
        for start in 0..=len {
            for end in start..=len {
                let span = layout.plaintext_span(start as u64..end as u64).unwrap();
                let mut frames = message[span.message.start as usize..span.message.end as usize].to_vec();
                let mut text = Vec::new();
                for index in span.frames.clone() {
                    let position = layout.frame(index).unwrap();
                    let rest = frames.split_off(position.sealed_len() as usize);
                    let found = FoundFrame::parse_at(&frames, position, 16).unwrap();
                    text.extend_from_slice(engine.open_in_place(&found, &mut frames).unwrap());
                    frames = rest;
                }
                assert!(frames.is_empty() && !span.frames.is_empty());
                let read = &text[span.skip as usize..(span.skip + span.len) as usize];
                assert_eq!(read, &plaintext[start..end], "{len} {form:?} {start}..{end}");
            }
        }
    }
}

#[test]
fn ranges_beyond_the_end_are_refused() {
    let layout = Layout::of_plaintext(179, 16, 20, FinalForm::Full).unwrap();
    assert!(layout.plaintext_span(0..20).is_ok() && layout.message_span(0..271).is_ok());
    #[expect(clippy::reversed_empty_ranges, reason = "that is what is refused")]
    let backwards = 2..1;
    for refused in [0..21, 21..21, backwards.clone()] {
        assert_eq!(layout.plaintext_span(refused), Err(MessageError::OutOfRange));
    }
    for refused in [0..272, backwards] {
        assert_eq!(layout.message_span(refused), Err(MessageError::OutOfRange));
    }
    assert_eq!((layout.frames(), layout.frame(2), layout.frame_range(2)), (2, None, None));
}

#[test]
fn a_message_has_at_most_2_to_the_32_less_1_frames() {
    let most = (u64::from(u32::MAX) - 1) * 128;
    let layout = Layout::of_plaintext(179, 128, most + 127, FinalForm::Full).unwrap();
    assert_eq!(layout.frames(), u32::MAX);
    let last = layout.frame(u32::MAX - 1).unwrap();
    assert_eq!(last, FramePosition { sequence: u32::MAX, is_final: true, len: 127 });
    assert_eq!(layout.plaintext_span(most + 126..most + 127).unwrap().frames, u32::MAX - 1..u32::MAX);
    assert!(Layout::of_plaintext(179, 128, most + 128, FinalForm::Full).is_ok());
    assert_eq!(Layout::of_plaintext(179, 128, most + 128, FinalForm::Empty), Err(MessageError::TooManyFrames));
    assert_eq!(Layout::of_plaintext(179, 128, most + 129, FinalForm::Full), Err(MessageError::TooManyFrames));
    assert_eq!(Layout::of_plaintext(179, u32::MAX, u64::MAX, FinalForm::Full), Err(MessageError::TooManyFrames));
    assert_eq!(Layout::of_plaintext(179, 0, 1, FinalForm::Full), Err(MessageError::FrameLengthNotAllowed));
}

#[test]
fn heads_ivs_and_associated_data_are_those_of_the_worked_example() {
    let (header, message) = example();
    let regular = FramePosition { sequence: 1, is_final: false, len: 16 };
    let last = FramePosition { sequence: 2, is_final: true, len: 4 };
    assert_eq!((&*regular.head(), &*last.head()), (&message[179..195], &message[227..251]));
    assert_eq!((regular.head_len(), last.head_len()), (16, 24));
    let aad = regular.aad(header.keys.message_id());
    let text = b"AWSKMSEncryptionClient Frame\0\0\0\x01\0\0\0\0\0\0\0\x10";
    assert_eq!(&*aad, [header.keys.message_id().as_slice(), text].concat());
    assert_eq!((aad.len(), last.aad(header.keys.message_id()).len()), (72, 78));
}

#[test]
fn the_engine_seals_no_frame_that_the_message_cannot_have() {
    let engine = RustEngine::new(&example().0.keys);
    let mut sealed = Vec::new();
    let mut refused = |sequence, is_final, len: u32| {
        let position = FramePosition { sequence, is_final, len };
        let found = engine.seal_onto(position, &vec![0; len as usize], &mut sealed);
        assert_eq!(found, Err(MessageError::OutOfRange), "{position:?}");
        assert!(sealed.is_empty());
    };
    refused(0, false, 16);
    refused(u32::MAX, false, 16);
    refused(1, false, 15);
    refused(1, true, 17);
    let position = FramePosition { sequence: u32::MAX, is_final: true, len: 16 };
    assert_eq!(engine.seal_onto(position, &[0; 15], &mut sealed), Err(MessageError::OutOfRange));
    assert_eq!(engine.seal_onto(position, &[0; 16], &mut sealed), Ok(()));
}

fn form() -> impl Strategy<Value = FinalForm> {
    prop_oneof![Just(FinalForm::Full), Just(FinalForm::Empty)]
}

proptest! {
    #[test]
    fn lengths_are_each_other_s_inverse(
        header_len in 179u64..200_000, frame_len in 1u32..=MAX_FRAME_LEN, len in 0u64..1 << 50, edge in -2i64..3,
        form in form(),
    ) {
        // Half of them near a frame's edge.
        let near = (len / u64::from(frame_len) * u64::from(frame_len)).saturating_add_signed(edge);
        for len in [len, near] {
            match Layout::of_plaintext(header_len, frame_len, len, form) {
                Ok(layout) => {
                    prop_assert_eq!(layout.plaintext_len(), len);
                    prop_assert_eq!(Layout::of_message(header_len, frame_len, layout.message_len()), Ok(layout));
                    let last = layout.frame_range(layout.frames() - 1);
                    prop_assert_eq!(last.map(|range| range.end), Some(layout.message_len()));
                }
                Err(error) => {
                    prop_assert_eq!(error, MessageError::TooManyFrames);
                    prop_assert!(len / u64::from(frame_len) >= u64::from(u32::MAX) - 1);
                }
            }
        }
    }

    #[test]
    fn a_message_length_has_one_layout_or_none(
        header_len in 0u64..200_000, frame_len in 1u32..2000, message_len in prop_oneof![0u64..1 << 20, any::<u64>()],
    ) {
        match Layout::of_message(header_len, frame_len, message_len) {
            Ok(layout) => prop_assert_eq!(layout.message_len(), message_len),
            Err(MessageError::ImpossibleLength { found }) => prop_assert_eq!(found, message_len),
            Err(error) => prop_assert_eq!(error, MessageError::TooManyFrames),
        }
    }

    #[test]
    fn ranges_of_large_messages_are_covered_by_their_frames(
        frame_len in 1u32..=MAX_FRAME_LEN, len in 0u64..1 << 45, at in any::<[u64; 2]>(), form in form(),
    ) {
        prop_assume!(Layout::of_plaintext(179, frame_len, len, form).is_ok());
        let layout = Layout::of_plaintext(179, frame_len, len, form).unwrap();
        let sorted = |within: u64| {
            let [one, other] = at.map(|at| at % (within + 1));
            one.min(other)..one.max(other)
        };
        let range = sorted(len);
        let span = layout.plaintext_span(range.clone()).unwrap();
        let first = layout.frame_plaintext(span.frames.start).unwrap();
        let last = layout.frame_plaintext(span.frames.end - 1).unwrap();
        prop_assert_eq!(first.start + span.skip, range.start);
        prop_assert!(range.end <= last.end && span.len == range.end - range.start);
        prop_assert_eq!(span.message.end, layout.frame_range(span.frames.end - 1).unwrap().end);

        let range = sorted(layout.message_len());
        let span = layout.message_span(range.clone()).unwrap();
        prop_assert_eq!(span.header.end - span.header.start + span.len, range.end - range.start);
        if span.len > 0 {
            let first = layout.frame_range(span.frames.start).unwrap();
            let last = layout.frame_range(span.frames.end - 1).unwrap();
            prop_assert_eq!(first.start + span.skip, range.start.max(179));
            prop_assert!(range.end <= last.end && range.end > last.start);
        }
    }
}
