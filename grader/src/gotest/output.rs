//! What each test printed, out of `-test.v` text, for people to read.
//!
//! Display only. A submission writes to the same stream and can print anything, result lines included, so nothing here
//! may decide an outcome; outcomes come over a channel of their own. Pure: text in, values out, whatever the bytes.

use super::lines::lines;

/// Most runs of tests that are kept.
const MAX_RUNS: usize = 5000;
/// Most lines of one run that are kept.
const MAX_LINES: usize = 200;
/// Longest line that is kept, in characters.
const MAX_LINE: usize = 1000;
/// Longest name of a test that is kept, in characters.
const MAX_NAME: usize = 200;

/// How the testing package marks its own lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// `-test.v`: not at all.
    Plain,
    /// `-test.v=test2json`: each begins with the byte 0x16, wherever on a line that is.
    Marked,
}

/// A result line that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Marker {
    Pass,
    Fail,
    Skip,
}

/// What one run of a top-level test printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestOutput {
    /// `TestXxx`.
    pub name: String,
    /// Its lines and those of its subtests, in order, control characters removed.
    pub lines: Vec<String>,
    /// Lines beyond the cap.
    pub dropped: u64,
    /// Its result line, if one was seen. May be forged.
    pub marker: Option<Marker>,
}

/// What a test process printed, by test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printed {
    /// In the order in which they began; a repeated test once for each repetition.
    pub runs: Vec<TestOutput>,
    /// Lines that belong to no test, capped like those of a run.
    pub stray: Vec<String>,
}

/// Sorts the lines of a test process by test.
#[must_use]
pub fn parse(text: &[u8], framing: Framing) -> Printed {
    let mut reader = Reader::default();
    for line in lines(text, 0) {
        match framing {
            Framing::Plain => reader.plain(&line.text),
            Framing::Marked => {
                for (at, piece) in line.text.split('\u{16}').enumerate() {
                    if at > 0 {
                        reader.framing(piece);
                    } else if !piece.is_empty() || line.text.is_empty() {
                        reader.log(piece);
                    }
                }
            }
        }
    }
    reader.printed
}

#[derive(Default)]
struct Reader {
    printed: Printed,
    /// The run that lines belong to.
    current: Option<usize>,
}

impl Reader {
    fn plain(&mut self, line: &str) {
        let ended = self.current.is_some_and(|at| self.printed.runs[at].marker.is_some());
        if line.starts_with("=== ") || line.starts_with("--- ") {
            self.framing(line);
        } else if ended && !line.starts_with("    ") {
            // Results of subtests follow their test's, indented; anything else is no longer the test's.
            self.current = None;
            self.log(line);
        } else {
            self.log(line);
        }
    }

    /// A line of the testing package.
    fn framing(&mut self, line: &str) {
        let line = line.trim_end();
        if let Some(name) = line.strip_prefix("=== RUN ") {
            let name = name.trim_start();
            if top(name) == name { self.begin(name) } else { self.switch(name) }
        } else if let Some(name) = ["=== NAME ", "=== CONT ", "=== PAUSE "].iter().find_map(|p| line.strip_prefix(p)) {
            self.switch(name.trim_start());
        } else if line == "=== NAME" {
            self.current = None;
        } else if let Some((marker, name)) = result(line) {
            let is_top = top(name) == name;
            match self.open(name) {
                Some(at) if is_top => self.end(at, marker),
                // Without `-test.v` a test is named when it has failed and not before, above what it logged.
                None if is_top && marker == Marker::Fail => {
                    self.begin(name);
                    if let Some(at) = self.current {
                        self.end(at, marker);
                    }
                }
                _ => self.log(line),
            }
        } else {
            self.log(line);
        }
    }

    fn begin(&mut self, name: &str) {
        self.current = (self.printed.runs.len() < MAX_RUNS).then(|| {
            let name = clean(name, MAX_NAME);
            self.printed.runs.push(TestOutput { name, lines: vec![], dropped: 0, marker: None });
            self.printed.runs.len() - 1
        });
    }

    fn end(&mut self, at: usize, marker: Marker) {
        self.printed.runs[at].marker = Some(marker);
        self.current = Some(at);
    }

    fn switch(&mut self, name: &str) {
        self.current = if name.is_empty() { None } else { self.open(name).or(self.current) };
    }

    /// The latest run of that test, if it has not ended. Looks back over no more runs than can be open at once.
    fn open(&self, name: &str) -> Option<usize> {
        const LOOK_BACK: usize = 100;
        let name = clean(top(name), MAX_NAME);
        let runs = &self.printed.runs;
        let at = (runs.len().saturating_sub(LOOK_BACK)..runs.len()).rev().find(|&at| runs[at].name == name)?;
        runs[at].marker.is_none().then_some(at)
    }

    fn log(&mut self, line: &str) {
        match self.current {
            Some(at) => {
                let run = &mut self.printed.runs[at];
                if run.lines.len() < MAX_LINES {
                    run.lines.push(clean(line, MAX_LINE));
                } else {
                    run.dropped += 1;
                }
            }
            None if self.printed.stray.len() < MAX_LINES => self.printed.stray.push(clean(line, MAX_LINE)),
            None => {}
        }
    }
}

/// `--- PASS: TestXxx (0.00s)`
fn result(line: &str) -> Option<(Marker, &str)> {
    let (word, rest) = line.strip_prefix("--- ")?.split_once(": ")?;
    let marker = match word {
        "PASS" => Marker::Pass,
        "FAIL" => Marker::Fail,
        "SKIP" => Marker::Skip,
        _ => return None,
    };
    Some((marker, rest.split(" (").next().unwrap_or(rest)))
}

/// The top-level test of a subtest.
fn top(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

fn clean(text: &str, max: usize) -> String {
    let mut kept: String = text.chars().filter(|c| !c.is_control() || *c == '\t').take(max + 1).collect();
    if kept.chars().count() > max {
        kept.pop();
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests;
