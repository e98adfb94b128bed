//! `distributions.csv`: histogram and exceedance of the decisive metrics.

use super::estimates::Estimates;
use crate::metric::{Metric, Subject};
use crate::report::schema::Column;
use crate::report::schema::columns::{METRIC, METRIC_REFERENCE, SCENARIO};
use crate::report::table_writer::TableLayout;
use crate::statistics::exceedance::{ExceedanceBin, exceedances};

/// Metrics of the total and the regions.
const OF_SYSTEM: [Metric; 5] = [
    Metric::Shortfall,
    Metric::Cost,
    Metric::Carbon,
    Metric::CoverGap,
    Metric::WorstPeriodShortfall,
];

/// Metrics of a facility.
const OF_FACILITY: [Metric; 2] = [Metric::Shortfall, Metric::CompletionDelay];

pub(super) struct Row<'a> {
    scenario: &'a str,
    kind: &'static str,
    actor: Option<&'a str>,
    metric: Metric,
    bin: ExceedanceBin,
}

pub(super) fn table<'a>() -> TableLayout<Row<'a>> {
    TableLayout::new(
        "distributions",
        "Histogram, distribution function and exceedance in one, a row a bin. The edges are 16 to \
         the octave (2^e (1 + j/16)), mirrored below zero, with an atom at 0 as the bin 0..0, and \
         the same in all scenarios. A positive bin holds bin_low <= x < bin_high, a negative one \
         bin_low < x <= bin_high. Runs of empty bins are left out but for the last of each, so \
         that a line through (bin_high, exceedance) is right everywhere.",
        vec![
            SCENARIO.cell(|row| row.scenario.into()),
            Column::text("kind", "Kind of subject.")
                .required()
                .key()
                .one_of(&["total", "region", "facility"])
                .cell(|row| row.kind.into()),
            Column::text("actor", "Name of the region or facility; blank for the total.")
                .key()
                .cell(|row| row.actor.into()),
            METRIC.refers(METRIC_REFERENCE).cell(|row| row.metric.name().into()),
            Column::text("unit", "Unit of `bin_low` and `bin_high`.")
                .required()
                .cell(|row| row.metric.unit().into()),
            Column::number("bin_low", "Lower edge of the bin.")
                .required()
                .key()
                .cell(|row| row.bin.bin.low.into()),
            Column::number("bin_high", "Upper edge of the bin.")
                .required()
                .key()
                .cell(|row| row.bin.bin.high.into()),
            Column::integer("trials", "Trials in the bin.")
                .required()
                .at_least(0.0)
                .cell(|row| row.bin.bin.count.into()),
            Column::number("probability", "Share of all trials in the bin.")
                .required()
                .probability()
                .cell(|row| row.bin.probability.into()),
            Column::number("exceedance", "P(X > bin_high): share of all trials beyond the bin.")
                .required()
                .probability()
                .cell(|row| row.bin.exceedance.estimate.into()),
            Column::number(
                "exceedance_std_error",
                "Standard error of the exceedance; blank where it is 0 or 1.",
            )
            .probability()
            .cell(|row| row.bin.exceedance.std_error.into()),
            Column::number("exceedance_conf_low", "Lower 95 % limit of the exceedance.")
                .probability()
                .cell(|row| row.bin.exceedance.conf_low.into()),
            Column::number("exceedance_conf_high", "Upper 95 % limit of the exceedance.")
                .probability()
                .cell(|row| row.bin.exceedance.conf_high.into()),
        ],
    )
}

/// The total, the regions and the facilities, metric by metric.
pub(super) fn rows<'a>(estimates: &'a Estimates<'a>, put: &mut dyn FnMut(Row<'a>)) {
    let results = &estimates.results;
    let scenario = results.scenario;
    let mut subject = |kind, actor, subject, metrics: &[Metric]| {
        for &metric in metrics {
            let Some(series) = results.plan.series(subject, metric) else { continue };
            let Some((histogram, pages)) = results.tally.histogram(series) else { continue };
            for bin in exceedances(&histogram.coarse_bins(pages)) {
                put(Row { scenario: &scenario.slug, kind, actor, metric, bin });
            }
        }
    };
    subject("total", None, Subject::Total, &OF_SYSTEM);
    for (place, region) in scenario.regions.iter_enumerated() {
        subject("region", Some(region.name.as_str()), Subject::Region(place), &OF_SYSTEM);
    }
    for (place, facility) in scenario.facilities.iter_enumerated() {
        subject("facility", Some(facility.name.as_str()), Subject::Facility(place), &OF_FACILITY);
    }
}
