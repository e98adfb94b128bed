//! `convergence.csv`: how the headline estimates settled.

use std::borrow::Cow;

use super::estimates::Estimates;
use super::unit_of;
use crate::metric::Metric;
use crate::report::schema::Column;
use crate::report::schema::columns::{
    CONF_HIGH, CONF_LOW, METRIC, METRIC_REFERENCE, SCENARIO, STATISTIC, STD_ERROR, UNIT,
};
use crate::report::table_writer::TableLayout;
use crate::statistics::{Estimate, Statistic};

pub(super) struct Row<'a> {
    scenario: &'a str,
    metric: Metric,
    statistic: Cow<'static, str>,
    trials: u64,
    estimate: Estimate,
}

pub(super) fn table<'a>() -> TableLayout<Row<'a>> {
    TableLayout::new(
        "convergence",
        "How the headline estimates settled as trials were added: looked at after 1024 trials and \
         each time twice as many.",
        vec![
            SCENARIO.cell(|row| row.scenario.into()),
            METRIC.refers(METRIC_REFERENCE).cell(|row| row.metric.name().into()),
            UNIT.cell(|row| unit_of(row.estimate.statistic, row.metric.unit()).into()),
            STATISTIC.cell(|row| (&*row.statistic).into()),
            Column::integer("trials", "Trials so far.")
                .required()
                .key()
                .at_least(0.0)
                .cell(|row| row.trials.into()),
            Column::number("estimate", "The estimate from them.")
                .cell(|row| row.estimate.estimate.into()),
            STD_ERROR.cell(|row| row.estimate.std_error.into()),
            CONF_LOW.cell(|row| row.estimate.conf_low.into()),
            CONF_HIGH.cell(|row| row.estimate.conf_high.into()),
        ],
    )
}

/// By metric and statistic, in the order in which they are followed, then trials.
pub(super) fn rows<'a>(estimates: &'a Estimates<'a>, put: &mut dyn FnMut(Row<'a>)) {
    let results = &estimates.results;
    let followed: Vec<(Metric, Statistic)> = results
        .checkpoints
        .first()
        .map(|first| {
            first.estimates.iter().map(|(metric, estimate)| (*metric, estimate.statistic)).collect()
        })
        .unwrap_or_default();
    let rows = results.checkpoints.iter().flat_map(|checkpoint| {
        checkpoint.estimates.iter().map(|(metric, estimate)| Row {
            scenario: &results.scenario.slug,
            metric: *metric,
            statistic: estimate.statistic.name(),
            trials: checkpoint.trials,
            estimate: *estimate,
        })
    });
    let mut rows: Vec<Row<'a>> = rows.collect();
    rows.sort_by_key(|row| {
        let is_of_row = |followed: &_| *followed == (row.metric, row.estimate.statistic);
        (row.metric, followed.iter().position(is_of_row), row.trials)
    });
    rows.into_iter().for_each(put);
}
