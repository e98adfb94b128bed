//! Ramps and heap leaches (M1, M6, M7): V40 and V41.

use super::program::{ResultTables, simulate};
use super::{ONE_PERCENT, assert_agrees, assert_exact};

fn mine(step: &str, periods: usize, keys: &str, trials: u64, seed: u64) -> ResultTables {
    let text = format!(
        r#"
        time = {{ start = "2026-01", step = "{step}", substeps = 1, periods = {periods} }}
        price = {{ process = "constant", initial = "13000 USD/t" }}
        [mine.pit]
        {keys}
        "#
    );
    simulate(&text, trials, seed)
}

/// A value of every year.
fn by_year(tables: &ResultTables, year: usize) -> f64 {
    tables.value(&format!("mine_periods: pit {year} output mean")).estimate
}

#[test]
fn weibull_ramp_of_constants_is_exact() {
    let ramp =
        r#"ramp = { from = "2026-01", curve = "weibull", shape = 1.3453, scale = "2.1518 year" }"#;
    let keys = format!("capacity = \"1000 t/year\"\n{ramp}");
    let years = mine("year", 4, &keys, 64, 1);
    for (year, case) in ["V40a[1]", "V40a[2]", "V40a[3]", "V40a[4]"].into_iter().enumerate() {
        assert_exact(case, by_year(&years, year));
    }
    let months = mine("month", 48, &keys, 64, 1);
    let last: f64 = (36..48).map(|month| by_year(&months, month)).sum();
    assert_exact("V40a[4]", last);
}

#[test]
fn weibull_ramp_of_random_scale_has_its_mean() {
    let ramp = r#"{ from = "2026-01", curve = "weibull", shape = 2.0, scale = { dist = "uniform", min = "1 year", max = "3 year" } }"#;
    let tables =
        mine("quarter", 8, &format!("capacity = \"1000 t/year\"\nramp = {ramp}"), 200_000, 410);
    assert_agrees("V40b", tables.value("mines: pit output mean"), ONE_PERCENT);
}

#[test]
fn ramp_that_may_never_reach_design_has_its_mean_and_spread() {
    let ramp = r#"
        ramp.from = "2026-01"
        ramp.curve = "weibull"
        ramp.shape = 1.3453
        ramp.scale = "2.1518 year"
        ramp.reaches_design = 0.75
        ramp.plateau = { dist = "uniform", min = 0.4, max = 0.8 }
    "#;
    let tables = mine("year", 4, &format!("capacity = \"1000 t/year\"\n{ramp}"), 400_000, 411);
    assert_agrees("V40c", tables.value("mines: pit output mean"), ONE_PERCENT);
    assert_agrees("V40d", tables.value("mines: pit output sd"), ONE_PERCENT);
}

const PAD: &str = r#"
    capacity = "5000 t/year"
    [mine.pit.leach]
    stacking = "1200 t/year"
    from = "2025-07"
    to = "2027-06"
    lag = "2 month"
    classes = [
      { share = 0.2, recovery = 0.95, time_constant = "1.5 month" },
      { share = 0.5, recovery = 0.85, time_constant = "6 month" },
      { share = 0.3, recovery = 0.6, time_constant = "14 month" },
    ]
"#;

#[test]
fn heap_leach_of_constants_is_exact() {
    let years = mine("year", 4, PAD, 64, 1);
    for (year, case) in ["V41a[1]", "V41a[2]", "V41a[3]", "V41a[4]"].into_iter().enumerate() {
        assert_exact(case, by_year(&years, year));
    }
    let better = mine(
        "year",
        4,
        &format!("uplift = {{ after = \"15 month\", recovery = \"3 %\" }}\n{PAD}"),
        64,
        1,
    );
    assert_exact("V41b", by_year(&better, 1));
    assert_exact("V41c", better.value("mines: pit output mean").estimate);
}

#[test]
fn heap_leach_of_random_lag_has_its_mean_and_spread() {
    let pad = r#"
        capacity = "5000 t/year"
        [mine.pit.leach]
        stacking = "1000 t/year"
        from = "2026-01"
        lag = { dist = "uniform", min = "0 year", max = "1 year" }
        classes = [{ recovery = 0.8, time_constant = "6 month" }]
    "#;
    let tables = mine("month", 24, pad, 200_000, 412);
    assert_agrees("V41d", tables.value("mines: pit output mean"), ONE_PERCENT);
    assert_agrees("V41e", tables.value("mines: pit output sd"), ONE_PERCENT);
}
