//! All statistics of a run, or of one thread's part of it.

use crate::numerics::instruction_set::{InstructionSet, for_each_instruction_set};

use super::{
    CountPages, HigherMoments, Histogram, LANES, Moments, Ratio, RatioMoments, Resolution, Series,
    equal_to, lanes_above,
};

/// What to keep of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesSpecification {
    /// Whether all values are 0 or 1: bits that are counted, about 0 and without bins.
    pub is_indicator: bool,
    /// Bins of its histogram; none keeps mean, standard deviation and probabilities only.
    pub resolution: Option<Resolution>,
    /// Thresholds whose exceedances are counted exactly, in the unit of the series.
    pub thresholds: Vec<f64>,
    /// Finite centre for the moments, near the mean, in the unit of the series.
    pub centre: f64,
}

// Every block goes through all series: two cache lines each, of which a block of zeros needs the
// first only.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
struct SeriesTally {
    /// Position among the shapes; [`WITHOUT`] one if there are none for it, [`INDICATOR`] of a series
    /// of bits.
    shape: u32,
    /// Most series have none.
    thresholds: Option<Box<Thresholds>>,
    moments: Moments,
}

const WITHOUT: u32 = u32::MAX;
const INDICATOR: u32 = u32::MAX - 1;

/// Thresholds and the number of values above each.
#[derive(Debug, Clone)]
struct Thresholds {
    levels: Vec<f64>,
    above: Vec<u64>,
}

impl SeriesTally {
    fn shape(&self) -> Option<usize> {
        (self.shape < INDICATOR).then_some(self.shape as usize)
    }

    /// Adds all but the shape.
    fn merge(&mut self, more: &Self) {
        self.moments.merge(&more.moments);
        if let (Some(own), Some(added)) = (&mut self.thresholds, &more.thresholds) {
            for (above, added) in own.above.iter_mut().zip(&added.above) {
                *above += added;
            }
        }
    }
}

/// What tells the shape of a distribution.
#[derive(Debug, Clone)]
struct Shape {
    histogram: Histogram,
    higher: HigherMoments,
}

impl Shape {
    fn new(resolution: Resolution) -> Self {
        Shape { histogram: Histogram::new(resolution), higher: HigherMoments::default() }
    }

    fn merge(&mut self, pages: &mut CountPages, other: &Self, their_pages: &CountPages) {
        self.histogram.merge(pages, &other.histogram, their_pages);
        self.higher.merge(&other.higher);
    }
}

/// Statistics of many series and ratios.
///
/// Blocks may be spread over tallies in any way and the tallies merged in any order: every
/// estimate has the same bits. A clone is a snapshot.
#[derive(Debug, Clone)]
pub struct Tally {
    /// Which instructions count; the counts are the same with all of them.
    instruction_set: InstructionSet,
    trials: u64,
    series: Vec<SeriesTally>,
    shapes: Vec<Shape>,
    pages: CountPages,
    ratios: Vec<RatioMoments>,
}

impl Tally {
    /// An empty tally of the given series and number of ratios.
    pub fn new(specifications: &[SeriesSpecification], ratios: usize) -> Self {
        let mut shapes = Vec::new();
        let series = specifications
            .iter()
            .map(|specification| SeriesTally {
                moments: Moments::new(if specification.is_indicator {
                    0.0
                } else {
                    specification.centre
                }),
                shape: match specification.resolution {
                    _ if specification.is_indicator => INDICATOR,
                    None => WITHOUT,
                    Some(resolution) => {
                        shapes.push(Shape::new(resolution));
                        shapes.len() as u32 - 1
                    }
                },
                thresholds: (!specification.thresholds.is_empty()).then(|| {
                    let (levels, above) =
                        (specification.thresholds.clone(), vec![0; specification.thresholds.len()]);
                    Box::new(Thresholds { levels, above })
                }),
            })
            .collect();
        Self {
            instruction_set: InstructionSet::detect(),
            trials: 0,
            series,
            shapes,
            pages: CountPages::new(),
            ratios: vec![RatioMoments::new(); ratios],
        }
    }

    /// The same tally, counting with other instructions than the widest.
    pub fn with_instruction_set(self, instruction_set: InstructionSet) -> Self {
        Self { instruction_set, ..self }
    }

    /// Counts the trials of a block; once a block, whatever its series' masks.
    pub fn count_trials(&mut self, mask: u64) {
        self.trials += u64::from(mask.count_ones());
    }

    /// Trials counted, at most 2³² − 1.
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// Memory that its counts and sums take, bytes.
    pub fn bytes(&self) -> usize {
        let thresholds = self.series.iter().filter_map(|series| series.thresholds.as_deref());
        size_of_val(&self.series[..])
            + size_of_val(&self.shapes[..])
            + size_of_val(&self.ratios[..])
            + self.pages.bytes()
            + thresholds.map(|of| 2 * size_of_val(&of.above[..])).sum::<usize>()
    }

    /// Adds a block of a series; bit i of the mask says whether lane i counts.
    ///
    /// # Panics
    ///
    /// When there is no such series.
    #[inline(always)]
    pub fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        observe(self.instruction_set, self, series, values, mask);
    }

    #[inline(always)]
    fn count(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        let series = &mut self.series[series];
        if series.shape == INDICATOR && series.thresholds.is_none() {
            return series.moments.observe_bits(values, mask);
        }
        // What does not happen in a period is zero in all lanes.
        if mask == u64::MAX
            && series.thresholds.is_none()
            && values.iter().fold(0, |bits, x| bits | x.to_bits() << 1) == 0
        {
            series.moments.observe_zeros();
            if let Some(shape) = series.shape() {
                let shape = &mut self.shapes[shape];
                shape.histogram.observe_zeros();
                shape.higher.observe_zeros(series.moments.centre());
            }
            return;
        }
        series.moments.observe(values, mask);
        if let Some(thresholds) = &mut series.thresholds {
            for (level, above) in thresholds.levels.iter().zip(&mut thresholds.above) {
                let (_, largest) = equal_to(*level);
                *above += u64::from((lanes_above(values, largest) & mask).count_ones());
            }
        }
        if let Some(shape) = series.shape() {
            let shape = &mut self.shapes[shape];
            shape.histogram.observe(&mut self.pages, values, mask);
            shape.higher.observe(values, mask, series.moments.centre());
        }
    }

    /// Adds a block of a ratio.
    ///
    /// # Panics
    ///
    /// When there is no such ratio.
    #[inline(always)]
    pub fn observe_ratio(
        &mut self,
        ratio: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        mask: u64,
    ) {
        self.ratios[ratio].observe(numerator, denominator, mask);
    }

    /// Adds everything another tally of the same specifications saw.
    pub fn merge(&mut self, other: &Self) {
        debug_assert_eq!(self.series.len(), other.series.len());
        debug_assert_eq!(self.ratios.len(), other.ratios.len());
        self.trials += other.trials;
        for (series, more) in self.series.iter_mut().zip(&other.series) {
            series.merge(more);
        }
        for (shape, more) in self.shapes.iter_mut().zip(&other.shapes) {
            shape.merge(&mut self.pages, more, &other.pages);
        }
        for (ratio, more) in self.ratios.iter_mut().zip(&other.ratios) {
            ratio.merge(more);
        }
    }

    /// Some series of several tallies of the same specifications, merged, in the order asked for.
    ///
    /// # Panics
    ///
    /// When there is no such series.
    pub fn joined(parts: &[&Tally], series: &[usize]) -> Self {
        let mut joined = Tally {
            instruction_set: InstructionSet::detect(),
            trials: 0,
            series: Vec::new(),
            shapes: Vec::new(),
            pages: CountPages::new(),
            ratios: Vec::new(),
        };
        for part in parts {
            joined.trials += part.trials;
        }
        for &number in series {
            let mut sum: Option<SeriesTally> = None;
            for part in parts {
                let added = &part.series[number];
                match &mut sum {
                    None => {
                        let shape = added.shape().map_or(added.shape, |shape| {
                            let resolution = part.shapes[shape].histogram.resolution();
                            joined.shapes.push(Shape::new(resolution));
                            joined.shapes.len() as u32 - 1
                        });
                        sum = Some(SeriesTally { shape, ..added.clone() });
                    }
                    Some(sum) => sum.merge(added),
                }
                if let (Some(own), Some(shape)) =
                    (sum.as_ref().and_then(SeriesTally::shape), added.shape())
                {
                    joined.shapes[own].merge(&mut joined.pages, &part.shapes[shape], &part.pages);
                }
            }
            joined.series.extend(sum);
        }
        joined
    }

    /// Estimates of a series.
    ///
    /// # Panics
    ///
    /// When there is no such series.
    pub fn series(&self, series: usize) -> Series<'_> {
        let tally = &self.series[series];
        let shape = tally.shape().map(|shape| {
            let Shape { histogram, higher } = &self.shapes[shape];
            (histogram, &self.pages, higher)
        });
        let (levels, above) = tally
            .thresholds
            .as_ref()
            .map_or((&[][..], &[][..]), |of| (&of.levels[..], &of.above[..]));
        Series::new(&tally.moments, shape, levels, above)
    }

    /// Histogram of a series and the pages its counts live in.
    ///
    /// # Panics
    ///
    /// When there is no such series.
    pub fn histogram(&self, series: usize) -> Option<(&Histogram, &CountPages)> {
        let shape = self.series[series].shape()?;
        Some((&self.shapes[shape].histogram, &self.pages))
    }

    /// Estimates of a ratio.
    ///
    /// # Panics
    ///
    /// When there is no such ratio.
    pub fn ratio(&self, ratio: usize) -> Ratio<'_> {
        Ratio(&self.ratios[ratio])
    }
}

for_each_instruction_set! {
    // Once, and not at each of the many places of the engine that observe something: that would be
    // slower to compile, and to run.
    #[inline(never)]
    fn observe(tally: &mut Tally, series: usize, values: &[f64; LANES], mask: u64) {
        tally.count(series, values, mask);
    }
}

#[cfg(test)]
mod tests {
    use super::super::draws::Draws;
    use super::super::{Estimate, Given};
    use super::*;
    use proptest::prelude::*;

    fn specifications() -> Vec<SeriesSpecification> {
        [
            (Some(Resolution::PerOctave1024), vec![0.5, 3e3], 17.0),
            (Some(Resolution::PerOctave32), vec![], 0.0),
            (Some(Resolution::Integer { greatest: 9 }), vec![4.0], 2.0),
            (None, vec![], -1e3),
        ]
        .map(|(resolution, thresholds, centre)| SeriesSpecification {
            is_indicator: false,
            resolution,
            thresholds,
            centre,
        })
        .to_vec()
    }

    /// The same values for the same block, whoever simulates it.
    fn observe_block(tally: &mut Tally, block: u64) {
        let mut draws = Draws(block.wrapping_mul(0x1234_5678_9abc_def1));
        let mask = if block % 5 == 4 { draws.bits() } else { u64::MAX };
        let wide = draws.normals().map(|z| libm::exp(9.0 * z) - 20.0);
        let short = draws.normals().map(|z| (700.0 * z - 400.0).max(0.0));
        let whole = draws.normals().map(|z| (2.0 + z).abs().floor().min(9.0));
        tally.count_trials(u64::MAX);
        for (series, values) in [wide, short, whole, wide].iter().enumerate() {
            tally.observe(series, values, mask);
        }
        tally.observe_ratio(0, &short, &whole, mask);
    }

    fn estimates(tally: &Tally) -> Vec<Estimate> {
        let mut estimates = Vec::new();
        for position in 0..4 {
            let series = tally.series(position);
            for view in [series.given_positive(), series.labelled(Given::Short), series] {
                estimates.extend([
                    view.mean(),
                    view.standard_deviation(),
                    view.probability_positive(),
                ]);
                estimates.extend([0.05, 0.5, 0.95].map(|level| view.quantile(level)));
                estimates.push(view.tail_mean(0.95));
                estimates.extend(view.probability_above(0));
            }
        }
        estimates.extend([tally.ratio(0).ratio(), tally.ratio(0).complement()]);
        estimates
    }

    /// Every number of an estimate, bit by bit.
    fn bits(estimates: &[Estimate]) -> Vec<Option<u64>> {
        estimates
            .iter()
            .flat_map(|e| [e.estimate, e.std_error, e.conf_low, e.conf_high, e.sketch_error])
            .map(|number| number.map(f64::to_bits))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 40,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn any_split_and_order_gives_the_same_bits(
            owners in prop::collection::vec(0_usize..7, 1..40),
            order in Just((0_usize..7).collect::<Vec<_>>()).prop_shuffle(),
            reverse: bool,
        ) {
            let mut whole = Tally::new(&specifications(), 1);
            let mut parts = vec![Tally::new(&specifications(), 1); 7];
            let mut blocks: Vec<(u64, usize)> = (0..).zip(owners).collect();
            for &(block, _) in &blocks {
                observe_block(&mut whole, block);
            }
            if reverse {
                blocks.reverse();
            }
            for (block, owner) in blocks {
                observe_block(&mut parts[owner], block);
            }
            let mut merged = Tally::new(&specifications(), 1);
            for part in order {
                merged.merge(&parts[part]);
            }
            prop_assert_eq!(whole.trials(), merged.trials());
            prop_assert_eq!(bits(&estimates(&whole)), bits(&estimates(&merged)));
        }
    }

    #[test]
    fn thresholds_and_trials_are_counted_exactly() {
        let mut tally = Tally::new(&specifications(), 0);
        let values = std::array::from_fn(|lane| lane as f64 / 64.0);
        tally.observe(0, &values, !0b111);
        tally.count_trials(!0b111);
        let above = tally.series(0).probability_above(0).unwrap();
        assert_eq!(above.threshold, Some(0.5));
        assert_eq!((above.estimate, above.trials), (Some(31.0 / 61.0), 61));
        assert_eq!(tally.series(0).probability_above(2), None);
        assert_eq!(tally.trials(), 61);
    }

    #[test]
    fn a_clone_is_a_snapshot() {
        let mut tally = Tally::new(&specifications(), 1);
        observe_block(&mut tally, 1);
        let snapshot = tally.clone();
        let before = bits(&estimates(&snapshot));
        observe_block(&mut tally, 2);
        assert_eq!(bits(&estimates(&snapshot)), before);
        assert_ne!(bits(&estimates(&tally)), before);
    }
}
