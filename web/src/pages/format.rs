//! Numbers, times and places in words. Every unit that people see is chosen here.

use gauntlet_db::Micros;
use gauntlet_grader::model::Frame;
use jiff::{Timestamp, tz::TimeZone};

/// A moment for people and for machines.
#[derive(Debug, Clone)]
pub(super) struct When {
    /// RFC 3339, for `<time datetime>`; a script shows it in the reader's time zone.
    pub(super) machine: String,
    /// `20 Nov 2026, 23:04 UTC`.
    pub(super) human: String,
}

pub(super) fn when(at: Micros) -> When {
    match Timestamp::from_microsecond(at.as_i64()) {
        Ok(time) => When {
            machine: time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            human: time.to_zoned(TimeZone::UTC).strftime("%-d %b %Y, %H:%M UTC").to_string(),
        },
        Err(_) => When { machine: String::new(), human: "at an unknown time".to_owned() },
    }
}

/// `0.4 ms`, `12 ms`, `1.27 s`, `2 min 5 s`.
pub(super) fn millis(ms: f64) -> String {
    if !ms.is_finite() || ms < 0.0 {
        return "unknown".to_owned();
    }
    if ms < 9.95 {
        format!("{} ms", trim(ms, 1))
    } else if ms < 999.5 {
        format!("{ms:.0} ms")
    } else if ms < 59_950.0 {
        format!("{} s", trim(ms / 1000.0, 2))
    } else {
        let seconds = (ms / 1000.0).round();
        let (minutes, rest) = ((seconds / 60.0).floor(), seconds % 60.0);
        if rest == 0.0 { format!("{minutes:.0} min") } else { format!("{minutes:.0} min {rest:.0} s") }
    }
}

pub(super) fn millis_u64(ms: u64) -> String {
    // Loses precision only beyond 285,000 years.
    #[allow(clippy::cast_precision_loss)]
    millis(ms as f64)
}

/// Nanoseconds per operation with three significant digits: `742 ns`, `1.23 µs`, `45.6 ms`.
pub(super) fn nanos(ns: f64) -> String {
    if !ns.is_finite() || ns < 0.0 {
        return "unknown".to_owned();
    }
    let (value, unit) = match ns {
        n if n < 999.5 => (n, "ns"),
        n if n < 999_500.0 => (n / 1e3, "µs"),
        n if n < 999_500_000.0 => (n / 1e6, "ms"),
        n => (n / 1e9, "s"),
    };
    let decimals = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{} {unit}", trim(value, decimals))
}

/// `512 B`, `96 MiB`, `1.5 GiB`.
pub(super) fn bytes(n: f64) -> String {
    if !n.is_finite() || n < 0.0 {
        return "unknown".to_owned();
    }
    let mut value = n;
    let mut unit = "B";
    for next in ["KiB", "MiB", "GiB"] {
        if value < 1024.0 {
            break;
        }
        value /= 1024.0;
        unit = next;
    }
    format!("{} {unit}", trim(value, usize::from(value < 99.95 && unit != "B")))
}

/// `1 h 29 min`, `12 min`, `less than a minute`: what is left of a working time, rounded down.
pub(super) fn minutes_left(left: std::time::Duration) -> String {
    let minutes = left.as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "less than a minute".to_owned(),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// Points without needless zeros: `95`, `87.5`, `33.33`.
pub(super) fn points(n: f64) -> String {
    trim(n, 2)
}

/// A plain number: thousands with commas, at most `decimals` decimals.
pub(super) fn number(n: f64, decimals: usize) -> String {
    if !n.is_finite() {
        return "unknown".to_owned();
    }
    let text = trim(n, decimals);
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
    let mut out = String::from(sign);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// A share of a whole: `12.5 %`.
#[allow(clippy::cast_precision_loss)] // shown with one decimal
pub(super) fn percent(part: u128, whole: u128) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{} %", number(part as f64 / whole as f64 * 100.0, 1)) }
}

/// `1 run`, `20 runs`.
pub(super) fn count(n: u64, one: &str, many: &str) -> String {
    #[allow(clippy::cast_precision_loss)]
    let shown = number(n as f64, 0);
    format!("{shown} {}", if n == 1 { one } else { many })
}

/// `1st`, `2nd`, `11th`.
pub(super) fn ordinal(n: u32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// `pool.go:41`.
pub(super) fn place(frame: &Frame) -> String {
    if frame.line == 0 { frame.file.clone() } else { format!("{}:{}", frame.file, frame.line) }
}

/// `a, b and c`.
pub(super) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn trim(n: f64, decimals: usize) -> String {
    if !n.is_finite() {
        return "unknown".to_owned();
    }
    let text = format!("{n:.decimals$}");
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{bytes, count, list, millis, minutes_left, nanos, number, ordinal, points, when};
    use gauntlet_db::Micros;

    #[test]
    fn durations() {
        let shown = [0.0, 0.42, 9.96, 320.4, 999.7, 1270.0, 59_990.0, 125_000.0, f64::NAN].map(millis);
        assert_eq!(shown, ["0 ms", "0.4 ms", "10 ms", "320 ms", "1 s", "1.27 s", "1 min", "2 min 5 s", "unknown"]);
        let left = [59, 60, 3_599, 5_399].map(|s| minutes_left(Duration::from_secs(s)));
        assert_eq!(left, ["less than a minute", "1 min", "59 min", "1 h 29 min"]);
        let shown = [7.5, 742.0, 999.9, 1234.0, 45_600_000.0, 2.0e9].map(nanos);
        assert_eq!(shown, ["7.5 ns", "742 ns", "1 µs", "1.23 µs", "45.6 ms", "2 s"]);
    }

    #[test]
    fn amounts() {
        assert_eq!([512.0, 1536.0, 96.0 * 1024.0 * 1024.0].map(bytes), ["512 B", "1.5 KiB", "96 MiB"]);
        assert_eq!([95.0, 87.5, 33.333].map(points), ["95", "87.5", "33.33"]);
        assert_eq!(number(-1_234_567.891, 1), "-1,234,567.9");
        assert_eq!((count(1, "run", "runs"), count(1200, "run", "runs")), ("1 run".into(), "1,200 runs".into()));
        assert_eq!([1, 2, 3, 4, 11, 112, 21].map(ordinal), ["1st", "2nd", "3rd", "4th", "11th", "112th", "21st"]);
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }

    #[test]
    fn moments() {
        let w = when(Micros::from_i64(1_795_215_840_000_000));
        assert_eq!((w.machine.as_str(), w.human.as_str()), ("2026-11-20T23:04:00Z", "20 Nov 2026, 23:04 UTC"));
        assert_eq!(when(Micros::from_i64(i64::MAX)).human, "at an unknown time");
    }
}
