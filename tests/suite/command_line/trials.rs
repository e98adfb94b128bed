//! The trials of a run written one by one.

use std::collections::BTreeMap;

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
    let report = "[report]\ntrials = 300\ntrial_series = [\"spot_bought\", \"price\"]\n";
    desk.write("small.toml", &format!("{SMALL}\n{report}"));
    desk.run_small(&["--quiet"]).done();
    let rows = |table: &str| desk.read(&format!("output/small/{table}")).lines().count() - 1;
    assert_eq!((rows("trials.csv"), rows("trial_periods.csv")), (300, 6 * 300));
    let header = "scenario,trial,period,period_start,period_end,input:price,spot_bought,price\n";
    assert!(desk.read("output/small/trial_periods.csv").starts_with(header));
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

#[test]
fn trials_that_a_new_run_takes_away_are_told() {
    let desk = Desk::new();
    let gone = "small: the tables of single trials in `output/small` are gone; `coppercast run \
        --trials-out` writes them\n";
    desk.write("other.toml", "extends = \"small.toml\"\n");
    for command in ["run", "compare"] {
        let written = desk.run_small(&["--trials-out", "100"]);
        assert_eq!((written.code, written.stderr.as_str()), (Some(0), ""));
        let told = desk.run(&[command, "small.toml", "other.toml", "--charts", "none"]);
        assert_eq!((told.code, told.stderr.as_str()), (Some(0), gone), "{command}");
        assert!(!desk.exists("output/small/trials.csv"));
    }
}

/// The cells of a CSV file by its columns.
fn cells(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|record| record.expect("rows of equal length"));
    let named = |cells: csv::StringRecord| {
        names.iter().zip(&cells).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    rows.map(named).collect()
}

#[test]
fn the_story_of_a_trial_is_that_of_its_row() {
    let desk = Desk::new();
    let options = ["--trials-out", "200", "--trial", "1_23", "--charts", "png", "--quiet"];
    desk.run_small(&options).done();
    let story = cells(&desk.read("output/small/story.csv"));
    assert!(story.iter().all(|row| row["trial"] == "123" && row["scenario"] == "small"));
    let told = |kind: &str, period: &str, name: &str| {
        let is_it = |row: &&BTreeMap<String, String>| {
            row["kind"] == kind && row["period"] == period && row["name"] == name
        };
        let mut found = story.iter().filter(is_it).map(|row| row["value"].clone());
        let value = found.next().unwrap_or_default();
        assert_eq!(found.next(), None, "{kind} {period} {name}");
        value
    };
    // A ratio of means is that of the two values of the trial.
    let number = |name: &str| told("total", "", name).parse::<f64>().expect("a number");
    assert_eq!(number("fill_rate"), 1.0 - number("shortfall") / number("need"));
    let mut compared = 0;
    let mut compare = |table: &str, kind: &str, row: &BTreeMap<String, String>| {
        let period = row.get("period").map_or("", String::as_str);
        for (column, cell) in row {
            let value = match column.strip_prefix("input:") {
                Some(path) => told("input", period, path),
                None if ["scenario", "trial", "period"].contains(&column.as_str()) => continue,
                None if column.starts_with("period_") && column != "periods_short" => continue,
                None if ["facility", "region", "completed"].contains(&column.as_str()) => continue,
                None => told(kind, period, column),
            };
            assert_eq!(*cell, value, "{table}: {column}");
            compared += 1;
        }
    };
    for (table, kind) in
        [("trials", "total"), ("trial_periods", "total"), ("trial_facilities", "facility")]
    {
        for row in cells(&desk.read(&format!("output/small/{table}.csv"))) {
            if row["trial"] == "123" {
                compare(table, kind, &row);
            }
        }
    }
    assert!(compared > 90, "{compared}");
    assert!(desk.exists("output/small/charts/story.png"));
    let page = desk.read("output/small/report.html");
    assert!(page.contains("Trial 123 of this run"), "the page does not tell it");
    // Without the option nobody tells it.
    desk.run_small(&["--quiet"]).done();
    assert!(!desk.exists("output/small/story.csv"));
    assert!(!desk.read("output/small/report.html").contains("One future"));
}

#[test]
fn a_trial_that_is_not_of_the_run_has_no_story() {
    let desk = Desk::new();
    let words = ["there is no trial 700", "--trial", "trials are numbered from 0 to 699"];
    desk.run_small(&["--trial", "700"]).refused(2, &words);
    desk.run_small(&["--trial", "last"]).refused(2, &["report.trial", "--trial"]);
}

#[test]
fn the_summary_names_futures_to_look_at() {
    let desk = Desk::new();
    let screen = desk.run_small(&["--trials-out", "700"]).done();
    let futures = &desk.json("output/small/summary.json")["futures"];
    assert_eq!((&futures["metric"], &futures["of_trials"]), (&"full_cost".into(), &700.into()));
    let costs: Vec<f64> = cells(&desk.read("output/small/trials.csv"))
        .iter()
        .map(|row| row["full_cost"].parse().expect("a number"))
        .collect();
    let mut sorted = costs.clone();
    sorted.sort_by(f64::total_cmp);
    for (mark, rank) in [("median", 349), ("p95", 664), ("worst", 699)] {
        let trial = futures[mark]["trial"].as_u64().expect("a number") as usize;
        assert_eq!(futures[mark]["value"].as_f64(), Some(costs[trial]), "{mark}");
        assert!(screen.contains(&trial.to_string()), "{mark} {trial}:\n{screen}");
        // The quantile of the summary comes from bins: the trial is near it in rank.
        let found = sorted.iter().position(|cost| *cost == costs[trial]).expect("one of them");
        assert!(found.abs_diff(rank) <= 1, "{mark}: rank {found}");
    }
}

#[test]
fn one_format_alone_is_written_and_described() {
    let desk = Desk::new();
    for (format, other) in [("parquet", "csv"), ("csv", "parquet")] {
        let set = format!("report.trials_format={format}");
        desk.run_small(&["--trials-out", "70", "--set", &set, "--quiet"]).done();
        let files = trial_files(&desk, "output/small");
        assert_eq!(files.len(), 5, "{format}");
        assert!(files.keys().all(|path| !path.ends_with(other)), "{format}");
        let package = desk.read("output/small/datapackage.json");
        assert!(package.contains(&format!("trials.{format}")), "{format}");
        assert!(!package.contains(&format!("trials.{other}")), "{format}");
    }
}
