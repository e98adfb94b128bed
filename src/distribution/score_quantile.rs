//! Quantile functions of normal scores, for correlated and autocorrelated draws.

use super::Distribution;
use super::affine::{Affine, clamp};
use super::continuous::{Continuous, Truncated};
use super::law::Representation;
use super::laws::{StandardUniform, Triangle};
use super::score_table::{OUTERMOST_SCORE, ScoreTable};
use super::standard_law::ClosedForm;
use super::steps::Steps;
use crate::numerics::normal_integral;
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
    Triangular(Triangle, Arc<ScoreTable>),
    Steps(Arc<Steps<f64>>),
    Table(Affine, Arc<ScoreTable>),
    /// Shapes too extreme for a table: slow, but right.
    Direct(Arc<Continuous>),
}

impl ScoreQuantile {
    /// The quantile function of this distribution, with a table of its own if it needs one.
    pub fn new(distribution: &Distribution) -> Self {
        Self::with_table(distribution, |law| ScoreTable::new(law).map(Arc::new))
    }

    /// The same with the table that `table` supplies, none for laws too extreme for one.
    pub(super) fn with_table(
        distribution: &Distribution,
        table: impl FnOnce(&Truncated) -> Option<Arc<ScoreTable>>,
    ) -> Self {
        Self(match distribution.representation() {
            Representation::Constant(value) => Method::Constant(*value),
            Representation::Atoms(atoms) => Method::Steps(Arc::new(Steps::of_scores(atoms))),
            Representation::Continuous(law) => Self::continuous(law, table),
        })
    }

    fn continuous(
        law: &Continuous,
        table: impl FnOnce(&Truncated) -> Option<Arc<ScoreTable>>,
    ) -> Method {
        let whole_unit = || Truncated::new(Arc::new(StandardUniform), 0.0, 1.0);
        let method = match law.law.standard.closed_form() {
            Some(ClosedForm::Normal) if law.law.mass == 1.0 => {
                return Method::Normal { mean: law.location, sd: law.scale };
            }
            Some(ClosedForm::Uniform) => {
                table(&whole_unit()).map(|table| Method::Table(Affine::of_support(law), table))
            }
            Some(ClosedForm::Triangular { mode }) => table(&whole_unit())
                .map(|table| Method::Triangular(Triangle::new(law, mode), table)),
            Some(ClosedForm::Normal) | None => {
                table(&law.law).map(|table| Method::Table(Affine::new(law), table))
            }
        };
        method.unwrap_or_else(|| Method::Direct(Arc::new(law.clone())))
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
            Method::Table(affine, table) => {
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
