//! `batches.csv`: the decisive estimates batch by batch.

use crate::analysis::batches::ComparedSubject;
use crate::report::result_file::ResultFile;
use crate::report::run::{Results, watch_metric};
use crate::report::schema::Table;
use crate::report::table_writer::{Cell, TableWriter};
use crate::statistics::Statistic;

/// The table, batch by batch.
pub fn batch_table(results: &Results<'_>, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    for row in results.batches.estimates() {
        let estimate = &row.estimate;
        let (name, unit) = match row.subject {
            ComparedSubject::Metric(metric) => (metric.name().to_owned(), metric.unit()),
            ComparedSubject::Watch(watch) => {
                (watch_metric(&results.scenario.watches[watch].name), "1")
            }
        };
        let is_probability = matches!(
            estimate.statistic,
            Statistic::ProbabilityPositive | Statistic::ProbabilityAbove
        );
        let statistic = estimate.statistic.name();
        writer.row([
            Cell::Text(&results.scenario.slug),
            Cell::Integer(row.batch as u64),
            Cell::Text(&name),
            Cell::Text(if is_probability { "1" } else { unit }),
            Cell::Text(&statistic),
            estimate.statistic.level().into(),
            estimate.threshold.into(),
            Cell::Integer(results.batches.trials(row.batch)),
            estimate.estimate.into(),
        ]);
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}
