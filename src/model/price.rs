//! The reference price (docs/model.md, P1 to P6).

mod diffusion;
mod jumps;

use super::input::{Input, InputTable};
use crate::distribution::{Distribution, QuantileTables};
use crate::numerics::elementary::{exp, ln};
use crate::numerics::lanes::Lanes;
use crate::scenario::{Each, Jumps, Month, Price, PriceProcess, TimeGrid};
pub use diffusion::Bridge;
use diffusion::{Diffusion, Motion};
use jumps::JumpModel;

#[derive(Debug)]
pub struct PriceModel {
    pub initial: Input,
    process: Process,
}

#[derive(Debug)]
enum Process {
    Constant,
    Seasonal {
        /// Of each step.
        factors: Vec<Input>,
    },
    Gbm {
        drift: Input,
        diffusion: Diffusion,
        compensated: bool,
    },
    MeanReverting {
        level: Input,
        half_life: Input,
        diffusion: Diffusion,
    },
    Forward {
        /// At the end of each step.
        curve: Vec<f64>,
        half_life: Input,
        diffusion: Diffusion,
    },
    Table {
        /// At time 0 and at the end of each step.
        prices: Vec<f64>,
    },
}

/// Prices of a block by step.
#[derive(Debug)]
pub struct PricePaths<'e> {
    /// Mean over the step, USD/t.
    pub mean: &'e mut [Lanes],
    /// At its end, USD/t.
    pub closing: &'e mut [Lanes],
    /// Of the steps of a period, by how many are left.
    pub bridge: &'e mut [Bridge],
}

impl PriceModel {
    pub fn new(
        price: &Price,
        time: &TimeGrid,
        seed: u64,
        inputs: &mut InputTable,
        tables: &mut QuantileTables,
    ) -> Self {
        let initial = inputs.input(&price.initial);
        let steps = time.steps();
        let shock = |inputs: &mut InputTable| {
            inputs.draw("price".to_owned(), Distribution::standard_normal(), Each::Period)
        };
        let mut diffusion = |shock, volatility, jumps: &Option<Jumps>, inputs: &mut InputTable| {
            Diffusion::new(shock, volatility, jumps.as_ref(), time, seed, inputs, tables)
        };
        let process = match &price.process {
            PriceProcess::Constant => Process::Constant,
            PriceProcess::Seasonal { factors } => {
                let by_month = factors.by_month().map(|factor| inputs.input(factor));
                let months = (0..steps.steps).map(|step| steps.last_month(step).month());
                let factors = months.map(|month| by_month[month as usize - 1]).collect();
                Process::Seasonal { factors }
            }
            PriceProcess::Gbm { drift, volatility, jumps, compensated } => {
                let shock = shock(inputs);
                let drift = inputs.input(drift);
                let volatility = inputs.input(volatility);
                let diffusion = diffusion(shock, volatility, jumps, inputs);
                Process::Gbm { drift, diffusion, compensated: *compensated }
            }
            PriceProcess::MeanReverting { level, half_life, volatility, jumps } => {
                let shock = shock(inputs);
                let (level, half_life) = (inputs.input(level), inputs.input(half_life));
                let volatility = inputs.input(volatility);
                let diffusion = diffusion(shock, volatility, jumps, inputs);
                Process::MeanReverting { level, half_life, diffusion }
            }
            PriceProcess::Forward { points, half_life, volatility } => {
                let shock = shock(inputs);
                let (half_life, volatility) = (inputs.input(half_life), inputs.input(volatility));
                let diffusion = diffusion(shock, volatility, &None, inputs);
                Process::Forward { curve: at_ends(points, time).split_off(1), half_life, diffusion }
            }
            PriceProcess::Table { points } => Process::Table { prices: at_ends(points, time) },
        };
        PriceModel { initial, process }
    }

    fn diffusion(&self) -> Option<&Diffusion> {
        match &self.process {
            Process::Gbm { diffusion, .. }
            | Process::MeanReverting { diffusion, .. }
            | Process::Forward { diffusion, .. } => Some(diffusion),
            Process::Constant | Process::Seasonal { .. } | Process::Table { .. } => None,
        }
    }

    pub fn jumps(&self) -> Option<&JumpModel> {
        self.diffusion()?.jumps.as_ref()
    }

    /// Number of jumps of one period of the report in one trial.
    pub fn jump_count(&self, trial: u64, period: usize, rate: f64) -> Option<u64> {
        let diffusion = self.diffusion()?;
        let jumps = diffusion.jumps.as_ref()?;
        Some(jumps.count(trial, period, rate * diffusion.period_years))
    }

    /// Normal score by which the path moves in a step that does not end a period.
    pub fn path_score(&self, trial: u64, step: u64) -> Option<f64> {
        Some(self.diffusion()?.path_score(trial, step))
    }

    /// Prices of every step (P6).
    #[inline(always)]
    pub fn paths(&self, first_trial: u64, values: &[Lanes], paths: PricePaths<'_>) {
        let PricePaths { mean, closing, bridge } = paths;
        let initial = self.initial.of(values);
        let mut before = *initial;
        match &self.process {
            Process::Constant => {
                closing.fill(*initial);
                mean.copy_from_slice(closing);
                return;
            }
            Process::Seasonal { factors } => {
                for (price, factor) in closing.iter_mut().zip(factors) {
                    let factor = factor.of(values);
                    price.set(|lane| initial[lane] * factor[lane]);
                }
                mean.copy_from_slice(closing);
                return;
            }
            Process::Table { prices } => {
                before = Lanes::splat(prices[0]);
                for (price, &value) in closing.iter_mut().zip(&prices[1..]) {
                    *price = Lanes::splat(value);
                }
            }
            Process::Gbm { drift, diffusion, compensated } => {
                let (drift, volatility) = (drift.of(values), diffusion.volatility.of(values));
                let years = diffusion.period_years;
                let mut growth = Lanes::from_fn(|lane| {
                    (drift[lane] - 0.5 * volatility[lane] * volatility[lane]) * years
                });
                if let Some(jumps) = diffusion.jumps.as_ref().filter(|_| *compensated) {
                    jumps.compensate(years, values, &mut growth);
                }
                let period = Bridge {
                    kept: Lanes::splat(1.0),
                    drawn: growth,
                    deviation: volatility.map(|volatility| volatility * years.sqrt()),
                };
                diffusion.straight_bridge(volatility, bridge);
                let motion = Motion { period, reverts: None };
                diffusion.follow(first_trial, initial, &motion, values, bridge, closing);
            }
            Process::MeanReverting { level, half_life, diffusion } => {
                let level = level.of(values).map(ln);
                let rate = half_life.of(values).map(reversion_rate);
                diffusion.revert(first_trial, initial, (&rate, &level), values, bridge, closing);
            }
            Process::Forward { curve, half_life, diffusion } => {
                let (level, start) = (Lanes::ZERO, Lanes::splat(1.0));
                let rate = half_life.of(values).map(reversion_rate);
                diffusion.revert(first_trial, &start, (&rate, &level), values, bridge, closing);
                let volatility = diffusion.volatility.of(values);
                let step = diffusion.period_years / (diffusion.steps_within() + 1) as f64;
                for (number, (price, forward)) in closing.iter_mut().zip(curve).enumerate() {
                    let years = (number + 1) as f64 * step;
                    price.update(|lane, price| {
                        let kept = exp(-2.0 * rate[lane] * years);
                        let variance =
                            volatility[lane] * volatility[lane] * (1.0 - kept) / (2.0 * rate[lane]);
                        forward * price * exp(-0.5 * variance)
                    });
                }
            }
        }
        for (mean, closing) in mean.iter_mut().zip(closing) {
            mean.set(|lane| 0.5 * (before[lane] + closing[lane]));
            before = *closing;
        }
    }

    /// Places for the bridge of a block.
    pub fn bridge(&self) -> Vec<Bridge> {
        let empty = Bridge { kept: Lanes::ZERO, drawn: Lanes::ZERO, deviation: Lanes::ZERO };
        vec![empty; self.diffusion().map_or(0, Diffusion::steps_within)]
    }
}

/// How fast a log price with this half-life goes back to its level, 1/year.
fn reversion_rate(half_life: f64) -> f64 {
    std::f64::consts::LN_2 / half_life
}

/// Prices by month at time 0 and at the end of each step.
fn at_ends(points: &[(Month, f64)], time: &TimeGrid) -> Vec<f64> {
    let steps = time.steps();
    let points: Vec<(f64, f64)> =
        points.iter().map(|&(month, price)| (time.years_to(month), price)).collect();
    let ends = (0..=steps.steps).map(|end| end as f64 * steps.years());
    ends.map(|end| interpolate(&points, end)).collect()
}

/// Linear between points, flat outside.
fn interpolate(points: &[(f64, f64)], time: f64) -> f64 {
    let after = points.partition_point(|&(at, _)| at <= time);
    match (after.checked_sub(1).map(|before| points[before]), points.get(after)) {
        (Some((from, low)), Some(&(to, high))) => low + (high - low) * (time - from) / (to - from),
        (Some((_, last)), None) => last,
        (None, Some(&(_, first))) => first,
        (None, None) => f64::NAN,
    }
}
