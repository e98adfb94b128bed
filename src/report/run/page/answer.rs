//! The first screen as a page shows it: the sentence, the four numbers that carry it, and the
//! labelled lines.

use maud::{Markup, html};

use crate::analysis::headline::Headline;
use crate::analysis::reserve::{LEFT, Reserve};
use crate::number_words::{percent_change, quantity};
use crate::report::estimate_words::{chance_limits, percent_value};
use crate::report::manifest::RunFacts;
use crate::report::page::unbroken;
use crate::report::run::first_screen::{lines, most_missing, verdict};
use crate::report::run::page::cells::{estimate_beside, interval, share_interval};
use crate::scenario::{Scenario, Unmet};

pub fn answer(scenario: &Scenario, headline: &Headline, facts: &RunFacts) -> Markup {
    html! {
        p.verdict { (unbroken(&verdict(headline, scenario.time.step))) }
        dl.tiles {
            @for tile in tiles(scenario, headline) {
                div {
                    dt { (unbroken(tile.label)) }
                    dd {
                        span.value { (unbroken(&tile.value)) }
                        @if let Some(note) = tile.note { " " span.note { (note) } }
                    }
                }
            }
        }
        dl.lines {
            @for line in lines(scenario, headline, facts) {
                div class=[(line.label == "Warning").then_some("warning")] {
                    dt { (line.label) }
                    dd { (unbroken(&line.parts.join(" "))) }
                }
            }
        }
    }
}

/// A number to see from afar.
struct Tile {
    label: &'static str,
    value: String,
    note: Option<String>,
}

fn tiles(scenario: &Scenario, headline: &Headline) -> [Tile; 4] {
    let late = match scenario.shortage.unmet {
        Unmet::Backlog => "Most overdue at once, worst 5 %",
        Unmet::Lost => "Shortfall, worst 5 %",
    };
    let (_, [_, _, worst]) = most_missing(scenario, headline);
    [
        Tile {
            label: "Chance of running short",
            value: percent_value(&headline.short),
            note: chance_limits(&headline.short),
        },
        Tile {
            label: "On-time fill rate",
            value: percent_value(&headline.fill_rate),
            note: share_interval(&headline.fill_rate),
        },
        Tile { label: late, value: estimate_beside(worst, "t"), note: interval(worst, "t") },
        reserve(headline),
    ]
}

fn reserve(headline: &Headline) -> Tile {
    let aim = format!(", aim {}", percent_change(LEFT));
    let (value, note) = match &headline.reserve {
        None => ("not searched for".to_owned(), None),
        Some(Reserve::NotNeeded) => ("none needed".to_owned(), None),
        Some(Reserve::Hold(advice)) => (
            quantity(advice.total(), None, "t"),
            Some(format!("leaves {} short{aim}", percent_value(&advice.left))),
        ),
    };
    Tile { label: "Reserve", value, note }
}
