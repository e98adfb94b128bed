//! The levers in words.

use super::words::{change_in_words, share_in_words, standing_heading};
use super::{Row, StressResults};
use crate::analysis::stress::Change;
use crate::analysis::stress::effect::{Effects, Measured, Quotient};
use crate::analysis::stress::ranking::standing;
use crate::metric::Metric;
use crate::report::estimate_words::{count, estimate, futures, quantity};
use crate::statistics::firm_tonnes::FirmTonnes;
use crate::statistics::{Estimate, Statistic};

/// Inputs that are told; the table has all.
const MOST_INPUTS: usize = 10;

const HEADER: [&str; 7] =
    ["short", "tonnes short", "spend", "carbon", "firm tonnes", "USD per tonne", "USD per firm t"];

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

fn as_it_is(results: &StressResults<'_>) -> String {
    let of = |metric, statistic| {
        let wanted = Measured { region: None, metric, statistic };
        results.stress.base.iter().find(|(of, _)| *of == wanted).map(|(_, estimate)| *estimate)
    };
    let told = |of: Option<Estimate>, unit| {
        of.map_or_else(|| "unknown".to_owned(), |of| estimate(&of, unit))
    };
    let short = of(Metric::Shortfall, Statistic::ProbabilityPositive);
    format!(
        "As it is: short in {}, {} short on average, spend {}\n",
        short.map_or_else(|| "an unknown share of futures".to_owned(), |short| futures(&short)),
        told(of(Metric::Shortfall, Statistic::Mean), "t"),
        told(of(Metric::Cost, Statistic::Mean), "USD")
    )
}

fn lever_rows(results: &StressResults<'_>) -> String {
    let mut lines = vec![Line::header(&HEADER)];
    let mut heading = "";
    for (change, effects) in results.levers() {
        let group = standing_heading(standing(effects));
        if group != heading {
            lines.push(Line::heading(group));
            heading = group;
        }
        lines.push(Line {
            label: format!("  {}", change_in_words(change, results.scenario)),
            cells: lever_cells(effects),
        });
    }
    let note = if results.scenario.regions.len() > 1 { " in the region of the change" } else { "" };
    format!(
        "{}\nFirm tonnes: the reserve that would make a shortage{note} as rare, and half of its 95 \
         % interval; USD per tonne: more spend for each tonne no longer short\n",
        aligned(&lines)
    )
}

fn lever_cells(effects: &Effects) -> Vec<String> {
    let ratio = |ratio: Option<Quotient>| {
        ratio.map_or_else(blank, |ratio| {
            signed(ratio.estimate, ratio.conf_low.zip(ratio.conf_high), "").trim_end().to_owned()
        })
    };
    vec![
        points(effects),
        difference(effects, Metric::Shortfall, "t"),
        difference(effects, Metric::Cost, "USD"),
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
    let mut lines = vec![Line::header(&[
        "low: short",
        "tonnes short",
        "spend",
        "high: short",
        "tonnes short",
        "spend",
    ])];
    for pair in inputs.iter().take(MOST_INPUTS) {
        let cells = |(_, effects): Row<'_>| {
            [
                points(effects),
                difference(effects, Metric::Shortfall, "t"),
                difference(effects, Metric::Cost, "USD"),
            ]
        };
        let cells = pair.iter().flat_map(|row| cells(*row)).collect();
        let Change::Restriction(restriction) = pair[0].0 else { continue };
        lines.push(Line { label: format!("  {}", restriction.input), cells });
    }
    let more = match inputs.len().saturating_sub(MOST_INPUTS) {
        0 => String::new(),
        left => format!("  and {left} more in levers.csv\n"),
    };
    let share = share_in_words(range);
    format!(
        "\nWhich uncertain input matters most: each alone in its lowest and highest \
         {share}\n{}{more}",
        aligned(&lines)
    )
}

fn blank() -> String {
    "-".to_owned()
}

/// A change with its sign, in the digits that its interval supports.
fn signed(value: f64, limits: Option<(f64, f64)>, unit: &str) -> String {
    let half = limits.map(|(low, high)| 0.5 * (high - low)).filter(|half| half.is_finite());
    let text = quantity(value, half, unit);
    if value > 0.0 { format!("+{text}") } else { text }
}

fn points(effects: &Effects) -> String {
    effects.total(Metric::Shortfall, Statistic::ProbabilityPositive).map_or_else(blank, |effect| {
        let value = 100.0 * effect.difference.difference;
        let decimals = if value.abs() < 0.095 { 2 } else { 1 };
        format!("{value:+.decimals$} points")
    })
}

fn difference(effects: &Effects, metric: Metric, unit: &str) -> String {
    effects.total(metric, Statistic::Mean).map_or_else(blank, |effect| {
        let difference = effect.difference;
        signed(difference.difference, difference.conf_low.zip(difference.conf_high), unit)
    })
}

/// `1,240 t ± 60 t`, or the limit where only one is known.
fn firm(firm: &FirmTonnes) -> String {
    match (firm.estimate, firm.conf_low, firm.conf_high) {
        (Some(tonnes), Some(low), Some(high)) => {
            let half = 0.5 * (high - low);
            // Digits beyond the tonne would be those of the bins.
            let half = half.max(1.0);
            format!("{} ± {}", quantity(tonnes, Some(half), "t"), quantity(half, Some(half), "t"))
        }
        (Some(tonnes), ..) => quantity(tonnes, None, "t"),
        (None, Some(low), _) => format!("over {}", quantity(low, None, "t")),
        (None, None, Some(high)) => format!("under {}", quantity(high, None, "t")),
        (None, None, None) => blank(),
    }
}

/// A line of a table; without cells it spans the columns.
struct Line {
    label: String,
    cells: Vec<String>,
}

impl Line {
    fn header(cells: &[&str]) -> Self {
        Line { label: String::new(), cells: cells.iter().map(|&cell| cell.to_owned()).collect() }
    }

    fn heading(text: &str) -> Self {
        Line { label: text.to_owned(), cells: Vec::new() }
    }
}

/// Labels to the left, cells to the right of columns as wide as they need to be.
fn aligned(lines: &[Line]) -> String {
    let width = |text: &str| text.chars().count();
    let labels = lines.iter().map(|line| width(&line.label)).max().unwrap_or(0);
    let columns = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            lines
                .iter()
                .filter_map(|line| line.cells.get(column))
                .map(|cell| width(cell))
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for Line { label, cells } in lines {
        let mut written = format!("{label:<labels$}");
        for (cell, width) in cells.iter().zip(&widths) {
            written.push_str(&format!("  {cell:>width$}"));
        }
        text.push_str(written.trim_end());
        text.push('\n');
    }
    text
}
