//! The program as its user sees it: the text of a scenario goes in, rows of the result tables come
//! out.

use std::collections::HashMap;

use coppercast::analysis::run::{Settings, SharedTables, run};
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::report::run::tables::table_files;
use coppercast::report::run_results::Results;
use coppercast::scenario::{Overrides, Scenario, read_text};
use coppercast::simulation::Control;

/// A row of a table of estimates; what is blank is NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    pub estimate: f64,
    pub std_error: f64,
    pub conf_low: f64,
    pub conf_high: f64,
}

impl Value {
    /// A function of the estimate with the given slope there.
    pub fn mapped(self, estimate: f64, slope: f64) -> Value {
        Value {
            estimate,
            std_error: self.std_error * slope.abs(),
            conf_low: f64::NAN,
            conf_high: f64::NAN,
        }
    }

    /// factor · value + offset
    pub fn linear(self, factor: f64, offset: f64) -> Value {
        self.mapped(factor * self.estimate + offset, factor)
    }

    /// A function of several estimates from its slopes; the errors add up in full, whatever their
    /// correlations.
    pub fn joined(estimate: f64, parts: &[(Value, f64)]) -> Value {
        let std_error = parts.iter().map(|(part, slope)| part.std_error * slope.abs()).sum();
        Value { estimate, std_error, conf_low: f64::NAN, conf_high: f64::NAN }
    }
}

/// The tables of estimates of one run.
#[derive(Debug)]
pub struct ResultTables(HashMap<String, Value>);

impl ResultTables {
    /// The row with this address: the table, a colon, and what tells its rows apart in the order of
    /// the columns, such as `summary: shortfall mean`, `summary: need prob_above 7.5`,
    /// `summary: shortfall mean short` or `mine_periods: pit 3 output p95`.
    #[track_caller]
    pub fn value(&self, address: &str) -> Value {
        *self.0.get(address).unwrap_or_else(|| panic!("no row `{address}`"))
    }
}

/// Columns that make up an address, beside the actor that the row is of.
const KEY: [&str; 5] = ["period", "metric", "statistic", "threshold", "given"];

/// The scenario that a text means, to be run with so many trials.
pub fn scenario(text: &str, trials: u64, seed: u64) -> Scenario {
    let mut overrides = Overrides::default();
    overrides.push("--trials", "simulation.trials", &trials.to_string());
    overrides.push("--seed", "simulation.seed", &seed.to_string());
    let no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    read_text("case.toml", text, &no_files, &overrides)
        .unwrap_or_else(|faults| panic!("{faults}"))
        .scenario
}

/// Runs the scenario of a text and reads its tables of estimates back.
pub fn simulate(text: &str, trials: u64, seed: u64) -> ResultTables {
    tables_of(&scenario(text, trials, seed))
}

/// Runs a scenario and reads its tables of estimates back.
pub fn tables_of(scenario: &Scenario) -> ResultTables {
    let settings = Settings { instruction_set: InstructionSet::detect(), precision: None };
    let outcome = run(scenario, settings, &SharedTables::default(), &Control::default())
        .expect("a checked scenario runs");
    let results = Results::new(scenario, &outcome);
    let mut rows = HashMap::new();
    for (_, file) in table_files(&results) {
        let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
        let header = reader.headers().expect("a table has a header").clone();
        if !header.iter().any(|column| column == "interval") {
            continue;
        }
        let table = file.path.trim_end_matches(".csv");
        for record in reader.records() {
            let record = record.expect("rows are as long as the header");
            let cells = || header.iter().zip(&record);
            // The scenario comes first, then the actor if there is one, then what the actor belongs
            // to.
            let keys: Vec<&str> = cells()
                .enumerate()
                .filter(|(place, (column, cell))| {
                    (*place == 1 || KEY.contains(column)) && !cell.is_empty()
                })
                // A whole threshold is written as a number of any kind may be.
                .map(|(_, (_, cell))| cell.strip_suffix(".0").unwrap_or(cell))
                .collect();
            let number = |name: &str| {
                let cell = cells().find(|(column, _)| *column == name).map_or("", |(_, cell)| cell);
                if cell.is_empty() { f64::NAN } else { cell.parse().expect("a number") }
            };
            let value = Value {
                estimate: number("estimate"),
                std_error: number("std_error"),
                conf_low: number("conf_low"),
                conf_high: number("conf_high"),
            };
            let previous = rows.insert(format!("{table}: {}", keys.join(" ")), value);
            assert_eq!(previous, None, "two rows of {table} for {keys:?}");
        }
    }
    ResultTables(rows)
}
