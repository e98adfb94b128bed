//! Differences of scenarios and their base: a row a scenario, a column a question.

use super::canvas::{self, Anchor, Canvas, Lettering};
use super::frame::{self, LABEL, TICK, Wording};
use super::panel::{BELOW_PANEL, Panel};
use super::picture::Picture;
use super::quantity::{Measure, covering_ticks};
use super::theme::Colour;
use super::{ANY, ChartError, check, check_length, theme};

/// A difference with its limits, in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    pub difference: f64,
    pub low: f64,
    pub high: f64,
}

/// One question, answered for every scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeColumn {
    /// What changes, such as "Chance of a shortage".
    pub quantity: String,
    pub measure: Measure,
    /// A scenario each; none where it cannot be told.
    pub changes: Vec<Option<Change>>,
}

/// Input of [`differences`].
#[derive(Clone, Debug, PartialEq)]
pub struct Differences {
    pub wording: Wording,
    /// Row names, from the top.
    pub scenarios: Vec<String>,
    pub columns: Vec<ChangeColumn>,
}

const LONGEST_NAME: f64 = 330.0;
/// Between columns: the outermost tick labels of neighbours must not meet.
const GAP: f64 = 76.0;

/// Draws a dot with a whisker for every difference, about a line at no difference.
///
/// # Errors
/// [`ChartError`] for no scenario or column, columns of other lengths, and numbers that are not
/// finite.
pub fn differences(chart: &Differences) -> Result<Picture, ChartError> {
    let rows = chart.scenarios.len();
    if rows == 0 {
        return Err(ChartError::Empty("scenario"));
    }
    if chart.columns.is_empty() {
        return Err(ChartError::Empty("column"));
    }
    for column in &chart.columns {
        check_length("column", rows, column.changes.len())?;
        check(
            "difference",
            column
                .changes
                .iter()
                .flatten()
                .flat_map(|change| [change.low, change.difference, change.high]),
            ANY,
        )?;
    }
    let row_height = (420.0 / rows as f64).clamp(20.0, 58.0);
    let panel_height = row_height * rows as f64;
    let height = frame::height_of_words(&chart.wording) + 40.0 + panel_height + BELOW_PANEL;
    let name = Lettering::new((row_height * 0.68).clamp(12.0, theme::TICK_SIZE), Colour::Ink);
    let names: Vec<String> = chart
        .scenarios
        .iter()
        .map(|scenario| name.shorten_middle(scenario, LONGEST_NAME))
        .collect();
    let name_room = names.iter().map(|text| name.width(text)).fold(0.0, f64::max);
    canvas::draw(&chart.wording.title, (theme::WIDTH, height), |canvas| {
        let body = frame::words(canvas, &chart.wording, height)?;
        let top = body.top + 40.0;
        let left = theme::MARGIN + name_room + 14.0;
        for (row, text) in names.iter().enumerate() {
            let y = top + row_height * (row as f64 + 0.5);
            canvas.text_centred((left - 12.0, y), Anchor::End, name, text)?;
        }
        let columns = chart.columns.len() as f64;
        let width = (theme::WIDTH - theme::MARGIN - 8.0 - left - GAP * (columns - 1.0)) / columns;
        for (number, column) in chart.columns.iter().enumerate() {
            let from = left + (width + GAP) * number as f64;
            let panel = Panel { left: from, right: from + width, top, bottom: top + panel_height };
            paint(canvas, panel, column, row_height)?;
        }
        Ok(())
    })
}

fn paint(
    canvas: &Canvas<'_>,
    panel: Panel,
    column: &ChangeColumn,
    row_height: f64,
) -> Result<(), ChartError> {
    let ends = || column.changes.iter().flatten().flat_map(|change| [change.low, change.high]);
    let largest = ends().map(f64::abs).fold(0.0, f64::max);
    let unit = column.measure.unit(largest);
    let (low, high) = ends().fold((0.0_f64, 0.0_f64), |(low, high), end| {
        (low.min(end / unit.size), high.max(end / unit.size))
    });
    let widest = Lettering::width(&TICK, "−00,000");
    let ticks = covering_ticks(
        low,
        high,
        (((panel.right - panel.left) / (widest + 18.0)) as usize).clamp(2, 6),
    );
    let scale = panel.horizontal(&ticks);
    for &value in &ticks.values {
        let x = scale.at(value);
        let colour = if value == 0.0 { Colour::Axis } else { Colour::Grid };
        canvas.line(
            &[(x, panel.top), (x, panel.bottom)],
            colour,
            if value == 0.0 { theme::THIN } else { theme::HAIRLINE },
        )?;
    }
    for (row, change) in column.changes.iter().enumerate() {
        let y = panel.top + row_height * (row as f64 + 0.5);
        let Some(change) = change else {
            canvas.text_centred((scale.at(0.0) + 8.0, y), Anchor::Start, TICK, "not known")?;
            continue;
        };
        let at = |value: f64| scale.at(value / unit.size);
        let half = (row_height * 0.16).clamp(3.0, 6.0);
        canvas.line(
            &[(at(0.0), y), (at(change.difference), y)],
            Colour::Pale,
            (row_height * 0.3).clamp(5.0, 12.0),
        )?;
        canvas.line(&[(at(change.low), y), (at(change.high), y)], Colour::Curve, theme::THIN)?;
        for end in [change.low, change.high] {
            canvas.line(&[(at(end), y - half), (at(end), y + half)], Colour::Curve, theme::THIN)?;
        }
        canvas.dot((at(change.difference), y), half, Colour::Curve)?;
    }
    panel.base_line(canvas)?;
    panel.bottom_axis(
        canvas,
        &ticks,
        &format!("change [{}]", if unit.symbol == "%" { "points" } else { unit.symbol }),
    )?;
    let title = LABEL.shorten(&column.quantity, panel.right - panel.left + GAP - 10.0);
    canvas.text((panel.left, panel.top - 14.0), Anchor::Start, LABEL, &title)
}
