//! The draws of a scenario that have one value a trial or one a period, with their dependence.
//!
//! Coefficients of correlation are those of normal scores (a Gaussian copula). Serial correlation a
//! is a stationary AR(1) of the score, z_t = a·z_{t−1} + √(1−a²)·η_t; with scores of correlation
//! R_ij in every period, the innovations η have the correlation R_ij(1 −
//! a_i·a_j)/√((1−a_i²)(1−a_j²)).

use super::dependence::Factorisation;
use super::stream::Stream;
use crate::distribution::{Distribution, QuantileTables, ScoreQuantile, WordQuantile};
use crate::numerics::instruction_set::{InstructionSet, for_each_instruction_set};
use crate::numerics::lanes::{Lanes, Words, each};

/// A random variable and where its values go.
#[derive(Debug, Clone)]
pub struct Draw {
    /// Names its stream.
    pub path: String,
    /// The law of its values.
    pub distribution: Distribution,
    /// Number of periods for a draw of each period, `None` for one draw a trial.
    pub periods: Option<usize>,
    /// Lag-one autocorrelation of the score between periods.
    pub autocorrelation: f64,
    /// Values outside [`lowest`, `highest`] are clamped and counted.
    pub lowest: f64,
    /// Greatest value that a draw may have.
    pub highest: f64,
    /// First column of its values.
    pub first: usize,
}

/// Draws (by index) that depend on each other, all of a trial or all of a period.
#[derive(Debug, Clone)]
pub struct DependentDraws {
    /// Names the stream of a common factor.
    pub name: String,
    /// Positions among the draws.
    pub members: Vec<usize>,
    /// Row-major correlation matrix of the scores, in the order of `members`.
    pub matrix: Vec<f64>,
}

/// The draws prepared for filling blocks.
#[derive(Debug)]
pub struct DrawPlan {
    independent: Vec<IndependentDraw>,
    scored: Vec<ScoredGroup>,
    standard_normal: WordQuantile,
    periods: usize,
}

#[derive(Debug)]
struct IndependentDraw {
    stream: Stream,
    quantile: WordQuantile,
    each_period: bool,
    target: Target,
}

#[derive(Debug)]
struct Target {
    first: usize,
    clamp: Option<(f64, f64)>,
}

#[derive(Debug)]
struct ScoredGroup {
    factor: Stream,
    each_period: bool,
    members: Vec<ScoredDraw>,
    /// Of the scores of the first period, or of a trial.
    level: Factorisation,
    /// Of the innovations of later periods.
    innovation: Factorisation,
}

#[derive(Debug)]
struct ScoredDraw {
    stream: Stream,
    quantile: ScoreQuantile,
    autocorrelation: f64,
    innovation_weight: f64,
    target: Target,
}

/// Working space of [`fill`], one a thread.
#[derive(Debug, Clone, Default)]
pub struct DrawScratch {
    /// Independent normal scores of two consecutive periods, a pair a member.
    independent: Vec<[Lanes; 2]>,
    /// Scores of the last period, one a member.
    scores: Vec<Lanes>,
}

impl DrawPlan {
    /// # Errors
    /// The name of the group whose matrix is not positive semi-definite.
    pub fn new(
        seed: u64,
        periods: usize,
        draws: &[Draw],
        groups: &[DependentDraws],
        tables: &mut QuantileTables,
    ) -> Result<Self, String> {
        let mut scored = Vec::new();
        let mut in_group = vec![false; draws.len()];
        for group in groups {
            for &member in &group.members {
                in_group[member] = true;
            }
            scored.push(ScoredGroup::new(seed, group, draws, tables)?);
        }
        let mut independent = Vec::new();
        for (index, draw) in draws.iter().enumerate().filter(|(index, _)| !in_group[*index]) {
            if draw.autocorrelation == 0.0 {
                independent.push(IndependentDraw {
                    stream: Stream::new(seed, &draw.path),
                    quantile: tables.word_quantile(&draw.distribution),
                    each_period: draw.periods.is_some(),
                    target: Target::of(draw),
                });
            } else {
                let alone = DependentDraws {
                    name: draw.path.clone(),
                    members: vec![index],
                    matrix: vec![1.0],
                };
                scored.push(ScoredGroup::new(seed, &alone, draws, tables)?);
            }
        }
        Ok(DrawPlan {
            independent,
            scored,
            standard_normal: tables.word_quantile(&Distribution::standard_normal()),
            periods,
        })
    }
}

impl Target {
    fn of(draw: &Draw) -> Self {
        let (low, high) = draw.distribution.support();
        let clamp =
            (low < draw.lowest || high > draw.highest).then_some((draw.lowest, draw.highest));
        Target { first: draw.first, clamp }
    }

    /// Clamps what was written and counts the lanes that needed it.
    #[inline(always)]
    fn finish(&self, out: &mut Lanes) -> u64 {
        let Some((lowest, highest)) = self.clamp else { return 0 };
        let mut clamped = 0;
        for value in &mut out.0 {
            clamped += u64::from(*value < lowest || *value > highest);
            *value = value.clamp(lowest, highest);
        }
        clamped
    }
}

impl ScoredGroup {
    fn new(
        seed: u64,
        group: &DependentDraws,
        draws: &[Draw],
        tables: &mut QuantileTables,
    ) -> Result<Self, String> {
        let n = group.members.len();
        let autocorrelations: Vec<f64> =
            group.members.iter().map(|&member| draws[member].autocorrelation).collect();
        let mut innovation = group.matrix.clone();
        for i in 0..n {
            for j in 0..n {
                let (a, b) = (autocorrelations[i], autocorrelations[j]);
                if i != j && a != b {
                    innovation[i * n + j] *= (1.0 - a * b) / ((1.0 - a * a) * (1.0 - b * b)).sqrt();
                }
            }
        }
        let factorise =
            |matrix: &[f64]| Factorisation::new(matrix, n).map_err(|_| group.name.clone());
        let members = group
            .members
            .iter()
            .map(|&member| {
                let draw = &draws[member];
                ScoredDraw {
                    stream: Stream::new(seed, &draw.path),
                    quantile: tables.score_quantile(&draw.distribution),
                    autocorrelation: draw.autocorrelation,
                    innovation_weight: (1.0 - draw.autocorrelation * draw.autocorrelation).sqrt(),
                    target: Target::of(draw),
                }
            })
            .collect();
        Ok(ScoredGroup {
            factor: Stream::new(seed, &group.name),
            each_period: draws[group.members[0]].periods.is_some(),
            members,
            level: factorise(&group.matrix)?,
            innovation: factorise(&innovation)?,
        })
    }

    /// Turns independent scores (`half` of each pair) into dependent ones in `scores`, which holds
    /// those of the period before.
    #[inline(always)]
    fn advance(&self, first_period: bool, half: usize, scratch: &mut DrawScratch) {
        let factorisation = if first_period { &self.level } else { &self.innovation };
        let n = self.members.len();
        for (index, member) in self.members.iter().enumerate() {
            let fresh = match factorisation {
                Factorisation::CommonFactor { factor_weight, own_weight } => {
                    let (factor, own) =
                        (&scratch.independent[n][half], &scratch.independent[index][half]);
                    Lanes::from_fn(|lane| factor_weight * factor[lane] + own_weight * own[lane])
                }
                Factorisation::Triangular { rows } => {
                    let mut fresh = Lanes::ZERO;
                    for (&weight, independent) in rows[index].iter().zip(&scratch.independent) {
                        fresh += each(|lane| weight * independent[half][lane]);
                    }
                    fresh
                }
            };
            let score = &mut scratch.scores[index];
            if first_period {
                *score = fresh;
            } else {
                score.update(|lane, score| {
                    member.autocorrelation * score + member.innovation_weight * fresh[lane]
                });
            }
        }
    }
}

for_each_instruction_set! {
    /// Draws the block of trials that starts at `first_trial` into the columns of `values`; returns
    /// how many values were clamped. `with` is the instruction set, for what has instructions of its
    /// own.
    pub fn fill(
        with: InstructionSet,
        plan: &DrawPlan,
        first_trial: u64,
        values: &mut [Lanes],
        scratch: &mut DrawScratch,
    ) -> u64 {
        let mut clamped = 0;
        let (mut even, mut odd) = (Words::ZERO, Words::ZERO);
        for draw in &plan.independent {
            let count = if draw.each_period { plan.periods } else { 1 };
            let columns = &mut values[draw.target.first..draw.target.first + count];
            for (pair, columns) in columns.chunks_mut(2).enumerate() {
                draw.stream.block_pairs(first_trial, pair as u64, &mut even, &mut odd);
                for (words, column) in [&even, &odd].into_iter().zip(columns) {
                    draw.quantile.fill_block(with, words, column);
                    clamped += draw.target.finish(column);
                }
            }
        }
        for group in &plan.scored {
            let count = if group.each_period { plan.periods } else { 1 };
            let n = group.members.len();
            scratch.independent.resize(scratch.independent.len().max(n + 1), [Lanes::ZERO; 2]);
            scratch.scores.resize(scratch.scores.len().max(n), Lanes::ZERO);
            for first_period in (0..count).step_by(2) {
                let factor = matches!(group.level, Factorisation::CommonFactor { .. })
                    .then_some(&group.factor);
                let streams = group.members.iter().map(|member| &member.stream).chain(factor);
                for (stream, scores) in streams.zip(&mut scratch.independent) {
                    stream.block_pairs(first_trial, first_period as u64 / 2, &mut even, &mut odd);
                    plan.standard_normal.fill_block(with, &even, &mut scores[0]);
                    if first_period + 1 < count {
                        plan.standard_normal.fill_block(with, &odd, &mut scores[1]);
                    }
                }
                for period in first_period..count.min(first_period + 2) {
                    group.advance(period == 0, period - first_period, scratch);
                    for (member, score) in group.members.iter().zip(&scratch.scores) {
                        let column = &mut values[member.target.first + period];
                        member.quantile.fill(&score.0, &mut column.0);
                        clamped += member.target.finish(column);
                    }
                }
            }
        }
        clamped
    }
}
