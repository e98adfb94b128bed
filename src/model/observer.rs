//! How the engine reports what a block of trials yields: by subject and metric.

use crate::metric::series::{Handles, SeriesPlan};
use crate::metric::{Metric, Observed, OverTime};
use crate::numerics::lanes::{LANES, Lanes};

/// Receives what a block of trials yields; called through a pointer, so that the engine is compiled
/// once. Bit i of `mask` says whether lane i counts.
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

/// What the steps of a period have reported so far, by the places of [`Handles::running`].
#[derive(Debug, Clone, Default)]
pub struct Running {
    series: Vec<Lanes>,
    ratios: Vec<[Lanes; 2]>,
}

impl Running {
    /// Of a period that has not begun.
    pub fn new(plan: &SeriesPlan) -> Self {
        let (series, ratios) = plan.running();
        Running { series: vec![Lanes::ZERO; series], ratios: vec![[Lanes::ZERO; 2]; ratios] }
    }
}

/// What a block reports to: the observer, and the numbers of what the scenario has.
pub struct Report<'r> {
    plan: &'r SeriesPlan,
    running: &'r mut Running,
    observer: &'r mut dyn Observer,
    /// Lanes that count.
    mask: u64,
}

impl<'r> Report<'r> {
    /// Of a block whose lanes in `mask` count.
    #[inline(always)]
    pub fn new(
        plan: &'r SeriesPlan,
        running: &'r mut Running,
        observer: &'r mut dyn Observer,
        mask: u64,
    ) -> Self {
        Report { plan, running, observer, mask }
    }

    /// Of a subject over the horizon or in a step; the observer is told of whole periods.
    #[inline(always)]
    pub fn of(&mut self, observed: impl Into<Observed>) -> SubjectReport<'_> {
        let mut observed = observed.into();
        let substeps = self.plan.extent.substeps;
        let part = match &mut observed.period {
            None => Part::Whole,
            Some(step) => {
                let is_last = (*step + 1).is_multiple_of(substeps);
                *step /= substeps;
                match (substeps, is_last) {
                    (1, _) => Part::Whole,
                    (_, true) => Part::Last,
                    (_, false) => Part::More,
                }
            }
        };
        SubjectReport {
            series: self.plan.series_of(observed),
            ratios: self.plan.ratios_of(observed),
            part,
            substeps,
            running: self.running,
            observer: self.observer,
            mask: self.mask,
        }
    }

    /// The reference price of a step and the total's spot purchases in it (E10).
    #[inline(always)]
    pub fn spot_pair(&mut self, step: usize, price: &Lanes, bought: &Lanes) {
        let pairs = self.plan.spot_pairs();
        if !pairs.is_empty() {
            self.observer.observe_ratio(pairs.start + step, &price.0, &bought.0, self.mask);
        }
    }
}

/// What is reported at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The horizon, or a period of one step.
    Whole,
    /// A step of a period with more to come.
    More,
    /// The last step of a period.
    Last,
}

/// Reports the metrics of one subject. What the scenario does not have is passed over.
pub struct SubjectReport<'r> {
    series: Handles<'r>,
    ratios: Handles<'r>,
    part: Part,
    substeps: usize,
    running: &'r mut Running,
    observer: &'r mut dyn Observer,
    mask: u64,
}

impl SubjectReport<'_> {
    /// Whether none of its series is counted, so that nothing need be reported of them.
    #[inline(always)]
    pub fn is_silent(&self) -> bool {
        self.series.metrics().is_empty()
    }

    /// The values of a metric.
    #[inline(always)]
    pub fn observe(&mut self, metric: Metric, values: &Lanes) {
        self.observe_where(metric, values, u64::MAX);
    }

    /// The values of a metric that only some lanes have.
    // Called from a hundred places: in all of them it would make the program several times as
    // large.
    #[inline(never)]
    pub fn observe_where(&mut self, metric: Metric, values: &Lanes, lanes: u64) {
        let Some(series) = self.series.get(metric) else { return };
        if self.part == Part::Whole {
            self.observer.observe(series, &values.0, self.mask & lanes);
            return;
        }
        let is_last = self.part == Part::Last;
        if metric.over_time() == OverTime::Last {
            if is_last {
                self.observer.observe(series, &values.0, self.mask & lanes);
            }
            return;
        }
        let Some(place) = self.series.running(metric) else { return };
        let sum = &mut self.running.series[place];
        if metric.over_time() == OverTime::Largest {
            sum.update(|lane, before| before.max(values[lane]));
        } else {
            *sum += values;
        }
        if is_last {
            if metric.over_time() == OverTime::Mean {
                *sum *= 1.0 / self.substeps as f64;
            }
            self.observer.observe(series, &sum.0, self.mask & lanes);
            *sum = Lanes::ZERO;
        }
    }

    /// Zero for every metric.
    #[inline(never)]
    pub fn observe_nothing(&mut self) {
        // Nothing adds nothing to what is still running.
        if self.part != Part::More {
            for &metric in self.series.metrics() {
                self.observe(metric, &Lanes::ZERO);
            }
        }
    }

    /// The two values of which a metric is the ratio of means.
    #[inline(never)]
    pub fn observe_ratio(&mut self, metric: Metric, numerator: &Lanes, denominator: &Lanes) {
        let Some(ratio) = self.ratios.get(metric) else { return };
        if self.part == Part::Whole {
            self.observer.observe_ratio(ratio, &numerator.0, &denominator.0, self.mask);
            return;
        }
        let Some(place) = self.ratios.running(metric) else { return };
        let [above, below] = &mut self.running.ratios[place];
        *above += numerator;
        *below += denominator;
        if self.part == Part::Last {
            self.observer.observe_ratio(ratio, &above.0, &below.0, self.mask);
            (*above, *below) = (Lanes::ZERO, Lanes::ZERO);
        }
    }
}
