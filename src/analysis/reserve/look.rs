//! What the search looks at: a few thousand trials of a scenario, one by one.

use crate::analysis::run::{RunError, SharedTables};
use crate::metric::{Metric, Subject};
use crate::model::observer::Observer;
use crate::numerics::instruction_set::InstructionSet;
use crate::scenario::Scenario;
use crate::simulation::{Accumulator, Control, Run, Simulator};
use crate::statistics::{Estimate, Interval, LANES, Statistic};

/// Share of a trial's cost up to which a difference is rounding.
const ROUNDING: f64 = 1e-12;

/// Trials as bits, a word a block.
pub(super) type Trials = Vec<u64>;

/// How many trials are marked.
pub(super) fn count(trials: &[u64]) -> u64 {
    trials.iter().map(|block| u64::from(block.count_ones())).sum()
}

/// The first trials of a scenario.
#[derive(Debug)]
pub(super) struct Look {
    trials: u64,
    /// In which any period runs short, by region.
    pub(super) short: Vec<Trials>,
    /// Cover gaps above zero by region, t, ascending.
    gaps: Vec<Vec<f64>>,
    /// Net cost by trial, USD.
    cost: Vec<f64>,
}

/// How scenarios are simulated for a search.
pub(super) struct Looking<'a> {
    pub(super) instruction_set: InstructionSet,
    pub(super) tables: &'a SharedTables,
    pub(super) control: &'a Control,
}

impl Looking<'_> {
    /// The first `trials` trials of a scenario; they do not count as progress of a run.
    pub(super) fn look(&self, scenario: &Scenario, trials: u64) -> Result<Look, RunError> {
        let simulator =
            Simulator::new(self.tables.compile(scenario)?, scenario, self.instruction_set);
        let plan = &simulator.model.series;
        let of = |subject, metric| {
            plan.series(subject, metric).expect("every scenario has shortfall, gap and cost")
        };
        let regions = scenario.regions.indices().map(Subject::Region);
        let wanted: Vec<usize> = std::iter::once(of(Subject::Total, Metric::Cost))
            .chain(regions.flat_map(|region| {
                [Metric::Shortfall, Metric::CoverGap].map(|metric| of(region, metric))
            }))
            .collect();
        let mut places = vec![None; plan.series];
        for (place, &series) in wanted.iter().enumerate() {
            places[series] = Some(place);
        }
        let mut run = Run::new(&simulator, || Seen { places: &places, blocks: Vec::new() });
        run.advance_aside(trials, self.control)?;
        let (mut seen, _) = run.finish();
        seen.blocks.sort_unstable_by_key(|block| block.number);
        let column = |place: usize| -> Vec<f64> {
            let blocks = seen.blocks.iter();
            let mut values: Vec<f64> = blocks.flat_map(|block| block.values[place]).collect();
            values.truncate(trials as usize);
            values
        };
        let bits = |place: usize| -> Trials {
            let above = |values: &[f64]| {
                let lanes = values.iter().enumerate();
                lanes.fold(0, |bits, (lane, &value)| bits | u64::from(value > 0.0) << lane)
            };
            column(place).chunks(LANES).map(above).collect()
        };
        let regions = 0..scenario.regions.len();
        Ok(Look {
            trials,
            short: regions.clone().map(|region| bits(1 + 2 * region)).collect(),
            gaps: regions
                .map(|region| {
                    let mut gaps = column(2 + 2 * region);
                    gaps.retain(|&gap| gap > 0.0);
                    gaps.sort_unstable_by(f64::total_cmp);
                    gaps
                })
                .collect(),
            cost: column(0),
        })
    }
}

impl Look {
    /// The cover gap that such a part of those above zero does not exceed, t; 0 where there is none.
    pub(super) fn gap(&self, region: usize, part: f64) -> f64 {
        let gaps = &self.gaps[region];
        let place = (part * gaps.len() as f64).ceil() as usize;
        place.checked_sub(1).map_or(0.0, |place| gaps[place])
    }

    /// The probability that any region runs short.
    pub(super) fn probability_short(&self) -> Estimate {
        let short = |block: usize| self.short.iter().fold(0, |any, region| any | region[block]);
        let any: Trials = (0..self.short[0].len()).map(short).collect();
        Estimate::probability(Statistic::ProbabilityPositive, count(&any), self.trials)
    }

    /// The mean of what it costs more than another with the same random numbers, USD.
    pub(super) fn extra_cost(&self, base: &Look) -> Estimate {
        let more: Vec<f64> = (self.cost.iter().zip(&base.cost))
            .map(|(ours, base)| {
                let is_rounding = (ours - base).abs() <= ROUNDING * ours.abs().max(base.abs());
                if is_rounding { 0.0 } else { ours - base }
            })
            .collect();
        let trials = more.len() as f64;
        let mean = more.iter().sum::<f64>() / trials;
        let squares: f64 = more.iter().map(|more| (more - mean) * (more - mean)).sum();
        let error = (trials > 1.0).then(|| (squares / (trials * (trials - 1.0))).sqrt());
        Estimate::symmetric(Statistic::Mean, Interval::Normal, self.trials, Some(mean), error)
    }
}

/// The wanted series of the blocks that a thread has run.
#[derive(Clone)]
struct Seen<'p> {
    /// Position among the wanted by the number of the series.
    places: &'p [Option<usize>],
    blocks: Vec<Block>,
}

#[derive(Clone)]
struct Block {
    number: u64,
    values: Vec<[f64; LANES]>,
}

impl Observer for Seen<'_> {
    fn begin(&mut self, block: u64, _: u64) {
        let wanted = self.places.iter().flatten().max().map_or(0, |last| last + 1);
        self.blocks.push(Block { number: block, values: vec![[0.0; LANES]; wanted] });
    }

    fn observe(&mut self, series: usize, values: &[f64; LANES], _: u64) {
        if let (Some(place), Some(block)) = (self.places[series], self.blocks.last_mut()) {
            block.values[place] = *values;
        }
    }

    fn observe_ratio(&mut self, _: usize, _: &[f64; LANES], _: &[f64; LANES], _: u64) {}
}

impl Accumulator for Seen<'_> {
    fn merge(&mut self, other: &Self) {
        self.blocks.extend_from_slice(&other.blocks);
    }
}
