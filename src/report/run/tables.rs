//! The tables of a run.

mod actors;
mod batches;
mod convergence;
mod distributions;
mod estimates;
mod reserve;
mod story;
mod subject_names;
mod variables;

pub use estimates::estimate_columns;
pub(crate) use subject_names::{Actor, Period, actors, calendar};

use crate::report::metric_table::{metric_rows, metric_table};
use crate::report::result_file::ResultFile;
use crate::report::run_results::Results;
use crate::report::schema::Table;
use crate::report::table_writer::TableLayout;
use crate::scenario::Scenario;
use crate::statistics::Statistic;
use estimates::Estimates;

/// A table of a run, whatever its rows are.
struct RunTable<'a> {
    schema: Table<'static>,
    /// Whether these results have it.
    is_there: fn(&Results<'_>) -> bool,
    write: Box<dyn Fn(&'a Estimates<'a>) -> ResultFile + 'a>,
}

impl<'a> RunTable<'a> {
    /// The rows are handed on one by one.
    fn new<R: 'a>(
        layout: TableLayout<R>,
        rows: impl Fn(&'a Estimates<'a>, &mut dyn FnMut(R)) + 'a,
    ) -> Self {
        let schema = layout.schema.clone();
        let write = move |estimates| {
            let mut writer = layout.writer();
            rows(estimates, &mut |row| writer.row(&row));
            writer.finish()
        };
        RunTable { schema, is_there: |_| true, write: Box::new(write) }
    }

    /// A table of what the scenario says.
    fn of_scenario<R: 'a, I: Iterator<Item = R> + 'a>(
        layout: TableLayout<R>,
        rows: fn(&'a Scenario) -> I,
    ) -> Self {
        Self::new(layout, move |estimates, put| rows(estimates.results.scenario).for_each(put))
    }
}

/// Every table, in the order of the data package.
fn run_tables<'a>() -> Vec<RunTable<'a>> {
    let mut tables = estimates::tables();
    tables.extend([
        RunTable::new(distributions::table(), distributions::rows),
        RunTable::new(batches::table(), batches::rows),
        RunTable::new(convergence::table(), convergence::rows),
        RunTable::of_scenario(
            metric_table(
                "What each metric means: the whole catalogue, and the scenario's watches.",
            ),
            metric_rows,
        ),
        RunTable::new(reserve::table(), reserve::rows),
        RunTable::of_scenario(actors::table(), actors::rows),
        RunTable::of_scenario(variables::table(), variables::rows),
        RunTable {
            is_there: |results| results.story.is_some(),
            ..RunTable::new(story::table(), story::rows)
        },
    ]);
    tables
}

/// The schema of every table, in the order of the data package.
pub fn table_schemas() -> Vec<Table<'static>> {
    run_tables().into_iter().map(|table| table.schema).collect()
}

/// Every table with its file, in the order of the data package.
pub fn table_files(results: &Results<'_>) -> Vec<(Table<'static>, ResultFile)> {
    let estimates = Estimates::new(*results);
    let tables = run_tables().into_iter().filter(|table| (table.is_there)(results));
    tables.map(|RunTable { schema, write, .. }| (schema, write(&estimates))).collect()
}

/// Unit of an estimate of something: 1 for probabilities.
fn unit_of(statistic: Statistic, unit: &'static str) -> &'static str {
    match statistic {
        Statistic::ProbabilityPositive | Statistic::ProbabilityAbove => "1",
        Statistic::Mean
        | Statistic::StandardDeviation
        | Statistic::Quantile(_)
        | Statistic::TailMean(_)
        | Statistic::RatioOfMeans
        | Statistic::Covariance => unit,
    }
}
