//! What sound scenarios mean.

use std::path::{Path, PathBuf};

use coppercast::distribution::Probability;
use coppercast::scenario::{
    Each, FileProvider, Loaded, MetalNeed, Origin, Overrides, PriceProcess, Quantity, Scenario,
    SchemaStyle, Value, WatchTime, json_schema, load, markdown_reference, read_text,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios_valid")
}

fn example_text() -> String {
    std::fs::read_to_string(folder().join("johnson-camp.toml")).expect("the example")
}

fn table(file: &str) -> std::io::Result<String> {
    std::fs::read_to_string(folder().join(file))
}

fn read(text: &str, overrides: &Overrides) -> Loaded {
    let files: FileProvider<'_> = &table;
    read_text("johnson-camp.toml", text, files, overrides)
        .unwrap_or_else(|faults| panic!("{faults}"))
}

/// The scenario as text, without the origins of its values and its slug.
pub fn meaning(scenario: &Scenario) -> String {
    let mut text = format!("{scenario:?}");
    while let Some(start) = text.find("origin: ") {
        let rest = &text[start..];
        let end = if rest.starts_with("origin: Default") {
            "origin: Default".len()
        } else {
            rest.find('}').expect("an origin ends") + 1
        };
        text.replace_range(start..start + end, "");
    }
    text.replacen(&format!("slug: {:?}", scenario.slug), "", 1)
}

fn close(quantity: &Quantity, expected: f64) -> bool {
    quantity.constant().is_some_and(|value| (value - expected).abs() <= 1e-12 * expected.abs())
}

#[test]
fn the_example_of_the_design_is_read() {
    let loaded = load(&folder().join("johnson-camp.toml"), &Overrides::default())
        .unwrap_or_else(|faults| panic!("{faults}"));
    let warnings: Vec<&str> =
        loaded.warnings.list.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(warnings, ["[variable.design-practice] is not used"]);
    let scenario = loaded.scenario;
    assert_eq!(scenario.slug, "johnson-camp");
    assert_eq!(
        (scenario.time.periods, scenario.simulation.trials, scenario.simulation.seed),
        (16, 100_000, 20_260_115)
    );
    assert!(matches!(scenario.price.process, PriceProcess::MeanReverting { jumps: Some(_), .. }));
    let mine = &scenario.mines[0];
    assert!(close(&mine.capacity, 11_339.809_25));
    assert_eq!(mine.outages.len(), 2);
    match &mine.outages[1].duration.value {
        Value::Random(random) => assert_eq!(random.each, Each::Outage),
        other => panic!("{other:?}"),
    }
    match &mine.variation.value {
        Value::Random(random) => {
            assert_eq!((random.each, random.autocorrelation), (Each::Period, 0.3));
        }
        other => panic!("{other:?}"),
    }
    let contract = &scenario.contracts[0];
    assert!(close(&contract.lag, 1.0 / 12.0));
    assert_eq!(contract.to.to_string(), "2029-12");
    let names: Vec<&str> =
        scenario.facilities.iter().map(|facility| facility.name.as_str()).collect();
    assert_eq!(names, ["ohio-1", "virginia-1", "texas-1", "texas-2"]);
    let texas = &scenario.facilities[3];
    assert!(matches!(&texas.metal, MetalNeed::Lump(copper) if copper.constant() == Some(7000.0)));
    assert!(
        matches!(&texas.build.origin, Origin::Cell { file, row: 3, column: 11 } if file == "data/campuses.csv")
    );
    let correlation = &scenario.correlations[0];
    assert_eq!(
        correlation.members,
        ["facility.ohio-1.intensity", "facility.texas-1.intensity", "facility.virginia-1.copper"]
    );
    assert_eq!(scenario.watches[0].event.conditions()[0].threshold, 200e6);
}

#[test]
fn the_resolved_scenario_means_the_same() {
    let mut overrides = Overrides::default();
    for assignment in [
        "simulation.seed=7",
        "contract.nuton.rate=400 t/quarter",
        "mine.johnson-camp.outages.2.start=\"stationary\"",
    ] {
        overrides.set(assignment).expect("an assignment");
    }
    let first = read(&example_text(), &overrides);
    let resolved = first.resolved.to_toml();
    assert!(
        resolved.contains("rate = \"400 t/quarter\"  # --set contract.nuton.rate=400 t/quarter"),
        "{resolved}"
    );
    assert!(
        resolved.contains("build = \"24 month\"  # data/campuses.csv, row 3, column 11"),
        "{resolved}"
    );
    let second = read_text(
        "other.toml",
        &resolved,
        &|_| Err(std::io::Error::other("no file")),
        &Overrides::default(),
    )
    .unwrap_or_else(|faults| panic!("{faults}\n{resolved}"));
    assert_eq!(meaning(&first.scenario), meaning(&second.scenario));
}

#[test]
fn options_come_last_and_leave_their_mark() {
    let mut overrides = Overrides::default();
    overrides.push("--seed", "simulation.seed", "99");
    overrides.set("watch.budget.at=2027-03").expect("an assignment");
    overrides.set("facility.texas-2.priority=3").expect("an assignment");
    overrides
        .set("price.volatility={ dist = \"uniform\", min = 0.1, max = 0.3 }")
        .expect("an assignment");
    let scenario = read(&example_text(), &overrides).scenario;
    assert_eq!(scenario.simulation.seed, 99);
    assert_eq!(scenario.facilities[3].priority, 3);
    assert_eq!(scenario.watches[0].at, WatchTime::Period(4));
    let PriceProcess::MeanReverting { volatility, .. } = &scenario.price.process else {
        panic!("another process")
    };
    assert!(matches!(volatility.value, Value::Random(_)));
    assert!(
        matches!(&volatility.origin, Origin::Option { text } if text.starts_with("--set price.volatility="))
    );
    assert_eq!(Overrides::default().set("no assignment"), Err("no assignment".to_owned()));
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    let plain = read(&example_text(), &Overrides::default()).scenario;
    let windows = format!("\u{feff}{}", example_text().replace('\n', "\r\n"));
    let files: FileProvider<'_> =
        &|file| Ok(format!("\u{feff}{}", table(file)?.replace('\n', "\r\n")));
    let other = read_text("johnson-camp.toml", &windows, files, &Overrides::default())
        .unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(meaning(&plain), meaning(&other.scenario));
}

#[test]
fn every_family_is_read() {
    let distributions = [
        "{ dist = \"constant\", value = 0.5 }",
        "{ dist = \"normal\", mean = 1.0, sd = 0.1 }",
        "{ dist = \"logistic\", mean = 1.0, sd = 0.05, within = [0.5, 1.5] }",
        "{ dist = \"lognormal\", mean = 1.0, sd = 0.1 }",
        "{ dist = \"lognormal\", median = 1.0, p05 = 0.8 }",
        "{ dist = \"uniform\", min = 0.5, max = 1 }",
        "{ dist = \"triangular\", min = 0.5, mode = 0.7, max = 1 }",
        "{ dist = \"pert\", min = \"50 %\", mode = \"70 %\", max = 1 }",
        "{ dist = \"beta\", alpha = 2, beta = 3 }",
        "{ dist = \"beta\", alpha = 2, beta = 3, min = 0.1, max = 0.9 }",
        "{ dist = \"gamma\", shape = 9, scale = 0.1 }",
        "{ dist = \"gamma\", mean = 0.9, sd = 0.3 }",
        "{ dist = \"weibull\", shape = 2.0, scale = 0.8 }",
        "{ dist = \"exponential\", mean = 0.3 }",
        "{ dist = \"poisson\", mean = 0.3 }",
        "{ dist = \"bernoulli\", probability = 0.9 }",
        "{ dist = \"discrete\", values = [0.5, 1.0], probabilities = [0.25, 0.75] }",
        "{ dist = \"normal\", mean = 1.0, sd = 2.0, within = [0.0, 3.0] }",
        "{ dist = \"student-t\", location = 1, scale = 0.1, degrees_of_freedom = 5, within = [0, 2] }",
        "{ dist = \"laplace\", location = 1.0, scale = 0.05 }",
        "{ dist = \"gumbel\", location = 1.0, scale = 0.05 }",
        "{ dist = \"gev\", location = 1.0, scale = 0.1, shape = 0.1 }",
        "{ dist = \"pareto\", scale = 0.8, shape = 4 }",
        "{ dist = \"generalised-pareto\", location = 0.8, scale = 0.1, shape = -0.2 }",
        "{ dist = \"loglogistic\", scale = \"95 %\", shape = 10 }",
        "{ dist = \"loguniform\", min = 0.5, max = 2 }",
        "{ dist = \"binomial\", trials = 4, probability = 0.25 }",
        "{ dist = \"negative-binomial\", successes = 3, probability = 0.75 }",
        "{ dist = \"empirical\", values = [0.9, 1.1, \"90 %\"] }",
        "{ dist = \"piecewise\", values = [0.8, 1, 1.3], cumulative = [0, 0.5, 1] }",
        "{ dist = \"metalog\", p10 = 0.8, p90 = 1.1 }",
    ];
    for distribution in distributions {
        let mut overrides = Overrides::default();
        overrides.push("--set", "mine.johnson-camp.variation", distribution);
        read(&example_text(), &overrides);
    }
}

#[test]
fn prices_of_a_table_are_interpolated_at_time_0() {
    let text = "[time]\nstart = \"2026-01\"\nstep = \"month\"\nperiods = 3\n[price]\nprocess = \
        \"table\"\n\
                points = { \"2026-03\" = \"9 kUSD/t\", \"2025-11\" = \"5 kUSD/t\" }\n";
    let scenario = read(text, &Overrides::default()).scenario;
    assert!(close(&scenario.price.initial, 7000.0));
    assert!(scenario.facilities.is_empty());
}

#[test]
fn a_term_counts_from_its_first_month() {
    let text = example_text().replace("to = \"2029-12\"", "term = \"2 year\"");
    assert_eq!(read(&text, &Overrides::default()).scenario.contracts[0].to.to_string(), "2027-12");
}

#[test]
fn the_nearest_coefficients_can_be_written() {
    let base = "[time]\nstart = \"2026-01\"\nstep = \"month\"\nperiods = 3\n[price]\nprocess = \
        \"constant\"\ninitial = \"1 USD/t\"\n";
    let mut text = base.to_owned();
    for (name, autocorrelation) in [("a", 0.9), ("b", 0.2), ("c", -0.4)] {
        text.push_str(&format!(
            "[mine.{name}]\ncapacity = \"1 t/year\"\n\
             variation = \
             {{ dist = \"uniform\", min = 0.5, max = 1.5, each = \"period\", autocorrelation = {autocorrelation} }}\n"
        ));
    }
    let scenario = |coefficients: &[f64; 3]| {
        let mut text = text.clone();
        for ((name, a, b), coefficient) in
            [("x", "a", "b"), ("y", "a", "c"), ("z", "b", "c")].iter().zip(coefficients)
        {
            text.push_str(&format!(
                "[correlation.{name}]\nbetween = [\"mine.{a}.variation\", \
                 \"mine.{b}.variation\"]\ncoefficient = {coefficient}\n"
            ));
        }
        read_text(
            "x.toml",
            &text,
            &|_| Err(std::io::Error::other("no file")),
            &Overrides::default(),
        )
    };
    let faults = scenario(&[0.8, 0.7, 0.6]).expect_err("coefficients that are not possible");
    let help = faults.list[0].help[0].as_str();
    let proposed = |a: &str, b: &str| -> f64 {
        let between = format!("between `mine.{a}.variation` and `mine.{b}.variation`");
        let part =
            help.split("; ").find(|part| part.ends_with(&between)).expect("the pair is listed");
        part.trim_start_matches("nearest that are possible: ")
            .split(' ')
            .next()
            .expect("a number")
            .parse()
            .expect("a number")
    };
    let nearest = [proposed("a", "b"), proposed("a", "c"), proposed("b", "c")];
    let loaded = scenario(&nearest).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(loaded.warnings.list, vec![]);
}

#[test]
fn schema_and_reference_name_every_key() {
    let schema: serde_json::Value =
        serde_json::from_str(&json_schema(SchemaStyle::Flat)).expect("the schema is JSON");
    assert_eq!(schema["else"]["required"], serde_json::json!(["time", "price"]));
    let mine = |part: &serde_json::Value| {
        part["properties"]["mine"]["additionalProperties"]["required"].clone()
    };
    // Only a file without a base must say everything.
    assert_eq!(
        (mine(&schema["else"]), mine(&schema)),
        (serde_json::json!(["capacity"]), serde_json::Value::Null)
    );
    let reference = markdown_reference();
    for key in [
        "half_life",
        "outages.duration",
        "spot.available",
        "built_probability",
        "take_or_pay",
        "autocorrelation",
        "low_carbon",
    ] {
        assert!(reference.contains(&format!("`{key}`")), "{key}");
    }
}

/// Campuses as a newcomer saves them from a spreadsheet mean what they mean written by hand.
#[test]
fn a_table_from_a_spreadsheet_is_read() {
    let scenario = "[time]\nstart = \"2026-01\"\nstep = \"quarter\"\nperiods = 12\n[price]\n\
        process = \"constant\"\ninitial = \"9500 USD/t\"\n[region.us]\n[facilities]\n\
        file = \"halls.csv\"\n";
    let read = |table: &str| {
        let files = |_: &str| Ok(table.to_owned());
        read_text("halls.toml", scenario, &files, &Overrides::default())
            .unwrap_or_else(|faults| panic!("{faults}"))
    };
    let plain = read(
        "name,region,copper [t],start,build [month],priority\n\
         hall-a,us,1200,2027-04,12,2\nhall-b,us,\"1,300\",2027-05,12,\nhall-c,us,900,2026-10,9,1\n",
    );
    let saved = read(
        "\u{feff}name,region,copper [t],start,build [month],priority,,\r\n\
         hall-a,us,1200,Apr-27,12,2,,\r\n,,,,,,,\r\nhall-b,us,\"1,300\",2027-05-01 00:00,12,,,\r\n\
         hall-c,us,900,\"October 1, 2026\",9,1,,\r\n,,,,,,,\r\n,,,,,,,,,,,\r\n",
    );
    assert_eq!(meaning(&plain.scenario), meaning(&saved.scenario));
    assert_eq!(plain.hash, saved.hash);
    assert!(saved.warnings.list.is_empty(), "{}", saved.warnings);
    // What the results folder keeps of it has months, and is read again.
    let no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    let resolved = saved.resolved.to_toml();
    let again = read_text("again.toml", &resolved, &no_files, &Overrides::default())
        .unwrap_or_else(|faults| panic!("{faults}\n{resolved}"));
    assert_eq!(meaning(&again.scenario), meaning(&saved.scenario));
}

#[test]
fn percentiles_are_met_by_what_is_read() {
    const SCENARIO: &str = r#"
[time]
start = "2026-01"
step = "quarter"
periods = 12
[price]
process = "constant"
initial = { dist = "gev", p10 = "8 kUSD/t", p50 = "9 kUSD/t", p90 = "11 kUSD/t", within = ["1 kUSD/t", "90 kUSD/t"] }
[region.us]
[facilities]
file = "halls.csv"
"#;
    const TABLE: &str = "name,region,power [MW],intensity.dist,intensity.p10 [t/MW],\
        intensity.p50 [kg/MW],intensity.p90 [t/MW],start,build [month]\n\
        hall-a,us,100,,20,27000,38,2026-04,12\nhall-b,us,100,gamma,20,,38,2026-04,12\n\
        hall-c,us,100,metalog,20,,38,2026-04,12\n";
    let files = |_: &str| Ok(TABLE.to_owned());
    let scenario = read_text("halls.toml", SCENARIO, &files, &Overrides::default())
        .unwrap_or_else(|faults| panic!("{faults}"))
        .scenario;
    let met = |quantity: &Quantity, percentiles: &[(f64, f64)]| {
        let Value::Random(random) = &quantity.value else { panic!("{quantity:?}") };
        for &(level, value) in percentiles {
            let found = random.distribution.quantile(Probability::from_lower(level));
            assert!((found / value - 1.0).abs() < 1e-9, "{} {found}", random.distribution);
        }
        random.distribution.support()
    };
    let [a, b, c] = [0, 1, 2].map(|hall: usize| match &scenario.facilities[hall].metal {
        MetalNeed::Intensity(intensity) => intensity,
        MetalNeed::Lump(copper) => copper,
    });
    // The key bounds the metalog, as an intensity is never negative.
    assert_eq!(met(a, &[(0.1, 20.0), (0.5, 27.0), (0.9, 38.0)]), (0.0, f64::INFINITY));
    met(b, &[(0.1, 20.0), (0.9, 38.0)]);
    met(c, &[(0.1, 20.0), (0.9, 38.0)]);
    // What is cut off by `within` has hardly any probability.
    let Value::Random(price) = &scenario.price.initial.value else { panic!("a constant") };
    assert!((price.distribution.cdf(9_000.0) - 0.5).abs() < 1e-3);
}

/// At the end of a sweep a spread may be 0.
#[test]
fn a_distribution_without_spread_is_the_constant() {
    let scenario = |copper: &str, correlation: &str| {
        let text = format!(
            "[time]\nstart = \"2026-01\"\nstep = \"quarter\"\nperiods = 12\n[price]\n\
             process = \"constant\"\ninitial = \"9500 USD/t\"\n[region.us]\n\
             [variable.v]\nvalue = {{ dist = \"normal\", mean = 1.0, sd = 0.0 }}\n\
             [facility.a]\nregion = \"us\"\nstart = \"2026-01\"\nbuild = \"9 month\"\n\
             copper = {copper}\n[facility.b]\nregion = \"us\"\nstart = \"2026-01\"\n\
             build = {{ dist = \"uniform\", min = \"8 month\", max = \"9 month\" }}\n\
             copper = {{ dist = \"uniform\", min = \"1 kt\", max = \"2 kt\" }}\n{correlation}"
        );
        let no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
        read_text("flat.toml", &text, &no_files, &Overrides::default())
            .unwrap_or_else(|faults| panic!("{faults}"))
    };
    let constant = scenario("\"1000 t\"", "");
    for flat in [
        "{ dist = \"pert\", min = \"1 kt\", mode = \"1000 t\", max = \"1e6 kg\" }",
        "{ dist = \"triangular\", min = \"1 kt\", mode = \"1 kt\", max = \"1 kt\" }",
        "{ dist = \"uniform\", min = \"1 kt\", max = \"1 kt\" }",
        "{ dist = \"normal\", mean = \"1 kt\", sd = \"0 t\" }",
        "{ dist = \"lognormal\", median = \"1 kt\", p90 = \"1 kt\" }",
        "{ dist = \"gamma\", mean = \"1 kt\", sd = \"0 t\" }",
    ] {
        let loaded = scenario(flat, "");
        assert_eq!(meaning(&loaded.scenario), meaning(&constant.scenario), "{flat}");
        assert_eq!(loaded.hash, constant.hash, "{flat}");
        // What has no spread goes with nothing: its correlations are left out.
        for between in [
            "\"facility.a.copper\", \"facility.b.copper\"",
            "\"facility.*.copper\"",
            "\"variable.v\", \"facility.b.copper\"",
        ] {
            let correlation =
                format!("[correlation.c]\nbetween = [{between}]\ncoefficient = 0.5\n");
            let loaded = scenario(flat, &correlation);
            assert!(loaded.scenario.correlations.is_empty(), "{flat}, {between}");
        }
        let three = "[correlation.c]\nbetween = [\"facility.*.copper\", \"facility.b.build\"]\n\
            coefficient = 0.5\n";
        let members = &scenario(flat, three).scenario.correlations[0].members;
        assert_eq!(members[..], ["facility.b.copper", "facility.b.build"], "{flat}");
    }
}

/// The same event however it is written, and the conditions that the documentation shows.
#[test]
fn watches_mean_what_they_say() {
    let watch = |when: &str, at: &str| {
        let text = format!("{}\n[watch.own]\nwhen = [{when}]\nat = \"{at}\"\n", example_text());
        let scenario = read(&text, &Overrides::default()).scenario;
        let own = scenario.watches.iter().find(|watch| watch.name == "own").expect("it is there");
        (own.at, own.meaning(&scenario))
    };
    let (at, tight) = watch(
        r#""region.us.stock + backlog < 500 t or (short > 0 and not price < 11000 USD/t)""#,
        "at least 2 periods",
    );
    assert_eq!(at, WatchTime::AtLeast(2));
    assert_eq!(
        tight,
        "(1.0 short Above 0.0 and not (1.0 price Below 11000.0)) or 1.0 backlog + 1.0 \
         region.us.stock Below 500.0 at AtLeast(2)"
    );
    let same = [
        r#""shortfall > 500 t", "cost > 200 MUSD""#,
        r#""cost > 200 MUSD and shortfall > 0.5 kt""#,
        r#""500 t < shortfall", "2 * cost > 200 MUSD + cost + cost - cost""#,
    ]
    .map(|when| watch(when, "horizon").1);
    assert_eq!(same[0], same[1]);
    assert!(same[2].contains("1.0 shortfall Above 500.0"), "{}", same[2]);
    // Quarters from the beginning of 2026.
    assert_eq!(watch(r#""short > 0""#, "2028").0, WatchTime::Within(8, 11));
    assert_eq!(watch(r#""short > 0""#, "2028-05").0, WatchTime::Period(9));
}
