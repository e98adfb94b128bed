//! Correlated draws, as sums and joint events of what facilities need: V14 and V15.

use super::program::{ResultTables, Value, simulate};
use super::{ONE_PERCENT, assert_agrees};

/// One year, in which each facility needs what it is drawn to need. `facilities` are name, region
/// and copper; `correlations` are pairs or lists of names and coefficients.
fn facilities(
    facilities: &[(&str, &str, &str)],
    correlations: &[(&[&str], f64)],
    rest: &str,
) -> String {
    let mut text = format!(
        r#"
        time = {{ start = "2026-01", step = "year", substeps = 1, periods = 1 }}
        price = {{ process = "constant", initial = "13000 USD/t" }}
        {rest}
        "#
    );
    let mut regions: Vec<&str> = facilities.iter().map(|&(_, region, _)| region).collect();
    regions.dedup();
    for region in regions {
        text.push_str(&format!("[region.{region}]\n"));
    }
    for (name, region, copper) in facilities {
        text.push_str(&format!(
            "[facility.{name}]\nregion = \"{region}\"\ncopper = {copper}\nstart = \
             \"2026-01\"\nbuild = \"12 month\"\n"
        ));
    }
    for (number, (members, coefficient)) in correlations.iter().enumerate() {
        let paths: Vec<String> =
            members.iter().map(|name| format!("\"facility.{name}.copper\"")).collect();
        text.push_str(&format!(
            "[correlation.c{number}]\nbetween = [{}]\ncoefficient = {coefficient}\n",
            paths.join(", ")
        ));
    }
    text
}

fn need_deviation(tables: &ResultTables, subject: &str) -> Value {
    tables.value(&format!("{subject} need sd"))
}

/// Correlation of two summands from the standard deviations of both and of their sum, (s² − a² −
/// b²)/2ab.
fn correlation(sum: Value, first: Value, second: Value) -> Value {
    let (s, a, b) = (sum.estimate, first.estimate, second.estimate);
    let estimate = (s * s - a * a - b * b) / (2.0 * a * b);
    Value::joined(
        estimate,
        &[(sum, s / (a * b)), (first, 1.0 / b + estimate / a), (second, 1.0 / a + estimate / b)],
    )
}

/// The first two facilities share a region, whose need is their sum.
#[test]
fn a_basket_of_correlated_lognormals_has_its_variance() {
    let text = facilities(
        &[
            ("first", "east", r#"{ dist = "lognormal", mean = "6000 t", sd = "2100 t" }"#),
            ("second", "east", r#"{ dist = "lognormal", mean = "4000 t", sd = "1800 t" }"#),
            ("third", "west", r#"{ dist = "lognormal", mean = "2500 t", sd = "1500 t" }"#),
        ],
        &[(&["first", "second"], 0.4), (&["first", "third"], 0.2), (&["second", "third"], 0.3)],
        "",
    );
    let tables = simulate(&text, 3_000_000, 501);
    assert_agrees("V14a", tables.value("summary: need mean"), ONE_PERCENT);
    let basket = need_deviation(&tables, "summary:");
    assert_agrees("V14b", basket, ONE_PERCENT);
    assert_agrees(
        "V14bv",
        basket.mapped(basket.estimate * basket.estimate, 2.0 * basket.estimate),
        ONE_PERCENT,
    );
    let [first, second, third] = ["first", "second", "third"]
        .map(|name| need_deviation(&tables, &format!("facilities: {name}")));
    assert_agrees(
        "V14c",
        correlation(need_deviation(&tables, "regions: east"), first, second),
        0.05,
    );
    let alone = first.estimate + second.estimate + third.estimate;
    let ratio = basket.estimate / alone;
    let slope = -ratio / alone;
    let parts = [(basket, 1.0 / alone), (first, slope), (second, slope), (third, slope)];
    assert_agrees("V14d", Value::joined(ratio, &parts), 0.02);
}

const UNIFORM: &str = r#"{ dist = "uniform", min = "0 t", max = "1 t" }"#;

/// Kendall's τ is 4 P(both below the median) − 1 for normal scores; Spearman's ρ is the correlation
/// of uniforms.
#[test]
fn two_uniforms_have_the_joint_law_of_the_gaussian_copula() {
    let watches = r#"
        watch.tail = { when = ["facility.a.need < 0.05 t", "facility.b.need < 0.10 t"] }
        watch.half = { when = ["facility.a.need < 0.5 t", "facility.b.need < 0.5 t"] }
    "#;
    let pair = [("a", "us", UNIFORM), ("b", "us", UNIFORM)];
    let tables = simulate(&facilities(&pair, &[(&["a", "b"], 0.5)], watches), 3_000_000, 502);
    assert_agrees("V15a", tables.value("summary: watch:tail prob_positive"), 0.03);
    assert_agrees(
        "V15c",
        tables.value("summary: watch:half prob_positive").linear(4.0, -1.0),
        0.02,
    );
    let [a, b] = ["a", "b"].map(|name| need_deviation(&tables, &format!("facilities: {name}")));
    assert_agrees("V15d", correlation(need_deviation(&tables, "summary:"), a, b), 0.02);

    let tables = simulate(&facilities(&pair, &[], watches), 4_000_000, 503);
    assert_agrees("V15b", tables.value("summary: watch:tail prob_positive"), 0.05);
}

#[test]
fn three_uniforms_are_below_their_medians_as_the_orthant_says() {
    let watch = r#"watch.half = { when = ["facility.a.need < 0.5 t", "facility.b.need < 0.5 t", "facility.c.need < 0.5 t"] }"#;
    let text = facilities(
        &[("a", "us", UNIFORM), ("b", "us", UNIFORM), ("c", "us", UNIFORM)],
        &[(&["a", "b"], 0.4), (&["a", "c"], 0.2), (&["b", "c"], 0.3)],
        watch,
    );
    let tables = simulate(&text, 2_000_000, 504);
    assert_agrees("V15g", tables.value("summary: watch:half prob_positive"), ONE_PERCENT);
}

/// Six facilities that need 1 t with probability 0.08 and nothing otherwise: the total need counts
/// them.
#[test]
fn breaches_of_six_are_counted_as_one_common_factor_says() {
    let names = ["a", "b", "c", "d", "e", "f"];
    let breach = r#"{ dist = "discrete", values = ["0 t", "1 t"], probabilities = [0.92, 0.08] }"#;
    let six = names.map(|name| (name, "us", breach));
    let counts = r#"
        report.thresholds = { need = ["0.5 t", "1.5 t"] }
        watch.one = { when = ["need > 0.5 t", "need < 1.5 t"] }
        watch.two = { when = ["need > 1.5 t", "need < 2.5 t"] }
        watch.three = { when = ["need > 2.5 t", "need < 3.5 t"] }
    "#;
    let tables = simulate(&facilities(&six, &[(&names, 0.3)], counts), 3_500_000, 505);
    let above = |count: &str| tables.value(&format!("summary: need prob_above {count}"));
    let exactly = |count: &str| tables.value(&format!("summary: watch:{count} prob_positive"));
    assert_agrees("V15h[0]", above("0.5").linear(-1.0, 1.0), ONE_PERCENT);
    assert_agrees("V15h[1]", exactly("one"), ONE_PERCENT);
    assert_agrees("V15h[2]", exactly("two"), ONE_PERCENT);
    assert_agrees("V15h[3]", exactly("three"), 0.02);
    assert_agrees("V15i", above("1.5"), ONE_PERCENT);

    let tables = simulate(&facilities(&six, &[], counts), 3_500_000, 506);
    assert_agrees("V15j", tables.value("summary: need prob_above 1.5"), ONE_PERCENT);
}

/// What is built, reached, renewed or goes on is large: a positive coefficient brings it together with
/// what is large (S12). Each of the five happens in half of all trials.
#[test]
fn what_happens_goes_with_what_is_large() {
    let happens = [
        ("facility.hall.built", "facility.hall.need > 0.5 t"),
        ("facility.annex.cancelled", "facility.annex.need > 0.999999 t"),
        ("mine.pit.ramp.reached", "mine.pit.output > 0.75 t"),
        ("contract.offtake.renewed", "contract.offtake.renewed > 0.5"),
        ("contract.supply.defaulted", "contract.supply.defaulted < 0.5"),
    ];
    let mut text = r#"
        time = { start = "2026-01", step = "year", periods = 2 }
        price = { process = "constant", initial = "13000 USD/t" }
        [region.us]
        [mine.pit]
        capacity = "0.5 t/year"
        ramp = { from = "2020-01", duration = "1 month", reaches_design = 0.5, plateau = 0.5 }
        [facility.hall]
        region = "us"
        metal = "1 t"
        start = "2026-01"
        build = "12 month"
        built_probability = 0.5
        [facility.annex]
        region = "us"
        metal = "1 t"
        start = "2026-01"
        build = "12 month"
        cancellation = 0.5
        [contract.offtake]
        trader = "merchant"
        region = "us"
        from = "2026-01"
        term = "12 month"
        rate = "1 t/year"
        renewal = { probability = 0.5, term = "12 month" }
        price = { basis = "reference" }
        [contract.supply]
        trader = "merchant"
        region = "us"
        from = "2026-01"
        term = "12 month"
        rate = "1 t/year"
        default = { rate = "0.6931471805599453 /year" }
        price = { basis = "reference" }
    "#
    .to_owned();
    for (number, (path, condition)) in happens.iter().enumerate() {
        text.push_str(&format!(
            r#"
            [facility.f{number}]
            region = "us"
            metal = {UNIFORM}
            start = "2026-01"
            build = "12 month"
            [correlation.c{number}]
            between = ["{path}", "facility.f{number}.metal"]
            coefficient = 0.9
            [watch.w{number}]
            when = ["{condition}", "facility.f{number}.need > 0.5 t"]
            at = "horizon"
            "#
        ));
    }
    let tables = simulate(&text, 400_000, 505);
    for number in 0..happens.len() {
        let both = tables.value(&format!("summary: watch:w{number} prob_positive"));
        assert_agrees("V43a", both, ONE_PERCENT);
    }
}
