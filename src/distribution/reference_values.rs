//! Values, messages and forms checked against independent sources.

use super::laws::{make, words};
use super::*;
use statrs::distribution::{ContinuousCDF, DiscreteCDF};

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a / b - 1.0).abs() < tolerance, "{a} {b}");
}

#[test]
fn pert_matches_the_exact_values() {
    let pert = make(Family::Pert { min: 5000.0, mode: 8000.0, max: 15000.0 });
    close(pert.mean(), 8_666.666_666_666_666, 1e-14);
    close(pert.standard_deviation(), 1_821.389_666_562_407_2, 1e-13);
    let p95 = Probability::from_lower(0.95);
    close(pert.quantile(p95), 11_915.510_177_116_264, 1e-13);
    close(pert.survival(14_000.0), 0.000_876_535_132_778_444_5, 1e-12);
    close(pert.survival(10_000.0), 0.239_989_126_713_496_06, 1e-12);
}

#[test]
fn triangular_matches_the_exact_values() {
    let triangular = make(Family::Triangular { min: 5000.0, mode: 8000.0, max: 15000.0 });
    close(triangular.mean(), 9_333.333_333_333_334, 1e-14);
    close(triangular.standard_deviation(), 2_094.967_514_996_089, 1e-14);
    let p95 = Probability::from_lower(0.95);
    close(triangular.quantile(p95), 13_129.171_306_613_029, 1e-14);
    close(triangular.survival(14_000.0), 0.014_285_714_285_714_285, 1e-14);
}

#[test]
fn ten_facilities_have_the_exact_moments() {
    let built = make(Family::Bernoulli { probability: 0.85 });
    let copper = make(Family::Lognormal { mean: 8000.0, sd: 3200.0 });
    let square =
        |d: &Distribution| d.mean() * d.mean() + d.standard_deviation() * d.standard_deviation();
    let mean = built.mean() * copper.mean();
    close(10.0 * mean, 68_000.0, 1e-14);
    let variance = square(&built) * square(&copper) - mean * mean;
    close(libm::sqrt(10.0 * variance), 12_986.146_464_598_343, 1e-13);
}

#[test]
fn distribution_functions_match_statrs() {
    let gamma = statrs::distribution::Gamma::new(2.5, 1.0 / 3.0).expect("valid");
    let ours = make(Family::Gamma { shape: 2.5, scale: 3.0 });
    let beta = statrs::distribution::Beta::new(2.2, 3.8).expect("valid");
    let our_beta = make(Family::Beta { alpha: 2.2, beta: 3.8, min: 0.0, max: 1.0 });
    let weibull = statrs::distribution::Weibull::new(1.345, 2.15).expect("valid");
    let our_weibull = make(Family::Weibull { shape: 1.345, scale: 2.15 });
    for k in 1..20 {
        let x = f64::from(k) / 20.0;
        close(our_beta.cdf(x), beta.cdf(x), 1e-11);
        close(our_beta.survival(x), beta.sf(x), 1e-11);
        close(ours.cdf(20.0 * x), gamma.cdf(20.0 * x), 1e-11);
        close(our_weibull.survival(4.0 * x), weibull.sf(4.0 * x), 1e-11);
    }
    let poisson = statrs::distribution::Poisson::new(3.5).expect("valid");
    let our_poisson = make(Family::Poisson { mean: 3.5 });
    for k in 0..15_u32 {
        close(our_poisson.cdf(f64::from(k)), poisson.cdf(u64::from(k)), 1e-11);
    }
}

#[test]
fn lognormal_percentile_is_met() {
    let family = Family::LognormalPercentile { median: 14.0, level: 0.95, value: 52.0 };
    let outage = make(family);
    close(outage.quantile(Probability::from_lower(0.95)), 52.0, 1e-14);
    assert_eq!(outage.to_string(), "lognormal(median 14, p95 52)");
}

#[test]
fn written_form_reads_like_the_input() {
    let pert = make(Family::Pert { min: 5000.0, mode: 8000.0, max: 15000.0 });
    assert_eq!(pert.to_string(), "pert(5000, 8000, 15000)");
    let yield_factor = make(Family::Lognormal { mean: 1.2, sd: 0.2 }).within(0.0, 3.0);
    let text = yield_factor.expect("enough is kept").to_string();
    assert_eq!(text, "lognormal(mean 1.2, sd 0.2) within [0, 3]");
}

#[test]
fn faults_name_the_offending_value() {
    let message = |family| Distribution::new(family).expect_err("invalid").to_string();
    let outside = Family::Pert { min: 5.0, mode: 20.0, max: 15.0 };
    assert_eq!(message(outside), "the mode 20 lies outside [5, 15]");
    let flat = Family::Normal { mean: 1.0, sd: 0.0 };
    assert_eq!(message(flat), "the sd must be above 0, not 0");
    let unknown = Family::Exponential { mean: f64::NAN };
    assert_eq!(message(unknown), "the mean must be a finite number, not NaN");
    let wrong_side = Family::LognormalPercentile { median: 14.0, level: 0.95, value: 10.0 };
    assert_eq!(message(wrong_side), "the percentile 10 at level 0.95 must lie above the median 14");
    let short = Family::Discrete { values: vec![1.0, 2.0], probabilities: vec![0.5, 0.4] };
    assert_eq!(message(short), "the probabilities must sum to 1, not 0.9");
    let normal = make(Family::Normal { mean: 0.0, sd: 1.0 });
    assert!(matches!(normal.within(6.0, 7.0), Err(DistributionError::TruncationMass { .. })));
    assert!(matches!(normal.within(2.0, 1.0), Err(DistributionError::TruncationOrder { .. })));
}

#[test]
fn mass_outside_counts_both_ends() {
    let uniform = make(Family::Uniform { min: 0.0, max: 10.0 });
    close(uniform.mass_outside(1.0, 8.0), 0.3, 1e-14);
    let coin = make(Family::Bernoulli { probability: 0.25 });
    assert_eq!(coin.mass_outside(0.0, 1.0), 0.0);
    assert_eq!(coin.mass_outside(0.5, 1.0), 0.75);
}

#[test]
fn cached_tables_draw_the_same_bits() {
    let mut tables = QuantileTables::new();
    for scale in [1.0, 3.0, 700.0] {
        let pert = make(Family::Pert { min: scale, mode: 2.0 * scale, max: 5.0 * scale });
        let (cached, own) = (tables.word_quantile(&pert), WordQuantile::new(&pert));
        for word in words(9).take(50) {
            assert_eq!(cached.value(word).to_bits(), own.value(word).to_bits());
        }
    }
    assert_eq!(tables.len(), 1);
}
