//! The charts of a stress.

use super::words::{change_in_words, share_in_words, standing_heading};
use super::{Row, StressResults};
use crate::analysis::stress::Change;
use crate::analysis::stress::effect::Effects;
use crate::analysis::stress::ranking::{Standing, standing};
use crate::metric::Metric;
use crate::report::charts::{
    ChartError, LeverBetter, LeverCell, LeverColumn, LeverRow, Levers, Measure, Wording, levers,
};
use crate::report::drawing::Drawing;
use crate::report::estimate_words::count;
use crate::statistics::Statistic;

const SHORT: (Metric, Statistic) = (Metric::Shortfall, Statistic::ProbabilityPositive);
const TONNES: (Metric, Statistic) = (Metric::Shortfall, Statistic::Mean);
const SPEND: (Metric, Statistic) = (Metric::Cost, Statistic::Mean);

/// Draws what helps most per dollar and, if any were restricted, what the inputs do at their ends.
///
/// # Errors
/// When a chart cannot be drawn, which for a finished stress is a defect.
pub fn drawings(results: &StressResults<'_>) -> Result<Vec<Drawing>, ChartError> {
    let mut drawn = Vec::new();
    for chart in [("levers", lever_chart(results)), ("inputs", input_chart(results))] {
        if let (name, Some(chart)) = chart {
            drawn.push(Drawing::new(name, chart.wording.clone(), levers(&chart))?);
        }
    }
    Ok(drawn)
}

fn column(title: &str, measure: Measure, better: LeverBetter, group: usize) -> LeverColumn {
    LeverColumn { title: title.to_owned(), measure, better, group }
}

fn cell(effects: &Effects, (metric, statistic): (Metric, Statistic)) -> Option<LeverCell> {
    let difference = effects.total(metric, statistic)?.difference;
    Some(LeverCell {
        value: difference.difference,
        low: difference.conf_low,
        high: difference.conf_high,
    })
}

fn caption(results: &StressResults<'_>, note: &str) -> String {
    let (trials, seed) = (count(results.stress.trials), results.scenario.simulation.seed);
    format!(
        "{}. Changes against the scenario as it is, {trials} trials each from common draws, Monte \
         Carlo, seed {seed}; \
         lines: 95 % interval, triangle: off the scale{note}",
        results.scenario.name
    )
}

fn lever_chart(results: &StressResults<'_>) -> Option<Levers> {
    let rows = results.levers();
    let best = |wanted| {
        let first = rows.iter().find(|(_, effects)| standing(effects) == wanted);
        first.map(|(change, _)| change_in_words(change, results.scenario))
    };
    let title = match (best(Standing::HelpsAndSaves), best(Standing::Helps)) {
        (Some(free), Some(paid)) => {
            format!("What helps most per dollar: {free} for free, then {paid}")
        }
        (Some(best), None) | (None, Some(best)) => format!("What helps most per dollar: {best}"),
        (None, None) => "No lever that was moved helps".to_owned(),
    };
    if rows.is_empty() {
        return None;
    }
    let firm = |effects: &Effects| {
        let firm = effects.firm_tonnes.as_ref()?;
        Some(LeverCell { value: firm.estimate?, low: firm.conf_low, high: firm.conf_high })
    };
    let rows = rows.iter().map(|(change, effects)| LeverRow {
        label: change_in_words(change, results.scenario),
        heading: standing_heading(standing(effects)).to_owned(),
        cells: vec![
            cell(effects, SHORT),
            cell(effects, TONNES),
            cell(effects, SPEND),
            firm(effects),
        ],
        scaled: standing(effects) != Standing::Harms,
    });
    let note = "; firm tonnes: the reserve that would make a shortage as rare";
    Some(Levers {
        wording: Wording { title, caption: caption(results, note) },
        columns: vec![
            column("Chance of running short", Measure::Probability, LeverBetter::Less, 0),
            column("Mean shortfall", Measure::Tonnes, LeverBetter::Less, 1),
            column("Mean spend", Measure::Dollars, LeverBetter::Less, 2),
            column("Firm tonnes", Measure::Tonnes, LeverBetter::More, 3),
        ],
        rows: rows.collect(),
    })
}

fn input_chart(results: &StressResults<'_>) -> Option<Levers> {
    let pairs = results.inputs();
    let share = share_in_words(results.steps.range?);
    let input = |(change, _): Row<'_>| match change {
        Change::Restriction(restriction) => restriction.input.clone(),
        Change::Lever(_) => String::new(),
    };
    let widest = pairs.first().map(|pair| input(pair[0]))?;
    let rows = pairs.iter().map(|pair| {
        let [low, high] = pair.map(|(_, effects)| effects);
        let cells = [TONNES, SPEND].into_iter().flat_map(|of| [cell(low, of), cell(high, of)]);
        LeverRow {
            label: input(pair[0]),
            heading: String::new(),
            cells: cells.collect(),
            scaled: true,
        }
    });
    let tonnes = |end: &str| {
        column(&format!("Mean shortfall, {end} {share}"), Measure::Tonnes, LeverBetter::Less, 0)
    };
    let spend = |end: &str| {
        column(&format!("Mean spend, {end} {share}"), Measure::Dollars, LeverBetter::Less, 1)
    };
    Some(Levers {
        wording: Wording {
            title: format!("Which uncertain input matters most: {widest}"),
            caption: caption(
                results,
                &format!("; each input alone in the lowest or highest {share} of its range"),
            ),
        },
        columns: vec![tonnes("lowest"), tonnes("highest"), spend("lowest"), spend("highest")],
        rows: rows.collect(),
    })
}
