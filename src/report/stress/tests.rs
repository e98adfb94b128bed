//! The table, the screen and the charts of a small stress.

use super::*;
use crate::analysis::run::SharedTables;
use crate::analysis::stress::{Stress, stress};
use crate::numerics::instruction_set::InstructionSet;
use crate::report::charts::stress_drawings as drawings;
use crate::report::drawing::Theme;
use crate::report::schema::ColumnKind;
use crate::scenario::{Overrides, Scenario, read_text};
use crate::simulation::Control;

const STEPS: Steps = Steps { step: 0.1, range: Some(0.2) };

fn scenario() -> Scenario {
    let text = r#"
        name = "Two halls, two regions"
        time = { start = "2027-01", step = "quarter", substeps = 1, periods = 6 }
        simulation = { trials = 2000, seed = 5 }
        price = { process = "constant", initial = "9000 USD/t" }
        [region.us]
        spot = { available = "200 t/quarter", carbon = "4 tCO2e/t" }
        [region.eu]
        spot = { available = "300 t/quarter", carbon = "4 tCO2e/t" }
        [mine.hill]
        capacity = "8 kt/year"
        utilisation = { dist = "pert", min = 0.3, mode = 0.7, max = 1.0 }
        carbon = "3 tCO2e/t"
        [contract.offtake]
        mine = "hill"
        region = "us"
        from = "2027-04"
        to = "2028-06"
        rate = "500 t/quarter"
        max_share_of_output = 0.6
        price = { basis = "reference", premium = "150 USD/t" }
        [facility.ohio]
        region = "us"
        copper = { dist = "pert", min = "2000 t", mode = "3000 t", max = "4000 t" }
        start = "2027-04"
        build = "15 month"
        [facility.lyon]
        region = "eu"
        copper = { dist = "pert", min = "1000 t", mode = "1500 t", max = "2500 t" }
        start = "2027-02"
        build = "15 month"
    "#;
    let no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    read_text("small.toml", text, &no_files, &Overrides::default())
        .expect("a sound scenario")
        .scenario
}

fn stressed(scenario: &Scenario) -> Stress {
    stress(scenario, STEPS, InstructionSet::detect(), &SharedTables::default(), &Control::default())
        .expect("results")
}

#[test]
fn rows_keep_the_schema_and_tell_every_change() {
    let scenario = scenario();
    let stress = stressed(&scenario);
    let results = StressResults { scenario: &scenario, steps: STEPS, stress: &stress };
    let table = table_schema();
    let file = lever_table().file(lever_rows(&results));
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    let place =
        |name: &str| table.columns.iter().position(|column| column.name == name).expect("a column");
    let mut keys = std::collections::HashSet::new();
    let rows: Vec<csv::StringRecord> =
        reader.records().map(|row| row.expect("rows of equal length")).collect();
    for row in &rows {
        assert!(
            keys.insert(
                table
                    .primary_key()
                    .iter()
                    .map(|name| row[place(name)].to_owned())
                    .collect::<Vec<_>>()
            ),
            "{row:?}"
        );
        for (column, cell) in table.columns.iter().zip(row) {
            assert!(!(column.required && cell.is_empty()), "{}: {row:?}", column.name);
            assert!(
                cell.is_empty() || column.values.is_empty() || column.values.contains(&cell),
                "{}: {cell}",
                column.name
            );
            let number = matches!(column.kind, ColumnKind::Number) && !cell.is_empty();
            assert!(
                !number || cell.parse::<f64>().is_ok_and(f64::is_finite),
                "{}: {cell}",
                column.name
            );
        }
    }
    let levers: std::collections::BTreeSet<&str> =
        rows.iter().map(|row| &row[place("lever")]).collect();
    for lever in [
        "base",
        "more:offtake",
        "without:offtake",
        "earlier:offtake",
        "stock:us",
        "ahead:eu",
        "spot:eu",
        "second:hill",
    ] {
        assert!(levers.contains(lever), "{lever}: {levers:?}");
    }
    assert!(
        levers.contains("low:facility.lyon.copper")
            && levers.contains("high:mine.hill.utilisation")
    );
    let of = |lever: &str, region: &str, metric: &str, column: &str| {
        let found = rows.iter().find(|row| {
            &row[place("lever")] == lever
                && &row[place("region")] == region
                && &row[place("metric")] == metric
        });
        found.map(|row| row[place(column)].to_owned())
    };
    let number =
        |text: Option<String>| text.and_then(|text| text.parse::<f64>().ok()).expect("a number");
    // The first row found is the probability.
    let (with, without) = (
        of("more:offtake", "us", "shortfall", "estimate"),
        of("more:offtake", "us", "shortfall", "base_estimate"),
    );
    let difference = number(with) - number(without);
    assert!(
        (difference - number(of("more:offtake", "us", "shortfall", "difference"))).abs() < 1e-12
            && difference < 0.0
    );
    assert!(number(of("more:offtake", "us", "firm_tonnes", "estimate")) > 0.0);
    assert!(number(of("without:offtake", "us", "firm_tonnes", "estimate")) < 0.0);
    assert_eq!(of("more:offtake", "eu", "shortfall", "estimate"), None);
    // The mine's utilisation belongs to no single region.
    assert_eq!(of("low:mine.hill.utilisation", "us", "firm_tonnes", "estimate"), None);
}

#[test]
fn the_screen_sorts_by_what_helps_per_dollar() {
    let scenario = scenario();
    let stress = stressed(&scenario);
    let results = StressResults { scenario: &scenario, steps: STEPS, stress: &stress };
    let screen = stress_screen(&results);
    let at = |words: &str| {
        screen.find(words).unwrap_or_else(|| panic!("`{words}` is missing:\n{screen}"))
    };
    assert!(at("What helps most per dollar") < at("10 % more of contract offtake (200 t a year)"));
    assert!(at("10 % deeper spot market in eu") < at("Makes it worse"));
    assert!(at("Makes it worse") < at("without contract offtake"));
    assert!(at("without contract offtake") < at("Which uncertain input matters most"));
    at("Not moved: price, since");
    let document = serde_json::to_value(StressScreen::new(&results)).expect("plain data");
    let levers = document["levers"].as_array().expect("a list");
    assert_eq!(levers.last().map(|lever| &lever["lever"]), Some(&"without:offtake".into()));
    assert!(
        levers
            .iter()
            .all(|lever| lever["differences"].as_array().is_some_and(|list| list.len() >= 6))
    );
    assert_eq!(document["inputs"].as_array().map(Vec::len), Some(2 * 3));
}

#[test]
fn both_charts_are_drawn_in_both_themes() {
    let scenario = scenario();
    let stress = stressed(&scenario);
    let results = StressResults { scenario: &scenario, steps: STEPS, stress: &stress };
    let drawn = drawings(&results).expect("two charts");
    assert_eq!(drawn.iter().map(|drawing| drawing.name).collect::<Vec<_>>(), ["levers", "inputs"]);
    for theme in [Theme::Light, Theme::Dark] {
        let svg = |chart: usize| drawn[chart].picture.in_theme(theme);
        assert!(svg(0).contains("Firm tonnes") && svg(1).contains("facility.lyon.copper"));
    }
    let levers_only = StressResults { steps: Steps { range: None, ..STEPS }, ..results };
    assert_eq!(drawings(&levers_only).expect("one chart").len(), 1);
}
