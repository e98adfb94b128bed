//! `variables.csv`: every quantity that is given as a distribution.

use crate::distribution::{Distribution, Probability};
use crate::report::result_file::ResultFile;
use crate::report::schema::Table;
use crate::report::table_writer::{Cell, TableWriter};
use crate::scenario::{Each, Origin, Scenario, Value};

/// The table, in the order of the scenario.
pub fn variable_table(scenario: &Scenario, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    let mut quantities = scenario.clone();
    for quantity in quantities.quantities_mut() {
        let Value::Random(random) = &quantity.value else {
            continue;
        };
        let distribution = &random.distribution;
        let quantile = |level| Cell::Number(distribution.quantile(Probability::from_lower(level)));
        let each = match random.each {
            Each::Trial => "trial",
            Each::Period => "period",
            Each::Outage => "outage",
        };
        let (text, source) = (distribution.to_string(), source(&quantity.origin));
        let (mean, deviation) = moments(distribution);
        writer.row([
            Cell::Text(&scenario.slug),
            Cell::Text(&quantity.path),
            Cell::Text(group(&quantity.path)),
            Cell::Text(if quantity.unit.is_empty() { "1" } else { &quantity.unit }),
            Cell::Text(&text),
            Cell::Text(each),
            mean,
            deviation,
            quantile(0.05),
            quantile(0.5),
            quantile(0.95),
            Cell::Text(&source),
        ]);
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}

fn moments(distribution: &Distribution) -> (Cell<'static>, Cell<'static>) {
    (Cell::Number(distribution.mean()), Cell::Number(distribution.standard_deviation()))
}

/// Where a value is written.
fn source(origin: &Origin) -> String {
    match origin {
        Origin::File { file, line, .. } => format!("{file}:{line}"),
        Origin::Cell { file, row, column } => format!("{file}:{row}:{column}"),
        Origin::Option { text } => text.clone(),
        Origin::Default => "default".to_owned(),
    }
}

/// The actor that a quantity belongs to, or the section where that has no names.
fn group(path: &str) -> &str {
    let mut segments = path.split('.');
    let (section, name) = (segments.next().unwrap_or(path), segments.next());
    match section {
        "region" | "route" | "district" | "mine" | "contract" | "fabricator" | "hedge"
        | "facility" => name.unwrap_or(section),
        _ => section,
    }
}
