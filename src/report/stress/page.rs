//! The page of a stress: what helps, at what price, and which uncertain input matters.

use maud::{Markup, html};

use super::screen::{HEADER, INPUT_HEADER, as_it_is, input_cells, lever_cells};
use crate::analysis::stress::Change;
use crate::analysis::stress::ranking::standing;
use crate::number_words::{count, percent_change, sentence_start};
use crate::report::change_words::{change_in_words, standing_heading};
use crate::report::drawing::Drawing;
use crate::report::manifest::RunFacts;
use crate::report::page::charts::charts;
use crate::report::page::table::{Cell, Column, Table};
use crate::report::page::{Document, PAGE, Section, unbroken};
use crate::report::result_file::ResultFile;
use crate::report::run::page::{footer, scenario};
use crate::report::stress_results::StressResults;

/// Inputs that the page lists; the table has all.
const MOST_INPUTS: usize = 60;

/// The page of a stress.
pub fn stress_page(
    results: &StressResults<'_>,
    facts: &RunFacts,
    drawings: &[Drawing],
) -> ResultFile {
    let title = format!("What would help: {}", results.scenario.name);
    let document = Document {
        title: &title,
        commodity: &results.scenario.commodity,
        header: header(results, &title),
        sections: vec![
            Section::new("answer", "The answer", answer(results)),
            Section::new("charts", "Charts", charts(drawings)),
            Section::new("tables", "Tables", tables(results)),
            Section::new("method", "How to read this", method(results)),
            Section::new("scenario", "The scenario", scenario(results.scenario, facts)),
        ],
        footer: footer(results.scenario),
    };
    ResultFile { path: PAGE.to_owned(), bytes: document.to_html().into_bytes() }
}

fn header(results: &StressResults<'_>, title: &str) -> Markup {
    html! {
        p.kicker { (sentence_start(&results.scenario.commodity)) " supply risk" }
        h1 { (title) }
        p.extent {
            (count(results.stress.changes.len() as u64)) " changes of the scenario, \
            " (count(results.stress.trials)) " trials each from common draws (Monte Carlo, seed \
            " (results.scenario.simulation.seed) ")."
        }
    }
}

/// The scenario as it is, and the lever that helps most per dollar.
fn answer(results: &StressResults<'_>) -> Markup {
    let best = results.levers().into_iter().next().map(|(change, effects)| {
        let change = change_in_words(change, results.scenario);
        format!("{}: {change}", standing_heading(standing(effects)))
    });
    html! {
        @if let Some(best) = best { p.verdict { (unbroken(&best)) } }
        @for line in as_it_is(results).lines() { p { (unbroken(line)) } }
    }
}

fn tables(results: &StressResults<'_>) -> Markup {
    let levers = results.levers();
    let heading = |place: usize| standing_heading(standing(levers[place].1));
    let mut groups: Vec<(&str, Vec<Vec<Cell>>)> = Vec::new();
    for (place, (change, effects)) in levers.iter().enumerate() {
        if groups.last().is_none_or(|(last, _)| *last != heading(place)) {
            groups.push((heading(place), Vec::new()));
        }
        let name = Cell::text(change_in_words(change, results.scenario));
        let cells = lever_cells(effects).into_iter().map(Cell::text);
        if let Some((_, rows)) = groups.last_mut() {
            rows.push(std::iter::once(name).chain(cells).collect());
        }
    }
    let inputs: Vec<Vec<Cell>> = (results.inputs().iter().take(MOST_INPUTS))
        .filter_map(|pair| {
            let Change::Restriction(restriction) = pair[0].0 else { return None };
            let cells = input_cells(pair).into_iter().map(Cell::text);
            Some(std::iter::once(Cell::text(&restriction.input)).chain(cells).collect())
        })
        .collect();
    let columns = |first, heads: &[&'static str]| {
        let numbers = heads.iter().map(|head| Column::number(head, ""));
        std::iter::once(Column::text(first)).chain(numbers).collect::<Vec<_>>()
    };
    html! {
        @for (heading, rows) in groups {
            (Table::new(
                "Change against the scenario as it is, from levers.csv",
                columns("Lever", &HEADER),
                rows,
            )
            .titled(heading))
        }
        @if let Some(range) = results.steps.range.filter(|_| !inputs.is_empty()) {
            (Table::new(
                &format!(
                    "Each uncertain input alone in its lowest and highest {}, the one that matters \
                     most first, from levers.csv",
                    percent_change(range)
                ),
                columns("Input", &INPUT_HEADER),
                inputs,
            )
            .titled("Which uncertain input matters most"))
        }
    }
}

fn method(results: &StressResults<'_>) -> Markup {
    let note = if results.scenario.regions.len() > 1 { " in the region of the change" } else { "" };
    html! {
        p {
            "Each change is a run of its own with the same random numbers, so that its difference \
             is known far better than either run. Levers are told as one could pull them; what \
             they would cost to have, beyond what they buy and hold, is not in them."
        }
        p {
            "Firm tonnes: the reserve that would make a shortage" (note) " as rare, and half of \
             its 95 % interval. USD per tonne: more full cost for each tonne no longer short. An \
             uncertain input is left in its lowest or highest part to see how much it moves: it \
             is no lever, unless somebody can find it out or fix it."
        }
        @if !results.stress.omitted.is_empty() {
            ul {
                @for omission in &results.stress.omitted {
                    li { "Not moved: " (omission.name) ", since " (omission.reason) }
                }
            }
        }
    }
}
