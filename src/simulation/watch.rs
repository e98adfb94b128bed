//! Watches: the user's own events, evaluated on what a block observes.

use std::convert::Infallible;

use crate::metric::Observed;
use crate::metric::series::SeriesPlan;
use crate::model::observer::Observer;
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::{Comparison, Event, Relation, Term, Watch, WatchTime};
use crate::statistics::equal_to;

/// Watches compiled to comparisons of captured series.
#[derive(Debug, Clone, PartialEq)]
pub struct WatchPlan {
    watches: Vec<CompiledWatch>,
    /// Place of a series among the captured, by its index; empty without watches.
    places: Vec<Option<u32>>,
    captures: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct CompiledWatch {
    /// What is looked for at each moment.
    moments: Vec<Event<Test>>,
    /// In so many of them it must happen.
    least: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct Test {
    /// Factors and places of what is added up.
    terms: Vec<(f64, usize)>,
    relation: Relation,
    threshold: f64,
}

impl Test {
    /// Whether it holds in a lane. What the scenario does not have fulfils nothing.
    fn holds(&self, captured: &[Lanes], lane: usize) -> bool {
        let value: f64 =
            self.terms.iter().map(|&(factor, place)| factor * captured[place][lane]).sum();
        self.relation.holds(value, self.threshold)
    }
}

impl WatchPlan {
    /// Compiles watches to the series of a plan.
    pub fn new(watches: &[Watch], series: &SeriesPlan) -> Self {
        let mut plan = WatchPlan { watches: Vec::new(), places: Vec::new(), captures: 0 };
        if !watches.is_empty() {
            plan.places = vec![None; series.series];
        }
        for watch in watches {
            let periods = series.extent.periods;
            let (moments, least): (Vec<Option<usize>>, usize) = match watch.at {
                WatchTime::Horizon => (vec![None], 1),
                WatchTime::Last => (vec![Some(periods - 1)], 1),
                WatchTime::Period(period) => (vec![Some(period)], 1),
                WatchTime::Within(first, last) => ((first..=last).map(Some).collect(), 1),
                WatchTime::Any => ((0..periods).map(Some).collect(), 1),
                WatchTime::Every => ((0..periods).map(Some).collect(), periods),
                WatchTime::AtLeast(number) => ((0..periods).map(Some).collect(), number),
            };
            let compile = |moment: Option<usize>| {
                let test = &mut |comparison: &Comparison| {
                    Ok::<_, Infallible>(plan.test(comparison, moment, series))
                };
                match watch.event.try_map(test) {
                    Ok(event) => event,
                    Err(never) => match never {},
                }
            };
            let moments = moments.into_iter().map(compile).collect();
            plan.watches.push(CompiledWatch { moments, least });
        }
        plan
    }

    fn test(
        &mut self,
        comparison: &Comparison,
        period: Option<usize>,
        series: &SeriesPlan,
    ) -> Test {
        let term = |term: &Term| {
            let observed = Observed { subject: term.subject, period };
            (term.factor, self.capture(series.series(observed, term.metric)))
        };
        let terms = comparison.terms.iter().map(term).collect();
        let relation = comparison.relation;
        let (least, largest) = equal_to(comparison.threshold);
        let threshold = match relation {
            Relation::Above | Relation::AtMost => largest,
            Relation::AtLeast | Relation::Below => least,
        };
        Test { terms, relation, threshold }
    }

    /// A place for a series; one that the scenario does not have is captured as never observed,
    /// which satisfies nothing.
    fn capture(&mut self, series: Option<usize>) -> usize {
        if let Some(place) = series.and_then(|series| self.places[series]) {
            return place as usize;
        }
        let place = self.captures;
        self.captures += 1;
        if let Some(series) = series {
            self.places[series] = Some(place as u32);
        }
        place
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.watches.is_empty()
    }

    /// Columns for what is captured of a block.
    pub fn captured(&self) -> Vec<Lanes> {
        vec![Lanes::splat(f64::NAN); self.captures]
    }
}

/// Passes everything on and keeps what the watches look at.
pub struct Watching<'a> {
    /// Where everything is passed on to.
    pub inner: &'a mut dyn Observer,
    /// What the watches look at.
    pub plan: &'a WatchPlan,
    /// What they saw of the block.
    pub captured: &'a mut [Lanes],
}

impl Observer for Watching<'_> {
    fn begin(&mut self, block: u64, mask: u64) {
        self.inner.begin(block, mask);
    }

    #[inline(always)]
    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        if let Some(place) = self.plan.places.get(series).copied().flatten() {
            self.captured[place as usize]
                .set(|lane| if mask >> lane & 1 == 1 { values[lane] } else { f64::NAN });
        }
        self.inner.observe(series, values, mask);
    }

    #[inline(always)]
    fn observe_ratio(
        &mut self,
        ratio: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        mask: u64,
    ) {
        self.inner.observe_ratio(ratio, numerator, denominator, mask);
    }
}

impl Watching<'_> {
    /// Observes whether each watch's event happened; `series` is the first watch's.
    pub fn finish(&mut self, series: usize, mask: u64) {
        for (index, watch) in self.plan.watches.iter().enumerate() {
            let happened = Lanes::from_fn(|lane| {
                let holds = |test: &Test| test.holds(self.captured, lane);
                let times = watch.moments.iter().filter(|event| event.happens(&holds)).count();
                f64::from(u8::from(times >= watch.least))
            });
            self.inner.observe(series + index, &happened.0, mask);
        }
    }
}
