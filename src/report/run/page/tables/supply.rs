//! Where the metal comes from, by region.

use crate::metric::{Metric, Subject};
use crate::report::page::table::{Cell, Column, Table};
use crate::report::run::page::cells::{amount, mean, mean_alone, probability, series, share};
use crate::report::run_results::Results;

/// Every region, and all together where there are several.
pub fn regions(results: &Results<'_>) -> Table {
    let regions = &results.scenario.regions;
    let mut rows: Vec<Vec<Cell>> = regions
        .iter_enumerated()
        .map(|(place, region)| region_row(results, &region.name, Subject::Region(place)))
        .collect();
    if regions.len() > 1 {
        rows.push(region_row(results, "All regions", Subject::Total));
    }
    Table::new(
        "Regions over the horizon, means, what is served by where it was acquired, from regions.csv; \
         the reserves of regions do not add up",
        vec![
            Column::text("Region"),
            Column::number("Need", "t"),
            Column::number("From contract", "t"),
            Column::number("From spot", "t"),
            Column::number("From opening stock", "t"),
            Column::number("From scrap", "t"),
            Column::number("Shortfall", "t"),
            Column::number("Chance of a shortfall", ""),
            Column::number("On-time fill rate", ""),
            Column::number("Reserve for 95 %", "t"),
        ],
        rows,
    )
    .without_absent_columns()
}

fn region_row(results: &Results<'_>, name: &str, subject: Subject) -> Vec<Cell> {
    let reserve = series(results, subject, Metric::CoverGap).map(|gap| gap.quantile(0.95));
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
        amount(reserve.as_ref()),
    ]
}
