//! Source on pages: whole files with lines that can be linked, excerpts around a line, and marks in the margin.

use std::collections::BTreeMap;

use gauntlet_grader::model::{FileSet, Frame};

use crate::{highlight, markup::Markup};

use super::{format, icons::Icon};

/// Lines of a file that are shown; beyond it, a page would be of no use to a reader.
const MOST_LINES: usize = 4_000;
/// Files that are unfolded from the start; of more, only those with marks are.
const MOST_OPEN: usize = 8;
/// Lines before and after the one that an excerpt is about.
const AROUND: usize = 3;

/// A remark beside a line.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// As in [`super::verdict::Badge`].
    pub(super) hue: &'static str,
    pub(super) icon: Icon,
    pub(super) word: &'static str,
    pub(super) text: String,
    /// Where on the page the evidence is, e.g. `#race-1`; empty: nowhere else.
    pub(super) href: String,
}

/// One line of source.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) number: usize,
    /// Its anchor; empty in excerpts, where it would be a second one.
    pub(super) id: String,
    pub(super) html: Markup,
    /// Whether it is the one that an excerpt is about.
    pub(super) hit: bool,
    pub(super) marks: Vec<Mark>,
}

/// A whole file.
#[derive(Debug, Clone)]
pub(super) struct CodeFile {
    pub(super) path: String,
    pub(super) id: String,
    pub(super) size: String,
    pub(super) lines: Vec<Line>,
    /// Lines beyond [`MOST_LINES`].
    pub(super) hidden_lines: usize,
    pub(super) is_open: bool,
}

/// Some lines around one.
#[derive(Debug, Clone)]
pub(super) struct Excerpt {
    /// `pool.go:41`.
    pub(super) place: String,
    pub(super) href: String,
    pub(super) lines: Vec<Line>,
}

/// The files of a submission, highlighted once for all their uses on a page.
pub(super) struct Sources<'a> {
    files: &'a FileSet,
    lines: BTreeMap<&'a str, Vec<Markup>>,
}

impl<'a> Sources<'a> {
    pub(super) fn new(files: &'a FileSet) -> Self {
        let lines = files.iter().map(|(path, text)| (path.as_str(), highlight::lines(path.as_str(), text))).collect();
        Self { files, lines }
    }

    /// Whether that line exists, so that a link to it leads somewhere.
    pub(super) fn has(&self, path: &str, line: u32) -> bool {
        line > 0 && self.lines.get(path).is_some_and(|lines| (line as usize) <= lines.len().min(MOST_LINES))
    }

    /// The anchor of a line with its `#`; empty if there is no such line.
    pub(super) fn href(&self, path: &str, line: u32) -> String {
        if self.has(path, line) { format!("#{}", line_id(path, line as usize)) } else { String::new() }
    }

    /// A line without its indentation; empty if there is no such line.
    pub(super) fn line(&self, path: &str, line: u32) -> Markup {
        let html = self.lines.get(path).and_then(|lines| lines.get((line as usize).checked_sub(1)?));
        html.map(|html| html.without_tabs(html.leading_tabs())).unwrap_or_default()
    }

    /// The lines around a frame, if its file is one of these.
    pub(super) fn excerpt(&self, frame: &Frame) -> Option<Excerpt> {
        self.excerpt_at(&frame.file, frame.line).map(|e| Excerpt { place: format::place(frame), ..e })
    }

    pub(super) fn excerpt_at(&self, path: &str, line_number: u32) -> Option<Excerpt> {
        let lines = self.lines.get(path)?;
        let at = (line_number as usize).checked_sub(1).filter(|at| *at < lines.len())?;
        let from = at.saturating_sub(AROUND);
        let shown = &lines[from..lines.len().min(at + AROUND + 1)];
        // Excerpts stand in narrow columns, so that the indentation which all of their lines share goes.
        let tabs = shown.iter().filter(|html| !html.is_empty()).map(Markup::leading_tabs).min().unwrap_or(0);
        let line = |(i, html): (usize, &Markup)| Line {
            number: from + i + 1,
            id: String::new(),
            html: html.without_tabs(tabs),
            hit: from + i == at,
            marks: Vec::new(),
        };
        let lines = shown.iter().enumerate().map(line).collect();
        Some(Excerpt { place: format!("{path}:{line_number}"), href: self.href(path, line_number), lines })
    }

    /// Every file, with the marks on its lines; a mark for line 0 stands on the first one.
    pub(super) fn files(&self, marks: &Marks) -> Vec<CodeFile> {
        self.files.iter().map(|(path, text)| self.file(path.as_str(), text, marks)).collect()
    }

    fn file(&self, path: &str, text: &str, marks: &Marks) -> CodeFile {
        let all = self.lines.get(path).map_or(&[][..], Vec::as_slice);
        let line = |(i, html): (usize, &Markup)| Line {
            number: i + 1,
            id: line_id(path, i + 1),
            html: html.clone(),
            hit: false,
            marks: marks.on(path, i + 1),
        };
        let lines: Vec<Line> = all.iter().take(MOST_LINES).enumerate().map(line).collect();
        CodeFile {
            path: path.to_owned(),
            id: file_id(path),
            size: format!("{}, {}", format::count(all.len() as u64, "line", "lines"), format::bytes(text.len() as f64)),
            is_open: self.lines.len() <= MOST_OPEN || lines.iter().any(|line| !line.marks.is_empty()),
            lines,
            hidden_lines: all.len().saturating_sub(MOST_LINES),
        }
    }
}

/// Marks by file and line.
#[derive(Debug, Default)]
pub(super) struct Marks(BTreeMap<(String, usize), Vec<Mark>>);

impl Marks {
    /// Adds a mark. The same words on the same line are said once.
    pub(super) fn add(&mut self, path: &str, line: u32, mark: Mark) {
        let marks = self.0.entry((path.to_owned(), (line as usize).max(1))).or_default();
        if !marks.iter().any(|m| m.text == mark.text && m.word == mark.word) {
            marks.push(mark);
        }
    }

    fn on(&self, path: &str, line: usize) -> Vec<Mark> {
        self.0.get(&(path.to_owned(), line)).cloned().unwrap_or_default()
    }
}

/// `pool.go-L41`. Characters that an id or an address would not take become `_`.
fn line_id(path: &str, line: usize) -> String {
    format!("{}-L{line}", file_id(path))
}

pub(super) fn file_id(path: &str) -> String {
    path.chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '_') { c } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Mark, Marks, Sources, file_id};
    use crate::pages::icons;
    use gauntlet_grader::model::{FileSet, RelPath};

    fn files() -> FileSet {
        let text: String = (1..=9).map(|n| format!("// line {n}\n")).collect();
        [(RelPath::parse("pool.go").unwrap(), text)].into_iter().collect()
    }

    #[test]
    fn excerpts_stay_inside_the_file() {
        let files = files();
        let sources = Sources::new(&files);
        let numbers =
            |line| sources.excerpt_at("pool.go", line).map(|e| e.lines.iter().map(|l| l.number).collect::<Vec<_>>());
        assert_eq!(numbers(1).unwrap(), [1, 2, 3, 4]);
        assert_eq!(numbers(5).unwrap(), [2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(numbers(9).unwrap(), [6, 7, 8, 9]);
        let indented = super::FileSet::from_iter([(RelPath::parse("a.go").unwrap(), "\t\ta\n\n\t\t\tb\n".to_owned())]);
        let excerpt = Sources::new(&indented).excerpt_at("a.go", 1).unwrap();
        assert_eq!(excerpt.lines.iter().map(|l| l.html.as_str()).collect::<Vec<_>>(), ["a", "", "\tb"]);
        assert!(numbers(10).is_none() && numbers(0).is_none());
        assert!(sources.excerpt_at("other.go", 1).is_none());
        assert_eq!(sources.href("pool.go", 9), "#pool.go-L9");
        assert_eq!(sources.href("pool.go", 10), "");
    }

    #[test]
    fn of_many_files_those_with_marks_are_unfolded() {
        let file = |n: usize| (RelPath::parse(&format!("f{n}.go")).unwrap(), "package f\n".to_owned());
        let mut marks = Marks::default();
        let mark = Mark { hue: "fault", icon: icons::RACE, word: "Race", text: String::new(), href: String::new() };
        marks.add("f3.go", 1, mark);
        let open = |n: usize| {
            let files: FileSet = (0..n).map(file).collect();
            let open = Sources::new(&files).files(&marks).into_iter().filter(|f| f.is_open);
            open.map(|f| f.path).collect::<Vec<_>>()
        };
        assert_eq!(open(8).len(), 8);
        assert_eq!(open(9), ["f3.go"]);
    }

    #[test]
    fn ids_hold_no_space_and_no_quote() {
        assert_eq!(file_id("a b/\"<c>\".go"), "a_b/__c__.go");
        assert!(Sources::new(&files()).files(&Marks::default())[0].lines.iter().all(|l| l.marks.is_empty()));
    }
}
