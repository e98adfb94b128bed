//! Facilities by risk, and contracts.

use crate::metric::Metric;
use crate::model::series::Subject;
use crate::report::Results;
use crate::report::page::cells::{chance, mean, mean_money, money, number, plain_mean, probability, ratio, series, share};
use crate::report::page::table::{Cell, Column, Table};

/// Most facilities that the page lists; the table has them all.
const MOST: usize = 60;

/// The facilities, the likeliest to run short first; those of equal risk as the scenario names them.
pub fn facilities(results: &Results<'_>) -> Option<Table> {
    let scenario = results.scenario;
    let mut risks: Vec<(usize, f64)> = (0..scenario.facilities.len())
        .map(|facility| {
            let shortfall = series(results, Subject::Facility(facility), Metric::Shortfall);
            (facility, shortfall.and_then(|shortfall| shortfall.probability_positive().estimate).unwrap_or(0.0))
        })
        .collect();
    risks.sort_by(|a, b| b.1.total_cmp(&a.1));
    let rows: Vec<Vec<Cell>> = risks.iter().take(MOST).map(|&(facility, _)| facility_row(results, facility)).collect();
    let which = match risks.len() {
        many if many > MOST => format!("the {MOST} of {many} likeliest to run short"),
        _ => "the likeliest to run short first".to_owned(),
    };
    let has_phases = scenario.facilities.iter().any(|facility| !facility.phases.is_empty());
    let of_phases = if has_phases { "; complete with the last phase, while every late phase costs" } else { "" };
    (!rows.is_empty()).then(|| {
        Table::new(
            &format!("Facilities, {which}, from facilities.csv{of_phases}"),
            vec![
                Column::text("Facility"),
                Column::text("Region"),
                Column::number("Chance of a shortfall", ""),
                Column::number("Mean shortfall", "t"),
                Column::number("Mean need", "t"),
                Column::number("On-time fill rate", ""),
                Column::number("Chance that a shortage delays completion", ""),
                Column::number("Then late by", "weeks"),
                Column::number("Mean delay of its phases", "weeks"),
                Column::number("Mean deferral", "weeks"),
                Column::number("Mean cost of delay", ""),
            ],
            rows,
        )
        .without_absent_columns()
    })
}

fn facility_row(results: &Results<'_>, facility: usize) -> Vec<Cell> {
    let scenario = results.scenario;
    let subject = Subject::Facility(facility);
    let delay = series(results, subject, Metric::ShortageDelay);
    let delayed = delay.as_ref().map(|delay| delay.probability_positive());
    let weeks = delay.map(|delay| delay.given_positive().mean()).filter(|weeks| weeks.estimate.is_some());
    vec![
        Cell::text(&scenario.facilities[facility].name),
        Cell::text(&scenario.regions[scenario.facilities[facility].region].name),
        probability(results, subject, Metric::Shortfall),
        mean(results, subject, Metric::Shortfall),
        plain_mean(results, subject, Metric::Need),
        share(ratio(results, subject, Metric::FillRate).as_ref()),
        chance(delayed.as_ref()),
        number(weeks.as_ref()),
        mean(results, subject, Metric::PhaseDelay),
        match scenario.facilities[facility].deferral {
            Some(_) => mean(results, subject, Metric::Deferral),
            None => Cell::absent(),
        },
        mean_money(results, subject, Metric::CostOfDelay),
    ]
}

pub fn contracts(results: &Results<'_>) -> Option<Table> {
    let contracts = results.scenario.contracts.len();
    let rows: Vec<Vec<Cell>> = (0..contracts).map(|contract| contract_row(results, contract)).collect();
    (!rows.is_empty()).then(|| {
        Table::new(
            "Contracts over the horizon, means, from contracts.csv",
            vec![
                Column::text("Contract"),
                Column::text("From, to and term"),
                Column::number("Entitlement", "t"),
                Column::number("Delivered", "t"),
                Column::number("Still owed", "t"),
                Column::number("Price paid", "USD/t"),
                Column::number("Cost", ""),
                Column::number("Take-or-pay", ""),
            ],
            rows,
        )
        .without_absent_columns()
    })
}

fn contract_row(results: &Results<'_>, number_of_contract: usize) -> Vec<Cell> {
    let scenario = results.scenario;
    let contract = &scenario.contracts[number_of_contract];
    let subject = Subject::Contract(number_of_contract);
    let take_or_pay = series(results, subject, Metric::TakeOrPayPaid).map(|paid| paid.mean());
    vec![
        Cell::text(&contract.name),
        Cell {
            note: Some(format!("{} to {}", contract.from, contract.to)),
            ..Cell::text(format!("{} to {}", contract.origin(scenario), scenario.regions[contract.region].name))
        },
        mean(results, subject, Metric::Entitlement),
        mean(results, subject, Metric::Delivered),
        mean(results, subject, Metric::Owed),
        number(ratio(results, subject, Metric::PricePaid).as_ref()),
        mean_money(results, subject, Metric::Cost),
        money(take_or_pay.as_ref()),
    ]
}

/// Contracts that may end early or go on.
pub fn contract_ends(results: &Results<'_>) -> Option<Table> {
    let scenario = results.scenario;
    let rows: Vec<Vec<Cell>> = (scenario.contracts.iter().enumerate())
        .filter(|(_, contract)| contract.default_rate.is_some() || contract.renewal.is_some())
        .map(|(number, contract)| {
            let subject = Subject::Contract(number);
            vec![
                Cell::text(&contract.name),
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
