//! Jumps of the log price (docs/model.md, P2, P3): Merton 1976.

use crate::distribution::{Distribution, QuantileTables, WordQuantile};
use crate::model::input::{Input, InputTable};
use crate::numerics::elementary::exp;
use crate::numerics::lanes::{LANES, Lanes, Words, each};
use crate::sampling::Stream;
use crate::sampling::stream::uniform;
use crate::scenario::Jumps;

/// Most jumps in a period; their coordinates are this many apart.
pub const MOST_JUMPS: u64 = 4096;

/// Compound Poisson jumps of the log price.
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

impl JumpModel {
    pub fn new(
        jumps: &Jumps,
        seed: u64,
        inputs: &mut InputTable,
        tables: &mut QuantileTables,
    ) -> Self {
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
    pub fn compensate(&self, step: f64, values: &[Lanes], mean: &mut Lanes) {
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
pub struct JumpSums<'m> {
    model: &'m JumpModel,
    values: &'m [Lanes],
    first_trial: u64,
    expected: Lanes,
    none: Lanes,
    words: [Words; 2],
}

impl<'m> JumpSums<'m> {
    #[inline(always)]
    pub fn new(model: &'m JumpModel, first_trial: u64, step: f64, values: &'m [Lanes]) -> Self {
        let rate = model.rate.of(values);
        let expected = Lanes::from_fn(|lane| rate[lane] * step);
        let none = expected.map(|expected| exp(-expected));
        JumpSums { model, values, first_trial, expected, none, words: [Words::ZERO; 2] }
    }

    /// Adds to each step of a period Σ J·e^{−decay·(1 − time share)} of the jumps that fall into
    /// it; `decay_rate` (per step) is that of a mean-reverting price.
    #[inline(always)]
    pub fn add(&mut self, period: usize, decay_rate: Option<&Lanes>, steps: &mut [Lanes]) {
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
