//! Differences of scenarios and their base: a row a scenario, a column a question.

use plotters::style::text_anchor::{HPos, VPos};

use super::entry::{Entry, OfComparison, comparison_wording};
use crate::analysis::comparison::{Comparison, MONEY};
use crate::metric::Metric;
use crate::number_words::quantity;
use crate::report::drawing::{
    ANY, Axis, BELOW_PANEL, Chart, ChartError, Chosen, Colour, Frame, LABEL, Lettering, Measure,
    Panel, Picture, Plot, TICK, Wording, check, check_length, row_lettering, signed, theme,
};

pub(super) const ENTRY: OfComparison = Entry {
    name: "differences",
    table: "comparison.csv",
    shows: "what changes against the base in the chance of running short, the mean shortfall and \
        the mean full cost, with 95 % intervals of the differences; of more than 30 scenarios \
        those that cost least",
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
    /// What changes, such as "Chance of running short".
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
    /// Row names, from the top; of too many those are drawn whose last change is least.
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
        column("Chance of running short", Metric::Shortfall, "prob_positive", Measure::Probability),
        column("Mean shortfall", Metric::Shortfall, "mean", Measure::Tonnes),
        column("Mean full cost", MONEY, "mean", Measure::Dollars),
    ];
    let slugs: Vec<String> = others().map(|run| comparison.runs[run].slug.clone()).collect();
    let title = title(&comparison.runs[comparison.base].slug, &slugs, &columns[1].changes);
    let note = " of the difference, from the same random numbers where seeds and trials agree";
    Differences { wording: comparison_wording(comparison, title, note), scenarios: slugs, columns }
}

/// Of the mean shortfall: in which scenario it falls most, if its interval says that it falls.
fn title(base: &str, slugs: &[String], shortfalls: &[Option<Change>]) -> String {
    let changes = slugs.iter().zip(shortfalls);
    let known = changes.filter_map(|(slug, change)| Some((slug, (*change)?)));
    let least = known.min_by(|(_, a), (_, b)| a.difference.total_cmp(&b.difference));
    match least {
        Some((slug, change)) if change.high < 0.0 => {
            let tonnes = quantity(-change.difference, Some(change.high - change.difference), "t");
            format!("Against {base}, {slug} lowers the mean shortfall most: by {tonnes}")
        }
        _ => format!("Against {base}, no scenario lowers the mean shortfall"),
    }
}

const LONGEST_NAME: f64 = 330.0;
/// Between columns: the outermost tick labels of neighbours must not meet, nor a number the next
/// column.
const GAP: f64 = 76.0;
/// Room for the numbers beyond the last column.
const NUMBER_ROOM: f64 = 62.0;
const NUMBER: Lettering = Lettering::new(13.0, Colour::Ink);

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
        let cost = |row: usize| {
            let change = self.columns.last().and_then(|column| column.changes[row]);
            change.map_or(f64::INFINITY, |change| change.difference)
        };
        let mut chosen = Chosen::first(rows, |a, b| cost(a).total_cmp(&cost(b)));
        let rest = chosen.rest("scenario", |_| "which cost more".to_owned());
        chosen.rows.sort_unstable();
        let rows = chosen.rows.len();
        let row_height = (420.0 / rows as f64).clamp(20.0, 58.0);
        let panel_height = row_height * rows as f64;
        let height = self.wording.height() + 40.0 + panel_height + BELOW_PANEL + rest.room();
        let lettering = row_lettering(row_height);
        let names = chosen.rows.iter().map(|&row| &self.scenarios[row]);
        let names: Vec<String> =
            names.map(|name| lettering.shorten_middle(name, LONGEST_NAME)).collect();

        Frame::draw(&self.wording, height, |frame| {
            let top = frame.top + 40.0;
            let left = theme::MARGIN + lettering.widest(&names) + 14.0;
            let columns = self.columns.len() as f64;
            let room = theme::WIDTH - theme::MARGIN - NUMBER_ROOM - left;
            let width = (room - GAP * (columns - 1.0)) / columns;
            for (place, column) in self.columns.iter().enumerate() {
                let left = left + (width + GAP) * place as f64;
                let bottom = top + panel_height;
                let panel = Panel { left, right: left + width, top, bottom };
                let names = if place == 0 { names.clone() } else { Vec::new() };
                let rows = Axis { low: rows as f64, ..Axis::rows(names) };
                let changes: Vec<Option<Change>> =
                    chosen.rows.iter().map(|&row| column.changes[row]).collect();
                let column = ChangeColumn { changes, ..column.clone() };
                column.paint(&frame, panel, rows, row_height)?;
            }
            rest.write(&frame, top + panel_height + BELOW_PANEL)
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
            let (x, y) = plot.at((shown[2].max(0.0), y));
            let beside = (HPos::Left, VPos::Center);
            frame.slide.text((x + 9.0, y), beside, NUMBER, &signed(shown[1]))?;
        }
        let symbol = if unit.symbol == "%" { "points" } else { unit.symbol };
        plot.bottom_axis(&format!("change [{symbol}]"))?;
        let title = LABEL.shorten(&self.quantity, panel.width() + GAP - 10.0);
        let at = (panel.left, panel.top - 14.0);
        frame.slide.text(at, (HPos::Left, VPos::Bottom), LABEL, &title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_is_told_where_the_interval_says_so() {
        let slugs = ["a".to_owned(), "b".to_owned()];
        let change = |difference, half| {
            Some(Change { difference, low: difference - half, high: difference + half })
        };
        let title = |changes: [Option<Change>; 2]| title("base", &slugs, &changes);
        assert_eq!(
            title([change(-100.0, 5.0), change(-1_938.0, 201.0)]),
            "Against base, b lowers the mean shortfall most: by 1,900 t"
        );
        let none = "Against base, no scenario lowers the mean shortfall";
        assert_eq!(title([change(-100.0, 105.0), None]), none);
    }
}
