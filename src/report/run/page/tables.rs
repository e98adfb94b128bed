//! The main tables, each a part of a result table, rounded for reading.

mod contracts;
mod fabricators;
mod facilities;
mod horizon;
mod mines;
mod periods;
mod spend;
mod supply;

use maud::{Markup, html};

use crate::analysis::headline::Headline;
use crate::report::page::table::Table;
use crate::report::run_results::Results;

pub fn tables(results: &Results<'_>, headline: &Headline) -> Markup {
    let origin = format!("Where the {} comes from", results.scenario.commodity);
    let tables: [(&str, Option<Table>); 11] = [
        ("Over the horizon", Some(horizon::horizon(results, headline))),
        ("Facilities by risk", facilities::facilities(results)),
        ("Period by period", Some(periods::periods(results))),
        (&origin, Some(supply::regions(results))),
        ("Where the money goes", spend::spend(results)),
        ("Contracts", contracts::contracts(results)),
        ("How contracts end", contracts::ends(results)),
        ("Component makers", fabricators::fabricators(results)),
        ("Mines", mines::mines(results)),
        ("Products of mines", mines::products(results)),
        ("Outages", mines::outages(results)),
    ];
    html! {
        p.note { "Small print below a number is its 95 % interval. Numbers are rounded to what it \
            supports; the CSV files have them in full." }
        @for (title, table) in &tables {
            @if let Some(table) = table { (table.titled(title)) }
        }
    }
}
