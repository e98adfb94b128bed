//! The reference price (docs/model.md, P1 to P5).

use super::input::{Input, InputTable};
use crate::distribution::{Distribution, QuantileTables, WordQuantile};
use crate::numerics::elementary::{exp, ln};
use crate::numerics::lanes::{LANES, Lanes, Words, each};
use crate::sampling::Stream;
use crate::sampling::stream::uniform;
use crate::scenario::{Each, Jumps, Price, PriceProcess, TimeGrid};

/// Most jumps in a period; their coordinates are this many apart.
pub const MOST_JUMPS: u64 = 4096;

#[derive(Debug)]
pub struct PriceModel {
    pub initial: Input,
    process: Process,
}

#[derive(Debug)]
enum Process {
    Constant,
    Seasonal {
        /// Of each period.
        factors: Vec<Input>,
    },
    Gbm {
        shock: Input,
        drift: Input,
        volatility: Input,
        jumps: Option<JumpModel>,
        compensated: bool,
    },
    MeanReverting {
        shock: Input,
        level: Input,
        half_life: Input,
        volatility: Input,
        jumps: Option<JumpModel>,
    },
    Table {
        prices: Vec<f64>,
    },
}

/// Compound Poisson jumps of the log price (Merton 1976).
#[derive(Debug)]
pub struct JumpModel {
    rate: Input,
    mean: Input,
    standard_deviation: Input,
    counts: Stream,
    sizes: Stream,
    times: Stream,
    score: WordQuantile,
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
        let shock = |inputs: &mut InputTable| {
            inputs.draw("price".to_owned(), Distribution::standard_normal(), Each::Period)
        };
        let process = match &price.process {
            PriceProcess::Constant => Process::Constant,
            PriceProcess::Seasonal { factors } => {
                let by_month = factors.by_month().map(|factor| inputs.input(factor));
                let months = (0..time.periods).map(|period| time.last_month(period).month());
                let factors = months.map(|month| by_month[month as usize - 1]).collect();
                Process::Seasonal { factors }
            }
            PriceProcess::Gbm { drift, volatility, jumps, compensated } => Process::Gbm {
                shock: shock(inputs),
                drift: inputs.input(drift),
                volatility: inputs.input(volatility),
                jumps: jumps.as_ref().map(|jumps| JumpModel::new(jumps, seed, inputs, tables)),
                compensated: *compensated,
            },
            PriceProcess::MeanReverting { level, half_life, volatility, jumps } => {
                Process::MeanReverting {
                    shock: shock(inputs),
                    level: inputs.input(level),
                    half_life: inputs.input(half_life),
                    volatility: inputs.input(volatility),
                    jumps: jumps.as_ref().map(|jumps| JumpModel::new(jumps, seed, inputs, tables)),
                }
            }
            PriceProcess::Table { points } => {
                let points: Vec<(f64, f64)> =
                    points.iter().map(|&(month, price)| (time.years_to(month), price)).collect();
                let ends = (1..=time.periods).map(|end| end as f64 * time.period_years());
                Process::Table { prices: ends.map(|end| interpolate(&points, end)).collect() }
            }
        };
        PriceModel { initial, process }
    }

    pub fn jumps(&self) -> Option<&JumpModel> {
        match &self.process {
            Process::Gbm { jumps, .. } | Process::MeanReverting { jumps, .. } => jumps.as_ref(),
            Process::Constant | Process::Seasonal { .. } | Process::Table { .. } => None,
        }
    }

    /// Prices and their logarithms at the end of each period, one column a period.
    #[inline(always)]
    pub fn paths(
        &self,
        first_trial: u64,
        step: f64,
        values: &[Lanes],
        prices: &mut [Lanes],
        logarithms: &mut [Lanes],
    ) {
        match &self.process {
            Process::Constant => {
                let initial = self.initial.of(values);
                for (price, logarithm) in prices.iter_mut().zip(logarithms) {
                    *price = *initial;
                    logarithm.set(|lane| ln(price[lane]));
                }
            }
            Process::Seasonal { factors } => {
                let initial = self.initial.of(values);
                for ((price, logarithm), factor) in prices.iter_mut().zip(logarithms).zip(factors) {
                    let factor = factor.of(values);
                    price.set(|lane| initial[lane] * factor[lane]);
                    logarithm.set(|lane| ln(price[lane]));
                }
            }
            Process::Table { prices: known } => {
                for ((price, logarithm), &value) in prices.iter_mut().zip(logarithms).zip(known) {
                    *price = Lanes::splat(value);
                    logarithm.set(|lane| ln(price[lane]));
                }
            }
            Process::Gbm { shock, drift, volatility, jumps, compensated } => {
                let (drift, volatility) = (drift.of(values), volatility.of(values));
                let mut mean = Lanes::from_fn(|lane| {
                    (drift[lane] - 0.5 * volatility[lane] * volatility[lane]) * step
                });
                let deviation = Lanes::from_fn(|lane| volatility[lane] * step.sqrt());
                if let Some(jumps) = jumps.as_ref().filter(|_| *compensated) {
                    jumps.compensate(step, values, &mut mean);
                }
                let mut state = self.initial.of(values).map(ln);
                let mut jump_sums =
                    jumps.as_ref().map(|jumps| JumpSums::new(jumps, first_trial, step, values));
                for period in 0..prices.len() {
                    let shock = shock.at(values, period);
                    state.update(|lane, state| state + mean[lane] + deviation[lane] * shock[lane]);
                    if let Some(sums) = &mut jump_sums {
                        sums.add(period, None, &mut state);
                    }
                    logarithms[period] = state;
                    prices[period].set(|lane| exp(state[lane]));
                }
            }
            Process::MeanReverting { shock, level, half_life, volatility, jumps } => {
                let (level, half_life, volatility) =
                    (level.of(values), half_life.of(values), volatility.of(values));
                let rate = half_life.map(|half_life| std::f64::consts::LN_2 / half_life);
                let decay_rate = rate.map(|rate| rate * step);
                let decay = decay_rate.map(|decay_rate| exp(-decay_rate));
                let pull = Lanes::from_fn(|lane| ln(level[lane]) * (1.0 - decay[lane]));
                let deviation = Lanes::from_fn(|lane| {
                    let variance = (1.0 - decay[lane] * decay[lane]) / (2.0 * rate[lane]);
                    volatility[lane] * variance.sqrt()
                });
                let mut state = self.initial.of(values).map(ln);
                let mut jump_sums =
                    jumps.as_ref().map(|jumps| JumpSums::new(jumps, first_trial, step, values));
                for period in 0..prices.len() {
                    let shock = shock.at(values, period);
                    state.update(|lane, state| {
                        state * decay[lane] + pull[lane] + deviation[lane] * shock[lane]
                    });
                    if let Some(sums) = &mut jump_sums {
                        sums.add(period, Some(&decay_rate), &mut state);
                    }
                    logarithms[period] = state;
                    prices[period].set(|lane| exp(state[lane]));
                }
            }
        }
    }
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

impl JumpModel {
    fn new(jumps: &Jumps, seed: u64, inputs: &mut InputTable, tables: &mut QuantileTables) -> Self {
        JumpModel {
            rate: inputs.input(&jumps.rate),
            mean: inputs.input(&jumps.mean),
            standard_deviation: inputs.input(&jumps.standard_deviation),
            counts: Stream::new(seed, "price.jumps"),
            sizes: Stream::new(seed, "price.jumps.size"),
            times: Stream::new(seed, "price.jumps.time"),
            score: tables.word_quantile(&Distribution::standard_normal()),
        }
    }

    /// Takes the mean growth by jumps, rate · (e^{mean + sd²/2} − 1), from the drift of a period.
    #[inline(always)]
    fn compensate(&self, step: f64, values: &[Lanes], mean: &mut Lanes) {
        let (rate, jump, deviation) =
            (self.rate.of(values), self.mean.of(values), self.standard_deviation.of(values));
        *mean -= each(|lane| {
            let growth = exp(jump[lane] + 0.5 * deviation[lane] * deviation[lane]) - 1.0;
            rate[lane] * growth * step
        });
    }

    /// Number of jumps of one period in one trial at a mean of `expected`.
    pub fn count(&self, trial: u64, period: usize, expected: f64) -> u64 {
        poisson_quantile(uniform(self.counts.word(trial, period as u64)), expected, exp(-expected))
    }

    /// Normal score of the size of a jump.
    pub fn size_score(&self, trial: u64, coordinate: u64) -> f64 {
        self.score.value(self.sizes.word(trial, coordinate))
    }

    /// Time of a jump as a share of its period.
    pub fn time_share(&self, trial: u64, coordinate: u64) -> f64 {
        uniform(self.times.word(trial, coordinate))
    }

    pub fn rate(&self) -> Input {
        self.rate
    }
}

/// Smallest n with F(n) ≥ u for a Poisson variable of mean `expected`; `none` = e^{−expected}.
#[inline(always)]
fn poisson_quantile(u: f64, expected: f64, none: f64) -> u64 {
    let (mut n, mut probability, mut cumulative) = (0u64, none, none);
    while u > cumulative && n < MOST_JUMPS - 1 && (probability > 0.0 || n == 0) {
        n += 1;
        probability *= expected / n as f64;
        cumulative += probability;
    }
    n
}

/// Adds the jumps of a block, period by period.
struct JumpSums<'m> {
    model: &'m JumpModel,
    values: &'m [Lanes],
    first_trial: u64,
    expected: Lanes,
    none: Lanes,
    words: [Words; 2],
}

impl<'m> JumpSums<'m> {
    #[inline(always)]
    fn new(model: &'m JumpModel, first_trial: u64, step: f64, values: &'m [Lanes]) -> Self {
        let rate = model.rate.of(values);
        let expected = Lanes::from_fn(|lane| rate[lane] * step);
        let none = expected.map(|expected| exp(-expected));
        JumpSums { model, values, first_trial, expected, none, words: [Words::ZERO; 2] }
    }

    /// Adds Σ J·e^{−decay·(1 − time share)} to the state; `decay_rate` (per period) is that of a
    /// mean-reverting price.
    #[inline(always)]
    fn add(&mut self, period: usize, decay_rate: Option<&Lanes>, state: &mut Lanes) {
        if period.is_multiple_of(2) {
            let [even, odd] = &mut self.words;
            self.model.counts.block_pairs(self.first_trial, period as u64 / 2, even, odd);
        }
        let words = &self.words[period % 2];
        let (mean, deviation) =
            (self.model.mean.of(self.values), self.model.standard_deviation.of(self.values));
        // Lanes that jump, packed, so that the words of all first jumps, all second ones, … are
        // made together.
        let (mut lanes, mut remaining, mut trials) =
            ([0usize; LANES], [0u64; LANES], [0u64; LANES]);
        let mut active = 0;
        for lane in 0..LANES {
            let u = uniform(words.0[lane]);
            if u > self.none[lane] {
                lanes[active] = lane;
                remaining[active] = poisson_quantile(u, self.expected[lane], self.none[lane]);
                trials[active] = self.first_trial + lane as u64;
                active += 1;
            }
        }
        let (mut sizes, mut times) = ([Words::ZERO; 2], [Words::ZERO; 2]);
        let mut jump = 0u64;
        while active > 0 {
            let pair = u64::midpoint(MOST_JUMPS * period as u64, jump);
            let padded = active.next_multiple_of(8);
            let [even, odd] = &mut sizes;
            self.model.sizes.pairs(&trials[..padded], pair, &mut even.0, &mut odd.0);
            if decay_rate.is_some() {
                let [even, odd] = &mut times;
                self.model.times.pairs(&trials[..padded], pair, &mut even.0, &mut odd.0);
            }
            let mut kept = 0;
            for entry in 0..active {
                let lane = lanes[entry];
                let now = remaining[entry].min(2);
                for half in 0..now as usize {
                    let score = self.model.score.value(sizes[half].0[entry]);
                    let size = mean[lane] + deviation[lane] * score;
                    state[lane] += match decay_rate {
                        Some(rate) => {
                            size * exp(-rate[lane] * (1.0 - uniform(times[half].0[entry])))
                        }
                        None => size,
                    };
                }
                if remaining[entry] > now {
                    (lanes[kept], remaining[kept], trials[kept]) =
                        (lane, remaining[entry] - now, trials[entry]);
                    kept += 1;
                }
            }
            active = kept;
            jump += 2;
        }
    }
}
