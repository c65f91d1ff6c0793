use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use bollard::container::LogOutput;
use futures_util::{StreamExt, stream};

use super::{Flow, Kept, LineCap, Output, Reader, STDERR_KEPT_BYTES};

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

/// A reader of these pieces, whose streams then stay open.
fn reader(pieces: Vec<LogOutput>, stdout_cap: u64) -> Reader {
    let output: Output = Box::pin(stream::iter(pieces.into_iter().map(Ok)).chain(stream::pending()));
    Reader::new(output, Kept::new(stdout_cap, 100, None))
}

#[tokio::test]
async fn a_stream_that_never_closes_is_drained_for_a_bounded_time() {
    let kept = reader(vec![out(b"a"), out(b"b")], 100).drain(Duration::from_millis(20)).await.unwrap();
    assert_eq!(kept.stdout, b"ab");
    assert!(!kept.truncated);
}

#[tokio::test]
async fn reading_goes_on_after_a_flood_and_keeps_nothing_of_it() {
    let mut reader = reader(vec![out(b"abc"), out(b"def"), err(b"oops")], 2);
    assert_eq!(reader.next().await.unwrap(), Flow::Flood);
    assert_eq!(reader.next().await.unwrap(), Flow::Flood);
    assert_eq!(reader.next().await.unwrap(), Flow::More);
    let kept = reader.drain(Duration::from_secs(60)).await.unwrap();
    assert_eq!((kept.stdout, kept.truncated), (b"ab".to_vec(), true));
}
