//! Contracts, and how they end.

use crate::index::ContractIndex;
use crate::metric::{Metric, Subject};
use crate::report::page::table::{Cell, Column, Table};
use crate::report::run::page::cells::{amount, mean, mean_money, money, probability, series};
use crate::report::run_results::Results;

pub fn contracts(results: &Results<'_>) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = results
        .scenario
        .contracts
        .indices()
        .map(|contract| contract_row(results, contract))
        .collect();
    (!rows.is_empty()).then(|| {
        Table::new(
            "Contracts over the horizon, means, from contracts.csv",
            vec![
                Column::text("Contract"),
                Column::text("From, to and term"),
                Column::number("Entitlement", "t"),
                Column::number("Delivered", "t"),
                Column::number("Served", "t"),
                Column::number("Owed by the seller", "t"),
                Column::number("Price paid", "USD/t"),
                Column::number("Cost", ""),
                Column::number("Paid, not taken", "t"),
                Column::number("Take-or-pay", ""),
            ],
            rows,
        )
        .without_absent_columns()
    })
}

fn contract_row(results: &Results<'_>, place: ContractIndex) -> Vec<Cell> {
    let scenario = results.scenario;
    let contract = &scenario.contracts[place];
    let subject = Subject::Contract(place);
    let take_or_pay = series(results, subject, Metric::TakeOrPayPaid).map(|paid| paid.mean());
    vec![
        Cell::text(contract.shown()),
        Cell {
            note: Some(format!("{} to {}", contract.from, contract.to)),
            ..Cell::text(format!(
                "{} to {}",
                contract.origin(scenario),
                scenario.regions[contract.region].shown()
            ))
        },
        mean(results, subject, Metric::Entitlement),
        mean(results, subject, Metric::Delivered),
        mean(results, subject, Metric::Used),
        mean(results, subject, Metric::Owed),
        amount(results.ratio(subject, Metric::PricePaid).as_ref()),
        mean_money(results, subject, Metric::Cost),
        mean(results, subject, Metric::PaidNotTaken),
        money(take_or_pay.as_ref()),
    ]
}

/// Contracts that may end early or go on.
pub fn ends(results: &Results<'_>) -> Option<Table> {
    let scenario = results.scenario;
    let rows: Vec<Vec<Cell>> = (scenario.contracts.iter_enumerated())
        .filter(|(_, contract)| contract.default_rate.is_some() || contract.renewal.is_some())
        .map(|(place, contract)| {
            let subject = Subject::Contract(place);
            vec![
                Cell::text(contract.shown()),
                Cell::text(contract.origin(scenario)),
                Cell::text(contract.to.to_string()),
                probability(results, subject, Metric::Defaulted),
                probability(results, subject, Metric::Renewed),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Table::new(
            "Chances within the horizon, from contracts.csv",
            vec![
                Column::text("Contract"),
                Column::text("Seller"),
                Column::text("Term until"),
                Column::number("The seller fails while it runs", ""),
                Column::number("The term is renewed", ""),
            ],
            rows,
        )
        .without_absent_columns()
    })
}
