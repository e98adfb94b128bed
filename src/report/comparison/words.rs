//! A comparison in words: a line a scenario, and what follows from it.

use crate::analysis::comparison::{Comparison, MONEY, SummaryRow};
use crate::metric::Metric;
use crate::metric::terms::CHANCE_SHORT;
use crate::number_words::{percent, percent_of_trials, quantity, quantity_and_margin, trials};
use crate::report::aligned_text::{Align, TableLine, paragraph, table};
use crate::report::estimate_words::change;
use crate::scenario::Quantities;
use crate::statistics::difference::Difference;
use crate::statistics::dominance::{Dominance, Order};

/// Columns of the screen.
const WIDTH: usize = 80;

/// What is told of each scenario.
const TOLD: [(Metric, &str, &str); 3] = [
    (Metric::Shortfall, "prob_positive", CHANCE_SHORT),
    (Metric::Shortfall, "mean", "mean shortfall"),
    (MONEY, "mean", "mean full cost"),
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
    text.push_str(&format!("{}\n", money(comparison)));
    if let Some(bound) = lower_bounds(comparison) {
        text.push_str(&paragraph("", 0, WIDTH, [bound.as_str()]));
    }
    if let Some(verdict) = verdict(comparison) {
        text.push('\n');
        text.push_str(&paragraph("", 0, WIDTH, [verdict.as_str()]));
    }
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
            let bound = if metric == MONEY { at_least(comparison, number) } else { "" };
            format!("{bound}{}  {}", value(row), change.unwrap_or_default()).trim_end().to_owned()
        };
        lines.push(TableLine { label: run.slug.clone(), cells: TOLD.map(cell).into() });
    }
    table(&lines, Align::Left)
}

/// In how many futures a scenario whose delay has a price is not completed by the end, if it is in
/// some: what it costs is then a lower bound.
fn not_completed(comparison: &Comparison, run: usize) -> Option<f64> {
    comparison.runs[run].scenario.as_ref().filter(|scenario| scenario.prices_delay())?;
    let row = comparison.summary_row(run, Metric::NotCompleted, "prob_positive")?;
    row.estimate.filter(|&share| share > 0.0)
}

/// Marks the money of a scenario where it is a lower bound.
pub fn at_least(comparison: &Comparison, run: usize) -> &'static str {
    if not_completed(comparison, run).is_some() { "\u{2265} " } else { "" }
}

/// Which scenarios cost at least what is said, and why; nothing where none does.
pub fn lower_bounds(comparison: &Comparison) -> Option<String> {
    let cut = (0..comparison.runs.len()).filter_map(|run| {
        let share = percent(not_completed(comparison, run)?);
        Some(format!("{} in {share}", comparison.runs[run].slug))
    });
    let cut: Vec<String> = cut.collect();
    (!cut.is_empty()).then(|| {
        format!(
            "\u{2265}: not all builds are completed by the end, of {} of the futures; their delay counts \
             up to then.",
            cut.join(", ")
        )
    })
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

/// What the money of a comparison counts.
pub fn money(comparison: &Comparison) -> String {
    let delay = match comparison.choice.as_ref() {
        Some(choice) if choice.is_delay_priced => ", what delay costs",
        Some(choice) if choice.is_some_delay_priced => ", what delay costs where it has a price",
        _ => "",
    };
    format!(
        "full cost: spend{delay} and {} still overdue at the end, bought at the last price",
        comparison.commodity()
    )
}

/// Which scenario to take, and how sure that is, as if each were a choice; nothing where the money
/// of two is not known.
pub fn verdict(comparison: &Comparison) -> Option<String> {
    let choice = comparison.choice.as_ref()?;
    let slug = |run: usize| comparison.runs[run].slug.as_str();
    let (cheapest, next) = (slug(choice.cheapest), slug(choice.next));
    if comparison.runs[choice.cheapest].hash == comparison.runs[choice.next].hash {
        return Some(format!("{cheapest} and {next} are the same scenario: take either."));
    }
    let money = &choice.money;
    let half = money.conf_low.zip(money.conf_high).map(|(low, high)| 0.5 * (high - low));
    let saved = half.filter(|&half| half > 0.0).map_or_else(
        || quantity(-money.difference, None, "USD"),
        |half| quantity_and_margin(-money.difference, half, "USD"),
    );
    let share = choice.trials.and_then(|trials| Some((trials.less.estimate?, trials.trials)));
    let often = share.filter(|(less, _)| *less > 0.0).map(|(less, trials)| {
        let share = percent_of_trials(less, trials as u64);
        format!(", and less in {share} of the same futures")
    });
    let often = often.unwrap_or_default();
    let short = match choice.short {
        [Some(ours), Some(theirs)] if percent(ours) == percent(theirs) => {
            format!("short in {} either way", percent(ours))
        }
        [Some(ours), Some(theirs)] => {
            format!("short in {} instead of {}", percent(ours), percent(theirs))
        }
        _ => "short as often as is not known".to_owned(),
    };
    let missing = &choice.missing;
    let tonnes = quantity(missing.difference.abs(), None, "t");
    let leaves_more = missing.conf_low > Some(0.0);
    Some(if money.conf_high.is_none_or(|high| high >= 0.0) {
        format!(
            "Undecided: {cheapest} costs {saved} less than {next}, which chance may have made; it \
             runs {short}."
        )
    } else if leaves_more && !choice.is_delay_priced {
        format!(
            "No verdict by money alone: {cheapest} costs {saved} less than {next}{often}, but \
             its mean shortfall is {tonnes} larger ({short}), and not all delay has a price: give \
             every facility a `cost_of_delay`, or a `penalty`."
        )
    } else {
        let but = if leaves_more {
            format!(" although its mean shortfall is {tonnes} larger, at the price given for delay")
        } else {
            String::new()
        };
        let costs = format!("costs {saved} less than {next}{often}; {short}{but}.");
        if differ_in_events(comparison, [choice.cheapest, choice.next]) {
            format!("{cheapest} {costs} They differ in events, between which nobody chooses.")
        } else {
            format!("Take {cheapest}: it {costs}")
        }
    })
}

/// Whether two runs differ in how likely events are or how long they last.
fn differ_in_events(comparison: &Comparison, runs: [usize; 2]) -> bool {
    let [first, second] = runs.map(|run| {
        let mut events = comparison.runs[run].scenario.as_ref()?.events.clone();
        let values = events.quantities_mut().into_iter();
        Some(values.map(|value| (value.path.clone(), value.value.clone())).collect::<Vec<_>>())
    });
    first != second
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
        if comparison.runs[number].hash == comparison.runs[comparison.base].hash {
            lines.push(format!("{}: the same scenario as {}", slug(number), slug(comparison.base)));
            continue;
        }
        let shares =
            better_in(number).and_then(|(better, worse)| Some((better.estimate?, worse.estimate?)));
        let Some((better, worse)) = shares else { continue };
        if better == 0.0 && worse == 0.0 {
            lines.push(format!("{}: the same shortfall in each of the same futures", slug(number)));
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
            "{}: less shortfall in {} of the same futures, more in {}{judgement}",
            slug(number),
            percent_of_trials(better, comparison.trials),
            percent_of_trials(worse, comparison.trials)
        ));
    }
    lines
}
