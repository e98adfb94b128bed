//! Differences of scenarios and their base: a row a scenario, a column a question.

use plotters::style::text_anchor::{HPos, VPos};

use super::entry::{Entry, OfComparison, comparison_wording};
use crate::analysis::comparison::{Comparison, MONEY};
use crate::metric::Metric;
use crate::report::drawing::{
    ANY, Axis, BELOW_PANEL, Chart, ChartError, Colour, Frame, LABEL, Measure, Panel, Picture, Plot,
    TICK, Wording, check, check_length, row_lettering, theme,
};

pub(super) const ENTRY: OfComparison = Entry {
    name: "differences",
    table: "comparison.csv",
    shows: "what changes against the base in the chance of any shortage, the mean shortfall and \
        the mean full cost, with 95 % intervals of the differences",
    chart: |comparison| Some(Box::new(of_comparison(comparison))),
};

/// A difference with its limits, in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The estimate.
    pub difference: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
}

/// One question, answered for every scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeColumn {
    /// What changes, such as "Chance of a shortage".
    pub quantity: String,
    /// In what it is measured.
    pub measure: Measure,
    /// A scenario each; none where it cannot be told.
    pub changes: Vec<Option<Change>>,
}

/// Differences of scenarios and their base.
#[derive(Clone, Debug, PartialEq)]
pub struct Differences {
    /// Title and caption.
    pub wording: Wording,
    /// Row names, from the top.
    pub scenarios: Vec<String>,
    /// The questions, from the left.
    pub columns: Vec<ChangeColumn>,
}

fn of_comparison(comparison: &Comparison) -> Differences {
    let others = || (0..comparison.runs.len()).filter(|&run| run != comparison.base);
    let column = |quantity: &str, metric: Metric, statistic: &str, measure: Measure| ChangeColumn {
        quantity: quantity.to_owned(),
        measure,
        changes: others()
            .map(|run| {
                let difference = comparison.row(run, metric, statistic)?.difference?;
                let value = difference.difference;
                Some(Change {
                    difference: value,
                    low: difference.conf_low.unwrap_or(value),
                    high: difference.conf_high.unwrap_or(value),
                })
            })
            .collect(),
    };
    let columns = vec![
        column("Chance of any shortage", Metric::Shortfall, "prob_positive", Measure::Probability),
        column("Mean shortfall", Metric::Shortfall, "mean", Measure::Tonnes),
        column("Mean full cost", MONEY, "mean", Measure::Dollars),
    ];
    let title = format!("What changes against {}", comparison.runs[comparison.base].slug);
    let note = " of the difference, from the same random numbers where seeds and trials agree";
    Differences {
        wording: comparison_wording(comparison, title, note),
        scenarios: others().map(|run| comparison.runs[run].slug.clone()).collect(),
        columns,
    }
}

const LONGEST_NAME: f64 = 330.0;
/// Between columns: the outermost tick labels of neighbours must not meet.
const GAP: f64 = 76.0;

/// A dot with a whisker for every difference, about a line at no difference.
impl Chart for Differences {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        let rows = self.scenarios.len();
        if rows == 0 {
            return Err(ChartError::Empty("scenario"));
        }
        if self.columns.is_empty() {
            return Err(ChartError::Empty("column"));
        }
        for column in &self.columns {
            check_length("column", rows, column.changes.len())?;
            let changes = column.changes.iter().flatten();
            let numbers = changes.flat_map(|change| [change.low, change.difference, change.high]);
            check("difference", numbers, ANY)?;
        }
        let row_height = (420.0 / rows as f64).clamp(20.0, 58.0);
        let panel_height = row_height * rows as f64;
        let height = self.wording.height() + 40.0 + panel_height + BELOW_PANEL;
        let lettering = row_lettering(row_height);
        let names = self.scenarios.iter().map(|name| lettering.shorten_middle(name, LONGEST_NAME));
        let names: Vec<String> = names.collect();

        Frame::draw(&self.wording, height, |frame| {
            let top = frame.top + 40.0;
            let left = theme::MARGIN + lettering.widest(&names) + 14.0;
            let columns = self.columns.len() as f64;
            let room = theme::WIDTH - theme::MARGIN - 8.0 - left;
            let width = (room - GAP * (columns - 1.0)) / columns;
            for (place, column) in self.columns.iter().enumerate() {
                let left = left + (width + GAP) * place as f64;
                let bottom = top + panel_height;
                let panel = Panel { left, right: left + width, top, bottom };
                let names = if place == 0 { names.clone() } else { Vec::new() };
                let rows = Axis { low: rows as f64, ..Axis::rows(names) };
                column.paint(&frame, panel, rows, row_height)?;
            }
            Ok(())
        })
    }
}

impl ChangeColumn {
    fn paint(
        &self,
        frame: &Frame<'_>,
        panel: Panel,
        rows: Axis,
        row_height: f64,
    ) -> Result<(), ChartError> {
        let ends =
            || self.changes.iter().flatten().flat_map(|change| [change.low, change.high, 0.0]);
        let unit = self.measure.unit(ends().map(f64::abs).fold(0.0, f64::max));
        let least = ends().fold(0.0, f64::min) / unit.size;
        let most = ends().fold(0.0, f64::max) / unit.size;
        let ticks = ((panel.width() / (TICK.width("−00,000") + 18.0)) as usize).clamp(2, 6);
        let bottom = rows.low;
        let mut plot = Plot::new(frame, panel, Axis::covering(least, most, ticks), rows)?;
        plot.vertical_grid()?;
        plot.row_names(row_lettering(row_height))?;
        plot.data.line(&[(0.0, 0.0), (0.0, bottom)], Colour::Axis, theme::THIN)?;
        for (row, change) in self.changes.iter().enumerate() {
            let y = row as f64 + 0.5;
            let Some(Change { difference, low, high }) = *change else {
                let (x, y) = plot.at((0.0, y));
                frame.slide.text((x + 8.0, y), (HPos::Left, VPos::Center), TICK, "not known")?;
                continue;
            };
            let shown = [low, difference, high].map(|value| value / unit.size);
            let width = (row_height * 0.3).clamp(5.0, 12.0);
            plot.data.line(&[(0.0, y), (shown[1], y)], Colour::Pale, width)?;
            let half = (row_height * 0.16).clamp(3.0, 6.0);
            plot.data.interval(y, shown, Colour::Curve, half)?;
        }
        let symbol = if unit.symbol == "%" { "points" } else { unit.symbol };
        plot.bottom_axis(&format!("change [{symbol}]"))?;
        let title = LABEL.shorten(&self.quantity, panel.width() + GAP - 10.0);
        let at = (panel.left, panel.top - 14.0);
        frame.slide.text(at, (HPos::Left, VPos::Bottom), LABEL, &title)
    }
}
