//! The standard normal law: density, both tails and quantile.

use super::probability::Probability;

const INVERSE_ROOT_TWO_PI: f64 = 0.398_942_280_401_432_7;

/// Density of the standard normal law.
pub fn density(x: f64) -> f64 {
    INVERSE_ROOT_TWO_PI * libm::exp(-0.5 * x * x)
}

/// Both tails of the standard normal law at `x`, each accurate in relative terms.
pub fn tails(x: f64) -> Probability {
    Probability {
        lower: 0.5 * libm::erfc(-x * core::f64::consts::FRAC_1_SQRT_2),
        upper: 0.5 * libm::erfc(x * core::f64::consts::FRAC_1_SQRT_2),
    }
}

/// Quantile of the standard normal law: Wichura (1988), "Algorithm AS 241: The percentage points
/// of the normal distribution", Applied Statistics 37, routine PPND16 (relative accuracy 1e-16).
pub fn quantile(p: Probability) -> f64 {
    let centred = if p.lower < p.upper { p.lower - 0.5 } else { 0.5 - p.upper };
    if centred.abs() <= 0.425 {
        let r = 0.180_625 - centred * centred;
        return centred * ratio(&CENTRE, r);
    }
    let tail = p.smaller();
    if tail <= 0.0 {
        return if centred < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = libm::sqrt(-libm::log(tail));
    let size = if r <= 5.0 { ratio(&SHOULDER, r - 1.6) } else { ratio(&FAR, r - 5.0) };
    if centred < 0.0 { -size } else { size }
}

fn ratio(coefficients: &[[f64; 8]; 2], r: f64) -> f64 {
    let polynomial = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, &a| sum * r + a);
    polynomial(&coefficients[0]) / polynomial(&coefficients[1])
}

#[allow(clippy::excessive_precision)]
const CENTRE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_608_0,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_083_0e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061_0e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561_0e3,
    ],
];

#[allow(clippy::excessive_precision)]
const SHOULDER: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_90,
        5.769_497_221_460_691_405_50,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_70e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_40e-4,
    ],
    [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_40,
        6.897_673_349_851_000_045_50e-1,
        1.481_039_764_274_800_745_90e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946_00e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
];

#[allow(clippy::excessive_precision)]
const FAR: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103_777_20,
        5.463_784_911_164_114_369_90,
        1.784_826_539_917_291_335_80,
        2.965_605_718_285_048_912_30e-1,
        2.653_218_952_657_612_309_30e-2,
        1.242_660_947_388_078_438_60e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    [
        1.0,
        5.998_322_065_558_879_376_90e-1,
        1.369_298_809_227_358_053_10e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591_00e-4,
        1.846_318_317_510_054_681_80e-5,
        1.421_511_758_316_445_888_70e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_inverts_both_tails() {
        for k in 2..1000 {
            let p = Probability::from_lower(libm::exp2(-f64::from(k)));
            for p in [p, p.complement(), Probability::from_lower(f64::from(k) / 1000.0)] {
                let x = quantile(p);
                let error = tails(x).smaller() / p.smaller() - 1.0;
                assert!(error.abs() < 1e-15 * (4.0 + 2.0 * x * x), "{p:?} {x} {error}");
            }
        }
    }

    #[test]
    fn quantile_matches_tables() {
        let x = quantile(Probability::from_lower(0.975));
        assert!((x - 1.959_963_984_540_054).abs() < 1e-15);
    }
}
