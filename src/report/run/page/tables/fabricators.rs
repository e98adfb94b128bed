//! Component makers.

use crate::index::FabricatorIndex;
use crate::metric::{Metric, Subject};
use crate::report::page::table::{Cell, Column, Table};
use crate::report::run::page::cells::{mean, mean_alone, probability};
use crate::report::run_results::Results;

/// What the fabricators need, lack and make; nothing without any.
pub fn fabricators(results: &Results<'_>) -> Option<Table> {
    let scenario = results.scenario;
    let row = |place: FabricatorIndex| {
        let (fabricator, subject) = (&scenario.fabricators[place], Subject::Fabricator(place));
        let waiting = match fabricator.capacity {
            Some(_) => probability(results, subject, Metric::WaitingForCapacity),
            None => Cell::absent(),
        };
        vec![
            Cell::text(fabricator.shown()),
            Cell::text(scenario.regions[fabricator.region].shown()),
            mean_alone(results, subject, Metric::Need),
            mean(results, subject, Metric::Shortfall),
            mean(results, subject, Metric::ComponentOutput),
            mean_alone(results, subject, Metric::Scrap),
            waiting,
        ]
    };
    let rows: Vec<Vec<Cell>> = scenario.fabricators.indices().map(row).collect();
    (!rows.is_empty()).then(|| {
        Table::new(
            "Component makers over the horizon, means, from fabricators.csv",
            vec![
                Column::text("Maker"),
                Column::text("Metal from"),
                Column::number("Metal needed", "t"),
                Column::number("Metal missing in time", "t"),
                Column::number("Made", "t"),
                Column::number("Scrap", "t"),
                Column::number("Chance of orders waiting at the end", ""),
            ],
            rows,
        )
        .without_absent_columns()
    })
}
