//! What the length of the computation's steps changes, in words.

use crate::analysis::step_check::{Measured, Move, StepCheck};
use crate::metric::{Metric, Subject};
use crate::number_words::{percent, significant};
use crate::scenario::{Scenario, TimeGrid};
use crate::statistics::Statistic;

/// Numbers that are told one by one.
const TOLD: usize = 3;

/// The length of a step: `month`, `3 months`, `1/4 of a month`.
pub(super) fn step_words(time: &TimeGrid) -> String {
    let steps = time.steps();
    match (steps.length, steps.parts) {
        (1, 1) => "month".to_owned(),
        (months, 1) => format!("{months} months"),
        (_, parts) => format!("1/{parts} of a month"),
    }
}

/// The numbers that finer steps move, by how much, and what to do; `None` where they move none.
pub(super) fn moves(scenario: &Scenario, check: &StepCheck) -> Option<Vec<String>> {
    let told = check.told();
    if told.is_empty() {
        return None;
    }
    let mut parts = vec![
        format!("computed by {};", step_words(&scenario.time)),
        format!("by {}", step_words(&check.finer)),
    ];
    let shown = told.iter().take(TOLD);
    parts.extend(shown.map(|moved| format!("{} is {},", number(scenario, moved), change(moved))));
    let others = told.len().saturating_sub(TOLD);
    if others > 0 {
        let numbers = if others == 1 { "number moves" } else { "numbers move" };
        parts.push(format!("and {others} more {numbers} (summary.json),"));
    }
    let last = parts.pop().unwrap_or_default();
    parts.push(format!("{};", last.trim_end_matches(',')));
    parts.push(if check.finer.may_be_said() {
        format!("`substeps = {}` in [time] computes so", check.finer.substeps())
    } else {
        "finer steps than these cannot be asked for".to_owned()
    });
    Some(parts)
}

/// `5.5 % more`; of what was nothing, what it is.
fn change(moved: &Move) -> String {
    let relative = moved.relative();
    if !relative.is_finite() {
        return match moved.statistic {
            Statistic::ProbabilityPositive => format!("{} instead of 0", percent(moved.finer)),
            _ => "no longer 0".to_owned(),
        };
    }
    let way = if relative > 0.0 { "more" } else { "less" };
    format!("{} % {way}", significant(100.0 * relative.abs(), 2))
}

/// What a number is of, in the words of the screen.
fn number(scenario: &Scenario, moved: &Move) -> String {
    let (observed, metric) = match moved.measured {
        Measured::Watch(watch) => return format!("watch {}", scenario.watches[watch].name),
        Measured::Metric(observed, metric) => (observed, metric),
    };
    let is_chance = moved.statistic == Statistic::ProbabilityPositive;
    let what = match metric {
        Metric::Shortfall | Metric::Short if is_chance => "running short",
        Metric::ShortageDelay if is_chance => "a delay",
        Metric::NotCompleted => "not being completed",
        Metric::ComponentShortfall => "components missing on site",
        Metric::ShortageDelay => "the delay",
        other => other.shown(),
    };
    let chance = if is_chance { "the chance of " } else { "" };
    let of = match observed.subject {
        Subject::Facility(facility) => format!(" of {}", scenario.facilities[facility].shown()),
        _ => String::new(),
    };
    let when = observed.period.map(|period| format!(" in {}", scenario.time.label(period)));
    let tail = match moved.statistic {
        Statistic::TailMean(_) => " in the worst 5 %",
        Statistic::Quantile(_) => ", P95,",
        _ => "",
    };
    format!("{chance}{what}{of}{}{tail}", when.unwrap_or_default())
}
