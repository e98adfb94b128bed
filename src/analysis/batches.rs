//! The decisive estimates batch by batch: what paired comparisons of scenarios are made from.
//!
//! Block b belongs to batch b mod [`BATCHES`], under every seed and in every scenario. The spread
//! of the batches' estimates gives the error of any statistic of any difference between scenarios
//! that share their random numbers (batch means: Asmussen & Glynn 2007, *Stochastic Simulation*,
//! §III.5a).

use crate::metric::Subject;
use crate::metric::series::SeriesPlan;
use crate::metric::{Better, Metric};
use crate::numerics::instruction_set::InstructionSet;
use crate::numerics::lanes::LANES;
use crate::statistics::difference::sectioning_error;
use crate::statistics::first_trials::{FirstBlocks, FirstTrials};
use crate::statistics::interval::mean_critical;
use crate::statistics::{
    BATCHES, Estimate, Interval, Resolution, SeriesSpecification, Statistic, Tally,
};

/// Bins of the histograms of a batch: its quantiles need no more than their spread.
const RESOLUTION: Resolution = Resolution::PerOctave128;

const TAIL: [Statistic; 4] = [
    Statistic::Mean,
    Statistic::ProbabilityPositive,
    Statistic::Quantile(0.95),
    Statistic::TailMean(0.95),
];
const SPREAD: [Statistic; 3] =
    [Statistic::Mean, Statistic::Quantile(0.95), Statistic::TailMean(0.95)];
const HIGH: [Statistic; 2] = [Statistic::Mean, Statistic::Quantile(0.95)];
const MEAN: [Statistic; 1] = [Statistic::Mean];
const COVARIANCE: [Statistic; 1] = [Statistic::Covariance];
const RATIO: [Statistic; 1] = [Statistic::RatioOfMeans];

/// The estimates of the total that are kept for every batch and compared between scenarios, in the
/// order of their tables.
pub const COMPARED: [(Metric, &[Statistic]); 25] = [
    (Metric::Shortfall, &TAIL),
    (Metric::FillRate, &RATIO),
    (Metric::ServedByHorizon, &RATIO),
    (Metric::CoverGap, &HIGH),
    (Metric::WorstPeriodShortfall, &HIGH),
    (Metric::Lateness, &MEAN),
    (Metric::PeriodsShort, &MEAN),
    (Metric::Cost, &SPREAD),
    (Metric::CostWithPenalty, &SPREAD),
    (Metric::CostToComplete, &MEAN),
    (Metric::FullCost, &SPREAD),
    (Metric::PresentValueOfCost, &SPREAD),
    (Metric::CostPerTonne, &RATIO),
    (Metric::SpotPriceVolumeCovariance, &COVARIANCE),
    (Metric::CostCarbon, &MEAN),
    (Metric::CostPenalty, &MEAN),
    (Metric::CostTakeOrPay, &MEAN),
    (Metric::Carbon, &MEAN),
    (Metric::Water, &MEAN),
    (Metric::LowCarbonShare, &RATIO),
    (Metric::Need, &MEAN),
    (Metric::DeliveredContract, &MEAN),
    (Metric::DeliveredStock, &MEAN),
    (Metric::SpotBought, &MEAN),
    (Metric::Resold, &MEAN),
];

/// Whether trials of a metric are compared one by one: there must be a better one.
pub fn is_told_by_trial(metric: Metric) -> bool {
    metric.better() != Better::Neither
}

/// What a compared estimate is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparedSubject {
    /// A metric of the total.
    Metric(Metric),
    /// A watch, by its place in the scenario.
    Watch(usize),
}

/// A compared estimate of one batch.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchEstimate {
    /// Number of the batch.
    pub batch: usize,
    /// Of what.
    pub subject: ComparedSubject,
    /// Over the trials of the batch.
    pub estimate: Estimate,
}

/// Tallies of the compared series, one a batch.
#[derive(Debug, Clone)]
pub struct Batches {
    metrics: Vec<(Metric, &'static [Statistic], Place)>,
    /// Number of watches; their series are the last ones.
    watches: usize,
    /// Position in a batch's tally by the number of the series, and by that of the ratio;
    /// [`ABSENT`] for all others.
    series: Vec<u32>,
    ratios: Vec<u32>,
    current: usize,
    tallies: Vec<Tally>,
    first: FirstBlocks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Series(usize),
    Ratio(usize),
    /// So many pairs from this one on.
    Pairs(usize, usize),
}

const ABSENT: u32 = u32::MAX;

impl Batches {
    /// Memory that their tallies take, bytes.
    pub fn bytes(&self) -> usize {
        self.tallies.iter().map(Tally::bytes).sum()
    }

    /// Empty batches for a plan whose series are tallied as `specifications` says.
    pub fn new(
        plan: &SeriesPlan,
        specifications: &[SeriesSpecification],
        instruction_set: InstructionSet,
    ) -> Self {
        let mut batches = Batches {
            metrics: Vec::new(),
            watches: plan.series - plan.watches,
            series: vec![ABSENT; plan.series],
            ratios: vec![ABSENT; plan.spot_pairs().end],
            current: 0,
            tallies: Vec::new(),
            first: FirstBlocks::default(),
        };
        let mut kept: Vec<SeriesSpecification> = Vec::new();
        let mut ratios = 0;
        for (metric, statistics) in COMPARED {
            if let Some(number) = plan.series(Subject::Total, metric) {
                let has_tail = statistics.iter().any(|statistic| {
                    matches!(statistic, Statistic::Quantile(_) | Statistic::TailMean(_))
                });
                batches.series[number] = kept.len() as u32;
                batches.metrics.push((metric, statistics, Place::Series(kept.len())));
                kept.push(SeriesSpecification {
                    resolution: has_tail.then_some(RESOLUTION),
                    ..specifications[number].clone()
                });
            } else if let Some(number) = plan.ratio(Subject::Total, metric) {
                batches.ratios[number] = ratios as u32;
                batches.metrics.push((metric, statistics, Place::Ratio(ratios)));
                ratios += 1;
            } else if metric == Metric::SpotPriceVolumeCovariance && !plan.spot_pairs().is_empty() {
                let pairs = plan.spot_pairs();
                batches.metrics.push((metric, statistics, Place::Pairs(ratios, pairs.len())));
                for number in pairs {
                    batches.ratios[number] = ratios as u32;
                    ratios += 1;
                }
            }
        }
        batches.first = FirstBlocks::new(kept.len());
        for (number, specification) in specifications.iter().enumerate().skip(plan.watches) {
            batches.series[number] = kept.len() as u32;
            kept.push(SeriesSpecification { resolution: None, ..specification.clone() });
        }
        batches.tallies =
            vec![Tally::new(&kept, ratios).with_instruction_set(instruction_set); BATCHES];
        batches
    }

    pub(super) fn begin(&mut self, block: u64, mask: u64) {
        self.current = (block % BATCHES as u64) as usize;
        self.tallies[self.current].count_trials(mask);
        self.first.begin(block);
    }

    #[inline(always)]
    pub(super) fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        let position = self.series[series];
        if position != ABSENT {
            self.tally(position as usize, values, mask);
        }
    }

    #[inline(always)]
    pub(super) fn observe_ratio(
        &mut self,
        ratio: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        mask: u64,
    ) {
        let position = self.ratios[ratio];
        if position != ABSENT {
            self.tally_ratio(position as usize, numerator, denominator, mask);
        }
    }

    /// Not inlined: few of the engine's many calls come here.
    #[inline(never)]
    fn tally(&mut self, position: usize, values: &[f64; LANES], mask: u64) {
        self.tallies[self.current].observe(position, values, mask);
        self.first.observe(position, values);
    }

    #[inline(never)]
    fn tally_ratio(
        &mut self,
        position: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        mask: u64,
    ) {
        self.tallies[self.current].observe_ratio(position, numerator, denominator, mask);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (tally, more) in self.tallies.iter_mut().zip(&other.tallies) {
            tally.merge(more);
        }
        self.first.merge(&other.first);
    }

    /// The compared metrics that have a better way, in the first trials, one by one; ratios of
    /// means are of no single trial.
    pub fn first_trials(&self) -> FirstTrials {
        let trials = self.tallies.iter().map(Tally::trials).sum();
        let series = self.metrics.iter().filter_map(|&(metric, _, place)| match place {
            Place::Series(number) if is_told_by_trial(metric) => {
                Some((metric, self.first.values(number, trials)))
            }
            _ => None,
        });
        FirstTrials(series.collect())
    }

    /// Trials of a batch.
    pub fn trials(&self, batch: usize) -> u64 {
        self.tallies[batch].trials()
    }

    /// The covariance of the reference price and spot purchases, summed over periods (E10), over
    /// all trials of `tally`, with the error of the sectioning estimator. `None` for a plan without
    /// spot market.
    pub fn spot_price_volume_covariance(
        &self,
        tally: &Tally,
        plan: &SeriesPlan,
    ) -> Option<Estimate> {
        let place = self.metrics.iter().find_map(|&(_, _, place)| match place {
            Place::Pairs(first, count) => Some(first..first + count),
            _ => None,
        })?;
        let empty = Estimate::empty(Statistic::Covariance, Interval::Replicate, tally.trials());
        let Some(whole) = summed_covariance(tally, plan.spot_pairs()) else { return Some(empty) };
        let batches: Vec<(u64, f64)> = self
            .tallies
            .iter()
            .filter_map(|tally| Some((tally.trials(), summed_covariance(tally, place.clone())?)))
            .collect();
        let error = sectioning_error(&batches, whole).filter(|&error| error > 0.0 || whole != 0.0);
        let half = error.map(|error| error * mean_critical(batches.len() as u64));
        Some(Estimate {
            estimate: Some(whole),
            std_error: error,
            conf_low: half.map(|half| whole - half),
            conf_high: half.map(|half| whole + half),
            ..empty
        })
    }

    /// The compared estimates of every batch that has trials: batch by batch, in the order of
    /// [`COMPARED`], then the watches. Thresholds of the report follow the other statistics of
    /// their metric.
    pub fn estimates(&self) -> Vec<BatchEstimate> {
        let mut estimates = Vec::new();
        for (batch, tally) in
            self.tallies.iter().enumerate().filter(|(_, tally)| tally.trials() > 0)
        {
            let mut push =
                |subject, estimate| estimates.push(BatchEstimate { batch, subject, estimate });
            for &(metric, statistics, place) in &self.metrics {
                let subject = ComparedSubject::Metric(metric);
                match place {
                    Place::Ratio(ratio) => {
                        let ratio = tally.ratio(ratio);
                        push(
                            subject,
                            if metric == Metric::FillRate {
                                ratio.complement()
                            } else {
                                ratio.ratio()
                            },
                        );
                    }
                    Place::Pairs(first, count) => {
                        let covariance = summed_covariance(tally, first..first + count);
                        push(
                            subject,
                            Estimate::symmetric(
                                Statistic::Covariance,
                                Interval::Replicate,
                                tally.trials(),
                                covariance,
                                None,
                            ),
                        );
                    }
                    Place::Series(number) => {
                        let series = tally.series(number);
                        for &statistic in statistics {
                            push(subject, series.estimate(statistic));
                        }
                        for threshold in
                            (0..).map_while(|threshold| series.probability_above(threshold))
                        {
                            push(subject, threshold);
                        }
                    }
                }
            }
            let first = self
                .metrics
                .iter()
                .filter(|(_, _, place)| matches!(place, Place::Series(_)))
                .count();
            for watch in 0..self.watches {
                push(
                    ComparedSubject::Watch(watch),
                    tally.series(first + watch).probability_positive(),
                );
            }
        }
        estimates
    }
}

/// Sum of the covariances of pairs; none below two trials.
fn summed_covariance(tally: &Tally, mut pairs: std::ops::Range<usize>) -> Option<f64> {
    pairs.try_fold(0.0, |sum, pair| Some(sum + tally.ratio(pair).covariance()?))
}
