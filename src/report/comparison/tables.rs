//! The tables of a comparison as CSV files.

use crate::analysis::batches::is_told_by_trial;
use crate::analysis::comparison::{Comparison, ComparisonRow};
use crate::metric::{Better, Metric};
use crate::report::comparison::schema::ComparisonTables;
use crate::report::result_file::ResultFile;
use crate::report::run::tables::describing::metric_rows;
use crate::report::schema::Table;
use crate::report::table_writer::{Cell, TableWriter};
use crate::statistics::difference::{Difference, TrialByTrial};

/// Every table of a comparison, in the order of the schema.
pub fn comparison_tables(comparison: &Comparison, tables: &ComparisonTables) -> Vec<ResultFile> {
    vec![
        differences(comparison, &tables.comparison),
        dominance(comparison, &tables.dominance),
        regret(comparison, &tables.regret),
        metrics(comparison, &tables.metrics),
    ]
}

/// A number by its text, blank for none.
fn written(text: &str) -> Cell<'static> {
    text.parse().map_or(Cell::Blank, Cell::Number)
}

fn differences(comparison: &Comparison, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    for number in 0..comparison.runs.len() {
        if number == comparison.base {
            own_rows(comparison, &mut writer);
        }
        for row in comparison.rows.iter().filter(|row| row.scenario == number) {
            write_row(comparison, row, &mut writer);
        }
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}

/// The base beside itself, so that whoever shows all scenarios has all of them.
fn own_rows(comparison: &Comparison, writer: &mut TableWriter<'_>) {
    let base = &comparison.runs[comparison.base];
    for value in base.compared.iter().filter_map(|key| base.row(key)) {
        let metric = Metric::named(&value.key.metric);
        let is_told = value.key.statistic == "mean"
            && metric.is_some_and(is_told_by_trial)
            && comparison.trials > 0;
        let same = Difference {
            difference: 0.0,
            std_error: Some(0.0),
            conf_low: Some(0.0),
            conf_high: Some(0.0),
            paired: true,
            variance_reduction: None,
        };
        let row = ComparisonRow {
            scenario: comparison.base,
            key: value.key.clone(),
            unit: value.unit.clone(),
            better: metric.map_or(Better::Neither, Metric::better),
            value: value.clone(),
            base: value.estimate,
            difference: value.estimate.map(|_| same),
            trials: is_told.then_some(TrialByTrial {
                less: 0.0,
                more: 0.0,
                trials: comparison.trials as usize,
            }),
        };
        write_row(comparison, &row, writer);
    }
}

fn write_row(comparison: &Comparison, row: &ComparisonRow, writer: &mut TableWriter<'_>) {
    let difference = row.difference.as_ref();
    let trials = row.better_and_worse();
    let ratio = row
        .value
        .estimate
        .zip(row.base)
        .filter(|(_, base)| *base != 0.0)
        .map(|(value, base)| value / base);
    writer.row([
        Cell::Text(&comparison.runs[row.scenario].slug),
        Cell::Text(&comparison.runs[comparison.base].slug),
        Cell::Text(&row.key.metric),
        Cell::Text(&row.unit),
        Cell::Text(&row.key.statistic),
        written(&row.key.level),
        written(&row.key.threshold),
        if row.key.given.is_empty() { Cell::Blank } else { Cell::Text(&row.key.given) },
        row.value.estimate.into(),
        row.value.std_error.into(),
        row.value.conf_low.into(),
        row.value.conf_high.into(),
        row.base.into(),
        difference.map(|difference| difference.difference).into(),
        difference.and_then(|difference| difference.std_error).into(),
        difference.and_then(|difference| difference.conf_low).into(),
        difference.and_then(|difference| difference.conf_high).into(),
        ratio.into(),
        trials.map(|(better, _)| better).into(),
        trials.map(|(_, worse)| worse).into(),
        Cell::Boolean(difference.is_some_and(|difference| difference.paired)),
        difference.and_then(|difference| difference.variance_reduction).into(),
    ]);
}

/// The definitions of what stands in the other tables.
fn metrics(comparison: &Comparison, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    for run in &comparison.runs {
        let is_compared = |name: &str| run.compared.iter().any(|key| key.metric == name);
        if let Some(scenario) = &run.scenario {
            metric_rows(&mut writer, scenario, is_compared);
        }
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}

fn dominance(comparison: &Comparison, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    for row in &comparison.dominance {
        let verdict = &row.verdict;
        writer.row([
            Cell::Text(&comparison.runs[row.scenario].slug),
            Cell::Text(&comparison.runs[comparison.base].slug),
            Cell::Text(row.metric.name()),
            Cell::Text(row.metric.unit()),
            Cell::Integer(verdict.order.number()),
            Cell::Text(verdict.dominance.name()),
            Cell::Number(verdict.largest_gain),
            verdict.gain_level.into(),
            Cell::Number(verdict.largest_loss),
            verdict.loss_level.into(),
            Cell::Integer(comparison.trials),
        ]);
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}

fn regret(comparison: &Comparison, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    for row in &comparison.regrets {
        let regret = &row.regret;
        writer.row([
            Cell::Text(&comparison.runs[row.scenario].slug),
            Cell::Text(row.metric.name()),
            Cell::Text(row.metric.unit()),
            Cell::Number(regret.mean),
            Cell::Number(regret.std_error),
            Cell::Number(regret.conf_low),
            Cell::Number(regret.conf_high),
            Cell::Number(regret.p95),
            Cell::Number(regret.probability_best),
            Cell::Integer(regret.trials as u64),
        ]);
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}
