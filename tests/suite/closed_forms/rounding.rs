//! What comes from rounding is nothing (docs/model.md, R6).

use super::program::{ResultTables, scenario, simulate};
use coppercast::analysis::reserve::{Reserve, reserve};
use coppercast::analysis::run::{Settings, SharedTables, run};
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::simulation::Control;

const TRIALS: u64 = 256;

fn assert_rows(tables: &ResultTables, rows: &[(&str, f64)]) {
    for (row, expected) in rows {
        assert_eq!(tables.value(row).estimate, *expected, "{row}");
    }
}

/// Builds of a month, the last of which is that of the horizon.
#[test]
fn a_build_that_ends_within_the_horizon_needs_nothing_after_it() {
    let last = r#"
    [time]
    start = "2027-01"
    step = "month"
    periods = 60
    [price]
    process = "constant"
    initial = "9000 USD/t"
    [region.us]
    [facility.f]
    region = "us"
    metal = "100 t"
    start = "2031-12"
    build = "1 month"
    "#;
    let random = r#"
    [time]
    start = "2026-01"
    step = "month"
    periods = 4
    [price]
    process = "constant"
    initial = "10000 USD/t"
    [simulation]
    seed=31
    [shortage]
    unmet="lost"
    [region.us]
    [facility.f0]
    region="us"
    start="2026-01"
    build="1 month"
    metal={dist="lognormal",mean="1000 t",sd="500 t"}
    [facility.f1]
    region="us"
    start="2026-02"
    build="1 month"
    metal={dist="lognormal",mean="1000 t",sd="500 t"}
    [facility.f2]
    region="us"
    start="2026-03"
    build="1 month"
    metal={dist="lognormal",mean="1000 t",sd="500 t"}
    [facility.f3]
    region="us"
    start="2026-04"
    build="1 month"
    metal={dist="lognormal",mean="1000 t",sd="500 t"}
    "#;
    let rows =
        [("summary: need_before prob_positive", 0.0), ("summary: need_after prob_positive", 0.0)];
    for text in [last, random] {
        assert_rows(&simulate(text, TRIALS, 31), &rows);
    }
    // Of what is needed before the start, only what is.
    let ahead = last.replace("start = \"2031-12\"", "start = \"2028-02\"\n    lead = \"13 month\"");
    assert_rows(&simulate(&ahead, TRIALS, 1), &rows);
}

/// 1,000 t evenly over five months.
#[test]
fn a_need_of_exactly_200_t_is_neither_above_nor_below_it() {
    let text = r#"
    [time]
    start = "2027-01"
    step = "month"
    periods = 5
    [price]
    process = "constant"
    initial = "9500 USD/t"
    [region.north]
    [facility.a]
    region = "north"
    metal = "1000 t"
    start = "2027-01"
    build = "5 month"
    [report]
    thresholds = { shortfall = ["1000 t", "999 t"] }
    [watch.worst]
    when = ["worst_period_shortfall > 200 t"]
    [watch.above]
    when = ["shortfall > 200 t"]
    at = "any"
    [watch.below]
    when = ["shortfall < 200 t"]
    at = "any"
    [watch.at-least]
    when = ["shortfall >= 200 t"]
    at = "every"
    [watch.at-most]
    when = ["need <= 200 t"]
    at = "every"
    "#;
    let rows = [
        ("summary: watch:worst prob_positive", 0.0),
        ("summary: watch:above prob_positive", 0.0),
        ("summary: watch:below prob_positive", 0.0),
        ("summary: watch:at-least prob_positive", 1.0),
        ("summary: watch:at-most prob_positive", 1.0),
        ("summary: shortfall prob_above 1000", 0.0),
        ("summary: shortfall prob_above 999", 1.0),
    ];
    assert_rows(&simulate(text, TRIALS, 3), &rows);
}

/// 100 t laid in are worth at the end what they cost.
#[test]
fn a_reserve_that_is_sold_at_its_price_costs_nothing() {
    let text = r#"
    [time]
    start = "2026-01"
    step = "quarter"
    periods = 4
    [price]
    process = "constant"
    initial = "10000 USD/t"
    [region.us]
    [contract.c]
    trader="t"
    region="us"
    from="2026-10"
    to="2026-12"
    quantity="100 t"
    price={fixed="9000 USD/t"}
    [facility.f]
    region="us"
    start="2026-01"
    build="3 month"
    metal="100 t"
    "#;
    let scenario = scenario(text, TRIALS, 1);
    let instruction_set = InstructionSet::detect();
    let (tables, control) = (SharedTables::default(), Control::default());
    let outcome = run(&scenario, Settings { instruction_set, precision: None }, &tables, &control)
        .expect("a sound scenario");
    let Ok(Some(Reserve::Hold(advice))) =
        reserve(&scenario, &outcome, instruction_set, &tables, &control)
    else {
        panic!("100 t are missing");
    };
    assert_eq!(advice.total(), 100.0);
    assert_eq!(advice.cost.estimate, Some(0.0));
}
