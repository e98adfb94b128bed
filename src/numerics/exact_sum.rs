//! A sum whose bits do not depend on the order of its terms.

/// Terms at or beyond this magnitude poison the sum: below it, 2³² terms in any order stay
/// inside the accumulator, so that poisoning itself does not depend on the order.
const LARGEST_EXPONENT: i32 = 158;
/// log2 of the quantum.
const QUANTUM_EXPONENT: i32 = -64;

/// Sum of f64s in 256-bit two's complement fixed point with quantum 2⁻⁶⁴ (Kulisch's long
/// accumulator, cut to the range that money, mass and their squares need).
///
/// Bits of a term below the quantum are cut towards zero. A term that is not finite, or of
/// magnitude 2¹⁵⁸ (3.6 × 10⁴⁷) and more, poisons the sum. Exact for up to 2³² terms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExactSum {
    /// Little-endian limbs.
    limbs: [u64; 4],
    poisoned: bool,
}

impl ExactSum {
    /// The empty sum.
    pub const fn new() -> Self {
        Self { limbs: [0; 4], poisoned: false }
    }

    /// Adds one term.
    #[inline(always)]
    pub fn add(&mut self, term: f64) {
        let bits = term.to_bits();
        let biased = ((bits >> 52) & 0x7ff) as i32;
        if biased >= 1023 + LARGEST_EXPONENT {
            self.poisoned = true;
            return;
        }
        // Position of the mantissa's lowest bit above the quantum.
        let mut position = biased - 1075 - QUANTUM_EXPONENT;
        let mut mantissa = (bits & 0x000f_ffff_ffff_ffff) | 0x0010_0000_0000_0000;
        if position < 0 {
            // A subnormal's missing hidden bit does not matter: everything is cut.
            mantissa = mantissa.checked_shr(position.unsigned_abs()).unwrap_or(0);
            position = 0;
        }
        let sign = (bits as i64) >> 63;
        let signed = ((mantissa as i64) ^ sign).wrapping_sub(sign);
        let wide = i128::from(signed) << (position & 63);
        let limb = (position as usize >> 6).min(2);
        let (low, carry) = self.limbs[limb].overflowing_add(wide as u64);
        let (high, first) = self.limbs[limb + 1].overflowing_add((wide >> 64) as u64);
        let (high, second) = high.overflowing_add(u64::from(carry));
        self.limbs[limb] = low;
        self.limbs[limb + 1] = high;
        // Carry and sign extension mostly cancel, so that higher limbs stay untouched.
        match (first | second, wide < 0) {
            (true, false) => self.increment_from(limb + 2),
            (false, true) => self.decrement_from(limb + 2),
            _ => {}
        }
    }

    fn increment_from(&mut self, limb: usize) {
        for limb in &mut self.limbs[limb..] {
            *limb = limb.wrapping_add(1);
            if *limb != 0 {
                break;
            }
        }
    }

    fn decrement_from(&mut self, limb: usize) {
        for limb in &mut self.limbs[limb..] {
            *limb = limb.wrapping_sub(1);
            if *limb != u64::MAX {
                break;
            }
        }
    }

    #[inline(always)]
    fn add_limbs(&mut self, other: &[u64; 4]) {
        let mut carry = false;
        for (limb, term) in self.limbs.iter_mut().zip(other) {
            let (partial, first) = limb.overflowing_add(*term);
            let (total, second) = partial.overflowing_add(u64::from(carry));
            *limb = total;
            carry = first | second;
        }
    }

    /// Adds all terms of another sum.
    pub fn merge(&mut self, other: &Self) {
        self.add_limbs(&other.limbs);
        self.poisoned |= other.poisoned;
    }

    /// Whether a term was not finite or too large.
    pub fn is_poisoned(&self) -> bool {
        self.poisoned
    }

    /// The sum, correctly rounded (to nearest, ties to even); NaN when poisoned.
    pub fn to_f64(&self) -> f64 {
        if self.poisoned {
            return f64::NAN;
        }
        let negative = self.limbs[3] >> 63 == 1;
        let mut magnitude = *self;
        if negative {
            magnitude.limbs = self.limbs.map(|limb| !limb);
            magnitude.increment_from(0);
        }
        let magnitude = magnitude.limbs;
        let Some(top) = (0..4).rev().find(|&limb| magnitude[limb] != 0) else {
            return 0.0;
        };
        let zeros = magnitude[top].leading_zeros();
        let below = if top > 0 { magnitude[top - 1] } else { 0 };
        let head = (((u128::from(magnitude[top]) << 64) | u128::from(below)) << zeros >> 64) as u64;
        let lost = (u128::from(below) << zeros) as u64 != 0
            || magnitude[..top.saturating_sub(1)].iter().any(|&limb| limb != 0);
        // 64 bits with a sticky last bit round to 53 as the whole number would.
        let rounded = (head | u64::from(lost)) as f64;
        let exponent = 64 * top as i32 - zeros as i32 + QUANTUM_EXPONENT;
        let scale = f64::from_bits(((1023 + exponent) as u64) << 52);
        let value = rounded * scale;
        if negative { -value } else { value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::draws::Draws;

    fn sum(terms: &[f64]) -> ExactSum {
        let mut sum = ExactSum::new();
        terms.iter().for_each(|&term| sum.add(term));
        sum
    }

    #[test]
    fn cancellation_leaves_the_small_terms() {
        for big in [1e20, 1e46, libm::ldexp(1.0, 63), libm::ldexp(1.0, 64), -3e33] {
            let total = sum(&[1e-3, big, -5.0, libm::ldexp(1.0, -64), -big]);
            assert_eq!(total.to_f64(), sum(&[1e-3, -5.0, libm::ldexp(1.0, -64)]).to_f64());
        }
        // 1e-10 is cut below 2⁻⁶⁴.
        let cut = (1e-10 * libm::ldexp(1.0, 64)).trunc() * libm::ldexp(1.0, -64);
        assert_eq!(sum(&[1e20, 1e-10, -1e20]).to_f64(), cut);
        assert_eq!(sum(&[-1e20, -1e-10, 1e20]).to_f64(), -cut);
    }

    #[test]
    fn agrees_with_integers_of_128_bits() {
        // Terms k·2^e with e ≥ −64, all inside 128 bits at quantum 2⁻⁶⁴.
        let mut draws = Draws(7);
        for _ in 0..200 {
            let (mut total, mut exact) = (ExactSum::new(), 0_i128);
            for _ in 0..100 {
                let mantissa =
                    (draws.bits() >> 11) as i64 * if draws.bits() & 1 == 0 { 1 } else { -1 };
                let exponent = (draws.bits() % 66) as i32;
                total.add(mantissa as f64 * libm::ldexp(1.0, exponent - 64));
                exact += i128::from(mantissa) << exponent;
                assert_eq!(total.to_f64(), exact as f64 * libm::ldexp(1.0, -64));
            }
        }
    }

    #[test]
    fn high_limbs_carry_and_borrow() {
        let mut total = ExactSum::new();
        let unit = libm::ldexp(1.0, 150);
        total.add(unit);
        total.add(-libm::ldexp(1.0, -64));
        assert_eq!(total.limbs, [u64::MAX, u64::MAX, u64::MAX, (1 << 22) - 1]);
        total.add(-unit);
        assert_eq!(total.limbs, [u64::MAX; 4]);
        assert_eq!(total.to_f64(), -libm::ldexp(1.0, -64));
        total.add(libm::ldexp(1.0, -64));
        assert_eq!(total, ExactSum::new());
    }

    #[test]
    fn rounds_to_nearest_even() {
        let unit = libm::ldexp(1.0, 100);
        let half = libm::ldexp(1.0, 47);
        assert_eq!(sum(&[unit, half]).to_f64(), unit);
        assert_eq!(sum(&[unit, half, libm::ldexp(1.0, -64)]).to_f64(), unit + 2.0 * half);
        assert_eq!(sum(&[unit, 2.0 * half, half]).to_f64(), unit + 4.0 * half);
        assert_eq!(sum(&[-unit, -half, -1.0]).to_f64(), -unit - 2.0 * half);
    }

    #[test]
    fn poison_spreads_and_does_not_depend_on_order() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, libm::ldexp(1.0, 158), -1e300] {
            let mut clean = sum(&[1.0]);
            clean.merge(&sum(&[2.0, bad]));
            assert!(clean.is_poisoned() && clean.to_f64().is_nan());
        }
        let largest = libm::ldexp(1.0, 158) * (1.0 - f64::EPSILON / 2.0);
        assert!(!sum(&[largest; 64]).is_poisoned());
        assert_eq!(sum(&[largest; 64]).to_f64(), 64.0 * largest);
    }

    #[test]
    fn tiny_and_zero_terms_vanish() {
        assert_eq!(sum(&[0.0, -0.0, 5e-324, -5e-324, 1e-30, -1e-20]).limbs, [0; 4]);
        assert_eq!(sum(&[0.0]).to_f64().to_bits(), 0);
    }
}
