//! A comparison in words: a line a scenario, and what follows from it.

use crate::analysis::comparison::{Comparison, SummaryRow};
use crate::metric::Metric;
use crate::number_words::{percent, percent_of_trials, quantity, trials};
use crate::report::aligned_text::{Align, TableLine, table};
use crate::report::estimate_words::change;
use crate::statistics::difference::Difference;
use crate::statistics::dominance::{Dominance, Order};

/// What is told of each scenario.
const TOLD: [(Metric, &str, &str); 3] = [
    (Metric::Shortfall, "prob_positive", "chance of a shortage"),
    (Metric::Shortfall, "mean", "mean shortfall"),
    (Metric::Cost, "mean", "mean spend"),
];

/// The terminal's answer to "which scenario, and how sure?".
pub fn comparison_words(comparison: &Comparison) -> String {
    let base = &comparison.runs[comparison.base];
    let paired = comparison
        .rows
        .iter()
        .filter_map(|row| row.difference.as_ref())
        .all(|difference| difference.paired);
    let numbers = if paired {
        format!(
            "{} each, the same random numbers: differences ± half of their 95 % interval",
            trials(base.trials)
        )
    } else {
        "differences ± half of their 95 % interval".to_owned()
    };
    let mut text = format!("Compared with {}: {}\n{numbers}\n\n", base.slug, base.name);
    text.push_str(&scenario_table(comparison));
    text.push_str(&format!(
        "spend counts {} that was bought: who runs short spends less\n",
        comparison.commodity()
    ));
    let conclusions = conclusions(comparison);
    if !conclusions.is_empty() {
        text.push('\n');
        text.push_str(&conclusions.join("\n"));
        text.push('\n');
    }
    for note in &comparison.notes {
        text.push_str(&format!("\nnote: {note}"));
    }
    if !comparison.notes.is_empty() {
        text.push('\n');
    }
    text
}

fn scenario_table(comparison: &Comparison) -> String {
    let mut lines = vec![TableLine::header("scenario", &TOLD.map(|(_, _, words)| words))];
    for (number, run) in comparison.runs.iter().enumerate() {
        let cell = |(metric, statistic, _)| {
            let Some(row) = comparison.summary_row(number, metric, statistic) else {
                return "-".to_owned();
            };
            let change = comparison
                .row(number, metric, statistic)
                .and_then(|row| Some(change_in_brackets(row.difference.as_ref()?, &row.unit)));
            format!("{}  {}", value(row), change.unwrap_or_default()).trim_end().to_owned()
        };
        lines.push(TableLine { label: run.slug.clone(), cells: TOLD.map(cell).into() });
    }
    table(&lines, Align::Left)
}

/// An estimate of the summary to the digits that its error supports.
pub fn value(row: &SummaryRow) -> String {
    match row.estimate {
        None => "unknown".to_owned(),
        Some(share) if row.unit == "1" => percent(share),
        Some(amount) => quantity(amount, row.std_error, &row.unit),
    }
}

/// A change in brackets.
pub fn change_in_brackets(difference: &Difference, unit: &str) -> String {
    if difference.difference == 0.0 {
        return "(the same)".to_owned();
    }
    format!("({})", change(difference, unit))
}

/// What follows for each scenario, a sentence each.
pub fn conclusions(comparison: &Comparison) -> Vec<String> {
    let mut lines = Vec::new();
    let slug = |number: usize| &comparison.runs[number].slug;
    let better_in = |number: usize| {
        let row = comparison.row(number, Metric::Shortfall, "mean")?;
        row.better_and_worse()
    };
    for number in (0..comparison.runs.len()).filter(|&number| number != comparison.base) {
        let Some((better, worse)) = better_in(number) else { continue };
        if better == 0.0 && worse == 0.0 {
            lines.push(format!("{}: as much missing in each of the same futures", slug(number)));
            continue;
        }
        let dominates = comparison
            .dominance
            .iter()
            .filter(|row| row.scenario == number && row.metric == Metric::Shortfall);
        let verdict = |order: Order| {
            dominates
                .clone()
                .find(|row| row.verdict.order == order)
                .map(|row| row.verdict.dominance)
        };
        let judgement = match (verdict(Order::First), verdict(Order::Second)) {
            (Some(Dominance::Scenario), _) => "; less at every level",
            (Some(Dominance::Base), _) => "; more at every level",
            (_, Some(Dominance::Scenario)) => "; less for whoever is averse to risk",
            (_, Some(Dominance::Base)) => "; more for whoever is averse to risk",
            _ => "",
        };
        lines.push(format!(
            "{}: less {} missing in {} of the same futures, more in {}{judgement}",
            slug(number),
            comparison.commodity(),
            percent_of_trials(better, comparison.trials),
            percent_of_trials(worse, comparison.trials)
        ));
    }
    lines
}
