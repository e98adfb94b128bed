//! Several scenarios in one run.

use super::program::{Desk, SMALL, assert_same};

#[test]
fn several_files_give_a_folder_each() {
    let desk = Desk::new();
    desk.write("dry.toml", &SMALL.replace("\"4 kt/year\"", "\"2 kt/year\"").replace("One campus, one mine", "A dry year"));
    let screen = desk.run(&["run", "small.toml", "dry.toml"]).done();
    let place = |words: &str| screen.find(words).unwrap_or_else(|| panic!("`{words}` is missing:\n{screen}"));
    assert!(place("output/small") < place("A dry year") && place("A dry year") < place("output/dry"));
    assert_ne!(desk.tables("output/small"), desk.tables("output/dry"));
    desk.run(&["run", "small.toml", "--output", "alone", "--quiet"]).done();
    assert_same(&desk.tables("alone/small"), &desk.tables("output/small"), "alone and in company");
}

#[test]
fn two_files_of_one_stem_are_a_fault() {
    let desk = Desk::new();
    desk.write("other/small.toml", SMALL);
    let ended = desk.run(&["run", "small.toml", "other/small.toml"]);
    ended.refused(2, &["`small.toml`", "`other/small.toml`", "--output"]);
    assert!(!desk.exists("output"));
}

#[test]
fn a_file_named_twice_is_a_fault() {
    let desk = Desk::new();
    desk.run(&["run", "small.toml", "small.toml"]).refused(2, &["`small.toml`"]);
    assert!(!desk.exists("output"));
}

#[test]
fn the_faults_of_all_files_are_told_before_anything_is_run() {
    let desk = Desk::new();
    desk.run_small(&["--quiet"]).done();
    let before = desk.files("output");
    desk.write("no-drift.toml", &SMALL.replace("drift = \"0.01 /year\"\n", ""));
    desk.write("two-faults.toml", &SMALL.replace("periods = 6", "periods = 0").replace("volatility = 0.2", "volatilty = 0.2"));
    let ended = desk.run(&["run", "small.toml", "no-drift.toml", "two-faults.toml", "missing.toml", "--seed", "5"]);
    ended.refused(
        2,
        &["no-drift.toml", "`drift`", "two-faults.toml", "periods", "volatilty", "did you mean `volatility`?", "missing.toml"],
    );
    assert_same(&before, &desk.files("output"), "earlier results");
}
