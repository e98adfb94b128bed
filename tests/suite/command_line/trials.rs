//! The trials of a run written one by one.

use super::program::{Desk, Files, SMALL, assert_same};

fn trial_files(desk: &Desk, folder: &str) -> Files {
    let mut files = desk.files(folder);
    files.retain(|path, _| path.starts_with("trial"));
    files
}

#[test]
fn trials_are_written_if_asked_for_and_the_flag_goes_before() {
    let desk = Desk::new();
    desk.run_small(&["--quiet"]).done();
    let plain = desk.tables("output/small");
    assert!(trial_files(&desk, "output/small").is_empty());
    desk.write("small.toml", &format!("{SMALL}\n[report]\ntrials = 300\n"));
    desk.run_small(&["--quiet"]).done();
    let rows = |table: &str| desk.read(&format!("output/small/{table}")).lines().count() - 1;
    assert_eq!((rows("trials.csv"), rows("trial_periods.csv")), (300, 6 * 300));
    desk.run_small(&["--quiet", "--trials-out", "1_00"]).done();
    let files = trial_files(&desk, "output/small");
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let tables = ["trial_contracts", "trial_facilities", "trial_mines", "trial_periods", "trials"];
    let expected =
        tables.iter().flat_map(|table| [".csv", ".parquet"].map(|end| [table, end].concat()));
    assert_eq!(names, expected.collect::<Vec<_>>());
    assert_eq!((rows("trials.csv"), rows("trial_facilities.csv")), (100, 100));
    let header = desk.read("output/small/trials.csv");
    let begin = "scenario,trial,input:mine.copper-hill.utilisation,input:facility.ohio.copper,\
        watch:large,need,";
    assert!(header.starts_with(begin), "{header}");
    // Nothing else is another.
    let mut others = desk.files("output/small");
    others.retain(|path, _| path.ends_with(".csv") && !path.starts_with("trial"));
    assert_same(&plain, &others, "the tables of all trials");
    let listed = desk.json("output/small/datapackage.json");
    let resources = listed["resources"].as_array().expect("resources");
    for path in files.keys() {
        assert!(resources.iter().any(|resource| resource["path"] == *path), "{path} is not listed");
    }
}

#[test]
fn trials_are_the_same_bytes_on_any_number_of_threads() {
    let desk = Desk::new();
    for threads in ["1", "3"] {
        desk.run_small(&["--trials-out", "700", "--quiet", "--threads", threads, "-o", threads])
            .done();
    }
    let one = trial_files(&desk, "1/small");
    assert_eq!(one.len(), 10);
    assert_same(&one, &trial_files(&desk, "3/small"), "one thread and three");
}

#[test]
fn more_trials_than_there_are_is_told_and_none_is_refused() {
    let desk = Desk::new();
    let told = desk.run_small(&["--trials-out", "1000"]);
    assert_eq!(told.code, Some(0));
    assert_eq!(told.stderr, "small: all 700 trials are written one by one; 1,000 were asked for\n");
    assert_eq!(desk.read("output/small/trials.csv").lines().count(), 701);
    for (bad, word) in [("0", "from 1 to"), ("-3", "--trials-out"), ("many", "--trials-out")] {
        desk.run_small(&["--trials-out", bad]).refused(2, &["report.trials", word]);
    }
}
