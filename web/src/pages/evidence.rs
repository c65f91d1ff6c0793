//! Races, leaks, hangs, panics and findings as cards: what happened, on which of the candidate's lines, who started it.

use gauntlet_grader::model::{
    Access, AccessKind, Finding, FindingKind, Frame, GoroutineGroup, Hang, Leak, Panic, Race, Report,
};

use super::{
    code::{Excerpt, Mark, Marks, Sources},
    format,
    icons::{self, Icon},
};

/// One line of a stack.
#[derive(Debug, Clone)]
pub(super) struct FrameView {
    pub(super) function: String,
    pub(super) place: String,
    /// Its line in the code view; empty for code that is not the candidate's.
    pub(super) href: String,
    pub(super) yours: bool,
}

/// A stack: the innermost frame of the candidate's with its source, and every frame.
#[derive(Debug, Clone)]
pub(super) struct StackView {
    pub(super) excerpt: Option<Excerpt>,
    pub(super) frames: Vec<FrameView>,
}

pub(super) struct AccessView {
    /// "Write by goroutine 17".
    pub(super) title: String,
    pub(super) stack: StackView,
    /// "Goroutine 17 was started here", or by whom when that was no line of the candidate's; empty when it is unknown.
    pub(super) started: String,
    /// Where, if that is a line of the candidate's.
    pub(super) created: Option<StackView>,
}

pub(super) struct RaceView {
    pub(super) id: String,
    pub(super) sentence: String,
    pub(super) test: String,
    pub(super) seen: String,
    pub(super) yours: bool,
    pub(super) accesses: Vec<AccessView>,
}

pub(super) struct GroupView {
    /// As the runtime names it.
    pub(super) state: String,
    pub(super) sentence: String,
    pub(super) stack: StackView,
    pub(super) created: Option<FrameView>,
}

pub(super) struct LeakView {
    pub(super) id: String,
    pub(super) test: String,
    pub(super) group: GroupView,
}

pub(super) struct HangView {
    pub(super) id: String,
    pub(super) sentence: String,
    pub(super) test: String,
    pub(super) parked: bool,
    /// Goroutines with a line of the candidate's.
    pub(super) groups: Vec<GroupView>,
    /// Goroutines of the test and of libraries.
    pub(super) others: Vec<GroupView>,
    /// Whether the groups are folded away: what was said of the hangs before this one is most often said again.
    pub(super) folded: bool,
}

/// Hangs that are shown unfolded.
const UNFOLDED: usize = 2;

pub(super) struct PanicView {
    pub(super) id: String,
    /// As the runtime printed it; empty where the sentence says as much.
    pub(super) message: String,
    pub(super) sentence: String,
    pub(super) test: String,
    pub(super) seen: String,
    pub(super) stack: StackView,
}

pub(super) struct FindingView {
    pub(super) mark: Mark,
    pub(super) place: String,
    pub(super) href: String,
    pub(super) excerpt: Option<Excerpt>,
}

/// All evidence of a report.
#[derive(Default)]
pub(super) struct Evidence {
    pub(super) races: Vec<RaceView>,
    pub(super) leaks: Vec<LeakView>,
    pub(super) hangs: Vec<HangView>,
    pub(super) panics: Vec<PanicView>,
    pub(super) findings: Vec<FindingView>,
    pub(super) marks: Marks,
}

impl Evidence {
    pub(super) fn new(report: &Report, sources: &Sources) -> Self {
        let mut builder = Builder { report, sources, marks: Marks::default() };
        Self {
            races: report.races.iter().enumerate().map(|(i, r)| builder.race(i + 1, r)).collect(),
            leaks: report.leaks.iter().enumerate().map(|(i, l)| builder.leak(i + 1, l)).collect(),
            hangs: report.hangs.iter().enumerate().map(|(i, h)| builder.hang(i + 1, h)).collect(),
            panics: report.panics.iter().enumerate().map(|(i, p)| builder.panic(i + 1, p)).collect(),
            findings: report.findings.iter().map(|f| builder.finding(f)).collect(),
            marks: builder.marks,
        }
    }
}

struct Builder<'a> {
    report: &'a Report,
    sources: &'a Sources<'a>,
    marks: Marks,
}

impl Builder<'_> {
    fn race(&mut self, number: usize, race: &Race) -> RaceView {
        let id = format!("race-{number}");
        let places: Vec<Option<&Frame>> = race.accesses.iter().map(|a| own(&a.frames)).collect();
        for (i, place) in places.iter().enumerate() {
            let other = places.iter().enumerate().find(|(j, p)| *j != i && p.is_some()).and_then(|(_, p)| *p);
            let verb = access_verb(race.accesses[i].kind).to_lowercase();
            let text = match other {
                Some(other) => format!("This {verb} races with {}", format::place(other)),
                None => format!("This {verb} races with code outside your files"),
            };
            self.mark(*place, "fault", icons::RACE, "Race", text, &id);
        }
        RaceView {
            sentence: race.sentence.clone(),
            test: self.test(race.test.as_deref()),
            seen: format!("reported {}", times(race.count)),
            yours: race.yours,
            accesses: race.accesses.iter().map(|a| self.access(a)).collect(),
            id,
        }
    }

    fn access(&self, access: &Access) -> AccessView {
        let goroutine = access.goroutine.as_str();
        let here = own(&access.created).is_some();
        let started = match access.created.first() {
            None => String::new(),
            Some(_) if here => format!("{} was started here", capital(goroutine)),
            Some(start) => format!("{} was started by {}", capital(goroutine), start.function),
        };
        AccessView {
            title: format!("{} by {goroutine}", access_verb(access.kind)),
            stack: self.stack(&access.frames),
            started,
            created: here.then(|| self.stack(&access.created)),
        }
    }

    fn leak(&mut self, number: usize, leak: &Leak) -> LeakView {
        let id = format!("leak-{number}");
        let text = format!("{} never end here ({})", goroutines(leak.group.count), leak.group.state);
        self.mark(own(&leak.group.frames), "fault", icons::LEAK, "Leak", text, &id);
        LeakView { id, test: self.test(leak.test.as_deref()), group: self.group(&leak.group) }
    }

    fn hang(&mut self, number: usize, hang: &Hang) -> HangView {
        let id = format!("hang-{number}");
        let (hue, icon, word) =
            if hang.parked { ("fault", icons::LOCK, "Blocked") } else { ("limit", icons::CLOCK, "Still running") };
        for group in &hang.groups {
            let text = format!("{} here when time was up ({})", goroutines(group.count), group.state);
            self.mark(own(&group.frames), hue, icon, word, text, &id);
        }
        let (yours, others): (Vec<_>, Vec<_>) =
            hang.groups.iter().partition(|g| g.frames.iter().chain(&g.created_by).any(|f| f.yours));
        HangView {
            sentence: hang.sentence.clone(),
            test: self.test(hang.test.as_deref()),
            parked: hang.parked,
            groups: yours.into_iter().map(|g| self.group(g)).collect(),
            others: others.into_iter().map(|g| self.group(g)).collect(),
            folded: number > UNFOLDED,
            id,
        }
    }

    fn panic(&mut self, number: usize, panic: &Panic) -> PanicView {
        let id = format!("panic-{number}");
        self.mark(own(&panic.frames), "wrong", icons::BOLT, "Panic", panic.message.clone(), &id);
        let words = panic.message.split_once(": ").map_or(panic.message.as_str(), |(_, words)| words);
        let message = if panic.sentence.contains(words) { String::new() } else { panic.message.clone() };
        PanicView {
            message,
            sentence: panic.sentence.clone(),
            test: self.test(panic.test.as_deref()),
            seen: format!("seen {}", times(panic.count)),
            stack: self.stack(&panic.frames),
            id,
        }
    }

    fn finding(&mut self, finding: &Finding) -> FindingView {
        let (hue, icon, word) = match finding.kind {
            FindingKind::Compile => ("wrong", icons::BRACES, "Compiler"),
            FindingKind::Policy => ("wrong", icons::BAN, "Rule"),
            FindingKind::Vet => ("limit", icons::SHIELD, "go vet"),
            FindingKind::Format => ("limit", icons::OUTPUT, "gofmt"),
            FindingKind::Note => ("ours", icons::MINUS, "Note"),
        };
        let mark = Mark { hue, icon, word, text: finding.message.clone(), href: String::new() };
        if !finding.file.is_empty() {
            self.marks.add(&finding.file, finding.line, mark.clone());
        }
        let place = match (finding.file.as_str(), finding.line, finding.column) {
            ("", ..) => String::new(),
            (file, 0, _) => file.to_owned(),
            (file, line, 0) => format!("{file}:{line}"),
            (file, line, column) => format!("{file}:{line}:{column}"),
        };
        FindingView {
            mark,
            place,
            href: self.sources.href(&finding.file, finding.line),
            excerpt: self.sources.excerpt_at(&finding.file, finding.line),
        }
    }

    fn group(&self, group: &GoroutineGroup) -> GroupView {
        GroupView {
            state: group.state.clone(),
            sentence: group.sentence.clone(),
            stack: self.stack(&group.frames),
            created: group.created_by.as_ref().map(|f| self.frame(f)),
        }
    }

    fn stack(&self, frames: &[Frame]) -> StackView {
        StackView {
            excerpt: own(frames).and_then(|frame| self.sources.excerpt(frame)),
            frames: frames.iter().map(|f| self.frame(f)).collect(),
        }
    }

    fn frame(&self, frame: &Frame) -> FrameView {
        FrameView {
            function: frame.function.clone(),
            place: format::place(frame),
            href: if frame.yours { self.sources.href(&frame.file, frame.line) } else { String::new() },
            yours: frame.yours,
        }
    }

    /// A test by its words; by its name where the report does not list it.
    fn test(&self, name: Option<&str>) -> String {
        let Some(name) = name else { return String::new() };
        self.report.tests.iter().find(|t| t.name == name).map_or_else(|| name.to_owned(), |t| t.title.clone())
    }

    fn mark(
        &mut self,
        frame: Option<&Frame>,
        hue: &'static str,
        icon: Icon,
        word: &'static str,
        text: String,
        id: &str,
    ) {
        if let Some(frame) = frame {
            self.marks.add(&frame.file, frame.line, Mark { hue, icon, word, text, href: format!("#{id}") });
        }
    }
}

/// The innermost frame of the candidate's.
fn own(frames: &[Frame]) -> Option<&Frame> {
    frames.iter().find(|f| f.yours)
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format::count(u64::from(count), "time", "times") }
}

fn goroutines(count: u32) -> String {
    format::count(u64::from(count), "goroutine", "goroutines")
}

fn access_verb(kind: AccessKind) -> &'static str {
    match kind {
        AccessKind::Read => "Read",
        AccessKind::Write => "Write",
        AccessKind::AtomicRead => "Atomic read",
        AccessKind::AtomicWrite => "Atomic write",
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
