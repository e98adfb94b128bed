//! The statistics of a few series of a run, of all trials and batch by batch: what paired
//! differences of many runs need.

use crate::model::observer::Observer;
use crate::simulation::Accumulator;
use crate::statistics::difference::Compared;
use crate::statistics::first_trials::FirstBlocks;
use crate::statistics::{
    BATCHES, LANES, Resolution, Series, SeriesSpecification, Statistic, Tally,
};

/// Bins of the histograms of a batch.
const BATCH_RESOLUTION: Resolution = Resolution::PerOctave128;

const ABSENT: u32 = u32::MAX;

/// Tallies of the selected series; block b belongs to batch b mod [`BATCHES`].
#[derive(Debug, Clone)]
pub struct Selection {
    /// Position among the selected ones by the number of the series; [`ABSENT`] for all others.
    positions: Vec<u32>,
    whole: Tally,
    batches: Vec<Tally>,
    current: usize,
    /// The first trials one by one, where they are asked for.
    first: Option<FirstBlocks>,
}

impl Selection {
    /// An empty selection of the series of these numbers, from the specifications of all.
    pub fn new(series: &[usize], specifications: &[SeriesSpecification]) -> Self {
        let mut positions = vec![ABSENT; specifications.len()];
        for (position, &number) in series.iter().enumerate() {
            positions[number] = position as u32;
        }
        let whole: Vec<SeriesSpecification> =
            series.iter().map(|&number| specifications[number].clone()).collect();
        let batch: Vec<SeriesSpecification> = whole
            .iter()
            .map(|kept| SeriesSpecification {
                resolution: kept.resolution.and(Some(BATCH_RESOLUTION)),
                ..kept.clone()
            })
            .collect();
        Selection {
            positions,
            whole: Tally::new(&whole, 0),
            batches: vec![Tally::new(&batch, 0); BATCHES],
            current: 0,
            first: None,
        }
    }

    /// One that also keeps the first trials one by one.
    pub fn with_first_trials(self) -> Self {
        let selected = self.positions.iter().filter(|&&position| position != ABSENT).count();
        Selection { first: Some(FirstBlocks::new(selected)), ..self }
    }

    /// The values of a selected series in the first trials; none where they are not kept.
    pub fn first_trials(&self, position: usize) -> Vec<f64> {
        let first = self.first.as_ref();
        first.map(|first| first.values(position, self.trials())).unwrap_or_default()
    }

    /// Not inlined: few of the engine's many calls come here, and each would copy the code of two
    /// tallies.
    #[inline(never)]
    fn tally(&mut self, position: usize, values: &[f64; LANES], mask: u64) {
        self.whole.observe(position, values, mask);
        self.batches[self.current].observe(position, values, mask);
        if let Some(first) = &mut self.first {
            first.observe(position, values);
        }
    }

    pub fn trials(&self) -> u64 {
        self.whole.trials()
    }

    /// A selected series over all trials, by its position in the selection.
    pub fn series(&self, position: usize) -> Series<'_> {
        self.whole.series(position)
    }

    /// Trials of each batch that has any, and a selected series over them.
    pub fn batches(&self, position: usize) -> impl Iterator<Item = (u64, Series<'_>)> {
        self.batches
            .iter()
            .filter(|batch| batch.trials() > 0)
            .map(move |batch| (batch.trials(), batch.series(position)))
    }

    /// An estimate with what its differences need; `None` where nothing is estimated.
    pub fn compared(&self, position: usize, statistic: Statistic) -> Option<Compared> {
        let whole = self.series(position).estimate(statistic);
        let batches = self
            .batches(position)
            .map(|(trials, series)| Some((trials, series.estimate(statistic).estimate?)));
        Some(Compared {
            estimate: whole.estimate?,
            std_error: whole.std_error,
            batches: batches.collect::<Option<Vec<_>>>().unwrap_or_default(),
        })
    }
}

impl Observer for Selection {
    fn begin(&mut self, block: u64, mask: u64) {
        self.current = (block % BATCHES as u64) as usize;
        self.whole.count_trials(mask);
        self.batches[self.current].count_trials(mask);
        if let Some(first) = &mut self.first {
            first.begin(block);
        }
    }

    #[inline(always)]
    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        let position = self.positions[series];
        if position != ABSENT {
            self.tally(position as usize, values, mask);
        }
    }

    fn observe_ratio(&mut self, _: usize, _: &[f64; LANES], _: &[f64; LANES], _: u64) {}
}

impl Accumulator for Selection {
    fn merge(&mut self, other: &Self) {
        self.whole.merge(&other.whole);
        for (batch, more) in self.batches.iter_mut().zip(&other.batches) {
            batch.merge(more);
        }
        if let (Some(first), Some(more)) = (&mut self.first, &other.first) {
            first.merge(more);
        }
    }
}
