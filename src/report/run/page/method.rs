//! How to read the page: what its words mean, how sure its numbers are, and what they leave out.

use maud::{Markup, html};

use crate::analysis::headline::Headline;
use crate::metric::Subject;
use crate::number_words::{count, counted, percent, quantity, sentence_start, trials};
use crate::report::manifest::RunFacts;
use crate::report::page::table::{Cell, Column, Table};
use crate::report::page::unbroken;
use crate::report::run::first_screen::{outside, precision};
use crate::report::run::page::cells;
use crate::report::run_results::Results;
use crate::scenario::{Comparison, Scenario, Term, Unmet, Watch, WatchTime};

pub fn method(results: &Results<'_>, headline: &Headline, facts: &RunFacts) -> Markup {
    let scenario = results.scenario;
    html! {
        dl.terms {
            @for (term, meaning) in terms(scenario, headline, facts) {
                div { dt { (term) } dd { (unbroken(&meaning)) } }
            }
        }
        @if !facts.warnings.is_empty() {
            section {
                h3 { "Warnings" }
                ul.warnings { @for warning in &facts.warnings { li { (warning) } } }
            }
        }
        @if !scenario.watches.is_empty() {
            section { h3 { "Watches" } (watches(scenario, headline).to_markup()) }
        }
    }
}

fn terms(
    scenario: &Scenario,
    headline: &Headline,
    facts: &RunFacts,
) -> Vec<(&'static str, String)> {
    let step = scenario.time.step.name();
    let mut terms = vec![
        (
            "Futures",
            format!(
                "{}, drawn by Monte Carlo with seed {}. Each draws one possible future from the \
                 scenario's uncertain quantities and plays it {step} by {step}; \
                 a chance is the share of these futures, a mean is over all of them.",
                trials(headline.trials),
                scenario.simulation.seed,
            ),
        ),
        (
            "95 % interval",
            "How far chance in the drawing of futures can have moved an estimate: made again with \
             other seeds, 95 of 100 such intervals hold the value that endless \
             trials would give. It says nothing of how right the scenario is: other inputs can \
             move the results by far more."
                .to_owned(),
        ),
        ("Precision", format!("{}.", convergence(headline, facts))),
        (
            "Shortfall",
            match scenario.shortage.unmet {
                Unmet::Backlog => format!(
                    "Tonnes that fell due in a {step} and were not served in it; each counts once, \
                     in the {step} it fell due, and stays due until it is served."
                ),
                Unmet::Lost => format!(
                    "Tonnes that fell due in a {step} and were not served in it; they count once \
                     and are covered from outside the simulation."
                ),
            },
        ),
        (
            "Reserve",
            "The least stock to hold beyond the plan, by region, with which at most 5 % of \
             futures run short: found by simulating the plan with more and more of it. What it \
             leaves and costs is from futures that the search has not seen."
                .to_owned(),
        ),
        (
            "Worst 5 %",
            "The mean over the worst twentieth of the futures (CVaR). P5 and P95 are the values \
             that 5 and 95 % of futures stay below."
                .to_owned(),
        ),
    ];
    for (share, place) in outside(&headline.need) {
        terms.push((
            "Outside the horizon",
            format!("{} of the {} is needed {place}.", percent(share), scenario.commodity),
        ));
    }
    if facts.clamped > 0 {
        let draws = count(facts.clamped);
        terms.push((
            "Moved draws",
            format!(
                "{draws} drawn values lay outside the range of their key and were moved to its \
                edge."
            ),
        ));
    }
    terms
}

fn convergence(headline: &Headline, facts: &RunFacts) -> String {
    let told = sentence_start(&precision(headline, facts).join(" "));
    match facts.precision {
        Some(_) => told,
        None => format!("{told}. The number of trials was fixed; no precision was asked for"),
    }
}

fn watches(scenario: &Scenario, headline: &Headline) -> Table {
    let rows = scenario.watches.iter().zip(&headline.watches).map(|(watch, chance)| {
        vec![
            Cell::text(&watch.name),
            Cell::text(meaning(watch, scenario)),
            cells::chance(Some(chance)),
        ]
    });
    Table::new(
        "Events of the scenario's own, from summary.csv",
        vec![Column::text("Watch"), Column::text("Happens when"), Column::number("Chance", "")],
        rows.collect(),
    )
}

fn meaning(watch: &Watch, scenario: &Scenario) -> String {
    let event = watch.event.words(|_| {}, &|condition| comparison(condition, scenario));
    let step = scenario.time.step.name();
    let moment = match watch.at {
        WatchTime::Any => format!("in any {step}"),
        WatchTime::Every => format!("in every {step}"),
        WatchTime::Last => format!("in the last {step}"),
        WatchTime::Horizon => "over the horizon".to_owned(),
        WatchTime::Period(period) => format!("in {}", scenario.time.label(period)),
        WatchTime::Within(first, last) => format!(
            "in any {step} from {} to {}",
            scenario.time.label(first),
            scenario.time.label(last)
        ),
        WatchTime::AtLeast(number) => format!("in at least {}", counted(number as u64, step)),
    };
    format!("{event} {moment}")
}

/// Whose metric it is, as a sentence names it.
fn whose(subject: Subject, scenario: &Scenario) -> String {
    match subject {
        Subject::Total => String::new(),
        Subject::Region(place) => format!("region {} ", scenario.regions[place].shown()),
        Subject::Mine(place) => format!("mine {} ", scenario.mines[place].shown()),
        Subject::Product(place) => {
            let product = scenario.products().nth(place.get());
            product.map_or_else(String::new, |(mine, product)| {
                format!("{} of mine {} ", product.shown(), scenario.mines[mine].shown())
            })
        }
        Subject::Contract(place) => {
            format!("contract {} ", scenario.contracts[place].shown())
        }
        Subject::Facility(place) => {
            format!("facility {} ", scenario.facilities[place].shown())
        }
        Subject::Fabricator(place) => {
            format!("maker {} ", scenario.fabricators[place].shown())
        }
    }
}

fn comparison(comparison: &Comparison, scenario: &Scenario) -> String {
    let mut sum = String::new();
    for (place, Term { factor, subject, metric }) in comparison.terms.iter().enumerate() {
        let sign = match (place, *factor < 0.0) {
            (0, _) => "",
            (_, true) => " − ",
            (_, false) => " + ",
        };
        let times =
            if factor.abs() == 1.0 { String::new() } else { format!("{} × ", factor.abs()) };
        let whose = whose(*subject, scenario);
        sum += &format!("{sign}{times}{whose}{}", metric.name().replace('_', " "));
    }
    let unit = comparison.terms.first().map_or("1", |term| term.metric.unit());
    let unit = if unit == "1" { "" } else { unit };
    let threshold = quantity(comparison.threshold, None, unit);
    format!("{sum} {} {threshold}", comparison.relation.sign())
}
