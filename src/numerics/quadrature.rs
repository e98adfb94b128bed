//! Gauss–Legendre integration.

/// Positive nodes and weights of the 20-point rule on [−1, 1] (Abramowitz and Stegun, table 25.4).
#[allow(clippy::excessive_precision)]
const RULE: [(f64, f64); 10] = [
    (0.076_526_521_133_497_333_755, 0.152_753_387_130_725_850_698),
    (0.227_785_851_141_645_078_080, 0.149_172_986_472_603_746_788),
    (0.373_706_088_715_419_560_673, 0.142_096_109_318_382_051_329),
    (0.510_867_001_950_827_098_004, 0.131_688_638_449_176_626_898),
    (0.636_053_680_726_515_025_453, 0.118_194_531_961_518_417_312),
    (0.746_331_906_460_150_792_614, 0.101_930_119_817_240_435_037),
    (0.839_116_971_822_218_823_395, 0.083_276_741_576_704_748_725),
    (0.912_234_428_251_325_905_868, 0.062_672_048_334_109_063_570),
    (0.963_971_927_277_913_791_268, 0.040_601_429_800_386_941_331),
    (0.993_128_599_185_094_924_786, 0.017_614_007_139_152_118_312),
];

/// Integral of a function smooth on [`from`, `to`], by the 20-point Gauss–Legendre rule.
pub fn integral(from: f64, to: f64, function: impl Fn(f64) -> f64) -> f64 {
    let (centre, radius) = (0.5 * (from + to), 0.5 * (to - from));
    let sum: f64 = RULE
        .iter()
        .map(|&(node, weight)| {
            weight * (function(centre - radius * node) + function(centre + radius * node))
        })
        .sum();
    radius * sum
}

/// Integral over (0, `to`] of a function with at most an integrable power singularity at 0, one
/// octave after another until what remains cannot matter; what is below 1e-290 as for a power.
pub fn integral_from_zero(to: f64, function: impl Fn(f64) -> f64) -> f64 {
    let (mut high, mut sum) = (to, 0.0);
    let mut small = 0;
    let (mut part, mut ratio) = (0.0, 0.0);
    while high > 1e-290 && small < 2 {
        let before = part;
        part = integral(0.5 * high, high, &function);
        ratio = part / before;
        sum += part;
        let negligible = part.abs() <= 1e-17 * f64::abs(sum);
        small = if negligible { small + 1 } else { 0 };
        high *= 0.5;
    }
    if small < 2 && ratio.abs() < 1.0 { sum + part * ratio / (1.0 - ratio) } else { sum }
}

/// Integral over [`from`, `to`], both positive, one octave after another.
pub fn integral_by_octaves(from: f64, to: f64, function: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut sum) = (from, 0.0);
    while low < to {
        let high = (2.0 * low).min(to);
        sum += integral(low, high, &function);
        low = high;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_of_degree_39_are_exact() {
        let sum = integral(0.0, 1.0, |x| libm::pow(x, 39.0));
        assert!((sum * 40.0 - 1.0).abs() < 1e-14);
    }

    #[test]
    fn power_singularities_are_integrated() {
        let sum = integral_from_zero(0.5, |x| 1.0 / libm::sqrt(x));
        assert!((sum - libm::sqrt(2.0)).abs() < 1e-14);
        let sum = integral_from_zero(1.0, |x| libm::pow(x, -0.99));
        assert!((sum / 100.0 - 1.0).abs() < 1e-11, "{sum}");
    }
}
