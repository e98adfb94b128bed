//! Mines, their products, and the outages that they and their districts have.

use crate::metric::{Metric, Subject};
use crate::number_words::quantity;
use crate::report::page::table::{Cell, Column, Table};
use crate::report::run::page::cells::{mean, series, share};
use crate::report::run_results::Results;
use crate::scenario::expectation::ExpectedOutages;
use crate::scenario::{OutageKind, Scenario};

pub fn mines(results: &Results<'_>) -> Option<Table> {
    let mines = &results.scenario.mines;
    let rows: Vec<Vec<Cell>> = mines
        .iter_enumerated()
        .map(|(place, mine)| {
            let subject = Subject::Mine(place);
            let mean_share = |metric| {
                share(series(results, subject, metric).map(|series| series.mean()).as_ref())
            };
            vec![
                Cell::text(mine.shown()),
                mean(results, subject, Metric::Output),
                mean_share(Metric::Utilisation),
                mean_share(Metric::Availability),
                mean(results, subject, Metric::OutputLost),
                mean(results, subject, Metric::MaintenanceLoss),
                mean(results, subject, Metric::SoldElsewhere),
                mean(results, subject, Metric::InSolution),
                mean(results, subject, Metric::ReserveLeft),
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
                Column::number("Planned shutdowns", "t"),
                Column::number("Sold elsewhere", "t"),
                Column::number("In solution at the end", "t"),
                Column::number("Reserve at the end", "t"),
                Column::number("Carbon", "tCO2e"),
            ],
            rows,
        )
        .without_absent_columns()
    })
}

/// What becomes of each product; nothing where no mine has any.
pub fn products(results: &Results<'_>) -> Option<Table> {
    let scenario = results.scenario;
    let rows: Vec<Vec<Cell>> = (scenario.products().enumerate())
        .map(|(place, (mine, product))| {
            let subject = Subject::product(place);
            vec![
                Cell::text(product.shown()),
                Cell::text(scenario.mines[mine].shown()),
                mean(results, subject, Metric::Output),
                mean(results, subject, Metric::SoldElsewhere),
                mean(results, subject, Metric::Carbon),
                mean(results, subject, Metric::Water),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Table::new(
            "Products of mines over the horizon, means, from products.csv",
            vec![
                Column::text("Product"),
                Column::text("Mine"),
                Column::number("Output", "t"),
                Column::number("Sold elsewhere", "t"),
                Column::number("Carbon", "tCO2e"),
                Column::number("Water", "m³"),
            ],
            rows,
        )
        .without_absent_columns()
    })
}

/// The kinds of outages as the scenario has them: what each costs in the long run.
pub fn outages(results: &Results<'_>) -> Option<Table> {
    let scenario = results.scenario;
    let of_mines = scenario.mines.iter().map(|mine| (mine.shown(), &mine.outages));
    let of_districts =
        scenario.districts.iter().map(|district| (district.shown(), &district.outages));
    let rows: Vec<Vec<Cell>> = of_mines
        .chain(of_districts)
        .flat_map(|(owner, kinds)| {
            kinds
                .iter()
                .enumerate()
                .map(move |(place, kind)| outage_row(scenario, owner, place, kind))
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Table::new(
            "Kinds of outages as the scenario has them, means; the last column is rate times \
             length times loss, in the long run",
            vec![
                Column::text("Mine or district"),
                Column::text("Kind"),
                Column::number("In a year of running", ""),
                Column::number("Length", "days"),
                Column::number("Loss while it lasts", ""),
                Column::number("Output lost in the long run", ""),
            ],
            rows,
        )
    })
}

fn outage_row(scenario: &Scenario, owner: &str, place: usize, kind: &OutageKind) -> Vec<Cell> {
    const DAYS_A_YEAR: f64 = 365.25;
    let expected = ExpectedOutages::new(kind, scenario);
    let cell = |value: Option<f64>| {
        value.map_or_else(Cell::absent, |value| Cell::text(quantity(value, None, "")))
    };
    let percent = |value: Option<f64>| {
        value.map_or_else(Cell::absent, |value| {
            Cell::text(format!("{} %", quantity(100.0 * value, None, "")))
        })
    };
    vec![
        Cell::text(owner),
        Cell::text(kind.name.clone().unwrap_or_else(|| format!("outages {}", place + 1))),
        cell(expected.rate),
        cell(expected.duration.map(|years| years * DAYS_A_YEAR)),
        percent(expected.loss),
        percent(expected.lost()),
    ]
}
