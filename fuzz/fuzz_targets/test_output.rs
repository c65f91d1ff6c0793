//! Lines of a test process by test: each line once, bounded and printable.
#![no_main]

use gauntlet_fuzz::shown::assert_text;
use gauntlet_grader::gotest::output::{Framing, Printed, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let lines = data.split_inclusive(|&byte| byte == b'\n').count();
    let marks = data.iter().filter(|&&byte| byte == 0x16).count();
    check(&parse(data, Framing::Plain), lines);
    check(&parse(data, Framing::Marked), lines + marks);
});

fn check(printed: &Printed, most: usize) {
    assert!(printed.runs.len() <= 5000);
    let mut told = printed.stray.len() + printed.runs.len();
    for run in &printed.runs {
        assert!(!run.name.contains('/'), "a subtest stands for a test: {:?}", run.name);
        assert!(run.lines.len() <= 200 && (run.dropped == 0 || run.lines.len() == 200));
        told += run.lines.len() + usize::try_from(run.dropped).expect("no more than lines");
        assert_lines(&[&run.name], 201);
        assert_lines(&run.lines, 1001);
    }
    assert!(printed.stray.len() <= 200);
    assert_lines(&printed.stray, 1001);
    assert!(told <= most, "{told} lines of {most}");
}

fn assert_lines<T: AsRef<str>>(lines: &[T], max_chars: usize) {
    lines.iter().for_each(|line| assert_text(&line.as_ref().replace('\t', " "), max_chars));
}
