//! Exponential and logarithm with the same bits on every machine, in straight-line code that
//! vectorises.
//!
//! Range reduction as in Cody & Waite, *Software Manual for the Elementary Functions* (1980),
//! chapters 5 and 6; Taylor polynomials long enough for the reduced range. No fused multiply-add,
//! no table.

/// High part of ln 2: its last 20 bits are zero, so that its product with an exponent is exact.
const LN_2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
/// ln 2 − [`LN_2_HIGH`].
const LN_2_LOW: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);

/// 1.5 · 2⁵²: added to a number below 2⁵¹ it leaves the rounded integer in the low bits of the sum.
const ROUNDING_SHIFT: f64 = 6_755_399_441_055_744.0;

/// e^x with a relative error below 4e−16; arguments are clamped to [−708, 709].
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let x = x.clamp(-708.0, 709.0);
    let shifted = x * std::f64::consts::LOG2_E + ROUNDING_SHIFT;
    let power = shifted - ROUNDING_SHIFT;
    let r = (x - power * LN_2_HIGH) - power * LN_2_LOW;
    // Σ rⁿ/n! to n = 13; |r| ≤ ln(2)/2, so the rest is below 5e−18.
    let mut sum = 1.0 / 6_227_020_800.0;
    for coefficient in [
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
    ] {
        sum = sum * r + coefficient;
    }
    let fraction = 1.0 + (r + r * r * sum);
    let scale = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52));
    fraction * scale
}

/// Natural logarithm of a positive normal number with an absolute error below 4e−16 · max(1, |ln
/// x|); for zero or less the result is that of the smallest normal number.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    const SQRT_HALF_BITS: u64 = 0x3FE6_A09E_667F_3BCD;
    let bits = x.max(f64::MIN_POSITIVE).to_bits();
    // The exponent such that the mantissa lies in [√½, √2).
    let exponent_bits = bits.wrapping_sub(SQRT_HALF_BITS) & 0xFFF0_0000_0000_0000;
    let mantissa = f64::from_bits(bits.wrapping_sub(exponent_bits));
    // Signed exponent as a float without an integer-to-float conversion, which the baseline cannot
    // vectorise.
    let biased = (exponent_bits >> 52).wrapping_add(2048) & 0xFFF;
    let exponent = f64::from_bits(ROUNDING_SHIFT.to_bits() | biased) - (ROUNDING_SHIFT + 2048.0);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    // 2·artanh(s) = 2s Σ s²ⁿ/(2n+1); |s| ≤ 0.1716, so terms beyond n = 10 are below 1e−18.
    let mut sum = 1.0 / 21.0;
    for coefficient in [
        1.0 / 19.0,
        1.0 / 17.0,
        1.0 / 15.0,
        1.0 / 13.0,
        1.0 / 11.0,
        1.0 / 9.0,
        1.0 / 7.0,
        1.0 / 5.0,
        1.0 / 3.0,
    ] {
        sum = sum * square + coefficient;
    }
    let log_mantissa = 2.0 * s + 2.0 * s * square * sum;
    exponent * LN_2_HIGH + (log_mantissa + exponent * LN_2_LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> impl Iterator<Item = f64> {
        (1..200_000u64)
            .map(|n| (n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11) as f64 / (1u64 << 53) as f64)
    }

    #[test]
    fn exp_agrees_with_libm() {
        for u in words() {
            let x = (u - 0.5) * 1400.0;
            let expected = libm::exp(x);
            assert!(
                (exp(x) - expected).abs() <= 5e-16 * expected,
                "exp({x}) = {} instead of {expected}",
                exp(x)
            );
            let x = (u - 0.5) * 4.0;
            assert!((exp(x) - libm::exp(x)).abs() <= 5e-16 * libm::exp(x), "exp({x})");
        }
        assert_eq!(exp(0.0), 1.0);
    }

    #[test]
    fn ln_agrees_with_libm() {
        for u in words() {
            for x in [u, 1.0 / u, 1.0 + (u - 0.5) * 1e-3, u * 1e300, u * 1e-300] {
                let expected = libm::log(x);
                let error = (ln(x) - expected).abs();
                assert!(
                    error <= 4e-16 * expected.abs().max(1.0),
                    "ln({x}) = {} instead of {expected}",
                    ln(x)
                );
            }
        }
        assert_eq!(ln(1.0), 0.0);
    }
}
