//! Where goroutines waited for each other while the benchmarks ran: a table of the candidate's lines.

use gauntlet_grader::model::{Report, WaitKind, WaitSite, Waits};

use crate::{
    markup::Markup,
    pages::{code::Sources, format},
};

pub(in crate::pages) struct WaitsView {
    pub(in crate::pages) title: &'static str,
    /// What it means, in a sentence or two.
    pub(in crate::pages) meaning: &'static str,
    /// What all shares are of.
    pub(in crate::pages) total: String,
    pub(in crate::pages) rows: Vec<WaitRow>,
}

pub(in crate::pages) struct WaitRow {
    /// `pool.go:41`.
    pub(in crate::pages) place: String,
    /// The line on this page; empty if it is not there.
    pub(in crate::pages) href: String,
    pub(in crate::pages) code: Markup,
    pub(in crate::pages) operation: String,
    pub(in crate::pages) times: String,
    pub(in crate::pages) waited: String,
    pub(in crate::pages) share: String,
}

/// One view for each profile in which something waited.
pub(in crate::pages) fn waits(report: &Report, sources: &Sources) -> Vec<WaitsView> {
    let view = |waits: &Waits| {
        let (title, meaning) = match waits.kind {
            WaitKind::Block => (
                "Where goroutines waited",
                "Waiting is not wrong by itself: a worker without work waits for some. Times of goroutines that wait at \
                 once add up.",
            ),
            WaitKind::Mutex => (
                "Which locks others waited for",
                "Each line gave a lock back for which other goroutines had been waiting so long.",
            ),
        };
        let rows = waits.sites.iter().map(|site| row(site, waits.total_ns, sources)).collect();
        WaitsView { title, meaning, total: nanos(waits.total_ns), rows }
    };
    report.waits.iter().map(view).filter(|view| !view.rows.is_empty()).collect()
}

fn row(site: &WaitSite, total_ns: u64, sources: &Sources) -> WaitRow {
    let (file, line) = (&site.frame.file, site.frame.line);
    WaitRow {
        place: format::place(&site.frame),
        href: sources.href(file, line),
        code: sources.line(file, line),
        operation: site.operation.clone(),
        times: format::count(site.count, "time", "times"),
        waited: nanos(site.waited_ns),
        share: format::percent(u128::from(site.waited_ns), u128::from(total_ns)),
    }
}

#[allow(clippy::cast_precision_loss)] // shown with three digits
fn nanos(ns: u64) -> String {
    format::nanos(ns as f64)
}

#[cfg(test)]
mod tests {
    use super::waits;
    use crate::pages::{
        code::Sources,
        fixtures::{RACY_POOL, accepted, files, line_of},
    };

    #[test]
    fn waits_are_told_by_line() {
        let files = files(&[("pool.go", RACY_POOL)]);
        let views = waits(&accepted(), &Sources::new(&files));
        let titles: Vec<_> = views.iter().map(|v| (v.title, v.total.as_str())).collect();
        assert_eq!(titles, [("Where goroutines waited", "412 ms"), ("Which locks others waited for", "38.5 ms")]);
        let row = &views[0].rows[0];
        let line = line_of(RACY_POOL, "range p.tasks");
        assert_eq!(
            (row.place.as_str(), row.href.as_str()),
            (&*format!("pool.go:{line}"), &*format!("#pool.go-L{line}"))
        );
        assert_eq!((row.operation.as_str(), row.waited.as_str(), row.share.as_str()), ("receive", "309 ms", "75 %"));
        assert!(row.code.as_str().contains("range") && !row.code.as_str().contains('\t'), "{}", row.code);
    }

    #[test]
    fn a_line_that_is_not_there_has_no_code() {
        let mut report = accepted();
        report.waits[0].sites[0].frame.line = 9_999;
        report.waits[1].sites.clear();
        let files = files(&[("pool.go", RACY_POOL)]);
        let views = waits(&report, &Sources::new(&files));
        assert_eq!(views.len(), 1, "nothing waited for a lock");
        assert!(views[0].rows[0].code.is_empty() && views[0].rows[0].href.is_empty());
    }
}
