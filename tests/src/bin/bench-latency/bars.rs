//! Where a grading's time goes, as a picture in text. Pure.

use std::time::Duration;

/// Characters of the longest bar.
const WIDTH: f64 = 48.0;
/// Shorter than this, a phase is left out.
const LEAST: Duration = Duration::from_millis(5);

/// What a phase took.
pub(crate) struct Took<'a> {
    pub(crate) name: &'a str,
    pub(crate) wall: Duration,
    /// Of all its processes; none for what runs in no container.
    pub(crate) cpu: Option<Duration>,
}

/// A bar of wall time and one of CPU time for each phase, in the same scale.
pub(crate) fn picture(phases: &[Took]) -> String {
    let seen: Vec<_> = phases.iter().filter(|p| p.wall >= LEAST).collect();
    let longest = seen.iter().flat_map(|p| [Some(p.wall), p.cpu]).flatten().max().unwrap_or_default();
    let scale = WIDTH / longest.as_secs_f64().max(LEAST.as_secs_f64());
    let line = |name: &str, kind: &str, mark: &str, took: Duration| {
        let bar = mark.repeat((took.as_secs_f64() * scale).round() as usize);
        format!("{name:<12}{kind:<6}{bar} {:.2}\n", took.as_secs_f64())
    };
    seen.iter()
        .map(|p| {
            let cpu = p.cpu.map(|cpu| line("", "CPU", "░", cpu)).unwrap_or_default();
            line(p.name, "wall", "█", p.wall) + &cpu
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Took, picture};
    use std::time::Duration;

    #[test]
    fn the_longest_bar_is_the_scale() {
        let ms = Duration::from_millis;
        let phases = [
            Took { name: "check", wall: ms(1), cpu: None },
            Took { name: "build", wall: ms(1000), cpu: Some(ms(1500)) },
            Took { name: "score", wall: ms(250), cpu: None },
        ];
        let picture = picture(&phases);
        let lines: Vec<_> =
            picture.lines().map(|l| (l.matches(['█', '░']).count(), l.split(' ').next_back())).collect();
        assert_eq!(lines, [(32, Some("1.00")), (48, Some("1.50")), (8, Some("0.25"))]);
        assert_eq!(super::picture(&[]), "");
    }
}
