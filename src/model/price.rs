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
    /// Of the report, years.
    period_years: f64,
    substeps: usize,
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
    Table {
        /// At time 0 and at the end of each step.
        prices: Vec<f64>,
    },
}

/// What moves the log price.
#[derive(Debug)]
struct Diffusion {
    /// Of each period.
    shock: Input,
    volatility: Input,
    jumps: Option<JumpModel>,
    /// Within a period.
    path: PathWithin,
}

/// The path of the diffusion between the ends of a period: normal scores by step.
#[derive(Debug)]
struct PathWithin {
    scores: Stream,
    score: WordQuantile,
}

/// How the diffusion gets from one step to the next on its way to a period's end: what it keeps of
/// where it is, what it takes of where it ends, and its standard deviation.
#[derive(Debug, Clone)]
pub struct Bridge {
    kept: Lanes,
    drawn: Lanes,
    deviation: Lanes,
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
        let steps = time.steps();
        let shock = |inputs: &mut InputTable| {
            inputs.draw("price".to_owned(), Distribution::standard_normal(), Each::Period)
        };
        let mut diffusion =
            |shock, volatility, jumps: &Option<Jumps>, inputs: &mut InputTable| Diffusion {
                shock,
                volatility,
                jumps: jumps.as_ref().map(|jumps| JumpModel::new(jumps, seed, inputs, tables)),
                path: PathWithin {
                    scores: Stream::new(seed, "price.path"),
                    score: tables.word_quantile(&Distribution::standard_normal()),
                },
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
            PriceProcess::Table { points } => {
                let points: Vec<(f64, f64)> =
                    points.iter().map(|&(month, price)| (time.years_to(month), price)).collect();
                let ends = (0..=steps.steps).map(|end| end as f64 * steps.years());
                Process::Table { prices: ends.map(|end| interpolate(&points, end)).collect() }
            }
        };
        let (period_years, substeps) = (time.period_years(), time.substeps());
        PriceModel { initial, process, period_years, substeps }
    }

    fn diffusion(&self) -> Option<&Diffusion> {
        match &self.process {
            Process::Gbm { diffusion, .. } | Process::MeanReverting { diffusion, .. } => {
                Some(diffusion)
            }
            Process::Constant | Process::Seasonal { .. } | Process::Table { .. } => None,
        }
    }

    pub fn jumps(&self) -> Option<&JumpModel> {
        self.diffusion()?.jumps.as_ref()
    }

    /// Of the report, years.
    pub fn period_years(&self) -> f64 {
        self.period_years
    }

    /// Normal score by which the path moves in a step that does not end a period.
    pub fn path_score(&self, trial: u64, step: u64) -> Option<f64> {
        let path = &self.diffusion()?.path;
        Some(path.score.value(path.scores.word(trial, step)))
    }

    /// Prices of every step (P6).
    #[inline(always)]
    pub fn paths(&self, first_trial: u64, values: &[Lanes], paths: PricePaths<'_>) {
        let PricePaths { mean, closing, bridge } = paths;
        let mut before = *self.initial.of(values);
        match &self.process {
            Process::Constant => {
                closing.fill(*self.initial.of(values));
                mean.copy_from_slice(closing);
                return;
            }
            Process::Seasonal { factors } => {
                let initial = self.initial.of(values);
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
                let years = self.period_years;
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
                self.straight_bridge(volatility, bridge);
                self.diffuse(first_trial, diffusion, &period, None, values, bridge, closing);
            }
            Process::MeanReverting { level, half_life, diffusion } => {
                let (level, half_life) = (level.of(values), half_life.of(values));
                let volatility = diffusion.volatility.of(values);
                let rate = half_life.map(|half_life| std::f64::consts::LN_2 / half_life);
                let decay = rate.map(|rate| exp(-(rate * self.period_years)));
                let level = level.map(ln);
                let period = Bridge {
                    kept: decay,
                    drawn: Lanes::from_fn(|lane| level[lane] * (1.0 - decay[lane])),
                    deviation: Lanes::from_fn(|lane| {
                        let variance = (1.0 - decay[lane] * decay[lane]) / (2.0 * rate[lane]);
                        volatility[lane] * variance.sqrt()
                    }),
                };
                self.reverting_bridge(&rate, volatility, bridge);
                let reverts = Some((&rate, &level));
                self.diffuse(first_trial, diffusion, &period, reverts, values, bridge, closing);
            }
        }
        for (mean, closing) in mean.iter_mut().zip(closing) {
            mean.set(|lane| 0.5 * (before[lane] + closing[lane]));
            before = *closing;
        }
    }

    /// The Brownian bridge over the steps of a period (P6).
    #[inline(always)]
    fn straight_bridge(&self, volatility: &Lanes, bridge: &mut [Bridge]) {
        let step = self.period_years / self.substeps as f64;
        for (before, bridge) in bridge.iter_mut().enumerate() {
            let left = before as f64 + 2.0;
            bridge.kept = Lanes::splat((left - 1.0) / left);
            bridge.drawn = Lanes::splat(1.0 / left);
            let years = step * (left - 1.0) / left;
            bridge.deviation = volatility.map(|volatility| volatility * years.sqrt());
        }
    }

    /// The bridge of an Ornstein–Uhlenbeck process over the steps of a period, `rate` a year (P6).
    #[inline(always)]
    fn reverting_bridge(&self, rate: &Lanes, volatility: &Lanes, bridge: &mut [Bridge]) {
        if bridge.is_empty() {
            return;
        }
        let step = self.period_years / self.substeps as f64;
        let decay = rate.map(|rate| exp(-(rate * step)));
        let mut decay_left = decay;
        for bridge in bridge {
            // From left − 1 steps to `left`.
            let decay_before = decay_left;
            decay_left *= &decay;
            let spread = |decay: f64| 1.0 - decay * decay;
            bridge
                .kept
                .set(|lane| decay[lane] * spread(decay_before[lane]) / spread(decay_left[lane]));
            bridge
                .drawn
                .set(|lane| decay_before[lane] * spread(decay[lane]) / spread(decay_left[lane]));
            bridge.deviation.set(|lane| {
                let variance = spread(decay[lane]) * spread(decay_before[lane])
                    / (spread(decay_left[lane]) * 2.0 * rate[lane]);
                volatility[lane] * variance.sqrt()
            });
        }
    }

    /// The price at the end of every step: the diffusion from period to period, its bridge from
    /// step to step, and the jumps.
    #[inline(always)]
    #[allow(clippy::too_many_arguments)]
    fn diffuse(
        &self,
        first_trial: u64,
        diffusion: &Diffusion,
        period_move: &Bridge,
        // Rate and log level of a mean-reverting price.
        reverts: Option<(&Lanes, &Lanes)>,
        values: &[Lanes],
        bridge: &[Bridge],
        closing: &mut [Lanes],
    ) {
        let step_years = self.period_years / self.substeps as f64;
        let decay_rate = reverts.map(|(rate, _)| rate.map(|rate| rate * step_years));
        let jumps_kept = decay_rate.map(|decay_rate| decay_rate.map(|decay_rate| exp(-decay_rate)));
        let level = reverts.map_or(Lanes::ZERO, |(_, level)| *level);
        let mut state = self.initial.of(values).map(ln);
        let mut jumped = Lanes::ZERO;
        let mut jump_sums = (diffusion.jumps.as_ref())
            .map(|jumps| JumpSums::new(jumps, first_trial, self.period_years, values));
        let mut words = [Words::ZERO; 2];
        for (period, closing) in closing.chunks_exact_mut(self.substeps).enumerate() {
            let shock = diffusion.shock.in_period(values, period);
            let Bridge { kept, drawn, deviation } = period_move;
            let end = Lanes::from_fn(|lane| {
                state[lane] * kept[lane] + drawn[lane] + deviation[lane] * shock[lane]
            });
            closing.fill(Lanes::ZERO);
            if let Some(sums) = &mut jump_sums {
                sums.add(period, decay_rate.as_ref(), closing);
            }
            for (part, closing) in closing.iter_mut().enumerate() {
                let left = self.substeps - part;
                if left == 1 {
                    state = end;
                } else {
                    let step = (self.substeps * period + part) as u64;
                    if part == 0 || step.is_multiple_of(2) {
                        let [even, odd] = &mut words;
                        diffusion.path.scores.block_pairs(first_trial, step / 2, even, odd);
                    }
                    let (words, score) = (&words[(step % 2) as usize].0, &diffusion.path.score);
                    let Bridge { kept, drawn, deviation } = &bridge[left - 2];
                    state.update(|lane, state| {
                        level[lane]
                            + (state - level[lane]) * kept[lane]
                            + (end[lane] - level[lane]) * drawn[lane]
                            + deviation[lane] * score.value(words[lane])
                    });
                }
                if diffusion.jumps.is_some() {
                    if let Some(kept) = &jumps_kept {
                        jumped *= kept;
                    }
                    jumped += &*closing;
                }
                closing.set(|lane| exp(state[lane] + jumped[lane]));
            }
        }
    }

    /// Places for the bridge of a block.
    pub fn bridge(&self) -> Vec<Bridge> {
        let empty = Bridge { kept: Lanes::ZERO, drawn: Lanes::ZERO, deviation: Lanes::ZERO };
        vec![empty; self.substeps - 1]
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

    /// Adds to each step of a period Σ J·e^{−decay·(1 − time share)} of the jumps that fall into
    /// it; `decay_rate` (per step) is that of a mean-reverting price.
    #[inline(always)]
    fn add(&mut self, period: usize, decay_rate: Option<&Lanes>, steps: &mut [Lanes]) {
        let timed = decay_rate.is_some() || steps.len() > 1;
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
            if timed {
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
                    let at = uniform(times[half].0[entry]) * steps.len() as f64;
                    let step = if timed { at as usize } else { 0 };
                    steps[step][lane] += match decay_rate {
                        Some(rate) => size * exp(-rate[lane] * ((step + 1) as f64 - at)),
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
