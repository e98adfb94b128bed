//! How levers are drawn: a dot with its interval for each change and number, and the number beside
//! it.

use plotters::style::text_anchor::{HPos, VPos};

use super::{LeverBetter, LeverCell, LeverColumn, LeverRow, Levers};
use crate::report::drawing::{
    ANY, Axis, Canvas, Chart, ChartError, Colour, Frame, LABEL, Lettering, Measure, Panel, Picture,
    Plot, TEXT_ROOM, Wording, check, check_length, grouped, theme,
};

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

/// A dot with its interval for each change and number, and the number beside it. The height of the
/// chart follows the number of rows.
impl Chart for Levers {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        if self.rows.is_empty() {
            return Err(ChartError::Empty("change"));
        }
        if self.columns.is_empty() {
            return Err(ChartError::Empty("column"));
        }
        for row in &self.rows {
            check_length("row", self.columns.len(), row.cells.len())?;
            let cells = row.cells.iter().flatten();
            let numbers = cells.flat_map(|cell| [Some(cell.value), cell.low, cell.high]).flatten();
            check("change", numbers, ANY)?;
        }
        let row_height = (460.0 / self.rows.len() as f64).clamp(22.0, 40.0);
        let headings = headings(&self.rows);
        let labels = self.rows.iter().map(|row| ROW.shorten_middle(&row.label, LONGEST_LABEL));
        let labels: Vec<String> = labels.collect();
        let heading_width = HEADING.widest(self.rows.iter().map(|row| &row.heading));
        let label_room = ROW.widest(&labels).max(heading_width.min(LONGEST_LABEL));
        let left = theme::MARGIN + label_room + 20.0;
        let count = self.columns.len() as f64;
        let end = theme::WIDTH - theme::MARGIN;
        let width = (end - left - COLUMN_GAP * (count - 1.0)) / count;
        let units: Vec<ShownUnit> =
            (0..self.columns.len()).map(|column| ShownUnit::of(self, column)).collect();
        let titles = self.columns.iter().zip(&units).map(|(column, unit)| {
            LABEL.wrap(&format!("{} [{}]", column.title, unit.symbol), width, 3)
        });
        let titles: Vec<Vec<String>> = titles.collect();
        let title_rows = titles.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let head = TITLE_LEADING * title_rows + 16.0;
        let body = row_height * self.rows.len() as f64 + HEADING_HEIGHT * headings.len() as f64;
        let height = self.wording.height() + head + body + 16.0;

        Frame::draw(&self.wording, height, |frame| {
            let top = frame.top + head;
            let rows = row_middles(top, row_height, self.rows.len(), &headings);
            let write = |at, lettering, text: &str| {
                frame.slide.text(at, (HPos::Left, VPos::Center), lettering, text)
            };
            for (position, heading) in &headings {
                let y = rows[*position] - row_height / 2.0 - HEADING_HEIGHT / 2.0 + 3.0;
                write((theme::MARGIN, y), HEADING, &HEADING.shorten(heading, TEXT_ROOM))?;
            }
            for (label, &y) in labels.iter().zip(&rows) {
                write((theme::MARGIN, y), ROW, label)?;
                let rule = y + row_height / 2.0;
                let ends = [(theme::MARGIN, rule), (end, rule)];
                frame.slide.line(&ends, Colour::Grid, theme::HAIRLINE)?;
            }
            for (place, (unit, titles)) in units.iter().zip(&titles).enumerate() {
                let left = left + (width + COLUMN_GAP) * place as f64;
                for (line, text) in titles.iter().enumerate() {
                    let row = line as f64 + 0.5 + title_rows - titles.len() as f64;
                    write((left, frame.top + TITLE_LEADING * row), LABEL, text)?;
                }
                let right = left + width - NUMBER_ROOM;
                let panel = Panel { left, right, top, bottom: top + body };
                self.paint_column(&frame, panel, (place, *unit), &rows)?;
            }
            Ok(())
        })
    }
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

impl Levers {
    /// Paints the cells of a column, whose rows have their middles at these pixels.
    fn paint_column(
        &self,
        frame: &Frame<'_>,
        panel: Panel,
        (column, unit): (usize, ShownUnit),
        rows: &[f64],
    ) -> Result<(), ChartError> {
        let Panel { left, right, top, bottom } = panel;
        let pixels = Axis::bare(bottom, top);
        let plot = Plot::new(frame, panel, Axis::bare(unit.low, unit.high), pixels)?;
        let (slide, data) = (&frame.slide, &plot.data);
        data.line(&[(0.0, top), (0.0, bottom)], Colour::Axis, theme::HAIRLINE)?;
        for (row, &y) in self.rows.iter().zip(rows) {
            let number = |colour, text: &str| {
                let lettering = Lettering { colour, ..NUMBER };
                slide.text((right + NUMBER_ROOM, y), (HPos::Right, VPos::Center), lettering, text)
            };
            let Some(cell) = row.cells[column] else {
                number(Colour::SoftInk, "–")?;
                continue;
            };
            let (dot, ink) = colours(cell, self.columns[column].better);
            if (unit.low..=unit.high).contains(&cell.value) {
                let ends = [cell.low.unwrap_or(unit.low), cell.high.unwrap_or(unit.high)];
                data.line(&[(0.0, y), (cell.value, y)], Colour::Pale, theme::THICK)?;
                data.line(&ends.map(|end| (end, y)), dot, theme::THIN)?;
                data.dot((cell.value, y), 4.5, dot)?;
            } else {
                let (edge, sign) = if cell.value < 0.0 { (left, -1.0) } else { (right, 1.0) };
                let (zero, _) = plot.at((0.0, y));
                slide.line(&[(zero, y), (edge - sign * 8.0, y)], Colour::Pale, theme::THICK)?;
                arrow(slide, (edge, y), sign, dot)?;
            }
            number(ink, &signed(cell.value / unit.size))?;
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
    slide: &Canvas<'_>,
    (x, y): (f64, f64),
    sign: f64,
    colour: Colour,
) -> Result<(), ChartError> {
    let back = x - sign * 10.0;
    slide.polygon(&[(x, y), (back, y - 6.0), (back, y + 6.0)], colour)
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
    use super::*;
    use crate::report::drawing::Theme;

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
            let svg = chart(rows).picture().unwrap().in_theme(Theme::Light);
            for row in 0..rows {
                assert!(svg.contains(&format!("change number {row}")), "{rows}");
            }
            assert!(svg.contains("Helps") && svg.contains("−40.0"));
        }
    }

    #[test]
    fn charts_that_say_nothing_are_refused() {
        assert_eq!(chart(0).picture(), Err(ChartError::Empty("change")));
        let mut uneven = chart(2);
        uneven.rows[1].cells.pop();
        assert!(matches!(uneven.picture(), Err(ChartError::Length { .. })));
        let mut endless = chart(2);
        endless.rows[0].cells[0] = Some(LeverCell { value: f64::NAN, low: None, high: None });
        assert!(matches!(endless.picture(), Err(ChartError::Value { .. })));
    }

    #[test]
    fn changes_have_a_sign() {
        assert_eq!(
            [0.0, 0.004, -0.0123, 4.56, 40.0, -1234.5].map(signed),
            ["0", "0", "−0.01", "+4.56", "+40.0", "−1,234"]
        );
    }
}
