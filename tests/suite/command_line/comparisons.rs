//! `compare`, and the comparison at the end of a batch: what stands in its tables, and what cannot
//! be compared.

use std::collections::HashMap;
use std::fs;

use statrs::distribution::{ContinuousCDF, Gamma};

use super::program::{Desk, Files, SMALL, assert_same};

const DRY: &str = "extends = \"small.toml\"\n[mine.copper-hill]\ncapacity = \"2 kt/year\"\n";

/// The program with results of `small` and `dry`.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("dry.toml", DRY);
    desk.run(&["run", "small.toml", "dry.toml", "--quiet"]).done();
    desk
}

type Row = HashMap<String, String>;

fn rows(desk: &Desk, path: &str) -> Vec<Row> {
    let text = desk.read(path);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("rows as long as the header")).collect()
}

/// What tells the estimates of a scenario apart.
fn key(row: &Row) -> [String; 4] {
    ["metric", "statistic", "level", "threshold"].map(|column| row[column].clone())
}

/// The row of a metric, of a scenario if it is named.
#[track_caller]
fn row<'r>(rows: &'r [Row], scenario: &str, metric: &str, statistic: &str) -> &'r Row {
    let is = |row: &&Row| {
        row["metric"] == metric
            && row["statistic"] == statistic
            && row["scenario"] == scenario
            && row["level"].is_empty()
    };
    rows.iter().find(is).unwrap_or_else(|| panic!("no {metric} {statistic} of {scenario}"))
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("`{}` in {column}", row[column]))
}

/// Without the manifest, which tells when it was made.
fn comparison(desk: &Desk, folder: &str) -> Files {
    let mut files = desk.files(folder);
    assert!(files.remove("manifest.json").is_some(), "{folder}");
    files
}

fn notes(desk: &Desk, folder: &str) -> Vec<String> {
    let manifest = desk.json(&format!("{folder}/manifest.json"));
    manifest["notes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|note| note.as_str().expect("a note").to_owned())
        .collect()
}

#[test]
fn every_compared_estimate_has_a_row_with_the_numbers_of_the_summaries() {
    let desk = desk();
    let (own, compared): (Vec<Row>, Vec<Row>) = rows(&desk, "output/comparison/comparison.csv")
        .into_iter()
        .partition(|row| row["scenario"] == "small");
    let (base, dry) =
        (rows(&desk, "output/small/summary.csv"), rows(&desk, "output/dry/summary.csv"));
    assert_eq!(
        own.iter().map(key).collect::<Vec<_>>(),
        compared.iter().map(key).collect::<Vec<_>>()
    );
    for row in &own {
        let of_run = base
            .iter()
            .find(|other| key(other) == key(row) && other["given"].is_empty())
            .expect("in the summary");
        assert_eq!(
            (&row["estimate"], &row["conf_high"]),
            (&of_run["estimate"], &of_run["conf_high"]),
            "{:?}",
            key(row)
        );
        let known = !row["estimate"].is_empty();
        assert_eq!(
            (row["difference"].as_str(), row["paired"].as_str()),
            if known { ("0.0", "true") } else { ("", "false") }
        );
    }
    let defined: Vec<[String; 2]> = rows(&desk, "output/comparison/metrics.csv")
        .iter()
        .map(|row| ["scenario", "metric"].map(|column| row[column].clone()))
        .collect();
    for row in own.iter().chain(&compared) {
        assert!(
            defined.contains(&["scenario", "metric"].map(|column| row[column].clone())),
            "{:?}",
            key(row)
        );
    }
    let mut wanted: Vec<[String; 4]> =
        rows(&desk, "output/dry/batches.csv").iter().map(key).collect();
    wanted.dedup();
    wanted.truncate(wanted.len() / 11);
    assert_eq!(compared.iter().map(key).collect::<Vec<_>>(), wanted);
    assert!(wanted.iter().any(|key| key[0] == "watch:large"));
    for row in &compared {
        let of = |summary: &[Row]| {
            let found =
                summary.iter().find(|other| key(other) == key(row) && other["given"].is_empty());
            found.unwrap_or_else(|| panic!("{:?} is in no summary", key(row))).clone()
        };
        let (ours, theirs) = (of(&dry), of(&base));
        for column in ["estimate", "std_error", "conf_low", "conf_high", "unit"] {
            assert_eq!(row[column], ours[column], "{:?} {column}", key(row));
        }
        assert_eq!(row["base_estimate"], theirs["estimate"]);
        if ours["estimate"].is_empty() || theirs["estimate"].is_empty() {
            assert_eq!((row["difference"].as_str(), row["paired"].as_str()), ("", "false"));
            continue;
        }
        assert_eq!(row["paired"], "true", "{:?}", key(row));
        let difference = number(&ours, "estimate") - number(&theirs, "estimate");
        assert!(
            (number(row, "difference") - difference).abs() <= 1e-9 * difference.abs(),
            "{:?}",
            key(row)
        );
    }
    let shortfall = row(&compared, "dry", "shortfall", "mean");
    assert!(
        number(shortfall, "difference_conf_low") > 0.0
            && number(shortfall, "variance_reduction") > 1.0
    );
    assert!(number(shortfall, "probability_worse") > number(shortfall, "probability_better"));
}

/// The error of a paired difference by hand, from the table of batches.
#[test]
fn the_error_of_a_difference_is_that_of_its_batches() {
    let desk = desk();
    let batches = |scenario: &str| -> Vec<(f64, f64)> {
        let rows = rows(&desk, &format!("output/{scenario}/batches.csv"));
        let rows = rows.iter().filter(|row| row["metric"] == "cost" && row["statistic"] == "mean");
        rows.map(|row| (number(row, "trials"), number(row, "estimate"))).collect()
    };
    let (ours, theirs) = (batches("dry"), batches("small"));
    // 700 trials are 10 whole blocks and one of 60 trials.
    assert_eq!(ours.len(), 11);
    let mean: f64 = ours.iter().zip(&theirs).map(|(a, b)| a.0 * (a.1 - b.1)).sum::<f64>() / 700.0;
    let squares: f64 =
        ours.iter().zip(&theirs).map(|(a, b)| a.0 * (a.1 - b.1 - mean) * (a.1 - b.1 - mean)).sum();
    let error = (squares / (700.0 * 10.0)).sqrt();
    let compared = rows(&desk, "output/comparison/comparison.csv");
    let row = row(&compared, "dry", "cost", "mean");
    assert!((number(row, "difference") / mean - 1.0).abs() < 1e-9);
    assert!((number(row, "difference_std_error") / error - 1.0).abs() < 1e-9);
    // As no batch has the other sign, the limits are those of what is never negative (Q14): quantiles
    // of gamma laws with mean and variance of the sum of the batches, widened from the normal to
    // Student's t with 10 degrees of freedom, above with one more event.
    assert!(ours.iter().zip(&theirs).all(|(a, b)| (a.1 - b.1) * mean > 0.0));
    let (count, student) = (ours.len() as f64, 2.228_138_852 / 1.959_963_985);
    let (sum, spread) = (count * mean.abs(), count * error * student);
    let event = spread * spread / sum;
    let limit = |sum: f64, variance: f64, level: f64| {
        let law = Gamma::new(sum * sum / variance, sum / variance).expect("a law");
        mean.signum() * law.inverse_cdf(level) / count
    };
    let mut limits = [
        limit(sum, spread * spread, 0.025),
        limit(sum + event, spread * spread + event * event, 0.975),
    ];
    limits.sort_by(f64::total_cmp);
    for (column, expected) in ["difference_conf_low", "difference_conf_high"].iter().zip(limits) {
        let off = (number(row, column) - expected) / error;
        assert!(off.abs() < 1e-4, "{column}: {} and {expected}, {off}", number(row, column));
    }
}

/// A share is unknown in a batch without need; the other batches keep their partners.
#[test]
fn batches_without_an_estimate_do_not_shift_the_pairs() {
    let desk = Desk::new();
    for (name, probability) in [("rare", "0.03"), ("base", "0.05")] {
        let built = format!("built_probability = {probability}\nbuild = \"12 month\"");
        desk.write(
            &format!("{name}.toml"),
            &SMALL.replace("build = \"12 month\"", &built).replace("trials = 700", "trials = 2048"),
        );
    }
    desk.run(&["run", "base.toml", "rare.toml", "--quiet"]).done();
    let batches = |scenario: &str| -> Vec<Option<f64>> {
        let rows = rows(&desk, &format!("output/{scenario}/batches.csv"));
        let rows = rows.iter().filter(|row| row["metric"] == "fill_rate");
        rows.map(|row| row["estimate"].parse().ok()).collect()
    };
    let (ours, theirs) = (batches("rare"), batches("base"));
    let unknown =
        |batches: &[Option<f64>]| batches.iter().filter(|estimate| estimate.is_none()).count();
    assert_eq!((ours.len(), theirs.len()), (32, 32));
    assert!(unknown(&ours) > unknown(&theirs), "{ours:?}");
    let compared = rows(&desk, "output/comparison/comparison.csv");
    let row = row(&compared, "rare", "fill_rate", "ratio_of_means");
    assert_eq!(row["paired"], "true");
    let differences: Vec<f64> =
        ours.iter().zip(&theirs).filter_map(|(a, b)| Some((*a)? - (*b)?)).collect();
    let mean = number(row, "difference");
    let squares: f64 = differences.iter().map(|d| (d - mean) * (d - mean)).sum();
    let (count, error) = (differences.len() as f64, number(row, "difference_std_error"));
    assert!((error / (squares / (count * (count - 1.0))).sqrt() - 1.0).abs() < 1e-9, "{error}");
}

#[test]
fn results_made_earlier_compare_like_the_batch_that_made_them() {
    let desk = desk();
    let at_the_end = comparison(&desk, "output/comparison");
    for (folder, arguments) in [
        ("folders", &["output/small", "output/dry/"][..]),
        ("place", &["output", "--base", "small"]),
        ("again", &["output/small", "output/dry", "output/comparison"]),
    ] {
        let ended = desk.run(&[&["compare"], arguments, &["--output", folder, "--quiet"]].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{}", ended.stderr);
        assert_eq!(
            ended.stderr.contains("left out: `output/comparison` holds a comparison"),
            folder == "again",
            "{}",
            ended.stderr
        );
        if folder != "place" {
            assert_same(&at_the_end, &comparison(&desk, &format!("{folder}/comparison")), folder);
        }
        assert_eq!(desk.names(folder), ["comparison"]);
    }
    let manifest = desk.json("place/comparison/manifest.json");
    assert_eq!(manifest["base"], "small");
    // Files are run first, unless their results are there.
    desk.run(&["compare", "small.toml", "dry.toml", "--output", "files", "--quiet"]).done();
    assert_same(&at_the_end, &comparison(&desk, "files/comparison"), "files");
    let ended = desk.run(&["compare", "output/small", "dry.toml", "--output", "files"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stdout.starts_with("Compared with small: ")
            && ended.stdout.contains("Comparison: files/comparison")
    );
    let before = fs::metadata(desk.path("files/comparison/manifest.json"))
        .expect("a file")
        .modified()
        .expect("a time");
    assert_eq!(
        desk.run(&["compare", "output/small", "output/dry", "--output", "files"]).done(),
        ended.stdout
    );
    let after = fs::metadata(desk.path("files/comparison/manifest.json"))
        .expect("a file")
        .modified()
        .expect("a time");
    assert_eq!(before, after, "a comparison that is there was made again");
}

#[test]
fn runs_of_other_random_numbers_are_compared_as_independent() {
    let desk = desk();
    for (options, words) in [
        (&["--seed", "4"][..], "seed 4, 700 trials against seed 20260115, 700 trials"),
        (&["--trials", "900"], "seed 20260115, 900 trials against seed 20260115, 700 trials"),
        (&["--trials", "1"], "seed 20260115, 1 trial against"),
    ] {
        desk.run(&[&["run", "dry.toml", "--output", "other", "--quiet"], options].concat()).done();
        let ended = desk.run(&["compare", "output/small", "other/dry", "--output", "other"]).done();
        assert!(
            ended.contains("note: dry does not share the random numbers of small")
                && ended.contains(words),
            "{ended}"
        );
        assert!(!ended.contains("the same random numbers:"), "{ended}");
        let compared = rows(&desk, "other/comparison/comparison.csv");
        let (base, dry) =
            (rows(&desk, "output/small/summary.csv"), rows(&desk, "other/dry/summary.csv"));
        let cost = row(&compared, "dry", "cost", "mean");
        assert_eq!((cost["paired"].as_str(), cost["variance_reduction"].as_str()), ("false", ""));
        if options != ["--trials", "1"] {
            let error = |summary: &[Row], scenario: &str| {
                number(row(summary, scenario, "cost", "mean"), "std_error")
            };
            let (ours, theirs) = (error(&dry, "dry"), error(&base, "small"));
            let independent = (ours * ours + theirs * theirs).sqrt();
            assert!((number(cost, "difference_std_error") / independent - 1.0).abs() < 1e-9);
        }
        // Without common random numbers no trial has a partner.
        assert_eq!(
            cost["probability_better"].is_empty(),
            options == ["--seed", "4"],
            "{options:?}"
        );
    }
}

#[test]
fn damaged_results_give_one_message_and_no_comparison() {
    let desk = desk();
    let whole = desk.files("output/dry");
    let restore = || {
        for (path, bytes) in &whole {
            fs::write(desk.path("output/dry").join(path), bytes).expect("written");
        }
    };
    let flip = |file: &str| {
        let mut bytes = whole[file].clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(desk.path("output/dry").join(file), bytes).expect("written");
    };
    let refused = |words: &[&str]| {
        let ended = desk.run(&["compare", "output/small", "output/dry", "--output", "other"]);
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
        ended.refused(
            2,
            &[words, &["cannot compare `output/dry`", "run its scenario again"]].concat(),
        );
        assert!(!desk.exists("other"));
        restore();
    };
    for file in ["batches.csv", "summary.csv", "scenario.toml"] {
        fs::remove_file(desk.path("output/dry").join(file)).expect("removed");
        refused(&[file, "is missing"]);
        flip(file);
        refused(&[file, "is not as the run wrote it"]);
    }
    fs::remove_file(desk.path("output/dry/manifest.json")).expect("removed");
    refused(&["`manifest.json` is missing"]);
    fs::write(desk.path("output/dry/manifest.json"), &whole["manifest.json"][..300])
        .expect("written");
    refused(&["`manifest.json` is damaged"]);
    desk.write("output/dry/manifest.json", "{\"program\": \"coppercast\"}");
    refused(&["`manifest.json` is not that of a run", "scenario"]);
    desk.write(
        "output/dry/manifest.json",
        "{\"name\": \"an extension of a browser\", \"files\": []}",
    );
    refused(&["it was not written by coppercast"]);
    desk.run(&["compare", "output/small", "output/dry", "--output", "other", "--quiet"]).done();
}

#[test]
fn mistakes_show_before_anything_is_run() {
    let desk = Desk::new();
    desk.write("dry.toml", DRY);
    desk.write("comparison.toml", SMALL);
    for (arguments, words) in [
        (
            &["run", "small.toml", "dry.toml", "--base", "wet"][..],
            &["--base `wet` is none of the scenarios: small, dry"][..],
        ),
        (
            &["compare", "small.toml", "dry.toml", "--base", "wet"],
            &["--base `wet` is none of the scenarios: small, dry"],
        ),
        (&["compare", "small.toml"], &["a comparison needs at least two scenarios"]),
        (
            &["compare", "small.toml", "dry.toml", "--name", "../x"],
            &["--name `../x` cannot name a folder"],
        ),
        (&["compare", "missing", "dry.toml"], &["missing", "no such file"]),
        (
            &["run", "comparison.toml"],
            &["`comparison` names the folder of comparisons", "another name"],
        ),
        (
            &["run", "small.toml", "comparison.toml"],
            &["`comparison` names the folder of comparisons"],
        ),
        (
            &["run", "small.toml", "dry.toml", "--fail-if", "watch:budget > 1%"],
            &["small has no [watch.budget]", "dry has no"],
        ),
    ] {
        desk.run(arguments).refused(2, words);
        assert!(!desk.exists("output"), "{arguments:?}");
    }
    desk.run(&["run", "small.toml", "--quiet"]).done();
    desk.run(&["compare", "output/small", "small.toml"])
        .refused(2, &["two of the results are of a scenario `small`"]);
    desk.run(&["compare", "output/small"])
        .refused(2, &["a comparison needs at least two scenarios"]);
    assert_eq!(desk.names("output"), ["small"]);
    // A single scenario is compared with nothing.
    assert!(
        !desk.run(&["run", "small.toml", "--base", "small", "--again"]).done().contains("Compared")
    );
}

#[test]
fn a_comparison_and_results_never_replace_each_other() {
    let desk = desk();
    let before = desk.files("output/dry");
    for force in [&[][..], &["--force"]] {
        let arguments =
            [&["compare", "output/small", "output/dry", "--name", "dry"], force].concat();
        desk.run(&arguments).refused(
            1,
            &["`output/dry` holds the results of a scenario, which would be lost", "--name"],
        );
    }
    assert_same(&before, &desk.files("output/dry"), "results under the name of a comparison");
    desk.run(&["compare", "output/small", "output/dry", "--name", "wet", "--quiet"]).done();
    desk.write("wet.toml", SMALL);
    desk.run(&["run", "wet.toml", "--force"])
        .refused(1, &["`output/wet` holds a comparison, which would be lost"]);
    assert!(desk.exists("output/wet/comparison.csv"));
}

#[test]
fn what_one_scenario_lacks_is_blank_and_never_zero() {
    let desk = Desk::new();
    let penalty = SMALL.replace(
        "[facility.ohio]",
        "[shortage]\npenalty = \"3000 USD/t/month\"\n\n[facility.ohio]",
    );
    desk.write("penalty.toml", &penalty.replace("[watch.large]", "[watch.small]"));
    // Nothing in common but the metrics of the total.
    let other = SMALL
        .replace("region.us", "region.eu")
        .replace("\"us\"", "\"eu\"")
        .replace("ohio", "oslo")
        .replace("copper-hill", "pit");
    desk.write("other.toml", &other);
    desk.run(&["run", "small.toml", "penalty.toml", "other.toml", "--quiet"]).done();
    let compared = rows(&desk, "output/comparison/comparison.csv");
    for (metric, statistic) in
        [("cost_penalty", "mean"), ("cost_with_penalty", "mean"), ("watch:small", "prob_positive")]
    {
        let row = row(&compared, "penalty", metric, statistic);
        assert!(!row["estimate"].is_empty());
        for column in
            ["base_estimate", "difference", "difference_std_error", "ratio", "probability_better"]
        {
            assert_eq!(row[column], "", "{metric} {column}");
        }
        assert!(!compared.iter().any(|row| row["scenario"] == "other" && row["metric"] == metric));
    }
    assert!(
        !compared.iter().any(|row| row["scenario"] == "penalty" && row["metric"] == "watch:large")
    );
    assert_eq!(row(&compared, "other", "shortfall", "mean")["paired"], "true");
    // What is paid for lateness does not change the copper.
    assert_eq!(row(&compared, "penalty", "shortfall", "mean")["difference"], "0.0");
    let dominance = rows(&desk, "output/comparison/dominance.csv");
    assert!(!dominance.iter().any(|row| row["metric"] == "cost_with_penalty"));
}

#[test]
fn what_is_counted_differently_is_noted() {
    let desk = Desk::new();
    desk.write(
        "months.toml",
        &SMALL.replace("\"quarter\"\nperiods = 6", "\"month\"\nperiods = 18"),
    );
    desk.write("longer.toml", &SMALL.replace("periods = 6", "periods = 7"));
    desk.write("watch.toml", &SMALL.replace("shortfall > 300 t", "shortfall > 301 t"));
    desk.write("lost.toml", &format!("{SMALL}\n[shortage]\nunmet = \"lost\"\n"));
    desk.write("same.toml", SMALL);
    desk.write("priced.toml", &format!("{SMALL}\n[shortage]\npenalty = \"1 USD/t/month\"\n"));
    let files = [
        "run",
        "small.toml",
        "months.toml",
        "longer.toml",
        "watch.toml",
        "lost.toml",
        "same.toml",
        "priced.toml",
    ];
    let ended = desk.run(&[&files[..], &["--charts", "none"]].concat()).done();
    let notes = notes(&desk, "output/comparison");
    for (note, words) in [
        "months runs over 18 months from 2026-01, small over 6 quarters from 2026-01: differences \
         of totals",
        "longer runs over 7 quarters from 2026-01, small over 6 quarters",
        "[watch.large] is another event in watch than in small",
        "what is missing is lost in lost and served late in small",
        "delay has a price in priced and none in small",
    ]
    .iter()
    .enumerate()
    {
        assert!(notes[note].starts_with(words), "{notes:?}");
        assert!(ended.contains(&format!("note: {words}")), "{ended}");
    }
    assert_eq!(notes.len(), 5, "{notes:?}");
}

/// A plan and the same plan for a quarter more are no alternatives.
#[test]
fn plans_for_different_times_get_no_verdict() {
    let desk = Desk::new();
    let dearer = SMALL.replace("premium = \"500 USD/t\"", "premium = \"600 USD/t\"");
    desk.write("dearer.toml", &dearer);
    desk.write("longer.toml", &dearer.replace("periods = 6", "periods = 7"));
    let verdict = |other: &str| {
        let (file, compared) = (format!("{other}.toml"), format!("with-{other}"));
        let named = ["--name", compared.as_str(), "--quiet", "--charts", "none"];
        desk.run(&[&["compare", "small.toml", file.as_str()], &named[..]].concat()).done();
        desk.json(&format!("output/{compared}/manifest.json"))["verdict"].clone()
    };
    assert!(verdict("dearer").is_string());
    assert!(verdict("longer").is_null());
}

#[test]
fn the_points_of_a_sweep_are_compared_with_the_base_asked_for() {
    let desk = Desk::new();
    desk.write(
        "rate.toml",
        "extends = \"small.toml\"\n[sweep]\n\"contract.offtake.rate\" = [\"300 \
        t/quarter\", \"400 t/quarter\", \"500 t/quarter\"]\n",
    );
    let ended = desk.run(&["run", "rate.toml", "--base", "rate--400-t-quarter"]).done();
    assert!(ended.contains("Compared with rate--400-t-quarter"), "{ended}");
    let compared = rows(&desk, "output/comparison/comparison.csv");
    let mean = |scenario| number(row(&compared, scenario, "shortfall", "mean"), "difference");
    assert!(mean("rate--300-t-quarter") > 0.0 && mean("rate--500-t-quarter") < 0.0);
    assert_eq!(mean("rate--400-t-quarter"), 0.0);
    // A file that is named `base` is the base wherever it stands.
    desk.write("base.toml", SMALL);
    desk.run(&["compare", "rate.toml", "base.toml", "--quiet"]).done();
    assert_eq!(desk.json("output/comparison/manifest.json")["base"], "base");
}

#[test]
fn a_quiet_run_still_prints_its_json() {
    let desk = Desk::new();
    desk.write("dry.toml", DRY);
    for _ in 0..2 {
        let text = desk.run(&["run", "small.toml", "dry.toml", "--quiet", "--json"]).done();
        let scenarios: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
        assert_eq!(scenarios.len(), 2, "{text}");
        assert!(scenarios[0].is_object() && text.contains("One campus, one mine"));
    }
    assert_eq!(desk.run(&["run", "small.toml", "dry.toml", "--quiet"]).done(), "");
}

#[test]
fn one_trial_is_in_the_singular() {
    let desk = Desk::new();
    let text = desk.run_small(&["--trials", "1"]).done()
        + &desk.run(&["check", "small.toml", "--trials", "1"]).done();
    assert!(
        text.contains("1 trial (Monte Carlo")
            && text.contains("; 1 trial\n")
            && !text.contains("1 trials"),
        "{text}"
    );
    assert!(!desk.read("output/small/report.html").contains("1 trials"));
}

/// 1,200 t fall due evenly over a year, and a trader has them for 10,300 USD/t.
const BUY: &str = r#"
name = "A trader brings everything"
time = { start = "2027-01", step = "month", periods = 12 }
simulation = { trials = 640, seed = 3 }
price = { process = "constant", initial = "10000 USD/t" }
[region.us]
resale_discount = "400 USD/t"
[contract.trader]
trader = "One"
region = "us"
from = "2027-01"
term = "12 month"
rate = "100 t/month"
price = { fixed = "10300 USD/t" }
[facility.hall]
region = "us"
copper = "1200 t"
start = "2027-01"
build = "12 month"
profile = "uniform"
"#;

#[test]
fn less_metal_is_never_called_cheap() {
    let desk = Desk::new();
    let verdict = |price: &str, extra: &str| {
        desk.write("buy.toml", &format!("{}{extra}", BUY.replace("10300", price)));
        desk.write("wait.toml", "extends = \"buy.toml\"\nremove = [\"contract.trader\"]\n");
        desk.run(&["compare", "buy.toml", "wait.toml", "--quiet", "--no-reserve", "--force"])
            .done();
        let manifest = desk.json("output/comparison/manifest.json");
        let verdict = manifest["verdict"].as_str().expect("a verdict").to_owned();
        assert!(desk.read("output/comparison/report.html").contains("p class=\"verdict\""));
        let words = desk.read("output/comparison/comparison.txt").replace('\n', " ");
        assert!(words.contains(&verdict), "{words}");
        let table = rows(&desk, "output/comparison/comparison.csv");
        assert_eq!(number(row(&table, "wait", "cost", "mean"), "estimate"), 0.0);
        // What is owed at the end comes at 10,000 + 400 USD/t, 12.48 MUSD.
        let owed = row(&table, "wait", "cost_to_complete", "mean");
        assert_eq!(number(owed, "estimate"), 12.48e6);
        verdict
    };
    // 12.36 against 12.48 MUSD: who buys nothing spends nothing, and is not the cheaper for it.
    assert_eq!(
        verdict("10300", ""),
        "Take buy: it costs 120 kUSD less than wait, and less in over 99.5 % of the same futures; short \
         in 0 % instead of 100 %."
    );
    // 12.72 against 12.48 MUSD, but 1,200 t later.
    assert_eq!(
        verdict("10600", ""),
        "No verdict by money alone: wait costs 240 kUSD less than buy, and less in over 99.5 % of the \
         same futures, but its mean shortfall is 1,200 t larger (short in 100 % instead of 0 %), \
         and not all delay has a price: give every facility a `cost_of_delay`, or a `penalty`."
    );
    // 1 USD/t and month from then on: 600 t on average over 12 months cost 7,200 USD.
    assert_eq!(
        verdict("10600", "[shortage]\npenalty = \"1 USD/t/month\"\n"),
        "Take wait: it costs 233 kUSD less than buy, and less in over 99.5 % of the same futures; short \
         in 100 % instead of 0 % although its mean shortfall is 1,200 t larger, at the price given \
         for delay."
    );
    // 100 USD/t and month make it 720,000 USD.
    assert_eq!(
        verdict("10600", "[shortage]\npenalty = \"100 USD/t/month\"\n"),
        "Take buy: it costs 480 kUSD less than wait, and less in over 99.5 % of the same futures; short \
         in 0 % instead of 100 %."
    );
}

#[test]
fn a_comparison_of_other_scenarios_is_not_lost() {
    let desk = Desk::new();
    for name in ["a", "b", "c"] {
        desk.write(&format!("{name}.toml"), &SMALL.replace("trials = 700", "trials = 70"));
    }
    let run = |arguments: &[&str]| {
        desk.run(&[arguments, &["--charts", "none", "--quiet", "--no-reserve"]].concat())
    };
    run(&["run", "a.toml", "b.toml"]).done();
    // One more loses nothing.
    run(&["run", "a.toml", "b.toml", "c.toml"]).done();
    let before = desk.files("output");
    let words = ["output/comparison", "a comparison with `c`", "--output", "--name", "--force"];
    run(&["run", "a.toml", "b.toml", "--again"]).refused(1, &words);
    run(&["compare", "output/a", "output/b"]).refused(1, &words);
    assert_same(&before, &desk.files("output"), "a refused comparison");
    run(&["compare", "--name", "two", "output/a", "output/b"]).done();
    assert!(desk.exists("output/two/comparison.txt"));
    run(&["run", "a.toml", "b.toml", "--force"]).done();
    let manifest = desk.json("output/comparison/manifest.json");
    assert_eq!(manifest["scenarios"].as_array().map(Vec::len), Some(2));
}

#[test]
fn nobody_is_advised_to_take_the_future_without_a_tariff() {
    let desk = Desk::new();
    let event = "[event.tariff]\nprobability = 0.5\neffects = { price = { times = 1.5 } }\n";
    let sweep = "[sweep]\n\"event.tariff.probability\" = [0.0, 1.0]\n";
    desk.write("tariff.toml", &format!("{SMALL}\n{event}\n{sweep}"));
    let screen = desk.run(&["run", "tariff.toml", "-o", "out"]).done();
    let screen = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(screen.contains("They differ in events, between which nobody chooses."), "{screen}");
    assert!(!screen.contains("Take tariff"), "{screen}");
}
