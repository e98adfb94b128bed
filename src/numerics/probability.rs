//! A probability with both of its tails.

/// A probability `u` together with `1 − u`, each kept with full relative accuracy, so that an upper
/// tail of 1e-17 is as exact as a lower one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probability {
    /// The probability of the values below.
    pub lower: f64,
    /// The probability of the values above, `1 − lower`.
    pub upper: f64,
}

impl Probability {
    /// The probability with lower tail `u` (between 0 and 1).
    pub fn from_lower(u: f64) -> Self {
        Self { lower: u, upper: 1.0 - u }
    }

    /// The probability with upper tail `v` (between 0 and 1).
    pub fn from_upper(v: f64) -> Self {
        Self { lower: 1.0 - v, upper: v }
    }

    /// The same probability seen from above: the tails change places.
    pub fn complement(self) -> Self {
        Self { lower: self.upper, upper: self.lower }
    }

    /// The smaller tail.
    pub fn smaller(self) -> f64 {
        if self.lower < self.upper { self.lower } else { self.upper }
    }

    /// The quantile of the exponential law of mean 1: `−ln upper`, fine in relative terms.
    pub fn exponential_quantile(self) -> f64 {
        if self.lower < 0.5 { -libm::log1p(-self.lower) } else { -libm::log(self.upper) }
    }

    /// The probability `(m + 1/2)·2⁻⁵³` that a 64-bit random word stands for, `m` being its upper
    /// 53 bits. It is never 0 nor 1.
    pub fn from_word(word: u64) -> Self {
        const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;
        let m = (word >> 11) as f64;
        let complement = (!word >> 11) as f64;
        // Below one half (or above, for the complement) the sum is exact in 53 bits.
        Self { lower: (m + 0.5) * UNIT, upper: (complement + 0.5) * UNIT }
    }
}
