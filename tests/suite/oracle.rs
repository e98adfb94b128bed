//! The oracle: the model written a second time, one trial at a time, as plainly as the equations of
//! `docs/model.md` read.
//!
//! It is given the drawn values of a trial by name and computes every metric from them. It shares
//! no code with the engine, so that an error has to be made twice to go unseen. Numbers in brackets
//! are equations of `docs/model.md`.
#![allow(
    clippy::disallowed_methods,
    reason = "compared to 1e-9 relative, not bit by bit, so std's exp and ln will do"
)]
#![allow(dead_code, reason = "tests and benchmarks use different parts")]

// Explicit paths, because benchmarks include this file by `#[path]`, which moves the folder that
// `mod` looks in.
#[path = "oracle/bill.rs"]
mod bill;
#[path = "oracle/contract.rs"]
mod contract;
#[path = "oracle/fabricator.rs"]
mod fabricator;
#[path = "oracle/facility.rs"]
mod facility;
#[path = "oracle/mine.rs"]
mod mine;
#[path = "oracle/money.rs"]
mod money;
#[path = "oracle/order.rs"]
mod order;
#[path = "oracle/price.rs"]
mod price;
#[path = "oracle/region.rs"]
mod region;
#[path = "oracle/report.rs"]
mod report;
#[path = "oracle/risk_event.rs"]
mod risk_event;
#[path = "oracle/watch.rs"]
mod watch;

use coppercast::scenario::{Each, Interpolation, Quantity, Scenario, Schedule, StepGrid, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The drawn values of one trial.
pub trait NamedValues {
    /// The value in base units of the random variable `path` at `coordinate`: 0 for what is drawn
    /// once a trial, the period for what is drawn each period; otherwise as `docs/model.md` says.
    /// In particular:
    ///
    /// * `price` at t: the normal shock of the period; `price.path` at a step that does not end a
    ///   period: the normal score of the path; `price.jumps` at t: the number of jumps;
    ///   `price.jumps.size` and `price.jumps.time` at 4096 t + i: the normal score and the uniform
    ///   number of jump i;
    /// * `facility.NAME.built`, `contract.NAME.renewed`, `event.NAME.happened`, `event.NAME.start`: the
    ///   uniform number;
    /// * `contract.NAME.defaulted`: the exponential of mean 1;
    /// * `mine.NAME.outages.I` at 2j and 2j + 1: running time before outage j and its duration,
    ///   years;
    /// * `mine.NAME.outages.I.start` at 0, 1 and 2: the uniform number, the residual time, years,
    ///   and the loss;
    /// * `mine.NAME.outages.I.loss` at j: the loss of outage j (where it is drawn anew);
    /// * `district.NAME.outages.I` likewise;
    /// * `mine.NAME.ramp.reached`: the uniform number;
    /// * `hedge.NAME.premium` where it is left out: the fair one, the same in every trial.
    fn value(&self, path: &str, coordinate: u64) -> f64;
}

pub use coppercast::metric::{Observed, Subject};

/// Every metric of one trial. A metric that does not apply is absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trial {
    metrics: BTreeMap<Observed, BTreeMap<Cow<'static, str>, f64>>,
}

impl Trial {
    /// Computes one trial.
    pub fn compute(scenario: &Scenario, values: &dyn NamedValues) -> Trial {
        let inputs = Inputs { scenario, values };
        let mut prices = price::path(&inputs);
        for t in 0..inputs.periods() {
            risk_event::price(&inputs, t, &mut prices.mean[t], &mut prices.at_end[t]);
        }
        let on_time = |facility| facility::plan(&inputs, facility, &prices, &[]);
        let mut plans: Vec<_> = scenario.facilities.iter().map(on_time).collect();
        let productions: Vec<_> =
            scenario.mines.iter().map(|mine| mine::production(&inputs, mine)).collect();
        let supplies = contract::supplies(&inputs, &productions, &prices);
        let courses = region::courses(&inputs, &prices, &mut plans, &supplies);

        let bills: Vec<_> = (scenario.contracts.iter().enumerate())
            .map(|(c, contract)| {
                bill::bill(
                    &inputs,
                    contract,
                    &prices,
                    &supplies[c],
                    &courses[contract.region.get()].contracts[&c],
                )
            })
            .collect();
        let sites: Vec<_> = (plans.iter().enumerate())
            .map(|(f, plan)| {
                fabricator::site(&inputs, plan, &region::periods_of(f, plan, &courses))
            })
            .collect();
        let delays: Vec<_> = (scenario.facilities.iter().enumerate())
            .map(|(f, facility)| {
                facility::delay(
                    &inputs,
                    facility,
                    &plans[f],
                    &region::periods_of(f, &plans[f], &courses),
                    &sites[f].backlog,
                )
            })
            .collect();
        let makings: Vec<_> = (0..scenario.fabricators.len())
            .map(|k| fabricator::making(&inputs, k, &plans, &courses))
            .collect();
        let accounts = (0..courses.len())
            .map(|r| {
                money::accounts(
                    &inputs,
                    r,
                    &prices,
                    &courses[r],
                    &supplies,
                    &bills,
                    &delays,
                    &makings,
                )
            })
            .collect();
        let outcome = report::Outcome {
            prices,
            plans,
            productions,
            supplies,
            courses,
            bills,
            delays,
            sites,
            makings,
            accounts,
        };

        let mut trial = report::metrics(&inputs, &outcome);
        for watch in &scenario.watches {
            let happens = watch::happens(&trial, watch, scenario.time.periods);
            trial.set(
                Subject::Total,
                format!("watch:{}", watch.name),
                f64::from(u8::from(happens)),
            );
        }
        trial
    }

    /// A metric, `None` where it does not apply.
    pub fn get(&self, observed: impl Into<Observed>, metric: &str) -> Option<f64> {
        self.metrics.get(&observed.into())?.get(metric).copied()
    }

    /// Every metric in the order of subjects, then names.
    pub fn iter(&self) -> impl Iterator<Item = (Observed, &str, f64)> {
        self.metrics.iter().flat_map(|(&subject, named)| {
            named.iter().map(move |(name, &x)| (subject, name.as_ref(), x))
        })
    }

    fn set(
        &mut self,
        observed: impl Into<Observed>,
        metric: impl Into<Cow<'static, str>>,
        value: f64,
    ) {
        self.metrics.entry(observed.into()).or_default().insert(metric.into(), value);
    }

    fn add(&mut self, observed: impl Into<Observed>, metric: &'static str, value: f64) {
        *self.metrics.entry(observed.into()).or_default().entry(metric.into()).or_insert(0.0) +=
            value;
    }
}

/// What a trial is computed from.
struct Inputs<'a> {
    scenario: &'a Scenario,
    values: &'a dyn NamedValues,
}

impl Inputs<'_> {
    /// The value of a quantity in a step; what is drawn each period is that of the report's.
    fn at(&self, quantity: &Quantity, period: usize) -> f64 {
        self.value_at(&quantity.path, &quantity.value, period)
    }

    fn value_at(&self, path: &str, value: &Value, period: usize) -> f64 {
        match value {
            Value::Constant(value) => *value,
            Value::Random(random) => match random.each {
                Each::Trial => self.values.value(path, 0),
                Each::Period => self.values.value(path, self.report_period(period) as u64),
                Each::Outage => {
                    panic!("{path} is drawn for every outage and has no value of its own")
                }
            },
            Value::Variable { name, scale } => {
                let mut variables = self.scenario.variables.iter();
                let variable = variables.find(|variable| variable.name == *name);
                scale
                    * self.at(
                        &variable.expect("a checked scenario has the variables it names").value,
                        period,
                    )
            }
            Value::Schedule(schedule) => {
                let [times, delay] = [&schedule.times, &schedule.delay]
                    .map(|value| self.value_at(path, value, period));
                times * scheduled_mean(schedule, self.grid(), period, delay)
            }
            Value::Touched(touched) => {
                let value = self.value_at(path, &touched.value, period);
                let event = touched.effect.event;
                let share = match touched.is_by_step {
                    true => risk_event::share(self, event, period),
                    false => risk_event::happens(self, event),
                };
                let (lowest, highest) = touched.range;
                risk_event::changed(value, &touched.effect, share).max(lowest).min(highest)
            }
            Value::Changed { value, times, plus } => {
                times * self.value_at(path, value, period) + plus
            }
        }
    }

    /// Whether what is drawn as `path` happens (S12 of `docs/sampling.md`).
    fn happens(&self, path: &str, probability: f64) -> bool {
        self.values.value(path, 0) >= 1.0 - probability
    }

    /// The value of a quantity that does not change within a trial.
    fn once(&self, quantity: &Quantity) -> f64 {
        self.at(quantity, 0)
    }

    /// Number of steps T: like the equations, the oracle calls a step of the computation a period.
    fn periods(&self) -> usize {
        self.grid().steps
    }

    /// Length of a step Δ, years.
    fn delta(&self) -> f64 {
        self.grid().years()
    }

    /// The steps of the computation.
    fn grid(&self) -> StepGrid {
        self.scenario.time.steps()
    }

    /// The period of the report in which step t lies.
    fn report_period(&self, t: usize) -> usize {
        t / self.scenario.time.substeps()
    }

    /// Whether a period of the report ends with step t.
    fn ends_period(&self, t: usize) -> bool {
        (t + 1).is_multiple_of(self.scenario.time.substeps())
    }

    /// The moment tΔ, years; the end of period t − 1 and the start of period t.
    fn moment(&self, t: usize) -> f64 {
        t as f64 * self.delta()
    }
}

/// Mean of a schedule over a step (T3): the sum over all its pieces, each cut to the step.
fn scheduled_mean(schedule: &Schedule, grid: StepGrid, step: usize, delay: f64) -> f64 {
    let (begin, end) = (step as f64 * grid.years(), (step + 1) as f64 * grid.years());
    let at: Vec<(f64, f64)> = (schedule.points.iter())
        .map(|&(month, value)| (grid.years_to(month) + delay, value))
        .collect();
    let (first, last) = (at[0], at[at.len() - 1]);
    let overlap = |from: f64, to: f64| (to.min(end) - from.max(begin)).max(0.0);
    let mut sum = first.1 * overlap(f64::NEG_INFINITY, first.0);
    for pair in at.windows(2) {
        let ((from, value), (to, next)) = (pair[0], pair[1]);
        let length = overlap(from, to);
        // A line has on average what it has in the middle.
        let middle = from.max(begin) + length / 2.0;
        sum += length
            * match schedule.interpolation {
                Interpolation::Steps => value,
                Interpolation::Linear => value + (next - value) * (middle - from) / (to - from),
            };
    }
    (sum + last.1 * overlap(last.0, f64::INFINITY)) / grid.years()
}
