//! The results as an analyst meets them: the notebook runs, pandas, polars and DuckDB read every table,
//! frictionless finds no fault.

pub mod python;

use std::fs;
use std::path::Path;

use coppercast::scenario::{SchemaStyle, json_schema};
use python::Python;

use crate::command_line::program::{Desk, shipped};
use crate::skipped::say_skipped;

const NOTEBOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/notebook/coppercast.ipynb");

/// The batch of variations of one scenario.
const BATCH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/johnson-camp");

/// A campus that runs short in a few trials of a thousand.
const SELDOM: &str = r#"
extends = "SCENARIO"
name = "Seldom short"

[region.us]
inventory.initial = "14 kt"
inventory.capacity = "30 kt"
"#;

/// Dominance is judged from 2,048 trials on.
const TRIALS: &str = "4_096";

/// The Python of the machine, or `None` after saying what is not looked at.
pub fn python(test: &str) -> Option<Python> {
    Python::find().map_err(|reason| say_skipped(&format!("{test}: {reason}"))).ok()
}

fn simulate(desk: &Desk, scenario: &str) {
    desk.run(&["run", scenario, "--trials", TRIALS, "--charts", "none", "--quiet"]).done();
}

/// The same with every trial written.
fn simulate_trials(desk: &Desk, scenario: &str) {
    let options = ["--trials", TRIALS, "--trials-out", TRIALS, "--no-reserve"];
    desk.run(&[&["run", scenario, "--charts", "none", "--quiet"], &options[..]].concat()).done();
}

/// Results folders by name, in order.
fn folders(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.path("output")).expect("the results");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<String> = paths
        .filter(|path| path.join("datapackage.json").is_file())
        .map(|path| path.display().to_string())
        .collect();
    folders.sort();
    folders
}

#[test]
fn the_notebook_runs_on_fresh_results() {
    let Some(python) = python("the_notebook_runs_on_fresh_results") else { return };
    let desk = Desk::new();
    simulate_trials(&desk, &shipped("johnson-camp"));
    simulate_trials(&desk, BATCH);
    let told = python.script(
        "execute.py",
        &[NOTEBOOK.to_owned()],
        &[("COPPERCAST_OUTPUT", &desk.path("output"))],
    );
    for words in [
        "4 pictures",
        "2028Q3: short in",
        "More than 2,000 t late: ",
        "95% certainty: ",
        "USD a tonne",
        // Of the trials.
        "4,096 trials, 52 columns, of them 10 drawn once a trial",
        "Chance of missing more than 2,000 t: 3",
        "ohio-1: half by 2028-",
        "virginia-1: half by 2029-",
        "The inputs explain 5",
    ] {
        assert!(told.contains(words), "`{words}` is missing:\n{told}");
    }
}

#[test]
fn the_notebook_is_kept_without_outputs() {
    let notebook: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(NOTEBOOK).expect("the notebook"))
            .expect("a notebook is JSON");
    let cells = notebook["cells"].as_array().expect("cells");
    assert!(cells.len() > 10);
    for cell in cells.iter().filter(|cell| cell["cell_type"] == "code") {
        assert_eq!(cell["outputs"], serde_json::json!([]), "{}", cell["source"]);
        assert!(cell["execution_count"].is_null(), "{}", cell["source"]);
    }
}

#[test]
fn the_lines_of_the_readme_read_the_results() {
    let Some(python) = python("the_lines_of_the_readme_read_the_results") else { return };
    let page =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("the README");
    let lines = page
        .split("```python\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("a block of Python");
    let desk = Desk::new();
    simulate(&desk, &shipped("johnson-camp"));
    let told = python.lines(
        &format!("{lines}\nprint(np.interp(750, d.bin_high, d.exceedance))"),
        &desk.path(""),
    );
    let chance: f64 = told.trim().parse().unwrap_or_else(|_| panic!("{told}"));
    assert!((0.33..0.40).contains(&chance), "{chance}");
}

/// Every shipped scenario and their comparison, simulated, and the levers of one.
fn every_shipped_scenario(desk: &Desk) -> Vec<String> {
    let scenarios = Path::new(BATCH).parent().expect("the folder of all scenarios");
    simulate(desk, &scenarios.display().to_string());
    desk.run(&[
        "stress",
        &shipped("johnson-camp"),
        "--trials",
        TRIALS,
        "--charts",
        "none",
        "--quiet",
    ])
    .done();
    let folders = folders(desk);
    assert!(folders.iter().any(|folder| folder.ends_with("comparison")), "{folders:?}");
    folders
}

#[test]
fn pandas_polars_and_duckdb_read_every_table_as_declared() {
    let name = "pandas_polars_and_duckdb_read_every_table_as_declared";
    let Some(python) = python(name) else { return };
    let desk = Desk::new();
    let mut arguments = every_shipped_scenario(&desk);
    let folders = arguments.len();
    // Short in hardly any trial, so that columns of single trials begin blank; and one story.
    desk.write("seldom.toml", &SELDOM.replace("SCENARIO", &shipped("johnson-camp")));
    let options = ["--trials", TRIALS, "--trials-out", TRIALS, "--no-reserve", "--trial", "7"];
    desk.run(&[&["run", "seldom.toml", "--charts", "none", "--quiet"], &options[..]].concat())
        .done();
    arguments.push(desk.path("output/seldom").display().to_string());
    arguments.insert(0, concat!(env!("CARGO_MANIFEST_DIR"), "/docs/output.md").to_owned());
    let told = python.script("read_tables.py", &arguments, &[]);
    assert_eq!(told.trim(), format!("{} tables", 21 * (folders - 2) + 4 + 1 + 21 + 1 + 5));
}

#[test]
fn every_reader_reads_the_trials_and_they_make_the_summary() {
    let Some(python) = python("every_reader_reads_the_trials_and_they_make_the_summary") else {
        return;
    };
    let desk = Desk::new();
    // Together they have every kind of actor.
    for scenario in [
        "johnson-camp",
        "johnson-camp-contract-terms",
        "leach-pad-to-switch-room",
        "us-eu-sovereign",
    ] {
        simulate_trials(&desk, &shipped(scenario));
    }
    let folders = folders(&desk);
    let told = python.script("read_trials.py", &folders, &[]);
    assert_eq!(told.trim(), "23 tables");
    let packages: Vec<String> =
        folders.iter().map(|folder| format!("{folder}/datapackage.json")).collect();
    let told = python.script("validate.py", &packages, &[]);
    assert_eq!(told.trim(), "4 packages");
}

#[test]
fn frictionless_finds_every_data_package_valid() {
    let Some(python) = python("frictionless_finds_every_data_package_valid") else { return };
    let desk = Desk::new();
    let packages: Vec<String> = every_shipped_scenario(&desk)
        .iter()
        .map(|folder| format!("{folder}/datapackage.json"))
        .collect();
    let told = python.script("validate.py", &packages, &[]);
    assert_eq!(told.trim(), format!("{} packages", packages.len()));
}

#[test]
fn every_shipped_scenario_follows_the_schema() {
    let Some(python) = python("every_shipped_scenario_follows_the_schema") else { return };
    let desk = Desk::new();
    let mut arguments = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios").to_owned()];
    for (name, style) in [("with.json", SchemaStyle::Referring), ("flat.json", SchemaStyle::Flat)] {
        fs::write(desk.path(name), json_schema(style)).expect("a writable folder");
        arguments.push(desk.path(name).display().to_string());
    }
    let told = python.script("schema.py", &arguments, &[]);
    assert!(told.trim().ends_with(" scenarios"), "{told}");
}
