//! The money of a spot market whose price is a geometric Brownian motion (E8, E10).
#![allow(
    clippy::disallowed_methods,
    reason = "compared within standard errors, so std's exp will do"
)]

use super::program::{Value, simulate};
use super::{ONE_PERCENT, SIGNIFICANCE, TOLERANCE, assert_agrees};

#[track_caller]
fn assert_is(value: Value, exact: f64, detected: f64) {
    let distance = (value.estimate - exact) / value.std_error;
    assert!(distance.abs() <= TOLERANCE, "{value:?} is not {exact}: {distance:.2} standard errors");
    let shown = SIGNIFICANCE * value.std_error / exact.abs();
    assert!(shown <= detected, "a defect of {detected} would not show, only one of {shown}");
}

/// A spot market that offers 100 t (P/P₀)^e a year at a volatility of 30 %, and a need that takes
/// whatever is offered.
fn spot_covariance(elasticity: f64, trials: u64) -> (Value, f64) {
    let text = format!(
        r#"
        time = {{ start = "2026-01", step = "quarter", substeps = 1, periods = 6 }}
        price = {{ process = "gbm", initial = "10000 USD/t", drift = 0.0, volatility = 0.3 }}
        region.us.spot = {{ available = "100 t/year", elasticity = {elasticity:?} }}
        shortage.unmet = "lost"
        [facility.hall]
        region = "us"
        copper = "1 Mt"
        start = "2026-01"
        build = "18 month"
        "#
    );
    let value =
        simulate(&text, trials, 401).value("summary: spot_price_volume_covariance covariance");
    // The quarter's price is that at its beginning times (1 + R)/2, R its growth; a lognormal ratio
    // of mean 1 and variance s of its logarithm has E[R^k] = exp(k(k − 1)s/2).
    let quarter = 0.3 * 0.3 / 4.0;
    let moment = |k: f64, t: i32| {
        let begin = (k * (k - 1.0) * quarter * f64::from(t) / 2.0).exp();
        let points = (-800..=800).map(|point| f64::from(point) / 100.0);
        let growth = points.map(|z: f64| {
            let ratio = (quarter.sqrt() * z - quarter / 2.0).exp();
            (-z * z / 2.0).exp() * f64::midpoint(1.0, ratio).powf(k)
        });
        begin * growth.sum::<f64>() * 0.01 / std::f64::consts::TAU.sqrt()
    };
    let covariance = |t: i32| {
        25.0 * 10_000.0 * (moment(1.0 + elasticity, t) - moment(1.0, t) * moment(elasticity, t))
    };
    (value, (0..6).map(covariance).sum())
}

#[test]
fn buying_more_when_the_price_is_high_adds_the_covariance() {
    let (value, exact) = spot_covariance(0.5, 2_000_000);
    assert!(exact > 0.0);
    // The error comes from 32 batches and is itself known to an eighth only.
    assert_is(value, exact, 2.0 * ONE_PERCENT);
    let (value, exact) = spot_covariance(-0.5, 2_000_000);
    assert!(exact < 0.0);
    assert_is(value, exact, 2.0 * ONE_PERCENT);
}

#[test]
fn a_volume_that_does_not_move_has_no_covariance() {
    let (value, exact) = spot_covariance(0.0, 10_000);
    assert_eq!(value.estimate, 0.0);
    assert!(exact.abs() < 1e-6, "{exact} USD, but for rounding of the moments");
}

/// A price that grows as fast as money is discounted: a tonne is worth the price at time 0 whenever
/// it is bought at the end of a quarter, for the mean price of the quarter a little less.
#[test]
fn growth_at_the_discount_rate_leaves_the_present_value() {
    let text = r#"
        time = { start = "2026-01", step = "quarter", substeps = 1, periods = 12 }
        price = { process = "gbm", initial = "10000 USD/t", drift = 0.0953101798043249, volatility = 0.2 }
        region.us.spot = { available = "1 kt/year" }
        money = { discount_rate = 0.1 }
        [facility.hall]
        region = "us"
        copper = "600 t"
        start = "2026-01"
        build = "36 month"
        profile = "back"
    "#;
    let tables = simulate(text, 400_000, 402);
    let tonne = 10_000.0 * f64::midpoint(1.0, 1.1_f64.powf(-0.25));
    assert_is(tables.value("summary: present_value_of_cost mean"), 600.0 * tonne, ONE_PERCENT);
    assert_is(
        tables.value("periods: 11 present_value_of_cost mean"),
        600.0 * tonne * (1.0 - (11.0 * 11.0) / (12.0 * 12.0)),
        ONE_PERCENT,
    );
}

/// A duty of an uncertain size from an uncertain month on, and a premium that rises in a straight
/// line.
#[test]
fn what_changes_by_month_is_paid_as_it_stands_then() {
    let text = r#"
        time = { start = "2026-01", step = "quarter", periods = 8 }
        price = { process = "constant", initial = "10000 USD/t" }
        shortage.unmet = "lost"
        [variable.lateness]
        value = { dist = "uniform", min = 0.0, max = 1.0 }
        [region.us.spot]
        available = "12 t/month"
        premium = { "2026" = "0 USD/t", "2028" = "240 USD/t", interpolation = "linear" }
        [region.us.spot.duty]
        2026-01 = "0 USD/t"
        2027-01 = "300 USD/t"
        times = { dist = "triangular", min = 0.5, mode = 1.0, max = 2.1 }
        delay = { variable = "lateness", scale = "1 year" }
        [facility.hall]
        region = "us"
        copper = "1 Mt"
        start = "2026-01"
        build = "24 month"
    "#;
    let tables = simulate(text, 400_000, 402);
    assert_agrees("V47a", tables.value("summary: cost_tariff mean"), ONE_PERCENT);
    assert_agrees("V47b", tables.value("summary: cost_tariff sd"), ONE_PERCENT);
    let premium = tables.value("summary: cost_premium mean").estimate;
    assert!((premium - 24.0 * 12.0 * 120.0).abs() < 1e-6, "{premium}");
}

/// Two events that exclude each other, each with a bill of its own.
#[test]
fn what_events_bring_is_paid_while_they_last() {
    let text = r#"
        time = { start = "2026-01", step = "quarter", periods = 8 }
        price = { process = "constant", initial = "10000 USD/t" }
        shortage.unmet = "lost"
        region.us.spot = { available = "12 t/month", duty = "0 USD/t" }
        [event.duty]
        probability = "25 %"
        from = "2027-01"
        to = "2027-12"
        effects = { "region.us.spot.duty" = { add = "300 USD/t" } }
        [event.scarcity]
        probability = 0.4
        unless = "duty"
        effects = { region.us.spot.premium = { add = "10 USD/t" } }
        [facility.hall]
        region = "us"
        copper = "1 Mt"
        start = "2026-01"
        build = "24 month"
    "#;
    let tables = simulate(text, 2_000_000, 403);
    assert_agrees("V48a", tables.value("summary: cost_tariff mean"), ONE_PERCENT);
    assert_agrees("V48b", tables.value("summary: cost_tariff sd"), ONE_PERCENT);
    assert_agrees("V48c", tables.value("summary: cost_premium mean"), ONE_PERCENT);
}

/// What is bought month by month at a price around a forward curve costs what the curve says.
#[test]
fn a_forward_curve_is_the_mean_of_every_month() {
    let text = r#"
        time = { start = "2026-01", step = "quarter", periods = 12 }
        shortage.unmet = "lost"
        region.us.spot.available = "12 t/month"
        [price]
        process = "forward"
        points = { "2026-01" = "10 kUSD/t", "2028-01" = "12 kUSD/t", "2029-01" = "11 kUSD/t" }
        half_life = "1.5 year"
        volatility = 0.3
        [facility.hall]
        region = "us"
        copper = "1 Mt"
        start = "2026-01"
        build = "36 month"
    "#;
    let tables = simulate(text, 1_000_000, 404);
    assert_agrees("V49a", tables.value("periods: 7 price mean"), ONE_PERCENT);
    assert_agrees("V49b", tables.value("periods: 11 price mean"), ONE_PERCENT);
    assert_agrees("V49c", tables.value("periods: 11 price sd"), ONE_PERCENT);
    assert_agrees("V49d", tables.value("summary: cost_spot mean"), ONE_PERCENT);
}
