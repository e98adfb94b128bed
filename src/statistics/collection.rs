//! What a run gathers: the tally of every series of a model.

use super::tally::{SeriesSpecification, Tally};
use super::{LANES, Resolution, Series};
use crate::metric::Metric;
use crate::model::series::{Detail, Observer, SeriesPlan, Subject};
use crate::simulation::{Accumulator, Simulator};

impl Observer for Tally {
    #[inline(always)]
    fn begin(&mut self, mask: u64) {
        self.count_trials(mask);
    }

    #[inline(always)]
    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        Tally::observe(self, series, values, mask);
    }

    #[inline(always)]
    fn observe_ratio(&mut self, ratio: usize, numerator: &[f64; LANES], denominator: &[f64; LANES], mask: u64) {
        Tally::observe_ratio(self, ratio, numerator, denominator, mask);
    }
}

impl Accumulator for Tally {
    fn merge(&mut self, other: &Self) {
        Tally::merge(self, other);
    }
}

/// Sums of each series over one block.
struct Pilot {
    sums: Vec<f64>,
    counts: Vec<u32>,
}

impl Observer for Pilot {
    fn begin(&mut self, _: u64) {}

    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        for (lane, value) in values.iter().enumerate() {
            if mask >> lane & 1 == 1 {
                self.sums[series] += value;
            }
        }
        self.counts[series] += mask.count_ones();
    }

    fn observe_ratio(&mut self, _: usize, _: &[f64; LANES], _: &[f64; LANES], _: u64) {}
}

/// What to keep of each series: the detail that the model asks for, the thresholds of the report, and as the centre of the
/// moments the mean of the first block, which is the same whatever runs later.
pub fn specifications(simulator: &Simulator, trials: u64, thresholds: &[(String, Vec<f64>)]) -> Vec<SeriesSpecification> {
    let plan = &simulator.model.series;
    let mut pilot = Pilot { sums: vec![0.0; plan.series], counts: vec![0; plan.series] };
    simulator.worker().run(0, trials, &mut pilot);
    let mut specifications: Vec<SeriesSpecification> = plan
        .details()
        .into_iter()
        .zip(pilot.sums.iter().zip(&pilot.counts))
        .map(|(detail, (sum, &count))| SeriesSpecification {
            resolution: match detail {
                Detail::Moments => None,
                Detail::Integer => Some(Resolution::Integer { greatest: plan.extent.periods as u32 }),
                Detail::Fine => Some(Resolution::PerOctave128),
                Detail::Finest => Some(Resolution::PerOctave1024),
            },
            thresholds: Vec::new(),
            centre: if count == 0 { 0.0 } else { sum / f64::from(count) },
        })
        .collect();
    for (name, values) in thresholds {
        if let Some(series) = metric_named(name).and_then(|metric| plan.series(Subject::Total, metric)) {
            specifications[series].thresholds.clone_from(values);
        }
    }
    specifications
}

/// The metric of that name.
pub fn metric_named(name: &str) -> Option<Metric> {
    Metric::ALL.iter().copied().find(|metric| metric.name() == name)
}

/// The series of a metric in a tally of the plan.
pub fn series_of<'t>(tally: &'t Tally, plan: &SeriesPlan, subject: Subject, metric: Metric) -> Option<Series<'t>> {
    plan.series(subject, metric).map(|series| tally.series(series))
}
