//! Outages that alternate with running (M2 and M3), and shutdowns beside them (M4): V11, V45, V46.

use super::program::{Value, simulate};
use super::{ONE_PERCENT, assert_agrees};

/// Rate out of a state plus rate back, 1/month.
const RELAXATION: f64 = 1.0 / 18.0 + 1.0 / 1.5;
/// Share of time up in the long run, V11a.
const STEADY: f64 = 12.0 / 13.0;

/// An outage each 18 months of running, of 1.5 months on average.
fn mine(step: &str, periods: usize, start: &str) -> String {
    format!(
        r#"
        time = {{ start = "2026-01", step = "{step}", substeps = 1, periods = {periods} }}
        price = {{ process = "constant", initial = "13000 USD/t" }}
        watch.never-down = {{ when = ["mine.pit.availability >= 1"], at = "every" }}
        [mine.pit]
        capacity = "1000 t/year"
        [[mine.pit.outages]]
        rate = "0.6666666666666666 /year"
        duration = {{ dist = "exponential", mean = "1.5 month" }}
        start = "{start}"
        "#
    )
}

/// The same outages that take between a fifth and four fifths of the output, half of it on average.
fn mine_with_partial_outages(start: &str) -> String {
    mine("year", 4, start) + "loss = { dist = \"uniform\", min = 0.2, max = 0.8 }\n"
}

#[test]
fn outages_that_take_half_of_the_output_cost_half_as_much() {
    let tables = simulate(&mine_with_partial_outages("up"), 1_000_000, 405);
    assert_agrees(
        "V11d",
        tables.value("mines: pit availability mean").linear(-2.0, 2.0),
        ONE_PERCENT,
    );
    assert_agrees(
        "V11d",
        tables.value("mines: pit output_lost mean").linear(2.0 / 4000.0, 0.0),
        ONE_PERCENT,
    );
    let tables = simulate(&mine_with_partial_outages("stationary"), 1_000_000, 406);
    assert_agrees("V11a", tables.value("mines: pit availability mean").linear(2.0, -1.0), 0.001);
}

/// The availability of a month is the mean of the point availability over it, ∫A = a + (1 −
/// a)(e^(−θt) − e^(−θ(t+1)))/θ, so A(t) − a is that less a, times θ/(1 − e^(−θ)) for the month that
/// begins at t, and times θ/(e^θ − 1) for the month that ends there.
fn at_begin(month: Value) -> Value {
    let factor = RELAXATION / -libm::expm1(-RELAXATION);
    month.linear(factor, STEADY * (1.0 - factor))
}

fn at_end(month: Value) -> Value {
    let factor = RELAXATION / libm::expm1(RELAXATION);
    month.linear(factor, STEADY * (1.0 - factor))
}

#[test]
fn availability_decays_from_the_start_to_its_steady_state() {
    let tables = simulate(&mine("month", 48, "up"), 1_000_000, 401);
    let month =
        |number: usize| tables.value(&format!("mine_periods: pit {number} availability mean"));
    // Detected errors are shares of the availability; of the time down they are up to 3.7 %.
    assert_agrees("V11b[1.0]", at_begin(month(1)), 0.0015);
    assert_agrees("V11b[1.0]", at_end(month(0)), 0.001);
    assert_agrees("V11b[6.0]", at_begin(month(6)), 0.002);
    assert_agrees("V11b[6.0]", at_end(month(5)), 0.001);
    assert_agrees("V11b[48.0]", at_end(month(47)), 0.001);
}

#[test]
fn four_years_from_an_up_start_have_their_time_down_and_their_chance_of_none() {
    let tables = simulate(&mine("year", 4, "up"), 4_000_000, 402);
    let availability = tables.value("mines: pit availability mean");
    assert_agrees("V11c", availability.linear(48.0, 0.0), 0.0002);
    assert_agrees("V11d", availability.linear(-1.0, 1.0), ONE_PERCENT);
    assert_agrees("V11g", tables.value("summary: watch:never-down prob_positive"), ONE_PERCENT);
    // The capacity is 1000 t/year.
    assert_agrees(
        "V11d",
        tables.value("mines: pit output_lost mean").linear(1.0 / 4000.0, 0.0),
        ONE_PERCENT,
    );
    assert_agrees(
        "V11g",
        tables.value("mines: pit output_lost prob_positive").linear(-1.0, 1.0),
        ONE_PERCENT,
    );
}

#[test]
fn a_year_passes_without_outage_as_the_exponential_law_says() {
    for (step, periods) in [("year", 1), ("quarter", 4)] {
        let tables = simulate(&mine(step, periods, "up"), 1_000_000, 403);
        assert_agrees("V11f", tables.value("summary: watch:never-down prob_positive"), ONE_PERCENT);
    }
}

#[test]
fn a_stationary_start_is_in_the_steady_state_from_the_first_year_on() {
    let tables = simulate(&mine("year", 4, "stationary"), 2_000_000, 404);
    assert_agrees(
        "V11e",
        tables.value("mines: pit availability sd").linear(48.0, 0.0),
        ONE_PERCENT,
    );
    assert_agrees("V11a", tables.value("mines: pit availability mean"), 0.0005);
    for year in 0..4 {
        assert_agrees(
            "V11a",
            tables.value(&format!("mine_periods: pit {year} availability mean")),
            0.001,
        );
    }
}

/// Two kinds, each up for two months and down for one on average, which stop everything.
#[test]
fn kinds_that_overlap_leave_the_time_in_which_none_is_down() {
    let kind = r#"{ rate = "6 /year", duration = { dist = "exponential", mean = "1 month" }, start = "stationary" }"#;
    let text = format!(
        r#"
        time = {{ start = "2026-01", step = "year", substeps = 1, periods = 1 }}
        price = {{ process = "constant", initial = "13000 USD/t" }}
        mine.pit = {{ capacity = "1000 t/year", outages = [{kind}, {kind}] }}
        "#
    );
    let tables = simulate(&text, 400_000, 407);
    assert_agrees("V45a", tables.value("mines: pit availability mean"), ONE_PERCENT);
    assert_agrees("V45b", tables.value("mines: pit availability sd"), ONE_PERCENT);
}

/// An outage for good, beside a shutdown in the first half of the year.
#[test]
fn an_outage_takes_nothing_while_the_mine_is_shut() {
    let text = r#"
        time = { start = "2026-01", step = "year", substeps = 1, periods = 1 }
        price = { process = "constant", initial = "13000 USD/t" }
        [mine.pit]
        capacity = "1000 t/year"
        outages = [{ rate = "1 /year", duration = "100 year" }]
        maintenance = [{ month = "2026-01", duration = "6 month" }]
    "#;
    let tables = simulate(text, 400_000, 408);
    assert_agrees("V46a", tables.value("mines: pit output mean").linear(0.001, 0.0), ONE_PERCENT);
    assert_agrees("V46b", tables.value("mines: pit output sd").linear(0.001, 0.0), ONE_PERCENT);
}
