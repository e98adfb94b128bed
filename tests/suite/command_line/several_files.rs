//! Several scenarios in one run.

use super::program::{Desk, SMALL, assert_same};

#[test]
fn several_files_give_a_folder_each() {
    let desk = Desk::new();
    desk.write(
        "dry.toml",
        &SMALL
            .replace("\"4 kt/year\"", "\"2 kt/year\"")
            .replace("One campus, one mine", "A dry year"),
    );
    let screen = desk.run(&["run", "small.toml", "dry.toml"]).done();
    let place = |words: &str| {
        screen.find(words).unwrap_or_else(|| panic!("`{words}` is missing:\n{screen}"))
    };
    assert!(
        place("output/small") < place("A dry year") && place("A dry year") < place("output/dry")
    );
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
fn faulty_files_are_told_first_and_do_not_stop_the_others() {
    let desk = Desk::new();
    desk.write("no-drift.toml", &SMALL.replace("drift = \"0.01 /year\"\n", ""));
    desk.write(
        "two-faults.toml",
        &SMALL.replace("periods = 6", "periods = 0").replace("volatility = 0.2", "volatilty = 0.2"),
    );
    let ended = desk.run(&[
        "run",
        "no-drift.toml",
        "small.toml",
        "two-faults.toml",
        "missing.toml",
        "--seed",
        "5",
    ]);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    for word in [
        "no-drift.toml",
        "`drift`",
        "two-faults.toml",
        "periods",
        "volatilty",
        "did you mean `volatility`?",
        "no such file",
    ] {
        assert!(ended.stderr.contains(word), "`{word}` is missing:\n{}", ended.stderr);
    }
    assert!(ended.stdout.contains("Results: output/small"), "{}", ended.stdout);
    let last = ended.stderr.trim_end().lines().last().expect("a last line");
    assert_eq!(
        last,
        "error: left out because of the faults told above: `no-drift.toml`, `two-faults.toml`, \
         `missing.toml`"
    );
    assert!(desk.exists("output/small") && !desk.exists("output/no-drift"));
    desk.run(&["run", "no-drift.toml", "missing.toml"]).refused(2, &["`drift`", "missing.toml"]);
}

const FOLDER: &str = "extends = \"../small.toml\"\n";

#[test]
fn folders_and_patterns_mean_the_scenarios_in_them() {
    let desk = Desk::new();
    desk.write(
        "batch/dry.toml",
        &format!("{FOLDER}name = \"A dry year\"\n[mine.copper-hill]\ncapacity = \"2 kt/year\"\n"),
    );
    desk.write(
        "batch/rate.toml",
        &format!(
            "{FOLDER}[sweep]\n\"contract.offtake.rate\" = [\"300 t/quarter\", \"500 t/quarter\"]\n"
        ),
    );
    // A description of the user's own tables does not make a folder one of results.
    desk.write("batch/datapackage.json", "{\"name\": \"inputs\"}");
    let screen = desk.run(&["run", "batch"]).done();
    for folder in ["dry", "rate--300-t-quarter", "rate--500-t-quarter"] {
        assert!(screen.contains(&format!("Results: output/{folder}")), "{screen}");
    }
    assert!(
        screen.contains("One campus, one mine (rate), contract.offtake.rate = 300 t/quarter"),
        "{screen}"
    );
    let text = desk.run(&["check", "ba*/r*.toml", "."]).done();
    let lines: Vec<&str> =
        text.lines().filter_map(|line| line.split_once(": sound")).map(|(slug, _)| slug).collect();
    // The results that lie in the folder are no scenarios to be run again.
    assert_eq!(lines, ["rate--300-t-quarter", "rate--500-t-quarter", "dry", "small"]);
    desk.write("empty/notes.csv", "");
    desk.run(&["run", "empty", "z*.toml"])
        .refused(2, &["`empty` has no scenario file", "`z*.toml` has no scenario file"]);
    desk.run(&["bench", "batch/rate.toml"])
        .refused(2, &["describes 2 scenarios", "batch/rate.toml"]);
}

#[test]
fn files_of_one_stem_in_a_folder_are_left_out_together() {
    let desk = Desk::new();
    desk.write("batch/a/twin.toml", SMALL);
    desk.write("batch/b/twin.toml", SMALL);
    desk.write("batch/single.toml", SMALL);
    let ended = desk.run(&["run", "batch", "--quiet"]);
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    for words in [
        "`batch/a/twin.toml` and `batch/b/twin.toml` both describe a scenario `twin`",
        "left out because",
    ] {
        assert!(ended.stderr.contains(words), "`{words}` is missing:\n{}", ended.stderr);
    }
    assert!(desk.exists("output/single") && !desk.exists("output/twin"));
}
