//! The main tables, each a part of a result table, rounded for reading.

mod actors;
mod horizon;
mod mines;
mod periods;
mod supply;

use maud::{Markup, html};

use super::table::Table;
use crate::report::Results;
use crate::statistics::headline::Headline;

pub fn tables(results: &Results<'_>, headline: &Headline) -> Markup {
    let tables = [
        ("Over the horizon", Some(horizon::horizon(results, headline))),
        ("Facilities by risk", actors::facilities(results)),
        ("Period by period", Some(periods::periods(results))),
        ("Where the copper comes from", Some(supply::regions(results))),
        ("Contracts", actors::contracts(results)),
        ("Mines", mines::mines(results)),
        ("Outages", mines::outages(results)),
    ];
    html! {
        p.note { "Small print below a number is its 95 % interval. Numbers are rounded to what it supports; the CSV files have them in full." span.swipe { " Swipe wide tables sideways." } }
        @for (title, table) in &tables {
            @if let Some(table) = table { (titled(title, table)) }
        }
    }
}

fn titled(title: &str, table: &Table) -> Markup {
    html! { section { h3 { (title) } (table.to_markup()) } }
}
