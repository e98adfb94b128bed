//! Watches: the user's own events, evaluated on what a block observes.

use crate::metric::Observed;
use crate::metric::series::SeriesPlan;
use crate::model::observer::Observer;
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::{Relation, Watch, WatchTime};
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
    /// All tests of a moment must hold.
    moments: Vec<Vec<Test>>,
    /// Whether every moment must hold, or any.
    every: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Test {
    place: usize,
    relation: Relation,
    threshold: f64,
}

impl WatchPlan {
    /// Compiles watches to the series of a plan.
    pub fn new(watches: &[Watch], series: &SeriesPlan) -> Self {
        let mut plan = WatchPlan { watches: Vec::new(), places: Vec::new(), captures: 0 };
        if !watches.is_empty() {
            plan.places = vec![None; series.series];
        }
        for watch in watches {
            let moments: Vec<Option<usize>> = match watch.at {
                WatchTime::Horizon => vec![None],
                WatchTime::Last => vec![Some(series.extent.periods - 1)],
                WatchTime::Period(period) => vec![Some(period)],
                WatchTime::Any | WatchTime::Every => (0..series.extent.periods).map(Some).collect(),
            };
            let moments = moments
                .into_iter()
                .map(|moment| {
                    watch
                        .conditions
                        .iter()
                        .map(|condition| {
                            let observed = Observed { subject: condition.subject, period: moment };
                            let (least, largest) = equal_to(condition.threshold);
                            Test {
                                place: plan.capture(series.series(observed, condition.metric)),
                                relation: condition.relation,
                                threshold: match condition.relation {
                                    Relation::Above | Relation::AtMost => largest,
                                    Relation::AtLeast | Relation::Below => least,
                                },
                            }
                        })
                        .collect()
                })
                .collect();
            plan.watches.push(CompiledWatch { moments, every: watch.at == WatchTime::Every });
        }
        plan
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

    /// Columns for what is captured of a block.
    pub fn captured(&self) -> Vec<Lanes> {
        vec![Lanes::splat(f64::NAN); self.captures]
    }
}

/// Passes everything on and keeps what the watches look at.
#[derive(Debug)]
pub struct Watching<'a, O> {
    /// Where everything is passed on to.
    pub inner: &'a mut O,
    /// What the watches look at.
    pub plan: &'a WatchPlan,
    /// What they saw of the block.
    pub captured: &'a mut [Lanes],
}

impl<O: Observer> Observer for Watching<'_, O> {
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

impl<O: Observer> Watching<'_, O> {
    /// Observes whether each watch's event happened; `series` is the first watch's.
    pub fn finish(&mut self, series: usize, mask: u64) {
        for (index, watch) in self.plan.watches.iter().enumerate() {
            let happened = Lanes::from_fn(|lane| {
                let mut moments = watch.moments.iter().map(|tests| {
                    tests.iter().all(|test| {
                        let value = self.captured[test.place][lane];
                        match test.relation {
                            Relation::Above => value > test.threshold,
                            Relation::AtLeast => value >= test.threshold,
                            Relation::Below => value < test.threshold,
                            Relation::AtMost => value <= test.threshold,
                        }
                    })
                });
                let holds = if watch.every {
                    moments.all(|holds| holds)
                } else {
                    moments.any(|holds| holds)
                };
                f64::from(holds)
            });
            self.inner.observe(series + index, &happened.0, mask);
        }
    }
}
