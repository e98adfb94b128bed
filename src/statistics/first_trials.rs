//! The compared metrics of the total in the first trials of a run, one by one: for what only trials
//! that pair can tell, such as how often one scenario is better than another.

use super::LANES;
use crate::metric::Metric;

/// Trials that are kept one by one.
pub const FIRST_TRIALS: u64 = 8192;

/// Values of metrics in the first trials of a run, by trial.
#[derive(Debug, Clone, PartialEq)]
pub struct FirstTrials(pub Vec<(Metric, Vec<f64>)>);

impl FirstTrials {
    /// The values of a metric, if it is among the kept.
    pub fn of(&self, metric: Metric) -> Option<&[f64]> {
        self.0.iter().find(|(of, _)| *of == metric).map(|(_, values)| values.as_slice())
    }

    /// Leaves out all but so many trials.
    pub fn truncate(&mut self, trials: u64) {
        for (_, values) in &mut self.0 {
            values.truncate(trials as usize);
        }
    }
}

/// Gathers the first trials block by block, as they come to one thread or to many.
#[derive(Debug, Clone, Default)]
pub(crate) struct FirstBlocks {
    /// Number of series.
    series: usize,
    blocks: Vec<Block>,
    /// Whether the block that began last is kept.
    keeps: bool,
}

#[derive(Debug, Clone)]
struct Block {
    number: u64,
    values: Vec<[f64; LANES]>,
}

impl FirstBlocks {
    /// For so many series.
    pub fn new(series: usize) -> Self {
        FirstBlocks { series, blocks: Vec::new(), keeps: false }
    }

    pub fn begin(&mut self, block: u64) {
        self.keeps = block < FIRST_TRIALS / LANES as u64;
        if self.keeps {
            self.blocks.push(Block { number: block, values: vec![[0.0; LANES]; self.series] });
        }
    }

    #[inline(always)]
    pub fn observe(&mut self, series: usize, values: &[f64; LANES]) {
        if self.keeps
            && let Some(kept) =
                self.blocks.last_mut().and_then(|block| block.values.get_mut(series))
        {
            *kept = *values;
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.blocks.extend_from_slice(&other.blocks);
    }

    /// The values of one series in the first of `trials` trials; all of their blocks were gathered.
    pub fn values(&self, series: usize, trials: u64) -> Vec<f64> {
        let mut blocks: Vec<&Block> = self.blocks.iter().collect();
        blocks.sort_unstable_by_key(|block| block.number);
        let mut values: Vec<f64> = blocks.iter().flat_map(|block| block.values[series]).collect();
        values.truncate(trials.min(FIRST_TRIALS) as usize);
        values
    }
}
