//! Frames in pieces of any size: the same as at once, and together again the bytes that they were read from.
//!
//! The first four bytes say how the rest is cut.
#![no_main]

use gauntlet_grader::runner::{Frame, FrameDecoder, FrameError, FrameKind};
use libfuzzer_sys::fuzz_target;

const KINDS: &[u8] = b"JOERA";

fuzz_target!(|data: &[u8]| {
    let Some((cuts, bytes)) = data.split_first_chunk::<4>() else { return };
    let (mut whole, mut pieces) = (FrameDecoder::default(), FrameDecoder::default());
    whole.push(bytes);
    let (frames, end) = drain(&mut whole);

    let (mut frames_of_pieces, mut end_of_pieces, mut rest) = (Vec::new(), Ok(()), bytes);
    for cut in cuts.iter().cycle().map(|&cut| usize::from(cut) + 1) {
        if rest.is_empty() || end_of_pieces.is_err() {
            break;
        }
        let (piece, further) = rest.split_at(cut.min(rest.len()));
        pieces.push(piece);
        let (more, end) = drain(&mut pieces);
        frames_of_pieces.extend(more);
        (end_of_pieces, rest) = (end, further);
    }
    assert_eq!((&frames, &end), (&frames_of_pieces, &end_of_pieces), "pieces are read differently");

    let encoded: Vec<u8> = frames.iter().flat_map(encode).collect();
    let left = bytes.strip_prefix(encoded.as_slice()).expect("frames hold other bytes than came");
    assert_eq!(whole.is_mid_frame(), !left.is_empty());
    assert_eq!(end.is_ok(), may_go_on(left), "{left:x?}: {end:?}");
    assert_eq!(whole.next_frame().err(), end.err(), "the end is not the end");
});

fn drain(decoder: &mut FrameDecoder) -> (Vec<Frame>, Result<(), FrameError>) {
    let mut frames = Vec::new();
    loop {
        match decoder.next_frame() {
            Ok(Some(frame)) => frames.push(frame),
            Ok(None) => return (frames, Ok(())),
            Err(e) => return (frames, Err(e)),
        }
    }
}

fn encode(frame: &Frame) -> Vec<u8> {
    assert!(frame.payload.len() <= FrameDecoder::MAX_PAYLOAD);
    let kind = match frame.kind {
        FrameKind::Message => b'J',
        FrameKind::Stdout => b'O',
        FrameKind::Stderr => b'E',
        FrameKind::RaceLog => b'R',
        FrameKind::Artefact => b'A',
    };
    let length = u32::try_from(frame.payload.len()).expect("a bounded payload");
    [&[kind], &length.to_be_bytes()[..], &frame.payload].concat()
}

/// Whether bytes that are no frame may become one.
fn may_go_on(left: &[u8]) -> bool {
    let Some(([kind, length @ ..], payload)) = left.split_first_chunk::<5>() else { return true };
    let length = u32::from_be_bytes(*length.first_chunk().expect("four bytes")) as usize;
    KINDS.contains(kind) && length <= FrameDecoder::MAX_PAYLOAD && payload.len() < length
}
