//! The scenario behind the page: sources, identity, and its resolved text.

use maud::{Markup, html};

use crate::report::explanation::understood;
use crate::report::manifest::RunFacts;
use crate::report::page::{scroller, unbroken};
use crate::results::{PROGRAM, VERSION};
use crate::scenario::Scenario;

pub fn scenario(scenario: &Scenario, facts: &RunFacts) -> Markup {
    let text = html! { pre { code { (facts.resolved_scenario) } } };
    html! {
        @if scenario.sources.is_empty() {
            p { "The scenario names no sources." }
        } @else {
            section {
                h3 { "Sources" }
                ol.sources { @for source in &scenario.sources { li { (unbroken(source)) } } }
            }
        }
        section.whole {
            h3 { "Identity" }
            dl.lines {
                div { dt { "Scenario" } dd { (scenario.slug) } }
                div { dt { "Hash" } dd { code { (facts.scenario_hash) } } }
                div { dt { "Seed" } dd { (scenario.simulation.seed) } }
                div { dt { "Program" } dd { (PROGRAM) " " (VERSION) } }
            }
            p.note { "The same scenario, seed and number of trials give the same numbers on every \
                machine." }
        }
        @if let Some(table) = understood(&facts.understood) {
            (table.titled("What the program understood"))
        }
        section {
            h3 { "As it was run" }
            p { "The resolved scenario, with the origin of every value." }
            div.listing { (scroller("Resolved scenario", &text)) }
        }
    }
}

pub fn footer(scenario: &Scenario) -> Markup {
    html! {
        p {
            (PROGRAM) " " (VERSION) " · " (scenario.slug) ". The tables behind this page lie \
                beside it as CSV files with their schema in "
            code { "datapackage.json" } "; " code { "manifest.json" } " says when and how it was \
                run."
        }
    }
}
