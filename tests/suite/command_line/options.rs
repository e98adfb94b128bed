//! Options of `run` that change what is computed or how it is told.

use super::program::{Desk, SMALL, assert_same};

#[test]
fn precision_ends_at_the_first_power_of_two_that_is_precise_enough() {
    let desk = Desk::new();
    let screen = desk.run_small(&["--precision", "4%"]).done();
    let manifest = desk.json("output/small/manifest.json");
    let trials = manifest["trials"].as_u64().expect("a number");
    assert!(trials.is_power_of_two() && (1024..1 << 20).contains(&trials), "{trials}");
    assert!(manifest["trials_requested"].as_u64() > Some(trials));
    let convergence = &manifest["convergence"];
    assert_eq!(
        (&convergence["precision"], &convergence["converged"]),
        (&0.04.into(), &true.into())
    );
    assert!(convergence["limiting"]["relative_half_width"].as_f64() <= Some(0.04));
    assert!(screen.contains("converged"), "{screen}");
    // What stops early is the start of the longer run, not another one.
    desk.run_small(&["--trials", &trials.to_string(), "--output", "fixed", "--quiet"]).done();
    assert_same(
        &desk.tables("fixed/small"),
        &desk.tables("output/small"),
        "a run of the same trials",
    );
}

#[test]
fn precision_that_the_trials_do_not_reach_is_told() {
    let desk = Desk::new();
    let screen = desk.run_small(&["--precision", "0.001", "--trials", "3000"]).done();
    assert!(screen.contains("NOT converged"), "{screen}");
    let manifest = desk.json("output/small/manifest.json");
    assert_eq!(
        (&manifest["trials"], &manifest["convergence"]["converged"]),
        (&3000.into(), &false.into())
    );
}

#[test]
fn trials_may_have_separators() {
    let desk = Desk::new();
    for text in ["1_100", "1,100", "1100"] {
        let screen = desk.run_small(&["--trials", text, "--again"]).done();
        assert!(screen.contains("1,100 trials"), "{screen}");
        assert_eq!(desk.json("output/small/manifest.json")["trials"], 1100);
    }
}

#[test]
fn a_seed_changes_the_draws_and_only_them() {
    let desk = Desk::new();
    desk.run_small(&["--quiet"]).done();
    let first = desk.tables("output/small");
    desk.run_small(&["--seed", "4", "--quiet"]).done();
    let other = desk.tables("output/small");
    assert_ne!(first["summary.csv"], other["summary.csv"]);
    assert_eq!(first["actors.csv"], other["actors.csv"]);
    assert_eq!(desk.json("output/small/manifest.json")["seed"], 4);
    desk.run_small(&["--seed", "20_260_115", "--quiet"]).done();
    assert_same(&first, &desk.tables("output/small"), "the seed of the scenario");
}

#[test]
fn a_set_value_counts_and_its_origin_is_told() {
    let desk = Desk::new();
    desk.run_small(&["--quiet"]).done();
    let before = desk.read("output/small/summary.csv");
    desk.run_small(&[
        "--set",
        "contract.offtake.rate=300 t/quarter",
        "--set",
        "price.volatility=0.3",
        "--trials",
        "640",
        "--quiet",
    ])
    .done();
    assert_ne!(before, desk.read("output/small/summary.csv"));
    let scenario = desk.read("output/small/scenario.toml");
    let line = |start: &str| {
        scenario
            .lines()
            .find(|line| line.starts_with(start))
            .unwrap_or_else(|| panic!("{start}:\n{scenario}"))
    };
    assert!(line("rate = \"300 t/quarter\"").contains("--set contract.offtake.rate"));
    assert!(line("volatility = 0.3").contains("--set price.volatility"));
    assert!(line("trials = 640").contains("--trials"));
    assert!(line("periods = 6").contains("small.toml, line"));
}

#[test]
fn a_set_value_is_the_same_as_a_written_one() {
    let desk = Desk::new();
    desk.run_small(&["--set", "price.volatility=0.3", "--output", "set", "--quiet"]).done();
    desk.write("small.toml", &SMALL.replace("volatility = 0.2", "volatility = 0.3"));
    desk.run_small(&["--output", "written", "--quiet"]).done();
    assert_same(&desk.tables("set/small"), &desk.tables("written/small"), "set and written");
}

#[test]
fn quiet_says_nothing() {
    let desk = Desk::new();
    for option in ["--quiet", "-q"] {
        assert_eq!(desk.run_small(&[option]).done(), "");
    }
    assert!(desk.exists("output/small/summary.csv"));
}

#[test]
fn json_is_one_line_a_scenario() {
    let desk = Desk::new();
    desk.write("other.toml", SMALL);
    let text = desk.run(&["run", "small.toml", "other.toml", "--json"]).done();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(
        lines.iter().map(|line| line["scenario"].as_str()).collect::<Vec<_>>(),
        [Some("small"), Some("other")]
    );
    for line in &lines {
        let probability = line["probability_short"]["estimate"].as_f64().expect("a number");
        let low = line["probability_short"]["conf_low"].as_f64().expect("a number");
        assert!(0.0 < low && low < probability && probability < 1.0, "{line}");
        assert_eq!(line["trials"], 700);
    }
    assert!(text.ends_with("}\n"));
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let desk = Desk::new();
    let bad = ["run", "small.toml", "--trails", "5"];
    let faulty = ["run", "small.toml", "--set", "pric.volatility=3"];
    for arguments in [bad, faulty] {
        assert!(!desk.run(&arguments).stderr.contains('\x1b'));
        let refused = desk
            .command(&arguments)
            .env("NO_COLOR", "1")
            .env("CLICOLOR_FORCE", "1")
            .output()
            .expect("the program starts");
        assert!(!refused.stderr.contains(&0x1b), "NO_COLOR is not honoured");
    }
    let forced =
        desk.command(&bad).env("CLICOLOR_FORCE", "1").output().expect("the program starts");
    assert!(forced.stderr.contains(&0x1b), "without NO_COLOR the test above would say nothing");
}
