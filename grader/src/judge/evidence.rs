//! Races, leaks, hangs and crashes of a test run, with the verdicts that they are reasons for.

use crate::{
    error::GradeError,
    gotest::{
        Attribution, TestEvent, TestProcess, TestRun,
        panic::{Crash, CrashKind, crash},
        race,
        stacks::{self, Goroutine},
    },
    model::{Frame, GoroutineGroup, Hang, Leak, Manifest, Panic, Race, Verdict},
    runner::ProgramExit,
};

mod hang;

use super::{Outside, Reason, during::During};

/// What the detectors found.
#[derive(Default)]
pub(super) struct Evidence {
    pub(super) races: Vec<Race>,
    pub(super) leaks: Vec<Leak>,
    pub(super) hangs: Vec<Hang>,
    pub(super) panics: Vec<Panic>,
    pub(super) reasons: Vec<Reason>,
    leaked: Vec<(String, Goroutine)>,
}

/// What the sandbox saw, and what was going on.
type Around<'a> = (Outside, During<'a>);

/// Most cards of a kind; the rest says nothing new.
const MAX_CARDS: usize = 20;

pub(super) fn collect(
    manifest: &Manifest,
    run: &TestRun,
    outside: Outside,
    who: &Attribution,
) -> Result<Evidence, GradeError> {
    let during = During(manifest);
    let mut found = Evidence::default();
    let mut foreign_race = None;
    for process in &run.processes {
        if let Some(reason) = platform_failure(process) {
            return Err(GradeError::RaceDetector { reason });
        }
        foreign_race = foreign_race.or(found.take_races(process, who));
        found.take_programs(process, (outside, during), who);
        found.take_events(process, who);
        if !process.is_done() {
            found.take_crash(process, (outside, during), who);
        } else if is_flooded(process) {
            found.reasons.push(flood(outside, ""));
        }
    }
    if let (Some(race), true) = (foreign_race, found.races.is_empty()) {
        // Nothing of the candidate's is on either stack: the tests of the challenge race with themselves.
        return Err(GradeError::Challenge {
            slug: manifest.slug.to_string(),
            reason: format!("its own tests race: {}", race.sentence),
        });
    }
    found.group_leaks(who);
    found.races = race::merge(std::mem::take(&mut found.races));
    found.races.truncate(MAX_CARDS);
    if let Some(race) = found.races.first() {
        found.reasons.push((Verdict::DataRace, race.sentence.clone()));
    }
    Ok(found)
}

impl Evidence {
    /// Takes the candidate's races; returns one that is not theirs, if there is one.
    fn take_races(&mut self, process: &TestProcess, who: &Attribution) -> Option<Race> {
        if !process.programs.is_empty() {
            return None; // the driver is built without the detector: the log is its programs'
        }
        let mut foreign = None;
        for (offset, mut race) in race::parse(&process.race_log, who) {
            race.test = test_at(process, offset as u64).map(str::to_owned);
            if race.yours {
                self.races.push(race);
            } else if race.accesses.len() == 2 && race.accesses.iter().all(|a| !a.frames.is_empty()) {
                foreign = Some(race); // a report that breaks off, or has lost a stack, says nothing of whose it is
            }
        }
        foreign
    }

    fn take_events(&mut self, process: &TestProcess, who: &Attribution) {
        for event in &process.events {
            match event {
                TestEvent::Leak { test, stacks } => {
                    self.leaked.extend(stacks::parse(stacks.as_bytes(), who).into_iter().map(|g| (test.clone(), g)));
                }
                TestEvent::Hang { test, after_ms, stacks, .. } => {
                    self.take_hang(&hang::Seen { test, after_ms: *after_ms, stacks }, who);
                }
                _ => {}
            }
        }
    }

    /// Groups what all processes leaked; each group is told of the test that leaked it first.
    fn group_leaks(&mut self, who: &Attribution) {
        let (tests, goroutines): (Vec<_>, Vec<_>) = std::mem::take(&mut self.leaked).into_iter().unzip();
        // Grouped one by one only once: there may be as many as a submission likes.
        let alone: Vec<_> = goroutines.iter().map(|g| stacks::group(std::slice::from_ref(g), who).pop()).collect();
        for group in stacks::group(&goroutines, who).into_iter().filter(is_yours) {
            let first = alone.iter().position(|one| one.as_ref().is_some_and(|one| is_same(one, &group)));
            self.take_leak(first.and_then(|i| tests.get(i).cloned()), group);
        }
    }

    fn take_leak(&mut self, test: Option<String>, group: GoroutineGroup) {
        self.reasons.push((Verdict::GoroutineLeak, leak_sentence(&group)));
        if self.leaks.len() < MAX_CARDS && !self.leaks.iter().any(|known| is_same(&known.group, &group)) {
            self.leaks.push(Leak { test, group });
        }
    }

    fn take_hang(&mut self, event: &hang::Seen, who: &Attribution) {
        let (verdict, told, hang) = hang::read(event, who);
        self.reasons.push((verdict, told));
        self.keep_hang(hang);
    }

    /// What initialisation hangs in, each process that is started hangs in.
    fn keep_hang(&mut self, hang: Hang) {
        let is_known = |known: &Hang| {
            let shape = |h: &Hang| h.groups.iter().map(|g| (g.state.clone(), g.frames.clone())).collect::<Vec<_>>();
            known.test == hang.test && known.parked == hang.parked && shape(known) == shape(&hang)
        };
        if self.hangs.len() < MAX_CARDS && !self.hangs.iter().any(is_known) {
            self.hangs.push(hang);
        }
    }

    /// Programs write one part of the race log each, in the order in which they end. Whatever is on its stacks, a race
    /// there is theirs.
    fn take_programs(&mut self, process: &TestProcess, around: Around, who: &Attribution) {
        let mut rest = process.race_log.as_slice();
        for program in &process.programs {
            let length = usize::try_from(program.race_bytes).unwrap_or(usize::MAX).min(rest.len());
            let (log, others) = rest.split_at(length);
            rest = others;
            if !self.take_programs_races(log, Some(&program.test), who) && program.race {
                self.reasons.push(without_report(log));
            }
            self.take_program(program, around, who);
        }
        if !process.programs.is_empty() {
            // Of one whose end was not told any more.
            self.take_programs_races(rest, process.interrupted_test(), who);
        }
    }

    /// Whether there was any.
    fn take_programs_races(&mut self, log: &[u8], test: Option<&str>, who: &Attribution) -> bool {
        let before = self.races.len();
        for (_, race) in race::parse(log, who) {
            self.races.push(Race { test: test.map(str::to_owned), yours: true, ..race });
        }
        self.races.len() > before
    }

    /// What a program's own end says. That it ended at all, and when, is for the tests to judge.
    fn take_program(&mut self, program: &ProgramExit, (outside, during): Around, who: &Attribution) {
        if program.output_dropped > 0 {
            self.reasons.push(flood(outside, &during.test(&program.test)));
        }
        if let Some(crash) = crash(program.stderr.as_bytes(), who).filter(|_| program.panic) {
            self.take_known_crash(Some(program.test.clone()), crash);
        }
    }

    /// Explains a process that died without the harness having come to its end.
    fn take_crash(&mut self, process: &TestProcess, (outside, during): Around, who: &Attribution) {
        let hung = process.events.iter().any(|e| matches!(e, TestEvent::Hang { .. }));
        let limited = process.exit.as_ref().is_none_or(|e| e.timed_out || e.oom);
        if hung || limited {
            return;
        }
        let test = process.interrupted_test().map(str::to_owned);
        // The stacks that a crash prints may be the flood themselves.
        let Some(crash) = crash(&process.stderr, who).or_else(|| crash(&process.stdout, who)) else {
            let when = during.process(process);
            self.reasons.push(if is_flooded(process) {
                flood(outside, &when)
            } else {
                (Verdict::Incomplete, ended_early(process, &when))
            });
            return;
        };
        self.take_known_crash(test, crash);
    }

    fn take_known_crash(&mut self, test: Option<String>, crash: Crash) {
        let verdict = match crash.kind {
            CrashKind::AllAsleep | CrashKind::BubbleDeadlock | CrashKind::TestTimeout => Verdict::Deadlock,
            CrashKind::BubbleLeak => Verdict::GoroutineLeak,
            CrashKind::OutOfMemory => Verdict::MemoryLimit,
            CrashKind::Panic | CrashKind::Fatal | CrashKind::StackOverflow => Verdict::RuntimeError,
        };
        self.reasons.push((verdict, crash.sentence.clone()));
        self.keep_crash(verdict, test, crash);
    }

    /// Most processes of a wrong solution die at the same place: that is one card, whichever test called.
    fn take_panic(&mut self, test: Option<String>, crash: Crash) {
        let Crash { message, frames, sentence, .. } = crash;
        let own = |frames: &[Frame]| frames.iter().filter(|f| f.yours).cloned().collect::<Vec<_>>();
        let same = |p: &Panic| p.message == message && p.sentence == sentence && own(&p.frames) == own(&frames);
        if let Some(known) = self.panics.iter_mut().find(|p| same(p)) {
            known.count += 1;
        } else if self.panics.len() < MAX_CARDS {
            self.panics.push(Panic { test, count: 1, message, frames, sentence });
        }
    }

    fn keep_crash(&mut self, verdict: Verdict, test: Option<String>, crash: Crash) {
        match verdict {
            Verdict::Deadlock => {
                // The summary names the first group; the card shows it.
                let first = crash.groups.first().map_or("", |g| g.sentence.as_str());
                let sentence = crash.sentence.trim_end_matches(first).trim_end().to_owned();
                self.keep_hang(Hang { test, after_ms: 0, parked: true, groups: crash.groups, sentence });
            }
            Verdict::GoroutineLeak => {
                for group in crash.groups.into_iter().filter(is_yours) {
                    self.take_leak(test.clone(), group);
                }
            }
            _ => self.take_panic(test, crash),
        }
    }
}

/// The race detector's log was written to and holds no race: its limit on goroutines, or somebody's hand.
fn without_report(log: &[u8]) -> Reason {
    const TOO_MANY: &[u8] = b"simultaneously alive goroutines";
    if log.windows(TOO_MANY.len()).any(|window| window == TOO_MANY) {
        let text = "The program had more goroutines at once than the race detector can follow, which are 8,128.";
        return (Verdict::RuntimeError, text.to_owned());
    }
    let text = "The race detector ended the program or wrote to its log, and no report of it was found there.";
    (Verdict::DataRace, text.to_owned())
}

/// The race detector's own end, which comes before the harness's first word. After that anybody could have written it.
fn platform_failure(process: &TestProcess) -> Option<String> {
    if !process.events.is_empty() {
        return None;
    }
    race::platform_failure(&process.race_log).or_else(|| race::platform_failure(&process.stderr))
}

/// The test that was running when the race log had reached `offset`.
fn test_at(process: &TestProcess, offset: u64) -> Option<&str> {
    process
        .events
        .iter()
        .find_map(|event| match event {
            TestEvent::End { test, race_bytes, .. } | TestEvent::Hang { test, race_bytes, .. }
                if *race_bytes > offset =>
            {
                Some(test.as_str())
            }
            _ => None,
        })
        .or_else(|| process.interrupted_test())
}

fn is_same(a: &GoroutineGroup, b: &GoroutineGroup) -> bool {
    a.state == b.state && a.frames == b.frames && a.created_by == b.created_by
}

fn is_yours(group: &GoroutineGroup) -> bool {
    group.frames.iter().chain(&group.created_by).any(|f| f.yours)
}

fn leak_sentence(group: &GoroutineGroup) -> String {
    let subject = if group.count == 1 { "A goroutine was" } else { "Goroutines were" };
    format!("{subject} left behind that can never end. {}", group.sentence)
}

fn is_flooded(process: &TestProcess) -> bool {
    process.exit.as_ref().is_some_and(|e| e.output_dropped > 0)
}

fn flood(outside: Outside, when: &str) -> Reason {
    let limit = outside.output_limit_bytes / 1024;
    (Verdict::OutputLimit, format!("The program printed more than the limit of {limit} KiB{when} and was ended."))
}

fn ended_early(process: &TestProcess, when: &str) -> String {
    let how = match &process.exit {
        Some(e) if !e.signal.is_empty() => format!("by the signal '{}'", e.signal),
        Some(e) => format!("with exit code {}", e.exit_code),
        None => "without an exit code".to_owned(),
    };
    format!("The test process ended {how}{when}: something ended it from within, and the tests were not done.")
}
