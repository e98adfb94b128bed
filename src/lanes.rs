//! The width of a block of trials, and its columns.

use std::ops::{Deref, DerefMut};

/// Trials in a block. Part of the results contract: sums are formed block by block.
pub const LANES: usize = 64;

/// One number for each trial of a block, aligned to a cache line.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Lanes(pub [f64; LANES]);

impl Lanes {
    pub const ZERO: Lanes = Lanes([0.0; LANES]);

    #[inline(always)]
    pub const fn splat(value: f64) -> Self {
        Lanes([value; LANES])
    }

    /// Adds lane by lane.
    #[inline(always)]
    pub fn add(&mut self, other: &Lanes) {
        for lane in 0..LANES {
            self.0[lane] += other.0[lane];
        }
    }

    /// Subtracts lane by lane.
    #[inline(always)]
    pub fn subtract(&mut self, other: &Lanes) {
        for lane in 0..LANES {
            self.0[lane] -= other.0[lane];
        }
    }
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
    pub const ZERO: Words = Words([0; LANES]);
}
