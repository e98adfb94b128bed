//! Where the metal comes from, by region.

use crate::analysis::reserve::Reserve;
use crate::metric::{Metric, Subject};
use crate::number_words::quantity;
use crate::report::page::table::{Cell, Column, Table};
use crate::report::run::page::cells::{mean, mean_alone, probability, share};
use crate::report::run_results::Results;

/// Every region, and all together where there are several.
pub fn regions(results: &Results<'_>) -> Table {
    let regions = &results.scenario.regions;
    let mut rows: Vec<Vec<Cell>> = regions
        .iter_enumerated()
        .map(|(place, region)| region_row(results, region.shown(), Subject::Region(place)))
        .collect();
    if regions.len() > 1 {
        rows.push(region_row(results, "All regions", Subject::Total));
    }
    Table::new(
        "Regions over the horizon, means, what is served by where it was acquired, from regions.csv \
         and reserve.csv",
        vec![
            Column::text("Region"),
            Column::number("Need", "t"),
            Column::number("From contract", "t"),
            Column::number("From spot", "t"),
            Column::number("From opening stock", "t"),
            Column::number("From scrap", "t"),
            Column::number("Shortfall", "t"),
            Column::number("Chance of running short", ""),
            Column::number("On-time fill rate", ""),
            Column::number("Reserve", "t"),
        ],
        rows,
    )
    .without_absent_columns()
}

fn region_row(results: &Results<'_>, name: &str, subject: Subject) -> Vec<Cell> {
    let reserve = match (results.reserve, subject) {
        (Some(Reserve::Hold(advice)), Subject::Region(region)) => Some(advice.tonnes[region]),
        (Some(Reserve::Hold(advice)), _) => Some(advice.total()),
        _ => None,
    };
    vec![
        Cell::text(name),
        mean_alone(results, subject, Metric::Need),
        mean_alone(results, subject, Metric::OriginContract),
        mean_alone(results, subject, Metric::OriginSpot),
        mean_alone(results, subject, Metric::OriginOpeningStock),
        mean_alone(results, subject, Metric::OriginScrap),
        mean(results, subject, Metric::Shortfall),
        probability(results, subject, Metric::Shortfall),
        share(results.ratio(subject, Metric::FillRate).as_ref()),
        reserve.map_or_else(Cell::absent, |tonnes| Cell::text(quantity(tonnes, None, ""))),
    ]
}
