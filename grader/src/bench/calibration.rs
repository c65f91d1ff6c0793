//! The noise of this host: what two measurements of one program differ by (A/A).

use serde::{Deserialize, Serialize};

use super::{
    compare::{Bands, LEAST_BAND},
    samples::Measurements,
    stats,
};
use crate::model::Manifest;

/// A calibration is measured again after this time, in seconds: hosts change.
const LASTS_S: u64 = 7 * 24 * 60 * 60;
/// One that was measured on a noisy host, after this: the noise passes.
const LASTS_NOISY_S: u64 = 60 * 60;
/// Samples per side for one, as a multiple of a round's. Of fresh comparisons, 7 % lie outside a band that was measured with
/// 12 pairs and some 6 % outside one with 18, where it should be 5 %.
pub(crate) const ROUNDS: u32 = 3;

/// The noise bands of a challenge's benchmarks on one host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Seconds since 1970.
    pub measured_s: u64,
    /// Whether the host had other work meanwhile.
    pub noisy: bool,
    /// By benchmark, at least [`LEAST_BAND`]; benchmarks without enough samples are left out.
    pub bands: Bands,
}

impl Calibration {
    /// From samples of the reference on both sides.
    #[must_use]
    pub fn new(manifest: &Manifest, measured: &Measurements, measured_s: u64, noisy: bool) -> Self {
        let plan = &manifest.bench;
        let bands = manifest.benchmarks.iter().filter_map(|spec| {
            let both = measured.of(&spec.name, plan.gomaxprocs);
            let round = plan.samples as usize;
            let band = stats::band(&both.candidate.times(), &both.reference.times(), round, measured_s)?;
            Some((spec.name.clone(), band.max(LEAST_BAND)))
        });
        Self { measured_s, noisy, bands: bands.collect() }
    }

    /// Whether it still counts, `now_s` seconds after 1970. A clock that was set back does not make it last for ever.
    #[must_use]
    pub fn is_fresh(&self, now_s: u64) -> bool {
        let lasts_s = if self.noisy { LASTS_NOISY_S } else { LASTS_S };
        self.measured_s <= now_s && now_s - self.measured_s < lasts_s
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Calibration, LASTS_NOISY_S, LASTS_S};

    #[test]
    fn lasts_a_week_and_an_hour_if_the_host_was_noisy() {
        for (noisy, lasts_s) in [(false, LASTS_S), (true, LASTS_NOISY_S)] {
            let calibration = Calibration { measured_s: 1_000_000, noisy, bands: BTreeMap::new() };
            let fresh = [999_999, 1_000_000, 1_000_000 + lasts_s - 1, 1_000_000 + lasts_s];
            assert_eq!(fresh.map(|now| calibration.is_fresh(now)), [false, true, true, false]);
        }
    }
}
