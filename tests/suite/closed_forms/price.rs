//! Price processes without jumps (P2 and P3): V01 and V02.

use super::price_paths::{PricePaths, covariance, mean, variance};
use super::program::{ResultTables, Value, scenario, simulate};
use super::{ONE_PERCENT, SIGNIFICANCE, TOLERANCE, assert_agrees, assert_exact, exact_answer};
use coppercast::model::{CompileError, Model};

const GEOMETRIC_BROWNIAN: &str = r#"
    time = { start = "2026-01", step = "year", substeps = 1, periods = 4 }
    price = { process = "gbm", initial = "13000 USD/t", drift = "0.05 /year", volatility = 0.24 }
    watch.dear = { when = ["price > 15000 USD/t"], at = "last" }
"#;

#[test]
fn geometric_brownian_motion_has_its_lognormal_price_after_four_years() {
    let tables = simulate(GEOMETRIC_BROWNIAN, 4_000_000, 101);
    for (case, row, detected) in [
        ("V01a", "periods: 3 price mean", ONE_PERCENT),
        ("V01b", "periods: 3 price sd", ONE_PERCENT),
        ("V01c", "periods: 3 price p50", ONE_PERCENT),
        ("V01d", "summary: watch:dear prob_positive", ONE_PERCENT),
        ("V01e", "periods: 3 price p05", ONE_PERCENT),
        ("V01f", "periods: 3 price p95", ONE_PERCENT),
        ("V01g", "periods: 3 price cvar95", ONE_PERCENT),
    ] {
        assert_agrees(case, tables.value(row), detected);
    }
}

#[test]
fn collars_have_the_value_of_their_options() {
    let contract_and_hedges = r#"
        region.us = {}
        region.eu = {}
        mine.pit = { capacity = "100 t/year" }
        contract.offtake = { mine = "pit", region = "us", from = "2026-01", to = "2029-12", price = { basis = "reference", floor = "10000 USD/t", cap = "18000 USD/t" } }
        hedge.call = { kind = "collar", region = "us", from = "2029-01", to = "2029-12", rate = "1 t/year", cap = "18000 USD/t", premium = "0 USD/t" }
        hedge.collar = { kind = "collar", region = "eu", from = "2029-01", to = "2029-12", rate = "1 t/year", floor = "10000 USD/t", cap = "18000 USD/t", premium = "0 USD/t" }
    "#;
    let tables = simulate(&(GEOMETRIC_BROWNIAN.to_owned() + contract_and_hedges), 4_000_000, 104);
    let paid_by_hedge = |region: &str| {
        let cost = tables.value(&format!("region_periods: {region} 3 cost_hedge mean"));
        cost.mapped(-cost.estimate, 1.0)
    };
    assert_agrees("V30a", tables.value("contract_periods: offtake 3 price_paid mean"), ONE_PERCENT);
    assert_agrees("V30b", paid_by_hedge("us"), ONE_PERCENT);
    assert_agrees("V30c", paid_by_hedge("eu"), ONE_PERCENT);
}

/// H1: the premium that is left out is Black's, as the pilot of 65 536 trials finds it, and the
/// hedge then costs nothing on average.
#[test]
fn a_premium_that_is_left_out_is_the_value_of_the_options() {
    const PILOT: f64 = 65_536.0;
    const TRIALS: u64 = 262_144;
    let hedges = r#"
        region.us = {}
        region.eu = {}
        hedge.call = { kind = "collar", region = "us", from = "2029-01", to = "2029-12", rate = "1 t/year", cap = "18000 USD/t" }
        hedge.collar = { kind = "collar", region = "eu", from = "2029-01", to = "2029-12", rate = "1 t/year", floor = "10000 USD/t", cap = "18000 USD/t" }
    "#;
    let text = GEOMETRIC_BROWNIAN.to_owned() + hedges;
    let tables = simulate(&text, TRIALS, 105);
    let premiums =
        |seed| Model::new(&scenario(&text, TRIALS, seed)).expect("a sound scenario").fair_premiums;
    assert_eq!(premiums(105), premiums(106), "a term of the deal, whatever the seed of the run");
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        assert_eq!(
            pool.install(|| premiums(105)),
            premiums(105),
            "the same with {threads} threads"
        );
    }
    for (case, hedge, region) in [("V30b", "call", "us"), ("V30c", "collar", "eu")] {
        let cost = tables.value(&format!("region_periods: {region} 3 cost_hedge mean"));
        let of_pilot = cost.std_error * (TRIALS as f64 / PILOT).sqrt();
        let premium = premiums(105)[&format!("hedge.{hedge}.premium")];
        let distance = (premium - exact_answer(case)) / of_pilot;
        assert!(distance.abs() < TOLERANCE, "{hedge}: {premium} is {distance:.2} errors away");
        let distance =
            cost.estimate / (cost.std_error * cost.std_error + of_pilot * of_pilot).sqrt();
        assert!(distance.abs() < TOLERANCE, "{hedge}: costs {cost:?}, {distance:.2} errors");
        let shown = SIGNIFICANCE * of_pilot;
        assert!(shown < 0.1 * premium, "{hedge}: a defect of 10 % would not show, only {shown}");
    }
}

/// A price that jumps beyond all numbers has no fair premium, and the error says whose.
#[test]
fn a_premium_that_is_not_finite_has_to_be_given() {
    let text = r#"
        time = { start = "2026-01", step = "year", substeps = 1, periods = 10 }
        price = { process = "gbm", initial = "13000 USD/t", drift = 0.0, volatility = 0.2, compensated = false, jumps = { rate = "30 /year", mean = 5.0, sd = 0.1 } }
        region.us = {}
        hedge.call = { kind = "collar", region = "us", from = "2026-01", to = "2035-12", rate = "1 t/year", cap = "18000 USD/t" PREMIUM }
    "#;
    let compiled = |premium: &str| {
        let model = Model::new(&scenario(&text.replace("PREMIUM", premium), 64, 1));
        model.map(|model| model.fair_premiums)
    };
    let error = compiled("").expect_err("an infinite price");
    assert_eq!(error, CompileError::NoFairPremium { hedge: "call".to_owned() });
    assert!(error.to_string().starts_with("[hedge.call] has no fair premium"), "{error}");
    assert!(compiled(", premium = \"900 USD/t\"").is_ok());
}

/// κ = 0.369 a year, as the half-life V02h in years. `rest` is more of the price.
fn mean_reverting(step: &str, periods: usize, rest: &str) -> String {
    format!(
        r#"
        time = {{ start = "2026-01", step = "{step}", substeps = 1, periods = {periods} }}
        [price]
        process = "mean-reverting"
        initial = "13000 USD/t"
        level = "9500 USD/t"
        half_life = "1.8784476437938897 year"
        {rest}
        "#
    )
}

const VOLATILE: &str = "volatility = 0.233";

/// Looks whether the price is above where it started.
fn watched(name: &str, at: &str) -> String {
    format!("\n[watch.{name}]\nwhen = [\"price > 13000 USD/t\"]\nat = \"{at}\"\n")
}

/// Cases of the mean, the standard deviation and the probability of a price above 13 000 USD/t,
/// which a watch looks at.
#[track_caller]
fn assert_price(cases: [&str; 3], tables: &ResultTables, period: usize, watch: &str) {
    let row = |statistic: &str| tables.value(&format!("periods: {period} price {statistic}"));
    assert_agrees(cases[0], row("mean"), ONE_PERCENT);
    assert_agrees(cases[1], row("sd"), ONE_PERCENT);
    assert_agrees(
        cases[2],
        tables.value(&format!("summary: watch:{watch} prob_positive")),
        ONE_PERCENT,
    );
}

const AFTER_A_MONTH: [&str; 3] = ["V02[0.0833]c", "V02[0.0833]d", "V02[0.0833]e"];
const AFTER_A_YEAR: [&str; 3] = ["V02[1.0000]c", "V02[1.0000]d", "V02[1.0000]e"];
const AFTER_FOUR_YEARS: [&str; 3] = ["V02[4.0000]c", "V02[4.0000]d", "V02[4.0000]e"];

#[test]
fn a_mean_reverting_price_has_its_lognormal_law_in_every_month() {
    let watches =
        [watched("month", "2026-01"), watched("year", "2026-12"), watched("last", "last")].concat();
    let tables = simulate(&(mean_reverting("month", 48, VOLATILE) + &watches), 2_500_000, 102);
    assert_price(AFTER_A_MONTH, &tables, 0, "month");
    assert_price(AFTER_A_YEAR, &tables, 11, "year");
    assert_price(AFTER_FOUR_YEARS, &tables, 47, "last");
    let months: Vec<Value> =
        (0..48).map(|month| tables.value(&format!("periods: {month} price mean"))).collect();
    let average = months.iter().map(|month| month.estimate).sum::<f64>() / 48.0;
    let parts: Vec<(Value, f64)> = months.into_iter().map(|month| (month, 1.0 / 48.0)).collect();
    assert_agrees("V02A", Value::joined(average, &parts), ONE_PERCENT);
}

#[test]
fn the_law_of_a_mean_reverting_price_does_not_depend_on_the_step() {
    let watches = [watched("year", "2026-12"), watched("last", "last")].concat();
    let tables = simulate(&(mean_reverting("year", 4, VOLATILE) + &watches), 2_500_000, 103);
    assert_price(AFTER_A_YEAR, &tables, 0, "year");
    assert_price(AFTER_FOUR_YEARS, &tables, 3, "last");
}

/// Means and variances of logarithms, which no table has, and what they say of the parameters.
#[test]
fn the_logarithm_of_a_mean_reverting_price_is_the_process() {
    let month = PricePaths::simulate(&mean_reverting("month", 1, VOLATILE), &[0], 2_097_152, 104);
    let logarithm =
        |paths: &PricePaths, place: usize| paths.estimate(|columns| mean(&columns[place]));
    let spread =
        |paths: &PricePaths, place: usize| paths.estimate(|columns| variance(&columns[place]));
    assert_agrees("V02[0.0833]a", logarithm(&month, 0), 1e-4);
    assert_agrees("V02[0.0833]b", spread(&month, 0), ONE_PERCENT);
    assert_agrees("V02q", month.estimate(|columns| variance(&columns[0]).sqrt()), ONE_PERCENT);

    let years =
        PricePaths::simulate(&mean_reverting("year", 4, VOLATILE), &[0, 1, 3], 2_097_152, 105);
    assert_agrees("V02[1.0000]a", logarithm(&years, 0), 1e-3);
    assert_agrees("V02[1.0000]b", spread(&years, 0), ONE_PERCENT);
    assert_agrees("V02[4.0000]a", logarithm(&years, 2), 1e-3);
    assert_agrees("V02[4.0000]b", spread(&years, 2), ONE_PERCENT);
    let correlation = years.estimate(|columns| {
        let (first, second) = (&columns[0], &columns[1]);
        covariance(first, second) / (variance(first) * variance(second)).sqrt()
    });
    assert_agrees("V02C", correlation, ONE_PERCENT);
}

/// After 40 years the start is forgotten: e^(−0.369 · 40) is below 10⁻⁶.
#[test]
fn a_mean_reverting_price_becomes_stationary() {
    let text = mean_reverting("year", 40, VOLATILE);
    assert_agrees(
        "V02m",
        simulate(&text, 262_144, 106).value("periods: 39 price mean"),
        ONE_PERCENT,
    );
    let paths = PricePaths::simulate(&text, &[39], 262_144, 107);
    assert_agrees("V02s", paths.estimate(|columns| variance(&columns[0]).sqrt()), ONE_PERCENT);
}

/// Without volatility the distance of the log price from its level shrinks by the coefficient of
/// the autoregression each month, and halves in the half-life.
#[test]
fn the_distance_from_the_level_shrinks_by_the_same_factor_each_month() {
    let tables = simulate(&mean_reverting("month", 2, "volatility = 0.0"), 64, 1);
    let distance = |period: usize| {
        libm::log(tables.value(&format!("periods: {period} price mean")).estimate / 9500.0)
    };
    let coefficient = distance(0) / libm::log(13000.0 / 9500.0);
    assert_exact("V02p", coefficient);
    assert_exact("V02p", distance(1) / distance(0));
    assert_exact("V02h", std::f64::consts::LN_2 / (-12.0 * libm::log(coefficient)));
}

/// A year in one period and twelve steps, with swaps of 12 t on the prices of June, of December and
/// of both: what they cost, negative, is the price.
fn within_a_year(price: &str) -> ResultTables {
    let mut text = format!(
        r#"
        time = {{ start = "2026-01", step = "year", substeps = 12, periods = 1 }}
        [price]
        initial = "13000 USD/t"
        {price}
        "#
    );
    for (region, months) in [("june", &[6][..]), ("december", &[12]), ("both", &[6, 12])] {
        text += &format!("[region.{region}]\n");
        for month in months {
            text += &format!(
                "[hedge.{region}-{month}]\nregion = \"{region}\"\nfrom = \"2026-{month:02}\"\n\
                 to = \"2026-{month:02}\"\nrate = \"12 t/year\"\nkind = \"swap\"\nstrike = \"0 USD/t\"\n"
            );
        }
    }
    simulate(&text, 524_288, 108)
}

/// Means and standard deviations of the months' mean prices, each half the sum of the prices at its
/// ends, from E[P_s] and E[P_s P_t] for s ≤ t.
fn assert_within_a_year(
    tables: &ResultTables,
    mean: impl Fn(f64) -> f64,
    product: impl Fn(f64, f64) -> f64,
) {
    let covariance = |s: f64, t: f64| product(s.min(t), s.max(t)) - mean(s) * mean(t);
    let (june, december) = ([5.0 / 12.0, 0.5], [11.0 / 12.0, 1.0]);
    for (region, times) in
        [("june", &june[..]), ("december", &december), ("both", &[june, december].concat())]
    {
        let expected = -0.5 * times.iter().map(|&time| mean(time)).sum::<f64>();
        let pairs = times.iter().flat_map(|&s| times.iter().map(move |&t| (s, t)));
        let variance = 0.25 * pairs.map(|(s, t)| covariance(s, t)).sum::<f64>();
        for (statistic, exact) in [("mean", expected), ("sd", variance.sqrt())] {
            let value = tables.value(&format!("regions: {region} cost_hedge {statistic}"));
            let distance = (value.estimate - exact) / value.std_error;
            assert!(distance.abs() < TOLERANCE, "{region} {statistic}: {value:?}, not {exact}");
            let shown = SIGNIFICANCE * value.std_error / exact.abs();
            assert!(shown < ONE_PERCENT, "{region} {statistic}: a defect of 1 % would not show");
        }
    }
}

/// P6: between the ends of a period the price moves as its process does, and together with them.
#[test]
fn a_mean_reverting_price_is_on_its_bridge_within_a_period() {
    let text = "process = \"mean-reverting\"\nlevel = \"9500 USD/t\"\nvolatility = 0.4\n\
                half_life = \"0.5 year\"\n";
    let kappa = std::f64::consts::LN_2 / 0.5;
    let logarithm = |time: f64| {
        let level = libm::log(9500.0);
        level + (libm::log(13000.0) - level) * libm::exp(-kappa * time)
    };
    let variance = |time: f64| 0.16 * (1.0 - libm::exp(-2.0 * kappa * time)) / (2.0 * kappa);
    let mean = |time: f64| libm::exp(logarithm(time) + 0.5 * variance(time));
    assert_within_a_year(&within_a_year(text), mean, |s, t| {
        mean(s) * mean(t) * libm::exp(variance(s) * libm::exp(-kappa * (t - s)))
    });
}

#[test]
fn a_price_that_jumps_is_on_its_bridge_within_a_period() {
    let text = "process = \"gbm\"\ndrift = \"0.05 /year\"\nvolatility = 0.24\n\
                jumps = { rate = \"3 /year\", mean = -0.05, sd = 0.15 }\n";
    let growth = |order: f64| libm::exp(-0.05 * order + 0.5 * 0.0225 * order * order) - 1.0;
    let mean = |time: f64| 13000.0 * libm::exp(0.05 * time);
    let squared = 0.1 + 0.24 * 0.24 + 3.0 * (growth(2.0) - 2.0 * growth(1.0));
    assert_within_a_year(&within_a_year(text), mean, |s, t| {
        13000.0 * 13000.0 * libm::exp(squared * s + 0.05 * (t - s))
    });
}

/// A year in one period and twelve steps: 1 t bought at the price of December, as far as that tells the
/// price of June, less 1 t at the price of June. What that costs is as uncertain as the bridge makes
/// June when the end of the year is known.
#[track_caller]
fn assert_wide_as_its_process(
    price: &str,
    mean: impl Fn(f64) -> f64,
    product: impl Fn(f64, f64) -> f64,
) {
    let covariance = |s: f64, t: f64| product(s.min(t), s.max(t)) - mean(s) * mean(t);
    let of = |one: [f64; 2], other: [f64; 2]| {
        0.25 * one.iter().flat_map(|&s| other.map(|t| covariance(s, t))).sum::<f64>()
    };
    let (june, december) = ([5.0 / 12.0, 0.5], [11.0 / 12.0, 1.0]);
    let weight = of(june, december) / of(december, december);
    let exact = (of(june, june) - weight * of(june, december)).sqrt();
    let text = format!(
        r#"
        time = {{ start = "2026-01", step = "year", substeps = 12, periods = 1 }}
        [price]
        initial = "13000 USD/t"
        {price}
        [region.us]
        [hedge.june]
        region = "us"
        from = "2026-06"
        to = "2026-06"
        rate = "12 t/year"
        kind = "swap"
        strike = "0 USD/t"
        [contract.december]
        trader = "merchant"
        region = "us"
        from = "2026-12"
        to = "2026-12"
        quantity = "{weight} t"
        price = {{ basis = "reference" }}
        [facility.hall]
        region = "us"
        metal = "{weight} t"
        start = "2026-12"
        build = "1 month"
        "#
    );
    let value = simulate(&text, 1_048_576, 109).value("summary: cost sd");
    let distance = (value.estimate - exact) / value.std_error;
    assert!(distance.abs() < TOLERANCE, "{value:?}, not {exact}: {distance:.2} standard errors");
    // A variance that is 1 % too small.
    let shown = SIGNIFICANCE * value.std_error / exact;
    assert!(shown < 0.5 * ONE_PERCENT, "only a defect of {shown} would show");
}

#[test]
fn the_bridge_of_a_price_is_as_wide_as_its_process() {
    let kappa = std::f64::consts::LN_2 / 0.5;
    let logarithm = |time: f64| {
        let level = libm::log(9500.0);
        level + (libm::log(13000.0) - level) * libm::exp(-kappa * time)
    };
    let variance = |time: f64| 0.04 * (1.0 - libm::exp(-2.0 * kappa * time)) / (2.0 * kappa);
    let mean = |time: f64| libm::exp(logarithm(time) + 0.5 * variance(time));
    assert_wide_as_its_process(
        "process = \"mean-reverting\"\nlevel = \"9500 USD/t\"\nvolatility = 0.2\n\
         half_life = \"0.5 year\"\n",
        mean,
        |s, t| mean(s) * mean(t) * libm::exp(variance(s) * libm::exp(-kappa * (t - s))),
    );
    assert_wide_as_its_process(
        "process = \"gbm\"\ndrift = 0.0\nvolatility = 0.2\n",
        |_| 13000.0,
        |s, _| 13000.0 * 13000.0 * libm::exp(0.04 * s),
    );
}
