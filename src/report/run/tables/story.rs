//! `story.csv`: everything about one trial.

use std::borrow::Cow;

use super::estimates::Estimates;
use super::subject_names::{Actor, Period, actors};
use crate::metric::{Metric, Observed, Subject, SubjectKind};
use crate::report::metric_table::watch_metric;
use crate::report::schema::Column;
use crate::report::schema::columns::SCENARIO;
use crate::report::table_writer::TableLayout;

pub(super) struct Row<'a> {
    scenario: &'a str,
    trial: u64,
    kind: &'static str,
    actor: Actor<'a>,
    period: Option<&'a Period>,
    name: Cow<'a, str>,
    unit: &'a str,
    value: f64,
}

pub(super) fn table<'a>() -> TableLayout<Row<'a>> {
    TableLayout::new(
        "story",
        "One trial from beginning to end, written by `--trial K`: what was drawn once a trial or \
         for each period, whether watches happen, and every metric of everybody, over the horizon \
         and by period. A metric that is a ratio of means is that of the two values of this trial.",
        vec![
            SCENARIO.cell(|row| row.scenario.into()),
            Column::integer("trial", "Number of the trial in the run, from 0.")
                .required()
                .key()
                .cell(|row| row.trial.into()),
            Column::text("kind", "`input` for what was drawn, else whose metric it is.")
                .required()
                .key()
                .one_of(&[
                    "input",
                    "total",
                    "region",
                    "facility",
                    "mine",
                    "product",
                    "contract",
                    "fabricator",
                ])
                .cell(|row| row.kind.into()),
            Column::text("actor", "Its name; blank for inputs and the total.")
                .key()
                .cell(|row| Some(row.actor.name).filter(|name| !name.is_empty()).into()),
            Column::text("mine", "Mine of a product or a contract.")
                .key()
                .cell(|row| Some(row.actor.mine).filter(|name| !name.is_empty()).into()),
            Column::integer("period", "Number of the period, from 0; blank over the horizon.")
                .key()
                .unit("period")
                .cell(|row| row.period.map(|(number, ..)| *number).into()),
            Column::date("period_start", "First day of the period.")
                .cell(|row| row.period.map(|(_, start, _)| start).into()),
            Column::date("period_end", "Last day of the period, included.")
                .cell(|row| row.period.map(|(.., end)| end).into()),
            Column::text("name", "Path of an input, or metric.")
                .required()
                .key()
                .cell(|row| (&*row.name).into()),
            Column::text("unit", "Unit of the value.").required().cell(|row| row.unit.into()),
            Column::number("value", "Its value in this trial.").cell(|row| row.value.into()),
        ],
    )
}

/// What was drawn in the order of the scenario, watches, then subject by subject the metrics over
/// the horizon and by period.
pub(super) fn rows<'a>(estimates: &'a Estimates<'a>, put: &mut dyn FnMut(Row<'a>)) {
    let results = &estimates.results;
    let (Some(story), scenario) = (results.story, results.scenario) else { return };
    let mut row = |kind, actor, period, name: Cow<'a, str>, unit, value| {
        put(Row {
            scenario: &scenario.slug,
            trial: story.trial,
            kind,
            actor,
            period,
            name,
            unit,
            value,
        });
    };
    let nobody = Actor::default();
    for (input, values) in &story.inputs {
        for (place, &value) in values.iter().enumerate() {
            let period = input.each_period.then(|| &estimates.calendar[place]);
            row("input", nobody, period, (&input.path).into(), &input.unit, value);
        }
    }
    for (place, watch) in scenario.watches.iter().enumerate() {
        let happens = f64::from(story.watch(place));
        row("total", nobody, None, watch_metric(&watch.name).into(), "1", happens);
    }
    for kind in SubjectKind::ALL {
        for (actor, subject) in actors(kind, scenario).into_iter().zip(results.plan.subjects(kind))
        {
            let horizon = std::iter::once((Observed::from(subject), None));
            let periods = estimates.calendar.iter().enumerate();
            let periods = periods.map(|(period, days)| (subject.in_period(period), Some(days)));
            for (observed, period) in horizon.chain(periods) {
                let metrics = Metric::ALL.iter().copied();
                for metric in metrics.filter(|&metric| scenario.has_metric(subject, metric)) {
                    if let Some(value) = story.value(observed, metric) {
                        let name = metric.name().into();
                        row(word(subject), actor, period, name, metric.unit(), value);
                    }
                }
            }
        }
    }
}

fn word(subject: Subject) -> &'static str {
    match subject {
        Subject::Total => "total",
        Subject::Region(_) => "region",
        Subject::Facility(_) => "facility",
        Subject::Mine(_) => "mine",
        Subject::Product(_) => "product",
        Subject::Contract(_) => "contract",
        Subject::Fabricator(_) => "fabricator",
    }
}
