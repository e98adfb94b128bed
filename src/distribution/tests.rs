//! What every distribution obeys, tried on all families and on truncations.

use super::continuous::Side;
pub use super::*;
use crate::numerics::{normal_integral, quadrature};

/// SplitMix64 (Steele, Lea and Flood 2014), for test words.
pub fn words(seed: u64) -> impl Iterator<Item = u64> {
    (1_u64..).map(move |i| {
        let mut z = seed.wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    })
}

pub fn make(law: impl Law) -> Distribution {
    Distribution::new(law).expect("the parameters are valid")
}

pub fn cut(distribution: &Distribution, low: f64, high: f64) -> Distribution {
    distribution.within(low, high).expect("enough is kept")
}

pub fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a / b - 1.0).abs() < tolerance, "{a} {b}");
}

fn continuous() -> Vec<Distribution> {
    laws::examples().into_iter().filter(|distribution| !distribution.is_discrete()).collect()
}

pub fn discrete() -> Vec<Distribution> {
    laws::examples().into_iter().filter(Distribution::is_discrete).collect()
}

/// Words at both ends, about the median, at row edges, and at random (with long runs of equal
/// bits).
pub fn telling_words(random: usize) -> Vec<u64> {
    let mut chosen = vec![0, 1 << 11, 1 << 63, (1 << 63) - 1];
    for bit in 11..63 {
        for digits in 16_u64..32 {
            let edge = (digits << (bit - 11)) << 7;
            chosen.extend([edge, edge + (1 << 11), edge.wrapping_sub(1 << 11)]);
        }
    }
    chosen.retain(|&word| word < 1 << 63);
    for (i, word) in words(7).take(random).enumerate() {
        chosen.extend([word >> 1, word >> (1 + i % 50)]);
    }
    let mirrored: Vec<u64> = chosen.iter().map(|word| !word).collect();
    chosen.extend(mirrored);
    chosen
}

/// Relative error in probability of `x` as the quantile of `p`, beyond what two units in the last
/// place of `x` explain.
fn excess(distribution: &Distribution, x: f64, p: Probability) -> f64 {
    let (_, wanted) = Side::of(p);
    let tail = |x: f64| {
        let at = distribution.tails(x);
        if p.lower <= p.upper { at.lower } else { at.upper }
    };
    let slack = 2.0 * f64::EPSILON * x.abs();
    let (a, b) = (tail(x - slack), tail(x + slack));
    let (least, most) = (a.min(b), a.max(b));
    (wanted - most).max(least - wanted).max(0.0) / wanted
}

#[test]
fn quantile_inverts_both_tails() {
    for distribution in continuous() {
        for word in telling_words(20).into_iter().step_by(7) {
            let p = Probability::from_word(word);
            let x = distribution.quantile(p);
            let error = excess(&distribution, x, p);
            assert!(error < 1e-12, "{distribution} {p:?} {x} {error}");
        }
    }
}

#[test]
fn word_tables_keep_their_promise() {
    for distribution in continuous() {
        let quantile = WordQuantile::new(&distribution);
        assert!(!quantile.is_slow(), "{distribution}");
        for word in telling_words(200).into_iter().step_by(3) {
            let p = Probability::from_word(word);
            let x = quantile.value(word);
            let error = excess(&distribution, x, p);
            assert!(error < 1e-10, "{distribution} {p:?} {x} {error}");
        }
    }
}

#[test]
fn score_tables_keep_their_promise() {
    for distribution in continuous() {
        let quantile = ScoreQuantile::new(&distribution);
        for k in -1151..=1151 {
            let score = f64::from(k) / 128.0 + 0.0001;
            let p = normal_integral::tails(score);
            let x = quantile.value(score);
            let error = excess(&distribution, x, p);
            assert!(error < 1e-10, "{distribution} {score} {x} {error}");
        }
        assert_eq!(quantile.value(-20.0), quantile.value(-9.0));
        assert_eq!(quantile.value(20.0), quantile.value(9.0));
    }
}

#[test]
fn discrete_draws_invert_cumulative_probabilities() {
    for distribution in discrete() {
        let by_word = WordQuantile::new(&distribution);
        let by_score = ScoreQuantile::new(&distribution);
        for word in telling_words(200) {
            let p = Probability::from_word(word);
            let exact = distribution.quantile(p);
            assert_eq!(by_word.value(word), exact, "{distribution} {p:?}");
        }
        for word in words(3).take(200) {
            let p = Probability::from_word(word);
            let score = normal_integral::quantile(p);
            assert_eq!(by_score.value(score), distribution.quantile(p), "{distribution} {p:?}");
        }
    }
}

#[test]
fn fill_and_value_give_the_same_bits() {
    let normal = WordQuantile::new(&make(Normal { mean: 0.0, sd: 1.0 }));
    let chosen: Vec<u64> = words(11).take(301).collect();
    let scores: Vec<f64> = chosen.iter().map(|&word| normal.value(word)).collect();
    let mut out = vec![0.0; chosen.len()];
    for distribution in continuous().into_iter().chain(discrete()) {
        let by_word = WordQuantile::new(&distribution);
        by_word.fill(&chosen, &mut out);
        for (&x, &word) in out.iter().zip(&chosen) {
            assert_eq!(x.to_bits(), by_word.value(word).to_bits(), "{distribution}");
        }
        let by_score = ScoreQuantile::new(&distribution);
        by_score.fill(&scores, &mut out);
        for (&x, &score) in out.iter().zip(&scores) {
            assert_eq!(x.to_bits(), by_score.value(score).to_bits(), "{distribution}");
        }
    }
}

#[test]
fn density_integrates_to_differences_of_cdf() {
    for distribution in continuous() {
        for (from, to) in [(0.1, 0.2), (0.4, 0.45), (0.7, 0.8), (0.95, 0.97)] {
            let at = |u| distribution.quantile(Probability::from_lower(u));
            let mass = quadrature::integral(at(from), at(to), |x| distribution.density(x));
            let difference = distribution.cdf(at(to)) - distribution.cdf(at(from));
            // The kink of a triangle inside the interval costs the quadrature its accuracy.
            let kinked = distribution.law::<Triangular>().is_some();
            let tolerance = if kinked { 1e-4 } else { 1e-7 };
            assert!((mass - difference).abs() < tolerance, "{distribution} {from}");
            assert!((difference - (to - from)).abs() < 1e-12, "{distribution} {from}");
        }
    }
}

#[test]
fn moments_match_integration_over_the_quantile() {
    for distribution in continuous().into_iter().step_by(2) {
        let Representation::Continuous(continuous) = distribution.representation() else {
            continue;
        };
        let mean = continuous.expectation(|x| x);
        let (stated, sd) = (distribution.mean(), distribution.standard_deviation());
        let variance = continuous.expectation(|x| (x - mean) * (x - mean));
        let tolerance = 1e-11;
        assert!((mean - stated).abs() < tolerance * sd, "{distribution} {mean} {stated}");
        let error = libm::sqrt(variance) / sd - 1.0;
        assert!(error.abs() < tolerance, "{distribution} {variance} {sd}");
    }
}

#[test]
fn draws_pass_kolmogorov_and_smirnov() {
    let n = 10_000;
    for (seed, distribution) in continuous().into_iter().enumerate() {
        let quantile = WordQuantile::new(&distribution);
        let mut out = vec![0.0; n];
        let chosen: Vec<u64> = words(seed as u64 * 1_000_003).take(n).collect();
        quantile.fill(&chosen, &mut out);
        out.sort_by(f64::total_cmp);
        let mut distance: f64 = 0.0;
        // Seen at every tenth point, the largest gap is missed by at most 10/n, which is added.
        for (i, &x) in out.iter().enumerate().step_by(10) {
            let u = distribution.cdf(x);
            distance = distance
                .max((u - i as f64 / n as f64).abs())
                .max((u - (i + 1) as f64 / n as f64).abs());
        }
        // The two-sided critical value at the level 0.001.
        let critical = 1.95 / libm::sqrt(n as f64);
        assert!(distance + 10.0 / (n as f64) < critical, "{distribution} {distance}");
    }
}

#[test]
fn ten_facilities_have_the_exact_moments() {
    let built = make(Bernoulli { probability: 0.85 });
    let copper = make(Lognormal { mean: 8000.0, sd: 3200.0 });
    let square =
        |d: &Distribution| d.mean() * d.mean() + d.standard_deviation() * d.standard_deviation();
    let mean = built.mean() * copper.mean();
    close(10.0 * mean, 68_000.0, 1e-14);
    let variance = square(&built) * square(&copper) - mean * mean;
    close(libm::sqrt(10.0 * variance), 12_986.146_464_598_343, 1e-13);
}

#[test]
fn written_form_reads_like_the_input() {
    let yield_factor = make(Lognormal { mean: 1.2, sd: 0.2 }).within(0.0, 3.0);
    let text = yield_factor.expect("enough is kept").to_string();
    assert_eq!(text, "lognormal(mean 1.2, sd 0.2) within [0, 3]");
}

#[test]
fn laws_without_spread_are_constants() {
    let flat: [std::sync::Arc<dyn Law>; 9] = [
        std::sync::Arc::new(Normal { mean: 7.0, sd: 0.0 }),
        std::sync::Arc::new(Logistic { mean: 7.0, sd: 0.0 }),
        std::sync::Arc::new(Lognormal { mean: 7.0, sd: 0.0 }),
        std::sync::Arc::new(LognormalPercentile { median: 7.0, level: 0.95, value: 7.0 }),
        std::sync::Arc::new(GammaMoments { mean: 7.0, sd: 0.0 }),
        std::sync::Arc::new(Uniform { min: 7.0, max: 7.0 }),
        std::sync::Arc::new(Triangular { min: 7.0, mode: 7.0, max: 7.0 }),
        std::sync::Arc::new(Pert { min: 7.0, mode: 7.0, max: 7.0 }),
        std::sync::Arc::new(Beta { alpha: 2.0, beta: 3.0, min: 7.0, max: 7.0 }),
    ];
    for law in flat {
        let distribution = Distribution::from_law(law).expect("a constant");
        assert_eq!(distribution.constant(), Some(7.0), "{distribution}");
        assert_eq!((distribution.mean(), distribution.standard_deviation()), (7.0, 0.0));
        assert_eq!(distribution.within(6.0, 8.0).map(|law| law.mean()), Ok(7.0), "{distribution}");
    }
    for law in [Lognormal { mean: 0.0, sd: 0.0 }, Lognormal { mean: -1.0, sd: 0.0 }] {
        assert!(Distribution::new(law).is_err(), "a lognormal value is above 0");
    }
    assert!(Distribution::new(Normal { mean: f64::NAN, sd: 0.0 }).is_err());
}

#[test]
fn faults_name_the_offending_value() {
    let negative = Distribution::new(Normal { mean: 1.0, sd: -2.0 }).expect_err("invalid");
    assert_eq!(negative.to_string(), "the sd must be at least 0, not -2");
    let reversed = Distribution::new(Uniform { min: 2.0, max: 1.0 }).expect_err("invalid");
    assert_eq!(reversed.to_string(), "the max 1 must be at least the min 2");
    let outside = Distribution::new(Pert { min: 2.0, mode: 3.0, max: 2.0 }).expect_err("invalid");
    assert_eq!(outside.to_string(), "the mode 3 lies outside [2, 2]");
    let normal = make(Normal { mean: 0.0, sd: 1.0 });
    assert!(matches!(normal.within(6.0, 7.0), Err(DistributionError::TruncationMass { .. })));
    assert!(matches!(normal.within(2.0, 1.0), Err(DistributionError::TruncationOrder { .. })));
}

#[test]
fn mass_outside_counts_both_ends() {
    let uniform = make(Uniform { min: 0.0, max: 10.0 });
    close(uniform.mass_outside(1.0, 8.0), 0.3, 1e-14);
    let coin = make(Bernoulli { probability: 0.25 });
    assert_eq!(coin.mass_outside(0.0, 1.0), 0.0);
    assert_eq!(coin.mass_outside(0.5, 1.0), 0.75);
}

#[test]
fn cached_tables_draw_the_same_bits() {
    let mut tables = QuantileTables::new();
    for scale in [1.0, 3.0, 700.0] {
        let pert = make(Pert { min: scale, mode: 2.0 * scale, max: 5.0 * scale });
        let (cached, own) = (tables.word_quantile(&pert), WordQuantile::new(&pert));
        for word in words(9).take(50) {
            assert_eq!(cached.value(word).to_bits(), own.value(word).to_bits());
        }
    }
    assert_eq!(tables.len(), 1);
}
