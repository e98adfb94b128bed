//! The first screen: the answer to "how likely are we to run short, when, by how much and what does it cost" in a few lines.

mod document;

pub use document::FirstScreen;

use super::manifest::RunFacts;
use super::wording::{count, estimate, futures, percent, percent_estimate, quantity};
use crate::scenario::{Scenario, Step, Unmet};
use crate::statistics::Statistic;
use crate::statistics::headline::{Cover, Headline, MostExposed, Need, Spend};

/// Columns of the screen.
const WIDTH: usize = 80;
/// Columns of the labels.
const LABEL: usize = 21;
/// Share of the need outside the horizon from which on it is a warning.
const OUTSIDE: f64 = 0.05;

/// The screen as plain text, ending with a line feed.
pub fn first_screen(scenario: &Scenario, headline: &Headline, facts: &RunFacts) -> String {
    let time = &scenario.time;
    let step = time.step.name();
    let mut screen = Screen::default();
    screen.paragraph(&[&scenario.name]);
    let plural = if time.periods == 1 { "" } else { "s" };
    screen.paragraph(&[
        &format!("{} {step}{plural} from {},", time.periods, time.label(0)),
        &format!("{} trials (Monte Carlo, seed {})", count(headline.trials), scenario.simulation.seed),
    ]);
    screen.blank();
    screen.paragraph(&[&verdict(headline, time.step)]);
    screen.blank();
    if let Some(worst) = &headline.worst_period {
        screen.line(
            &format!("Worst {step}"),
            &[&format!("{}:", time.label(worst.period)), &format!("short in {}", futures(&worst.short))],
        );
    }
    if let Some(first) = headline.first_short_period.estimate {
        // The median of a count of periods is a whole number.
        let label = time.label(first as usize);
        screen.line(&format!("First short {step}"), &[&label, "(median of the futures that run short)"]);
    }
    if headline.worst_period.is_some() {
        let label = if scenario.shortage.unmet == Unmet::Backlog { "Tonnes late" } else { "Tonnes not served" };
        screen.line(
            label,
            &[
                &format!("{} on average,", estimate(&headline.shortfall, "t")),
                &format!("{} when short,", estimate(&headline.shortfall_given_short, "t")),
                &format!("{} in the worst 5 %", estimate(&headline.shortfall_worst, "t")),
            ],
        );
    }
    screen.line("On-time fill rate", &[&percent_estimate(&headline.fill_rate)]);
    screen.line("Reserve", &[&reserve(headline)]);
    if let Some(exposed) = &headline.most_exposed {
        let parts = exposure(scenario, exposed);
        screen.line("Most exposed", &parts.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let range = |need: &Need| Some((need.low.estimate?, need.high.estimate?));
    let need = range(&headline.need).map(|(low, high)| {
        format!("(P5 to P95: {} to {})", quantity(low, None, "t").trim_end_matches(" t"), quantity(high, None, "t"))
    });
    screen.line("Need", &[&format!("{} on average", estimate(&headline.need.mean, "t")), &need.unwrap_or_default()]);
    if let Some(cover) = &headline.cover {
        let parts = cover_parts(cover, scenario.shortage.unmet);
        screen.line("Covered by", &parts.iter().map(String::as_str).collect::<Vec<_>>());
    }
    screen.line("Spend", &[&spend(&headline.cost)]);
    if let Some(cost) = &headline.cost_with_penalty {
        screen.line("Spend with penalties", &[&spend(cost)]);
    }
    if let Some(carbon) = &headline.carbon {
        screen.line("Carbon", &[&format!("{} on average", estimate(carbon, "tCO2e"))]);
    }
    for (watch, chance) in scenario.watches.iter().zip(&headline.watches) {
        screen.line("Watch", &[&format!("{}:", watch.name), &futures(chance)]);
    }
    outside(&mut screen, &headline.need);
    let parts = precision(headline, facts);
    screen.line("Precision", &parts.iter().map(String::as_str).collect::<Vec<_>>());
    for warning in &facts.warnings {
        screen.line("Warning", &warning.split(' ').collect::<Vec<_>>());
    }
    screen.text
}

/// The sentence that answers the question.
fn verdict(headline: &Headline, step: Step) -> String {
    let step = step.name();
    let chance = futures(&headline.short);
    let (number, limits) = chance.split_at(chance.find(" (").unwrap_or(chance.len()));
    if headline.short.estimate == Some(0.0) {
        format!("In {number} does any {step} run short{limits}.")
    } else {
        format!("In {number} at least one {step} runs short{limits}.")
    }
}

fn reserve(headline: &Headline) -> String {
    let Some(tonnes) = headline.reserve.estimate else {
        return "unknown".to_owned();
    };
    if tonnes == 0.0 {
        return "none needed for 95 % certainty".to_owned();
    }
    let value = headline.price.map(|price| format!(" ({} at the price at the start)", quantity(tonnes * price, None, "USD")));
    format!("{} for 95 % certainty{}", estimate(&headline.reserve, "t"), value.unwrap_or_default())
}

fn exposure(scenario: &Scenario, exposed: &MostExposed) -> Vec<String> {
    let mut parts =
        vec![format!("{}:", scenario.facilities[exposed.facility].name), format!("short in {},", futures(&exposed.short))];
    if exposed.delayed.estimate > Some(0.0) {
        let weeks = estimate(&exposed.delay_given_delayed, "weeks");
        parts.push(format!("completed late in {},", futures(&exposed.delayed)));
        match &exposed.cost_of_delay {
            Some(cost) => {
                parts.push(format!("then by {weeks};"));
                parts.push(format!("cost of delay {} on average", estimate(cost, "USD")));
            }
            None => parts.push(format!("then by {weeks}")),
        }
    } else {
        parts.push("never completed late for it".to_owned());
    }
    parts
}

fn cover_parts(cover: &Cover, unmet: Unmet) -> Vec<String> {
    let rest = if unmet == Unmet::Backlog { "still owed at the end" } else { "not served" };
    let mut parts: Vec<String> = [("contract", cover.contract), ("stock", cover.stock), ("spot", cover.spot)]
        .into_iter()
        .filter_map(|(source, share)| share.map(|share| format!("{source} {},", percent(share))))
        .collect();
    parts.push(format!("{rest} {}", percent(cover.unserved)));
    parts
}

fn spend(spend: &Spend) -> String {
    format!("{} on average, P95 {}", estimate(&spend.mean, "USD"), estimate(&spend.high, "USD"))
}

fn outside(screen: &mut Screen, need: &Need) {
    let parts = [(need.share_before, "before the start (taken as met)"), (need.share_after, "after the end (not simulated)")];
    for (share, place) in parts {
        let Some(share) = share.filter(|&share| share > 0.0) else {
            continue;
        };
        let label = if share > OUTSIDE { "Warning" } else { "Outside the horizon" };
        screen.line(label, &[&format!("{} of the copper is needed", percent(share)), place]);
    }
}

/// Whether the run converged, and how precise it is.
fn precision(headline: &Headline, facts: &RunFacts) -> Vec<String> {
    let state = match (facts.precision, facts.converged) {
        (None, _) => None,
        (Some(target), Some(true)) => Some(format!("converged to ±{};", percent(target))),
        (Some(target), _) => Some(format!("NOT converged to ±{};", percent(target))),
    };
    let error = match headline.shortfall.std_error {
        Some(error) => format!("standard error of the mean tonnes {}", quantity(error, None, "t")),
        None => format!("no shortfall seen in {} trials", count(headline.trials)),
    };
    let limiting = facts.limiting.filter(|limiting| limiting.relative_half_width.is_finite()).map(|limiting| {
        let metric = limiting.metric.name().replace('_', " ");
        format!(
            "(least precise: {} of {metric}, ±{})",
            statistic_words(limiting.statistic),
            percent(limiting.relative_half_width)
        )
    });
    state.into_iter().chain([error]).chain(limiting).collect()
}

fn statistic_words(statistic: Statistic) -> String {
    match statistic {
        Statistic::Mean => "mean".to_owned(),
        Statistic::ProbabilityPositive => "probability".to_owned(),
        other => other.name(),
    }
}

/// Lines of at most [`WIDTH`] columns with a column of labels.
#[derive(Debug, Default)]
struct Screen {
    text: String,
}

impl Screen {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn paragraph(&mut self, parts: &[&str]) {
        self.wrap("", 0, parts);
    }

    fn line(&mut self, label: &str, parts: &[&str]) {
        self.wrap(label, LABEL, parts);
    }

    /// Breaks between parts where it can, between words where a part alone is too long.
    fn wrap(&mut self, label: &str, indent: usize, parts: &[&str]) {
        let mut line = format!("{label:<indent$}");
        let mut is_empty = true;
        let mut put = |line: &mut String, piece: &str| {
            let length = line.chars().count() + usize::from(!is_empty) + piece.chars().count();
            if !is_empty && length > WIDTH {
                self.text.push_str(line.trim_end());
                self.text.push('\n');
                *line = " ".repeat(indent);
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(piece);
            is_empty = false;
        };
        for part in parts.iter().filter(|part| !part.is_empty()) {
            if part.chars().count() <= WIDTH - indent {
                put(&mut line, part);
            } else {
                part.split(' ').for_each(|word| put(&mut line, word));
            }
        }
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}
