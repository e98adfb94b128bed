//! Levers side by side: what each change does to several numbers, one row a change and one column a
//! number.

use super::canvas::{self, Anchor, Canvas, Lettering};
use super::frame::{self, LABEL, Wording};
use super::panel::Scale;
use super::picture::Picture;
use super::quantity::{Measure, grouped};
use super::theme::{self, Colour};
use super::{ANY, ChartError, check, check_length};

/// Input of [`levers`].
#[derive(Clone, Debug, PartialEq)]
pub struct Levers {
    /// Title and caption.
    pub wording: Wording,
    /// The numbers, from the left.
    pub columns: Vec<LeverColumn>,
    /// The changes, from the top.
    pub rows: Vec<LeverRow>,
}

/// A number that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverColumn {
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
    Less,
    More,
}

/// A change, with one cell for each column.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverRow {
    pub label: String,
    /// Drawn above the row where it differs from that of the row before.
    pub heading: String,
    pub cells: Vec<Option<LeverCell>>,
    /// Whether the scales have to reach its cells; those of other rows may lie beyond.
    pub scaled: bool,
}

/// A difference with its 95 % limits, in base units; an open limit reaches to the edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeverCell {
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

const ROW: Lettering = Lettering::new(theme::TICK_SIZE, Colour::Ink);
const NUMBER: Lettering = Lettering::new(14.0, Colour::Ink);
const HEADING: Lettering = Lettering::new(theme::TICK_SIZE, Colour::SoftInk).bold();
const LONGEST_LABEL: f64 = 390.0;
const COLUMN_GAP: f64 = 26.0;
const NUMBER_ROOM: f64 = 68.0;
const HEADING_HEIGHT: f64 = 30.0;
const TITLE_LEADING: f64 = 20.0;
/// Values further out than this many times the upper quartile are drawn as arrows at the edge, or
/// all others would be one dot.
const FAR: f64 = 8.0;

/// Draws a dot with its interval for each change and number, and the number beside it. The height
/// of the chart follows the number of rows.
///
/// # Errors
/// [`ChartError`] for no row or column, rows of different lengths, and numbers that are not finite.
pub fn levers(chart: &Levers) -> Result<Picture, ChartError> {
    if chart.rows.is_empty() {
        return Err(ChartError::Empty("change"));
    }
    if chart.columns.is_empty() {
        return Err(ChartError::Empty("column"));
    }
    for row in &chart.rows {
        check_length("row", chart.columns.len(), row.cells.len())?;
        let cells = row.cells.iter().flatten();
        check(
            "change",
            cells.flat_map(|cell| [Some(cell.value), cell.low, cell.high]).flatten(),
            ANY,
        )?;
    }
    let row_height = (460.0 / chart.rows.len() as f64).clamp(22.0, 40.0);
    let headings = headings(&chart.rows);
    let labels: Vec<String> =
        chart.rows.iter().map(|row| ROW.shorten_middle(&row.label, LONGEST_LABEL)).collect();
    let heading_width = chart
        .rows
        .iter()
        .map(|row| HEADING.width(&row.heading))
        .fold(0.0, f64::max)
        .min(LONGEST_LABEL);
    let label_room = labels.iter().map(|label| ROW.width(label)).fold(heading_width, f64::max);
    let left = theme::MARGIN + label_room + 20.0;
    let count = chart.columns.len() as f64;
    let width = (theme::WIDTH - theme::MARGIN - left - COLUMN_GAP * (count - 1.0)) / count;
    let units: Vec<ShownUnit> =
        (0..chart.columns.len()).map(|column| ShownUnit::of(chart, column)).collect();
    let titles: Vec<Vec<String>> = chart
        .columns
        .iter()
        .zip(&units)
        .map(|(column, unit)| LABEL.wrap(&format!("{} [{}]", column.title, unit.symbol), width, 3))
        .collect();
    let title_rows = titles.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let head = TITLE_LEADING * title_rows + 16.0;
    let body_height = row_height * chart.rows.len() as f64 + HEADING_HEIGHT * headings.len() as f64;
    let height = frame::height_of_words(&chart.wording) + head + body_height + 16.0;

    canvas::draw(&chart.wording.title, (theme::WIDTH, height), |canvas| {
        let body = frame::words(canvas, &chart.wording, height)?;
        let top = body.top + head;
        let rows = row_middles(top, row_height, chart.rows.len(), &headings);
        for (position, heading) in &headings {
            let y = rows[*position] - row_height / 2.0 - HEADING_HEIGHT / 2.0 + 3.0;
            let heading = HEADING.shorten(heading, theme::WIDTH - 2.0 * theme::MARGIN);
            canvas.text_centred((theme::MARGIN, y), Anchor::Start, HEADING, &heading)?;
        }
        for (label, &y) in labels.iter().zip(&rows) {
            canvas.text_centred((theme::MARGIN, y), Anchor::Start, ROW, label)?;
            let rule = y + row_height / 2.0;
            canvas.line(
                &[(theme::MARGIN, rule), (theme::WIDTH - theme::MARGIN, rule)],
                Colour::Grid,
                theme::HAIRLINE,
            )?;
        }
        for (position, (column, unit)) in chart.columns.iter().zip(&units).enumerate() {
            let from = left + (width + COLUMN_GAP) * position as f64;
            for (line, text) in titles[position].iter().enumerate() {
                let y = body.top
                    + TITLE_LEADING
                        * (line as f64 + 0.5 + title_rows - titles[position].len() as f64);
                canvas.text_centred((from, y), Anchor::Start, LABEL, text)?;
            }
            let area = Area {
                left: from,
                right: from + width - NUMBER_ROOM,
                top,
                bottom: top + body_height,
            };
            area.paint(canvas, chart, position, column.better, *unit, &rows)?;
        }
        Ok(())
    })
}

/// Positions of the rows that begin a group, with its heading.
fn headings(rows: &[LeverRow]) -> Vec<(usize, &str)> {
    let starts =
        |position: usize| position == 0 || rows[position - 1].heading != rows[position].heading;
    let named = rows
        .iter()
        .enumerate()
        .filter(|(position, row)| !row.heading.is_empty() && starts(*position));
    named.map(|(position, row)| (position, row.heading.as_str())).collect()
}

fn row_middles(top: f64, row_height: f64, count: usize, headings: &[(usize, &str)]) -> Vec<f64> {
    let above =
        |row: usize| headings.iter().filter(|(position, _)| *position <= row).count() as f64;
    (0..count)
        .map(|row| top + row_height * (row as f64 + 0.5) + HEADING_HEIGHT * above(row))
        .collect()
}

/// The unit of a column and how far its scale reaches, in it.
#[derive(Clone, Copy, Debug)]
struct ShownUnit {
    size: f64,
    symbol: &'static str,
    low: f64,
    high: f64,
}

impl ShownUnit {
    fn of(chart: &Levers, column: usize) -> Self {
        let LeverColumn { measure, group, .. } = chart.columns[column];
        let of_group = |row: &LeverRow| -> Vec<LeverCell> {
            let cells =
                row.cells.iter().zip(&chart.columns).filter(|(_, column)| column.group == group);
            cells.filter_map(|(cell, _)| *cell).collect()
        };
        let cells: Vec<LeverCell> = chart.rows.iter().flat_map(of_group).collect();
        let largest = cells.iter().map(|cell| cell.value.abs()).fold(0.0, f64::max);
        let scaled: Vec<LeverCell> =
            chart.rows.iter().filter(|row| row.scaled).flat_map(of_group).collect();
        let (least, greatest) = cells.iter().fold((0.0_f64, 0.0_f64), |(least, greatest), cell| {
            (least.min(cell.value), greatest.max(cell.value))
        });
        let cells = if scaled.is_empty() { cells } else { scaled };
        let mut sizes: Vec<f64> = cells.iter().map(|cell| cell.value.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let quartile = sizes.get(sizes.len() * 3 / 4).copied().unwrap_or(0.0);
        let near = |value: f64| value.abs() <= FAR * quartile;
        let reach: Vec<f64> = cells
            .iter()
            .filter(|cell| near(cell.value))
            .flat_map(|cell| [Some(cell.value), cell.low, cell.high])
            .flatten()
            .filter(|&value| near(value))
            .collect();
        let low = reach.iter().copied().fold(0.0, f64::min);
        let high = reach.iter().copied().fold(0.0, f64::max);
        let (size, symbol) = match measure {
            Measure::Probability => (0.01, "points"),
            Measure::Tonnes => (1.0, "t"),
            Measure::Dollars => {
                let unit = measure.unit(largest);
                (unit.size, unit.symbol)
            }
        };
        // A side on which something lies beyond the scale has room for its bar and triangle.
        let room = |beyond: bool| if beyond { 0.2 } else { 0.06 } * (high - low);
        let (below, above) = (room(least < low), room(greatest > high));
        let (low, high) = if high > low { (low - below, high + above) } else { (-1.0, 1.0) };
        ShownUnit { size, symbol, low, high }
    }
}

/// The part of a column in which dots are drawn.
#[derive(Clone, Copy, Debug)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn paint(
        &self,
        canvas: &Canvas<'_>,
        chart: &Levers,
        column: usize,
        better: LeverBetter,
        unit: ShownUnit,
        rows: &[f64],
    ) -> Result<(), ChartError> {
        let scale = Scale { low: unit.low, high: unit.high, from: self.left, to: self.right };
        let zero = scale.at(0.0);
        canvas.line(&[(zero, self.top), (zero, self.bottom)], Colour::Axis, theme::HAIRLINE)?;
        for (row, &y) in chart.rows.iter().zip(rows) {
            let end = self.right + NUMBER_ROOM;
            let Some(cell) = row.cells[column] else {
                canvas.text_centred(
                    (end, y),
                    Anchor::End,
                    Lettering { colour: Colour::SoftInk, ..NUMBER },
                    "–",
                )?;
                continue;
            };
            let (dot, ink) = colours(cell, better);
            if (unit.low..=unit.high).contains(&cell.value) {
                let (low, high) = (
                    scale.at(cell.low.unwrap_or(unit.low)),
                    scale.at(cell.high.unwrap_or(unit.high)),
                );
                canvas.line(&[(zero, y), (scale.at(cell.value), y)], Colour::Pale, theme::THICK)?;
                canvas.line(&[(low, y), (high, y)], dot, theme::THIN)?;
                canvas.dot((scale.at(cell.value), y), 4.5, dot)?;
            } else {
                let (edge, sign) =
                    if cell.value < 0.0 { (self.left, -1.0) } else { (self.right, 1.0) };
                canvas.line(&[(zero, y), (edge - sign * 8.0, y)], Colour::Pale, theme::THICK)?;
                arrow(canvas, (edge, y, sign), dot)?;
            }
            canvas.text_centred(
                (end, y),
                Anchor::End,
                Lettering { colour: ink, ..NUMBER },
                &signed(cell.value / unit.size),
            )?;
        }
        Ok(())
    }
}

/// Good, bad, or neither where the interval holds zero; the sign of the number says the same
/// without colours.
fn colours(cell: LeverCell, better: LeverBetter) -> (Colour, Colour) {
    let above = cell.low.is_some_and(|low| low > 0.0) && cell.value > 0.0;
    let below = cell.high.is_some_and(|high| high < 0.0) && cell.value < 0.0;
    match (above, below, better) {
        (true, _, LeverBetter::More) | (_, true, LeverBetter::Less) => (Colour::Edge, Colour::Ink),
        (true, _, LeverBetter::Less) | (_, true, LeverBetter::More) => {
            (Colour::Accent, Colour::AccentInk)
        }
        _ => (Colour::Axis, Colour::SoftInk),
    }
}

/// A triangle at the edge that points to a dot beyond it.
fn arrow(
    canvas: &Canvas<'_>,
    (x, y, sign): (f64, f64, f64),
    colour: Colour,
) -> Result<(), ChartError> {
    canvas.polygon(&[(x, y), (x - sign * 10.0, y - 6.0), (x - sign * 10.0, y + 6.0)], colour)
}

/// A change with its sign, three significant digits and at most two decimals.
fn signed(value: f64) -> String {
    let decimals = if value.abs() >= 99.95 { 0 } else { usize::from(value.abs() < 9.995) + 1 };
    let text = grouped(value.abs(), decimals);
    match text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        true if value < 0.0 => format!("−{text}"),
        true => format!("+{text}"),
        false => "0".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Theme;
    use super::*;

    fn chart(rows: usize) -> Levers {
        let column = |title: &str, measure, better, group| LeverColumn {
            title: title.to_owned(),
            measure,
            better,
            group,
        };
        let cell =
            |value: f64| Some(LeverCell { value, low: Some(value - 3.0), high: Some(value + 3.0) });
        Levers {
            wording: Wording {
                title: "What helps most".to_owned(),
                caption: "1,000 trials".to_owned(),
            },
            columns: vec![
                column("Mean shortfall", Measure::Tonnes, LeverBetter::Less, 0),
                column("Firm tonnes", Measure::Tonnes, LeverBetter::More, 1),
            ],
            rows: (0..rows)
                .map(|row| LeverRow {
                    label: format!("change number {row}"),
                    heading: if row < 2 { "Helps".to_owned() } else { "Harms".to_owned() },
                    cells: vec![
                        cell(10.0 * row as f64 - 40.0),
                        (row % 3 != 0).then(|| cell(5.0)).flatten(),
                    ],
                    scaled: row < 2,
                })
                .collect(),
        }
    }

    #[test]
    fn every_change_has_its_row_and_number() {
        for rows in [1, 5, 60] {
            let svg = levers(&chart(rows)).unwrap().in_theme(Theme::Light);
            for row in 0..rows {
                assert!(svg.contains(&format!("change number {row}")), "{rows}");
            }
            assert!(svg.contains("Helps") && svg.contains("−40.0"));
        }
    }

    #[test]
    fn charts_that_say_nothing_are_refused() {
        assert_eq!(levers(&chart(0)), Err(ChartError::Empty("change")));
        let mut uneven = chart(2);
        uneven.rows[1].cells.pop();
        assert!(matches!(levers(&uneven), Err(ChartError::Length { .. })));
        let mut endless = chart(2);
        endless.rows[0].cells[0] = Some(LeverCell { value: f64::NAN, low: None, high: None });
        assert!(matches!(levers(&endless), Err(ChartError::Value { .. })));
    }

    #[test]
    fn changes_have_a_sign() {
        assert_eq!(
            [0.0, 0.004, -0.0123, 4.56, 40.0, -1234.5].map(signed),
            ["0", "0", "−0.01", "+4.56", "+40.0", "−1,234"]
        );
    }
}
