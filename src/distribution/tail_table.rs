//! Quantile functions as piecewise polynomials of the tail probability.
//!
//! Each half of a distribution, below and above the median, has 16 rows for every octave of its
//! tail probability `v`, from 2⁻⁵⁴ to 1/2. The exponent and the first four binary digits of `v`
//! number the row, the others are the local variable, so that the relative width of a row, and with
//! it the relative accuracy in probability, is the same however far out in the tail.

#[cfg(target_arch = "x86_64")]
mod avx512;

use super::continuous::{Half, Side, Truncated};
use super::quantile_series::{Variable, offset_series};
use crate::numerics::instruction_set::{InstructionSet, Level};
use crate::numerics::lanes::LANES;
use crate::numerics::power_series::{Series, TERMS, economise, increment};

/// Coefficients of one row: a cache line.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct Row(pub [f64; 8]);

const ROWS: usize = 2048;
const OCTAVES: usize = 53;
const ROWS_PER_OCTAVE: usize = 16;
const UPPER_HALF: usize = 1024;
/// Largest error, relative to the tail probability, with which the table of a law is accepted.
const TOLERANCE: f64 = 5e-11;
const LOWEST_EXPONENT: u64 = 1022;
/// Bits of 2⁵² and of 1, and those of a mantissa.
const TWO_52: u64 = 0x4330_0000_0000_0000;
const ONE: u64 = 0x3ff0_0000_0000_0000;
const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;

/// The smaller tail that a random word stands for, in units of 2⁻⁵³, and whether it is the upper
/// one.
#[inline(always)]
pub fn fold(word: u64) -> (f64, bool) {
    let sign = ((word as i64) >> 63) as u64;
    let count = (word ^ sign) >> 11;
    // 2⁵² + count is exact, and so is the difference, in units of one half.
    let tail = f64::from_bits(TWO_52 | count) - (f64::from_bits(TWO_52) - 0.5);
    (tail, is_upper(word))
}

/// Whether a random word stands for an upper tail.
#[inline(always)]
pub fn is_upper(word: u64) -> bool {
    word >> 63 != 0
}

/// Piecewise polynomial offsets of a law in standard form from its ends.
#[derive(Clone, Debug, PartialEq)]
pub struct TailTable {
    rows: Box<[Row; ROWS]>,
    degree: usize,
}

impl TailTable {
    /// The table of a law; none if polynomials of degree 7 miss the accuracy promised, as across a
    /// kink, which only the median may be.
    pub fn new(law: &Truncated) -> Option<Self> {
        if law.kinks().any(|below| below != 0.5) {
            return None;
        }
        let mut candidates = [(5, 0.0, blank_rows()), (7, 0.0, blank_rows())];
        for (side, first) in [(Side::Lower, 0), (Side::Upper, UPPER_HALF)] {
            let half = law.half(side);
            march(&half, |row, series, sensitivity| {
                let mut lowered = series.map(|c| c * half.orientation);
                let mut change = lowered[TERMS - 1].abs();
                let mut from = TERMS - 1;
                for (degree, worst, rows) in candidates.iter_mut().rev() {
                    change += economise(&mut lowered, from, *degree);
                    from = *degree;
                    rows[first + row] = Row(local_coefficients(&lowered));
                    let error = change * sensitivity;
                    // A NaN must count as a failure.
                    if error > *worst || error.is_nan() {
                        *worst = if error.is_nan() { f64::INFINITY } else { error };
                    }
                }
            });
        }
        candidates
            .into_iter()
            .find(|(_, worst, _)| *worst <= TOLERANCE)
            .map(|(degree, _, rows)| Self { rows, degree })
    }

    /// Degree of the polynomials: 5 or 7.
    #[inline(always)]
    pub fn degree(&self) -> usize {
        self.degree
    }

    /// The offset for a tail probability of `tail`·2⁻⁵³, at least 2⁻⁵⁴ and below 1/2. `N` is the
    /// number of coefficients: the degree plus 1.
    #[inline(always)]
    pub fn offset<const N: usize>(&self, tail: f64, upper: bool) -> f64 {
        let bits = tail.to_bits();
        let half = if upper { UPPER_HALF } else { 0 };
        let row = ((bits >> 48) as usize).wrapping_sub(LOWEST_EXPONENT as usize * ROWS_PER_OCTAVE);
        let row = &self.rows[row.wrapping_add(half) & (ROWS - 1)].0;
        let t = f64::from_bits((bits << 4) & MANTISSA | ONE) - 1.5;
        polynomial::<N>(row, t)
    }
}

impl TailTable {
    /// The offsets for the tail probabilities of the words of a block, with instructions made for
    /// it; whether there are such.
    #[inline(always)]
    pub fn offsets<const N: usize>(
        &self,
        instruction_set: InstructionSet,
        words: &[u64; LANES],
        out: &mut [f64; LANES],
    ) -> bool {
        match instruction_set.level() {
            // SAFETY: a value of this level exists only after `InstructionSet::available` found the
            // features.
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => unsafe { avx512::offsets::<N>(&self.rows, words, out) },
            _ => return false,
        }
        #[allow(unreachable_code, reason = "where no level has such instructions")]
        true
    }
}

/// Horner's scheme, in the order of operations that fixes the bits.
#[inline(always)]
pub fn polynomial<const N: usize>(row: &[f64; 8], t: f64) -> f64 {
    let mut sum = row[N - 1];
    let mut n = N - 1;
    while n > 0 {
        n -= 1;
        sum = sum * t + row[n];
    }
    sum
}

/// Coefficients in a variable on [−1/2, 1/2] from those on [−1, 1]; the doublings are exact.
pub fn local_coefficients(series: &Series) -> [f64; 8] {
    let mut doubled = 1.0;
    let mut row = [0.0; 8];
    for (coefficient, c) in row.iter_mut().zip(series) {
        *coefficient = c * doubled;
        doubled *= 2.0;
    }
    row
}

fn blank_rows() -> Box<[Row; ROWS]> {
    let rows = vec![Row([0.0; 8]); ROWS].into_boxed_slice();
    rows.try_into().expect("the slice has ROWS rows")
}

/// Steps from the far tail to the median, row by row, each offset found from the series of the row
/// before: an error relative to the tail probability shrinks as the tail probability grows. Where
/// the half is exact everywhere, every octave has a fresh start. `store` receives the row, its
/// series, and the factor from a change of the offset to a relative change of probability.
fn march(half: &Half<'_>, mut store: impl FnMut(usize, &Series, f64)) {
    let mut last: Option<(f64, f64, Series)> = None;
    for octave in 0..OCTAVES {
        let low = libm::ldexp(1.0, octave as i32 - 54);
        let width = low / (2 * ROWS_PER_OCTAVE) as f64;
        for row in 0..ROWS_PER_OCTAVE {
            let v = low + width * (2 * row + 1) as f64;
            let start = match &last {
                Some((before, unit, series)) if row > 0 || !half.natural => {
                    series[0] + increment(series, (v - before) / unit)
                }
                _ => half.offset(v),
            };
            let series = offset_series(half, start, v, width, Variable::Tail);
            let sensitivity = (width / v) / series[1].abs();
            store(octave * ROWS_PER_OCTAVE + row, &series, sensitivity);
            last = Some((v, width, series));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Probability;

    #[test]
    fn fold_is_the_exact_smaller_tail() {
        for word in [0, 1 << 11, u64::MAX, u64::MAX >> 1, 1 << 63, 0x1234_5678_9abc_def0] {
            let p = Probability::from_word(word);
            let (tail, upper) = fold(word);
            assert_eq!(tail * libm::exp2(-53.0), p.smaller());
            assert_eq!(upper, p.upper < p.lower);
        }
    }
}
