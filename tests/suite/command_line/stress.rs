//! `coppercast stress`: its folder, its words and its faults.

use super::program::{Desk, SMALL, assert_same};

#[test]
fn a_stress_leaves_a_table_charts_and_a_manifest() {
    let desk = Desk::new();
    let screen = desk.run(&["stress", "small.toml", "--step", "0.2"]).done();
    for words in [
        "What helps most per dollar",
        "20 % more of contract offtake",
        "without contract offtake",
        "Results: output/small--stress",
    ] {
        assert!(screen.contains(words), "`{words}` is missing:\n{screen}");
    }
    let files = desk.files("output/small--stress");
    let expected = [
        "charts/inputs.png",
        "charts/levers.png",
        "datapackage.json",
        "levers.csv",
        "manifest.json",
        "report.html",
        "scenario.toml",
    ];
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), expected);
    let manifest = desk.json("output/small--stress/manifest.json");
    assert_eq!(
        (&manifest["stress"]["step"], &manifest["stress"]["range"]),
        (&0.2.into(), &0.2.into())
    );
    assert_eq!(manifest["trials"], 700);
    let resource = &desk.json("output/small--stress/datapackage.json")["resources"][0];
    assert_eq!((&resource["name"], &resource["path"]), (&"levers".into(), &"levers.csv".into()));
}

#[test]
fn threads_and_repetition_change_no_byte_of_the_table() {
    let desk = Desk::new();
    desk.run(&[
        "stress",
        "small.toml",
        "--quiet",
        "--threads",
        "1",
        "--charts",
        "svg",
        "--output",
        "one",
    ])
    .done();
    let quiet = desk
        .run(&[
            "stress",
            "small.toml",
            "--quiet",
            "--threads",
            "3",
            "--charts",
            "svg",
            "--output",
            "three",
        ])
        .done();
    assert_eq!(quiet, "");
    let table = |folder: &str| {
        let mut files = desk.files(folder);
        files.retain(|path, _| path != "manifest.json");
        files
    };
    assert_same(&table("one/small--stress"), &table("three/small--stress"), "threads");
    // Written over its own folder without a question.
    desk.run(&["stress", "small.toml", "--quiet", "--charts", "none", "--output", "one"]).done();
}

#[test]
fn json_is_one_line_with_the_levers_best_first() {
    let desk = Desk::new();
    let line = desk
        .run(&[
            "stress",
            "small.toml",
            "--json",
            "--levers-only",
            "--charts",
            "none",
            "--trials",
            "2000",
        ])
        .done();
    let document: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(line.lines().count(), 1);
    assert_eq!((&document["trials"], &document["range"]), (&2000.into(), &serde_json::Value::Null));
    let levers = document["levers"].as_array().expect("a list");
    let kinds: Vec<&str> = levers.iter().filter_map(|lever| lever["kind"].as_str()).collect();
    assert_eq!(kinds.len(), 6, "{kinds:?}");
    assert_eq!(kinds.last(), Some(&"without"));
    assert!(levers[0]["firm_tonnes"]["estimate"].as_f64() > Some(0.0));
    assert_eq!(document["inputs"].as_array().map(Vec::len), Some(0));
    assert!(!desk.exists("output/small--stress/charts"));
}

#[test]
fn faults_of_a_stress_are_told_and_leave_nothing() {
    let desk = Desk::new();
    desk.write("idle.toml", SMALL.split("[facility.ohio]").next().expect("a first part"));
    desk.run(&["stress", "idle.toml"]).refused(2, &["no lever can help", "no facility"]);
    desk.run(&["stress", "missing.toml"]).refused(2, &["missing.toml"]);
    desk.run(&["stress", "small.toml", "--step", "-1"]).refused(2, &["--step", "10%"]);
    desk.run(&["stress", "small.toml", "--range", "0.6"]).refused(2, &["--range", "50%"]);
    desk.run(&["stress", "small.toml", "--range", "0.3", "--levers-only"])
        .refused(2, &["--levers-only"]);
    assert!(!desk.exists("output"));
    desk.write("output/small--stress/own.txt", "mine");
    desk.run(&["stress", "small.toml"]).refused(1, &["small--stress"]);
}
