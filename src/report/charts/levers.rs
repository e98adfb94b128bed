//! Levers side by side: what each change does to several numbers, one row a change and one column a
//! number.

mod drawing;

use super::entry::{Entry, OfStress};
use crate::analysis::stress::Change;
use crate::analysis::stress::effect::Effects;
use crate::analysis::stress::ranking::{Standing, standing};
use crate::metric::Metric;
use crate::number_words::{count, percent_change};
use crate::report::change_words::{change_in_words, standing_heading};
use crate::report::drawing::{Measure, Wording};
use crate::report::stress_results::{Row, StressResults};
use crate::statistics::Statistic;

/// What helps most per dollar.
pub(super) const LEVERS: OfStress = Entry {
    name: "levers",
    table: "levers.csv",
    shows: "what each lever does to the chance of running short, the mean shortfall, the mean full \
        cost and the firm tonnes, what helps most per dollar first (30 at most)",
    chart: |results| Some(Box::new(lever_chart(results)?)),
};

/// What the inputs do at their ends, if any were restricted.
pub(super) const INPUTS: OfStress = Entry {
    name: "inputs",
    table: "levers.csv",
    shows: "mean shortfall and mean full cost with each uncertain input in the lowest or highest part \
        of its range, the one that matters most first (30 at most)",
    chart: |results| Some(Box::new(input_chart(results)?)),
};

/// What changes do to several numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Levers {
    /// Title and caption.
    pub wording: Wording,
    /// The numbers, from the left.
    pub columns: Vec<LeverColumn>,
    /// The changes, from the top; the first ones are drawn.
    pub rows: Vec<LeverRow>,
    /// What a change that is not drawn is: `lever`, and why.
    pub rest: [&'static str; 2],
}

/// A number that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverColumn {
    /// What it is.
    pub title: String,
    /// Probabilities are told in percentage points.
    pub measure: Measure,
    /// Which direction is good.
    pub better: LeverBetter,
    /// Columns of one group share a scale.
    pub group: usize,
}

/// Which sign of a change is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeverBetter {
    /// A fall.
    Less,
    /// A rise.
    More,
}

/// A change, with one cell for each column.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverRow {
    /// What is changed.
    pub label: String,
    /// Drawn above the row where it differs from that of the row before.
    pub heading: String,
    /// One for each column; none where it cannot be told.
    pub cells: Vec<Option<LeverCell>>,
}

/// A difference with its 95 % limits, in base units; an open limit reaches to the edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeverCell {
    /// The estimate.
    pub value: f64,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub high: Option<f64>,
}

const SHORT: (Metric, Statistic) = (Metric::Shortfall, Statistic::ProbabilityPositive);
const TONNES: (Metric, Statistic) = (Metric::Shortfall, Statistic::Mean);
const COST: (Metric, Statistic) = (Metric::FullCost, Statistic::Mean);

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
         Carlo, seed {seed}; lines: 95 % interval{note}",
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
    // What is not known to do anything says least, and gives way where there are many.
    let mut rows = rows;
    rows.sort_by_key(|(_, effects)| standing(effects) == Standing::Unclear);
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
            cell(effects, COST),
            firm(effects),
        ],
    });
    let note = "; firm tonnes: the reserve that would make running short as rare";
    Some(Levers {
        wording: Wording { title, caption: caption(results, note) },
        columns: vec![
            column("Chance of running short", Measure::Probability, LeverBetter::Less, 0),
            column("Mean shortfall", Measure::Tonnes, LeverBetter::Less, 1),
            column("Mean full cost", Measure::Dollars, LeverBetter::Less, 2),
            column("Firm tonnes", Measure::Tonnes, LeverBetter::More, 3),
        ],
        rows: rows.collect(),
        rest: ["lever", "which help less (levers.csv)"],
    })
}

fn input_chart(results: &StressResults<'_>) -> Option<Levers> {
    let pairs = results.inputs();
    let share = percent_change(results.steps.range?);
    let input = |(change, _): Row<'_>| match change {
        Change::Restriction(restriction) => restriction.input.clone(),
        Change::Lever(_) => String::new(),
    };
    let widest = pairs.first().map(|pair| input(pair[0]))?;
    let rows = pairs.iter().map(|pair| {
        let [low, high] = pair.map(|(_, effects)| effects);
        let cells = [TONNES, COST].into_iter().flat_map(|of| [cell(low, of), cell(high, of)]);
        LeverRow { label: input(pair[0]), heading: String::new(), cells: cells.collect() }
    });
    let tonnes = |end: &str| {
        column(&format!("Mean shortfall, {end} {share}"), Measure::Tonnes, LeverBetter::Less, 0)
    };
    let cost = |end: &str| {
        column(&format!("Mean full cost, {end} {share}"), Measure::Dollars, LeverBetter::Less, 1)
    };
    Some(Levers {
        wording: Wording {
            title: format!("Which uncertain input matters most: {widest}"),
            caption: caption(
                results,
                &format!("; each input alone in the lowest or highest {share} of its range"),
            ),
        },
        columns: vec![tonnes("lowest"), tonnes("highest"), cost("lowest"), cost("highest")],
        rows: rows.collect(),
        rest: ["input", "which matter less (levers.csv)"],
    })
}
