//! Quantile functions of random words: the hot path of every draw.

use super::Distribution;
use super::affine::Affine;
use super::continuous::{Continuous, Truncated};
use super::law::Representation;
use super::laws::Triangle;
use super::standard_law::ClosedForm;
use super::steps::Steps;
use super::tail_table::{TailTable, fold, is_upper};
use crate::numerics::instruction_set::InstructionSet;
use crate::numerics::lanes::{Lanes, Words};
use crate::numerics::probability::Probability;
use std::sync::Arc;

const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;

/// The quantile function of a distribution at the probability `u = (m + 1/2)·2⁻⁵³` of a 64-bit
/// random word, `m` being its upper 53 bits; [`Probability::from_word`] gives `u`.
///
/// For continuous laws `|F(x) − u| ≤ 1e-10·min(u, 1 − u)` before `x` is rounded to a floating-point
/// number; the few last places by which rounding moves `x` add the density times as much. A
/// quantity with a bound other than 0 thus resolves its tail no finer than its own last place.
/// Discrete laws are exact up to the rounding of their cumulative probabilities.
///
/// The operations are `+ − × √` and comparisons in a fixed order, so that every instruction set
/// gives the same bits. Wrap [`fill`](Self::fill) in a function with `#[target_feature]` to
/// vectorise it.
#[derive(Clone, Debug)]
pub struct WordQuantile(Method);

#[derive(Clone, Debug)]
enum Method {
    Constant(f64),
    Uniform(Affine),
    Triangular(Triangle),
    Steps(Arc<Steps<i64>>),
    Table(Affine, Arc<TailTable>),
    /// Shapes too extreme for a table: slow, but right.
    Direct(Arc<Continuous>),
}

impl WordQuantile {
    /// The quantile function of this distribution, with a table of its own if it needs one.
    pub fn new(distribution: &Distribution) -> Self {
        Self::with_table(distribution, |law| TailTable::new(law).map(Arc::new))
    }

    /// The same with the table that `table` supplies, none for laws too extreme for one.
    pub(super) fn with_table(
        distribution: &Distribution,
        table: impl FnOnce(&Truncated) -> Option<Arc<TailTable>>,
    ) -> Self {
        Self(match distribution.representation() {
            Representation::Constant(value) => Method::Constant(*value),
            Representation::Atoms(atoms) => Method::Steps(Arc::new(Steps::of_words(atoms))),
            Representation::Continuous(law) => match law.law.standard.closed_form() {
                Some(ClosedForm::Uniform) => Method::Uniform(Affine::of_support(law)),
                Some(ClosedForm::Triangular { mode }) => {
                    Method::Triangular(Triangle::new(law, mode))
                }
                Some(ClosedForm::Normal) | None => match table(&law.law) {
                    Some(table) => Method::Table(Affine::new(law), table),
                    None => Method::Direct(Arc::new(law.clone())),
                },
            },
        })
    }

    /// Whether a draw costs a full inversion, because the shape is too extreme for a table
    /// (a gamma or Weibull shape or a beta exponent below about 0.1).
    pub fn is_slow(&self) -> bool {
        matches!(self.0, Method::Direct(_))
    }

    /// The values that the words draw, as many as the shorter slice holds.
    #[inline(always)]
    pub fn fill(&self, words: &[u64], out: &mut [f64]) {
        match &self.0 {
            Method::Constant(value) => each(words, out, |_| *value),
            Method::Uniform(affine) => each(words, out, |word| uniform(affine, word)),
            Method::Triangular(triangle) => each(words, out, |word| triangular(triangle, word)),
            Method::Steps(steps) => steps.fill(words, out),
            Method::Table(affine, table) if table.degree() == 5 => {
                let (affine, table) = (*affine, &**table);
                each(words, out, |word| tabulated::<6>(&affine, table, word));
            }
            Method::Table(affine, table) => {
                let (affine, table) = (*affine, &**table);
                each(words, out, |word| tabulated::<8>(&affine, table, word));
            }
            Method::Direct(continuous) => {
                each(words, out, |word| continuous.quantile(Probability::from_word(word)));
            }
        }
    }

    /// [`fill`](Self::fill) of a block with all that an instruction set offers: the same bits.
    #[inline(always)]
    pub fn fill_block(&self, instruction_set: InstructionSet, words: &Words, out: &mut Lanes) {
        if let Method::Table(affine, table) = &self.0 {
            let is_done = match table.degree() {
                5 => table.offsets::<6>(instruction_set, &words.0, &mut out.0),
                _ => table.offsets::<8>(instruction_set, &words.0, &mut out.0),
            };
            if is_done {
                let affine = *affine;
                out.update(|lane, offset| affine.value(offset, is_upper(words.0[lane])));
                return;
            }
        }
        self.fill(&words.0, &mut out.0);
    }

    /// The value that one word draws: the same bits as [`fill`](Self::fill).
    pub fn value(&self, word: u64) -> f64 {
        let mut out = [0.0];
        self.fill(&[word], &mut out);
        out[0]
    }
}

#[inline(always)]
fn each(words: &[u64], out: &mut [f64], value: impl Fn(u64) -> f64) {
    for (out, &word) in out.iter_mut().zip(words) {
        *out = value(word);
    }
}

#[inline(always)]
fn tabulated<const N: usize>(affine: &Affine, table: &TailTable, word: u64) -> f64 {
    let (tail, upper) = fold(word);
    affine.value(table.offset::<N>(tail, upper), upper)
}

#[inline(always)]
fn uniform(affine: &Affine, word: u64) -> f64 {
    let (tail, upper) = fold(word);
    let v = tail * UNIT;
    affine.value(if upper { -v } else { v }, upper)
}

#[inline(always)]
fn triangular(triangle: &Triangle, word: u64) -> f64 {
    let (tail, upper) = fold(word);
    triangle.value(tail * UNIT, upper)
}
