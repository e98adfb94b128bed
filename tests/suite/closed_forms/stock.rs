//! Stock against an uncertain need and an uncertain supply that move against each other (R3, R7,
//! R9, R11, R12, E1 to E3): V08 from d on.

use super::program::{ResultTables, simulate};
use super::{ONE_PERCENT, SIGNIFICANCE, TOLERANCE, assert_agrees, exact_answer};

const TRIALS: u64 = 1_600_000;

/// One year with a need of N(3800 t, 600 t), a mine of N(3500 t, 500 t), correlated by −0.3, and a
/// stock that costs 1000 USD/t, brings 300 USD/t when it is left, and saves 14 300 USD/t when it is
/// missing. `before` is a number of quiet years.
fn newsvendor(before: u32, region: &str) -> String {
    let year = 2026 + before;
    format!(
        r#"
        time = {{ start = "2026-01", step = "year", substeps = 1, periods = {} }}
        price = {{ process = "constant", initial = "1000 USD/t" }}
        shortage = {{ unmet = "lost", penalty = "14300 USD/t" }}
        [region.us]
        {region}
        [mine.pit]
        capacity = {{ dist = "normal", mean = "3500 t/year", sd = "500 t/year" }}
        [contract.offtake]
        mine = "pit"
        region = "us"
        from = "{year}-01"
        to = "{year}-12"
        price = {{ fixed = "0 USD/t" }}
        [facility.hall]
        region = "us"
        metal = {{ dist = "normal", mean = "3800 t", sd = "600 t" }}
        start = "{year}-01"
        build = "12 month"
        [correlation.bad-years]
        between = ["facility.hall.metal", "mine.pit.capacity"]
        coefficient = -0.3
        "#,
        before + 1
    )
}

/// The stock as it is at the start.
fn opening_stock(tonnes: f64) -> ResultTables {
    let region = format!(
        "resale_discount = \"700 USD/t\"\ninventory = \
         {{ initial = \"{tonnes:?} t\", capacity = \"1 Mt\" }}"
    );
    simulate(&newsvendor(0, &region), TRIALS, 305)
}

/// The stock as a base-stock target: ordered in a quiet year, it arrives in the next. What it leaves
/// over is worth its price; storage takes the 700 USD/t, as half of it is there on average.
fn target(tonnes: f64) -> ResultTables {
    let region = format!(
        "spot = {{ available = \"1 Mt/year\", lag = \"1 year\" }}\ninventory = \
         {{ target = \"{tonnes:?} t\", capacity = \"1 Mt\", holding_cost = \"1400 USD/t/year\" }}"
    );
    simulate(&newsvendor(1, &region), TRIALS, 306)
}

#[test]
fn stock_leaves_the_shortfall_beyond_it() {
    for tables in [opening_stock(500.0), target(500.0)] {
        assert_agrees("V08d", tables.value("summary: shortfall prob_positive"), ONE_PERCENT);
        assert_agrees("V08e", tables.value("summary: shortfall mean"), ONE_PERCENT);
    }
}

#[test]
fn stock_is_best_at_the_critical_fractile_of_need_less_supply() {
    let without = opening_stock(0.0);
    assert_agrees("V08f", without.value("summary: cover_gap p95"), ONE_PERCENT);

    let best = exact_answer("V08f");
    let around = [("V08h", best - 300.0), ("V08g", best), ("V08i", best + 300.0)];
    for stock in [opening_stock, target] {
        let costs = around.map(|(case, tonnes)| {
            let cost = stock(tonnes).value("summary: cost_with_penalty mean");
            assert_agrees(case, cost, ONE_PERCENT);
            cost
        });
        // The same futures: the differences are known better than their ends.
        assert!(
            costs[1].estimate < costs[0].estimate && costs[1].estimate < costs[2].estimate,
            "{costs:?}"
        );
    }
}

#[test]
fn stock_at_the_95_percent_quantile_of_need_less_supply_falls_short_in_one_case_of_twenty() {
    let chance = opening_stock(exact_answer("V08f")).value("summary: shortfall prob_positive");
    assert!((chance.estimate - 0.05).abs() <= TOLERANCE * chance.std_error, "{chance:?}");
    assert!(SIGNIFICANCE * chance.std_error <= 0.02 * 0.05, "{chance:?}");
}

/// Base stock of 1500 t, and orders that take two quarters: what falls due before they arrive is
/// the need of two quarters, less the mine.
#[test]
fn base_stock_covers_the_need_of_the_lead_time() {
    let halls: String = [1, 4, 7, 10]
        .map(|month| {
            format!(
                r#"
                [facility.hall-{month}]
                region = "us"
                metal = {{ dist = "normal", mean = "1000 t", sd = "100 t" }}
                start = "2026-{month:02}"
                build = "3 month"
                "#
            )
        })
        .concat();
    let text = format!(
        r#"
        time = {{ start = "2026-01", step = "quarter", substeps = 1, periods = 4 }}
        price = {{ process = "constant", initial = "1000 USD/t" }}
        [region.us]
        spot = {{ available = "1 Mt/year", lag = "6 month" }}
        inventory = {{ initial = "1500 t", target = "1500 t", capacity = "1 Mt" }}
        [mine.pit]
        capacity = {{ dist = "normal", mean = "300 t/quarter", sd = "60 t/quarter" }}
        [contract.offtake]
        mine = "pit"
        region = "us"
        from = "2026-01"
        to = "2026-12"
        price = {{ fixed = "1000 USD/t" }}
        {halls}
        "#
    );
    let correlations: String = [1, 4, 7, 10]
        .map(|month| {
            format!(
                "[correlation.q{month}]\nbetween = [\"facility.hall-{month}.metal\", \
                 \"mine.pit.capacity\"]\ncoefficient = -0.3\n"
            )
        })
        .concat();
    let tables = simulate(&(text + &correlations), TRIALS, 307);
    for quarter in 1..4 {
        assert_agrees(
            "V08j",
            tables.value(&format!("region_periods: us {quarter} backlog prob_positive")),
            ONE_PERCENT,
        );
        assert_agrees(
            "V08k",
            tables.value(&format!("region_periods: us {quarter} backlog mean")),
            ONE_PERCENT,
        );
    }
}
