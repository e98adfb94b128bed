//! Quantile functions as piecewise polynomials of a normal score.
//!
//! Row `j` spans 1/32 about the score `j/32`, from −9 to 9; beyond, the score is clamped (the tail
//! probability there is 1.1e-19).

use super::continuous::{Half, Side, Truncated};
use super::quantile_series::{Variable, offset_series};
use super::tail_table::{Row, local_coefficients, polynomial};
use crate::numerics::normal_integral;
use crate::numerics::power_series::{Series, TERMS, economise, increment};

const ROWS: usize = 1024;
const ROWS_PER_UNIT: f64 = 32.0;
const OUTERMOST_ROW: i32 = 288;
/// Largest score told apart.
pub const OUTERMOST_SCORE: f64 = 9.0;
const TOLERANCE: f64 = 5e-11;
const ROWS_BETWEEN_FRESH_STARTS: i32 = 16;

/// Piecewise polynomial offsets of a law in standard form from its ends.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreTable {
    rows: Box<[Row; ROWS]>,
}

impl ScoreTable {
    /// The table of a law; none if polynomials of degree 7 miss the accuracy promised, as across a
    /// kink.
    pub fn new(law: &Truncated) -> Option<Self> {
        if law.kinks().next().is_some() {
            return None;
        }
        let blank = vec![Row([0.0; 8]); ROWS].into_boxed_slice();
        let mut rows: Box<[Row; ROWS]> = blank.try_into().expect("the slice has ROWS rows");
        let mut worst = 0.0;
        for side in [Side::Lower, Side::Upper] {
            march(&law.half(side), |row, series, sensitivity| {
                let mut lowered = *series;
                let change = lowered[TERMS - 1].abs() + economise(&mut lowered, TERMS - 1, 7);
                let error = change * sensitivity;
                // A NaN must count as a failure.
                if error > worst || error.is_nan() {
                    worst = if error.is_nan() { f64::INFINITY } else { error };
                }
                let coefficients = local_coefficients(&lowered);
                match side {
                    Side::Lower => rows[position(row)] = Row(coefficients),
                    Side::Upper if row < 0 => {
                        // The score falls as the tail probability grows: odd terms change sign.
                        let mut turned = coefficients;
                        turned.iter_mut().skip(1).step_by(2).for_each(|c| *c = -*c);
                        rows[position(-row)] = Row(turned);
                    }
                    // The middle row belongs to the lower half.
                    Side::Upper => {}
                }
            });
        }
        (worst <= TOLERANCE).then_some(Self { rows })
    }

    /// The offset for a score, and whether it counts from the upper end.
    #[inline(always)]
    pub fn offset(&self, score: f64) -> (f64, bool) {
        // Adding it rounds to an integer, which then fills the lowest bits.
        const ROUND: f64 = 6_755_399_441_055_744.0;
        let score = if score < -OUTERMOST_SCORE { -OUTERMOST_SCORE } else { score };
        let score = if score > OUTERMOST_SCORE { OUTERMOST_SCORE } else { score };
        let scaled = score * ROWS_PER_UNIT;
        let rounded = scaled + ROUND;
        let row = &self.rows[rounded.to_bits() as usize & (ROWS - 1)].0;
        let t = scaled - (rounded - ROUND);
        (polynomial::<8>(row, t), rounded > ROUND)
    }
}

fn position(row: i32) -> usize {
    row as usize & (ROWS - 1)
}

/// Steps from the far tail to the median as for the tail probability, the score of which is the
/// variable here: −9 first, 0 last, whichever the half.
fn march(half: &Half<'_>, mut store: impl FnMut(i32, &Series, f64)) {
    let unit = 0.5 / ROWS_PER_UNIT;
    let mut last: Option<Series> = None;
    for row in -OUTERMOST_ROW..=0 {
        let score = f64::from(row) / ROWS_PER_UNIT;
        let v = normal_integral::tails(score).lower;
        let fresh = half.natural && row % ROWS_BETWEEN_FRESH_STARTS == 0;
        let offset = match &last {
            Some(series) if !fresh => series[0] + increment(series, 2.0),
            _ => half.offset(v),
        };
        let pace = unit * normal_integral::density(score);
        let series = offset_series(half, offset, v, pace, Variable::Score { centre: score, unit });
        store(row, &series.map(|c| c * half.orientation), pace / v / series[1].abs());
        last = Some(series);
    }
}
