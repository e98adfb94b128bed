//! Correlations of normal scores come out as they were written.

use super::{scenario, simulator};
use coppercast::scenario::Scenario;
use coppercast::simulation::Simulator;

const BLOCKS: u64 = 1_000;
const SCENARIO: &str = r#"
[time]
start = "2026-01"
step = "quarter"
substeps = 1
periods = 6

[price]
process = "gbm"
initial = "10000 USD/t"
drift = 0.0
volatility = 0.2

[region.us]
spot.available = { dist = "lognormal", median = "80 t/month", p95 = "150 t/month", each = "period", autocorrelation = -0.3 }
spot.premium = { dist = "normal", mean = "300 USD/t", sd = "60 USD/t", each = "period", autocorrelation = 0.6 }

[mine.pit]
capacity = "2000 t/year"
utilisation = { dist = "lognormal", mean = 1.0, sd = 0.1 }
variation = { dist = "lognormal", mean = 1.0, sd = 0.12, each = "period", autocorrelation = 0.8 }

[facility.ohio]
region = "us"
copper = { dist = "lognormal", mean = "1000 t", sd = "300 t" }
start = "2026-03"
build = { dist = "lognormal", median = "12 month", p95 = "18 month" }
overrun = { dist = "lognormal", median = 1.2, p95 = 1.6 }
start_delay = { dist = "lognormal", median = "3 month", p95 = "9 month" }

[variable.own]
value = { dist = "normal", mean = 0.0, sd = 1.0 }

[correlation.common-factor]
between = ["facility.ohio.build", "facility.ohio.overrun", "facility.ohio.start_delay"]
coefficient = 0.45

[correlation.chain]
between = ["facility.ohio.copper", "mine.pit.utilisation"]
coefficient = -0.6

[correlation.chain-on]
between = ["mine.pit.utilisation", "variable.own"]
coefficient = 0.5

[correlation.tight-market]
between = ["price", "region.us.spot.premium", "region.us.spot.available"]
coefficient = 0.35
"#;

/// The scores of a draw in every trial, up to a linear function: all distributions here are normal
/// or lognormal.
fn scores(simulator: &Simulator, path: &str, period: usize) -> Vec<f64> {
    let input = simulator.model.drawn.get(path).unwrap_or_else(|| panic!("{path} is not drawn"));
    let is_normal = ["price", "premium", "variable.own"].iter().any(|name| path.ends_with(name));
    let mut worker = simulator.worker();
    let mut scores = Vec::new();
    for block in 0..BLOCKS {
        worker.draw(block);
        let values = input.at(&worker.exogenous.values, period);
        scores.extend(values.0.iter().map(|value| if is_normal { *value } else { value.ln() }));
    }
    scores
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let covariance = |x: &[f64], mean_x: f64, y: &[f64], mean_y: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum()
    };
    covariance(a, mean_a, b, mean_b)
        / (covariance(a, mean_a, a, mean_a) * covariance(b, mean_b, b, mean_b)).sqrt()
}

/// Fisher's z of the correlation has the standard error 1/√(n − 3).
fn assert_correlation(simulator: &Simulator, a: (&str, usize), b: (&str, usize), expected: f64) {
    let (first, second) = (scores(simulator, a.0, a.1), scores(simulator, b.0, b.1));
    let found = correlation(&first, &second);
    let errors = (found.atanh() - expected.atanh()) * (first.len() as f64 - 3.0).sqrt();
    assert!(
        errors.abs() < 4.0,
        "{a:?} and {b:?}: {found}, not {expected}: {errors} standard errors"
    );
}

fn correlated() -> Scenario {
    scenario(SCENARIO)
}

#[test]
fn correlations_of_a_trial_come_out() {
    let simulator = simulator(&correlated());
    let factor = ["facility.ohio.build", "facility.ohio.overrun", "facility.ohio.start_delay"];
    for (first, second) in [(0, 1), (0, 2), (1, 2)] {
        assert_correlation(&simulator, (factor[first], 0), (factor[second], 0), 0.45);
    }
    let chain = ["facility.ohio.copper", "mine.pit.utilisation", "variable.own"];
    assert_correlation(&simulator, (chain[0], 0), (chain[1], 0), -0.6);
    assert_correlation(&simulator, (chain[1], 0), (chain[2], 0), 0.5);
    assert_correlation(&simulator, (chain[0], 0), (chain[2], 0), 0.0);
    assert_correlation(&simulator, (factor[0], 0), (chain[1], 0), 0.0);
}

#[test]
fn correlations_of_a_period_come_out_in_every_period() {
    let simulator = simulator(&correlated());
    let members = ["price", "region.us.spot.premium", "region.us.spot.available"];
    for period in [0, 1, 2, 5] {
        for (first, second) in [(0, 1), (0, 2), (1, 2)] {
            assert_correlation(
                &simulator,
                (members[first], period),
                (members[second], period),
                0.35,
            );
        }
        assert_correlation(&simulator, (members[0], period), ("mine.pit.variation", period), 0.0);
    }
}

#[test]
fn autocorrelations_come_out() {
    let simulator = simulator(&correlated());
    for (path, expected) in [
        ("price", 0.0),
        ("region.us.spot.premium", 0.6),
        ("region.us.spot.available", -0.3),
        ("mine.pit.variation", 0.8_f64),
    ] {
        for (from, to) in [(0, 1), (1, 2), (4, 5)] {
            assert_correlation(&simulator, (path, from), (path, to), expected);
        }
        assert_correlation(&simulator, (path, 0), (path, 3), expected.powi(3));
    }
}

#[test]
fn coefficients_of_one_and_minus_one_tie_values_together() {
    for coefficient in [1.0, -1.0] {
        let text = SCENARIO
            .replace("coefficient = 0.45", "coefficient = 1")
            .replace("coefficient = -0.6", &format!("coefficient = {coefficient:?}"))
            .replace("coefficient = 0.5", "coefficient = 0");
        let simulator = simulator(&scenario(&text));
        let of = |path| scores(&simulator, path, 0);
        let tied = [
            (correlation(&of("facility.ohio.build"), &of("facility.ohio.overrun")), 1.0),
            (correlation(&of("facility.ohio.build"), &of("facility.ohio.start_delay")), 1.0),
            (correlation(&of("facility.ohio.copper"), &of("mine.pit.utilisation")), coefficient),
        ];
        for (found, expected) in tied {
            assert!((found - expected).abs() < 1e-9, "{found} instead of {expected}");
        }
        assert_correlation(&simulator, ("mine.pit.utilisation", 0), ("variable.own", 0), 0.0);
    }
}
