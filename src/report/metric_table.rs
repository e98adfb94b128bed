//! `metrics.csv`: what the metrics of the other tables mean.

use std::borrow::Cow;

use super::schema::Column;
use super::schema::columns::SCENARIO;
use super::table_writer::TableLayout;
use crate::metric::{Better, Metric};
use crate::scenario::{Scenario, WatchTime};

/// A metric of a scenario.
#[derive(Debug)]
pub struct MetricRow<'a> {
    scenario: &'a str,
    /// Its name in the tables.
    pub name: Cow<'a, str>,
    /// What people read.
    label: &'a str,
    unit: &'a str,
    better: Better,
    definition: Cow<'a, str>,
}

/// Name of a watch as a metric of the summary.
pub fn watch_metric(name: &str) -> String {
    format!("watch:{name}")
}

/// The table, which is about the metrics that the description says.
pub fn metric_table<'a>(description: &'static str) -> TableLayout<MetricRow<'a>> {
    TableLayout::new(
        "metrics",
        description,
        vec![
            SCENARIO.cell(|row| row.scenario.into()),
            Column::text("metric", "Metric.").required().key().cell(|row| (&*row.name).into()),
            Column::text(
                "label",
                "What screens, pages and charts call it, or the name of the watch.",
            )
            .required()
            .cell(|row| row.label.into()),
            Column::text("unit", "Its base unit.").required().cell(|row| row.unit.into()),
            Column::text("better", "Whether a planner wants it low or high.")
                .required()
                .one_of(&["low", "high", "none"])
                .cell(|row| row.better.name().into()),
            Column::text(
                "definition",
                "What it is; numbers in brackets are equations of docs/model.md.",
            )
            .required()
            .cell(|row| (&*row.definition).into()),
        ],
    )
}

/// The whole catalogue, and the watches of a scenario.
pub fn metric_rows(scenario: &Scenario) -> impl Iterator<Item = MetricRow<'_>> {
    let metrics = Metric::ALL.iter().map(|metric| MetricRow {
        scenario: &scenario.slug,
        name: metric.name().into(),
        label: metric.shown(),
        unit: metric.unit(),
        better: metric.better(),
        definition: metric.definition().into(),
    });
    let watches = scenario.watches.iter().map(|watch| {
        let moment = match watch.at {
            WatchTime::Any => "in any period".to_owned(),
            WatchTime::Every => "in every period".to_owned(),
            WatchTime::Last => "in the last period".to_owned(),
            WatchTime::Horizon => "over the horizon".to_owned(),
            WatchTime::Period(period) => format!("in the period {}", scenario.time.label(period)),
            WatchTime::Within(first, last) => format!(
                "in any period from {} to {}",
                scenario.time.label(first),
                scenario.time.label(last)
            ),
            WatchTime::AtLeast(number) => format!("in at least {number} periods"),
        };
        let definition = format!(
            "Whether the watch {} happens: its conditions hold at once {moment}.",
            watch.name
        );
        MetricRow {
            scenario: &scenario.slug,
            name: watch_metric(&watch.name).into(),
            label: &watch.name,
            unit: "1",
            better: Better::Neither,
            definition: definition.into(),
        }
    });
    metrics.chain(watches)
}
