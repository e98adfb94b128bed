//! Facilities that may not be built, or run late (F1, F2, F5): V22.

use super::program::simulate;
use super::{ONE_PERCENT, assert_agrees, assert_exact};

/// Ten facilities of probability 0.85, each with this copper.
fn fleet(copper: &str) -> String {
    let mut text = r#"
        time = { start = "2026-01", step = "year", substeps = 1, periods = 1 }
        price = { process = "constant", initial = "13000 USD/t" }
        report.thresholds = { need = ["7.5 t", "9.5 t"] }
        region.us = {}
    "#
    .to_owned();
    let all: Vec<String> =
        (0..10).map(|number| format!("\"facility.hall-{number}.need > 0 t\"")).collect();
    text.push_str(&format!("watch.all-built = {{ when = [{}] }}\n", all.join(", ")));
    for number in 0..10 {
        text.push_str(&format!(
            "[facility.hall-{number}]\nregion = \"us\"\ncopper = {copper}\nbuilt_probability = \
             0.85\nstart = \"2026-01\"\nbuild = \"12 month\"\n"
        ));
    }
    text
}

#[test]
fn a_fleet_that_may_not_be_built_needs_the_random_sum() {
    let tables = simulate(
        &fleet(r#"{ dist = "lognormal", mean = "8000 t", sd = "3200 t" }"#),
        1_500_000,
        601,
    );
    assert_agrees("V22a", tables.value("summary: need mean"), ONE_PERCENT);
    assert_agrees("V22b", tables.value("summary: need sd"), ONE_PERCENT);
    assert_agrees("V22c", tables.value("summary: watch:all-built prob_positive"), ONE_PERCENT);
}

/// With one tonne each the need counts the facilities.
#[test]
fn the_number_of_facilities_built_is_binomial() {
    let tables = simulate(&fleet("\"1 t\""), 1_500_000, 602);
    assert_agrees("V22d", tables.value("summary: need prob_above 7.5"), ONE_PERCENT);
    assert_agrees("V22c", tables.value("summary: need prob_above 9.5"), ONE_PERCENT);
}

/// One facility in ten is on time and the others take 1.3777… times the planned year: by 34 % more
/// on average. Its delay over the chance of one is that of the delayed, whatever the sample.
#[test]
fn the_overrun_of_the_delayed_is_the_mean_overrun_over_their_share() {
    let text = r#"
        time = { start = "2026-01", step = "year", substeps = 1, periods = 2 }
        price = { process = "constant", initial = "13000 USD/t" }
        region.us.spot = { available = "10000 t/year" }
        [facility.hall]
        region = "us"
        copper = "8000 t"
        start = "2026-01"
        build = "12 month"
        overrun = { dist = "discrete", values = [1.0, 1.3777777777777778], probabilities = [0.1, 0.9] }
    "#;
    let tables = simulate(text, 400_000, 603);
    let weeks = 365.25 / 7.0;
    let delay = tables.value("facilities: hall completion_delay mean");
    let delayed = tables.value("facilities: hall completion_delay prob_positive");
    assert_exact("V22e", delay.estimate / weeks / delayed.estimate);
    assert!(
        (delay.estimate / weeks - 0.34).abs() <= super::TOLERANCE * delay.std_error / weeks,
        "{delay:?}"
    );
    assert!(super::SIGNIFICANCE * delay.std_error <= ONE_PERCENT * delay.estimate, "{delay:?}");
}

/// Of a build of uncertain length, and of one whose overrun is uncertain about 1 (F5).
#[test]
fn half_of_all_builds_are_later_than_their_median() {
    let lengths = [
        r#"build = { dist = "lognormal", median = "20 month", p90 = "28 month" }"#,
        r#"build = "20 month"
        overrun = { dist = "lognormal", median = 1.0, p90 = 1.4 }"#,
    ];
    for length in lengths {
        let text = format!(
            r#"
        time = {{ start = "2027-01", step = "year", periods = 10, substeps = 1 }}
        price = {{ process = "constant", initial = "10000 USD/t" }}
        [region.us]
        spot = {{ available = "400 kt/year" }}
        [facility.ohio]
        region = "us"
        power = "180 MW"
        intensity = "27 t/MW"
        start = "2028-01"
        {length}
    "#
        );
        let tables = simulate(&text, 300_000, 507);
        let late = tables.value("facilities: ohio completion_delay prob_positive");
        assert_agrees("V44a", late, ONE_PERCENT);
        assert_eq!(tables.value("facilities: ohio shortage_delay prob_positive").estimate, 0.0);
    }
}
