//! `coppercast explain`: what it tells of shipped scenarios against closed forms and the files
//! themselves, its JSON, pictures and faults.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::program::{Desk, SMALL, shipped};

/// 95 % quantile of the normal law.
const SCORE: f64 = 1.644_853_626_951_472_2;

fn json(desk: &Desk, arguments: &[&str]) -> Value {
    let text = desk.run(&[&["explain"], arguments, &["--json"]].concat()).done();
    assert_eq!(text.lines().count(), 1);
    serde_json::from_str(&text).expect("JSON")
}

/// What is told of one path.
fn input<'v>(document: &'v Value, path: &str) -> &'v Value {
    let inputs = document["inputs"].as_array().expect("a list");
    inputs.iter().find(|input| input["path"] == path).unwrap_or_else(|| panic!("no `{path}`"))
}

#[track_caller]
fn assert_numbers(input: &Value, expected: &[(&str, f64)]) {
    for &(key, exact) in expected {
        let told = input[key].as_f64().unwrap_or_else(|| panic!("{key}: {input}"));
        assert!((told - exact).abs() <= 1e-9 * exact.abs(), "{key}: {told} instead of {exact}");
    }
}

/// The line on which a text stands in a shipped scenario, counted from 1.
fn line_of(name: &str, text: &str) -> usize {
    let file = fs::read_to_string(shipped(name)).expect("a scenario");
    1 + file.lines().position(|line| line.starts_with(text)).unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn moments_and_quantiles_are_those_of_the_laws_as_written() {
    let desk = Desk::new();
    let told = json(&desk, &[&shipped("johnson-camp")]);

    // pert(a, m, b): mean (a + 4 m + b) / 6, variance (mean - a)(b - mean) / 7.
    let (a, m, b) = (0.35, 0.66, 1.0);
    let mean = (a + 4.0 * m + b) / 6.0;
    let sd = ((mean - a) * (b - mean) / 7.0_f64).sqrt();
    let utilisation = input(&told, "mine.johnson-camp.utilisation");
    assert_numbers(utilisation, &[("mean", mean), ("sd", sd), ("lowest", a), ("highest", b)]);

    // Lognormal by its median and 95 % quantile, in years.
    let (median, p95) = (14.0 / 365.25, 52.0 / 365.25);
    let sigma = libm::log(p95 / median) / SCORE;
    let mean = median * libm::exp(0.5 * sigma * sigma);
    let sd = mean * libm::expm1(sigma * sigma).sqrt();
    let duration = input(&told, "mine.johnson-camp.outages.1.duration");
    let quantiles = [("p05", median * median / p95), ("p50", median), ("p95", p95)];
    assert_numbers(duration, &[&quantiles[..], &[("mean", mean), ("sd", sd)]].concat());
    assert_eq!((&duration["unit"], &duration["written_unit"]), (&"year".into(), &"day".into()));
    assert_numbers(duration, &[("written_unit_size", 1.0 / 365.25)]);
    assert_eq!(duration["each"], "outage");

    // Half of a variable that is lognormal too.
    let half = input(&told, "facility.virginia-1.start_delay");
    assert_numbers(half, &[("p50", 0.125), ("p95", 0.5), ("p05", 0.125 * 0.125 / 0.5)]);
    assert_eq!((&half["kind"], &half["variable"]), (&"variable".into(), &"schedule-slip".into()));

    let capacity = input(&told, "mine.johnson-camp.capacity");
    assert_numbers(capacity, &[("mean", 11_339.809_25), ("p05", 11_339.809_25)]);
    assert_eq!((&capacity["kind"], &capacity["sd"]), (&"constant".into(), &0.0.into()));
    assert_eq!(capacity["written"], "\"25 Mlb/year\"");
}

#[test]
fn a_normal_law_and_one_turned_round_by_its_scale_are_told() {
    let desk = Desk::new();
    let text =
        SMALL.replace("volatility = 0.2", "volatility = { variable = \"wild\", scale = -2 }");
    let normal = "\n[variable.wild]\nvalue = { dist = \"normal\", mean = -0.15, sd = 0.01 }\n";
    desk.write("normal.toml", &(text + normal));
    let told = json(&desk, &["normal.toml"]);
    let spread = 0.01 * SCORE;
    assert_numbers(
        input(&told, "variable.wild"),
        &[("mean", -0.15), ("sd", 0.01), ("p05", -0.15 - spread), ("p95", -0.15 + spread)],
    );
    assert_numbers(
        input(&told, "price.volatility"),
        &[("mean", 0.3), ("sd", 0.02), ("p05", 0.3 - 2.0 * spread), ("p95", 0.3 + 2.0 * spread)],
    );
}

#[test]
fn values_by_month_are_told_by_their_mean_over_the_horizon() {
    let desk = Desk::new();
    // Six quarters: half for six months, 80 % for the other twelve, times a factor.
    let schedule = "mine.copper-hill.variation={\"2026-01\"=\"50 %\", \"2026-07\"=\"80 %\", \
        times={dist=\"normal\", mean=1, sd=0.05}}";
    let told = json(&desk, &["small.toml", "--set", schedule]);
    let variation = input(&told, "mine.copper-hill.variation");
    assert_eq!(variation["kind"], "by_month");
    assert_eq!(variation["by_month"], serde_json::json!({ "2026-01": 0.5, "2026-07": 0.8 }));
    assert_numbers(variation, &[("mean", 0.7), ("sd", 0.7 * 0.05)]);
    let screen = desk
        .run(&["explain", "small.toml", "mine.copper-hill.variation", "--set", schedule])
        .done();
    assert!(screen.contains("2026-01: 50 %, 2026-07: 80 %"), "{screen}");
}

#[test]
fn what_events_change_is_told() {
    let desk = Desk::new();
    let event = "\n[event.border]\nprobability = 0.3\nduration = \"6 month\"\n\
        effects = { \"region.us.spot.premium\" = { times = 2 } }\n";
    desk.write("event.toml", &format!("{SMALL}{event}"));
    let told = json(&desk, &["event.toml"]);
    let premium = input(&told, "region.us.spot.premium");
    let effect = serde_json::json!({ "event": "border", "action": "times", "amount": 2.0 });
    assert_eq!(premium["effects"], serde_json::json!([effect]));
    assert_numbers(premium, &[("mean", 500.0)]);
    let screen = desk.run(&["explain", "event.toml"]).done();
    assert!(screen.contains("spot.premium: times 2 by event.border"), "{screen}");
}

#[test]
fn origins_are_lines_files_cells_and_options() {
    let desk = Desk::new();
    let told = json(&desk, &[&shipped("johnson-camp"), "--set", "contract.nuton.rate=1 kt/year"]);
    let line = line_of("johnson-camp", "utilisation =");
    let utilisation = input(&told, "mine.johnson-camp.utilisation");
    assert_eq!(utilisation["origin"], format!("johnson-camp.toml:{line}"));
    assert_eq!(utilisation["inherited"], false);
    assert_eq!(
        input(&told, "contract.nuton.rate")["origin"],
        "--set contract.nuton.rate=1 kt/year"
    );
    let default = input(&told, "mine.johnson-camp.ramp.reaches_design");
    assert_eq!((&default["origin"], &default["default"]), (&"default".into(), &true.into()));
    assert_eq!(default["written"], Value::Null);

    let told = json(&desk, &[&shipped("johnson-camp/base")]);
    let inherited = input(&told, "mine.johnson-camp.utilisation");
    assert_eq!(inherited["origin"], format!("../johnson-camp.toml:{line}"));
    assert_eq!(inherited["inherited"], true);

    let told = json(&desk, &[&shipped("fleet"), "facility.*.power"]);
    let origin = told["inputs"][0]["origin"].as_str().expect("a text");
    assert!(origin.starts_with("data/fleet-campuses.csv:2:"), "{origin}");
}

#[test]
fn correlations_are_told_from_both_sides() {
    let desk = Desk::new();
    let file = shipped("johnson-camp");
    let told = json(&desk, &[&file]);
    for path in ["facility.ohio-1.intensity", "facility.virginia-1.copper"] {
        assert_eq!(input(&told, path)["correlations"], serde_json::json!(["same-design"]));
    }
    let correlation = &told["correlations"][0];
    assert_eq!(correlation["coefficient"], 0.5);
    assert_eq!(correlation["members"].as_array().map(Vec::len), Some(2));
    let screen = desk.run(&["explain", &file, "facility.ohio-1.intensity"]).done();
    let words = "0.5 with facility.virginia-1.copper (correlation.same-design)";
    assert!(screen.contains(words), "{screen}");
}

#[test]
fn the_mean_and_spread_of_the_price_are_those_of_its_process() {
    let desk = Desk::new();
    let (initial, drift, volatility) = (9_000.0, 0.5, 0.2);
    let told = json(&desk, &["small.toml", "price", "--set", "price.drift=0.5 /year"]);
    let price = &told["price"];
    let trials = price["trials"].as_f64().expect("a number");
    let periods = price["periods"].as_array().expect("a list");
    assert_eq!((trials, periods.len()), (8_192.0, 6));
    for (period, end) in periods.iter().enumerate() {
        let years = (period + 1) as f64 / 4.0;
        let number = |key: &str| end[key].as_f64().expect("a number");
        let mean = initial * libm::exp(drift * years);
        let variance = volatility * volatility * years;
        let sd = mean * libm::expm1(variance).sqrt();
        let std_error = sd / trials.sqrt();
        assert!((number("mean") - mean).abs() < 4.0 * std_error, "{period}: {end}");
        assert!((number("std_error") / std_error - 1.0).abs() < 0.05, "{period}: {end}");
        // Standard error of the logarithm of a quantile of a normal law: √(p(1−p)/n)/φ(z)·σ.
        for (key, score, density, level) in [
            ("p05", -SCORE, 0.103_135_640_375_371_4, 0.05),
            ("p50", 0.0, 0.398_942_280_401_432_7, 0.5),
            ("p95", SCORE, 0.103_135_640_375_371_4, 0.95),
        ] {
            let sigma = variance.sqrt();
            let log = libm::log(initial) + (drift - 0.5 * volatility * volatility) * years;
            let limit = 4.0 * (level * (1.0_f64 - level) / trials).sqrt() / density * sigma;
            let off = libm::log(number(key)) - log - score * sigma;
            assert!(off.abs() < limit, "{period} {key}: {off}, {limit}");
        }
    }
}

#[test]
fn a_price_that_is_known_has_no_error() {
    let desk = Desk::new();
    let known = ["--set", "price={process=\"constant\", initial=\"6 USD/lb\"}"];
    let screen = desk.run(&[&["explain", "small.toml", "price"][..], &known].concat()).done();
    assert!(screen.contains("USD/lb") && screen.contains("6.000  exact"), "{screen}");
}

/// The keys of an object, in order.
fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().expect("an object");
    let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn the_json_has_a_fixed_shape() {
    let desk = Desk::new();
    let told = json(&desk, &[&shipped("johnson-camp")]);
    let top = ["correlations", "draws", "inputs", "name", "price", "scenario", "settings", "stops"];
    assert_eq!(keys(&told), top);
    let of_input = [
        "autocorrelation",
        "by_month",
        "correlations",
        "default",
        "distribution",
        "each",
        "effects",
        "highest",
        "inherited",
        "kind",
        "lowest",
        "mean",
        "meaning",
        "origin",
        "p01",
        "p05",
        "p10",
        "p25",
        "p50",
        "p75",
        "p90",
        "p95",
        "p99",
        "path",
        "sd",
        "unit",
        "variable",
        "written",
        "written_unit",
        "written_unit_size",
    ];
    for input in told["inputs"].as_array().expect("a list") {
        assert_eq!(keys(input), of_input);
        assert!(input["meaning"].is_string(), "no key is without documentation: {input}");
    }
    let of_period = [
        "label",
        "mean",
        "p05",
        "p10",
        "p25",
        "p50",
        "p75",
        "p90",
        "p95",
        "period",
        "sd",
        "std_error",
    ];
    assert_eq!(keys(&told["price"]["periods"][0]), of_period);
    assert_eq!(keys(&told["draws"][0]), ["correlations", "each", "path"]);
    assert_eq!(keys(&told["correlations"][0]), ["coefficient", "members", "name", "repair"]);
    assert_eq!(keys(&told["settings"][0]), ["meaning", "origin", "path", "written"]);
    let stop = &told["stops"][0];
    assert_eq!((&stop["mine"], &stop["kind"]), (&"johnson-camp".into(), &"outages".into()));
    assert_eq!(stop["name"], "strikes and breakdowns");
}

#[test]
fn the_screen_of_a_shipped_scenario_is_its_snapshot() {
    let desk = Desk::new();
    let screen = desk.run(&["explain", &shipped("johnson-camp")]).done();
    let widest = screen.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{widest:?} columns");
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/explain-johnson-camp.txt");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1") {
        fs::write(&file, &screen).expect("writable");
    }
    let expected = fs::read_to_string(&file).expect("the snapshot");
    assert!(screen == expected, "UPDATE_SNAPSHOTS=1 writes it anew:\n{screen}");
}

#[test]
fn many_facilities_are_summed_up_unless_all_are_asked_for() {
    let desk = Desk::new();
    let file = shipped("fleet");
    let short = desk.run(&["explain", &file]).done();
    let all = desk.run(&["explain", &file, "--all"]).done();
    assert!(short.contains("[facility.*], "), "{short}");
    assert!(!all.contains("[facility.*]") && all.lines().count() > 2 * short.lines().count());
}

#[test]
fn a_single_value_is_told_with_its_documentation() {
    let desk = Desk::new();
    let file = shipped("johnson-camp");
    let screen = desk.run(&["explain", &file, "mine.johnson-camp.utilisation"]).done();
    for words in [
        "Share of the design capacity reached on average",
        "between 0 and 10",
        "{ dist = \"pert\", min = 0.35, mode = 0.66, max = 1.0 }, johnson-camp.toml:",
        "pert(0.35, 0.66, 1), drawn once a trial",
        "P50 ",
    ] {
        assert!(screen.contains(words), "`{words}` is missing:\n{screen}");
    }
    // What is no number is told as well.
    let screen = desk.run(&["explain", &file, "contract.nuton.taking"]).done();
    assert!(screen.contains("written      \"needed\", johnson-camp.toml:"), "{screen}");
}

#[test]
fn an_unknown_path_is_refused_with_the_nearest() {
    let desk = Desk::new();
    let refused = |path: &str, words: &[&str]| {
        let ended = desk.run(&["explain", "small.toml", path]);
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
        ended.refused(2, words);
    };
    refused("mine.copper-hil", &["`mine.copper-hil`", "did you mean `mine.copper-hill`?"]);
    refused("contract.offtake.rat", &["did you mean `contract.offtake.rate`?"]);
    refused("nothing-like-it", &["`coppercast explain FILE` lists what there is"]);
    refused("mine.copper-hill.reserve", &["Metal that can still be produced"]);
}

#[test]
fn pictures_are_drawn_of_what_is_drawn() {
    let desk = Desk::new();
    let draw =
        |path: &str, file: &str| desk.run(&["explain", "small.toml", path, "--picture", file]);
    draw("mine.copper-hill.utilisation", "one.svg").done();
    draw("price", "fan.png").done();
    let svg = desk.read("one.svg");
    assert!(svg.starts_with("<svg") && svg.contains("nine times in ten between"), "{svg}");
    assert!(fs::read(desk.path("fan.png")).expect("a file").starts_with(b"\x89PNG"));
    draw("mine.copper-hill.capacity", "a.svg").refused(2, &["is always 4 kt/year"]);
    draw("mine.copper-hill", "a.svg").refused(2, &["names 3"]);
    draw("price", "a.pdf").refused(2, &["expected a file .svg or .png"]);
    draw("price", "missing/a.svg").refused(1, &["cannot write `missing/a.svg`"]);
    assert!(!desk.exists("a.svg"));
    desk.run(&["explain", "small.toml", "--picture", "a.svg"]).refused(2, &["PATH"]);
}
