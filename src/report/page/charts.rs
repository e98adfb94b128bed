//! The charts, and where their numbers stand.

use maud::{Markup, html};

use crate::report::drawing::Drawing;
use crate::report::page::figure;

pub fn charts(drawings: &[Drawing]) -> Markup {
    html! {
        @for drawing in drawings {
            (figure(&drawing.title, &drawing.picture, &html! {
                @if let Some(table) = table(drawing) { "The numbers of this chart stand in \
                    " code { (table) } "." } span.swipe { " Swipe it sideways to see all of it." }
            }))
        }
    }
}

/// The result table that holds the numbers of a chart.
fn table(drawing: &Drawing) -> Option<&'static str> {
    match drawing.name {
        "price-fan" | "need-and-supply" | "shortfall-by-period" => Some("periods.csv"),
        "shortfall-exceedance" | "cost-exceedance" => Some("distributions.csv"),
        "shortfall-by-facility" => Some("facility_periods.csv"),
        "completion-delay" => Some("facilities.csv"),
        "differences" | "risk-and-cost" => Some("comparison.csv"),
        _ => None,
    }
}
