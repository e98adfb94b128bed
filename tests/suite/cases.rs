//! Small scenarios that once came out wrong, word for word: what the program says of each, and the
//! oracle beside it.

use crate::agreement::compare_trials;
use crate::closed_forms::program::{Value, scenario, simulate};

/// Trials that are compared with the oracle, and of runs in which nothing is uncertain that is asked
/// for.
const FEW: u64 = 64;

/// The engine computes it as the oracle does, and the result tables have these numbers.
#[track_caller]
fn assert_case(text: &str, rows: &[(&str, f64)]) {
    assert_eq!(compare_trials(&scenario(text, FEW, 31), FEW), Ok(0));
    let tables = simulate(text, FEW, 31);
    for &(row, expected) in rows {
        let Value { estimate, .. } = tables.value(row);
        let tolerance = 1e-9 * expected.abs().max(1.0);
        assert!((estimate - expected).abs() <= tolerance, "{row}: {estimate} is not {expected}");
    }
}

/// What is uncertain lies within four standard errors, of which five are less than 1 %.
#[track_caller]
fn assert_chance(text: &str, trials: u64, row: &str, expected: f64) {
    let Value { estimate, std_error, .. } = simulate(text, trials, 5).value(row);
    assert!((estimate - expected).abs() <= 4.0 * std_error, "{row}: {estimate} ± {std_error}");
    assert!(5.0 * std_error <= 0.01 * expected, "{row}: ± {std_error}");
}

const SIGN_BUILT: &str = r#"
[time]
start = "2026-01"
step = "month"
periods = 1
[price]
process = "constant"
initial = "10000 USD/t"
[region.us]
[facility.f]
region="us"
start="2026-01"
build="1 month"
built_probability=0.5
metal="1 t"
[facility.g]
region="us"
start="2026-01"
build="1 month"
metal={dist="uniform",min="0 t",max="1000 t"}
[correlation.c]
between=["facility.f.built","facility.g.metal"]
coefficient=0.9
[watch.both]
when=["facility.f.need > 0.5 t","facility.g.need > 500 t"]
"#;

const CENSORED_DELAY: &str = r#"
[time]
start = "2026-01"
step = "quarter"
periods = 4
[price]
process = "constant"
initial = "10000 USD/t"
[region.us]
[facility.f]
region="us"
start="2026-01"
build="12 month"
power="100 MW"
intensity={dist="uniform",min="20 t/MW",max="30 t/MW"}
cost_of_delay="175 USD/kW/month"
"#;

const STEP_HIDES_SHORTAGE: &str = r#"
[time]
start = "2026-01"
step = "year"
periods = 1
[price]
process = "constant"
initial = "10000 USD/t"
[region.us]
[contract.c]
trader = "t"
region = "us"
from = "2026-10"
to = "2026-12"
quantity = "1000 t"
price = { fixed = "9000 USD/t" }
[facility.f]
region = "us"
start = "2026-01"
build = "6 month"
metal = "1000 t"
"#;

const LAG_DOUBLE_ORDER: &str = r#"
[time]
start = "2026-01"
step = "quarter"
periods = 12
[price]
process = "constant"
initial = "10000 USD/t"
[region.us.inventory]
initial = "100 t"
capacity = "1000 t"
target = "100 t"
[region.us.spot]
available = "1000 t/quarter"
premium = "500 USD/t"
[contract.c]
trader = "x"
region = "us"
from = "2026-01"
to = "2028-12"
rate = "1000 t/quarter"
taking = "needed"
lag = "3 month"
price = { basis = "reference" }
[facility.f]
region = "us"
start = "2026-01"
build = "36 month"
metal = "1200 t"
"#;

const NEED_AFTER_NOISE: &str = r#"
[time]
start = "2026-01"
step = "month"
periods = 4
[price]
process = "constant"
initial = "10000 USD/t"
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

const PRO_RATA_BY_QUOTA: &str = r#"
[time]
start = "2027-01"
step = "quarter"
periods = 1
[price]
process = "constant"
initial = "9000 USD/t"
[region.east]
[region.west]
[mine.a]
capacity = "100 t/quarter"
[contract.large]
mine = "a"
region = "east"
from = "2027-01"
term = "3 month"
rate = "900 t/quarter"
price = { fixed = "9000 USD/t" }
[contract.small]
mine = "a"
region = "west"
from = "2027-01"
term = "3 month"
rate = "100 t/quarter"
price = { fixed = "9000 USD/t" }
"#;

const CONTRACT_YEAR: &str = r#"
name = "contract year begins in February, quarters in January"
[time]
start = "2027-01"
step = "quarter"
periods = 12
[price]
process = "constant"
initial = "10000 USD/t"
[region.north]
[contract.c]
trader = "acme"
region = "north"
from = "2027-02"
to = "2029-01"
rate = "100 t/month"
taking = "needed"
take_or_pay = 0.5
price = { basis = "reference" }
[facility.a]
region = "north"
metal = "1200 t"
start = "2027-02"
build = "12 month"
"#;

const AS_BUILD: &str = r#"
[time]
start = "2027-01"
step = "quarter"
periods = 40
[price]
process = "constant"
initial = "10000 USD/t"
[region.us]
spot = { available = "100 kt/quarter" }
[facility.ohio-1]
region = "us"
power = "180 MW"
intensity = "27 t/MW"
start = "2028-01"
build = { dist = "lognormal", median = "20 month", p90 = "28 month" }
"#;

const EXACT_COVER: &str = r#"
[time]
start = "2027-01"
step = "month"
periods = 12
[price]
process = "constant"
initial = "9000 USD/t"
[region.us]
spot = { available = "100 t/month", premium = "500 USD/t" }
[contract.c]
trader = "t"
region = "us"
from = "2027-01"
term = "12 month"
rate = "100 t/month"
price = { fixed = "9000 USD/t" }
[facility.f]
region = "us"
metal = "1200 t"
start = "2027-01"
build = "12 month"
[watch.no-spot]
when = ["spot_bought <= 0 t"]
"#;

const NEED_AFTER: &str = r#"
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

const EXACTLY_200_T: &str = r#"
name = "fp"
[time]
start = "2027-01"
step = "month"
periods = 12
[price]
process = "constant"
initial = "9500 USD/t"
[region.north]
[facility.a]
region = "north"
metal = "1000 t"
start = "2027-01"
build = "7 month"
[report]
thresholds = { shortfall = ["1000 t"] }
[watch.worst]
when = ["worst_period_shortfall > 200 t"]
[watch.anyshort]
when = ["shortfall > 200 t"]
at = "any"
[watch.anyge]
when = ["shortfall >= 200 t"]
at = "every"
[watch.every-need]
when = ["need <= 200 t"]
at = "every"
"#;

#[test]
fn what_is_built_goes_with_what_is_large() {
    assert_case(SIGN_BUILT, &[]);
    let both = 0.25 + libm::asin(0.9) / (2.0 * std::f64::consts::PI);
    assert_chance(SIGN_BUILT, 400_000, "summary: watch:both prob_positive", both);
}

#[test]
fn what_gets_nothing_is_not_completed_and_costs_as_long_as_it_is_seen() {
    let rows = [
        ("facilities: f not_completed prob_positive", 1.0),
        ("facilities: f completion_delay mean", 365.25 / 7.0),
        ("facilities: f cost_of_delay mean", 12.0 * 175.0 * 100_000.0),
    ];
    assert_case(CENSORED_DELAY, &rows);
}

#[test]
fn a_report_by_year_tells_a_shortage_of_spring() {
    let step = |step: &str, periods: &str| {
        STEP_HIDES_SHORTAGE
            .replace("\"year\"", step)
            .replace("periods = 1", &format!("periods = {periods}"))
    };
    for text in [step("\"year\"", "1"), step("\"quarter\"", "4"), step("\"month\"", "12")] {
        let rows =
            [("summary: shortfall prob_positive", 1.0), ("summary: shortfall mean", 1_000.0)];
        assert_case(&text, &rows);
    }
}

#[test]
fn nothing_is_bought_twice_under_any_policy() {
    let reorder = "policy = \"reorder\"\nreorder_point = \"100 t\"\norder_up_to = \"100 t\"";
    for text in [LAG_DOUBLE_ORDER, &LAG_DOUBLE_ORDER.replace("target = \"100 t\"", reorder)] {
        let rows = [("summary: spot_bought mean", 0.0), ("summary: cost mean", 12e6)];
        assert_case(text, &rows);
    }
}

#[test]
fn nothing_is_needed_after_builds_that_end_in_time() {
    for text in [NEED_AFTER_NOISE, NEED_AFTER] {
        assert_case(text, &[("summary: need_after prob_positive", 0.0)]);
    }
}

#[test]
fn quotas_share_a_short_output_in_proportion() {
    let rows =
        [("contracts: large delivered mean", 90.0), ("contracts: small delivered mean", 10.0)];
    assert_case(PRO_RATA_BY_QUOTA, &rows);
}

#[test]
fn a_contract_year_may_begin_within_a_quarter() {
    let by_month = |text: &str| {
        text.replace("\"quarter\"", "\"month\"").replace("periods = 12", "periods = 36")
    };
    let paid = CONTRACT_YEAR.replace("take_or_pay = 0.5", "take_or_pay = 0.5\nminimum = \"paid\"");
    for text in [by_month(&paid), paid] {
        assert_case(&text, &[("summary: cost_take_or_pay mean", 6e6)]);
    }
    // Where what has to be paid comes, it is resold at what it cost.
    for text in [by_month(CONTRACT_YEAR), CONTRACT_YEAR.to_owned()] {
        let rows = [("contracts: c taken mean", 1_800.0), ("summary: resold mean", 600.0)];
        assert_case(&text, &rows);
    }
}

#[test]
fn a_build_is_late_by_what_it_takes_longer_than_its_median() {
    let overrun = AS_BUILD.replace(
        "build = { dist = \"lognormal\", median = \"20 month\", p90 = \"28 month\" }",
        "build = \"20 month\"\noverrun = { dist = \"lognormal\", median = 1.0, p90 = 1.4 }",
    );
    assert_ne!(overrun, AS_BUILD);
    for text in [AS_BUILD, &overrun] {
        assert_case(text, &[("facilities: ohio-1 shortage_delay prob_positive", 0.0)]);
        let late = "facilities: ohio-1 completion_delay prob_positive";
        // A year a step, for speed.
        let text =
            text.replace("\"quarter\"\nperiods = 40", "\"year\"\nsubsteps = 1\nperiods = 10");
        assert_chance(&text, 280_000, late, 0.5);
    }
}

#[test]
fn what_comes_from_rounding_is_nothing() {
    let rows = [
        ("summary: spot_bought prob_positive", 0.0),
        ("summary: resold prob_positive", 0.0),
        ("summary: cover_gap prob_positive", 0.0),
        ("summary: shortfall prob_positive", 0.0),
        ("summary: watch:no-spot prob_positive", 1.0),
    ];
    assert_case(EXACT_COVER, &rows);
    let five =
        EXACTLY_200_T.replace("\"7 month\"", "\"5 month\"").replace("periods = 12", "periods = 5");
    let rows = [
        ("summary: watch:worst prob_positive", 0.0),
        ("summary: watch:anyshort prob_positive", 0.0),
        ("summary: watch:anyge prob_positive", 1.0),
        ("summary: watch:every-need prob_positive", 1.0),
    ];
    assert_case(&five, &rows);
}
