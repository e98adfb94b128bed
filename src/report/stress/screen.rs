//! The levers in words.

use crate::analysis::stress::Change;
use crate::analysis::stress::effect::{Effects, Measured, Quotient};
use crate::analysis::stress::ranking::standing;
use crate::metric::Metric;
use crate::number_words::{count, decimal, order, percent_change, quantity, rounded, signed};
use crate::report::aligned_text::{Align, TableLine, table};
use crate::report::change_words::{change_in_words, standing_heading};
use crate::report::estimate_words::{AT_LEAST, change_alone, estimate, futures};
use crate::report::stress_results::{Row, StressResults};
use crate::statistics::Statistic;
use crate::statistics::difference::Difference;
use crate::statistics::firm_tonnes::FirmTonnes;

/// Inputs that are told; the table has all.
const MOST_INPUTS: usize = 10;

pub(super) const HEADER: [&str; 7] =
    ["short", "shortfall", "full cost", "carbon", "firm tonnes", "USD per tonne", "USD per firm t"];

pub(super) const INPUT_HEADER: [&str; 6] =
    ["low: short", "shortfall", "full cost", "high: short", "shortfall", "full cost"];

/// The screen as plain text, ending with a line feed.
pub fn stress_screen(results: &StressResults<'_>) -> String {
    let scenario = results.scenario;
    let mut text = format!("{}\n", scenario.name);
    text.push_str(&format!(
        "{} changes of the scenario, {} trials each from common draws (Monte Carlo, seed {})\n\n",
        results.stress.changes.len(),
        count(results.stress.trials),
        scenario.simulation.seed
    ));
    text.push_str(&as_it_is(results));
    text.push_str("\nWhat helps most per dollar: change against the scenario as it is\n");
    text.push_str(&lever_rows(results));
    if let Some(range) = results.steps.range {
        text.push_str(&input_rows(results, range));
    }
    for omission in &results.stress.omitted {
        text.push_str(&format!("Not moved: {}, since {}\n", omission.name, omission.reason));
    }
    text
}

/// The scenario without a change, in lines.
pub(super) fn as_it_is(results: &StressResults<'_>) -> String {
    let base = |metric, statistic| {
        let wanted = Measured { region: None, metric, statistic };
        let found = results.stress.base.iter().find(|(measured, _)| *measured == wanted);
        found.map(|(_, estimate)| estimate)
    };
    let mean = |metric, unit| {
        base(metric, Statistic::Mean)
            .map_or_else(|| "unknown".to_owned(), |mean| estimate(mean, unit))
    };
    let short = base(Metric::Shortfall, Statistic::ProbabilityPositive);
    let cut = base(Metric::NotCompleted, Statistic::ProbabilityPositive)
        .filter(|cut| cut.estimate > Some(0.0) && results.scenario.prices_delay());
    let at_least = if cut.is_some() { AT_LEAST } else { "" };
    let why = cut.map(|cut| {
        format!(
            "At least: not all builds are completed by the end in {}; their delay counts up to then, \
             and so does what a lever saves of it\n",
            futures(cut)
        )
    });
    format!(
        "As it is: short in {}, mean shortfall {}, full cost {at_least}{}\n{}",
        short.map_or_else(|| "an unknown share of futures".to_owned(), futures),
        mean(Metric::Shortfall, "t"),
        mean(Metric::FullCost, "USD"),
        why.unwrap_or_default()
    )
}

fn lever_rows(results: &StressResults<'_>) -> String {
    let mut lines = vec![TableLine::header("", &HEADER)];
    let mut heading = "";
    for (change, effects) in results.levers() {
        let group = standing_heading(standing(effects));
        if group != heading {
            lines.push(TableLine::heading(group));
            heading = group;
        }
        lines.push(TableLine {
            label: format!("  {}", change_in_words(change, results.scenario)),
            cells: lever_cells(effects),
        });
    }
    let note = if results.scenario.regions.len() > 1 { " in the region of the change" } else { "" };
    format!(
        "{}\nFirm tonnes: the reserve that would make running short{note} as rare, and half of its 95 \
         % interval; USD per tonne: more full cost for each tonne less shortfall\n",
        table(&lines, Align::Right)
    )
}

/// What stands under [`HEADER`].
pub(super) fn lever_cells(effects: &Effects) -> Vec<String> {
    let ratio = |ratio: Option<Quotient>| {
        ratio.map_or_else(blank, |ratio| {
            change_alone(ratio.estimate, ratio.conf_low, ratio.conf_high, "")
        })
    };
    vec![
        points(effects),
        difference(effects, Metric::Shortfall, "t"),
        difference(effects, Metric::FullCost, "USD"),
        difference(effects, Metric::Carbon, "tCO2e"),
        effects.firm_tonnes.as_ref().map_or_else(blank, firm),
        ratio(effects.cost_per_tonne_served),
        ratio(effects.cost_per_firm_tonne),
    ]
}

fn input_rows(results: &StressResults<'_>, range: f64) -> String {
    let inputs = results.inputs();
    if inputs.is_empty() {
        return String::new();
    }
    let mut lines = vec![TableLine::header("", &INPUT_HEADER)];
    for pair in inputs.iter().take(MOST_INPUTS) {
        let cells = input_cells(pair);
        let Change::Restriction(restriction) = pair[0].0 else { continue };
        lines.push(TableLine { label: format!("  {}", restriction.input), cells });
    }
    let more = match inputs.len().saturating_sub(MOST_INPUTS) {
        0 => String::new(),
        left => format!("  and {left} more in levers.csv\n"),
    };
    let share = percent_change(range);
    format!(
        "\nWhich uncertain input matters most: each alone in its lowest and highest \
         {share}\n{}{more}",
        table(&lines, Align::Right)
    )
}

/// Of an input at its low and at its high end.
pub(super) fn input_cells(pair: &[Row<'_>; 2]) -> Vec<String> {
    let cells = |(_, effects): &Row<'_>| {
        [
            points(effects),
            difference(effects, Metric::Shortfall, "t"),
            difference(effects, Metric::FullCost, "USD"),
        ]
    };
    pair.iter().flat_map(cells).collect()
}

fn blank() -> String {
    "-".to_owned()
}

fn points(effects: &Effects) -> String {
    effects.total(Metric::Shortfall, Statistic::ProbabilityPositive).map_or_else(blank, |effect| {
        let value = 100.0 * effect.difference.difference;
        let decimals = if value.abs() < 0.095 { 2 } else { 1 };
        format!("{} points", signed(value, |size| decimal(size, decimals)))
    })
}

fn difference(effects: &Effects, metric: Metric, unit: &str) -> String {
    effects.total(metric, Statistic::Mean).map_or_else(blank, |effect| {
        let Difference { difference, conf_low, conf_high, .. } = effect.difference;
        change_alone(difference, conf_low, conf_high, unit)
    })
}

/// `1,240 ± 60 t`, or the limit where only one is known. Digits beyond the tonne would be those of
/// the bins.
fn firm(firm: &FirmTonnes) -> String {
    match (firm.estimate, firm.conf_low, firm.conf_high) {
        (Some(tonnes), Some(low), Some(high)) => {
            let margin = (0.5 * (high - low)).max(1.0);
            let place = (order(margin) - 1).max(0);
            format!("{} ± {} t", rounded(tonnes, place), rounded(margin, place))
        }
        (Some(tonnes), ..) => quantity(tonnes, None, "t"),
        (None, Some(low), _) => format!("over {}", quantity(low, None, "t")),
        (None, None, Some(high)) => format!("under {}", quantity(high, None, "t")),
        (None, None, None) => blank(),
    }
}
