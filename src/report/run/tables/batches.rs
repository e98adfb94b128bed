//! `batches.csv`: the decisive estimates batch by batch.

use std::borrow::Cow;

use super::estimates::Estimates;
use super::unit_of;
use crate::analysis::batches::ComparedSubject;
use crate::report::metric_table::watch_metric;
use crate::report::schema::Column;
use crate::report::schema::columns::{METRIC, METRIC_REFERENCE, SCENARIO, STATISTIC};
use crate::report::table_writer::TableLayout;
use crate::statistics::Estimate;

pub(super) struct Row<'a> {
    scenario: &'a str,
    batch: u64,
    metric: Cow<'a, str>,
    unit: &'static str,
    statistic: Cow<'static, str>,
    trials: u64,
    estimate: Estimate,
}

pub(super) fn table<'a>() -> TableLayout<Row<'a>> {
    TableLayout::new(
        "batches",
        "The decisive estimates of each of 32 batches of trials: block b of 64 trials belongs to \
         batch b mod 32. Batches of the same number in scenarios of the same seed share their \
         random numbers, so the spread of the differences of two scenarios over the batches is \
         the error of their difference.",
        vec![
            SCENARIO.cell(|row| row.scenario.into()),
            Column::integer("batch", "Number of the batch, from 0.")
                .required()
                .key()
                .at_least(0.0)
                .cell(|row| row.batch.into()),
            METRIC.refers(METRIC_REFERENCE).cell(|row| (&*row.metric).into()),
            Column::text("unit", "Unit of `estimate`; 1 for probabilities and shares.")
                .required()
                .cell(|row| row.unit.into()),
            STATISTIC.cell(|row| (&*row.statistic).into()),
            Column::number("level", "Level of a quantile or CVaR, else blank.")
                .probability()
                .key()
                .cell(|row| row.estimate.statistic.level().into()),
            Column::number(
                "threshold",
                "Threshold of `prob_above`, in the metric's unit, else blank.",
            )
            .key()
            .cell(|row| row.estimate.threshold.into()),
            Column::integer("trials", "Trials of the batch.")
                .required()
                .at_least(0.0)
                .cell(|row| row.trials.into()),
            Column::number(
                "estimate",
                "The estimate from them; quantiles and CVaR come from bins of 0.8 %.",
            )
            .cell(|row| row.estimate.estimate.into()),
        ],
    )
}

/// Batch by batch.
pub(super) fn rows<'a>(estimates: &'a Estimates<'a>, put: &mut dyn FnMut(Row<'a>)) {
    let results = &estimates.results;
    for row in results.batches.estimates() {
        let (metric, unit) = match row.subject {
            ComparedSubject::Metric(metric) => (metric.name().into(), metric.unit()),
            ComparedSubject::Watch(watch) => {
                (watch_metric(&results.scenario.watches[watch].name).into(), "1")
            }
        };
        put(Row {
            scenario: &results.scenario.slug,
            batch: row.batch as u64,
            metric,
            unit: unit_of(row.estimate.statistic, unit),
            statistic: row.estimate.statistic.name(),
            trials: results.batches.trials(row.batch),
            estimate: row.estimate,
        });
    }
}
