//! The width of a block of trials, and its columns.

use std::ops::{AddAssign, Deref, DerefMut, DivAssign, MulAssign, SubAssign};

/// Trials in a block. Part of the results contract: sums are formed block by block.
pub const LANES: usize = 64;

/// One number for each trial of a block, aligned to a cache line.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Lanes(pub [f64; LANES]);

impl Lanes {
    /// Zero in every lane.
    pub const ZERO: Lanes = Lanes([0.0; LANES]);

    /// The same number in every lane.
    #[inline(always)]
    pub const fn splat(value: f64) -> Self {
        Lanes([value; LANES])
    }

    /// A new column with the function's number of each lane.
    #[inline(always)]
    pub fn from_fn(number: impl Fn(usize) -> f64) -> Self {
        Lanes(std::array::from_fn(number))
    }

    /// A new column with the function's number of the lanes in a mask, zero in the others.
    #[inline(always)]
    pub fn within(mask: u64, number: impl Fn(usize) -> f64) -> Self {
        Lanes::from_fn(|lane| if mask & LANE_BITS[lane] == 0 { 0.0 } else { number(lane) })
    }

    /// A new column with the function of each number.
    #[inline(always)]
    pub fn map(&self, function: impl Fn(f64) -> f64) -> Self {
        Lanes::from_fn(|lane| function(self[lane]))
    }

    /// Puts the function's number into each lane. In place: assigning [`Lanes::from_fn`] to what is
    /// there already would copy the column.
    #[inline(always)]
    pub fn set(&mut self, number: impl Fn(usize) -> f64) {
        self.update(|lane, _| number(lane));
    }

    /// Puts the function of the lane and its number into each lane.
    #[inline(always)]
    pub fn update(&mut self, function: impl Fn(usize, f64) -> f64) {
        for lane in 0..LANES {
            self.0[lane] = function(lane, self.0[lane]);
        }
    }
}

/// The function's number of each lane, to be added to a column, taken from it or multiplied by it
/// without a column of its own.
#[derive(Debug, Clone, Copy)]
pub struct Each<F>(F);

/// See [`Each`].
#[inline(always)]
pub fn each<F: Fn(usize) -> f64>(number: F) -> Each<F> {
    Each(number)
}

macro_rules! operate_lane_by_lane {
    ($($operation:ident $method:ident $operator:tt;)*) => {$(
        impl<F: Fn(usize) -> f64> $operation<Each<F>> for Lanes {
            #[inline(always)]
            fn $method(&mut self, Each(number): Each<F>) {
                for lane in 0..LANES {
                    self.0[lane] $operator number(lane);
                }
            }
        }

        impl $operation<&Lanes> for Lanes {
            #[inline(always)]
            fn $method(&mut self, other: &Lanes) {
                *self $operator each(|lane| other[lane]);
            }
        }

        impl $operation<f64> for Lanes {
            #[inline(always)]
            fn $method(&mut self, number: f64) {
                *self $operator each(|_| number);
            }
        }
    )*};
}

operate_lane_by_lane! {
    AddAssign add_assign +=;
    SubAssign sub_assign -=;
    MulAssign mul_assign *=;
    DivAssign div_assign /=;
}

impl Deref for Lanes {
    type Target = [f64; LANES];

    #[inline(always)]
    fn deref(&self) -> &[f64; LANES] {
        &self.0
    }
}

impl DerefMut for Lanes {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f64; LANES] {
        &mut self.0
    }
}

/// One random word for each trial of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, align(64))]
pub struct Words(pub [u64; LANES]);

impl Words {
    /// Zero in every lane.
    pub const ZERO: Words = Words([0; LANES]);
}

/// One bit per lane: a table, so that comparisons become bits without variable shifts.
const LANE_BITS: [u64; LANES] = {
    let mut bits = [0; LANES];
    let mut lane = 0;
    while lane < LANES {
        bits[lane] = 1 << lane;
        lane += 1;
    }
    bits
};

/// Bit i says whether lane i passes the test.
#[inline(always)]
pub fn lanes_where(test: impl Fn(usize) -> bool) -> u64 {
    let mut bits = 0;
    for (lane, bit) in LANE_BITS.iter().enumerate() {
        bits |= if test(lane) { *bit } else { 0 };
    }
    bits
}

/// Lanes that a block is folded to before the final tree: wide enough for every vector unit.
const FOLD: usize = 16;

/// A number of each lane, joined over the lanes in one fixed order. Whole columns come first: the
/// compiler turns the loop into vectors of any width, whose lanes do not interact.
#[inline(always)]
pub fn fold_lanes(term: impl Fn(usize) -> f64, join: impl Fn(f64, f64) -> f64) -> f64 {
    let mut folded = [0.0; FOLD];
    for (lane, total) in folded.iter_mut().enumerate() {
        *total = join(
            join(term(lane), term(lane + FOLD)),
            join(term(lane + 2 * FOLD), term(lane + 3 * FOLD)),
        );
    }
    halve::<8>(&mut folded, &join);
    halve::<4>(&mut folded, &join);
    halve::<2>(&mut folded, &join);
    halve::<1>(&mut folded, &join);
    folded[0]
}

/// Joins the second `HALF` of the folded lanes to the first.
#[inline(always)]
fn halve<const HALF: usize>(folded: &mut [f64; FOLD], join: &impl Fn(f64, f64) -> f64) {
    for lane in 0..HALF {
        folded[lane] = join(folded[lane], folded[lane + HALF]);
    }
}

/// Sum over the lanes in the fixed order of [`fold_lanes`].
#[inline(always)]
pub fn sum_lanes(term: impl Fn(usize) -> f64) -> f64 {
    fold_lanes(term, |a, b| a + b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_take_columns_numbers_and_functions_of_the_lane() {
        let column = || Lanes::from_fn(|lane| lane as f64 + 2.0);
        let assert_lanes = |found: Lanes, expected: &dyn Fn(f64) -> f64| {
            assert_eq!(found, Lanes::from_fn(|lane| expected(lane as f64)));
        };
        let (mut sum, mut difference, mut product, mut quotient) =
            (column(), column(), column(), column());
        sum += &column();
        sum += 3.0;
        sum += each(|lane| lane as f64);
        assert_lanes(sum, &|i| 3.0 * i + 7.0);
        difference -= 0.5;
        difference -= each(|lane| 2.0 * lane as f64);
        difference -= &column();
        assert_lanes(difference, &|i| -0.5 - 2.0 * i);
        product *= &column();
        product *= 2.0;
        assert_lanes(product, &|i| 2.0 * (i + 2.0) * (i + 2.0));
        quotient /= each(|lane| (lane as f64 + 2.0) / 4.0);
        quotient /= 8.0;
        assert_lanes(quotient, &|_| 0.5);
        product.update(|lane, number| number - lane as f64);
        assert_lanes(product.map(|number| -number), &|i| i - 2.0 * (i + 2.0) * (i + 2.0));
        product.set(|lane| lane as f64);
        assert_lanes(product, &|i| i);
    }

    #[test]
    fn lanes_are_joined_each_once_and_in_the_order_of_a_tree() {
        let exact = |lane| (1_u64 << (lane % 32)) as f64 * (1.0 + lane as f64);
        assert_eq!(sum_lanes(exact), (0..LANES).map(exact).sum::<f64>());
        // 2⁵³ swallows a 1 that is added to it, and not one that meets others before.
        let term = |lane| if lane == 0 { 9_007_199_254_740_992.0 } else { 1.0 };
        assert_eq!(sum_lanes(term), 9_007_199_254_740_992.0 + 62.0);
        // Lanes a quarter apart meet first, then those half of what is left apart.
        for [early, late] in [[16, 32], [8, 4], [4, 2], [2, 1]] {
            let term = |lane| match lane {
                0 => 9_007_199_254_740_992.0,
                lane if lane == early => 1.0,
                lane if lane == late => -9_007_199_254_740_992.0,
                _ => 0.0,
            };
            assert_eq!(sum_lanes(term), 0.0, "{early}, {late}");
        }
        assert_eq!(fold_lanes(|lane| -(lane as f64), f64::min), -63.0);
    }
}
