use std::sync::{Arc, Mutex};

use bollard::container::LogOutput;
use futures_util::{StreamExt, stream};

use super::{Flow, Kept, LineCap, Output, STDERR_KEPT_BYTES};

fn out(bytes: &[u8]) -> LogOutput {
    LogOutput::StdOut { message: bytes.to_vec().into() }
}

fn err(bytes: &[u8]) -> LogOutput {
    LogOutput::StdErr { message: bytes.to_vec().into() }
}

#[test]
fn output_up_to_the_cap_is_not_a_flood_and_one_byte_more_is() {
    let mut kept = Kept::new(4, 100, None);
    assert_eq!(kept.take(Some(Ok(out(b"abcd")))).unwrap(), Flow::More);
    assert!(!kept.truncated);
    assert_eq!(kept.take(Some(Ok(out(b"e")))).unwrap(), Flow::Flood);
    assert!(kept.truncated);
    assert_eq!(kept.stdout, b"abcd");
}

#[test]
fn the_callback_sees_exactly_what_is_kept() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let theirs = Arc::clone(&seen);
    let mut kept = Kept::new(5, 100, Some(Box::new(move |piece| theirs.lock().unwrap().extend_from_slice(piece))));
    for piece in [b"abc", b"def", b"ghi"] {
        let _ = kept.take(Some(Ok(out(piece)))).unwrap();
    }
    assert_eq!(*seen.lock().unwrap(), b"abcde");
    assert_eq!(kept.stdout, b"abcde");
}

#[test]
fn standard_error_is_cut_quietly_and_a_flood_of_it_is_one() {
    let mut kept = Kept::new(4, u64::MAX, None);
    assert_eq!(kept.take(Some(Ok(err(&vec![b'x'; 600 * 1024])))).unwrap(), Flow::More);
    assert_eq!(kept.stderr.len(), STDERR_KEPT_BYTES);
    assert!(!kept.truncated);
    assert_eq!(kept.take(Some(Ok(err(&vec![b'x'; 600 * 1024])))).unwrap(), Flow::Flood);
    assert!(kept.truncated);
}

#[test]
fn bytes_outside_of_any_frame_are_the_machinerys_fault() {
    let mut kept = Kept::new(4, 100, None);
    assert!(kept.take(Some(Ok(LogOutput::Console { message: b"?".to_vec().into() }))).is_err());
}

#[test]
fn long_lines_are_cut_over_any_split_into_pieces() {
    let text = b"short\nmuch too long\n\nexactly8\n";
    for size in 1..text.len() {
        let mut cap = LineCap { cap: 8, in_line: 0 };
        let kept: Vec<u8> = text.chunks(size).flat_map(|piece| cap.cut(piece)).collect();
        assert_eq!(kept, b"short\nmuch too\n\nexactly8\n", "pieces of {size}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_never_closes_is_drained_for_a_bounded_time() {
    let pieces = stream::iter([Ok(out(b"a")), Ok(out(b"b"))]).chain(stream::pending());
    let mut output: Output = Box::pin(pieces);
    let mut kept = Kept::new(100, 100, None);
    kept.drain(&mut output).await.unwrap();
    assert_eq!(kept.stdout, b"ab");
}
