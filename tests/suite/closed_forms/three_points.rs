//! PERT and triangular distributions as a facility's copper (D1): V18.

use coppercast::distribution::{Distribution, Pert, Probability, Triangular};

use super::program::simulate;
use super::{ONE_PERCENT, assert_agrees, assert_exact};

fn facility(family: &str) -> String {
    format!(
        r#"
        time = {{ start = "2026-01", step = "year", substeps = 1, periods = 1 }}
        price = {{ process = "constant", initial = "13000 USD/t" }}
        report.thresholds = {{ need = ["10000 t", "14000 t"] }}
        region.us = {{}}
        [facility.hall]
        region = "us"
        copper = {{ dist = "{family}", min = "5000 t", mode = "8000 t", max = "15000 t" }}
        start = "2026-01"
        build = "12 month"
        "#
    )
}

#[test]
fn a_facility_needs_what_pert_and_triangular_say() {
    let tables = simulate(&facility("pert"), 6_000_000, 701);
    assert_agrees("V18c", tables.value("summary: need mean"), ONE_PERCENT);
    assert_agrees("V18d", tables.value("summary: need sd"), ONE_PERCENT);
    assert_agrees("V18e", tables.value("summary: need p95"), ONE_PERCENT);
    assert_agrees("V18f", tables.value("summary: need prob_above 14000"), 0.08);
    assert_agrees("V18g", tables.value("summary: need prob_above 10000"), ONE_PERCENT);

    let tables = simulate(&facility("triangular"), 4_000_000, 702);
    assert_agrees("V18h", tables.value("summary: need mean"), ONE_PERCENT);
    assert_agrees("V18i", tables.value("summary: need sd"), ONE_PERCENT);
    assert_agrees("V18j", tables.value("summary: need p95"), ONE_PERCENT);
    assert_agrees("V18k", tables.value("summary: need prob_above 14000"), 0.03);
}

#[test]
fn their_moments_quantiles_and_tails_are_exact() {
    let (min, mode, max) = (5000.0, 8000.0, 15000.0);
    let level = Probability::from_lower(0.95);
    let pert = Distribution::new(Pert { min, mode, max }).expect("parameters make sense");
    // The parameters of a beta distribution from its mean and variance on [0, 1].
    let (mean, deviation) =
        ((pert.mean() - min) / (max - min), pert.standard_deviation() / (max - min));
    let sum = mean * (1.0 - mean) / (deviation * deviation) - 1.0;
    assert_exact("V18a", mean * sum);
    assert_exact("V18b", (1.0 - mean) * sum);
    assert_exact("V18c", pert.mean());
    assert_exact("V18d", pert.standard_deviation());
    assert_exact("V18e", pert.quantile(level));
    assert_exact("V18f", pert.survival(14_000.0));
    assert_exact("V18g", pert.survival(10_000.0));
    let triangular =
        Distribution::new(Triangular { min, mode, max }).expect("parameters make sense");
    assert_exact("V18h", triangular.mean());
    assert_exact("V18i", triangular.standard_deviation());
    assert_exact("V18j", triangular.quantile(level));
    assert_exact("V18k", triangular.survival(14_000.0));
}
