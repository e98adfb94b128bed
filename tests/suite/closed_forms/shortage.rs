//! An uncertain need against a known and an uncertain supply (R1 to R8, T2, E1): V06 and V08.

use super::program::simulate;
use super::{ONE_PERCENT, assert_agrees};

/// A need of N(3500 t, 700 t) in one year, and a spot market that has `supply` t.
pub fn newsvendor(supply: &str) -> String {
    format!(
        r#"
        time = {{ start = "2026-01", step = "year", substeps = 1, periods = 1 }}
        price = {{ process = "constant", initial = "13000 USD/t" }}
        region.us.spot = {{ available = "{supply} t/year" }}
        [facility.hall]
        region = "us"
        copper = {{ dist = "normal", mean = "3500 t", sd = "700 t" }}
        start = "2026-01"
        build = "12 month"
        "#
    )
}

#[test]
fn a_normal_need_against_a_known_supply_falls_short_as_the_newsvendor_says() {
    let tables = simulate(&newsvendor("3000"), 2_500_000, 301);
    for (case, row) in [
        ("V06a", "summary: shortfall prob_positive"),
        ("V06b", "summary: shortfall mean"),
        ("V06c", "summary: fill_rate ratio_of_means"),
        ("V06d", "summary: shortfall sd"),
        ("V06e", "summary: shortfall p95"),
        ("V06f", "summary: shortfall cvar95"),
        ("V06g", "summary: shortfall mean short"),
        ("V06h", "summary: need p95"),
        // The same tables hold for the region and for its only facility.
        ("V06a", "regions: us shortfall prob_positive"),
        ("V06b", "facilities: hall shortfall mean"),
        ("V06b", "periods: 0 shortfall mean"),
    ] {
        assert_agrees(case, tables.value(row), ONE_PERCENT);
    }
}

/// V06h as the spot market's tonnage: the probability of a shortfall is then that of V26's example,
/// 0.05.
#[test]
fn supply_at_the_95_percent_quantile_of_need_falls_short_in_one_case_of_twenty() {
    let tables = simulate(&newsvendor("4651.397538866031"), 4_000_000, 302);
    let chance = tables.value("summary: shortfall prob_positive");
    assert!((chance.estimate - 0.05).abs() <= super::TOLERANCE * chance.std_error, "{chance:?}");
    assert!(super::SIGNIFICANCE * chance.std_error <= 0.012 * 0.05, "{chance:?}");
}

/// A need of N(3800 t, 600 t) against a mine of N(3500 t, 500 t), correlated by −0.3. Copper costs
/// 1 USD/t on the spot market and nothing under the contract, so that the cost in USD is need less
/// supply, of either sign, if the spot market has enough.
fn need_and_supply(spot: &str) -> String {
    format!(
        r#"
        time = {{ start = "2026-01", step = "year", substeps = 1, periods = 1 }}
        price = {{ process = "constant", initial = "1 USD/t" }}
        report.thresholds = {{ cost = ["0 USD"] }}
        region.us = {{ {spot} }}
        [mine.pit]
        capacity = {{ dist = "normal", mean = "3500 t/year", sd = "500 t/year" }}
        [contract.offtake]
        mine = "pit"
        region = "us"
        from = "2026-01"
        to = "2026-12"
        price = {{ fixed = "0 USD/t" }}
        [facility.hall]
        region = "us"
        copper = {{ dist = "normal", mean = "3800 t", sd = "600 t" }}
        start = "2026-01"
        build = "12 month"
        [correlation.bad-years]
        between = ["facility.hall.copper", "mine.pit.capacity"]
        coefficient = -0.3
        "#
    )
}

#[test]
fn need_and_supply_that_move_against_each_other_fall_short_as_their_difference() {
    let tables = simulate(&need_and_supply(""), 2_000_000, 303);
    assert_agrees("V08b", tables.value("summary: shortfall prob_positive"), ONE_PERCENT);
    assert_agrees("V08c", tables.value("summary: shortfall mean"), ONE_PERCENT);

    let tables = simulate(&need_and_supply("spot = { available = \"1 Mt/year\" }"), 2_000_000, 304);
    assert_agrees("V08a", tables.value("summary: cost sd"), ONE_PERCENT);
    assert_agrees("V08b", tables.value("summary: cost prob_above 0"), ONE_PERCENT);
    assert_agrees("V08c", tables.value("summary: spot_bought mean"), ONE_PERCENT);
}
