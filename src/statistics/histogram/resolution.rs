//! Bins by the bits of a number.

/// Octaves on either side of zero: magnitudes from 2⁻⁶⁴ to 2⁶⁴; others count in the end bins.
pub(super) const OCTAVES: u32 = 128;
/// High word of 2⁻⁶⁴.
pub(super) const LOWEST: u32 = (1023 - 64) << 20;
/// High word of the last number below 2⁶⁴.
const HIGHEST: u32 = ((1023 + 64) << 20) - 1;
/// Magnitudes that bins tell apart: 2⁻⁶⁴ to 2⁶⁴.
pub(in super::super) const RANGE: (f64, f64) = (1.0 / (1_u128 << 64) as f64, (1_u128 << 64) as f64);
/// log2 of the bins per octave of the grid that distributions are published on.
pub(super) const COARSE_BITS: u32 = 4;
/// Largest log2 of the bins per octave: the mantissa bits of a high word.
pub(super) const FINEST_BITS: u32 = 20;

/// Bins of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// 1024 bins an octave, relative width at most 0.1 %; a page of counts takes 4 KiB.
    PerOctave1024,
    /// 256 bins an octave, relative width at most 0.4 %.
    PerOctave256,
    /// 128 bins an octave, relative width at most 0.8 %.
    PerOctave128,
    /// 64 bins an octave, relative width at most 1.6 %.
    PerOctave64,
    /// 32 bins an octave, relative width at most 3.1 %; a page of counts takes 128 bytes.
    PerOctave32,
    /// 16 bins an octave, the grid of published distributions.
    PerOctave16,
    /// Each integer from 0 to `greatest` (at most 2²¹ − 1) a bin of its own: quantiles are exact.
    Integer {
        /// Greatest value expected; integers beyond the next power of two share bins.
        greatest: u32,
    },
}

impl Resolution {
    /// log2 of the bins per octave.
    pub(super) fn bits(self) -> u32 {
        match self {
            Self::PerOctave1024 => 10,
            Self::PerOctave256 => 8,
            Self::PerOctave128 => 7,
            Self::PerOctave64 => 6,
            Self::PerOctave32 => 5,
            Self::PerOctave16 => 4,
            // In octave e, 2^e bins an octave have the integers as their lower edges.
            Self::Integer { greatest } => {
                greatest.checked_ilog2().unwrap_or(0).clamp(COARSE_BITS, FINEST_BITS)
            }
        }
    }
}

/// Sign, exponent and the 20 uppermost mantissa bits.
#[inline(always)]
pub(super) fn high_word(value: f64) -> u32 {
    (value.to_bits() >> 32) as u32
}

/// Place of a nonzero number in the order of bins: octave in the bits from 20 up, mantissa below;
/// negative numbers follow the positive ones.
#[inline(always)]
pub(super) fn place(value: f64) -> u32 {
    let high = high_word(value) as i32;
    let magnitude = (high & 0x7fff_ffff).clamp(LOWEST as i32, HIGHEST as i32);
    let side = (high >> 31) & (OCTAVES << FINEST_BITS) as i32;
    (magnitude - LOWEST as i32 + side) as u32
}
