//! What a candidate has handed in, line by line.

use gauntlet_db::{AttemptsUsed, Purpose, Status};
use gauntlet_grader::model::Verdict;

use crate::{
    charts::{self, Attempt},
    markup::Markup,
    pages::{
        format::{self, When},
        icons,
        verdict::{self, Badge},
    },
    work::{Shown, Task},
};

/// One line.
pub(in crate::pages) struct Item {
    pub(in crate::pages) id: String,
    pub(in crate::pages) page: String,
    pub(in crate::pages) badge: Badge,
    /// "Attempt 2", and the challenge's title where several are listed.
    pub(in crate::pages) name: String,
    /// "87.5 of 100"; empty where there is none, or none to be shown.
    pub(in crate::pages) score: String,
    /// False for an attempt that costs none.
    pub(in crate::pages) counts: bool,
    pub(in crate::pages) sentence: String,
    pub(in crate::pages) when: When,
}

impl Item {
    /// Of those with a score, the one that counts.
    pub(in crate::pages) fn best(tasks: &[Task], slug: &str) -> Option<Self> {
        let scored = |task: &&Task| task.row.challenge_slug == slug && task.row.purpose == Purpose::Attempt;
        // Newest first: of equal ones the first that was handed in counts.
        let best = tasks.iter().rev().filter(scored).filter(|task| task.row.score_earned.is_some());
        best.reduce(|best, task| if task.row.score_earned > best.row.score_earned { task } else { best })
            .map(|task| Self::for_interviewers(task, &[]))
    }

    /// As an interviewer sees it: all of it, on the page of a submission.
    pub(in crate::pages) fn for_interviewers(task: &Task, titles: &[(String, String)]) -> Self {
        let all = Task { shown: Shown::All, ..task.clone() };
        Self { page: format!("/submissions/{}", task.id()), ..Self::new(&all, Some(titles)) }
    }

    /// `titles` are given where hand-ins at several challenges stand in one list.
    pub(in crate::pages) fn new(task: &Task, titles: Option<&[(String, String)]>) -> Self {
        let row = &task.row;
        let title = titles.and_then(|all| all.iter().find(|(slug, _)| *slug == row.challenge_slug));
        let name = title.map_or_else(|| name(task), |(_, title)| format!("{}: {title}", name(task)));
        let shown = |_: &_| task.shown == Shown::All;
        let score = row.score_earned.zip(row.score_max).filter(shown).filter(|(_, max)| max.as_points() > 0.0);
        let score = score.map(|(earned, max)| {
            format!("{} of {}", format::points(earned.as_points()), format::points(max.as_points()))
        });
        Self {
            id: row.id.to_string(),
            page: task.page(),
            badge: badge(task),
            name,
            score: score.unwrap_or_default(),
            counts: counts(task),
            sentence: task.summary().unwrap_or_default(),
            when: format::when(row.created_at),
        }
    }
}

/// Scores of counted attempts, one picture for each challenge that has two or more: title and chart. Only of results that
/// are shown, or of all for `interviewers`.
pub(in crate::pages) fn histories(
    tasks: &[Task],
    titles: &[(String, String)],
    interviewers: bool,
) -> Vec<(String, Markup)> {
    let of = |(slug, title): &(String, String)| {
        let here = |t: &&Task| t.row.challenge_slug == *slug && (interviewers || t.shown == Shown::All);
        let attempt = |task: &Task| {
            let (earned, max) = task.row.score_earned.zip(task.row.score_max)?;
            let number = task.row.attempt_number?;
            Some(Attempt { label: number.to_string(), share: earned.as_points() / max.as_points() })
        };
        let attempts: Vec<Attempt> = tasks.iter().rev().filter(here).filter_map(attempt).collect();
        let chart = charts::history(
            &format!("Scores of the attempts at {title}"),
            "Points of each attempt, in per cent; the list beside has the numbers.",
            &attempts,
        );
        (!chart.is_empty()).then(|| (title.clone(), chart))
    };
    titles.iter().filter_map(of).collect()
}

/// "Run", "Attempt 2", "Rehearsal".
pub(in crate::pages) fn name(task: &Task) -> String {
    match (task.row.purpose, task.row.attempt_number) {
        (Purpose::Attempt, Some(number)) => format!("Attempt {number}"),
        (Purpose::Attempt | Purpose::Open, _) => "Attempt".to_owned(),
        (Purpose::Run, _) => "Run".to_owned(),
        (Purpose::Rehearsal, _) => "Rehearsal".to_owned(),
    }
}

/// Which attempt it is, whether it counts, and how many are left of `used`, which is given while there is work to be done.
pub fn standing(task: &Task, used: Option<AttemptsUsed>) -> String {
    let counted = match task.row.purpose {
        Purpose::Open => return String::new(),
        Purpose::Run => return "A run of the visible tests: it never counts.".to_owned(),
        Purpose::Rehearsal => return "A rehearsal: nothing of it counts.".to_owned(),
        Purpose::Attempt if task.is_live() => "It counts, unless it does not compile or we fail to grade it.",
        Purpose::Attempt if task.row.status == Status::Failed => "It did not count: grading it is what failed.",
        Purpose::Attempt if !counts(task) => "It did not count: it does not compile.",
        Purpose::Attempt => "It counts.",
    };
    let left = match used.map(|used| used.of.saturating_sub(used.used)) {
        None => String::new(),
        Some(0) => " No attempt is left.".to_owned(),
        Some(1) => " 1 attempt is left.".to_owned(),
        Some(left) => format!(" {left} attempts are left."),
    };
    format!("{}. {counted}{left}", name(task))
}

/// What fails for a fault of ours and what does not compile costs no attempt. A verdict that is not shown is not hinted at.
fn counts(task: &Task) -> bool {
    let verdict = task.row.verdict.as_deref().and_then(Verdict::from_name).filter(|_| task.shown == Shown::All);
    task.row.purpose != Purpose::Attempt
        || (task.row.status != Status::Failed && verdict != Some(Verdict::CompileError))
}

/// The verdict where it is shown, else where it stands.
pub(in crate::pages) fn badge(task: &Task) -> Badge {
    let verdict = task.row.verdict.as_deref().and_then(Verdict::from_name);
    match (task.row.status, verdict, task.verdict_title()) {
        (Status::Finished, Some(verdict), Some(word)) => Badge { word, ..verdict::badge(verdict) },
        (Status::Finished, ..) => Badge { hue: "busy", icon: icons::CHECK, word: "Graded" },
        (status, ..) => verdict::status_badge(status),
    }
}
