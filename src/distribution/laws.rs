//! Laws that every distribution obeys, tried on all families and on truncations.

use super::continuous::Side;
use super::*;

/// SplitMix64 (Steele, Lea and Flood 2014), for test words.
pub(super) fn words(seed: u64) -> impl Iterator<Item = u64> {
    (1_u64..).map(move |i| {
        let mut z = seed.wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    })
}

pub(super) fn make(family: Family) -> Distribution {
    Distribution::new(family).expect("the parameters are valid")
}

pub(super) fn continuous() -> Vec<Distribution> {
    let normal = make(Family::Normal { mean: 1.2, sd: 0.5 });
    let narrow = make(Family::Normal { mean: 0.0, sd: 1.0 });
    let lognormal = make(Family::Lognormal { mean: 1.2, sd: 0.2 });
    let wide = make(Family::LognormalPercentile { median: 14.0, level: 0.95, value: 520.0 });
    let uniform = make(Family::Uniform { min: -1.0, max: 3.0 });
    let triangular = make(Family::Triangular { min: 5000.0, mode: 8000.0, max: 15000.0 });
    let edge = make(Family::Triangular { min: 0.0, mode: 0.0, max: 1.0 });
    let pert = make(Family::Pert { min: 5000.0, mode: 8000.0, max: 15000.0 });
    let pert_edge = make(Family::Pert { min: -2.0, mode: 0.0, max: 0.0 });
    let arcsine = make(Family::Beta { alpha: 0.5, beta: 0.5, min: 0.0, max: 2.0 });
    let peaked = make(Family::Beta { alpha: 30.0, beta: 90.0, min: 0.0, max: 1.0 });
    let gamma = make(Family::Gamma { shape: 2.5, scale: 3.0 });
    let steep = make(Family::Gamma { shape: 0.2, scale: 1.0 });
    let large = make(Family::Gamma { shape: 400.0, scale: 0.1 });
    let weibull = make(Family::Weibull { shape: 1.345, scale: 2.15 });
    let early = make(Family::Weibull { shape: 0.6, scale: 2.0 });
    let exponential = make(Family::Exponential { mean: 4.0 });
    let cut = |d: &Distribution, low, high| d.within(low, high).expect("enough is kept");
    let infinity = f64::INFINITY;
    vec![
        cut(&normal, 0.0, infinity),
        cut(&normal, -infinity, 1.5),
        cut(&normal, 1.0, 2.0),
        cut(&narrow, 3.0, 10.0),
        cut(&narrow, -5.0, -4.0),
        cut(&lognormal, 0.0, 3.0),
        cut(&lognormal, 1.0, 1.5),
        cut(&wide, 2.0, 300.0),
        cut(&uniform, 0.0, 1.0),
        cut(&triangular, 6000.0, 14000.0),
        cut(&triangular, 9000.0, 10000.0),
        cut(&pert, 6000.0, 20000.0),
        cut(&pert, 7000.0, 14000.0),
        cut(&arcsine, 0.5, 2.0),
        cut(&gamma, 1.0, 20.0),
        cut(&steep, 0.0, 1.0),
        cut(&weibull, 0.5, infinity),
        cut(&exponential, 0.0, 6.0),
        normal,
        narrow,
        lognormal,
        wide,
        uniform,
        triangular,
        edge,
        pert,
        pert_edge,
        arcsine,
        peaked,
        gamma,
        steep,
        large,
        weibull,
        early,
        exponential,
    ]
}

pub(super) fn discrete() -> Vec<Distribution> {
    let poisson = make(Family::Poisson { mean: 3.5 });
    let many = make(Family::Poisson { mean: 1e4 });
    let rare = make(Family::Poisson { mean: 0.01 });
    let listed = make(Family::Discrete {
        values: vec![3.0, -1.0, 10.0],
        probabilities: vec![0.2, 0.5, 0.3],
    });
    vec![
        poisson.within(1.0, 5.0).expect("enough is kept"),
        listed.within(0.0, 20.0).expect("enough is kept"),
        poisson,
        many,
        rare,
        listed,
        make(Family::Bernoulli { probability: 0.85 }),
        make(Family::Bernoulli { probability: 1.0 }),
        make(Family::Constant { value: 7.0 }),
    ]
}

/// Words at both ends, about the median, at row edges, and at random (with long runs of equal
/// bits).
pub(super) fn telling_words(random: usize) -> Vec<u64> {
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
    let normal = WordQuantile::new(&make(Family::Normal { mean: 0.0, sd: 1.0 }));
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
            let kinked = matches!(distribution.family(), Family::Triangular { .. });
            let tolerance = if kinked { 1e-4 } else { 1e-7 };
            assert!((mass - difference).abs() < tolerance, "{distribution} {from}");
            assert!((difference - (to - from)).abs() < 1e-12, "{distribution} {from}");
        }
    }
}

#[test]
fn moments_match_integration_over_the_quantile() {
    for distribution in continuous().into_iter().step_by(2) {
        let Law::Continuous(continuous) = distribution.law() else {
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
