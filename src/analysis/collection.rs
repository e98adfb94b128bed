//! What a run gathers: the tally of every series of a model.

use super::batches::Batches;

use crate::metric::Metric;
use crate::metric::series::{Fineness, SeriesPlan};
use crate::metric::{Observed, Subject};
use crate::model::observer::Observer;
use crate::numerics::instruction_set::InstructionSet;
use crate::simulation::{Accumulator, Simulator};
use crate::statistics::{LANES, Resolution, Series, SeriesSpecification, Tally};

/// Everything that a run gathers: all statistics of all trials, and the decisive ones batch by
/// batch.
#[derive(Debug, Clone)]
pub struct Collection {
    /// Every series over all trials.
    pub tally: Tally,
    /// The decisive ones batch by batch.
    pub batches: Batches,
}

impl Collection {
    /// An empty collection that counts with the given instructions.
    pub fn new(
        plan: &SeriesPlan,
        specifications: &[SeriesSpecification],
        instruction_set: InstructionSet,
    ) -> Self {
        Collection {
            tally: Tally::new(specifications, plan.spot_pairs().end)
                .with_instruction_set(instruction_set),
            batches: Batches::new(plan, specifications, instruction_set),
        }
    }

    /// Memory that its tallies take, bytes.
    pub fn bytes(&self) -> usize {
        self.tally.bytes() + self.batches.bytes()
    }
}

impl Observer for Collection {
    #[inline(always)]
    fn begin(&mut self, block: u64, mask: u64) {
        self.tally.count_trials(mask);
        self.batches.begin(block, mask);
    }

    #[inline(always)]
    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        self.tally.observe(series, values, mask);
        self.batches.observe(series, values, mask);
    }

    #[inline(always)]
    fn observe_ratio(
        &mut self,
        ratio: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        mask: u64,
    ) {
        self.tally.observe_ratio(ratio, numerator, denominator, mask);
        self.batches.observe_ratio(ratio, numerator, denominator, mask);
    }
}

impl Accumulator for Collection {
    fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        self.batches.merge(&other.batches);
    }
}

/// Sums of each series over one block.
struct Pilot {
    sums: Vec<f64>,
    counts: Vec<u32>,
}

impl Observer for Pilot {
    fn begin(&mut self, _: u64, _: u64) {}

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

/// What to keep of each series: how finely the model wants it, the thresholds of the report,
/// and as the centre of the moments the mean of the first block, which is the same whatever runs
/// later.
pub fn specifications(
    simulator: &Simulator,
    trials: u64,
    thresholds: &[(Metric, Vec<f64>)],
) -> Vec<SeriesSpecification> {
    let plan = &simulator.model.series;
    let mut pilot = Pilot { sums: vec![0.0; plan.series], counts: vec![0; plan.series] };
    simulator.worker().run(0, trials, &mut pilot);
    let mut specifications: Vec<SeriesSpecification> = plan
        .fineness()
        .into_iter()
        .zip(pilot.sums.iter().zip(&pilot.counts))
        .map(|(fineness, (sum, &count))| SeriesSpecification {
            is_indicator: fineness == Fineness::Indicator,
            resolution: match fineness {
                Fineness::Indicator | Fineness::Moments => None,
                Fineness::Integer => {
                    Some(Resolution::Integer { greatest: plan.extent.periods as u32 })
                }
                Fineness::Fine => Some(Resolution::PerOctave128),
                Fineness::Finest => Some(Resolution::PerOctave1024),
            },
            thresholds: Vec::new(),
            centre: if count == 0 { 0.0 } else { sum / f64::from(count) },
        })
        .collect();
    for &(metric, ref values) in thresholds {
        if let Some(series) = plan.series(Subject::Total, metric) {
            specifications[series].thresholds.clone_from(values);
        }
    }
    specifications
}

/// The series of a metric in a tally of the plan.
pub fn series_of<'t>(
    tally: &'t Tally,
    plan: &SeriesPlan,
    observed: impl Into<Observed>,
    metric: Metric,
) -> Option<Series<'t>> {
    plan.series(observed, metric).map(|series| tally.series(series))
}
