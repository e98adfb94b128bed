//! Parts of an explanation in words.

use crate::analysis::explanation::{Explanation, Input, Stop, StopKind};
use crate::number_words::{percent, significant};
use crate::scenario::{Action, Each, Effect, Month, NamedUnit};

/// Members of a correlation that are named; of more it is said how many they are.
const MOST_NAMED: usize = 4;

/// A number with as many digits as tell distributions apart.
pub(super) fn number(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "\u{2212}∞" }.to_owned();
    }
    if value.is_nan() {
        return "-".to_owned();
    }
    significant(value, 4)
}

/// A number in a sentence.
pub(super) fn short(value: f64) -> String {
    trimmed(&number(value))
}

/// Without zeros at the end of its decimals.
pub(super) fn trimmed(number: &str) -> String {
    match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => number.to_owned(),
    }
}

/// The unit behind a number: a blank before it unless it begins with `/`.
pub(super) fn with_unit(number: &str, unit: &NamedUnit) -> String {
    format!("{number} {}", unit.text).trim_end().to_owned()
}

/// How often something is drawn, as a column says it.
pub(super) fn each_in_words(each: Each) -> &'static str {
    match each {
        Each::Trial => "trial",
        Each::Period => "period",
        Each::Outage => "outage",
    }
}

/// The values of each month where there are several: `2026-01: 0 %, 2027-07: 15 %`.
pub(super) fn by_month(input: &Input) -> Option<String> {
    let points = input.law.by_month.iter();
    let told = |(month, value): &(Month, f64)| {
        format!("{month}: {}", with_unit(&short(input.unit.of(*value)), &input.unit))
    };
    let points: Vec<String> = points.map(told).collect();
    (!points.is_empty()).then(|| points.join(", "))
}

/// What events do to an input, a part for each.
pub(super) fn effects(explanation: &Explanation<'_>, input: &Input) -> Vec<String> {
    let told = |effect: &Effect| {
        let amount = with_unit(&short(input.unit.of(effect.amount)), &input.unit);
        let done = match effect.action {
            Action::Times => format!("times {}", short(effect.amount)),
            Action::Add => format!("{amount} added"),
            Action::Set => format!("set to {amount}"),
        };
        format!("{done} by event.{}", explanation.scenario().events[effect.event].name)
    };
    input.law.effects.iter().map(told).collect()
}

/// What is correlated with something, a part for each correlation.
pub(super) fn correlated(
    explanation: &Explanation<'_>,
    path: &str,
    correlations: &[usize],
) -> Vec<String> {
    let of = |&place: &usize| {
        let correlation = &explanation.scenario().correlations[place];
        let others: Vec<&str> =
            correlation.members.iter().map(String::as_str).filter(|other| *other != path).collect();
        let with = match others.len() {
            0..=MOST_NAMED => others.join(", "),
            number => format!("{number} others"),
        };
        let repaired = if correlation.repair { ", the nearest possible" } else { "" };
        let (name, coefficient) = (&correlation.name, correlation.coefficient);
        format!("correlated {coefficient} with {with} (correlation.{name}{repaired})")
    };
    correlations.iter().map(of).collect()
}

/// What touches a mine.
pub(super) fn stop(stop: &Stop<'_>) -> String {
    let time = |years: Option<f64>| {
        let Some(years) = years else { return "of no finite length".to_owned() };
        let days = years * 365.25;
        match days {
            days if days < 60.0 => format!("{} days", significant(days, 3)),
            days => format!("{} months", significant(12.0 * days / 365.25, 3)),
        }
    };
    match &stop.kind {
        StopKind::Outages { name, district, expected } => {
            let of_district =
                district.map(|name| format!(" of district {name}")).unwrap_or_default();
            let rate = expected.rate.map_or_else(|| "-".to_owned(), short);
            let lost = expected
                .lost()
                .map(|lost| format!("; {} of the output in the long run", percent(lost)))
                .unwrap_or_default();
            let loss = match expected.loss {
                Some(loss) if loss != 1.0 => format!(", losing {}", percent(loss)),
                _ => String::new(),
            };
            format!(
                "stopped by {name}{of_district}: {rate} in a year of running, {} on \
                 average{loss}{lost}",
                time(expected.duration)
            )
        }
        StopKind::Shutdown { month, duration, every } => {
            let again = every.map(|months| format!(", again every {months} months"));
            format!(
                "stopped as planned in {month}: {}{}",
                time(*duration),
                again.unwrap_or_default()
            )
        }
        StopKind::ForceMajeure { contract, below } => {
            let below = below.map_or_else(|| "its limit".to_owned(), percent);
            format!("force majeure of contract.{contract} while outages leave less than {below}")
        }
    }
}
