//! Quantile functions of normal scores, for correlated and autocorrelated draws.

use super::Distribution;
use super::continuous::{Continuous, Truncated};
use super::family::Law;
use super::normal_integral;
use super::quantile_tables::QuantileTables;
use super::score_table::{OUTERMOST_SCORE, ScoreTable};
use super::shape::Shape;
use super::steps::Steps;
use super::triangle::{Triangle, clamp};
use super::word_quantile::Affine;
use std::sync::Arc;

/// `Q(Φ(z))`: the quantile function of a distribution at the probability of a normal score `z`.
/// Scores beyond ±9 count as ±9. Accuracy, bits and use are those of
/// [`WordQuantile`](super::WordQuantile).
#[derive(Clone, Debug)]
pub struct ScoreQuantile(Method);

#[derive(Clone, Debug)]
enum Method {
    Constant(f64),
    Normal {
        mean: f64,
        sd: f64,
    },
    Uniform(Affine, Arc<ScoreTable>),
    Triangular(Triangle, Arc<ScoreTable>),
    Steps(Arc<Steps<f64>>),
    Table(Affine, Arc<ScoreTable>),
    /// Shapes too extreme for a table: slow, but right.
    Direct(Arc<Continuous>),
}

impl ScoreQuantile {
    /// The quantile function of this distribution, with a table of its own if it needs one.
    pub fn new(distribution: &Distribution) -> Self {
        QuantileTables::new().score_quantile(distribution)
    }

    pub(super) fn with_tables(distribution: &Distribution, tables: &mut QuantileTables) -> Self {
        Self(match distribution.law() {
            Law::Constant(value) => Method::Constant(*value),
            Law::Atoms(atoms) => Method::Steps(Arc::new(Steps::of_scores(atoms))),
            Law::Continuous(continuous) => Self::continuous(continuous, tables),
        })
    }

    fn continuous(continuous: &Continuous, tables: &mut QuantileTables) -> Method {
        let direct = || Method::Direct(Arc::new(*continuous));
        let whole_unit = Truncated::new(Shape::Uniform, 0.0, 1.0);
        match continuous.law.shape {
            Shape::Normal if continuous.law.mass == 1.0 => {
                Method::Normal { mean: continuous.location, sd: continuous.scale }
            }
            Shape::Uniform => tables.by_score(&whole_unit).map_or_else(direct, |table| {
                let affine = Affine::new(continuous);
                Method::Uniform(affine.with_scale(continuous.bounds.1 - continuous.bounds.0), table)
            }),
            Shape::Triangular { mode } => {
                tables.by_score(&whole_unit).map_or_else(direct, |table| {
                    Method::Triangular(Triangle::new(continuous, mode), table)
                })
            }
            _ => tables
                .by_score(&continuous.law)
                .map_or_else(direct, |table| Method::Table(Affine::new(continuous), table)),
        }
    }

    /// Whether a draw costs a full inversion, because the shape is too extreme for a table
    /// (a gamma or Weibull shape or a beta exponent below about 0.4).
    pub fn is_slow(&self) -> bool {
        matches!(self.0, Method::Direct(_))
    }

    /// The values that the scores draw, as many as the shorter slice holds.
    #[inline(always)]
    pub fn fill(&self, scores: &[f64], out: &mut [f64]) {
        match &self.0 {
            Method::Constant(value) => each(scores, out, |_| *value),
            Method::Normal { mean, sd } => {
                let (mean, sd) = (*mean, *sd);
                each(scores, out, |score| {
                    mean + sd * clamp(score, (-OUTERMOST_SCORE, OUTERMOST_SCORE))
                });
            }
            Method::Uniform(affine, table) | Method::Table(affine, table) => {
                let (affine, table) = (*affine, &**table);
                each(scores, out, |score| {
                    let (offset, upper) = table.offset(score);
                    affine.value(offset, upper)
                });
            }
            Method::Triangular(triangle, table) => {
                let (triangle, table) = (*triangle, &**table);
                // In two passes, each of which vectorises: the sign of the tail tells the side.
                each(scores, out, |score| table.offset(score).0);
                for (x, _) in out.iter_mut().zip(scores) {
                    *x = triangle.value(x.abs(), *x < 0.0);
                }
            }
            Method::Steps(steps) => steps.fill(scores, out),
            Method::Direct(continuous) => each(scores, out, |score| {
                let score = clamp(score, (-OUTERMOST_SCORE, OUTERMOST_SCORE));
                continuous.quantile(normal_integral::tails(score))
            }),
        }
    }

    /// The value that one score draws: the same bits as [`fill`](Self::fill).
    pub fn value(&self, score: f64) -> f64 {
        let mut out = [0.0];
        self.fill(&[score], &mut out);
        out[0]
    }
}

#[inline(always)]
fn each(scores: &[f64], out: &mut [f64], value: impl Fn(f64) -> f64) {
    for (out, &score) in out.iter_mut().zip(scores) {
        *out = value(score);
    }
}
