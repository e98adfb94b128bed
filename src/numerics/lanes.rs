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
