//! Where the copper comes from: regions and mines.

use crate::metric::Metric;
use crate::model::series::Subject;
use crate::report::Results;
use crate::report::page::cells::{mean, number, plain_mean, probability, ratio, series, share};
use crate::report::page::table::{Cell, Column, Table};

/// Every region, and all together where there are several.
pub fn regions(results: &Results<'_>) -> Table {
    let regions = &results.scenario.regions;
    let mut rows: Vec<Vec<Cell>> =
        regions.iter().enumerate().map(|(place, region)| region_row(results, &region.name, Subject::Region(place))).collect();
    if regions.len() > 1 {
        rows.push(region_row(results, "All regions", Subject::Total));
    }
    Table::new(
        "Regions over the horizon, means, from regions.csv; the reserves of regions do not add up",
        vec![
            Column::text("Region"),
            Column::number("Need", "t"),
            Column::number("From contract", "t"),
            Column::number("From other regions", "t"),
            Column::number("From stock", "t"),
            Column::number("From spot", "t"),
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
        plain_mean(results, subject, Metric::Need),
        plain_mean(results, subject, Metric::DeliveredContract),
        plain_mean(results, subject, Metric::DeliveredRoute),
        plain_mean(results, subject, Metric::DeliveredStock),
        plain_mean(results, subject, Metric::DeliveredSpot),
        mean(results, subject, Metric::Shortfall),
        probability(results, subject, Metric::Shortfall),
        share(ratio(results, subject, Metric::FillRate).as_ref()),
        number(reserve.as_ref()),
    ]
}

pub fn mines(results: &Results<'_>) -> Option<Table> {
    let mines = &results.scenario.mines;
    let rows: Vec<Vec<Cell>> = mines
        .iter()
        .enumerate()
        .map(|(place, mine)| {
            let subject = Subject::Mine(place);
            let mean_share = |metric| share(series(results, subject, metric).map(|series| series.mean()).as_ref());
            vec![
                Cell::text(&mine.name),
                mean(results, subject, Metric::Output),
                mean_share(Metric::Utilisation),
                mean_share(Metric::Availability),
                mean(results, subject, Metric::OutputLost),
                mean(results, subject, Metric::Carbon),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Table::new(
            "Mines over the horizon, means, from mines.csv",
            vec![
                Column::text("Mine"),
                Column::number("Output", "t"),
                Column::number("Output over design", ""),
                Column::number("Time not lost to outages", ""),
                Column::number("Lost to outages", "t"),
                Column::number("Carbon", "tCO2e"),
            ],
            rows,
        )
        .without_absent_columns()
    })
}
