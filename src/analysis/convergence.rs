//! How the headline estimates settle as trials are added, and whether they are precise enough.

use crate::metric::Metric;
use crate::metric::Subject;
use crate::metric::series::SeriesPlan;
use crate::statistics::{Estimate, Statistic, Tally};

/// First number of trials at which precision is looked at; the others are twice the one before.
/// Looking only there keeps the stopping rule from hunting for a lucky moment.
pub const FIRST_CHECKPOINT: u64 = 1024;

/// The estimates that are followed.
const FOLLOWED: [(Metric, &[Statistic]); 4] = [
    (Metric::Shortfall, &[Statistic::Mean, Statistic::ProbabilityPositive]),
    (Metric::WorstPeriodShortfall, &[Statistic::Mean]),
    (Metric::CoverGap, &[Statistic::Quantile(0.95)]),
    (Metric::Cost, &[Statistic::Mean, Statistic::Quantile(0.95)]),
];

/// Those that `--precision` is about.
const DECISIVE: [(Metric, Statistic); 3] = [
    (Metric::Shortfall, Statistic::Mean),
    (Metric::Shortfall, Statistic::ProbabilityPositive),
    (Metric::Cost, Statistic::Mean),
];

/// The followed estimates after some number of trials.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    pub trials: u64,
    pub estimates: Vec<(Metric, Estimate)>,
}

/// The decisive estimate that is furthest from the wanted precision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limiting {
    pub metric: Metric,
    pub statistic: Statistic,
    /// Half the width of its 95 % interval over its size; infinite when it cannot be told.
    pub relative_half_width: f64,
}

impl Checkpoint {
    /// Reads the tallies of all threads.
    pub fn new(parts: &[&Tally], plan: &SeriesPlan) -> Self {
        let metrics: Vec<(Metric, usize, &[Statistic])> = FOLLOWED
            .iter()
            .filter_map(|&(metric, statistics)| {
                plan.series(Subject::Total, metric).map(|series| (metric, series, statistics))
            })
            .collect();
        let series: Vec<usize> = metrics.iter().map(|&(_, series, _)| series).collect();
        let joined = Tally::joined(parts, &series);
        let estimates = metrics
            .iter()
            .enumerate()
            .flat_map(|(place, &(metric, _, statistics))| {
                let series = joined.series(place);
                statistics.iter().map(move |&statistic| (metric, series.estimate(statistic)))
            })
            .collect();
        Checkpoint { trials: joined.trials(), estimates }
    }

    /// The decisive estimate that is least precise.
    pub fn limiting(&self) -> Option<Limiting> {
        self.estimates
            .iter()
            .filter(|(metric, estimate)| DECISIVE.contains(&(*metric, estimate.statistic)))
            .map(|(metric, estimate)| Limiting {
                metric: *metric,
                statistic: estimate.statistic,
                relative_half_width: relative_half_width(estimate),
            })
            .max_by(|a, b| a.relative_half_width.total_cmp(&b.relative_half_width))
    }
}

/// Half the interval's width over the estimate; infinite for an event that was never seen.
fn relative_half_width(estimate: &Estimate) -> f64 {
    match (estimate.estimate, estimate.std_error, estimate.conf_low, estimate.conf_high) {
        (Some(value), Some(_), Some(low), Some(high)) if value != 0.0 => {
            (high - low) / 2.0 / value.abs()
        }
        _ => f64::INFINITY,
    }
}

/// The numbers of trials at which a run of at most `trials` is looked at, the last one included.
pub fn checkpoints(trials: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(FIRST_CHECKPOINT), |&before| before.checked_mul(2))
        .take_while(move |&checkpoint| checkpoint < trials)
        .chain(std::iter::once(trials))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkpoints_double_and_end_with_the_last_trial() {
        assert_eq!(checkpoints(5000).collect::<Vec<_>>(), [1024, 2048, 4096, 5000]);
        assert_eq!(checkpoints(1024).collect::<Vec<_>>(), [1024]);
        assert_eq!(checkpoints(10).collect::<Vec<_>>(), [10]);
    }
}
