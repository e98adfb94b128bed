//! The story of one future: its picture, its periods, its facilities, and what was drawn.

use maud::{Markup, html};

use crate::analysis::story::Story;
use crate::distribution::Probability;
use crate::metric::{Metric, Observed, Subject};
use crate::number_words::{count, quantity, significant};
use crate::report::drawing::Drawing;
use crate::report::page::charts::charts;
use crate::report::page::table::{Cell, Column, Table};
use crate::report::run_results::Results;
use crate::scenario::{Scenario, WEEKS_A_YEAR};

/// Most facilities, and most inputs, that the page lists; `story.csv` has them all.
const MOST: usize = 60;

pub fn story(results: &Results<'_>, story: &Story, drawings: &[&Drawing]) -> Markup {
    let scenario = results.scenario;
    html! {
        p {
            "Trial " (count(story.trial)) " of this run from beginning to end: one future that the \
            model takes to be as likely as any other. " code { "story.csv" }
            " has all of it: every metric of everybody, by period, and everything that was drawn."
        }
        (charts(drawings.iter().copied()))
        @for (title, table) in [
            ("This future period by period", Some(periods(scenario, story))),
            ("Its facilities", facilities(scenario, story)),
            ("What was drawn in it", inputs(scenario, story)),
        ] {
            @if let Some(table) = table { (table.titled(title)) }
        }
    }
}

/// A metric of this future; a dash where it has none.
fn cell(
    story: &Story,
    observed: impl Into<Observed>,
    metric: Metric,
    text: impl Fn(f64) -> String,
) -> Cell {
    story.value(observed, metric).map_or_else(Cell::absent, |value| Cell::text(text(value)))
}

/// Three digits, and nothing that nobody weighs.
fn number(value: f64) -> String {
    if value.abs() < 0.05 { "0".to_owned() } else { significant(value, 3) }
}

fn periods(scenario: &Scenario, story: &Story) -> Table {
    let time = &scenario.time;
    let columns = [
        (Metric::Price, Column::number("Price at the end", "USD/t")),
        (Metric::Need, Column::number("Need", "t")),
        (Metric::OriginContract, Column::number("From contract", "t")),
        (Metric::OriginSpot, Column::number("From spot", "t")),
        (Metric::OriginOpeningStock, Column::number("From opening stock", "t")),
        (Metric::OriginScrap, Column::number("From scrap", "t")),
        (Metric::Shortfall, Column::number("Shortfall", "t")),
        (Metric::Backlog, Column::number("Overdue at the end", "t")),
        (Metric::Stock, Column::number("Stock at the end", "t")),
    ];
    let has = |metric| scenario.has_metric(Subject::Total, metric);
    let columns = || columns.into_iter().filter(|&(metric, _)| has(metric));
    let rows = (0..time.periods).map(|period| {
        let subject = Subject::Total.in_period(period);
        let cells = columns().map(|(metric, _)| cell(story, subject, metric, number));
        std::iter::once(Cell::text(time.label(period))).chain(cells).collect()
    });
    let heads = std::iter::once(Column::text("Period")).chain(columns().map(|(_, column)| column));
    Table::new(
        "Tonnes and price in this one future, from story.csv",
        heads.collect(),
        rows.collect(),
    )
    .without_absent_columns()
}

/// The facilities that lack most first; `None` without facilities.
fn facilities(scenario: &Scenario, story: &Story) -> Option<Table> {
    let missing = |facility| story.value(Subject::Facility(facility), Metric::Shortfall);
    let mut order: Vec<_> = scenario.facilities.indices().collect();
    order.sort_by(|&a, &b| {
        missing(b).unwrap_or_default().total_cmp(&missing(a).unwrap_or_default())
    });
    let rows: Vec<Vec<Cell>> = order
        .iter()
        .take(MOST)
        .map(|&facility| {
            let subject = Subject::Facility(facility);
            let is_cut = story.value(subject, Metric::NotCompleted) == Some(1.0);
            let number = |metric| cell(story, subject, metric, number);
            vec![
                Cell::text(scenario.facilities[facility].shown()),
                number(Metric::Need),
                number(Metric::Shortfall),
                complete(scenario, story.value(subject, Metric::Completion), is_cut),
                number(Metric::CompletionDelay),
                number(Metric::ShortageDelay),
                if scenario.has_metric(subject, Metric::CostOfDelay) {
                    cell(story, subject, Metric::CostOfDelay, |cost| quantity(cost, None, "USD"))
                } else {
                    Cell::absent()
                },
            ]
        })
        .collect();
    let which = match order.len() {
        many if many > MOST => format!("the {MOST} of {many} that lack most"),
        _ => "what lacks most first".to_owned(),
    };
    (!rows.is_empty()).then(|| {
        Table::new(
            &format!("Facilities in this one future, {which}, from story.csv"),
            vec![
                Column::text("Facility"),
                Column::number("Need", "t"),
                Column::number("Shortfall", "t"),
                Column::text("Complete"),
                Column::number("Late by", "weeks"),
                Column::number("Of it for want of metal", "weeks"),
                Column::number("Cost of delay", ""),
            ],
            rows,
        )
        .without_absent_columns()
    })
}

/// When a facility is complete, so many weeks after time 0; `None` if it is not built.
fn complete(scenario: &Scenario, weeks: Option<f64>, is_cut: bool) -> Cell {
    Cell::text(match weeks {
        None => "not built".to_owned(),
        Some(_) if is_cut => "not by the end".to_owned(),
        Some(weeks) => scenario.time.month_at(weeks / WEEKS_A_YEAR).0.name(),
    })
}

/// What was drawn once, beside what might have been; `None` where nothing was.
fn inputs(scenario: &Scenario, story: &Story) -> Option<Table> {
    let mut scenario = scenario.clone();
    let quantities = scenario.quantities_mut();
    let rows: Vec<Vec<Cell>> = (story.inputs.iter())
        .filter(|(input, _)| !input.each_period)
        .filter_map(|(input, values)| {
            let quantity = quantities.iter().find(|quantity| quantity.path == input.path)?;
            let random = quantity.value.random()?;
            let at = |level: f64| {
                let quantile = random.distribution.quantile(Probability::from_lower(level));
                Cell::text(significant(quantile, 3))
            };
            Some(vec![
                Cell::text(&input.path),
                Cell::text(significant(*values.first()?, 3)),
                Cell::text(if input.unit == "1" { "" } else { &input.unit }),
                at(0.05),
                at(0.5),
                at(0.95),
            ])
        })
        .take(MOST)
        .collect();
    (!rows.is_empty()).then(|| {
        Table::new(
            "Quantities drawn once, and the 5, 50 and 95 % quantiles of their distributions, from \
             story.csv and variables.csv",
            vec![
                Column::text("Quantity"),
                Column::number("Drawn", ""),
                Column::text("Unit"),
                Column::number("P5", ""),
                Column::number("Median", ""),
                Column::number("P95", ""),
            ],
            rows,
        )
    })
}
