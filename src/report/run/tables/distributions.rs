//! `distributions.csv`: histogram and exceedance of the decisive metrics.

use crate::metric::{Metric, Subject};
use crate::report::result_file::ResultFile;
use crate::report::run::Results;
use crate::report::schema::Table;
use crate::report::table_writer::{Cell, TableWriter};
use crate::statistics::exceedance::exceedances;

/// Metrics of the total and the regions.
const BODY: [Metric; 5] = [
    Metric::Shortfall,
    Metric::Cost,
    Metric::Carbon,
    Metric::CoverGap,
    Metric::WorstPeriodShortfall,
];

/// Metrics of a facility.
const FACILITY: [Metric; 2] = [Metric::Shortfall, Metric::CompletionDelay];

/// The table.
pub fn distribution_table(results: &Results<'_>, table: &Table) -> ResultFile {
    let scenario = results.scenario;
    let mut writer = TableWriter::new(table);
    write(&mut writer, results, ("total", None), Subject::Total, &BODY);
    for (number, region) in scenario.regions.iter().enumerate() {
        write(&mut writer, results, ("region", Some(&region.name)), Subject::Region(number), &BODY);
    }
    for (number, facility) in scenario.facilities.iter().enumerate() {
        write(
            &mut writer,
            results,
            ("facility", Some(&facility.name)),
            Subject::Facility(number),
            &FACILITY,
        );
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}

fn write(
    writer: &mut TableWriter<'_>,
    results: &Results<'_>,
    (kind, actor): (&str, Option<&String>),
    subject: Subject,
    metrics: &[Metric],
) {
    for &metric in metrics {
        let Some((histogram, pages)) =
            results.plan.series(subject, metric).and_then(|series| results.tally.histogram(series))
        else {
            continue;
        };
        for bin in exceedances(&histogram.coarse_bins(pages)) {
            writer.row([
                Cell::Text(&results.scenario.slug),
                Cell::Text(kind),
                actor.map_or(Cell::Blank, |actor| Cell::Text(actor)),
                Cell::Text(metric.name()),
                Cell::Text(metric.unit()),
                Cell::Number(bin.bin.low),
                Cell::Number(bin.bin.high),
                Cell::Integer(bin.bin.count),
                Cell::Number(bin.probability),
                bin.exceedance.estimate.into(),
                bin.exceedance.std_error.into(),
                bin.exceedance.conf_low.into(),
                bin.exceedance.conf_high.into(),
            ]);
        }
    }
}
