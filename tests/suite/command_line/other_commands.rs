//! `check`, `schema`, `completions`, `bench` and the help of each command.

use super::program::{Desk, SMALL, shipped};

const SHIPPED: [&str; 13] = [
    "aluminium-busway",
    "arizona/one-mine",
    "arizona/two-mines-one-district",
    "arizona/two-mines-two-districts",
    "fleet",
    "johnson-camp",
    "johnson-camp-contract-terms",
    "johnson-camp-reforecast/2026-q2",
    "johnson-camp-reforecast/2026-q3",
    "johnson-camp-two-year",
    "johnson-camp-undisclosed",
    "leach-pad-to-switch-room",
    "us-eu-sovereign",
];

#[test]
fn sound_scenarios_pass_the_check() {
    let desk = Desk::new();
    let text = desk.run(&["check", "small.toml"]).done();
    for words in [
        "small: sound",
        "1 region",
        "1 facility",
        "1 mine",
        "1 contract",
        "6 quarters from 2026-01",
        "700 trials",
    ] {
        assert!(text.contains(words), "`{words}` is missing:\n{text}");
    }
    assert_eq!(desk.run(&["check", "small.toml", "--quiet"]).done(), "");
    let paths = SHIPPED.map(shipped);
    let arguments: Vec<&str> =
        std::iter::once("check").chain(paths.iter().map(String::as_str)).collect();
    let text = desk.run(&arguments).done();
    for path in SHIPPED {
        let name = path.rsplit('/').next().expect("text has a last part");
        assert!(text.contains(&format!("{name}: sound")), "{name}: {text}");
    }
    assert!(!desk.exists("output"), "a check writes nothing");
}

#[test]
fn the_check_shows_the_rate_of_a_quantity() {
    let desk = Desk::new();
    desk.write("small.toml", &SMALL.replace("rate = \"400 t/quarter\"", "quantity = \"2400 t\""));
    let text = desk.run(&["check", "small.toml"]).done();
    assert!(text.contains("2,400 t over 18 months is 400.0 t a quarter"), "{text}");
}

#[test]
fn all_faults_of_all_files_fail_the_check() {
    let desk = Desk::new();
    desk.write(
        "bad.toml",
        &SMALL.replace("periods = 6", "periods = 0").replace("\"4 kt/year\"", "\"4 kt\""),
    );
    desk.write("worse.toml", "[time");
    desk.run(&["check", "bad.toml", "worse.toml"])
        .refused(2, &["periods", "capacity", "worse.toml"]);
    let ended = desk.run(&["check", "bad.toml", "small.toml"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stdout.starts_with("small: sound"), "{}", ended.stdout);
    desk.run(&["check", "small.toml", "--set", "time.periods=0"]).refused(2, &["--set", "periods"]);
    desk.run(&["check", "small.toml", "--quiet", "--trials", "0"]).refused(2, &["--trials"]);
}

#[test]
fn the_schema_is_json_and_knows_the_tables() {
    let text = Desk::new().run(&["schema"]).done();
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert!(schema["$schema"].as_str().is_some_and(|dialect| dialect.contains("json-schema.org")));
    for table in ["time", "simulation", "price", "region", "mine", "contract", "facility", "watch"]
    {
        assert!(schema["properties"][table].is_object(), "{table}");
    }
    assert!(text.ends_with("}\n"));
}

#[test]
fn completions_are_for_every_shell() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = desk.run(&["completions", shell]).done();
        for word in ["coppercast", "fail-if", "completions"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    desk.run(&["completions", "tcsh"]).refused(2, &["tcsh", "bash", "fish"]);
    desk.run(&["completions"]).refused(2, &["<SHELL>"]);
}

#[test]
fn bench_measures_every_phase() {
    let desk = Desk::new();
    let arguments =
        ["bench", "small.toml", "--trials", "2000", "--repetitions", "1", "--threads", "2"];
    let table = desk.run(&arguments).done();
    for word in [
        "small, 2000 trials",
        "draws",
        "balance",
        "tallies",
        "run",
        "trials/s",
        "ns/facility and period",
    ] {
        assert!(table.contains(word), "`{word}` is missing:\n{table}");
    }
    let text = desk.run(&[&arguments[..], &["--csv"]].concat()).done();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = [
        "scenario",
        "instruction_set",
        "phase",
        "threads",
        "trials",
        "seconds",
        "trials_per_second",
        "nanoseconds_per_facility_and_period",
        "series",
        "tally_bytes",
    ];
    assert_eq!(reader.headers().expect("a header").iter().collect::<Vec<_>>(), columns);
    let rows: Vec<csv::StringRecord> =
        reader.records().map(|row| row.expect("rows as long as the header")).collect();
    let phases: Vec<(&str, &str)> = rows.iter().map(|row| (&row[2], &row[3])).collect();
    let expected = [
        ("draws", "1"),
        ("balance", "1"),
        ("tallies", "1"),
        ("draws", "2"),
        ("run", "1"),
        ("run", "2"),
    ];
    assert_eq!(phases, expected);
    for row in &rows {
        assert!(
            (&row[0], &row[4]) == ("small", "2000")
                && row[5].parse::<f64>().is_ok_and(|seconds| seconds >= 0.0)
                && row[7].parse::<f64>().is_ok_and(|nanoseconds| nanoseconds >= 0.0)
                && row[8].parse::<usize>().is_ok_and(|series| {
                    // Counts and sums of a series are two cache lines at least.
                    row[9].parse::<usize>().is_ok_and(|bytes| bytes >= 128 * series)
                }),
            "{row:?}"
        );
    }
    assert!(!desk.exists("output"), "a benchmark writes nothing");
    desk.run(&["bench", "small.toml", "--repetitions", "0"]).refused(2, &["--repetitions"]);
    desk.run(&["bench", "small.toml", "--threads", "0"]).refused(2, &["--threads"]);
    desk.run(&["bench", "missing.toml"]).refused(2, &["missing.toml"]);
}

#[test]
fn help_mentions_every_option() {
    let desk = Desk::new();
    let scenario = ["--trials", "--seed", "--sampling", "--set"];
    let machine = ["--threads", "--instruction-set"];
    let run = ["<FILE>", "--precision", "--output", "--force", "--json", "--quiet", "--fail-if"];
    for (command, options) in [
        ("run", [&scenario[..], &machine, &run].concat()),
        ("check", [&scenario[..], &["<FILE>", "--quiet"]].concat()),
        ("bench", [&scenario[..], &machine, &["<FILE>", "--repetitions", "--csv"]].concat()),
        (
            "stress",
            [
                &scenario[..],
                &machine,
                &["<FILE>", "--step", "--range", "--levers-only", "--output", "--json", "--quiet"],
            ]
            .concat(),
        ),
        ("schema", vec!["JSON Schema"]),
        ("completions", vec!["<SHELL>", "bash", "zsh", "fish"]),
    ] {
        let help = desk.run(&[command, "--help"]).done();
        for option in options.iter().chain(&["Usage:", "--help"]) {
            assert!(help.contains(option), "{command}: `{option}` is missing:\n{help}");
        }
        assert_eq!(help, desk.run(&["help", command]).done());
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
    let help = desk.run(&["--help"]).done();
    ["run", "check", "bench", "stress", "schema", "completions"]
        .iter()
        .for_each(|command| assert!(help.contains(command), "{help}"));
    assert!(desk.run(&["--version"]).done().starts_with("coppercast "));
}
