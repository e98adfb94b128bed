//! Need, supply, shortfall and price, period by period.

use crate::metric::{Metric, Observed, Subject};
use crate::report::estimate_words::estimate;
use crate::report::page::table::{Cell, Column, Table};
use crate::report::run::page::cells::{mean_alone, probability, series};
use crate::report::run_results::Results;
use crate::scenario::Step;

pub fn periods(results: &Results<'_>) -> Table {
    let time = &results.scenario.time;
    let head = match time.step {
        Step::Month => "Month",
        Step::Quarter => "Quarter",
        Step::Year => "Year",
    };
    Table::new(
        "Tonnes on average, chances and the reference price at the end of the period, from \
         periods.csv",
        vec![
            Column::text(head),
            Column::number("Need", "t"),
            Column::number("From contract", "t"),
            Column::number("From spot", "t"),
            Column::number("From opening stock", "t"),
            Column::number("From scrap", "t"),
            Column::number("Shortfall", "t"),
            Column::number("Chance of running short", ""),
            Column::number("Short by then", ""),
            Column::number("Median price (P5 to P95)", "USD/t"),
        ],
        (0..time.periods).map(|period| row(results, period)).collect(),
    )
    .without_absent_columns()
    .compact()
}

fn row(results: &Results<'_>, period: usize) -> Vec<Cell> {
    let subject = Subject::Total.in_period(period);
    let so_far = Cell { note: None, ..probability(results, subject, Metric::ShortSoFar) };
    vec![
        Cell::text(results.scenario.time.label(period)),
        mean_alone(results, subject, Metric::Need),
        mean_alone(results, subject, Metric::OriginContract),
        mean_alone(results, subject, Metric::OriginSpot),
        mean_alone(results, subject, Metric::OriginOpeningStock),
        mean_alone(results, subject, Metric::OriginScrap),
        mean_alone(results, subject, Metric::Shortfall),
        probability(results, subject, Metric::Short),
        so_far,
        price(results, subject),
    ]
}

fn price(results: &Results<'_>, observed: Observed) -> Cell {
    let Some(price) = series(results, observed, Metric::Price) else { return Cell::absent() };
    let at = |level| price.quantile(level);
    let (low, high) = (at(0.05), at(0.95));
    let range = (low.estimate < high.estimate)
        .then(|| format!("{} to {}", estimate(&low, ""), estimate(&high, "")));
    Cell { note: range, ..Cell::text(estimate(&at(0.5), "")) }
}
