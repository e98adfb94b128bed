//! `report.html`: one page to send. It shows the first screen, the charts, the main tables, how to
//! read them and the scenario, and needs nothing beside itself.
//!
//! The page holds nothing that differs between two runs of the same scenario: no time, no machine.

mod answer;
mod cells;
mod method;
mod scenario;
mod story;
mod tables;

#[cfg(test)]
mod tests;

pub(crate) use scenario::{footer, scenario};

use maud::{Markup, html};

use crate::analysis::headline::Headline;
use crate::number_words::sentence_start;
use crate::report::charts::STORY;
use crate::report::drawing::Drawing;
use crate::report::manifest::RunFacts;
use crate::report::page::charts::charts;
use crate::report::page::{Document, PAGE, Section, paragraphs};
use crate::report::result_file::ResultFile;
use crate::report::run::first_screen::extent;
use crate::report::run_results::Results;

/// The page of a run.
pub fn page(
    results: &Results<'_>,
    headline: &Headline,
    facts: &RunFacts,
    drawings: &[Drawing],
) -> ResultFile {
    let scenario = results.scenario;
    let (of_story, of_all): (Vec<&Drawing>, Vec<&Drawing>) =
        drawings.iter().partition(|drawing| drawing.name == STORY);
    let mut sections = vec![
        Section::new("answer", "The answer", answer::answer(scenario, headline, facts)),
        Section::new("charts", "Charts", charts(of_all)),
        Section::new("tables", "Tables", tables::tables(results, headline)),
    ];
    if let Some(told) = results.story {
        let content = story::story(results, told, &of_story);
        sections.push(Section::new("story", "One future", content));
    }
    sections.extend([
        Section::new("method", "How to read this", method::method(results, headline, facts)),
        Section::new("scenario", "The scenario", self::scenario(scenario, facts)),
    ]);
    let document = Document {
        title: &scenario.name,
        commodity: &scenario.commodity,
        header: header(results, headline),
        sections,
        footer: footer(scenario),
    };
    ResultFile { path: PAGE.to_owned(), bytes: document.to_html().into_bytes() }
}

fn header(results: &Results<'_>, headline: &Headline) -> Markup {
    let scenario = results.scenario;
    html! {
        p.kicker { (sentence_start(&scenario.commodity)) " supply risk" }
        h1 { (scenario.name) }
        @for paragraph in paragraphs(&scenario.description) {
            p.lead { (paragraph) }
        }
        p.extent { (extent(scenario, headline).join(" ")) }
    }
}
