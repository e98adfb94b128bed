//! How the log price moves from period to period, and from step to step between their ends
//! (docs/model.md, P2, P3, P6).

use super::jumps::{JumpModel, JumpSums};
use crate::distribution::{Distribution, QuantileTables, WordQuantile};
use crate::model::input::{Input, InputTable};
use crate::numerics::elementary::{exp, ln};
use crate::numerics::lanes::{Lanes, Words};
use crate::sampling::Stream;
use crate::scenario::{Jumps, TimeGrid};

/// What moves the log price.
#[derive(Debug)]
pub struct Diffusion {
    /// Of each period.
    shock: Input,
    pub volatility: Input,
    pub jumps: Option<JumpModel>,
    /// Of the report, years.
    pub period_years: f64,
    substeps: usize,
    /// Normal scores of the path between the ends of a period, by step.
    scores: Stream,
    score: WordQuantile,
}

/// How the diffusion gets from one step to the next on its way to a period's end: what it keeps of
/// where it is, what it takes of where it ends, and its standard deviation.
#[derive(Debug, Clone)]
pub struct Bridge {
    pub kept: Lanes,
    pub drawn: Lanes,
    pub deviation: Lanes,
}

/// How it moves in a block: over a period of the report, and the rate a year and log level of a price
/// that reverts to it.
#[derive(Debug)]
pub struct Motion<'b> {
    pub period: Bridge,
    pub reverts: Option<(&'b Lanes, &'b Lanes)>,
}

impl Diffusion {
    pub fn new(
        shock: Input,
        volatility: Input,
        jumps: Option<&Jumps>,
        time: &TimeGrid,
        seed: u64,
        inputs: &mut InputTable,
        tables: &mut QuantileTables,
    ) -> Self {
        Diffusion {
            shock,
            volatility,
            jumps: jumps.map(|jumps| JumpModel::new(jumps, seed, inputs, tables)),
            period_years: time.period_years(),
            substeps: time.substeps(),
            scores: Stream::new(seed, "price.path"),
            score: tables.word_quantile(&Distribution::standard_normal()),
        }
    }

    /// Steps of a period that do not end it.
    pub fn steps_within(&self) -> usize {
        self.substeps - 1
    }

    /// Normal score by which the path moves in a step that does not end a period.
    pub fn path_score(&self, trial: u64, step: u64) -> f64 {
        self.score.value(self.scores.word(trial, step))
    }

    /// The Brownian bridge over the steps of a period (P6).
    #[inline(always)]
    pub fn straight_bridge(&self, volatility: &Lanes, bridge: &mut [Bridge]) {
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

    /// The price at the end of every step of one that reverts, `rate` a year, to a log level (P3).
    #[inline(always)]
    pub fn revert(
        &self,
        first_trial: u64,
        initial: &Lanes,
        (rate, level): (&Lanes, &Lanes),
        values: &[Lanes],
        bridge: &mut [Bridge],
        closing: &mut [Lanes],
    ) {
        let volatility = self.volatility.of(values);
        let decay = rate.map(|rate| exp(-(rate * self.period_years)));
        let period = Bridge {
            kept: decay,
            drawn: Lanes::from_fn(|lane| level[lane] * (1.0 - decay[lane])),
            deviation: Lanes::from_fn(|lane| {
                let variance = (1.0 - decay[lane] * decay[lane]) / (2.0 * rate[lane]);
                volatility[lane] * variance.sqrt()
            }),
        };
        self.reverting_bridge(rate, volatility, bridge);
        let motion = Motion { period, reverts: Some((rate, level)) };
        self.follow(first_trial, initial, &motion, values, bridge, closing);
    }

    /// The price at the end of every step: the diffusion from period to period, its bridge from step
    /// to step, and the jumps.
    #[inline(always)]
    pub fn follow(
        &self,
        first_trial: u64,
        initial: &Lanes,
        motion: &Motion<'_>,
        values: &[Lanes],
        bridge: &[Bridge],
        closing: &mut [Lanes],
    ) {
        let step_years = self.period_years / self.substeps as f64;
        let decay_rate = motion.reverts.map(|(rate, _)| rate.map(|rate| rate * step_years));
        let jumps_kept = decay_rate.map(|decay_rate| decay_rate.map(|decay_rate| exp(-decay_rate)));
        let level = motion.reverts.map_or(Lanes::ZERO, |(_, level)| *level);
        let mut state = initial.map(ln);
        let mut jumped = Lanes::ZERO;
        let mut jump_sums = (self.jumps.as_ref())
            .map(|jumps| JumpSums::new(jumps, first_trial, self.period_years, values));
        let mut words = [Words::ZERO; 2];
        for (period, closing) in closing.chunks_exact_mut(self.substeps).enumerate() {
            let shock = self.shock.in_period(values, period);
            let Bridge { kept, drawn, deviation } = &motion.period;
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
                        self.scores.block_pairs(first_trial, step / 2, even, odd);
                    }
                    let (words, score) = (&words[(step % 2) as usize].0, &self.score);
                    let Bridge { kept, drawn, deviation } = &bridge[left - 2];
                    state.update(|lane, state| {
                        level[lane]
                            + (state - level[lane]) * kept[lane]
                            + (end[lane] - level[lane]) * drawn[lane]
                            + deviation[lane] * score.value(words[lane])
                    });
                }
                if self.jumps.is_some() {
                    if let Some(kept) = &jumps_kept {
                        jumped *= kept;
                    }
                    jumped += &*closing;
                }
                closing.set(|lane| exp(state[lane] + jumped[lane]));
            }
        }
    }
}
