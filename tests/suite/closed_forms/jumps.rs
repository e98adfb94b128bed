//! Merton's jumps of a geometric Brownian motion (P2): V03.

use super::price_paths::{PricePaths, excess_kurtosis, mean, skewness, variance};
use super::program::simulate;
use super::{ONE_PERCENT, assert_agrees, assert_exact};

fn merton(step: &str, price: &str) -> String {
    format!(
        r#"
        time = {{ start = "2026-01", step = "{step}", substeps = 1, periods = 1 }}
        watch.crash = {{ when = ["price < 11189.203693525751 USD/t"], at = "last" }}
        watch.unmoved = {{ when = ["price < 14000 USD/t"], at = "last" }}
        [price]
        process = "gbm"
        initial = "13000 USD/t"
        {price}
        "#
    )
}

const MERTON: &str = r#"
    drift = "0.05 /year"
    volatility = 0.155
    jumps = { rate = "1.5 /year", mean = -0.013, sd = 0.111 }
"#;

const START: f64 = 13_000.0;

#[test]
fn jumps_leave_the_mean_and_give_the_return_its_cumulants() {
    let tables = simulate(&merton("year", MERTON), 2_000_000, 201);
    assert_agrees("V03f", tables.value("periods: 0 price mean"), ONE_PERCENT);
    let paths = PricePaths::simulate(&merton("year", MERTON), &[0], 16_777_216, 202);
    let growth = |column: &[f64]| mean(column) - libm::log(START);
    assert_agrees("V03b", paths.estimate(|columns| growth(&columns[0])), ONE_PERCENT);
    assert_agrees("V03c", paths.estimate(|columns| variance(&columns[0])), ONE_PERCENT);
    assert_agrees("V03d", paths.estimate(|columns| skewness(&columns[0])), 0.1);
    assert_agrees("V03e", paths.estimate(|columns| excess_kurtosis(&columns[0])), 0.05);
}

/// A monthly log-return below −0.15 is a price below 13 000 e^(−0.15).
#[test]
fn jumps_make_crashes_of_a_month_three_times_as_likely() {
    let tables = simulate(&merton("month", MERTON), 8_000_000, 203);
    assert_agrees("V03g", tables.value("summary: watch:crash prob_positive"), 0.02);
    let paths = PricePaths::simulate(&merton("month", MERTON), &[0], 4_194_304, 204);
    assert_agrees("V03i", paths.estimate(|columns| excess_kurtosis(&columns[0])), 0.1);
    // The same mean and variance of the log-return, 0.04276 a year, without jumps.
    let diffusion = "drift = \"0.05009174577906633 /year\"\nvolatility = 0.20678491240900532";
    let tables = simulate(&merton("month", diffusion), 8_000_000, 205);
    assert_agrees("V03h", tables.value("summary: watch:crash prob_positive"), 0.03);
}

/// The same draws with and without compensation: each price differs by the factor e^(−λκ).
#[test]
fn compensation_takes_the_mean_growth_by_jumps() {
    let compensated = simulate(&merton("year", MERTON), 10_000, 206).value("periods: 0 price mean");
    let plain = simulate(&merton("year", &format!("{MERTON}\ncompensated = false")), 10_000, 206)
        .value("periods: 0 price mean");
    assert_exact("V03a", libm::log(plain.estimate / compensated.estimate) / 1.5);
}

/// Jumps of a fixed size and nothing else: the price stays below 14 000 USD/t in the years without
/// one.
#[test]
fn years_without_a_jump_are_those_of_a_poisson_process() {
    let jumps = r#"
        drift = 0.0
        volatility = 0.0
        compensated = false
        jumps = { rate = "1.5 /year", mean = 0.5, sd = 0.0 }
    "#;
    let tables = simulate(&merton("year", jumps), 2_000_000, 207);
    assert_agrees("V03j", tables.value("summary: watch:unmoved prob_positive"), ONE_PERCENT);
}
