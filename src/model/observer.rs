//! How the engine reports what a block of trials yields: by subject and metric.

use crate::metric::series::{Handles, SeriesPlan};
use crate::metric::{Metric, Observed};
use crate::numerics::lanes::{LANES, Lanes};

/// Receives what a block of trials yields. Bit i of `mask` says whether lane i counts.
pub trait Observer {
    /// Block number `block` begins; its lanes in `mask` count.
    fn begin(&mut self, block: u64, mask: u64);
    /// The values of a series.
    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64);
    /// The two values of a ratio.
    fn observe_ratio(
        &mut self,
        ratio: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        mask: u64,
    );
}

/// Any observer, called through a pointer: the engine is compiled once for all that need not be
/// fast.
impl Observer for &mut dyn Observer {
    fn begin(&mut self, block: u64, mask: u64) {
        (**self).begin(block, mask);
    }

    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        (**self).observe(series, values, mask);
    }

    fn observe_ratio(
        &mut self,
        ratio: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        mask: u64,
    ) {
        (**self).observe_ratio(ratio, numerator, denominator, mask);
    }
}

/// Keeps nothing, but makes sure that everything is computed: for measurements of speed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn begin(&mut self, _: u64, _: u64) {}

    #[inline(always)]
    fn observe(&mut self, _: usize, values: &[f64; LANES], _: u64) {
        std::hint::black_box(values);
    }

    #[inline(always)]
    fn observe_ratio(
        &mut self,
        _: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        _: u64,
    ) {
        std::hint::black_box((numerator, denominator));
    }
}

/// What a block reports to: the observer, and the numbers of what the scenario has.
#[derive(Debug)]
pub struct Report<'r, O> {
    plan: &'r SeriesPlan,
    observer: &'r mut O,
    /// Lanes that count.
    mask: u64,
}

impl<'r, O: Observer> Report<'r, O> {
    /// Of a block whose lanes in `mask` count.
    #[inline(always)]
    pub fn new(plan: &'r SeriesPlan, observer: &'r mut O, mask: u64) -> Self {
        Report { plan, observer, mask }
    }

    /// Of a subject over the horizon or in a period.
    #[inline(always)]
    pub fn of(&mut self, observed: impl Into<Observed>) -> SubjectReport<'_, O> {
        let observed = observed.into();
        SubjectReport {
            series: self.plan.series_of(observed),
            ratios: self.plan.ratios_of(observed),
            observer: self.observer,
            mask: self.mask,
        }
    }

    /// The reference price of a period and the total's spot purchases in it (E10).
    #[inline(always)]
    pub fn spot_pair(&mut self, period: usize, price: &Lanes, bought: &Lanes) {
        let pairs = self.plan.spot_pairs();
        if !pairs.is_empty() {
            self.observer.observe_ratio(pairs.start + period, &price.0, &bought.0, self.mask);
        }
    }
}

/// Reports the metrics of one subject. What the scenario does not have is passed over.
#[derive(Debug)]
pub struct SubjectReport<'r, O> {
    series: Handles<'r>,
    ratios: Handles<'r>,
    observer: &'r mut O,
    mask: u64,
}

impl<O: Observer> SubjectReport<'_, O> {
    /// The values of a metric.
    #[inline(always)]
    pub fn observe(&mut self, metric: Metric, values: &Lanes) {
        self.observe_where(metric, values, u64::MAX);
    }

    /// The values of a metric that only some lanes have.
    // Called from a hundred places: in all of them it would make the program several times as large.
    #[inline(never)]
    pub fn observe_where(&mut self, metric: Metric, values: &Lanes, lanes: u64) {
        if let Some(series) = self.series.get(metric) {
            self.observer.observe(series, &values.0, self.mask & lanes);
        }
    }

    /// Zero for every metric.
    #[inline(never)]
    pub fn observe_nothing(&mut self) {
        for series in self.series.all() {
            self.observer.observe(series, &Lanes::ZERO.0, self.mask);
        }
    }

    /// The two values of which a metric is the ratio of means.
    #[inline(never)]
    pub fn observe_ratio(&mut self, metric: Metric, numerator: &Lanes, denominator: &Lanes) {
        if let Some(ratio) = self.ratios.get(metric) {
            self.observer.observe_ratio(ratio, &numerator.0, &denominator.0, self.mask);
        }
    }
}
